import { expect, test } from '@jest/globals'
import type { JobOptions } from 'mgw-emulator'
import type { ReportOperation } from '../../src/inputs/operation.ts'
import { type JobRun, type JobRunOptions, runOnJob } from '../support/run-job.ts'

const CREATE: ReportOperation = { name: 'create-report', round: undefined }
const GET: ReportOperation = { name: 'get-report', round: undefined }
const START = Date.parse('2026-11-25T12:00:00Z')
const past = (hoursAgo: number, failedCount = 0) => ({
  startedAt: START - hoursAgo * 3_600_000,
  endedAt: START - (hoursAgo - 1) * 3_600_000,
  plan: { totalCount: 10, failedCount }
})
const ENDED: Omit<JobOptions, 'name'> = { rounds: [past(9, 1), past(5, 3)] }

function run(operation: ReportOperation, options: JobRunOptions = {}): Promise<JobRun> {
  return runOnJob({ operation, job: ENDED, wait: { until: 'accepted' }, ...options })
}

const calls = ({ emulator }: JobRun): string[] => emulator.requests.map(({ operation }) => operation ?? '')

test('create-report: three requests, and no Data', async () => {
  const created = await run(CREATE)
  expect(created.result).toMatchObject({ changed: true, data: {} })
  expect(calls(created)).toEqual(['GetJob', 'ListJobHistory', 'CreateReport'])
  const { body = '', requestId } = created.emulator.requests[2] ?? {}
  expect(body).toContain('<RuntimeId>2</RuntimeId>')
  expect(created.result.requestId).toBe(requestId)
})

test('create-report waits for the report, and then shows it', async () => {
  const behavior = { reportLagMs: 20_000, reportMs: 40_000 }
  const created = await run(CREATE, { wait: { until: 'finished' }, emulator: { behavior } })
  expect(created.result).toMatchObject({
    changed: true,
    data: { Status: 'Finished', FailedCount: 3 },
    report: { status: 'Finished', failedList: expect.stringMatching(/^oss:\/\/destination-bucket\/.*\/failed_list\/$/) }
  })
})

test.each([
  ['Failed', { reportResult: 'Failed' as const }, 'ReportFailed', 'The lists cannot be written'],
  ['missing for more than a minute', { reportLagMs: 90_000 }, 'ReportNotExist', 'Run create-report first'],
  ['never finished', { reportMs: Number.POSITIVE_INFINITY }, 'WaitTimeout', 'is Running. Its creation continues']
])('create-report fails if the report is %s', async (_, behavior, code, message) => {
  const created = await run(CREATE, { wait: { until: 'finished', timeoutSeconds: 120 }, emulator: { behavior } })
  expect(created.code).toBe(code)
  expect(created.message).toContain(message)
  expect(created.result.changed).toBe(true)
})

test.each<[title: string, job: Omit<JobOptions, 'name'>]>([
  ['runs', { status: 'IMPORT_JOB_DOING' }],
  ['is paused', { status: 'IMPORT_JOB_SUSPEND' }],
  ['is closing', { status: 'IMPORT_JOB_CLOSING' }],
  ['was never started', {}]
])('create-report is refused while the job %s', async (_, job) => {
  const created = await run(CREATE, {
    job,
    emulator: { durations: STILL_DURATIONS, jobs: [{ name: 'nightly-sync', ...job }] }
  })
  expect(created.code).toBe('JobIsNotFinished')
  expect(calls(created)).not.toContain('CreateReport')
})

const STILL_DURATIONS = {
  launching: Number.POSITIVE_INFINITY,
  preparing: Number.POSITIVE_INFINITY,
  doing: Number.POSITIVE_INFINITY,
  closing: Number.POSITIVE_INFINITY
}

test('an interrupted round has a report', async () => {
  const rounds = [{ ...past(5), plan: { totalCount: 10, endsAs: 'interrupted' as const } }]
  expect((await run(CREATE, { job: { rounds } })).result.changed).toBe(true)
})

