import { toMap } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import { type Change, isStart, type SingleOperation, type Wait } from '../inputs/operation.ts'
import { type Counters, type HistoryResult, logUnreadable, readHistory, roundsOf } from '../job/history.ts'
import type { JobClient, JobSnapshot } from '../job/job-client.ts'
import { changedOf, failure, type OperationResult } from '../job/result.ts'
import { isPossible, LAG } from '../job/rounds.ts'
import { describeRates, describeStatus, describeThrottling, isRunning, isStopped, shownStatus } from '../job/states.ts'
import type { Slot } from '../retry/semaphore.ts'
import { errorCode, isTransient } from '../retry/transient.ts'
import { cancelled, isCancellation } from '../runner/cancellation.ts'
import { type Deadline, type Limits, startDeadline } from '../runner/clock.ts'
import { joinParts } from '../text.ts'
import { formatDuration } from '../units.ts'
import { createProgress, HEARTBEAT, type Progress } from './progress.ts'
import { type Baseline, type Checked, checkApplied, checkFinished, NOT_TRACKED, type Poll } from './verdict.ts'

/** One job, and what its operation shares with the operations on the step's other jobs. */
export interface JobContext {
  job: JobClient
  /** For the change and the requests before it. */
  limits: Limits
  /** Held while a request is under way, and released between polls. */
  slot: Slot
  /**
   * Called when the operation starts to wait.
   *
   * @param changed whether a change of this job was accepted; undefined if that isn't known
   * @returns the deadline of all waits of the step
   */
  startWait(changed: boolean | undefined): Deadline
  /** Called with what each poll shows. */
  onPoll(counters: Counters | undefined): void
}

/** What to wait for, and what happened before. */
export interface WaitRequest {
  operation: SingleOperation
  wait: Wait
  /** The result so far: the service has accepted the change, or there was none. */
  done: OperationResult
  /** Whether a change was sent. */
  wasSent: boolean
  /** The job before the change, if it was read. */
  before?: { snapshot: JobSnapshot; history: HistoryResult | undefined } | undefined
  /** Replaces the operation's own check. */
  check?: CheckPoll | undefined
}

type CheckPoll = (baseline: Baseline, tracking: Checked['tracking'], poll: Poll) => Checked

/** The delay before the first poll, in ms. */
const FIRST_POLL = 1500
/** The delay before the next poll when more will be known shortly, in ms. */
const SOON = 5000
/** The time for the poll at the deadline, in seconds. */
const LAST_POLL = 10

function checkFor({ operation, wait, check }: WaitRequest): CheckPoll {
  return (
    check ??
    ((baseline, tracking, poll) =>
      wait.until === 'finished'
        ? checkFinished(baseline, wait, tracking, poll)
        : checkApplied(baseline, operation as Change, tracking, poll))
  )
}

/**
 * Waits until the change shows, or until the migration has finished.
 *
 * @returns the result with the job's last state; a failure if what it waits for didn't happen in time, or can't happen any
 *   more
 */
export async function waitFor(context: JobContext, request: WaitRequest): Promise<OperationResult> {
  return new WaitRun(context, request).run()
}

class WaitRun {
  readonly #context: JobContext
  readonly #request: WaitRequest
  readonly #baseline: Baseline
  readonly #deadline: Deadline
  /** Retries transient errors until the deadline. */
  readonly #job: JobClient
  readonly #progress: Progress
  readonly #check: CheckPoll
  /** The job as it was last read; initially from before the change. */
  #snapshot: JobSnapshot | undefined
  /** Whether it was read after the change. */
  #isPolled = false
  #checked: Checked
  /** When the job was first not found, in monotonic ms. */
  #missingSince: number | undefined
  #isUnreadableLogged: boolean

