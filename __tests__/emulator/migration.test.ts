import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Emulator, type JobOptions, type Plan, startEmulator } from 'mgw-emulator'
import { call, element, elements, statusXml } from './http.ts'

const START = Date.UTC(2026, 0, 16, 22)
const SECOND = 1000
const HOUR = 3600 * SECOND
const DURATIONS = { launching: 0, preparing: 0, closing: 0 }
const PAST_ROUNDS = [
  { startedAt: START - 48 * HOUR, endedAt: START - 47 * HOUR, plan: { endsAs: 'interrupted' as const } },
  { startedAt: START - 24 * HOUR, endedAt: START - 20 * HOUR, plan: { totalCount: 5, failedCount: 1 } }
]

let now = START
let emulator: Emulator

beforeEach(() => {
  now = START
})
afterEach(() => emulator.close())

/** Creates and starts a job with this plan. */
async function startMigration(plan: Plan | Plan[], options: Partial<JobOptions> = {}): Promise<void> {
  emulator = await startEmulator({
    now: () => now,
    durations: DURATIONS,
    jobs: [{ name: 'nightly-sync', plan, ...options }]
  })
  await update('IMPORT_JOB_LAUNCHING')
}

async function update(status: string): Promise<void> {
  const response = await call(emulator, 'PUT', '/job/nightly-sync', { body: statusXml(status), time: now })
  expect(response.status).toBe(200)
}

function newest() {
  return emulator.job('nightly-sync')?.history[0]
}

