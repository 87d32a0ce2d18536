import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  type Emulator,
  type JobOptions,
  type JobStatus,
  type Plan,
  STILL,
  startEmulator,
  startGithubTokens,
  startSts
} from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { errors, fastClock, JOB, notices, reach, readSummary, warnings } from './support.ts'

let emulator: Emulator
let clock: ReturnType<typeof fastClock>
afterEach(() => emulator.close())

async function start(
  job: Omit<JobOptions, 'name'>,
  options: Parameters<typeof startEmulator>[0] = {}
): Promise<void> {
  emulator = await startEmulator({ now: clock.now, jobs: [{ name: JOB, ...job }], ...options })
}

function step(
  inputs: Record<string, string>,
  during?: Parameters<typeof runStep>[0]['during']
): Promise<Outcome> {
  return runStep({
    // The time for a call is not what these tests are about, and would be over in moments.
    inputs: { 'job-name': JOB, ...reach(emulator), 'timeout-seconds': '86400', ...inputs },
    env: clock.env,
    ...(during && { during })
  })
}

/** The requests that arrived: `GET job`, `GET history`, `PUT job`. */
const requests = (): string =>
  emulator.requests
    .map(({ method, path }) => `${method} ${path.startsWith('/jobhistory') ? 'history' : 'job'}`)
    .join(', ')
const LOOK = 'GET job, GET history'

const CHANGES: [
  operation: string,
  inputs: Record<string, string>,
  before: JobStatus,
  after: JobStatus,
  asAsked: JobStatus[]
][] = [
  [
    'start-job',
    {},
    'IMPORT_JOB_BEGIN',
    'IMPORT_JOB_LAUNCHING',
    ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING']
  ],
  ['pause-job', {}, 'IMPORT_JOB_DOING', 'IMPORT_JOB_SUSPEND', ['IMPORT_JOB_SUSPEND']],
  [
    'close-job',
    {},
    'IMPORT_JOB_DOING',
    'IMPORT_JOB_CLOSING',
    ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED', 'IMPORT_JOB_CONFIRMED']
  ],
  ['update-qos', { 'max-bandwidth': '7', 'max-qps': '8' }, 'IMPORT_JOB_DOING', 'IMPORT_JOB_DOING', []]
]

