import { run } from './main.ts'

// Open connections would keep Node alive. (Even process.exit waits for DNS lookups.) The log can still wait for its reader.
run().then(() => process.stdout.write('', () => process.exit()))
