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
import { JOB, type JobRun } from '../support/run-job.ts'
import type { TestRun } from '../support/test-run.ts'
import { apply, changesSent } from './support.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const NOW = Date.parse('2026-11-25T12:00:00Z')
const RUNNING = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'] as const
const NO_THROTTLING_WHILE_RUNNING: Partial<Behavior> = {
  rulings: { throttle: inEach('InvalidImportJobStatus', RUNNING) }
}
const NO_THROTTLING: Partial<Behavior> = { rulings: { throttle: inEach('InvalidImportJobStatus') } }
const NO_THROTTLING_WHILE_WAITING: Partial<Behavior> = {
  rulings: { throttle: inEach('InvalidImportJobStatus', ['IMPORT_JOB_SUSPEND', 'IMPORT_JOB_BEGIN']) }
}
const RATES = { maxBandWidth: 9, maxImportTaskQps: 9 }

type Failing = NonNullable<EmulatorOptions['failing']>
const UNAVAILABLE: Failure = { code: 'ServiceUnavailable' }
const DENIED: Failure = { code: 'AccessDenied' }

/** A job with 9 bit/s and 9 files/s that stays in the state of its last change. */
function jobAt(
  status: JobOptions['status'],
  behavior: Partial<Behavior> = {}
): { job: object; emulator: EmulatorOptions } {
  return { job: { status, since: NOW - 24 * 60 * MINUTE, ...RATES }, emulator: { durations: STILL, behavior } }
}

/** Calls something when a request arrives, counted from 1. The request itself succeeds. */
function duringRequest(number: number, call: (run: TestRun) => void) {
  let run: TestRun | undefined
  let count = 0
  return {
    prepare: (_: unknown, given: TestRun) => {
      run = given
    },
    failing: () => {
      count += 1
      if (count === number && run !== undefined) call(run)
      return undefined
    }
  }
}

/** Applies a timetable while the clock advances during a request. */
function applyAcross(
  text: string,
  number: number,
  minutes: number,
  status: JobOptions['status'],
  behavior: Partial<Behavior> = {}
): Promise<JobRun> {
  const { prepare, failing } = duringRequest(number, ({ clock }) => clock.advance(minutes * MINUTE))
  const { job, emulator } = jobAt(status, behavior)
  return apply(text, { job, emulator: { ...emulator, failing }, prepare })
}

const loggedText = ({ logger: { lines, notices, warnings }, result }: JobRun): string =>
  [...lines, ...notices, ...warnings, result.note].join('\n')

describe('while a pause line is active', () => {
  test.each<[rate: string, missing: string, status: NonNullable<JobOptions['status']>, warnings: number]>([
    ['5Mbit/s', 'add files/s to the line', 'IMPORT_JOB_SUSPEND', 1],
    ['5files/s', 'add a bandwidth to the line', 'IMPORT_JOB_SUSPEND', 1],
    ['5Mbit/s 5files/s', '', 'IMPORT_JOB_SUSPEND', 0],
    ['5Mbit/s', '', 'IMPORT_JOB_FINISHED', 0]
  ])('warns if run %s will lack a rate: %j at %s', async (rate, missing, status, warnings) => {
    const job = { status, since: NOW - 24 * 60 * MINUTE, maxBandWidth: 0, maxImportTaskQps: 0 }
    const run = await apply(`08:00 pause\n18:00 run ${rate}`, { job, emulator: { durations: STILL } })
    expect(run.logger.warnings).toHaveLength(warnings)
    expect(run.logger.warnings.join()).toContain(missing)
  })
})

describe("if the service refuses this machine's time", () => {
  const HOUR = 60 * MINUTE
  const TAKEN = "The hour was taken from the service, because it refused this machine's time."

  /** It is 12:00 by this machine's clock, and nine hours later by the service's. */
  function applyAt21(text: string, status: JobOptions['status'], failing?: Failing): Promise<JobRun> {
    let now = (): number => NOW
    const prepare = (_: unknown, { clock }: TestRun): void => {
      now = clock.wallTime
    }
    const { job, emulator } = jobAt(status)
    const skewed = failing === undefined ? { now: () => now() + 9 * HOUR } : { failing }
    return apply(text, { job, emulator: { ...emulator, ...skewed }, prepare })
  }

  test.each<[text: string, status: JobOptions['status'], sent: string[]]>([
    ['08:00 run\n20:00 pause', 'IMPORT_JOB_SUSPEND', []],
    ['08:00 run\n20:00 pause', 'IMPORT_JOB_DOING', ['pause']],
    ['08:00 pause\n20:00 run', 'IMPORT_JOB_SUSPEND', ['start']]
  ])('the hour is the one by which requests are signed: %j, %s: %j', async (text, status, sent) => {
    const run = await applyAt21(text, status)
    expect([run.code, changesSent(run)]).toEqual(['', sent])
    expect(run.logger.lines).toEqual([
      expect.stringContaining('It is 2026-11-25 21:00 (Wed)'),
      expect.stringContaining('Active since 2026-11-25 20:00 (Wed)'),
      expect.stringContaining('Next change: 2026-11-26 08:00 (Thu)'),
      ...sent.map((change) => expect.stringContaining(`The service accepted ${change}-job`))
    ])
    expect(run.logger.warnings).toEqual([
      expect.stringContaining('The clock of this machine is 540.0 minutes slow'),
      TAKEN
    ])
    expect(run.result.activeEntry?.instant).toBe(run.clock.wallTime() + 9 * HOUR)
  })

  test('a start that the service refuses for its time is not sent again in hours of pause', async () => {
    let count = 0
    const run = await applyAt21('08:00 run\n20:00 pause', 'IMPORT_JOB_SUSPEND', () => {
      count += 1
      return count === 1 ? undefined : { fault: 'skewed-clock', skewMs: 9 * HOUR }
    })
    expect(run.code).toBe('')
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
    expect(changesSent(run)).toEqual(['start'])
    expect(run.logger.lines).toContain('The timetable has moved on to another line.')
    expect(run.logger.warnings).toContain(TAKEN)
  })

  test('a Date header alone changes nothing', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND')
    const behavior = { dateSkewMs: 9 * HOUR }
    const run = await apply('08:00 run\n20:00 pause', { job, emulator: { ...emulator, behavior } })
    expect(changesSent(run)).toEqual(['start'])
    expect(run.logger.warnings).toEqual([expect.stringContaining('The hour is taken from this machine')])
  })
})

