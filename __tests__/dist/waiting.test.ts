import { afterEach, expect, test } from '@jest/globals'
import { type Emulator, type JobOptions, STILL, startEmulator } from 'mgw-emulator'
import { runStep } from '../../scripts/runner.ts'
import { errors, JOB, notices, ONE_JOB, reach, readSummary, warnings } from './support.ts'

// What waits do is in __tests__/wait, on a clock that moves when it is slept on. Here is what only a process shows.

let emulator: Emulator
afterEach(() => emulator.close())

async function start(job: Omit<JobOptions, 'name'>, durations = STILL): Promise<void> {
  emulator = await startEmulator({ jobs: [{ name: JOB, ...job }], durations })
}

test('a migration that has finished: outputs, summary, log', async () => {
  await start(
    { plan: { totalCount: 10, skippedCount: 2, totalSize: 1000, copyMs: 2000 } },
    { ...STILL, launching: 100, preparing: 100, closing: 100 }
  )
  const { exitCode, stderr, outputs, log, summary } = await runStep({
    inputs: { operation: 'start-job', 'job-name': JOB, 'wait-for': 'finished', ...reach(emulator) }
  })
  const put = emulator.requests.find(({ method }) => method === 'PUT')?.requestId
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(outputs).toEqual({
    code: 'success',
    'status-code': '200',
    'request-id': put,
    'error-code': '',
    'error-message': '',
    result: expect.stringMatching(/^\{"Code":"success","StatusCode":200,"LogTime":".*","Data":\{\}\}$/),
    changed: 'true',
    'job-status': 'IMPORT_JOB_FINISHED',
    'max-bandwidth': '0',
    'max-qps': '0',
    'total-count': '10',
    'copied-count': '10',
    'failed-count': '0',
    'skipped-count': '2',
    'total-bytes': '1000',
    'copied-bytes': '1000',
    progress: '100.0',
    'timetable-line': '',
    'next-change': '',
    ...ONE_JOB
  })
  const lines = log.split('\n')
  expect(lines).toContain('Waiting for the migration to finish, for up to 1 h')
  expect(lines).toContain('IMPORT_JOB_FINISHED, 100.0 %, 10 of 10 files, 1000 B of 1000 B')
  expect(warnings(log)).toEqual([])
  expect(notices(log)).toEqual([
    expect.stringMatching(
      `^${JOB} finished in [2-9] s: 10 of 10 files, 1000 B, 0 failed, 2 skipped. start-job was accepted .request ID ${put}.`
    )
  ])
  expect(readSummary(summary).rows).toMatchObject({
    State: 'IMPORT_JOB_BEGIN → IMPORT_JOB_FINISHED',
    Files: '10 of 10 (0 failed, 2 skipped)',
    Size: '1000 B of 1000 B',
    Progress: '100.0 %',
    Duration: expect.stringMatching(/^[2-9] s$/),
    'Request ID': put
  })
  expect(summary).toMatch(/```mermaid\n%%\{init: .*\}%%\nxychart-beta\n[^`]*x-axis "seconds" [^`]*\n```/)
})

test('cancelling ends the wait, not the job, and says so', async () => {
  await start({ status: 'IMPORT_JOB_DOING' })
  const { exitCode, outputs, log } = await runStep({
    inputs: { operation: 'get-job', 'job-name': JOB, 'wait-for': 'finished', ...reach(emulator) },
    during(child) {
      child.stdout?.on('data', (text: string) => {
        if (/^IMPORT_JOB_DOING/m.test(text)) child.kill('SIGINT')
      })
    }
  })
  expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 1, code: 'CancelOperation' })
  expect(errors(log)).toEqual([
    {
      title: 'CancelOperation',
      text: `The workflow was cancelled. The step stopped waiting. When last read, ${JOB} was running (IMPORT_JOB_DOING). The migration continues. (request ID ${outputs['request-id']})`
    }
  ])
  expect(outputs['request-id']).toBe(emulator.requests[0]?.requestId)
  expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_DOING')
})

