import { DEFAULT_BEHAVIOR } from '../protocol/behavior.ts'
import type { Clock } from '../protocol/clock.ts'
import type { JobStatus } from '../protocol/statuses.ts'
import { type HistoryEntry, historyOf } from './history.ts'
import type { Job, JobOptions } from './job.ts'
import type { Jobs } from './jobs.ts'

/** The current state of a job, without the service's lag. Times are in ms since 1970. */
export interface JobView {
  readonly name: string
  /** The job's ID. */
  readonly version: string
  /** The job as CreateJob or the test defined it. */
  readonly options: JobOptions
  readonly status: JobStatus
  readonly createTime: number
  readonly modifyTime: number
  /** In bit/s, as decimal digits. */
  readonly maxBandWidth: string
  /** In files per second, as decimal digits. */
  readonly maxImportTaskQps: string
  /** The number of applied starts, including those that resumed a round. */
  readonly starts: number
  /** The number of accepted updates of the status or the throttling. */
  readonly updates: number
  /** Newest entry first. */
  readonly history: HistoryEntry[]
}

/** Creates a live view of a job. Once the job is deleted, the view keeps its last state. */
export function viewOf(job: Job, jobs: Jobs, now: Clock): JobView {
  const current = () => {
    jobs.catchUp()
    return job
  }
  return {
    name: job.name,
    version: job.version,
    options: job.options,
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