describe('the log and the note', () => {
  test('name the active line, since when it is in force, the changes, and the next change', async () => {
    const run = await apply('08:00 pause # by day\n20:00 run', jobAt('IMPORT_JOB_DOING'))
    const id = run.emulator.requests[1]?.requestId
    expect(run.logger.lines).toEqual([
      `It is 2026-11-25 12:00 (Wed), UTC+00:00 in UTC (rules of time zones: ${process.versions.tz}).`,
      'Active since 2026-11-25 08:00 (Wed): line 1 of the timetable, 08:00 pause',
      'Next change: 2026-11-25 20:00 (Wed), UTC+00:00, in 8 h: line 2, 20:00 run',
      `The service accepted pause-job (request ID ${id}).`
    ])
    expect(run.result).toMatchObject({
      changed: true,
      job: {},
      requestId: id,
      note: `The service accepted pause-job (request ID ${id}) for ${JOB}. Line 1 (08:00 pause) has been active since 2026-11-25 08:00 (Wed), for 4 h. Next change: 2026-11-25 20:00 (Wed), UTC+00:00: run.`,
      activeEntry: {
        entry: { number: 1, text: '08:00 pause' },
        next: { instant: Date.parse('2026-11-25T20:00:00Z') }
      }
    })
    expect(run.logger.warnings).toEqual([])
  })

  test('say that the job is as the timetable asks', async () => {
    const run = await apply('08:00 pause', jobAt('IMPORT_JOB_SUSPEND'))
    expect(run.result).toMatchObject({
      changed: false,
      note: 'The job is paused (IMPORT_JOB_SUSPEND), as line 1 requests. Nothing in the timetable will change that.'
    })
    expect(run.requests).toEqual(['GET job'])
  })

  test('say when a finished migration ended, and how many files failed', async () => {
    const round = {
      startedAt: NOW - 600 * MINUTE,
      endedAt: NOW - 60 * MINUTE,
      plan: { totalCount: 9, failedCount: 2 }
    }
    const run = await apply('00:00 run', { job: { rounds: [round] } })
    expect(run.result.note).toContain(
      'The job is finished (IMPORT_JOB_FINISHED), so there is nothing to start. Its last round ended 2026-11-25 11:00 (Wed), UTC+00:00. 2 files failed.'
    )
    expect(run.requests).toEqual(['GET job', 'GET history'])
  })

  test('say that a migration has finished even if the history cannot be read', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_FINISHED')
    const failing: Failing = ({ path }) => (path.startsWith('/jobhistory') ? UNAVAILABLE : undefined)
    const run = await apply('00:00 run', { job, emulator: { ...emulator, failing } })
    expect(run).toMatchObject({ code: '', result: { note: expect.stringContaining('use start-job') } })
  })

  test('give the request ID of an earlier change if the response to a later one was lost', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND')
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      return method === 'PUT' && puts === 2 ? { fault: 'answer-lost' } : undefined
    }
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(changesSent(run)).toEqual(['5/5', 'start'])
    expect(run.result).toMatchObject({ changed: true, requestId: run.emulator.requests[1]?.requestId })
  })

  test('do not call a job paused whose start got no answer', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND')
    const stale = { ...emulator, behavior: { jobLagMs: 10 * MINUTE } }
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      return method === 'PUT' && puts === 2 ? { fault: 'answer-lost' } : undefined
    }
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...stale, failing } })
    expect(changesSent(run)).toEqual(['5/5', 'start'])
    expect(run).toMatchObject({ code: 'ECONNRESET', result: { changed: true } })
    expect(run.result.job?.status).toBeUndefined()
    expect(run.result.note).not.toContain('still paused')
  })

  test.each<[text: string, status: JobOptions['status'], since: number, isUndone: boolean]>([
    ['08:00 pause', 'IMPORT_JOB_DOING', 10, true],
    ['08:00 pause', 'IMPORT_JOB_DOING', 7, false],
    ['08:00 run', 'IMPORT_JOB_SUSPEND', 10, true],
    ['08:00 run', 'IMPORT_JOB_SUSPEND', 7, false],
    // The first start of a job undoes nothing, and neither does a throttling.
    ['08:00 run', 'IMPORT_JOB_BEGIN', 10, false],
    ['08:00 run 5bit/s 5files/s', 'IMPORT_JOB_DOING', 10, false]
  ])(
    'say that a run may have undone a manual change: %s at %s since %d h: %s',
    async (text, status, hour, isUndone) => {
      const { job, emulator } = jobAt(status)
      const since = Date.parse('2026-11-25') + hour * 60 * MINUTE
      const run = await apply(text, { job: { ...job, since }, emulator })
      expect(changesSent(run)).toHaveLength(1)
      expect((run.result.note ?? '').includes('may have undone a manual change')).toBe(isUndone)
    }
  )

  test('say nothing about a manual change if the service gives no ModifyTime', async () => {
    const run = await apply('08:00 run', jobAt('IMPORT_JOB_SUSPEND', { modifyTime: 'absent' }))
    expect(changesSent(run)).toEqual(['start'])
    expect(run.result.note).not.toContain('manual change')
  })

  test('mention the first start of a job', async () => {
    const run = await apply('00:00 run', jobAt('IMPORT_JOB_BEGIN'))
    expect(run.result.note).toContain("It is the job's first start.")
  })

  test('warn about an interruption, a schedule in the service, and different clocks, and list past lines', async () => {
    const { emulator } = jobAt(undefined)
    const run = await apply('00:00 pause\n2025-01-01 pause\n2025-01-01..2025-01-02 as Sun', {
      job: { status: 'IMPORT_JOB_INTERRUPTED', scheduleRule: { suspendCronExpression: '0 0 8 * * ?' } },
      emulator: { ...emulator, behavior: { dateSkewMs: -6 * MINUTE } }
    })
    expect(run.code).toBe('')
    expect(run.logger.notices).toEqual(['These lines of the timetable are for past dates and can be deleted: 2, 3.'])
    expect(run.logger.warnings).toEqual([
      expect.stringContaining('"0 0 8 * * ?"'),
      expect.stringContaining("The clock of this machine is 6 min ahead of the service's."),
      expect.stringContaining('interrupted (IMPORT_JOB_INTERRUPTED), so there is nothing to pause.')
    ])
  })

  test.each([
    ['pause', 'IMPORT_JOB_DOING', 'Dry run: the job is running (IMPORT_JOB_DOING) and would be paused.'],
    ['run', 'IMPORT_JOB_SUSPEND', 'Dry run: the job is paused (IMPORT_JOB_SUSPEND) and would be started.'],
    [
      'run 5bit/s',
      'IMPORT_JOB_DOING',
      'would be throttled, with 5 bit/s (0.625 B/s) and 9 files per second instead of 9 bit/s (1.125 B/s) and 9 files per second.'
    ],
    ['pause', 'IMPORT_JOB_SUSPEND', 'as line 1 requests']
  ] as const)('describe a dry run of %s at %s', async (line, status, text) => {
    const run = await apply(`00:00 ${line}`, { ...jobAt(status), inputs: { dryRun: true } })
    expect(run.result).toMatchObject({ changed: false, note: expect.stringContaining(text) })
    expect(changesSent(run)).toEqual([])
  })
})

