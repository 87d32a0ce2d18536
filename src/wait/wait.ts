import { identifier, MgwError, toMap } from '@alicloud/hcs-mgw20240626'
import type { Change, SingleOperation } from '../inputs/inputs.ts'
import type { Wait } from '../inputs/wait.ts'
import type { Counters } from '../job/counters.ts'
import { readHistory, tellUnreadable } from '../job/history.ts'
import type { Job, JobSnapshot } from '../job/job.ts'
import type { Precheck } from '../job/precheck.ts'
import { JobFailed, type OperationResult } from '../job/result.ts'
import { describeGoal, describeState } from '../job/states.ts'
import { type Deadline, startDeadline } from '../retry/deadline.ts'
import type { RetryOptions } from '../retry/retry.ts'
import { isTransient } from '../retry/transient.ts'
import { cancelled, isCancellation } from '../runner/cancellation.ts'
import { duration } from '../text/units.ts'
import { lookForChange } from './applied.ts'
import { type Finding, lookForEnd, type Tracking, UNSEEN } from './finished.ts'
import { type Baseline, describeAccepted, describeOutlook, type Look } from './look.ts'
import { createProgress, HEARTBEAT, type Progress } from './progress.ts'

/** When the first look after a change comes, in ms. */
const FIRST_LOOK = 1500
/** How long to wait for the next look when something is about to be known, in ms. */
const SOON = 5000
/** How long a job that is not found is still believed to be there, in ms. */
const NOT_FOUND_FOR = 60_000
/** How long the look at the deadline may take, in seconds. */
const LAST_LOOK = 10

/** What a look tells of what is waited for. */
export type LookFor = (baseline: Baseline, tracking: Tracking, look: Look) => Finding

function lookForOperation(operation: SingleOperation, wait: Wait): LookFor {
  return (baseline, tracking, look) =>
    wait.until === 'finished'
      ? lookForEnd(baseline, wait, tracking, look)
      : lookForChange(baseline, operation as Change, tracking, look)
}

/** What the waits of several jobs have in common. */
export interface SharedWait {
  /**
   * The end of the time for all of them.
   *
   * @param changed whether a change of this job was accepted
   */
  deadline(changed: boolean): Deadline
  /** Takes down what a look at the job has told. */
  record(status: string, counters: Counters | undefined): void
}

/** How a wait differs from that of a step with one job and one operation. */
interface Ways {
  /** What is waited for, where it is not what the operation asks for. */
  lookFor?: LookFor
  /** For one job of several. */
  shared?: SharedWait | undefined
}

/** What a wait is about. */
interface Waiting {
  job: Job
  operation: SingleOperation
  wait: Wait
  baseline: Baseline
  deadline: Deadline
  /** For the looks. */
  options: RetryOptions
  progress: Progress
  lookFor: LookFor
  shared: SharedWait | undefined
}

/** What is known after a look. */
interface Known {
  /** The last snapshot; that of before, until there is one. */
  snapshot: JobSnapshot | undefined
  finding: Finding
  /** Since when the job is not found, in ms on the clock that is never set. */
  missingSince: number | undefined
  /** Whether it was said that the history cannot be read. */
  toldUnreadable: boolean
}

/**
 * Waits until the job is as it was asked for, or until its migration has ended.
 *
 * @param done what came of the operation, which the service has accepted or which was a look only
 * @returns the same, with how the job then is; with an error when what was waited for cannot come any more, or did not in
 *   time
 */
export async function waitFor(
  job: Job,
  { operation, wait }: { operation: SingleOperation; wait: Wait },
  done: OperationResult,
  before: Precheck | undefined,
  options: RetryOptions,
  { lookFor = lookForOperation(operation, wait), shared }: Ways = {}
): Promise<OperationResult> {
  const { clock, logger } = options
  const deadline =
    shared?.deadline(done.changed !== false) ??
    startDeadline('wait-timeout-seconds', wait.timeoutSeconds, clock)
  const waiting: Waiting = {
    job,
    operation,
    wait,
    baseline: baselineOf(done, before, clock.date()),
    deadline,
    options: {
      ...options,
      maxAttempts: Number.POSITIVE_INFINITY,
      deadline,
      maxDelay: Math.max(HEARTBEAT, wait.intervalSeconds * 1000)
    },
    progress: createProgress(logger.info, clock),
    lookFor,
    shared
  }
  const what = wait.until === 'finished' ? 'the end of the migration' : 'the change to be applied'
  logger.info(`Waiting for ${what}, for ${duration(wait.timeoutSeconds * 1000)} at the most`)
  const first = firstSnapshot(done, before, clock.date())
  let known: Known = {
    snapshot: before?.snapshot,
    finding: { tracking: UNSEEN, result: { verdict: 'pending' }, counters: undefined },
    missingSince: undefined,
    toldUnreadable: before?.history?.error !== undefined
  }
  try {
    if (first !== undefined) known = judge(waiting, known, first, before?.history, false)
    if (first !== undefined) warnOfUnstarted(waiting, first)
    for (let delay = FIRST_LOOK; known.finding.result.verdict === 'pending'; ) {
      await rest(waiting, delay)
      const isLast = deadline.left() === 0
      const next = await poll(waiting, known, isLast)
      delay = nextDelay(delay, wait.intervalSeconds * 1000, next, known)
      known = next
      if (isLast && known.finding.result.verdict === 'pending') throw timedOut(waiting, known)
    }
    return concluded(waiting, done, known)
  } catch (error) {
    return abandoned(waiting, done, known, error)
  }
}

