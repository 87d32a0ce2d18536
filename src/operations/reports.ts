import {
  CreateReportInfo,
  CreateReportRequest,
  GetReportRequest,
  type GetReportResp,
  identifier,
  MgwError
} from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { ReportOperation } from '../inputs/operation.ts'
import { type Round, roundsOf } from '../job/history.ts'
import type { JobSnapshot } from '../job/job-client.ts'
import { reportCounters, reportData, summarizeReport } from '../job/report-fields.ts'
import { CHANGED, errorOf, failure, type OperationResult, success, UNCHANGED } from '../job/result.ts'
import { endedAs, hasEnded, LAG } from '../job/rounds.ts'
import { isStopped } from '../job/states.ts'
import { errorCode } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { type Limits, startDeadline } from '../runner/clock.ts'
import { formatNumber } from '../units.ts'
import { poll } from '../wait/poll.ts'
import type { JobContext } from '../wait/wait.ts'
import { permissionNote } from './permission-note.ts'

/** A round of a job, and the job. */
interface Subject {
  context: JobContext
  inputs: Inputs
  snapshot: JobSnapshot
  round: Round
}

/** Has the report of an ended round created. With `wait-for: finished`, it waits for the report, and shows it. */
export async function createReport(
  context: JobContext,
  inputs: Inputs,
  operation: ReportOperation
): Promise<OperationResult> {
  const { job, limits } = context
  const subject = await findRound(context, inputs, operation)
  if (subject === undefined) throw notFinished(`${job.name} has no round that has ended`)
  const { snapshot, round } = subject
  if (!hasRoundEnded(subject)) {
    throw notFinished(`round ${round.id} of ${job.name} hasn't ended (${snapshot.job.status})`)
  }
  const seen: OperationResult = { outcome: UNCHANGED, requestId: snapshot.requestId, job: snapshot.job, data: {} }
  const which = `the report of round ${round.id} of ${job.name}`
  if (inputs.dryRun) return { ...seen, note: `Dry run: ${which} would be created. Nothing was changed.` }
  const existing = inputs.idempotent ? await readReport(subject, limits) : undefined
  const isThere = existing?.status === 'Running' || existing?.status === 'Finished'
  const done = isThere
    ? { ...seen, note: `There already is ${which}, so nothing was changed.` }
    : await requestReport(subject, { ...seen, note: `The service accepted the request to create ${which}.` })
  if (errorOf(done) !== undefined || inputs.wait.until === 'accepted') return done
  return waitForReport(subject, done)
}

/** Shows the report of a round. */
export async function getReport(
  context: JobContext,
  inputs: Inputs,
  operation: ReportOperation
): Promise<OperationResult> {
  const { limits } = context
  const subject = await findRound(context, inputs, operation)
  if (subject === undefined) {
    throw new ActionError('ReportNotExist', `${context.job.name} has no report, because it has never run.`)
  }
  const { requestId, job } = subject.snapshot
  const report = await readReport(subject, limits)
  return showReport(subject, { outcome: UNCHANGED, requestId, job }, report, limits)
}

/** @returns undefined if the job has never run */
async function findRound(
  context: JobContext,
  inputs: Inputs,
  { round: id }: ReportOperation
): Promise<Subject | undefined> {
  const { job, limits } = context
  const snapshot = await job.get(limits)
  const rounds = roundsOf(await job.history(limits, id))
  const round = id === undefined ? rounds.at(-1) : rounds.find((one) => one.id === id)
  if (id !== undefined && round === undefined) {
    throw invalid(`round is ${id}, but the history of ${job.name} has no round with this runtime ID.`)
  }
  return round && { context, inputs, snapshot, round }
}

function hasRoundEnded({ snapshot: { job }, round, inputs: { operation } }: Subject): boolean {
  const isClosing = round.entries[0]?.status === 'IMPORT_JOB_CLOSING'
  if (isStopped(job.status) && (isClosing || endedAs(round, job.status))) return true
  // A round that was named can be older than the one that GetJob shows.
  return 'round' in operation && operation.round !== undefined && hasEnded(round)
}

function notFinished(problem: string): ActionError {
  return new ActionError(
    'JobIsNotFinished',
    `The report wasn't created, because ${problem}, and it would be incomplete. Create it once the round has ended.`
  )
}

async function requestReport({ context, snapshot, round }: Subject, seen: OperationResult): Promise<OperationResult> {
  const { job, limits } = context
  const { version } = snapshot.job
  const info = new CreateReportInfo({ jobName: job.name, ...(version && { version }), runtimeId: round.id })
  const request = new CreateReportRequest({ createReport: info })
  const ended = await job.change(
    { name: 'CreateReport', call: (client, userId, options) => client.createReport(userId, request, options) },
    {
      // Only the first request for a round has an effect.
      isRepeatable: true,
      resolve: async ({ mayBeApplied }) => ({ outcome: mayBeApplied ? 'repeatable' : 'not-applied' })
    },
    limits
  )
  if (ended.outcome === 'accepted') return { ...seen, outcome: CHANGED, requestId: ended.response.requestId }
  if (ended.outcome === 'applied') return { ...seen, outcome: success(undefined) }
  const { error, mayBeApplied } = ended
  const note = mayBeApplied ? 'The report may or may not be created. It is safe to run this step again.' : undefined
  return {
    ...seen,
    outcome: failure(error, mayBeApplied ? undefined : false),
    note: permissionNote(job, error) ?? note
  }
}

