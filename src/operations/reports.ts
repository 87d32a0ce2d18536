import {
  CreateReportInfo,
  CreateReportRequest,
  GetReportRequest,
  type GetReportResp,
  MgwError
} from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { ReportOperation } from '../inputs/operation.ts'
import { type Round, roundsOf } from '../job/history.ts'
import { REPEATABLE } from '../job/job-client.ts'
import { reportCounters, reportData, summarizeReport } from '../job/report-fields.ts'
import { CHANGED, changedOf, errorOf, failure, type OperationResult, UNCHANGED } from '../job/result.ts'
import { endedAs, hasEnded, LAG } from '../job/rounds.ts'
import { describeStatus, isStopped } from '../job/states.ts'
import { safeIdentifier } from '../redact.ts'
import { errorCode } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { type Limits, startDeadline } from '../runner/clock.ts'
import { formatNumber } from '../units.ts'
import { poll } from '../wait/poll.ts'
import type { JobContext } from '../wait/wait.ts'
import { permissionNote } from './permission-note.ts'

/** A report, and what is known before anything is requested. */
interface Subject {
  context: JobContext
  inputs: Inputs
  seen: OperationResult
  round: Round
  /** Identifies the round for the service. */
  id: { version?: string; runtimeId: bigint }
  /** Example: `the report of round 2 of nightly-sync`. */
  text: string
}

/** Has the report of an ended round created. With `wait-for: finished`, it waits for the report, and shows it. */
export async function createReport(
  context: JobContext,
  inputs: Inputs,
  operation: ReportOperation
): Promise<OperationResult> {
  const subject = await findSubject(context, inputs, operation)
  const { seen, round, text } = subject
  if (round === undefined || !hasRoundEnded({ ...subject, round }, operation)) {
    const { name } = context.job
    const problem = round === undefined ? `${name} has no round` : `${name} is ${describeStatus(seen.job?.status)}`
    return fail(
      'JobIsNotFinished',
      seen,
      `${problem}, so ${text} would be incomplete. Create it once the round has ended.`
    )
  }
  const done = await request({ ...subject, round })
  const isDone = errorOf(done) !== undefined || inputs.dryRun || inputs.wait.until === 'accepted'
  return isDone ? done : waitForReport({ ...subject, round }, done)
}

/** Shows the report of a round. */
export async function getReport(
  context: JobContext,
  inputs: Inputs,
  operation: ReportOperation
): Promise<OperationResult> {
  const subject = await findSubject(context, inputs, operation)
  const { seen, round } = subject
  if (round === undefined)
    return fail('ReportNotExist', seen, `${context.job.name} has no report, because it has no round.`)
  const report = await readReport(context.job, subject, context.limits)
  return show({ ...subject, round }, seen, report, context.limits)
}

function fail(code: string, result: OperationResult, message: string): OperationResult {
  return { ...result, outcome: failure(new ActionError(code, message), changedOf(result)), note: undefined }
}

/** The round is undefined if the job has never run. */
async function findSubject(
  context: JobContext,
  inputs: Inputs,
  { round: id }: ReportOperation
): Promise<Omit<Subject, 'round'> & { round: Round | undefined }> {
  const { job, limits } = context
  const snapshot = await job.get(limits)
  const rounds = roundsOf(await job.history(limits, id))
  const round = id === undefined ? rounds.at(-1) : rounds.find((one) => one.id === id)
  if (id !== undefined && round === undefined)
    throw invalid(`round is ${id}, but the history of ${job.name} has no round with this runtime ID.`)
  const { version } = snapshot.job
  return {
    context,
    inputs,
    seen: { outcome: UNCHANGED, requestId: snapshot.requestId, job: snapshot.job, data: {} },
    round,
    id: { ...(version && { version }), runtimeId: round?.id ?? 0n },
    text: `the report of round ${round?.id ?? 1} of ${job.name}`
  }
}

function hasRoundEnded({ seen, round }: Subject, { round: named }: ReportOperation): boolean {
  const status = seen.job?.status
  const isClosing = round.entries[0]?.status === 'IMPORT_JOB_CLOSING'
  // A round that was named can be older than the one that GetJob shows.
  return (named !== undefined && hasEnded(round)) || (isStopped(status) && (isClosing || endedAs(round, status)))
}

async function request({ context, inputs, seen, id, text }: Subject): Promise<OperationResult> {
  const { job, limits } = context
  if (inputs.dryRun) return { ...seen, note: `Dry run: ${text} would be created. Nothing was changed.` }
  if (inputs.idempotent && /^(Running|Finished)$/.test((await readReport(job, { id }, limits)).status ?? ''))
    return { ...seen, note: `There already is ${text}, so nothing was changed.` }
  const createReport = new CreateReportInfo({ jobName: job.name, ...id })
  // Only the first request for a round has an effect.
  const ended = await job.change('createReport', [new CreateReportRequest({ createReport })], REPEATABLE, limits)
  if (ended.outcome === 'accepted') {
    const note = `The service accepted the request to create ${text}.`
    return { ...seen, outcome: CHANGED, requestId: ended.response.requestId, note }
  }
  const { error, mayBeApplied } = ended.outcome === 'failed' ? ended : { error: undefined, mayBeApplied: true }
  const doubt = mayBeApplied ? 'The report may or may not be created. It is safe to run this step again.' : undefined
  return {
    ...seen,
    outcome: failure(error, mayBeApplied ? undefined : false),
    note: permissionNote(job, error) ?? doubt
  }
}

