import { describe, expect, test } from '@jest/globals'
import {
  type Behavior,
  type Emulator,
  type EmulatorOptions,
  type Failure,
  inEach,
  type JobOptions,
  STILL
} from 'mgw-emulator'
import type { TestRetries } from '../support/retry-options.ts'
import { JOB, type Played } from '../support/waiting.ts'
import { apply, sent } from './support.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const NOW = Date.parse('2026-11-25T12:00:00Z')
const RUNNING = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'] as const
const NOT_WHILE_IT_RUNS: Partial<Behavior> = {
  rulings: { throttle: inEach('InvalidImportJobStatus', RUNNING) }
}
const NEVER: Partial<Behavior> = { rulings: { throttle: inEach('InvalidImportJobStatus') } }
const NOT_WHILE_IT_WAITS: Partial<Behavior> = {
  rulings: { throttle: inEach('InvalidImportJobStatus', ['IMPORT_JOB_SUSPEND', 'IMPORT_JOB_BEGIN']) }
}
const RATES = { maxBandWidth: 9, maxImportTaskQps: 9 }

type Failing = NonNullable<EmulatorOptions['failing']>
const UNAVAILABLE: Failure = { code: 'ServiceUnavailable' }
const DENIED: Failure = { code: 'AccessDenied' }

/** A job that stays as a change brings it, with 9 bit/s and 9 files/s. */
function world(
  status: JobOptions['status'],
  behavior: Partial<Behavior> = {}
): { job: object; emulator: EmulatorOptions } {
  return { job: { status, ...RATES }, emulator: { durations: STILL, behavior } }
}

/** What a run does when a request of its own comes, counted from 1. The request takes its course. */
function during(number: number, does: (retries: TestRetries) => void) {
  let retries: TestRetries | undefined
  let count = 0
  return {
    prepare: (_: unknown, given: TestRetries) => {
      retries = given
    },
    failing: () => {
      count += 1
      if (count === number && retries !== undefined) does(retries)
      return undefined
    }
  }
}

/** Applies a timetable while the clock moves on during a request. */
function applyWhile(
  text: string,
  number: number,
  minutes: number,
  status: JobOptions['status'],
  behavior: Partial<Behavior> = {}
): Promise<Played> {
  const { prepare, failing } = during(number, ({ clock }) => clock.advance(minutes * MINUTE))
  const { job, emulator } = world(status, behavior)
  return apply(text, { job, emulator: { ...emulator, failing }, prepare })
}

const said = ({ said: { lines, notices, warnings }, result }: Played): string =>
  [...lines, ...notices, ...warnings, result.note].join('\n')

