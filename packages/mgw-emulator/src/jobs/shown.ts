import type { Behavior } from '../protocol/behavior.ts'
import type { JobStatus } from '../protocol/statuses.ts'

/** What of a job changes, and is seen late. */
export interface Changing {
  status: JobStatus
  /** When the status or the throttling changed last, in ms since 1970. */
  modifyTime: number
  /** When the throttling changed last, in ms since 1970. */
  settingsTime: number
  /** bit/s, in decimal digits: a number would lose some of 64 bits. */
  maxBandWidth: string
  /** Files per second, in decimal digits. */
  maxImportTaskQps: string
}

/** A job, and how it was before each accepted change. */
export interface Remembered extends Changing {
  /** Oldest first. `at` is when the change was accepted, in ms since 1970. */
  before: { at: number; state: Changing }[]
}

/** Notes how a job is before a change that is accepted at a time (ms since 1970). */
export function remember(job: Remembered, at: number): void {
  const { status, modifyTime, settingsTime, maxBandWidth, maxImportTaskQps } = job
  job.before.push({ at, state: { status, modifyTime, settingsTime, maxBandWidth, maxImportTaskQps } })
}

function seenThrough(job: Remembered, now: number, lagMs: number): Changing {
  return job.before.find(({ at }) => now < at + lagMs)?.state ?? job
}

/** A job as a look at it shows it at a time (ms since 1970). */
export function shownAt(job: Remembered, now: number, { jobLagMs, throttlingLagMs }: Behavior): Changing {
  const { maxBandWidth, maxImportTaskQps } = seenThrough(job, now, Math.max(jobLagMs, throttlingLagMs))
  return { ...seenThrough(job, now, jobLagMs), maxBandWidth, maxImportTaskQps }
}

/** Whether a look does not find the job at a time (ms since 1970), because it has just changed. */
export function isHidden(job: Remembered, now: number, { notFoundMs }: Behavior): boolean {
  const last = job.before.at(-1)
  return last !== undefined && now < last.at + notFoundMs
}
