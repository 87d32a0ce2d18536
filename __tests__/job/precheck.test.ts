import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Emulator, type JobOptions, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import type { Inputs, SingleOperation } from '../../src/inputs/inputs.ts'
import { needsPrecheck, type Precheck, precheck } from '../../src/job/precheck.ts'
import { inputsOf, JOB } from '../support/inputs.ts'
import { reachEmulator } from '../support/reach.ts'
import { type TestRetries, testRetries } from '../support/retry-options.ts'

const GET: SingleOperation = { name: 'get-job' }
const START: SingleOperation = { name: 'start-job' }
const PAUSE: SingleOperation = { name: 'pause-job' }
const CLOSE: SingleOperation = { name: 'close-job' }
const QOS: SingleOperation = { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n }
type Asked = Parameters<typeof inputsOf>[1]

let options: TestRetries
let emulator: Emulator
beforeEach(async () => {
  options = testRetries()
  emulator = await startEmulator({ now: options.clock.date, durations: STILL })
})
afterEach(() => emulator.close())

/** Looks at a job that is at a status. */
function lookAt(
  operation: SingleOperation,
  status: JobStatus,
  asked: Asked = {},
  job: Partial<JobOptions> = {}
): Promise<Precheck> {
  emulator.addJob({ name: JOB, status, ...job })
  return precheck(reachEmulator(emulator, JOB), inputsOf(operation, asked), options)
}

const paths = (): string[] => emulator.requests.map(({ path }) => path.split('?')[0] ?? '')

test.each<[operation: SingleOperation, asked: Asked, expected: boolean]>([
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
])('whether %o needs a look when asked for %o: %s', (operation, asked, expected) => {
  expect(needsPrecheck(inputsOf(operation, asked))).toBe(expected)
})

describe('a dry run', () => {
  const NOTHING = 'Nothing was changed.'
  test.each<[operation: SingleOperation, status: JobStatus, foreseen: string]>([
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
  ])('of %o at %s', async (operation, status, foreseen) => {
    const { result, history } = await lookAt(operation, status, {
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
      note: `Dry run: the job ${JOB} ${foreseen} ${NOTHING}`
    })
    expect(history).toBeUndefined()
    expect(paths()).toEqual([`/job/${JOB}`])
    expect(options.logger.notices).toEqual([])
  })
})

describe('idempotent', () => {
  const throttled = { maxBandWidth: 7, maxImportTaskQps: 8 }
  test.each<
    [operation: SingleOperation, status: JobStatus, job: Partial<JobOptions>, state: string | undefined]
  >([
    [START, 'IMPORT_JOB_LAUNCHING', {}, 'IMPORT_JOB_LAUNCHING'],
    [START, 'IMPORT_JOB_BEGIN', {}, undefined],
    [START, 'IMPORT_JOB_FINISHED', {}, undefined],
    [PAUSE, 'IMPORT_JOB_SUSPEND', {}, 'IMPORT_JOB_SUSPEND'],
    [PAUSE, 'IMPORT_JOB_DOING', {}, undefined],
    [CLOSE, 'IMPORT_JOB_INTERRUPTED', {}, 'IMPORT_JOB_INTERRUPTED'],
    [CLOSE, 'IMPORT_JOB_DOING', {}, undefined],
    [QOS, 'IMPORT_JOB_DOING', throttled, '7 bit/s (0.875 B/s) and 8 files per second'],
    [QOS, 'IMPORT_JOB_DOING', {}, undefined]
  ])('%o at %s', async (operation, status, job, state) => {
    const { result, snapshot } = await lookAt(operation, status, { idempotent: true }, job)
    expect(snapshot.job.status).toBe(status)
    expect(result?.note).toBe(
      state && `The job ${JOB} already is as asked (${state}), so nothing was changed.`
    )
    expect(result?.changed).toBe(state && false)
  })
})

describe('the history', () => {
  test.each<[operation: SingleOperation, asked: Asked, read: boolean]>([
    [GET, {}, true],
    [START, { wait: { until: 'finished' } }, true],
    [START, { wait: { until: 'applied' } }, false],
    [PAUSE, { idempotent: true }, false]
  ])('of %o, asked for %o, is read: %s', async (operation, asked, read) => {
    const { history } = await lookAt(operation, 'IMPORT_JOB_SUSPEND', asked)
    expect(paths()).toEqual([`/job/${JOB}`, ...(read ? [`/jobhistory/${JOB}`] : [])])
    expect((history?.entries ?? []).length > 0).toBe(read)
    expect(options.logger.lines).toEqual([])
  })

  const DENIED =
    'The history of the job may not be read with these keys. Allow them mgw:ListImportJobHistory.'
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
  ])('that cannot be read for %s stops nothing: %o %o', async (code, operation, wait, line) => {
    emulator.addJob({ name: JOB, status: 'IMPORT_JOB_BEGIN' })
    const job = reachEmulator(emulator, JOB)
    const history = async () => {
      emulator.fail({ code })
      return job.history(options)
    }
    const { snapshot } = await precheck({ ...job, history }, inputsOf(operation, { wait }), options)
    expect(snapshot.job.status).toBe('IMPORT_JOB_BEGIN')
    expect(options.logger.lines).toEqual([line])
  })
})

test('get-job is the look', async () => {
  const { result } = await lookAt(GET, 'IMPORT_JOB_DOING', { dryRun: true, idempotent: true })
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
])('what is told of a new round: %o at %s', async (operation, status, notices) => {
  await lookAt(operation, status)
  expect(options.logger.notices).toEqual(notices)
})

describe('the schedule of a job is warned of', () => {
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
  ])('%o with %o', async (operation, scheduleRule, rules) => {
    await lookAt(operation, 'IMPORT_JOB_DOING', {}, { ...(scheduleRule && { scheduleRule }) })
    expect(options.logger.warnings).toEqual(rules === undefined ? [] : [`${WARNING}${rules} (cron).`])
  })
})

test('a job that there is not is the error of the look', async () => {
  const look = precheck(reachEmulator(emulator, 'other'), inputsOf(PAUSE), options)
  await expect(look).rejects.toMatchObject({ code: 'NoSuchImportJob' })
})
