import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { authenticate } from '../auth/authentication.ts'
import type { Credential } from '../auth/credentials.ts'
import { type Failure, isApplied, respondWithFailure, skewOf } from '../faults/failures.ts'
import type { ConnectionRules } from '../http/connections.ts'
import { NO_RESPONSE, reset, type SentResponse, send } from '../http/exchange.ts'
import { type Handler, readBody } from '../http/listener.ts'
import { errorReply, makeReply, type Reply, type ReplyContext } from '../http/reply.ts'
import type { Clock } from '../protocol/clock.ts'
import { ServiceError, serviceError } from '../protocol/errors.ts'
import { makeRequestId } from '../protocol/ids.ts'
import { makeRecord, type ReceivedRecord } from '../protocol/records.ts'
import type { Service } from './operations.ts'
import { dispatch, operationName } from './routes.ts'

export interface RequestHandlerOptions {
  service: Service
  /** The clock of signatures and of the Date header. */
  now: Clock
  credentials: readonly Credential[]
  region: string
  hostId: string
  connections: ConnectionRules
  /** The record of each request is added to this array when the request arrives. */
  requests: ReceivedRecord[]
  /** Called once per request. Returns the failure of the request, if any. */
  failureOf: (request: ReceivedRecord) => Failure | undefined
  /** Called once a complete request was handled, with or without a response. */
  onRequest: (request: ReceivedRecord) => void
}

interface Received {
  record: ReceivedRecord
  body: Buffer
  response: ServerResponse
  socket: Socket
}

function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown
  if (thrown instanceof URIError) {
    return serviceError('InvalidArgument', 'The URI is not percent-encoded UTF-8.')
  }
  return serviceError('InternalError', String(thrown))
}

function authenticationError(
  { credentials, region }: RequestHandlerOptions,
  { record, body }: Received,
  now: number
): ServiceError | undefined {
  const { method, path: target, headers } = record
  try {
    authenticate({ method, target, headers, body }, { credentials, region, now })
    return undefined
  } catch (thrown) {
    return asServiceError(thrown)
  }
}

/** Executes a request and returns its reply, which can be an error. */
function execute(service: Service, record: ReceivedRecord, context: ReplyContext): Reply {
  const { method, path: target, body: text } = record
  try {
    const { status, body } = dispatch(service, { method, target, body: text })
    return makeReply(context, status, body)
  } catch (thrown) {
    return errorReply(context, asServiceError(thrown))
  }
}

/** Responds to a complete request. A request that fails authentication still uses up its failure. */
function respond(options: RequestHandlerOptions, request: Received): SentResponse {
  const { service, hostId } = options
  const { record, response, socket } = request
  const failure = options.failureOf(record)
  const now = options.now() + skewOf(failure)
  const context = { now, requestId: record.requestId, hostId, behavior: service.behavior }
  const error = authenticationError(options, request, now)
  if (error !== undefined) return send(response, errorReply(context, error))
  const takesEffect = isApplied(failure) || record.method === 'GET'
  const healthy = takesEffect ? execute(service, record, context) : makeReply(context, 200, '')
  if (failure === undefined) return send(response, healthy)
  return respondWithFailure(failure, { response, socket, context, healthy })
}

function resetConnection({ socket }: Received): SentResponse {
  reset(socket)
  return NO_RESPONSE
}

/** Creates the handler of the emulator's HTTP server. */
export function createRequestHandler(options: RequestHandlerOptions): Handler {
  return async (request, response, { connection, reused }) => {
    const { requests, now } = options
    const record = makeRecord(request, makeRequestId(now(), requests.length), connection)
    requests.push(record)
    const body = await readBody(request)
    if (body === undefined) return
    record.body = body.toString('utf8')
    record.operation = operationName({ method: record.method, target: record.path })
    const received = { record, body, response, socket: request.socket }
    const isReset = reused && options.connections.resetReused === true
    Object.assign(record, isReset ? resetConnection(received) : respond(options, received))
    options.onRequest(record)
  }
}
