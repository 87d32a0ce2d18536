import { describe, expect, test } from '@jest/globals'
import { type Behavior, type JobOptions, type Plan, STILL } from 'mgw-emulator'
import type { Operation } from '../../src/inputs/inputs.ts'
import { JOB, type Played, play } from '../support/waiting.ts'

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
/** A job whose last round has ended with other figures than the next one will. */
const LAST_NIGHT = (plan: Plan = MIGRATION): Omit<JobOptions, 'name'> => {
  const now = Date.parse('2026-11-25T12:00:00Z')
  const old = {
    startedAt: now - 10 * HOUR,
    endedAt: now - 8 * HOUR,
    plan: { totalCount: 777, failedCount: 7 }
  }
  return { rounds: [old], plan }
}
/** What is said of an earlier round's figures. */
const OLD_FIGURES = /of 777 files/

const end = ({ code, result }: Played): object => ({
  code,
  changed: result.changed,
  status: result.job?.status
})
const DONE = { code: '', changed: true, status: 'IMPORT_JOB_FINISHED' }

describe('the end of a migration', () => {
  test('with progress, counts and samples', async () => {
    const played = await play({ job: { plan: MIGRATION } })
    expect(end(played)).toEqual(DONE)
    expect(played.result).toMatchObject({
      before: { status: 'IMPORT_JOB_BEGIN' },
      counters: { totalCount: 1000n, copiedCount: 1000n, failedCount: 0n, skippedCount: 10n, percent: 100 }
    })
    const lines = played.said.lines.filter((line) => line.startsWith('IMPORT_JOB_'))
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.at(-1)).toBe(
      'IMPORT_JOB_FINISHED, 100.0 %, 1,000 of 1,000 files, 2.8 GiB of 2.8 GiB, nothing left'
    )
    expect(
      lines.some((line) =>
        /^IMPORT_JOB_DOING, \d+\.\d %, \d+ of 1,000 files, .* of 2\.8 GiB, .*\/s, about .* left$/.test(line)
      )
    ).toBe(true)
    expect(lines.join('\n')).not.toContain('unknown')
    expect(played.result.samples?.at(-1)?.percent).toBe(100)
    expect(played.requests.filter((request) => request === 'PUT job')).toHaveLength(1)
  })

  test.each<[what: string, job: Omit<JobOptions, 'name'>, code: string, text: string]>([
    [
      'failed files',
      { plan: { ...MIGRATION, failedCount: 3 } },
      'FilesFailed',
      '3 of 1,000 files could not be copied'
    ],
    [
      'an interruption',
      {
        plan: { ...MIGRATION, endsAs: 'interrupted', endsAfterMs: 4 * MINUTE, message: 'The source is gone.' }
      },
      'JobInterrupted',
      'The service says: "The source is gone."'
    ],
    [
      'a pause by somebody',
      { plan: { ...MIGRATION, someoneElse: [{ does: 'pause', afterMs: 2 * MINUTE }] } },
      'JobPaused',
      'somebody paused it'
    ],
    [
      'a close by somebody',
      { plan: { ...MIGRATION, someoneElse: [{ does: 'close', afterMs: 2 * MINUTE }] } },
      'JobClosed',
      'closed by somebody'
    ],
    [
      'a deletion by somebody',
      { plan: { ...MIGRATION, someoneElse: [{ does: 'delete', afterMs: 2 * MINUTE }] } },
      'NoSuchImportJob',
      'The job is gone'
    ],
    ['nothing to copy', { plan: { totalCount: 0, totalSize: 0, copyMs: MINUTE } }, '', '0 files'],
    ['a round shorter than a look', { plan: { ...MIGRATION, listingMs: 0, copyMs: 5 } }, '', ''],
    ['a resumed pause', { status: 'IMPORT_JOB_SUSPEND', plan: MIGRATION }, '', '']
  ])('with %s', async (_, job, code, text) => {
    const played = await play({ job })
    expect(played.code).toBe(code)
    expect([played.message, ...played.said.warnings].join('\n')).toContain(text)
    if (code === '') expect(end(played)).toEqual(DONE)
    if (code === 'FilesFailed') expect(played.result.counters?.failedCount).toBe(3n)
  })

  test('failed files that are accepted are warned of', async () => {
    const played = await play({
      job: { plan: { ...MIGRATION, failedCount: 3 } },
      wait: { failOnFailedFiles: false }
    })
    expect(end(played)).toEqual(DONE)
    expect(played.said.warnings).toEqual([expect.stringContaining('3 of 1,000 files could not be copied')])
  })
})