/** @param now the time of day by this machine, in ms since 1970 */
function baselineOf(done: OperationResult, before: Precheck | undefined, now: number): Baseline {
  const isOutdated = done.changed === false && done.job !== before?.snapshot.job
  return {
    changed: done.changed !== false,
    // Somebody else has changed the job between the look and this run's change, which was refused.
    before: isOutdated ? done.job : before?.snapshot.job,
    history: before?.history,
    since: done.changedAt ?? before?.snapshot.time.earliest ?? now
  }
}

/** A look that was made already: before a change that was not needed, or to find out what became of a lost response. */
function firstSnapshot(
  done: OperationResult,
  before: Precheck | undefined,
  now: number
): JobSnapshot | undefined {
  if (done.changed === false && done.job === before?.snapshot.job) return before?.snapshot
  if (done.job === undefined || done.statusCode === undefined) return undefined
  return {
    job: done.job,
    statusCode: done.statusCode,
    requestId: undefined,
    time: { earliest: now, latest: now }
  }
}

/** Waits for the next look, but not past the end, and not without a word for more than a minute. */
async function rest({ deadline, options, progress }: Waiting, ms: number): Promise<void> {
  const { clock, signal } = options
  const end = clock.now() + Math.min(ms, deadline.left())
  while (clock.now() < end) {
    await clock.sleep(Math.min(end - clock.now(), HEARTBEAT), signal)
    if (signal.aborted) throw cancelled('')
    progress.heartbeat()
  }
}

/** How long to wait before the look after the next one, in ms. */
function nextDelay(last: number, interval: number, next: Known, known: Known): number {
  const { result } = next.finding
  if (result.verdict === 'pending' && result.soon) return Math.min(SOON, interval)
  if (last < interval) return Math.min(interval, last * 2)
  const hasMoved = next.snapshot?.job.status !== known.snapshot?.job.status || hasAdvanced(next, known)
  return hasMoved ? interval : Math.min(last * 1.5, interval * 4)
}

function hasAdvanced(next: Known, known: Known): boolean {
  const [now, before] = [next.finding.counters, known.finding.counters]
  return now?.copiedBytes !== before?.copiedBytes || now?.copiedCount !== before?.copiedCount
}

/** One look, and what it tells. At the deadline it has a time of its own. */
async function poll(waiting: Waiting, known: Known, isLast: boolean): Promise<Known> {
  const { job, wait, options, deadline } = waiting
  const { clock, logger } = options
  const limits: RetryOptions = isLast
    ? { ...options, maxAttempts: 1, deadline: startDeadline('wait-timeout-seconds', LAST_LOOK, clock) }
    : options
  let snapshot: JobSnapshot
  try {
    snapshot = await job.get(limits)
  } catch (error) {
    if (isCancellation(error)) throw error
    if (isNotFound(error)) return notFound(known, clock.now(), isLast)
    // A look that is not over when the time is, is none.
    if (isLast || deadline.left() === 0) throw timedOut(waiting, known)
    // What may pass ends no wait: the look at the deadline is still to come.
    if (isTransient(error, undefined, true)) return known
    throw error
  }
  const history =
    wait.until === 'finished' ? await readHistory(job, { ...limits, maxAttempts: 1 }) : undefined
  if (history !== undefined && !known.toldUnreadable) tellUnreadable(history, wait, logger)
  const toldUnreadable = known.toldUnreadable || history?.error !== undefined
  return judge(waiting, { ...known, toldUnreadable }, snapshot, history, isLast)
}

