import type { Behavior } from '../protocol/behavior.ts'
import type { JobStatus } from '../protocol/statuses.ts'
import type { Job } from './job.ts'
import { copyingMsAt, type Operator, type Round, type StatusChange } from './lifecycle.ts'
import { type Counters, countersAfter } from './plan.ts'

type HistoryCounters = Omit<Counters, 'listing'>

/** An entry of a job's history: one status of a round, or a whole round. Times are in ms since 1970. */
export interface HistoryEntry extends Partial<HistoryCounters> {
  name: string
  jobVersion: string
  runtimeId: number
  commitId: number
  startTime: number
  /** null for the current status or round. */
  endTime: number | null
  status: JobStatus
  runtimeState: 'Normal' | 'Interrupt'
  message: string
  operator: Operator
  listStatus: 'Listing' | 'Finished'
}

/** The period that an entry covers. `change` is its status, or the last one of its round. */
interface Period {
  change: StatusChange
  startTime: number
  endTime: number | null
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

function visibleCounters({ round }: StatusChange, counters: HistoryCounters, now: number): Partial<HistoryCounters> {
  const age = now - round.startedAt
  if (age < round.plan.countersAbsentForMs) return {}
  return age < round.plan.countersMinusOneForMs ? UNKNOWN : counters
}

function countersOf(change: StatusChange, now: number, { copiedSizeWithSkipped }: Behavior): Counters {
  const counters = countersAfter(change.round.plan, copyingMsAt(change, now))
  const { copiedSize, skippedSize } = counters
  return copiedSizeWithSkipped ? counters : { ...counters, copiedSize: copiedSize - skippedSize }
}

function isTerminal(status: JobStatus): boolean {
  return status === 'IMPORT_JOB_FINISHED' || status === 'IMPORT_JOB_INTERRUPTED'
}

/** The statuses of a job until `time` (ms since 1970), as they were at that time. */
function changesUntil(job: Job, time: number): StatusChange[] {
  return job.changes
    .filter(({ since }) => since <= time)
    .map((change) => (change.until !== null && change.until > time ? { ...change, until: null } : change))
}

/** One period per round. It ends when the round does, or when the next round starts. */
function roundPeriods(changes: StatusChange[]): Period[] {
  const rounds = new Map<Round, StatusChange[]>()
  for (const change of changes) rounds.set(change.round, [...(rounds.get(change.round) ?? []), change])
  const newest = changes.at(-1)?.round
  return [...rounds].flatMap(([round, roundChanges]) => {
    const change = roundChanges.at(-1)
    if (change === undefined) return []
    const end = roundChanges.find(({ status }) => isTerminal(status))?.since
    const endTime = end ?? (round === newest ? null : change.until)
    return [{ change, startTime: round.startedAt, endTime }]
  })
}

function statusPeriods(changes: StatusChange[]): Period[] {
  return changes.map((change) => ({ change, startTime: change.since, endTime: change.until }))
}

function entryOf(
  job: Job,
  { change, startTime, endTime }: Period,
  { commitId, now, behavior }: { commitId: number; now: number; behavior: Behavior }
): HistoryEntry {
  const { listing, ...counters } = countersOf(change, now, behavior)
  return {
    name: job.name,
    jobVersion: job.version,
    runtimeId: change.round.runtimeId,
    commitId,
    startTime,
    endTime,
    status: change.status,
    runtimeState: change.status === 'IMPORT_JOB_INTERRUPTED' ? 'Interrupt' : 'Normal',
    message: isTerminal(change.status) ? change.round.plan.message : '',
    operator: change.operator,
    listStatus: listing ? 'Listing' : 'Finished',
    ...visibleCounters(change, counters, now)
  }
}

/**
 * A job's history at `now` (ms since 1970), newest entry first. LAUNCHING has no entry by default: the service lists
 * none right after a start, and the sample of a whole round in its docs has only four.
 */
export function historyOf(job: Job, now: number, behavior: Behavior): HistoryEntry[] {
  const { historyEntries, historyLagMs, launchingEntry } = behavior
  if (historyEntries === 'none') return []
  const time = now - historyLagMs
  const changes = changesUntil(job, time).filter(({ status }) => launchingEntry || status !== 'IMPORT_JOB_LAUNCHING')
  return (historyEntries === 'round' ? roundPeriods(changes) : statusPeriods(changes))
    .map((period, index) => ({
      period,
      entry: entryOf(job, period, { commitId: index + 1, now: time, behavior })
    }))
    .filter(({ period: { change } }) => time - change.round.startedAt >= change.round.plan.emptyHistoryForMs)
    .map(({ entry }) => entry)
    .reverse()
}
