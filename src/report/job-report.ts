import { readFileSync } from 'node:fs'
import { type Endpoint, MgwError, OFFICIAL_REGIONS, parseMgwHost } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import { TransportError } from '../http/transport-error.ts'
import type { Target } from '../inputs/inputs.ts'
import type { Counters } from '../job/history.ts'
import { changedOf, errorOf, type OperationResult } from '../job/result.ts'
import { describeStatus, describeThrottling, isFinished, isThrottled, redactStatus } from '../job/states.ts'
import { MAX_CODE, MAX_ERROR_MSG, MAX_KEPT, MAX_MESSAGE, MAX_OUTPUT_BYTES, MAX_QUOTE } from '../limits.ts'
import { redact } from '../redact.ts'
import { escapeControls, escapeOldCommands, joinParts, prefixed, truncate } from '../text.ts'
import { formatBytes, formatCount, formatDuration, formatNumber, formatPercent, partOf } from '../units.ts'
import { anchorOf, errorInfoFor, isKnownCode } from './error-catalogue.ts'

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
  /** The section of docs/troubleshooting.md about a failure. */
  section?: string
  /** Whether nothing was sent for this one of several jobs. */
  isSkipped?: boolean
}

/** @param time when the operation ended */
export function createJobReport(result: OperationResult, target: Target, time: Date): JobReport {
  const { requestId, statusCode, data = {} } = result
  const error = errorOf(result)
  if (error === undefined) {
    const envelope = { Code: 'success', StatusCode: statusCode, LogTime: logTime(time), Data: data } as const
    return { target, result, envelope, requestId, text: describeSuccess(result, target), serviceMessage: '' }
  }
  const errorRequestId = error instanceof MgwError ? error.requestId : undefined
  return {
    target,
    result,
    envelope: failureEnvelope(error, statusCode, time),
    // An accepted change's request ID takes precedence over that of later requests.
    requestId: changedOf(result) === false ? (errorRequestId ?? requestId) : (requestId ?? errorRequestId),
    ...explain(error, result, target)
  }
}

/** @param statusCode of the last response, if the error isn't a response */
function failureEnvelope(error: unknown, statusCode: number | undefined, time: Date): Envelope {
  const { code, message } = knownError(error)
  const [response, text] =
    error instanceof MgwError ? [error.data, sdkText(error, message)] : [{ statusCode, requestId: '' }, message]
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
    if (!isModel(value) || value === envelope) return exactNumber(value)
    // The service chooses the names of a document's elements.
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [redact(key), field]))
  }
  return escapeOldCommands(JSON.stringify(envelope, show, indent))
}

/** The envelope as it fits into an output: a note in Data or in ErrorMsg says what was cut. */
export function boundEnvelope(envelope: Envelope): Envelope {
  if (Buffer.byteLength(toJson(envelope, 0)) <= MAX_OUTPUT_BYTES) return envelope
  if (envelope.Code === 'fail') return { ...envelope, ErrorMsg: truncate(envelope.ErrorMsg, MAX_KEPT) }
  return { ...envelope, Data: { Omitted: 'Data is longer than 128 KiB.' } }
}

