import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Emulator, type JobOptions, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import type { Inputs } from '../../src/inputs/inputs.ts'
import type { SingleOperation } from '../../src/inputs/operation.ts'
import { needsPrecheck, precheck, runOperation } from '../../src/operations/run-operation.ts'
import type { JobContext } from '../../src/wait/wait.ts'
import { createInputs, JOB } from '../support/create-inputs.ts'
import { jobClient } from '../support/job-client.ts'
import { type FlatResult, flatten } from '../support/results.ts'
import { type TestRun, testRun } from '../support/test-run.ts'

const GET: SingleOperation = { name: 'get-job' }
const START: SingleOperation = { name: 'start-job' }
const RESUME: SingleOperation = { name: 'resume-job' }
const PAUSE: SingleOperation = { name: 'pause-job' }
const CLOSE: SingleOperation = { name: 'close-job' }
const SEVERAL = { include: ['a*'], exclude: [], isSingle: false }
const QOS: SingleOperation = { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n }
type Precheck = Awaited<ReturnType<typeof precheck>>
type PrecheckResult = Omit<Precheck, 'result'> & { result: FlatResult | undefined }
type Settings = Parameters<typeof createInputs>[1]

let run: TestRun
let emulator: Emulator
beforeEach(async () => {
  run = testRun()
  emulator = await startEmulator({ now: run.clock.wallTime, durations: STILL })
})
afterEach(() => emulator.close())

function contextFor(jobName: string): JobContext {
  return { job: jobClient(emulator, jobName, run.policy), limits: run.limits } as JobContext
}

/** Runs the precheck on a job that has this status. */
async function precheckJob(
  operation: SingleOperation,
  status: JobStatus,
  settings: Settings = {},
  job: Partial<JobOptions> = {}
): Promise<PrecheckResult> {
  emulator.addJob({ name: JOB, status, ...job })
  const { result, ...rest } = await precheck(contextFor(JOB), createInputs(operation, settings))
  return { ...rest, result: result && flatten(result) }
}

const paths = (): string[] => emulator.requests.map(({ path }) => path.split('?')[0] ?? '')

test.each<[operation: SingleOperation, settings: Settings, expected: boolean]>([
  [GET, {}, true],
  [START, {}, false],
  [RESUME, {}, true],
  [PAUSE, {}, false],
  [CLOSE, {}, false],
  [QOS, {}, false],
  [PAUSE, { idempotent: true }, true],
  [PAUSE, { jobs: SEVERAL }, true],
  [CLOSE, { jobs: SEVERAL }, true],
  [START, { jobs: SEVERAL }, false],
  [QOS, { jobs: SEVERAL }, false],
  [PAUSE, { dryRun: true }, true],
  [PAUSE, { wait: { until: 'applied' } }, false],
  [START, { wait: { until: 'applied' } }, true],
  [START, { wait: { until: 'finished' } }, true]
])('%o with %o needs a precheck: %s', (operation, settings, expected) => {
  expect(needsPrecheck(createInputs(operation, settings))).toBe(expected)
})