describe('a throttling with one value', () => {
  test.each<[problem: string, behavior: Partial<Behavior>, rates: object]>([
    ['is not shown', { throttlingShown: 'bandwidth' }, RATES],
    ['is 0', {}, { maxBandWidth: 9, maxImportTaskQps: 0 }]
  ])('sends nothing if the other value %s', async (_, behavior, rates) => {
    const { emulator } = jobAt(undefined, behavior)
    const run = await apply('00:00 run 5bit/s', {
      job: { status: 'IMPORT_JOB_SUSPEND', ...rates },
      emulator
    })
    expect(run.code).toBe('InvalidArgument')
    expect(run.message).toContain('add files/s to the line')
    expect(changesSent(run)).toEqual([])
  })

  test('needs no other value if the job already has it', async () => {
    const { emulator } = jobAt(undefined, { throttlingShown: 'bandwidth' })
    const run = await apply('00:00 run 9bit/s', {
      job: { status: 'IMPORT_JOB_SUSPEND', ...RATES },
      emulator
    })
    expect(changesSent(run)).toEqual(['start'])
  })
})

describe('when another line becomes active', () => {
  test('before the change, applies only the new line', async () => {
    const run = await applyAcross('08:00 run\n12:01 pause', 1, 1, 'IMPORT_JOB_SUSPEND')
    expect(changesSent(run)).toEqual([])
    expect(run.result).toMatchObject({ changed: false, activeEntry: { entry: { number: 2 } } })
  })

  test.each([0, 20 * SECOND])('during the change, applies the new line too (job lag: %i ms)', async (jobLagMs) => {
    const run = await applyAcross('08:00 run\n12:01 pause', 2, 1, 'IMPORT_JOB_SUSPEND', { jobLagMs })
    expect(changesSent(run)).toEqual(['start', 'pause'])
    expect(run).toMatchObject({
      code: '',
      result: { changed: true, activeEntry: { entry: { number: 2 } } }
    })
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
    expect(run.result.requestId).toBe(run.emulator.requests.findLast(({ method }) => method === 'PUT')?.requestId)
  })

  test('while the history of a finished job is read, reports what the new line means for the job', async () => {
    const run = await applyAcross('08:00 run\n12:01 pause', 2, 1, 'IMPORT_JOB_FINISHED')
    expect(run.requests).toEqual(['GET job', 'GET history'])
    expect(run.result.note).toContain('nothing to pause')
    expect(run.result.note).not.toContain('nothing to start')
    expect(run.result.note).toContain('Next change: 2026-11-26 08:00')
  })

  test('during a change that exceeds timeout-seconds, gives the new line its own time', async () => {
    const run = await applyAcross('08:00 run\n12:05 pause', 2, 6, 'IMPORT_JOB_SUSPEND')
    expect(changesSent(run)).toEqual(['start', 'pause'])
    expect(run).toMatchObject({ code: '', result: { changed: true, activeEntry: { entry: { number: 2 } } } })
  })

  test("and the earlier change doesn't show in time, reports the state that the last poll showed", async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND')
    let emulatorInUse: Emulator | undefined
    const turn = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    // Someone closes the job right after its start.
    const close = duringRequest(3, () => emulatorInUse?.setStatus(JOB, 'IMPORT_JOB_CLOSING'))
    const run = await apply('08:00 run\n12:01 pause', {
      job,
      emulator: {
        ...emulator,
        failing: () => {
          turn.failing()
          return close.failing()
        }
      },
      wait: { timeoutSeconds: 30 },
      prepare(given, testRun) {
        emulatorInUse = given
        turn.prepare(given, testRun)
        close.prepare(given, testRun)
      }
    })
    expect(run).toMatchObject({ code: 'WaitTimeout', result: { changed: true, job: { status: 'IMPORT_JOB_CLOSING' } } })
  })

  test('and the workflow is cancelled, stops and reports the new line', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND')
    const { prepare, failing } = duringRequest(2, ({ clock, cancel }) => {
      clock.advance(MINUTE)
      cancel()
    })
    const run = await apply('08:00 run\n12:01 pause', { job, emulator: { ...emulator, failing }, prepare })
    expect(changesSent(run)).toEqual(['start'])
    expect(run).toMatchObject({ code: 'CancelOperation', result: { activeEntry: { entry: { number: 2 } } } })
    expect(loggedText(run)).not.toMatch(/The timetable has moved on|The job has changed by itself/)
  })

  test('sends the pause of the new line even if the outcome of a start is unknown', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND')
    const { prepare, failing } = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    let puts = 0
    const run = await apply('08:00 run\n12:01 pause', {
      job,
      emulator: {
        ...emulator,
        failing: ({ method }) => {
          failing()
          if (method === 'PUT') puts += 1
          if (method === 'PUT' && puts === 1) return { fault: 'answer-lost' }
          return puts === 1 ? UNAVAILABLE : undefined
        }
      },
      prepare
    })
    expect(changesSent(run)).toEqual(['start', 'pause'])
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
    expect(run).toMatchObject({ code: '', result: { changed: true } })
  })

  test('starts the job again if a pause was applied although its answer was lost', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const { prepare, failing } = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    let puts = 0
    const run = await apply('08:00 pause\n12:01 run', {
      job,
      emulator: {
        ...emulator,
        failing: ({ method }) => {
          failing()
          if (method === 'PUT') puts += 1
          return method === 'PUT' && puts === 1 ? { fault: 'answer-lost' } : undefined
        }
      },
      prepare
    })
    expect(changesSent(run)).toEqual(['pause', 'start'])
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_LAUNCHING')
  })

  test('and the job ends during the wait for its pause, judges that by the new line', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    let emulatorInUse: Emulator | undefined
    const turn = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    const finish = duringRequest(3, () => emulatorInUse?.setStatus(JOB, 'IMPORT_JOB_FINISHED'))
    const run = await apply('08:00 pause\n12:01 run', {
      job,
      emulator: {
        ...emulator,
        failing: () => {
          turn.failing()
          return finish.failing()
        }
      },
      prepare(given, testRun) {
        emulatorInUse = given
        turn.prepare(given, testRun)
        finish.prepare(given, testRun)
      }
    })
    expect(changesSent(run)).toEqual(['pause'])
    expect(run).toMatchObject({ code: '', result: { changed: true, activeEntry: { entry: { number: 2 } } } })
    expect(run.result.note).toContain('so there is nothing to start')
  })

  test('twice, applies each line on top of the last accepted throttling', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    let testRun: TestRun | undefined
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      if (method === 'PUT' && puts < 3) testRun?.clock.advance(MINUTE)
      return undefined
    }
    const text = '08:00 run 5bit/s 5files/s\n12:01 run 6bit/s 6files/s\n12:02 run 5bit/s 5files/s'
    const run = await apply(text, {
      job,
      emulator: { ...emulator, failing },
      prepare: (_, given) => {
        testRun = given
      }
    })
    expect(changesSent(run)).toEqual(['5/5', '6/6', '5/5'])
    expect(run.result.before).toMatchObject({ importQos: { maxBandWidth: 9 } })
  })

  test('does not wait for the old throttling', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING', { throttlingLagMs: 100 * SECOND })
    const { prepare, failing } = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    const run = await apply('08:00 run 5bit/s 5files/s\n12:01 run 6bit/s 6files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare,
      wait: { until: 'applied', timeoutSeconds: 300 }
    })
    expect(changesSent(run)).toEqual(['5/5', '6/6'])
    expect(run.requests.slice(0, 3)).toEqual(['GET job', 'PUT job', 'PUT job'])
  })

  test('while the throttling fails, does not pause the job if the new line needs no other throttling', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const { prepare, failing } = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    const run = await apply('08:00 run 5bit/s 5files/s\n12:01 run 9bit/s 9files/s', {
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
    expect(changesSent(run)).toEqual(['5/5'])
    expect(run.code).toBe('')
  })

  test('and asks for the old throttling that a poll still shows, sets it again', async () => {
    const text = '08:00 run 50bit/s 50files/s\n12:01 run 9bit/s 9files/s'
    const run = await applyAcross(text, 2, 1, 'IMPORT_JOB_DOING', { throttlingLagMs: 600 * SECOND })
    expect(changesSent(run)).toEqual(['50/50', '9/9'])
  })

  test('while the job is being paused, starts it when the pause has been applied', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const { prepare, failing } = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    const slow = { ...emulator, failing, behavior: { jobLagMs: 200 * SECOND } }
    const run = await apply('08:00 pause\n12:01 run', { job, emulator: slow, prepare })
    expect(changesSent(run)).toEqual(['pause', 'start'])
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_LAUNCHING')
  })

  test('reports a pause that takes too long to be applied', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const { prepare, failing } = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    const slow = { ...emulator, failing, behavior: { jobLagMs: 200 * SECOND } }
    const run = await apply('08:00 pause\n12:01 run', {
      job,
      emulator: slow,
      prepare,
      wait: { timeoutSeconds: 60 }
    })
    expect(run).toMatchObject({ code: 'WaitTimeout', result: { changed: true } })
    expect(changesSent(run)).toEqual(['pause'])
  })

  test('between the throttling and the start, does not start the job', async () => {
    const run = await applyAcross('08:00 run 5bit/s 5files/s\n12:01 pause', 2, 1, 'IMPORT_JOB_SUSPEND')
    expect(changesSent(run)).toEqual(['5/5'])
  })

  test('while the job is paused for its throttling, sets that of the new line', async () => {
    const text = '08:00 run 5bit/s 5files/s\n12:01 run 6bit/s 6files/s'
    const run = await applyAcross(text, 4, 1, 'IMPORT_JOB_DOING', NO_THROTTLING_WHILE_RUNNING)
    expect(changesSent(run)).toEqual(['5/5', 'pause', '6/6', 'start'])
    expect(run.emulator.job(JOB)).toMatchObject({ status: 'IMPORT_JOB_LAUNCHING' })
  })

  test('before a retry, does not send the change again', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const { prepare, failing } = duringRequest(2, ({ clock }) => clock.advance(MINUTE))
    let puts = 0
    const run = await apply('08:00 pause\n12:01 run', {
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
    expect(run).toMatchObject({ code: '', result: { changed: false } })
  })
})

