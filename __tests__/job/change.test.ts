import { type GetJobResp, MgwError } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import {
  type Behavior,
  type Emulator,
  type EmulatorOptions,
  JOB_STATUSES,
  type JobOptions,
  type JobStatus,
  type PastRound,
  type Plan,
  STILL,
  startEmulator
} from 'mgw-emulator'
import type { Change } from '../../src/inputs/operation.ts'
import { changeJob, isRefusedInState } from '../../src/job/change.ts'
import { JobClient } from '../../src/job/job-client.ts'
import { failure } from '../../src/job/result.ts'
import { describeStatus } from '../../src/job/states.ts'
import { startDeadline } from '../../src/runner/clock.ts'
import { JOB } from '../support/create-inputs.ts'
import { fakeTimeouts, startFaulty } from '../support/faulty-emulator.ts'
import { emulatorService, jobClient } from '../support/job-client.ts'
import { type FlatResult, flatten } from '../support/results.ts'
import { type TestRun, testRun } from '../support/test-run.ts'

const START: Change = { name: 'start-job' }
const PAUSE: Change = { name: 'pause-job' }
const CLOSE: Change = { name: 'close-job' }
const QOS: Change = { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n }
const THROTTLED = { maxBandWidth: 7, maxImportTaskQps: 8 }

const HOUR = 3_600_000
const IN_DOUBT = 'may or may not have been'

let run: TestRun
let emulator: Emulator
beforeEach(async () => {
  run = testRun()
  await restartEmulator()
})
afterEach(() => emulator.close())

async function restartEmulator(options: EmulatorOptions = {}): Promise<void> {
  await emulator?.close()
  emulator = await startEmulator({ now: run.clock.wallTime, durations: STILL, ...options })
}

const createClient = (): JobClient => jobClient(emulator, JOB, run.policy)

async function send(job: JobClient, change: Change, before?: GetJobResp): Promise<FlatResult> {
  return flatten(await changeJob(job, { change, before }, run.limits))
}

/** Changes a job that has this status. */
function change(
  what: Change,
  status: JobStatus,
  job: Partial<JobOptions> = {},
  before?: { status: string }
): Promise<FlatResult> {
  if (emulator.job(JOB) === undefined) emulator.addJob({ name: JOB, status, ...job })
  return send(createClient(), what, before)
}

/** The requests so far, as in `PUT GET HISTORY`. */
const sentMethods = (): string =>
  emulator.requests.map(({ method, path }) => (path.startsWith('/jobhistory/') ? 'HISTORY' : method)).join(' ')

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
  ])('%o takes one request', async (what, status, after, body) => {
    const before = { status }
    expect(await change(what, status, {}, before)).toEqual({
      changed: true,
      statusCode: 200,
      requestId: emulator.requests[0]?.requestId,
      before,
      changedAt: Math.floor(run.clock.wallTime() / 1000) * 1000
    })
    expect(emulator.requests).toMatchObject([{ method: 'PUT', path: `/job/${JOB}` }])
    expect(emulator.requests[0]?.body).toContain(`<ImportJob>${body}</ImportJob>`)
    expect(emulator.job(JOB)).toMatchObject(after)
  })

  test.each<[what: string, behavior: Partial<Behavior>]>([
    ['without a Date header', { dateHeader: false }],
    ["with a proxy's Date header", { dateSkewMs: 20 * 60_000 }]
  ])("%s doesn't have the service's time", async (_, behavior) => {
    await restartEmulator({ behavior })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(result).toMatchObject({ changed: true, changedAt: undefined })
  })
})

test('signs every attempt again', async () => {
  emulator.fail({ fault: '503-retry-after-seconds', retryAfterSeconds: 60 })
  expect(await change(PAUSE, 'IMPORT_JOB_DOING')).toMatchObject({ changed: true })
  expect(emulator.requests.map(({ headers }) => headers['x-oss-date'])).toEqual([
    '20261125T120000Z',
    '20261125T120100Z'
  ])
})

test('corrects a skewed clock once, for all later requests', async () => {
  emulator.fail({ fault: 'skewed-clock', skewMs: -20 * 60_000 })
  const result = await change(PAUSE, 'IMPORT_JOB_DOING')
  expect(result).toMatchObject({ changed: true, changedAt: run.clock.wallTime() - 20 * 60_000 })
  expect(sentMethods()).toBe('PUT PUT')
  expect(run.logger.warnings).toEqual([expect.stringMatching(/^The clock of this machine is 20\.0 minutes fast/)])
  expect(run.logger.lines).toEqual([])
})