describe('without waiting', () => {
  beforeEach(() => {
    clock = fastClock(1)
  })

  test('get-job prints the job as the service has it', async () => {
    await start(
      {
        status: 'IMPORT_JOB_DOING',
        since: 1_767_225_600_000,
        maxBandWidth: 9223372036854775807n,
        maxImportTaskQps: 500,
        tags: 'a:b',
        scheduleRule: { startCronExpression: '0 0 22 * * ?', maxScheduleCount: 3 }
      },
      { durations: STILL }
    )
    const { exitCode, outputs, log, summary } = await step({ operation: 'get-job' })
    expect(exitCode).toBe(0)
    expect(requests()).toBe(LOOK)
    expect(outputs).toMatchObject({
      code: 'success',
      'request-id': emulator.requests[0]?.requestId,
      changed: 'false',
      'job-status': 'IMPORT_JOB_DOING',
      'max-bandwidth': '9223372036854775807',
      'max-qps': '500',
      'total-count': '1000',
      'copied-count': '0',
      'failed-count': '0',
      'skipped-count': '0',
      'total-bytes': '1073741824',
      'copied-bytes': '0',
      progress: '0.0'
    })
    // Integers keep all their digits, in the log and in the output.
    expect(log).toContain('"MaxBandWidth": 9223372036854775807')
    expect(outputs.result).toContain('"MaxBandWidth":9223372036854775807')
    expect(JSON.parse(outputs.result ?? '').Data).toEqual({
      Name: JOB,
      Status: 'IMPORT_JOB_DOING',
      SrcAddress: 'source',
      DestAddress: 'destination',
      EnableMultiVersioning: false,
      CreateTime: '2026-01-01T00:00:00.000Z',
      ModifyTime: '2026-01-01T00:00:00.000Z',
      Version: emulator.job(JOB)?.version,
      Audit: { LogMode: 'off' },
      OverwriteMode: 'never',
      TransferMode: 'all',
      Tags: 'a:b',
      ParentName: '',
      ParentVersion: '',
      ConvertSymlinkTarget: false,
      CreateReport: false,
      Owner: '1234567890123456',
      ImportQos: { MaxBandWidth: expect.any(Number), MaxImportTaskQps: 500 },
      ScheduleRule: { StartCronExpression: '0 0 22 * * ?', MaxScheduleCount: 3 }
    })
    expect(notices(log)).toEqual([`The job ${JOB} is at IMPORT_JOB_DOING.`])
    expect(readSummary(summary)).toEqual({
      rows: {
        Operation: 'get-job',
        Job: JOB,
        Region: 'cn-hangzhou',
        State: 'IMPORT_JOB_DOING',
        Throttling: '9223372036854775807 bit/s, 500 files/s',
        Files: '0 of 1000 (0 failed, 0 skipped)',
        Size: '0 B of 1.0 GiB',
        Progress: '0.0 %',
        Code: '✅ success',
        'HTTP status': '200',
        'Request ID': outputs['request-id'],
        Run: '1234567890'
      },
      paragraphs: []
    })
  })

  test('get-job knows numbers, booleans and lists', async () => {
    await start({ status: 'IMPORT_JOB_DOING' }, { durations: STILL })
    const job =
      '<ImportJob><Name>x</Name><Status>IMPORT_JOB_DOING</Status><CreateReport>true</CreateReport><FilterRule><KeyFilters><Includes><Regex>.*</Regex></Includes></KeyFilters></FilterRule><New>7</New></ImportJob>'
    emulator.fail({ raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${job}`) })
    const { outputs } = await step({ operation: 'get-job' })
    expect(JSON.parse(outputs.result ?? '').Data).toEqual({
      Name: 'x',
      Status: 'IMPORT_JOB_DOING',
      CreateReport: true,
      FilterRule: { KeyFilters: { Includes: { Regex: ['.*'] } } },
      New: '7'
    })
  })

  test('get-job of a job that does not exist is a failure', async () => {
    await start({})
    const { outputs, exitCode } = await step({ operation: 'get-job', 'job-name': 'missing' })
    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 1, code: 'NoSuchImportJob' })
    expect(requests()).toBe('GET job')
  })

  test('a history that may not be read leaves its outputs empty', async () => {
    await start({ status: 'IMPORT_JOB_DOING' })
    emulator.fail({ code: 'NoSuchResource', method: 'POST' })
    emulator.fail({
      raw: Buffer.from(
        'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<ImportJob><Status>IMPORT_JOB_DOING</Status></ImportJob>'
      )
    })
    emulator.fail({ code: 'AccessDenied' })
    const { outputs, exitCode, log } = await step({ operation: 'get-job' })
    expect(exitCode).toBe(0)
    expect(outputs).toMatchObject({ 'job-status': 'IMPORT_JOB_DOING', 'total-count': '', progress: '' })
    expect(log).toContain('mgw:ListImportJobHistory')
  })

  test.each(CHANGES)(
    'by default, %s makes exactly one request, and looks at nothing',
    async (operation, inputs, before, after) => {
      await start({ status: before }, { durations: STILL })
      const { outputs } = await step({ operation, ...inputs })
      expect(requests()).toBe('PUT job')
      expect(emulator.job(JOB)?.status).toBe(after)
      expect(outputs).toMatchObject({
        changed: 'true',
        'job-status': '',
        'max-bandwidth': '',
        'total-count': '',
        progress: ''
      })
    }
  )

  test.each(CHANGES)(
    'idempotent %s makes a change that is needed',
    async (operation, inputs, before, after) => {
      await start({ status: before }, { durations: STILL })
      const { outputs, exitCode } = await step({ operation, idempotent: 'true', ...inputs })
      expect(exitCode).toBe(0)
      expect(requests()).toBe(`${LOOK}, PUT job`)
      expect(emulator.job(JOB)?.status).toBe(after)
      expect(outputs).toMatchObject({ changed: 'true', 'job-status': before })
    }
  )

  test.each(
    CHANGES.flatMap(([operation, , , , asAsked]) => asAsked.map((status) => [operation, status] as const))
  )('idempotent %s of a job at %s sends nothing', async (operation, status) => {
    await start({ status }, { durations: STILL })
    const { outputs, exitCode, log } = await step({ operation, idempotent: 'true' })
    expect(exitCode).toBe(0)
    expect(requests()).toBe(LOOK)
    expect(outputs).toMatchObject({ code: 'success', changed: 'false', 'job-status': status })
    expect(notices(log)[0]).toContain(`already is as asked (${status}), so nothing was changed.`)
  })

  test('idempotent update-qos with the same two values sends nothing', async () => {
    await start({ status: 'IMPORT_JOB_DOING', maxBandWidth: 7, maxImportTaskQps: 8 }, { durations: STILL })
    const { outputs } = await step({
      operation: 'update-qos',
      'max-bandwidth': '7',
      'max-qps': '8',
      idempotent: 'true'
    })
    expect(requests()).toBe(LOOK)
    expect(outputs).toMatchObject({ changed: 'false', 'max-bandwidth': '7', 'max-qps': '8' })
  })

  test.each(CHANGES)(
    'dry-run of %s sends no PUT, and says from what to what',
    async (operation, inputs, before, after) => {
      await start({ status: before, maxBandWidth: 1, maxImportTaskQps: 2 }, { durations: STILL })
      const { outputs, log, summary, exitCode } = await step({
        operation,
        'dry-run': 'true',
        'wait-for': 'applied',
        ...inputs
      })
      expect(exitCode).toBe(0)
      expect(requests()).toBe(LOOK)
      expect(emulator.job(JOB)?.updates).toBe(0)
      expect(outputs.changed).toBe('false')
      const text =
        operation === 'update-qos'
          ? 'from 1 bit/s and 2 files per second to 7 bit/s and 8 files per second'
          : `from ${before} to ${after}`
      expect(notices(log)[0]).toContain(`would go ${text}. Nothing was changed.`)
      expect(summary).toContain(`would go ${text}`)
    }
  )

  test('dry-run checks the input in full, and that there is the job', async () => {
    await start({})
    const wrong = await step({
      operation: 'update-qos',
      'max-bandwidth': '1',
      'max-qps': 'x',
      'dry-run': 'true'
    })
    expect(wrong.outputs['error-code']).toBe('InvalidArgument')
    const missing = await step({ operation: 'pause-job', 'job-name': 'missing', 'dry-run': 'true' })
    expect(missing.outputs['error-code']).toBe('NoSuchImportJob')
  })

  test.each(['start-job', 'pause-job'])(
    'a schedule of the service that can undo %s is warned of',
    async (operation) => {
      await start(
        {
          status: 'IMPORT_JOB_DOING',
          scheduleRule: { startCronExpression: '0 0 22 * * ?', suspendCronExpression: '0 0 7 * * ?' }
        },
        { durations: STILL }
      )
      const { log } = await step({ operation, 'dry-run': 'true' })
      expect(warnings(log)).toEqual([
        'The job has a schedule of its own in the service, which can undo this: it starts it at "0 0 22 * * ?" and pauses it at "0 0 7 * * ?" (cron).'
      ])
    }
  )
})

const HOUR = 3_600_000
const MIGRATION: Plan = {
  totalCount: 1000,
  totalSize: 3_000_000_000,
  skippedCount: 10,
  listingMs: 60_000,
  copyMs: 600_000
}

describe('waiting, on a clock that runs 1000 times as fast', () => {
  beforeEach(() => {
    clock = fastClock(1000)
  })

  test.each([
    ['start-job', {}, 'IMPORT_JOB_BEGIN', /^IMPORT_JOB_(LAUNCHING|PREPARING|DOING)$/],
    ['pause-job', {}, 'IMPORT_JOB_DOING', /^IMPORT_JOB_SUSPEND$/],
    ['close-job', {}, 'IMPORT_JOB_DOING', /^IMPORT_JOB_(CLOSING|FINISHED)$/],
    ['update-qos', { 'max-bandwidth': '7', 'max-qps': '8' }, 'IMPORT_JOB_DOING', /^IMPORT_JOB_DOING$/]
  ] as const)('%s until it is applied', async (operation, inputs, before, after) => {
    await start({ status: before, plan: MIGRATION }, { durations: { ...STILL, accepting: 20_000 } })
    const { outputs, exitCode } = await step({ operation, 'wait-for': 'applied', ...inputs })
    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 0, code: '' })
    expect(outputs['job-status']).toMatch(after)
    if (operation === 'update-qos') expect(outputs).toMatchObject({ 'max-bandwidth': '7', 'max-qps': '8' })
    // It looks sooner right after the change, and several times before the 20 s are over.
    expect(emulator.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1)
    expect(emulator.requests.length).toBeGreaterThan(2)
  })

  test('a whole migration: start, progress, end, counts, chart', async () => {
    await start({ plan: MIGRATION })
    const { outputs, exitCode, log, summary } = await step({ operation: 'start-job', 'wait-for': 'finished' })
    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 0, code: '' })
    expect(outputs).toMatchObject({
      changed: 'true',
      'job-status': 'IMPORT_JOB_FINISHED',
      'total-count': '1000',
      'copied-count': '1000',
      'failed-count': '0',
      'skipped-count': '10',
      'total-bytes': '3000000000',
      'copied-bytes': '3000000000',
      progress: '100.0'
    })
    const lines = log.split('\n').filter((line) => line.startsWith('IMPORT_JOB_'))
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.at(-1)).toMatch(
      /^IMPORT_JOB_FINISHED, 100\.0 %, 1000 of 1000 files, 2\.8 GiB of 2\.8 GiB, .*, nothing left$/
    )
    expect(
      lines.some((line) =>
        /^IMPORT_JOB_DOING, \d+\.\d %, \d+ of 1000 files, .*iB of 2\.8 GiB, .*\/s, about .* left$/.test(line)
      )
    ).toBe(true)
    expect(summary).toMatch(
      /```mermaid\n%%\{init: .*\}%%\nxychart-beta\n {2}title "Progress"\n {2}x-axis "minutes" [\d.]+ --> [\d.]+\n {2}y-axis "percent" 0 --> 100\n {2}line \[[\d., ]+\]\n```/
    )
    expect(summary).toContain('<code>IMPORT_JOB_BEGIN</code> → <code>IMPORT_JOB_FINISHED</code>')
  })

  test.each<[what: string, plan: Plan, inputs: Record<string, string>, code: string, text: string]>([
    [
      'files that failed',
      { ...MIGRATION, failedCount: 3 },
      {},
      'FilesFailed',
      '3 of 1000 files could not be copied'
    ],
    [
      'files that failed, accepted',
      { ...MIGRATION, failedCount: 3 },
      { 'fail-on-failed-files': 'false' },
      '',
      ''
    ],
    [
      'an interruption',
      {
        ...MIGRATION,
        endsAs: 'interrupted',
        endsAfterMs: 100_000,
        message: 'The source is gone.\n::error::x'
      },
      {},
      'JobInterrupted',
      'The service says: "The source is gone.'
    ],
    [
      'a pause by somebody else',
      { ...MIGRATION, pausedBySomeoneElseAfterMs: 100_000 },
      {},
      'JobPaused',
      'somebody paused it'
    ],
    [
      'a close by somebody else',
      { ...MIGRATION, closedBySomeoneElseAfterMs: 100_000 },
      {},
      'JobClosed',
      'closed by somebody'
    ],
    ['an empty history at first', { ...MIGRATION, emptyHistoryForMs: 120_000 }, {}, '', ''],
    [
      'an end that the history shows later than the job does',
      { totalCount: 10, failedCount: 3, copyMs: 5000, emptyHistoryForMs: 300_000 },
      {},
      'FilesFailed',
      '3 of 10 files could not be copied'
    ],
    ['counters at -1', { ...MIGRATION, countersMinusOneForMs: 120_000 }, {}, '', ''],
    ['counters that are left out', { ...MIGRATION, countersAbsentForMs: 120_000 }, {}, '', ''],
    ['nothing to copy', { totalCount: 0, totalSize: 0, copyMs: 60_000 }, {}, '', '']
  ])('a migration with %s', async (_, plan, inputs, code, text) => {
    await start({ plan })
    const { outputs, exitCode, log } = await step({
      operation: 'start-job',
      'wait-for': 'finished',
      ...inputs
    })
    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: code === '' ? 0 : 1, code })
    expect(outputs.changed).toBe('true')
    if (code === '') expect(outputs['job-status']).toBe('IMPORT_JOB_FINISHED')
    else expect(errors(log)[0]?.text).toContain(text)
    if (plan.failedCount !== undefined) expect(outputs['failed-count']).toBe('3')
    if (inputs['fail-on-failed-files'] === 'false')
      expect(warnings(log)[0]).toContain('3 of 1000 files could not be copied')
    if (plan.countersMinusOneForMs !== undefined)
      expect(log).toContain(
        'unknown %, unknown of unknown files, unknown of unknown, unknown/s, time left unknown'
      )
  })

  const LAST_NIGHT = { startedAt: -10 * HOUR, endedAt: -8 * HOUR, plan: MIGRATION }
  const rounds = (...pasts: (typeof LAST_NIGHT)[]): NonNullable<JobOptions['rounds']> =>
    pasts.map(({ startedAt, endedAt, plan }) => ({
      startedAt: clock.now() + startedAt,
      endedAt: clock.now() + endedAt,
      plan
    }))

  test.each([
    ['one round', [LAST_NIGHT]],
    ['several rounds', [{ ...LAST_NIGHT, startedAt: -40 * HOUR, endedAt: -30 * HOUR }, LAST_NIGHT]]
  ])('an end of last night is not taken for that of the new round: %s', async (_, pasts) => {
    await start({
      rounds: rounds(...pasts),
      plan: { ...MIGRATION, failedCount: 1, emptyHistoryForMs: 100_000 }
    })
    const { outputs } = await step({ operation: 'start-job', 'wait-for': 'finished' })
    // Only the new round has a file that failed.
    expect(outputs).toMatchObject({ code: 'fail', 'error-code': 'FilesFailed', 'failed-count': '1' })
  })

  test('a job that is resumed is followed from there: its pause is not taken for a new one', async () => {
    await start({ status: 'IMPORT_JOB_SUSPEND', plan: MIGRATION })
    const { outputs, exitCode } = await step({ operation: 'resume-job', 'wait-for': 'finished' })
    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 0, code: '' })
  })

  test('get-job waits for the end of what runs, and shows the job as it then is', async () => {
    await start({ status: 'IMPORT_JOB_DOING', plan: MIGRATION })
    const { outputs, exitCode } = await step({ operation: 'get-job', 'wait-for': 'finished' })
    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 0, code: '' })
    expect(outputs).toMatchObject({ changed: 'false', 'job-status': 'IMPORT_JOB_FINISHED' })
    expect(JSON.parse(outputs.result ?? '').Data.Status).toBe('IMPORT_JOB_FINISHED')
    expect(emulator.requests.every(({ method }) => method === 'GET')).toBe(true)
  })

  test('get-job of a job that has finished already does not wait', async () => {
    await start({ rounds: rounds(LAST_NIGHT) })
    const { outputs } = await step({ operation: 'get-job', 'wait-for': 'finished' })
    expect(outputs).toMatchObject({ code: 'success', 'job-status': 'IMPORT_JOB_FINISHED', progress: '100.0' })
    // The end of a round is believed only when the job itself does not run.
    expect(requests()).toBe(`${LOOK}, GET history, GET job, GET job`)
  })

  test.each([
    ['get-job', {}],
    ['start-job', { idempotent: 'true' }]
  ])(
    '%s: an end of last night is not that of a round which is just being launched',
    async (operation, inputs) => {
      await start(
        { rounds: rounds(LAST_NIGHT), plan: { ...MIGRATION, failedCount: 1 } },
        { durations: { launching: 60_000 } }
      )
      await step({ operation: 'start-job' })
      const { outputs } = await step({ operation, 'wait-for': 'finished', ...inputs })
      // Only the new round has a file that failed.
      expect(outputs).toMatchObject({ code: 'fail', 'error-code': 'FilesFailed', changed: 'false' })
    }
  )

  test.each([
    ['an interruption', { endsAs: 'interrupted', endsAfterMs: 400_000 }, 'JobInterrupted'],
    ['a close by somebody else', { closedBySomeoneElseAfterMs: 400_000 }, 'JobClosed']
  ] as const)(
    'get-job: %s is not hidden by the end of last night while the history lags behind',
    async (_, ending, code) => {
      await start({
        rounds: rounds(LAST_NIGHT),
        plan: { ...MIGRATION, ...ending, emptyHistoryForMs: 1_200_000 }
      })
      await step({ operation: 'start-job' })
      const { outputs } = await step({ operation: 'get-job', 'wait-for': 'finished' })
      expect(outputs).toMatchObject({ code: 'fail', 'error-code': code })
    }
  )

  test.each([
    ['a pause', { ...MIGRATION, pausedBySomeoneElseAfterMs: 100_000 }, 'JobPaused'],
    ['an interruption', { ...MIGRATION, endsAs: 'interrupted', endsAfterMs: 100_000 }, 'JobInterrupted'],
    [
      'an interruption before the first look',
      { ...MIGRATION, endsAs: 'interrupted', endsAfterMs: 100 },
      'JobInterrupted'
    ]
  ] as const)('without the history, %s is seen all the same', async (_, plan, code) => {
    await start(
      { plan },
      { failing: ({ path }) => (path.startsWith('/jobhistory') ? { code: 'AccessDenied' } : undefined) }
    )
    const { outputs } = await step({
      operation: 'start-job',
      'wait-for': 'finished',
      'fail-on-failed-files': 'false'
    })
    expect(outputs['error-code']).toBe(code)
  })

  test('what has come is not taken back by a last look that fails', async () => {
    let ended = false
    await start(
      { plan: MIGRATION },
      {
        failing: ({ path }) => {
          ended ||= emulator.job(JOB)?.status === 'IMPORT_JOB_FINISHED'
          return ended && path.startsWith('/job/') ? { code: 'AccessDenied' } : undefined
        }
      }
    )
    const { outputs } = await step({ operation: 'start-job', 'wait-for': 'finished' })
    expect(outputs).toMatchObject({ code: 'success', 'job-status': 'IMPORT_JOB_FINISHED' })
  })

  test('without the history, nothing is started unless failed files do not matter, and the job itself tells of the end', async () => {
    await start(
      { plan: MIGRATION },
      {
        failing: ({ path }) => (path.startsWith('/jobhistory') ? { code: 'AccessDenied' } : undefined)
      }
    )
    const refused = await step({ operation: 'start-job', 'wait-for': 'finished' })
    expect(refused.outputs).toMatchObject({ code: 'fail', 'error-code': 'HistoryDenied', changed: '' })
    expect(emulator.job(JOB)?.starts).toBe(0)
    const { outputs, log } = await step({
      operation: 'start-job',
      'wait-for': 'finished',
      'fail-on-failed-files': 'false'
    })
    expect(outputs).toMatchObject({ code: 'success', 'job-status': 'IMPORT_JOB_FINISHED', 'total-count': '' })
    expect(warnings(log)).toEqual([expect.stringContaining('mgw:ListImportJobHistory')])
  })

  test('faults while waiting are got through, as often as they come', async () => {
    let number = 0
    await start(
      { plan: MIGRATION },
      {
        failing: ({ method }) =>
          method === 'GET' && number++ % 2 === 1
            ? { fault: number % 4 === 0 ? '502-html' : 'reset-before-headers' }
            : undefined
      }
    )
    const { outputs, exitCode } = await step({ operation: 'start-job', 'wait-for': 'finished' })
    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 0, code: '' })
  })

  test.each([
    ['start-job', 'finished', 'IMPORT_JOB_BEGIN'],
    ['pause-job', 'applied', 'IMPORT_JOB_DOING']
  ] as const)(
    '%s: a wait that is over says so, and leaves the job alone',
    async (operation, until, status) => {
      await start({ status, plan: MIGRATION }, { durations: { ...STILL, accepting: 500_000 } })
      const { outputs, exitCode, log } = await step({
        operation,
        'wait-for': until,
        'wait-timeout-seconds': '100'
      })
      expect({ exitCode, code: outputs['error-code'], changed: outputs.changed }).toEqual({
        exitCode: 1,
        code: 'WaitTimeout',
        changed: 'true'
      })
      expect(errors(log)[0]?.text).toContain(
        'The 100 s of wait-timeout-seconds were over while the job was still at'
      )
      expect(emulator.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1)
    }
  )

  test('there is a line a minute, also while nothing changes', async () => {
    await start({ status: 'IMPORT_JOB_DOING' }, { durations: STILL })
    const { log } = await step({
      operation: 'get-job',
      'wait-for': 'finished',
      'wait-timeout-seconds': '1000',
      'poll-interval-seconds': '300'
    })
    const lines = log.split('\n').filter((line) => line.startsWith('IMPORT_JOB_DOING'))
    expect(lines.length).toBeGreaterThanOrEqual(12)
    expect(lines.length).toBeLessThanOrEqual(20)
  })

  test('keys that cannot be renewed are warned of', async () => {
    const session = {
      accessKeyId: 'STS.x',
      accessKeySecret: 'secret-of-session',
      securityToken: 'token-of-session'
    }
    await start({ plan: MIGRATION }, { credentials: [session] })
    const keys = {
      'access-key-id': 'STS.x',
      'access-key-secret': 'secret-of-session',
      'security-token': 'token-of-session'
    }
    const { log, exitCode } = await step({ operation: 'start-job', 'wait-for': 'finished', ...keys })
    expect(exitCode).toBe(0)
    expect(warnings(log)[0]).toContain('they may end before the wait of 60 min does')
  })

  test('cancelling while a look is under way tells of the job, and not of the look', async () => {
    let looks = 0
    let cancel = (): void => {}
    await start(
      { status: 'IMPORT_JOB_DOING' },
      {
        durations: STILL,
        failing: () => {
          if (++looks < 4) return undefined
          cancel()
          return { fault: 'silence' }
        }
      }
    )
    const { outputs, log } = await step({ operation: 'get-job', 'wait-for': 'finished' }, (child) => {
      cancel = () => child.kill('SIGINT')
    })
    expect(outputs['error-code']).toBe('CancelOperation')
    expect(errors(log)[0]?.text).toBe(
      'The workflow was cancelled. The waiting has ended. The job itself goes on.'
    )
  })

  test('cancelling ends the wait, not the job, and says so', async () => {
    await start({ status: 'IMPORT_JOB_DOING' }, { durations: STILL })
    const { outputs, log, exitCode } = await step(
      {
        operation: 'get-job',
        'wait-for': 'finished',
        'wait-timeout-seconds': '86400',
        'poll-interval-seconds': '3600'
      },
      (child) => {
        child.stdout?.on('data', (text: string) => {
          if (text.includes('IMPORT_JOB_DOING')) child.kill('SIGINT')
        })
      }
    )
    expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 1, code: 'CancelOperation' })
    expect(errors(log)[0]?.text).toBe(
      'The workflow was cancelled. The waiting has ended. The job itself goes on.'
    )
    expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_DOING')
  })
})

test('an end just before the start, still shown until that is applied, is not taken for the end of its round', async () => {
  // Slow enough for the signing to come in the same second as the request.
  clock = fastClock(20)
  let end = ''
  let looks = 0
  await start(
    { plan: MIGRATION },
    {
      failing: ({ method, headers }) => {
        if (method === 'PUT') {
          end = (headers['x-oss-date'] ?? '').replace(
            /(....)(..)(..)T(..)(..)(..)Z/,
            '$1-$2-$3T$4:$5:$6.500Z'
          )
        }
        if (method === 'PUT' || ++looks > 2) return undefined
        const job = `<ImportJob><Status>IMPORT_JOB_FINISHED</Status><ModifyTime>${end}</ModifyTime></ImportJob>`
        return { raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${job}`) }
      }
    }
  )
  const { outputs } = await step({ operation: 'start-job', 'wait-for': 'applied' })
  expect(outputs).toMatchObject({ code: 'success', changed: 'true', 'error-code': '' })
  expect(requests()).toBe('PUT job, GET job, GET job, GET job, GET job')
})

