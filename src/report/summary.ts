import { appendFileSync } from 'node:fs'
import { debug } from '@actions/core'
import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { OperationResult, Sample } from '../job/result.ts'
import { describeThrottling, isThrottled, PARTICIPLES, redactStatus } from '../job/states.ts'
import { MAX_QUOTE, MAX_SUMMARY_BYTES, MAX_SUMMARY_TEXT } from '../limits.ts'
import { redact } from '../redact.ts'
import { runUrl } from '../runner/workflow-run.ts'
import { escapeHtml, joinParts, plural, truncate } from '../text.ts'
import { formatBytes, formatCount, formatDuration, formatNumber, formatPercent, partOf } from '../units.ts'
import { isInTrouble, type JobReport } from './job-report.ts'
import { renderWeek } from './timetable-week.ts'

// A red cross, a warning sign and a green tick.
const [FAILED, IN_TROUBLE, FINE] = ['\u274c', '\u26a0\ufe0f', '\u2705']
const ARROW = '\u2192'

/** Best effort: a step doesn't fail because its summary can't be written. */
export function writeSummary(summary: () => string): void {
  try {
    appendFileSync(process.env.GITHUB_STEP_SUMMARY ?? '', summary())
  } catch (cause) {
    debug(`The job summary was not written: ${(cause as Error).message}`)
  }
}

