import type { GetJobResp, JobHistory } from '@alicloud/hcs-mgw20240626'
import { roundsOf } from '../../src/job/history.ts'
import type { Baseline, Poll } from '../../src/wait/verdict.ts'

/** When the start was accepted, or when the wait began without one. */
export const T = Date.parse('2026-11-25T12:00:00Z')
export const MINUTE = 60_000

/** The time some minutes after T. */
export const iso = (minutes: number): string => new Date(T + minutes * MINUTE).toISOString()
/** The same, without a time zone, in UTC. */
export const plain = (minutes: number): string => iso(minutes).slice(0, 19).replace('T', ' ')

export const job = (status: string): GetJobResp => ({ status: `IMPORT_JOB_${status}` })

/** A history entry that starts some minutes after T. */
export const entry = (
  runtimeId: string,
  status: string,
  minutes: number,
  more: Partial<JobHistory> = {}
): JobHistory => ({
  runtimeId,
  status: `IMPORT_JOB_${status}`,
  startTime: iso(minutes),
  ...more
})

/** What was known before a start, or at the first poll of get-job. */
export function known(status: string, entries: JobHistory[] = [], more: Partial<Baseline> = {}): Baseline {
  return {
    changed: true,
    isStart: true,
    before: job(status),
    status: `IMPORT_JOB_${status}`,
    isHistoryKnown: true,
    round: roundsOf(entries).at(-1),
    at: T,
    ...more
  }
}

/** get-job changes nothing. */
export const GET_JOB = { changed: false, isStart: false } as const

/** A poll some minutes after T. */
export const pollAt = (
  status: string,
  minutes: number,
  entries: JobHistory[] = [],
  more: Partial<Poll> = {}
): Poll => ({
  job: job(status),
  status: `IMPORT_JOB_${status}`,
  history: { entries },
  at: minutes * MINUTE,
  date: T + minutes * MINUTE,
  isLast: false,
  ...more
})
