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

  /** How long after its creation by a request a job or an address is missing from reads. */
  createLagMs: number
  /** How long after the first VerifyAddress its Status is empty. `Infinity`: always. */
  verifyMs: number
  /** The ErrorCode that every verification ends with. Empty: an address is available if its keys are complete. */
  verificationError: string
  /** The Status of an address that passed its verification: reported, or as in the sample of the service's docs. */
  availableStatus: 'available' | 'avaliable'
  /** The Status of an address that failed its verification. */
  failedAddressStatus: 'failed' | 'unavailable' | 'rejected'
  /** How long after the end of a round its list of failed files is NotReady. */
  retryListMs: number
  /** ReadyRetry of every round. `computed`: according to the round's failed files. */
  readyRetry: 'computed' | 'NoNeed' | 'NotReady' | 'Ready'
  /** The values of OverwriteMode that CreateJob accepts. */
  overwriteModes: readonly string[]
  /** How CreateJob rejects the name and the addresses of a job that exists. */
  repeatedJobCode: 'ImportJobAlreadyExist' | 'ImportJobRepeatedOnSameAddress'
  /** Whether GetJob and ListJob contain the empty groups of a job without filters and schedule. */
  emptyGroups: 'shown' | 'absent'

  /** How long after CreateReport GetReport still returns NotExist. */
  reportLagMs: number
  /** How long a report is Running. `Infinity`: always. */
  reportMs: number
  /** The final Status of a report. */
  reportResult: 'Finished' | 'Failed'
  /** How GetReport answers without a report: with a Status, or with a 404. */
  missingReport: 'NotExist' | 'NoSuchImportReport'
  /** The format of a report's times: `1728964941` and `190`, or as elsewhere and `190s`. */
  reportTimes: 'unix' | 'formatted'

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

  /** The body of a successful change: none, or `<root></root>`. */
  changeResponse: 'empty' | 'root'
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
  createLagMs: 0,
  verifyMs: 1000,
  verificationError: '',
  availableStatus: 'available',
  failedAddressStatus: 'unavailable',
  retryListMs: 0,
  readyRetry: 'computed',
  overwriteModes: ['never', 'always'],
  repeatedJobCode: 'ImportJobAlreadyExist',
  emptyGroups: 'shown',
  reportLagMs: 0,
  reportMs: 1000,
  reportResult: 'Finished',
  missingReport: 'NotExist',
  reportTimes: 'unix',
  allowedActions: 'all',
  listOrder: 'name',
  listPageSize: 1000,
  listPages: 'proper',
  extraListedJobs: [],
  changeResponse: 'empty',
  requestIdOnSuccess: true,
  dateHeader: true,
  dateSkewMs: 0
}

/** The same ruling for several statuses, by default for all. */
export function inEach(ruling: Ruling, statuses: readonly JobStatus[] = JOB_STATUSES): Rulings {
  return Object.fromEntries(statuses.map((status) => [status, ruling]))
}
