import type { IncomingMessage } from 'node:http'

/** A received request and its outcome. */
export interface ReceivedRecord {
  method: string
  /** The raw request target: path and query. */
  path: string
  /** The API's name of the operation, such as `CreateJob`, or null. */
  operation: string | null
  /** Names in lower case. Repeated headers are joined with a comma. */
  headers: Record<string, string>
  body: string
  requestId: string
  /** The number of the connection, starting at 1. */
  connection: number
  /** The HTTP status of the response, or null without one. */
  statusCode: number | null
  /** The error code of the response, or null. */
  errorCode: string | null
}

/** The headers of a request. Names are in lower case, repeated headers are joined with a comma. */
export function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(',')])
  )
}

/** Creates the record of a request before its body is read. */
export function makeRecord(request: IncomingMessage, requestId: string, connection: number): ReceivedRecord {
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    operation: null,
    headers: headersOf(request),
    body: '',
    requestId,
    connection,
    statusCode: null,
    errorCode: null
  }
}
