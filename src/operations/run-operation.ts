import { type GetJobResp, type JobHistory, toMap } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from '../inputs/inputs.ts'
import type { Change, SingleOperation } from '../inputs/operation.ts'
import { changeJob, type RequestedChange } from '../job/change.ts'
import { currentCounters, type HistoryResult, logUnreadable, readHistory } from '../job/history.ts'
import type { JobSnapshot } from '../job/job-client.ts'
import { changedOf, errorOf, failure, type OperationResult, UNCHANGED } from '../job/result.ts'
import {
  describeGoal,
  describeState,
  isAlreadyApplied,
  isFinished,
  isTerminal,
  NEW_ROUND,
  scheduleWarning
} from '../job/states.ts'
import type { Limits } from '../runner/clock.ts'
import { type JobContext, waitFor } from '../wait/wait.ts'
import { isAfterMigration, runAfterMigration } from './after-migration.ts'
import { applyTimetable } from './apply-timetable.ts'

/** Runs the operation on one job: reads the job if needed, changes it, and waits. It never throws. */
export async function runOperation(context: JobContext, inputs: Inputs): Promise<OperationResult> {
  const { operation, wait, dryRun } = inputs
  const { job, limits } = context
  try {
    if (operation.name === 'apply-timetable') {
      const applied = await applyTimetable(context, { ...inputs, operation })
      return { ...applied, statusCode: job.lastStatusCode }
    }
    if (isAfterMigration(operation)) {
      const result = await runAfterMigration(context, { ...inputs, operation })
      return { ...result, statusCode: job.lastStatusCode }
    }
    const single = { ...inputs, operation }
    const before = needsPrecheck(single) ? await precheck(context, single) : undefined
    const snapshot = before?.snapshot
    const change = { change: operation as Change, before: snapshot?.job, ...closingWait(context, inputs) }
    const done = before?.result ?? (await changeJob(job, change, limits))
    const isDone = errorOf(done) !== undefined || dryRun || wait.until === 'accepted'
    const result = isDone
      ? { ...done, job: done.job ?? knownAfter(operation as Change, done, snapshot?.job) }
      : await waitFor(context, { operation, wait, done, wasSent: before?.result === undefined, before })
    return { ...result, statusCode: job.lastStatusCode }
  } catch (error) {
    // Only reads throw: whatever may have changed the job returns a result.
    return { outcome: failure(error, false) }
  }
}

/** What is known of the job without another poll: a state from before an accepted change isn't the present one. */
function knownAfter(change: Change, done: OperationResult, before: GetJobResp | undefined): GetJobResp | undefined {
  const changed = changedOf(done)
  if (changed === false) return before
  if (!changed || change.name !== 'update-qos') return undefined
  return { importQos: { maxBandWidth: change.maxBandwidth, maxImportTaskQps: change.maxQps } }
}

/** If a start is followed by a wait, the time for that wait also covers waiting for a job that is CLOSING. */
function closingWait(context: JobContext, { wait }: Inputs): Pick<RequestedChange, 'whileClosing'> {
  if (wait.until === 'accepted') return {}
  const limits = (): Limits => ({ ...context.limits, deadline: context.startWait(false) })
  return { whileClosing: { limits, slot: context.slot } }
}

interface Precheck {
  snapshot: JobSnapshot
  history: HistoryResult | undefined
  /** The operation's result if there is nothing to send. */
  result: OperationResult | undefined
}

/** Without a precheck, a change is a single request. */
export function needsPrecheck({ operation, idempotent, dryRun, wait }: Inputs<SingleOperation>): boolean {
  const isStartWithWait = operation.name === 'start-job' && wait.until !== 'accepted'
  return operation.name === 'get-job' || idempotent || dryRun || isStartWithWait
}

export async function precheck({ job, limits }: JobContext, inputs: Inputs<SingleOperation>): Promise<Precheck> {
  const { operation, dryRun, wait } = inputs
  const { logger } = job.policy
  const snapshot = await job.get(limits)
  const needsHistory = operation.name === 'get-job' || (wait.until === 'finished' && !dryRun)
  const history = needsHistory ? await readHistory(job, limits) : undefined
  if (history !== undefined) logUnreadable(history, wait, logger)
  const observed = observe(snapshot, history?.entries)
  if (operation.name === 'get-job') return { snapshot, history, result: observed }
  const schedule = operation.name === 'update-qos' ? undefined : scheduleWarning(snapshot.job)
  if (schedule !== undefined) logger.warning(schedule)
  const note = reasonNotToChange(operation, snapshot.job, job.name, inputs)
  if (note !== undefined) return { snapshot, history, result: { ...observed, before: snapshot.job, data: {}, note } }
  if (operation.name === 'start-job' && isFinished(snapshot.job.status))
    logger.notice(`The job has finished before (${snapshot.job.status}): ${NEW_ROUND}`)
  return { snapshot, history, result: undefined }
}

function observe({ job, statusCode, requestId }: JobSnapshot, entries: JobHistory[] | undefined): OperationResult {
  const counters = entries && currentCounters(job, entries)
  return { outcome: UNCHANGED, statusCode, requestId, job, counters, data: toMap(job) as object }
}

/** Why nothing is sent; undefined if the change should be made. */
function reasonNotToChange(
  change: Change,
  job: GetJobResp,
  jobName: string,
  { dryRun, idempotent }: Inputs
): string | undefined {
  if (dryRun) return `Dry run: ${describeDryRun(change, job, jobName)} Nothing was changed.`
  if (!idempotent || !isAlreadyApplied(change, job)) return undefined
  return `The job ${jobName} already is as asked (${describeState(change, job)}), so nothing was changed.`
}

function describeDryRun(change: Change, job: GetJobResp, jobName: string): string {
  const state = describeState(change, job)
  if (isAlreadyApplied(change, job)) return `the job ${jobName} is at ${state} already.`
  const isNewRound = change.name === 'start-job' && isFinished(job.status)
  const isTooLate = change.name !== 'start-job' && isTerminal(job.status)
  return [
    `the job ${jobName} would go from ${state} to ${describeGoal(change)}.`,
    ...(isNewRound ? [`It has finished: ${NEW_ROUND}`] : []),
    ...(isTooLate ? [`The job has ended, so the service is likely to refuse ${change.name}.`] : [])
  ].join(' ')
}
