import { type GetJobResultResp, MgwError } from '@alicloud/hcs-mgw20240626'
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
import { atMost, type Deadline, type Limits, startDeadline } from '../runner/clock.ts'
import { formatNumber } from '../units.ts'
import { poll } from '../wait/poll.ts'
import { type JobContext, waitFor } from '../wait/wait.ts'
import { permissionNote } from './permission-note.ts'
import { createSubJob, type FailedFiles, type Retry, readSource, subJobNames } from './retry-creation.ts'
import { findSubJob, rootOf } from './sub-jobs.ts'

/** The delay between two reads of a job that is CLOSING, or of a history that lags, in ms. */
const INTERVAL = 3000

/** Creates a sub-job for the files that failed in the latest round, and with `wait-for` also runs it. */
export async function retryJob(context: JobContext, inputs: Inputs, operation: RetryJob): Promise<OperationResult> {
  const { job, limits } = context
  // One deadline for both waits: for the list of failed files, and for the sub-job.
  let deadline: Deadline | undefined
  const startWait = (changed: boolean): Deadline => {
    deadline ??= context.startWait(changed)
    return deadline
  }
  const snapshot = await readUnlessClosing(context)
  const seen: OperationResult = { outcome: UNCHANGED, requestId: snapshot.requestId, job: snapshot.job }
  const retry = { context: { ...context, startWait }, inputs, operation, limits, parent: snapshot.job, seen }
  try {
    const round = await findRound(retry)
    if ('outcome' in round) return round
    const files = await findFailedFiles(retry, round)
    if ('outcome' in files) return files
    if (deadline === undefined) return await retryFiles(retry, files)
    // The list of failed files can have taken longer to make than the change may take.
    const rest = startDeadline('timeout-seconds', inputs.timeoutSeconds, job.policy.clock)
    return await retryFiles({ ...retry, limits: { ...limits, deadline: rest } }, files)
  } catch (error) {
    // Only reads before the creation throw.
    return { ...seen, outcome: failure(error, false), note: permissionNote(job, error) }
  }
}

async function readUnlessClosing(context: JobContext): Promise<JobSnapshot> {
  const { job, limits } = context
  let snapshot = await job.get(limits)
  if (snapshot.job.status !== 'IMPORT_JOB_CLOSING') return snapshot
  job.policy.logger.info('The job is closing. Waiting until its round has ended')
  await poll(context, { interval: INTERVAL, deadline: limits.deadline, wasAsked: true }, async (current) => {
    snapshot = await job.get(current)
    return snapshot.job.status === 'IMPORT_JOB_CLOSING' ? undefined : true
  })
  return snapshot
}

function fail(code: string, { seen }: Retry, message: string): OperationResult {
  return { ...seen, outcome: failure(new ActionError(code, message), false) }
}

/** A failure as in mgwutil; with `idempotent`, a success. */
function failUnlessIdempotent(code: string, retry: Retry, message: string): OperationResult {
  return retry.inputs.idempotent
    ? { ...retry.seen, data: {}, note: `${message} Nothing was changed.` }
    : fail(code, retry, message)
}

/** The latest round, if it has ended with failed files, or may have. */
async function findRound(retry: Retry): Promise<Round | OperationResult> {
  const { parent, context } = retry
  const { name } = context.job
  if (parent.status === 'IMPORT_JOB_INTERRUPTED') {
    const advice = 'Only files that failed in a finished round can be retried. Fix the cause and start the job again.'
    return fail('JobIsInterrupted', retry, `${name} was interrupted (${parent.status}). ${advice}`)
  }
  if (!isFinished(parent.status)) {
    const problem = `${name} is ${describeStatus(parent.status)}.`
    return fail('JobIsNotFinished', retry, `${problem} Retry its failed files once its round has finished.`)
  }
  const round = await readRound(retry)
  if (round === undefined) {
    const problem = `The history of ${name} doesn't show the round that has finished.`
    return fail('HistoryIsEmpty', retry, `${problem} Try again in a few minutes.`)
  }
  const { status, hasOnlyFailedFiles } = latestRound(parent, round.entries)
  const text = `round ${round.id} of ${name}`
  if (status === 'succeed')
    return failUnlessIdempotent('HistoryNoNeedRetry', retry, `No file failed in ${text}, so there is nothing to retry.`)
  if (status === 'failed' && !hasOnlyFailedFiles) {
    const problem = `The job was closed before ${text} had copied every file.`
    return fail('JobClosed', retry, `${problem} Start it again: a retry would only copy the files that failed.`)
  }
  return round
}

