import { MgwError, TransportError } from '@alicloud/hcs-mgw20240626'
import { cancelled, LOST, sleep } from './cancellation.ts'
import type { Limits } from './persist.ts'

/** An attempt that failed. */
interface FailedAttempt {
  /** The request's name. */
  what: string
  /** Counted from 1. */
  number: number
  error: unknown
  /** What the attempt before failed with. */
  previous: unknown
  /** Whether a change was asked for without a clear answer, by this attempt or one before. */
  lost: boolean
}

/** In ms. */
const BASE_WAIT = 500
const MAX_WAIT = 10_000

/**
 * Waits for the next attempt, with exponential back-off and full jitter, when there is to be one.
 *
 * @returns whether another attempt follows
 * @throws ClientError `CancelOperation` when the workflow was cancelled, TransportError `ETIMEDOUT` when the time ran
 *   out while the attempt was under way
 */
export async function waitForNext(
  limits: Limits,
  failed: FailedAttempt,
  say: (line: string) => void
): Promise<boolean> {
  throwIfOver(limits, failed)
  const { what, number, error, previous, lost } = failed
  const isPatient = limits.maxAttempts === Number.POSITIVE_INFINITY
  if (number >= limits.maxAttempts || !passes(error, previous, isPatient)) return false
  const wait = waitAfter(number, error)
  const seconds = (wait / 1000).toFixed(1)
  const text = `${what}: attempt ${number}${isPatient ? '' : ` of ${limits.maxAttempts}`} failed with ${cause(error)}.`
  if (wait >= limits.left()) {
    say(
      `${text} The next one would follow in ${seconds} s, but ${limits.timeoutName} (${limits.timeoutSeconds}) is over before.`
    )
    return false
  }
  say(`${text} The next one follows in ${seconds} s.`)
  const state = lost ? LOST : `No request was under way; the last one had failed with ${cause(error)}.`
  await sleep(wait, limits.signal, state)
  return true
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

/** @throws when the workflow was cancelled, or the time ran out while the attempt was under way */
function throwIfOver(
  { signal, timeoutSeconds, timeoutName, left }: Limits,
  { number, error, lost }: FailedAttempt
): void {
  const phase = error instanceof TransportError ? error.phase : 'reading the answer'
  if (signal.aborted)
    throw cancelled(lost ? LOST : 'Nothing had been sent that the service could have acted on.')
  if (codeOf(error) !== 'ETIMEDOUT' || left() > TIMER_SLACK) return
  const message = `The ${timeoutSeconds} s of ${timeoutName} were over while attempt ${number} was still ${phase}.`
  throw new TransportError('ETIMEDOUT', message, phase, error)
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