/** A service without the report can also answer with HTTP 404. */
async function readReport(job: JobContext['job'], { id }: Pick<Subject, 'id'>, limits: Limits): Promise<GetReportResp> {
  try {
    return (await job.read('getReport', [new GetReportRequest(id)], limits)).body.getReportResponse
  } catch (error) {
    if (!(error instanceof MgwError) || error.statusCode !== 404 || error.code === 'NoSuchImportJob') throw error
    return { status: 'NotExist' }
  }
}

async function waitForReport(subject: Subject, done: OperationResult): Promise<OperationResult> {
  const { context, inputs, text } = subject
  const { wait, timeoutSeconds } = inputs
  const { slot } = context
  const { clock, logger } = context.job.policy
  const job = context.job.withPolicy({ slot })
  const pendingUntil = clock.now() + LAG
  let last: GetReportResp = {}
  logger.info(`Waiting for ${text}`)
  try {
    const rules = { interval: wait.intervalSeconds * 1000, deadline: context.startWait(changedOf(done) !== false) }
    const report = await poll(context, rules, async (limits) => {
      last = await readReport(job, subject, limits)
      const isEnded = last.status === 'Finished' || last.status === 'Failed'
      return isEnded || (last.status === 'NotExist' && clock.now() >= pendingUntil) ? last : undefined
    })
    if (report !== undefined) {
      const deadline = startDeadline('timeout-seconds', timeoutSeconds, clock)
      return await show(subject, done, report, { ...context.limits, deadline })
    }
    const status = safeIdentifier(last.status) ?? 'unknown'
    const message = `After ${wait.timeoutSeconds} s (wait-timeout-seconds), the status of ${text} is ${status}. Its creation continues. Read it later with get-report.`
    return { ...fail('WaitTimeout', done, message), report: summarizeReport(last, undefined) }
  } catch (error) {
    return { ...done, outcome: failure(error, changedOf(done)), note: permissionNote(job, error) }
  }
}

async function show(
  subject: Subject,
  result: OperationResult,
  report: GetReportResp,
  limits: Limits
): Promise<OperationResult> {
  const { text } = subject
  const { status, errorMessage, totalCount, copiedCount, failedCount } = report
  const isFinished = status === 'Finished'
  const bucket = isFinished ? await readBucket(subject, limits) : undefined
  const counters = isFinished && { counters: reportCounters(report) }
  const shown = { ...result, data: reportData(report), report: summarizeReport(report, bucket), ...counters }
  if (status === 'NotExist')
    return fail(
      'ReportNotExist',
      shown,
      `The service doesn't have ${text}. Run create-report first, once the round has ended.`
    )
  if (status === 'Failed') {
    const reason = errorMessage ? ` The service says: ${JSON.stringify(errorMessage)}` : ''
    return fail('ReportFailed', shown, `The service couldn't create ${text}.${reason}`)
  }
  if (!isFinished)
    return {
      ...shown,
      note: `The status of ${text} is ${safeIdentifier(status) ?? 'unknown'}. Its lists don't exist yet.`
    }
  const [copied, total, failed] = [copiedCount, totalCount, failedCount].map((count) =>
    count === undefined ? 'unknown' : formatNumber(count)
  )
  return { ...shown, note: `Finished: ${text}. ${copied} of ${total} files were copied or skipped, ${failed} failed.` }
}

/** The bucket of the job's destination; undefined if it can't be read, or if nobody needs it. */
async function readBucket({ context, inputs, seen }: Subject, limits: Limits): Promise<string | undefined> {
  const { job } = context
  const name = seen.job?.destAddress ?? ''
  if (!inputs.target.isSingle || !/^[\w-]{1,63}$/.test(name)) return undefined
  try {
    const { body } = await job.read('getAddress', [name], limits)
    const { bucket = '', addressType = 'oss' } = body.importAddress.addressDetail ?? {}
    return addressType === 'oss' && /^[a-z\d][a-z\d-]{1,62}$/.test(bucket) ? bucket : undefined
  } catch (error) {
    if (isCancellation(error)) throw error
    const reason = permissionNote(job, error) ?? safeIdentifier(errorCode(error)) ?? 'an unknown error'
    job.policy.logger.info(`The bucket of the lists can't be read: ${reason}`)
    return undefined
  }
}