test('a session is renewed while waiting, long after timeout-seconds is over', async () => {
  clock = fastClock(2000)
  const sts = await startSts({ now: clock.now, trust: { sub: '*' } })
  const github = await startGithubTokens({ now: clock.now })
  await start({ plan: { ...MIGRATION, copyMs: HOUR } }, { credentials: sts.credentials })
  const { outputs, exitCode } = await runStep({
    inputs: {
      'job-name': JOB,
      ...reach(emulator),
      ...{ 'access-key-id': '', 'access-key-secret': '' },
      ...{ 'role-to-assume': sts.roleArn, 'oidc-provider-arn': sts.oidcProviderArn, 'sts-endpoint': sts.url },
      ...{
        operation: 'start-job',
        'wait-for': 'finished',
        'wait-timeout-seconds': '7200',
        'timeout-seconds': '600'
      }
    },
    env: {
      ...clock.env,
      ACTIONS_ID_TOKEN_REQUEST_URL: github.url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken
    }
  })
  await Promise.all([sts.close(), github.close()])
  expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 0, code: '' })
  expect(sts.requests.length).toBeGreaterThan(1)
})

test('a wait of 24 hours keeps to its interval, and its memory stays flat', async () => {
  clock = fastClock(20_000)
  await start({ plan: { ...MIGRATION, copyMs: 24 * HOUR, listingMs: HOUR } })
  clock.env.NODE_OPTIONS += ` --import=file://${join(root, '__tests__/preload/heap.mjs')}`
  const { outputs, exitCode, stderr } = await step({
    operation: 'start-job',
    'wait-for': 'finished',
    'wait-timeout-seconds': '100000'
  })
  expect({ exitCode, code: outputs['error-code'] }).toEqual({ exitCode: 0, code: '' })
  const { requests, first, last } = JSON.parse(stderr)
  // Never more often than every 15 s, but for the first looks and the last one.
  expect(requests).toBeLessThan((24 * HOUR) / 15_000 + 20)
  expect(requests).toBeGreaterThan(200)
  expect(last / first).toBeLessThan(1.1)
})