describe('a change rejected because the job is already in the requested state', () => {
  test.each<[what: Change, status: JobStatus, job: Partial<JobOptions>, state: string]>([
    [START, 'IMPORT_JOB_LAUNCHING', {}, 'starting (IMPORT_JOB_LAUNCHING)'],
    [START, 'IMPORT_JOB_DOING', {}, 'running (IMPORT_JOB_DOING)'],
    [{ name: 'resume-job' }, 'IMPORT_JOB_DOING', {}, 'running (IMPORT_JOB_DOING)'],
    [PAUSE, 'IMPORT_JOB_SUSPEND', {}, 'paused (IMPORT_JOB_SUSPEND)'],
    [CLOSE, 'IMPORT_JOB_CLOSING', {}, 'closing (IMPORT_JOB_CLOSING)'],
    [CLOSE, 'IMPORT_JOB_FINISHED', {}, 'finished (IMPORT_JOB_FINISHED)'],
    [CLOSE, 'IMPORT_JOB_INTERRUPTED', {}, 'interrupted (IMPORT_JOB_INTERRUPTED)'],
    [QOS, 'IMPORT_JOB_CLOSING', THROTTLED, '7 bit/s (0.875 B/s) and 8 files per second']
  ])('succeeds without a change: %o at %s', async (what, status, job, state) => {
    const result = await change(what, status, job)
    expect(result).toMatchObject({
      changed: false,
      statusCode: 200,
      job: { status },
      note: `The service refused ${what.name}, but ${what.name === 'update-qos' ? `${JOB} is throttled to ${state}` : `${JOB} is ${state}`}.`
    })
    expect(result).not.toHaveProperty('error')
    expect(sentMethods()).toBe('PUT GET')
  })
})

