import { inventoryKey } from '../src/addresses/inventory.ts'
import { isoTime } from '../src/protocol/clock.ts'
import { uuidOf } from '../src/protocol/ids.ts'
import type { Outcome } from './call.ts'
import { accepted, decoded, rejected, type Step } from './outcome.ts'
import { counts, job, LAST_ROUND_END, LAST_ROUND_END_TEXT } from './sample-job.ts'

const JOB = 'photos'
const RETRY = 'photos_retry_20260116060000'
const START = LAST_ROUND_END - 60_000

const SOURCE = {
  AddressType: 's3',
  Bucket: 'photos',
  Prefix: 'a "b" ü/',
  Domain: 's3.us-west-1.amazonaws.com',
  AccessId: 'AKIAEXAMPLE',
  AccessSecret: 'secret of the source'
}

const ESCAPED = {
  AddressType: 'oss',
  Bucket: 'photos',
  Prefix: 'a/<b>&"c"/',
  HdfsAuthConfig: { AuthType: 'kerberos', UserName: 'd&e' }
}

/** A finished job with failed files, whose source is an S3 bucket. */
export const RETRY_OPTIONS = {
  jobs: [
    {
      name: JOB,
      srcAddress: 's3-photos',
      rounds: [
        {
          startedAt: START,
          endedAt: LAST_ROUND_END,
          plan: { totalCount: 10, totalSize: 10_000, failedCount: 3, skippedCount: 2 }
        }
      ]
    }
  ],
  addresses: [
    {
      name: 's3-photos',
      createTime: START,
      detail: SOURCE
    },
    { name: 'escaped', createTime: START, detail: ESCAPED },
    { name: 'destination', createTime: START, detail: { AddressType: 'oss', Bucket: 'copies', Role: 'mgw' } }
  ]
}

const VERSION = uuidOf(JOB, 1)
const RETRY_VERSION = uuidOf(RETRY, 2)
const FOLDER = `1234567890123456/${VERSION}/1/`
const LIST_PATH = `aliyun_import_retry/${FOLDER}manifest.json`

/** How many ms pass between two steps. */
const STEP_MS = 1000

/** The time of a step (its index), in ms since 1970. */
export function timeOfStep(index: number): number {
  return LAST_ROUND_END + (index + 1) * STEP_MS
}

function bodyOf(outcome: Outcome | undefined, root: string): Outcome {
  return (outcome?.body as Record<string, Outcome> | undefined)?.[root] ?? {}
}

/** The fields of a GetJobResult response that describe the list of failed files. */
function listOf(result: Outcome): Outcome {
  return Object.fromEntries(Object.entries(result).filter(([name]) => name === 'AddressType' || /^Inv/.test(name)))
}

/** The address of a retry: the source's, with the list of failed files. */
function createRetryAddress(known: Record<string, Outcome>): ReturnType<Step['call']> {
  const source = (bodyOf(known['read the source'], 'ImportAddress').AddressDetail ?? {}) as Outcome
  const list = listOf(bodyOf(known['read the result'], 'ImportJobResult'))
  const detail = { ...source, DataType: source.AddressType, ...list, AccessSecret: 'secret of the source' }
  return { operation: 'CreateAddress', path: [], request: { ImportAddress: { Name: RETRY, AddressDetail: detail } } }
}

function createJob(fields: object): Step['call'] {
  const request = { ImportJob: { DestAddress: 'destination', OverwriteMode: 'always', TransferMode: 'all', ...fields } }
  return () => ({ operation: 'CreateJob', path: [], request })
}

function named(operation: string, name: string, request?: object): Step['call'] {
  return () => ({ operation, path: [name], ...(request === undefined ? {} : { request }) })
}

function unnamed(operation: string, request: object): Step['call'] {
  return () => ({ operation, path: [], request })
}

const RETRY_FIELDS = {
  Name: RETRY,
  SrcAddress: RETRY,
  ParentVersion: VERSION,
  CreateReport: true,
  WithLastModifyTime: true,
  TargetStorageClass: 'IA'
}