describe('a dry run', () => {
  const UNCHANGED = 'Nothing was changed.'
  const ROUND = 'that starts a new round, which scans the whole source again.'
  const QOS_TEXT = '7 bit/s (0.875 B/s) and 8 files per second instead of 0 bit/s (0 B/s) and 0 files per second.'
  test.each<[operation: SingleOperation, status: JobStatus, prediction: string, reason: string | undefined]>([
    [START, 'IMPORT_JOB_BEGIN', 'is not started yet (IMPORT_JOB_BEGIN) and would be started.', undefined],
    [START, 'IMPORT_JOB_SUSPEND', 'is paused (IMPORT_JOB_SUSPEND) and would be started.', undefined],
    [START, 'IMPORT_JOB_DOING', 'is running (IMPORT_JOB_DOING), so there is nothing to start.', 'already running'],
    [START, 'IMPORT_JOB_FINISHED', `is finished (IMPORT_JOB_FINISHED) and would be started: ${ROUND}`, undefined],
    [START, 'IMPORT_JOB_CLOSING', `is closing (IMPORT_JOB_CLOSING) and would be started: ${ROUND}`, undefined],
    [RESUME, 'IMPORT_JOB_SUSPEND', 'is paused (IMPORT_JOB_SUSPEND) and would be resumed.', undefined],
    [
      RESUME,
      'IMPORT_JOB_FINISHED',
      `is finished (IMPORT_JOB_FINISHED), so there is nothing to resume. To migrate again, use start-job: ${ROUND}`,
      'already finished'
    ],
    [PAUSE, 'IMPORT_JOB_DOING', 'is running (IMPORT_JOB_DOING) and would be paused.', undefined],
    [PAUSE, 'IMPORT_JOB_SUSPEND', 'is paused (IMPORT_JOB_SUSPEND), so there is nothing to pause.', 'already paused'],
    [
      PAUSE,
      'IMPORT_JOB_INTERRUPTED',
      'is interrupted (IMPORT_JOB_INTERRUPTED), so there is nothing to pause: the service would probably refuse pause-job.',
      'interrupted'
    ],
    [CLOSE, 'IMPORT_JOB_SUSPEND', 'is paused (IMPORT_JOB_SUSPEND) and would be closed.', undefined],
    [
      CLOSE,
      'IMPORT_JOB_FINISHED',
      'is finished (IMPORT_JOB_FINISHED), so there is nothing to close.',
      'already finished'
    ],
    [
      CLOSE,
      'IMPORT_JOB_DELETING',
      'is being deleted (IMPORT_JOB_DELETING): the service would probably refuse close-job.',
      'being deleted'
    ],
    [QOS, 'IMPORT_JOB_DOING', `would be throttled to ${QOS_TEXT}`, undefined],
    [
      QOS,
      'IMPORT_JOB_FINISHED',
      `would be throttled to ${QOS_TEXT} ${JOB} is finished (IMPORT_JOB_FINISHED), so the service can refuse that.`,
      undefined
    ]
  ])('predicts the result of %o at %s', async (operation, status, prediction, reason) => {
    const { result, history } = await precheckJob(operation, status, {
      dryRun: true,
      wait: { until: 'finished' }
    })
    expect(result).toMatchObject({
      changed: false,
      statusCode: 200,
      requestId: emulator.requests[0]?.requestId,
      job: { status },
      before: { status },
      data: {},
      note: `Dry run: ${JOB} ${prediction} ${UNCHANGED}`,
      wouldChange: reason === undefined
    })
    expect(result?.reason).toBe(reason)
    expect(history).toBeUndefined()
    expect(paths()).toEqual([`/job/${JOB}`])
    expect(run.logger.notices).toEqual([])
  })
})

const THROTTLED = { maxBandWidth: 7, maxImportTaskQps: 8 }
const NOTHING: [operation: SingleOperation, status: JobStatus, job: Partial<JobOptions>, reason: string | undefined][] =
  [
    [PAUSE, 'IMPORT_JOB_BEGIN', {}, 'never started'],
    [PAUSE, 'IMPORT_JOB_DOING', {}, undefined],
    [PAUSE, 'IMPORT_JOB_SUSPEND', {}, 'already paused'],
    [PAUSE, 'IMPORT_JOB_CLOSING', {}, 'closing'],
    [PAUSE, 'IMPORT_JOB_FINISHED', {}, 'already finished'],
    [PAUSE, 'IMPORT_JOB_CONFIRMED', {}, 'already finished'],
    [PAUSE, 'IMPORT_JOB_INTERRUPTED', {}, 'interrupted'],
    [PAUSE, 'IMPORT_JOB_DELETING', {}, undefined],
    [CLOSE, 'IMPORT_JOB_BEGIN', {}, undefined],
    [CLOSE, 'IMPORT_JOB_DOING', {}, undefined],
    [CLOSE, 'IMPORT_JOB_SUSPEND', {}, undefined],
    [CLOSE, 'IMPORT_JOB_CLOSING', {}, 'closing'],
    [CLOSE, 'IMPORT_JOB_FINISHED', {}, 'already finished'],
    [CLOSE, 'IMPORT_JOB_INTERRUPTED', {}, 'interrupted']
  ]

