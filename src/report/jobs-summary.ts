import { redact } from '../runner/secrets.ts'
import { runUrl } from '../runner/workflow-run.ts'
import { count } from '../text/words.ts'
import { drawChart } from '../wait/chart.ts'
import type { Outcome } from './outcome.ts'
import { code, ending, prose, rowsOf, runLink, weekOf } from './summary.ts'
import { shorten } from './text.ts'

/** How long all of it may be, in bytes: GitHub shows no summary of more than 1 MiB. */
const MAX_SUMMARY = 1000 * 1024
/** How much of what the failures mean is told, in characters. */
const MAX_TEXT = 4_000

const COLUMNS = ['State', 'Throttling', 'Files', 'Size', 'Progress'] as const

/** One table for all jobs, the failed ones first, then by name; what the failures mean, and a chart of the whole. */
export function summaryOfJobs(overall: Outcome, outcomes: readonly Outcome[], url = runUrl()): string {
  const { subject, result, text } = overall
  const about = [
    `${code(subject.operation)} of ${count(outcomes.length, 'job')}`,
    ...(subject.region === '' ? [] : [`in ${code(subject.region)}`]),
    ...(url === undefined ? [] : [`by run ${runLink(url)}`])
  ]
  const chart = drawChart(result.samples ?? [])
  const before = [
    `<p>${overall.envelope.Code === 'fail' ? '❌' : '✅'} ${prose(shorten(redact(text), MAX_TEXT))}</p>`,
    `<p>${about.join(' ')}</p>`
  ].join('')
  const after = `${weekOf(result)}\n${chart === '' ? '' : `\n${chart}\n`}`
  return before + tableOf(outcomes, MAX_SUMMARY - Buffer.byteLength(before + after)) + after
}

/** @param most how long its rows may be, in bytes */
function tableOf(outcomes: readonly Outcome[], most: number): string {
  const sorted = outcomes.toSorted((a, b) => rank(a) - rank(b) || byName(a, b))
  const cells = sorted.map((outcome) => ({ outcome, cells: rowsOf(outcome.result) }))
  const columns = COLUMNS.filter((name) => cells.some(({ cells }) => (cells[name] ?? '') !== ''))
  const head = ['Job', 'Code', ...columns, 'Request ID'].map((name) => `<th align="left">${name}</th>`)
  const rows: string[] = []
  let length = 0
  for (const { outcome, cells: of } of cells) {
    const row = rowOf(
      outcome,
      columns.map((name) => of[name] ?? '')
    )
    length += Buffer.byteLength(row)
    if (length > most) break
    rows.push(row)
  }
  const left = cells.length - rows.length
  const more = left === 0 ? '' : `<tr><td>${left} more jobs, for which there is no room here</td></tr>`
  return `<table><tr>${head.join('')}</tr>${rows.join('')}${more}</table>`
}

function rowOf({ subject, envelope, requestId }: Outcome, cells: readonly string[]): string {
  const all = [code(subject.jobName), ending(envelope), ...cells, code(requestId ?? '')]
  return `<tr>${all.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function rank({ envelope }: Outcome): number {
  return envelope.Code === 'fail' ? 0 : 1
}

function byName(a: Outcome, b: Outcome): number {
  return a.subject.jobName < b.subject.jobName ? -1 : 1
}
