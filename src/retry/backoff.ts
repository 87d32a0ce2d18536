import { MgwError } from '@alicloud/hcs-mgw20240626'

/** In ms. */
const BASE_DELAY = 500
const MAX_DELAY = 10_000

/**
 * How long to wait after a failed attempt, in ms: exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), or what the service asks for, if that is
 * longer.
 *
 * @param attempt counted from 1
 * @param now the time of day, in ms since 1970
 */
export function delayAfter(attempt: number, error: unknown, now: number): number {
  const jittered = Math.random() * Math.min(MAX_DELAY, BASE_DELAY * 2 ** (attempt - 1))
  return error instanceof MgwError ? Math.max(jittered, retryAfter(error, now)) : jittered
}

/** What a `Retry-After` header asks for, in ms: it holds seconds or a date. 0 without one. */
function retryAfter({ headers }: MgwError, now: number): number {
  const value = headers['retry-after'] ?? ''
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Number(value) * 1000
  // Date.parse takes `-40` and `retry 45` for years; a date of HTTP begins with a day's name.
  if (!/^[A-Z][a-z]{2}/.test(value)) return 0
  // The server's date is compared with the server's clock: this machine's may be off.
  const delay = Date.parse(value) - (Date.parse(headers.date ?? '') || now)
  return Number.isNaN(delay) ? 0 : delay
}
