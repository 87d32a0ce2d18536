import {
  type Abortable,
  ClientError,
  type GetJobResp,
  type GetJobResponse,
  type JobHistory,
  toMap
} from '@alicloud/hcs-mgw20240626'
import { cancelled, sleep } from './cancellation.ts'
import type { Change, Inputs, Task, Wait } from './inputs.ts'
import { type Done, ENDED, isAsAsked } from './operations.ts'
import { type Limits, now, startLimits } from './persist.ts'
import type { Progress } from './progress.ts'
import { JobFailed } from './result.ts'
import { type JobService, type Reach, reachJob, type Teller } from './service.ts'

/** What is waited for, and what was known when the waiting began. */
interface Awaited {
  task: Task
  wait: Wait
  /** When the change was asked for, in ms since 1970. */
  sentAt: number
  /** Whether the change was made by this run. */
  changed: boolean
  /** The newest entry of the job's history at the first look; before the change, where there was one. */
  baseline: JobHistory | undefined
  /** The job at the first look; before the change, where there was one. */
  first: GetJobResp | undefined
  /** Whether the job was seen in another state since. */
  hasMoved: boolean
}

/** What waiting needs beyond the operation and the inputs. */
interface Waiting extends Omit<Reach, 'limits'> {
  signal: Abortable
  sentAt: number
}

/**
 * Waits until the job is as it was asked for, or until its migration has ended.
 *
 * @returns what was done, with the job as it then is where the operation was to look at it
 * @throws JobFailed when that cannot come any more or does not in time; what `persist` throws, ClientError
 *   `CancelOperation` among it
 */
export async function waitFor(
  done: Done,
  inputs: Inputs,
  { signal, sentAt, ...reach }: Waiting
): Promise<Done> {
  const { task, wait, keyless } = inputs
  const { securityToken } = await reach.credential.getCredential()
  if (securityToken !== undefined && keyless === undefined) warnOfShortKeys(wait, reach.tell)
  const limits = startLimits({
    maxAttempts: Number.POSITIVE_INFINITY,
    timeoutSeconds: wait.timeoutSeconds,
    timeoutName: 'wait-timeout-seconds',
    signal
  })
  const { entry, job } = reach.seen
  const awaited = { task, wait, sentAt, changed: done.changed, baseline: entry, first: job, hasMoved: false }
  await watch(reachJob({ ...reach, limits }), awaited, limits, reach).catch(tellOfTheJob)
  // For what it shows only: what was waited for has come, whatever becomes of this look.
  const once = reachJob({ ...reach, limits: { ...limits, maxAttempts: 1 } })
  const answer = await once.get().catch(() => undefined)
  return task.operation === 'get-job' && answer !== undefined
    ? { ...done, answer, data: toMap(answer.body.importJob) as object }
    : done
}

async function watch(
  service: JobService,
  awaited: Awaited,
  limits: Limits,
  { seen, tell }: Pick<Reach, 'seen' | 'tell'>
): Promise<void> {
  const { wait, task } = awaited
  const { createProgress, duration } = await import(/* webpackChunkName: "progress" */ './progress.ts')
  const progress = createProgress(tell.info)
  seen.course = progress.course
  const interval = wait.intervalSeconds * 1000
  // Right after a change something is about to happen, so the first looks come sooner.
  let next = interval / 8
  let status = 'an unknown state'
  tell.info(
    `Waiting for ${wait.until === 'finished' ? 'the end of the migration' : 'the change to be applied'}, for ${duration(wait.timeoutSeconds * 1000)} at the most`
  )
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst || task.operation !== 'get-job') await rest(next, limits, progress)
    const view = limits.left() === 0 ? undefined : await look(service, awaited).catch(ignoreWhenOver(limits))
    if (view === undefined) {
      throw new JobFailed(
        'WaitTimeout',
        `The ${wait.timeoutSeconds} s of wait-timeout-seconds were over while the job was still at ${status}. The job itself goes on.`
      )
    }
    status = view.status
    seen.job = { ...seen.job, status }
    const changed = progress.record(status, wait.until === 'finished' ? seen.entry : undefined)
    if (view.failure !== undefined) throw view.failure
    if (view.done) break
    next = nextInterval(next, interval, changed)
  }
  if (wait.until === 'finished') warnOfFailedFiles(seen.entry, tell)
}

