import { expect, test } from '@jest/globals'
import { type EmulatorOptions, type JobOptions, STILL, startEmulator } from 'mgw-emulator'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { commands, errors, notices, reach, warnings } from './support.ts'

/** What a step with these inputs came to, and what it asked the service for. */
async function step(
  inputs: Record<string, string>,
  jobs: JobOptions[],
  options: EmulatorOptions = {}
): Promise<Outcome & { requests: string[]; connections: number }> {
  const emulator = await startEmulator({ durations: STILL, jobs, ...options })
  try {
    const outcome = await runStep({ inputs: { ...reach(emulator), ...inputs } })
    const requests = emulator.requests.map(({ method, path }) => `${method} ${path}`)
    return { ...outcome, requests, connections: new Set(emulator.requests.map((r) => r.connection)).size }
  } finally {
    await emulator.close()
  }
}

const running = (...names: string[]): JobOptions[] =>
  names.map((name) => ({ name, status: 'IMPORT_JOB_DOING' }))

test('two names and one that does not exist: each is tried, and one annotation tells', async () => {
  const { outputs, log, summary, requests, exitCode } = await step(
    { operation: 'pause-job', 'job-name': 'photos, nope\ninvoices' },
    running('photos', 'invoices')
  )
  expect(exitCode).toBe(1)
  expect(requests.toSorted()).toEqual(['PUT /job/invoices', 'PUT /job/nope', 'PUT /job/photos'])
  expect(outputs).toMatchObject({
    code: 'fail',
    'status-code': '404',
    'error-code': 'NoSuchImportJob',
    changed: 'true',
    'job-status': '',
    'jobs-total': '3',
    'jobs-succeeded': '2',
    'jobs-failed': '1',
    'jobs-changed': '2'
  })
  expect(JSON.parse(outputs.results ?? '')).toMatchObject([
    { job: 'photos', code: 'success', errorCode: '', changed: true, status: '' },
    { job: 'nope', code: 'fail', errorCode: 'NoSuchImportJob', changed: false },
    { job: 'invoices', code: 'success' }
  ])
  const annotation = errors(log)
  expect(annotation).toHaveLength(1)
  expect(annotation[0]?.text).toMatch(/^1 of 3 failed: nope\. NoSuchImportJob: There is no job of that name/)
  expect(notices(log)).toEqual([])
  expect(commands(log).filter((name) => !['add-mask', 'error'].includes(name))).toEqual(
    Array(3).fill(['group', 'endgroup']).flat()
  )
  const rows = [...summary.matchAll(/<tr><td><code>(.*?)<\/code>/g)].map(([, name]) => name)
  expect(rows).toEqual(['nope', 'invoices', 'photos'])
  expect(summary.match(/<table>/g)).toHaveLength(1)
})

test('a pattern is one list, and the jobs of the step are looked at by name', async () => {
  const { outputs, requests, log } = await step(
    { operation: 'get-job', 'job-name': '*, !b*', 'max-parallel': '1' },
    [...running('c-job', 'a-job', 'b-job'), { name: 'sub-job', parentName: 'a-job' }]
  )
  expect(requests).toEqual([
    'GET /joblist?count=100',
    'GET /job/a-job',
    'GET /jobhistory/a-job?count=20',
    'GET /job/c-job',
    'GET /jobhistory/c-job?count=20'
  ])
  expect(outputs).toMatchObject({ code: 'success', changed: 'false', 'total-count': '2000', progress: '0.0' })
  expect(notices(log)).toEqual(['get-job: 2 jobs, none failed. 2 at IMPORT_JOB_DOING.'])
  expect(warnings(log)).toEqual([])
})

test('one plain name, with a comma after it, is one request and has no results', async () => {
  const { outputs, requests } = await step(
    { operation: 'pause-job', 'job-name': 'photos,' },
    running('photos')
  )
  expect(requests).toEqual(['PUT /job/photos'])
  expect([outputs.results, outputs['jobs-total'], outputs.code]).toEqual(['', '', 'success'])
})
