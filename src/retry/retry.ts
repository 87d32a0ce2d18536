import { identifier, MgwError, type SendOptions, TransportError } from '@alicloud/hcs-mgw20240626'
import { cancelled, isCancellation } from '../runner/cancellation.ts'
import type { Clock } from '../runner/clock.ts'
import type { Logger } from '../runner/logger.ts'
import { delayAfter } from './backoff.ts'
import type { SignedCall } from './clock-skew.ts'
import type { Deadline } from './deadline.ts'
import type { Pace } from './pace.ts'
import { codeOf, isTransient, mayHaveBeenApplied } from './transient.ts'

/** How often, how long and by which clock requests are made. */
export interface RetryOptions {
  /** How many times one request is made, the first attempt included. Infinity in a wait. */
  maxAttempts: number
  deadline: Deadline
  /** Aborted when the workflow is cancelled. */
  signal: AbortSignal
  clock: Clock
  /** Makes the calls that are signed with the time, all of one run (see `correctingClockSkew`). */
  signed: <T>(call: SignedCall<T>) => Promise<T>
  logger: Logger
  /** The longest delay before the next attempt, in ms, whatever the service asks for. */
  maxDelay?: number
  /** Shared by all jobs of a step that has several. */
  pace?: Pace
}

/** A failed attempt at a change. */
export interface FailedAttempt {
  error: unknown
  /** When it began, in ms since 1970 by this machine's clock. */
  sentAt: number
  /** Whether no other attempt follows. */
  isLast: boolean
  /** Whether an attempt, this one or one before, may have been applied. */
  mayBeApplied: boolean
}

/**
 * What became of a change whose attempt failed: it was applied, and this is the answer that tells; it was not; or nobody
 * knows, and then a further attempt may do harm (`unknown`) or not (`repeatable`).
 */
export type Resolution<T> =
  | { outcome: 'applied'; value: T }
  | {
      outcome: 'not-applied' | 'unknown' | 'repeatable'
      /** What to throw in place of the error, where no attempt follows. */
      error?: unknown
    }

/** One request, and how it is made again. */
export interface RetryableRequest<T> {
  /** Its name, for the log. */
  name: string
  attempt(options: SendOptions): Promise<T>
  /** What must be in place before each attempt. Its failure is final: it has its own retries. */
  prepare?(): Promise<void>
  /** For a change: finds out, after a failed attempt, what became of it. Without it, the request is a look. */
  resolve?(failed: FailedAttempt): Promise<Resolution<T>>
}

/** A change may or may not have been made. Its `cause` is the error of the last attempt. */
export class UnknownOutcomeError extends Error {
  override readonly name = 'UnknownOutcomeError'
}

/** What to say of a cancelled change of which nobody knows whether the service made it. */
const LOST =
  'A request for a change had been sent and its answer had not come: the service may or may not have acted on it.'
const NOT_SENT = 'Nothing had been sent that the service could have acted on.'

/** The longest that one attempt may take, in ms. */
const ATTEMPT_TIMEOUT = 30_000

/** Timers may be this early, in ms. */
const TIMER_SLACK = 5

/**
 * Makes a request, and makes it again while its error is transient, within the limits. A kept connection that the other
 * side had closed is no failed attempt.
 *
 * @throws the error of the last attempt; UnknownOutcomeError when a change may or may not have been made; ClientError
 *   `CancelOperation` when the workflow was cancelled; TransportError `ETIMEDOUT` when the time was over
 */
