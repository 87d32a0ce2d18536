import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  type Behavior,
  type Emulator,
  type EmulatorOptions,
  inEach,
  JOB_STATUSES,
  type JobOptions,
  type JobStatus,
  RUNNING,
  STILL,
  startEmulator
} from 'mgw-emulator'
import { call, element, elements, qosXml, type RawResponse, statusXml } from './http.ts'

const START = Date.UTC(2026, 0, 16, 22)
const SECOND = 1000

let now = START
let emulator: Emulator

beforeEach(() => {
  now = START
})
afterEach(() => emulator.close())

async function start(
  behavior: Partial<Behavior>,
  job: Partial<JobOptions> = { status: 'IMPORT_JOB_DOING' },
  options: EmulatorOptions = {}
): Promise<void> {
  emulator = await startEmulator({
    now: () => now,
    durations: STILL,
    ...options,
    behavior,
    jobs: [{ name: 'nightly-sync', ...job }]
  })
}

function send(method: string, target: string, body = ''): Promise<RawResponse> {
  return call(emulator, method, target, { body, time: now })
}

async function codeOf(method: string, target: string, body = ''): Promise<string> {
  const response = await send(method, target, body)
  return element(response.body, 'Code') ?? String(response.status)
}

function update(status: JobStatus): Promise<string> {
  return codeOf('PUT', '/job/nightly-sync', statusXml(status))
}

function throttle(bandWidth: string | number, qps: string | number): Promise<string> {
  return codeOf('PUT', '/job/nightly-sync', qosXml(bandWidth, qps))
}

/** The texts of some elements of the GetJob response. */
async function getElements(...names: string[]): Promise<(string | undefined)[]> {
  const { body } = await send('GET', '/job/nightly-sync')
  return names.map((name) => element(body, name))
}

async function history(...names: string[]): Promise<string[][]> {
  const { body } = await send('GET', '/jobhistory/nightly-sync')
  const columns = names.map((name) => elements(body, name))
  return columns[0]?.map((_, row) => columns.map((column) => column[row] ?? '')) ?? []
}

describe('jobLagMs', () => {
  test('delays the status, ModifyTime and ImportQos after each change', async () => {
    await start({ jobLagMs: 10 * SECOND }, { status: 'IMPORT_JOB_DOING', maxBandWidth: 5, maxImportTaskQps: 6 })
    const getState = () => getElements('Status', 'ModifyTime', 'MaxBandWidth', 'MaxImportTaskQps')
    const before = ['IMPORT_JOB_DOING', '2026-01-16T22:00:00.000Z', '5', '6']
    now = START + 20 * SECOND
    await update('IMPORT_JOB_SUSPEND')
    expect(await getState()).toEqual(before)
    now = START + 26 * SECOND
    await throttle(7, 8)
    now = START + 30 * SECOND - 1
    expect(await getState()).toEqual(before)
    now = START + 30 * SECOND
    expect(await getState()).toEqual(['IMPORT_JOB_SUSPEND', '2026-01-16T22:00:20.000Z', '5', '6'])
    now = START + 36 * SECOND
    expect(await getState()).toEqual(['IMPORT_JOB_SUSPEND', '2026-01-16T22:00:26.000Z', '7', '8'])
  })

  test('applies to ListJob, but not to the rules or to emulator.job()', async () => {
    await start({ jobLagMs: 10 * SECOND })
    await update('IMPORT_JOB_SUSPEND')
    expect(elements((await send('GET', '/joblist')).body, 'Status')).toEqual(['IMPORT_JOB_DOING'])
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_SUSPEND')
    expect(await update('IMPORT_JOB_SUSPEND')).toBe('InvalidImportJobStatus')
  })

  test('can be changed while the emulator is running', async () => {
    await start({})
    emulator.behavior.jobLagMs = SECOND
    await update('IMPORT_JOB_SUSPEND')
    expect(await getElements('Status')).toEqual(['IMPORT_JOB_DOING'])
    emulator.behavior.jobLagMs = 0
    expect(await getElements('Status')).toEqual(['IMPORT_JOB_SUSPEND'])
  })
})

