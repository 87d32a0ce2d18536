import { readFileSync } from 'node:fs'
import { type Endpoint, MgwError, OFFICIAL_REGIONS } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import { TransportError } from '../http/transport-error.ts'
import type { Target } from '../inputs/inputs.ts'
import { changedOf, errorOf, type OperationResult } from '../job/result.ts'
import { describeThrottling, isThrottled, redactStatus, shownStatus } from '../job/states.ts'
import { MAX_CODE, MAX_ERROR_MSG, MAX_KEPT, MAX_MESSAGE, MAX_OUTPUT_BYTES, MAX_QUOTE } from '../limits.ts'
import { redact } from '../redact.ts'
import { escapeControls, truncate } from '../text.ts'
import { errorInfoFor, FALLBACKS, isKnownCode } from './error-catalogue.ts'

declare global {
  interface JSON {
    /** Verbatim JSON, for integers beyond a number's precision (ES2026; not in TypeScript yet). */
    rawJSON(text: string): object
  }
}

/** mgwutil's output, key for key. Unknown values are omitted: without a response, there is no StatusCode. */
export type Envelope = { StatusCode?: number | undefined; LogTime: string } & (
  | { Code: 'success'; Data: object }
  | { Code: 'fail'; ErrorMsg: string; ErrorCode: string; RequestId?: string | undefined }
)

/** How an operation is reported. */
export interface JobReport {
  target: Target
  result: OperationResult
  envelope: Envelope
  /** Also known on success, where mgwutil doesn't print it. */
  requestId: string | undefined
  /** What happened, in this action's words. */
  text: string
  /** The service's own words about a failure; empty if there are none. */
  serviceMessage: string
  /** Whether nothing was sent for this one of several jobs. */
  isSkipped?: boolean
}

/** @param time when the operation ended */
export function createJobReport(result: OperationResult, target: Target, time: Date): JobReport {
  const { requestId, statusCode, data = {} } = result
  const error = withRegionHint(errorOf(result), target.endpoint)
  if (error === undefined) {
    const envelope = { Code: 'success', StatusCode: statusCode, LogTime: logTime(time), Data: data } as const
    return { target, result, envelope, requestId, text: describeSuccess(result, target), serviceMessage: '' }
  }
  const errorRequestId = error instanceof MgwError ? error.requestId : undefined
  return {
    target,
    result,
    envelope: failureEnvelope(error, result, time),
    // An accepted change's request ID takes precedence over that of later requests.
    requestId: changedOf(result) === false ? (errorRequestId ?? requestId) : (requestId ?? errorRequestId),
    ...explain(error, result.note)
  }
}

export function failureEnvelope(error: unknown, observed: Partial<OperationResult>, time: Date): Envelope {
  const { note = '', statusCode } = observed
  const { code, message } = knownError(error)
  const response = error instanceof MgwError ? error.data : { statusCode }
  const text = error instanceof MgwError ? sdkText(error, message) : `${message} ${note}`.trim()
  return {
    Code: 'fail',
    StatusCode: response.statusCode,
    LogTime: logTime(time),
    // mgwutil prints an error on one line, with single quotes.
    ErrorMsg: truncate(redact(text).replaceAll('\n', ' ').replaceAll('"', "'"), MAX_ERROR_MSG),
    ErrorCode: code,
    RequestId: response.requestId ? truncate(response.requestId, MAX_CODE) : undefined
  }
}

/** Example: `2026-01-16 13:59:25`, in this machine's time zone. */
export function logTime(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}

/** The envelope as JSON, redacted. */
export function toJson(envelope: Envelope, indent: number): string {
  function show(this: unknown, name: string, value: unknown): unknown {
    // ErrorCode is redacted already.
    const isSafe = this === envelope && ['Code', 'LogTime', 'ErrorCode'].includes(name)
    if (typeof value === 'string') return isSafe ? value : redactStatus(value)
    return isModel(value) && value !== envelope ? withSafeKeys(value) : exactNumber(value)
  }
  return escapeOldCommands(JSON.stringify(envelope, show, indent))
}

/** The envelope as it fits into an output: a note in Data or in ErrorMsg says what was cut. */
export function boundEnvelope(envelope: Envelope): Envelope {
  if (Buffer.byteLength(toJson(envelope, 0)) <= MAX_OUTPUT_BYTES) return envelope
  if (envelope.Code === 'fail') return { ...envelope, ErrorMsg: truncate(envelope.ErrorMsg, MAX_KEPT) }
  return { ...envelope, Data: { Omitted: 'Data is longer than 128 KiB, so it is left out here.' } }
}

function isModel(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The service chooses the names of a document's elements. */
function withSafeKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [redact(name), field]))
}

