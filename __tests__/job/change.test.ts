import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import {
  type Behavior,
  type Emulator,
  type EmulatorOptions,
  inEach,
  JOB_STATUSES,
  type JobOptions,
  type JobStatus,
  STILL,
  startEmulator
} from 'mgw-emulator'
import type { Change } from '../../src/inputs/inputs.ts'
import { makeChange } from '../../src/job/change.ts'
import type { OperationResult } from '../../src/job/result.ts'
import { fakeTimeouts, startFaulty } from '../support/faulty-emulator.ts'
import { JOB } from '../support/inputs.ts'
import { reachEmulator } from '../support/reach.ts'
import { type TestRetries, testRetries } from '../support/retry-options.ts'

const START: Change = { name: 'start-job' }
const PAUSE: Change = { name: 'pause-job' }
const CLOSE: Change = { name: 'close-job' }
const QOS: Change = { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n }
const THROTTLED = { maxBandWidth: 7, maxImportTaskQps: 8 }

const HOUR = 3_600_000
const DOUBT = 'may or may not have been'

let options: TestRetries
let emulator: Emulator
beforeEach(async () => {
  options = testRetries()
  await begin()
})
afterEach(() => emulator.close())

/** Starts the emulator, or another one with other options. */
async function begin(emulatorOptions: EmulatorOptions = {}): Promise<void> {
  await emulator?.close()
  emulator = await startEmulator({ now: options.clock.date, durations: STILL, ...emulatorOptions })
}

/** Makes a change to a job that is at a status. */
function change(
  what: Change,
  status: JobStatus,
  job: Partial<JobOptions> = {},
  before?: { status: string }
): Promise<OperationResult> {
  if (emulator.job(JOB) === undefined) emulator.addJob({ name: JOB, status, ...job })
  return makeChange(reachEmulator(emulator, JOB), what, before, options)
}

const methods = (): string =>
  emulator.requests
    .map(({ method, path }) => (path.startsWith('/jobhistory/') ? 'HISTORY' : method))
    .join(' ')

describe('an accepted change', () => {
  test.each<[what: Change, status: JobStatus, after: object, body: string]>([
    [START, 'IMPORT_JOB_BEGIN', { status: 'IMPORT_JOB_LAUNCHING' }, '<Status>IMPORT_JOB_LAUNCHING</Status>'],
    [PAUSE, 'IMPORT_JOB_DOING', { status: 'IMPORT_JOB_SUSPEND' }, '<Status>IMPORT_JOB_SUSPEND</Status>'],
    [CLOSE, 'IMPORT_JOB_DOING', { status: 'IMPORT_JOB_CLOSING' }, '<Status>IMPORT_JOB_CLOSING</Status>'],
    [
      QOS,
      'IMPORT_JOB_DOING',
      { maxBandWidth: '7', maxImportTaskQps: '8' },
      '<ImportQos><MaxBandWidth>7</MaxBandWidth><MaxImportTaskQps>8</MaxImportTaskQps></ImportQos>'
    ]
  ])('%o is one request', async (what, status, after, body) => {
    const before = { status }
    expect(await change(what, status, {}, before)).toEqual({
      changed: true,
      statusCode: 200,
      requestId: emulator.requests[0]?.requestId,
      before,
      changedAt: Math.floor(options.clock.date() / 1000) * 1000
    })
    expect(emulator.requests).toMatchObject([{ method: 'PUT', path: `/job/${JOB}` }])
    expect(emulator.requests[0]?.body).toContain(`<ImportJob>${body}</ImportJob>`)
    expect(emulator.job(JOB)).toMatchObject(after)
  })

  test.each<[what: string, behavior: Partial<Behavior>]>([
    ['without a Date', { dateHeader: false }],
    ["with a proxy's Date", { dateSkewMs: 20 * 60_000 }]
  ])('%s is 15 minutes old at the most', async (_, behavior) => {
    await begin({ behavior })
    const { changedAt } = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(changedAt).toBe(options.clock.date() - 15 * 60_000)
  })
})

test('every attempt is signed anew', async () => {
  emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 60 })
  expect(await change(PAUSE, 'IMPORT_JOB_DOING')).toMatchObject({ changed: true })
  expect(emulator.requests.map(({ headers }) => headers['x-oss-date'])).toEqual([
    '20261125T120000Z',
    '20261125T120100Z'
  ])
})