/** Reads the history, again for a while if it lags behind GetJob. */
async function readRound({ parent, context, limits }: Retry): Promise<Round | undefined> {
  const { job } = context
  let newest: Round | undefined
  const deadline = atMost(LAG, limits.deadline, job.policy.clock)
  const read = async (current: Limits): Promise<boolean | undefined> => {
    const entries = await job.history(current)
    newest = roundsOf(entries).at(-1)
    const shown = latestRound(parent, entries).round
    const isClosing = shown?.entries[0]?.status === 'IMPORT_JOB_CLOSING'
    return shown === undefined || (isClosing && tallyOf(shown).hasFilesLeft) ? undefined : true
  }
  if ((await read(limits)) === undefined) await poll(context, { interval: INTERVAL, deadline, wasAsked: true }, read)
  // A round that is still shown as running is the one that GetJob shows as finished. One that has ended otherwise isn't.
  const isOther = newest !== undefined && hasEnded(newest) && latestRound(parent, newest.entries).round === undefined
  return isOther ? undefined : newest
}

async function findFailedFiles(retry: Retry, round: Round): Promise<FailedFiles | OperationResult> {
  const { context, inputs, limits } = retry
  const { job, startWait } = context
  let list = await job.result(round.id, limits)
  if (!isDecided(list) && !inputs.dryRun) {
    job.policy.logger.info('The list of the failed files is still being made. Waiting for it')
    const rules = { interval: inputs.wait.intervalSeconds * 1000, deadline: startWait(false), wasAsked: true }
    await poll(context, rules, async (current) => {
      list = await job.result(round.id, current)
      return isDecided(list) ? true : undefined
    })
  }
  const known = tallyOf(round).failed || BigInt(list.failedObjectCount ?? 0)
  const count = known > 0n ? `the ${formatNumber(known)}` : 'the'
  const of = `of round ${round.id} of ${job.name}`
  if (list.readyRetry === 'NoNeed')
    return failUnlessIdempotent('ResultNoNeedRetry', retry, `The service says that no file ${of} needs a retry.`)
  if (list.readyRetry === 'Ready') return { round, list, text: `${count} failed files ${of}` }
  const problem = `The list of the failed files ${of} is still being made.`
  return fail('ResultNotReadyRetry', retry, `${problem} Try again in a few minutes.`)
}

/** Anything else than NoNeed and Ready means that the list is being made. */
function isDecided({ readyRetry }: GetJobResultResp): boolean {
  return readyRetry === 'NoNeed' || readyRetry === 'Ready'
}

/** Uses the sub-job that retries the files already, or creates one. */
async function retryFiles(retry: Retry, files: FailedFiles): Promise<OperationResult> {
  const { context, inputs, parent, limits, seen } = retry
  const { job } = context
  const { logger } = job.policy
  const existing = await findSubJob(job, parent, files.round, limits)
  if (existing.kind === 'failed') return { ...seen, outcome: failure(existing.error, false), retryJob: existing.name }
  if (existing.kind === 'active') return reuse(retry, files, existing.name)
  if (existing.kind === 'succeeded') {
    const text = `The sub-job ${existing.name} has copied ${files.text} already.`
    if (inputs.idempotent) return { ...seen, data: {}, retryJob: existing.name, note: `${text} Nothing was changed.` }
    logger.notice(`${text} Without idempotent, another one is created.`)
  } else if (existing.notice !== undefined) logger.notice(existing.notice)

  const nextName = subJobNames(job)
  if (inputs.dryRun) {
    const note = `Dry run: ${nextName()} would be created for ${files.text}. Nothing was changed.`
    return { ...seen, data: {}, note }
  }
  const source = await readSource(retry)
  const root = await rootOf(job, parent, limits)
  const created = await createSubJob(retry, files, source, nextName)
  const { retryJob } = created
  if (retryJob === undefined || errorOf(created) !== undefined) return created
  const data = { WaitRetryJob: job.name, RetryJob: retryJob, RootJob: root }
  if (inputs.wait.until !== 'accepted') return { ...(await run(retry, created, retryJob)), data }
  const note = `The sub-job ${retryJob} was created for ${files.text}, and not started. Start it with operation start-job, or set wait-for to applied or finished.`
  return { ...created, data, note }
}

