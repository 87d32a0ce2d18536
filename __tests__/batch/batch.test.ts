import { expect, test } from '@jest/globals'
import { STILL } from 'mgw-emulator'
import { createSharedDeadline } from '../../src/batch/batch.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { numbered, runBatch } from '../support/run-batch.ts'

test('sends requests for at most max-parallel jobs at a time, while any number of jobs wait', async () => {
  const run = await runBatch({
    jobs: numbered(8),
    batch: { maxParallel: 2 },
    wait: { until: 'finished' },
    getJobTakes: () => 100
  })
  expect(run.totals).toMatchObject({ succeeded: 8, failed: 0 })
  expect(run.atOnce).toBe(2)
  // All of them ran at the same time, for about a minute.
  expect(run.took).toBeLessThan(2 * 60_000)
})

test('continues with the other jobs after a failure', async () => {
  const jobs = numbered(4, { status: 'IMPORT_JOB_DOING' })
  const names = ['is-not-there', ...jobs.map(({ name }) => name)]
  const run = await runBatch({ operation: { name: 'pause-job' }, jobs, names, batch: { maxParallel: 1 } })
  expect(Object.values(run.codes)).toEqual(['NoSuchImportJob', '', '', '', ''])
  expect(run.totals.isChanged).toBe(true)
})

test('starts no more jobs after a failure with fail-fast, and reports them as skipped', async () => {
  const jobs = numbered(3, { status: 'IMPORT_JOB_DOING' })
  const names = ['job-10', 'is-not-there', 'job-11', 'job-12']
  const batch = { maxParallel: 1, failFast: true }
  const run = await runBatch({ operation: { name: 'pause-job' }, jobs, names, batch })
  expect(Object.values(run.codes)).toEqual(['', 'NoSuchImportJob', 'CancelOperation', 'CancelOperation'])
  expect(run.requests).toEqual(['GET /job/job-10', 'PUT /job/job-10', 'GET /job/is-not-there'])
  expect(run.jobs[run.totals.primary]?.name).toBe('is-not-there')
  expect(run.jobs.map(({ isSkipped }) => isSkipped)).toEqual([false, false, true, true])
  expect(String(run.jobs[2]?.result.error)).toContain(
    'Nothing was sent for this job: the job is-not-there failed, and fail-fast is true.'
  )
})

test('slows down all jobs together when the service throttles requests', async () => {
  const run = await runBatch({
    operation: { name: 'pause-job' },
    jobs: numbered(12, { status: 'IMPORT_JOB_DOING' }),
    batch: { maxParallel: 4 },
    prepare: (emulator) => emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 20, times: 1 })
  })
  expect(run.totals).toMatchObject({ succeeded: 12, failed: 0 })
  // Only the requests that were under way when the first was throttled.
  const early = run.times.filter((time) => time < 20_000)
  expect(early).toHaveLength(4)
  expect(run.times.slice(4).every((time) => time >= 20_000)).toBe(true)
})

test('applies timeout-seconds to each job from its own start', async () => {
  const throttled = new Set<string>()
  const run = await runBatch({
    operation: { name: 'pause-job' },
    jobs: numbered(24, { status: 'IMPORT_JOB_DOING', plan: { copyMs: 10_000_000 } }),
    batch: { maxParallel: 1 },
    inputs: { timeoutSeconds: 30 },
    emulator: {
      // Each job is throttled once.
      failing({ path }) {
        if (throttled.has(path)) return undefined
        throttled.add(path)
        return { fault: '503-retry-after-seconds', retryAfterSeconds: 5 }
      }
    }
  })
  expect(run.codes).toEqual(Object.fromEntries(run.jobs.map(({ name }) => [name, ''])))
  expect(run.took).toBeGreaterThanOrEqual(24 * 5000)
})

test('reports what is known of each job when the workflow is cancelled', async () => {
  const run = await runBatch({
    operation: { name: 'pause-job' },
    jobs: numbered(4, { status: 'IMPORT_JOB_DOING' }),
    batch: { maxParallel: 2 },
    prepare(emulator, clock, cancel) {
      emulator.fail({ fault: '500-retry-after-seconds', retryAfterSeconds: 60, times: 2, method: 'PUT' })
      clock.at(5000, cancel)
    }
  })
  expect(Object.values(run.codes)).toEqual(Array(4).fill('CancelOperation'))
  expect(run.jobs.map(({ result }) => result.changed)).toEqual([undefined, undefined, false, false])
  expect(run.took).toBe(5000)
})

test('sends nothing for jobs that were not started before the workflow was cancelled', async () => {
  const run = await runBatch({
    operation: { name: 'pause-job' },
    jobs: numbered(2, { status: 'IMPORT_JOB_DOING' }),
    prepare: (_, __, cancel) => cancel()
  })
  expect(run.requests).toEqual([])
  for (const { result } of run.jobs) {
    expect(String(result.error)).toContain('Nothing was sent for this job: the workflow was cancelled.')
  }
})

test('logs one line for all jobs while they wait, and the lines of each job when it has ended', async () => {
  const run = await runBatch({ jobs: numbered(3), wait: { until: 'finished' } })
  const { lines } = run.logger
  expect(lines[0]).toMatch(/^3 running, 0 waiting, 0 done; [\d.]+ %, .* copied$/)
  expect(lines.at(-1)).toMatch(/^0 running, 0 waiting, 3 done; 100\.0 %, 3\.0 GiB copied$/)
  expect(lines.length).toBeLessThan(10)
  expect(run.printed.map(({ name }) => name).toSorted()).toEqual(['job-10', 'job-11', 'job-12'])
  for (const { lines: own } of run.printed) expect(own).toContain('Waiting for the migration to finish, for up to 1 h')
  expect(run.samples.length).toBeGreaterThan(2)
})