test('notFoundMs hides a job from queries after a change, but not from updates', async () => {
  await start({ notFoundMs: 5 * SECOND })
  const query = async () => [
    await codeOf('GET', '/job/nightly-sync'),
    await codeOf('GET', '/jobhistory/nightly-sync'),
    await codeOf('GET', '/job/nightly-sync?jobResult&runtimeId=1')
  ]
  expect(await query()).toEqual(['200', '200', '200'])
  await update('IMPORT_JOB_SUSPEND')
  now = START + 4999
  expect(await query()).toEqual(Array.from({ length: 3 }, () => 'NoSuchImportJob'))
  expect(elements((await send('GET', '/joblist')).body, 'Name')).toEqual(['nightly-sync'])
  expect(await update('IMPORT_JOB_LAUNCHING')).toBe('200')
  now = START + 9998
  expect(await codeOf('GET', '/job/nightly-sync')).toBe('NoSuchImportJob')
  now = START + 9999
  expect(await query()).toEqual(['200', '200', '200'])
})

describe('modifyTime', () => {
  async function timesWith(modifyTime: Behavior['modifyTime']): Promise<(string | undefined)[]> {
    await start({ modifyTime })
    now = START + 10 * SECOND
    await update('IMPORT_JOB_SUSPEND')
    const [paused] = await getElements('ModifyTime')
    now = START + 20 * SECOND
    await throttle(1, 2)
    const [throttled] = await getElements('ModifyTime')
    return [paused, throttled]
  }

  test.each([
    ['status', ['2026-01-16T22:00:10.000Z', '2026-01-16T22:00:20.000Z']],
    ['settings', ['2026-01-16T22:00:00.000Z', '2026-01-16T22:00:20.000Z']],
    ['absent', [undefined, undefined]]
  ] as const)('%s', async (modifyTime, times) => {
    expect(await timesWith(modifyTime)).toEqual(times)
  })
})

describe('rulings', () => {
  test('can accept an action without effect', async () => {
    await start(
      { rulings: { pause: { IMPORT_JOB_SUSPEND: 'ignore' }, start: inEach('ignore', RUNNING) } },
      { status: 'IMPORT_JOB_SUSPEND' }
    )
    expect(await update('IMPORT_JOB_SUSPEND')).toBe('200')
    expect(emulator.job('nightly-sync')).toMatchObject({ status: 'IMPORT_JOB_SUSPEND', updates: 1 })
    for (const status of RUNNING) {
      emulator.setStatus('nightly-sync', status)
      expect(await update('IMPORT_JOB_LAUNCHING')).toBe('200')
      expect(emulator.job('nightly-sync')).toMatchObject({ status, starts: 0 })
    }
    emulator.setStatus('nightly-sync', 'IMPORT_JOB_CLOSING')
    expect(await update('IMPORT_JOB_SUSPEND')).toBe('InvalidImportJobStatus')
  })

  test('can reject an action with another code', async () => {
    await start({
      rulings: {
        start: inEach('ImportJobConflictOnUpdateStatus', RUNNING),
        throttle: inEach('InvalidImportJobStatus', RUNNING)
      }
    })
    expect(await update('IMPORT_JOB_LAUNCHING')).toBe('ImportJobConflictOnUpdateStatus')
    expect(await throttle(1, 2)).toBe('InvalidImportJobStatus')
    expect(emulator.job('nightly-sync')).toMatchObject({ maxBandWidth: '0', updates: 0 })
    await update('IMPORT_JOB_SUSPEND')
    expect(await throttle(1, 2)).toBe('200')
  })

  test('can reject throttling always, or while the job is paused', async () => {
    await start({ rulings: { throttle: { IMPORT_JOB_SUSPEND: 'InvalidImportJobStatus' } } })
    expect(await throttle(1, 2)).toBe('200')
    await update('IMPORT_JOB_SUSPEND')
    expect(await throttle(1, 2)).toBe('InvalidImportJobStatus')
    emulator.behavior.rulings = { throttle: inEach('InvalidImportJobStatus') }
    for (const status of JOB_STATUSES.filter((status) => status !== 'IMPORT_JOB_DELETING')) {
      emulator.setStatus('nightly-sync', status)
      expect([status, await throttle(1, 2)]).toEqual([status, 'InvalidImportJobStatus'])
    }
  })

  test('can allow an action', async () => {
    await start(
      { rulings: { close: { IMPORT_JOB_BEGIN: 'accept' }, delete: { IMPORT_JOB_FINISHED: 'accept' } } },
      { status: 'IMPORT_JOB_BEGIN' },
      { durations: { ...STILL, closing: 5 * SECOND } }
    )
    expect(await update('IMPORT_JOB_CLOSING')).toBe('200')
    expect(await getElements('Status')).toEqual(['IMPORT_JOB_CLOSING'])
    now = START + 5 * SECOND
    expect(await getElements('Status')).toEqual(['IMPORT_JOB_FINISHED'])
  })

  test('apply when a pending update takes effect', async () => {
    await start(
      { rulings: { pause: { IMPORT_JOB_CLOSING: 'accept' } } },
      { status: 'IMPORT_JOB_CLOSING' },
      { durations: { ...STILL, accepting: SECOND } }
    )
    await update('IMPORT_JOB_SUSPEND')
    now = START + SECOND
    expect(await getElements('Status')).toEqual(['IMPORT_JOB_SUSPEND'])
  })
})