describe('a change rejected because of another state', () => {
  const TABLE: [what: Change, allowed: JobStatus[], applied: JobStatus[], verb: string][] = [
    [
      START,
      ['IMPORT_JOB_BEGIN', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED'],
      ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'],
      "it can't be started"
    ],
    [
      PAUSE,
      ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'],
      ['IMPORT_JOB_SUSPEND'],
      "it can't be paused"
    ],
    [
      CLOSE,
      ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING', 'IMPORT_JOB_SUSPEND'],
      ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED', 'IMPORT_JOB_CONFIRMED'],
      "it can't be closed"
    ],
    [QOS, JOB_STATUSES.filter((status) => !/CLOSING|CONFIRMED/.test(status)), [], "its throttling can't be changed"]
  ]
  const REJECTED = TABLE.flatMap(([what, allowed, applied, verb]) =>
    JOB_STATUSES.filter((status) => ![...allowed, ...applied, 'IMPORT_JOB_DELETING'].includes(status)).map(
      (status) => [what, status, verb] as const
    )
  )
  /** A job that is CLOSING, or has perhaps just been, is polled, and the start is sent again. */
  const requestsOf = ({ name }: Change, status: JobStatus): string => {
    if (name !== 'start-job') return 'PUT GET'
    if (status === 'IMPORT_JOB_CLOSING') return `PUT GET${' GET'.repeat(14)}`
    return status === 'IMPORT_JOB_CONFIRMED' ? 'PUT GET GET PUT GET' : 'PUT GET'
  }
  test.each(REJECTED)('reports the state: %o at %s, %s', async (what, status, verb) => {
    const before = { status: 'IMPORT_JOB_DOING' }
    const result = await change(what, status, {}, before)
    expect(result).toMatchObject({
      changed: false,
      before,
      job: { status },
      error: { code: 'InvalidImportJobStatus' },
      note: `${JOB} is ${describeStatus(status)}, so ${verb}.${what === PAUSE ? ' To accept that, set idempotent to true.' : ''}`
    })
    expect(sentMethods()).toBe(requestsOf(what, status))
  })

  test.each<[code: string, status: number]>([
    ['AccessDenied', 403],
    ['ImportJobConcurrencyExceed', 400],
    ['ImportJobInDeleting', 409],
    ['NoSuchImportJob', 404]
  ])("doesn't read the job if the code isn't about its state: %s", async (code, status) => {
    emulator.fail({ code })
    const before = { status: 'IMPORT_JOB_DOING' }
    expect(await change(PAUSE, 'IMPORT_JOB_DOING', {}, before)).toEqual({
      changed: false,
      before,
      job: undefined,
      error: expect.objectContaining({ code, statusCode: status })
    })
    expect(sentMethods()).toBe('PUT')
  })
})

test('reports a rejection after a lost response, and leaves the outcome unknown', async () => {
  emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
  expect(await change(PAUSE, 'IMPORT_JOB_FINISHED')).toMatchObject({
    changed: undefined,
    job: { status: 'IMPORT_JOB_FINISHED' },
    error: { code: 'InvalidImportJobStatus' },
    note: expect.stringContaining(IN_DOUBT)
  })
  expect(sentMethods()).toBe('PUT PUT GET')
})

test("a refusal after a lost response doesn't show that the change wasn't made", () => {
  const error = new MgwError('InvalidImportJobStatus', '', { statusCode: 409 })
  expect(isRefusedInState({ outcome: failure(error, false) })).toBe(true)
  expect(isRefusedInState({ outcome: failure(error, undefined) })).toBe(false)
})

describe('a conflict with another update', () => {
  const CODES = ['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently']
  test.each(CODES)('%s is retried', async (code) => {
    emulator.fail({ code, method: 'PUT' })
    expect(await change(START, 'IMPORT_JOB_BEGIN')).toMatchObject({ changed: true })
    expect(sentMethods()).toBe('PUT PUT')
    expect(emulator.job(JOB)?.starts).toBe(1)
  })

  test.each(CODES)('%s succeeds if it persists and the job is in the requested state', async (code) => {
    emulator.fail({ code, method: 'PUT', times: 9, applied: true })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(result).toMatchObject({
      changed: false,
      note: `The service refused pause-job, but ${JOB} is paused (IMPORT_JOB_SUSPEND).`
    })
    expect(sentMethods()).toBe('PUT PUT PUT PUT GET')
  })

  test.each(CODES)('%s fails for a start of a job that has ended, which is not sent once more', async (code) => {
    emulator.fail({ code, method: 'PUT', times: 4 })
    expect(await change(START, 'IMPORT_JOB_FINISHED')).toMatchObject({ changed: false, error: { code } })
    expect(sentMethods()).toBe('PUT PUT PUT PUT GET')
  })

  test.each(CODES)("%s fails for a start that still looks applied: someone's pause may be under way", async (code) => {
    emulator.fail({ code, method: 'PUT', times: 9 })
    expect(await change(START, 'IMPORT_JOB_DOING')).toMatchObject({ changed: false, error: { code } })
    expect(sentMethods()).toBe('PUT PUT PUT PUT GET')
  })

  test.each<[code: string, note: string | undefined]>([
    ['ImportJobConflictOnUpdateStatus', `${JOB} is running (IMPORT_JOB_DOING), so it can't be paused.`],
    // This code isn't about the state.
    ['ImportJobUpdateConcurrently', undefined]
  ])('%s fails if it persists', async (code, note) => {
    emulator.fail({ code, method: 'PUT', times: 9 })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(result).toMatchObject({ changed: false, error: { code } })
    expect(result.note).toBe(note)
    expect(sentMethods()).toBe('PUT PUT PUT PUT GET')
  })

  test.each(CODES)("%s fails if it persists and the job can't be read", async (code) => {
    run.policy.maxAttempts = 2
    emulator.fail({ code, method: 'PUT', times: 9 })
    emulator.fail({ code: 'AccessDenied', method: 'GET', times: 9 })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(result).toMatchObject({ changed: false, error: { code } })
    expect(result.note).toBeUndefined()
    expect(sentMethods()).toBe('PUT PUT GET')
  })
})

describe('a start whose response was lost', () => {
  /** The polls until the deadline of 120 s. */
  const POLLS = 14
  const IN_DOUBT_NOTE = `${JOB} may or may not have been started. Check its state before you start it again: a second start could start a second round.`
  const polls = (count: number): string => ' GET'.repeat(count)

  /** Loses the start of a job, and counts how often the service started it. */
  async function loseStart(
    fault: 'answer-lost' | 'reset-before-headers',
    before?: GetJobResp
  ): Promise<FlatResult & { starts: number }> {
    const starts = emulator.job(JOB)?.starts ?? 0
    emulator.fail({ fault, method: 'PUT' })
    const result = await send(createClient(), START, before)
    return { ...result, starts: (emulator.job(JOB)?.starts ?? 0) - starts }
  }
  const ago = (ms: number): number => run.clock.wallTime() - ms
  const past = (plan: Plan = {}): PastRound => ({ startedAt: ago(3 * HOUR), endedAt: ago(2 * HOUR), plan })
  const SHORT = { launching: 100, preparing: 100, closing: 100 }
  /** The copying begins clearly later than the start. */
  const LONGER = { ...SHORT, preparing: 2000 }

  test.each<JobStatus>(['IMPORT_JOB_BEGIN', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED'])(
    "isn't sent again if it wasn't applied, and its outcome is unknown at the deadline: %s",
    async (status) => {
      emulator.addJob({ name: JOB, status, since: ago(HOUR) })
      const result = await loseStart('reset-before-headers')
      expect(result).toMatchObject({
        changed: undefined,
        starts: 0,
        job: { status },
        error: { code: 'ECONNRESET' },
        note: IN_DOUBT_NOTE
      })
      expect(emulator.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1)
      expect(run.clock.now()).toBeLessThanOrEqual(120_000)
      expect(run.clock.now()).toBeGreaterThan(100_000)
    }
  )

  test.each<[when: string, jobLagMs: number, startedRound: bigint | undefined]>([
    ['a second after the start or later', 3000, 2n],
    // T isn't exact, so this can be the previous round.
    ['in the same second', 0, undefined]
  ])('names the round that the history shows to have run since, if it ran %s', async (_, jobLagMs, startedRound) => {
    await restartEmulator({ durations: LONGER, behavior: { jobLagMs } })
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_FINISHED', since: ago(20_000) })
    expect(await loseStart('answer-lost')).toMatchObject({ changed: undefined, starts: 1, startedRound })
  })

  test("isn't taken for applied because one response has a wrong Date", async () => {
    const round = { startedAt: ago(7 * 60_000), endedAt: ago(5 * 60_000), plan: {} }
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_FINISHED', since: ago(5 * 60_000), rounds: [round] })
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    const service = emulatorService(emulator)
    const getJob = service.client.getJob.bind(service.client)
    let wrongBy = 10 * 60_000
    service.client.getJob = async (...args) => {
      const response = await getJob(...args)
      const date = new Date(Date.parse(response.headers.date ?? '') - wrongBy).toUTCString()
      wrongBy = 0
      return { ...response, headers: { ...response.headers, date } }
    }
    const result = await send(new JobClient(service, JOB, run.policy), START)
    expect(result).toMatchObject({ changed: undefined, error: { code: 'ECONNRESET' }, note: IN_DOUBT_NOTE })
  })

  test('is followed by polls at growing intervals', async () => {
    emulator.addJob({ name: JOB })
    await loseStart('reset-before-headers')
    expect(run.clock.sleeps).toEqual([1500, 3000, 5000, ...Array.from({ length: POLLS - 3 }, () => 10_000)])
    expect(sentMethods()).toBe(`PUT${polls(POLLS + 1)}`)
  })

  test.each<[before: JobStatus | undefined, status: JobStatus]>([
    [undefined, 'IMPORT_JOB_BEGIN'],
    ['IMPORT_JOB_BEGIN', 'IMPORT_JOB_BEGIN'],
    ['IMPORT_JOB_SUSPEND', 'IMPORT_JOB_SUSPEND'],
    ['IMPORT_JOB_FINISHED', 'IMPORT_JOB_FINISHED']
  ])('succeeds once the job runs, but someone else may have started it: from %s', async (before, status) => {
    emulator.addJob({ name: JOB, status, since: ago(HOUR) })
    const result = await loseStart('answer-lost', before && { status: before })
    expect(result).toMatchObject({
      changed: undefined,
      starts: 1,
      job: { status: 'IMPORT_JOB_LAUNCHING' },
      note: `There was no clear response to start-job, but ${JOB} is starting (IMPORT_JOB_LAUNCHING).`
    })
    expect(result).not.toHaveProperty('error')
    expect(sentMethods()).toBe('PUT GET HISTORY')
  })

  test.each<[jobLagMs: number, seconds: number, count: number, isSeen: boolean]>([
    [2000, 120, 3, true],
    [20_000, 120, 6, true],
    // Not enough time for all polls.
    [2000, 3, 2, false],
    [20_000, 20, 5, false]
  ])('is seen when GetJob lags by %i ms and there are %i s', async (jobLagMs, seconds, count, isSeen) => {
    run = testRun({ seconds })
    await restartEmulator({ behavior: { jobLagMs } })
    emulator.addJob({ name: JOB })
    const { error, changed, starts } = await loseStart('answer-lost')
    expect({ changed, starts, isSeen: error === undefined }).toEqual({
      changed: undefined,
      starts: 1,
      isSeen
    })
    expect(sentMethods()).toBe(`PUT${polls(count)}${isSeen ? ' HISTORY' : ''}`)
    expect(run.clock.now()).toBeLessThanOrEqual(seconds * 1000)
  })

  test.each<[what: string, endsAs: 'finished' | 'interrupted', behavior: Partial<Behavior>]>([
    ['finished', 'finished', {}],
    ['been interrupted', 'interrupted', {}],
    ['finished, without the zone of its times', 'finished', {}]
  ])('is found in the history if its round has %s before the first poll', async (what, endsAs, behavior) => {
    await restartEmulator({ durations: LONGER, behavior, ...(/zone/.test(what) && { timeFormat: 'plain' }) })
    emulator.addJob({ name: JOB, rounds: [past()], plan: { copyMs: 100, endsAs } })
    const onSecond = 1000 - (run.clock.wallTime() % 1000)
    run.clock.advance(onSecond)
    const { get } = JobClient.prototype
    jest.spyOn(JobClient.prototype, 'get').mockImplementationOnce(async function (this: JobClient, limits) {
      run.clock.advance(4000)
      return get.call(this, limits)
    })
    const result = await loseStart('answer-lost', { status: 'IMPORT_JOB_FINISHED' })
    jest.restoreAllMocks()
    expect(result).toMatchObject({
      changed: undefined,
      starts: 1,
      job: { status: `IMPORT_JOB_${endsAs.toUpperCase()}` }
    })
    expect(result).not.toHaveProperty('error')
    // The first poll was so slow that it doesn't show when the start was sent.
    expect(sentMethods()).toBe('PUT GET HISTORY GET HISTORY')
  })

  test.each<[entries: string, behavior: Partial<Behavior>]>([
    ['one entry per round', { historyEntries: 'round' }],
    ['one entry per state', {}]
  ])("isn't known if its round ran only within the same second, with %s", async (_, behavior) => {
    await restartEmulator({ durations: SHORT, behavior })
    emulator.addJob({ name: JOB, rounds: [past()], plan: { copyMs: 100 } })
    run.clock.sleep = async (ms) => run.clock.advance(ms)
    emulator.fail({ code: 'AccessDenied', method: 'GET' })
    const result = await loseStart('answer-lost', { status: 'IMPORT_JOB_FINISHED' })
    expect(result).toMatchObject({ changed: undefined, starts: 1, error: { code: 'ECONNRESET' } })
  })

  test.each<[what: string, plan: Plan, behavior: Partial<Behavior>]>([
    ['ended hours ago', {}, {}],
    ['was interrupted hours ago', { endsAs: 'interrupted' }, {}],
    ['ended hours ago, with one entry per round', {}, { historyEntries: 'round' }],
    ["isn't in the history", {}, { historyEntries: 'none' }],
    ["has no service's time to compare with", {}, { dateHeader: false }]
  ])("isn't taken for a round that %s", async (_, plan, behavior) => {
    await restartEmulator({ behavior })
    emulator.addJob({ name: JOB, rounds: [past(plan)] })
    const result = await loseStart('reset-before-headers')
    expect(result).toMatchObject({
      changed: undefined,
      starts: 0,
      error: { code: 'ECONNRESET' },
      note: IN_DOUBT_NOTE
    })
  })

  test("isn't found if neither the job nor its history can be read", async () => {
    emulator.addJob({ name: JOB })
    emulator.fail({ code: 'AccessDenied', method: 'GET', times: 99 })
    const result = await loseStart('answer-lost')
    expect(result).toMatchObject({
      changed: undefined,
      error: {
        code: 'ECONNRESET',
        message: expect.stringMatching(/ \(the migration service at 127\.0\.0\.1:\d+\)$/)
      },
      note: IN_DOUBT_NOTE
    })
    expect(result.job).toBeUndefined()
    expect(sentMethods()).toBe(`PUT${polls(POLLS + 1)}`)
    expect(emulator.job(JOB)?.starts).toBe(1)
  })

  test('is found although the first polls fail', async () => {
    emulator.addJob({ name: JOB })
    emulator.fail({ code: 'AccessDenied', method: 'GET', times: 2 })
    expect(await loseStart('answer-lost')).toMatchObject({ job: { status: 'IMPORT_JOB_LAUNCHING' } })
    expect(sentMethods()).toBe(`PUT${polls(3)} HISTORY`)
  })

  test('is assumed to have worked if the job runs, although someone else may have started it', async () => {
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_DOING' })
    expect(await loseStart('reset-before-headers', { status: 'IMPORT_JOB_DOING' })).toMatchObject({
      changed: undefined,
      starts: 0,
      job: { status: 'IMPORT_JOB_DOING' }
    })
    expect(sentMethods()).toBe('PUT GET HISTORY')
  })

  test.each<[what: string, since: number, emulatorOptions: EmulatorOptions]>([
    ['the job has run for an hour', HOUR, {}],
    [
      "the history can't be read",
      0,
      { failing: ({ path }) => (path.startsWith('/jobhistory/') ? { code: 'AccessDenied' } : undefined) }
    ]
  ])('is assumed to have worked only after a minute if %s', async (_, since, options) => {
    await restartEmulator(options)
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_DOING', since: ago(since) })
    const result = await loseStart('reset-before-headers', { status: 'IMPORT_JOB_DOING' })
    expect(result).toMatchObject({ changed: undefined, starts: 0, job: { status: 'IMPORT_JOB_DOING' } })
    expect(result).not.toHaveProperty('error')
    expect(run.clock.now()).toBeGreaterThanOrEqual(60_000)
    expect(run.clock.now()).toBeLessThan(80_000)
  })

  test("isn't assumed to have worked if there is less than a minute, because the job may be in an earlier round", async () => {
    run = testRun({ seconds: 50 })
    await restartEmulator()
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_DOING', since: ago(HOUR) })
    expect(await loseStart('reset-before-headers', { status: 'IMPORT_JOB_DOING' })).toMatchObject({
      changed: undefined,
      starts: 0,
      error: { code: 'ECONNRESET' },
      note: IN_DOUBT_NOTE
    })
  })

  test('is never repeated after a conflict, even if the job is as before', async () => {
    emulator.addJob({ name: JOB })
    emulator.fail({ code: 'ImportJobUpdateConcurrently', method: 'PUT' })
    const result = await loseStart('reset-before-headers')
    expect(result).toMatchObject({ changed: undefined, error: { code: 'ECONNRESET' } })
    expect(sentMethods()).toMatch(/^PUT PUT( GET)+$/)
  })
})

describe('a start of a job that is CLOSING', () => {
  const closing = (closingMs: number) => restartEmulator({ durations: { ...STILL, closing: closingMs } })

  test.each([1000, 20_000, 100_000])('waits until it has finished, after %i ms, and is sent again once', async (ms) => {
    await closing(ms)
    const result = await change(START, 'IMPORT_JOB_CLOSING')
    expect(result).toMatchObject({ changed: true, statusCode: 200, before: { status: 'IMPORT_JOB_FINISHED' } })
    expect(result).not.toHaveProperty('error')
    expect(sentMethods()).toMatch(/^PUT( GET)+ PUT$/)
    expect(emulator.job(JOB)).toMatchObject({ status: 'IMPORT_JOB_LAUNCHING', starts: 1 })
  })

  test('is sent again if the job was CLOSING only when the service refused', async () => {
    emulator.fail({ code: 'InvalidImportJobStatus', method: 'PUT' })
    expect(await change(START, 'IMPORT_JOB_FINISHED')).toMatchObject({ changed: true })
    expect(sentMethods()).toBe('PUT GET GET PUT')
  })

  test("doesn't report the state before as the present one if the second start is lost", async () => {
    let requests = 0
    await restartEmulator({
      failing: () => {
        requests += 1
        if (requests === 1) return { code: 'InvalidImportJobStatus' }
        if (requests === 4) return { fault: 'reset-before-headers' }
        return requests > 4 ? { code: 'AccessDenied' } : undefined
      }
    })
    const result = await change(START, 'IMPORT_JOB_FINISHED')
    expect(result).toMatchObject({ changed: undefined, error: { code: 'ECONNRESET' } })
    expect(result.job).toBeUndefined()
    expect(sentMethods()).toMatch(/^PUT GET GET PUT( GET)+$/)
  })

  test('fails with the refusal if the job is CLOSING at the deadline', async () => {
    await closing(125_000)
    expect(await change(START, 'IMPORT_JOB_CLOSING')).toMatchObject({
      changed: false,
      error: { code: 'InvalidImportJobStatus' },
      job: { status: 'IMPORT_JOB_CLOSING' },
      note: `${JOB} is closing (IMPORT_JOB_CLOSING), so it can't be started.`
    })
    expect(run.clock.now()).toBeLessThanOrEqual(120_000)
    expect(emulator.job(JOB)?.starts).toBe(0)
  })

  test('waits with the deadline and the slot that the caller passes', async () => {
    await closing(200_000)
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_CLOSING' })
    const used: string[] = []
    const slot = { acquire: async () => void used.push('acquire'), release: () => void used.push('release') }
    const deadline = startDeadline('wait-timeout-seconds', 600, run.clock)
    const whileClosing = { limits: () => ({ ...run.limits, deadline }), slot }
    const result = await changeJob(createClient(), { change: START, before: undefined, whileClosing }, run.limits)
    expect(flatten(result)).toMatchObject({ changed: true })
    expect(run.clock.now()).toBeGreaterThan(200_000)
    expect(used.slice(0, 4)).toEqual(['release', 'acquire', 'release', 'acquire'])
    expect(used.at(-1)).toBe('acquire')
    expect(emulator.job(JOB)?.starts).toBe(1)
  })

  test('succeeds without a change if someone else has started it meanwhile', async () => {
    await closing(5000)
    emulator.addJob({
      name: JOB,
      status: 'IMPORT_JOB_CLOSING',
      someoneElse: [{ does: 'start', at: run.clock.wallTime() + 6000 }]
    })
    const result = await send(createClient(), START)
    expect(result).toMatchObject({ changed: false, job: { status: 'IMPORT_JOB_LAUNCHING' } })
    expect(result).not.toHaveProperty('error')
    expect(emulator.job(JOB)?.starts).toBe(0)
  })

  test("isn't taken for running if a later poll shows that again", async () => {
    await restartEmulator({ durations: { ...STILL, closing: 5000 }, behavior: { jobLagMs: 20_000 } })
    const someoneElse = [{ does: 'close', at: run.clock.wallTime() } as const]
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_DOING', someoneElse })
    const result = await send(createClient(), START, { status: 'IMPORT_JOB_CLOSING' })
    expect(result).toMatchObject({ changed: true })
    expect(emulator.job(JOB)).toMatchObject({ status: 'IMPORT_JOB_LAUNCHING', starts: 1 })
  })

  test('stops when the workflow is cancelled', async () => {
    await closing(50_000)
    const { sleep } = run.clock
    run.clock.sleep = async (ms, signal) => {
      if (run.clock.now() > 9000) run.cancel()
      await sleep(ms, signal)
    }
    expect(await change(START, 'IMPORT_JOB_CLOSING')).toMatchObject({
      changed: false,
      error: { code: 'CancelOperation' }
    })
    expect(emulator.job(JOB)?.starts).toBe(0)
  })
})

describe('any other change whose response was lost', () => {
  test.each<[what: Change, status: JobStatus, requests: string]>([
    [PAUSE, 'IMPORT_JOB_DOING', 'PUT PUT'],
    [CLOSE, 'IMPORT_JOB_DOING', 'PUT PUT'],
    [QOS, 'IMPORT_JOB_DOING', 'PUT PUT']
  ])("is sent again if it wasn't applied: %o", async (what, status, requests) => {
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    expect(await change(what, status)).toMatchObject({ changed: true })
    expect(sentMethods()).toBe(requests)
  })

  test('succeeds after a refusal once GetJob shows it', async () => {
    await restartEmulator({ behavior: { jobLagMs: 20_000 } })
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(result).toMatchObject({ changed: undefined, job: { status: 'IMPORT_JOB_SUSPEND' } })
    expect(result).not.toHaveProperty('error')
    expect(sentMethods()).toMatch(/^PUT PUT( GET){3,}$/)
  })

  test.each<[what: Change, requests: string, changed: boolean | undefined]>([
    [PAUSE, 'PUT PUT GET', undefined],
    [CLOSE, 'PUT PUT GET', undefined],
    // Throttling is accepted in the same way twice.
    [QOS, 'PUT PUT', true]
  ])('is sent again, and the refusal shows that it was applied: %o', async (what, requests, changed) => {
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    const result = await change(what, 'IMPORT_JOB_DOING')
    expect(result.changed).toBe(changed)
    expect(result).not.toHaveProperty('error')
    expect(sentMethods()).toBe(requests)
  })

  test.each([2000, 20_000])('succeeds although GetJob lags by %i ms', async (jobLagMs) => {
    await restartEmulator({ behavior: { jobLagMs } })
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    const result = await change(PAUSE, 'IMPORT_JOB_DOING')
    expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_SUSPEND')
    expect(result.changed).toBeUndefined()
  })

  test.each<[what: Change, isSeen: boolean]>([
    [PAUSE, true],
    [QOS, true],
    [CLOSE, true]
  ])('is found by a poll after the last attempt: %o', async (what) => {
    run.policy.maxAttempts = 1
    emulator.fail({ fault: '504-html', method: 'PUT', applied: true })
    const result = await change(what, 'IMPORT_JOB_DOING')
    expect([result.changed, result.error]).toEqual([undefined, undefined])
    expect(sentMethods()).toBe('PUT GET')
  })

  test('returns the job that the poll after it saw', async () => {
    run.policy.maxAttempts = 1
    emulator.fail({ fault: '504-html', method: 'PUT' })
    const before = { status: 'IMPORT_JOB_PREPARING' }
    expect(await change(PAUSE, 'IMPORT_JOB_DOING', {}, before)).toMatchObject({
      changed: undefined,
      before,
      job: { status: 'IMPORT_JOB_DOING' },
      note: `The change of ${JOB} may or may not have been made. It is safe to run this step again.`
    })
  })

  test.each<[what: Change, status: JobStatus]>([
    [START, 'IMPORT_JOB_BEGIN'],
    [PAUSE, 'IMPORT_JOB_DOING']
  ])("isn't followed by another attempt once it isn't wanted any more: %o", async (what, status) => {
    emulator.addJob({ name: JOB, status })
    emulator.fail({ code: 'ServiceUnavailable', method: 'PUT' })
    const request = { change: what, before: undefined, isStillWanted: () => false }
    const result = flatten(await changeJob(createClient(), request, run.limits))
    expect(result).toMatchObject({ changed: false, error: { code: 'ServiceUnavailable' } })
    expect(sentMethods()).toBe('PUT')
  })
})

describe('a reused connection that the server closes', () => {
  test.each<[what: string, connections: NonNullable<EmulatorOptions['connections']>]>([
    ['with a reset at the second request', { resetReused: true }],
    ['after each response, as announced', { maxRequests: 1 }]
  ])('%s causes no retry', async (_, connections) => {
    for (const what of [START, PAUSE, QOS]) {
      // A start could have been carried out before the reset, so it isn't sent again.
      if (what === START && connections.resetReused) continue
      run = testRun({ maxAttempts: 1 })
      await restartEmulator({ connections })
      const status = what === START ? 'IMPORT_JOB_BEGIN' : 'IMPORT_JOB_DOING'
      emulator.addJob({ name: JOB, status })
      const starts = emulator.job(JOB)?.starts ?? 0
      const job = createClient()
      const { job: before } = await job.get(run.limits)
      expect(await send(job, what, before)).toMatchObject({ changed: true })
      expect(await job.get(run.limits)).toMatchObject({ statusCode: 200 })
      expect(emulator.job(JOB)).toMatchObject({ updates: 1, starts: starts + (what === START ? 1 : 0) })
      expect(run.logger.lines).toEqual([])
    }
  })

  test.each<[what: Change, status: JobStatus]>([
    [START, 'IMPORT_JOB_BEGIN'],
    [PAUSE, 'IMPORT_JOB_DOING'],
    [CLOSE, 'IMPORT_JOB_SUSPEND'],
    [CLOSE, 'IMPORT_JOB_DOING']
  ])('after %o was applied: the change is made once, perhaps by someone else', async (what, status) => {
    run = testRun({ maxAttempts: 1 })
    await restartEmulator()
    emulator.addJob({ name: JOB, status })
    const job = createClient()
    const { job: before } = await job.get(run.limits)
    emulator.fail({ fault: 'answer-lost', method: 'PUT' })
    const result = await send(job, what, before)
    expect([result.changed, result.error]).toEqual([undefined, undefined])
    expect(emulator.job(JOB)?.updates).toBe(1)
    expect(run.logger.lines).toEqual([])
  })

  test("makes a start fail if it wasn't carried out: it isn't sent again", async () => {
    await restartEmulator({ connections: { resetReused: true } })
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_BEGIN' })
    const job = createClient()
    await job.get(run.limits)
    expect(await send(job, START)).toMatchObject({ changed: undefined, error: { code: 'ECONNRESET' } })
    expect(emulator.requests.filter(({ method }) => method === 'PUT').length).toBeLessThanOrEqual(1)
    expect(emulator.job(JOB)?.starts).toBe(0)
  })
})

describe('the deadline', () => {
  beforeEach(fakeTimeouts)
  afterEach(() => {
    jest.useRealTimers()
  })

  test.each([
    ['silence', 'waiting for the response'],
    ['one-byte-a-second', '(waiting for|reading) the response']
  ] as const)('ends an attempt that hangs: %s', async (fault, phase) => {
    run = testRun({ seconds: 20 })
    await emulator.close()
    emulator = await startFaulty(run, () => fault, {})
    expect(await change(QOS, 'IMPORT_JOB_DOING')).toMatchObject({
      changed: undefined,
      error: {
        code: 'ETIMEDOUT',
        message: expect.stringMatching(
          new RegExp(`^timeout-seconds \\(20 s\\) expired while attempt 1 was still ${phase}\\. \\(.*:\\d+\\)$`)
        )
      },
      note: `The change of ${JOB} may or may not have been made. It is safe to run this step again.`
    })
    expect(sentMethods()).toBe('PUT')
  })
})

test("doesn't follow a redirect, so that the signature isn't sent elsewhere", async () => {
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

describe('a cancellation', () => {
  const SENT = 'A change was sent, and its response never came: the service may or may not have applied it.'
  test.each<[what: Change, status: JobStatus]>([
    [START, 'IMPORT_JOB_BEGIN'],
    [PAUSE, 'IMPORT_JOB_DOING']
  ])('after the response to %o was lost', async (what, status) => {
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    run.clock.sleep = async () => run.cancel()
    const result = await change(what, status)
    expect(result).toMatchObject({
      changed: undefined,
      error: { code: 'CancelOperation', message: `The workflow was cancelled. ${SENT}` }
    })
    expect(result).not.toHaveProperty('note')
    // After a lost start, the first poll follows at once.
    expect(sentMethods()).toBe(what === START ? 'PUT GET' : 'PUT')
  })

  test.each([1500, 3000, 5000, 10_000])('in the %i ms between two polls for a start', async (delay) => {
    emulator.fail({ fault: 'reset-before-headers', method: 'PUT' })
    const { sleep } = run.clock
    run.clock.sleep = async (ms, signal) => {
      if (ms === delay) run.cancel()
      await sleep(ms, signal)
    }
    expect(await change(START, 'IMPORT_JOB_BEGIN')).toMatchObject({
      changed: undefined,
      error: { code: 'CancelOperation', message: `The workflow was cancelled. ${SENT}` }
    })
    expect(emulator.job(JOB)?.starts).toBe(0)
  })

  test('before the change is sent', async () => {
    run.cancel()
    expect(await change(PAUSE, 'IMPORT_JOB_DOING')).toMatchObject({
      changed: false,
      error: {
        code: 'CancelOperation',
        message: 'The workflow was cancelled. No change was in flight.'
      }
    })
    expect(sentMethods()).toBe('')
  })
})