test('counts failed jobs in that line, and leaves out those that are gone', async () => {
  const jobs = numbered(2)
  const names = [...jobs.map(({ name }) => name), 'is-gone', 'is-missing']
  const selection = { include: ['*', 'is-missing'], exclude: [], isSingle: false }
  const run = await runBatch({ jobs, names, selection, wait: { until: 'finished' } })
  expect(run.logger.lines.at(-1)).toMatch(/^0 running, 0 waiting, 3 done \(1 failed\); 66\.7 %/)
})

test('groups the jobs with the same warning', async () => {
  const run = await runBatch({
    operation: { name: 'pause-job' },
    jobs: numbered(3, { status: 'IMPORT_JOB_DOING', scheduleRule: { startCronExpression: '0 0 22 * * ?' } }),
    inputs: { idempotent: true }
  })
  expect([...run.warnings]).toEqual([
    [expect.stringContaining('a schedule of its own'), ['job-10', 'job-11', 'job-12']]
  ])
  expect(run.printed[0]?.lines).toEqual([expect.stringContaining('Warning: The job has a schedule of its own')])
  expect(run.logger.warnings).toEqual([])
})

test('keeps the Data of the last job only', async () => {
  const run = await runBatch({
    operation: { name: 'get-job' },
    jobs: numbered(3, { status: 'IMPORT_JOB_DOING' })
  })
  expect(run.jobs.map(({ result }) => result.data !== undefined)).toEqual([false, false, true])
})

test('neither waits nor logs progress in a dry run', async () => {
  const run = await runBatch({
    jobs: numbered(2),
    inputs: { dryRun: true },
    wait: { until: 'finished' }
  })
  expect(run.totals).toMatchObject({ succeeded: 2, changed: 0 })
  expect([run.logger.lines, run.samples]).toEqual([[], []])
})

test('the shared deadline starts with the first accepted change, and later changes do not move it', () => {
  const clock = fakeClock()
  const deadline = createSharedDeadline(100, clock)
  expect(deadline.left()).toBe(Number.POSITIVE_INFINITY)
  deadline.start(false)
  clock.advance(30_000)
  expect(deadline.left()).toBe(70_000)
  deadline.start(false)
  expect(deadline.left()).toBe(70_000)
  deadline.start(true)
  expect(deadline.left()).toBe(100_000)
  clock.advance(30_000)
  for (const changed of [true, false, true]) deadline.start(changed)
  expect(deadline.left()).toBe(70_000)
  clock.advance(70_001)
  // Never negative: a wait polls a last time when 0 ms are left.
  expect(deadline.left()).toBe(0)
})

test('leaves out jobs that only a pattern named and that are gone, with one warning', async () => {
  const jobs = [
    ...numbered(2, { status: 'IMPORT_JOB_DOING' }),
    { name: 'is-deleting', status: 'IMPORT_JOB_DELETING' as const },
    { name: 'written-out', status: 'IMPORT_JOB_DELETING' as const }
  ]
  const names = ['is-gone', ...jobs.map(({ name }) => name), 'written-too']
  const selection = { include: ['written-out', '*', 'written-too'], exclude: [], isSingle: false }
  for (const name of ['pause-job', 'close-job', 'resume-job', 'start-job', 'get-job'] as const) {
    const run = await runBatch({ operation: { name }, jobs, names, selection })
    expect(Object.keys(run.codes)).toEqual(['job-10', 'job-11', 'written-out', 'written-too'])
    expect([...run.warnings].filter(([text]) => text.startsWith('deleted'))).toEqual([
      ['deleted since the jobs were listed, so left out.', ['is-gone', 'is-deleting']]
    ])
    expect(run.codes['written-too']).toBe('NoSuchImportJob')
    expect(run.printed.map((job) => job.name)).not.toContain('is-gone')
  }
})

test('does not leave out a job that is deleted while it is waited for', async () => {
  const run = await runBatch({
    operation: { name: 'get-job' },
    jobs: [{ name: 'job-10', status: 'IMPORT_JOB_DOING', plan: { someoneElse: [{ does: 'delete', afterMs: 5000 }] } }],
    selection: { include: ['*'], exclude: [], isSingle: false },
    wait: { until: 'finished' }
  })
  expect(run.codes).toEqual({ 'job-10': 'NoSuchImportJob' })
})

test('pauses what runs, and says why the others were not changed', async () => {
  const states = ['DOING', 'SUSPEND', 'FINISHED', 'BEGIN', 'INTERRUPTED', 'CLOSING'] as const
  const jobs = states.map((state) => ({ name: state.toLowerCase(), status: `IMPORT_JOB_${state}` as const }))
  for (const until of ['accepted', 'applied'] as const) {
    const run = await runBatch({
      operation: { name: 'pause-job' },
      jobs,
      wait: { until },
      emulator: { durations: STILL }
    })
    expect(Object.values(run.codes)).toEqual(states.map(() => ''))
    expect(run.requests.filter((request) => request.startsWith('PUT'))).toEqual(['PUT /job/doing'])
    expect(run.jobs.map(({ result }) => result.reason)).toEqual([
      undefined,
      'already paused',
      'already finished',
      'never started',
      'interrupted',
      'closing'
    ])
  }
})
