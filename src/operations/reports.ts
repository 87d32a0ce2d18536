import {
  CreateReportRequest,
  type GetJobResp,
  GetReportRequest,
  type GetReportResp,
  invalidResponse,
  MgwError
} from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { ReportOperation } from '../inputs/operation.ts'
import { type Round, roundsOf } from '../job/history.ts'
import { isAddressName, REPEATABLE } from '../job/job-client.ts'
import { reportCounters, reportData, summarizeReport } from '../job/report-fields.ts'
import { CHANGED, changedOf, errorOf, failure, type OperationResult, UNCHANGED } from '../job/result.ts'
import { endedAs, hasEnded, LAG } from '../job/rounds.ts'
import { describeStatus, isStopped } from '../job/states.ts'
import { safeIdentifier } from '../redact.ts'
import { shownCode } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { type Limits, startDeadline } from '../runner/clock.ts'
import { formatNumber } from '../units.ts'
import { poll } from '../wait/poll.ts'
import type { JobContext } from '../wait/wait.ts'

/** A report, and what is known before anything is requested. */
interface Subject {
  context: JobContext
  inputs: Inputs
  seen: OperationResult
  /** Identifies the round for the service. */
  id: { version?: string; runtimeId: bigint }
  /** Example: `the report of round 2 of nightly-sync`. */
  text: string
}

/**
 * `get-report` shows the report of a round. `create-report` has the one of an ended round created; with `wait-for: finished`,
 * it waits for the report, and shows it.
 */
export async function runReport(context: JobContext, inputs: Inputs<ReportOperation>): Promise<OperationResult> {
  const { operation } = inputs
  const { job, limits } = context
  const { name } = job
  const { job: parent, requestId } = await job.get(limits)
  const round = await findRound(context, parent, operation.round)
  const seen: OperationResult = { outcome: UNCHANGED, requestId, job: parent, data: {} }
  const text = `the report of round ${round?.id ?? 1} of ${name}`
  const id = { ...(parent.version && { version: parent.version }), runtimeId: round?.id ?? 0n }
  const subject = { context, inputs, seen, id, text }
  if (operation.name === 'get-report') {
    if (round === undefined) return fail('ReportNotExist', seen, `${name} has no report, because it has no round.`)
    return show(subject, seen, await readReport(subject, limits))
  }
  if (round === undefined || !hasRoundEnded(round, parent.status, operation)) {
    const problem = round === undefined ? `${name} has no round` : `${name} is ${describeStatus(parent.status)}`
    const message = `${problem}, so ${text} would be incomplete. Create it once the round has ended.`
    return fail('JobIsNotFinished', seen, message)
  }
  const done = await request(subject)
  const isDone = errorOf(done) !== undefined || inputs.dryRun || inputs.wait.until === 'accepted'
  return isDone ? done : waitForReport(subject, done)
}

function fail(code: string, result: OperationResult, message: string): OperationResult {
  return { ...result, outcome: failure(new ActionError(code, message), changedOf(result)), note: undefined }
}

/** The latest round, or the one that was named; undefined if the job has never run. */
async function findRound({ job, limits }: JobContext, parent: GetJobResp, id?: bigint): Promise<Round | undefined> {
  const rounds = roundsOf(await job.history(limits, parent, id))
  const round = id === undefined ? rounds.at(-1) : rounds.find((one) => one.id === id)
  if (id === undefined || round !== undefined) return round
  throw invalid(`round is ${id}, but the history of ${job.name} has no round with this runtime ID.`)
}

function hasRoundEnded(round: Round, status: string | undefined, { round: named }: ReportOperation): boolean {
  const isClosing = round.entries[0]?.status === 'IMPORT_JOB_CLOSING'
  // A round that was named can be older than the one that GetJob shows.
  return (named !== undefined && hasEnded(round)) || (isStopped(status) && (isClosing || endedAs(round, status)))
}

async function request(subject: Subject): Promise<OperationResult> {
  const { context, inputs, seen, id, text } = subject
  const { job, limits } = context
  if (inputs.dryRun)
    return { ...seen, note: `Dry run: ${text} would be created. Nothing was changed.`, wouldChange: true }
  if (inputs.idempotent && /^(Running|Finished)$/.test((await readReport(subject, limits)).status ?? ''))
    return { ...seen, note: `There already is ${text}, so nothing was changed.` }
  const createReport = { jobName: job.name, ...id }
  // Only the first request for a round has an effect.
  const ended = await job.change('createReport', [new CreateReportRequest({ createReport })], REPEATABLE, limits)
  if (ended.outcome === 'failed') {
    const { error, mayBeApplied } = ended
    const doubt = mayBeApplied ? 'The report may or may not be created. It is safe to run this step again.' : undefined
    const outcome = failure(error, mayBeApplied ? undefined : false)
    return { ...seen, outcome, note: job.permissionNote(error) ?? doubt }
  }
  const requestId = ended.outcome === 'accepted' ? ended.response.requestId : undefined
  return { ...seen, outcome: CHANGED, requestId, note: `The service accepted the request to create ${text}.` }
}

