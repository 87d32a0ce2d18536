import { appendFileSync } from 'node:fs'
import { debug } from '@actions/core'
import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { OperationResult } from '../job/result.ts'
import { describeThrottling } from '../job/states.ts'
import { redact } from '../runner/secrets.ts'
import { runUrl } from '../runner/workflow-run.ts'
import { grouped, size } from '../text/units.ts'
import { drawChart } from '../wait/chart.ts'
import type { Envelope } from './envelope.ts'
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

/** How the run ended in a sentence, a table, and a chart. In one line of HTML, in which GitHub reads no Markdown. */
export function summaryOf(
  { subject, result, envelope, requestId, text, said }: Outcome,
  url = runUrl()
): string {
  const rows = {
    Operation: code(subject.operation),
    Job: code(subject.jobName),
    Region: code(subject.region),
    ...rowsOf(result),
    'HTTP status': code(envelope.StatusCode?.toString() ?? ''),
    'Request ID': code(requestId ?? ''),
    Run: runLink(url)
  }
  const table = Object.entries(rows)
    .filter(([, cell]) => cell !== '')
    .map(([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`)
  const quotation = said === '' ? '' : `<pre>${escapeHtml(said)}</pre>`
  const chart = drawChart(result.samples ?? [])
  return [
    `<p>${ending(envelope)}${envelope.Code === 'fail' ? ':' : ''} ${prose(text)}</p>${quotation}`,
    `<table>${table.join('')}</table>`,
    `${weekOf(result)}\n${chart === '' ? '' : `\n${chart}\n`}`
  ].join('')
}

/** Whether it went well, at a glance. */
export function ending(envelope: Envelope): string {
  return envelope.Code === 'fail' ? `❌ ${own(envelope.ErrorCode)}` : '✅'
}

/** Sentences as HTML. */
export function prose(text: string): string {
  return escapeHtml(redact(text)).replaceAll('&#10;', '<br>')
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
  const files = (number: bigint | undefined, what: string): string[] =>
    number === undefined ? [] : [`${grouped(number)}${what}`]
  const besides = [...files(failedCount, ' failed'), ...files(skippedCount, ' skipped')].join(', ')
  return {
    State: change(({ status }) => status ?? ''),
    Throttling: change(throttling),
    Files: code(
      copiedCount === undefined
        ? ''
        : [...files(copiedCount, ''), ...files(totalCount, '')].join(' of ') + (besides && ` (${besides})`)
    ),
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
function own(text: string): string {
  return text === '' ? '' : `<code>${escapeHtml(shorten(text, MAX_CELL))}</code>`
}
