import { isFinished, isRunning, isTerminal } from '../job/states.ts'
import type { Baseline, Look } from './look.ts'

/**
 * How sure it is that a state which GetJob shows is one of since the change, and not the old one, which the service may
 * show for a moment after it has accepted a change.
 *
 * - `sure`: the job was seen to run since, or has left a state that it could leave by the change only;
 * - `likely`: its ModifyTime is another than before, which may also be that of the change itself;
 * - `none`: it is the state of before.
 */
export type Evidence = 'sure' | 'likely' | 'none'

/** @param ran whether a look since the change has seen the job run */
export function evidenceOf({ changed, before }: Baseline, { job, status }: Look, ran: boolean): Evidence {
  if (!changed || ran || isRunning(status)) return 'sure'
  if (before === undefined) return 'none'
  if (status !== before.status && !isTerminal(before.status)) return 'sure'
  if (before.status === 'IMPORT_JOB_INTERRUPTED' && isFinished(status)) return 'sure'
  return job.modifyTime !== undefined && job.modifyTime !== before.modifyTime ? 'likely' : 'none'
}
