import { MgwError } from '@alicloud/hcs-mgw20240626'
import { TransportError } from '../http/transport-error.ts'
import { safeIdentifier } from '../redact.ts'

/** Transient errors of the network, by Node's code, and of the service. */
const TRANSIENT_NETWORK = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/
const TRANSIENT_SERVICE =
  /^(InternalError|ServiceUnavailable|ImportJobConflictOnUpdateStatus|ImportJobUpdateConcurrently)$/
const TRANSIENT_STATUS = new Set([429, 500, 502, 503, 504])
/** Connection errors that don't go away by themselves: certificates, and this machine's settings. */
const PERMANENT = /CERT|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO|ERR_PROXY_INVALID_CONFIG|^ERR_INVALID|^(EACCES|EPERM)$/

/** The service throttles requests (https://www.alibabacloud.com/help/en/oss/developer-reference/error-codes). */
export const THROTTLING = /QpsLimitExceeded$|^Throttling/
/** The code of a start that was refused because too many jobs run. */
export const TOO_MANY_JOBS = 'ImportJobConcurrencyExceed'

/**
 * Whether a retry can help. `previous` is the error of the attempt before: a host that isn't found twice in a row doesn't
 * exist. `isPolling` means that the request is one of many polls.
 */
export function isTransient(error: unknown, previous: unknown, isPolling: boolean): boolean {
  const code = errorCode(error)
  // The limit on running jobs doesn't change within seconds.
  if (code === undefined || code === TOO_MANY_JOBS) return false
  const status = error instanceof MgwError ? (error.statusCode ?? 0) : 0
  if (TRANSIENT_STATUS.has(status)) return true
  // A wait can last all night, so it tolerates longer outages of the network and of proxies.
  if (isPolling && error instanceof TransportError) return !PERMANENT.test(code)
  if (isPolling && (code === 'InvalidResponse' || status >= 500)) return true
  if (code === 'ENOTFOUND') return errorCode(previous) !== 'ENOTFOUND'
  if (code === 'ERR_PROXY_TUNNEL') {
    // A proxy that closed the connection counts as unavailable.
    const { cause } = error as { cause?: { statusCode?: number | null } }
    return TRANSIENT_STATUS.has(cause?.statusCode ?? 503)
  }
  return TRANSIENT_NETWORK.test(code) || TRANSIENT_SERVICE.test(code) || THROTTLING.test(code)
}

/** Whether a failed change may still have taken effect: it was sent, and there was no clear refusal. */
export function mayHaveBeenApplied(error: unknown): boolean {
  if (error instanceof TransportError) return error.requestSent
  if (!(error instanceof MgwError)) return false
  const { statusCode = 0, code } = error
  // The service's own 503 means throttling. One without its XML can come from a proxy in front of it.
  if (statusCode === 503) return code === '503' || code === 'InvalidResponse'
  // The service's own error can come with HTTP 2xx.
  return statusCode < 400 ? /^(InvalidResponse|InternalError)$/.test(code) : statusCode >= 500
}

/** Whether the service or STS refused the credentials as expired. STS's codes end in a reason. */
export function isExpired(error: unknown): boolean {
  return /^(SecurityTokenExpired|InvalidSecurityToken)(\.|$)/.test(errorCode(error) ?? '')
}

/** The code of a request's error; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof TransportError || error instanceof MgwError ? error.code : undefined
}

/** An error's code for a message, if it is a plain identifier without a secret. */
export function shownCode(error: unknown, otherwise = 'an unknown error'): string {
  return safeIdentifier(errorCode(error)) ?? otherwise
}
