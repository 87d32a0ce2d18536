import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { type JobOptions, STILL } from 'mgw-emulator'
import { hasQueue, isLeftToNextRun, isOverLimit, leftToNextRun } from '../../src/batch/batch.ts'
import type { Operation } from '../../src/inputs/operation.ts'
import type { OperationResult } from '../../src/job/result.ts'
import { applyTimetable } from '../operations/support.ts'
import { createInputs } from '../support/create-inputs.ts'
import { createResult, flatten } from '../support/results.ts'
import { type BatchRun, numbered, runBatch } from '../support/run-batch.ts'

const FINISHED = { until: 'finished', timeoutSeconds: 7200 } as const

/** The names of the jobs in the order in which they were started. */
const starts = ({ emulator }: BatchRun): string[] =>
  emulator.requests.flatMap(({ method, path, statusCode }) =>
    method === 'PUT' && statusCode === 200 ? [path.slice('/job/'.length)] : []
  )

describe('jobs over the limit', () => {
  test('are each started once, in order, as others end', async () => {
    const jobs = numbered(12)
    const run = await runBatch({ jobs, wait: FINISHED, emulator: { maxRunningJobs: 5 } })
    expect(run.totals).toMatchObject({ succeeded: 12, failed: 0, changed: 12, isChanged: true })
    expect(starts(run)).toEqual(jobs.map(({ name }) => name))
    expect(jobs.map(({ name }) => run.emulator.job(name)?.starts)).toEqual(Array(12).fill(1))
    expect(jobs.map(({ name }) => run.emulator.job(name)?.status)).toEqual(Array(12).fill('IMPORT_JOB_FINISHED'))
    // Three rounds of about a minute each, and the polls that see their end.
    expect(run.took).toBeLessThan(6 * 60_000)
    expect(run.logger.lines).toContain('7 of 12 jobs wait until another one ends, because too many are running.')
  })

  test('join the queue again after a refusal that follows the wait for CLOSING', async () => {
    let puts = 0
    const run = await runBatch({
      jobs: [
        { name: 'mine', status: 'IMPORT_JOB_CLOSING' },
        { name: 'other', plan: { copyMs: 60_000 } }
      ],
      wait: FINISHED,
      emulator: {
        durations: { closing: 10_000 },
        // The first start is refused because the job is CLOSING, and the next two because of the limit.
        failing: ({ method, path }) => {
          const isStart = method === 'PUT' && path === '/job/mine'
          if (isStart) puts += 1
          return isStart && (puts === 2 || puts === 3) ? { code: 'ImportJobConcurrencyExceed' } : undefined
        }
      }
    })
    expect(run.codes).toEqual({ mine: '', other: '' })
    expect(puts).toBe(4)
    expect(run.emulator.job('mine')).toMatchObject({ starts: 1, status: 'IMPORT_JOB_FINISHED' })
    expect(run.printed.map(({ name }) => name).sort()).toEqual(['mine', 'other'])
  })

  test('wait if jobs of other steps fill the limit', async () => {
    const others = numbered(5, { status: 'IMPORT_JOB_DOING' })
    const run = await runBatch({
      jobs: [...others, { name: 'mine' }],
      names: ['mine'],
      wait: FINISHED,
      emulator: { maxRunningJobs: 5 }
    })
    expect(run.codes).toEqual({ mine: '' })
    expect(run.emulator.job('mine')).toMatchObject({ starts: 1, status: 'IMPORT_JOB_FINISHED' })
  })

  test('fail at the deadline with the error of their refusal', async () => {
    const run = await runBatch({
      jobs: numbered(4, { plan: { copyMs: 10_000_000 } }),
      wait: { until: 'finished', timeoutSeconds: 600 },
      emulator: { maxRunningJobs: 2 }
    })
    expect(run.codes).toEqual({
      'job-10': 'WaitTimeout',
      'job-11': 'WaitTimeout',
      'job-12': 'ImportJobConcurrencyExceed',
      'job-13': 'ImportJobConcurrencyExceed'
    })
    expect(run.jobs[3]?.result).toMatchObject({
      changed: false,
      note: 'It was queued, and never started: the step timed out after 600 s (wait-timeout-seconds).'
    })
    expect(run.emulator.job('job-13')?.starts).toBe(0)
    // The deadline starts with the first accepted change, and a final poll has ten seconds.
    expect(run.took).toBeGreaterThanOrEqual(600_000)
    expect(run.took).toBeLessThan(612_000)
  })

  test('restart the deadline with the first accepted change after a start whose response was lost', async () => {
    let starts = 0
    const run = await runBatch({
      jobs: numbered(2, { plan: { copyMs: 10_000_000 } }),
      batch: { maxParallel: 1 },
      wait: { until: 'finished', timeoutSeconds: 100 },
      emulator: {
        failing: ({ method }) => {
          if (method !== 'PUT') return undefined
          starts += 1
          if (starts === 1) return { fault: 'reset-before-headers', applied: true }
          return starts === 2 ? { fault: '503-retry-after-seconds', retryAfterSeconds: 50 } : undefined
        }
      }
    })
    expect(run.jobs.map(({ result }) => result.changed)).toEqual([undefined, true])
    expect(Object.values(run.codes)).toEqual(['WaitTimeout', 'WaitTimeout'])
    expect(run.took).toBeGreaterThanOrEqual(150_000)
  })

  test('restart the deadline with the first accepted change', async () => {
    const run = await runBatch({
      jobs: [
        ...numbered(1, { status: 'IMPORT_JOB_DOING', plan: { copyMs: 50_000 } }),
        { name: 'mine', plan: { copyMs: 80_000 } }
      ],
      names: ['mine'],
      wait: { until: 'finished', timeoutSeconds: 100 },
      emulator: { maxRunningJobs: 1 }
    })
    expect(run.took).toBeGreaterThan(100_000)
    expect(run.codes).toEqual({ mine: '' })
  })

  test('can be refused more often than max-attempts', async () => {
    const run = await runBatch({
      jobs: numbered(2, { plan: { copyMs: 1_200_000 } }),
      inputs: { maxAttempts: 1 },
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 }
    })
    const refusals = run.emulator.requests.filter(({ errorCode }) => errorCode !== null)
    expect(refusals.length).toBeGreaterThan(5)
    expect(run.totals).toMatchObject({ succeeded: 2, failed: 0 })
  })

  test('fail without wait-for finished, and the note says how to queue them', async () => {
    const run = await runBatch({ jobs: numbered(3), emulator: { maxRunningJobs: 1 } })
    expect(Object.values(run.codes)).toEqual(['', 'ImportJobConcurrencyExceed', 'ImportJobConcurrencyExceed'])
    expect(run.jobs[2]?.result.note).toContain('wait-for set to finished')
    expect(run.requests).toHaveLength(3)
  })

  test('are not started after a failure with fail-fast, while the wait for running jobs continues', async () => {
    const run = await runBatch({
      jobs: [{ name: 'running' }, { name: 'queued' }],
      names: ['running', 'queued', 'is-not-there'],
      batch: { failFast: true },
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 }
    })
    expect(run.codes).toEqual({
      running: '',
      queued: 'ImportJobConcurrencyExceed',
      'is-not-there': 'NoSuchImportJob'
    })
    expect(run.jobs[1]?.result.note).toContain('the job is-not-there failed, and fail-fast is true')
    expect(run.emulator.job('running')?.status).toBe('IMPORT_JOB_FINISHED')
  })

  test.each([
    ['another job fails', { failFast: true }, 7200, 'JobInterrupted', 'the job first failed'],
    ['the deadline passes', {}, 18, 'WaitTimeout', 'the step timed out after 18 s (wait-timeout-seconds).']
  ])('are not started if %s while the next one waits for a slot', async (_, batch, seconds, code, why) => {
    const run = await runBatch({
      jobs: [{ name: 'first', plan: { copyMs: 5000, endsAs: 'interrupted' } }, { name: 'queued' }],
      batch: { maxParallel: 1, ...batch },
      wait: { until: 'finished', timeoutSeconds: seconds },
      emulator: { maxRunningJobs: 1 },
      // The poll after 10.5 s has the only slot when the queue tries to acquire it after 15 s.
      getJobTakes: (name, at) => (name === 'first' && at > 9000 ? 10_000 : 0)
    })
    expect(run.codes).toEqual({ first: code, queued: 'ImportJobConcurrencyExceed' })
    expect(run.emulator.job('queued')?.starts).toBe(0)
    expect(run.took).toBeGreaterThan(20_000)
    expect(run.jobs[1]?.result.note).toContain(`never started: ${why}`)
  })

  test('have a deadline even if none was started', async () => {
    const run = await runBatch({
      jobs: [...numbered(1, { status: 'IMPORT_JOB_DOING', plan: { copyMs: 1_000_000 } }), { name: 'mine' }],
      names: ['mine'],
      wait: { until: 'finished', timeoutSeconds: 60 },
      emulator: { maxRunningJobs: 1 }
    })
    expect(run.codes).toEqual({ mine: 'ImportJobConcurrencyExceed' })
    expect(run.took).toBe(60_000)
  })

  test('are started in the order of job-name, even if the first was refused last', async () => {
    let isFirst = true
    const run = await runBatch({
      jobs: [...numbered(1, { status: 'IMPORT_JOB_DOING', plan: { copyMs: 100_000 } }), { name: 'b' }, { name: 'a' }],
      names: ['b', 'a'],
      wait: FINISHED,
      emulator: {
        maxRunningJobs: 1,
        failing({ method, path }) {
          if (method !== 'PUT' || path !== '/job/b' || !isFirst) return undefined
          isFirst = false
          return { code: 'ServiceUnavailable' }
        }
      }
    })
    expect(run.codes).toEqual({ b: '', a: '' })
    expect(starts(run)).toEqual(['b', 'a'])
  })

  test('are started as soon as a poll shows that another job has ended', async () => {
    const run = await runBatch({
      jobs: numbered(2, { plan: { copyMs: 12_000 } }),
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 }
    })
    const puts = run.times.filter((_, index) => run.requests[index]?.startsWith('PUT'))
    // The first poll after its end. The queue would try again after 37.5 s.
    expect(puts).toEqual([0, 0, 15_000, 22_500])
  })

  test('stop waiting when the workflow is cancelled, even if none is running', async () => {
    const run = await runBatch({
      jobs: [...numbered(1, { status: 'IMPORT_JOB_DOING' }), { name: 'mine' }],
      names: ['mine'],
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 },
      prepare: (_, clock, cancel) => clock.at(20_000, cancel)
    })
    expect(run.codes).toEqual({ mine: 'ImportJobConcurrencyExceed' })
    expect(run.took).toBe(20_000)
  })

  test('are reported when the workflow is cancelled', async () => {
    const run = await runBatch({
      jobs: numbered(3),
      wait: FINISHED,
      emulator: { maxRunningJobs: 1 },
      prepare: (_, clock, cancel) => clock.at(30_000, cancel)
    })
    expect(run.codes).toEqual({
      'job-10': 'CancelOperation',
      'job-11': 'ImportJobConcurrencyExceed',
      'job-12': 'ImportJobConcurrencyExceed'
    })
    expect(run.jobs[0]?.result).toMatchObject({
      changed: true,
      job: { status: 'IMPORT_JOB_DOING' },
      note: expect.stringContaining('The migration continues.')
    })
    expect(run.jobs[1]?.result.note).toContain('never started: the workflow was cancelled.')
    expect(run.took).toBe(30_000)
  })
})