  constructor(context: JobContext, request: WaitRequest) {
    const { job, slot } = context
    const { before, done, wait } = request
    const { clock, logger } = job.policy
    this.#context = context
    this.#request = request
    this.#deadline = context.startWait(changedOf(done))
    this.#baseline = baselineOf(request)
    const maxDelay = Math.max(HEARTBEAT, wait.intervalSeconds * 1000)
    this.#job = job.withPolicy({ maxAttempts: Number.POSITIVE_INFINITY, maxDelay, slot })
    this.#progress = createProgress(logger.info, clock)
    this.#check = checkFor(request)
    this.#snapshot = before && { ...before.snapshot, job: done.job ?? done.before ?? before.snapshot.job }
    this.#isUnreadableLogged = before?.history?.error !== undefined
    // A time in another zone, or in the second before the start, can make an earlier round look new.
    const { startedRound } = done
    const isKnown = startedRound !== undefined && isPossible(this.#baseline, startedRound)
    const known = isKnown ? { round: startedRound, isCertain: true } : {}
    // The first poll can come long after the start.
    const startedAt = this.#baseline.isStart ? clock.now() : NOT_TRACKED.startedAt
    const tracking = { ...NOT_TRACKED, ...known, startedAt }
    this.#checked = { tracking, result: { verdict: 'pending' }, counters: undefined }
  }

  async run(): Promise<OperationResult> {
    const { wait, before } = this.#request
    const { clock, logger } = this.#job.policy
    const goal = wait.until === 'finished' ? 'the migration to finish' : 'the change to show'
    logger.info(`Waiting for ${goal}, for up to ${formatDuration(wait.timeoutSeconds * 1000)}`)
    const first = firstSnapshot(this.#request, clock.wallTime())
    try {
      if (first !== undefined) {
        this.#observe(first)
        this.#judge(first, before?.history, { at: clock.now(), isLast: false })
        this.#warnIfNeverStarted(first)
      }
      for (let delay = FIRST_POLL; this.#checked.result.verdict === 'pending'; ) {
        await this.#sleep(delay)
        const isLast = this.#deadline.left() === 0
        const seen = this.#position
        await this.#poll(isLast)
        delay = this.#nextDelay(delay, this.#position !== seen)
        if (isLast && this.#checked.result.verdict === 'pending') throw this.#timedOut()
      }
      return this.#conclude()
    } catch (error) {
      return this.#abandon(error)
    }
  }

  /** What a job that makes progress changes. */
  get #position(): string {
    const { copiedBytes, copiedCount } = this.#checked.counters ?? {}
    return [this.#snapshot?.job.status, copiedBytes, copiedCount].join()
  }

  /** The delay before the next poll, in ms. */
  #nextDelay(last: number, hasMoved: boolean): number {
    const { result } = this.#checked
    const interval = this.#request.wait.intervalSeconds * 1000
    if (result.verdict === 'pending' && result.soon) return Math.min(SOON, interval)
    if (last < interval) return Math.min(interval, last * 2)
    return hasMoved ? interval : Math.min(last * 1.5, interval * 4)
  }

  /** Releases the slot, sleeps until the next poll or the deadline, and logs every minute. */
  async #sleep(ms: number): Promise<void> {
    const { clock } = this.#job.policy
    const { slot, limits } = this.#context
    const end = clock.now() + Math.min(ms, this.#deadline.left())
    while (clock.now() < end) {
      slot.release()
      await clock.sleep(Math.min(end - clock.now(), HEARTBEAT), limits.signal)
      await slot.acquire(limits.signal)
      if (limits.signal.aborted) throw cancelled('')
      this.#progress.heartbeat()
    }
  }

  /** The poll at the deadline has its own short timeout. */
  async #poll(isLast: boolean): Promise<void> {
    const { wait } = this.#request
    const { clock, logger } = this.#job.policy
    const { signal } = this.#context.limits
    const once = this.#job.withPolicy({ maxAttempts: 1 })
    const deadline = isLast ? startDeadline('wait-timeout-seconds', LAST_POLL, clock) : this.#deadline
    let snapshot: JobSnapshot
    try {
      snapshot = await (isLast ? once : this.#job).get({ deadline, signal })
    } catch (error) {
      if (isCancellation(error)) throw error
      if (errorCode(error) === 'NoSuchImportJob') return this.#tolerateMissing()
      if (isLast) throw this.#timedOut()
      // Transient errors don't end the wait: there is still the poll at the deadline.
      if (isTransient(error, undefined, true)) return
      throw error
    }
    this.#observe(snapshot)
    // The history can take long to come, and doesn't show how the job is by then.
    const at = clock.now()
    const history = this.#needsHistory(snapshot)
      ? await readHistory(once, snapshot.job, { deadline, signal })
      : undefined
    if (history !== undefined && !this.#isUnreadableLogged) logUnreadable(history, wait, logger)
    this.#isUnreadableLogged ||= history?.error !== undefined
    this.#judge(snapshot, history, { at, isLast })
  }

  #observe(snapshot: JobSnapshot): void {
    this.#snapshot = snapshot
    this.#isPolled = true
    this.#missingSince = undefined
  }

  /**
   * Right after a change, the service may not find the job.
   *
   * @throws ActionError `NoSuchImportJob` if it hasn't been found for too long
   */
  #tolerateMissing(): void {
    const now = this.#job.policy.clock.now()
    this.#missingSince ??= now
    if (now - this.#missingSince < LAG) return
    const seen = this.#snapshot && ` Before that, it was ${describeStatus(this.#snapshot.job.status)}.`
    throw new ActionError(
      'NoSuchImportJob',
      `${this.#job.name} is gone: the service hasn't found it for ${LAG / 1000} s.${seen ?? ''} Someone may have deleted it.`
    )
  }

  /** The history shows whether a whole round has passed since a start. */
  #needsHistory({ job }: JobSnapshot): boolean {
    const { operation, wait } = this.#request
    return wait.until === 'finished' || (isStart(operation) && isStopped(job.status))
  }

  #judge(snapshot: JobSnapshot, history: HistoryResult | undefined, when: Pick<Poll, 'at' | 'isLast'>): void {
    const { job, latest } = snapshot
    const poll = { job, status: shownStatus(job.status) ?? '', history, date: latest, ...when }
    this.#checked = this.#check(this.#baseline, this.#checked.tracking, poll)
    const { counters } = this.#checked
    this.#progress.record(poll.status, counters)
    this.#context.onPoll(counters)
  }