export async function retry<T>(options: RetryOptions, request: RetryableRequest<T>): Promise<T> {
  const { clock, deadline, signal, pace } = options
  let previous: unknown
  let mayBeApplied = false
  let freshConnection = false
  try {
    for (let number = 1; ; number++) {
      await request.prepare?.()
      await pace?.ready(options)
      throwIfNoTimeIsLeft(deadline, number)
      const sentAt = clock.date()
      try {
        const timeout = Math.min(ATTEMPT_TIMEOUT, deadline.left())
        const value = await request.attempt({ timeout, signal, freshConnection })
        pace?.ended(undefined, clock)
        return value
      } catch (error) {
        pace?.ended(error, clock)
        mayBeApplied ||= request.resolve !== undefined && mayHaveBeenApplied(error)
        if (signal.aborted) throw cancelled(NOT_SENT)
        throwIfTimeIsOver(deadline, error, number)
        const isStale = error instanceof TransportError && error.staleConnection
        const isLast = !isStale && !(await waitForNext(options, request.name, number, error, previous))
        const resolution = await request.resolve?.({ error, sentAt, isLast, mayBeApplied })
        if (resolution?.outcome === 'applied') return resolution.value
        if (resolution?.outcome === 'not-applied') mayBeApplied = false
        if (isLast || resolution?.outcome === 'unknown') throw resolution?.error ?? error
        previous = error
        freshConnection = isStale
        if (isStale) number -= 1
      }
    }
  } catch (error) {
    if (!mayBeApplied) throw error
    const cause = isCancellation(error) ? cancelled(LOST) : error
    throw new UnknownOutcomeError('The change may or may not have been made.', { cause })
  }
}

/** @throws TransportError `ETIMEDOUT` when the time ran out while an attempt was under way */
function throwIfTimeIsOver({ name, seconds, left }: Deadline, error: unknown, number: number): void {
  if (codeOf(error) !== 'ETIMEDOUT' || left() > TIMER_SLACK) return
  const { phase = 'reading the answer', server = '' } = error instanceof TransportError ? error : {}
  const message = `The ${seconds} s of ${name} were over while attempt ${number} was still ${phase}.`
  throw new TransportError('ETIMEDOUT', `${message} (${server})`, phase, { cause: error, server })
}

/** @throws TransportError `ETIMEDOUT` when the time ran out before an attempt: nothing is sent that could not be answered */
function throwIfNoTimeIsLeft({ name, seconds, left }: Deadline, number: number): void {
  if (left() > 0) return
  const message = `The ${seconds} s of ${name} were over before attempt ${number} was made.`
  throw new TransportError('ETIMEDOUT', message, 'connecting')
}

/**
 * Waits for the next attempt when there is to be one. Returns whether it follows.
 *
 * @throws ClientError `CancelOperation` when the workflow was cancelled meanwhile
 */
async function waitForNext(
  { maxAttempts, deadline, signal, clock, logger, maxDelay = Number.POSITIVE_INFINITY }: RetryOptions,
  name: string,
  number: number,
  error: unknown,
  previous: unknown
): Promise<boolean> {
  const inWait = maxAttempts === Number.POSITIVE_INFINITY
  if (number >= maxAttempts || !isTransient(error, previous, inWait)) return false
  const delay = Math.min(maxDelay, delayAfter(number, error, clock.date()))
  const seconds = (delay / 1000).toFixed(1)
  const text = `${name}: attempt ${number}${inWait ? '' : ` of ${maxAttempts}`} failed with ${describe(error)}.`
  if (delay >= deadline.left()) {
    logger.info(
      `${text} The next one would follow in ${seconds} s, but ${deadline.name} (${deadline.seconds}) is over before.`
    )
    return false
  }
  logger.info(`${text} The next one follows in ${seconds} s.`)
  await clock.sleep(delay, signal)
  if (signal.aborted)
    throw cancelled(`No request was under way; the last one had failed with ${describe(error)}.`)
  return true
}

/** An error in a few words that are safe to print: its code, and the HTTP status if there was one. */
function describe(error: unknown): string {
  const status =
    error instanceof MgwError && error.statusCode !== undefined ? ` (HTTP ${error.statusCode})` : ''
  return `${identifier(codeOf(error)) ?? 'a code that is no word'}${status}`
}