describe('a job never keeps running faster than requested', () => {
  /** Fails each PUT, counted from 1, with the result of `failureOf`. */
  const refusing = (failureOf: (put: number) => Failure | undefined): Failing => {
    let puts = 0
    return ({ method }) => {
      if (method !== 'PUT') return undefined
      puts += 1
      return failureOf(puts)
    }
  }

  test('pauses it if the throttling fails for another reason than its state', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const denied = { ...DENIED, message: 'You have no right to update this job.' }
    const failing = refusing((put) => (put === 1 ? denied : undefined))
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(changesSent(run)).toEqual(['5/5', 'pause'])
    expect(run).toMatchObject({ code: 'AccessDenied', result: { changed: true } })
    expect(run.message).toContain('Allow the RAM user or role mgw:UpdateImportJob.')
    expect(run.message).toContain("The job was paused so that it doesn't run faster than line 1 allows.")
  })

  test('reports that it could not be paused', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const failing = refusing(() => DENIED)
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(run.message).toContain('could not be paused (AccessDenied), so it may run faster than line 1 allows')
    expect(run.result.changed).toBe(false)
  })

  test('does not pause a job that runs slower than requested', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const failing = refusing(() => DENIED)
    const run = await apply('00:00 run 50bit/s 50files/s', { job, emulator: { ...emulator, failing } })
    expect(changesSent(run)).toEqual(['50/50'])
  })

  /** Cancels the workflow during the throttling after the start. */
  function applyAndCancelAfterStart(
    failureOf: (put: number, testRun: TestRun) => Failure | undefined
  ): Promise<JobRun> {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND', NO_THROTTLING_WHILE_WAITING)
    let testRun: TestRun | undefined
    const failing = refusing((put) => {
      if (testRun === undefined) return undefined
      if (put !== 3) return failureOf(put, testRun)
      testRun.cancel()
      return UNAVAILABLE
    })
    return apply('00:00 run 5bit/s 5files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare: (_, given) => {
        testRun = given
      }
    })
  }

  test('pauses it even if the workflow is cancelled between the start and the throttling', async () => {
    const run = await applyAndCancelAfterStart(() => undefined)
    expect(changesSent(run)).toEqual(['5/5', 'start', '5/5', 'pause'])
    expect(run.code).toBe('CancelOperation')
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
  })

  test.each([
    [4, 'The job was paused', 1],
    [6, 'The job could not be paused', 0]
  ])(
    'after a cancellation, checks a lost response to the pause within 5 s (lost after %i s)',
    async (seconds, text, polls) => {
      const run = await applyAndCancelAfterStart((put, { clock }) => {
        if (put !== 4) return undefined
        clock.advance(seconds * SECOND)
        return { fault: 'answer-lost' }
      })
      expect(changesSent(run)).toEqual(['5/5', 'start', '5/5', 'pause'])
      expect(run.requests.slice(run.requests.lastIndexOf('PUT job') + 1)).toHaveLength(polls)
      expect(run.code).toBe('CancelOperation')
      expect(run.message).toContain(text)
    }
  )

  test('tries the pause once after a cancellation', async () => {
    const run = await applyAndCancelAfterStart((put) => (put > 3 ? UNAVAILABLE : undefined))
    expect(changesSent(run)).toEqual(['5/5', 'start', '5/5', 'pause'])
    expect(run.message).toContain('could not be paused (ServiceUnavailable)')
  })

  test('does not pause a job whose start was refused too', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND', NO_THROTTLING_WHILE_WAITING)
    const failing = refusing((put) => (put === 2 ? DENIED : undefined))
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(changesSent(run)).toEqual(['5/5', 'start'])
    expect(run).toMatchObject({ code: 'AccessDenied', result: { changed: false } })
    expect(run.result.note ?? '').not.toContain('paused')
  })

  test('pauses it if the outcome of the start is unknown', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND', NO_THROTTLING_WHILE_WAITING)
    let isUnknown = false
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      if (method === 'PUT' && puts === 2) {
        isUnknown = true
        return { fault: 'answer-lost' }
      }
      if (puts === 3) isUnknown = false
      return isUnknown ? UNAVAILABLE : undefined
    }
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(changesSent(run)).toEqual(['5/5', 'start', 'pause'])
    expect(run.emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
    expect(run.result.changed).toBe(true)
    expect(run.message).toContain('The job was paused')
  })

  test('does not pause a running job when the workflow is cancelled during its throttling', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING')
    const { prepare, failing } = duringRequest(2, ({ cancel }) => cancel())
    const run = await apply('00:00 run 5bit/s 5files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare
    })
    expect(changesSent(run)).toEqual(['5/5'])
    expect(run.code).toBe('CancelOperation')
  })

  test('a pause for safety counts only once it shows', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING', { jobLagMs: 600 * SECOND })
    const failing = refusing((put) => (put === 1 ? DENIED : undefined))
    const wait = { timeoutSeconds: 60 }
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing }, wait })
    expect(changesSent(run)).toEqual(['5/5', 'pause'])
    expect(run.message).toContain("the job isn't shown as paused yet (WaitTimeout): check it.")
    expect(run.message).not.toContain('was paused')
  })

  test('waits until a start shows before it throttles the job', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND', { ...NO_THROTTLING_WHILE_WAITING, jobLagMs: 40 * SECOND })
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator })
    expect(changesSent(run)).toEqual(['5/5', 'start', '5/5'])
    const last = run.requests.lastIndexOf('PUT job')
    expect(run.requests.slice(3, last).length).toBeGreaterThan(1)
    expect(run.code).toBe('')
  })

  test('does not throttle a job that cannot be paused for it', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING', NO_THROTTLING_WHILE_RUNNING)
    const failing = refusing((put) => (put === 2 ? DENIED : undefined))
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator: { ...emulator, failing } })
    expect(changesSent(run)).toEqual(['5/5', 'pause'])
    expect(run).toMatchObject({ code: 'AccessDenied', result: { changed: false } })
  })

  test.each<[outcome: string, failure: Failure, isReported: boolean]>([
    ['was refused', DENIED, true],
    ['has an unknown outcome', { fault: 'answer-lost' }, false]
  ])('reports that the job stays paused only if that is certain: the start %s', async (_, failure, isReported) => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING', NO_THROTTLING_WHILE_RUNNING)
    let puts = 0
    const run = await apply('00:00 run 5bit/s 5files/s', {
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
    expect(changesSent(run)).toEqual(['5/5', 'pause', '5/5', 'start'])
    expect(run.message.includes('The job was paused so that')).toBe(isReported)
  })

  test('does not throttle a job that does not pause in time', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING', {
      ...NO_THROTTLING_WHILE_RUNNING,
      jobLagMs: 600 * SECOND
    })
    const run = await apply('00:00 run 5bit/s 5files/s', { job, emulator, wait: { timeoutSeconds: 60 } })
    expect(changesSent(run)).toEqual(['5/5', 'pause'])
    expect(run).toMatchObject({ code: 'WaitTimeout', result: { changed: true } })
  })

  test('does not pause a job for a value that the service has rounded or capped', async () => {
    const { emulator } = jobAt(undefined, NO_THROTTLING_WHILE_RUNNING)
    const run = await apply('00:00 run 2Gbit/s 5000files/s', {
      job: { status: 'IMPORT_JOB_DOING', maxBandWidth: 2_147_483_648, maxImportTaskQps: 2000 },
      emulator
    })
    expect(changesSent(run)).toEqual([])
    expect(run).toMatchObject({ code: '', result: { changed: false } })
  })
})

