import type { Moment } from '../world/job.ts'
import type { Change } from '../world/region.ts'
import type { ShownEntry } from '../world/views.ts'

interface WireRequest {
  readonly method: string
  readonly host: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  body: string
  /** Whether it uses a kept connection. */
  isReused: boolean
  readonly isProxied: boolean
}

export interface Reply {
  status: number
  headers: Record<string, string>
  body: string
  /** The server's processing time. */
  afterMs: number
}

/** A network fault. */
export type Fault =
  /** The connection fails. */
  | { kind: 'unconnected'; code: string; statusCode?: number }
  /** The connection is reset. */
  | { kind: 'reset'; when: 'connecting' | 'waiting' | 'reading'; isDelivered: boolean }
  /** No answer arrives. */
  | { kind: 'silent'; isDelivered: boolean }
  /** A proxy or gateway answers instead of the server. */
  | { kind: 'replaced'; reply: Reply; isDelivered: boolean }

/** How a request travels. */
export interface Route {
  connectMs: number
  roundTripMs: number
  fault?: Fault | undefined
}

/** The simulated servers. */
export interface Servers {
  route(exchange: Exchange): Route
  /** Called when the whole request has arrived. */
  handle(exchange: Exchange): Reply
}

/** A request and its outcome. Times are virtual. */
export interface Exchange extends WireRequest {
  readonly id: number
  readonly at: number
  fault?: Fault | undefined
  /** When the last byte was sent. */
  sentAt?: number
  /** When the server received it, and its reply. */
  deliveredAt?: number
  reply?: Reply
  /** When the action received a complete answer, which can be a proxy's instead of the server's. */
  answeredAt?: number
  answer?: Reply
  /** When it failed, and Node's error code. */
  failedAt?: number
  failure?: string
  /** When the action aborted it. */
  abortedAt?: number
  /** The server's record of it, for the judge. */
  note?: Note
}

/** The server's record of a request. */
export interface Note {
  call: string
  job?: string
  /** The request ID in the answer. */
  requestId: string
  /** The error code of a refusal. */
  code?: string
  /** The requested change. */
  change?: Change
  /** What the answer shows: a job, a list of jobs, or a history. */
  moment?: Moment
  listed?: { name: string; moment: Moment }[]
  entries?: ShownEntry[]
}