/** What a CreateJob request can contain. */
const EVERY_FIELD = {
  Name: 'every-field',
  SrcAddress: 'destination',
  DestAddress: 's3-photos',
  OverwriteMode: 'always',
  TransferMode: 'lastmodified',
  Tags: 'team:storage',
  AppendableToNormal: true,
  Audit: { LogMode: 'all' },
  ConvertSymlinkTarget: true,
  CreateReport: true,
  EnableMultiVersioning: false,
  FilterRule: {
    KeyFilters: { Includes: { Regex: ['.*"a"$', 'b c'] }, Excludes: { Regex: ['e'] } },
    LastModifiedFilters: {
      Includes: { TimeFilter: [{ StartTime: '2006-01-01T00:00:00Z', EndTime: '2006-12-31T59:59:59Z' }] }
    },
    FileTypeFilters: { ExcludeDir: true, ExcludeSymlink: false }
  },
  ImportQos: { MaxBandWidth: 1_048_576, MaxImportTaskQps: 50 },
  ScheduleRule: {
    StartCronExpression: '0 0 22 * * ?',
    SuspendCronExpression: '0 0 6 * * ?',
    MaxScheduleCount: 3
  },
  TargetStorageClass: 'Archive',
  WithLastModifyTime: false,
  WithStorageClass: true
}

const FINISHED = { Status: 'IMPORT_JOB_FINISHED', CreateTime: isoTime(START), ModifyTime: LAST_ROUND_END_TEXT }
const PARENT = { ImportJob: job(JOB, VERSION, { ...FINISHED, SrcAddress: 's3-photos' }) }

const NEWEST_ENTRY = {
  Name: JOB,
  JobVersion: VERSION,
  RuntimeId: '1',
  CommitId: '4',
  StartTime: LAST_ROUND_END_TEXT,
  Status: 'IMPORT_JOB_FINISHED',
  RuntimeState: 'Normal',
  Operator: 'system',
  ListStatus: 'Finished',
  ...counts(10, 7, 3, 2)
}

const KEY = inventoryKey(LIST_PATH)

/** The list of failed files, with the key pair that reads it. */
const LIST = {
  AddressType: 'ossinv',
  InvAccessId: KEY.accessId,
  InvBucket: KEY.bucket,
  InvDomain: 'oss-cn-hangzhou-internal.aliyuncs.com',
  InvLocation: 'oss',
  InvPath: LIST_PATH,
  InvRegionId: 'oss-cn-hangzhou'
}

const RESULT = {
  ...LIST,
  InvAccessSecret: KEY.accessSecret,
  ReadyRetry: 'Ready',
  Version: VERSION,
  TotalObjectCount: 10,
  CopiedObjectCount: 7,
  FailedObjectCount: 3,
  SkippedObjectCount: 2,
  TotalObjectSize: 10_000,
  CopiedObjectSize: 7000,
  SkippedObjectSize: 2000
}

/** A GetAddress response. It has no secrets. */
function addressOf(name: string, number: number, createTime: number, fields: Outcome): Outcome {
  return {
    ImportAddress: {
      Name: name,
      Version: uuidOf('address', name, number),
      Owner: '1234567890123456',
      CreateTime: isoTime(createTime),
      ModifyTime: isoTime(createTime),
      VerifyResult: { HttpCode: '-1' },
      ...fields
    }
  }
}

const { AccessSecret: _, ...SOURCE_DETAIL } = SOURCE

/** What is read before anything is created. */
function readingSteps(): Step[] {
  const source = addressOf('s3-photos', 1, START, { Status: 'notVerify', AddressDetail: SOURCE_DETAIL })
  const escaped = addressOf('escaped', 2, START, { Status: 'notVerify', AddressDetail: ESCAPED })
  const page = { JobHistoryList: { Truncated: 'true', NextMarker: '4', JobHistory: [NEWEST_ENTRY] } }
  const noJobs = decoded({ ImportJobList: { Truncated: false } })
  return [
    { name: 'read the parent', call: named('GetJob', JOB, {}), expected: decoded(PARENT) },
    { name: 'read its round', call: named('ListJobHistory', JOB, { count: 1 }), expected: decoded(page) },
    {
      name: 'read the result',
      call: named('GetJobResult', JOB, { runtimeId: 1 }),
      expected: decoded({ ImportJobResult: RESULT })
    },
    {
      name: 'read the result of an unknown round',
      call: named('GetJobResult', JOB, { runtimeId: 2 }),
      expected: rejected('NoSuchImportJobRunTimeId')
    },
    { name: 'list sub-jobs before', call: unnamed('ListJob', { parentName: JOB }), expected: noJobs },
    { name: 'read an address with escaped texts', call: named('GetAddress', 'escaped'), expected: decoded(escaped) },
    { name: 'read the source', call: named('GetAddress', 's3-photos'), expected: decoded(source) }
  ]
}

