import type { ErrorCode } from './errors.ts'
import { type Action, JOB_STATUSES, type JobStatus } from './statuses.ts'

/** What becomes of an action: it takes effect, it is accepted without effect, or it is refused with a code. */
export type Ruling = 'accept' | 'ignore' | ErrorCode

/** Rulings by the job's status. */
export type Rulings = Partial<Record<JobStatus, Ruling>>

/**
 * How the service behaves where its documentation leaves it open. Times are ms of the jobs' clock, and an accepted
 * change is an update or a deletion that was answered with a success, or what a `someoneElse` did.
 */
export interface Behavior {
  /** What overrules the table of what is possible in which status. A job in DELETING refuses everything all the same. */
  rulings: Partial<Record<Action, Rulings>>
  /** The code with which an action is refused that isn't possible in the job's status. */
  illegalChange: ErrorCode
  /** What a start of a paused job does: goes on with its round, or begins a new one with the next runtime ID. */
  resume: 'same-round' | 'new-round'

  /** For how long after each accepted change a look at the job shows it as it was before. */
  jobLagMs: number
  /** For how long after each accepted change GetJob, GetJobResult and ListJobHistory answer NoSuchImportJob. */
  notFoundMs: number
  /** When ModifyTime moves: with each change of status or throttling, or of throttling only. `absent`: there is none. */
  modifyTime: 'status' | 'settings' | 'absent'

  /** What a higher value is silently replaced by: bit/s, and files per second. */
  throttlingCap: { maxBandWidth?: number | bigint; maxImportTaskQps?: number | bigint }
  /** 1024: MaxBandWidth is shown as counted in 1024s, 2147483648 where 2000000000 was set. */
  bandWidthBase: 1000 | 1024
  /** For how long after each accepted change a look at the job shows the throttling as it was before. */
  throttlingLagMs: number
  /** Which values ImportQos holds. `none`: there is no ImportQos. */
  throttlingShown: 'both' | 'bandwidth' | 'qps' | 'none'

  /** By how much ListJobHistory is late: with new entries, with their ends, and with their counters. */
  historyLagMs: number
  /** What an entry of the history is for: each status, or each round. `none`: there never is one. */
  historyEntries: 'status' | 'round' | 'none'
  /** `shuffled` is the same at each look. */
  historyOrder: 'newest' | 'oldest' | 'shuffled'
  /** Whether LAUNCHING shows in the history. */
  launchingEntry: boolean
  /** Whether CopiedSize counts the bytes of files that were skipped, as CopiedCount counts the files. */
  copiedSizeWithSkipped: boolean

  /** What the keys may do, as in `mgw:GetImportJob`. */
  allowedActions: 'all' | readonly string[]

  /** The order of ListJob. `shuffled` is the same at each look. */
  listOrder: 'name' | 'reverse' | 'shuffled'
  /** How many jobs a page of ListJob has at the most, however many are asked for. */
  listPageSize: number
  /** `repeated`: every page of ListJob is the first one, with a NextMarker that is new; `circular`: with one that is not. */
  listPages: 'proper' | 'repeated' | 'circular'
  /** What ListJob tells besides, on each page: the names of jobs that there are not. */
  listedBesides: readonly string[]

  /** Whether an answer that means success has the header x-oss-request-id. */
  requestIdOnSuccess: boolean
  /** Whether answers have the header Date. */
  dateHeader: boolean
  /** By how many ms Date is ahead of the clock by which signatures are judged. */
  dateSkewMs: number
}

/** How the service behaves unless told otherwise. */
export const DEFAULT_BEHAVIOR: Readonly<Behavior> = {
  rulings: {},
  illegalChange: 'InvalidImportJobStatus',
  resume: 'same-round',
  jobLagMs: 0,
  notFoundMs: 0,
  modifyTime: 'status',
  throttlingCap: {},
  bandWidthBase: 1000,
  throttlingLagMs: 0,
  throttlingShown: 'both',
  historyLagMs: 0,
  historyEntries: 'status',
  historyOrder: 'newest',
  launchingEntry: false,
  copiedSizeWithSkipped: true,
  allowedActions: 'all',
  listOrder: 'name',
  listPageSize: 1000,
  listPages: 'proper',
  listedBesides: [],
  requestIdOnSuccess: true,
  dateHeader: true,
  dateSkewMs: 0
}

/** The same ruling for several statuses, for all of them unless some are named. */
export function inEach(ruling: Ruling, statuses: readonly JobStatus[] = JOB_STATUSES): Rulings {
  return Object.fromEntries(statuses.map((status) => [status, ruling]))
}