test('get-job prints the job as the service has it', async () => {
  await start({
    status: 'IMPORT_JOB_DOING',
    since: Date.parse('2026-01-01T00:00:00Z'),
    maxBandWidth: 9223372036854775807n,
    maxImportTaskQps: 500,
    tags: 'a:b',
    scheduleRule: { startCronExpression: '0 0 22 * * ?', maxScheduleCount: 3 }
  })
  const { exitCode, outputs, log, summary } = await runStep({
    inputs: { operation: 'get-job', 'job-name': JOB, ...reach(emulator) }
  })
  expect(exitCode).toBe(0)
  expect(emulator.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toHaveLength(2)
  expect(outputs).toMatchObject({
    code: 'success',
    'request-id': emulator.requests[0]?.requestId,
    changed: 'false',
    'job-status': 'IMPORT_JOB_DOING',
    'max-bandwidth': '9223372036854775807',
    'max-qps': '500',
    'total-count': '1000',
    'copied-count': '0',
    'failed-count': '0',
    'skipped-count': '0',
    'total-bytes': '1073741824',
    'copied-bytes': '0',
    progress: '0.0'
  })
  // Integers keep all their digits, in the log and in the output.
  expect(log).toContain('"MaxBandWidth": 9223372036854775807')
  expect(outputs.result).toContain('"MaxBandWidth":9223372036854775807')
  expect(JSON.parse(outputs.result ?? '').Data).toEqual({
    Name: JOB,
    Status: 'IMPORT_JOB_DOING',
    SrcAddress: 'source',
    DestAddress: 'destination',
    EnableMultiVersioning: false,
    CreateTime: '2026-01-01T00:00:00.000Z',
    ModifyTime: '2026-01-01T00:00:00.000Z',
    Version: emulator.job(JOB)?.version,
    Audit: { LogMode: 'off' },
    OverwriteMode: 'never',
    TransferMode: 'all',
    Tags: 'a:b',
    ParentName: '',
    ParentVersion: '',
    ConvertSymlinkTarget: false,
    CreateReport: false,
    Owner: '1234567890123456',
    FilterRule: expect.any(Object),
    ImportQos: { MaxBandWidth: expect.any(Number), MaxImportTaskQps: 500 },
    ScheduleRule: { StartCronExpression: '0 0 22 * * ?', MaxScheduleCount: 3 }
  })
  const text = `${JOB} is running (IMPORT_JOB_DOING), 0.0 %: 0 of 1,000 files, 0 B of 1.0 GiB, 0 failed.`
  expect(notices(log)).toEqual([text])
  expect(readSummary(summary)).toEqual({
    rows: {
      Operation: 'get-job',
      Job: JOB,
      Region: 'cn-hangzhou',
      State: 'IMPORT_JOB_DOING',
      Throttling: '9,223,372,036,854,775,807 bit/s, 9,220,000,000 Gbit/s (1,150,000,000 GB/s) and 500 files per second',
      Files: '0 of 1,000 (0 failed, 0 skipped)',
      Size: '0 B of 1.0 GiB',
      Progress: '0.0 %',
      'HTTP status': '200',
      'Request ID': outputs['request-id'],
      Run: '1234567890'
    },
    paragraphs: [`✅ ${text}`]
  })
})

test('a dry run looks only, and says from what to what', async () => {
  await start({ status: 'IMPORT_JOB_DOING' })
  const { exitCode, outputs, log, summary } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      'dry-run': 'true',
      'wait-for': 'applied',
      ...reach(emulator)
    }
  })
  expect(exitCode).toBe(0)
  expect(emulator.requests.map(({ method }) => method)).toEqual(['GET'])
  expect(outputs).toMatchObject({ code: 'success', changed: 'false', 'job-status': 'IMPORT_JOB_DOING' })
  const text = `Dry run: ${JOB} is running (IMPORT_JOB_DOING) and would be paused. Nothing was changed.`
  expect(notices(log)).toEqual([text])
  expect(readSummary(summary).paragraphs).toEqual([`✅ ${text}`])
})