describe('the queue', () => {
  /**
   * The times of the requests to start the queued jobs, in seconds.
   *
   * @param isRefused the response to each of them
   * @param others jobs that aren't refused
   * @param takes how long the GetJob request before each start takes, in ms
   */
  async function attempts(
    queued: string[],
    isRefused: boolean[],
    others: JobOptions[] = [],
    takes = 0
  ): Promise<number[]> {
    const left = [...isRefused]
    const isStart = (request: string): boolean => queued.some((name) => request === `PUT /job/${name}`)
    const run = await runBatch({
      jobs: [...others, ...queued.map((name) => ({ name, plan: { copyMs: 100_000 } }))],
      wait: { ...FINISHED, intervalSeconds: 10 },
      getJobTakes: (name) => (queued.includes(name) ? takes : 0),
      emulator: {
        failing: ({ method, path }) =>
          isStart(`${method} ${path}`) && left.shift() ? { code: 'ImportJobConcurrencyExceed' } : undefined
      }
    })
    return run.times.filter((_, index) => isStart(run.requests[index] ?? '')).map((ms) => ms / 1000)
  }

  test('backs off while no job ends, until one was started', async () => {
    const isRefused = [true, true, true, true, true, true, true, false, true, false]
    const times = [0, 0, 10, 25, 47.5, 81.25, 121.25, 161.25, 161.25, 176.25]
    expect(await attempts(['a-1', 'b-1'], isRefused)).toEqual(times)
  })

  test('tries at once when a job has ended, and resets the delay', async () => {
    const first = { name: 'first', plan: { copyMs: 20_000 } }
    const isRefused = [true, true, true, true, true, false]
    expect(await attempts(['queued'], isRefused, [first])).toEqual([0, 10, 25, 30.5, 40.5, 55.5])
  })

  test('tries again at once when a job has ended during an attempt', async () => {
    const first = { name: 'first', plan: { copyMs: 20_000 } }
    // The second attempt takes from 22 to 34 s.
    expect(await attempts(['queued'], [true, true, false], [first], 12_000)).toEqual([12, 34, 46])
  })
})

