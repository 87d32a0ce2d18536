import { MgwError, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import { TransportError } from '../http/transport-error.ts'
import { cancelled, isCancellation } from '../runner/cancellation.ts'
import type { Clock, Limits } from '../runner/clock.ts'
import type { Logger } from '../runner/logger.ts'
import { backoffDelay, type RateLimiter } from './backoff.ts'
import type { ClockSkew } from './clock-skew.ts'
import type { Slot } from './semaphore.ts'
import { errorCode, isTransient, mayHaveBeenApplied, shownCode } from './transient.ts'

/** How requests are retried. A run has one policy; each job and each wait derives its own from it, once. */
export interface RetryPolicy {
  /** How many times a request is sent, including the first attempt. Infinity while polling. */
  maxAttempts: number
  /** The longest delay before the next attempt, in ms, even if the service asks for more. */
  maxDelay: number
  clock: Clock
  logger: Logger
  clockSkew: ClockSkew
  /** Shared by all jobs of a step with several jobs. */
  rateLimiter?: RateLimiter | undefined
  /** Released during delays, so that other jobs can use it. */
  slot?: Slot | undefined
}

export interface FailedAttempt {
  error: unknown
  /** When it was sent, in monotonic ms. */
  sentAt: number
  isLast: boolean
  /** Whether this attempt, or an earlier one, may have taken effect. */
  mayBeApplied: boolean
}

/** Whether a failed change was applied, which `value` proves, can be sent again (`repeatable`), or neither (`unknown`). */
export type Resolution<T> = { outcome: 'applied'; value: T } | { outcome: 'repeatable' | 'unknown' }

export interface RetryableRequest<T, V = never> {
  name: string
  attempt(options: RequestOptions): Promise<T>
  /** Runs before each attempt. Its failure is final, because it has its own retries. */
  prepare?: () => Promise<void>
  /** Whether an error is temporary for this request, although it usually isn't. */
  isTransient?: (error: unknown) => boolean
  /** Removes the reason for a refusal, such as expired credentials. Returns whether to send the request again at once. */
  recover?: (error: unknown) => Promise<boolean>
  /** Whether a change that may have taken effect can be sent again. */
  isRepeatable?: boolean
  /** For a change: finds out whether it was applied after a failed attempt. */
  resolve?: (failed: FailedAttempt) => Promise<Resolution<V>>
}

/** How a change ended: accepted; known to have taken effect although its response was lost; or failed. */
export type ChangeOutcome<T, V> =
  | { outcome: 'accepted'; response: T }
  | { outcome: 'applied'; value: V }
  | { outcome: 'failed'; error: unknown; mayBeApplied: boolean }

/** The longest that one attempt may take, in ms. */
const ATTEMPT_TIMEOUT = 30_000
/** Timers can fire this early, in ms. */
const TIMER_SLACK = 5

/**
 * Sends a request that changes nothing, and retries transient errors until the deadline. Throws the last attempt's error,
 * ActionError `CancelOperation` if the workflow was cancelled, or TransportError `ETIMEDOUT` if the deadline has passed.
 */
export async function retry<T>(request: RetryableRequest<T>, policy: RetryPolicy, limits: Limits): Promise<T> {
  const ended = await retryChange(request, policy, limits)
  if (ended.outcome === 'failed') throw ended.error
  return ended.outcome === 'accepted' ? ended.response : ended.value
}

/** Sends a request and retries transient errors until the deadline. It returns errors instead of throwing them. */
export async function retryChange<T, V>(
  request: RetryableRequest<T, V>,
  policy: RetryPolicy,
  limits: Limits
): Promise<ChangeOutcome<T, V>> {
  const attempts = new Attempts(request, policy, limits)
  try {
    for (;;) {
      const options = await attempts.prepare()
      try {
        const response = await request.attempt(options)
        policy.rateLimiter?.record(undefined)
        return { outcome: 'accepted', response }
      } catch (error) {
        const ended = await attempts.failed(error)
        if (ended !== undefined) return ended
      }
    }
  } catch (error) {
    return attempts.failure(error)
  }
}

class Attempts<T, V> {
  readonly #request: RetryableRequest<T, V>
  readonly #policy: RetryPolicy
  readonly #limits: Limits
  /** Starts at 1. Attempts on a stale connection and attempts after a recovery don't count. */
  #number = 1
  #previous: unknown
  #sentAt = 0
  #clockOffset: number | undefined
  #mayBeApplied = false
  #isRecovered = false
  #newConnection = false

  constructor(request: RetryableRequest<T, V>, policy: RetryPolicy, limits: Limits) {
    this.#request = request
    this.#policy = policy
    this.#limits = limits
  }

  /** @throws TransportError `ETIMEDOUT` if no time is left for a response */
  async prepare(): Promise<RequestOptions> {
    const { clock, clockSkew } = this.#policy
    const { deadline, signal } = this.#limits
    await this.#request.prepare?.()
    await this.#waitForRateLimit()
    if (deadline.left() <= 0) {
      const message = `${deadline.name} (${deadline.seconds} s) expired before attempt ${this.#number}.`
      throw new TransportError('ETIMEDOUT', message, 'connecting')
    }
    this.#sentAt = clock.now()
    this.#clockOffset = clockSkew.offset
    return {
      timeout: Math.min(ATTEMPT_TIMEOUT, deadline.left()),
      signal,
      newConnection: this.#newConnection,
      time: clockSkew.wallTime(clock)
    }
  }

  /** Handles a failed attempt, including the delay after it. Returns how the request ended, or undefined to send it again. */
  async failed(error: unknown): Promise<ChangeOutcome<T, V> | undefined> {
    const { resolve, isRepeatable } = this.#request
    this.#policy.rateLimiter?.record(error)
    if (await this.#recover(error)) {
      // By the corrected time, a change may not be wanted any more.
      const refused = { error, sentAt: this.#sentAt, isLast: false, mayBeApplied: this.#mayBeApplied }
      return (await resolve?.(refused))?.outcome === 'unknown' ? this.failure(error) : undefined
    }
    this.#mayBeApplied ||= resolve !== undefined && mayHaveBeenApplied(error)
    if (this.#limits.signal.aborted) throw cancelled('No change was in flight.')
    this.#throwIfTimeIsUp(error)
    const isStale = error instanceof TransportError && error.staleConnection
    const isFinal = this.#mayBeApplied && isRepeatable === false
    const isLast = isFinal || !(isStale || (await this.#waitForNext(error)))
    const resolution = await resolve?.({ error, sentAt: this.#sentAt, isLast, mayBeApplied: this.#mayBeApplied })
    if (resolution?.outcome === 'applied') return resolution
    if (isLast || resolution?.outcome === 'unknown') return this.failure(error)
    this.#previous = error
    this.#newConnection = isStale
    if (!isStale) this.#number += 1
    return undefined
  }

  /** Whether the cause was removed: a wrong time, or expired credentials. */
  async #recover(error: unknown): Promise<boolean> {
    const { recover, isRepeatable } = this.#request
    const { clock, clockSkew } = this.#policy
    // A refusal with HTTP 5xx may come from something in between, after the service has acted.
    if (isRepeatable === false && mayHaveBeenApplied(error)) return false
    if (clockSkew.correct(error, this.#clockOffset, clock.wallTime())) return true
    this.#isRecovered = !this.#isRecovered && ((await recover?.(error)) ?? false)
    return this.#isRecovered
  }

  failure(error: unknown): ChangeOutcome<T, V> {
    const isInDoubt = this.#mayBeApplied && isCancellation(error)
    return { outcome: 'failed', error: isInDoubt ? cancelled(SENT) : error, mayBeApplied: this.#mayBeApplied }
  }

  /** @throws TransportError `ETIMEDOUT` if the deadline stopped the attempt */
  #throwIfTimeIsUp(error: unknown): void {
    const { name, seconds, left } = this.#limits.deadline
    if (errorCode(error) !== 'ETIMEDOUT' || left() > TIMER_SLACK) return
    const { phase = 'reading the response', server = '' } = error instanceof TransportError ? error : {}
    const message = `${name} (${seconds} s) expired while attempt ${this.#number} was still ${phase}.`
    throw new TransportError('ETIMEDOUT', `${message} (${server})`, phase, { cause: error, server })
  }

  /** Waits for the next attempt. Returns false if there is none. */
  async #waitForNext(error: unknown): Promise<boolean> {
    const { maxAttempts, maxDelay, clock, logger } = this.#policy
    const { deadline, signal } = this.#limits
    const isPolling = maxAttempts === Number.POSITIVE_INFINITY
    const canHelp = this.#request.isTransient?.(error) || isTransient(error, this.#previous, isPolling)
    if (this.#number >= maxAttempts || !canHelp) return false
    const delay = Math.min(maxDelay, backoffDelay(this.#number, error, clock.wallTime()))
    const isTooLate = delay >= deadline.left()
    const attempt = `${this.#request.name}: attempt ${this.#number}${isPolling ? '' : ` of ${maxAttempts}`}`
    const next = isTooLate ? ` would exceed ${deadline.name} (${deadline.seconds} s)` : ''
    logger.info(`${attempt} failed with ${describe(error)}. Retrying in ${(delay / 1000).toFixed(1)} s${next}.`)
    if (isTooLate) return false
    await this.#sleep(delay)
    if (signal.aborted) throw cancelled(`The last request had failed with ${describe(error)}.`)
    return true
  }

  async #waitForRateLimit(): Promise<void> {
    const { rateLimiter, maxDelay, clock } = this.#policy
    const end = clock.now() + maxDelay
    while (rateLimiter !== undefined) {
      const delay = Math.min(rateLimiter.delay(), end - clock.now())
      // Without enough time left, the request is sent at once, so that its own error is reported.
      if (delay <= 0 || delay >= this.#limits.deadline.left() || this.#limits.signal.aborted) return
      await this.#sleep(delay)
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { clock, slot } = this.#policy
    slot?.release()
    await clock.sleep(ms, this.#limits.signal)
    await slot?.acquire(this.#limits.signal)
  }
}

const SENT = 'A change was sent, and its response never came: the service may or may not have applied it.'

function describe(error: unknown): string {
  const status = error instanceof MgwError && error.statusCode ? ` (HTTP ${error.statusCode})` : ''
  return `${shownCode(error, 'an unrecognized code')}${status}`
}