  #timedOut(): ActionError {
    const { operation, wait } = this.#request
    const { changed, before } = this.#baseline
    const { name } = this.#job
    const { status, modifyTime, importQos } = this.#snapshot?.job ?? {}
    const fail = (text: string): ActionError =>
      new ActionError('WaitTimeout', `Timed out after ${wait.timeoutSeconds} s (wait-timeout-seconds): ${text}`)
    if (this.#missingSince !== undefined)
      return fail(`the service doesn't find ${name} any more.${this.#lastSeen('it')}`)
    if (changed && !this.#isPolled)
      return fail(`${name} couldn't be read since ${operation.name}.${this.#lastSeen('it')}`)
    const isOld = changed && status === before?.status && modifyTime === before?.modifyTime
    const asBefore = isOld ? `, as before ${operation.name}` : ''
    const throttling =
      operation.name === 'update-qos'
        ? `, with ${describeThrottling(importQos)} instead of ${describeRates(operation)}`
        : ''
    const isUnclear = wait.until === 'finished' && isStopped(status)
    const doubt = isUnclear
      ? ", but its history doesn't show for certain that the round that this step waited for has ended"
      : ''
    return fail(`${name} is ${isUnclear ? '' : 'still '}${describeStatus(status)}${asBefore}${throttling}${doubt}.`)
  }

  /** A sentence with the job's last known state; empty if there is none. */
  #lastSeen(subject: string): string {
    if (this.#snapshot === undefined) return ''
    const isOld = this.#baseline.changed && !this.#isPolled
    const when = isOld ? `Before ${this.#request.operation.name}` : 'When last read'
    return ` ${when}, ${subject} was ${describeStatus(this.#snapshot.job.status)}.`
  }

  #conclude(): OperationResult {
    const { result } = this.#checked
    if (result.verdict === 'failed')
      return this.#abandon(new ActionError(result.code, `${this.#job.name} ${result.message}`))
    if (result.verdict === 'done' && result.warning !== undefined) this.#job.policy.logger.warning(result.warning)
    const observed = this.#observed()
    // At the deadline, GetJob can lag behind the history. Its state isn't the present one.
    const isStale = this.#request.wait.until === 'finished' && !isStopped(observed.job?.status)
    return isStale ? { ...observed, job: undefined } : observed
  }

