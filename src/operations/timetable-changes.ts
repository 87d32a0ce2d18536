import { identifier, MgwError } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { ApplyTimetable, Change, Throttling } from '../inputs/operation.ts'
import { changeJob } from '../job/change.ts'
import type { JobClient, JobSnapshot } from '../job/job-client.ts'
import { changedOf, errorOf, failure, type OperationResult, success, UNCHANGED } from '../job/result.ts'
import { describeGoal, isRunning } from '../job/states.ts'
import { errorCode } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { startDeadline } from '../runner/clock.ts'
import { type ActiveEntry, activeEntryAt } from '../timetable/active-entry.ts'
import { isSameState } from '../timetable/timetable.ts'
import { type JobContext, type WaitRequest, waitFor } from '../wait/wait.ts'
import { mayBeAsRequested, mayBeFaster } from './timetable-decision.ts'

/** One entry of the timetable, as it is applied to one job. */
export interface ApplyContext {
  context: JobContext
  inputs: Inputs<ApplyTimetable>
  active: ActiveEntry
  /** The job before any change. */
  before: JobSnapshot
}

export interface ApplyResult extends OperationResult {
  /** The changes that the service has accepted, in order. */
  accepted: { change: Change; requestId: string | undefined }[]
  /** Whether the job was found in a state that the decision didn't expect. If so, it is read and judged again. */
  isOvertaken?: boolean | undefined
}

export const NOTHING_SENT: ApplyResult = { outcome: UNCHANGED, accepted: [] }

export function activeNow({ timetable, zone }: ApplyTimetable, { policy }: JobClient): ActiveEntry {
  return activeEntryAt(timetable, zone, policy.clock.wallTime())
}

/** Whether another entry with another state has become active. */
export function hasSwitched({ context, inputs, active }: Omit<ApplyContext, 'before'>): boolean {
  return !isSameState(activeNow(inputs.operation, context.job).entry.state, active.entry.state)
}

/** Restarts `timeout-seconds`, because earlier changes may have used it up. */
export function withNewDeadline({ context, inputs }: Omit<ApplyContext, 'before'>): JobContext {
  const deadline = startDeadline('timeout-seconds', inputs.timeoutSeconds, context.job.policy.clock)
  return { ...context, limits: { ...context.limits, deadline } }
}

/** Combines the results of two steps. The second one determines whether the operation succeeded. */
export function mergeResults(first: ApplyResult, next: ApplyResult): ApplyResult {
  const accepted = [...first.accepted, ...next.accepted]
  const last = accepted.findLast(({ requestId }) => requestId !== undefined)
  const changes = [changedOf(first), changedOf(next)]
  const changed = changes.includes(true) ? true : changes.includes(undefined) ? undefined : false
  const error = errorOf(next)
  return {
    ...first,
    ...next,
    outcome: error === undefined ? success(changed) : failure(error, changed),
    note: next.note,
    requestId: last?.requestId ?? next.requestId,
    before: first.before ?? next.before,
    job: next.job ?? first.job,
    accepted,
    isOvertaken: next.isOvertaken
  }
}

async function ifSucceeded(first: ApplyResult, next: () => Promise<ApplyResult>): Promise<ApplyResult> {
  return errorOf(first) !== undefined ? first : mergeResults(first, await next())
}

/** Starts the job. The throttling is set first, so that the job never runs faster than requested. */
export async function startJob(apply: ApplyContext, throttling: Throttling | undefined): Promise<ApplyResult> {
  const start = (): Promise<ApplyResult> => sendChange(apply, { name: 'start-job' })
  if (throttling === undefined) return start()
  const set = await sendChange(apply, { name: 'update-qos', ...throttling })
  if (!isRefusedInState(set)) return ifSucceeded(set, start)
  if (set.job?.status !== apply.before.job.status) return { ...set, isOvertaken: true }
  apply.context.job.policy.logger.info(
    'The service does not set the throttling before the start, so it is set right after it.'
  )
  const started = mergeResults(set, await start())
  if (errorOf(started) !== undefined) return changedOf(started) === false ? started : pauseForSafety(apply, started)
  return ifSucceeded(started, async () => {
    const again = await sendChange(apply, { name: 'update-qos', ...throttling })
    return errorOf(again) === undefined ? again : pauseForSafety(apply, again)
  })
}

