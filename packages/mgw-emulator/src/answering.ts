import type { IncomingMessage, ServerResponse } from 'node:http'
import { authenticate } from './authentication.ts'
import type { Credential } from './credentials.ts'
import { refusal, ServiceError } from './errors.ts'
import { answerFailing, type Failure, isApplied, skewOf } from './failures.ts'
import { send } from './faults.ts'
import { readBody } from './listener.ts'
import { perform, type Service } from './operations.ts'
import { makeRecord, type ReceivedRecord } from './records.ts'
import { errorReply, makeReply, makeRequestId, type Reply, type ReplyContext } from './reply.ts'

/** What answering goes by. */
export interface AnsweringRules {
  service: Service
  credentials: readonly Credential[]
  region: string
  hostId: string
  /** Receives the record of each request as it arrives. */
  requests: ReceivedRecord[]
  /** The failure that a request meets, asked once for each. */
  failureOf: (request: ReceivedRecord) => Failure | undefined
  /** Called when a request has been answered, or left without an answer for good. */
  onRequest: (request: ReceivedRecord) => void
}

/** What went wrong with a request, as the service says it. */
function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown
  if (thrown instanceof URIError) return refusal('InvalidArgument', 'The URI is not percent-encoded UTF-8.')
  return refusal('InternalError', String(thrown))
}

/** Checks a request and, when it is applied, lets it have its effect. @throws ServiceError */
function healthyReply(
  rules: AnsweringRules,
  request: Received,
  context: ReplyContext,
  applied: boolean
): Reply {
  const { record, body } = request
  const { method, path: target, headers } = record
  const { credentials, region } = rules
  authenticate({ method, target, headers, body }, { credentials, region, now: context.now })
  if (!applied) return makeReply(context, 200, '')
  const answer = perform(rules.service, { method, target, body: record.body })
  return makeReply(context, answer.status, answer.body)
}

interface Received {
  record: ReceivedRecord
  body: Buffer
  response: ServerResponse
}

/** Answers a request that has arrived in full. One that isn't authentic is refused whatever failure it meets. */
function answer(rules: AnsweringRules, request: Received): void {
  const { record, response } = request
  const { socket } = response
  // The client went away: nobody is left to be answered, and the service may act or not.
  if (socket === null) return
  const failure = rules.failureOf(record)
  const context = {
    now: rules.service.now() + skewOf(failure),
    requestId: record.requestId,
    hostId: rules.hostId
  }
  try {
    const healthy = healthyReply(rules, request, context, isApplied(failure))
    const exchange = { response, socket, context, healthy }
    Object.assign(record, failure ? answerFailing(failure, exchange) : send(response, healthy))
  } catch (thrown) {
    const error = asServiceError(thrown)
    send(response, errorReply(context, error))
    Object.assign(record, { statusCode: error.status, errorCode: error.code })
  }
}

/** The handler of the emulator's HTTP server. */
export function createAnswering(rules: AnsweringRules) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { requests, service } = rules
    const record = makeRecord(request, makeRequestId(service.now(), requests.length))
    requests.push(record)
    const body = await readBody(request)
    if (body === undefined) return
    record.body = body.toString('utf8')
    answer(rules, { record, body, response })
    rules.onRequest(record)
  }
}
