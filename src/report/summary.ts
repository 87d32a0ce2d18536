import { appendFileSync } from 'node:fs'
import { debug } from '@actions/core'
import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { OperationResult, Sample } from '../job/result.ts'
import { describeThrottling, isThrottled, participleOf, redactStatus } from '../job/states.ts'
import { MAX_CELL, MAX_SUMMARY_BYTES, MAX_SUMMARY_TEXT } from '../limits.ts'
import { redact } from '../redact.ts'
import { runUrl } from '../runner/workflow-run.ts'
import { escapeHtml, plural, truncate } from '../text.ts'
import { formatBytes, formatDuration, formatNumber } from '../units.ts'
import { isInTrouble, type JobReport, partOf } from './job-report.ts'
import { renderWeek } from './timetable-week.ts'

/** Best effort: a step doesn't fail because its summary can't be written. */
export function writeSummary(summary: () => string): void {
  try {
    appendFileSync(process.env.GITHUB_STEP_SUMMARY ?? '', summary())
  } catch (cause) {
    debug(`The job summary was not written: ${cause instanceof Error ? cause.message : String(cause)}`)
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
    ...reportRows(result),
    'HTTP status': codeHtml(envelope.StatusCode?.toString() ?? ''),
    'Request ID': codeHtml(requestId ?? ''),
    Run: runLink(url)
  }
  const table = Object.entries(rows)
    .filter(([, cell]) => cell !== '')
    .map(([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`)
  const quotation = serviceMessage === '' ? '' : `<pre>${escapeHtml(serviceMessage)}</pre>`
  const icon = `${statusIcon(report)}${envelope.Code === 'fail' ? ':' : ''}`
  const head = `<p>${icon} ${textHtml(text)}</p>${quotation}`
  return `${head}<table>${table.join('')}</table>${weekAndChart(result)}`
}

function statusIcon(report: JobReport): string {
  const { envelope } = report
  if (envelope.Code === 'fail') return `❌ <code>${escapeHtml(envelope.ErrorCode)}</code>`
  return isInTrouble(report) ? '⚠️' : '✅'
}

function textHtml(text: string): string {
  return escapeHtml(redact(text)).replaceAll('&#10;', '<br>')
}

function weekAndChart({ activeEntry, samples = [] }: OperationResult): string {
  const week = activeEntry === undefined ? '' : redact(renderWeek(activeEntry))
  const chart = renderChart(samples)
  return chart === '' ? `${week}\n` : `${week}\n\n${chart}\n`
}

function runLink(url: string | undefined): string {
  const id = url?.split('/').at(-1) ?? ''
  return url === undefined ? '' : `<a href="${escapeHtml(url)}">${escapeHtml(id)}</a>`
}

/** The job's state, before and after, and its counters. */
function rowsOf({ before, job, counters, roundStatus, retryable, report, retryJob = '' }: OperationResult) {
  const change = (of: (job: GetJobResp) => string): string => {
    const [first, last] = [before, job].map((seen) => (seen === undefined ? '' : codeHtml(of(seen))))
    if (first === '' || first === last) return last ?? ''
    // What was read before a change isn't the present value.
    return last === '' ? `${first} before` : `${first} → ${last}`
  }
  const { copiedCount, totalCount, failedCount, skippedCount, copiedBytes, totalBytes, percent } = counters ?? {}
  const files = partOf(copiedCount, totalCount, formatNumber)
  const failed = failedCount === undefined ? '' : `${formatNumber(failedCount)} failed`
  const skipped = skippedCount === undefined ? '' : `${formatNumber(skippedCount)} skipped`
  const details = [failed, skipped].filter(Boolean).join(', ')
  return {
    'Round status': codeHtml(roundStatus ?? ''),
    Retryable: retryable === undefined ? '' : retryable ? 'yes' : 'no',
    Report: codeHtml(report?.status ?? ''),
    'Sub-job': codeHtml(retryJob),
    State: change(({ status }) => status ?? ''),
    Throttling: change((of) => (isThrottled(of) ? describeThrottling(of.importQos) : '')),
    Files: codeHtml(files === '' || details === '' ? files : `${files} (${details})`),
    Size: codeHtml(partOf(copiedBytes, totalBytes, formatBytes)),
    Progress: codeHtml(percent === undefined ? '' : `${percent.toFixed(1)} %`),
    Duration: codeHtml(counters?.duration === undefined ? '' : formatDuration(counters.duration))
  }
}

/** For one of several jobs: what a dry run would do, or why nothing was changed. */
function outcomeOf({ target, result }: JobReport): string {
  return result.wouldChange ? `would be ${participleOf(target.operation)}` : (result.reason ?? '')
}

/** When a report was made, and where its lists are, with the command that copies each. */
function reportRows({ report }: OperationResult): Record<string, string> {
  if (report === undefined) return {}
  const { failedList, skippedList, totalList, times } = report
  const lists = { 'Failed files': failedList, 'Skipped files': skippedList, 'All files': totalList }
  const placeHtml = (place: string): string =>
    place.startsWith('oss://') ? `${codeHtml(place)}<br>${codeHtml(`ossutil cp -r ${place} .`)}` : codeHtml(place)
  return Object.fromEntries([
    ...Object.entries(times).map(([name, text]) => [name, codeHtml(text)]),
    ...Object.entries(lists).map(([name, place]) => [name, placeHtml(place)])
  ])
}

function codeHtml(text: string): string {
  const isSafe = text.length <= MAX_CELL && redactStatus(text) === text
  return text === '' ? '' : `<code>${escapeHtml(isSafe ? text : truncate(text, MAX_CELL))}</code>`
}

const COLUMNS = [
  'Result',
  'Round status',
  'Retryable',
  'Report',
  'Sub-job',
  'State',
  'Throttling',
  'Files',
  'Size',
  'Progress',
  'Duration'
] as const

/** One table for all jobs: failed ones first, then those in trouble, then by name; and a chart of their average progress. */
export function batchSummary(overall: JobReport, reports: readonly JobReport[], url = runUrl()): string {
  const { target, result, text } = overall
  const about = [
    `${codeHtml(target.operation)} of ${plural(reports.length, 'job')}`,
    ...(target.region === '' ? [] : [`in ${codeHtml(target.region)}`]),
    ...(url === undefined ? [] : [`by run ${runLink(url)}`])
  ]
  const icon = overall.envelope.Code === 'fail' ? '❌' : reports.some(isInTrouble) ? '⚠️' : '✅'
  const shownText = textHtml(truncate(text, MAX_SUMMARY_TEXT))
  const before = `<p>${icon} ${shownText}</p><p>${about.join(' ')}</p>`
  const after = weekAndChart(result)
  return before + batchTable(reports, MAX_SUMMARY_BYTES - Buffer.byteLength(before + after)) + after
}

/** @param maxBytes the limit for its rows */
function batchTable(reports: readonly JobReport[], maxBytes: number): string {
  const rank = (report: JobReport): number =>
    report.envelope.Code === 'fail' ? 0 : report.result.roundStatus === 'failed' ? 1 : isInTrouble(report) ? 2 : 3
  const key = (report: JobReport): string => `${rank(report)} ${report.target.jobName}`
  const sorted = reports.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
  const jobs = sorted.map((report) => ({
    ...report,
    cells: { Result: codeHtml(outcomeOf(report)), ...rowsOf(report.result) }
  }))
  const columns = COLUMNS.filter((name) => jobs.some(({ cells }) => cells[name] !== ''))
  const head = ['Job', 'Code', ...columns, 'Request ID'].map((name) => `<th align="left">${name}</th>`)
  const rows: string[] = []
  let length = 0
  for (const { cells, ...report } of jobs) {
    const own = columns.map((name) => cells[name])
    const all = [codeHtml(report.target.jobName), statusIcon(report), ...own, codeHtml(report.requestId ?? '')]
    const row = `<tr>${all.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
    length += Buffer.byteLength(row)
    if (length > maxBytes) break
    rows.push(row)
  }
  const left = jobs.length - rows.length
  const more =
    left === 0 ? '' : `<tr><td>${plural(left, 'more job')}, left out because a summary is limited to 1 MiB</td></tr>`
  return `<table><tr>${head.join('')}</tr>${rows.join('')}${more}</table>`
}

const POINTS = 40

/** A Mermaid chart of the progress, which GitHub renders; empty if the wait was too short for an axis. */
export function renderChart(samples: readonly Sample[]): string {
  const drawn = samples.filter((sample) => sample.percent !== undefined)
  const [first, last] = [drawn[0], drawn.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < 1000) return ''
  const points = Array.from({ length: POINTS }, (_, index) => {
    return percentAt(drawn, first.at + ((last.at - first.at) * index) / (POINTS - 1)).toFixed(1)
  })
  const [unit, length] = last.at - first.at < 120_000 ? ['seconds', 1000] : ['minutes', 60_000]
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

/** Interpolates between the samples around a time. */
function percentAt(drawn: Sample[], at: number): number {
  const next = drawn.find((sample) => sample.at >= at) ?? drawn.at(-1)
  const before = drawn.findLast((sample) => sample.at <= at) ?? drawn[0]
  const [from, to] = [before?.percent ?? 0, next?.percent ?? 0]
  const span = (next?.at ?? at) - (before?.at ?? at)
  return span <= 0 ? from : from + ((to - from) * (at - (before?.at ?? at))) / span
}
