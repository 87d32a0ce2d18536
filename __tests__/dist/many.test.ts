import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { type EmulatorOptions, type Failure, type JobOptions, STILL, startEmulator } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { commands, errors, notices, reach, warnings } from './support.ts'

/** What a step with these inputs came to, and what it asked the service for. */
async function step(
  inputs: Record<string, string>,
  jobs: JobOptions[],
  options: EmulatorOptions = {},
  failure?: Failure
): Promise<Outcome & { requests: string[]; connections: number }> {
  const emulator = await startEmulator({ durations: STILL, jobs, ...options })
  if (failure !== undefined) emulator.fail(failure)
  try {
    const outcome = await runStep({ inputs: { ...reach(emulator), ...inputs } })
    const requests = emulator.requests.map(({ method, path }) => `${method} ${path}`)
    return { ...outcome, requests, connections: new Set(emulator.requests.map((r) => r.connection)).size }
  } finally {
    await emulator.close()
  }
}

const running = (...names: string[]): JobOptions[] => names.map((name) => ({ name, status: 'IMPORT_JOB_DOING' }))

test('two names and one that does not exist: each is tried, and one annotation tells', async () => {
  const { outputs, log, summary, requests, exitCode } = await step(
    { operation: 'pause-job', 'job-name': 'photos, nope\ninvoices' },
    running('photos', 'invoices')
  )
  expect(exitCode).toBe(1)
  expect(requests.toSorted()).toEqual([
    'GET /job/invoices',
    'GET /job/nope',
    'GET /job/photos',
    'PUT /job/invoices',
    'PUT /job/photos'
  ])
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
  expect(annotation[0]?.text).toMatch(/^1 of 3 jobs failed: nope\. NoSuchImportJob: There is no job with this name/)
  expect(notices(log)).toEqual([])
  expect(commands(log).filter((name) => !['add-mask', 'error'].includes(name))).toEqual(
    Array(3).fill(['group', 'endgroup']).flat()
  )
  const rows = [...summary.matchAll(/<tr><td><code>(.*?)<\/code>/g)].map(([, name]) => name)
  expect(rows).toEqual(['nope', 'invoices', 'photos'])
  expect(summary.match(/<table>/g)).toHaveLength(1)
})

test('a pattern is one list, and the jobs of the step are looked at by name', async () => {
  const { outputs, requests, log } = await step({ operation: 'get-job', 'job-name': '*, !b*', 'max-parallel': '1' }, [
    ...running('c-job', 'a-job', 'b-job'),
    { name: 'sub-job', parentName: 'a-job' }
  ])
  expect(requests).toEqual([
    'GET /joblist?count=100',
    'GET /job/a-job',
    'GET /jobhistory/a-job?count=20',
    'GET /job/c-job',
    'GET /jobhistory/c-job?count=20'
  ])
  expect(outputs).toMatchObject({ code: 'success', changed: 'false', 'total-count': '2000', progress: '0.0' })
  expect(notices(log)).toEqual(['2 jobs: 2 running.'])
  expect(warnings(log)).toEqual([])
})

test('one plain name, with a comma after it, is one request and has no results', async () => {
  const { outputs, requests } = await step({ operation: 'pause-job', 'job-name': 'photos,' }, running('photos'))
  expect(requests).toEqual(['PUT /job/photos'])
  expect([outputs.results, outputs['jobs-total'], outputs.code]).toEqual(['', '', 'success'])
})

test.each<
  [what: string, options: EmulatorOptions, failure: Failure | undefined, code: string, status: string, says: string]
>([
  [
    'may not be listed',
    {},
    { code: 'AccessDenied', message: 'You have no right.' },
    'AccessDenied',
    '403',
    'Allow the RAM user or role mgw:ListImportJob'
  ],
  ['are not there', {}, undefined, 'NoSuchImportJob', '200', 'The closest are photos-a and photos-b.'],
  [
    'are listed twice',
    { behavior: { listPageSize: 1, listPages: 'repeated' } },
    undefined,
    'InvalidResponse',
    '200',
    'a page came twice'
  ],
  [
    'are listed in a circle',
    { behavior: { listPageSize: 1, listPages: 'circular' } },
    undefined,
    'InvalidResponse',
    '200',
    'a page came twice'
  ]
])('jobs that %s are a failure before anything is changed', async (_, options, failure, code, status, says) => {
  const { outputs, log, requests, exitCode } = await step(
    { operation: 'pause-job', 'job-name': 'photo-*' },
    running('photos-a', 'photos-b'),
    options,
    failure
  )
  expect([exitCode, outputs['error-code'], outputs['status-code']]).toEqual([1, code, status])
  expect(errors(log)).toEqual([{ title: code, text: expect.stringContaining(says) }])
  expect(requests.every((request) => request.startsWith('GET /joblist'))).toBe(true)
  expect(requests.length).toBeLessThan(4)
  expect([outputs.changed, outputs.results, outputs['jobs-total']]).toEqual(['false', '', ''])
})