test('rejectionCode is the code of a rejected action', async () => {
  await start({ rejectionCode: 'ImportJobConflictOnUpdateStatus' })
  expect(await update('IMPORT_JOB_LAUNCHING')).toBe('ImportJobConflictOnUpdateStatus')
  expect(await codeOf('DELETE', '/job/nightly-sync')).toBe('ImportJobConflictOnUpdateStatus')
})

test.each([
  ['same-round', 1],
  ['new-round', 2]
] as const)('resume: %s', async (resume, runtimeId) => {
  await start(
    { resume },
    { status: 'IMPORT_JOB_SUSPEND', plan: [{ copyMs: 10 * SECOND }, { totalCount: 7, copyMs: 10 * SECOND }] },
    { durations: { launching: 0, preparing: 0, closing: 0 } }
  )
  await update('IMPORT_JOB_LAUNCHING')
  now = START + 10 * SECOND
  expect(emulator.job('nightly-sync')?.history[0]).toMatchObject({
    runtimeId,
    status: 'IMPORT_JOB_FINISHED',
    totalCount: runtimeId === 1 ? 1000 : 7
  })
  expect(emulator.job('nightly-sync')?.starts).toBe(1)
})

test('starting a finished job starts a new round', async () => {
  await start({}, { status: 'IMPORT_JOB_FINISHED' })
  await update('IMPORT_JOB_LAUNCHING')
  emulator.setStatus('nightly-sync', 'IMPORT_JOB_DOING')
  expect(emulator.job('nightly-sync')?.history[0]?.runtimeId).toBe(2)
})

describe('throttling', () => {
  const getThrottling = () => getElements('MaxBandWidth', 'MaxImportTaskQps')

  test('is capped without an error', async () => {
    await start({ throttlingCap: { maxBandWidth: 1_000_000_000, maxImportTaskQps: 200n } })
    expect(await throttle('9223372036854775807', 201)).toBe('200')
    expect(await getThrottling()).toEqual(['1000000000', '200'])
    expect(emulator.job('nightly-sync')).toMatchObject({
      maxBandWidth: '1000000000',
      maxImportTaskQps: '200'
    })
    await throttle(999_999_999, 199)
    expect(await getThrottling()).toEqual(['999999999', '199'])
  })

  test.each([
    ['2000000000', '2147483648'],
    ['1500000000', '1572864000'],
    ['100000000', '104857600'],
    ['5000', '5120'],
    ['1234', '1234'],
    ['0', '0']
  ])('%s is reported as %s in powers of 1024', async (set, reported) => {
    await start({ bandWidthBase: 1024 })
    await throttle(set, 2000)
    expect(await getThrottling()).toEqual([reported, '2000'])
    expect(emulator.job('nightly-sync')?.maxBandWidth).toBe(set)
  })

  test('can lag while the status does not', async () => {
    await start({ throttlingLagMs: 5 * SECOND })
    await throttle(1, 2)
    await update('IMPORT_JOB_SUSPEND')
    now = START + 4999
    expect([await getElements('Status'), await getThrottling()]).toEqual([['IMPORT_JOB_SUSPEND'], ['0', '0']])
    now = START + 5000
    expect(await getThrottling()).toEqual(['1', '2'])
  })

  test.each([
    ['bandwidth', '<ImportQos><MaxBandWidth>1</MaxBandWidth></ImportQos>'],
    ['qps', '<ImportQos><MaxImportTaskQps>2</MaxImportTaskQps></ImportQos>']
  ] as const)('can have only one value: %s', async (throttlingShown, xml) => {
    await start({ throttlingShown })
    await throttle(1, 2)
    expect((await send('GET', '/job/nightly-sync')).body).toContain(xml)
  })

  test('can be absent', async () => {
    await start({ throttlingShown: 'none' })
    expect((await send('GET', '/job/nightly-sync')).body).not.toMatch(/ImportQos|MaxBandWidth/)
  })
})

