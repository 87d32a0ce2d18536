import { invalidResponse, MgwError, type Phase, TransportError } from './errors.ts'
import type { HttpProxy, InvalidHttpProxy } from './proxy.ts'

/** What Node's errors of connections tell beyond their code. */
interface NodeError extends Error {
  code?: string
  hostname?: string
  address?: string
  port?: number
  statusCode?: number | null
  host?: string
  cert?: { subjectaltname?: string }
  /** One for each address that was tried. */
  errors?: NodeError[]
}

/** Why an attempt failed: an error, or the time in ms that it was over. */
export type AttemptFailure = NodeError | { timeout: number }

/** Where an attempt went. */
export interface Target {
  /** Who was to answer, and under which host. */
  server: string
  proxy: HttpProxy | InvalidHttpProxy | undefined
}

/**
 * What ended an attempt, as one of this client's errors. Its message says who was to answer.
 *
 * @param reused whether the connection had carried a request before
 */
export function toError(failure: AttemptFailure, phase: Phase, target: Target, reused = false): Error {
  const { server } = target
  const proxy = target.proxy && 'url' in target.proxy ? target.proxy : undefined
  if (failure instanceof MgwError) return failure
  if ('timeout' in failure) {
    const through =
      phase === 'connecting' && proxy ? `, through the proxy ${proxy.address} (${proxy.variable})` : ''
    const message = `No complete answer within ${Math.round(failure.timeout)} ms: still ${phase}${through}.`
    return new TransportError('ETIMEDOUT', `${message} (${server})`, phase, { server })
  }
  const code = failure.code ?? failure.name
  if (code.startsWith('HPE_')) {
    return invalidResponse(`The answer of ${server} is not sound HTTP (${code}: ${failure.message}).`)
  }
  // A server may close a kept connection at any time, and so just when the next request is on its way.
  const staleConnection = reused && phase !== 'reading the answer' && /^(ECONNRESET|EPIPE)$/.test(code)
  const message =
    (proxy && proxyError(failure, proxy)) ??
    wrongName(failure) ??
    eachAddress(failure) ??
    (failure.message || code)
  return new TransportError(code, `${message} (${server})`, phase, {
    cause: failure,
    staleConnection,
    server,
    ofProxy: proxy !== undefined && isOfProxy(failure, proxy.address)
  })
}

function wrongName({ code, host, cert }: NodeError): string | undefined {
  if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID') return undefined
  return `The server was asked for as ${host}, but its certificate is for ${cert?.subjectaltname || 'no host name'}.`
}

/** What each address of a host answered, where there are several. */
function eachAddress({ errors }: NodeError): string | undefined {
  return errors?.map(({ message }) => message).join('; ')
}

/** What to say of an error if it was the proxy: by its host as given, and where it comes from. Never its user and password. */
function proxyError(failure: NodeError, proxy: HttpProxy): string | undefined {
  const { code = '', statusCode } = failure
  const { address, variable } = proxy
  const advice = `It comes from ${variable}: correct that, or exempt the host with NO_PROXY.`
  if (code === 'ERR_PROXY_TUNNEL') {
    if (statusCode === 407) {
      return `The proxy ${address} wants a user name and a password, and ${variable} has none or wrong ones (HTTP 407). Write them as in http://user:password@${address}.`
    }
    return `The proxy ${address} did not connect to the host (${statusCode ? `HTTP ${statusCode}` : 'it closed the connection or did not answer in HTTP'}). ${advice}`
  }
  if (isOfProxy(failure, address)) return `The proxy ${address} cannot be reached (${code}). ${advice}`
  if (!proxy.isTls) return undefined
  if (/^EPROTO$|^ERR_SSL/.test(code)) {
    return `TLS failed (${code}). If the proxy ${address} speaks plain HTTP, write http:// in ${variable}.`
  }
  if (!/CERT|SIGNATURE/.test(code)) return undefined
  return `A certificate was not accepted (${code}: ${failure.message}): that of the host, or that of the proxy ${address} (${variable}).`
}

/** Whether it was the proxy that could not be reached. */
function isOfProxy({ hostname, address, port, errors }: NodeError, proxy: string): boolean {
  const [first] = errors ?? []
  if (first !== undefined) return isOfProxy(first, proxy)
  const broken =
    hostname ??
    (address === undefined ? undefined : `${address.includes(':') ? `[${address}]` : address}:${port}`)
  return broken === proxy || broken === proxy.replace(/:\d+$/, '')
}