test('more jobs than max-jobs are refused before anything is changed', async () => {
  const { outputs, requests } = await step(
    { operation: 'close-job', 'job-name': '*', 'max-jobs': '2' },
    running('aaa', 'bbb', 'ccc'),
    { behavior: { listPageSize: 1, listOrder: 'shuffled' } }
  )
  expect(outputs).toMatchObject({ 'error-code': 'InvalidArgument', changed: 'false' })
  expect(outputs['error-message']).toContain('job-name selects 3 jobs, but max-jobs is 2.')
  expect(requests).toHaveLength(3)
})

test('hostile names harm nothing, and what they stand for is not asked for', async () => {
  const hostile = [
    'a\n::error::x\n##[error]y',
    '<img src=x>',
    '__proto__',
    'constructor',
    '../job',
    'x'.repeat(100_000)
  ]
  const { outputs, log, summary, requests, exitCode } = await step(
    { operation: 'get-job', 'job-name': '*' },
    running('photos'),
    { behavior: { extraListedJobs: hostile } }
  )
  expect(exitCode).toBe(0)
  expect(requests.filter((request) => /job\/(?!photos|constructor)|jobhistory\/(?!photos)/.test(request))).toEqual([])
  expect(JSON.parse(outputs.results ?? '')).toMatchObject([
    { job: 'photos', code: 'success', status: 'IMPORT_JOB_DOING' }
  ])
  expect(warnings(log)).toEqual([
    expect.stringContaining('ListJob returned 5 invalid job names, left out: '),
    'constructor: deleted since the jobs were listed, so left out.'
  ])
  expect(
    commands(log).filter((name) => !['add-mask', 'notice', 'group', 'endgroup', 'warning'].includes(name))
  ).toEqual([])
  expect(errors(log)).toEqual([])
  expect(summary).not.toContain('<img')
})

test('a list with a name of 10 MB is refused, and nothing is changed', async () => {
  const { outputs, requests } = await step({ operation: 'pause-job', 'job-name': '*' }, running('photos'), {
    behavior: { extraListedJobs: ['x'.repeat(10_000_000)] }
  })
  expect(outputs).toMatchObject({ 'error-code': 'InvalidResponse', changed: 'false' })
  expect(requests).toEqual(['GET /joblist?count=100'])
})

test('hostile answers about one job harm no other: the log has no command that is not ours', async () => {
  const { log, outputs, summary, exitCode } = await step(
    { operation: 'pause-job', 'job-name': 'aaa,bbb', 'max-parallel': '1' },
    running('aaa', 'bbb'),
    {},
    { code: '::error::x', status: 400, message: ' ::set-output name=x::y\r\n::error::w ##[error]z <b>' }
  )
  expect(exitCode).toBe(1)
  expect(outputs).toMatchObject({ 'jobs-failed': '1', 'jobs-succeeded': '1' })
  expect(commands(log).filter((name) => !['add-mask', 'error', 'group', 'endgroup'].includes(name))).toEqual([])
  expect(errors(log)).toHaveLength(1)
  expect(summary).not.toContain('<b>')
})

test('100 jobs at a time of ten use ten connections', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `job-${index}`)
  const { outputs, connections, requests } = await step(
    {
      operation: 'pause-job',
      'job-name': names.join(),
      'max-jobs': '100',
      'max-parallel': '10',
      idempotent: 'true'
    },
    running(...names)
  )
  expect([outputs['jobs-changed'], requests.length]).toEqual(['100', 200])
  expect(connections).toBeLessThanOrEqual(10)
})

test('cancelled, the table says job by job what is known', async () => {
  const emulator = await startEmulator({ durations: STILL, jobs: [{ name: 'aaa' }, { name: 'bbb' }] })
  try {
    const { outputs, exitCode, stderr, summary } = await runStep({
      inputs: { ...reach(emulator), operation: 'start-job', 'job-name': 'aaa,bbb', 'wait-for': 'finished' },
      during(child) {
        const watch = setInterval(() => {
          if (emulator.requests.filter(({ statusCode }) => statusCode === 200).length < 8) return
          clearInterval(watch)
          child.kill('SIGINT')
        }, 20)
      }
    })
    expect([exitCode, stderr, outputs['error-code']]).toEqual([1, '', 'CancelOperation'])
    expect(JSON.parse(outputs.results ?? '')).toMatchObject(
      ['aaa', 'bbb'].map((job) => ({ job, code: 'fail', errorCode: 'CancelOperation', changed: true }))
    )
    expect(summary.match(/CancelOperation/g)?.length).toBeGreaterThanOrEqual(2)
  } finally {
    await emulator.close()
  }
})