function judge(
  { baseline, progress, options, lookFor, shared }: Waiting,
  known: Known,
  snapshot: JobSnapshot,
  history: Look['history'],
  isLast: boolean
): Known {
  const { job } = snapshot
  const look = {
    job,
    status: identifier(job.status) ?? '',
    history,
    at: options.clock.now(),
    date: snapshot.time.latest,
    isLast
  }
  const finding = lookFor(baseline, known.finding.tracking, look)
  progress.record(look.status, finding.counters)
  shared?.record(look.status, finding.counters)
  return { ...known, snapshot, finding, missingSince: undefined }
}

function isNotFound(error: unknown): boolean {
  return error instanceof MgwError && error.code === 'NoSuchImportJob'
}

/**
 * For a moment after a change the service may not find the job.
 *
 * @throws JobFailed when it has not been found for too long
 */
function notFound(known: Known, now: number, isLast: boolean): Known {
  const missingSince = known.missingSince ?? now
  if (!isLast && now - missingSince < NOT_FOUND_FOR) return { ...known, missingSince }
  throw new JobFailed(
    'NoSuchImportJob',
    `The job is gone: the service does not find it any more.${known.snapshot === undefined ? '' : ` It was last seen at ${statusOf(known)}.`} Somebody may have deleted it.`
  )
}

function statusOf({ snapshot }: Known): string {
  return identifier(snapshot?.job.status) ?? 'an unknown state'
}

function timedOut({ operation, wait, baseline }: Waiting, known: Known): JobFailed {
  const job = known.snapshot?.job
  const { changed, before } = baseline
  const isOld = changed && job?.status === before?.status && job?.modifyTime === before?.modifyTime
  const state = `${statusOf(known)}${isOld ? ' (as it was before)' : ''}`
  const throttling =
    operation.name === 'update-qos' && job !== undefined
      ? `, with ${describeState(operation, job)}, where ${describeGoal(operation)} was asked for`
      : ''
  return new JobFailed(
    'WaitTimeout',
    `The ${wait.timeoutSeconds} s of wait-timeout-seconds were over while the job was still at ${state}${throttling}.`
  )
}

/** Whether no look has reached the job since its change: what is known of it is how it was before. */
function isUnseen({ changed, before }: Baseline, { snapshot }: Known): boolean {
  return changed && snapshot !== undefined && snapshot.job === before
}

/** The result of a wait that has come to a verdict. */
function concluded(waiting: Waiting, done: OperationResult, known: Known): OperationResult {
  const { result } = known.finding
  if (result.verdict === 'failed') {
    return abandoned(waiting, done, known, new JobFailed(result.code, result.message))
  }
  if (result.verdict === 'done' && result.warning !== undefined)
    waiting.options.logger.warning(result.warning)
  return seen(waiting, done, known)
}

/** What is known of the job at the end of a wait. */
function seen(
  { operation, progress }: Waiting,
  done: OperationResult,
  { snapshot, finding }: Known
): OperationResult {
  return {
    ...done,
    ...(operation.name === 'get-job' && snapshot !== undefined && { data: toMap(snapshot.job) as object }),
    statusCode: snapshot?.statusCode ?? done.statusCode,
    job: snapshot?.job ?? done.job,
    counters: finding.counters,
    samples: progress.samples()
  }
}

/** The result of a wait that has failed, or was ended early: with what that means for the job. */
function abandoned(waiting: Waiting, done: OperationResult, known: Known, error: unknown): OperationResult {
  const { operation, baseline } = waiting
  const code = error instanceof JobFailed ? error.code : undefined
  const isOld = isUnseen(baseline, known)
  const status = `${statusOf(known)}${isOld ? ' (as it was before)' : ''}`
  // What has become of the job may say all that there is to say.
  const isOpen = code === undefined || code === 'WaitTimeout'
  const note = [
    isOpen && code === undefined && baseline.changed && `The job was last seen at ${status}.`,
    isOpen && describeOutlook(status),
    (isOpen || code === 'NoSuchImportJob') &&
      operation.name !== 'get-job' &&
      baseline.changed &&
      describeAccepted(operation, done.requestId)
  ]
  return {
    ...seen(waiting, done, known),
    error: isCancellation(error) ? cancelled('The waiting has ended.') : error,
    note: note.filter((text) => text !== false).join(' ')
  }
}

/** Whoever waits for the end of what nobody has started may wait for long. */
function warnOfUnstarted({ operation, wait, options }: Waiting, { job }: JobSnapshot): void {
  if (operation.name !== 'get-job' || wait.until !== 'finished' || job.status !== 'IMPORT_JOB_BEGIN') return
  options.logger.warning(
    'The job has not been started (IMPORT_JOB_BEGIN), so its end is not near: start it, or see that its schedule in the service does.'
  )
}
