// Loaded before the action (node --import): tells on stderr if the process did not end by itself.
const { exit } = process
process.exit = (code) => {
  process.stderr.write('process.exit was called')
  exit(code)
}