const STILL_GOES_ON = 'The waiting has ended. The job itself goes on.'

/** Whoever cancels a wait is told of the job, and not of the request that happened to be under way. */
function tellOfTheJob(error: unknown): never {
  throw error instanceof ClientError && error.code === 'CancelOperation' ? cancelled(STILL_GOES_ON) : error
}

/** A look that is not over when the time is, is none. */
function ignoreWhenOver({ left }: Limits): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof JobFailed || error instanceof ClientError || left() > 0) throw error
  }
}

/** Waits for the next look, but not past the end, and not without a word for more than a minute. */
async function rest(ms: number, limits: Limits, progress: Progress): Promise<void> {
  const end = now() + Math.min(ms, limits.left())
  while (now() < end) {
    await sleep(Math.min(end - now(), 60_000), limits.signal, STILL_GOES_ON)
    progress.heartbeat()
  }
}

function nextInterval(last: number, interval: number, changed: boolean): number {
  if (last < interval) return Math.min(interval, last * 2)
  return changed ? interval : Math.min(last * 1.5, interval * 4)
}

interface View {
  status: string
  /** Whether what is waited for has come. */
  done: boolean
  /** Why it cannot come any more. */
  failure?: JobFailed | undefined
}

/** One look, by one request. */
function look(service: JobService, awaited: Awaited): Promise<View> {
  const { task, wait } = awaited
  if (wait.until === 'finished') return lookForEnd(service, awaited)
  return lookForChange(service, task as Change, awaited)
}

async function lookForChange(service: JobService, task: Change, awaited: Awaited): Promise<View> {
  const answer = await service.get()
  const job = answer.body.importJob
  const { status = '' } = job
  if (isAsAsked(task, job)) return { status, done: true }
  if (!ENDED.includes(status)) return { status, done: false, failure: whenDeleting(status) }
  if (task.operation === 'pause-job') return { status, done: false, failure: endedBefore(status) }
  if (task.operation !== 'start-job') return { status, done: false }
  if (await startedSince(answer, awaited.sentAt)) return { status, done: true }
  // The end of the round before is shown until the start takes effect. Another end is that of the round that it began.
  awaited.first ??= job
  return { status, done: false, failure: isSame(job, awaited.first) ? undefined : endedAfterStart(status) }
}

/** Whether nothing has happened to a job between two looks. */
function isSame(job: GetJobResp, earlier: GetJobResp): boolean {
  return job.status === earlier.status && job.modifyTime === earlier.modifyTime
}

/** As in settlement.ts, which most runs do not load. */
async function startedSince(answer: GetJobResponse, sentAt: number): Promise<boolean | undefined> {
  const settlement = await import(/* webpackChunkName: "failure" */ './settlement.ts')
  return settlement.startedSince(answer, sentAt)
}

function endedAfterStart(status: string): JobFailed {
  return new JobFailed('JobEnded', `The job has ended again since it was started: it is at ${status}.`)
}

function endedBefore(status: string): JobFailed {
  return new JobFailed('JobEnded', `The job cannot be paused any more: it is at ${status}.`)
}

function whenDeleting(status: string): JobFailed | undefined {
  return status === 'IMPORT_JOB_DELETING'
    ? new JobFailed('ImportJobInDeleting', 'The job is being deleted.')
    : undefined
}

/** How many entries of the history are asked for: enough to see all states of a round. */
const ENTRIES = 10

async function lookForEnd(service: JobService, awaited: Awaited): Promise<View> {
  const { wait, baseline, changed } = awaited
  const entries = await service.history(ENTRIES)
  if (entries === undefined) return lookWithoutHistory(service, awaited)
  const news = entriesSince(entries, baseline)
  // What was there at the first look counts where this run has changed nothing, until the job is seen otherwise.
  const mine = news.length > 0 || changed || awaited.hasMoved ? news : entries
  const [newest] = mine
  const round = mine.filter(({ runtimeId }) => runtimeId === newest?.runtimeId)
  const told = newest && endOf(newest.status ?? '', round, wait)
  if (told !== undefined && (news.length > 0 || !isVerdict(told))) return told
  // The history can lag behind: the job itself tells whether an old entry is still true, and how it is without one.
  const { status = '' } = (await service.get()).body.importJob
  awaited.hasMoved ||= newest !== undefined && status !== newest.status
  if (told !== undefined && !awaited.hasMoved) return told
  return { status, done: false, failure: whenDeleting(status) }
}