test('a clock that is off is corrected once, for all requests that follow', async () => {
  emulator.fail({ fault: 'skewed-clock', skewMs: -20 * 60_000 })
  const result = await change(PAUSE, 'IMPORT_JOB_DOING')
  expect(result).toMatchObject({ changed: true, changedAt: options.clock.date() - 20 * 60_000 })
  expect(methods()).toBe('PUT PUT')
  expect(options.logger.warnings).toEqual([
    expect.stringMatching(/^The clock of this machine is 20\.0 minutes fast/)
  ])
  expect(options.logger.lines).toEqual([])
})

describe('refused, as the job already is as asked: a success that changed nothing', () => {
  test.each<[what: Change, status: JobStatus, job: Partial<JobOptions>, state: string]>([
    [START, 'IMPORT_JOB_LAUNCHING', {}, 'IMPORT_JOB_LAUNCHING'],
    [START, 'IMPORT_JOB_DOING', {}, 'IMPORT_JOB_DOING'],
    [PAUSE, 'IMPORT_JOB_SUSPEND', {}, 'IMPORT_JOB_SUSPEND'],
    [CLOSE, 'IMPORT_JOB_CLOSING', {}, 'IMPORT_JOB_CLOSING'],
    [CLOSE, 'IMPORT_JOB_FINISHED', {}, 'IMPORT_JOB_FINISHED'],
    [CLOSE, 'IMPORT_JOB_INTERRUPTED', {}, 'IMPORT_JOB_INTERRUPTED'],
    [QOS, 'IMPORT_JOB_CLOSING', THROTTLED, '7 bit/s (0.875 B/s) and 8 files per second']
  ])('%o at %s', async (what, status, job, state) => {
    const result = await change(what, status, job)
    expect(result).toMatchObject({
      changed: false,
      statusCode: 200,
      job: { status },
      note: `The service refused ${what.name}, but the job is as it was asked for: GetJob says ${state}.`
    })
    expect(result).not.toHaveProperty('error')
    expect(methods()).toBe('PUT GET')
  })
})

