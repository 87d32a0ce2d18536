import { type Emulator, ERRORS, type ErrorCode } from '../src/index.ts'
import { isoTime } from '../src/protocol/clock.ts'

/** What the SDK decoded: a response or an error. */
export type Outcome = Record<string, unknown>

/** The expected outcome. The request ID comes from the emulator's record. */
type Expectation = (requestId: string) => Outcome

/** When the job's first round ended, in ms since 1970. */
export const LAST_ROUND_END = Date.UTC(2026, 0, 16, 5, 59, 25)

const LAST_ROUND_END_TEXT = '2026-01-16T05:59:25.000Z'
const UNLIMITED = { MaxBandWidth: 0, MaxImportTaskQps: 0 }
const LIMITED = { MaxBandWidth: '9223372036854775807', MaxImportTaskQps: 2000 }

function accepted(requestId: string): Outcome {
  return { statusCode: 200, requestId, body: null }
}

function decoded(body: Outcome): Expectation {
  return (requestId) => ({ statusCode: 200, requestId, body })
}

/** An error response. The default message is the one in ERRORS. */
function rejected(code: ErrorCode, message: string = ERRORS[code].message, data: Outcome = {}): Expectation {
  return (requestId) => ({
    code,
    message,
    data: {
      statusCode: ERRORS[code].status,
      requestId,
      hostId: '1234567890123456.cn-hangzhou.mgw.aliyuncs.com',
      ecCode: null,
      Recommend: null,
      AccessDeniedDetail: null,
      ...data
    }
  })
}

function statusRejected(present: string, wanted: string): Expectation {
  return rejected('InvalidImportJobStatus', `The import job is ${present} and cannot become ${wanted}.`)
}

/** Without a body, the SDK uses the status as the code, and the request ID from the header. */
function errorWithoutBody(requestId: string): Outcome {
  return { code: 503, message: null, data: { statusCode: 503, requestId, ecCode: null } }
}

/** A job in a GetJob response. */
function job(name: string, version: string | undefined, fields: Outcome): Outcome {
  return {
    Name: name,
    Version: version,
    Owner: '1234567890123456',
    SrcAddress: 'source',
    DestAddress: 'destination',
    OverwriteMode: 'never',
    TransferMode: 'all',
    EnableMultiVersioning: false,
    ConvertSymlinkTarget: false,
    CreateReport: false,
    Audit: { LogMode: 'off' },
    ImportQos: UNLIMITED,
    ...fields
  }
}

/** An entry of the job's history. The current one has no EndTime. */
function historyEntry(version: string | undefined, ids: [number, number], copied: number, fields: Outcome): Outcome {
  const size = copied * 1_073_741.824
  return {
    Name: 'nightly-sync',
    JobVersion: version,
    RuntimeId: String(ids[0]),
    CommitId: String(ids[1]),
    RuntimeState: 'Normal',
    Operator: 'system',
    ListStatus: 'Finished',
    TotalCount: 1000,
    CopiedCount: copied,
    FailedCount: 0,
    SkippedCount: 0,
    TotalSize: 1_073_741_824,
    CopiedSize: size,
    SkippedSize: 0,
    ...fields
  }
}

/** The history after one finished round, and a second one that was started, paused, resumed and closed. */
function historyEntries(version: string | undefined, now: string): Outcome[] {
  const [then, start] = [{ StartTime: LAST_ROUND_END_TEXT, EndTime: LAST_ROUND_END_TEXT }, { StartTime: now }]
  return [
    historyEntry(version, [2, 6], 0, { ...start, Status: 'IMPORT_JOB_CLOSING', Operator: 'user' }),
    historyEntry(version, [2, 5], 0, {
      ...start,
      EndTime: now,
      Status: 'IMPORT_JOB_SUSPEND',
      Operator: 'user'
    }),
    historyEntry(version, [1, 4], 1000, { ...then, EndTime: now, Status: 'IMPORT_JOB_FINISHED' }),
    historyEntry(version, [1, 3], 1000, { ...then, Status: 'IMPORT_JOB_CLOSING' }),
    historyEntry(version, [1, 2], 1000, { ...then, Status: 'IMPORT_JOB_DOING' }),
    historyEntry(version, [1, 1], 0, { ...then, Status: 'IMPORT_JOB_PREPARING' })
  ]
}

function history(entries: Outcome[], nextMarker: string): Expectation {
  const marker = nextMarker === '' ? { Truncated: 'false' } : { Truncated: 'true', NextMarker: nextMarker }
  return decoded({ JobHistoryList: { ...marker, JobHistory: entries } })
}

function jobList(jobs: Outcome[], nextMarker: string): Expectation {
  const marker = nextMarker === '' ? { Truncated: false } : { Truncated: true, NextMarker: nextMarker }
  return decoded({ ImportJobList: { ...marker, ImportJob: jobs } })
}

function result(version: string | undefined): Expectation {
  return decoded({
    ImportJobResult: {
      Version: version,
      ReadyRetry: 'NoNeed',
      TotalObjectCount: 1000,
      CopiedObjectCount: 1000,
      FailedObjectCount: 0,
      SkippedObjectCount: 0,
      TotalObjectSize: 1_073_741_824,
      CopiedObjectSize: 1_073_741_824,
      SkippedObjectSize: 0
    }
  })
}

/** The objects that responses contain at the end of the run. */
interface Fixtures {
  version: string | undefined
  /** A GetJob response for the job nightly-sync. */
  nightlyWith: (status: string, importQos: Outcome) => Expectation
  closing: Outcome
  another: Outcome
  created: Outcome
  entries: Outcome[]
}

