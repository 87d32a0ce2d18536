import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Address } from './endpoint.ts'
import { invalidResponse, type Phase, TransportError } from './errors.ts'
import { type HttpProxy, type InvalidHttpProxy, proxyFor } from './proxy.ts'
import { type AttemptFailure, toError } from './transport-errors.ts'

/** One HTTP request, ready to be sent. */
export interface HttpRequest {
  method: string
  endpoint: Pick<Address, 'protocol' | 'port'>
  /** The host to connect to, to name in the Host header, and to check the certificate against. */
  hostname: string
  /** Path and query, percent-encoded. */
  target: string
  headers: Readonly<Record<string, string>>
  body?: string | undefined
  /** Whose host it is, for messages, as in `the migration service`. */
  owner: string
}

/** One HTTP answer, read to its end. Header names are in lower case. */
export interface HttpResponse {
  statusCode: number
  headers: Record<string, string>
  body: Buffer
}

/** What bounds one attempt. */
export interface SendOptions {
  /** How long connecting, waiting and reading may take together, in ms. Default 30,000. */
  timeout?: number | undefined
  /** Ends the attempt at once; what is thrown then has the code `ABORT_ERR` and the signal's reason as its cause. */
  signal?: AbortSignal | undefined
  /** Whether to open a new connection, and to use none that was kept from an earlier request. */
  freshConnection?: boolean | undefined
}

const DEFAULT_TIMEOUT = 30_000
/** The largest body that is read, in bytes. MGW's own answers are some kilobytes. */
const MAX_BODY = 1024 * 1024
/** How long an unused connection is kept for the next request, in ms. */
const MAX_IDLE = 4_000
/** How long each address of a host may take to connect before the next one is tried, in ms. Node's 250 is too short. */
const ADDRESS_TIMEOUT = 5_000

/** Connections are kept for the requests that follow at once: a new one is two more round trips. */
const CONNECTION = { keepAlive: true, timeout: MAX_IDLE, autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT }
const httpAgent = (): http.Agent => new http.Agent(CONNECTION)
const httpsAgent = (proxy: HttpProxy | undefined): https.Agent =>
  new https.Agent({ ...CONNECTION, ...(proxy && { proxyEnv: { HTTPS_PROXY: proxy.url } }) })

/** By the URL of the proxy that they go through; `direct` and `http:` without one. */
let agents = new Map<string, http.Agent>()

/**
 * Makes one request and reads the answer to its end. Redirects are not followed and certificates are always checked.
 *
 * @throws TransportError when no answer came, MgwError `InvalidResponse` when what came is not a sound HTTP answer
 */
export async function send(request: HttpRequest, options: SendOptions = {}): Promise<HttpResponse> {
  // A kept connection that the server has closed right after its last answer is noticed in the next turn of the event
  // loop. The first of these two ends this turn, before anything more is read.
  if (request.method !== 'GET') {
    await new Promise(setImmediate)
    await new Promise(setImmediate)
  }
  try {
    return await sendOnce(request, options)
  } catch (error) {
    // A read does no harm twice. After a change, the caller must know that there is doubt.
    const again = request.method === 'GET' && error instanceof TransportError && error.staleConnection
    if (!again) throw error
    return sendOnce(request, { ...options, freshConnection: true })
  }
}

function sendOnce(
  request: HttpRequest,
  { timeout = DEFAULT_TIMEOUT, signal, freshConnection }: SendOptions
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let phase: Phase = 'connecting'
    let outgoing: ClientRequest
    const { owner, hostname, endpoint } = request
    const host = endpoint.port === undefined ? hostname : `${hostname}:${endpoint.port}`
    const proxy =
      endpoint.protocol === 'http:' ? undefined : proxyFor(hostname, endpoint.port ?? 443, process.env)
    const target = { server: `${owner} at ${host}`, proxy }
    try {
      outgoing = open(request, usable(proxy), freshConnection)
    } catch (error) {
      // A header that cannot be one: Node's message may repeat what is wrong.
      reject(toError(error as Error, phase, target))
      return
    }
    let isSettled = false
    const settle = (): void => {
      isSettled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    let answer: IncomingMessage | undefined
    const fail = (failure: AttemptFailure): void => {
      // What comes after a complete answer does not change it.
      if (isSettled || answer?.complete) return
      refuse(failure)
    }
    const refuse = (failure: AttemptFailure): void => {
      settle()
      outgoing.destroy()
      reject(toError(failure, phase, target, outgoing.reusedSocket))
    }
    const abort = (): void => {
      fail(
        new TransportError('ABORT_ERR', `The call was ended while ${phase}.`, phase, {
          cause: signal?.reason
        })
      )
    }
    const timer = setTimeout(() => fail({ timeout }), timeout)
    signal?.addEventListener('abort', abort)

    // Emitted when the last byte has been handed to the network, which is after the TLS handshake.
    outgoing.on('finish', () => {
      phase = 'waiting for the answer'
    })
    outgoing.on('error', fail)
    // Covers what Node ends without an error, such as an answer that wants to switch protocols.
    outgoing.on('close', () => fail(new TransportError('ECONNRESET', CLOSED, phase)))
    outgoing.on('response', (incoming) => {
      phase = 'reading the answer'
      answer = incoming
      read(incoming).then((response) => {
        if (isSettled) return
        settle()
        resolve(response)
      }, refuse)
    })
    if (signal?.aborted) abort()
    else outgoing.end(request.body)
  })
}

const CLOSED = 'The connection was closed before the answer was complete.'

/** @throws TransportError `ERR_PROXY_INVALID_CONFIG` for a proxy that cannot be used */
function usable(proxy: HttpProxy | InvalidHttpProxy | undefined): HttpProxy | undefined {
  if (proxy === undefined || 'url' in proxy) return proxy
  throw new TransportError(
    'ERR_PROXY_INVALID_CONFIG',
    `The proxy in ${proxy.variable} cannot be used: ${proxy.problem}`,
    'connecting'
  )
}

function open(
  { method, endpoint, hostname, target, headers, body }: HttpRequest,
  proxy: HttpProxy | undefined,
  freshConnection = false
): ClientRequest {
  const options = {
    method,
    // Node wants an IPv6 address without its brackets.
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: endpoint.port,
    path: target,
    headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) }
  }
  // New agents have no connections. Requests under way keep theirs.
  if (freshConnection) agents = new Map()
  // http: is for loopback only (see endpoint.ts), so a proxy is never in its way.
  if (endpoint.protocol === 'http:') return http.request({ ...options, agent: agentFor('http:', httpAgent) })
  const agent = agentFor(proxy?.url ?? 'direct', () => httpsAgent(proxy))
  return https.request({ ...options, agent, rejectUnauthorized: true })
}

function agentFor(key: string, create: () => http.Agent): http.Agent {
  const agent = agents.get(key) ?? create()
  agents.set(key, agent)
  return agent
}

function read(incoming: IncomingMessage): Promise<HttpResponse> {
  const statusCode = incoming.statusCode ?? 0
  const headers: Record<string, string> = {}
  for (const [name, value = ''] of Object.entries(incoming.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > MAX_BODY) {
        reject(invalidResponse(`The answer is larger than ${MAX_BODY} bytes.`, statusCode, headers))
      }
    })
    incoming.on('error', reject)
    incoming.on('end', () => resolve({ statusCode, headers, body: Buffer.concat(chunks) }))
  })
}
