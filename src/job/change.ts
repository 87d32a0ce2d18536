import { type GetJobResp, ImportQos, MgwError, UpdateJobInfo } from '@alicloud/hcs-mgw20240626'
import { type Change, isStart } from '../inputs/operation.ts'
import type { FailedAttempt, Resolution } from '../retry/retry.ts'
import type { Slot } from '../retry/semaphore.ts'
import { mayHaveBeenApplied } from '../retry/transient.ts'
import { cancelled, isCancellation } from '../runner/cancellation.ts'
import type { Limits } from '../runner/clock.ts'
import { readHistory, roundsOf } from './history.ts'
import type { JobClient, JobSnapshot, UpdateOutcome } from './job-client.ts'
import { CHANGED, changedOf, errorOf, failure, type OperationResult, success } from './result.ts'
import { firstRunSince, LAG, mayHaveRunBefore } from './rounds.ts'
import {
  describeJob,
  describeStatus,
  importQosOf,
  isAlreadyApplied,
  isRunning,
  isStopped,
  PARTICIPLES,
  STATUS_TO_SEND
} from './states.ts'

export interface RequestedChange {
  change: Change
  /** The job before the change, if it was read. */
  before: GetJobResp | undefined
  /** Whether a failed attempt may still be followed by another one. `seen` is the job if it was read since. */
  isStillWanted?: (seen: GetJobResp | undefined) => boolean
  /** How a start waits until the job isn't CLOSING any more. Defaults to the limits of the change. */
  whileClosing?: { limits: () => Limits; slot: Slot }
}

/** The delays between the polls after a lost start, and while a job is CLOSING, in ms. The last one is repeated. */
const POLL_DELAYS = [1500, 3000, 5000, 10_000]

function delayAfter(poll: number): number {
  return POLL_DELAYS[Math.min(poll, POLL_DELAYS.length - 1)] as number
}

/** Makes a change. If a response was lost, or the service refused because of the job's state, it polls the job. */
export async function changeJob(job: JobClient, requested: RequestedChange, limits: Limits): Promise<OperationResult> {
  const { change, before } = requested
  const attempts = new ChangeAttempts(job, requested, limits)
  let current = limits
  for (let isResent = false; ; isResent = true) {
    const update = await job.update(updateFor(change), (failed) => attempts.resolve(failed), current)
    const isRefusedStart = change.name === 'start-job' && update.outcome === 'failed' && !update.mayBeApplied
    const isAboutState = isRefusedStart && isRefusal(update.error, WRONG_STATE)
    try {
      if (!isAboutState || !(await attempts.waitWhileClosing(isResent))) return attempts.resultOf(update, before)
    } catch (error) {
      return attempts.resultOf({ outcome: 'failed', error, mayBeApplied: false }, before)
    }
    current = requested.whileClosing?.limits() ?? limits
  }
}

/** Sets the status or the throttling, never both. */
function updateFor(change: Change): UpdateJobInfo {
  if (change.name !== 'update-qos') return new UpdateJobInfo({ status: STATUS_TO_SEND[change.name] })
  return new UpdateJobInfo({ importQos: new ImportQos(importQosOf(change)) })
}

/** The refusal of a job that may already be in the requested state. */
const WRONG_STATE = ['InvalidImportJobStatus']
/** Refusals because of the job's state. */
const REFUSED_IN_STATE = [...WRONG_STATE, 'ImportJobConflictOnUpdateStatus']
/** Refusals because of another change, after which a poll can still show the state before that one. */
const CONFLICTS = ['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently']

function isRefusal(error: unknown, codes: readonly string[]): boolean {
  return error instanceof MgwError && codes.includes(error.code)
}

/** Whether the service refused a change because of the job's state, and didn't make it. */
export function isRefusedInState(result: OperationResult): boolean {
  return changedOf(result) === false && isRefusal(errorOf(result), REFUSED_IN_STATE)
}

/** The attempts at one change, and what the polls after them have shown. */
class ChangeAttempts {
  readonly #job: JobClient
  readonly #requested: RequestedChange
  readonly #limits: Limits
  /** Whether any attempt may have been applied, even if a later poll doesn't show it. */
  #wasInDoubt = false
  #seen: JobSnapshot | undefined
  /** Each poll's estimate of the service's time when a lost start was sent, in ms since 1970, rounded down to seconds. */
  readonly #sentTimes: number[] = []
  /** The round that has shown a lost start. */
  #startedRound: bigint | undefined
  /** When the job was last seen CLOSING, in monotonic ms. */
  #closingAt = Number.NEGATIVE_INFINITY

