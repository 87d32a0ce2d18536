/**
 * Requests and answers under the names that Alibaba Cloud's own SDKs for this API give them
 * (https://api.aliyun.com/product/hcs-mgw, version 2024-06-26).
 */

/** A 64-bit integer: a bigint where a number would lose digits. */
export type Int64 = number | bigint

/** A job's throttling. */
export class ImportQos {
  /** In bit/s. */
  maxBandWidth?: Int64
  /** Files per second. */
  maxImportTaskQps?: Int64

  constructor(fields: Partial<ImportQos> = {}) {
    Object.assign(this, fields)
  }
}

/** What to change about a job: its status or its throttling, never both in one request. */
export class UpdateJobInfo {
  status?: string
  importQos?: ImportQos

  constructor(fields: Partial<UpdateJobInfo> = {}) {
    Object.assign(this, fields)
  }
}

export class UpdateJobRequest {
  importJob?: UpdateJobInfo

  constructor(fields: Partial<UpdateJobRequest> = {}) {
    Object.assign(this, fields)
  }
}

export class GetJobRequest {
  /** Whether the job is named by its ID (Version) in place of its name. */
  byVersion?: boolean

  constructor(fields: Partial<GetJobRequest> = {}) {
    Object.assign(this, fields)
  }
}

export class ListJobHistoryRequest {
  /** How many entries at most, 1 to 1000. */
  count?: number
  /** Where to go on: `nextMarker` of the page before. */
  marker?: string
  /** Only the entries of this run. */
  runtimeId?: number

  constructor(fields: Partial<ListJobHistoryRequest> = {}) {
    Object.assign(this, fields)
  }
}

export class ListJobRequest {
  /** How many jobs at most, 1 to 1000. */
  count?: number
  /** Where to go on: `nextMarker` of the page before. */
  marker?: string
  /** Only the sub-jobs of this job. */
  parentName?: string
  /** Whether sub-jobs are listed too. */
  all?: boolean

  constructor(fields: Partial<ListJobRequest> = {}) {
    Object.assign(this, fields)
  }
}

/** A job, as GetJob answers it. What the service adds beyond these fields is kept too. */
export interface GetJobResp {
  name?: string
  /** `IMPORT_JOB_DOING` and so on. */
  status?: string
  srcAddress?: string
  destAddress?: string
  /** The job's ID. */
  version?: string
  owner?: string
  createTime?: string
  modifyTime?: string
  overwriteMode?: string
  transferMode?: string
  tags?: string
  parentName?: string
  parentVersion?: string
  importQos?: ImportQos
  scheduleRule?: ScheduleRule
  audit?: { logMode?: string }
  [field: string]: unknown
}

/** The service's own schedule for a job. */
export interface ScheduleRule {
  startCronExpression?: string
  suspendCronExpression?: string
  maxScheduleCount?: Int64
}

/** One status of one run of a job. Counters can be -1 or absent early in a run. */
export interface JobHistory {
  name?: string
  jobVersion?: string
  runtimeId?: string
  commitId?: string
  startTime?: string
  /** Empty while this status lasts. */
  endTime?: string
  status?: string
  /** `Normal` or `Interrupt`. */
  runtimeState?: string
  message?: string
  /** `user` or `system`. */
  operator?: string
  /** `Listing` or `Finished`. */
  listStatus?: string
  totalCount?: Int64
  /** Copied and skipped files together. */
  copiedCount?: Int64
  failedCount?: Int64
  skippedCount?: Int64
  /** In bytes, as are the other sizes. */
  totalSize?: Int64
  copiedSize?: Int64
  skippedSize?: Int64
  [field: string]: unknown
}

export interface ListJobHistoryResp {
  /** `true` or `false`. */
  truncated?: string
  nextMarker?: string
  /** Newest first; none right after a start. */
  jobHistory: JobHistory[]
}

export interface ListJobResp {
  truncated?: boolean
  nextMarker?: string
  /** In an order that is documented nowhere. */
  importJob: GetJobResp[]
}

/** What every answer has. */
export interface Response<Body> {
  statusCode: number
  headers: Record<string, string>
  body: Body
}

export type UpdateJobResponse = Response<undefined>
export type GetJobResponse = Response<{ importJob: GetJobResp }>
export type ListJobHistoryResponse = Response<{ jobHistoryList: ListJobHistoryResp }>
export type ListJobResponse = Response<{ importJobList: ListJobResp }>

/** A model under the service's own names, at every depth: `maxBandWidth` becomes `MaxBandWidth`. */
export function toMap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toMap)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name.charAt(0).toUpperCase() + name.slice(1), toMap(field)])
  )
}