describe('the history', () => {
  const DURATIONS = { launching: SECOND, preparing: SECOND, doing: 8 * SECOND, closing: SECOND }

  /** Starts a round and moves the clock forward. */
  async function afterSeconds(seconds: number, behavior: Partial<Behavior>, job: Partial<JobOptions> = {}) {
    await start(behavior, job, { durations: DURATIONS })
    await update('IMPORT_JOB_LAUNCHING')
    now = START + seconds * SECOND
  }

  test('can lag, with its entries, end times and counters', async () => {
    await afterSeconds(6, { historyLagMs: 4 * SECOND })
    const getEntries = () => history('Status', 'EndTime', 'CopiedCount')
    const preparing = ['IMPORT_JOB_PREPARING', '2026-01-16T22:00:02.000Z', '0']
    expect(await getEntries()).toEqual([['IMPORT_JOB_DOING', '', '0'], preparing])
    now = START + 6 * SECOND - 1
    expect(await getEntries()).toEqual([['IMPORT_JOB_PREPARING', '', '0']])
    now = START + 11 * SECOND
    expect(await getEntries()).toEqual([['IMPORT_JOB_DOING', '', '625'], preparing])
    expect(emulator.job('nightly-sync')?.history[0]?.status).toBe('IMPORT_JOB_FINISHED')
  })

  test('can have one entry per round', async () => {
    await afterSeconds(6, { historyEntries: 'round' })
    const getEntries = () => history('RuntimeId', 'Status', 'StartTime', 'EndTime', 'CopiedCount', 'CommitId')
    const startTime = '2026-01-16T22:00:00.000Z'
    expect(await getEntries()).toEqual([['1', 'IMPORT_JOB_DOING', startTime, '', '500', '1']])
    await update('IMPORT_JOB_SUSPEND')
    expect(await getEntries()).toEqual([['1', 'IMPORT_JOB_SUSPEND', startTime, '', '500', '1']])
    await update('IMPORT_JOB_LAUNCHING')
    now = START + 60 * SECOND
    const first = ['1', 'IMPORT_JOB_FINISHED', startTime, '2026-01-16T22:00:13.000Z', '1000', '1']
    expect(await getEntries()).toEqual([first])
    await update('IMPORT_JOB_LAUNCHING')
    expect(await getEntries()).toEqual([first])
    now = START + 62 * SECOND
    expect(await getEntries()).toEqual([['2', 'IMPORT_JOB_DOING', '2026-01-16T22:01:00.000Z', '', '0', '2'], first])
  })

  test('ends a paused round when the next one starts', async () => {
    await afterSeconds(6, { historyEntries: 'round', resume: 'new-round' })
    await update('IMPORT_JOB_SUSPEND')
    now = START + 20 * SECOND
    await update('IMPORT_JOB_LAUNCHING')
    now = START + 21 * SECOND
    expect(await history('RuntimeId', 'EndTime')).toEqual([
      ['2', ''],
      ['1', '2026-01-16T22:00:20.000Z']
    ])
  })

  test('can be empty, without affecting GetJobResult', async () => {
    await afterSeconds(60, { historyEntries: 'none' })
    expect(await history('Status')).toEqual([])
    expect(await codeOf('GET', '/job/nightly-sync?jobResult&runtimeId=1')).toBe('200')
  })

  test('can have an entry for LAUNCHING', async () => {
    await afterSeconds(0, { launchingEntry: true })
    expect(await history('Status', 'Operator', 'CommitId')).toEqual([['IMPORT_JOB_LAUNCHING', 'user', '1']])
  })

  test.each([
    ['newest', ['4', '3', '2', '1']],
    ['oldest', ['1', '2', '3', '4']]
  ] as const)('can list the %s first, also in pages', async (historyOrder, ids) => {
    await afterSeconds(60, { historyOrder })
    expect((await history('CommitId')).flat()).toEqual(ids)
    const { body } = await send('GET', '/jobhistory/nightly-sync?count=3')
    expect(elements(body, 'CommitId')).toEqual(ids.slice(0, 3))
    const rest = await send('GET', `/jobhistory/nightly-sync?count=3&marker=${element(body, 'NextMarker')}`)
    expect(elements(rest.body, 'CommitId')).toEqual(ids.slice(3))
  })

  test('can be in a shuffled but stable order', async () => {
    await afterSeconds(60, { historyOrder: 'shuffled' })
    const ids = (await history('CommitId')).flat()
    expect([...ids].sort()).toEqual(['1', '2', '3', '4'])
    expect(ids).not.toEqual(['1', '2', '3', '4'])
    expect(ids).not.toEqual(['4', '3', '2', '1'])
    expect((await history('CommitId')).flat()).toEqual(ids)
  })

  test('can exclude skipped bytes from CopiedSize', async () => {
    const plan = { totalCount: 10, totalSize: 1000, skippedCount: 4, failedCount: 1 }
    await afterSeconds(60, { copiedSizeWithSkipped: false }, { plan })
    const getEntries = () => history('CopiedCount', 'CopiedSize', 'SkippedSize')
    expect((await getEntries())[0]).toEqual(['9', '500', '400'])
    emulator.behavior.copiedSizeWithSkipped = true
    expect((await getEntries())[0]).toEqual(['9', '900', '400'])
  })
})

