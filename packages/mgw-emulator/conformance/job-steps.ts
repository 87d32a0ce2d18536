import { type Credential, EXAMPLE_CREDENTIALS } from '../src/index.ts'
import { isoTime } from '../src/protocol/clock.ts'
import { uuidOf } from '../src/protocol/ids.ts'
import type { Outcome } from './call.ts'
import { accepted, decoded, type Expectation, errorWithoutBody, rejected, type Step } from './outcome.ts'
import { counts, job, LAST_ROUND_END_TEXT } from './sample-job.ts'

/** The bytes of a round: more than a JavaScript number can count. */
export const SIZE_OF_ROUND = 2 ** 60

const JOB = 'nightly-sync'
const LARGEST = 2n ** 63n - 1n
const SIZE = String(SIZE_OF_ROUND)
const UNLIMITED = { MaxBandWidth: 0, MaxImportTaskQps: 0 }
const LIMITED = { MaxBandWidth: String(LARGEST), MaxImportTaskQps: 2000 }

export const TEMPORARY_CREDENTIALS = {
  accessKeyId: 'STS.ExampleKeyId',
  accessKeySecret: 'ExampleSecret0000000000000002',
  securityToken: 'CAIS-example/token+with=chars'
}

function updateStatus(status: string, name = JOB): Step['call'] {
  return () => ({ operation: 'UpdateJob', path: [name], request: { ImportJob: { Status: status } } })
}

function updateQos(bandwidth: number | bigint, qps: number): Step['call'] {
  const importQos = { MaxBandWidth: bandwidth, MaxImportTaskQps: qps }
  return () => ({ operation: 'UpdateJob', path: [JOB], request: { ImportJob: { ImportQos: importQos } } })
}

function getJob(name = JOB, credentials: Credential = EXAMPLE_CREDENTIALS): Step['call'] {
  return () => ({ operation: 'GetJob', path: [name], request: {}, credentials })
}

function history(request: object): Step['call'] {
  return () => ({ operation: 'ListJobHistory', path: [JOB], request })
}

function listJob(request: object): Step['call'] {
  return () => ({ operation: 'ListJob', path: [], request })
}

/** An entry of the job's history. The current one has no EndTime. */
function historyEntry(version: string, ids: [number, number], copied: number, fields: Outcome): Outcome {
  return {
    Name: JOB,
    JobVersion: version,
    RuntimeId: String(ids[0]),
    CommitId: String(ids[1]),
    RuntimeState: 'Normal',
    Operator: 'system',
    ListStatus: 'Finished',
    ...counts(1000, copied, 0, 0),
    TotalSize: SIZE,
    CopiedSize: copied === 0 ? 0 : SIZE,
    ...fields
  }
}

/** The history after one finished round, and a second one that was started, paused, resumed and closed. */
function historyEntries(version: string, now: string): Outcome[] {
  const [then, start] = [{ StartTime: LAST_ROUND_END_TEXT, EndTime: LAST_ROUND_END_TEXT }, { StartTime: now }]
  const byUser = { ...start, Operator: 'user' }
  return [
    historyEntry(version, [2, 6], 0, { ...byUser, Status: 'IMPORT_JOB_CLOSING' }),
    historyEntry(version, [2, 5], 0, { ...byUser, EndTime: now, Status: 'IMPORT_JOB_SUSPEND' }),
    historyEntry(version, [1, 4], 1000, { ...then, EndTime: now, Status: 'IMPORT_JOB_FINISHED' }),
    historyEntry(version, [1, 3], 1000, { ...then, Status: 'IMPORT_JOB_CLOSING' }),
    historyEntry(version, [1, 2], 1000, { ...then, Status: 'IMPORT_JOB_DOING' }),
    historyEntry(version, [1, 1], 0, { ...then, Status: 'IMPORT_JOB_PREPARING' })
  ]
}

function historyPage(entries: Outcome[], nextMarker = ''): Expectation {
  return decoded({
    JobHistoryList: { Truncated: String(nextMarker !== ''), NextMarker: nextMarker, JobHistory: entries }
  })
}

function jobPage(jobs: Outcome[], nextMarker = ''): Expectation {
  return decoded({ ImportJobList: { Truncated: nextMarker !== '', NextMarker: nextMarker, ImportJob: jobs } })
}

function statusRejected(present: string, wanted: string): Expectation {
  return rejected('InvalidImportJobStatus', `The import job is ${present} and cannot become ${wanted}.`)
}

