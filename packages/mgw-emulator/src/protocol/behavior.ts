import type { ErrorCode } from './errors.ts'
import { type Action, JOB_STATUSES, type JobStatus } from './statuses.ts'

/** The outcome of an action: `accept`, `ignore` (success without an effect), or a rejection with an error code. */
export type Ruling = 'accept' | 'ignore' | ErrorCode

/** Rulings by job status. */
export type Rulings = Partial<Record<JobStatus, Ruling>>

/**
 * How the service behaves where its documentation is silent. Times are in ms of the job clock. An accepted change is an
 * update or a deletion that succeeded, or a `someoneElse` action that took effect.
 */
export interface Behavior {
  /** Overrides of the default rules, by action and job status. A job in DELETING rejects everything regardless. */
  rulings: Partial<Record<Action, Rulings>>
  /** The error code for an action that isn't allowed in the job's status. */
  rejectionCode: ErrorCode
  /** Whether starting a paused job continues its round or starts a new one, with the next runtime ID. */
  resume: 'same-round' | 'new-round'

  /** How long after each accepted change GetJob and ListJob still show the previous state. */
  jobLagMs: number
  /** How long after each accepted change GetJob, GetJobResult and ListJobHistory return NoSuchImportJob. */
  notFoundMs: number
  /** Whether any change updates ModifyTime (`status`), or only throttling (`settings`), or it is absent. */
  modifyTime: 'status' | 'settings' | 'absent'

  /** Upper limits, in bit/s and files per second. Higher values are lowered to them without an error. */
  throttlingCap: { maxBandWidth?: number | bigint; maxImportTaskQps?: number | bigint }
  /** 1024: MaxBandWidth is reported in powers of 1024, so 2000000000 becomes 2147483648. */
  bandWidthBase: 1000 | 1024
  /** How long after each accepted change GetJob and ListJob still show the previous throttling. */
  throttlingLagMs: number
  /** Which values ImportQos contains. `none`: there is no ImportQos. */
  throttlingShown: 'both' | 'bandwidth' | 'qps' | 'none'

  /** How far ListJobHistory lags behind: new entries, end times and counters. */
  historyLagMs: number
  /** Whether the history has an entry per status or per round. `none`: it is always empty. */
  historyEntries: 'status' | 'round' | 'none'
  /** `shuffled` is a random-looking but stable order. */
  historyOrder: 'newest' | 'oldest' | 'shuffled'
  /** Whether the history includes LAUNCHING. */
  launchingEntry: boolean
  /** Whether CopiedSize includes the bytes of skipped files. (CopiedCount always includes the files.) */
  copiedSizeWithSkipped: boolean

  /** The RAM actions that the caller is allowed, such as `mgw:GetImportJob`. */
  allowedActions: 'all' | readonly string[]

  /** The order of ListJob. `shuffled` is a random-looking but stable order. */
  listOrder: 'name' | 'reverse' | 'shuffled'
  /** The largest page of ListJob, even if `count` is larger. */
  listPageSize: number
  /** `repeated` and `circular`: ListJob returns its first page forever, with a new or with the same NextMarker. */
  listPages: 'proper' | 'repeated' | 'circular'
  /** Names of nonexistent jobs that every page of ListJob includes. */
  extraListedJobs: readonly string[]

  /** Whether successful responses have the header x-oss-request-id. */
  requestIdOnSuccess: boolean
  /** Whether responses have the header Date. */
  dateHeader: boolean
  /** How many ms Date is ahead of the clock that signatures are checked against. */
  dateSkewMs: number
}

/** The behavior of an emulator that is started without `behavior`. */
export const DEFAULT_BEHAVIOR: Readonly<Behavior> = {
  rulings: {},
  rejectionCode: 'InvalidImportJobStatus',
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
  extraListedJobs: [],
  requestIdOnSuccess: true,
  dateHeader: true,
  dateSkewMs: 0
}

/** The same ruling for several statuses, by default for all. */
export function inEach(ruling: Ruling, statuses: readonly JobStatus[] = JOB_STATUSES): Rulings {
  return Object.fromEntries(statuses.map((status) => [status, ruling]))
}
