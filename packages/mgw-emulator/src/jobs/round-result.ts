import { DEFAULT_BEHAVIOR } from '../protocol/behavior.ts'
import { type HistoryEntry, historyOf } from './history.ts'
import type { Job } from './job.ts'

/** The current state of a round, which the history may show later. Times are in ms since 1970. */
export interface RoundResult {
  startTime: number
  /** undefined while the round runs. */
  endTime: number | undefined
  /** The newest entry of the round, with its counters. */
  entry: HistoryEntry
}

const ROUNDS = { ...DEFAULT_BEHAVIOR, historyEntries: 'round', launchingEntry: true } as const

/** The rounds of a job at `now` (ms since 1970), newest first. */
export function roundResults(job: Job, now: number): RoundResult[] {
  return historyOf(job, now, ROUNDS).map((entry) => ({
    startTime: entry.startTime,
    endTime: entry.endTime ?? undefined,
    entry
  }))
}