describe('what is said', () => {
  test('the line in force, since when, what was done, how late, and what comes next', async () => {
    const played = await apply('08:00 pause # by day\n20:00 run', world('IMPORT_JOB_DOING'))
    const id = played.emulator.requests[1]?.requestId
    expect(played.said.lines).toEqual([
      `It is 2026-11-25 12:00 (Wed), UTC+00:00 in UTC (rules of time zones: ${process.versions.tz}).`,
      'In force since 2026-11-25 08:00 (Wed): line 1 of the timetable, 08:00 pause',
      'Next change: 2026-11-25 20:00 (Wed), UTC+00:00, in 8 h: line 2, 20:00 run',
      `The service accepted pause-job (request ID ${id}).`
    ])
    expect(played.result).toMatchObject({
      changed: true,
      job: { status: 'IMPORT_JOB_DOING' },
      requestId: id,
      note: `Line 1 of the timetable asks for pause. The service accepted pause-job (request ID ${id}) for the job ${JOB}. In force since 08:00 (Wed), applied at 12:00, 4 h late. Next change: 2026-11-25 20:00 (Wed), UTC+00:00: run.`,
      inForce: {
        line: { number: 1, text: '08:00 pause' },
        next: { instant: Date.parse('2026-11-25T20:00:00Z') }
      }
    })
    expect(played.said.warnings).toEqual([])
  })

  test('that all is as it should be', async () => {
    const played = await apply('08:00 pause', world('IMPORT_JOB_SUSPEND'))
    expect(played.result).toMatchObject({
      changed: false,
      note: 'The job is at IMPORT_JOB_SUSPEND, as line 1 of the timetable asks. Nothing in the timetable will change that.'
    })
    expect(played.requests).toEqual(['GET job'])
  })

  test('that a migration is over, when it ended, and how many files failed', async () => {
    const round = {
      startedAt: NOW - 600 * MINUTE,
      endedAt: NOW - 60 * MINUTE,
      plan: { totalCount: 9, failedCount: 2 }
    }
    const played = await apply('00:00 run', { job: { rounds: [round] } })
    expect(played.result.note).toContain(
      'The migration is over: the job is at IMPORT_JOB_FINISHED. Its last round ended 2026-11-25 11:00 (Wed), UTC+00:00, with 2 files that could not be copied.'
    )
    expect(played.requests).toEqual(['GET job', 'GET history'])
  })

  test('that a migration is over, where the history cannot be read', async () => {
    const { job, emulator } = world('IMPORT_JOB_FINISHED')
    const failing: Failing = ({ path }) => (path.startsWith('/jobhistory') ? UNAVAILABLE : undefined)
    const played = await apply('00:00 run', { job, emulator: { ...emulator, failing } })
    expect(played).toMatchObject({ code: '', result: { note: expect.stringContaining('use start-job') } })
  })

  test('the request of a change that has an ID, where the answer to a later one was lost', async () => {
    const { job, emulator } = world('IMPORT_JOB_SUSPEND')
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      return method === 'PUT' && puts === 2 ? { fault: 'answer-lost' } : undefined
    }
    const played = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(sent(played)).toEqual(['5/5', 'start'])
    expect(played.result).toMatchObject({ changed: true, requestId: played.emulator.requests[1]?.requestId })
  })

  test('the first start of a job', async () => {
    const played = await apply('00:00 run', world('IMPORT_JOB_BEGIN'))
    expect(played.result.note).toContain("It is the job's first start.")
  })

  test('an interruption during a pause, a schedule of the service, lines that are over, and clocks that are apart', async () => {
    const { emulator } = world(undefined)
    const played = await apply('00:00 pause\n2025-01-01 pause\n2025-01-01..2025-01-02 as Sun', {
      job: { status: 'IMPORT_JOB_INTERRUPTED', scheduleRule: { suspendCronExpression: '0 0 8 * * ?' } },
      emulator: { ...emulator, behavior: { dateSkewMs: -6 * MINUTE } }
    })
    expect(played.code).toBe('')
    expect(played.said.notices).toEqual([
      'Lines 2, 3 of the timetable are for dates that are over: they can be deleted.'
    ])
    expect(played.said.warnings).toEqual([
      expect.stringContaining('"0 0 8 * * ?"'),
      expect.stringContaining("The clock of this machine is 6 min ahead of the service's."),
      expect.stringContaining('The migration was interrupted')
    ])
  })

  test.each([
    ['pause', 'IMPORT_JOB_DOING', 'The job is at IMPORT_JOB_DOING and would be paused.'],
    ['run', 'IMPORT_JOB_SUSPEND', 'The job is at IMPORT_JOB_SUSPEND and would be started.'],
    [
      'run 5bit/s',
      'IMPORT_JOB_DOING',
      'would be throttled, with 5 bit/s (0.625 B/s) and 9 files per second in place of 9 bit/s (1.125 B/s) and 9 files per second.'
    ],
    ['pause', 'IMPORT_JOB_SUSPEND', 'as line 1 of the timetable asks']
  ] as const)('a dry run of %s at %s', async (line, status, text) => {
    const played = await apply(`00:00 ${line}`, { ...world(status), inputs: { dryRun: true } })
    expect(played.result).toMatchObject({ changed: false, note: expect.stringContaining(text) })
    expect(sent(played)).toEqual([])
  })
})