describe('when the job changes by itself, or someone else changes it', () => {
  /** Puts the job into a state when a request arrives, counted from 1. */
  async function applyOvertaken(
    text: string,
    at: JobOptions['status'],
    number: number,
    status: NonNullable<JobOptions['status']>,
    behavior: Partial<Behavior> = {},
    until: 'accepted' | 'applied' = 'accepted',
    isRunFirst = false
  ): Promise<JobRun> {
    const { job, emulator } = jobAt(at, behavior)
    let emulatorInUse: Emulator | undefined
    const { prepare, failing } = duringRequest(number, () => {
      if (isRunFirst) emulatorInUse?.setStatus(JOB, 'IMPORT_JOB_DOING')
      emulatorInUse?.setStatus(JOB, status)
    })
    return apply(text, {
      job,
      emulator: { ...emulator, failing },
      wait: { until, timeoutSeconds: 300 },
      prepare(given, testRun) {
        emulatorInUse = given
        prepare(given, testRun)
      }
    })
  }

  test.each(['IMPORT_JOB_FINISHED', 'IMPORT_JOB_CONFIRMED', 'IMPORT_JOB_CLOSING'] as const)(
    'does not start a job that has ended before its throttling is refused (%s)',
    async (status) => {
      const run = await applyOvertaken('00:00 run 5bit/s 5files/s', 'IMPORT_JOB_SUSPEND', 2, status, NO_THROTTLING)
      expect(changesSent(run)).toEqual(['5/5'])
      expect(run).toMatchObject({ code: '', result: { changed: false, job: { status } } })
    }
  )

  test.each<[status: NonNullable<JobOptions['status']>, ending: object]>([
    ['IMPORT_JOB_DOING', { code: '', result: { changed: true } }],
    ['IMPORT_JOB_SUSPEND', { code: 'JobPaused', result: { changed: true } }]
  ])('does not start a job twice that someone pauses after its start (%s a little later)', async (later, ending) => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND', NO_THROTTLING_WHILE_WAITING)
    let emulatorInUse: Emulator | undefined
    const pause = duringRequest(6, () => emulatorInUse?.setStatus(JOB, 'IMPORT_JOB_SUSPEND'))
    const next = duringRequest(9, () => emulatorInUse?.setStatus(JOB, later))
    const run = await apply('00:00 run 5bit/s 5files/s', {
      job,
      emulator: { ...emulator, failing: () => pause.failing() ?? next.failing() },
      prepare(given, testRun) {
        emulatorInUse = given
        pause.prepare(given, testRun)
        next.prepare(given, testRun)
      }
    })
    expect(run).toMatchObject(ending)
    expect(changesSent(run).filter((change) => change === 'start')).toHaveLength(1)
  })

  test('pauses a job for its throttling that was started before the refusal', async () => {
    const run = await applyOvertaken(
      '00:00 run 5bit/s 5files/s',
      'IMPORT_JOB_SUSPEND',
      2,
      'IMPORT_JOB_DOING',
      NO_THROTTLING_WHILE_RUNNING
    )
    expect(changesSent(run)).toEqual(['5/5', '5/5', 'pause', '5/5', 'start'])
  })

  test('sends nothing more for a job that ends before it is paused for its throttling', async () => {
    const run = await applyOvertaken(
      '00:00 run 5bit/s 5files/s',
      'IMPORT_JOB_DOING',
      2,
      'IMPORT_JOB_FINISHED',
      NO_THROTTLING
    )
    expect(changesSent(run)).toEqual(['5/5'])
    expect(run).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
  })

  test('sends nothing more for a job that ends while it is being paused for its throttling', async () => {
    const text = '00:00 run 5bit/s 5files/s'
    const run = await applyOvertaken(text, 'IMPORT_JOB_DOING', 5, 'IMPORT_JOB_FINISHED', NO_THROTTLING_WHILE_RUNNING)
    expect(changesSent(run)).toEqual(['5/5', 'pause'])
    expect(run).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
  })

  test('accepts that a job ends during the wait for its pause', async () => {
    const run = await applyOvertaken('00:00 pause', 'IMPORT_JOB_DOING', 3, 'IMPORT_JOB_FINISHED', {}, 'applied')
    expect(run).toMatchObject({
      code: '',
      result: { changed: true, job: { status: 'IMPORT_JOB_FINISHED' } }
    })
  })

  test('fails if the job is interrupted during the wait for its start', async () => {
    const run = await applyOvertaken(
      '00:00 run',
      'IMPORT_JOB_SUSPEND',
      3,
      'IMPORT_JOB_INTERRUPTED',
      {},
      'applied',
      true
    )
    expect(run).toMatchObject({ code: 'JobInterrupted', result: { changed: true } })
  })

  test('gives up after five turns if the job changes before each change', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND', NO_THROTTLING)
    let emulatorInUse: Emulator | undefined
    let puts = 0
    const failing: Failing = ({ method }) => {
      if (method === 'PUT') puts += 1
      // It stops at some point, so that the test cannot run forever.
      if (method === 'PUT' && puts < 9)
        emulatorInUse?.setStatus(JOB, puts % 2 === 1 ? 'IMPORT_JOB_DOING' : 'IMPORT_JOB_SUSPEND')
      return undefined
    }
    const run = await apply('00:00 run 5bit/s 5files/s', {
      job: { ...job, scheduleRule: { suspendCronExpression: '0 0 8 * * ?' } },
      emulator: { ...emulator, failing },
      prepare: (given) => {
        emulatorInUse = given
      }
    })
    expect(changesSent(run)).toEqual([...Array(5).fill('5/5'), 'pause'])
    expect(run.code).toBe('InvalidImportJobStatus')
    expect(run.logger.lines.filter((line) => line.startsWith('The job has changed by itself'))).toHaveLength(4)
    // The warning about its schedule is not repeated.
    expect(run.logger.warnings).toEqual([expect.stringContaining('"0 0 8 * * ?"')])
  })

  test('does not wait for the throttling of a job that ends right after its start', async () => {
    const slow = { throttlingLagMs: 600 * SECOND }
    const text = '00:00 run 5bit/s 5files/s'
    const run = await applyOvertaken(text, 'IMPORT_JOB_SUSPEND', 4, 'IMPORT_JOB_FINISHED', slow, 'applied', true)
    expect(changesSent(run)).toEqual(['5/5', 'start'])
    expect(run).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_FINISHED' } } })
  })

  test('sends nothing for a job that has finished before its pause', async () => {
    const run = await apply('00:00 pause', jobAt('IMPORT_JOB_FINISHED'))
    expect(run.requests).toEqual(['GET job'])
    expect(run.result.note).not.toContain('start-job')
  })

  test.each<[what: string, later: number, sent: string[]]>([
    ["someone else's throttling is replaced", 300, ['5/5', 'start', '5/5']],
    ['the one from before is a stale one', 9, ['5/5', 'start']]
  ])('after a poll has shown the accepted throttling, %s', async (_, later, sent) => {
    const shows: [status: string, rate: number][] = [
      ['DOING', 9],
      ['SUSPEND', 5],
      ['LAUNCHING', later],
      ['LAUNCHING', 5]
    ]
    const failing: Failing = ({ method }) => {
      const [status, rate] = (method === 'GET' && shows.shift()) || []
      if (status === undefined) return undefined
      const qos = `<MaxBandWidth>${rate}</MaxBandWidth><MaxImportTaskQps>${rate}</MaxImportTaskQps>`
      const job = `<ImportJob><Status>IMPORT_JOB_${status}</Status><ImportQos>${qos}</ImportQos></ImportJob>`
      return { raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${job}`) }
    }
    const { job, emulator } = jobAt('IMPORT_JOB_SUSPEND')
    const run = await apply('08:00 run 5bit/s 5files/s', {
      job,
      emulator: { ...emulator, failing },
      wait: { until: 'applied' }
    })
    expect(changesSent(run)).toEqual(sent)
    expect(run).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_LAUNCHING' } } })
    expect(run.result.job?.importQos).toMatchObject({ maxBandWidth: 5n })
  })

  test('the throttling of another line, which the service caps, is not sent again and again', async () => {
    const { prepare, failing } = duringRequest(3, ({ clock }) => clock.advance(MINUTE))
    const { job, emulator } = jobAt('IMPORT_JOB_DOING', { throttlingCap: { maxBandWidth: 20 } })
    const run = await apply('08:00 run 5bit/s 5files/s\n12:01 run 50bit/s 50files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare,
      wait: { until: 'applied', timeoutSeconds: 300 }
    })
    expect(changesSent(run)).toEqual(['5/5', '50/50'])
    expect(run.code).toBe('')
  })

  test('starts a job again that is paused during the wait for its throttling', async () => {
    const slow = { throttlingLagMs: 60 * SECOND }
    const run = await applyOvertaken(
      '00:00 run 5bit/s 5files/s',
      'IMPORT_JOB_DOING',
      4,
      'IMPORT_JOB_SUSPEND',
      slow,
      'applied'
    )
    expect(changesSent(run)).toEqual(['5/5', 'start'])
    expect(run).toMatchObject({ code: '', result: { job: { status: 'IMPORT_JOB_LAUNCHING' } } })
  })
})

describe('with wait-for applied', () => {
  const wait = { until: 'applied', timeoutSeconds: 300 } as const

  test.each<[timing: string, behavior: Partial<Behavior>, code: string, warning: string]>([
    ['at once', {}, '', ''],
    ['late', { jobLagMs: 40 * SECOND, throttlingLagMs: 90 * SECOND }, '', ''],
    ['with a capped value', { throttlingCap: { maxBandWidth: 4 } }, '', '4 bit/s (0.5 B/s)'],
    ['without any value', { throttlingShown: 'none' }, '', 'an unknown bandwidth']
  ])('waits for changes that show %s', async (_, behavior, code, warning) => {
    const run = await apply('00:00 run 5bit/s 5files/s', {
      ...jobAt('IMPORT_JOB_SUSPEND', behavior),
      wait
    })
    expect([run.code, changesSent(run)]).toEqual([code, ['5/5', 'start']])
    expect(loggedText(run)).toContain(warning)
    expect(run.logger.warnings).toHaveLength(warning === '' ? 0 : 1)
    if (code === '') expect(run.result.job?.status).toBe('IMPORT_JOB_LAUNCHING')
  })

  test('pauses a job whose throttling never shows, if it could run too fast', async () => {
    const run = await apply('00:00 run 5bit/s 5files/s', {
      ...jobAt('IMPORT_JOB_SUSPEND', { throttlingLagMs: 600 * SECOND }),
      wait
    })
    expect(changesSent(run)).toEqual(['5/5', 'start', 'pause'])
    expect(run.message).toContain("The job was paused so that it doesn't run faster")
  })

  test('does not pause a job whose throttling never shows, if it is slower', async () => {
    const run = await apply('00:00 run 50bit/s 50files/s', {
      ...jobAt('IMPORT_JOB_DOING', { throttlingLagMs: 600 * SECOND }),
      wait
    })
    expect([run.code, changesSent(run)]).toEqual(['WaitTimeout', ['50/50']])
  })

  test('does not pause the job when the workflow is cancelled', async () => {
    const { job, emulator } = jobAt('IMPORT_JOB_DOING', { throttlingLagMs: 600 * SECOND })
    const { prepare, failing } = duringRequest(4, ({ cancel }) => cancel())
    const run = await apply('00:00 run 5bit/s 5files/s', {
      job,
      emulator: { ...emulator, failing },
      prepare,
      wait
    })
    expect([run.code, changesSent(run)]).toEqual(['CancelOperation', ['5/5']])
  })

  test('waits for a pause', async () => {
    const run = await apply('00:00 pause', {
      ...jobAt('IMPORT_JOB_DOING', { jobLagMs: 40 * SECOND }),
      wait
    })
    expect(run).toMatchObject({
      code: '',
      result: { job: { status: 'IMPORT_JOB_SUSPEND' }, changed: true }
    })
  })
})