function changeSteps(nightly: (status: string, importQos: Outcome) => Outcome): Step[] {
  const shown = (status: string, qos: Outcome) => decoded({ ImportJob: nightly(`IMPORT_JOB_${status}`, qos) })
  const starting = statusRejected('IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_LAUNCHING')
  const paused = statusRejected('IMPORT_JOB_SUSPEND', 'IMPORT_JOB_SUSPEND')
  return [
    { name: 'start', call: updateStatus('IMPORT_JOB_LAUNCHING'), expected: accepted },
    { name: 'read it while it starts', call: getJob(), expected: shown('LAUNCHING', UNLIMITED) },
    { name: 'start it while it starts', call: updateStatus('IMPORT_JOB_LAUNCHING'), expected: starting },
    { name: 'throttle', call: updateQos(LARGEST, 2000), expected: accepted },
    { name: 'read the throttling', call: getJob(), expected: shown('LAUNCHING', LIMITED) },
    { name: 'pause', call: updateStatus('IMPORT_JOB_SUSPEND'), expected: accepted },
    { name: 'read it while it is paused', call: getJob(), expected: shown('SUSPEND', LIMITED) },
    { name: 'pause it while it is paused', call: updateStatus('IMPORT_JOB_SUSPEND'), expected: paused },
    { name: 'resume', call: updateStatus('IMPORT_JOB_LAUNCHING'), expected: accepted },
    { name: 'close', call: updateStatus('IMPORT_JOB_CLOSING'), expected: accepted },
    { name: 'read it while it closes', call: getJob(), expected: shown('CLOSING', LIMITED) }
  ]
}

function querySteps(version: string, closing: Outcome, another: Outcome, now: string): Step[] {
  const entries = historyEntries(version, now)
  const closingQos = 'The import job is IMPORT_JOB_CLOSING and its throttling cannot be changed.'
  const byVersion = { operation: 'GetJob', path: [version], request: { byVersion: 'true' } }
  return [
    { name: 'read it by its ID', call: () => byVersion, expected: decoded({ ImportJob: closing }) },
    { name: 'read the history', call: history({}), expected: historyPage(entries) },
    {
      name: 'read one entry of one round',
      call: history({ runtimeId: 1, count: 1 }),
      expected: historyPage(entries.slice(2, 3), '4')
    },
    {
      name: 'read the history after a marker',
      call: history({ marker: '2' }),
      expected: historyPage(entries.slice(5))
    },
    {
      name: 'throttle it while it closes',
      call: updateQos(1, 1),
      expected: rejected('InvalidImportJobStatus', closingQos)
    },
    { name: 'list the first page', call: listJob({ count: 1 }), expected: jobPage([another], 'another-job') },
    { name: 'list the next page', call: listJob({ count: 1, marker: 'another-job' }), expected: jobPage([closing]) },
    {
      name: 'list after a marker that needs encoding',
      call: listJob({ marker: 'b c/d+e=ü' }),
      expected: jobPage([closing])
    }
  ]
}

function errorSteps(closing: Outcome): Step[] {
  const wrongSecret = { ...EXAMPLE_CREDENTIALS, accessKeySecret: 'wrong' }
  const wrongKey = { ...EXAMPLE_CREDENTIALS, accessKeyId: 'LTAI5tUnknown' }
  const wrongToken = { ...TEMPORARY_CREDENTIALS, securityToken: 'wrong' }
  const everyField = rejected('AccessDenied', 'You have no right <to> "this" & that.', {
    ecCode: '0003-00000001',
    Recommend: 'https://example.com/q?EC=1',
    AccessDeniedDetail: 'policy'
  })
  const count = rejected('InvalidArgument', 'count is not a whole number from 1 to 1000.')
  const status = rejected('InvalidImportJobStatus', 'Status cannot be set to IMPORT_JOB_FINISHED.')
  const unknown = updateStatus('IMPORT_JOB_LAUNCHING', 'no-such-job')
  return [
    { name: 'read an unknown job', call: getJob('no-such-job'), expected: rejected('NoSuchImportJob') },
    { name: 'start an unknown job', call: unknown, expected: rejected('NoSuchImportJob') },
    { name: 'a count that is too large', call: history({ count: 1001 }), expected: count },
    { name: 'an unknown status', call: updateStatus('IMPORT_JOB_FINISHED'), expected: status },
    { name: 'a wrong secret', call: getJob(JOB, wrongSecret), expected: rejected('SignatureDoesNotMatch') },
    { name: 'an unknown access key', call: getJob(JOB, wrongKey), expected: rejected('InvalidAccessKeyId') },
    {
      name: 'temporary credentials',
      call: getJob(JOB, TEMPORARY_CREDENTIALS),
      expected: decoded({ ImportJob: closing })
    },
    { name: 'a wrong token', call: getJob(JOB, wrongToken), expected: rejected('InvalidSecurityToken') },
    { name: 'an error with an empty body', call: getJob('empty-error'), expected: errorWithoutBody },
    { name: 'an error with every field', call: getJob('detailed-error'), expected: everyField }
  ]
}

/** Starts, pauses, throttles, closes, reads and lists jobs. `now` is the time of the jobs, in ms since 1970. */
export function jobSteps(now: number): Step[] {
  const time = isoTime(now)
  const version = uuidOf(JOB, 1)
  const nightly = (status: string, importQos: Outcome): Outcome =>
    job(JOB, version, { Status: status, ImportQos: importQos, CreateTime: LAST_ROUND_END_TEXT, ModifyTime: time })
  const closing = nightly('IMPORT_JOB_CLOSING', LIMITED)
  const another = job('another-job', uuidOf('another-job', 2), {
    Status: 'IMPORT_JOB_BEGIN',
    CreateTime: LAST_ROUND_END_TEXT,
    ModifyTime: LAST_ROUND_END_TEXT
  })
  return [...changeSteps(nightly), ...querySteps(version, closing, another, time), ...errorSteps(closing)]
}
