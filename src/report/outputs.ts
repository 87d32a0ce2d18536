import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync } from 'node:fs'
import { changedOf } from '../job/result.ts'
import { shownStatus } from '../job/states.ts'
import { MAX_ERROR_MSG, MAX_OUTPUT_BYTES, MAX_RESULTS_BYTES } from '../limits.ts'
import { redact, safeIdentifier } from '../redact.ts'
import { OUTPUTS, type OutputName } from '../runner/contract.ts'
import { error } from '../runner/logger.ts'
import { escapeOldCommands, truncate } from '../text.ts'
import { boundEnvelope, exactNumber, type JobReport, toJson } from './job-report.ts'

/**
 * Writes all outputs at once; the toolkit's setOutput opens the file for each. A value ends at a random line, which it
 * can't contain.
 *
 * @returns whether the outputs could be written
 */
export function writeOutputs(values: Record<OutputName, string>): boolean {
  try {
    // The runner creates the file. It wouldn't see another one.
    const file = process.env.GITHUB_OUTPUT ?? ''
    if (!existsSync(file)) throw new Error('GITHUB_OUTPUT names no file')
    const end = `end-${randomBytes(16).toString('base64url')}`
    const lines = OUTPUTS.map((name) => {
      const value = values[name]
      // `result` and `results` are short enough already.
      const short = Buffer.byteLength(value) <= MAX_OUTPUT_BYTES ? value : truncate(value, MAX_ERROR_MSG)
      return `${name}<<${end}\n${short}\n${end}\n`
    })
    appendFileSync(file, lines.join(''))
    return true
  } catch (cause) {
    error(
      `The outputs couldn't be written, so later steps don't see the result: ${(cause as Error).message}. Check that the disk isn't full and that GITHUB_OUTPUT is writable.`,
      'Outputs not written'
    )
    return false
  }
}

/** All outputs of a step. Those for several jobs are empty. */
export function jobOutputs({ envelope, requestId, result }: JobReport): Record<OutputName, string> {
  const failed = envelope.Code === 'fail' ? envelope : undefined
  const { job, counters, activeEntry, report } = result
  const next = activeEntry?.next && new Date(activeEntry.next.instant)
  const values: Partial<Record<OutputName, unknown>> = {
    code: envelope.Code,
    'status-code': envelope.StatusCode,
    'request-id': redact(requestId ?? ''),
    'error-code': failed?.ErrorCode,
    'error-message': redact(failed?.ErrorMsg ?? ''),
    result: toJson(boundEnvelope(envelope), 0),
    changed: changedOf(result),
    'job-status': shownStatus(job?.status),
    'max-bandwidth': job?.importQos?.maxBandWidth,
    'max-qps': job?.importQos?.maxImportTaskQps,
    'total-count': counters?.totalCount,
    'copied-count': counters?.copiedCount,
    'failed-count': counters?.failedCount,
    'skipped-count': counters?.skippedCount,
    'total-bytes': counters?.totalBytes,
    'copied-bytes': counters?.copiedBytes,
    progress: counters?.percent?.toFixed(1),
    'timetable-line': redact(activeEntry?.entry.text ?? ''),
    // Example: `2026-11-23T12:00:00Z`.
    'next-change': next?.toISOString().replace('.000', ''),
    'round-status': result.roundStatus,
    retryable: result.retryable,
    'report-status': safeIdentifier(report?.status),
    'failed-list': redact(report?.failedList ?? ''),
    'skipped-list': redact(report?.skippedList ?? ''),
    'total-list': redact(report?.totalList ?? ''),
    'retry-job': redact(result.retryJob ?? '')
  }
  return Object.fromEntries(OUTPUTS.map((name) => [name, String(values[name] ?? '')])) as Record<OutputName, string>
}

/**
 * The output `results`: the jobs as a JSON array. If it is too long, the largest fields are dropped, and `leftOut` of the
 * first job names them.
 */
export function resultsJson(reports: readonly JobReport[], maxBytes = MAX_RESULTS_BYTES) {
  let rows = reports.map(toRow)
  const leftOut: string[] = []
  for (;;) {
    const json = escapeOldCommands(JSON.stringify(rows, (_, value) => exactNumber(value)))
    const largest = Buffer.byteLength(json) <= maxBytes ? undefined : largestField(rows)
    if (largest === undefined) return { json, leftOut }
    leftOut.push(largest)
    rows = rows.map(({ [largest]: _, ...kept }, index) => (index === 0 ? { ...kept, leftOut } : kept))
  }
}

function toRow({ target, envelope, requestId, result }: JobReport): Record<string, unknown> {
  const { job, counters, wouldChange, roundStatus, retryable, report, retryJob } = result
  const { percent, duration: _, ...counts } = counters ?? {}
  return {
    job: redact(target.jobName),
    code: envelope.Code,
    errorCode: envelope.Code === 'fail' ? envelope.ErrorCode : '',
    requestId: redact(requestId ?? ''),
    changed: changedOf(result) ?? null,
    wouldChange,
    status: shownStatus(job?.status) ?? '',
    ...counts,
    progress: percent,
    roundStatus,
    retryable,
    reportStatus: safeIdentifier(report?.status),
    retryJob: retryJob && redact(retryJob)
  }
}

/** A job always keeps its name and its code. */
function largestField(rows: readonly object[]): string | undefined {
  const lengths = new Map<string, number>()
  for (const [name, value] of rows.flatMap((row) => Object.entries(row))) {
    if (['job', 'code', 'leftOut'].includes(name) || value === undefined) continue
    lengths.set(name, (lengths.get(name) ?? 0) + name.length + String(value).length)
  }
  return [...lengths].sort(([, a], [, b]) => b - a)[0]?.[0]
}
