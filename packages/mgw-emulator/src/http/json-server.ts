import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../protocol/clock.ts'
import { headersOf } from '../protocol/records.ts'
import { listen, readBody, type TlsOptions } from './listener.ts'

/** A received request. */
export interface JsonRequest {
  method: string
  /** The raw request target: path and query. */
  path: string
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

/** A received request and the status of its response. */
export interface JsonRecord extends JsonRequest {
  /** null without a response. */
  statusCode: number | null
}

export interface JsonResponse {
  status: number
  body: object
}

/** A failure of the server: another response, raw bytes, or no response at all. */
export type JsonFailure = JsonResponse | { raw: Buffer } | 'silence'

/** A small JSON server on 127.0.0.1. */
export interface JsonServer {
  /** Without a trailing slash. */
  readonly url: string
  readonly port: number
  /** The received requests, oldest first. */
  readonly requests: JsonRecord[]
  /** Makes the next `times` requests fail (default: 1). Several calls queue up. */
  fail(failure: JsonFailure, times?: number): void
  /** Closes the port and all connections immediately. */
  close(): Promise<void>
}

export interface JsonServerOptions {
  /** 0 picks a free port. */
  port: number
  tls: TlsOptions | undefined
  /** The clock of the Date header. */
  now: Clock
  /** Errors that this throws become responses with status 500. */
  respond: (request: JsonRequest) => JsonResponse
}

function responseTo(request: JsonRequest, respond: JsonServerOptions['respond']): JsonResponse {
  try {
    return respond(request)
  } catch (error) {
    return { status: 500, body: { message: String(error) } }
  }
}

async function receive(request: IncomingMessage, requests: JsonRecord[]): Promise<JsonRecord> {
  const { method = '', url: path = '' } = request
  const record = { method, path, headers: headersOf(request), body: '', statusCode: null }
  requests.push(record)
  record.body = (await readBody(request))?.toString('utf8') ?? ''
  return record
}

function sendJson(response: ServerResponse, { status, body }: JsonResponse, now: number): void {
  const date = new Date(now).toUTCString()
  response.writeHead(status, { 'content-type': 'application/json', date })
  response.end(JSON.stringify(body))
}

/** Starts a JSON server. @throws Error (EADDRINUSE) if the port is taken */
export async function startJsonServer({ port, tls, now, respond }: JsonServerOptions): Promise<JsonServer> {
  const requests: JsonRecord[] = []
  const failures: JsonFailure[] = []

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const record = await receive(request, requests)
    const outcome = failures.shift() ?? responseTo(record, respond)
    if (outcome === 'silence') return
    if ('raw' in outcome) {
      request.socket.end(outcome.raw)
      return
    }
    record.statusCode = outcome.status
    sendJson(response, outcome, now())
  }

  const listener = await listen(handle, { port, tls })
  return {
    url: listener.url,
    port: listener.port,
    requests,
    close: listener.close,
    fail(failure, times = 1) {
      failures.push(...Array.from({ length: times }, () => failure))
    }
  }
}