/** The result, a table and a chart. It is one line of HTML, in which GitHub doesn't parse Markdown. */
export function jobSummary(report: JobReport, url = runUrl()): string {
  const { target, result, envelope, requestId, text, serviceMessage } = report
  const rows = {
    Operation: codeHtml(target.operation),
    Job: codeHtml(target.jobName),
    Region: codeHtml(target.region),
    ...rowsOf(result),
    ...(result.report && reportRows(result.report)),
    'HTTP status': codeHtml(envelope.StatusCode?.toString()),
    'Request ID': codeHtml(requestId),
    Run: runLink(url)
  }
  const table = Object.entries(rows)
    .filter(([, cell]) => cell)
    .map(([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`)
  const quotation = serviceMessage && `<pre>${escapeHtml(serviceMessage)}</pre>`
  const colon = envelope.Code === 'fail' ? ':' : ''
  const head = `<p>${statusIcon(report)}${colon} ${textHtml(text)}</p>${quotation}`
  return `${head}<table>${table.join('')}</table>${weekAndChart(result)}`
}

function statusIcon(report: JobReport): string {
  const { envelope } = report
  if (envelope.Code === 'fail') return `${FAILED} <code>${escapeHtml(envelope.ErrorCode)}</code>`
  return isInTrouble(report) ? IN_TROUBLE : FINE
}

function textHtml(text: string): string {
  return escapeHtml(redact(text)).replaceAll('&#10;', '<br>')
}

function weekAndChart({ activeEntry, samples }: OperationResult): string {
  const week = activeEntry === undefined ? '' : redact(renderWeek(activeEntry))
  const chart = samples === undefined ? '' : renderChart(samples)
  return `${week}${chart && `\n\n${chart}`}\n`
}

function runLink(url: string | undefined): string {
  return url === undefined ? '' : `<a href="${escapeHtml(url)}">${escapeHtml(url.split('/').at(-1) ?? '')}</a>`
}

function rowsOf({ before, job, counters, roundStatus, retryable, report, retryJob }: OperationResult) {
  const change = (of: (job: GetJobResp) => string | undefined): string => {
    const [first, last] = [before, job].map((seen) => codeHtml(seen && of(seen)))
    if (first === '' || first === last) return last ?? ''
    // What was read before a change isn't the present value.
    return last === '' ? `${first} before` : `${first} ${ARROW} ${last}`
  }
  const { copiedCount, totalCount, failedCount, skippedCount, copiedBytes, totalBytes, percent, duration } =
    counters ?? {}
  const files = partOf(copiedCount, totalCount, formatNumber)
  const details = joinParts([formatCount(failedCount, 'failed'), formatCount(skippedCount, 'skipped')], ', ')
  return {
    'Round status': codeHtml(roundStatus),
    Retryable: retryable === undefined ? '' : retryable ? 'yes' : 'no',
    Report: codeHtml(report?.status),
    'Sub-job': codeHtml(retryJob),
    State: change(({ status }) => status),
    Throttling: change((of) => (isThrottled(of) ? describeThrottling(of.importQos) : '')),
    Files: codeHtml(files && details ? `${files} (${details})` : files),
    Size: codeHtml(partOf(copiedBytes, totalBytes, formatBytes)),
    Progress: codeHtml(formatPercent(percent)),
    Duration: codeHtml(duration === undefined ? '' : formatDuration(duration))
  }
}

/** When a report was made, and where its lists are, with the command that copies each. */
function reportRows(report: NonNullable<OperationResult['report']>): Record<string, string> {
  const { failedList, skippedList, totalList, times } = report
  const lists = { 'Failed files': failedList, 'Skipped files': skippedList, 'All files': totalList }
  const placeHtml = (place: string): string =>
    `${codeHtml(place)}${place.startsWith('oss://') ? `<br>${codeHtml(`ossutil cp -r ${place} .`)}` : ''}`
  return Object.fromEntries(Object.entries({ ...times, ...lists }).map(([name, text]) => [name, placeHtml(text)]))
}

function codeHtml(text = ''): string {
  const isSafe = text.length <= MAX_QUOTE && redactStatus(text) === text
  return text === '' ? '' : `<code>${escapeHtml(isSafe ? text : truncate(text, MAX_QUOTE))}</code>`
}

/** One table for all jobs: failed ones first, then those in trouble, then by name; and a chart of their average progress. */
export function batchSummary(overall: JobReport, reports: readonly JobReport[], url = runUrl()): string {
  const { target, result, text } = overall
  const about = joinParts([
    `${codeHtml(target.operation)} of ${plural(reports.length, 'job')}`,
    target.region && `in ${codeHtml(target.region)}`,
    url && `by run ${runLink(url)}`
  ])
  const icon = overall.envelope.Code === 'fail' ? FAILED : reports.some(isInTrouble) ? IN_TROUBLE : FINE
  const before = `<p>${icon} ${textHtml(truncate(text, MAX_SUMMARY_TEXT))}</p><p>${about}</p>`
  const after = weekAndChart(result)
  return before + batchTable(reports, MAX_SUMMARY_BYTES - Buffer.byteLength(before + after)) + after
}

function batchTable(reports: readonly JobReport[], maxBytes: number): string {
  const rank = (report: JobReport): number =>
    report.envelope.Code === 'fail' ? 0 : report.result.roundStatus === 'failed' ? 1 : isInTrouble(report) ? 2 : 3
  const key = (report: JobReport): string => `${rank(report)} ${report.target.jobName}`
  const sorted = reports.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  const jobs = sorted.map((report) => ({
    Job: codeHtml(report.target.jobName),
    Code: statusIcon(report),
    Result: codeHtml(
      report.result.wouldChange ? `would be ${PARTICIPLES[report.target.operation]}` : report.result.reason
    ),
    ...rowsOf(report.result),
    'Request ID': codeHtml(report.requestId)
  }))
  const names = Object.keys(jobs[0] ?? {}) as (keyof (typeof jobs)[number])[]
  const columns = names.filter((name) => jobs.some((cells) => cells[name] !== ''))
  const head = columns.map((name) => `<th align="left">${name}</th>`)
  const rows: string[] = []
  let length = 0
  for (const cells of jobs) {
    const row = `<tr>${columns.map((name) => `<td>${cells[name]}</td>`).join('')}</tr>`
    length += Buffer.byteLength(row)
    if (length > maxBytes) break
    rows.push(row)
  }
  const left = jobs.length - rows.length
  const more = left === 0 ? '' : `<tr><td>${plural(left, 'more job')}, over the limit of 1 MiB</td></tr>`
  return `<table><tr>${head.join('')}</tr>${rows.join('')}${more}</table>`
}

/** The chart's lines are drawn between this many points, at equal distances. */
const POINTS = 40

/** A Mermaid chart of the progress, which GitHub renders; empty if the wait was too short for an axis. */
export function renderChart(samples: readonly Sample[]): string {
  const drawn = samples.flatMap(({ at, percent }) => (percent === undefined ? [] : { at, percent }))
  const [first, last] = [drawn[0], drawn.at(-1)]
  if (first === undefined || last === undefined) return ''
  const span = last.at - first.at
  if (span < 1000) return ''
  const points = Array.from({ length: POINTS }, (_, index) => {
    const at = first.at + (span * index) / (POINTS - 1)
    const before = drawn.findLast((point) => point.at <= at) ?? first
    const next = drawn.find((point) => point.at >= at) ?? before
    const share = next.at === before.at ? 0 : (at - before.at) / (next.at - before.at)
    return (before.percent + (next.percent - before.percent) * share).toFixed(1)
  })
  const [unit, length] = span < 120_000 ? ['seconds', 1000] : ['minutes', 60_000]
  const axis = [first, last].map(({ at }) => (at / Number(length)).toFixed(1))
  return [
    '```mermaid',
    '%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "#1f6feb"}}}}%%',
    'xychart-beta',
    '  title "Progress"',
    `  x-axis "${unit}" ${axis.join(' --> ')}`,
    '  y-axis "percent" 0 --> 100',
    `  line [${points.join(', ')}]`,
    '```'
  ].join('\n')
}
