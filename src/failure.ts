import { ClientError, MgwError, TransportError } from '@alicloud/hcs-mgw20240626'
import { redact } from './credentials.ts'
import { Unsettled } from './persist.ts'
import { JobFailed, logTime, type Result, shorten } from './result.ts'

/** The longest error message that is kept, in characters: outputs must fit into an environment variable (128 KiB). */
const MAX_MESSAGE = 16_384

/** Control characters and white space. (To ask for them as \p{Cc} takes Node 0.1 ms.) */
const CONTROLS = /(?:[^!-~\xa1-\uffff]|\s)+/g

/** How much of the service's own text an annotation shows, in characters. */
const MAX_QUOTE = 1_000

/** The result of a run that ended with `error`, whatever was thrown. */
export async function failure(thrown: unknown): Promise<Result> {
  const [error, doubt] = thrown instanceof Unsettled ? [thrown.cause, thrown.message] : [thrown, '']
  const { code, message } = known(error)
  // Redacted before it is cut: what is left of a secret would not be found any more.
  const told = shorten(redact(message), MAX_MESSAGE)
  const { statusCode = undefined, requestId = undefined } =
    error instanceof MgwError ? error : error instanceof JobFailed ? { statusCode: error.statusCode } : {}
  return {
    envelope: {
      Code: 'fail',
      ...(statusCode !== undefined && { StatusCode: statusCode }),
      LogTime: logTime(),
      ErrorMsg: oneLine(error instanceof MgwError ? sdkText(error, told) : `${told} ${doubt}`.trim()),
      ErrorCode: code,
      ...(requestId !== undefined && { RequestId: requestId })
    },
    requestId,
    // This action's own errors tell all that there is to say.
    ...(error instanceof ClientError || error instanceof JobFailed
      ? { text: told, said: '' }
      : {
          text: await explanation(code, statusCode, doubt),
          said: shorten(told.replace(CONTROLS, ' ').trim(), MAX_QUOTE)
        })
  }
}

/** What an error means, and what to do, or what is in doubt. */
async function explanation(code: string, statusCode: number | undefined, doubt: string): Promise<string> {
  const { explain } = await import(/* webpackChunkName: "failure" */ './explain.ts')
  const { meaning, advice } = explain(code, statusCode)
  return [meaning, doubt || advice].join(' ')
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
