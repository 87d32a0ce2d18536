import './plain-stdout.ts'
import { run } from './run.ts'

/** How long the process may outlive its report, in ms. */
const GRACE = 1000

run().finally(() => {
  // By now nothing is under way. Two things can keep Node alive all the same, and neither can be ended: the look-up of
  // a name, and the connection to a proxy that does not answer. This timer keeps nothing alive itself.
  setTimeout(() => process.exit(), GRACE).unref()
})