/** The address of the retry. The first verification has no result yet. `first` is the index of the first step. */
function addressSteps(first: number): Step[] {
  const [created, verified] = [timeOfStep(first), timeOfStep(first + 2) + STEP_MS]
  const result = { Status: 'available', VerifyTime: isoTime(verified) }
  const detail = { ...SOURCE_DETAIL, DataType: 's3', ...LIST }
  const address = addressOf(RETRY, 4, created, { ...result, AddressDetail: detail })
  return [
    { name: 'create the address', call: createRetryAddress, expected: accepted },
    { name: 'create it again', call: createRetryAddress, expected: rejected('ImportAddressAlreadyExist') },
    { name: 'verify it', call: named('VerifyAddress', RETRY), expected: decoded({ VerifyAddressResponse: {} }) },
    {
      name: 'verify it later',
      call: named('VerifyAddress', RETRY),
      expected: decoded({ VerifyAddressResponse: result })
    },
    { name: 'read the address', call: named('GetAddress', RETRY), expected: decoded(address) }
  ]
}

/** The sub-job. `first` is the index of the first step. */
function subJobSteps(first: number): Step[] {
  const time = isoTime(timeOfStep(first))
  const subJob = (fields: Outcome): Outcome =>
    job(RETRY, RETRY_VERSION, {
      ...RETRY_FIELDS,
      OverwriteMode: 'always',
      Status: 'IMPORT_JOB_BEGIN',
      ParentName: JOB,
      CreateTime: time,
      ModifyTime: time,
      ...fields
    })
  const starting = subJob({ Status: 'IMPORT_JOB_LAUNCHING', ModifyTime: isoTime(timeOfStep(first + 8)) })
  const list = (...jobs: Outcome[]) => decoded({ ImportJobList: { Truncated: false, ImportJob: jobs } })
  const again = { ...RETRY_FIELDS, Name: 'another-name' }
  const start = { ImportJob: { Status: 'IMPORT_JOB_LAUNCHING' } }
  const notReady = { ImportJobResult: { ReadyRetry: 'NotReady', Version: RETRY_VERSION, ...NOTHING_YET } }
  return [
    { name: 'create the sub-job', call: createJob(RETRY_FIELDS), expected: accepted },
    { name: 'create the sub-job again', call: createJob(RETRY_FIELDS), expected: rejected('ImportJobAlreadyExist') },
    {
      name: 'create it under another name',
      call: createJob(again),
      expected: rejected('ImportJobRepeatedOnSameAddress')
    },
    { name: 'read the sub-job', call: named('GetJob', RETRY, {}), expected: decoded({ ImportJob: subJob({}) }) },
    { name: 'list its sub-jobs', call: unnamed('ListJob', { parentName: JOB }), expected: list(subJob({})) },
    { name: 'list all but sub-jobs', call: unnamed('ListJob', {}), expected: list(PARENT.ImportJob) },
    {
      name: 'list all jobs',
      call: unnamed('ListJob', { all: true }),
      expected: list(PARENT.ImportJob, subJob({}))
    },
    {
      name: 'delete the address of a job',
      call: named('DeleteAddress', RETRY),
      expected: rejected('ImportAddressIsOccupied')
    },
    { name: 'start the sub-job', call: named('UpdateJob', RETRY, start), expected: accepted },
    { name: 'read the started sub-job', call: named('GetJob', RETRY, {}), expected: decoded({ ImportJob: starting }) },
    {
      name: 'read the result of a running round',
      call: named('GetJobResult', RETRY, { runtimeId: 1 }),
      expected: decoded(notReady)
    }
  ]
}

const NOTHING_YET = {
  TotalObjectCount: 3,
  CopiedObjectCount: 0,
  FailedObjectCount: 0,
  SkippedObjectCount: 0,
  TotalObjectSize: 3000,
  CopiedObjectSize: 0,
  SkippedObjectSize: 0
}