describe('half a throttling', () => {
  test.each<[what: string, behavior: Partial<Behavior>, rates: object]>([
    ['is not shown', { throttlingShown: 'bandwidth' }, RATES],
    ['is 0', {}, { maxBandWidth: 9, maxImportTaskQps: 0 }]
  ])('the other half %s: nothing is sent', async (_, behavior, rates) => {
    const { emulator } = world(undefined, behavior)
    const played = await apply('00:00 run 5bit/s', {
      job: { status: 'IMPORT_JOB_SUSPEND', ...rates },
      emulator
    })
    expect(played.code).toBe('InvalidArgument')
    expect(played.message).toContain('name files/s in the line too')
    expect(sent(played)).toEqual([])
  })

  test('that is as asked needs no other half', async () => {
    const { emulator } = world(undefined, { throttlingShown: 'bandwidth' })
    const played = await apply('00:00 run 9bit/s', {
      job: { status: 'IMPORT_JOB_SUSPEND', ...RATES },
      emulator
    })
    expect(sent(played)).toEqual(['start'])
  })
})

describe('the hour turns', () => {
  test('between the look and the change: only the new line is carried out', async () => {
    const played = await applyWhile('08:00 run\n12:01 pause', 1, 1, 'IMPORT_JOB_SUSPEND')
    expect(sent(played)).toEqual([])
    expect(played.result).toMatchObject({ changed: false, inForce: { line: { number: 2 } } })
  })

  test.each([0, 20 * SECOND])(
    'during the change, at a service that is %i ms late: the new line is carried out too',
    async (jobLagMs) => {
      const played = await applyWhile('08:00 run\n12:01 pause', 2, 1, 'IMPORT_JOB_SUSPEND', { jobLagMs })
      expect(sent(played)).toEqual(['start', 'pause'])
      expect(played).toMatchObject({ code: '', result: { changed: true, inForce: { line: { number: 2 } } } })
      expect(played.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
      expect(played.result.requestId).toBe(
        played.emulator.requests.findLast(({ method }) => method === 'PUT')?.requestId
      )
    }
  )

  test('during a change that takes longer than timeout-seconds: the new line has time of its own', async () => {
    const played = await applyWhile('08:00 run\n12:05 pause', 2, 6, 'IMPORT_JOB_SUSPEND')
    expect(sent(played)).toEqual(['start', 'pause'])
    expect(played).toMatchObject({ code: '', result: { changed: true, inForce: { line: { number: 2 } } } })
  })

  test('and the run is cancelled: nothing more is done, and the new line is told', async () => {
    const { job, emulator } = world('IMPORT_JOB_SUSPEND')
    const { prepare, failing } = during(2, ({ clock, cancel }) => {
      clock.advance(MINUTE)
      cancel()
    })
    const played = await apply('08:00 run\n12:01 pause', { job, emulator: { ...emulator, failing }, prepare })
    expect(sent(played)).toEqual(['start'])
    expect(played).toMatchObject({ code: 'CancelOperation', result: { inForce: { line: { number: 2 } } } })
    expect(said(played)).not.toContain('Meanwhile')
  })

  test('and the job ends while its pause is waited for: the new line decides what that means', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    let playing: Emulator | undefined
    const turn = during(2, ({ clock }) => clock.advance(MINUTE))
    const finish = during(3, () => playing?.setStatus(JOB, 'IMPORT_JOB_FINISHED'))
    const played = await apply('08:00 pause\n12:01 run', {
      job,
      emulator: {
        ...emulator,
        failing: () => {
          turn.failing()
          return finish.failing()
        }
      },
      prepare(given, retries) {
        playing = given
        turn.prepare(given, retries)
        finish.prepare(given, retries)
      }
    })
    expect(sent(played)).toEqual(['pause'])
    expect(played).toMatchObject({ code: '', result: { changed: true, inForce: { line: { number: 2 } } } })
    expect(played.result.note).toContain('The migration is over')
  })

  test('twice: each line is carried out, by what was set last', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    let retries: TestRetries | undefined
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      if (method === 'PUT' && puts < 3) retries?.clock.advance(MINUTE)
      return undefined
    }
    const text = '08:00 run 5bit/s 5files/s\n12:01 run 6bit/s 6files/s\n12:02 run 5bit/s 5files/s'
    const played = await apply(text, {
      job,
      emulator: { ...emulator, failing },
      prepare: (_, given) => {
        retries = given
      }
    })
    expect(sent(played)).toEqual(['5/5', '6/6', '5/5'])
    expect(played.result.before).toMatchObject({ importQos: { maxBandWidth: 9 } })
  })

  test('while the old throttling is to be waited for: it is not', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING', { throttlingLagMs: 100 * SECOND })
    const { prepare, failing } = during(2, ({ clock }) => clock.advance(MINUTE))
    const played = await apply('08:00 run 5bit/s 5files/s\n12:01 run 6bit/s 6files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare,
      wait: { until: 'applied', timeoutSeconds: 300 }
    })
    expect(sent(played)).toEqual(['5/5', '6/6'])
    expect(played.requests.slice(0, 4)).toEqual(['GET job', 'PUT job', 'GET job', 'PUT job'])
  })

  test('while its throttling fails: it is not paused for that, since the new line asks for no other one', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    const { prepare, failing } = during(2, ({ clock }) => clock.advance(MINUTE))
    const played = await apply('08:00 run 5bit/s 5files/s\n12:01 run 9bit/s 9files/s', {
      job,
      emulator: {
        ...emulator,
        failing: ({ method }) => {
          failing()
          return method === 'PUT' ? DENIED : undefined
        }
      },
      prepare
    })
    expect(sent(played)).toEqual(['5/5'])
    expect(played.code).toBe('')
  })

  test('and asks for the old throttling again, which a look still shows: it is set', async () => {
    const text = '08:00 run 50bit/s 50files/s\n12:01 run 9bit/s 9files/s'
    const played = await applyWhile(text, 2, 1, 'IMPORT_JOB_DOING', { throttlingLagMs: 600 * SECOND })
    expect(sent(played)).toEqual(['50/50', '9/9'])
  })

  test('while a job is being paused: it is started when the pause is over', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    const { prepare, failing } = during(2, ({ clock }) => clock.advance(MINUTE))
    const slow = { ...emulator, failing, behavior: { jobLagMs: 200 * SECOND } }
    const played = await apply('08:00 pause\n12:01 run', { job, emulator: slow, prepare })
    expect(sent(played)).toEqual(['pause', 'start'])
    expect(played.emulator.job(JOB)?.status).toBe('IMPORT_JOB_LAUNCHING')
  })

  test('while a job is being paused, which takes too long: that is said', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    const { prepare, failing } = during(2, ({ clock }) => clock.advance(MINUTE))
    const slow = { ...emulator, failing, behavior: { jobLagMs: 200 * SECOND } }
    const played = await apply('08:00 pause\n12:01 run', {
      job,
      emulator: slow,
      prepare,
      wait: { timeoutSeconds: 60 }
    })
    expect(played).toMatchObject({ code: 'WaitTimeout', result: { changed: true } })
    expect(sent(played)).toEqual(['pause'])
  })

  test('after the throttling and before the start: the job is not started', async () => {
    const played = await applyWhile('08:00 run 5bit/s 5files/s\n12:01 pause', 2, 1, 'IMPORT_JOB_SUSPEND')
    expect(sent(played)).toEqual(['5/5'])
  })

  test('while a job is paused for its throttling: it gets that of the new line', async () => {
    const text = '08:00 run 5bit/s 5files/s\n12:01 run 6bit/s 6files/s'
    const played = await applyWhile(text, 4, 1, 'IMPORT_JOB_DOING', NOT_WHILE_IT_RUNS)
    expect(sent(played)).toEqual(['5/5', 'pause', '6/6', 'start'])
    expect(played.emulator.job(JOB)).toMatchObject({ status: 'IMPORT_JOB_LAUNCHING' })
  })

  test('before an attempt is repeated: the change is not made any more', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    const { prepare, failing } = during(2, ({ clock }) => clock.advance(MINUTE))
    let puts = 0
    const played = await apply('08:00 pause\n12:01 run', {
      job,
      emulator: {
        ...emulator,
        failing: (request) => {
          failing()
          if (request.method === 'PUT') puts += 1
          return request.method === 'PUT' ? UNAVAILABLE : undefined
        }
      },
      prepare
    })
    expect(puts).toBe(1)
    expect(played).toMatchObject({ code: '', result: { changed: false } })
  })
})