describe('ListJob', () => {
  const NAMES = Array.from({ length: 12 }, (_, index) => `job-${index + 10}`)

  async function names(query: string): Promise<string[]> {
    const found: string[] = []
    let marker: string | undefined = ''
    do {
      const { body } = await send('GET', `/joblist?count=5&marker=${marker}${query}`)
      found.push(...elements(body, 'Name'))
      marker = element(body, 'NextMarker')
    } while (marker !== '')
    return found
  }

  test.each(['name', 'reverse', 'shuffled'] as const)('can be ordered by %s, also in pages', async (listOrder) => {
    await start({ listOrder }, { name: 'parent' })
    for (const name of NAMES) emulator.addJob({ name, parentName: 'parent' })
    const children = await names('&parentName=parent')
    if (listOrder === 'name') expect(children).toEqual(NAMES)
    if (listOrder === 'reverse') expect(children).toEqual([...NAMES].reverse())
    if (listOrder === 'shuffled') expect([children, [...children].reverse()]).not.toContainEqual(NAMES)
    expect([...children].sort()).toEqual(NAMES)
    expect(new Set(await names('&all=true'))).toEqual(new Set([...NAMES, 'parent']))
    expect(await names('')).toEqual(['parent'])
  })

  test('can limit the page size', async () => {
    await start({ listPageSize: 4 }, { name: 'job-0' })
    for (const name of NAMES) emulator.addJob({ name })
    const { body } = await send('GET', '/joblist')
    expect(elements(body, 'Name')).toEqual(['job-0', 'job-10', 'job-11', 'job-12'])
    expect(await names('')).toEqual(['job-0', ...NAMES])
    expect(await codeOf('GET', '/joblist?count=many')).toBe('InvalidArgument')
  })

  test.each([
    ['repeated', ['+', 'x+', 'x++']],
    ['circular', ['+', '+', '+']]
  ] as const)('can be endless: listPages is %s', async (listPages, markers) => {
    await start({ listPages }, { name: 'job-0' })
    for (const [index, marker] of ['', 'x', 'x+'].entries()) {
      const { body } = await send('GET', `/joblist?marker=${encodeURIComponent(marker)}`)
      expect(elements(body, 'Name')).toEqual(['job-0'])
      expect([element(body, 'Truncated'), element(body, 'NextMarker')]).toEqual(['true', markers[index]])
    }
  })

  test('can include jobs that do not exist', async () => {
    await start({ extraListedJobs: ['<b>&', '__proto__'] }, { name: 'job-0' })
    const { body } = await send('GET', '/joblist')
    expect(elements(body, 'Name')).toEqual(['job-0', '&lt;b&gt;&amp;', '__proto__'])
    expect(await codeOf('GET', '/job/__proto__')).toBe('NoSuchImportJob')
  })
})

describe('response headers', () => {
  test('can omit the request ID of successful responses, but not of errors', async () => {
    await start({ requestIdOnSuccess: false })
    expect((await send('GET', '/job/nightly-sync')).headers).not.toHaveProperty('x-oss-request-id')
    const { body, headers } = await send('GET', '/job/no-such-job')
    expect(headers['x-oss-request-id']).toBe(element(body, 'RequestId'))
  })

  test('can omit Date', async () => {
    await start({ dateHeader: false })
    expect((await send('GET', '/job/nightly-sync')).headers).not.toHaveProperty('date')
    expect((await send('GET', '/job/no-such-job')).headers).not.toHaveProperty('date')
  })

  test('can have a wrong Date, which does not affect signatures', async () => {
    await start({ dateSkewMs: -3600 * SECOND })
    const { status, headers } = await send('GET', '/job/nightly-sync')
    expect([status, headers.date]).toEqual([200, 'Fri, 16 Jan 2026 21:00:00 GMT'])
  })
})
