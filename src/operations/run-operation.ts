import { type GetJobResp, toMap } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from '../inputs/inputs.ts'
import { type Change, isStart, type SingleOperation } from '../inputs/operation.ts'
import { changeJob, isRefusedInState, type RequestedChange } from '../job/change.ts'
import { currentCounters, type HistoryResult, logUnreadable, readHistory } from '../job/history.ts'
import type { JobSnapshot } from '../job/job-client.ts'
import { changedOf, errorOf, failure, type OperationResult, UNCHANGED } from '../job/result.ts'
import { importQosOf, isFinished, warnAboutSchedule } from '../job/states.ts'
import type { Logger } from '../runner/logger.ts'
import { type JobContext, waitFor } from '../wait/wait.ts'
import { applyTimetable } from './apply-timetable.ts'
import { type ChangeDecision, decideChange, predictChange } from './decide-change.ts'
import { getJobStatus } from './get-job-status.ts'
import { runReport } from './reports.ts'
import { retryJob } from './retry-job.ts'

/** Runs the operation on one job: reads the job if needed, changes it, and waits. It never throws. */
export async function runOperation(context: JobContext, inputs: Inputs): Promise<OperationResult> {
  const { job, limits } = context
  /** Whether this run has changed the job so far. */
  let changed: boolean | undefined = false
  try {
    const other = runOther(context, inputs)
    if (other !== undefined) return { ...(await other), statusCode: job.lastStatusCode }
    const single = { ...inputs, operation: inputs.operation as SingleOperation }
    const before = needsPrecheck(single) ? await precheck(context, single) : undefined
    const requested = requestedChange(context, single, before?.snapshot.job)
    if (before?.result === undefined) changed = undefined
    const done = before?.result ?? afterRefusal(context, single, await changeJob(job, requested, limits))
    changed = changedOf(done)
    return { ...(await complete(context, single, done, before)), statusCode: job.lastStatusCode }
  } catch (error) {
    return { outcome: failure(error, changed), note: job.permissionNote(error) }
  }
}

/** Runs an operation with a module of its own; undefined for the others. */
function runOther(context: JobContext, inputs: Inputs): Promise<OperationResult> | undefined {
  const { operation } = inputs
  switch (operation.name) {
    case 'apply-timetable':
      return applyTimetable(context, { ...inputs, operation })
    case 'get-job-status':
      return getJobStatus(context, inputs)
    case 'create-report':
    case 'get-report':
      return runReport(context, { ...inputs, operation })
    case 'retry-job':
      return retryJob(context, { ...inputs, operation })
    default:
      return undefined
  }
}

/** Waits if there is something to wait for, and adds what is known of the job without another poll. */
async function complete(
  context: JobContext,
  { operation, wait, dryRun }: Inputs<SingleOperation>,
  done: OperationResult,
  before: Precheck | undefined
): Promise<OperationResult> {
  const isUnchanged = changedOf(done) === false
  const isThrottled = operation.name === 'update-qos' && changedOf(done)
  const throttling = isThrottled ? { importQos: importQosOf(operation) } : undefined
  // If nothing was sent, nothing can become visible.
  const hasNoWait = dryRun || wait.until === 'accepted' || (wait.until === 'applied' && isUnchanged)
  if (hasNoWait || errorOf(done) !== undefined) {
    // A state from before an accepted change isn't the present one.
    return { ...done, job: done.job ?? (isUnchanged ? before?.snapshot.job : throttling) }
  }
  const noted = { ...done, note: noteForWait(operation, done) }
  const wasSent = before?.result === undefined
  const waited = await waitFor(context, { operation, wait, done: noted, wasSent, before })
  return { ...waited, job: waited.job ?? throttling }
}

function requestedChange(context: JobContext, inputs: Inputs<SingleOperation>, before?: GetJobResp): RequestedChange {
  const { limits, startWait, slot } = context
  const change = inputs.operation as Change
  const isStillWanted = (seen: GetJobResp | undefined): boolean =>
    change.name !== 'resume-job' || seen === undefined || seen.status === 'IMPORT_JOB_SUSPEND'
  // If a start is followed by a wait, the time for that wait also covers waiting for a job that is CLOSING.
  const whileClosing = { limits: () => ({ ...limits, deadline: startWait(false) }), slot }
  return { change, before, isStillWanted, ...(inputs.wait.until !== 'accepted' && { whileClosing }) }
}