describe('idempotent, or one of several jobs', () => {
  test.each(NOTHING)('%o at %s with %o: %s', async (operation, status, job, reason) => {
    const { result, snapshot } = await precheckJob(operation, status, { idempotent: true }, job)
    expect(snapshot.job.status).toBe(status)
    expect([result?.reason, result?.changed, result?.error]).toEqual([reason, reason && false, undefined])
    emulator.addJob({ name: 'other', status, ...job })
    const inputs = createInputs(operation, { jobs: SEVERAL })
    expect((await precheck(contextFor('other'), inputs)).result?.reason).toBe(reason)
    // One plain name: the service decides.
    expect((await precheck(contextFor('other'), createInputs(operation))).result).toBeUndefined()
  })

  test.each<[operation: SingleOperation, status: JobStatus, job: Partial<JobOptions>, note: string | undefined]>([
    [START, 'IMPORT_JOB_LAUNCHING', {}, `${JOB} is starting (IMPORT_JOB_LAUNCHING), so there is nothing to start.`],
    [START, 'IMPORT_JOB_BEGIN', {}, undefined],
    [START, 'IMPORT_JOB_FINISHED', {}, undefined],
    [PAUSE, 'IMPORT_JOB_SUSPEND', {}, `${JOB} is paused (IMPORT_JOB_SUSPEND), so there is nothing to pause.`],
    [CLOSE, 'IMPORT_JOB_FINISHED', {}, `${JOB} is finished (IMPORT_JOB_FINISHED), so there is nothing to close.`],
    [QOS, 'IMPORT_JOB_DOING', THROTTLED, `${JOB} is already throttled to 7 bit/s (0.875 B/s) and 8 files per second.`],
    [QOS, 'IMPORT_JOB_DOING', {}, undefined]
  ])('idempotent says why nothing was sent: %o at %s', async (operation, status, job, note) => {
    const { result } = await precheckJob(operation, status, { idempotent: true }, job)
    expect(result?.note).toBe(note && `${note} Nothing was changed.`)
  })
})

describe('resume-job', () => {
  const AGAIN = 'To migrate again, use start-job: that starts a new round, which scans the whole source again.'
  test.each<[status: JobStatus, reason: string | undefined, note: string | undefined, warnings: string[]]>([
    ['IMPORT_JOB_SUSPEND', undefined, undefined, []],
    [
      'IMPORT_JOB_LAUNCHING',
      'already running',
      'is starting (IMPORT_JOB_LAUNCHING), so there is nothing to resume.',
      []
    ],
    [
      'IMPORT_JOB_PREPARING',
      'already running',
      'is preparing (IMPORT_JOB_PREPARING), so there is nothing to resume.',
      []
    ],
    ['IMPORT_JOB_DOING', 'already running', 'is running (IMPORT_JOB_DOING), so there is nothing to resume.', []],
    [
      'IMPORT_JOB_FINISHED',
      'already finished',
      `is finished (IMPORT_JOB_FINISHED), so there is nothing to resume. ${AGAIN}`,
      []
    ],
    [
      'IMPORT_JOB_CONFIRMED',
      'already finished',
      `is finished and confirmed (IMPORT_JOB_CONFIRMED), so there is nothing to resume. ${AGAIN}`,
      []
    ],
    [
      'IMPORT_JOB_CLOSING',
      'closing',
      `is closing (IMPORT_JOB_CLOSING), so there is nothing to resume: it is about to finish. ${AGAIN}`,
      []
    ],
    [
      'IMPORT_JOB_BEGIN',
      'never started',
      'is not started yet (IMPORT_JOB_BEGIN), so there is nothing to resume.',
      [`${JOB} was never started, so there is nothing to resume. Start it with start-job.`]
    ]
  ])('at %s: %s', async (status, reason, note, warnings) => {
    const { result } = await precheckJob(RESUME, status)
    expect([result?.reason, result?.note]).toEqual([reason, note && `${JOB} ${note} Nothing was changed.`])
    expect(result?.error).toBeUndefined()
    expect(run.logger.warnings).toEqual(warnings)
  })

  test.each<[status: JobStatus, code: string, text: string]>([
    ['IMPORT_JOB_INTERRUPTED', 'JobInterrupted', 'Fix the cause, then start it with start-job.'],
    ['IMPORT_JOB_DELETING', 'ImportJobInDeleting', 'Nothing was sent.']
  ])('at %s fails with %s', async (status, code, text) => {
    const { result } = await precheckJob(RESUME, status)
    expect(result).toMatchObject({ changed: false, error: { code, message: expect.stringContaining(text) } })
  })
})

