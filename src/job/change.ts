import { type GetJobResp, ImportQos, MgwError, UpdateJobInfo } from '@alicloud/hcs-mgw20240626'
import type { Change } from '../inputs/inputs.ts'
import {
  type FailedAttempt,
  type Resolution,
  type RetryOptions,
  UnknownOutcomeError
} from '../retry/retry.ts'
import { mayHaveBeenApplied } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { readHistory } from './history.ts'
import type { Job, JobSnapshot } from './job.ts'
import { type ChangeAttempt, type Outcome, resolveLostResponse } from './lost-response.ts'
import type { OperationResult } from './result.ts'
import { describeState, isAlreadyApplied, isRunning, isTerminal, STATUS_TO_SEND } from './states.ts'

/** The service refused a change. `cause` is its refusal, `job` how the job was then. */
class RefusedInState extends Error {
  readonly job: GetJobResp

  constructor(job: GetJobResp, cause: unknown) {
    super('The service refused the change.', { cause })
    this.job = job
  }
}

/** Refusals that may be about the job's state, or may mean that it already is as asked. */
const WRONG_STATE = [
  'InvalidImportJobStatus',
  'ImportJobConflictOnUpdateStatus',
  'ImportJobUpdateConcurrently'
]

/**
 * Makes a change, and finds out what became of it where an answer was lost or the service refused it in the job's state.
 *
 * @param before the job before the change, where it was looked at
 * @param isStillAsked whether an attempt that failed may be followed by another one
 */
export async function makeChange(
  job: Job,
  change: Change,
  before: GetJobResp | undefined,
  options: RetryOptions,
  isStillAsked: () => boolean = () => true
): Promise<OperationResult> {
  // A look may be late, so what it once took for not applied may have been.
  let wasInDoubt = false
  try {
    return await job.update<OperationResult>(
      updateOf(change),
      options,
      ({ statusCode, requestId, time }) => ({
        changed: true,
        statusCode,
        requestId,
        before,
        changedAt: time.earliest
      }),
      async (failed) => {
        wasInDoubt ||= failed.mayBeApplied
        const resolution = await resolve(job, change, before, { ...failed, wasInDoubt }, options)
        if (resolution.outcome === 'applied' || isStillAsked()) return resolution
        return { ...resolution, outcome: 'unknown' }
      }
    )
  } catch (error) {
    return failedChange(change, error, before)
  }
}

/** The update that stands for a change: of the status or of the throttling, never of both. */
function updateOf(change: Change): UpdateJobInfo {
  if (change.name !== 'update-qos') return new UpdateJobInfo({ status: STATUS_TO_SEND[change.name] })
  const { maxBandwidth, maxQps } = change
  return new UpdateJobInfo({
    importQos: new ImportQos({ maxBandWidth: maxBandwidth, maxImportTaskQps: maxQps })
  })
}

async function resolve(
  job: Job,
  change: Change,
  before: GetJobResp | undefined,
  failed: FailedAttempt & { wasInDoubt: boolean },
  options: RetryOptions
): Promise<Resolution<OperationResult>> {
  const { error, isLast, mayBeApplied, wasInDoubt } = failed
  const isLostStart = change.name === 'start-job' && mayHaveBeenApplied(error)
  const isRefused = error instanceof MgwError && WRONG_STATE.includes(error.code)
  // What is repeated without harm needs no look before it is.
  if (!isLostStart && !isRefused && !(mayBeApplied && isLast)) return { outcome: 'repeatable' }
  const { seen, outcome } = await (isLostStart ? lookForStart : lookOnce)(
    job,
    { ...failed, change, before },
    options
  )
  if (outcome === 'applied' && seen !== undefined) {
    return { outcome, value: appliedAnyway(change, seen, before, wasInDoubt) }
  }
  const isAboutState = isRefused && error.code !== 'ImportJobUpdateConcurrently'
  const refusal = isAboutState && seen !== undefined ? new RefusedInState(seen.job, error) : undefined
  return { outcome: outcome === 'applied' ? 'unknown' : outcome, error: refusal }
}

