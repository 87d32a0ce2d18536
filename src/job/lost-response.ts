import type { GetJobResp, JobHistory } from '@alicloud/hcs-mgw20240626'
import type { Change } from '../inputs/inputs.ts'
import { mayHaveBeenApplied } from '../retry/transient.ts'
import { instantsOf, roundsOf } from './history.ts'
import type { JobSnapshot } from './job.ts'
import { isAlreadyApplied, isFinished, isRunning, isTerminal } from './states.ts'

/** An attempt at a change that failed. */
export interface ChangeAttempt {
  change: Change
  /** What it failed with. */
  error: unknown
  /** When it was sent, in ms since 1970 by this machine's clock. */
  sentAt: number
  /** Whether an attempt, this one or one before, may have been applied. */
  mayBeApplied: boolean
  /** The job before the change, where it was looked at. */
  before: GetJobResp | undefined
}

/** What is known of a change whose attempt failed. */
export interface LostResponse extends ChangeAttempt {
  /** The job now; undefined when it could not be looked at. */
  seen: JobSnapshot | undefined
  /** The time of day by this machine's clock now, in ms since 1970. */
  now: number
  /** The job's history, where it was read. */
  history?: readonly JobHistory[] | undefined
}

/** As in `Resolution`: whether the change was applied, and where nobody knows, whether to repeat it does harm. */
export type Outcome = 'applied' | 'not-applied' | 'unknown' | 'repeatable'

/** What became of a change whose attempt failed. */
export function resolveLostResponse(lost: LostResponse): Outcome {
  const { change, error, seen, mayBeApplied } = lost
  if (change.name === 'start-job' && mayHaveBeenApplied(error)) return resolveLostStart(lost)
  if (seen !== undefined && isAlreadyApplied(change, seen.job)) return 'applied'
  // To pause, to close and to set the throttling once more does no harm.
  return mayBeApplied ? 'repeatable' : 'not-applied'
}

/** A start that is repeated may begin a second round. */
function resolveLostStart({ seen, before, sentAt, now, history = [] }: LostResponse): Outcome {
  if (seen === undefined) return 'unknown'
  const { job, time } = seen
  if (isRunning(job.status)) return 'applied'
  if (!isTerminal(job.status)) return 'not-applied'
  const sent = sentAt - now + (time.earliest + time.latest) / 2
  const isOfSince = (instants: number[]): boolean =>
    instants.some((instant) => isBetween(instant, sent, time.latest))
  if (roundsOf(history).some(({ starts }) => isOfSince(starts))) return 'applied'
  const modified = before === undefined ? isAfter(job.modifyTime ?? '', sent) : hasChanged(before, job)
  // A round that goes on after a pause is an old one, with states of since.
  const goesOn = history.some(({ startTime = '' }) => isOfSince(instantsOf(startTime)))
  if (modified === false) return goesOn ? 'unknown' : 'not-applied'
  // A job that ended otherwise may have been ended by somebody else.
  return modified && isFinished(job.status) ? 'applied' : 'unknown'
}

/** Whether a job is another than before; undefined if there is no telling: it may be so again. */
function hasChanged(before: GetJobResp, job: GetJobResp): boolean | undefined {
  if (job.status !== before.status || job.modifyTime !== before.modifyTime) return true
  return job.modifyTime === undefined ? undefined : false
}

/** Whether a time of the service is after `instant` (ms since 1970); undefined if there is no telling. */
function isAfter(time: string, instant: number): boolean | undefined {
  const verdicts = instantsOf(time).map((possible) => {
    const difference = possible - instant
    // Both clocks tell whole seconds only.
    return Math.abs(difference) < 1000 ? undefined : difference > 0
  })
  return verdicts.every((verdict) => verdict === verdicts[0]) ? verdicts[0] : undefined
}

/** Whether a time is one of since the attempt, by clocks that tell whole seconds only. What is in the future was meant in another time zone. */
function isBetween(time: number, sent: number, now: number): boolean {
  return time > sent - 2000 && time < now + 2000
}
