/**
 * What can go wrong, in three kinds, told apart by how far the call came:
 * it was never made (`ClientError`), no answer came (`TransportError`), or the answer says no (`MgwError`).
 */

/** The call was not made: something it needs is missing or malformed. `code` is one of mgwutil's own codes. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** How far an attempt had come when it broke. */
export type Phase = 'connecting' | 'waiting for the answer' | 'reading the answer'

interface TransportErrorOptions {
  cause?: unknown
  staleConnection?: boolean
  server?: string
  ofProxy?: boolean
}

/** No answer came. `code` is Node's code for what broke (`ECONNREFUSED`, `ETIMEDOUT`, `CERT_HAS_EXPIRED` and so on). */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: string
  readonly phase: Phase
  /** Whether a connection that was kept from an earlier request had been closed by the other side. */
  readonly staleConnection: boolean
  /** Who was to answer, and under which host, as in `the migration service at mgw.example.com`. */
  readonly server: string
  /** Whether it was the proxy in between that could not be used. */
  readonly ofProxy: boolean

  constructor(
    code: string,
    message: string,
    phase: Phase,
    { cause, staleConnection = false, server = '', ofProxy = false }: TransportErrorOptions = {}
  ) {
    super(message, { cause })
    this.code = code
    this.phase = phase
    this.staleConnection = staleConnection
    this.server = server
    this.ofProxy = ofProxy
  }

  /** Whether the whole request had left this machine: if so, the service may have acted on it. */
  get requestSent(): boolean {
    return this.phase !== 'connecting'
  }
}

/** The Data of an error, with the keys that the official SDKs give it: null where the answer has no such element. */
export interface MgwErrorData {
  /** The HTTP status; absent when the answer was not even HTTP. */
  statusCode?: number | undefined
  requestId?: string | null
  hostId?: string | null
  ecCode?: string | null
  Recommend?: string | null
  AccessDeniedDetail?: unknown
}

/**
 * An answer came and it says no. `code` is the service's, or the HTTP status where the answer had no body, or
 * `InvalidResponse` where the answer is not one that MGW gives.
 */
export class MgwError extends Error {
  override readonly name = 'MgwError'
  readonly code: string
  readonly data: MgwErrorData
  /** The answer's headers, in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The service's time, as it says beside `RequestTimeTooSkewed`. */
  readonly serverTime: string | undefined

  constructor(
    code: string,
    message: string,
    data: MgwErrorData,
    headers: Readonly<Record<string, string>> = {},
    serverTime?: string
  ) {
    super(message)
    this.code = code
    this.data = data
    this.headers = headers
    this.serverTime = serverTime
  }

  get statusCode(): number | undefined {
    return this.data.statusCode
  }

  /** As the answer's body has it, else as its headers do. */
  get requestId(): string | undefined {
    return identifier(this.data.requestId) ?? requestIdFrom(this.headers)
  }

  get hostId(): string | undefined {
    return this.data.hostId ?? undefined
  }
}

/** An answer that is not MGW's: a proxy's page, a redirect, something cut off. */
export function invalidResponse(
  message: string,
  statusCode?: number,
  headers: Readonly<Record<string, string>> = {}
): MgwError {
  const requestId = requestIdFrom(headers)
  return new MgwError('InvalidResponse', message, { statusCode, requestId: requestId ?? null }, headers)
}

/** The request id in an answer's headers, if there is one that looks like an id. */
export function requestIdFrom(headers: Readonly<Record<string, string>>): string | undefined {
  return identifier(headers['x-oss-request-id'])
}

/** `text` if it is a plain identifier (letters, digits, `.`, `_`, `-`; at most 128), else undefined. */
export function identifier(text: unknown): string | undefined {
  const trimmed = typeof text === 'string' ? text.trim() : ''
  return /^[\w.-]{1,128}$/.test(trimmed) ? trimmed : undefined
}