describe('jobs over the limit with apply-timetable', () => {
  test('are left to the next run with one warning for all', async () => {
    const run = await runBatch({
      operation: applyTimetable('00:00 run 5bit/s 7files/s'),
      jobs: numbered(4),
      emulator: { maxRunningJobs: 2 }
    })
    expect(run.totals).toMatchObject({ succeeded: 4, failed: 0 })
    expect([...run.warnings]).toEqual([
      [
        'not started, since too many jobs are running in this region. The next run of this workflow tries again.',
        ['job-12', 'job-13']
      ]
    ])
    expect(run.printed.map(({ name }) => name).sort()).toEqual(numbered(4).map(({ name }) => name))
    const states = numbered(4).map(({ name }) => run.emulator.job(name)?.status)
    expect(states.map((status) => status === 'IMPORT_JOB_LAUNCHING')).toEqual([true, true, false, false])
  })

  test('fail if no job of the step is running', async () => {
    const run = await runBatch({
      operation: applyTimetable('00:00 run'),
      jobs: [{ name: 'of-another', status: 'IMPORT_JOB_DOING' }, ...numbered(2)],
      names: numbered(2).map(({ name }) => name),
      emulator: { maxRunningJobs: 1 }
    })
    expect(run.codes).toEqual({
      'job-10': 'ImportJobConcurrencyExceed',
      'job-11': 'ImportJobConcurrencyExceed'
    })
    expect(run.jobs[0]?.result.note).toBe('No job of this step is running. The next run of this workflow tries again.')
    expect(run.warnings.size).toBe(0)
  })
})

