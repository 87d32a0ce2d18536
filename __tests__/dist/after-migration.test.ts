import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { type Emulator, type JobOptions, STILL, startEmulator } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { errors, JOB, notices, reach, readSummary, warnings } from './support.ts'

// What the operations decide is in __tests__/operations. Here is what a runner sees.

let emulator: Emulator
afterEach(() => emulator.close())

const HOUR = 3_600_000
const ended = (plan: object, hoursAgo = 2): NonNullable<JobOptions['rounds']>[number] => ({
  startedAt: Date.now() - hoursAgo * HOUR,
  endedAt: Date.now() - (hoursAgo - 1) * HOUR,
  plan: { totalCount: 10, totalSize: 1000, ...plan }
})

async function start(jobs: JobOptions[] = [{ name: JOB, rounds: [ended({ failedCount: 3 })] }]): Promise<void> {
  emulator = await startEmulator({ jobs, durations: STILL, behavior: { reportMs: 0 } })
}

/** Time passes 40 times as fast in the step. */
const run = (inputs: Record<string, string>): Promise<Outcome> =>
  runStep({
    inputs: { 'job-name': JOB, ...reach(emulator), ...inputs },
    env: {
      TIME_FACTOR: '40',
      TIME_ORIGIN: String(Date.now()),
      NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/fast-time.mjs')}`
    }
  })

test('get-job-status: Data, outputs and summary', async () => {
  await start()
  const { exitCode, stderr, outputs, log, summary } = await run({ operation: 'get-job-status' })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(outputs.result).toMatch(
    /"Data":\{"Status":"failed","Retryable":true,"TotalCount":10,"TotalSize":1000,"CopiedCount":7,"CopiedSize":700,"SkippedCount":0,"SkippedSize":0,"FailedCount":3,"CountProgress":"70.00%","SizeProgress":"70.00%"\}\}$/
  )
  expect(outputs).toMatchObject({
    changed: 'false',
    'round-status': 'failed',
    retryable: 'true',
    'failed-count': '3',
    progress: '100.0',
    'report-status': '',
    'retry-job': ''
  })
  expect(notices(log)).toEqual([
    'Round 1 of nightly-sync failed (3 files): 7 of 10 files copied, 3 failed. Retry the failed files with operation retry-job.'
  ])
  expect(readSummary(summary).rows).toMatchObject({ 'Round status': 'failed', Retryable: 'yes' })
})

test.each([
  ['create-report', 'Dry run: 2 of 2 jobs would be given a report: aaa and bbb. Nothing was changed.'],
  ['retry-job', 'Dry run: 2 of 2 jobs would be retried: aaa and bbb. Nothing was changed.']
])('a dry run of %s with several jobs says what it would change', async (operation, text) => {
  await start(['aaa', 'bbb'].map((name) => ({ name, rounds: [ended({ failedCount: 3 })] })))
  const { outputs, log } = await run({ operation, 'job-name': 'aaa,bbb', 'dry-run': 'true' })
  expect(notices(log)).toEqual([text])
  expect(JSON.parse(outputs.results ?? '')).toMatchObject([{ wouldChange: true }, { wouldChange: true }])
})

test('get-job-status of several jobs: failed ones first, and counted', async () => {
  await start([
    { name: 'aaa', rounds: [ended({})] },
    { name: 'bbb', rounds: [ended({ endsAs: 'interrupted' })] },
    { name: 'ccc', rounds: [ended({ failedCount: 3 })] },
    { name: 'ddd', status: 'IMPORT_JOB_DOING' },
    { name: 'sub', parentName: 'aaa' }
  ])
  const { exitCode, outputs, log, summary } = await run({ operation: 'get-job-status', 'job-name': '*' })
  expect(exitCode).toBe(0)
  expect(warnings(log)).toEqual(['2 of 4 failed (bbb: interrupted, ccc: 3 files), 1 running, 1 succeeded.'])
  expect([...summary.matchAll(/<tr><td><code>(\w+)<\/code><\/td>/g)].map(([, name]) => name)).toEqual([
    'bbb',
    'ccc',
    'aaa',
    'ddd'
  ])
  expect(outputs).toMatchObject({ 'round-status': '', retryable: '' })
  expect(JSON.parse(outputs.results ?? '')).toMatchObject([
    { job: 'aaa', roundStatus: 'succeed', retryable: false },
    { job: 'bbb', roundStatus: 'failed' },
    { job: 'ccc', roundStatus: 'failed', retryable: true },
    { job: 'ddd', roundStatus: 'running' }
  ])
})

test('get-job-status of several jobs that fails: the counts come first, then the reason', async () => {
  await start([
    { name: 'aaa', rounds: [ended({})] },
    { name: 'ccc', rounds: [ended({ failedCount: 3 })] }
  ])
  const { exitCode, log } = await run({ operation: 'get-job-status', 'job-name': '*', 'wait-for': 'finished' })
  expect(exitCode).toBe(1)
  expect(errors(log)[0]?.text).toMatch(
    /^1 of 2 failed \(ccc: 3 files\), 1 succeeded\. The step failed for ccc\. FilesFailed: ccc finished, but 3 of 10 files/
  )
})

