import { MgwError, TransportError } from '@alicloud/hcs-mgw20240626'

/** Errors that may be gone at the next attempt, by Node's code or the service's. */
const TRANSIENT = new Set([
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
const TRANSIENT_STATUS = new Set([429, 500, 502, 503, 504])
/** What the road does not mend by itself: certificates, and settings of this machine. */
const PERMANENT =
  /CERT|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO|ERR_PROXY_INVALID_CONFIG|^ERR_INVALID|^(EACCES|EPERM)$/

/** The code of a start that was refused because too many jobs run. */
export const LIMIT_OF_JOBS = 'ImportJobConcurrencyExceed'

/**
 * Whether an error may be gone at the next attempt.
 *
 * @param previous what the attempt before failed with: a host that is not found twice in a row does not exist
 * @param inWait whether this is one look of many
 */
export function isTransient(error: unknown, previous: unknown, inWait: boolean): boolean {
  const code = codeOf(error)
  // Whether another job may run does not change within seconds, whatever the HTTP status.
  if (code === undefined || code === LIMIT_OF_JOBS) return false
  if (error instanceof MgwError && TRANSIENT_STATUS.has(error.statusCode ?? 0)) return true
  if (inWait && isTransientInAWait(error, code)) return true
  if (code === 'ENOTFOUND') return codeOf(previous) !== 'ENOTFOUND'
  if (code === 'ERR_PROXY_TUNNEL') return TRANSIENT_STATUS.has(proxyStatus(error))
  return TRANSIENT.has(code) || isThrottling(code)
}

/** A wait may last all night. It outlives whatever the road, or something in between, does for a while. */
function isTransientInAWait(error: unknown, code: string): boolean {
  if (error instanceof TransportError) return !PERMANENT.test(code)
  return code === 'InvalidResponse' || (error instanceof MgwError && (error.statusCode ?? 0) >= 500)
}

/** Whether the service limits the number of requests (https://www.alibabacloud.com/help/en/oss/developer-reference/error-codes). */
export function isThrottling(code: string): boolean {
  return /QpsLimitExceeded$|^Throttling/.test(code)
}

/** Whether the service may have applied the change although the request failed: it was sent, and no clear refusal came back. */
export function mayHaveBeenApplied(error: unknown): boolean {
  if (error instanceof TransportError) return error.requestSent
  if (!(error instanceof MgwError)) return false
  const { statusCode = 0, code } = error
  // A 503 of the service itself is its throttling; one without the service's XML can come from in front of it.
  if (statusCode === 503) return code === '503' || code === 'InvalidResponse'
  return statusCode < 400 || statusCode >= 500
}

/** The code of an error that came from a request. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof TransportError || error instanceof MgwError ? error.code : undefined
}

/** The HTTP status with which a proxy refused; a proxy that closed the connection counts as one that is unavailable. */
function proxyStatus(error: unknown): number {
  const { cause } = error as { cause?: { statusCode?: number | null } }
  return cause?.statusCode ?? 503
}
