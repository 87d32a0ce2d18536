import { type Exchange, type FaultOptions, type SentResponse, send } from '../http/exchange.ts'
import { errorReply } from '../http/reply.ts'
import { ServiceError } from '../protocol/errors.ts'
import type { ReceivedRecord } from '../protocol/records.ts'
import { FAULTS, type FaultName } from './faults.ts'

/** Which requests fail, and how often. */
interface FailureScope {
  /** How many requests fail. Default: 1, or Infinity for skewed-clock. */
  times?: number
  /** The method of the requests that fail. Default: any. */
  method?: string
  /** The operation that fails, such as `CreateJob`. Default: any. */
  operation?: string
  /** Whether the request takes effect although it fails. Default: the fault's `applied`, otherwise false. */
  applied?: boolean
}

/** An error response. A code outside `ERRORS` needs `status` and `message`. */
export interface CodeFailure extends FailureScope {
  code: string
  status?: number
  message?: string
  details?: Record<string, string>
}

/** A fault from `FAULTS`, with its settings. */
export interface FaultFailure extends FailureScope, FaultOptions {
  fault: FaultName
}

/** Raw bytes instead of the response, including the status line. The connection is closed after them. */
export interface RawFailure extends FailureScope {
  raw: Buffer
}

export type Failure = CodeFailure | FaultFailure | RawFailure

/** The queued failures, in the order of the `add` calls. */
export interface FailureQueue {
  add(failure: Failure): void
  /** Takes the next failure that applies to a request. */
  take(request: ReceivedRecord): Failure | undefined
  /** Takes the next failure if it is a `refuse`, which isn't tied to a request. */
  takeRefuse(): FaultFailure | undefined
  clear(): void
}

function isFault<Name extends FaultName>(failure: Failure, name: Name): failure is FaultFailure & { fault: Name } {
  return 'fault' in failure && failure.fault === name
}

function appliesTo({ method, operation }: Failure, request: ReceivedRecord): boolean {
  if (method !== undefined && method !== request.method) return false
  return operation === undefined || operation === request.operation
}

function timesOf(failure: Failure): number {
  return failure.times ?? (isFault(failure, 'skewed-clock') ? Number.POSITIVE_INFINITY : 1)
}

export function createFailureQueue(): FailureQueue {
  let queue: { failure: Failure; remaining: number }[] = []

  return {
    add(failure) {
      queue.push({ failure, remaining: timesOf(failure) })
    },
    take(request) {
      const item = queue.find(({ failure }) => appliesTo(failure, request))
      if (item === undefined) return undefined
      item.remaining -= 1
      queue = queue.filter(({ remaining }) => remaining > 0)
      return item.failure
    },
    takeRefuse() {
      const head = queue[0]?.failure
      if (head === undefined || !isFault(head, 'refuse')) return undefined
      queue.shift()
      return head
    },
    clear() {
      queue = []
    }
  }
}

/** How far ahead the server's clock is for this request, in ms. */
export function skewOf(failure: Failure | undefined): number {
  return failure !== undefined && isFault(failure, 'skewed-clock') ? (failure.skewMs ?? 3_600_000) : 0
}

/**
 * Whether a request takes effect. With a skewed clock it does, because it only gets this far if it was signed with that
 * clock's time.
 */
export function isApplied(failure: Failure | undefined): boolean {
  if (failure === undefined || isFault(failure, 'skewed-clock')) return true
  return failure.applied ?? ('fault' in failure ? FAULTS[failure.fault].applied : false)
}

function statusIn(raw: Buffer): number | null {
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(raw.toString('latin1', 0, 16)) ?? []
  return status === undefined ? null : Number(status)
}

/** Responds to a request that is supposed to fail. */
export function respondWithFailure(failure: Failure, exchange: Omit<Exchange, 'options'>): SentResponse {
  if ('fault' in failure) return FAULTS[failure.fault].respond({ ...exchange, options: failure })
  if ('code' in failure) {
    return send(exchange.response, errorReply(exchange.context, new ServiceError(failure.code, failure)))
  }
  exchange.socket.end(failure.raw)
  return { statusCode: statusIn(failure.raw), errorCode: null }
}
