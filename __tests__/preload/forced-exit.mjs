// Loaded before the action (node --import): reports on stderr if the process didn't end on its own.
const { exit } = process
process.exit = (code) => {
  process.stderr.write('process.exit was called')
  exit(code)
}
