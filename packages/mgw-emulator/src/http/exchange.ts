import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Reply, ReplyContext } from './reply.ts'

/** The settings of faults. A fault uses those that its description mentions. */
export interface FaultOptions {
  /** The interval between the bytes of one-byte-a-second, in ms. Default: 1000. */
  intervalMs?: number
  /** The target of redirect. Default: a closed port of 127.0.0.1. */
  location?: string
  /** The delay in the Retry-After header, in seconds. Default: 1. */
  retryAfterSeconds?: number
  /** How far ahead the server's clock is in skewed-clock, in ms. Default: 1 h. */
  skewMs?: number
  /** How long refuse keeps the port closed, in ms of real time. Default: 1000. Infinity: until it is reopened. */
  forMs?: number
}

/** A request and what is needed to respond to it. */
export interface Exchange {
  response: ServerResponse
  socket: Socket
  context: ReplyContext
  /** The reply without a fault. */
  healthy: Reply
  options: FaultOptions
}

/** The outcome of a request, for its record. */
export interface SentResponse {
  /** null if no status line was sent. */
  statusCode: number | null
  /** null unless it is an error response of the service. */
  errorCode: string | null
}

/** A way in which a request can fail. */
export interface Fault {
  /** One sentence for the README and `--help`. */
  description: string
  /** Whether the request takes effect despite the fault. */
  applied: boolean
  /** The HTTP status that is sent, or null. */
  status: number | null
  respond: (exchange: Exchange) => SentResponse
}

export const NO_RESPONSE: SentResponse = { statusCode: null, errorCode: null }

/** The outcome of a request whose reply was sent, at least its status line. */
export function sentResponse({ status, errorCode }: Reply): SentResponse {
  return { statusCode: status, errorCode }
}

export function send(response: ServerResponse, reply: Reply): SentResponse {
  response.writeHead(reply.status, reply.headers).end(reply.body)
  return sentResponse(reply)
}

/** Resets a TCP connection. Under TLS, Node can't send a reset, so the connection is just closed. */
export function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}

/** A body for faults that alter it, since responses to updates have none. */
const PLACEHOLDER_BODY = Buffer.from('<root>accepted</root>')

/** Replaces the body. The content type is always XML. */
export function withBody(reply: Reply, body: Buffer): Reply {
  const headers = { 'content-type': 'application/xml', 'content-length': String(body.length) }
  return { ...reply, body, headers: { ...reply.headers, ...headers } }
}

/** Adds a placeholder body to an empty reply. */
export function withNonEmptyBody(reply: Reply): Reply {
  return reply.body.length > 0 ? reply : withBody(reply, PLACEHOLDER_BODY)
}
