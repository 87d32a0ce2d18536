import { invalidResponse, MgwError } from '@alicloud/hcs-mgw20240626'
import type { HttpProxy } from './proxy.ts'

/** How far a request got before it failed. */
export type Phase = 'connecting' | 'waiting for the response' | 'reading the response'

/** There was no response. `code` is Node's code for the failure (`ECONNREFUSED`, `ETIMEDOUT`, `CERT_HAS_EXPIRED`, …). */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  readonly code: string
  readonly phase: Phase
  /** Whether a reused connection had been closed by the server. */
  readonly staleConnection: boolean
  /** The service and its host, as in `the migration service at mgw.example.com`. */
  readonly server: string
  /** Whether the proxy failed, not the host behind it. */
  readonly isProxyError: boolean

  constructor(
    code: string,
    message: string,
    phase: Phase,
    { cause, staleConnection = false, server = '', isProxyError = false }: Partial<TransportError> = {}
  ) {
    super(message, { cause })
    this.code = code
    this.phase = phase
    this.staleConnection = staleConnection
    this.server = server
    this.isProxyError = isProxyError
  }

  /** Whether the whole request was sent: if so, the service may have acted on it. */
  get requestSent(): boolean {
    return this.phase !== 'connecting'
  }
}

/** The fields that Node's connection errors have beyond their code. */
interface NodeError extends Error {
  code?: string
  syscall?: string
  statusCode?: number | null
  host?: string
  cert?: { subjectaltname?: string }
  /** One for each address that was tried. */
  errors?: NodeError[]
}

/** Why a request failed: an error, its timeout in ms, or the reason for an abort. */
export type Failure = NodeError | { timeout: number } | { abortedBy: unknown }

/** Where a request goes: the service and its host, perhaps through a proxy. */
export interface Target {
  server: string
  proxy: HttpProxy | undefined
}

/** Converts a failure to a TransportError, or to MgwError `InvalidResponse` if the response isn't valid HTTP. */
export function toError(failure: Failure, phase: Phase, { server, proxy }: Target, isReused = false): Error {
  if (failure instanceof MgwError) return failure
  if ('timeout' in failure) {
    const through = phase === 'connecting' && proxy ? `, through the proxy ${proxy.address} (${proxy.variable})` : ''
    const message = `No complete response within ${Math.round(failure.timeout)} ms: still ${phase}${through}.`
    return new TransportError('ETIMEDOUT', `${message} (${server})`, phase, { server })
  }
  if ('abortedBy' in failure) {
    const cause = failure.abortedBy
    return new TransportError('ABORT_ERR', `Aborted while ${phase}. (${server})`, phase, { cause, server })
  }
  const code = failure.code ?? failure.name
  if (code.startsWith('HPE_')) {
    return invalidResponse(`Invalid HTTP from ${server} (${code}: ${failure.message}).`)
  }
  return new TransportError(code, `${describe(failure, proxy) || code} (${server})`, phase, {
    cause: failure,
    // A server may close an idle connection at any time, even while the next request is on its way.
    staleConnection: isReused && phase !== 'reading the response' && /^(ECONNRESET|EPIPE)$/.test(code),
    server,
    isProxyError: proxy !== undefined && isFromConnecting(failure)
  })
}

function describe(failure: NodeError, proxy: HttpProxy | undefined): string {
  const { code, message, host, cert, errors } = failure
  const proxyText = proxy && describeProxyError(failure, proxy)
  if (proxyText !== undefined) return proxyText
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The server's certificate is for ${cert?.subjectaltname || 'no host name'}, not for ${host}.`
  return errors?.map((error) => error.message).join('; ') ?? message
}

/** Describes a proxy's failure. It names the proxy's host and its variable, never its user and password. */
function describeProxyError(failure: NodeError, { address, variable, url }: HttpProxy): string | undefined {
  const { code = '', message, statusCode } = failure
  const advice = `Correct ${variable}, or exempt the host with NO_PROXY.`
  if (code === 'ERR_PROXY_TUNNEL' && statusCode === 407)
    return `The proxy ${address} needs a valid user name and password (HTTP 407). Set ${variable} as in http://user:password@${address}.`
  if (code === 'ERR_PROXY_TUNNEL')
    return `The proxy ${address} did not connect to the host (${statusCode ? `HTTP ${statusCode}` : 'no HTTP response'}). ${advice}`
  if (isFromConnecting(failure)) return `The proxy ${address} can't be reached (${code}). ${advice}`
  // The connection to the proxy itself uses TLS.
  const isTls = url.startsWith('https:')
  if (isTls && /^EPROTO$|^ERR_SSL/.test(code))
    return `TLS failed (${code}). If the proxy ${address} uses plain HTTP, write http:// in ${variable}.`
  if (isTls && /CERT|SIGNATURE/.test(code))
    return `The certificate of the host or of the proxy ${address} (${variable}) was rejected (${code}: ${message}).`
  return undefined
}

/** Whether a name wasn't found or an address not reached. Through a proxy, only the proxy's own are looked up and connected to. */
function isFromConnecting({ syscall, errors }: NodeError): boolean {
  return /^(connect|getaddrinfo)$/.test(errors?.[0]?.syscall ?? syscall ?? '')
}
