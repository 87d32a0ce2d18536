import { ClientError, MgwError, requestIdFrom, TransportError } from '@alicloud/hcs-mgw20240626'
import { redact } from './credentials.ts'
import type { Done } from './operations.ts'
import { Unsettled } from './persist.ts'

/** What mgwutil prints, key for key. What is not known is left out. */
export type Envelope =
  | { Code: 'success'; StatusCode: number; LogTime: string; Data: object }
  | {
      Code: 'fail'
      /** The HTTP status. Left out when no answer came. */
      StatusCode?: number
      LogTime: string
      ErrorMsg: string
      ErrorCode: string
      RequestId?: string
    }

/** The service did as it was asked, but the job did not do as was hoped. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed'
  readonly code: string
  /** The service answered all the while. */
  readonly statusCode = 200

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** How a run ended. */
export interface Result {
  envelope: Envelope
  /** Known on success too, where mgwutil does not print it. */
  requestId: string | undefined
  /** The error's own message, without mgwutil's frame around it; empty on success. */
  message: string
  /** What is not known about the job after the failure; empty when nothing is. */
  doubt: string
  /** Whether the message is this action's own, and tells all that there is to say. */
  isOwn: boolean
}

/** The longest error message that is kept, in characters: outputs must fit into an environment variable (128 KiB). */
const MAX_MESSAGE = 16_384

export function success({ answer: { statusCode, headers }, data }: Done): Result {
  return {
    envelope: { Code: 'success', StatusCode: statusCode, LogTime: logTime(), Data: data },
    requestId: requestIdFrom(headers),
    message: '',
    doubt: '',
    isOwn: true
  }
}

/** The result of a run that ended with `error`, whatever was thrown. */
export function failure(thrown: unknown): Result {
  const [error, doubt] = thrown instanceof Unsettled ? [thrown.cause, thrown.message] : [thrown, '']
  const { code, message } = known(error)
  // Redacted before it is cut: what is left of a secret would not be found any more.
  const text = shorten(redact(message))
  const { statusCode = undefined, requestId = undefined } =
    error instanceof MgwError ? error : error instanceof JobFailed ? { statusCode: error.statusCode } : {}
  return {
    envelope: {
      Code: 'fail',
      ...(statusCode !== undefined && { StatusCode: statusCode }),
      LogTime: logTime(),
      ErrorMsg: oneLine(error instanceof MgwError ? sdkText(error, text) : `${text} ${doubt}`.trim()),
      ErrorCode: code,
      ...(requestId !== undefined && { RequestId: requestId })
    },
    requestId,
    message: text,
    doubt,
    isOwn: error instanceof ClientError || error instanceof JobFailed
  }
}

function known(error: unknown): { code: string; message: string } {
  if (
    error instanceof ClientError ||
    error instanceof TransportError ||
    error instanceof MgwError ||
    error instanceof JobFailed
  ) {
    return error
  }
  // Not foreseen, so a defect of this action: the stack is what its maintainers need.
  return {
    code: 'UnexpectedError',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}

/** The Go SDK's text of an error (`SDKError.Error()` in github.com/alibabacloud-go/tea). */
function sdkText({ code, statusCode, data }: MgwError, message: string): string {
  return `SDKError:\n   StatusCode: ${statusCode ?? 0}\n   Code: ${code}\n   Message: ${message}\n   Data: ${goJson(data)}\n`
}

/** As mgwutil prints an error: in one line, with single quotes. */
function oneLine(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll('"', "'")
}

/** JSON as Go writes it: keys sorted, and U+2028 and U+2029 escaped. */
function goJson(value: unknown): string {
  const sort = (_: string, field: unknown): unknown =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field
  return JSON.stringify(value, sort).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

function shorten(message: string): string {
  if (message.length <= MAX_MESSAGE) return message
  return `${message.slice(0, MAX_MESSAGE)}… (${message.length} characters in all)`
}

/** Now, as `YYYY-MM-DD HH:MM:SS` in the machine's own time zone. */
function logTime(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ')
}
