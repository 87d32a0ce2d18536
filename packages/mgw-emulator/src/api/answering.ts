import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { authenticate } from '../auth/authentication.ts'
import type { Credential } from '../auth/credentials.ts'
import { answerFailing, type Failure, isApplied, skewOf } from '../faults/failures.ts'
import type { ConnectionRules } from '../http/connections.ts'
import { NO_ANSWER, reset, type Sent, send } from '../http/exchange.ts'
import { type Handler, readBody } from '../http/listener.ts'
import { errorReply, makeReply, type Reply, type ReplyContext } from '../http/reply.ts'
import type { Clock } from '../protocol/clock.ts'
import { refusal, ServiceError } from '../protocol/errors.ts'
import { makeRequestId } from '../protocol/ids.ts'
import { makeRecord, type ReceivedRecord } from '../protocol/records.ts'
import type { Service } from './operations.ts'
import { perform } from './routes.ts'

/** What answering goes by. */
export interface AnsweringRules {
  service: Service
  /** The clock of signatures, and of the answers' Date. */
  now: Clock
  credentials: readonly Credential[]
  region: string
  hostId: string
  connections: ConnectionRules
  /** Receives the record of each request as it arrives. */
  requests: ReceivedRecord[]
  /** The failure that a request meets, asked once for each. */
  failureOf: (request: ReceivedRecord) => Failure | undefined
  /** Called when a request that arrived in full has been answered, or left without an answer for good. */
  onRequest: (request: ReceivedRecord) => void
}

/** What went wrong with a request, as the service says it. */
function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown
  if (thrown instanceof URIError) return refusal('InvalidArgument', 'The URI is not percent-encoded UTF-8.')
  return refusal('InternalError', String(thrown))
}

interface Received {
  record: ReceivedRecord
  body: Buffer
  response: ServerResponse
  socket: Socket
}

/** What is wrong with a request before it is asked what it wants. */
function flawOf(rules: AnsweringRules, { record, body }: Received, now: number): ServiceError | undefined {
  const { method, path: target, headers } = record
  const { credentials, region } = rules
  try {
    authenticate({ method, target, headers, body }, { credentials, region, now })
    return undefined
  } catch (thrown) {
    return asServiceError(thrown)
  }
}

/** Lets a request have its effect. The answer is a refusal when the service says no. */
function performed({ service }: AnsweringRules, record: ReceivedRecord, context: ReplyContext): Reply {
  const { method, path: target, body: text } = record
  try {
    const { status, body } = perform(service, { method, target, body: text })
    return makeReply(context, status, body)
  } catch (thrown) {
    return errorReply(context, asServiceError(thrown))
  }
}

/** Answers a request that has arrived in full. One that isn't authentic is refused whatever failure it meets. */
function answer(rules: AnsweringRules, request: Received): Sent {
  const { record, response, socket } = request
  const failure = rules.failureOf(record)
  const now = rules.now() + skewOf(failure)
  const context = { now, requestId: record.requestId, hostId: rules.hostId, behavior: rules.service.behavior }
  const flaw = flawOf(rules, request, now)
  if (flaw !== undefined) return send(response, errorReply(context, flaw))
  const hasEffect = isApplied(failure) || record.method === 'GET'
  const healthy = hasEffect ? performed(rules, record, context) : makeReply(context, 200, '')
  if (failure === undefined) return send(response, healthy)
  return answerFailing(failure, { response, socket, context, healthy })
}

/** Ends the connection of a request, which has no effect. */
function resetConnection({ socket }: Received): Sent {
  reset(socket)
  return NO_ANSWER
}

/** The handler of the emulator's HTTP server. */
export function createAnswering(rules: AnsweringRules): Handler {
  return async (request, response, { connection, reused }) => {
    const { requests, now } = rules
    const record = makeRecord(request, makeRequestId(now(), requests.length), connection)
    requests.push(record)
    const body = await readBody(request)
    if (body === undefined) return
    record.body = body.toString('utf8')
    const received = { record, body, response, socket: request.socket }
    const isReset = reused && rules.connections.resetReused === true
    Object.assign(record, isReset ? resetConnection(received) : answer(rules, received))
    rules.onRequest(record)
  }
}