test('when the line of a timetable turns, jobs that ended before that are run again', async () => {
  const text = '08:00 run\n12:01 pause'
  const run = await runBatch({
    operation: applyTimetable(text),
    jobs: numbered(2, { status: 'IMPORT_JOB_SUSPEND' }),
    emulator: { durations: STILL },
    batch: { maxParallel: 1 },
    // The second job's poll takes longer than a minute, so the line turns after the first job has ended.
    getJobTakes: (name, at) => (name === 'job-11' && at < 60_000 ? 70_000 : 0)
  })
  const states = numbered(2).map(({ name }) => run.emulator.job(name)?.status)
  expect(states).toEqual(['IMPORT_JOB_SUSPEND', 'IMPORT_JOB_SUSPEND'])
  expect(run.requests.filter((request) => request === 'PUT /job/job-10')).toHaveLength(2)
  expect(run.requests.filter((request) => request === 'PUT /job/job-11')).toHaveLength(0)
  expect(run.jobs[0]?.result).toMatchObject({ changed: true, activeEntry: { entry: { number: 2 } } })
  expect(run.jobs[1]?.result).toMatchObject({ changed: false })
  expect(run.printed.map(({ name }) => name)).toEqual(['job-10', 'job-11', 'job-10'])
})

test('when the line turns, and a job has ended since its start, the start is still reported', async () => {
  const run = await runBatch({
    operation: applyTimetable('08:00 run\n12:01 pause'),
    jobs: numbered(2, { status: 'IMPORT_JOB_SUSPEND' }),
    emulator: { durations: { launching: 100, preparing: 100, doing: 100, closing: 100 } },
    batch: { maxParallel: 1 },
    getJobTakes: (name, at) => (name === 'job-11' && at < 60_000 ? 70_000 : 0)
  })
  expect(run.requests.filter((request) => request === 'PUT /job/job-10')).toHaveLength(1)
  expect(run.jobs[0]?.result).toMatchObject({ changed: true, activeEntry: { entry: { number: 2 } } })
})

