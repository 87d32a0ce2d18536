import type { GetJobResultResp } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { RetryJob } from '../inputs/operation.ts'
import { changeJob } from '../job/change.ts'
import { type Round, readHistory, roundsOf, tallyOf } from '../job/history.ts'
import type { JobSnapshot } from '../job/job-client.ts'
import { CHANGED, changedOf, errorOf, failure, type OperationResult, UNCHANGED } from '../job/result.ts'
import { latestRound } from '../job/round-status.ts'
import { hasEnded, LAG } from '../job/rounds.ts'
import { describeStatus, isFinished, isRunning, isStopped } from '../job/states.ts'
import { atMost, type Deadline, startDeadline } from '../runner/clock.ts'
import { joinParts } from '../text.ts'
import { formatNumber } from '../units.ts'
import { poll, readOnceFound } from '../wait/poll.ts'
import { type JobContext, waitFor } from '../wait/wait.ts'
import { createSubJob, type Retry, type RetryOfFiles, subJobNames } from './retry-creation.ts'
import { findSubJob, rootOf } from './sub-jobs.ts'

/** The delay between two reads of a job that is CLOSING, or of a history that lags, in ms. */
const INTERVAL = 3000

/** Creates a sub-job for the files that failed in the latest round, and with `wait-for` also runs it. */
export async function retryJob(context: JobContext, inputs: Inputs<RetryJob>): Promise<OperationResult> {
  // One deadline for both waits: for the list of failed files, and for the sub-job.
  let deadline: Deadline | undefined
  const startWait = (changed: boolean): Deadline => {
    deadline ??= context.startWait(changed)
    return deadline
  }
  const { job: parent, requestId } = await readUnlessClosing(context)
  const seen: OperationResult = { outcome: UNCHANGED, requestId, job: parent }
  const retry = { context: { ...context, startWait }, inputs, parent, seen }
  try {
    const round = await findRound(retry)
    return await retryFiles(await findFailedFiles(retry, round))
  } catch (error) {
    // As in mgwutil, it is a failure if there is nothing to retry; with `idempotent`, it is a success.
    if (inputs.idempotent && error instanceof ActionError && NOTHING_TO_RETRY.includes(error.code))
      return { ...seen, data: {}, note: `${error.message} Nothing was changed.` }
    // Nothing throws after the creation.
    return { ...seen, outcome: failure(error, false), note: context.job.permissionNote(error) }
  }
}

const NOTHING_TO_RETRY = ['HistoryNoNeedRetry', 'ResultNoNeedRetry']

async function readUnlessClosing(context: JobContext): Promise<JobSnapshot> {
  const { job, limits } = context
  const first = await job.get(limits)
  const isFinal = ({ job: { status } }: JobSnapshot): boolean => status !== 'IMPORT_JOB_CLOSING'
  if (isFinal(first)) return first
  job.policy.logger.info('The job is closing. Waiting until its round has ended')
  const rules = { interval: INTERVAL, deadline: limits.deadline, first: { value: first }, isFinal }
  return (await poll(context, rules, (current) => job.get(current))) ?? first
}

/** The latest round. @throws ActionError if it hasn't ended with failed files, and can't have */
async function findRound(retry: Retry): Promise<Round> {
  const { parent, context } = retry
  const { name } = context.job
  const state = `${name} is ${describeStatus(parent.status)}.`
  if (parent.status === 'IMPORT_JOB_INTERRUPTED')
    throw new ActionError('JobIsInterrupted', `${state} Fix the cause and start it again.`)
  if (!isFinished(parent.status))
    throw new ActionError('JobIsNotFinished', `${state} Retry its failed files once its round has finished.`)
  const round = await readRound(retry)
  if (round === undefined) {
    const message = `The history of ${name} doesn't show the finished round. Try again in a few minutes.`
    throw new ActionError('HistoryIsEmpty', message)
  }
  const { status, hasOnlyFailedFiles } = latestRound(parent, round.entries)
  const text = `round ${round.id} of ${name}`
  if (status === 'succeed')
    throw new ActionError('HistoryNoNeedRetry', `No file failed in ${text}, so there is nothing to retry.`)
  if (status !== 'failed' || hasOnlyFailedFiles) return round
  throw new ActionError('JobClosed', `The job was closed before ${text} had copied every file. Start it again instead.`)
}

/** Reads the history, again for a while if it lags behind GetJob. */
async function readRound({ parent, context }: Retry): Promise<Round | undefined> {
  const { job, limits } = context
  const isFinal = (newest: Round | undefined): boolean => {
    const shown = latestRound(parent, newest?.entries).round
    return shown !== undefined && !(shown.entries[0]?.status === 'IMPORT_JOB_CLOSING' && tallyOf(shown).hasFilesLeft)
  }
  const read = async (current = limits): Promise<Round | undefined> =>
    roundsOf(await job.history(current, parent)).at(-1)
  const deadline = atMost(LAG, limits.deadline, job.policy.clock)
  const rules = { interval: INTERVAL, deadline, first: { value: await read() }, isFinal }
  const newest = await poll(context, rules, read)
  // A round that is still shown as running is the one that GetJob shows as finished. One that has ended otherwise isn't.
  const isOther = newest !== undefined && hasEnded(newest) && latestRound(parent, newest.entries).round === undefined
  return isOther ? undefined : newest
}

