import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Emulator, type JobOptions, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import type { Inputs } from '../../src/inputs/inputs.ts'
import type { SingleOperation } from '../../src/inputs/operation.ts'
import { needsPrecheck, precheck } from '../../src/operations/run-operation.ts'
import type { JobContext } from '../../src/wait/wait.ts'
import { createInputs, JOB } from '../support/create-inputs.ts'
import { jobClient } from '../support/job-client.ts'
import { type FlatResult, flatten } from '../support/results.ts'
import { type TestRun, testRun } from '../support/test-run.ts'

const GET: SingleOperation = { name: 'get-job' }
const START: SingleOperation = { name: 'start-job' }
const PAUSE: SingleOperation = { name: 'pause-job' }
const CLOSE: SingleOperation = { name: 'close-job' }
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
  [PAUSE, {}, false],
  [CLOSE, {}, false],
  [QOS, {}, false],
  [PAUSE, { idempotent: true }, true],
  [PAUSE, { dryRun: true }, true],
  [PAUSE, { wait: { until: 'applied' } }, false],
  [START, { wait: { until: 'applied' } }, true],
  [START, { wait: { until: 'finished' } }, true]
])('%o with %o needs a precheck: %s', (operation, settings, expected) => {
  expect(needsPrecheck(createInputs(operation, settings))).toBe(expected)
})

describe('a dry run', () => {
  const UNCHANGED = 'Nothing was changed.'
  test.each<[operation: SingleOperation, status: JobStatus, prediction: string]>([
    [START, 'IMPORT_JOB_BEGIN', 'would go from IMPORT_JOB_BEGIN to IMPORT_JOB_LAUNCHING.'],
    [START, 'IMPORT_JOB_SUSPEND', 'would go from IMPORT_JOB_SUSPEND to IMPORT_JOB_LAUNCHING.'],
    [START, 'IMPORT_JOB_DOING', 'is at IMPORT_JOB_DOING already.'],
    [
      START,
      'IMPORT_JOB_FINISHED',
      'would go from IMPORT_JOB_FINISHED to IMPORT_JOB_LAUNCHING. It has finished: to start it again begins a new round, which scans the whole source again.'
    ],
    [START, 'IMPORT_JOB_INTERRUPTED', 'would go from IMPORT_JOB_INTERRUPTED to IMPORT_JOB_LAUNCHING.'],
    [PAUSE, 'IMPORT_JOB_DOING', 'would go from IMPORT_JOB_DOING to IMPORT_JOB_SUSPEND.'],
    [
      PAUSE,
      'IMPORT_JOB_INTERRUPTED',
      'would go from IMPORT_JOB_INTERRUPTED to IMPORT_JOB_SUSPEND. The job has ended, so the service is likely to refuse pause-job.'
    ],
    [CLOSE, 'IMPORT_JOB_SUSPEND', 'would go from IMPORT_JOB_SUSPEND to IMPORT_JOB_CLOSING.'],
    [CLOSE, 'IMPORT_JOB_FINISHED', 'is at IMPORT_JOB_FINISHED already.'],
    [
      QOS,
      'IMPORT_JOB_DOING',
      'would go from 0 bit/s (0 B/s) and 0 files per second to 7 bit/s (0.875 B/s) and 8 files per second.'
    ],
    [
      QOS,
      'IMPORT_JOB_FINISHED',
      'would go from 0 bit/s (0 B/s) and 0 files per second to 7 bit/s (0.875 B/s) and 8 files per second. The job has ended, so the service is likely to refuse update-qos.'
    ]
  ])('predicts the result of %o at %s', async (operation, status, prediction) => {
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
      note: `Dry run: the job ${JOB} ${prediction} ${UNCHANGED}`
    })
    expect(history).toBeUndefined()
    expect(paths()).toEqual([`/job/${JOB}`])
    expect(run.logger.notices).toEqual([])
  })
})

describe('idempotent', () => {
  const throttled = { maxBandWidth: 7, maxImportTaskQps: 8 }
  test.each<[operation: SingleOperation, status: JobStatus, job: Partial<JobOptions>, state: string | undefined]>([
    [START, 'IMPORT_JOB_LAUNCHING', {}, 'IMPORT_JOB_LAUNCHING'],
    [START, 'IMPORT_JOB_BEGIN', {}, undefined],
    [START, 'IMPORT_JOB_FINISHED', {}, undefined],
    [PAUSE, 'IMPORT_JOB_SUSPEND', {}, 'IMPORT_JOB_SUSPEND'],
    [PAUSE, 'IMPORT_JOB_DOING', {}, undefined],
    [CLOSE, 'IMPORT_JOB_INTERRUPTED', {}, 'IMPORT_JOB_INTERRUPTED'],
    [CLOSE, 'IMPORT_JOB_DOING', {}, undefined],
    [QOS, 'IMPORT_JOB_DOING', throttled, '7 bit/s (0.875 B/s) and 8 files per second'],
    [QOS, 'IMPORT_JOB_DOING', {}, undefined]
  ])('sends nothing if the job is already in the requested state: %o at %s', async (operation, status, job, state) => {
    const { result, snapshot } = await precheckJob(operation, status, { idempotent: true }, job)
    expect(snapshot.job.status).toBe(status)
    expect(result?.note).toBe(state && `The job ${JOB} already is as asked (${state}), so nothing was changed.`)
    expect(result?.changed).toBe(state && false)
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

  const DENIED = 'The history of the job may not be read with these keys. Allow them mgw:ListImportJobHistory.'
  const UNKNOWN = ' Its progress and the number of files that failed are unknown.'
  const AT_THE_END =
    ' At the end it tells whether files failed; set fail-on-failed-files to false if that does not matter.'
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
    context.job.history = async (limits) => {
      emulator.fail({ code })
      return history(limits)
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
    [
      'The job has finished before (IMPORT_JOB_FINISHED): to start it again begins a new round, which scans the whole source again.'
    ]
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
