import { type Exchange, type FaultOptions, type Sent, send } from '../http/exchange.ts'
import { errorReply } from '../http/reply.ts'
import { ServiceError } from '../protocol/errors.ts'
import { FAULTS, type FaultName } from './faults.ts'

/** Which requests a failure is for. */
interface FailureScope {
  /** How many requests fail in this way. 1 when absent, and for skewed-clock all that follow. */
  times?: number
  /** Only requests with this method; others pass it by. */
  method?: string
  /** Whether the request has its effect although it fails. As the fault has it, when absent; else not. */
  applied?: boolean
}

/** A refusal with an error code of the service. Needs `status` and `message` when the code isn't in `ERRORS`. */
export interface CodeFailure extends FailureScope {
  code: string
  status?: number
  message?: string
  details?: Record<string, string>
}

/** One of `FAULTS`, with its settings. */
export interface FaultFailure extends FailureScope, FaultOptions {
  fault: FaultName
}

/** Bytes of the caller's choice as the whole answer, status line included; then the connection is closed. */
export interface RawFailure extends FailureScope {
  raw: Buffer
}

/** A way in which a request, or several, shall fail. */
export type Failure = CodeFailure | FaultFailure | RawFailure

/** Failures that wait for their requests, in the order in which they were asked for. */
export interface FailureQueue {
  add(failure: Failure): void
  /** The failure of a request with this method, taken out of the queue. */
  take(method: string): Failure | undefined
  /** The `refuse` that has come to the head of the queue, taken out of it. */
  takeRefusal(): FaultFailure | undefined
  clear(): void
}

function isFault<Name extends FaultName>(
  failure: Failure,
  name: Name
): failure is FaultFailure & { fault: Name } {
  return 'fault' in failure && failure.fault === name
}

function timesOf(failure: Failure): number {
  return failure.times ?? (isFault(failure, 'skewed-clock') ? Number.POSITIVE_INFINITY : 1)
}

/** An empty queue of failures. */
export function createFailureQueue(): FailureQueue {
  let waiting: { failure: Failure; left: number }[] = []

  return {
    add(failure) {
      waiting.push({ failure, left: timesOf(failure) })
    },
    take(method) {
      const item = waiting.find(({ failure }) => failure.method === undefined || failure.method === method)
      if (item === undefined) return undefined
      item.left -= 1
      waiting = waiting.filter(({ left }) => left > 0)
      return item.failure
    },
    takeRefusal() {
      const head = waiting[0]?.failure
      if (head === undefined || !isFault(head, 'refuse')) return undefined
      waiting.shift()
      return head
    },
    clear() {
      waiting = []
    }
  }
}

/** How far ahead the server's clock is for a request, in ms. */
export function skewOf(failure: Failure | undefined): number {
  return failure !== undefined && isFault(failure, 'skewed-clock') ? (failure.skewMs ?? 3_600_000) : 0
}

/**
 * Whether a request has its effect: always without a failure, and else as the failure has it. With a skewed clock it
 * has one as soon as it is signed by that clock.
 */
export function isApplied(failure: Failure | undefined): boolean {
  if (failure === undefined || isFault(failure, 'skewed-clock')) return true
  return failure.applied ?? ('fault' in failure ? FAULTS[failure.fault].applied : false)
}

function statusIn(raw: Buffer): number | null {
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(raw.toString('latin1', 0, 16)) ?? []
  return status === undefined ? null : Number(status)
}

/** Answers a request in the way of its failure. */
export function answerFailing(failure: Failure, exchange: Omit<Exchange, 'options'>): Sent {
  if ('fault' in failure) return FAULTS[failure.fault].answer({ ...exchange, options: failure })
  if ('code' in failure) {
    return send(exchange.response, errorReply(exchange.context, new ServiceError(failure.code, failure)))
  }
  exchange.socket.end(failure.raw)
  return { statusCode: statusIn(failure.raw), errorCode: null }
}
