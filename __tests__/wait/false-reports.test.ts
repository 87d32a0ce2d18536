import { describe, expect, test } from '@jest/globals'
import { type Behavior, inEach, type JobOptions, type Plan, STILL } from 'mgw-emulator'
import { checkFinished, NOT_TRACKED } from '../../src/wait/verdict.ts'
import { JOB, type JobRun, type JobRunOptions, runOnJob } from '../support/run-job.ts'
import { entry, known, MINUTE, pollAt, T } from './support.ts'

// False reports that a step has made, or could make: the service's responses lag, get lost, and contradict each other.

const SECOND = 1000
const HOUR = 60 * MINUTE
const MIGRATION: Plan = { totalCount: 1000, totalSize: 3_000_000_000, copyMs: 10 * MINUTE }
/** The previous round. No other one has its numbers. */
const PREVIOUS: Plan = { totalCount: 777, failedCount: 7, totalSize: 2 ** 30 }
const FINISHED_BEFORE = { startedAt: T - 10 * HOUR, endedAt: T - 8 * HOUR, plan: PREVIOUS }
const PREVIOUS_COUNTERS = /of 777 files/
const HISTORY_ENTRIES = ['status', 'round'] as const

const puts = ({ requests }: JobRun): number => requests.filter((request) => request === 'PUT job').length
const shown = ({ logger, message }: JobRun): string => [...logger.lines, ...logger.warnings, message].join('\n')
/** A GetJob response that shows only a status. */
const jobAt = (status: string): Buffer =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<ImportJob><Status>IMPORT_JOB_${status}</Status></ImportJob>`
  )
/** The `failing` option that gives the n-th GetJob request, from 0, this status. */
function showOnce(nth: number, status: string) {
  let polls = 0
  return ({ method, path }: { method: string; path: string }) =>
    method === 'GET' && path.startsWith('/job/') && polls++ === nth ? { raw: jobAt(status) } : undefined
}

describe("start-job with wait-for finished never reports the previous round's figures", () => {
  const closing: JobRunOptions = {
    job: {
      status: 'IMPORT_JOB_CLOSING',
      since: T - 10 * SECOND,
      plan: [PREVIOUS, { ...MIGRATION, failedCount: 1 }]
    },
    emulator: { durations: { closing: 20 * SECOND } }
  }
  const running: JobRunOptions = {
    job: {
      status: 'IMPORT_JOB_DOING',
      since: T - MINUTE,
      plan: [
        { ...PREVIOUS, copyMs: 70 * SECOND },
        { ...MIGRATION, failedCount: 1 }
      ]
    },
    // The start is accepted a minute after the first poll.
    prepare: (emulator) => emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 60, method: 'PUT' })
  }
  const WORLDS: [situation: string, options: JobRunOptions, behavior: Partial<Behavior>][] = [
    ['the first poll sees CLOSING, and the start is refused at first', closing, {}],
    ['the first poll sees CLOSING, and the history lags', closing, { historyLagMs: 50 * SECOND }],
    ['the start is accepted while the job is CLOSING', closing, { rulings: { start: inEach('accept') } }],
    [
      'the start is accepted while the job is CLOSING, and GetJob and the history lag',
      closing,
      { rulings: { start: inEach('accept') }, jobLagMs: 20 * SECOND, historyLagMs: 50 * SECOND }
    ],
    ['the job is DOING at the first poll and finishes before the start', running, {}],
    [
      'the job is DOING at the first poll and finishes before the start, and the history lags',
      running,
      { historyLagMs: 50 * SECOND }
    ]
  ]

  test.each(WORLDS.flatMap((world) => HISTORY_ENTRIES.map((entries) => [...world, entries] as const)))(
    '%s',
    async (_, options, behavior, historyEntries) => {
      const emulator = { ...options.emulator, behavior: { ...behavior, historyEntries } }
      const run = await runOnJob({ ...options, emulator })
      expect(run).toMatchObject({
        code: 'FilesFailed',
        result: { changed: true, counters: { totalCount: 1000n, failedCount: 1n } }
      })
      expect(shown(run)).not.toMatch(PREVIOUS_COUNTERS)
      expect(run.emulator.job(JOB)?.starts).toBe(1)
    }
  )
})

test.each(HISTORY_ENTRIES)(
  'a round that is closed at 30 % is JobClosed, never progress 100 (one entry per %s)',
  async (historyEntries) => {
    const run = await runOnJob({
      job: { plan: { ...MIGRATION, closedBySomeoneElseAfterMs: 3 * MINUTE } },
      emulator: { behavior: { historyEntries } }
    })
    expect(run).toMatchObject({
      code: 'JobClosed',
      message: expect.stringContaining('300 of 1,000 files were copied'),
      result: {
        job: { status: 'IMPORT_JOB_FINISHED' },
        counters: { totalCount: 1000n, copiedCount: 300n, failedCount: 0n, percent: 30 }
      }
    })
    expect(shown(run)).not.toContain('100.0 %')
    expect(run.result.samples?.filter(({ percent }) => percent === 100)).toEqual([])
  }
)

test('a lost start is not given a round that had ended within the second before', async () => {
  let polls = 0
  const run = await runOnJob({
    job: { rounds: [{ startedAt: T - 900, endedAt: T - 500, plan: PREVIOUS }], plan: MIGRATION },
    emulator: {
      behavior: { historyEntries: 'round' },
      // GetJob still shows the previous round.
      failing: ({ method, path }) =>
        method === 'GET' && path.startsWith('/job/') && polls++ < 2 ? { raw: jobAt('LAUNCHING') } : undefined
    },
    prepare: (emulator) => emulator.fail({ fault: 'answer-lost', method: 'PUT' })
  })
  expect(run).toMatchObject({ code: '', result: { counters: { totalCount: 1000n } } })
  expect(shown(run)).not.toMatch(PREVIOUS_COUNTERS)
})

describe("a lost start that wasn't carried out is not a success", () => {
  const NOT_STARTED = { code: 'ECONNRESET', result: { changed: undefined } }
  const lose: JobRunOptions['prepare'] = (emulator) => emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })

  test.each(
    (['accepted', 'finished'] as const).flatMap((until) =>
      HISTORY_ENTRIES.map((historyEntries) => ({ until, historyEntries }))
    )
  )('when the previous round finishes by itself: %j', async ({ until, historyEntries }) => {
    const job: JobRunOptions['job'] = {
      status: 'IMPORT_JOB_CLOSING',
      since: T - 10 * SECOND,
      createTime: T - HOUR,
      plan: PREVIOUS
    }
    const run = await runOnJob({
      job,
      emulator: { durations: { ...STILL, closing: 13 * SECOND }, behavior: { historyEntries } },
      wait: { until },
      prepare: lose
    })
    expect(run).toMatchObject({ ...NOT_STARTED, result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
    expect([puts(run), run.emulator.job(JOB)?.starts]).toEqual([1, 0])
  })

  test.each(HISTORY_ENTRIES)(
    'when a running round finishes before a poll works (one entry per %s)',
    async (historyEntries) => {
      const run = await runOnJob({
        job: {
          status: 'IMPORT_JOB_DOING',
          since: T - 10 * SECOND,
          createTime: T - HOUR,
          plan: { ...PREVIOUS, copyMs: 13 * SECOND }
        },
        emulator: { durations: { closing: SECOND }, behavior: { historyEntries } },
        wait: { until: 'accepted' },
        prepare: (emulator) => {
          emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
          emulator.fail({ code: 'AccessDenied', method: 'GET', times: 2 })
        }
      })
      expect(run).toMatchObject({ ...NOT_STARTED, result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
    }
  )

  test.each(HISTORY_ENTRIES)(
    'when its owner confirms the previous round (one entry per %s)',
    async (historyEntries) => {
      const run = await runOnJob({
        job: { rounds: [FINISHED_BEFORE] },
        emulator: { behavior: { historyEntries } },
        prepare: (emulator, { clock }) => {
          emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
          const { sleep } = clock
          clock.sleep = async (ms, signal) => {
            await sleep(ms, signal)
            if (clock.now() > 5000 && emulator.job(JOB)?.status === 'IMPORT_JOB_FINISHED')
              emulator.setStatus(JOB, 'IMPORT_JOB_CONFIRMED')
          }
        }
      })
      expect(run).toMatchObject({ ...NOT_STARTED, result: { job: { status: 'IMPORT_JOB_CONFIRMED' } } })
      expect([puts(run), run.emulator.job(JOB)?.starts]).toEqual([1, 0])
    }
  )
})

describe("a start isn't sent twice", () => {
  const paused: Omit<JobOptions, 'name'> = {
    status: 'IMPORT_JOB_SUSPEND',
    since: T - HOUR,
    plan: { ...MIGRATION, copyMs: 1500 }
  }
  /** Loses the start, and the polls of the first 3 s. */
  const lose: JobRunOptions['prepare'] = (emulator) => {
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    emulator.fail({ code: 'AccessDenied', method: 'GET', times: 2 })
  }
  const accepted = { until: 'accepted' } as const
  const durations = { launching: 100, preparing: 100, closing: 300 }

  test.each(HISTORY_ENTRIES)(
    'when the lost start resumed a round that finished 2 s later (one entry per %s)',
    async (historyEntries) => {
      const run = await runOnJob({
        job: paused,
        emulator: { durations, behavior: { historyEntries } },
        wait: accepted,
        prepare: lose
      })
      expect([puts(run), run.emulator.job(JOB)?.starts]).toEqual([1, 1])
      expect(run.result).toMatchObject({ changed: undefined, job: { status: 'IMPORT_JOB_FINISHED' } })
    }
  )

  test('when the clock was set back', async () => {
    const run = await runOnJob({
      job: paused,
      emulator: { durations },
      wait: accepted,
      prepare: (emulator, test) => {
        lose(emulator, test)
        const { wallTime } = test.clock
        test.clock.wallTime = () => wallTime() - (test.clock.now() > 0 ? HOUR : 0)
      }
    })
    expect([puts(run), run.emulator.job(JOB)?.starts, run.result.changed]).toEqual([1, 1, undefined])
  })

  test('if someone paused the job after it had worked', async () => {
    const run = await runOnJob({
      job: { ...paused, plan: MIGRATION, someoneElse: [{ does: 'pause', at: T + SECOND }] },
      wait: accepted,
      prepare: lose
    })
    expect([puts(run), run.emulator.job(JOB)?.starts, run.result.changed]).toEqual([1, 1, undefined])
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
    expect(run).toMatchObject({ code: 'ECONNRESET', result: { job: { status: 'IMPORT_JOB_SUSPEND' } } })
  })
})

describe('failed files are seen', () => {
  const FAILED = {
    code: 'FilesFailed',
    result: { counters: { totalCount: 1000n, failedCount: 3n } }
  }
  const plan: Plan = { ...MIGRATION, failedCount: 3 }
  const throttled = (count: number) => {
    let requests = 0
    return ({ path }: { path: string }) =>
      path.startsWith('/jobhistory') && requests++ < count ? { code: 'QpsLimitExceeded' } : undefined
  }

  test.each<[operation: 'start-job' | 'get-job', job: Omit<JobOptions, 'name'>]>([
    ['start-job', { rounds: [FINISHED_BEFORE], plan }],
    ['start-job', { plan }],
    ['start-job', { status: 'IMPORT_JOB_SUSPEND', since: T - HOUR, rounds: [FINISHED_BEFORE], plan }],
    ['get-job', { status: 'IMPORT_JOB_DOING', rounds: [FINISHED_BEFORE], plan }]
  ])('although the first history request was throttled: %s, %j', async (operation, job) => {
    for (const historyEntries of HISTORY_ENTRIES) {
      // Resuming a round leaves its only entry with the time of its start.
      if (job.status === 'IMPORT_JOB_SUSPEND' && historyEntries === 'round') continue
      const run = await runOnJob({
        operation: { name: operation },
        job,
        emulator: { behavior: { historyEntries }, failing: throttled(4) }
      })
      expect(run).toMatchObject(FAILED)
      expect(shown(run)).not.toMatch(PREVIOUS_COUNTERS)
    }
  })

  test.each(['DOING', 'CLOSING'])(
    'although the history was one state ahead of GetJob, which showed %s',
    async (status) => {
      const run = await runOnJob({
        operation: { name: 'get-job' },
        job: {
          rounds: [FINISHED_BEFORE, { ...FINISHED_BEFORE, startedAt: T - HOUR, endedAt: T - SECOND, plan }]
        },
        emulator: { failing: showOnce(0, status) }
      })
      expect(run).toMatchObject(FAILED)
      expect(shown(run)).not.toMatch(PREVIOUS_COUNTERS)
    }
  )
})

describe('an end is not reported too early:', () => {
  test('no JobClosed for a small round at CLOSING with unknown counters whose Operator is the user', () => {
    const unknown = { totalCount: -1, copiedCount: -1, failedCount: -1, totalSize: -1, copiedSize: -1 }
    const closing = entry('1', 'CLOSING', 0.1, { ...unknown, operator: 'user' })
    const wait = {
      until: 'finished',
      timeoutSeconds: 60,
      intervalSeconds: 15,
      failOnFailedFiles: true
    } as const
    const first = checkFinished(known('BEGIN'), wait, NOT_TRACKED, pollAt('CLOSING', 0.2, [closing]))
    expect(first.result).toEqual({ verdict: 'pending' })
    const end = entry('1', 'FINISHED', 0.3, { totalCount: 1, copiedCount: 1, failedCount: 0 })
    const second = checkFinished(known('BEGIN'), wait, first.tracking, pollAt('FINISHED', 0.4, [end, closing]))
    expect(second.result).toEqual({ verdict: 'done' })
  })

  test('no end of the previous round, whose history a minute later still lacked the next one', () => {
    const wait = { until: 'finished', timeoutSeconds: 90, intervalSeconds: 15, failOnFailedFiles: true } as const
    const baseline = known('DOING', [entry('2', 'DOING', -6)])
    const start = { ...NOT_TRACKED, startedAt: 0 }
    const over = entry('2', 'INTERRUPTED', -6)
    const first = checkFinished(baseline, wait, start, pollAt('PREPARING', 1.1, [over]))
    expect(first.result).toMatchObject({ verdict: 'pending' })
    const next = entry('3', 'PREPARING', 0.4)
    const second = checkFinished(baseline, wait, first.tracking, pollAt('PREPARING', 1.2, [next, over]))
    expect(second.result).toMatchObject({ verdict: 'pending' })
  })

  test.each(['SUSPEND', 'INTERRUPTED'])('no failure from one stale GetJob at %s', async (status) => {
    for (const nth of [1, 5]) {
      const run = await runOnJob({ job: { plan: MIGRATION }, emulator: { failing: showOnce(nth, status) } })
      expect(run).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
    }
  })
})

test('failed files count that the history showed a minute after the start, although the first poll came late', async () => {
  const showClosing = showOnce(0, 'CLOSING')
  let elapsed = (): number => 0
  const run = await runOnJob({
    job: { rounds: [{ ...FINISHED_BEFORE, endedAt: T - 5 * SECOND }], plan: { ...MIGRATION, failedCount: 500 } },
    emulator: {
      behavior: { historyEntries: 'round' },
      failing: (request) => {
        const isTooSoon = request.method === 'GET' && elapsed() > SECOND && elapsed() < 30 * SECOND
        const isUnreadable = request.path.startsWith('/jobhistory') && elapsed() > 80 * SECOND
        return isTooSoon || isUnreadable ? { code: 'ServiceUnavailable' } : showClosing(request)
      }
    },
    wait: { timeoutSeconds: 900 },
    prepare: (_, { clock }) => {
      const start = clock.now()
      elapsed = () => clock.now() - start
    }
  })
  expect(run.code).toBe('FilesFailed')
})

test('no end after a start that had no effect, if GetJob shows the earlier round running once more', async () => {
  const showRunning = showOnce(1, 'DOING')
  const run = await runOnJob({
    job: { rounds: [FINISHED_BEFORE] },
    emulator: {
      behavior: { rulings: { start: { IMPORT_JOB_FINISHED: 'ignore' } } },
      failing: (request) => (request.path.startsWith('/jobhistory') ? { code: 'AccessDenied' } : showRunning(request))
    },
    wait: { failOnFailedFiles: false, timeoutSeconds: 300 }
  })
  expect(run).toMatchObject({ code: 'WaitTimeout', result: { changed: true } })
})

test.each(['/job/', '/jobhistory/'])(
  'a poll is made at the deadline although one is under way then (GET %s)',
  async (hanging) => {
    let run: { clock: { now(): number; advance(ms: number): void } } | undefined
    const { times, code, result } = await runOnJob({
      job: { plan: { ...MIGRATION, copyMs: 70 * SECOND } },
      wait: { timeoutSeconds: 100, intervalSeconds: 20 },
      prepare: (_, test) => {
        run = test
      },
      emulator: {
        failing: ({ method, path }) => {
          const now = run?.clock.now() ?? 0
          if (method !== 'GET' || !path.startsWith(hanging) || now < 50 * SECOND || now > 100 * SECOND) return undefined
          run?.clock.advance(101 * SECOND - now)
          return { fault: 'reset-before-headers' }
        }
      }
    })
    expect({ code, status: result.job?.status }).toEqual({ code: '', status: 'IMPORT_JOB_FINISHED' })
    expect(times.at(-1)).toBe(101 * SECOND)
  }
)

describe('job-status and changed', () => {
  test('job-status shows what the polls for a refusal saw', async () => {
    const run = await runOnJob({
      operation: { name: 'pause-job' },
      job: { status: 'IMPORT_JOB_FINISHED' },
      inputs: { idempotent: true },
      wait: { until: 'accepted' },
      emulator: { failing: showOnce(0, 'DOING') }
    })
    expect(run).toMatchObject({
      code: '',
      result: {
        changed: false,
        before: { status: 'IMPORT_JOB_DOING' },
        job: { status: 'IMPORT_JOB_FINISHED' },
        reason: 'already finished'
      }
    })
  })

  test('job-status shows what the polls for a lost response saw', async () => {
    const run = await runOnJob({
      job: { status: 'IMPORT_JOB_INTERRUPTED', since: T - HOUR },
      inputs: { idempotent: true },
      wait: { until: 'accepted' },
      prepare: (emulator) => emulator.fail({ fault: 'reset-before-headers', method: 'PUT' }),
      emulator: { failing: showOnce(0, 'SUSPEND') }
    })
    expect(run).toMatchObject({
      code: 'ECONNRESET',
      result: {
        changed: undefined,
        before: { status: 'IMPORT_JOB_SUSPEND' },
        job: { status: 'IMPORT_JOB_INTERRUPTED' }
      }
    })
  })

  test.each([
    ['answer-lost', []],
    ['reset-before-headers', [{ does: 'start', at: T + 3 * SECOND }]]
  ] as const)('changed is empty for a start that someone else may have made: %s', async (fault, someoneElse) => {
    const run = await runOnJob({
      job: { rounds: [FINISHED_BEFORE], someoneElse },
      inputs: { idempotent: true },
      wait: { until: 'accepted' },
      prepare: (emulator) => emulator.fail({ fault, method: 'PUT' })
    })
    expect(run.code).toBe('')
    expect(run.result.changed).toBeUndefined()
    expect(run.result.job?.status).toMatch(/LAUNCHING|PREPARING|DOING/)
  })
})

test('a job that is deleted and created again is NoSuchImportJob', async () => {
  const run = await runOnJob({
    job: { plan: MIGRATION, someoneElse: [{ does: 'delete', at: T + 20 * SECOND }] },
    emulator: { durations: { deleting: SECOND } },
    prepare: (emulator, { clock }) => {
      const { sleep } = clock
      let isCreated = false
      clock.sleep = async (ms, signal) => {
        await sleep(ms, signal)
        if (isCreated || clock.now() < 25 * SECOND) return
        isCreated = true
        emulator.addJob({ name: JOB, status: 'IMPORT_JOB_FINISHED' })
      }
    }
  })
  expect(run).toMatchObject({
    code: 'NoSuchImportJob',
    message: expect.stringContaining('its ID has changed')
  })
})

describe('start-job while the job is CLOSING waits it out, and starts the job once', () => {
  const job: Omit<JobOptions, 'name'> = { status: 'IMPORT_JOB_CLOSING', plan: [PREVIOUS, MIGRATION] }

  test.each<[what: string, closing: number, options: JobRunOptions, code: string]>([
    ['within timeout-seconds', 100, { wait: { until: 'accepted' } }, ''],
    ['not beyond timeout-seconds', 130, { wait: { until: 'accepted' } }, 'InvalidImportJobStatus'],
    ["within the wait's time", 130, { wait: { until: 'applied', timeoutSeconds: 600 } }, ''],
    ["within the wait's time, until finished", 130, { wait: { timeoutSeconds: 2000 } }, ''],
    ["not beyond the wait's time", 130, { wait: { until: 'applied', timeoutSeconds: 100 } }, 'InvalidImportJobStatus']
  ])('%s', async (_, closing, options, code) => {
    const run = await runOnJob({ job, emulator: { durations: { closing: closing * SECOND } }, ...options })
    expect(run.code).toBe(code)
    expect(run.result.changed).toBe(code === '')
    expect(puts(run)).toBe(code === '' ? 2 : 1)
    expect(run.emulator.job(JOB)?.starts).toBe(code === '' ? 1 : 0)
  })
})
