import { describe, expect, test } from '@jest/globals'
import { type Behavior, type JobOptions, type Plan, STILL } from 'mgw-emulator'
import type { Operation, SingleOperation } from '../../src/inputs/operation.ts'
import { JobClient, type Service } from '../../src/job/job-client.ts'
import { CHANGED, type OperationResult, UNCHANGED } from '../../src/job/result.ts'
import { Semaphore } from '../../src/retry/semaphore.ts'
import { startDeadline } from '../../src/runner/clock.ts'
import { type WaitRequest, waitFor } from '../../src/wait/wait.ts'
import { createInputs } from '../support/create-inputs.ts'
import { JOB, type JobRun, runOnJob } from '../support/run-job.ts'
import { testRun } from '../support/test-run.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const QOS: Operation = { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n }
const MIGRATION: Plan = {
  totalCount: 1000,
  totalSize: 3_000_000_000,
  skippedCount: 10,
  listingMs: MINUTE,
  copyMs: 10 * MINUTE
}
/** A job whose previous round has other counters than the next one. */
const finishedJob = (plan: Plan = MIGRATION): Omit<JobOptions, 'name'> => {
  const now = Date.parse('2026-11-25T12:00:00Z')
  const previous = {
    startedAt: now - 10 * HOUR,
    endedAt: now - 8 * HOUR,
    plan: { totalCount: 777, failedCount: 7 }
  }
  return { rounds: [previous], plan }
}
/** The previous round's counters in the log. */
const PREVIOUS_COUNTERS = /of 777 files/

const end = ({ code, result }: JobRun): object => ({
  code,
  changed: result.changed,
  status: result.job?.status
})
const DONE = { code: '', changed: true, status: 'IMPORT_JOB_FINISHED' }

describe('a migration', () => {
  test('is reported with progress, counters and samples', async () => {
    const run = await runOnJob({ job: { plan: MIGRATION } })
    expect(end(run)).toEqual(DONE)
    expect(run.result).toMatchObject({
      before: { status: 'IMPORT_JOB_BEGIN' },
      counters: { totalCount: 1000n, copiedCount: 1000n, failedCount: 0n, skippedCount: 10n, percent: 100 }
    })
    const lines = run.logger.lines.filter((line) => line.startsWith('IMPORT_JOB_'))
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.at(-1)).toBe('IMPORT_JOB_FINISHED, 100.0 %, 1,000 of 1,000 files, 2.8 GiB of 2.8 GiB')
    expect(
      lines.some((line) =>
        /^IMPORT_JOB_DOING, \d+\.\d %, \d+ of 1,000 files, .* of 2\.8 GiB, .*\/s, about .* left$/.test(line)
      )
    ).toBe(true)
    expect(lines.join('\n')).not.toContain('unknown')
    expect(run.result.samples?.at(-1)?.percent).toBe(100)
    expect(run.requests.filter((request) => request === 'PUT job')).toHaveLength(1)
  })

  test.each<[ending: string, job: Omit<JobOptions, 'name'>, code: string, text: string]>([
    ['failed files', { plan: { ...MIGRATION, failedCount: 3 } }, 'FilesFailed', "3 of 1,000 files couldn't be copied"],
    [
      'an interruption',
      {
        plan: { ...MIGRATION, endsAs: 'interrupted', endsAfterMs: 4 * MINUTE, message: 'The source is gone.' }
      },
      'JobInterrupted',
      'The service says: "The source is gone."'
    ],
    [
      'a pause by someone else',
      { plan: { ...MIGRATION, someoneElse: [{ does: 'pause', afterMs: 2 * MINUTE }] } },
      'JobPaused',
      'was paused before its migration finished'
    ],
    [
      'a close by someone else',
      { plan: { ...MIGRATION, someoneElse: [{ does: 'close', afterMs: 2 * MINUTE }] } },
      'JobClosed',
      'was closed before its migration finished'
    ],
    [
      'a deletion by someone else',
      { plan: { ...MIGRATION, someoneElse: [{ does: 'delete', afterMs: 2 * MINUTE }] } },
      'NoSuchImportJob',
      "is gone: the service hasn't found it for 60 s"
    ],
    ['nothing to copy', { plan: { totalCount: 0, totalSize: 0, copyMs: MINUTE } }, '', '0 files'],
    ['a round shorter than the poll interval', { plan: { ...MIGRATION, listingMs: 0, copyMs: 5 } }, '', ''],
    ['a resumed pause', { status: 'IMPORT_JOB_SUSPEND', plan: MIGRATION }, '', '']
  ])('is reported with %s', async (_, job, code, text) => {
    const run = await runOnJob({ job })
    expect(run.code).toBe(code)
    expect([run.message, ...run.logger.warnings].join('\n')).toContain(text)
    if (code === '') expect(end(run)).toEqual(DONE)
    if (code === 'FilesFailed') expect(run.result.counters?.failedCount).toBe(3n)
  })

  test('succeeds with a warning if failed files are accepted', async () => {
    const run = await runOnJob({
      job: { plan: { ...MIGRATION, failedCount: 3 } },
      wait: { failOnFailedFiles: false }
    })
    expect(end(run)).toEqual(DONE)
    expect(run.logger.warnings).toEqual([expect.stringContaining("3 of 1,000 files couldn't be copied")])
  })
})

