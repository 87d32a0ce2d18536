import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Address } from './endpoint.ts'
import { invalidResponse, type Phase, TransportError } from './errors.ts'
import type { Timeout } from './transport-faults.ts'

/** One HTTP request, ready to go on the wire. */
export interface HttpRequest {
  method: string
  endpoint: Pick<Address, 'protocol' | 'port'>
  /** The host to connect to, to name in the Host header, and to check the certificate against. */
  hostname: string
  /** Path and query, percent-encoded. */
  target: string
  headers: Readonly<Record<string, string>>
  body?: string | undefined
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
  signal?: Abortable | undefined
}

/** What is needed of an AbortSignal. */
export interface Abortable extends Pick<AbortSignal, 'aborted' | 'reason'> {
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

const DEFAULT_TIMEOUT = 30_000
/** The largest body that is read, in bytes. MGW's own answers are some kilobytes. */
const MAX_BODY = 1024 * 1024

/**
 * Makes one request and reads the answer to its end. Redirects are not followed, certificates are always checked,
 * and the connection is closed afterwards.
 *
 * @throws TransportError when no answer came, MgwError `InvalidResponse` when what came is not a sound HTTP answer
 */
export function send(
  request: HttpRequest,
  { timeout = DEFAULT_TIMEOUT, signal }: SendOptions
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let phase: Phase = 'connecting'
    let outgoing: ClientRequest
    const refuse = (error: Error | Timeout, at = phase): void => {
      import(/* webpackChunkName: "failure" */ './transport-faults.ts').then(
        ({ explain }) => reject(explain(error, at)),
        reject
      )
    }
    try {
      outgoing = open(request)
    } catch (error) {
      // A proxy's URL that is none, or a header that cannot be one: Node's message may repeat what is wrong.
      refuse(error as Error)
      return
    }
    let isSettled = false
    const settle = (): void => {
      isSettled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      outgoing.destroy()
    }
    // A Timeout stands for the clock below, for which there is no error yet.
    const fail = (error: Error | Timeout): void => {
      if (isSettled) return
      settle()
      refuse(error)
    }
    const abort = (): void => {
      fail(new TransportError('ABORT_ERR', `The call was ended while ${phase}.`, phase, signal?.reason))
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
      read(incoming).then((response) => {
        settle()
        resolve(response)
      }, fail)
    })
    if (signal?.aborted) abort()
    else outgoing.end(request.body)
  })
}

const CLOSED = 'The connection was closed before the answer was complete.'

function open({ method, endpoint, hostname, target, headers, body }: HttpRequest): ClientRequest {
  const options = {
    method,
    // Node wants an IPv6 address without its brackets.
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: endpoint.port,
    path: target,
    headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) }
  }
  // http: is for loopback only (see endpoint.ts), so a proxy is never in its way.
  // Loaded here, since loading them takes longer than all the rest, and each needs its own only.
  if (endpoint.protocol === 'http:')
    return process.getBuiltinModule('node:http').request({ ...options, agent: false })
  const https = process.getBuiltinModule('node:https')
  return https.request({
    ...options,
    rejectUnauthorized: true,
    agent: new https.Agent({ proxyEnv: process.env })
  })
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