/** A service without the report can also respond with HTTP 404. */
async function readReport({ context: { job }, id }: Subject, limits: Limits): Promise<GetReportResp> {
  try {
    return (await job.read('getReport', [new GetReportRequest(id)], limits)).body.getReportResponse
  } catch (error) {
    if (!(error instanceof MgwError) || error.statusCode !== 404 || error.code === 'NoSuchImportJob') throw error
    return { status: 'NotExist' }
  }
}

async function waitForReport(subject: Subject, done: OperationResult): Promise<OperationResult> {
  const { inputs, text } = subject
  const { wait, timeoutSeconds } = inputs
  const job = subject.context.job.withPolicy({ slot: subject.context.slot })
  const context = { ...subject.context, job }
  const { clock, logger } = job.policy
  const pendingUntil = clock.now() + LAG
  const isFinal = ({ status }: GetReportResp): boolean =>
    status === 'Finished' || status === 'Failed' || (status === 'NotExist' && clock.now() >= pendingUntil)
  logger.info(`Waiting for ${text}`)
  try {
    const deadline = context.startWait(changedOf(done) !== false)
    const rules = { interval: wait.intervalSeconds * 1000, deadline, isFinal }
    const last = (await poll(context, rules, (limits) => readReport({ ...subject, context }, limits))) ?? {}
    if (isFinal(last)) {
      const limits = { ...context.limits, deadline: startDeadline('timeout-seconds', timeoutSeconds, clock) }
      return await show({ ...subject, context: { ...context, limits } }, done, last)
    }
    const status = safeIdentifier(last.status) ?? 'unknown'
    const message = `After ${wait.timeoutSeconds} s (wait-timeout-seconds), the status of ${text} is ${status}. Its creation continues. Read it later with get-report.`
    return { ...fail('WaitTimeout', done, message), report: summarizeReport(last, undefined) }
  } catch (error) {
    return { ...done, outcome: failure(error, changedOf(done)), note: job.permissionNote(error) }
  }
}

async function show(subject: Subject, result: OperationResult, report: GetReportResp): Promise<OperationResult> {
  const { text } = subject
  const { status, errorMessage } = report
  const isFinished = status === 'Finished'
  const bucket = isFinished ? await readBucket(subject) : undefined
  const counters = reportCounters(report)
  const known = isFinished && { counters }
  const shown = { ...result, data: reportData(report), report: summarizeReport(report, bucket), ...known }
  if (!status) return { ...shown, outcome: failure(invalidResponse('GetReport shows no Status.'), changedOf(result)) }
  if (status === 'NotExist') {
    const message = `The service doesn't have ${text}. Run create-report first, once the round has ended.`
    return fail('ReportNotExist', shown, message)
  }
  if (status === 'Failed') {
    const reason = errorMessage ? ` The service says: ${JSON.stringify(errorMessage)}` : ''
    return fail('ReportFailed', shown, `The service couldn't create ${text}.${reason}`)
  }
  const numbers = [counters.copiedCount, counters.totalCount, counters.failedCount]
  const [copied, total, failed] = numbers.map((count = 0n) => formatNumber(count))
  const sentence = ` ${copied} of ${total} files were copied or skipped, ${failed} failed.`
  const note = isFinished
    ? `Finished: ${text}.${numbers.includes(undefined) ? '' : sentence}`
    : `The status of ${text} is ${safeIdentifier(status) ?? 'unknown'}. Its lists don't exist yet.`
  return { ...shown, note }
}

/** The bucket of the job's destination; undefined if it can't be read or isn't needed. */
async function readBucket({ context, inputs, seen }: Subject): Promise<string | undefined> {
  const { job, limits } = context
  const name = seen.job?.destAddress ?? ''
  if (!inputs.target.isSingle || !isAddressName(name)) return undefined
  try {
    const { bucket = '', addressType = 'oss' } = (await job.address(name, limits)).addressDetail ?? {}
    return addressType === 'oss' && /^[a-z\d][a-z\d-]{1,62}$/.test(bucket) ? bucket : undefined
  } catch (error) {
    if (isCancellation(error)) throw error
    const reason = job.permissionNote(error) ?? shownCode(error)
    job.policy.logger.info(`The bucket of the lists can't be read: ${reason}`)
    return undefined
  }
}
