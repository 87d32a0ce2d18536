// The names are those of Alibaba Cloud's own SDKs for this API (https://api.aliyun.com/product/hcs-mgw).

/** A 64-bit integer: a bigint if a number would lose digits. */
export type Int64 = number | bigint

/** What is sent. Subclasses `declare` their fields, because a field that they define resets what this assigns. */
class Model<Fields> {
  constructor(fields: Partial<Fields> = {}) {
    Object.assign(this, fields)
  }
}

/** A job's throttling. */
export class ImportQos extends Model<ImportQos> {
  /** In bit/s. */
  declare maxBandWidth?: Int64
  /** Files per second. */
  declare maxImportTaskQps?: Int64
}

/** What to change about a job: its status or its throttling, never both in one request. */
export class UpdateJobInfo extends Model<UpdateJobInfo> {
  declare status?: string
  declare importQos?: ImportQos
}

export class UpdateJobRequest extends Model<UpdateJobRequest> {
  declare importJob?: UpdateJobInfo
}

export class GetJobRequest {}

class PageRequest extends Model<PageRequest> {
  /** The most jobs or entries to return, 1 to 1000. */
  declare count?: number
  /** `nextMarker` of the previous page. */
  declare marker?: string
}

export class ListJobRequest extends PageRequest {}
export class ListJobHistoryRequest extends PageRequest {}

/** A job. Only the fields that are read have a type; the others are kept too. */
export interface GetJobResp {
  name?: string
  /** `IMPORT_JOB_DOING` and so on. */
  status?: string
  /** The job's ID. */
  version?: string
  modifyTime?: string
  parentName?: string
  importQos?: ImportQos
  scheduleRule?: ScheduleRule
  [field: string]: unknown
}

/** The service's own schedule, which can start and pause the job. */
export interface ScheduleRule {
  startCronExpression?: string
  suspendCronExpression?: string
  maxScheduleCount?: Int64
}

/** One state of one round of a job, typed like a job. Counters can be -1 or absent. */
export interface JobHistory {
  runtimeId?: string
  startTime?: string
  /** Empty while the entry is current. */
  endTime?: string
  status?: string
  message?: string
  totalCount?: Int64
  /** Copied and skipped files together. */
  copiedCount?: Int64
  failedCount?: Int64
  skippedCount?: Int64
  /** In bytes, as are the other sizes. */
  totalSize?: Int64
  copiedSize?: Int64
  [field: string]: unknown
}

export interface ListJobHistoryResp {
  /** Newest first; empty right after the first start. */
  jobHistory: JobHistory[]
}

export interface ListJobResp {
  truncated?: boolean
  nextMarker?: string
  /** The order isn't documented. */
  importJob: GetJobResp[]
}

export interface Response<Body> {
  statusCode: number
  headers: Record<string, string>
  body: Body
}

/** A complete HTTP response. Header names are in lower case. */
export type HttpResponse = Response<Buffer>
export type UpdateJobResponse = Response<undefined>
export type GetJobResponse = Response<{ importJob: GetJobResp }>
export type ListJobHistoryResponse = Response<{ jobHistoryList: ListJobHistoryResp }>
export type ListJobResponse = Response<{ importJobList: ListJobResp }>

/** A model with the service's own names, at every depth: `maxBandWidth` becomes `MaxBandWidth`. */
export function toMap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toMap)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name.charAt(0).toUpperCase() + name.slice(1), toMap(field)])
  )
}
