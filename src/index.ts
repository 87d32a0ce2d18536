import { closeUnusedConnections } from './http/connect-ahead.ts'
import { run } from './main.ts'

/** How long the process can keep running after its report, in ms. */
const GRACE = 1000

run().finally(() => {
  closeUnusedConnections()
  // A connection to a proxy that doesn't respond can't be closed, and would keep Node alive. (Even process.exit waits for
  // DNS lookups.) This timer itself doesn't keep Node alive.
  setTimeout(() => process.exit(), GRACE).unref()
})
