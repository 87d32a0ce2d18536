// Loaded before the action (node --require), as tools that watch a process are: it writes to the standard output, and
// listens for it to be drained a while later.
process.stdout.write('watching\n')
setTimeout(() => process.stdout.on('drain', () => {}), 150)