describe('a service that behaves differently', () => {
  const SERVICES: [behavior: string, behavior: Partial<Behavior>, plan?: Plan][] = [
    ['shows the old state for 20 s', { jobLagMs: 20 * SECOND }],
    [
      'shows the old state for longer than the round',
      { jobLagMs: 40 * SECOND },
      { ...MIGRATION, listingMs: 0, copyMs: 5 * SECOND }
    ],
    ['has a late history', { historyLagMs: 45 * SECOND }],
    ['is late with the state and the history', { jobLagMs: 20 * SECOND, historyLagMs: 50 * SECOND }],
    ['does not change ModifyTime with the state', { modifyTime: 'settings' }],
    ['has no ModifyTime', { modifyTime: 'absent' }],
    ['has one history entry per round', { historyEntries: 'round' }],
    ['lists the oldest entry first', { historyOrder: 'oldest' }],
    ['lists entries in random order', { historyOrder: 'shuffled' }],
    ['lists the launch too', { launchingEntry: true }],
    [
      'does not count the bytes of skipped files',
      { copiedSizeWithSkipped: false },
      { ...MIGRATION, skippedCount: 400 }
    ],
    ['does not find the job for a moment', { notFoundMs: 8 * SECOND }],
    ['has no Date header', { dateHeader: false }],
    ['has a Date header five hours ahead', { dateSkewMs: 5 * HOUR }],
    ['sends no request ID', { requestIdOnSuccess: false }]
  ]

  test.each(SERVICES)('%s: reports the end of the first round', async (_, behavior, plan = MIGRATION) => {
    const run = await runOnJob({ job: { plan }, emulator: { behavior } })
    expect(end(run)).toEqual(DONE)
    expect(run.result.counters).toMatchObject({ totalCount: 1000n, failedCount: 0n, percent: 100 })
  })

  test.each(SERVICES)('%s: reports the end of a second round', async (_, behavior, plan = MIGRATION) => {
    const run = await runOnJob({ job: finishedJob({ ...plan, failedCount: 1 }), emulator: { behavior } })
    expect(run).toMatchObject({
      code: 'FilesFailed',
      result: { changed: true, counters: { totalCount: 1000n, failedCount: 1n } }
    })
    expect([...run.logger.lines, run.message].join('\n')).not.toMatch(PREVIOUS_COUNTERS)
  })

  test.each(SERVICES)('%s: reports an interruption of a second round', async (_, behavior) => {
    const plan: Plan = { ...MIGRATION, endsAs: 'interrupted', endsAfterMs: 3 * MINUTE }
    const run = await runOnJob({ job: finishedJob(plan), emulator: { behavior } })
    expect(run).toMatchObject({
      code: 'JobInterrupted',
      result: { job: { status: 'IMPORT_JOB_INTERRUPTED' } }
    })
  })

  test('writes times without a zone', async () => {
    const run = await runOnJob({
      job: finishedJob({ ...MIGRATION, failedCount: 1 }),
      emulator: { timeFormat: 'plain' }
    })
    expect(run).toMatchObject({
      code: 'FilesFailed',
      result: { counters: { totalCount: 1000n, failedCount: 1n } }
    })
  })

  test.each<[counters: string, plan: Plan]>([
    ['-1 at first', { ...MIGRATION, countersMinusOneForMs: 2 * MINUTE }],
    ['left out at first', { ...MIGRATION, countersAbsentForMs: 2 * MINUTE }],
    ['missing from the history at first', { ...MIGRATION, emptyHistoryForMs: 2 * MINUTE }]
  ])('has counters that are %s', async (_, plan) => {
    const run = await runOnJob({ job: { plan } })
    expect(end(run)).toEqual(DONE)
    expect(run.result.counters).toMatchObject({ totalCount: 1000n, percent: 100 })
    expect(run.logger.lines.join('\n')).not.toContain('unknown')
  })

  test.each<[counters: string, job: Omit<JobOptions, 'name'>, behavior: Partial<Behavior>]>([
    ['only counters of -1', { plan: { ...MIGRATION, countersMinusOneForMs: Number.POSITIVE_INFINITY } }, {}],
    ['no counters', { plan: { ...MIGRATION, countersAbsentForMs: Number.POSITIVE_INFINITY } }, {}],
    ['no history', finishedJob(), { historyEntries: 'none' }]
  ])('has %s: warns that failed files are unknown', async (_, job, behavior) => {
    const run = await runOnJob({ job, emulator: { behavior } })
    expect(end(run)).toEqual(DONE)
    expect(run.logger.warnings).toEqual([expect.stringContaining("isn't known whether files failed")])
    expect(run.result.counters?.failedCount).toBeUndefined()
    const ended = run.times.filter((time) => time > 10 * MINUTE)
    expect((ended.at(-1) ?? 0) - (ended[0] ?? 0)).toBeGreaterThanOrEqual(MINUTE - 15 * SECOND)
  })

  test('sometimes does not find the job', async () => {
    let polls = 0
    const failing = ({ method, path }: { method: string; path: string }) =>
      method === 'GET' && path.startsWith('/job/') && [3, 12].includes(polls++)
        ? ({ code: 'NoSuchImportJob' } as const)
        : undefined
    const run = await runOnJob({ job: { plan: MIGRATION }, emulator: { failing } })
    expect(end(run)).toEqual(DONE)
  })

  test('refuses the start because someone else started the job first: waits for their round', async () => {
    const run = await runOnJob({
      job: {
        ...finishedJob({ ...MIGRATION, failedCount: 1 }),
        someoneElse: [{ does: 'start', at: Date.parse('2026-11-25T12:00:01Z') }]
      },
      // Time passes between the first poll and the start.
      prepare: (emulator) => emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 5, method: 'PUT' })
    })
    expect(run).toMatchObject({
      code: 'FilesFailed',
      result: { changed: false, counters: { totalCount: 1000n, failedCount: 1n } }
    })
    expect(run.logger.lines.join('\n')).not.toMatch(PREVIOUS_COUNTERS)
  })

  test('accepts the start after the running round has ended: waits for the new one', async () => {
    const run = await runOnJob({
      job: {
        status: 'IMPORT_JOB_DOING',
        plan: [
          { ...MIGRATION, listingMs: 0, copyMs: 10 * SECOND },
          { ...MIGRATION, totalCount: 333, failedCount: 1 }
        ]
      },
      // Time passes between the first poll and the start.
      prepare: (emulator) => emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 60, method: 'PUT' })
    })
    expect(run).toMatchObject({
      code: 'FilesFailed',
      result: { changed: true, counters: { totalCount: 333n } }
    })
  })

  test('never applies the start: the previous end is not taken for the new one', async () => {
    const behavior: Partial<Behavior> = { rulings: { start: { IMPORT_JOB_FINISHED: 'ignore' } } }
    const run = await runOnJob({
      job: finishedJob(),
      emulator: { behavior },
      wait: { timeoutSeconds: 600 }
    })
    expect(run).toMatchObject({ code: 'WaitTimeout', result: { changed: true } })
    expect(run.message).toMatch(
      /is finished \(IMPORT_JOB_FINISHED\), as before start-job, but its history doesn't show for certain that the round that this step waited for has ended\. start-job was accepted \(request ID .*Don't start it again/
    )
  })

  test('starts a new round with a resume', async () => {
    const run = await runOnJob({
      job: { status: 'IMPORT_JOB_SUSPEND', plan: { ...MIGRATION, failedCount: 1 } },
      emulator: { behavior: { resume: 'new-round' } }
    })
    expect(run.code).toBe('FilesFailed')
  })

  test('starts another round between two polls', async () => {
    const plan: Plan[] = [
      {
        ...MIGRATION,
        listingMs: 0,
        copyMs: 40 * SECOND,
        failedCount: 1,
        someoneElse: [{ does: 'start', afterMs: 55 * SECOND }]
      },
      { ...MIGRATION, totalCount: 333 }
    ]
    const run = await runOnJob({ job: { plan }, wait: { intervalSeconds: 60 } })
    expect(run).toMatchObject({
      code: 'FilesFailed',
      result: { counters: { totalCount: 1000n, failedCount: 1n } }
    })
  })
})