test('round names an earlier round, even while the next one runs', async () => {
  const job = { ...ENDED, status: 'IMPORT_JOB_DOING' as const }
  const created = await run({ ...CREATE, round: 1n }, { job })
  expect(created.result.changed).toBe(true)
  expect(created.emulator.requests.at(-1)?.body).toContain('<RuntimeId>1</RuntimeId>')
  const unknown = await run({ ...GET, round: 9n })
  expect([unknown.code, unknown.message]).toEqual(['InvalidArgument', expect.stringContaining('round is 9')])
})

test('a dry run and an existing report with idempotent send nothing', async () => {
  const dry = await run(CREATE, { inputs: { dryRun: true } })
  expect(calls(dry)).toEqual(['GetJob', 'ListJobHistory'])
  expect(dry.result).toMatchObject({ changed: false, note: expect.stringContaining('would be created') })
  const first = await run(CREATE, { inputs: { idempotent: true } })
  expect(calls(first)).toEqual(['GetJob', 'ListJobHistory', 'GetReport', 'CreateReport'])
  const report = '<GetReportResponse><Status>Finished</Status></GetReportResponse>'
  const second = await run(CREATE, {
    inputs: { idempotent: true },
    prepare: (emulator) =>
      emulator.fail({
        raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${report}`),
        operation: 'GetReport'
      })
  })
  expect(second.result).toMatchObject({ changed: false, data: {} })
  expect(calls(second)).not.toContain('CreateReport')
})

test.each(['NotExist', 'NoSuchImportReport'] as const)('get-report without a report (%s)', async (missingReport) => {
  const shown = await run(GET, { emulator: { behavior: { missingReport } } })
  expect(shown.code).toBe('ReportNotExist')
  expect(shown.message).toContain('Run create-report first')
})

test('get-report of a job that never ran', async () => {
  expect((await run(GET, { job: {} })).code).toBe('ReportNotExist')
})

test('a lost answer: the request is repeated, since only the first one has an effect', async () => {
  const created = await run(CREATE, {
    prepare: (emulator) => emulator.fail({ fault: 'reset-before-headers', operation: 'CreateReport', applied: true })
  })
  expect(created.result.changed).toBe(true)
  expect(calls(created).filter((call) => call === 'CreateReport')).toHaveLength(2)
})

test('without GetImportAddress, the lists have no bucket', async () => {
  const allowedActions = ['GetImportJob', 'ListImportJobHistory', 'CreateImportReport', 'GetImportReport'].map(
    (action) => `mgw:${action}`
  )
  const created = await run(CREATE, { wait: { until: 'finished' }, emulator: { behavior: { allowedActions } } })
  expect(created.result.report?.failedList).toMatch(/^aliyun_import_report\//)
  expect(created.logger.lines.join()).toContain('mgw:GetImportAddress')
})

test.each(['CreateImportReport', 'GetImportReport'])('the missing permission %s is named', async (missing) => {
  const allowedActions = ['GetImportJob', 'ListImportJobHistory', 'CreateImportReport', 'GetImportReport']
    .filter((action) => action !== missing)
    .map((action) => `mgw:${action}`)
  const created = await run(missing === 'GetImportReport' ? GET : CREATE, {
    emulator: { behavior: { allowedActions } }
  })
  expect(created.code).toBe('AccessDenied')
  expect(created.result.note).toBe(`Allow the RAM user or role mgw:${missing}.`)
})

test.each([
  [
    '<Status>Finished</Status><TotalCount>-1</TotalCount><CopiedCount>-1</CopiedCount><FailedCount>-1</FailedCount>',
    '',
    /^Finished: the report of round 2 of nightly-sync\.$/
  ],
  ['<TotalCount>10</TotalCount>', 'InvalidResponse', /GetReport shows no Status\./]
])('a report with %s', async (fields, code, text) => {
  const body = `<GetReportResponse>${fields}</GetReportResponse>`
  const raw = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  const shown = await run(GET, { prepare: (emulator) => emulator.fail({ raw, operation: 'GetReport' }) })
  expect(shown.code).toBe(code)
  expect(code === '' ? shown.result.note : shown.message).toMatch(text)
  expect(shown.result.changed).toBe(false)
})