describe('never is a job left running faster than asked', () => {
  /** What each PUT fails with, counted from 1. */
  const refusing = (failureOf: (put: number) => Failure | undefined): Failing => {
    let puts = 0
    return ({ method }) => {
      if (method !== 'PUT') return undefined
      puts += 1
      return failureOf(puts)
    }
  }

  test('its throttling fails otherwise than by its state: it is paused', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    const failing = refusing((put) => (put === 1 ? DENIED : undefined))
    const played = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(sent(played)).toEqual(['5/5', 'pause'])
    expect(played).toMatchObject({ code: 'AccessDenied', result: { changed: true } })
    expect(played.message).toContain('The job was paused, so that it does not run faster than line 1 asks.')
  })

  test('it could not even be paused: that is said', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    const failing = refusing(() => DENIED)
    const played = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(played.message).toContain(
      'could not be paused (AccessDenied), so it may run faster than line 1 asks'
    )
    expect(played.result.changed).toBe(false)
  })

  test('one that runs slower than asked goes on', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    const failing = refusing(() => DENIED)
    const played = await apply('00:00 run 50bit/s 50files/s', { job, emulator: { ...emulator, failing } })
    expect(sent(played)).toEqual(['50/50'])
  })

  /** The run is cancelled during the throttling that comes after the start. */
  function cancelledAfterStart(
    failureOf: (put: number, retries: TestRetries) => Failure | undefined
  ): Promise<Played> {
    const { job, emulator } = world('IMPORT_JOB_SUSPEND', NOT_WHILE_IT_WAITS)
    let retries: TestRetries | undefined
    const failing = refusing((put) => {
      if (retries === undefined) return undefined
      if (put !== 3) return failureOf(put, retries)
      retries.cancel()
      return UNAVAILABLE
    })
    return apply('00:00 run 5bit/s 5files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare: (_, given) => {
        retries = given
      }
    })
  }

  test('the run is cancelled between the start and the throttling: it is paused all the same', async () => {
    const played = await cancelledAfterStart(() => undefined)
    expect(sent(played)).toEqual(['5/5', 'start', '5/5', 'pause'])
    expect(played.code).toBe('CancelOperation')
    expect(played.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
  })

  test.each([
    [4, 'The job was paused', 1],
    [6, 'The job could not be paused', 0]
  ])(
    'the run is cancelled, and %i s of the five for the pause are over when its answer is lost',
    async (seconds, text, looks) => {
      const played = await cancelledAfterStart((put, { clock }) => {
        if (put !== 4) return undefined
        clock.advance(seconds * SECOND)
        return { fault: 'answer-lost' }
      })
      expect(sent(played)).toEqual(['5/5', 'start', '5/5', 'pause'])
      expect(played.requests.slice(played.requests.lastIndexOf('PUT job') + 1)).toHaveLength(looks)
      expect(played.code).toBe('CancelOperation')
      expect(played.message).toContain(text)
    }
  )

  test('the run is cancelled, and the pause fails: it is tried once', async () => {
    const played = await cancelledAfterStart((put) => (put > 3 ? UNAVAILABLE : undefined))
    expect(sent(played)).toEqual(['5/5', 'start', '5/5', 'pause'])
    expect(played.message).toContain('could not be paused (ServiceUnavailable)')
  })

  test('its start is refused, too: there is nothing to pause', async () => {
    const { job, emulator } = world('IMPORT_JOB_SUSPEND', NOT_WHILE_IT_WAITS)
    const failing = refusing((put) => (put === 2 ? DENIED : undefined))
    const played = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(sent(played)).toEqual(['5/5', 'start'])
    expect(played).toMatchObject({ code: 'AccessDenied', result: { changed: false } })
    expect(played.result.note ?? '').not.toContain('paused')
  })

  test('nobody knows whether it was started: it is paused', async () => {
    const { job, emulator } = world('IMPORT_JOB_SUSPEND', NOT_WHILE_IT_WAITS)
    let isInDoubt = false
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      if (method === 'PUT' && puts === 2) {
        isInDoubt = true
        return { fault: 'answer-lost' }
      }
      if (puts === 3) isInDoubt = false
      return isInDoubt ? UNAVAILABLE : undefined
    }
    const played = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(sent(played)).toEqual(['5/5', 'start', 'pause'])
    expect(played.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
    expect(played.result.changed).toBe(true)
    expect(played.message).toContain('The job was paused')
  })

  test('the run is cancelled while a running job is being throttled: it goes on as before', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING')
    const { prepare, failing } = during(2, ({ cancel }) => cancel())
    const played = await apply('00:00 run 5bit/s 5files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare
    })
    expect(sent(played)).toEqual(['5/5'])
    expect(played.code).toBe('CancelOperation')
  })

  test('a job that cannot be paused for its throttling is not throttled either', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING', NOT_WHILE_IT_RUNS)
    const failing = refusing((put) => (put === 2 ? DENIED : undefined))
    const played = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(sent(played)).toEqual(['5/5', 'pause'])
    expect(played).toMatchObject({ code: 'AccessDenied', result: { changed: false } })
  })

  test.each<[what: string, failure: Failure, isSaid: boolean]>([
    ['was refused', DENIED, true],
    ['is in doubt', { fault: 'answer-lost' }, false]
  ])(
    'after its throttling the start %s: it is said to stay paused only where that is sure',
    async (_, failure, isSaid) => {
      const { job, emulator } = world('IMPORT_JOB_DOING', NOT_WHILE_IT_RUNS)
      let puts = 0
      const played = await apply('00:00 run 5bit/s 5files/s', {
        job,
        emulator: {
          ...emulator,
          failing: ({ method }) => {
            if (method === 'PUT') puts += 1
            if (puts < 4) return undefined
            return method === 'PUT' ? failure : UNAVAILABLE
          }
        }
      })
      expect(sent(played)).toEqual(['5/5', 'pause', '5/5', 'start'])
      expect(played.message.includes('The job stays paused.')).toBe(isSaid)
    }
  )

  test('a job that does not pause in time is not throttled', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING', { ...NOT_WHILE_IT_RUNS, jobLagMs: 600 * SECOND })
    const played = await apply('00:00 run 5bit/s 5files/s', { job, emulator, wait: { timeoutSeconds: 60 } })
    expect(sent(played)).toEqual(['5/5', 'pause'])
    expect(played).toMatchObject({ code: 'WaitTimeout', result: { changed: true } })
  })

  test('what the service itself makes of a throttling is no reason to pause', async () => {
    const { emulator } = world(undefined, NOT_WHILE_IT_RUNS)
    const played = await apply('00:00 run 2Gbit/s 5000files/s', {
      job: { status: 'IMPORT_JOB_DOING', maxBandWidth: 2_147_483_648, maxImportTaskQps: 2000 },
      emulator
    })
    expect(sent(played)).toEqual(['2000000000/5000'])
    expect(played).toMatchObject({ code: '', result: { changed: false } })
    expect(played.said.warnings).toEqual([expect.stringContaining('what the service makes of line 1')])
  })
})

