// The names are those of Alibaba Cloud's own SDKs for this API (https://api.aliyun.com/product/hcs-mgw). Only fields that
// the action reads or sets have a type; the other ones are kept.

/** A 64-bit integer: a bigint if a number would lose digits. */
export type Int64 = number | bigint

/** What is sent. Subclasses `declare` their fields, because a field that they define resets what this assigns. */
class Model<Fields> {
  constructor(fields: Partial<Fields> = {}) {
    Object.assign(this, fields)
  }
}

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

export class CreateJobInfo extends Model<CreateJobInfo> {
  [field: string]: unknown
  declare name?: string
  declare srcAddress?: string
  declare destAddress?: string
  declare overwriteMode?: string
  /** The ID of the job whose failed files this one retries. */
  declare parentVersion?: string
  declare importQos?: ImportQos
  declare scheduleRule?: ScheduleRule
}

export class CreateJobRequest extends Model<CreateJobRequest> {
  declare importJob?: CreateJobInfo
}

export class GetJobRequest extends Model<GetJobRequest> {}

export class ListJobRequest extends Model<ListJobRequest> {
  /** The most jobs to return, 1 to 1000. */
  declare count?: number
  /** `nextMarker` of the previous page. */
  declare marker?: string
  declare parentName?: string
}

export class ListJobHistoryRequest extends Model<ListJobHistoryRequest> {
  declare count?: number
  declare marker?: string
  declare runtimeId?: Int64
}

export class GetJobResultRequest extends Model<GetJobResultRequest> {
  declare runtimeId?: Int64
}

export class CreateReportInfo extends Model<CreateReportInfo> {
  declare jobName?: string
  declare version?: string
  declare runtimeId?: Int64
}

export class CreateReportRequest extends Model<CreateReportRequest> {
  declare createReport?: CreateReportInfo
}

export class GetReportRequest extends Model<GetReportRequest> {
  declare version?: string
  declare runtimeId?: Int64
}

/** Where files are. A field of `inv` is about the bucket with the list of files. */
export class AddressDetail extends Model<AddressDetail> {
  [field: string]: unknown
  /** `oss`, `s3`, `local`, …, or `inv` and `ossinv` for a list of files. */
  declare addressType?: string
  /** The type of the storage with the files, if `addressType` is a list. */
  declare dataType?: string
  declare bucket?: string
  declare role?: string
  declare accessId?: string
  /** Never returned. */
  declare accessSecret?: string
  declare invPath?: string
}

export class CreateAddressInfo extends Model<CreateAddressInfo> {
  declare name?: string
  declare addressDetail?: AddressDetail
}

export class CreateAddressRequest extends Model<CreateAddressRequest> {
  declare importAddress?: CreateAddressInfo
}

export interface GetJobResp extends CreateJobInfo {
  status?: string
  /** The job's ID. */
  version?: string
  createTime?: string
  modifyTime?: string
  parentName?: string
}

/** The service's own schedule, which can start and pause the job. */
export interface ScheduleRule {
  startCronExpression?: string
  suspendCronExpression?: string
}

/** One state of one round of a job, typed like a job. Counters can be -1 or absent. */
export interface JobHistory {
  /** The Version of the job that the entry is about: a job that was deleted and created again has another. */
  jobVersion?: string
  runtimeId?: string
  /** `Listing` or `Finished`. */
  listStatus?: string
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
  skippedSize?: Int64
  [field: string]: unknown
}

export interface ListJobHistoryResp {
  /** Newest first; empty right after the first start. */
  jobHistory: JobHistory[]
  /** `true` if there is another page. A string, as in the official SDKs. */
  truncated?: string
  nextMarker?: string
}

export interface ListJobResp {
  truncated?: boolean
  nextMarker?: string
  /** The order isn't documented. */
  importJob: GetJobResp[]
}

/** Whether the failed files of a round can be retried, and the list of them. */
export interface GetJobResultResp {
  /** `NoNeed`, `Ready` (the list exists) or `NotReady` (it is being made). */
  readyRetry?: string
  failedObjectCount?: Int64
  [field: string]: unknown
}

/** A round's report. Times are ISO times, `1000s` or Unix seconds. */
export interface GetReportResp {
  /** `Running`, `NotExist`, `Finished` or `Failed`. */
  status?: string
  errorMessage?: string
  totalCount?: Int64
  copiedCount?: Int64
  failedCount?: Int64
  skippedCount?: Int64
  /** Paths in the destination's bucket. Empty until the report is finished. */
  totalListPrefix?: string
  failedListPrefix?: string
  skippedListPrefix?: string
  jobCreateTime?: string
  jobEndTime?: string
  jobExecuteTime?: string
  reportCreateTime?: string
  reportEndTime?: string
  [field: string]: unknown
}

export interface GetAddressResp {
  addressDetail?: AddressDetail
}

export interface VerifyAddressResp {
  /** Empty while the verification runs. */
  status?: string
  errorCode?: string
  errorMessage?: string
}

export interface Response<Body> {
  statusCode: number
  headers: Record<string, string>
  body: Body
}

/** A complete HTTP response. Header names are in lower case. */
export interface HttpResponse extends Response<Buffer> {
  /** Whether the body can contain a secret, so that errors don't quote it. */
  isSecret?: boolean
  /** Removes secrets from the body before a message shows the start of it. */
  redact?: ((text: string) => string) | undefined
}

type EmptyResponse = Response<undefined>
export type UpdateJobResponse = EmptyResponse
export type CreateJobResponse = EmptyResponse
export type CreateReportResponse = EmptyResponse
export type CreateAddressResponse = EmptyResponse
export type DeleteAddressResponse = EmptyResponse
export type GetJobResultResponse = Response<{ importJobResult: GetJobResultResp }>
export type GetReportResponse = Response<{ getReportResponse: GetReportResp }>
export type GetAddressResponse = Response<{ importAddress: GetAddressResp }>
export type VerifyAddressResponse = Response<{ verifyAddressResponse: VerifyAddressResp }>
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
