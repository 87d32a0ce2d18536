import type { JobStatus } from '../protocol/statuses.ts'
import type { Job } from './job.ts'
import { type Operator, type StatusChange, workedAt } from './lifecycle.ts'
import { type Counters, countersAfter } from './migration.ts'

/** The counters of a history entry: files, and bytes. */
type HistoryCounters = Omit<Counters, 'listing'>

/** An entry of a job's history: one status in one round. Times in ms since 1970. */
export interface HistoryEntry extends Partial<HistoryCounters> {
  name: string
  jobVersion: string
  runtimeId: number
  commitId: number
  startTime: number
  /** null while the status is the present one. */
  endTime: number | null
  status: JobStatus
  runtimeState: 'Normal' | 'Interrupt'
  message: string
  operator: Operator
  listStatus: 'Listing' | 'Finished'
}

const UNKNOWN: HistoryCounters = {
  totalCount: -1,
  copiedCount: -1,
  failedCount: -1,
  skippedCount: -1,
  totalSize: -1,
  copiedSize: -1,
  skippedSize: -1
}

function shownCounters(
  { round }: StatusChange,
  counters: HistoryCounters,
  now: number
): Partial<HistoryCounters> {
  const age = now - round.startedAt
  if (age < round.plan.countersAbsentForMs) return {}
  return age < round.plan.countersMinusOneForMs ? UNKNOWN : counters
}

function entryOf(job: Job, change: StatusChange, commitId: number, now: number): HistoryEntry {
  const { listing, ...counters } = countersAfter(change.round.plan, workedAt(change, now))
  const isEnd = change.status === 'IMPORT_JOB_FINISHED' || change.status === 'IMPORT_JOB_INTERRUPTED'
  return {
    name: job.name,
    jobVersion: job.version,
    runtimeId: change.round.runtimeId,
    commitId,
    startTime: change.since,
    endTime: change.until,
    status: change.status,
    runtimeState: change.status === 'IMPORT_JOB_INTERRUPTED' ? 'Interrupt' : 'Normal',
    message: isEnd ? change.round.plan.message : '',
    operator: change.operator,
    listStatus: listing ? 'Listing' : 'Finished',
    ...shownCounters(change, counters, now)
  }
}

/**
 * A job's history at a time (ms since 1970), newest entry first. The start itself has no entry: right after it the
 * service lists none, and its sample of a whole round has four.
 */
export function historyOf(job: Job, now: number): HistoryEntry[] {
  return job.changes
    .filter((change) => change.status !== 'IMPORT_JOB_LAUNCHING')
    .map((change, index) => ({ change, entry: entryOf(job, change, index + 1, now) }))
    .filter(({ change: { round } }) => now - round.startedAt >= round.plan.emptyHistoryForMs)
    .map(({ entry }) => entry)
    .reverse()
}
