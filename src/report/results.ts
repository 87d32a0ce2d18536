import { redact } from '../runner/secrets.ts'
import type { Outcome } from './outcome.ts'
import { plain } from './text.ts'

/** The longest that `results` may be, in bytes: with all other outputs it stays far below GitHub's 1 MiB. */
const MAX_RESULTS = 256 * 1024

/** One job in `results`. */
type JobRow = Record<string, unknown> & { job: string; code: string }

/**
 * The jobs as a JSON array, in their order. Too long, it is without the fields that make it so, and each job's `leftOut`
 * names them.
 */
export function resultsOf(
  outcomes: readonly Outcome[],
  most = MAX_RESULTS
): { json: string; leftOut: string[] } {
  const rows = outcomes.map(rowOf)
  const leftOut: string[] = []
  for (;;) {
    const json = toJson(rows.map((row) => without(row, leftOut)))
    const longest = Buffer.byteLength(json) <= most ? undefined : longestField(rows, leftOut)
    if (longest === undefined) return { json, leftOut }
    leftOut.push(longest)
  }
}

function rowOf({ subject, envelope, requestId, result }: Outcome): JobRow {
  const { changed = null, job, counters } = result
  const { percent, ...counts } = counters ?? {}
  return {
    job: redact(subject.jobName),
    code: envelope.Code,
    errorCode: envelope.Code === 'fail' ? envelope.ErrorCode : '',
    requestId: redact(requestId ?? ''),
    changed,
    status: plain(job?.status),
    ...counts,
    progress: percent
  }
}

function without(row: JobRow, leftOut: readonly string[]): object {
  if (leftOut.length === 0) return row
  const kept = Object.entries(row).filter(([name]) => !leftOut.includes(name))
  return { ...Object.fromEntries(kept), leftOut }
}

/** Of the fields that are still there, the one that takes the most room; a job stays known by its name and its code. */
function longestField(rows: readonly JobRow[], leftOut: readonly string[]): string | undefined {
  const lengths = new Map<string, number>()
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (name === 'job' || name === 'code' || leftOut.includes(name) || value === undefined) continue
      lengths.set(name, (lengths.get(name) ?? 0) + name.length + String(value).length)
    }
  }
  return [...lengths].sort(([, a], [, b]) => b - a)[0]?.[0]
}

function toJson(rows: readonly object[]): string {
  const text = JSON.stringify(rows, (_, value) =>
    typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value
  )
  return text.replaceAll('##[', '##\\u005b')
}
