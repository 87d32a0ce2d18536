import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Clock } from '../runner/clock.ts'
import { THROTTLING, TOO_MANY_JOBS } from './transient.ts'

/** In ms. */
const BASE_DELAY = 500
const MAX_DELAY = 10_000

/**
 * The delay after failed attempt 1, 2, …, in ms: exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), or the response's Retry-After if it is
 * longer. `now` is the time of day, in ms since 1970.
 */
export function backoffDelay(attempt: number, error: unknown, now: number): number {
  const jittered = Math.random() * exponentialDelay(attempt)
  return error instanceof MgwError ? Math.max(jittered, retryAfter(error, now)) : jittered
}

function exponentialDelay(times: number): number {
  return Math.min(MAX_DELAY, BASE_DELAY * 2 ** (times - 1))
}

/** Retry-After in ms, from seconds or a date; 0 without one. */
function retryAfter({ headers }: MgwError, now: number): number {
  const value = headers['retry-after'] ?? ''
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Number(value) * 1000
  // Date.parse takes `-40` and `retry 45` for years; an HTTP date starts with a day's name.
  if (!/^[A-Z][a-z]{2}/.test(value)) return 0
  // The server's date is compared with the server's clock, because this machine's can be wrong.
  const delay = Date.parse(value) - (Date.parse(headers.date ?? '') || now)
  return Number.isNaN(delay) ? 0 : delay
}

/** Slows down the requests of all jobs together while the service throttles them. */
export class RateLimiter {
  readonly #clock: Clock
  #resumeAt = 0
  /** How many times in a row the service has throttled requests. */
  #times = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How long the next request must wait, in ms. */
  delay(): number {
    return Math.max(0, this.#resumeAt - this.#clock.now())
  }

  record(error: unknown): void {
    const now = this.#clock.now()
    if (!isThrottled(error)) {
      // A response to a request sent before the throttling says nothing about it.
      if (error === undefined && now >= this.#resumeAt) this.#times = 0
      return
    }
    // Requests sent before the slowdown are throttled for the same reason, so they count once.
    if (now >= this.#resumeAt) this.#times += 1
    const delay = Math.max(exponentialDelay(this.#times), retryAfter(error, this.#clock.wallTime()))
    this.#resumeAt = Math.max(this.#resumeAt, now + delay)
  }
}

function isThrottled(error: unknown): error is MgwError {
  if (!(error instanceof MgwError) || error.code === TOO_MANY_JOBS) return false
  return error.statusCode === 429 || error.statusCode === 503 || THROTTLING.test(error.code)
}