test('500 jobs that are waited for take little memory and a summary that GitHub shows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mgw-memory-'))
  const file = join(folder, 'usage')
  const jobs = Array.from({ length: 500 }, (_, index) => ({
    name: `job-${String(index).padStart(58, '0')}`,
    status: 'IMPORT_JOB_SUSPEND' as const
  }))
  const emulator = await startEmulator({ durations: STILL, jobs })
  try {
    const { outputs, summary, exitCode, stderr } = await runStep({
      inputs: {
        ...reach(emulator),
        operation: 'get-job',
        'job-name': '*',
        'max-jobs': '500',
        'max-parallel': '20',
        'wait-for': 'finished',
        'wait-timeout-seconds': '5'
      },
      env: { NODE_OPTIONS: `--require=${join(root, 'bench/memory.cjs')}`, MEMORY_FILE: file }
    })
    // A pause from before would end each wait after a minute.
    expect([exitCode, stderr, outputs['jobs-failed']]).toEqual([1, '', '500'])
    expect(JSON.parse(outputs.results ?? '')).toHaveLength(500)
    expect(Buffer.byteLength(outputs.results ?? '')).toBeLessThanOrEqual(96 * 1024)
    expect(summary.match(/<tr>/g)).toHaveLength(501)
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    // In KiB.
    expect(Number(await readFile(file, 'utf8'))).toBeLessThan(200 * 1024)
  } finally {
    await emulator.close()
    await rm(folder, { recursive: true })
  }
})

test('a reader that falls behind still gets the whole log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mgw-slow-'))
  const summary = join(folder, 'summary')
  const names = Array.from({ length: 200 }, (_, index) => `job-${100 + index}`)
  const emulator = await startEmulator({ durations: STILL, jobs: running(...names) })
  try {
    const { log, exitCode } = await runStep({
      inputs: { ...reach(emulator), operation: 'get-job', 'job-name': names.join(), 'max-jobs': '200' },
      env: { GITHUB_STEP_SUMMARY: summary },
      async during({ stdout }) {
        stdout?.pause()
        // It is written last.
        while (!existsSync(summary)) await setTimeout(10)
        stdout?.resume()
      }
    })
    expect(exitCode).toBe(0)
    expect(log.length).toBeGreaterThan(2 ** 17)
    expect(notices(log)).toHaveLength(1)
  } finally {
    await emulator.close()
    await rm(folder, { recursive: true })
  }
})

test('with a timetable, the week is shown once, and the limit is a warning that the next run resolves', async () => {
  const { outputs, log, summary, exitCode } = await step(
    {
      operation: 'apply-timetable',
      'job-name': 'aaa, bbb',
      timetable: '00:00 run',
      timezone: 'UTC',
      'max-parallel': '1'
    },
    [{ name: 'aaa' }, { name: 'bbb' }],
    { maxRunningJobs: 1 }
  )
  expect([exitCode, outputs.code, outputs['jobs-failed'], outputs['jobs-changed']]).toEqual([0, 'success', '0', '1'])
  expect(outputs['timetable-line']).toBe('00:00 run')
  expect(warnings(log)).toEqual([
    'bbb: not started, since too many jobs are running in this region. The next run of this workflow tries again.'
  ])
  expect(summary.match(/<b>run<\/b>/g)).toHaveLength(1)
})

test('of 200 answers of a megabyte none is kept in memory', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `job-${index}`)
  const emulator = await startEmulator({ durations: STILL, jobs: running(...names) })
  emulator.fail({ code: 'Some.Code', status: 400, message: 'x'.repeat(900_000), times: 200 })
  try {
    const { outputs, exitCode, stderr } = await runStep({
      inputs: { ...reach(emulator), operation: 'pause-job', 'job-name': names.join(), 'max-jobs': '200' },
      // In MiB: together they have 180.
      env: { NODE_OPTIONS: '--max-old-space-size=96' }
    })
    expect([exitCode, stderr, outputs['jobs-failed']]).toEqual([1, '', '200'])
  } finally {
    await emulator.close()
  }
})
