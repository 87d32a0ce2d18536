import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Reply, ReplyContext } from './reply.ts'

/** The settings of a fault; each fault reads the ones that its sentence names. */
export interface FaultOptions {
  /** ms between two bytes of one-byte-a-second. 1000, when absent. */
  intervalMs?: number
  /** Where redirect points to. A port of 127.0.0.1 at which nobody listens, when absent. */
  location?: string
  /** What the retry-after faults ask for. 1, when absent. */
  retryAfterSeconds?: number
  /** How far the server's clock is ahead in skewed-clock, in ms. An hour, when absent. */
  skewMs?: number
  /** For how long refuse keeps the port closed, in ms of real time. 1000, when absent; Infinity: until it is opened. */
  forMs?: number
}

/** A request that is about to be answered. */
export interface Exchange {
  response: ServerResponse
  socket: Socket
  context: ReplyContext
  /** The answer of a service in good health. */
  healthy: Reply
  options: FaultOptions
}

/** What went out as an answer. */
export interface Sent {
  /** null: no status line. */
  statusCode: number | null
  /** null: no refusal of the service. */
  errorCode: string | null
}

/** A way in which the emulator can fail. */
export interface Fault {
  /** What happens, in a sentence. */
  sentence: string
  /** Whether the request has its effect all the same. */
  applied: boolean
  /** The HTTP status that goes out, null when none does. */
  status: number | null
  /** Answers a request in this way. */
  answer: (exchange: Exchange) => Sent
}

/** An answer of which not even the status line went out. */
export const NO_ANSWER: Sent = { statusCode: null, errorCode: null }

/** What went out when all of a reply did, or at least its beginning. */
export function sent({ status, errorCode }: Reply): Sent {
  return { statusCode: status, errorCode }
}

/** Sends an answer as it should be sent. */
export function send(response: ServerResponse, reply: Reply): Sent {
  response.writeHead(reply.status, reply.headers).end(reply.body)
  return sent(reply)
}

/** Ends a connection with a TCP reset. Node cannot do that below TLS, where the connection is just dropped. */
export function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}

/** A body that stands in for none, as updates have, where there must be something to spoil. */
const STAND_IN = Buffer.from('<root>accepted</root>')

/** The reply with another body, which is XML by its headers whatever it is. */
export function withBody(reply: Reply, body: Buffer): Reply {
  const headers = { 'content-type': 'application/xml', 'content-length': String(body.length) }
  return { ...reply, body, headers: { ...reply.headers, ...headers } }
}

/** The reply, with a body in any case. */
export function notEmpty(reply: Reply): Reply {
  return reply.body.length > 0 ? reply : withBody(reply, STAND_IN)
}