describe('somebody else, or the job itself', () => {
  /** Puts the job into a status when a request comes, counted from 1. */
  async function overtaken(
    text: string,
    at: JobOptions['status'],
    number: number,
    status: NonNullable<JobOptions['status']>,
    behavior: Partial<Behavior> = {},
    until: 'accepted' | 'applied' = 'accepted'
  ): Promise<Played> {
    const { job, emulator } = world(at, behavior)
    let playing: Emulator | undefined
    const { prepare, failing } = during(number, () => playing?.setStatus(JOB, status))
    return apply(text, {
      job,
      emulator: { ...emulator, failing },
      wait: { until, timeoutSeconds: 300 },
      prepare(given, retries) {
        playing = given
        prepare(given, retries)
      }
    })
  }

  test.each(['IMPORT_JOB_FINISHED', 'IMPORT_JOB_CONFIRMED', 'IMPORT_JOB_CLOSING'] as const)(
    'ends it before its throttling is refused (%s): it is not started again',
    async (status) => {
      const played = await overtaken('00:00 run 5bit/s 5files/s', 'IMPORT_JOB_SUSPEND', 2, status, NEVER)
      expect(sent(played)).toEqual(['5/5'])
      expect(played).toMatchObject({ code: '', result: { changed: false, job: { status } } })
    }
  )

  test('starts it before its throttling is refused: it is paused for it', async () => {
    const played = await overtaken(
      '00:00 run 5bit/s 5files/s',
      'IMPORT_JOB_SUSPEND',
      2,
      'IMPORT_JOB_DOING',
      NOT_WHILE_IT_RUNS
    )
    expect(sent(played)).toEqual(['5/5', '5/5', 'pause', '5/5', 'start'])
  })

  test('ends it before it is paused for its throttling: nothing more is sent', async () => {
    const played = await overtaken(
      '00:00 run 5bit/s 5files/s',
      'IMPORT_JOB_DOING',
      2,
      'IMPORT_JOB_FINISHED',
      NEVER
    )
    expect(sent(played)).toEqual(['5/5'])
    expect(played).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
  })

  test('ends it while it is being paused for its throttling: nothing more is sent', async () => {
    const text = '00:00 run 5bit/s 5files/s'
    const played = await overtaken(text, 'IMPORT_JOB_DOING', 5, 'IMPORT_JOB_FINISHED', NOT_WHILE_IT_RUNS)
    expect(sent(played)).toEqual(['5/5', 'pause'])
    expect(played).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
  })

  test('ends it while it is waited for to be paused: that is as it should be', async () => {
    const played = await overtaken('00:00 pause', 'IMPORT_JOB_DOING', 3, 'IMPORT_JOB_FINISHED', {}, 'applied')
    expect(played).toMatchObject({
      code: '',
      result: { changed: true, job: { status: 'IMPORT_JOB_FINISHED' } }
    })
  })

  test('interrupts it while it is waited for to run: the step fails with that', async () => {
    const played = await overtaken(
      '00:00 run',
      'IMPORT_JOB_SUSPEND',
      3,
      'IMPORT_JOB_INTERRUPTED',
      {},
      'applied'
    )
    expect(played).toMatchObject({ code: 'JobInterrupted', result: { changed: true } })
  })

  test('changes it before each change: that is given up after five looks', async () => {
    const { job, emulator } = world('IMPORT_JOB_SUSPEND', NEVER)
    let playing: Emulator | undefined
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      // Whoever does that ends it some time, too.
      if (method === 'PUT' && puts < 9)
        playing?.setStatus(JOB, puts % 2 === 1 ? 'IMPORT_JOB_DOING' : 'IMPORT_JOB_SUSPEND')
      return undefined
    }
    const played = await apply('00:00 run 5bit/s 5files/s', {
      job: { ...job, scheduleRule: { suspendCronExpression: '0 0 8 * * ?' } },
      emulator: { ...emulator, failing },
      prepare: (given) => {
        playing = given
      }
    })
    expect(sent(played)).toEqual(Array(5).fill('5/5'))
    expect(played).toMatchObject({ code: 'InvalidImportJobStatus', result: { changed: false } })
    expect(played.said.lines.filter((line) => line.startsWith('Meanwhile the job has changed'))).toHaveLength(
      4
    )
    // However often it is looked at, its own schedule is told of once.
    expect(played.said.warnings).toEqual([expect.stringContaining('"0 0 8 * * ?"')])
  })

  test('ends it right after its start: its throttling is not waited for', async () => {
    const slow = { throttlingLagMs: 600 * SECOND }
    const text = '00:00 run 5bit/s 5files/s'
    const played = await overtaken(text, 'IMPORT_JOB_SUSPEND', 4, 'IMPORT_JOB_FINISHED', slow, 'applied')
    expect(sent(played)).toEqual(['5/5', 'start'])
    expect(played).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
  })

  test('has ended it when it is to be paused: that is all there is to say', async () => {
    const played = await apply('00:00 pause', world('IMPORT_JOB_FINISHED'))
    expect(played.requests).toEqual(['GET job'])
    expect(played.result.note).not.toContain('start-job')
  })

  test('pauses it while its throttling is waited for: it is started again', async () => {
    const slow = { throttlingLagMs: 60 * SECOND }
    const played = await overtaken(
      '00:00 run 5bit/s 5files/s',
      'IMPORT_JOB_DOING',
      4,
      'IMPORT_JOB_SUSPEND',
      slow,
      'applied'
    )
    expect(sent(played)).toEqual(['5/5', 'start'])
    expect(played).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_LAUNCHING' } } })
  })
})

