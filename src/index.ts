import { run } from './main.ts'

run().finally(() => {
  // Open connections would keep Node alive. (Even process.exit waits for DNS lookups.) On Windows, the log is written later.
  process.stdout.write('', () => process.exit())
})
