import { MAX_NAMES } from '../limits.ts'
import type { JobReport } from './job-report.ts'

/** How many rounds have which status. Example: `2 of 40 failed (a: 3 files, b: interrupted), 5 running, 33 succeeded`. */
export function describeRoundStatuses(reports: readonly JobReport[]): string {
  const { failed = [], ...others } = Object.groupBy(reports, ({ result }) => result.roundStatus ?? 'unread')
  const names = failed.map(({ target, result }) => `${target.jobName}: ${result.roundReason}`)
  const left = names.splice(MAX_NAMES).length
  if (left > 0) names.push(`and ${left} more`)
  const rest = Object.entries(WORDS).flatMap(([status, word]) => {
    const count = others[status as keyof typeof others]?.length ?? 0
    return count === 0 ? [] : [`${count} ${word}`]
  })
  return [
    `${failed.length} of ${reports.length} failed${names.length === 0 ? '' : ` (${names.join(', ')})`}`,
    ...rest
  ].join(', ')
}

/** In the order in which they are listed. */
const WORDS = {
  running: 'running',
  paused: 'paused',
  closing: 'closing',
  deleting: 'being deleted',
  created: 'never started',
  unknown: 'unknown',
  unread: 'not read',
  succeed: 'succeeded'
}