/** The report of the parent's round. `first` is the index of the first step. */
function reportSteps(first: number): Step[] {
  const seconds = (ms: number) => String(ms / 1000)
  const created = timeOfStep(first + 1)
  const report = {
    ReportCreateTime: seconds(created),
    JobCreateTime: seconds(START),
    JobEndTime: seconds(LAST_ROUND_END),
    JobExecuteTime: '60',
    TotalCount: 10,
    CopiedCount: 7,
    SkippedCount: 2,
    FailedCount: 3
  }
  const finished = {
    ...report,
    Status: 'Finished',
    ReportEndTime: seconds(created + 2 * STEP_MS),
    TotalListPrefix: `aliyun_import_report/${FOLDER}total_list/`,
    SkippedListPrefix: `aliyun_import_report/${FOLDER}skipped_list/`,
    FailedListPrefix: `aliyun_import_report/${FOLDER}failed_list/`
  }
  const create = (RuntimeId: number) =>
    unnamed('CreateReport', { CreateReport: { JobName: JOB, Version: VERSION, RuntimeId } })
  const read = unnamed('GetReport', { version: VERSION, runtimeId: 1 })
  const shown = (body: Outcome) => decoded({ GetReportResponse: body })
  return [
    { name: 'read a report that does not exist', call: read, expected: shown({ Status: 'NotExist' }) },
    { name: 'create the report', call: create(1), expected: accepted },
    { name: 'read the running report', call: read, expected: shown({ ...report, Status: 'Running' }) },
    { name: 'create the report again', call: create(1), expected: accepted },
    { name: 'read the finished report', call: read, expected: shown(finished) },
    { name: 'create a report of an unknown round', call: create(2), expected: rejected('NoSuchImportJobRunTimeId') },
    {
      name: 'read the report of an unknown job',
      call: unnamed('GetReport', { version: 'none', runtimeId: 1 }),
      expected: rejected('NoSuchImportJob')
    }
  ]
}

/** Requests that are refused, and an address that fails its verification. `first` is the index of the first step. */
function refusedSteps(first: number): Step[] {
  const withoutSecret = { Name: 'no-secret', AddressDetail: SOURCE_DETAIL }
  const failed = {
    Status: 'unavailable',
    VerifyTime: isoTime(timeOfStep(first + 2) + STEP_MS),
    ErrorCode: 'AccessDenied',
    ErrorMessage: 'The address has no AccessSecret.'
  }
  const verify = named('VerifyAddress', 'no-secret')
  const fields = { Name: 'another-job', SrcAddress: 'no-secret' }
  const notAvailable = rejected('InvalidArgument', 'The address no-secret is not available.')
  return [
    {
      name: 'create an address with texts to escape',
      call: unnamed('CreateAddress', { ImportAddress: { Name: 'escaped', AddressDetail: ESCAPED } }),
      expected: rejected('ImportAddressAlreadyExist'),
      // The Go SDK doesn't escape texts, so its XML is invalid.
      notFor: ['go']
    },
    {
      name: 'create an address without a secret',
      call: unnamed('CreateAddress', { ImportAddress: withoutSecret }),
      expected: accepted
    },
    { name: 'verify that address', call: verify, expected: decoded({ VerifyAddressResponse: {} }) },
    { name: 'verify that address later', call: verify, expected: decoded({ VerifyAddressResponse: failed }) },
    { name: 'create a job on it', call: createJob(fields), expected: notAvailable },
    { name: 'delete that address', call: named('DeleteAddress', 'no-secret'), expected: accepted },
    {
      name: 'read a deleted address',
      call: named('GetAddress', 'no-secret'),
      expected: rejected('NoSuchImportAddress')
    },
    { name: 'create a job without an address', call: createJob(fields), expected: rejected('NoSuchImportAddress') },
    {
      name: 'create a sub-job of an unknown job',
      call: createJob({ Name: 'an-orphan', SrcAddress: 'destination', ParentVersion: 'none' }),
      expected: rejected('NoSuchImportJobParent')
    }
  ]
}

/** A job with every field, and deletions. `first` is the index of the first step. */
function everyFieldSteps(first: number): Step[] {
  const time = isoTime(timeOfStep(first))
  const shown = job('every-field', uuidOf('every-field', 3), {
    ...EVERY_FIELD,
    Status: 'IMPORT_JOB_BEGIN',
    CreateTime: time,
    ModifyTime: time
  })
  const remove = named('DeleteJob', 'every-field', {})
  return [
    { name: 'create a job with every field', call: createJob(EVERY_FIELD), expected: accepted },
    { name: 'read every field', call: named('GetJob', 'every-field', {}), expected: decoded({ ImportJob: shown }) },
    { name: 'delete a job', call: remove, expected: accepted },
    { name: 'delete a job that is being deleted', call: remove, expected: rejected('ImportJobInDeleting') },
    {
      name: 'delete a job with sub-jobs',
      call: named('DeleteJob', JOB, {}),
      expected: rejected('ImportJobHasDescendants')
    }
  ]
}

/** Retries the failed files of a job: everything that `retry-job` and the reports need, and how it is refused. */
export function retrySteps(): Step[] {
  const parts = [readingSteps, addressSteps, subJobSteps, reportSteps, refusedSteps, everyFieldSteps]
  const steps: Step[] = []
  for (const part of parts) steps.push(...part(steps.length))
  return steps
}