  #observed(): OperationResult {
    const { operation, done } = this.#request
    const snapshot = this.#snapshot
    // What was read before the change isn't the present state.
    const isCurrent = this.#isPolled || !this.#baseline.changed
    return {
      ...done,
      ...(operation.name === 'get-job' && snapshot !== undefined && { data: toMap(snapshot.job) as object }),
      statusCode: snapshot?.statusCode ?? done.statusCode,
      job: (isCurrent ? snapshot?.job : undefined) ?? done.job,
      counters: this.#checked.counters,
      samples: this.#progress.samples()
    }
  }

  /** The result of a wait that failed or was interrupted. */
  #abandon(error: unknown): OperationResult {
    const { operation, done } = this.#request
    const { changed } = this.#baseline
    const isStopRequested = isCancellation(error)
    const code = error instanceof ActionError && !isStopRequested ? error.code : undefined
    // The messages of all other codes say what has become of the job.
    const isOpen = code === undefined || code === 'WaitTimeout'
    const hasAdvice = (isOpen || code === 'NoSuchImportJob') && operation.name !== 'get-job' && changed
    const isGoingOn = isRunning(this.#snapshot?.job.status) && this.#missingSince === undefined
    const note = [
      code === undefined && this.#lastSeen(this.#job.name).trim(),
      isOpen && isGoingOn && !(changed && !isStart(operation)) && 'The migration continues.',
      hasAdvice && describeSent(operation, done),
      code === 'WaitTimeout' && 'To wait longer, raise wait-timeout-seconds.'
    ]
    return {
      ...this.#observed(),
      outcome: failure(isStopRequested ? cancelled('The step stopped waiting.') : error, changedOf(done)),
      note: joinParts(note)
    }
  }

  #warnIfNeverStarted({ job }: JobSnapshot): void {
    const { operation, wait } = this.#request
    if (operation.name !== 'get-job' || wait.until !== 'finished' || job.status !== 'IMPORT_JOB_BEGIN') return
    this.#job.policy.logger.warning(
      'The job has never been started (IMPORT_JOB_BEGIN), so there is nothing to wait for yet. Start it with start-job.'
    )
  }
}

function baselineOf({ operation, done, before }: WaitRequest): Baseline {
  const changed = changedOf(done) !== false
  return {
    changed,
    before: before?.snapshot.job,
    isStart: changed && isStart(operation),
    status: before?.snapshot.job.status,
    isHistoryKnown: before?.history?.entries !== undefined,
    round: roundsOf(before?.history?.entries).at(-1),
    at: done.changedAt ?? (changed ? undefined : before?.snapshot.serverTime)
  }
}

/** The job as it was read before the wait, if that still counts as its first poll. */
function firstSnapshot({ done, wasSent, before }: WaitRequest, now: number): JobSnapshot | undefined {
  if (!wasSent) return before?.snapshot
  const { job, statusCode } = done
  if (job === undefined || statusCode === undefined) return undefined
  return { job, statusCode, requestId: undefined, serverTime: undefined, latest: now }
}

/** What to do after a change whose wait has failed. */
function describeSent(operation: SingleOperation, done: OperationResult): string {
  const id = done.requestId === undefined ? '' : ` (request ID ${done.requestId})`
  const fact = changedOf(done)
    ? `${operation.name} was accepted${id}.`
    : `There was no clear response to ${operation.name}.`
  const advice = isStart(operation)
    ? "Don't start it again: check it with get-job, which can also wait for it."
    : 'Check the job with get-job before you run this step again.'
  return `${fact} ${advice}`
}
