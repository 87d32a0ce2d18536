import { STATUS_CODES } from 'node:http'
import type { Behavior } from '../protocol/behavior.ts'
import type { ServiceError } from '../protocol/errors.ts'
import { renderXml } from '../protocol/xml.ts'

/** An HTTP answer, complete. */
export interface Reply {
  status: number
  headers: Record<string, string>
  body: Buffer
  /** The code in the body, when it is a refusal. */
  errorCode: string | null
}

/** What every answer to one request has in common. `now` is the server's clock in ms since 1970. */
export interface ReplyContext {
  now: number
  requestId: string
  hostId: string
  behavior: Behavior
}

/** An answer with the headers that all have. `headers` come on top. */
export function makeReply(
  context: ReplyContext,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {}
): Reply {
  const bytes = Buffer.from(body)
  const { requestIdOnSuccess, dateHeader, dateSkewMs } = context.behavior
  const hasRequestId = requestIdOnSuccess || status >= 300
  return {
    status,
    headers: {
      server: 'mgw-emulator',
      ...(dateHeader ? { date: new Date(context.now + dateSkewMs).toUTCString() } : {}),
      ...(hasRequestId ? { 'x-oss-request-id': context.requestId } : {}),
      ...(bytes.length === 0 ? {} : { 'content-type': 'application/xml' }),
      'content-length': String(bytes.length),
      ...headers
    },
    body: bytes,
    errorCode: null
  }
}

/** The XML of a refusal. */
function errorXml(context: ReplyContext, error: ServiceError): string {
  return renderXml('Error', {
    Code: error.code,
    Message: error.message,
    RequestId: context.requestId,
    HostId: context.hostId,
    ...error.details
  })
}

/** The answer to a request that is refused. */
export function errorReply(context: ReplyContext, error: ServiceError): Reply {
  return { ...makeReply(context, error.status, errorXml(context, error)), errorCode: error.code }
}

/** The status line and the headers of an answer, as bytes for a socket. */
export function headBytes({ status, headers }: Reply): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`, 'latin1')
}
