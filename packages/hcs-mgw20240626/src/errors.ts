import type { Response } from './models.ts'

/** The Data of an error, with the official SDKs' keys. A key is null if the response has no such element. */
export interface MgwErrorData {
  /** Absent if the response isn't valid HTTP. */
  statusCode?: number | undefined
  requestId?: string | null
  hostId?: string | null
  ecCode?: string | null
  Recommend?: string | null
  AccessDeniedDetail?: unknown
}

/**
 * The service refused a request. `code` is the service's, the HTTP status if the response has no body, or
 * `InvalidResponse` if the response isn't MGW's.
 */
export class MgwError extends Error {
  override readonly name = 'MgwError'
  readonly code: string
  readonly data: MgwErrorData
  /** The response's headers, in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The service's time, which it sends with `RequestTimeTooSkewed`. */
  readonly serverTime: string | undefined

  constructor(code: string, message: string, data: MgwErrorData, details: Partial<MgwError> = {}) {
    super(message)
    this.code = code
    this.data = data
    this.headers = details.headers ?? {}
    this.serverTime = details.serverTime
  }

  get statusCode(): number | undefined {
    return this.data.statusCode
  }

  get requestId(): string | undefined {
    return identifier(this.data.requestId) ?? requestIdFrom(this.headers)
  }
}

/** The error for a response that isn't MGW's: a proxy's page, a redirect, a truncated body. */
export function invalidResponse(message: string, response: Partial<Response<unknown>> = {}): MgwError {
  const { statusCode, headers = {} } = response
  const requestId = requestIdFrom(headers) ?? null
  return new MgwError('InvalidResponse', message, { statusCode, requestId }, { headers })
}

/** The request ID in a response's headers, if it looks like one. */
export function requestIdFrom(headers: Readonly<Record<string, string>>): string | undefined {
  return identifier(headers['x-oss-request-id'])
}

/** `text` if it is a plain identifier: letters, digits, `.`, `_` and `-`, at most 128 characters. */
export function identifier(text: unknown): string | undefined {
  const trimmed = typeof text === 'string' ? text.trim() : ''
  return /^[\w.-]{1,128}$/.test(trimmed) ? trimmed : undefined
}
