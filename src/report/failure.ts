import { ClientError, identifier, MgwError, TransportError } from '@alicloud/hcs-mgw20240626'
import { JobFailed, type OperationResult } from '../job/result.ts'
import { redact } from '../runner/secrets.ts'
import { type Envelope, logTime } from './envelope.ts'
import { explanationOf, PROXY } from './explanations.ts'
import { shorten } from './text.ts'
import { trustProblem } from './trust.ts'

/** The longest error message that is kept, in characters: outputs must fit into an environment variable (128 KiB). */
const MAX_MESSAGE = 16_384

/** The longest text of an error, and the longest code and ID, with all that the service's Data may hold. */
const MAX_TEXT = 32_768
const MAX_CODE = 256

/** How much of the service's own text an annotation shows, in characters. */
const MAX_QUOTE = 1_000

/** Control characters and white space. */
const CONTROLS = /[\p{Cc}\s]+/gu

export function envelopeOfFailure({ error, note = '', statusCode }: OperationResult, time: Date): Envelope {
  const { code, message } = known(error)
  const status = error instanceof MgwError ? error.statusCode : statusCode
  const requestId = error instanceof MgwError ? error.data.requestId : undefined
  const text = error instanceof MgwError ? `${sdkText(error, message)}${note}` : `${message} ${note}`.trim()
  return {
    Code: 'fail',
    ...(status !== undefined && { StatusCode: status }),
    LogTime: logTime(time),
    ErrorMsg: shorten(redact(oneLine(text)), MAX_TEXT),
    ErrorCode: code,
    ...(requestId && { RequestId: shorten(redact(requestId), MAX_CODE) })
  }
}

/** What an error means, what to do, and what somebody else said of it. `note`: where it leaves the job. */
export function explain(
  error: unknown,
  note: string | undefined
): { text: string; said: string; requestId: string | undefined } {
  const { code, message } = known(error)
  const requestId = error instanceof MgwError ? error.requestId : undefined
  // This action's own errors tell all that there is to say.
  if (error instanceof ClientError || error instanceof JobFailed)
    return { text: [message, note].filter(Boolean).join(' '), said: '', requestId }
  const isOfProxy = error instanceof TransportError && error.ofProxy
  const { meaning, advice } = isOfProxy
    ? PROXY
    : explanationOf(code, error instanceof MgwError ? error.statusCode : undefined)
  const trust = /CERT|SIGNATURE/.test(code) ? trustProblem(process.env.NODE_EXTRA_CA_CERTS) : undefined
  const said = shorten(message.replace(CONTROLS, ' ').trim(), MAX_QUOTE)
  return { text: [meaning, note ?? advice, trust].filter(Boolean).join(' '), said, requestId }
}

/** An error's code and its message, without keys, and cut where it is too long. */
function known(error: unknown): { code: string; message: string } {
  const isKnown =
    error instanceof ClientError ||
    error instanceof TransportError ||
    error instanceof MgwError ||
    error instanceof JobFailed
  // What was not foreseen is a defect of this action: the stack is what its maintainers need.
  const { code, message } = isKnown
    ? error
    : {
        code: 'UnexpectedError',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error)
      }
  // Redacted before it is cut: what is left of a secret would not be found any more.
  return {
    // A code that is a word stays one, whatever word a secret is.
    code: identifier(code) ?? shorten(redact(code), MAX_CODE),
    message: shorten(redact(message), MAX_MESSAGE)
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