  constructor(job: JobClient, requested: RequestedChange, limits: Limits) {
    this.#job = job
    this.#requested = requested
    this.#limits = limits
    if (requested.before?.status === 'IMPORT_JOB_CLOSING') this.#closingAt = job.policy.clock.now()
  }

  /** Finds out whether the change was applied after a failed attempt. */
  async resolve(failed: FailedAttempt): Promise<Resolution<JobSnapshot>> {
    const { change, isStillWanted = () => true } = this.#requested
    const { error, mayBeApplied } = failed
    this.#wasInDoubt ||= mayBeApplied
    // What was read before an attempt that may have worked isn't the present state.
    if (mayBeApplied) this.#seen = undefined
    // A start that may have been applied is never sent again: a second one could start a second round.
    if (isStart(change) && (mayBeApplied || mayHaveBeenApplied(error))) return this.#resolveLostStart(failed)
    const applied = await this.#findApplied(failed)
    if (applied !== undefined) return { outcome: 'applied', value: applied }
    if (!isStillWanted(this.#seen?.job)) return { outcome: 'unknown' }
    // Pausing, closing and throttling are safe to repeat.
    return { outcome: 'repeatable' }
  }

  /** The job if it is in the requested state after all. Polls again while GetJob may lag behind an attempt that worked. */
  async #findApplied({ error, mayBeApplied, isLast }: FailedAttempt): Promise<JobSnapshot | undefined> {
    const { change } = this.#requested
    const isAboutState = isRefusal(error, WRONG_STATE)
    const isConflict = isRefusal(error, CONFLICTS)
    if (!isAboutState && !(isLast && (mayBeApplied || isConflict))) return undefined
    for (let poll = 0; ; poll++) {
      const seen = await this.#poll()
      const isProof = !isStart(change) || !(isConflict || this.#isClosing())
      if (isProof && isAlreadyApplied(change, seen?.job ?? {})) return seen
      const delay = delayAfter(poll)
      const isSettled = !isAboutState || !this.#wasInDoubt || isStopped(seen?.job.status)
      if (isSettled || delay >= this.#limits.deadline.left()) return undefined
      await this.#sleep(delay)
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.#limits
    await this.#job.policy.clock.sleep(ms, signal)
    if (signal.aborted) throw cancelled('')
  }

  /** Polls until the job or its history shows the start, or the time is up. */
  async #resolveLostStart({ sentAt }: FailedAttempt): Promise<Resolution<JobSnapshot>> {
    const { clock } = this.#job.policy
    const { deadline } = this.#limits
    for (let poll = 0; ; poll++) {
      const elapsed = clock.now() - sentAt
      const seen = await this.#poll()
      if (seen !== undefined && (await this.#showsStart(seen, elapsed))) return { outcome: 'applied', value: seen }
      const delay = delayAfter(poll)
      if (delay >= deadline.left()) return { outcome: 'unknown' }
      await this.#sleep(delay)
    }
  }

  /** @param elapsed from the start to the request that returned the job, in ms */
  async #showsStart(seen: JobSnapshot, elapsed: number): Promise<boolean> {
    if (seen.serverTime !== undefined) this.#sentTimes.push(seen.serverTime - elapsed)
    const startedAt = this.#sentTime()
    const isActive = isRunning(seen.job.status)
    if (!isActive && !isStopped(seen.job.status)) return false
    // GetJob can show an earlier round for a while. The history shows whether the job has run since.
    const { entries } = await readHistory(this.#job.withPolicy({ maxAttempts: 1 }), seen.job, this.#limits)
    const rounds = roundsOf(entries)
    // A job that has stopped may have done so just before the start.
    this.#startedRound = firstRunSince(rounds, startedAt, seen.latest, 1000)?.id
    if (this.#startedRound !== undefined) return true
    // An active job has been started even if its time isn't exact, but perhaps in a later round.
    if (isActive && firstRunSince(rounds, startedAt, seen.latest) !== undefined) return true
    const isNew = entries !== undefined && !mayHaveRunBefore(rounds.at(-1), startedAt)
    return isActive && (isNew || elapsed >= LAG)
  }

  /** A slow response makes an estimate too late. If they differ by more than that, one of them has a wrong Date header. */
  #sentTime(): number | undefined {
    if (this.#sentTimes.length === 0) return undefined
    const earliest = Math.min(...this.#sentTimes)
    return Math.max(...this.#sentTimes) - earliest <= LAG ? earliest : undefined
  }

  /**
   * Waits until a job that refused a start isn't CLOSING any more. It may have been CLOSING even if a poll right after
   * the refusal shows that it has ended.
   *
   * @param isResent whether the start was sent again before
   * @returns whether to send the start again
   */
  async waitWhileClosing(isResent: boolean): Promise<boolean> {
    const { whileClosing } = this.#requested
    const { clock } = this.#job.policy
    if (!this.#isClosing() && (isResent || !isStopped(this.#seen?.job.status))) return false
    const { deadline, signal } = whileClosing?.limits() ?? this.#limits
    for (let poll = 0; poll === 0 || this.#isClosing(); poll++) {
      const delay = delayAfter(poll)
      if (delay >= deadline.left() || signal.aborted) return false
      whileClosing?.slot.release()
      await clock.sleep(delay, signal)
      await whileClosing?.slot.acquire(signal)
      await this.#poll({ deadline, signal })
    }
    return true
  }

  /** Whether the job is CLOSING. For a while after that, a poll can still show that it runs. */
  #isClosing(): boolean {
    const { status } = this.#seen?.job ?? {}
    const isRecent = this.#job.policy.clock.now() - this.#closingAt < LAG
    return status === 'IMPORT_JOB_CLOSING' || (isRunning(status) && isRecent)
  }

  async #poll(limits = this.#limits): Promise<JobSnapshot | undefined> {
    const seen = await this.#job.get(limits).catch(ignoreUnlessCancelled)
    this.#seen = seen ?? this.#seen
    if (seen?.job.status === 'IMPORT_JOB_CLOSING') this.#closingAt = this.#job.policy.clock.now()
    return seen
  }

  resultOf(update: UpdateOutcome<JobSnapshot>, before: GetJobResp | undefined): OperationResult {
    const { change } = this.#requested
    switch (update.outcome) {
      case 'accepted': {
        const { statusCode, requestId, serverTime } = update.response
        return { outcome: CHANGED, statusCode, requestId, before: this.#seen?.job ?? before, changedAt: serverTime }
      }
      case 'applied': {
        const { job, statusCode } = update.value
        const reason = this.#wasInDoubt
          ? `There was no clear response to ${change.name}`
          : `The service refused ${change.name}`
        const note = `${reason}, but ${describeJob(this.#job.name, change, job)}.`
        // Someone else may have made the change. If every attempt was refused, it was someone else.
        const outcome = success(this.#wasInDoubt ? undefined : false)
        const startedRound = this.#startedRound
        return { outcome, statusCode, before, job, note, changedAt: this.#sentTime(), startedRound }
      }
      case 'failed':
        return this.#failure(update, before)
    }
  }

  #failure(
    { error, mayBeApplied }: { error: unknown; mayBeApplied: boolean },
    before: GetJobResp | undefined
  ): OperationResult {
    const { change } = this.#requested
    const job = this.#seen?.job
    const result = { outcome: failure(error, mayBeApplied ? undefined : false), before, job }
    const { name } = this.#job
    if (mayBeApplied) return isCancellation(error) ? result : { ...result, note: describeDoubt(name, change) }
    if (job === undefined || !isRefusal(error, REFUSED_IN_STATE)) return result
    return { ...result, note: describeRefusal(name, change, job) }
  }
}

function ignoreUnlessCancelled(error: unknown): undefined {
  if (isCancellation(error)) throw error
}

function describeDoubt(jobName: string, change: Change): string {
  return isStart(change)
    ? `${jobName} may or may not have been started. Check its state before you start it again: a second start could start a second round.`
    : `The change of ${jobName} may or may not have been made. It is safe to run this step again.`
}

function describeRefusal(jobName: string, { name }: Change, { status }: GetJobResp): string {
  const what = name === 'update-qos' ? "its throttling can't be changed" : `it can't be ${PARTICIPLES[name]}`
  const advice = name === 'pause-job' && !isRunning(status) ? ' To accept that, set idempotent to true.' : ''
  return `${jobName} is ${describeStatus(status)}, so ${what}.${advice}`
}
