import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { InForce } from '../timetable/in-force.ts'
import type { Counters } from './counters.ts'

/** What came of an operation, and what is known of the job. */
export interface OperationResult {
  /** Why the operation failed; undefined when it did not. */
  error?: unknown
  /** The HTTP status of the service's last answer. */
  statusCode?: number | undefined
  /** The ID under which the service knows the change, or the look where there was no change. */
  requestId?: string | undefined
  /** Whether the service accepted a change; undefined when that is not known. */
  changed: boolean | undefined
  /** When the service accepted the change at the earliest, in ms since 1970 by its own clock. */
  changedAt?: number | undefined
  /** The job before the change, where it was looked at. */
  before?: GetJobResp | undefined
  /** The job when it was last looked at. */
  job?: GetJobResp | undefined
  /** What the job's history counts of the round that this is about. */
  counters?: Counters | undefined
  /** The envelope's Data: the job, for get-job. */
  data?: object
  /** What there is to say that the operation alone does not tell. Of an error, it says where that leaves the job. */
  note?: string
  /** What the timetable says, for apply-timetable. */
  inForce?: InForce
  /** How the migration went while it was waited for. */
  samples?: Sample[]
}

/** How far a migration was at a time. */
export interface Sample {
  /** Since the beginning of the wait, in ms. */
  at: number
  /** In percent; undefined while the total is unknown. */
  percent: number | undefined
  bytes: number | undefined
}

/** The service did as it was asked, but the job did not do as was hoped. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