describe('a service that answers otherwise', () => {
  const WORLDS: [what: string, behavior: Partial<Behavior>, plan?: Plan][] = [
    ['shows the old state for 20 s', { jobLagMs: 20 * SECOND }],
    [
      'shows the old state for longer than the round takes',
      { jobLagMs: 40 * SECOND },
      { ...MIGRATION, listingMs: 0, copyMs: 5 * SECOND }
    ],
    ['is late with the history', { historyLagMs: 45 * SECOND }],
    ['is late with both', { jobLagMs: 20 * SECOND, historyLagMs: 50 * SECOND }],
    ['moves no ModifyTime with the state', { modifyTime: 'settings' }],
    ['knows no ModifyTime', { modifyTime: 'absent' }],
    ['has one entry for a round', { historyEntries: 'round' }],
    ['lists the oldest entry first', { historyOrder: 'oldest' }],
    ['lists entries in no order', { historyOrder: 'shuffled' }],
    ['lists the launch too', { launchingEntry: true }],
    [
      'does not count the bytes of what was skipped',
      { copiedSizeWithSkipped: false },
      { ...MIGRATION, skippedCount: 400 }
    ],
    ['does not find the job for a moment', { notFoundMs: 8 * SECOND }],
    ['has no Date header', { dateHeader: false }],
    ['has a Date header of five hours ahead', { dateSkewMs: 5 * HOUR }],
    ['names no request', { requestIdOnSuccess: false }]
  ]

  test.each(WORLDS)('%s: the end of the first round', async (_, behavior, plan = MIGRATION) => {
    const played = await play({ job: { plan }, emulator: { behavior } })
    expect(end(played)).toEqual(DONE)
    expect(played.result.counters).toMatchObject({ totalCount: 1000n, failedCount: 0n, percent: 100 })
  })

  test.each(WORLDS)('%s: the end of the round after last night', async (_, behavior, plan = MIGRATION) => {
    const played = await play({ job: LAST_NIGHT({ ...plan, failedCount: 1 }), emulator: { behavior } })
    expect(played).toMatchObject({
      code: 'FilesFailed',
      result: { changed: true, counters: { totalCount: 1000n, failedCount: 1n } }
    })
    expect([...played.said.lines, played.message].join('\n')).not.toMatch(OLD_FIGURES)
  })

  test.each(WORLDS)('%s: an interruption after last night', async (_, behavior) => {
    const plan: Plan = { ...MIGRATION, endsAs: 'interrupted', endsAfterMs: 3 * MINUTE }
    const played = await play({ job: LAST_NIGHT(plan), emulator: { behavior } })
    expect(played).toMatchObject({
      code: 'JobInterrupted',
      result: { job: { status: 'IMPORT_JOB_INTERRUPTED' } }
    })
  })

  test('writes times without a zone', async () => {
    const played = await play({
      job: LAST_NIGHT({ ...MIGRATION, failedCount: 1 }),
      emulator: { timeFormat: 'plain' }
    })
    expect(played).toMatchObject({
      code: 'FilesFailed',
      result: { counters: { totalCount: 1000n, failedCount: 1n } }
    })
  })

  test.each<[what: string, plan: Plan]>([
    ['-1 at first', { ...MIGRATION, countersMinusOneForMs: 2 * MINUTE }],
    ['left out at first', { ...MIGRATION, countersAbsentForMs: 2 * MINUTE }],
    ['not there at first', { ...MIGRATION, emptyHistoryForMs: 2 * MINUTE }]
  ])('has counters that are %s', async (_, plan) => {
    const played = await play({ job: { plan } })
    expect(end(played)).toEqual(DONE)
    expect(played.result.counters).toMatchObject({ totalCount: 1000n, percent: 100 })
    expect(played.said.lines.join('\n')).not.toContain('unknown')
  })

  test.each<[what: string, job: Omit<JobOptions, 'name'>, behavior: Partial<Behavior>]>([
    [
      'counters of -1 for ever',
      { plan: { ...MIGRATION, countersMinusOneForMs: Number.POSITIVE_INFINITY } },
      {}
    ],
    ['no counters ever', { plan: { ...MIGRATION, countersAbsentForMs: Number.POSITIVE_INFINITY } }, {}],
    ['no history ever', LAST_NIGHT(), { historyEntries: 'none' }]
  ])('has %s: a warning says that failed files are not known', async (_, job, behavior) => {
    const played = await play({ job, emulator: { behavior } })
    expect(end(played)).toEqual(DONE)
    expect(played.said.warnings).toEqual([expect.stringContaining('not known whether files failed')])
    expect(played.result.counters?.failedCount).toBeUndefined()
    const ended = played.times.filter((time) => time > 10 * MINUTE)
    expect((ended.at(-1) ?? 0) - (ended[0] ?? 0)).toBeGreaterThanOrEqual(MINUTE - 15 * SECOND)
  })

  test('does not find the job now and then', async () => {
    let looks = 0
    const failing = ({ method, path }: { method: string; path: string }) =>
      method === 'GET' && path.startsWith('/job/') && [3, 12].includes(looks++)
        ? ({ code: 'NoSuchImportJob' } as const)
        : undefined
    const played = await play({ job: { plan: MIGRATION }, emulator: { failing } })
    expect(end(played)).toEqual(DONE)
  })

  test('refuses the start, as somebody else was faster: their round is waited for', async () => {
    const played = await play({
      job: {
        ...LAST_NIGHT({ ...MIGRATION, failedCount: 1 }),
        someoneElse: [{ does: 'start', at: Date.parse('2026-11-25T12:00:01Z') }]
      },
      // Time passes between the look before and the start.
      prepare: (emulator) =>
        emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 5, method: 'PUT' })
    })
    expect(played).toMatchObject({
      code: 'FilesFailed',
      result: { changed: false, counters: { totalCount: 1000n, failedCount: 1n } }
    })
    expect(played.said.lines.join('\n')).not.toMatch(OLD_FIGURES)
  })

  test('accepts the start when the round that ran has ended by itself: the new one is waited for', async () => {
    const played = await play({
      job: {
        status: 'IMPORT_JOB_DOING',
        plan: [
          { ...MIGRATION, listingMs: 0, copyMs: 10 * SECOND },
          { ...MIGRATION, totalCount: 333, failedCount: 1 }
        ]
      },
      // Time passes between the look before and the start.
      prepare: (emulator) =>
        emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 60, method: 'PUT' })
    })
    expect(played).toMatchObject({
      code: 'FilesFailed',
      result: { changed: true, counters: { totalCount: 333n } }
    })
  })

  test('never applies the start: the end of before is none', async () => {
    const behavior: Partial<Behavior> = { rulings: { start: { IMPORT_JOB_FINISHED: 'ignore' } } }
    const played = await play({ job: LAST_NIGHT(), emulator: { behavior }, wait: { timeoutSeconds: 600 } })
    expect(played).toMatchObject({ code: 'WaitTimeout', result: { changed: true } })
    expect(played.message).toMatch(
      /IMPORT_JOB_FINISHED \(as it was before\)\. The job does not run\. The service had accepted start-job \(request ID .*do not start it again/
    )
  })

  test('begins a new round with a resume', async () => {
    const played = await play({
      job: { status: 'IMPORT_JOB_SUSPEND', plan: { ...MIGRATION, failedCount: 1 } },
      emulator: { behavior: { resume: 'new-round' } }
    })
    expect(played.code).toBe('FilesFailed')
  })

  test('has another round begun between two looks', async () => {
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
    const played = await play({ job: { plan }, wait: { intervalSeconds: 60 } })
    expect(played).toMatchObject({
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
  ])('%s: is told once, as information, and matters at the end', async (_, failure, code) => {
    const played = await play({ job: { plan: MIGRATION }, emulator: unreadable(failure) })
    expect(played).toMatchObject({ code, result: { changed: true, job: { status: 'IMPORT_JOB_FINISHED' } } })
    expect(
      played.said.lines.filter((line) => /^The history of the job (may not|could not) be read/.test(line))
    ).toHaveLength(1)
    expect(played.said.warnings).toHaveLength(code === '' ? 1 : 0)
  })

  test('does not matter where failed files do not, and the job itself tells of its end', async () => {
    const plan: Plan = { ...MIGRATION, someoneElse: [{ does: 'pause', afterMs: 2 * MINUTE }] }
    const played = await play({
      job: { plan },
      emulator: unreadable({ code: 'AccessDenied' }),
      wait: { failOnFailedFiles: false }
    })
    expect(played.code).toBe('JobPaused')
  })

  test.each([{ idempotent: true }, { dryRun: true }])('is not asked for: %j', async (inputs) => {
    const played = await play({
      operation: { name: 'pause-job' },
      job: { status: 'IMPORT_JOB_DOING' },
      emulator: { durations: STILL, ...unreadable({ code: 'AccessDenied' }) },
      inputs,
      wait: { until: 'accepted' }
    })
    expect(played.code).toBe('')
    expect(played.requests).toEqual(inputs.idempotent ? ['GET job', 'PUT job'] : ['GET job'])
  })

  test('leaves get-job without figures', async () => {
    const played = await play({
      operation: { name: 'get-job' },
      job: { status: 'IMPORT_JOB_DOING' },
      emulator: unreadable({ code: 'AccessDenied' }),
      wait: { until: 'accepted' }
    })
    // The status of what is told besides does not count.
    expect(played).toMatchObject({
      code: '',
      result: { changed: false, counters: undefined, statusCode: 200 }
    })
    expect(played.said.lines.join('\n')).toContain('mgw:ListImportJobHistory')
  })
})

describe('get-job', () => {
  const getJob: Operation = { name: 'get-job' }

  test('waits for the end of what runs', async () => {
    const played = await play({ operation: getJob, job: { status: 'IMPORT_JOB_DOING', plan: MIGRATION } })
    expect(end(played)).toEqual({ ...DONE, changed: false })
    expect(played.result.data).toMatchObject({ Status: 'IMPORT_JOB_FINISHED' })
    expect(played.said.warnings).toEqual([])
    expect(played.requests.every((request) => request.startsWith('GET'))).toBe(true)
  })

  test("goes by the service's clock where this machine's is ahead", async () => {
    const played = await play({
      operation: getJob,
      job: { status: 'IMPORT_JOB_DOING', plan: { ...MIGRATION, listingMs: 0, copyMs: 2 * MINUTE } },
      prepare: (_, { clock }) => {
        const { date } = clock
        clock.date = () => date() + 10 * MINUTE
      }
    })
    expect(end(played)).toEqual({ ...DONE, changed: false })
    expect(played.result.counters).toMatchObject({ totalCount: 1000n })
  })

  test('of a job that has finished asks nothing more than it has to', async () => {
    const played = await play({ operation: getJob, job: LAST_NIGHT(), wait: { failOnFailedFiles: false } })
    expect(end(played)).toEqual({ ...DONE, changed: false })
    expect(played.requests).toEqual(['GET job', 'GET history'])
    expect(played.result.counters).toMatchObject({ totalCount: 777n, failedCount: 7n })
  })

  test('warns of a job that was never started, and says so again at the end', async () => {
    const played = await play({ operation: getJob, wait: { timeoutSeconds: 600 } })
    expect(played.said.warnings).toEqual([expect.stringContaining('has not been started')])
    expect(played).toMatchObject({
      code: 'WaitTimeout',
      message: expect.stringContaining('IMPORT_JOB_BEGIN. The job has not been started.')
    })
  })

  test('does not take last night for the round that runs while the history lags', async () => {
    const played = await play({
      operation: getJob,
      job: {
        ...LAST_NIGHT({ ...MIGRATION, failedCount: 1 }),
        someoneElse: [{ does: 'start', at: Date.parse('2026-11-25T12:00:01Z') }]
      },
      emulator: { behavior: { historyLagMs: 50 * SECOND } },
      prepare: (_, { clock }) => clock.advance(5 * SECOND)
    })
    expect(played.code).toBe('FilesFailed')
    expect(played.said.lines.join('\n')).not.toMatch(OLD_FIGURES)
  })
})

describe('a change that is applied', () => {
  test.each<[operation: Operation, job: Omit<JobOptions, 'name'>, status: string]>([
    [{ name: 'start-job' }, {}, 'IMPORT_JOB_DOING'],
    [{ name: 'start-job' }, LAST_NIGHT(), 'IMPORT_JOB_DOING'],
    [{ name: 'pause-job' }, { status: 'IMPORT_JOB_DOING', plan: MIGRATION }, 'IMPORT_JOB_SUSPEND'],
    [{ name: 'close-job' }, { status: 'IMPORT_JOB_DOING', plan: MIGRATION }, 'IMPORT_JOB_CLOSING'],
    [QOS, { status: 'IMPORT_JOB_DOING', plan: MIGRATION }, 'IMPORT_JOB_DOING']
  ])('%j', async (operation, job, status) => {
    for (const behavior of [
      {},
      { jobLagMs: 20 * SECOND },
      { notFoundMs: 8 * SECOND },
      { throttlingLagMs: 20 * SECOND }
    ]) {
      const played = await play({
        operation,
        job,
        emulator: { behavior, durations: { launching: SECOND, preparing: SECOND, closing: HOUR } },
        wait: { until: 'applied' }
      })
      expect(end(played)).toMatchObject({ code: '', changed: true })
      expect(played.result.job?.status).toBe(
        ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING'].includes(played.result.job?.status ?? '')
          ? played.result.job?.status
          : status
      )
      expect(played.requests).not.toContain('GET history')
    }
  })

  test('a start whose round has ended before the first look', async () => {
    for (const job of [{ plan: { copyMs: 5 } }, LAST_NIGHT({ copyMs: 5 })]) {
      const played = await play({
        job,
        wait: { until: 'applied' },
        emulator: { durations: { launching: 1, preparing: 1, closing: 1 } }
      })
      expect(end(played)).toEqual(DONE)
    }
  })

  test('throttling that is not: what it stands at, and what was asked for', async () => {
    const behavior: Partial<Behavior> = { throttlingCap: { maxBandWidth: 5 } }
    const played = await play({
      operation: QOS,
      job: { status: 'IMPORT_JOB_DOING' },
      emulator: { behavior, durations: STILL },
      wait: { until: 'applied', timeoutSeconds: 60 }
    })
    expect(played.message).toContain(
      'IMPORT_JOB_DOING, with 5 bit/s (0.625 B/s) and 8 files per second, where 7 bit/s (0.875 B/s) and 8 files per second was asked for.'
    )
  })
})

describe('when it looks', () => {
  test('first 1 to 2 s after the change, then as often as told, up to four times that, and last at the deadline', async () => {
    const played = await play({
      job: { status: 'IMPORT_JOB_BEGIN' },
      emulator: { durations: STILL },
      wait: { timeoutSeconds: 1000, intervalSeconds: 20 }
    })
    const looks = played.times.filter((_, index) => played.requests[index] === 'GET job').slice(1)
    const gaps = looks.map((time, index) => time - (looks[index - 1] ?? 0))
    expect(gaps[0]).toBeGreaterThanOrEqual(1000)
    expect(gaps[0]).toBeLessThanOrEqual(2000)
    expect(Math.max(...gaps)).toBe(80_000)
    expect(looks.at(-1)).toBe(1_000_000)
  })

  test('at least once, however short the wait', async () => {
    const played = await play({ wait: { until: 'applied', timeoutSeconds: 1 } })
    expect(played.code).toBe('')
    expect(played.times.at(-1)).toBe(1000)
  })

  test('at the deadline too, when the look before it met a temporary error and could not be made again', async () => {
    let looks = 0
    const failing = ({ method }: { method: string }) =>
      method === 'GET' && looks++ === 2
        ? ({ fault: '503-retry-after-seconds', retryAfterSeconds: 60 } as const)
        : undefined
    const played = await play({
      operation: { name: 'pause-job' },
      job: { status: 'IMPORT_JOB_DOING' },
      emulator: { behavior: { jobLagMs: 15 * SECOND }, durations: STILL, failing },
      wait: { until: 'applied', timeoutSeconds: 20 }
    })
    expect(end(played)).toEqual({ code: '', changed: true, status: 'IMPORT_JOB_SUSPEND' })
    expect(played.times.at(-1)).toBe(20 * SECOND)
  })

  test('at the most a minute later than usual, whatever Retry-After says', async () => {
    let failed = false
    const failing = ({ method, path }: { method: string; path: string }) => {
      if (failed || method !== 'GET' || !path.startsWith('/job/')) return undefined
      if (emulatorRequests++ < 3) return undefined
      failed = true
      return { fault: '503-retry-after-seconds', retryAfterSeconds: 3600 } as const
    }
    let emulatorRequests = 0
    const played = await play({ job: { plan: MIGRATION }, emulator: { failing } })
    expect(end(played)).toEqual(DONE)
    expect(played.clock.sleeps).toContain(MINUTE)
    expect(Math.max(...played.clock.sleeps)).toBe(MINUTE)
  })

  test('through temporary errors, as often as they come', async () => {
    let number = 0
    const faults = ['502-html', 'reset-before-headers', '500-empty', '503-xml'] as const
    const failing = ({ method }: { method: string }) =>
      method === 'GET' && number++ % 2 === 1 ? { fault: faults[number % 4] ?? '502-html' } : undefined
    const played = await play({ job: { plan: MIGRATION }, emulator: { failing } })
    expect(end(played)).toEqual(DONE)
  })

  test('for a day without too many requests', async () => {
    const played = await play({
      job: { plan: { ...MIGRATION, copyMs: 24 * HOUR } },
      wait: { timeoutSeconds: 100_000, intervalSeconds: 120 }
    })
    expect(end(played)).toEqual(DONE)
    expect(played.requests.length).toBeLessThan((2 * 24 * HOUR) / 120_000 + 20)
    expect(played.result.samples?.length).toBeLessThanOrEqual(120)
    expect(played.said.lines.length).toBeGreaterThan(24 * 60 * 0.9)
  }, 60_000)
})

describe('whatever ends a wait after an accepted change', () => {
  const ACCEPTED =
    /The service had accepted start-job \(request ID [0-9A-F]{24}\): look at the job with get-job; do not start it again\.$/

  test('time', async () => {
    const played = await play({ job: { plan: MIGRATION }, wait: { timeoutSeconds: 100 } })
    expect(played).toMatchObject({ code: 'WaitTimeout', result: { changed: true, statusCode: 200 } })
    expect(played.message).toMatch(
      /^The 100 s of wait-timeout-seconds were over while the job was still at IMPORT_JOB_DOING\. The job itself goes on\. The service had accepted/
    )
    expect(played.message).toMatch(ACCEPTED)
    expect(played.result.requestId).toBe(
      played.emulator.requests.find(({ method }) => method === 'PUT')?.requestId
    )
  })

  test('a refusal', async () => {
    let changed = false
    const failing = ({ method }: { method: string }) => {
      const refused = changed && method === 'GET'
      changed ||= method === 'PUT'
      return refused ? ({ code: 'SecurityTokenExpired' } as const) : undefined
    }
    const played = await play({ job: { plan: MIGRATION }, emulator: { failing } })
    expect(played).toMatchObject({ code: 'SecurityTokenExpired', result: { changed: true, statusCode: 403 } })
    expect(played.message).toMatch(
      /The job was last seen at IMPORT_JOB_BEGIN \(as it was before\)\. How the job goes on is not known\./
    )
    expect(played.message).toMatch(ACCEPTED)
  })

  test('a cancellation', async () => {
    const played = await play({
      job: { plan: MIGRATION },
      prepare: (_, retries) => {
        const { sleep } = retries.clock
        retries.clock.sleep = async (ms, signal) => {
          if (retries.clock.now() > 2 * MINUTE) retries.cancel()
          return sleep(ms, signal)
        }
      }
    })
    expect(played).toMatchObject({ code: 'CancelOperation', result: { changed: true, statusCode: 200 } })
    expect(played.message).toMatch(
      /^The workflow was cancelled\. The waiting has ended\. The job was last seen at IMPORT_JOB_DOING\. The job itself goes on\./
    )
    expect(played.message).toMatch(ACCEPTED)
    expect(played.emulator.job(JOB)?.status).toBe('IMPORT_JOB_DOING')
  })

  test('a job that is gone', async () => {
    const played = await play({
      job: { plan: { ...MIGRATION, someoneElse: [{ does: 'delete', afterMs: MINUTE }] } }
    })
    expect(played).toMatchObject({ code: 'NoSuchImportJob', result: { statusCode: 404 } })
    expect(played.message).not.toMatch(/job-name|goes on/)
    expect(played.message).toMatch(ACCEPTED)
    expect(played.clock.now()).toBeLessThan(3 * MINUTE)
  })
})

test('an accepted change that is not waited for tells of the job as it was seen before', async () => {
  const played = await play({
    operation: { name: 'pause-job' },
    job: { status: 'IMPORT_JOB_DOING' },
    emulator: { durations: STILL },
    inputs: { idempotent: true },
    wait: { until: 'accepted' }
  })
  expect(end(played)).toEqual({ code: '', changed: true, status: 'IMPORT_JOB_DOING' })
})

test('a start that was not needed is not said to have been accepted', async () => {
  const played = await play({
    job: { status: 'IMPORT_JOB_DOING', plan: MIGRATION },
    inputs: { idempotent: true },
    wait: { timeoutSeconds: 100 }
  })
  expect(played).toMatchObject({ code: 'WaitTimeout', result: { changed: false } })
  expect(played.message).toMatch(/still at IMPORT_JOB_DOING\. The job itself goes on\.$/)
})

test('a job that is not found at the deadline is not said to go on', async () => {
  const played = await play({
    job: { plan: { ...MIGRATION, someoneElse: [{ does: 'delete', afterMs: 90 * SECOND }] } },
    wait: { timeoutSeconds: 100 }
  })
  expect(played.code).toBe('NoSuchImportJob')
  expect(played.message).not.toMatch(/goes on/)
})

describe('a start of what has finished', () => {
  test('is told to begin a new round, before it is made', async () => {
    const played = await play({ job: LAST_NIGHT(), wait: { until: 'applied' } })
    expect(played.said.notices).toEqual([
      expect.stringMatching(/^The job has finished before .*new round, which scans the whole source again/)
    ])
  })

  test('is told in a dry run, which changes nothing and does not wait', async () => {
    const played = await play({ job: LAST_NIGHT(), inputs: { dryRun: true } })
    expect(played.result).toMatchObject({
      changed: false,
      note: expect.stringMatching(
        /^Dry run: .*new round, which scans the whole source again\. Nothing was changed\.$/
      )
    })
    expect(played.requests).toEqual(['GET job'])
  })
})
