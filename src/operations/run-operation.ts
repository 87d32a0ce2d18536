import { type GetJobResp, type JobHistory, toMap } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from '../inputs/inputs.ts'
import { type Change, isStart, type SingleOperation } from '../inputs/operation.ts'
import { changeJob, isRefusedInState, type RequestedChange } from '../job/change.ts'
import { currentCounters, type HistoryResult, logUnreadable, readHistory } from '../job/history.ts'
import type { JobSnapshot } from '../job/job-client.ts'
import { changedOf, errorOf, failure, type OperationResult, UNCHANGED } from '../job/result.ts'
import { isFinished, scheduleWarning } from '../job/states.ts'
import type { Limits } from '../runner/clock.ts'
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
    const result = isDone(single, done)
      ? { ...done, job: done.job ?? knownAfter(single.operation, done, before?.snapshot.job) }
      : await waitAfter(context, single, done, before)
    return { ...result, statusCode: job.lastStatusCode }
  } catch (error) {
    // Only reads throw: an operation that may have changed the job returns a result.
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
      return runReport(context, inputs, operation)
    case 'retry-job':
      return retryJob(context, inputs, operation)
    default:
      return undefined
  }
}

/** Whether there is nothing to wait for. If nothing was sent, nothing can become visible. */
function isDone({ wait, dryRun }: Inputs, done: OperationResult): boolean {
  const isNothingApplied = wait.until === 'applied' && changedOf(done) === false
  return errorOf(done) !== undefined || dryRun || wait.until === 'accepted' || isNothingApplied
}

async function waitAfter(
  context: JobContext,
  { operation, wait }: Inputs<SingleOperation>,
  done: OperationResult,
  before: Precheck | undefined
): Promise<OperationResult> {
  const noted = { ...done, note: noteForWait(operation, done) }
  const wasSent = before?.result === undefined
  const waited = await waitFor(context, { operation, wait, done: noted, wasSent, before })
  return { ...waited, job: waited.job ?? acceptedThrottling(operation, waited) }
}

function requestedChange(
  context: JobContext,
  inputs: Inputs<SingleOperation>,
  before: GetJobResp | undefined
): RequestedChange {
  const change = inputs.operation as Change
  const isStillWanted = (seen: GetJobResp | undefined): boolean =>
    change.name !== 'resume-job' || seen === undefined || seen.status === 'IMPORT_JOB_SUSPEND'
  return { change, before, isStillWanted, ...closingWait(context, inputs) }
}

/** A change that was refused because the job was in another state than the one that was read, if any. */
function afterRefusal({ job }: JobContext, inputs: Inputs<SingleOperation>, done: OperationResult): OperationResult {
  if (!isRefusedInState(done) || done.job === undefined) return done
  const decision = decideChange(inputs.operation as Change, done.job, job.name, isLenient(inputs))
  return decision.name === 'send' ? done : { ...done, ...resultOf(decision, job.policy.logger) }
}

/** What is known of the job without another poll: a state from before an accepted change isn't the present one. */
function knownAfter(
  operation: SingleOperation,
  done: OperationResult,
  before: GetJobResp | undefined
): GetJobResp | undefined {
  return changedOf(done) === false ? before : acceptedThrottling(operation, done)
}

function acceptedThrottling(operation: SingleOperation, done: OperationResult): GetJobResp | undefined {
  if (operation.name !== 'update-qos' || !changedOf(done)) return undefined
  return { importQos: { maxBandWidth: operation.maxBandwidth, maxImportTaskQps: operation.maxQps } }
}

/** What a report after the wait says about the change. The state before the wait isn't the present one. */
function noteForWait({ name }: SingleOperation, done: OperationResult): string | undefined {
  const changed = changedOf(done)
  if (changed === undefined)
    return `It isn't known whether this run changed the job: there was no clear response to ${name}.`
  if (changed || name === 'get-job') return undefined
  return `This run changed nothing: the job was ${done.reason ?? 'already in the requested state'} before.`
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
  const needsHistory = operation.name === 'get-job' || (wait.until === 'finished' && !dryRun)
  const history = needsHistory ? await readHistory(job, snapshot.job, limits) : undefined
  if (history !== undefined) logUnreadable(history, wait, logger)
  const observed = observe(snapshot, history?.entries)
  if (operation.name === 'get-job') return { snapshot, history, result: observed }
  const schedule = operation.name === 'update-qos' ? undefined : scheduleWarning(snapshot.job)
  if (schedule !== undefined) logger.warning(schedule)
  const result = (only: Partial<OperationResult>): Precheck => ({
    snapshot,
    history,
    result: { ...observed, before: snapshot.job, data: {}, ...only }
  })
  const decision = decideChange(operation, snapshot.job, job.name, isLenient(inputs))
  if (dryRun) {
    const { text, reason } = predictChange(operation, decision, snapshot.job, job.name)
    return result({ note: `Dry run: ${text} Nothing was changed.`, reason, wouldChange: reason === undefined })
  }
  if (decision.name !== 'send') return result(resultOf(decision, logger))
  if (isStart(operation) && isFinished(snapshot.job.status))
    logger.notice('The job has finished before. This starts a new round, which scans the whole source again.')
  return { snapshot, history, result: undefined }
}

function resultOf(
  decision: Exclude<ChangeDecision, { name: 'send' }>,
  logger: JobContext['job']['policy']['logger']
): Pick<OperationResult, 'outcome' | 'note' | 'reason'> {
  if (decision.name === 'fail') return { outcome: failure(decision.error, false), note: undefined }
  if (decision.warning !== undefined) logger.warning(decision.warning)
  return { outcome: UNCHANGED, note: `${decision.text} Nothing was changed.`, reason: decision.reason }
}

function observe({ job, statusCode, requestId }: JobSnapshot, entries: JobHistory[] | undefined): OperationResult {
  const counters = entries && currentCounters(job, entries)
  return { outcome: UNCHANGED, statusCode, requestId, job, counters, data: toMap(job) as object }
}
