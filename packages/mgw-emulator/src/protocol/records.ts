import type { IncomingMessage } from 'node:http'

/** A request as it arrived, and what became of it. */
export interface ReceivedRecord {
  method: string
  /** The raw request target: path and query. */
  path: string
  /** Names in lower case. A header that came twice has both values, joined by a comma. */
  headers: Record<string, string>
  body: string
  requestId: string
  /** The number of the connection that it came on, from 1. */
  connection: number
  /** The status that was answered, null when none was. */
  statusCode: number | null
  /** The code of the refusal, null when it wasn't one. */
  errorCode: string | null
}

/** The headers of a request: names in lower case, values of one name joined by a comma. */
export function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(',')])
  )
}

/** The record of a request whose body and answer are still to come. */
export function makeRecord(request: IncomingMessage, requestId: string, connection: number): ReceivedRecord {
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: headersOf(request),
    body: '',
    requestId,
    connection,
    statusCode: null,
    errorCode: null
  }
}
