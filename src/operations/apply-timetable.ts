import { ActionError } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { ApplyTimetable, Change, Throttling } from '../inputs/operation.ts'
import { countersOf, instantsOf, readHistory, roundsOf } from '../job/history.ts'
import type { JobClient, JobSnapshot } from '../job/job-client.ts'
import { changedOf, errorOf, failure, type OperationResult, UNCHANGED } from '../job/result.ts'
import { describeRates, describeThrottling, isFinished, isRunning, NEW_ROUND, scheduleWarning } from '../job/states.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { joinWithAnd } from '../text.ts'
import {
  formatActiveEntry,
  formatInstant,
  formatLateness,
  formatNextChange,
  formatPastEntries
} from '../timetable/format-timetable.ts'
import { formatState } from '../timetable/timetable.ts'
import { formatDuration } from '../units.ts'
import { checkThrottling } from '../wait/verdict.ts'
import { type JobContext, waitFor } from '../wait/wait.ts'
import {
  type ApplyContext,
  type ApplyResult,
  activeNow,
  hasSwitched,
  joinSentences,
  mergeResults,
  NOTHING_SENT,
  pauseForSafety,
  sendChange,
  startJob,
  throttleJob,
  waitUntilApplied,
  withNewDeadline
} from './timetable-changes.ts'
import { type Decision, decide, mayBeFaster, type NoChange } from './timetable-decision.ts'

/** How many times the action reads the job and decides, if others keep changing the job. */
const MAX_TURNS = 5

/**
 * Brings a job into the state that its timetable requests now. The active entry is determined again before each change, and
 * again at the end: if another one has become active, that is applied too.
 */
export async function applyTimetable(context: JobContext, inputs: Inputs<ApplyTimetable>): Promise<OperationResult> {
  const { job } = context
  const { logger } = job.policy
  const past = formatPastEntries(activeNow(inputs.operation, job))
  if (past !== undefined) logger.notice(past)
  let done = NOTHING_SENT
  for (let turn = 1; ; turn++) {
    const active = activeNow(inputs.operation, job)
    for (const line of formatActiveEntry(active)) logger.info(line)
    const attempt = { context, inputs, active }
    const next = await applyEntry(attempt, done, turn === 1)
    done = mergeResults(done, next)
    const isOvertaken = next.isOvertaken && turn < MAX_TURNS
    if (isCancellation(errorOf(next)) || !(hasSwitched(attempt) || isOvertaken)) {
      const { accepted: _, isOvertaken: __, ...result } = done
      return { ...result, data: {}, activeEntry: activeNow(inputs.operation, job) }
    }
    logger.info(
      isOvertaken
        ? 'Meanwhile the job has changed by itself, or by somebody else.'
        : 'Meanwhile the timetable has come to ask for something else.'
    )
  }
}

/** @param done what earlier entries changed in this run */
async function applyEntry(
  attempt: Omit<ApplyContext, 'before'>,
  done: ApplyResult,
  isFirst: boolean
): Promise<ApplyResult> {
  let { context } = attempt
  let before: JobSnapshot
  try {
    if (!done.isOvertaken) await waitUntilVisible(attempt, done)
    if (!isFirst) context = withNewDeadline(attempt)
    before = withThrottling(await context.job.get(context.limits), done)
  } catch (error) {
    return { outcome: failure(error, false), accepted: [] }
  }
  if (isFirst) warnAboutJob(before, context.job)
  const apply = { ...attempt, context, before }
  const decision = withoutSecondStart(decide(attempt.active.entry, before.job), done)
  const { job, statusCode, requestId } = before
  const read = { job, statusCode, requestId, before: job, accepted: [] }
  if (decision === undefined) return { ...read, outcome: done.outcome, note: done.note }
  if (decision.name === 'no-change') return { ...read, ...(await explainNoChange(apply, decision)) }
  if (attempt.inputs.dryRun) return { ...read, outcome: UNCHANGED, note: describeDryRun(apply, decision) }
  const after = await waitIfRequested(apply, await change(apply, decision))
  return { ...after, before: job, job: after.job ?? job, note: describeChanges(apply, after) }
}

/** A poll may still show the state before this run's start, and someone may have paused the job since. */
function withoutSecondStart(decision: Decision, done: ApplyResult): Decision | undefined {
  if (decision.name !== 'start' || lastStateChange(done)?.name !== 'start-job') return decision
  return decision.throttling && { name: 'throttle', throttling: decision.throttling }
}

function lastStateChange({ accepted }: ApplyResult): Change | undefined {
  return accepted.map(({ change }) => change).findLast(({ name }) => name !== 'update-qos')
}

function lastThrottling({ accepted }: ApplyResult): (Change & Throttling) | undefined {
  return accepted.map(({ change }) => change).findLast((change) => change.name === 'update-qos')
}

/** A poll may still show the old throttling, so the accepted one is used. */
function withThrottling(snapshot: JobSnapshot, done: ApplyResult): JobSnapshot {
  const set = lastThrottling(done)
  if (set === undefined) return snapshot
  const importQos = { maxBandWidth: set.maxBandwidth, maxImportTaskQps: set.maxQps }
  return { ...snapshot, job: { ...snapshot.job, importQos } }
}

/**
 * Waits until the last change of the job's state shows. Until then, a poll may show the state before it.
 *
 * @throws ActionError `WaitTimeout` if it doesn't show in time
 */
