import { type Emulator, ERRORS, type ErrorCode } from '../src/index.ts'
import { isoTime } from '../src/protocol/clock.ts'

/** What the SDK made of an answer: a decoded response, or a decoded error. */
export type Outcome = Record<string, unknown>

/** What it should have made of it. The request ID is the one in the emulator's own record. */
type Expectation = (requestId: string) => Outcome

/** When the job's first round ended, in ms since 1970. */
export const LAST_ROUND = Date.UTC(2026, 0, 16, 5, 59, 25)

const LAST_ROUND_TEXT = '2026-01-16T05:59:25.000Z'
const UNLIMITED = { MaxBandWidth: 0, MaxImportTaskQps: 0 }
const LIMITED = { MaxBandWidth: '9223372036854775807', MaxImportTaskQps: 2000 }

function accepted(requestId: string): Outcome {
  return { statusCode: 200, requestId, body: null }
}

function decoded(body: Outcome): Expectation {
  return (requestId) => ({ statusCode: 200, requestId, body })
}

/** A refusal, with the message that belongs to its code unless another is told. */
function refused(code: ErrorCode, message: string = ERRORS[code].message, data: Outcome = {}): Expectation {
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

function refusedInStatus(present: string, wanted: string): Expectation {
  return refused('InvalidImportJobStatus', `The import job is ${present} and cannot become ${wanted}.`)
}

/** Without a body the SDK takes the status for the code, and the request ID from the header. */
function refusedWithoutBody(requestId: string): Outcome {
  return { code: 503, message: null, data: { statusCode: 503, requestId, ecCode: null } }
}

/** A job as GetJob shows it. */
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

/** An entry of the job's history; an entry without an end is the present one, and has no EndTime. */
function entry(version: string | undefined, ids: [number, number], copied: number, fields: Outcome): Outcome {
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

/** The history after a round that went through, and a second one that was started, paused, resumed and closed. */
function historyEntries(version: string | undefined, now: string): Outcome[] {
  const [then, start] = [{ StartTime: LAST_ROUND_TEXT, EndTime: LAST_ROUND_TEXT }, { StartTime: now }]
  return [
    entry(version, [2, 6], 0, { ...start, Status: 'IMPORT_JOB_CLOSING', Operator: 'user' }),
    entry(version, [2, 5], 0, { ...start, EndTime: now, Status: 'IMPORT_JOB_SUSPEND', Operator: 'user' }),
    entry(version, [1, 4], 1000, { ...then, EndTime: now, Status: 'IMPORT_JOB_FINISHED' }),
    entry(version, [1, 3], 1000, { ...then, Status: 'IMPORT_JOB_CLOSING' }),
    entry(version, [1, 2], 1000, { ...then, Status: 'IMPORT_JOB_DOING' }),
    entry(version, [1, 1], 0, { ...then, Status: 'IMPORT_JOB_PREPARING' })
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

function expectations(emulator: Emulator, now: number): Record<string, Expectation> {
  const time = isoTime(now)
  const versionOf = (name: string) => emulator.job(name)?.version
  const version = versionOf('nightly-sync')
  const nightly = (Status: string, ImportQos: Outcome) =>
    job('nightly-sync', version, { Status, ImportQos, CreateTime: LAST_ROUND_TEXT, ModifyTime: time })
  const shown = (Status: string, ImportQos: Outcome) => decoded({ ImportJob: nightly(Status, ImportQos) })
  const closing = nightly('IMPORT_JOB_CLOSING', LIMITED)
  const another = job('another-job', versionOf('another-job'), {
    Status: 'IMPORT_JOB_BEGIN',
    CreateTime: LAST_ROUND_TEXT,
    ModifyTime: LAST_ROUND_TEXT
  })
  const made = job('made-by-the-sdk', versionOf('made-by-the-sdk'), {
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
  const entries = historyEntries(version, time)
  return {
    'start-job': accepted,
    'get-job after start-job': shown('IMPORT_JOB_LAUNCHING', UNLIMITED),
    'start-job while it is starting': refusedInStatus('IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_LAUNCHING'),
    'update-qos': accepted,
    'get-job after update-qos': shown('IMPORT_JOB_LAUNCHING', LIMITED),
    'pause-job': accepted,
    'get-job after pause-job': shown('IMPORT_JOB_SUSPEND', LIMITED),
    'pause-job while it is paused': refusedInStatus('IMPORT_JOB_SUSPEND', 'IMPORT_JOB_SUSPEND'),
    'start-job, which resumes': accepted,
    'close-job': accepted,
    'get-job after close-job': shown('IMPORT_JOB_CLOSING', LIMITED),
    'get-job by version': shown('IMPORT_JOB_CLOSING', LIMITED),
    'list-job-history': history(entries, ''),
    'list-job-history of one round, one entry': history(entries.slice(2, 3), '4'),
    'list-job-history behind a marker': history(entries.slice(5), ''),
    'get-job-result': result(version),
    'update-qos while it is closing': refused(
      'InvalidImportJobStatus',
      'The import job is IMPORT_JOB_CLOSING: its throttling stays as it is.'
    ),
    'list-job, first page': jobList([another], 'another-job'),
    'list-job, next page': jobList([closing], ''),
    'list-job behind a marker that needs encoding': jobList([closing], ''),
    'create-job': accepted,
    'get-job after create-job': decoded({ ImportJob: made }),
    'create-job of the same name': refused('ImportJobAlreadyExist'),
    'delete-job': accepted,
    'delete-job while it is being deleted': refused('ImportJobInDeleting'),
    'get-job of no job': refused('NoSuchImportJob'),
    'start-job of no job': refused('NoSuchImportJob'),
    'list-job-history of too many': refused('InvalidArgument', 'count is not a whole number from 1 to 1000.'),
    'an unknown status': refused('InvalidArgument', 'Status cannot be set to IMPORT_JOB_FINISHED.'),
    'a wrong secret': refused('SignatureDoesNotMatch'),
    'an unknown key': refused('InvalidAccessKeyId'),
    'temporary keys': shown('IMPORT_JOB_CLOSING', LIMITED),
    'temporary keys with a wrong token': refused('InvalidSecurityToken'),
    'an error with an empty body': refusedWithoutBody,
    'an error with all that an error can have': refused(
      'AccessDenied',
      'You have no right <to> "this" & that.',
      { ecCode: '0003-00000001', Recommend: 'https://example.com/q?EC=1', AccessDeniedDetail: 'policy' }
    )
  }
}

/** What the SDK should have decoded, step by step. `now` is the emulator's clock, which stood still. */
export function expectedOutcomes(emulator: Emulator, now: number): Record<string, Outcome> {
  const steps = Object.entries(expectations(emulator, now))
  const ids = emulator.requests.map(({ requestId }) => requestId)
  return Object.fromEntries(steps.map(([name, expect], index) => [name, expect(ids[index] ?? '')]))
}
