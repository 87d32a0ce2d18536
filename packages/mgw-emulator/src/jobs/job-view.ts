import { DEFAULT_BEHAVIOR } from '../protocol/behavior.ts'
import type { Clock } from '../protocol/clock.ts'
import type { JobStatus } from '../protocol/statuses.ts'
import { type HistoryEntry, historyOf } from './history.ts'
import type { Job } from './job.ts'
import type { Jobs } from './jobs.ts'

/** A job as it is whenever one looks, however late the service shows it. Times in ms since 1970. */
export interface JobView {
  readonly name: string
  /** The job's ID. */
  readonly version: string
  readonly status: JobStatus
  readonly createTime: number
  readonly modifyTime: number
  /** bit/s, in decimal digits. */
  readonly maxBandWidth: string
  /** Files per second, in decimal digits. */
  readonly maxImportTaskQps: string
  /** How many times a start was applied, be it that a round began or that a paused one went on. */
  readonly starts: number
  /** How many updates were accepted, of the status and of the throttling. */
  readonly updates: number
  /** Newest entry first. */
  readonly history: HistoryEntry[]
}

/** A view of a job that follows it. When the job is deleted, the view keeps its last state. */
export function viewOf(job: Job, jobs: Jobs, now: Clock): JobView {
  const current = () => {
    jobs.catchUp()
    return job
  }
  return {
    name: job.name,
    version: job.version,
    createTime: job.createTime,
    get status() {
      return current().status
    },
    get modifyTime() {
      return current().modifyTime
    },
    get maxBandWidth() {
      return current().maxBandWidth
    },
    get maxImportTaskQps() {
      return current().maxImportTaskQps
    },
    get starts() {
      return current().starts
    },
    get updates() {
      return current().updates
    },
    get history() {
      return historyOf(current(), now(), DEFAULT_BEHAVIOR)
    }
  }
}
