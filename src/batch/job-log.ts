import { type GetJobResp, MgwError } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import type { OperationResult } from '../job/result.ts'
import { MAX_KEPT, MAX_LOG_LINE } from '../limits.ts'
import { copyOfStart, ELLIPSIS } from '../text.ts'

/** How many lines are kept from the start and from the end, so that memory stays flat. */
const FIRST = 40
const LAST = 120

/** Collects what is logged about one of several jobs. It is printed when the job has ended, so that nothing is interleaved. */
export function createJobLog() {
  const all: string[] = []
  const logged = new Set<string>()
  const warnings = new Set<string>()
  let dropped = 0
  const info = (text: string): void => {
    all.push(truncateLine(text))
    if (all.length > FIRST + LAST) dropped += all.splice(FIRST, 1).length
  }
  /** Retries repeat messages. */
  const once = (kind: string, whole: string): string => {
    const text = truncateLine(whole)
    if (!logged.has(text)) info(`${kind}: ${text}`)
    logged.add(text)
    return text
  }
  return {
    info,
    notice: (text: string): void => void once('Notice', text),
    warning: (text: string): void => void warnings.add(once('Warning', text)),
    takeLines(): string[] {
      const lines = all.splice(0)
      return dropped === 0 ? lines : lines.toSpliced(FIRST, 0, `(${dropped} lines left out)`)
    },
    warnings: () => [...warnings]
  }
}

/** Reduces a result to what the report of several jobs needs: the rest, such as Data, can be a megabyte for each job. */
export function truncateResult(result: OperationResult, keepsData: boolean): OperationResult {
  const { outcome, before, job, note, requestId, data, report, samples: _, ...rest } = result
  return {
    ...rest,
    outcome: 'error' in outcome ? { ...outcome, error: truncateError(outcome.error) } : outcome,
    requestId: requestId && kept(requestId),
    before: before && truncateJob(before),
    job: job && truncateJob(job),
    note: note && kept(note),
    ...(report && { report: { ...NO_LISTS, status: kept(report.status) } }),
    ...(keepsData && data && { data })
  }
}

const NO_LISTS = { failedList: '', skippedList: '', totalList: '', times: {} }

function truncateJob({ status, importQos }: GetJobResp): GetJobResp {
  return { ...(status && { status: kept(status) }), ...(importQos && { importQos }) }
}

function truncateError(error: unknown): unknown {
  if (error instanceof ActionError) return new ActionError(error.code, kept(error.message))
  if (!(error instanceof MgwError)) return error
  const { code, message, requestId } = error
  const data = Object.fromEntries(Object.entries(error.data).map(([name, value]) => [name, truncateValue(value)]))
  const headers = requestId === undefined ? {} : { 'x-oss-request-id': kept(requestId) }
  return new MgwError(kept(code), kept(message), data, { headers })
}

/** AccessDeniedDetail is an object, which becomes a text if it is too long. */
function truncateValue(value: unknown): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text === value || text.length > MAX_KEPT ? kept(text) : value
}

function truncateLine(text: string): string {
  return text.length <= MAX_LOG_LINE ? text : copyOfStart(text, MAX_LOG_LINE) + ELLIPSIS
}

/** A copy of a short text, which the report redacts; the redacted start of a long one. */
function kept(text: string): string {
  return text.length <= MAX_KEPT ? Buffer.from(text).toString() : copyOfStart(text, MAX_KEPT)
}
