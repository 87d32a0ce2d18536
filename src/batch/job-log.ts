import { type GetJobResp, MgwError } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import type { OperationResult } from '../job/result.ts'
import { MAX_KEPT, MAX_LOG_LINE } from '../limits.ts'
import type { Logger } from '../runner/logger.ts'
import { redact } from '../runner/secrets.ts'
import { copyOfStart } from '../text.ts'

/** How many lines are kept from the start and from the end, so that memory stays flat. */
const FIRST = 40
const LAST = 120

/** Collects what is logged about one of several jobs. It is printed when the job has ended, so that nothing is interleaved. */
export function createJobLog() {
  const kept: string[] = []
  const logged = new Set<string>()
  const warnings = new Set<string>()
  let dropped = 0
  const info = (text: string): void => {
    kept.push(truncateLine(text))
    if (kept.length > FIRST + LAST) dropped += kept.splice(FIRST, 1).length
  }
  /** Retries repeat messages. */
  const once = (kind: string, whole: string): string => {
    const text = truncateLine(whole)
    if (!logged.has(text)) info(`${kind}: ${text}`)
    logged.add(text)
    return text
  }
  const logger: Logger = {
    info,
    notice: (text) => void once('Notice', text),
    warning: (text) => void warnings.add(once('Warning', text))
  }
  const takeLines = (): string[] => {
    const lines = kept.splice(0)
    return dropped === 0 ? lines : lines.toSpliced(FIRST, 0, `(${dropped} lines left out)`)
  }
  return { ...logger, takeLines, warnings: () => [...warnings] }
}

/** Reduces a result to what the report of several jobs needs: the rest, such as Data, can be a megabyte for each job. */
export function truncateResult(result: OperationResult, keepsData: boolean): OperationResult {
  const { outcome, before, job, note, requestId, data, report, samples: _, ...rest } = result
  return {
    ...rest,
    outcome: 'error' in outcome ? { ...outcome, error: truncateError(outcome.error) } : outcome,
    requestId: requestId && redactAndTruncate(requestId),
    before: before && truncateJob(before),
    job: job && truncateJob(job),
    note: note && redactAndTruncate(note),
    ...(report && { report: { ...NO_LISTS, status: redactAndTruncate(report.status) } }),
    ...(keepsData && data && { data })
  }
}

const NO_LISTS = { failedList: '', skippedList: '', totalList: '', times: {} }

function truncateJob({ status, importQos }: GetJobResp): GetJobResp {
  return { ...(status && { status: redactAndTruncate(status) }), ...(importQos && { importQos }) }
}

function truncateError(error: unknown): unknown {
  if (error instanceof ActionError) return new ActionError(error.code, redactAndTruncate(error.message))
  if (!(error instanceof MgwError)) return error
  const { code, message, requestId } = error
  const short = (value: unknown): unknown => (typeof value === 'string' ? redactAndTruncate(value) : value)
  const data = Object.fromEntries(Object.entries(error.data).map(([name, value]) => [name, short(value)]))
  const detail = JSON.stringify(error.data.AccessDeniedDetail ?? null)
  if (detail.length > MAX_KEPT) data.AccessDeniedDetail = redactAndTruncate(detail)
  const headers = requestId === undefined ? {} : { 'x-oss-request-id': redactAndTruncate(requestId) }
  return new MgwError(redactAndTruncate(code), redactAndTruncate(message), data, { headers })
}

function truncateLine(text: string): string {
  return text.length <= MAX_LOG_LINE ? text : `${redactAndTruncate(text, MAX_LOG_LINE)}…`
}

/** Redaction comes first: a truncated secret wouldn't be recognized. */
function redactAndTruncate(text: string, max = MAX_KEPT): string {
  return copyOfStart(redact(text), max)
}