interface Found {
  /** The job, where it could be looked at. */
  seen: JobSnapshot | undefined
  outcome: Outcome
}

/** What one look tells of a change whose attempt failed. */
async function lookOnce(job: Job, attempt: ChangeAttempt, options: RetryOptions): Promise<Found> {
  const seen = await job.get(options).catch(ignoreUnlessCancelled)
  return { seen, outcome: resolveLostResponse({ ...attempt, now: options.clock.date(), seen }) }
}

/** When to look again for a start, in ms since the look before: a look right after a change may show the old state. */
const LOOKS_FOR_START = [3000, 7000, 20_000]

/** What some looks tell of a start whose answer was lost. Before it is sent again, all that can be known must be. */
async function lookForStart(job: Job, attempt: ChangeAttempt, options: RetryOptions): Promise<Found> {
  let found = await lookOnce(job, attempt, options)
  // What changes from one look to another has changed since the start was sent.
  const first = attempt.before ?? found.seen?.job
  let compared = attempt
  for (const delay of LOOKS_FOR_START) {
    if (found.outcome !== 'not-applied') break
    // Too little time to be sure.
    if (delay >= options.deadline.left()) return { ...found, outcome: 'unknown' }
    await options.clock.sleep(delay, options.signal)
    compared = { ...attempt, before: first }
    found = await lookOnce(job, compared, options)
  }
  if (found.outcome === 'applied' || !isTerminal(found.seen?.job.status)) return found
  // A round may have ended between two looks. If so, the history tells.
  const { entries } = await readHistory(job, options)
  const now = options.clock.date()
  return { ...found, outcome: resolveLostResponse({ ...compared, now, seen: found.seen, history: entries }) }
}

function ignoreUnlessCancelled(error: unknown): undefined {
  if (isCancellation(error)) throw error
}

/** The result of a change that had no clear answer, of a job that is as asked. */
function appliedAnyway(
  change: Change,
  { statusCode, job }: JobSnapshot,
  before: GetJobResp | undefined,
  wasInDoubt: boolean
): OperationResult {
  // Who refused every attempt has changed nothing. Else it is this run's change, unless nobody knows how it was before, or
  // the job may have come there by itself.
  const isOpen = before === undefined || (change.name === 'close-job' && isRunning(before.status))
  const changed = !wasInDoubt ? false : isOpen ? undefined : !isAlreadyApplied(change, before)
  const reason = wasInDoubt
    ? `There was no clear answer to ${change.name}`
    : `The service refused ${change.name}`
  return {
    changed,
    statusCode,
    job,
    note: `${reason}, but the job is as it was asked for: GetJob says ${describeState(change, job)}.`
  }
}

/** The result of a change that has failed for good. */
function failedChange(change: Change, error: unknown, before: GetJobResp | undefined): OperationResult {
  if (error instanceof RefusedInState) {
    const { cause, job } = error
    return { changed: false, before, job, error: cause, note: `The job is at ${describeWhere(change, job)}.` }
  }
  if (!(error instanceof UnknownOutcomeError)) return { changed: false, before, job: before, error }
  const { job, cause } =
    error.cause instanceof RefusedInState ? error.cause : { job: before, cause: error.cause }
  const result = { changed: undefined, before, job, error: cause }
  return isCancellation(cause) ? result : { ...result, note: describeDoubt(change) }
}

function describeDoubt({ name }: Change): string {
  return name === 'start-job'
    ? 'The job may or may not have been started. Look at its state in the console before you start it again: a second start might begin a second round.'
    : 'The change may or may not have been made. To make it again does no harm.'
}

/** The state that a change was refused in, and that it is why. */
function describeWhere(change: Change, { status = 'an unknown state' }: GetJobResp): string {
  const verb = {
    'start-job': 'which cannot be started',
    'pause-job': 'which cannot be paused',
    'close-job': 'which cannot be closed',
    'update-qos': 'in which the throttling cannot be changed'
  }[change.name]
  return `${status}, ${verb}`
}
