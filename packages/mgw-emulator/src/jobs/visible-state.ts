import type { Behavior } from '../protocol/behavior.ts'
import type { JobStatus } from '../protocol/statuses.ts'

/** The parts of a job that change, and that GetJob may show with a lag. */
export interface JobState {
  status: JobStatus
  /** When the status or the throttling last changed, in ms since 1970. */
  modifyTime: number
  /** When the throttling last changed, in ms since 1970. */
  settingsTime: number
  /** In bit/s, as decimal digits: a number can't represent all 64-bit values. */
  maxBandWidth: string
  /** In files per second, as decimal digits. */
  maxImportTaskQps: string
}

/** The current state of a job, and its state before each accepted change. */
export interface RecordedState extends JobState {
  /** Oldest first. `at` is when the change was accepted, in ms since 1970. */
  previousStates: { at: number; state: JobState }[]
  /** When a request created the job, in ms since 1970; undefined for a job that a test added. */
  requestedAt: number | undefined
}

/** Records the state of a job before a change that is accepted at `at` (ms since 1970). */
export function recordState(job: RecordedState, at: number): void {
  const { status, modifyTime, settingsTime, maxBandWidth, maxImportTaskQps } = job
  job.previousStates.push({ at, state: { status, modifyTime, settingsTime, maxBandWidth, maxImportTaskQps } })
}

function stateWithLag(job: RecordedState, now: number, lagMs: number): JobState {
  return job.previousStates.find(({ at }) => now < at + lagMs)?.state ?? job
}

/** The state that GetJob and ListJob show at `now` (ms since 1970). */
export function visibleState(job: RecordedState, now: number, { jobLagMs, throttlingLagMs }: Behavior): JobState {
  const { maxBandWidth, maxImportTaskQps } = stateWithLag(job, now, Math.max(jobLagMs, throttlingLagMs))
  return { ...stateWithLag(job, now, jobLagMs), maxBandWidth, maxImportTaskQps }
}

/** Whether reads don't find a job yet at `now` (ms since 1970), because a request has just created it. */
export function isUnseen({ requestedAt }: RecordedState, now: number, { createLagMs }: Behavior): boolean {
  return requestedAt !== undefined && now < requestedAt + createLagMs
}

/** Whether GetJob returns NoSuchImportJob at `now` (ms since 1970) because the job was just created or changed. */
export function isHidden(job: RecordedState, now: number, behavior: Behavior): boolean {
  const last = job.previousStates.at(-1)
  return isUnseen(job, now, behavior) || (last !== undefined && now < last.at + behavior.notFoundMs)
}