/** The job that the SDK creates. */
function createdJob(version: string | undefined, time: string): Outcome {
  return job('made-by-the-sdk', version, {
    Status: 'IMPORT_JOB_BEGIN',
    SrcAddress: 'from <here> & there',
    DestAddress: 'to-here',
    OverwriteMode: 'always',
    TransferMode: 'lastmodified',
    Tags: 'team:storage',
    ImportQos: { MaxBandWidth: 1_048_576, MaxImportTaskQps: 50 },
    ScheduleRule: { StartCronExpression: '0 0 22 * * ?', MaxScheduleCount: 3 },
    CreateTime: time,
    ModifyTime: time
  })
}

function fixturesOf(emulator: Emulator, now: number): Fixtures {
  const time = isoTime(now)
  const versionOf = (name: string) => emulator.job(name)?.version
  const version = versionOf('nightly-sync')
  const nightly = (Status: string, ImportQos: Outcome) =>
    job('nightly-sync', version, { Status, ImportQos, CreateTime: LAST_ROUND_END_TEXT, ModifyTime: time })
  return {
    version,
    nightlyWith: (status, importQos) => decoded({ ImportJob: nightly(status, importQos) }),
    closing: nightly('IMPORT_JOB_CLOSING', LIMITED),
    another: job('another-job', versionOf('another-job'), {
      Status: 'IMPORT_JOB_BEGIN',
      CreateTime: LAST_ROUND_END_TEXT,
      ModifyTime: LAST_ROUND_END_TEXT
    }),
    created: createdJob(versionOf('made-by-the-sdk'), time),
    entries: historyEntries(version, time)
  }
}

function updates({ nightlyWith }: Fixtures): Record<string, Expectation> {
  return {
    'start-job': accepted,
    'get-job after start-job': nightlyWith('IMPORT_JOB_LAUNCHING', UNLIMITED),
    'start-job while it is starting': statusRejected('IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_LAUNCHING'),
    'update-qos': accepted,
    'get-job after update-qos': nightlyWith('IMPORT_JOB_LAUNCHING', LIMITED),
    'pause-job': accepted,
    'get-job after pause-job': nightlyWith('IMPORT_JOB_SUSPEND', LIMITED),
    'pause-job while it is paused': statusRejected('IMPORT_JOB_SUSPEND', 'IMPORT_JOB_SUSPEND'),
    'start-job, which resumes': accepted,
    'close-job': accepted,
    'get-job after close-job': nightlyWith('IMPORT_JOB_CLOSING', LIMITED)
  }
}

function queries({ version, nightlyWith, closing, another, entries }: Fixtures): Record<string, Expectation> {
  return {
    'get-job by version': nightlyWith('IMPORT_JOB_CLOSING', LIMITED),
    'list-job-history': history(entries, ''),
    'list-job-history of one round, one entry': history(entries.slice(2, 3), '4'),
    'list-job-history after a marker': history(entries.slice(5), ''),
    'get-job-result': result(version),
    'update-qos while it is closing': rejected(
      'InvalidImportJobStatus',
      'The import job is IMPORT_JOB_CLOSING and its throttling cannot be changed.'
    ),
    'list-job, first page': jobList([another], 'another-job'),
    'list-job, next page': jobList([closing], ''),
    'list-job after a marker that needs encoding': jobList([closing], '')
  }
}

function creationAndDeletion({ created }: Fixtures): Record<string, Expectation> {
  return {
    'create-job': accepted,
    'get-job after create-job': decoded({ ImportJob: created }),
    'create-job with an existing name': rejected('ImportJobAlreadyExist'),
    'delete-job': accepted,
    'delete-job while it is being deleted': rejected('ImportJobInDeleting')
  }
}

function errors({ nightlyWith }: Fixtures): Record<string, Expectation> {
  return {
    'get-job of an unknown job': rejected('NoSuchImportJob'),
    'start-job of an unknown job': rejected('NoSuchImportJob'),
    'list-job-history with a count that is too large': rejected(
      'InvalidArgument',
      'count is not a whole number from 1 to 1000.'
    ),
    'an unknown status': rejected('InvalidArgument', 'Status cannot be set to IMPORT_JOB_FINISHED.'),
    'a wrong secret': rejected('SignatureDoesNotMatch'),
    'an unknown access key': rejected('InvalidAccessKeyId'),
    'temporary credentials': nightlyWith('IMPORT_JOB_CLOSING', LIMITED),
    'temporary credentials with a wrong token': rejected('InvalidSecurityToken'),
    'an error with an empty body': errorWithoutBody,
    'an error with every field': rejected('AccessDenied', 'You have no right <to> "this" & that.', {
      ecCode: '0003-00000001',
      Recommend: 'https://example.com/q?EC=1',
      AccessDeniedDetail: 'policy'
    })
  }
}

/** The expected outcome of each step, in order. `now` is the emulator's time, in ms since 1970. */
export function expectedOutcomes(emulator: Emulator, now: number): Record<string, Outcome> {
  const fixtures = fixturesOf(emulator, now)
  const steps = Object.entries({
    ...updates(fixtures),
    ...queries(fixtures),
    ...creationAndDeletion(fixtures),
    ...errors(fixtures)
  })
  const ids = emulator.requests.map(({ requestId }) => requestId)
  return Object.fromEntries(steps.map(([name, expect], index) => [name, expect(ids[index] ?? '')]))
}