/** Where the keys may not read the history, the job itself tells of its end, but not of files that failed. */
async function lookWithoutHistory(service: JobService, awaited: Awaited): Promise<View> {
  const { wait, changed, first, sentAt } = awaited
  const answer = await service.get()
  const job = answer.body.importJob
  const { status = '' } = job
  awaited.hasMoved ||= first !== undefined && !isSame(job, first)
  const isMine = !changed || awaited.hasMoved || (await startedSince(answer, sentAt)) === true
  if (!isMine) return { status, done: false, failure: whenDeleting(status) }
  const told = endOf(status, [], wait)
  if (!told.done || !wait.failOnFailedFiles) return told
  const failure = new JobFailed(
    'HistoryDenied',
    'The migration has finished, but these keys may not read its history any more, which tells whether files failed.'
  )
  return { status, done: false, failure }
}

function isVerdict({ done, failure }: View): boolean {
  return done || failure !== undefined
}

/** The entries of the round that a start has begun, or taken up again: none of what was there before. */
function entriesSince(entries: JobHistory[], baseline: JobHistory | undefined): JobHistory[] {
  if (baseline === undefined) return entries
  const isOver = ENDED.includes(baseline.status ?? '')
  const old = entries.findIndex((entry) =>
    isOver ? entry.runtimeId === baseline.runtimeId : identity(entry) === identity(baseline)
  )
  return old === -1 ? entries : entries.slice(0, old)
}

function identity({ runtimeId, commitId, startTime }: JobHistory): string {
  return [runtimeId, commitId, startTime].join('/')
}

/**
 * Whether a migration has ended, and how.
 *
 * @param round the entries of its round, newest first; empty when they are unknown
 */
function endOf(status: string, round: JobHistory[], { failOnFailedFiles }: Wait): View {
  const [newest] = round
  const said = newest?.message ? ` The service says: ${JSON.stringify(newest.message)}` : ''
  const fail = (code: string, text: string): View => ({
    status,
    done: false,
    failure: new JobFailed(code, text + said)
  })
  if (round.some((entry) => entry.status === 'IMPORT_JOB_CLOSING' && entry.operator === 'user')) {
    return fail(
      'JobClosed',
      'The job was closed by somebody before its migration was finished. Start it again if it should go on.'
    )
  }
  switch (status) {
    case 'IMPORT_JOB_FINISHED':
    case 'IMPORT_JOB_CONFIRMED': {
      const failed = failOnFailedFiles ? describeFailedFiles(newest) : ''
      if (failed === '') return { status, done: true }
      return fail('FilesFailed', `${failed} Set fail-on-failed-files to false to accept that.`)
    }
    case 'IMPORT_JOB_INTERRUPTED':
      return fail('JobInterrupted', 'The migration was interrupted. Mend the cause and start the job again.')
    case 'IMPORT_JOB_SUSPEND':
      return fail(
        'JobPaused',
        'The job is paused and its migration is not finished: somebody paused it, or its schedule in the service. Start it again to let it go on.'
      )
    default:
      return { status, done: false, failure: whenDeleting(status) }
  }
}

function warnOfFailedFiles(entry: JobHistory | undefined, tell: Teller): void {
  const failed = describeFailedFiles(entry)
  if (failed !== '') tell.warning(failed)
}

function describeFailedFiles(entry: JobHistory | undefined): string {
  if (!(Number(entry?.failedCount ?? 0) > 0)) return ''
  return `The migration has finished, but ${entry?.failedCount} of ${entry?.totalCount} files could not be copied. Which ones is in the job's migration report: in the console, or through the API's GetJobResult with the runtime ID ${JSON.stringify(entry?.runtimeId)}.`
}

/** Keys that cannot be renewed may end before the wait does. */
function warnOfShortKeys(wait: Wait, tell: Teller): void {
  if (wait.timeoutSeconds <= 1800) return
  tell.warning(
    `The keys are temporary and cannot be renewed by this step, and they may end before the wait of ${Math.round(wait.timeoutSeconds / 60)} min does (sessions of aliyun/configure-aliyun-credentials-action last 30 min unless role-session-expiration says otherwise). Sign in with role-to-assume in this step, or let the session last longer.`
  )
}