describe('waiting for what was changed to be applied', () => {
  const wait = { until: 'applied', timeoutSeconds: 300 } as const

  test.each<[what: string, behavior: Partial<Behavior>, code: string, warning: string]>([
    ['at once', {}, '', ''],
    ['late', { jobLagMs: 40 * SECOND, throttlingLagMs: 90 * SECOND }, '', ''],
    ['with a third value', { throttlingCap: { maxBandWidth: 4 } }, '', '4 bit/s (0.5 B/s)'],
    ['with no value at all', { throttlingShown: 'none' }, '', 'an unknown bandwidth']
  ])('%s', async (_, behavior, code, warning) => {
    const played = await apply('00:00 run 5bit/s 5files/s', {
      ...world('IMPORT_JOB_SUSPEND', behavior),
      wait
    })
    expect([played.code, sent(played)]).toEqual([code, ['5/5', 'start']])
    expect(said(played)).toContain(warning)
    expect(played.said.warnings).toHaveLength(warning === '' ? 0 : 1)
    if (code === '') expect(played.result.job?.status).toBe('IMPORT_JOB_LAUNCHING')
  })

  test('never, of a job that would run faster than asked: it is paused', async () => {
    const played = await apply('00:00 run 5bit/s 5files/s', {
      ...world('IMPORT_JOB_SUSPEND', { throttlingLagMs: 600 * SECOND }),
      wait
    })
    expect(sent(played)).toEqual(['5/5', 'start', 'pause'])
    expect(played.message).toContain('The job was paused, so that it does not run faster')
  })

  test('never, of a job that runs slower than asked: it goes on', async () => {
    const played = await apply('00:00 run 50bit/s 50files/s', {
      ...world('IMPORT_JOB_DOING', { throttlingLagMs: 600 * SECOND }),
      wait
    })
    expect([played.code, sent(played)]).toEqual(['WaitTimeout', ['50/50']])
  })

  test('until the run is cancelled: it goes on', async () => {
    const { job, emulator } = world('IMPORT_JOB_DOING', { throttlingLagMs: 600 * SECOND })
    const { prepare, failing } = during(4, ({ cancel }) => cancel())
    const played = await apply('00:00 run 5bit/s 5files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare,
      wait
    })
    expect([played.code, sent(played)]).toEqual(['CancelOperation', ['5/5']])
  })

  test('a pause', async () => {
    const played = await apply('00:00 pause', {
      ...world('IMPORT_JOB_DOING', { jobLagMs: 40 * SECOND }),
      wait
    })
    expect(played).toMatchObject({
      code: '',
      result: { job: { status: 'IMPORT_JOB_SUSPEND' }, changed: true }
    })
  })
})