describe('refused in its state, which the refusal names', () => {
  const TABLE: [what: Change, allowed: JobStatus[], applied: JobStatus[], verb: string][] = [
    [
      START,
      ['IMPORT_JOB_BEGIN', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED'],
      ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'],
      'which cannot be started'
    ],
    [
      PAUSE,
      ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'],
      ['IMPORT_JOB_SUSPEND'],
      'which cannot be paused'
    ],
    [
      CLOSE,
      ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING', 'IMPORT_JOB_SUSPEND'],
      ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED', 'IMPORT_JOB_CONFIRMED'],
      'which cannot be closed'
    ],
    [
      QOS,
      JOB_STATUSES.filter((status) => !/CLOSING|CONFIRMED/.test(status)),
      [],
      'in which the throttling cannot be changed'
    ]
  ]
  const REFUSALS = TABLE.flatMap(([what, allowed, applied, verb]) =>
    JOB_STATUSES.filter((status) => ![...allowed, ...applied, 'IMPORT_JOB_DELETING'].includes(status)).map(
      (status) => [what, status, verb] as const
    )
  )
  test.each(REFUSALS)('%o at %s, %s', async (what, status, verb) => {
    const before = { status: 'IMPORT_JOB_DOING' }
    const result = await change(what, status, {}, before)
    expect(result).toMatchObject({
      changed: false,
      before,
      job: { status },
      error: { code: 'InvalidImportJobStatus' },
      note: `The job is at ${status}, ${verb}.`
    })
    expect(methods()).toBe('PUT GET')
  })

  test.each<[code: string, status: number]>([
    ['AccessDenied', 403],
    ['ImportJobConcurrencyExceed', 400],
    ['ImportJobInDeleting', 409],
    ['NoSuchImportJob', 404]
  ])('%s is about no state, and is not looked into', async (code, status) => {
    emulator.fail({ code })
    const before = { status: 'IMPORT_JOB_DOING' }
    expect(await change(PAUSE, 'IMPORT_JOB_DOING', {}, before)).toEqual({
      changed: false,
      before,
      job: before,
      error: expect.objectContaining({ code, statusCode: status })
    })
    expect(methods()).toBe('PUT')
  })
})

test('a refusal after an answer was lost is told as such, and leaves the change in doubt', async () => {
  emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
  expect(await change(PAUSE, 'IMPORT_JOB_FINISHED')).toMatchObject({
    changed: undefined,
    job: { status: 'IMPORT_JOB_FINISHED' },
    error: { code: 'InvalidImportJobStatus' },
    note: expect.stringContaining(DOUBT)
  })
  expect(methods()).toBe('PUT PUT GET')
})

describe('a collision with another update', () => {
  const CODES = ['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently']
  test.each(CODES)('%s: it is as asked', async (code) => {
    emulator.fail({ code, method: 'PUT', applied: true })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(result).toMatchObject({
      changed: false,
      note: expect.stringContaining('GetJob says IMPORT_JOB_SUSPEND')
    })
    expect(methods()).toBe('PUT GET')
  })

  test.each(CODES)('%s: it is not, and the change is made again', async (code) => {
    emulator.fail({ code, method: 'PUT' })
    expect(await change(START, 'IMPORT_JOB_BEGIN')).toMatchObject({ changed: true })
    expect(methods()).toBe('PUT GET PUT')
    expect(emulator.job(JOB)?.starts).toBe(1)
  })

  test.each<[code: string, note: string | undefined]>([
    ['ImportJobConflictOnUpdateStatus', 'The job is at IMPORT_JOB_DOING, which cannot be paused.'],
    // This says nothing of the state.
    ['ImportJobUpdateConcurrently', undefined]
  ])('%s for good', async (code, note) => {
    emulator.fail({ code, method: 'PUT', times: 9 })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(result).toMatchObject({ changed: false, error: { code } })
    expect(result.note).toBe(note)
    expect(methods()).toBe('PUT GET PUT GET PUT GET PUT GET')
  })

  test.each(CODES)('%s, and the job cannot be looked at', async (code) => {
    options.maxAttempts = 2
    emulator.fail({ code, method: 'PUT', times: 9 })
    emulator.fail({ code: 'AccessDenied', method: 'GET', times: 9 })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(result).toMatchObject({ changed: false, error: { code } })
    expect(result.note).toBeUndefined()
    expect(methods()).toBe('PUT GET PUT GET')
  })
})

describe('a start whose answer was lost', () => {
  test('is looked at again for 30 s before it is sent again', async () => {
    emulator.fail({ fault: 'reset-before-headers' })
    expect(await change(START, 'IMPORT_JOB_BEGIN')).toMatchObject({ changed: true })
    expect(methods()).toBe('PUT GET GET GET GET PUT')
    expect(options.clock.sleeps.slice(1)).toEqual([3000, 7000, 20_000])
    expect(emulator.job(JOB)?.starts).toBe(1)
  })

  const LOOKS = 'GET GET GET GET'
  const AGAIN = `PUT ${LOOKS} HISTORY PUT`
  test.each<
    [
      endsAs: 'finished' | 'interrupted',
      since: number,
      timeFormat: 'iso' | 'plain',
      requests: string,
      changed: boolean | undefined,
      ok: boolean
    ]
  >([
    ['finished', HOUR, 'iso', 'PUT GET', undefined, true],
    ['finished', -8 * HOUR, 'iso', AGAIN, true, true],
    // In a time zone that is not known.
    ['finished', -168 * HOUR, 'plain', AGAIN, true, true],
    ['finished', -HOUR, 'plain', AGAIN, true, true],
    ['finished', HOUR, 'plain', 'PUT GET HISTORY', undefined, false],
    // Within the second.
    ['finished', 0, 'iso', 'PUT GET HISTORY', undefined, false],
    ['interrupted', HOUR, 'iso', 'PUT GET HISTORY', undefined, false],
    ['interrupted', -HOUR, 'iso', AGAIN, true, true]
  ])(
    'of a job that %s %i ms after it, written %s',
    async (endsAs, since, timeFormat, requests, changed, ok) => {
      await begin({ timeFormat })
      const endedAt = options.clock.date() + since
      emulator.addJob({ name: JOB, rounds: [{ startedAt: endedAt - 2 * HOUR, endedAt, plan: { endsAs } }] })
      emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
      const { error, note, ...result } = await change(START, 'IMPORT_JOB_FINISHED')
      expect({ requests: methods(), ok: error === undefined }).toEqual({ requests, ok })
      expect(result.changed).toBe(changed)
      expect(note?.includes(DOUBT)).toBe(changed ? undefined : !ok)
    }
  )

  test.each<[endsAs: 'finished' | 'interrupted', requests: string]>([
    ['finished', 'PUT GET'],
    ['interrupted', 'PUT GET HISTORY']
  ])('and whose round has %s before the first look', async (endsAs, requests) => {
    const copyMs = 0
    await begin({ durations: { launching: 0, preparing: 0, closing: 0 } })
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    const before = { status: 'IMPORT_JOB_BEGIN' }
    const result = await change(START, 'IMPORT_JOB_BEGIN', { plan: { copyMs, endsAs } }, before)
    expect(methods()).toBe(requests)
    expect(result).toMatchObject({
      changed: true,
      job: { status: `IMPORT_JOB_${endsAs.toUpperCase()}` },
      note: `There was no clear answer to start-job, but the job is as it was asked for: GetJob says IMPORT_JOB_${endsAs.toUpperCase()}.`
    })
    expect(emulator.job(JOB)?.starts).toBe(1)
  })

  test('of a job that ran before has changed nothing', async () => {
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    const before = { status: 'IMPORT_JOB_DOING' }
    expect(await change(START, 'IMPORT_JOB_DOING', {}, before)).toMatchObject({
      changed: false,
      job: { status: 'IMPORT_JOB_DOING' }
    })
    expect(methods()).toBe('PUT GET')
  })

  test('and which GetJob may not look into is not made again', async () => {
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    emulator.fail({ code: 'AccessDenied', method: 'GET' })
    expect(await change(START, 'IMPORT_JOB_BEGIN')).toMatchObject({
      changed: undefined,
      error: {
        code: 'ECONNRESET',
        message: expect.stringMatching(/ \(the migration service at 127\.0\.0\.1:\d+\)$/)
      },
      note: 'The job may or may not have been started. Look at its state in the console before you start it again: a second start might begin a second round.'
    })
    expect(methods()).toBe('PUT GET')
    expect(emulator.job(JOB)?.starts).toBe(1)
  })

  test('is found out by the refusal of the next one', async () => {
    emulator.fail({ fault: '504-html', method: 'PUT', applied: true })
    const stillBegin =
      'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<ImportJob><Status>IMPORT_JOB_BEGIN</Status></ImportJob>'
    emulator.fail({ raw: Buffer.from(stillBegin), method: 'GET', times: 4 })
    expect(await change(START, 'IMPORT_JOB_BEGIN')).toMatchObject({ changed: undefined, statusCode: 200 })
    expect(methods()).toBe(`PUT ${LOOKS} PUT GET`)
    expect(emulator.job(JOB)?.starts).toBe(1)
  })

  test('and whose history may not be read: the time of its state tells', async () => {
    const endedAt = options.clock.date() - HOUR
    emulator.addJob({
      name: JOB,
      rounds: [{ startedAt: endedAt - HOUR, endedAt, plan: { endsAs: 'interrupted' } }]
    })
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    const job = reachEmulator(emulator, JOB)
    const history = async () => {
      emulator.fail({ code: 'AccessDenied' })
      return job.history(options)
    }
    expect(await makeChange({ ...job, history }, START, undefined, options)).toMatchObject({ changed: true })
    expect(methods()).toBe(AGAIN)
  })

  describe('while looks are late', () => {
    test.each<
      [jobLagMs: number, status: JobStatus, seconds: number, requests: string, changed: boolean | undefined]
    >([
      [2000, 'IMPORT_JOB_BEGIN', 120, 'PUT GET GET', true],
      [20_000, 'IMPORT_JOB_BEGIN', 120, 'PUT GET GET GET GET', true],
      [2000, 'IMPORT_JOB_SUSPEND', 120, 'PUT GET GET', true],
      [20_000, 'IMPORT_JOB_SUSPEND', 120, 'PUT GET GET GET GET', true],
      [2000, 'IMPORT_JOB_FINISHED', 120, 'PUT GET GET', true],
      [20_000, 'IMPORT_JOB_FINISHED', 120, 'PUT GET GET GET GET', true],
      // Too little time to be sure.
      [2000, 'IMPORT_JOB_BEGIN', 3, 'PUT GET', undefined],
      [20_000, 'IMPORT_JOB_BEGIN', 20, 'PUT GET GET GET', undefined],
      [20_000, 'IMPORT_JOB_FINISHED', 20, 'PUT GET GET GET', undefined]
    ])(
      'by %i ms: a start of a job at %s, within %i s',
      async (jobLagMs, status, seconds, requests, changed) => {
        options = testRetries({ seconds })
        await begin({ behavior: { jobLagMs, rulings: { start: inEach('accept') } } })
        emulator.addJob({ name: JOB, status, since: options.clock.date() - HOUR })
        const starts = emulator.job(JOB)?.starts ?? 0
        emulator.fail({ fault: 'answer-lost', method: 'PUT' })
        const job = reachEmulator(emulator, JOB)
        const { job: before } = await job.get(options)
        const result = await makeChange(job, START, before, options)
        expect(methods()).toBe(`GET ${requests}`)
        expect(result.changed).toBe(changed)
        expect(result.error === undefined).toBe(changed === true)
        expect(emulator.job(JOB)?.starts).toBe(starts + 1)
        expect(options.clock.now()).toBeLessThanOrEqual(seconds * 1000)
      }
    )

    test.each(['settings', 'absent', 'status'] as const)(
      'a paused job whose round ends before a look shows it is not started twice (ModifyTime: %s)',
      async (modifyTime) => {
        for (const jobLagMs of [0, 20_000]) {
          await begin({
            behavior: { jobLagMs, modifyTime },
            durations: { launching: 0, preparing: 0, closing: 0 }
          })
          emulator.addJob({
            name: JOB,
            status: 'IMPORT_JOB_SUSPEND',
            since: options.clock.date() - HOUR,
            plan: { copyMs: 0 }
          })
          const starts = emulator.job(JOB)?.starts ?? 0
          emulator.fail({ fault: 'answer-lost', method: 'PUT' })
          await makeChange(reachEmulator(emulator, JOB), START, undefined, options)
          expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_FINISHED')
          expect(emulator.job(JOB)?.starts).toBe(starts + 1)
          await emulator.close()
        }
      }
    )

    test('a paused job that a later look shows ended is not started twice, where nothing else tells', async () => {
      await begin({
        behavior: { jobLagMs: 2000, modifyTime: 'settings', historyEntries: 'none' },
        durations: { launching: 0, preparing: 0, closing: 0 }
      })
      emulator.addJob({
        name: JOB,
        status: 'IMPORT_JOB_SUSPEND',
        since: options.clock.date() - HOUR,
        plan: { copyMs: 0 }
      })
      const starts = emulator.job(JOB)?.starts ?? 0
      emulator.fail({ fault: 'answer-lost', method: 'PUT' })
      const result = await makeChange(reachEmulator(emulator, JOB), START, undefined, options)
      expect(result).toMatchObject({ job: { status: 'IMPORT_JOB_FINISHED' } })
      expect(result).not.toHaveProperty('error')
      expect(methods()).toBe('PUT GET GET')
      expect(emulator.job(JOB)?.starts).toBe(starts + 1)
    })

    test.each([2000, 20_000])('by %i ms: a pause is repeated', async (jobLagMs) => {
      await begin({ behavior: { jobLagMs } })
      emulator.fail({ fault: 'answer-lost', method: 'PUT' })
      const result = await change(PAUSE, 'IMPORT_JOB_DOING')
      expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
      expect(result.changed).toBeUndefined()
    })
  })
})

describe('kept connections that the server closes', () => {
  test.each<[what: string, connections: NonNullable<EmulatorOptions['connections']>]>([
    ['by a reset, at the second request', { resetReused: true }],
    ['after each answer, as it says', { maxRequests: 1 }]
  ])('%s', async (_, connections) => {
    for (const what of [START, PAUSE, QOS]) {
      options = testRetries({ maxAttempts: 1 })
      await begin({ connections })
      const status = what === START ? 'IMPORT_JOB_BEGIN' : 'IMPORT_JOB_DOING'
      emulator.addJob({ name: JOB, status })
      const starts = emulator.job(JOB)?.starts ?? 0
      const job = reachEmulator(emulator, JOB)
      const { job: before } = await job.get(options)
      expect(await makeChange(job, what, before, options)).toMatchObject({ changed: true })
      expect(await job.get(options)).toMatchObject({ statusCode: 200 })
      expect(emulator.job(JOB)).toMatchObject({ updates: 1, starts: starts + (what === START ? 1 : 0) })
      expect(options.logger.lines).toEqual([])
    }
  })

  test.each<[what: Change, status: JobStatus]>([
    [START, 'IMPORT_JOB_BEGIN'],
    [PAUSE, 'IMPORT_JOB_DOING'],
    [CLOSE, 'IMPORT_JOB_SUSPEND']
  ])('when %o was made: it is made once', async (what, status) => {
    options = testRetries({ maxAttempts: 1 })
    await begin()
    emulator.addJob({ name: JOB, status })
    const job = reachEmulator(emulator, JOB)
    const { job: before } = await job.get(options)
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    expect(await makeChange(job, what, before, options)).toMatchObject({ changed: true })
    expect(emulator.job(JOB)?.updates).toBe(1)
    expect(options.logger.lines).toEqual([])
  })

  test('when a job that runs was closed: it may have come to its end by itself', async () => {
    options = testRetries({ maxAttempts: 1 })
    await begin()
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_DOING' })
    const job = reachEmulator(emulator, JOB)
    const { job: before } = await job.get(options)
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    const result = await makeChange(job, CLOSE, before, options)
    expect([result.changed, result.error]).toEqual([undefined, undefined])
  })
})

describe('the time', () => {
  beforeEach(fakeTimeouts)
  afterEach(() => {
    jest.useRealTimers()
  })

  test.each([
    ['silence', 'waiting for the answer'],
    ['one-byte-a-second', '(waiting for|reading) the answer']
  ] as const)('is absolute: %s', async (fault, phase) => {
    options = testRetries({ seconds: 20 })
    await emulator.close()
    emulator = await startFaulty(options, () => fault, {})
    expect(await change(QOS, 'IMPORT_JOB_DOING')).toMatchObject({
      changed: undefined,
      error: {
        code: 'ETIMEDOUT',
        message: expect.stringMatching(
          new RegExp(
            `^The 20 s of timeout-seconds were over while attempt 1 was still ${phase}\\. \\(.*:\\d+\\)$`
          )
        )
      },
      note: 'The change may or may not have been made. To make it again does no harm.'
    })
    expect(methods()).toBe('PUT')
  })
})

test('a redirect is not followed, and the signature goes nowhere else', async () => {
  const elsewhere = await startEmulator()
  try {
    emulator.fail({ fault: 'redirect', location: elsewhere.url, times: 9 })
    expect(await change(PAUSE, 'IMPORT_JOB_DOING')).toMatchObject({
      error: { code: 'InvalidResponse', statusCode: 307 }
    })
    expect(elsewhere.requests).toEqual([])
  } finally {
    await elsewhere.close()
  }
})

describe('cancelled', () => {
  const LOST =
    'A request for a change had been sent and its answer had not come: the service may or may not have acted on it.'
  test.each<[what: Change, status: JobStatus]>([
    [START, 'IMPORT_JOB_BEGIN'],
    [PAUSE, 'IMPORT_JOB_DOING']
  ])('after the answer to %o was lost', async (what, status) => {
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    options.clock.sleep = async () => options.cancel()
    const result = await change(what, status)
    expect(result).toMatchObject({
      changed: undefined,
      error: { code: 'CancelOperation', message: `The workflow was cancelled. ${LOST}` }
    })
    expect(result).not.toHaveProperty('note')
    expect(methods()).toBe('PUT')
  })

  test.each([3000, 7000, 20_000])('in the %i ms between two looks for a start', async (pause) => {
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    const { sleep } = options.clock
    options.clock.sleep = async (ms, signal) => {
      if (ms === pause) options.cancel()
      await sleep(ms, signal)
    }
    expect(await change(START, 'IMPORT_JOB_BEGIN')).toMatchObject({
      changed: undefined,
      error: { code: 'CancelOperation', message: `The workflow was cancelled. ${LOST}` }
    })
    expect(emulator.job(JOB)?.starts).toBe(0)
  })

  test('before anything is sent', async () => {
    options.cancel()
    expect(await change(PAUSE, 'IMPORT_JOB_DOING')).toMatchObject({
      changed: false,
      error: {
        code: 'CancelOperation',
        message: 'The workflow was cancelled. Nothing had been sent that the service could have acted on.'
      }
    })
    expect(methods()).toBe('')
  })
})