/** @throws ActionError if the service has no list of the failed files */
async function findFailedFiles(retry: Retry, round: Round): Promise<RetryOfFiles> {
  const { context, inputs } = retry
  const { job, startWait } = context
  const { logger, clock } = job.policy
  let { limits } = context
  let list = await job.result(round.id, limits)
  if (!isDecided(list) && !inputs.dryRun) {
    logger.info('The list of the failed files is still being made. Waiting for it')
    const interval = inputs.wait.intervalSeconds * 1000
    const rules = { interval, deadline: startWait(false), first: { value: list }, isFinal: isDecided }
    list = (await poll(context, rules, (current) => job.result(round.id, current))) ?? list
    // The list can have taken longer to make than the change may take.
    limits = { ...limits, deadline: startDeadline('timeout-seconds', inputs.timeoutSeconds, clock) }
  }
  const known = tallyOf(round).failed || BigInt(list.failedObjectCount ?? 0)
  const of = `of round ${round.id} of ${job.name}`
  const text = `the ${known > 0n ? `${formatNumber(known)} ` : ''}failed files ${of}`
  if (list.readyRetry === 'NoNeed')
    throw new ActionError('ResultNoNeedRetry', `The service says that no file ${of} needs a retry.`)
  if (list.readyRetry === 'Ready') return { ...retry, context: { ...context, limits }, round, list, text }
  const message = `The list of the failed files ${of} is still being made. Try again in a few minutes.`
  throw new ActionError('ResultNotReadyRetry', message)
}

/** Anything else than NoNeed and Ready means that the list is being made. */
function isDecided({ readyRetry }: GetJobResultResp): boolean {
  return readyRetry === 'NoNeed' || readyRetry === 'Ready'
}

async function retryFiles(retry: RetryOfFiles): Promise<OperationResult> {
  const { context, inputs, parent, round, text, seen } = retry
  const { job, limits } = context
  const { logger } = job.policy
  const { kind, name, text: problem = '' } = await findSubJob(job, parent, round, limits)
  if (kind === 'failed')
    return { ...seen, outcome: failure(new ActionError('RetryJobExists', problem), false), retryJob: name }
  const copied = `The sub-job ${name} has copied ${text} already.`
  if (kind === 'succeeded' && inputs.idempotent)
    return { ...seen, data: {}, retryJob: name, note: `${copied} Nothing was changed.` }
  if (kind === 'succeeded') logger.notice(`${copied} Without idempotent, another one is created.`)
  if (kind === 'interrupted') logger.notice(`The sub-job ${name} has tried to copy these files, and was interrupted.`)
  const isUsed = kind === 'active'
  const used = `The sub-job ${name} for ${text} exists already, so no other one was created.`
  const nextName = subJobNames(job)
  if (inputs.dryRun) {
    const plan = isUsed ? `${used} It would be used.` : `${nextName()} would be created for ${text}.`
    const note = `Dry run: ${plan} Nothing was changed.`
    return { ...seen, data: {}, note, wouldChange: !isUsed, ...(isUsed && { retryJob: name }) }
  }
  if (isUsed) logger.notice(used)
  const root = await rootOf(job, parent, limits)
  const result = isUsed ? { ...seen, retryJob: name } : await createSubJob(retry, nextName)
  const { retryJob = '' } = result
  if (errorOf(result) !== undefined) return result
  const data = { WaitRetryJob: job.name, RetryJob: retryJob, RootJob: root }
  if (inputs.wait.until !== 'accepted') return { ...(await run(retry, result, retryJob)), data }
  const created = `The sub-job ${retryJob} was created for ${text}, and not started. Start it with operation start-job, or set wait-for to applied or finished.`
  return { ...result, data, note: isUsed ? used : created }
}

async function run({ context, inputs }: Retry, created: OperationResult, name: string): Promise<OperationResult> {
  const { wait } = inputs
  const job = context.job.with(name)
  const sub = { ...context, job }
  const isNew = changedOf(created) !== false
  const complete = (result: OperationResult, what: string): OperationResult => {
    const error = errorOf(result)
    const details = error && (job.permissionNote(error) ?? result.note)
    const note = joinParts([`${isNew ? 'The sub-job' : 'The existing sub-job'} ${name} ${what}.`, details])
    // Creating the sub-job was a change, however its start ended.
    const outcome = !isNew ? result.outcome : error === undefined ? CHANGED : failure(error, true)
    return { ...result, outcome, retryJob: name, requestId: result.requestId ?? created.requestId, note }
  }
  try {
    const snapshot = await readOnceFound(sub)
    const history = isNew ? { entries: [] } : await readHistory(job, snapshot.job, context.limits)
    const before = { snapshot, history }
    const seen: OperationResult = { outcome: UNCHANGED, job: snapshot.job, requestId: created.requestId }
    const { status } = snapshot.job
    const isActive = isRunning(status) || isStopped(status) || status === 'IMPORT_JOB_CLOSING'
    if (isActive && wait.until === 'applied') return complete(seen, `is ${describeStatus(status)}`)
    const start = { name: 'start-job' } as const
    const done = isActive ? seen : await changeJob(job, { change: start, before: snapshot.job }, context.limits)
    if (errorOf(done) !== undefined)
      return complete(done, changedOf(done) === false ? 'was not started' : 'may have been started')
    const operation = isActive ? ({ name: 'get-job' } as const) : start
    const waited = await waitFor(sub, { operation, wait, done, wasSent: !isActive, before })
    if (wait.until === 'finished' && errorOf(waited) === undefined) return complete(waited, 'has finished')
    return complete(waited, isActive ? 'was running already' : 'was started')
  } catch (error) {
    return complete({ outcome: failure(error, false) }, 'was not started')
  }
}
