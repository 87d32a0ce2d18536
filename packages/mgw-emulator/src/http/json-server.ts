import type { IncomingMessage } from 'node:http'
import type { Clock } from '../protocol/clock.ts'
import { headersOf } from '../protocol/records.ts'
import { listen, readBody, type TlsOptions } from './listener.ts'

/** A request as it arrived. */
export interface JsonRequest {
  method: string
  /** The raw request target: path and query. */
  path: string
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

/** A request, and what was answered. */
export interface JsonRecord extends JsonRequest {
  /** null when nothing was answered. */
  statusCode: number | null
}

/** An answer. */
export interface JsonAnswer {
  status: number
  body: object
}

/** A failure of the server: an answer of the caller's choice, bytes instead of one, or none at all. */
export type JsonFailure = JsonAnswer | { raw: Buffer } | 'silence'

/** A small server of JSON on 127.0.0.1. */
export interface JsonServer {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  /** What arrived, in order. */
  readonly requests: JsonRecord[]
  /** Makes the next `times` requests fail, 1 when absent. Several calls line up. */
  fail(failure: JsonFailure, times?: number): void
  /** Closes the port and all connections, whatever is under way. */
  close(): Promise<void>
}

/** How a JSON server is started: 0 is any free port. */
export interface JsonServerOptions {
  port: number
  tls: TlsOptions | undefined
  /** The clock of the Date header, in ms since 1970. */
  now: Clock
  answer: (request: JsonRequest) => JsonAnswer
}

/** Starts a server that answers each request with JSON. */
export async function startJsonServer({ port, tls, now, answer }: JsonServerOptions): Promise<JsonServer> {
  const requests: JsonRecord[] = []
  const failures: JsonFailure[] = []

  function answerTo(request: JsonRequest): JsonAnswer {
    try {
      return answer(request)
    } catch (error) {
      return { status: 500, body: { message: String(error) } }
    }
  }

  async function receive(request: IncomingMessage): Promise<JsonRecord> {
    const { method = '', url: path = '' } = request
    const record = { method, path, headers: headersOf(request), body: '', statusCode: null }
    requests.push(record)
    record.body = (await readBody(request))?.toString('utf8') ?? ''
    return record
  }

  const {
    url,
    close,
    port: opened
  } = await listen(
    async (request, response) => {
      const record = await receive(request)
      const outcome = failures.shift() ?? answerTo(record)
      if (outcome === 'silence') return
      if ('raw' in outcome) {
        request.socket.end(outcome.raw)
        return
      }
      record.statusCode = outcome.status
      const date = new Date(now()).toUTCString()
      response.writeHead(outcome.status, { 'content-type': 'application/json', date })
      response.end(JSON.stringify(outcome.body))
    },
    { port, tls }
  )

  return {
    url,
    port: opened,
    requests,
    close,
    fail(failure, times = 1) {
      failures.push(...Array.from({ length: times }, () => failure))
    }
  }
}