describe('the history', () => {
  test.each<[operation: SingleOperation, settings: Settings, read: boolean]>([
    [GET, {}, true],
    [START, { wait: { until: 'finished' } }, true],
    [START, { wait: { until: 'applied' } }, false],
    [PAUSE, { idempotent: true }, false]
  ])('is read for %o with %o: %s', async (operation, settings, read) => {
    const { history } = await precheckJob(operation, 'IMPORT_JOB_SUSPEND', settings)
    expect(paths()).toEqual([`/job/${JOB}`, ...(read ? [`/jobhistory/${JOB}`] : [])])
    expect((history?.entries ?? []).length > 0).toBe(read)
    expect(run.logger.lines).toEqual([])
  })

  const DENIED = "These credentials can't read the history of the job. Allow them mgw:ListImportJobHistory."
  const UNKNOWN = ' Its progress and the number of files that failed are unknown.'
  const AT_THE_END = ' It shows in the end whether files failed. To ignore that, set fail-on-failed-files to false.'
  test.each<[code: string, operation: SingleOperation, wait: Partial<Inputs['wait']>, line: string]>([
    ['AccessDenied', GET, {}, `${DENIED}${UNKNOWN}`],
    ['AccessDenied', START, { until: 'finished' }, `${DENIED}${UNKNOWN}${AT_THE_END}`],
    ['AccessDenied', START, { until: 'finished', failOnFailedFiles: false }, `${DENIED}${UNKNOWN}`],
    [
      'NoSuchResource',
      GET,
      { until: 'finished' },
      `The history of the job could not be read (NoSuchResource).${UNKNOWN}${AT_THE_END}`
    ]
  ])("doesn't have to be readable (%s): %o %o", async (code, operation, wait, line) => {
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_BEGIN' })
    const context = contextFor(JOB)
    const history = context.job.history.bind(context.job)
    context.job.history = async (limits, of) => {
      emulator.fail({ code })
      return history(limits, of)
    }
    const { snapshot } = await precheck(context, createInputs(operation, { wait }))
    expect(snapshot.job.status).toBe('IMPORT_JOB_BEGIN')
    expect(run.logger.lines).toEqual([line])
  })
})

test("get-job's result is the precheck", async () => {
  const { result } = await precheckJob(GET, 'IMPORT_JOB_DOING', { dryRun: true, idempotent: true })
  expect(result).toMatchObject({
    changed: false,
    statusCode: 200,
    job: { status: 'IMPORT_JOB_DOING' },
    data: { Name: JOB, Status: 'IMPORT_JOB_DOING' }
  })
  expect(result).not.toHaveProperty('before')
  expect(result).not.toHaveProperty('note')
})

test.each<[operation: SingleOperation, status: JobStatus, notices: string[]]>([
  [
    START,
    'IMPORT_JOB_FINISHED',
    ['The job has finished before. This starts a new round, which scans the whole source again.']
  ],
  [START, 'IMPORT_JOB_INTERRUPTED', []],
  [START, 'IMPORT_JOB_BEGIN', []],
  [CLOSE, 'IMPORT_JOB_FINISHED', []],
  [GET, 'IMPORT_JOB_FINISHED', []]
])('notices about a new round: %o at %s', async (operation, status, notices) => {
  await precheckJob(operation, status)
  expect(run.logger.notices).toEqual(notices)
})

describe("the warning about the service's own schedule", () => {
  const START_AT = { startCronExpression: '0 0 22 * * ?' }
  const PAUSE_AT = { suspendCronExpression: '0 0 6 * * ?' }
  const WARNING = 'The job has a schedule of its own in the service, which can undo this: it '
  test.each<[operation: SingleOperation, scheduleRule: object | undefined, rules: string | undefined]>([
    [START, START_AT, 'starts it at "0 0 22 * * ?"'],
    [CLOSE, PAUSE_AT, 'pauses it at "0 0 6 * * ?"'],
    [PAUSE, { ...START_AT, ...PAUSE_AT }, 'starts it at "0 0 22 * * ?" and pauses it at "0 0 6 * * ?"'],
    [START, { startCronExpression: '0'.repeat(300) }, `starts it at "${'0'.repeat(200)}…"`],
    [PAUSE, { maxScheduleCount: 3 }, undefined],
    [PAUSE, undefined, undefined],
    [QOS, START_AT, undefined],
    [GET, START_AT, undefined]
  ])('%o with %o: %j', async (operation, scheduleRule, rules) => {
    await precheckJob(operation, 'IMPORT_JOB_DOING', {}, { ...(scheduleRule && { scheduleRule }) })
    expect(run.logger.warnings).toEqual(rules === undefined ? [] : [`${WARNING}${rules} (cron).`])
  })
})

test("fails if the job doesn't exist", async () => {
  await expect(precheck(contextFor('other'), createInputs(PAUSE))).rejects.toMatchObject({
    code: 'NoSuchImportJob'
  })
})

test("an unexpected error after an accepted start doesn't report that nothing was changed", async () => {
  emulator.addJob({ name: JOB, status: 'IMPORT_JOB_BEGIN' })
  const startWait = () => {
    throw new TypeError('a defect')
  }
  const inputs = createInputs(START, { wait: { until: 'applied' } })
  const result = await runOperation({ ...contextFor(JOB), startWait }, inputs)
  expect(flatten(result)).toMatchObject({ changed: true, error: expect.any(TypeError) })
  expect(emulator.job(JOB)?.starts).toBe(1)
})