test('when the line turns after a failure with fail-fast, what was done before is still reported', async () => {
  const run = await runBatch({
    operation: applyTimetable('08:00 run\n12:01 pause'),
    jobs: numbered(2, { status: 'IMPORT_JOB_SUSPEND' }),
    names: ['job-10', 'job-11', 'is-not-there'],
    emulator: { durations: STILL },
    batch: { maxParallel: 1, failFast: true },
    getJobTakes: (name, at) => (name === 'job-11' && at < 60_000 ? 70_000 : 0)
  })
  expect(run.codes).toEqual({ 'job-10': '', 'job-11': '', 'is-not-there': 'NoSuchImportJob' })
  expect(run.jobs[0]?.result).toMatchObject({ changed: true, activeEntry: { entry: { number: 1 } } })
})

test('if the clock is corrected meanwhile, the active entry is the one by the corrected clock', async () => {
  const run = await runBatch({
    operation: applyTimetable('08:00 pause\n20:00 pause'),
    jobs: numbered(2, { status: 'IMPORT_JOB_SUSPEND' }),
    emulator: {
      failing: ({ path }) => (path.includes('job-11') ? { fault: 'skewed-clock', skewMs: -9 * 3_600_000 } : undefined)
    },
    batch: { maxParallel: 1 }
  })
  const entries = run.jobs.map(({ result }) => result.activeEntry?.entry.number)
  expect([...entries, run.activeEntry?.entry.number]).toEqual([1, 2, 2])
})

const limitError = new MgwError('ImportJobConcurrencyExceed', '', { statusCode: 400 })
const denied = new MgwError('AccessDenied', '', {})
const refused = createResult({ changed: false, error: limitError })
const started = createResult({ changed: true })
const running = createResult({ changed: false, job: { status: 'IMPORT_JOB_DOING' } })
const paused = createResult({ changed: false, job: { status: 'IMPORT_JOB_SUSPEND' } })
const failed = createResult({ changed: false, error: denied })

test.each<[description: string, result: OperationResult, expected: boolean]>([
  ['a refusal because of the limit', refused, true],
  [
    'that refusal after an attempt that may have been applied',
    createResult({ changed: undefined, error: limitError }),
    false
  ],
  ['another refusal', failed, false],
  ['a success', started, false]
])('isOverLimit: %s', (_, result, expected) => {
  expect(isOverLimit(result)).toBe(expected)
})

test('only start-job with wait-for finished has a queue', () => {
  const of = (name: 'start-job' | 'get-job', until: 'accepted' | 'applied' | 'finished') =>
    hasQueue(createInputs({ name }, { wait: { until } }))
  expect(of('start-job', 'finished')).toBe(true)
  expect([of('start-job', 'accepted'), of('start-job', 'applied'), of('get-job', 'finished')]).toEqual([
    false,
    false,
    false
  ])
})

test('only apply-timetable leaves a start over the limit to the next run', () => {
  const of = (operation: Operation, result: OperationResult) => isLeftToNextRun(createInputs(operation), result)
  const timetable = applyTimetable('00:00 run')
  expect(of(timetable, refused)).toBe(true)
  expect(of(timetable, createResult({ changed: true, error: limitError }))).toBe(true)
  expect([of(timetable, failed), of(timetable, started), of({ name: 'start-job' }, refused)]).toEqual([
    false,
    false,
    false
  ])
})

test.each<[description: string, others: OperationResult[], isFailure: boolean]>([
  ['succeeds if another job was started', [failed, started], false],
  ['succeeds if another job is already running', [running], false],
  ['fails if all other jobs were refused too', [], true],
  ['fails if the unchanged jobs are not running', [paused], true],
  ['fails if another job failed for another reason', [createResult({ changed: true, error: denied })], true]
])('a job left to the next run %s', (_, others, isFailure) => {
  const { error, note } = flatten(leftToNextRun(refused, others))
  expect(error).toBe(isFailure ? limitError : undefined)
  expect(note).toMatch(/^(No job of this step is running|It was not started)/)
  expect(note).toContain('next run of this workflow tries again.')
})