/** Sets the throttling of a running job. If the service refuses that, the job is paused for it. */
export async function throttleJob(apply: ApplyContext, throttling: Throttling): Promise<ApplyResult> {
  const { before, active, context } = apply
  const { logger } = context.job.policy
  const set = await sendChange(apply, { name: 'update-qos', ...throttling })
  const error = errorOf(set)
  if (error === undefined || hasSwitched(apply) || isCancellation(error)) return set
  if (!isRefusedInState(set)) return mayBeFaster(before.job, throttling) ? pauseForSafety(apply, set) : set
  if (!isRunning(set.job?.status)) return { ...set, isOvertaken: true }
  if (mayBeAsRequested(before.job, throttling)) {
    logger.warning(
      `The job has what the service makes of line ${active.entry.number}, and cannot be throttled while it runs. Nothing was changed.`
    )
    return mergeResults(set, NOTHING_SENT)
  }
  logger.info('The service does not set the throttling of a job that runs, so it is paused for it.')
  const sent = await sendChange(apply, { name: 'pause-job' })
  // The service sets the throttling only once the pause shows.
  const shown = sent.accepted.length === 0 ? sent : await waitUntilApplied(apply, { name: 'pause-job' }, sent)
  const paused = mergeResults(set, shown)
  const job = paused.job ?? before.job
  return ifSucceeded(paused, () => setAndStart({ ...apply, before: { ...before, job } }, throttling))
}

async function setAndStart(apply: ApplyContext, throttling: Throttling): Promise<ApplyResult> {
  const set = await sendChange(apply, { name: 'update-qos', ...throttling })
  let isPaused = true
  const started = await ifSucceeded(set, async () => {
    const last = await sendChange(apply, { name: 'start-job' })
    isPaused = changedOf(last) === false
    return last
  })
  if (errorOf(started) === undefined || !isPaused) return started
  return { ...started, note: joinSentences(started.note, 'The job stays paused.') }
}

/** Waits until an accepted change shows. */
export async function waitUntilApplied(
  { context, inputs, before }: ApplyContext,
  operation: Change,
  done: ApplyResult,
  check: Pick<WaitRequest, 'check'> = {}
): Promise<ApplyResult> {
  const wait = { ...inputs.wait, until: 'applied' } as const
  const known = { wasSent: true, before: { snapshot: before, history: undefined } }
  const result = await waitFor(context, { operation, wait, done, ...known, ...check })
  const error = errorOf(result)
  const isOvertaken = error instanceof ActionError && error.code === 'JobEnded'
  return { ...result, accepted: done.accepted, isOvertaken }
}

/**
 * Pauses a job that may run faster than requested, after a change that failed. If the run is cancelled, there is one short
 * attempt.
 */
export async function pauseForSafety(apply: ApplyContext, failed: ApplyResult): Promise<ApplyResult> {
  const { context, active } = apply
  const { policy } = context.job
  const lastAttempt = {
    ...context,
    job: context.job.withPolicy({ maxAttempts: 1 }),
    limits: { deadline: startDeadline('timeout-seconds', 5, policy.clock), signal: new AbortController().signal }
  }
  const own = context.limits.signal.aborted ? lastAttempt : withNewDeadline(apply)
  const before = { ...apply.before, job: failed.job ?? apply.before.job }
  const paused = await sendAnyway({ ...apply, context: own, before }, { name: 'pause-job' })
  const error = errorOf(paused)
  const text =
    error === undefined
      ? `The job was paused, so that it does not run faster than line ${active.entry.number} asks.`
      : `The job could not be paused (${identifier(errorCode(error)) ?? 'an unknown error'}), so it may run faster than line ${active.entry.number} asks: pause it by hand.`
  const merged = mergeResults(failed, paused)
  const outcome = failure(errorOf(failed), changedOf(merged))
  return { ...merged, outcome, note: joinSentences(failed.note, text) }
}

/** Sends a change, unless another entry has become active. */
export async function sendChange(apply: ApplyContext, change: Change): Promise<ApplyResult> {
  return hasSwitched(apply) ? NOTHING_SENT : sendAnyway({ ...apply, context: withNewDeadline(apply) }, change)
}

async function sendAnyway(apply: ApplyContext, change: Change): Promise<ApplyResult> {
  const { job, limits } = apply.context
  const isStillWanted = (): boolean => !hasSwitched(apply)
  const result = await changeJob(job, { change, before: apply.before.job, isStillWanted }, limits)
  if (errorOf(result) !== undefined || changedOf(result) === false) return { ...result, accepted: [] }
  const { requestId, note, ...rest } = result
  const goal = change.name === 'update-qos' ? ` to ${describeGoal(change)}` : ''
  const id = requestId === undefined ? '' : ` (request ID ${requestId})`
  job.policy.logger.info(note ?? `The service accepted ${change.name}${goal}${id}.`)
  return { ...rest, requestId, accepted: [{ change, requestId }] }
}

function isRefusedInState(result: ApplyResult): boolean {
  const codes = ['InvalidImportJobStatus', 'ImportJobConflictOnUpdateStatus']
  const error = errorOf(result)
  return changedOf(result) === false && error instanceof MgwError && codes.includes(error.code)
}

export function joinSentences(...sentences: (string | false | undefined)[]): string {
  return sentences.filter(Boolean).join(' ')
}