/** For a JSON replacer: writes all digits of a bigint. */
export function exactNumber(value: unknown): unknown {
  return typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value
}

/** Runners also execute commands of the older form `##[name]`, anywhere in a line. JSON parsers undo the escape. */
export function escapeOldCommands(json: string): string {
  return json.replaceAll('##[', '##\\u005b')
}

function describeSuccess(result: OperationResult, { operation, jobName }: Target): string {
  const { job, note, samples, requestId, retryJob = jobName } = result
  const hasWaited = samples !== undefined
  const isQos = operation === 'update-qos'
  const throttling = isQos && job && isThrottled(job) ? `, with ${describeThrottling(job.importQos)}` : ''
  const now = `The job ${retryJob} is at ${shownStatus(job?.status) ?? 'an unknown state'}${throttling}.`
  if (note !== undefined) return hasWaited ? `${note} ${now}` : note
  if (changedOf(result) === false) return now
  const id = requestId === undefined ? '' : ` (request ID ${requestId})`
  if (hasWaited) return `${now} The service had accepted ${operation}${id}.`
  return `The service accepted ${operation} for the job ${jobName}${id}. The job's ${isQos ? 'throttling' : 'state'} changes shortly.`
}

/** @param note the state that the job is left in */
function explain(error: unknown, note: string | undefined): Pick<JobReport, 'text' | 'serviceMessage'> {
  const { code, message } = knownError(error)
  // This action's own messages are complete.
  if (error instanceof ActionError) return { text: [message, note].filter(Boolean).join(' '), serviceMessage: '' }
  const { summary, advice } =
    error instanceof TransportError && error.isProxyError
      ? FALLBACKS.proxy
      : errorInfoFor(code, error instanceof MgwError ? error.statusCode : undefined, message)
  const problem = /CERT|SIGNATURE/.test(code) && extraCaCertsProblem(process.env.NODE_EXTRA_CA_CERTS)
  const line = message.replace(/(?:(?![\x7f-\x9f])[\p{Cc}\s])+/gu, ' ').trim()
  const serviceMessage = truncate(escapeControls(line), MAX_QUOTE)
  return { text: [summary, note ?? advice, problem].filter(Boolean).join(' '), serviceMessage }
}

/** An error's code and message, redacted and truncated. */
function knownError(error: unknown): { code: string; message: string } {
  const isKnown = error instanceof ActionError || error instanceof TransportError || error instanceof MgwError
  // Any other error is a bug in this action: maintainers need the stack.
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const { code, message } = isKnown ? error : { code: 'UnexpectedError', message: stack }
  // A code that this action knows is never redacted, even if it equals a secret.
  const isOwn = !(error instanceof MgwError) || isKnownCode(code)
  return { code: isOwn ? code : truncate(code, MAX_CODE), message: truncate(message, MAX_MESSAGE) }
}

/** If one of MGW's own hosts isn't found, the region is probably misspelled. */
function withRegionHint(error: unknown, endpoint: Endpoint | undefined): unknown {
  if (!endpoint?.isMgw || !(error instanceof TransportError) || error.code !== 'ENOTFOUND') return error
  const isOfficial = (OFFICIAL_REGIONS as readonly string[]).includes(endpoint.region)
  const guess = isOfficial
    ? 'The region is an official one, so it seems that this machine cannot resolve the name (DNS, private network).'
    : `Is the region ${endpoint.region} mistyped?`
  const hint = `${guess} The official regions are ${OFFICIAL_REGIONS.join(', ')}.`
  return new TransportError(error.code, `${error.message}. ${hint}`, error.phase, error)
}

/** The Go SDK's text of an error (`SDKError.Error()` in github.com/alibabacloud-go/tea). */
function sdkText({ code, statusCode, data }: MgwError, message: string): string {
  return `SDKError:\n   StatusCode: ${statusCode ?? 0}\n   Code: ${code}\n   Message: ${message}\n   Data: ${goJson(data)}\n`
}

/** JSON as Go writes it: keys sorted, U+2028 and U+2029 escaped. */
function goJson(value: unknown): string {
  const sort = (_: string, field: unknown): unknown =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field
  return JSON.stringify(value, sort).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

/** Why Node read no certificate from this value of NODE_EXTRA_CA_CERTS; undefined if it did. */
export function extraCaCertsProblem(file: string | undefined): string | undefined {
  if (!file) return undefined
  const name = `NODE_EXTRA_CA_CERTS is ${JSON.stringify(file)}`
  try {
    if (readFileSync(file, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return undefined
    return `${name}, but that file holds no certificate in PEM form (-----BEGIN CERTIFICATE-----), so it was ignored.`
  } catch {
    return `${name}, but there is no such file that can be read, so it was ignored. In a container, a path is that of the container, not that of the machine.`
  }
}
