import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'
import { type HttpRequest, type HttpResponse, invalidResponse, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import { AheadAgent, wasOpenedAhead } from './connect-ahead.ts'
import { type HttpProxy, proxyFor } from './proxy.ts'
import { type Failure, type Phase, type Target, TransportError, toError } from './transport-error.ts'

/** In ms. */
const DEFAULT_TIMEOUT = 30_000
/** The largest body that is read, in bytes. MGW's own responses have a few kilobytes. */
const MAX_BODY = 1024 * 1024
/** How long an idle connection is kept, in ms. */
const MAX_IDLE = 4_000
/** How long each address of a host or a proxy gets to connect, in ms. Node's default of 250 ms is too short across continents. */
const ADDRESS_TIMEOUT = 5_000

/** Node wants an IPv6 address without its brackets. */
const BRACKETS = /^\[|\]$/g

/** One per protocol and proxy. */
const agents = new Map<string, http.Agent>()

/**
 * Sends one request and reads the whole response. It follows no redirects and always verifies certificates.
 *
 * @throws TransportError if there is no response, MgwError `InvalidResponse` if it isn't valid HTTP
 */
export async function send(
  request: HttpRequest,
  { timeout = DEFAULT_TIMEOUT, signal, newConnection = false }: RequestOptions = {}
): Promise<HttpResponse> {
  if (request.method !== 'GET' && agents.size > 0) {
    // In two turns of the event loop, Node notices which idle connections the server has closed. A change must not use one.
    await new Promise(setImmediate)
    await new Promise(setImmediate)
  }
  // New agents have no idle connections. Requests in flight keep theirs.
  if (newConnection) agents.clear()
  const target = targetOf(request)
  const options = optionsOf(request, target.proxy)
  let outgoing: ClientRequest
  try {
    outgoing = request.protocol === 'http:' ? http.request(options) : https.request(options)
  } catch (error) {
    // Node's message about an invalid header can repeat its value.
    throw toError(error as Error, 'connecting', target)
  }
  const { response, fail } = watch(outgoing, target)
  const timer = setTimeout(fail, timeout, { timeout })
  const abort = (): void => fail({ abortedBy: signal?.reason })
  signal?.addEventListener('abort', abort)
  if (signal?.aborted) abort()
  else outgoing.end(request.body)
  return response.finally(() => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  })
}

/** Opens a TLS connection for a request that follows soon, and sends nothing on it. Through a proxy, it does nothing. */
export function connectAhead(address: Pick<HttpRequest, 'protocol' | 'hostname' | 'port'>): void {
  const { protocol, hostname, port = 443 } = address
  if (protocol === 'http:' || proxyFor(hostname, port, process.env) !== undefined) return
  const agent = agentFor(protocol, undefined)
  if (agent instanceof AheadAgent) agent.connectAhead(hostname.replace(BRACKETS, ''), port)
}

export function hostAndPort({ hostname, port }: Pick<HttpRequest, 'hostname' | 'port'>): string {
  return port === undefined ? hostname : `${hostname}:${port}`
}

/** @throws TransportError `ERR_PROXY_INVALID_CONFIG` for an invalid proxy variable */
function targetOf(request: HttpRequest): Target {
  const { protocol, hostname, port, service } = request
  // Plain HTTP is for loopback only (see inputs/address.ts), so it never needs a proxy.
  const proxy = protocol === 'http:' ? undefined : proxyFor(hostname, port ?? 443, process.env)
  const server = `${service} at ${hostAndPort(request)}`
  if (proxy === undefined || 'url' in proxy) return { server, proxy }
  const text = `The proxy in ${proxy.variable} can't be used: ${proxy.problem} (${server})`
  throw new TransportError('ERR_PROXY_INVALID_CONFIG', text, 'connecting', { server })
}

function optionsOf(request: HttpRequest, proxy: HttpProxy | undefined): https.RequestOptions {
  const { method, hostname, port, target, headers, body } = request
  const length = body !== undefined && { 'content-length': Buffer.byteLength(body) }
  return {
    method,
    hostname: hostname.replace(BRACKETS, ''),
    port,
    path: target,
    headers: { 'accept-encoding': 'identity', ...headers, ...length },
    agent: agentFor(request.protocol, proxy),
    rejectUnauthorized: true
  }
}

function agentFor(protocol: string, proxy: HttpProxy | undefined): http.Agent {
  // Node applies this variable to proxies, too, and passes no option on to their connections.
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
  setDefaultAutoSelectFamilyAttemptTimeout(ADDRESS_TIMEOUT)
  const key = proxy?.url ?? protocol
  // A new TLS connection costs two round trips, so connections are kept for the next request.
  const options = { keepAlive: true, timeout: MAX_IDLE, ...(proxy && { proxyEnv: { HTTPS_PROXY: proxy.url } }) }
  const agent = agents.get(key) ?? (protocol === 'http:' ? new http.Agent(options) : new AheadAgent(options))
  agents.set(key, agent)
  return agent
}

/** Watches a request in flight. Its response settles once. */
function watch(outgoing: ClientRequest, target: Target) {
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>()
  let phase: Phase = 'connecting'
  let incoming: IncomingMessage | undefined
  const destroy = (failure: Failure): void => {
    outgoing.destroy()
    reject(toError(failure, phase, target, outgoing.reusedSocket || wasOpenedAhead(outgoing.socket)))
  }
  /** Fails the request, unless the response is already complete. */
  const fail = (failure: Failure): void => {
    if (!incoming?.complete) destroy(failure)
  }
  // Emitted when the last byte has been handed to the network, which is after the TLS handshake.
  outgoing.on('finish', () => {
    phase = 'waiting for the response'
  })
  outgoing.on('error', fail)
  // Node ends some requests without an error, for example if the server wants to switch protocols.
  outgoing.on('close', () => fail({ name: 'Error', code: 'ECONNRESET', message: CLOSED }))
  outgoing.on('response', (response) => {
    phase = 'reading the response'
    incoming = response
    read(response).then(resolve, destroy)
  })
  return { response: promise, fail }
}

const CLOSED = 'The connection was closed before the response was complete.'

function read(incoming: IncomingMessage): Promise<HttpResponse> {
  const statusCode = incoming.statusCode ?? 0
  const headers: Record<string, string> = {}
  for (const [name, value = ''] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  // Memory that isn't written to costs nothing.
  const body = Buffer.allocUnsafeSlow(MAX_BODY)
  let length = 0
  return new Promise((resolve, reject) => {
    const push = incoming.push.bind(incoming)
    // The stream would queue its chunks, and a chunk of one byte costs several hundred. So each is copied as it is parsed.
    incoming.push = (chunk: Buffer | null) => {
      if (chunk === null) return push(null)
      length += chunk.length
      if (length <= MAX_BODY) chunk.copy(body, length - chunk.length)
      else reject(invalidResponse(`The response is larger than ${MAX_BODY} bytes.`, { statusCode, headers }))
      return true
    }
    incoming.on('end', () => resolve({ statusCode, headers, body: body.subarray(0, length) }))
    incoming.on('error', reject)
    incoming.resume()
  })
}