function isModel(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** For a JSON replacer: writes all digits of a bigint. */
export function exactNumber(value: unknown): unknown {
  return typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value
}

function describeSuccess(result: OperationResult, target: Target): string {
  const { note, samples, roundStatus, report, retryJob } = result
  const { operation, jobName } = target
  const changed = changedOf(result)
  const isReported = samples === undefined || roundStatus !== undefined || report !== undefined
  if (isReported && note !== undefined) return note
  const id = result.requestId === undefined ? '' : ` (request ID ${result.requestId})`
  if (samples === undefined && changed !== false) {
    return operation === 'update-qos'
      ? `Throttling of ${jobName} set to ${describeThrottling(result.job?.importQos)}${id}.`
      : `${operation} was accepted for ${jobName}${id}. Its state changes within seconds. To wait for that, set wait-for to applied.`
  }
  const now = describeNow(result, operation, retryJob ?? jobName)
  if (retryJob !== undefined) return joinParts([note, now])
  return joinParts([now, note, changed && `${operation} was accepted${id}.`])
}

function describeNow({ job, counters, samples }: OperationResult, operation: string, jobName: string): string {
  // At the end of a wait, GetJob can lag behind the history.
  const hasEnded = isFinished(job?.status) || (samples !== undefined && job === undefined)
  if (hasEnded && counters !== undefined) return describeEnd(jobName, counters)
  if (operation === 'update-qos' && job !== undefined && isThrottled(job))
    return `${jobName} is throttled to ${describeThrottling(job.importQos)}.`
  const percent = prefixed(', ', formatPercent(counters?.percent))
  return `${jobName} is ${describeStatus(job?.status)}${percent}${prefixed(': ', describeFiles(counters))}.`
}

/** Example: `nightly finished in 1 h 6 min: 1,000 of 1,000 files, 1.0 GiB, 0 failed.` */
function describeEnd(jobName: string, counters: Counters): string {
  const { totalCount, copiedCount, failedCount = 0n, duration } = counters
  // A job that was closed has also finished.
  const isShort = totalCount !== undefined && copiedCount !== undefined && copiedCount + failedCount < totalCount
  const time = duration === undefined ? '' : ` ${isShort ? 'after' : 'in'} ${formatDuration(duration)}`
  return `${jobName} ${isShort ? 'ended' : 'finished'}${time}${prefixed(': ', describeFiles(counters))}.`
}

/** Example: `998 of 1,000 files, 1.0 GiB, 2 failed, 10 skipped`; empty if nothing is known. */
export function describeFiles(counters: Partial<Counters> = {}): string {
  const { totalCount, copiedCount, copiedBytes, totalBytes, failedCount, skippedCount } = counters
  const parts = [
    copiedCount !== undefined && `${partOf(copiedCount, totalCount, formatNumber)} files`,
    partOf(copiedBytes, copiedBytes === totalBytes ? undefined : totalBytes, formatBytes),
    formatCount(failedCount, 'failed'),
    skippedCount && formatCount(skippedCount, 'skipped')
  ]
  return joinParts(parts, ', ')
}

/** Whether a migration needs attention although the operation succeeded. */
export function isInTrouble({ target, result }: Pick<JobReport, 'target' | 'result'>): boolean {
  const { job, counters } = result
  const isInterrupted = job?.status === 'IMPORT_JOB_INTERRUPTED' && target.operation.startsWith('get-job')
  return isInterrupted || Boolean(counters?.failedCount)
}

function explain(error: unknown, { note }: OperationResult, { endpoint }: Target) {
  const { code, message } = knownError(error)
  // This action's own messages are complete.
  if (error instanceof ActionError)
    return { text: joinParts([message, note]), serviceMessage: '', section: anchorOf(code) }
  // The first class has the control characters below the space, too.
  const line = message.replace(/(?:[^!-\uffff]|\s)+/g, ' ').trim()
  const serviceMessage = truncate(escapeControls(line), MAX_QUOTE)
  // The message about a proxy is complete, too.
  if (error instanceof TransportError && (error.isProxyError || code.startsWith('ERR_PROXY'))) {
    const section = error.isProxyError ? 'proxies' : anchorOf(code)
    return { text: joinParts([serviceMessage, note]), serviceMessage: '', section }
  }
  const status = error instanceof MgwError ? error.statusCode : undefined
  const { summary, advice, heading } = errorInfoFor(code, status, message)
  const certificateHint = /CERT|SIGNATURE/.test(code) && extraCaCertsProblem(process.env.NODE_EXTRA_CA_CERTS)
  const text = joinParts([summary, note ?? advice, certificateHint, regionHint(error, endpoint)])
  return { text, serviceMessage, section: anchorOf(heading) }
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
function regionHint(error: unknown, endpoint: Endpoint | undefined): string | undefined {
  if (!endpoint || !parseMgwHost(endpoint.hostname)) return undefined
  if (!(error instanceof TransportError) || error.code !== 'ENOTFOUND') return undefined
  const isOfficial = (OFFICIAL_REGIONS as readonly string[]).includes(endpoint.region)
  const guess = isOfficial
    ? "This is an official region, so the runner probably can't resolve the name (DNS, private network)."
    : `Is the region ${endpoint.region} mistyped?`
  return `${guess} The official regions are ${OFFICIAL_REGIONS.join(', ')}.`
}

/** The Go SDK's text of an error (`SDKError.Error()` in github.com/alibabacloud-go/tea). */
function sdkText({ code, statusCode, data }: MgwError, message: string): string {
  // Go sorts the keys of JSON, and escapes U+2028 and U+2029.
  const show = (_: string, field: unknown): unknown =>
    isModel(field) ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1))) : field
  const json = JSON.stringify(data, show).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  return `SDKError:\n   StatusCode: ${statusCode ?? 0}\n   Code: ${code}\n   Message: ${message}\n   Data: ${json}\n`
}

/** Why Node read no certificate from this value of NODE_EXTRA_CA_CERTS; undefined if it did. */
export function extraCaCertsProblem(file: string | undefined): string | undefined {
  if (!file) return undefined
  const ignored = `NODE_EXTRA_CA_CERTS (${JSON.stringify(file)}) was ignored:`
  try {
    if (readFileSync(file, 'utf8').includes('-----BEGIN CERTIFICATE-----')) return undefined
    return `${ignored} the file contains no PEM certificate.`
  } catch {
    return `${ignored} the file can't be read. In a container, use the path inside the container.`
  }
}
