import { appendFileSync } from 'node:fs'
import { debug } from '@actions/core'
import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { OperationResult } from '../job/result.ts'
import { describeThrottling } from '../job/states.ts'
import { redact } from '../runner/secrets.ts'
import { runUrl } from '../runner/workflow-run.ts'
import { size } from '../text/units.ts'
import { drawChart } from '../wait/chart.ts'
import type { Outcome } from './outcome.ts'
import { escapeHtml, shorten } from './text.ts'
import { drawWeek } from './week.ts'

/** How much of a value the summary shows, in characters. */
const MAX_CELL = 1_000

/** Best effort: a run is not worse for a summary that could not be written. */
export function writeSummary(summary: () => string): void {
  try {
    // The toolkit's builder would only add to dist: all of this is one text.
    appendFileSync(process.env.GITHUB_STEP_SUMMARY ?? '', summary())
  } catch (cause) {
    debug(`The job summary was not written: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

/** A table with how the run ended, what that means, and a chart. In one line of HTML, in which GitHub reads no Markdown. */
export function summaryOf(
  { subject, result, envelope, requestId, text, said }: Outcome,
  url = runUrl()
): string {
  const failed = envelope.Code === 'fail'
  const rows = {
    Operation: code(subject.operation),
    Job: code(subject.jobName),
    Region: code(subject.region),
    ...rowsOf(result),
    Code: failed ? `❌ ${own('fail')} ${own(envelope.ErrorCode)}` : `✅ ${own('success')}`,
    'HTTP status': code(envelope.StatusCode?.toString() ?? ''),
    'Request ID': code(requestId ?? ''),
    Run: runLink(url)
  }
  const table = Object.entries(rows)
    .filter(([, cell]) => cell !== '')
    .map(([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`)
  const explanation =
    failed || result.note !== undefined
      ? `<p>${escapeHtml(redact(text)).replaceAll('&#10;', '<br>')}</p>`
      : ''
  const quotation = said === '' ? '' : `<pre>${escapeHtml(said)}</pre>`
  const chart = drawChart(result.samples ?? [])
  return `<table>${table.join('')}</table>${explanation}${quotation}${weekOf(result)}\n${chart === '' ? '' : `\n${chart}\n`}`
}

/** The week of the timetable, where there is one. */
export function weekOf({ inForce }: OperationResult): string {
  return inForce === undefined ? '' : redact(drawWeek(inForce))
}

export function runLink(url: string | undefined): string {
  return url === undefined
    ? ''
    : `<a href="${escapeHtml(url)}">${escapeHtml(url.split('/').at(-1) ?? '')}</a>`
}

/** What was seen of the job, before and after, as rows of the table. */
export function rowsOf({ before, job, counters }: OperationResult): Record<string, string> {
  const change = (of: (job: GetJobResp) => string): string => {
    const [first, last] = [before, job].map((seen) => (seen === undefined ? '' : code(of(seen))))
    return first === '' || first === last ? (last ?? '') : `${first} → ${last}`
  }
  const throttling = ({ importQos }: GetJobResp): string =>
    importQos === undefined ? '' : describeThrottling(importQos)
  const { copiedCount, totalCount, failedCount, skippedCount, copiedBytes, totalBytes, percent } =
    counters ?? {}
  const files =
    copiedCount === undefined
      ? ''
      : `${copiedCount} of ${totalCount ?? '?'} (${failedCount ?? '?'} failed, ${skippedCount ?? '?'} skipped)`
  return {
    State: change(({ status }) => status ?? ''),
    Throttling: change(throttling),
    Files: code(files),
    Size: code(
      copiedBytes === undefined
        ? ''
        : `${size(copiedBytes)}${totalBytes === undefined ? '' : ` of ${size(totalBytes)}`}`
    ),
    Progress: code(percent === undefined ? '' : `${percent.toFixed(1)} %`)
  }
}

export function code(text: string): string {
  return own(redact(text))
}

/** A code of this action's or of the service's, which stays one, whatever word a secret is. */
export function own(text: string): string {
  return text === '' ? '' : `<code>${escapeHtml(shorten(text, MAX_CELL))}</code>`
}