async function reuse(retry: Retry, files: FailedFiles, name: string): Promise<OperationResult> {
  const { context, inputs, parent, limits, seen } = retry
  const { job } = context
  const text = `The sub-job ${name} for ${files.text} exists already, so no other one was created.`
  if (inputs.dryRun)
    return { ...seen, data: {}, retryJob: name, note: `Dry run: ${text} It would be used. Nothing was changed.` }
  job.policy.logger.notice(text)
  const root = await rootOf(job, parent, limits)
  const data = { WaitRetryJob: job.name, RetryJob: name, RootJob: root }
  const result = { ...seen, retryJob: name, data, note: text }
  return inputs.wait.until === 'accepted' ? result : { ...(await run(retry, result, name)), data }
}

/** Starts the sub-job, unless it runs already, and waits for it. */
async function run(retry: Retry, created: OperationResult, name: string): Promise<OperationResult> {
  const { context, inputs, limits } = retry
  const { wait } = inputs
  const sub = { ...context, job: context.job.with(name, {}), limits }
  const isNew = changedOf(created) !== false
  const about = `${isNew ? 'The sub-job' : 'The existing sub-job'} ${name}`
  const complete = (result: OperationResult, what: string): OperationResult => {
    const error = errorOf(result)
    // Creating the sub-job was a change, however its start ended.
    const outcome = isNew ? (error === undefined ? CHANGED : failure(error, true)) : result.outcome
    const details = error === undefined ? undefined : (permissionNote(sub.job, error) ?? result.note)
    const note = [`${about} ${what}.`, details].filter(Boolean).join(' ')
    return { ...result, outcome, retryJob: name, requestId: result.requestId ?? created.requestId, note }
  }
  try {
    const snapshot = await readNew(sub)
    const history = isNew ? { entries: [] } : await readHistory(sub.job, limits)
    const before = { snapshot, history }
    const seen: OperationResult = { outcome: UNCHANGED, job: snapshot.job, requestId: created.requestId }
    const { status } = snapshot.job
    if (isRunning(status) || isStopped(status) || status === 'IMPORT_JOB_CLOSING') {
      if (wait.until === 'applied') return complete(seen, `is ${describeStatus(status)}`)
      const waited = await waitFor(sub, { operation: { name: 'get-job' }, wait, done: seen, wasSent: false, before })
      return complete(waited, errorOf(waited) === undefined ? 'has finished' : 'was running already')
    }
    const change = { name: 'start-job' } as const
    const started = await changeJob(sub.job, { change, before: snapshot.job }, limits)
    if (errorOf(started) !== undefined)
      return complete(started, changedOf(started) === false ? 'was not started' : 'may have been started')
    const waited = await waitFor(sub, { operation: change, wait, done: started, wasSent: true, before })
    return complete(waited, wait.until === 'finished' && errorOf(waited) === undefined ? 'has finished' : 'was started')
  } catch (error) {
    return complete({ outcome: failure(error, false) }, 'was not started')
  }
}

/** Right after its creation, the service may not find a job. */
async function readNew({ job, limits, ...context }: JobContext): Promise<JobSnapshot> {
  const deadline = atMost(LAG, limits.deadline, job.policy.clock)
  const found = await poll({ job, limits, ...context }, { interval: INTERVAL, deadline }, async (current) => {
    try {
      return await job.get(current)
    } catch (error) {
      if (error instanceof MgwError && error.code === 'NoSuchImportJob') return undefined
      throw error
    }
  })
  return found ?? job.get({ ...limits, deadline: startDeadline('timeout-seconds', 10, job.policy.clock) })
}
