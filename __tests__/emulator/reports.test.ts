import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Behavior, type Emulator, type JobOptions, STILL, startEmulator } from 'mgw-emulator'
import { call, element, elements, type RawResponse } from './http.ts'

const START = Date.UTC(2026, 0, 16, 22)
const PLAN = { totalCount: 10, totalSize: 10_000, failedCount: 3, skippedCount: 2 }
const ROUND = { startedAt: START - 120_000, endedAt: START - 60_000, plan: PLAN }

let now = START
let emulator: Emulator

async function start(job: Partial<JobOptions> = { rounds: [ROUND] }, behavior: Partial<Behavior> = {}): Promise<void> {
  await emulator?.close()
  emulator = await startEmulator({ now: () => now, durations: STILL, jobs: [{ name: 'photos', ...job }], behavior })
}

beforeEach(() => {
  now = START
})
afterEach(() => emulator.close())

function send(method: string, target: string, body = ''): Promise<RawResponse> {
  return call(emulator, method, target, { body, time: now })
}

function create(runtimeId = 1, version = emulator.job('photos')?.version, name = 'photos'): Promise<RawResponse> {
  const fields = `<JobName>${name}</JobName><Version>${version}</Version><RuntimeId>${runtimeId}</RuntimeId>`
  return send('POST', '/report', `<CreateReport>${fields}</CreateReport>`)
}

function read(query = '&runtimeId=1'): Promise<RawResponse> {
  return send('GET', `/report?version=${emulator.job('photos')?.version}${query}`)
}

async function statusOf(query?: string): Promise<string | undefined> {
  return element((await read(query)).body, 'Status')
}

describe('a report', () => {
  test('does not exist, is running, and then names its lists', async () => {
    await start()
    expect(await statusOf()).toBe('NotExist')
    expect(await create()).toMatchObject({ status: 200, body: '' })
    const running = (await read()).body
    expect(element(running, 'Status')).toBe('Running')
    expect(elements(running, 'FailedListPrefix')).toEqual([''])
    now += 1000
    const { body } = await read()
    const prefix = `aliyun_import_report/1234567890123456/${emulator.job('photos')?.version}/1/`
    expect(Object.fromEntries([...body.matchAll(/<(\w+)>([^<]*)<\//g)].map(([, name, text]) => [name, text]))).toEqual({
      Status: 'Finished',
      ReportCreateTime: '1768600800',
      ReportEndTime: '1768600801',
      TotalCount: '10',
      CopiedCount: '7',
      SkippedCount: '2',
      FailedCount: '3',
      JobCreateTime: '1768600680',
      JobEndTime: '1768600740',
      JobExecuteTime: '60',
      TotalListPrefix: `${prefix}total_list/`,
      SkippedListPrefix: `${prefix}skipped_list/`,
      FailedListPrefix: `${prefix}failed_list/`,
      ErrorMessage: ''
    })
  })

  test('is created once', async () => {
    await start()
    await create()
    now += 500
    await create()
    now += 500
    expect(await statusOf()).toBe('Finished')
  })

  test('of a running round keeps the figures of its creation', async () => {
    await start({ plan: { ...PLAN, copyMs: 10_000 }, status: 'IMPORT_JOB_DOING' })
    now += 5000
    await create()
    now += 5000
    const { body } = await read()
    expect([element(body, 'CopiedCount'), element(body, 'JobEndTime')]).toEqual(['4', ''])
  })

  test('exists after each round of a job with CreateReport', async () => {
    await start({ plan: { ...PLAN, copyMs: 10_000 }, status: 'IMPORT_JOB_DOING', elements: { CreateReport: true } })
    expect(await statusOf()).toBe('NotExist')
    emulator.setStatus('photos', 'IMPORT_JOB_FINISHED')
    expect(await statusOf()).toBe('Running')
    now += 1000
    expect(await statusOf()).toBe('Finished')
  })

  test('belongs to a round; by default, the newest is read', async () => {
    const later = { ...ROUND, startedAt: ROUND.endedAt, endedAt: ROUND.endedAt + 1000 }
    await start({ rounds: [ROUND, later] })
    await create(1)
    expect([await statusOf('&runtimeId=1'), await statusOf('&runtimeId=2'), await statusOf('')]).toEqual([
      'Running',
      'NotExist',
      'NotExist'
    ])
    await create(2)
    expect(await statusOf('')).toBe('Running')
  })

  test.each<[Partial<Behavior>, string[]]>([
    [{ reportLagMs: 1000 }, ['NotExist', 'Running', 'Finished']],
    [{ reportMs: 2000 }, ['Running', 'Running', 'Finished']],
    [{ reportResult: 'Failed' }, ['Running', 'Failed', 'Failed']],
    [{ reportMs: Number.POSITIVE_INFINITY }, ['Running', 'Running', 'Running']]
  ])('%j', async (behavior, statuses) => {
    await start({ rounds: [ROUND] }, behavior)
    await create()
    const found: unknown[] = []
    for (let second = 0; second < 3; second += 1) {
      found.push(await statusOf())
      now += 1000
    }
    expect(found).toEqual(statuses)
  })

  test('can be formatted like other times', async () => {
    await start({ rounds: [ROUND] }, { reportTimes: 'formatted' })
    await create()
    const { body } = await read()
    expect([element(body, 'JobEndTime'), element(body, 'JobExecuteTime')]).toEqual(['2026-01-16T21:59:00.000Z', '60s'])
  })
})

describe('requests that are rejected', () => {
  test('CreateReport', async () => {
    await start()
    const codes = [create(2), create(1, 'another'), create(1, undefined, 'films')].map(async (response) =>
      element((await response).body, 'Code')
    )
    expect(await Promise.all(codes)).toEqual(['NoSuchImportJobRunTimeId', 'NoSuchImportJob', 'NoSuchImportJob'])
  })

  test('GetReport', async () => {
    await start({ rounds: [ROUND] }, { missingReport: 'NoSuchImportReport' })
    expect((await read()).status).toBe(404)
    expect(element((await send('GET', '/report')).body, 'Code')).toBe('MissingArgument')
    expect(element((await send('GET', '/report?version=another')).body, 'Code')).toBe('NoSuchImportJob')
  })
})

test('a change can be answered with a root element', async () => {
  await start({ rounds: [ROUND] }, { changeResponse: 'root' })
  expect((await create()).body).toContain('<root></root>')
})