test('create-report and get-report: outputs, and the command for each list', async () => {
  await start()
  const created = await run({ operation: 'create-report' })
  expect(created.outputs).toMatchObject({ code: 'success', changed: 'true', 'report-status': '' })
  expect(JSON.parse(created.outputs.result ?? '').Data).toEqual({})
  const { outputs, summary } = await run({ operation: 'get-report' })
  const list = outputs['failed-list'] ?? ''
  expect(list).toMatch(/^oss:\/\/destination-bucket\/aliyun_import_report\/.*\/1\/failed_list\/$/)
  expect(outputs).toMatchObject({ code: 'success', changed: 'false', 'report-status': 'Finished', 'failed-count': '3' })
  expect(Object.keys(JSON.parse(outputs.result ?? '').Data)[0]).toBe('CopiedCount')
  const { rows } = readSummary(summary)
  expect(rows).toMatchObject({
    Report: 'Finished',
    Files: '7 of 10 (3 failed, 0 skipped)',
    'Round took': '1 h',
    'Failed files': `${list}ossutil cp -r ${list} .`
  })
  expect(rows['Round ended']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)
  expect(summary).toContain(`<code>ossutil cp -r ${list} .</code>`)
})

test('several jobs: reports and retries are in results, and the outputs of one job are empty', async () => {
  await start([
    { name: 'aaa', rounds: [ended({ failedCount: 3 })] },
    { name: 'bbb', rounds: [ended({})] }
  ])
  const jobs = { 'job-name': 'aaa,bbb' }
  await run({ operation: 'create-report', ...jobs })
  const reports = await run({ operation: 'get-report', ...jobs })
  expect(reports.outputs).toMatchObject({ 'report-status': '', 'failed-list': '' })
  expect(JSON.parse(reports.outputs.results ?? '')).toMatchObject([
    { reportStatus: 'Finished' },
    { reportStatus: 'Finished' }
  ])
  const retries = await run({ operation: 'retry-job', ...jobs, idempotent: 'true' })
  expect(retries.outputs).toMatchObject({ code: 'success', 'jobs-changed': '1', 'retry-job': '' })
  const [first, second] = JSON.parse(retries.outputs.results ?? '')
  expect(first.retryJob).toMatch(/^aaa_retry_\d{14}$/)
  expect(second).not.toHaveProperty('retryJob')
})

test.each([
  [
    'round',
    { operation: 'get-report', 'job-name': 'aaa,bbb', round: '2' },
    'round is 2, but job-name selects several jobs'
  ],
  ['round', { operation: 'get-report', round: 'two' }, `round is "two", but it must be a round's runtime ID`],
  ['wait-for', { operation: 'get-report', 'wait-for': 'finished' }, 'wait-for is finished, which is for'],
  ['wait-for', { operation: 'get-job-status', 'wait-for': 'applied' }, 'wait-for is applied, which is for']
])('an invalid %s is rejected: %j', async (_, inputs, message) => {
  await start()
  const { outputs, log } = await run(inputs)
  expect(outputs['error-code']).toBe('InvalidArgument')
  expect(errors(log)[0]?.text).toContain(message)
  expect(emulator.requests).toEqual([])
})

test('inputs of other operations are ignored, with a warning that does not show the secret', async () => {
  await start()
  const { log } = await run({ operation: 'get-job', round: '2', 'source-access-secret': 'a-secret-of-a-source' })
  expect(log).toContain('::warning::round was ignored')
  expect(log).toContain('::warning::source-access-secret was ignored')
  expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain('a-secret-of-a-source')
})

const HISTORY = ['GetJob', 'ListJobHistory']

test.each<[inputs: Record<string, string>, calls: string[]]>([
  [{ operation: 'get-job-status' }, [...HISTORY, 'GetJobResult']],
  [{ operation: 'create-report' }, [...HISTORY, 'CreateReport']],
  [{ operation: 'create-report', 'wait-for': 'finished' }, [...HISTORY, 'CreateReport', 'GetReport', 'GetAddress']],
  [{ operation: 'create-report', 'dry-run': 'true' }, HISTORY],
  [{ operation: 'retry-job', 'dry-run': 'true' }, [...HISTORY, 'GetJobResult', 'ListJob']],
  [
    { operation: 'retry-job' },
    [...HISTORY, 'GetJobResult', 'ListJob', 'GetAddress', 'CreateAddress', 'VerifyAddress', 'CreateJob']
  ]
])('%j makes these calls, and needs no other permission', async (inputs, calls) => {
  await start()
  // Such as mgw:GetImportJob for GetJob.
  emulator.behavior.allowedActions = calls.map((call) => `mgw:${call.replace(/^[A-Z][a-z]+/, '$&Import')}`)
  const { outputs } = await run(inputs)
  expect(outputs['error-message']).toBe('')
  expect([...new Set(emulator.requests.map(({ operation }) => operation))]).toEqual(calls)
})