describe('a history that cannot be read', () => {
  const unreadable = (failure: object) => ({
    failing: ({ path }: { path: string }) => (path.startsWith('/jobhistory') ? (failure as never) : undefined)
  })

  test.each([
    ['AccessDenied', { code: 'AccessDenied' }, 'HistoryDenied'],
    ['ServiceUnavailable', { code: 'ServiceUnavailable' }, ''],
    ['NoSuchImportJob', { code: 'NoSuchImportJob' }, '']
  ])('%s: is logged once, and matters only when the migration has finished', async (_, failure, code) => {
    const run = await runOnJob({ job: { plan: MIGRATION }, emulator: unreadable(failure) })
    expect(run).toMatchObject({ code, result: { changed: true, job: { status: 'IMPORT_JOB_FINISHED' } } })
    expect(
      run.logger.lines.filter((line) => /(can't read the history|history of the job could not be read)/.test(line))
    ).toHaveLength(1)
    expect(run.logger.warnings).toHaveLength(code === '' ? 1 : 0)
  })

  test('does not matter if failed files are accepted and GetJob shows the end', async () => {
    const plan: Plan = { ...MIGRATION, someoneElse: [{ does: 'pause', afterMs: 2 * MINUTE }] }
    const run = await runOnJob({
      job: { plan },
      emulator: unreadable({ code: 'AccessDenied' }),
      wait: { failOnFailedFiles: false }
    })
    expect(run.code).toBe('JobPaused')
  })

  test('ends the wait for a job that ran already as soon as it has finished', async () => {
    const run = await runOnJob({
      job: { status: 'IMPORT_JOB_DOING', plan: { ...MIGRATION, listingMs: 0, copyMs: 5 * MINUTE } },
      emulator: unreadable({ code: 'AccessDenied' }),
      inputs: { idempotent: true }
    })
    expect(run).toMatchObject({ code: 'HistoryDenied', result: { changed: false } })
    expect(run.times.at(-1)).toBeLessThan(5.5 * MINUTE)
  })

  test.each([{ idempotent: true }, { dryRun: true }])('is not requested with %j', async (inputs) => {
    const run = await runOnJob({
      operation: { name: 'pause-job' },
      job: { status: 'IMPORT_JOB_DOING' },
      emulator: { durations: STILL, ...unreadable({ code: 'AccessDenied' }) },
      inputs,
      wait: { until: 'accepted' }
    })
    expect(run.code).toBe('')
    expect(run.requests).toEqual(inputs.idempotent ? ['GET job', 'PUT job'] : ['GET job'])
  })

  test('leaves get-job without counters', async () => {
    const run = await runOnJob({
      operation: { name: 'get-job' },
      job: { status: 'IMPORT_JOB_DOING' },
      emulator: unreadable({ code: 'AccessDenied' }),
      wait: { until: 'accepted' }
    })
    // The status code of ListJobHistory is not reported.
    expect(run).toMatchObject({
      code: '',
      result: { changed: false, counters: undefined, statusCode: 200 }
    })
    expect(run.logger.lines.join('\n')).toContain('mgw:ListImportJobHistory')
  })
})

test('at the deadline, the end that only the history shows counts, and the old state is not reported', async () => {
  const run = await runOnJob({
    job: { plan: { ...MIGRATION, listingMs: 0, copyMs: 30 * SECOND } },
    emulator: { behavior: { jobLagMs: 10 * MINUTE } },
    wait: { timeoutSeconds: 120 }
  })
  expect(run).toMatchObject({ code: '', result: { changed: true, counters: { copiedCount: 1000n, percent: 100 } } })
  expect(run.result.job?.status).toBeUndefined()
})

describe('get-job', () => {
  const getJob: Operation = { name: 'get-job' }

  test('waits until a running migration has finished', async () => {
    const run = await runOnJob({ operation: getJob, job: { status: 'IMPORT_JOB_DOING', plan: MIGRATION } })
    expect(end(run)).toEqual({ ...DONE, changed: false })
    expect(run.result.data).toMatchObject({ Status: 'IMPORT_JOB_FINISHED' })
    expect(run.logger.warnings).toEqual([])
    expect(run.requests.every((request) => request.startsWith('GET'))).toBe(true)
  })

  test('reports a pause as soon as GetJob and the history show that it came after the first poll', async () => {
    const run = await runOnJob({
      operation: { name: 'get-job' },
      job: {
        status: 'IMPORT_JOB_DOING',
        someoneElse: [{ does: 'pause', at: Date.parse('2026-11-25T12:02:00Z') }],
        plan: MIGRATION
      }
    })
    expect(run.code).toBe('JobPaused')
    expect(run.times.at(-1)).toBeLessThan(2.5 * MINUTE)
  })

  test("uses the service's clock if this machine's is ahead", async () => {
    const run = await runOnJob({
      operation: getJob,
      job: { status: 'IMPORT_JOB_DOING', plan: { ...MIGRATION, listingMs: 0, copyMs: 2 * MINUTE } },
      prepare: (_, { clock }) => {
        const { wallTime } = clock
        clock.wallTime = () => wallTime() + 10 * MINUTE
      }
    })
    expect(end(run)).toEqual({ ...DONE, changed: false })
    expect(run.result.counters).toMatchObject({ totalCount: 1000n })
  })

  test('reports a job that had finished before after a minute: until then, the history may not show a later round', async () => {
    const run = await runOnJob({
      operation: getJob,
      job: finishedJob(),
      wait: { failOnFailedFiles: false }
    })
    expect(end(run)).toEqual({ ...DONE, changed: false })
    expect(run.times.at(-1)).toBeGreaterThanOrEqual(MINUTE)
    expect(run.times.at(-1)).toBeLessThan(2 * MINUTE)
    expect(run.requests.length).toBeLessThan(20)
    expect(run.result.counters).toMatchObject({ totalCount: 777n, failedCount: 7n })
  })

  test('warns about a job that was never started, and repeats that at the deadline', async () => {
    const run = await runOnJob({ operation: getJob, wait: { timeoutSeconds: 600 } })
    expect(run.logger.warnings).toEqual([expect.stringContaining('has never been started')])
    expect(run).toMatchObject({
      code: 'WaitTimeout',
      message: expect.stringContaining('is still not started yet (IMPORT_JOB_BEGIN).')
    })
  })

  test('does not take the previous round for the running one while the history lags', async () => {
    const run = await runOnJob({
      operation: getJob,
      job: {
        ...finishedJob({ ...MIGRATION, failedCount: 1 }),
        someoneElse: [{ does: 'start', at: Date.parse('2026-11-25T12:00:01Z') }]
      },
      emulator: { behavior: { historyLagMs: 50 * SECOND } },
      prepare: (_, { clock }) => clock.advance(5 * SECOND)
    })
    expect(run.code).toBe('FilesFailed')
    expect(run.logger.lines.join('\n')).not.toMatch(PREVIOUS_COUNTERS)
  })
})

describe('wait-for applied', () => {
  test.each<[operation: Operation, job: Omit<JobOptions, 'name'>, status: string]>([
    [{ name: 'start-job' }, {}, 'IMPORT_JOB_DOING'],
    [{ name: 'start-job' }, finishedJob(), 'IMPORT_JOB_DOING'],
    [{ name: 'pause-job' }, { status: 'IMPORT_JOB_DOING', plan: MIGRATION }, 'IMPORT_JOB_SUSPEND'],
    [{ name: 'close-job' }, { status: 'IMPORT_JOB_DOING', plan: MIGRATION }, 'IMPORT_JOB_CLOSING'],
    [QOS, { status: 'IMPORT_JOB_DOING', plan: MIGRATION }, 'IMPORT_JOB_DOING']
  ])('waits until the change shows: %j', async (operation, job, status) => {
    for (const behavior of [
      {},
      { jobLagMs: 20 * SECOND },
      { notFoundMs: 8 * SECOND },
      { throttlingLagMs: 20 * SECOND }
    ]) {
      const run = await runOnJob({
        operation,
        job,
        emulator: { behavior, durations: { launching: SECOND, preparing: SECOND, closing: HOUR } },
        wait: { until: 'applied' }
      })
      expect(end(run)).toMatchObject({ code: '', changed: true })
      expect(run.result.job?.status).toBe(
        ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING'].includes(run.result.job?.status ?? '')
          ? run.result.job?.status
          : status
      )
      if (operation.name !== 'start-job') expect(run.requests).not.toContain('GET history')
    }
  })

  test('accepts a start whose round has ended before the first poll', async () => {
    for (const job of [{ plan: { copyMs: 5 } }, finishedJob({ copyMs: 5 })]) {
      const run = await runOnJob({
        job,
        wait: { until: 'applied' },
        emulator: { durations: { launching: 1, preparing: 1, closing: 1 } }
      })
      expect(end(run)).toEqual(DONE)
    }
  })

  test('reports the current and the requested throttling after a timeout', async () => {
    const behavior: Partial<Behavior> = { throttlingCap: { maxBandWidth: 5 } }
    const run = await runOnJob({
      operation: QOS,
      job: { status: 'IMPORT_JOB_DOING' },
      emulator: { behavior, durations: STILL },
      wait: { until: 'applied', timeoutSeconds: 60 }
    })
    expect(run.message).toContain(
      'running (IMPORT_JOB_DOING), with 5 bit/s (0.625 B/s) and 8 files per second instead of 7 bit/s (0.875 B/s) and 8 files per second.'
    )
  })
})

describe('polls', () => {
  test('start after 1 to 2 s, slow down to four times the interval, and end at the deadline', async () => {
    const run = await runOnJob({
      job: { status: 'IMPORT_JOB_BEGIN' },
      emulator: { durations: STILL },
      wait: { timeoutSeconds: 1000, intervalSeconds: 20 }
    })
    const polls = run.times.filter((_, index) => run.requests[index] === 'GET job').slice(1)
    const gaps = polls.map((time, index) => time - (polls[index - 1] ?? 0))
    expect(gaps[0]).toBeGreaterThanOrEqual(1000)
    expect(gaps[0]).toBeLessThanOrEqual(2000)
    expect(Math.max(...gaps)).toBe(80_000)
    expect(polls.at(-1)).toBe(1_000_000)
  })

  test('happen at least once, however short the wait', async () => {
    const run = await runOnJob({ wait: { until: 'applied', timeoutSeconds: 1 } })
    expect(run.code).toBe('')
    expect(run.times.at(-1)).toBe(1000)
  })

  test('happen at the deadline even if the previous one failed with a transient error', async () => {
    let polls = 0
    const failing = ({ method }: { method: string }) =>
      method === 'GET' && polls++ === 2
        ? ({ fault: '503-retry-after-seconds', retryAfterSeconds: 60 } as const)
        : undefined
    const run = await runOnJob({
      operation: { name: 'pause-job' },
      job: { status: 'IMPORT_JOB_DOING' },
      emulator: { behavior: { jobLagMs: 15 * SECOND }, durations: STILL, failing },
      wait: { until: 'applied', timeoutSeconds: 20 }
    })
    expect(end(run)).toEqual({ code: '', changed: true, status: 'IMPORT_JOB_SUSPEND' })
    expect(run.times.at(-1)).toBe(20 * SECOND)
  })

  test('are quick once the job has ended and only the history is missing', async () => {
    const run = await runOnJob({
      job: { plan: MIGRATION },
      emulator: { behavior: { historyLagMs: 45 * SECOND } },
      wait: { intervalSeconds: 60 }
    })
    expect(end(run)).toEqual(DONE)
    const polls = run.times.filter((_, index) => run.requests[index] === 'GET job')
    const gaps = polls.map((time, index) => time - (polls[index - 1] ?? 0))
    expect(gaps).toContain(MINUTE)
    expect(gaps.at(-1)).toBe(5 * SECOND)
  })

  test('at the deadline are not retried', async () => {
    let elapsed = (): number => 0
    const run = await runOnJob({
      job: { plan: MIGRATION },
      wait: { timeoutSeconds: 60 },
      emulator: { failing: () => (elapsed() >= MINUTE ? { code: 'ServiceUnavailable' } : undefined) },
      prepare: (_, { clock }) => {
        const start = clock.now()
        elapsed = () => clock.now() - start
      }
    })
    expect(run.code).toBe('WaitTimeout')
    expect(run.times.filter((time) => time >= MINUTE)).toEqual([MINUTE])
    expect(run.logger.lines.join()).not.toContain('Retrying')
  })

  test('are delayed by at most a minute, whatever Retry-After says', async () => {
    let failed = false
    const failing = ({ method, path }: { method: string; path: string }) => {
      if (failed || method !== 'GET' || !path.startsWith('/job/')) return undefined
      if (polls++ < 3) return undefined
      failed = true
      return { fault: '503-retry-after-seconds', retryAfterSeconds: 3600 } as const
    }
    let polls = 0
    const run = await runOnJob({ job: { plan: MIGRATION }, emulator: { failing } })
    expect(end(run)).toEqual(DONE)
    expect(run.clock.sleeps).toContain(MINUTE)
    expect(Math.max(...run.clock.sleeps)).toBe(MINUTE)
  })

  test('continue after any number of transient errors', async () => {
    let number = 0
    const faults = ['502-html', 'reset-before-headers', '500-empty', '503-xml'] as const
    const failing = ({ method }: { method: string }) =>
      method === 'GET' && number++ % 2 === 1 ? { fault: faults[number % 4] ?? '502-html' } : undefined
    const run = await runOnJob({ job: { plan: MIGRATION }, emulator: { failing } })
    expect(end(run)).toEqual(DONE)
  })

  test('stay within the interval during a wait of a day', async () => {
    const run = await runOnJob({
      job: { plan: { ...MIGRATION, copyMs: 24 * HOUR } },
      wait: { timeoutSeconds: 100_000, intervalSeconds: 120 }
    })
    expect(end(run)).toEqual(DONE)
    expect(run.requests.length).toBeLessThan((2 * 24 * HOUR) / 120_000 + 20)
    expect(run.result.samples?.length).toBeLessThanOrEqual(120)
    expect(run.logger.lines.length).toBeGreaterThan(24 * 60 * 0.9)
  }, 60_000)
})

describe('after an accepted change, the message says what to do after', () => {
  const ACCEPTED =
    /start-job was accepted \(request ID [0-9A-F]{24}\)\. Don't start it again: check it with get-job, which can also wait for it\.( To wait longer, raise wait-timeout-seconds\.)?$/

  test('a timeout', async () => {
    const run = await runOnJob({ job: { plan: MIGRATION }, wait: { timeoutSeconds: 100 } })
    expect(run).toMatchObject({ code: 'WaitTimeout', result: { changed: true, statusCode: 200 } })
    expect(run.message).toMatch(
      /^Timed out after 100 s \(wait-timeout-seconds\): nightly-sync is still running \(IMPORT_JOB_DOING\)\. The migration continues\. start-job/
    )
    expect(run.message).toMatch(ACCEPTED)
    expect(run.result.requestId).toBe(run.emulator.requests.find(({ method }) => method === 'PUT')?.requestId)
  })

  test('a refusal', async () => {
    let changed = false
    const failing = ({ method }: { method: string }) => {
      const refused = changed && method === 'GET'
      changed ||= method === 'PUT'
      return refused ? ({ code: 'SecurityTokenExpired' } as const) : undefined
    }
    const run = await runOnJob({ job: { plan: MIGRATION }, emulator: { failing } })
    expect(run).toMatchObject({ code: 'SecurityTokenExpired', result: { changed: true, statusCode: 403 } })
    expect(run.message).toContain(' Before start-job, nightly-sync was not started yet (IMPORT_JOB_BEGIN).')
    // What was read before the start isn't the present state.
    expect(run.result.job).toBeUndefined()
    expect(run.message).toMatch(ACCEPTED)
  })

  test('a refusal after the job was CLOSING, with the state that was read last', async () => {
    let starts = 0
    const failing = ({ method }: { method: string }) => {
      if (method === 'PUT') starts += 1
      return starts === 2 && method === 'GET' ? ({ code: 'SecurityTokenExpired' } as const) : undefined
    }
    const run = await runOnJob({ job: { status: 'IMPORT_JOB_CLOSING', plan: MIGRATION }, emulator: { failing } })
    expect(run).toMatchObject({ code: 'SecurityTokenExpired', result: { changed: true } })
    expect(run.message).toContain('Before start-job, nightly-sync was finished (IMPORT_JOB_FINISHED).')
  })

  test('a cancellation', async () => {
    const run = await runOnJob({
      job: { plan: MIGRATION },
      prepare: (_, { clock, cancel }) => {
        const { sleep } = clock
        clock.sleep = async (ms, signal) => {
          if (clock.now() > 2 * MINUTE) cancel()
          return sleep(ms, signal)
        }
      }
    })
    expect(run).toMatchObject({ code: 'CancelOperation', result: { changed: true, statusCode: 200 } })
    expect(run.message).toMatch(
      /^The workflow was cancelled\. The step stopped waiting\. When last read, nightly-sync was running \(IMPORT_JOB_DOING\)\. The migration continues\./
    )
    expect(run.message).toMatch(ACCEPTED)
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_DOING')
  })

  test('a cancellation before the first poll, if reading back has shown the change', async () => {
    const run = await runOnJob({
      job: { plan: MIGRATION },
      prepare: (emulator, { clock, logger, cancel }) => {
        emulator.fail({ fault: 'answer-lost', method: 'PUT' })
        const { sleep } = clock
        clock.sleep = async (ms, signal) => {
          if (logger.lines.some((line) => line.startsWith('Waiting for the migration'))) cancel()
          return sleep(ms, signal)
        }
      }
    })
    expect(run.code).toBe('CancelOperation')
    expect(run.message).toContain('When last read, nightly-sync was starting (IMPORT_JOB_LAUNCHING).')
  })

  test('a cancellation while the history is read, with the state that was read just before', async () => {
    let stop = (): void => {}
    const run = await runOnJob({
      job: { plan: MIGRATION },
      emulator: {
        failing: ({ path }) => {
          if (path.startsWith('/jobhistory')) stop()
          return undefined
        }
      },
      prepare: (emulator, { cancel }) => {
        stop = () => {
          if (emulator.requests.some(({ method }) => method === 'PUT')) cancel()
        }
      }
    })
    expect(run).toMatchObject({ code: 'CancelOperation', result: { job: { status: 'IMPORT_JOB_LAUNCHING' } } })
    expect(run.message).toContain('When last read, nightly-sync was starting (IMPORT_JOB_LAUNCHING).')
  })

  test('a deletion', async () => {
    const run = await runOnJob({
      job: { plan: { ...MIGRATION, someoneElse: [{ does: 'delete', afterMs: MINUTE }] } }
    })
    expect(run).toMatchObject({ code: 'NoSuchImportJob', result: { statusCode: 404 } })
    expect(run.message).not.toMatch(/job-name|continues/)
    expect(run.message).toMatch(ACCEPTED)
    expect(run.clock.now()).toBeLessThan(3 * MINUTE)
  })
})

test('a change without a wait does not report the state from before it as the present one', async () => {
  const run = await runOnJob({
    operation: { name: 'pause-job' },
    job: { status: 'IMPORT_JOB_DOING' },
    emulator: { durations: STILL },
    inputs: { idempotent: true },
    wait: { until: 'accepted' }
  })
  expect(end(run)).toEqual({ code: '', changed: true, status: undefined })
  expect(run.result.before).toMatchObject({ status: 'IMPORT_JOB_DOING' })
})

test('does not report a start that was not needed as accepted', async () => {
  const run = await runOnJob({
    job: { status: 'IMPORT_JOB_DOING', plan: MIGRATION },
    inputs: { idempotent: true },
    wait: { timeoutSeconds: 100 }
  })
  expect(run).toMatchObject({ code: 'WaitTimeout', result: { changed: false } })
  expect(run.message).toMatch(
    /still running \(IMPORT_JOB_DOING\)\. The migration continues\. To wait longer, raise wait-timeout-seconds\.$/
  )
})

test('does not say that a job continues if it is not found at the deadline', async () => {
  const run = await runOnJob({
    job: { plan: { ...MIGRATION, someoneElse: [{ does: 'delete', afterMs: 90 * SECOND }] } },
    wait: { timeoutSeconds: 100 }
  })
  expect(run.code).toBe('WaitTimeout')
  expect(run.message).toContain(
    "the service doesn't find nightly-sync any more. When last read, it was running (IMPORT_JOB_DOING)."
  )
  expect(run.message).not.toMatch(/continues/)
})

describe('a start of a finished job', () => {
  test('logs a notice about the new round', async () => {
    const run = await runOnJob({ job: finishedJob(), wait: { until: 'applied' } })
    expect(run.logger.notices).toEqual([
      expect.stringMatching(/^The job has finished before\. .*new round, which scans the whole source again/)
    ])
  })

  test('mentions the new round in a dry run, which changes nothing and does not wait', async () => {
    const run = await runOnJob({ job: finishedJob(), inputs: { dryRun: true } })
    expect(run.result).toMatchObject({
      changed: false,
      note: expect.stringMatching(/^Dry run: .*new round, which scans the whole source again\. Nothing was changed\.$/)
    })
    expect(run.requests).toEqual(['GET job'])
  })
})

describe('a timeout', () => {
  /** The note on a wait for this operation whose polls show nothing but this status. */
  async function noteAt(status: string, operation: SingleOperation, done: OperationResult): Promise<string> {
    const { policy, limits } = testRun()
    const getJob = async () => ({ statusCode: 200, headers: {}, body: { importJob: { status } } })
    const credentials = { renew: async () => false }
    const service = { client: { getJob }, credentials, userId: '' } as unknown as Service
    const context = {
      job: new JobClient(service, JOB, policy),
      limits,
      slot: new Semaphore(1),
      startWait: () => startDeadline('wait-timeout-seconds', 60, policy.clock),
      onPoll: () => {}
    }
    const { wait } = createInputs(operation)
    const check: WaitRequest['check'] = (_, tracking) => ({
      tracking,
      result: { verdict: 'pending' },
      counters: undefined
    })
    const { note = '' } = await waitFor(context, { operation, wait, done, wasSent: false, check })
    return note
  }

  test.each([
    ['IMPORT_JOB_DOING', 'The migration continues.'],
    ['IMPORT_JOB_BEGIN', ''],
    ['IMPORT_JOB_SUSPEND', ''],
    ['IMPORT_JOB_FINISHED', ''],
    ['toString', '']
  ])('at %s has the note %j', async (status, note) => {
    const longer = 'To wait longer, raise wait-timeout-seconds.'
    expect(await noteAt(status, { name: 'get-job' }, { outcome: UNCHANGED })).toBe(`${note} ${longer}`.trim())
  })

  test('after an accepted change says what to do', async () => {
    const started = { outcome: CHANGED, requestId: 'R1' }
    expect(await noteAt('IMPORT_JOB_SUSPEND', { name: 'resume-job' }, started)).toBe(
      "resume-job was accepted (request ID R1). Don't start it again: check it with get-job, which can also wait for it. To wait longer, raise wait-timeout-seconds."
    )
    // A poll can still show the state from before the pause.
    expect(await noteAt('IMPORT_JOB_DOING', { name: 'pause-job' }, { outcome: CHANGED })).toBe(
      'pause-job was accepted. Check the job with get-job before you run this step again. To wait longer, raise wait-timeout-seconds.'
    )
  })

  test("after a lost response doesn't say that the change was accepted", async () => {
    const note = await noteAt('IMPORT_JOB_DOING', { name: 'start-job' }, { outcome: { kind: 'unknown' } })
    expect(note).toMatch(/^The migration continues\. There was no clear response to start-job\. Don't start it again/)
  })
})