/** A report without a status stands for one that doesn't exist. */
async function readReport({ context, snapshot, round }: Subject, limits: Limits): Promise<GetReportResp> {
  const { version } = snapshot.job
  const request = new GetReportRequest({ ...(version && { version }), runtimeId: round.id })
  try {
    const { body } = await context.job.read(
      { name: 'GetReport', call: (client, userId, options) => client.getReport(userId, request, options) },
      limits
    )
    return body.getReportResponse
  } catch (error) {
    const isMissing = error instanceof MgwError && error.statusCode === 404 && error.code !== 'NoSuchImportJob'
    if (isMissing) return { status: 'NotExist' }
    throw error
  }
}

async function waitForReport(subject: Subject, done: OperationResult): Promise<OperationResult> {
  const { context, inputs } = subject
  const { wait, timeoutSeconds } = inputs
  const { clock, logger } = context.job.policy
  const requestedAt = clock.now()
  const deadline = context.startWait(done.outcome.kind !== 'unchanged')
  const interval = wait.intervalSeconds * 1000
  const polling = { ...subject, context: { ...context, job: context.job.withPolicy({ slot: context.slot }) } }
  let last: GetReportResp | undefined
  logger.info('Waiting for the report')
  try {
    const report = await poll(context, { interval, deadline }, async (limits) => {
      last = await readReport(polling, limits)
      const isLate = clock.now() - requestedAt >= LAG
      const isPending = last.status === 'Running' || !last.status || (last.status === 'NotExist' && !isLate)
      return isPending ? undefined : last
    })
    if (report === undefined) throw timedOut(subject, last)
    const limits = { ...context.limits, deadline: startDeadline('timeout-seconds', timeoutSeconds, clock) }
    return await showReport(subject, done, report, limits)
  } catch (error) {
    const { outcome } = done
    const changed = outcome.kind === 'unknown' ? undefined : outcome.kind === 'changed'
    return {
      ...done,
      outcome: failure(error, changed),
      report: summarizeReport(last ?? {}, undefined),
      note: permissionNote(context.job, error)
    }
  }
}

function timedOut({ inputs, round }: Subject, last: GetReportResp | undefined): ActionError {
  const status = identifier(last?.status) ?? 'unknown'
  return new ActionError(
    'WaitTimeout',
    `The report of round ${round.id} wasn't finished after ${inputs.wait.timeoutSeconds} s (wait-timeout-seconds): it is ${status}. Its creation continues; read it later with get-report.`
  )
}

/** @throws ActionError `ReportNotExist` or `ReportFailed` */
async function showReport(
  subject: Subject,
  result: OperationResult,
  report: GetReportResp,
  limits: Limits
): Promise<OperationResult> {
  const { round, context } = subject
  const which = `the report of round ${round.id} of ${context.job.name}`
  const isFinished = report.status === 'Finished'
  const bucket = isFinished ? await readBucket(subject, limits) : undefined
  const shown = {
    ...result,
    data: reportData(report),
    report: summarizeReport(report, bucket),
    ...(isFinished && { counters: reportCounters(report) })
  }
  const changed = result.outcome.kind === 'unknown' ? undefined : result.outcome.kind === 'changed'
  const fail = (code: string, message: string) => ({
    ...shown,
    outcome: failure(new ActionError(code, message), changed),
    note: undefined
  })
  if (report.status === 'NotExist')
    return fail('ReportNotExist', `There is no ${which.slice(4)}. Run create-report first, once the round has ended.`)
  if (report.status === 'Failed') {
    const reason = report.errorMessage ? ` The service says: ${JSON.stringify(report.errorMessage)}` : ''
    return fail('ReportFailed', `The service couldn't create ${which}.${reason}`)
  }
  return { ...shown, note: describeReport(which, report) }
}

function describeReport(which: string, { status, totalCount, copiedCount, failedCount }: GetReportResp): string {
  if (status !== 'Finished')
    return `The status of ${which} is ${identifier(status) ?? 'unknown'}. Its lists don't exist yet.`
  const [copied, total, failed] = [copiedCount, totalCount, failedCount].map((count) =>
    count === undefined ? 'an unknown number' : formatNumber(count)
  )
  return `Finished: ${which}. ${copied} of ${total} files were copied or skipped, ${failed} failed.`
}

/** The bucket of the job's destination; undefined if it can't be read, or if nobody needs it. */
async function readBucket({ context, inputs, snapshot }: Subject, limits: Limits): Promise<string | undefined> {
  const { job } = context
  const { destAddress = '' } = snapshot.job
  if (!inputs.target.isSingle || !/^[\w-]{1,63}$/.test(destAddress)) return undefined
  try {
    const { body } = await job.read(
      { name: 'GetAddress', call: (client, userId, options) => client.getAddress(userId, destAddress, options) },
      limits
    )
    const { bucket = '', addressType = 'oss' } = body.importAddress.addressDetail ?? {}
    return addressType === 'oss' && /^[a-z\d][a-z\d-]{1,62}$/.test(bucket) ? bucket : undefined
  } catch (error) {
    if (isCancellation(error)) throw error
    const code = errorCode(error)
    const advice = code === 'AccessDenied' ? ' Allow the credentials mgw:GetImportAddress.' : ''
    const reason = identifier(code) ?? 'an unknown error'
    job.policy.logger.info(`The bucket of the lists isn't known: GetAddress failed with ${reason}.${advice}`)
    return undefined
  }
}