/** A change that was refused because the job was in another state than the one that was read, if any. */
function afterRefusal({ job }: JobContext, inputs: Inputs<SingleOperation>, done: OperationResult): OperationResult {
  if (!isRefusedInState(done) || done.job === undefined) return done
  const decision = decideChange(inputs.operation as Change, done.job, job.name, isLenient(inputs))
  return decision.name === 'send' ? done : { ...done, ...resultOf(decision, job.policy.logger) }
}

/** What a report after the wait says about the change. The state before the wait isn't the present one. */
function noteForWait({ name }: SingleOperation, done: OperationResult): string | undefined {
  const changed = changedOf(done)
  if (changed === undefined)
    return `It isn't known whether this run changed the job: there was no clear response to ${name}.`
  if (changed || name === 'get-job') return undefined
  return `This run changed nothing: the job was ${done.reason ?? 'already in the requested state'} before.`
}

interface Precheck {
  snapshot: JobSnapshot
  history: HistoryResult | undefined
  /** The operation's result if there is nothing to send. */
  result: OperationResult | undefined
}

/** Whether to read the job first. Otherwise, a change is a single request. */
export function needsPrecheck(inputs: Inputs<SingleOperation>): boolean {
  const { operation, dryRun, wait } = inputs
  const isStartWithWait = operation.name === 'start-job' && wait.until !== 'accepted'
  const isAlwaysRead = operation.name === 'get-job' || operation.name === 'resume-job'
  return isAlwaysRead || isLenient(inputs) || dryRun || isStartWithWait
}

/** Whether it is a success if there is nothing to change. With several jobs, some have usually finished or are paused. */
function isLenient({ operation, idempotent, jobs }: Inputs<SingleOperation>): boolean {
  return idempotent || (!jobs.isSingle && (operation.name === 'pause-job' || operation.name === 'close-job'))
}

export async function precheck({ job, limits }: JobContext, inputs: Inputs<SingleOperation>): Promise<Precheck> {
  const { operation, dryRun, wait } = inputs
  const { logger } = job.policy
  const snapshot = await job.get(limits)
  const { job: seen, statusCode, requestId } = snapshot
  const needsHistory = operation.name === 'get-job' || (wait.until === 'finished' && !dryRun)
  const history = needsHistory ? await readHistory(job, seen, limits) : undefined
  if (history !== undefined) logUnreadable(history, wait, logger)
  const counters = history?.entries && currentCounters(seen, history.entries)
  const observed = { outcome: UNCHANGED, statusCode, requestId, job: seen, counters }
  if (operation.name === 'get-job') return { snapshot, history, result: { ...observed, data: toMap(seen) as object } }
  if (operation.name !== 'update-qos') warnAboutSchedule(seen, logger)
  const decision = decideChange(operation, seen, job.name, isLenient(inputs))
  const unsent = { ...observed, before: seen, data: {} }
  if (dryRun) {
    const { text, reason } = predictChange(operation, decision, seen, job.name)
    const note = `Dry run: ${text} Nothing was changed.`
    return { snapshot, history, result: { ...unsent, note, reason, wouldChange: reason === undefined } }
  }
  if (decision.name !== 'send') return { snapshot, history, result: { ...unsent, ...resultOf(decision, logger) } }
  if (isStart(operation) && isFinished(seen.status))
    logger.notice('The job has finished before. This starts a new round, which scans the whole source again.')
  return { snapshot, history, result: undefined }
}

function resultOf(decision: Exclude<ChangeDecision, { name: 'send' }>, logger: Logger): Partial<OperationResult> {
  if (decision.name === 'fail') return { outcome: failure(decision.error, false), note: undefined }
  if (decision.warning !== undefined) logger.warning(decision.warning)
  return { outcome: UNCHANGED, note: `${decision.text} Nothing was changed.`, reason: decision.reason }
}