describe('a round', () => {
  test('copies gradually and lists at the same time', async () => {
    await startMigration({
      totalCount: 1000,
      totalSize: 4_000_000,
      failedCount: 10,
      skippedCount: 100,
      listingMs: 50 * SECOND,
      copyMs: 100 * SECOND
    })
    const progress = [0, 25, 50, 99, 100].map((second) => {
      now = START + second * SECOND
      const entry = newest()
      return [
        entry?.status,
        entry?.listStatus,
        entry?.totalCount,
        entry?.copiedCount,
        entry?.failedCount,
        entry?.skippedCount,
        entry?.totalSize,
        entry?.copiedSize,
        entry?.skippedSize
      ]
    })
    expect(progress).toEqual([
      ['IMPORT_JOB_DOING', 'Listing', 0, 0, 0, 0, 0, 0, 0],
      ['IMPORT_JOB_DOING', 'Listing', 500, 248, 2, 25, 2_000_000, 990_000, 100_000],
      ['IMPORT_JOB_DOING', 'Finished', 1000, 495, 5, 50, 4_000_000, 1_980_000, 200_000],
      ['IMPORT_JOB_DOING', 'Finished', 1000, 981, 9, 99, 4_000_000, 3_920_400, 396_000],
      ['IMPORT_JOB_FINISHED', 'Finished', 1000, 990, 10, 100, 4_000_000, 3_960_000, 400_000]
    ])
  })

  test('is completely listed when it ends, however long listingMs is', async () => {
    await startMigration({ listingMs: HOUR, copyMs: 100 * SECOND })
    now = START + 50 * SECOND
    expect(newest()).toMatchObject({ listStatus: 'Listing', totalCount: 500, copiedCount: 500 })
    now = START + 100 * SECOND
    expect(newest()).toMatchObject({ listStatus: 'Finished', totalCount: 1000, copiedCount: 1000 })
  })

  test('without files finishes immediately', async () => {
    await startMigration({ totalCount: 0, totalSize: 0, copyMs: 0 })
    expect(newest()).toMatchObject({
      status: 'IMPORT_JOB_FINISHED',
      totalCount: 0,
      copiedSize: 0,
      skippedSize: 0
    })
  })

  test('has an XML entry in the format of the service', async () => {
    await startMigration({
      totalCount: 10,
      totalSize: 100,
      copyMs: 10 * SECOND,
      failedCount: 2,
      message: '2 files failed'
    })
    now = START + 12 * SECOND
    const { body } = await call(emulator, 'GET', '/jobhistory/nightly-sync?count=1', { time: now })
    expect(Object.fromEntries([...body.matchAll(/<(\w+)>([^<]*)<\//g)].map(([, name, text]) => [name, text]))).toEqual({
      Truncated: 'true',
      NextMarker: '4',
      Name: 'nightly-sync',
      JobVersion: emulator.job('nightly-sync')?.version,
      RuntimeId: '1',
      CommitId: '4',
      StartTime: '2026-01-16T22:00:10.000Z',
      EndTime: '',
      Status: 'IMPORT_JOB_FINISHED',
      TotalCount: '10',
      CopiedCount: '8',
      FailedCount: '2',
      SkippedCount: '0',
      TotalSize: '100',
      CopiedSize: '80',
      SkippedSize: '0',
      RuntimeState: 'Normal',
      Message: '2 files failed',
      Operator: 'system',
      ListStatus: 'Finished'
    })
  })

  test('can be interrupted', async () => {
    await startMigration({
      copyMs: 100 * SECOND,
      endsAfterMs: 30 * SECOND,
      endsAs: 'interrupted',
      message: 'The source cannot be read.'
    })
    now = START + 29 * SECOND
    expect(newest()).toMatchObject({ status: 'IMPORT_JOB_DOING', runtimeState: 'Normal', message: '' })
    now = START + HOUR
    expect(newest()).toMatchObject({
      status: 'IMPORT_JOB_INTERRUPTED',
      runtimeState: 'Interrupt',
      message: 'The source cannot be read.',
      operator: 'system',
      startTime: START + 30 * SECOND,
      copiedCount: 300
    })
  })

  test('can be paused once by someone else, and resumes where it stopped', async () => {
    await startMigration({ copyMs: 100 * SECOND, pausedBySomeoneElseAfterMs: 40 * SECOND })
    now = START + HOUR
    expect(newest()).toMatchObject({ status: 'IMPORT_JOB_SUSPEND', operator: 'user', copiedCount: 400 })
    await update('IMPORT_JOB_LAUNCHING')
    now += 59 * SECOND
    expect(newest()).toMatchObject({ status: 'IMPORT_JOB_DOING', copiedCount: 990, runtimeId: 1 })
    now += SECOND
    expect(newest()).toMatchObject({ status: 'IMPORT_JOB_FINISHED', copiedCount: 1000 })
  })

  test('can be closed by someone else', async () => {
    await startMigration({ copyMs: 100 * SECOND, closedBySomeoneElseAfterMs: 40 * SECOND })
    now = START + HOUR
    const history = emulator.job('nightly-sync')?.history.slice(0, 2)
    expect(history).toMatchObject([
      { status: 'IMPORT_JOB_FINISHED', operator: 'system', copiedCount: 400 },
      { status: 'IMPORT_JOB_CLOSING', operator: 'user', copiedCount: 400 }
    ])
  })

  test('has no history during emptyHistoryForMs', async () => {
    await startMigration({ emptyHistoryForMs: 20 * SECOND })
    now = START + 20 * SECOND - 1
    expect(newest()).toBeUndefined()
    now = START + 20 * SECOND
    expect(newest()).toMatchObject({ status: 'IMPORT_JOB_DOING', commitId: 2 })
  })

  test('has no counters, then -1, then the actual counters', async () => {
    await startMigration({
      copyMs: 100 * SECOND,
      countersAbsentForMs: 10 * SECOND,
      countersMinusOneForMs: 20 * SECOND
    })
    const bodies: string[] = []
    for (const second of [9, 19, 20]) {
      now = START + second * SECOND
      bodies.push((await call(emulator, 'GET', '/jobhistory/nightly-sync?count=1', { time: now })).body)
    }
    const [absent = '', unknown = '', known = ''] = bodies
    expect(absent).not.toMatch(/Count>|Size>/)
    expect(absent).toContain('<Status>IMPORT_JOB_DOING</Status>')
    expect(unknown.match(/<(Total|Copied|Failed|Skipped)(Count|Size)>-1</g)).toHaveLength(7)
    expect(element(known, 'CopiedCount')).toBe('200')
  })

  test.each([
    [{ countersAbsentForMs: Number.POSITIVE_INFINITY }, undefined],
    [{ countersMinusOneForMs: Number.POSITIVE_INFINITY }, -1]
  ])('never has counters: %j', async (plan, count) => {
    await startMigration(plan)
    now = START + HOUR
    expect(newest()).toMatchObject({ status: 'IMPORT_JOB_FINISHED' })
    expect([newest()?.totalCount, newest()?.copiedSize]).toEqual([count, count])
  })

  test('can finish before the first request', async () => {
    await startMigration({ copyMs: 5 })
    now = START + 4
    expect(newest()).toMatchObject({ runtimeId: 1, status: 'IMPORT_JOB_DOING', copiedCount: 800 })
    now = START + 5
    await update('IMPORT_JOB_LAUNCHING')
    now = START + 10
    expect(newest()).toMatchObject({ runtimeId: 2, status: 'IMPORT_JOB_FINISHED', startTime: now })
    expect(emulator.job('nightly-sync')?.starts).toBe(2)
  })
})

describe('someoneElse', () => {
  test.each([
    ['pause', 'IMPORT_JOB_SUSPEND'],
    ['close', 'IMPORT_JOB_FINISHED'],
    ['delete', 'IMPORT_JOB_DELETING']
  ] as const)('can %s the job some time after the start of the round', async (does, status) => {
    await startMigration({ copyMs: 100 * SECOND, someoneElse: [{ does, afterMs: 30 * SECOND }] })
    now = START + 30 * SECOND - 1
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_DOING')
    now = START + 30 * SECOND
    expect(emulator.job('nightly-sync')).toMatchObject({ status, modifyTime: now, starts: 1, updates: 1 })
  })

  test('can pause and start it repeatedly', async () => {
    const someoneElse = [
      { does: 'pause' as const, afterMs: 10 * SECOND },
      { does: 'start' as const, afterMs: 20 * SECOND },
      { does: 'pause' as const, afterMs: 25 * SECOND }
    ]
    await startMigration({ copyMs: 100 * SECOND, someoneElse })
    now = START + HOUR
    expect(newest()).toMatchObject({
      runtimeId: 1,
      status: 'IMPORT_JOB_SUSPEND',
      startTime: START + 25 * SECOND,
      copiedCount: 150
    })
    expect(emulator.job('nightly-sync')?.starts).toBe(1)
  })

  test('can start a new round after the end, and only applies to its own round', async () => {
    await startMigration([
      { copyMs: 10 * SECOND, someoneElse: [{ does: 'start', afterMs: 15 * SECOND }] },
      { copyMs: 20 * SECOND }
    ])
    now = START + 15 * SECOND
    expect(newest()).toMatchObject({ runtimeId: 2, status: 'IMPORT_JOB_DOING' })
    now = START + HOUR
    expect(newest()).toMatchObject({ runtimeId: 2, startTime: START + 35 * SECOND })
  })

  test('of a job acts at fixed times, even without a round, and skips what is not allowed', async () => {
    emulator = await startEmulator({
      now: () => now,
      durations: DURATIONS,
      jobs: [
        {
          name: 'nightly-sync',
          plan: { copyMs: 10 * SECOND },
          someoneElse: [
            { does: 'start', at: START - 1 },
            { does: 'pause', at: START + 5 * SECOND },
            { does: 'start', at: START + 20 * SECOND },
            { does: 'delete', at: START + 25 * SECOND }
          ]
        }
      ]
    })
    const job = emulator.job('nightly-sync')
    const statuses = [0, 5, 20, 25].map((second) => {
      now = START + second * SECOND
      return job?.status
    })
    expect(statuses).toEqual(['IMPORT_JOB_BEGIN', 'IMPORT_JOB_BEGIN', 'IMPORT_JOB_DOING', 'IMPORT_JOB_DELETING'])
    now = START + HOUR
    const { status } = await call(emulator, 'GET', '/job/nightly-sync', { time: now })
    expect(status).toBe(404)
  })

  test('is an accepted change for jobLagMs', async () => {
    await startMigration({ copyMs: 100 * SECOND, someoneElse: [{ does: 'pause', afterMs: 30 * SECOND }] })
    emulator.behavior.jobLagMs = 5 * SECOND
    const statuses: (string | undefined)[] = []
    for (const second of [34, 35]) {
      now = START + second * SECOND
      const { body } = await call(emulator, 'GET', '/job/nightly-sync', { time: now })
      statuses.push(element(body, 'Status'))
    }
    expect(statuses).toEqual(['IMPORT_JOB_DOING', 'IMPORT_JOB_SUSPEND'])
  })
})

describe('several rounds', () => {
  test('follow their plans, and the last plan applies to all later rounds', async () => {
    await startMigration([
      { totalCount: 10, copyMs: SECOND, endsAs: 'interrupted' },
      { totalCount: 20, copyMs: SECOND }
    ])
    const ends: unknown[] = []
    for (let round = 1; round <= 3; round += 1) {
      now += HOUR
      ends.push([newest()?.runtimeId, newest()?.status, newest()?.totalCount])
      if (round < 3) await update('IMPORT_JOB_LAUNCHING')
    }
    expect(ends).toEqual([
      [1, 'IMPORT_JOB_INTERRUPTED', 10],
      [2, 'IMPORT_JOB_FINISHED', 20],
      [3, 'IMPORT_JOB_FINISHED', 20]
    ])
    expect(emulator.job('nightly-sync')?.starts).toBe(3)
  })

  test('can start after past rounds', async () => {
    emulator = await startEmulator({
      now: () => now,
      durations: DURATIONS,
      jobs: [{ name: 'nightly-sync', rounds: PAST_ROUNDS, plan: { copyMs: HOUR, emptyHistoryForMs: 5 * SECOND } }]
    })
    expect(emulator.job('nightly-sync')).toMatchObject({
      status: 'IMPORT_JOB_FINISHED',
      createTime: START - 48 * HOUR,
      modifyTime: START - 20 * HOUR,
      starts: 0
    })
    const lastNight = {
      runtimeId: 2,
      status: 'IMPORT_JOB_FINISHED',
      copiedCount: 4,
      startTime: START - 20 * HOUR
    }
    expect(newest()).toMatchObject({ ...lastNight, endTime: null })

    await update('IMPORT_JOB_LAUNCHING')
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_DOING')
    expect(newest()).toMatchObject({ ...lastNight, endTime: START })
    now = START + 5 * SECOND
    expect(newest()).toMatchObject({ runtimeId: 3, status: 'IMPORT_JOB_DOING', startTime: START })
    expect(emulator.job('nightly-sync')?.history.map(({ runtimeId, status }) => [runtimeId, status])).toEqual([
      [3, 'IMPORT_JOB_DOING'],
      [3, 'IMPORT_JOB_PREPARING'],
      [2, 'IMPORT_JOB_FINISHED'],
      [2, 'IMPORT_JOB_CLOSING'],
      [2, 'IMPORT_JOB_DOING'],
      [2, 'IMPORT_JOB_PREPARING'],
      [1, 'IMPORT_JOB_INTERRUPTED'],
      [1, 'IMPORT_JOB_DOING'],
      [1, 'IMPORT_JOB_PREPARING']
    ])
  })
})

test('jobClock is independent of the clock for signatures', async () => {
  let jobTime = START
  emulator = await startEmulator({
    now: () => START,
    jobClock: () => jobTime,
    durations: DURATIONS,
    jobs: [{ name: 'nightly-sync', plan: { copyMs: 24 * HOUR } }]
  })
  await update('IMPORT_JOB_LAUNCHING')
  jobTime = START + 24 * HOUR
  const response = await call(emulator, 'GET', '/job/nightly-sync', { time: START })
  expect(elements(response.body, 'Status')).toEqual(['IMPORT_JOB_FINISHED'])
  expect(elements(response.body, 'ModifyTime')).toEqual(['2026-01-17T22:00:00.000Z'])
  expect(response.headers.date).toBe('Fri, 16 Jan 2026 22:00:00 GMT')
})
