import type { Behavior } from '../protocol/behavior.ts'
import type { JobStatus } from '../protocol/statuses.ts'
import type { Job } from './job.ts'
import { type Operator, type Round, type StatusChange, workedAt } from './lifecycle.ts'
import { type Counters, countersAfter } from './migration.ts'

/** The counters of a history entry: files, and bytes. */
type HistoryCounters = Omit<Counters, 'listing'>

/** An entry of a job's history: one status in one round, or a whole round. Times in ms since 1970. */
export interface HistoryEntry extends Partial<HistoryCounters> {
  name: string
  jobVersion: string
  runtimeId: number
  commitId: number
  startTime: number
  /** null while the status is the present one, or the round goes on. */
  endTime: number | null
  status: JobStatus
  runtimeState: 'Normal' | 'Interrupt'
  message: string
  operator: Operator
  listStatus: 'Listing' | 'Finished'
}

/** What an entry is about. `change` is the status, or the last one of the round. */
interface Stretch {
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

function shownCounters(
  { round }: StatusChange,
  counters: HistoryCounters,
  now: number
): Partial<HistoryCounters> {
  const age = now - round.startedAt
  if (age < round.plan.countersAbsentForMs) return {}
  return age < round.plan.countersMinusOneForMs ? UNKNOWN : counters
}

/** The counters of a round at the time of a status, as a service with this behavior counts. */
function countersOf(change: StatusChange, now: number, { copiedSizeWithSkipped }: Behavior): Counters {
  const counters = countersAfter(change.round.plan, workedAt(change, now))
  const { copiedSize, skippedSize } = counters
  return copiedSizeWithSkipped ? counters : { ...counters, copiedSize: copiedSize - skippedSize }
}

function isEnd(status: JobStatus): boolean {
  return status === 'IMPORT_JOB_FINISHED' || status === 'IMPORT_JOB_INTERRUPTED'
}

/** The statuses of a job as they were at a time (ms since 1970): what came later has not happened yet. */
function changesUntil(job: Job, time: number): StatusChange[] {
  return job.changes
    .filter(({ since }) => since <= time)
    .map((change) => (change.until !== null && change.until > time ? { ...change, until: null } : change))
}

/** Each round as one stretch, which ends as soon as the round is over or another one begins. */
function roundsOf(changes: StatusChange[]): Stretch[] {
  const rounds = new Map<Round, StatusChange[]>()
  for (const change of changes) rounds.set(change.round, [...(rounds.get(change.round) ?? []), change])
  const newest = changes.at(-1)?.round
  return [...rounds].flatMap(([round, ofRound]) => {
    const change = ofRound.at(-1)
    if (change === undefined) return []
    const end = ofRound.find(({ status }) => isEnd(status))?.since
    const endTime = end ?? (round === newest ? null : change.until)
    return [{ change, startTime: round.startedAt, endTime }]
  })
}

function statusesOf(changes: StatusChange[]): Stretch[] {
  return changes.map((change) => ({ change, startTime: change.since, endTime: change.until }))
}

function entryOf(
  job: Job,
  { change, startTime, endTime }: Stretch,
  commitId: number,
  now: number,
  behavior: Behavior
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
    message: isEnd(change.status) ? change.round.plan.message : '',
    operator: change.operator,
    listStatus: listing ? 'Listing' : 'Finished',
    ...shownCounters(change, counters, now)
  }
}

/**
 * A job's history at a time (ms since 1970), newest entry first. Unless the behavior says otherwise, the start itself
 * has no entry: right after it the service lists none, and its sample of a whole round has four.
 */
export function historyOf(job: Job, now: number, behavior: Behavior): HistoryEntry[] {
  const { historyEntries, historyLagMs, launchingEntry } = behavior
  if (historyEntries === 'none') return []
  const time = now - historyLagMs
  const changes = changesUntil(job, time).filter(
    ({ status }) => launchingEntry || status !== 'IMPORT_JOB_LAUNCHING'
  )
  return (historyEntries === 'round' ? roundsOf(changes) : statusesOf(changes))
    .map((stretch, index) => ({ stretch, entry: entryOf(job, stretch, index + 1, time, behavior) }))
    .filter(({ stretch: { change } }) => time - change.round.startedAt >= change.round.plan.emptyHistoryForMs)
    .map(({ entry }) => entry)
    .reverse()
}
