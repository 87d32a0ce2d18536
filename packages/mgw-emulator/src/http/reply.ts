import { STATUS_CODES } from 'node:http'
import type { Behavior } from '../protocol/behavior.ts'
import type { ServiceError } from '../protocol/errors.ts'
import { renderXml } from '../protocol/xml.ts'

/** A complete HTTP response. */
export interface Reply {
  status: number
  headers: Record<string, string>
  body: Buffer
  /** The error code in the body, or null. */
  errorCode: string | null
}

/** What every reply to a request needs. `now` is the server's time in ms since 1970. */
export interface ReplyContext {
  now: number
  requestId: string
  hostId: string
  behavior: Behavior
}

/** Creates a reply with the default headers. `headers` are added or override them. */
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

function errorXml(context: ReplyContext, error: ServiceError): string {
  return renderXml('Error', {
    Code: error.code,
    Message: error.message,
    RequestId: context.requestId,
    HostId: context.hostId,
    ...error.details
  })
}

export function errorReply(context: ReplyContext, error: ServiceError): Reply {
  return { ...makeReply(context, error.status, errorXml(context, error)), errorCode: error.code }
}

/** Serializes the status line and the headers, for writing to a socket directly. */
export function headBytes({ status, headers }: Reply): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`, 'latin1')
}
