// Loaded before the action (node --require), as monitoring tools are: it writes to the standard output, and
// listens for its `drain` event a while later.
process.stdout.write('watching\n')
setTimeout(() => process.stdout.on('drain', () => {}), 150)
