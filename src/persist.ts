import type { Abortable, SendOptions } from '@alicloud/hcs-mgw20240626'

/** How long and how often one run may try. */
export interface Limits {
  /** How many times a request is made, the first one included. */
  maxAttempts: number
  /** For everything together, in seconds. */
  timeoutSeconds: number
  /** The input that the user knows that time by. */
  timeoutName: 'timeout-seconds' | 'wait-timeout-seconds'
  /** Aborted when the workflow is cancelled. */
  signal: Abortable
  /** What is left of the time, in ms. Never negative. */
  left(): number
  /** What bounds an attempt that begins now. */
  forAttempt(): SendOptions
}

/** A clock that is never set, in ms. (To touch `performance` would load half of perf_hooks.) */
export function now(): number {
  return process.uptime() * 1000
}

/** Starts the clock. */
export function startLimits(
  given: Pick<Limits, 'maxAttempts' | 'timeoutSeconds' | 'timeoutName' | 'signal'>
): Limits {
  const deadline = now() + given.timeoutSeconds * 1000
  const left = (): number => Math.max(0, deadline - now())
  const forAttempt = (): SendOptions => ({ timeout: Math.min(ATTEMPT_TIMEOUT, left()), signal: given.signal })
  return { ...given, left, forAttempt }
}

/** A failure after which it is not known whether the service acted. Its `cause` is what was lost. */
export class Unsettled extends Error {
  override readonly name = 'Unsettled'
}

/** A failed attempt. */
export interface Failure {
  error: unknown
  /** When the attempt began, in ms since 1970. */
  sentAt: number
  /** Whether no other attempt follows. */
  isLast: boolean
}

/** What one request is given, and how to go on when it fails. */
export interface Persistence<T> {
  /** The request's name, for the log. */
  what: string
  /** Whether it asks for a change, and does not only look. */
  changes?: boolean
  attempt(): Promise<T>
  /** What must be in place before each attempt. Its failure is final: it has persisted by itself. */
  ready?(): Promise<unknown>
  /**
   * Called after each failure, before the next attempt or in place of it: what it returns, other than undefined, is
   * the result.
   */
  settle?(failure: Failure): Promise<T | undefined>
  /** Told before each wait, in one line. */
  say(line: string): void
}

/** The longest that one attempt may take, in ms. */
const ATTEMPT_TIMEOUT = 30_000

/**
 * Makes an attempt again while its failure is one that passes, with exponential back-off and full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), within the limits.
 *
 * @throws the failure that remains, ClientError `CancelOperation` when the workflow was cancelled, TransportError
 *   `ETIMEDOUT` when the time ran out while an attempt was under way
 */
export async function persist<T>(
  limits: Limits,
  { what, changes = false, ready, attempt, settle, say }: Persistence<T>
): Promise<T> {
  let previous: unknown
  let lost = false
  for (let number = 1; ; number++) {
    await ready?.()
    const sentAt = Date.now()
    try {
      return await attempt()
    } catch (error) {
      const { mayHaveActed, waitForNext } = await import(/* webpackChunkName: "failure" */ './retry.ts')
      lost ||= changes && mayHaveActed(error)
      const waited = await waitForNext(limits, { what, number, error, previous, lost }, say)
      const settled = await settle?.({ error, sentAt, isLast: !waited })
      if (settled !== undefined) return settled
      if (!waited) throw error
      previous = error
    }
  }
}
