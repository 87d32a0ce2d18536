import { ClientError, MgwError, type SendOptions, TransportError } from '@alicloud/hcs-mgw20240626'

/** How long and how often one run may try. */
export interface Limits {
  /** How many times a request is made, the first one included. */
  maxAttempts: number
  /** For everything together, in seconds. */
  timeoutSeconds: number
  /** The input that the user knows that time by. */
  timeoutName: 'timeout-seconds' | 'wait-timeout-seconds'
  /** Aborted when the workflow is cancelled. */
  signal: AbortSignal
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
const BASE_WAIT = 500
const MAX_WAIT = 10_000

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
      lost ||= changes && mayHaveActed(error)
      throwIfOver(limits, number, error, lost)
      const again =
        number < limits.maxAttempts &&
        passes(error, previous, limits.maxAttempts === Number.POSITIVE_INFINITY)
      const waited =
        again &&
        (await waitForNext(
          limits,
          { attempt: `${what}: attempt ${number}`, wait: waitAfter(number, error), error, lost },
          say
        ))
      const settled = await settle?.({ error, sentAt, isLast: !waited })
      if (settled !== undefined) return settled
      if (!waited) throw error
      previous = error
    }
  }
}

/** @returns false when there is no time left for another attempt */
async function waitForNext(
  limits: Limits,
  { attempt, wait, error, lost }: { attempt: string; wait: number; error: unknown; lost: boolean },
  say: (line: string) => void
): Promise<boolean> {
  const seconds = (wait / 1000).toFixed(1)
  const of = Number.isFinite(limits.maxAttempts) ? ` of ${limits.maxAttempts}` : ''
  const failed = `${attempt}${of} failed with ${cause(error)}.`
  if (wait >= limits.left()) {
    say(
      `${failed} The next one would follow in ${seconds} s, but ${limits.timeoutName} (${limits.timeoutSeconds}) is over before.`
    )
    return false
  }
  say(`${failed} The next one follows in ${seconds} s.`)
  await sleep(
    wait,
    limits.signal,
    lost ? LOST : `No request was under way; the last one had failed with ${cause(error)}.`
  )
  return true
}

/** Whether the service may have acted on the request although it failed: it was sent, and no clear refusal came back. */
export function mayHaveActed(error: unknown): boolean {
  if (error instanceof TransportError) return error.requestSent
  if (!(error instanceof MgwError)) return false
  const { statusCode = 0, code } = error
  // A 503 of the service itself is its throttling; one without the service's XML can come from in front of it.
  if (statusCode === 503) return code === '503' || code === 'InvalidResponse'
  return statusCode < 400 || statusCode >= 500
}

/** Failures that pass, by Node's code or the service's. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'InternalError',
  'ServiceUnavailable',
  'ImportJobConflictOnUpdateStatus',
  'ImportJobUpdateConcurrently'
])
const PASSING_STATUS = new Set([429, 500, 502, 503, 504])

/** Whether a failure is one that passes. A host that is not found twice in a row does not exist. */
function passes(error: unknown, previous: unknown, isPatient: boolean): boolean {
  const code = codeOf(error)
  if (code === undefined) return false
  if (error instanceof MgwError && PASSING_STATUS.has(error.statusCode ?? 0)) return true
  if (code === 'ENOTFOUND') return codeOf(previous) !== 'ENOTFOUND'
  // In a wait that may last all night, a page of somebody in between is no answer.
  if (code === 'InvalidResponse' && isPatient) return true
  if (code === 'ERR_PROXY_TUNNEL') return PASSING_STATUS.has(proxyStatus(error))
  return PASSING.has(code) || /QpsLimitExceeded$|^Throttling/.test(code)
}

/** The HTTP status with which a proxy refused; a proxy that closed the connection counts as one that is unavailable. */
function proxyStatus(error: unknown): number {
  const { cause } = error as { cause?: { statusCode?: number | null } }
  return cause?.statusCode ?? 503
}

function codeOf(error: unknown): string | undefined {
  return error instanceof TransportError || error instanceof MgwError ? error.code : undefined
}

/** A failure in a few words that are safe to print: its code, and the HTTP status if there was one. */
function cause(error: unknown): string {
  const status =
    error instanceof MgwError && error.statusCode !== undefined ? ` (HTTP ${error.statusCode})` : ''
  return `${codeOf(error)}${status}`
}

/** How long to wait after attempt `number`, in ms. */
function waitAfter(number: number, error: unknown): number {
  const jittered = Math.random() * Math.min(MAX_WAIT, BASE_WAIT * 2 ** (number - 1))
  return error instanceof MgwError ? Math.max(jittered, retryAfter(error)) : jittered
}

/** What a `Retry-After` header asks for, in ms: it holds seconds or a date. 0 without one. */
function retryAfter({ headers }: MgwError): number {
  const value = headers['retry-after'] ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  // The server's date is compared with the server's clock: this machine's may be off.
  const wait = Date.parse(value) - (Date.parse(headers.date ?? '') || Date.now())
  return Number.isNaN(wait) ? 0 : wait
}

/** Timers may be this early, in ms. */
const TIMER_SLACK = 5

function throwIfOver(
  { signal, timeoutSeconds, timeoutName, left }: Limits,
  number: number,
  error: unknown,
  lost: boolean
): void {
  const phase = error instanceof TransportError ? error.phase : 'reading the answer'
  if (signal.aborted)
    throw cancelled(lost ? LOST : 'Nothing had been sent that the service could have acted on.')
  if (codeOf(error) !== 'ETIMEDOUT' || left() > TIMER_SLACK) return
  const message = `The ${timeoutSeconds} s of ${timeoutName} were over while attempt ${number} was still ${phase}.`
  throw new TransportError('ETIMEDOUT', message, phase, error)
}

/** What to say of a cancellation after which it is not known what the service did. */
export const LOST =
  'A request for a change had been sent and its answer had not come: the service may or may not have acted on it.'

export function cancelled(state: string): ClientError {
  return new ClientError('CancelOperation', `The workflow was cancelled. ${state}`)
}

/**
 * @param state what to say when it is cancelled
 * @throws ClientError `CancelOperation` as soon as the signal is aborted
 */
export function sleep(ms: number, signal: AbortSignal, state: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      if (signal.aborted) reject(cancelled(state))
      else resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
