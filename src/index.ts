import { run } from './main.ts'

/** How long the process may outlive its report, in ms. */
const GRACE = 1000

run().finally(() => {
  // By now nothing is under way. A connection to a proxy that does not answer keeps Node alive all the same, and cannot
  // be ended otherwise. (Nor can the look-up of a name, for which even process.exit waits, until the resolver gives
  // up.) This timer keeps nothing alive itself.
  setTimeout(() => process.exit(), GRACE).unref()
})