async function waitUntilVisible({ context, inputs }: Omit<ApplyContext, 'before'>, done: ApplyResult): Promise<void> {
  const last = lastStateChange(done)
  if (last === undefined) return
  const { job: _, ...result } = done
  const wait = { ...inputs.wait, until: 'applied' } as const
  const error = errorOf(await waitFor(context, { operation: last, wait, done: result, wasSent: true }))
  // The next poll shows anything else that has happened to the job.
  if (error instanceof ActionError && error.code !== 'WaitTimeout' && !isCancellation(error)) return
  if (error !== undefined) throw error
}

function change(apply: ApplyContext, decision: Exclude<Decision, NoChange>): Promise<ApplyResult> {
  if (decision.name === 'pause') return sendChange(apply, { name: 'pause-job' })
  return decision.name === 'start' ? startJob(apply, decision.throttling) : throttleJob(apply, decision.throttling)
}

/** Waits until the changes show, for `wait-for: applied`. */
async function waitIfRequested(apply: ApplyContext, made: ApplyResult): Promise<ApplyResult> {
  const { inputs, active, before } = apply
  const isDone = errorOf(made) !== undefined || made.accepted.length === 0 || inputs.wait.until !== 'applied'
  if (isDone || hasSwitched(apply)) return made
  const name = active.entry.state.name === 'pause' ? 'pause-job' : 'start-job'
  const reached = await waitUntilApplied(apply, { name }, made)
  const set = lastThrottling(made)
  if (errorOf(reached) !== undefined || set === undefined || !isRunning(reached.job?.status)) return reached
  const shown = await waitUntilApplied(apply, set, reached, {
    check: (_, tracking, poll) => checkThrottling(before.job, set, tracking, poll)
  })
  const result = { ...shown, isOvertaken: !isRunning(shown.job?.status) }
  const error = errorOf(shown)
  const isTooFast = error instanceof ActionError && !isCancellation(error) && mayBeFaster(before.job, set)
  return isTooFast ? pauseForSafety(apply, result) : result
}

async function explainNoChange(
  { context, active, before }: ApplyContext,
  { reason, error, isWarning }: NoChange
): Promise<Pick<OperationResult, 'outcome' | 'note'>> {
  if (error !== undefined) return { outcome: failure(error, false) }
  if (isWarning) context.job.policy.logger.warning(reason)
  const isOver = active.entry.state.name === 'run' && isFinished(before.job.status)
  const end = isOver ? await describeEnd(context, active) : []
  return { outcome: UNCHANGED, note: [reason, ...end, formatNextChange(active)].join(' ') }
}

/** How far the clocks of this machine and of the service can differ without a warning, in ms. */
const MAX_CLOCK_DIFFERENCE = 5 * 60_000

/** When the last round ended, how many files failed, and how to start another one. */
async function describeEnd({ job, limits }: JobContext, { zone }: ApplyContext['active']): Promise<string[]> {
  const { entries = [] } = await readHistory(job.withPolicy({ maxAttempts: 1 }), limits)
  const round = roundsOf(entries).at(-1)
  const entry = round?.entries[0]
  const [end, ...others] = instantsOf(entry?.endTime || entry?.startTime || '')
  const failed = round && countersOf(round).failedCount
  const when = end !== undefined && others.length === 0 ? ` ended ${formatInstant(zone, end)}` : ' has ended'
  const files = failed === undefined ? '' : `, with ${failed} files that could not be copied`
  return [
    ...(isFinished(entry?.status) ? [`Its last round${when}${files}.`] : []),
    `If it should migrate once more, use start-job: ${NEW_ROUND}`
  ]
}

function describeDryRun({ active, before }: ApplyContext, decision: Exclude<Decision, NoChange>): string {
  const { entry } = active
  const verb = { pause: 'be paused', start: 'be started', throttle: 'be throttled' }[decision.name]
  const throttling = decision.name === 'pause' ? undefined : decision.throttling
  const rates =
    throttling === undefined
      ? ''
      : `, with ${describeRates(throttling)} in place of ${describeThrottling(before.job.importQos)}`
  return `Dry run: line ${entry.number} asks for ${formatState(entry.state)}. The job is at ${before.job.status} and would ${verb}${rates}. Nothing was changed. ${formatNextChange(active)}`
}

/** What was changed, how late, and what comes next; after a failure, the state that the job is left in. */
function describeChanges({ context, active, before }: ApplyContext, result: ApplyResult): string {
  const { entry } = active
  const { job } = context
  const { note, accepted } = result
  const changed = changedOf(result)
  const late = formatLateness(active, job.policy.clock.wallTime())
  if (errorOf(result) !== undefined) return joinSentences(note, accepted.length > 0 && late)
  const changes = accepted.map(({ change, requestId }) =>
    requestId === undefined ? change.name : `${change.name} (request ID ${requestId})`
  )
  const isFirst = before.job.status === 'IMPORT_JOB_BEGIN' && entry.state.name === 'run'
  return joinSentences(
    `Line ${entry.number} of the timetable asks for ${formatState(entry.state)}.`,
    changed && `The service accepted ${joinWithAnd(changes)} for the job ${job.name}.`,
    isFirst && "It is the job's first start.",
    note,
    changed && late,
    formatNextChange(active)
  )
}

function warnAboutJob({ job, date }: JobSnapshot, { policy }: JobClient): void {
  const { clock, logger } = policy
  const schedule = scheduleWarning(job)
  if (schedule !== undefined) logger.warning(schedule)
  const difference = date === undefined ? 0 : date - clock.wallTime()
  if (Math.abs(difference) <= MAX_CLOCK_DIFFERENCE) return
  logger.warning(
    `The clock of this machine is ${formatDuration(Math.abs(difference))} ${difference > 0 ? 'behind' : 'ahead of'} the service's. The hour is taken from this machine: correct its clock (NTP).`
  )
}
