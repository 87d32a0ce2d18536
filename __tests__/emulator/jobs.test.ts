import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type Emulator, JOB_STATUSES, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import { call, element, elements, qosXml, statusXml } from './http.ts'

const START = Date.UTC(2026, 0, 16, 22)
const SECOND = 1000

let now = START
let emulator: Emulator

async function send(method: string, target: string, body = ''): Promise<string> {
  const answer = await call(emulator, method, target, body, { time: now })
  return element(answer.body, 'Code') ?? String(answer.status)
}

const actions: Record<string, (name: string) => Promise<string>> = {
  start: (name) => send('PUT', `/job/${name}`, statusXml('IMPORT_JOB_LAUNCHING')),
  pause: (name) => send('PUT', `/job/${name}`, statusXml('IMPORT_JOB_SUSPEND')),
  close: (name) => send('PUT', `/job/${name}`, statusXml('IMPORT_JOB_CLOSING')),
  throttle: (name) => send('PUT', `/job/${name}`, qosXml(1, 2)),
  delete: (name) => send('DELETE', `/job/${name}`)
}

describe('the rules', () => {
  const yes = '200'
  const no = 'InvalidImportJobStatus'
  const gone = 'ImportJobInDeleting'
  const rules: [JobStatus, string, string, string, string, string][] = [
    ['IMPORT_JOB_BEGIN', yes, no, no, yes, yes],
    ['IMPORT_JOB_LAUNCHING', no, yes, yes, yes, no],
    ['IMPORT_JOB_PREPARING', no, yes, yes, yes, no],
    ['IMPORT_JOB_DOING', no, yes, yes, yes, no],
    ['IMPORT_JOB_SUSPEND', yes, no, yes, yes, yes],
    ['IMPORT_JOB_CLOSING', no, no, no, no, no],
    ['IMPORT_JOB_FINISHED', yes, no, no, yes, yes],
    ['IMPORT_JOB_INTERRUPTED', yes, no, no, yes, yes],
    ['IMPORT_JOB_CONFIRMED', no, no, no, no, yes],
    ['IMPORT_JOB_DELETING', gone, gone, gone, gone, gone]
  ]
  const become: Record<string, JobStatus> = {
    start: 'IMPORT_JOB_LAUNCHING',
    pause: 'IMPORT_JOB_SUSPEND',
    close: 'IMPORT_JOB_CLOSING',
    delete: 'IMPORT_JOB_DELETING'
  }

  beforeAll(async () => {
    now = START
    emulator = await startEmulator({ now: () => now, durations: STILL, maxRunningJobs: 100 })
  })
  afterAll(() => emulator.close())

  test('are for every status', () => {
    expect(rules.map(([status]) => status)).toEqual(JOB_STATUSES)
  })

  const cells = rules.flatMap(([status, ...codes]) =>
    Object.keys(actions).map((action, index) => ({ status, action, code: codes[index] ?? '' }))
  )

  test.each(cells)('$status, $action: $code', async ({ status, action, code }) => {
    const name = `${action}-${status}`
    emulator.addJob({ name, status })
    const job = emulator.job(name)
    const before = { status, starts: 0, updates: 0, maxBandWidth: '0' }
    expect(job).toMatchObject(before)
    expect(await actions[action]?.(name)).toBe(code)
    if (code !== yes) expect(job).toMatchObject(before)
    else if (action === 'throttle')
      expect(job).toMatchObject({ status, maxBandWidth: '1', maxImportTaskQps: '2' })
    else expect(job).toMatchObject({ status: become[action], starts: action === 'start' ? 1 : 0 })
  })

  test.each(Object.keys(actions))('a job that does not exist, %s', async (action) => {
    expect(await actions[action]?.('no-such-job')).toBe('NoSuchImportJob')
  })
})

describe('the clock', () => {
  beforeEach(async () => {
    now = START
    emulator = await startEmulator({
      now: () => now,
      durations: { launching: 2 * SECOND, preparing: 3 * SECOND, doing: 60 * SECOND, closing: 4 * SECOND },
      maxRunningJobs: 2,
      jobs: [{ name: 'first' }, { name: 'second', status: 'IMPORT_JOB_PREPARING' }, { name: 'third' }]
    })
  })
  afterEach(() => emulator.close())

  function statusesAt(name: string, seconds: number[]): [number, string | undefined][] {
    return seconds.map((second) => {
      now = START + second * SECOND
      return [second, emulator.job(name)?.status]
    })
  }

  test('moves a job from its start to its end', async () => {
    expect(await actions.start?.('first')).toBe('200')
    expect(statusesAt('first', [0, 1.999, 2, 4.999, 5, 64.999, 65, 68.999, 69, 1000])).toEqual([
      [0, 'IMPORT_JOB_LAUNCHING'],
      [1.999, 'IMPORT_JOB_LAUNCHING'],
      [2, 'IMPORT_JOB_PREPARING'],
      [4.999, 'IMPORT_JOB_PREPARING'],
      [5, 'IMPORT_JOB_DOING'],
      [64.999, 'IMPORT_JOB_DOING'],
      [65, 'IMPORT_JOB_CLOSING'],
      [68.999, 'IMPORT_JOB_CLOSING'],
      [69, 'IMPORT_JOB_FINISHED'],
      [1000, 'IMPORT_JOB_FINISHED']
    ])
  })

  test('catches up over all of it at once', async () => {
    await actions.start?.('first')
    expect(statusesAt('first', [1000])).toEqual([[1000, 'IMPORT_JOB_FINISHED']])
    expect(
      emulator.job('first')?.history.map(({ status, startTime }) => [status, startTime - START])
    ).toEqual([
      ['IMPORT_JOB_FINISHED', 69 * SECOND],
      ['IMPORT_JOB_CLOSING', 65 * SECOND],
      ['IMPORT_JOB_DOING', 5 * SECOND],
      ['IMPORT_JOB_PREPARING', 2 * SECOND]
    ])
  })

  test('stands still for a job that is paused, and a resumed one has only the rest before it', async () => {
    await actions.start?.('first')
    now = START + 35 * SECOND
    expect(await actions.pause?.('first')).toBe('200')
    expect(statusesAt('first', [1000])).toEqual([[1000, 'IMPORT_JOB_SUSPEND']])
    expect(await actions.start?.('first')).toBe('200')
    expect(statusesAt('first', [1005, 1034.999, 1035])).toEqual([
      [1005, 'IMPORT_JOB_DOING'],
      [1034.999, 'IMPORT_JOB_DOING'],
      [1035, 'IMPORT_JOB_CLOSING']
    ])
    expect(new Set(emulator.job('first')?.history.map(({ runtimeId }) => runtimeId))).toEqual(new Set([1]))
    expect(emulator.job('first')?.starts).toBe(2)
  })

  test('ends a job that is closed early', async () => {
    expect(await actions.close?.('second')).toBe('200')
    expect(statusesAt('second', [3.999, 4])).toEqual([
      [3.999, 'IMPORT_JOB_CLOSING'],
      [4, 'IMPORT_JOB_FINISHED']
    ])
  })

  test('begins a new round with a new runtime ID', async () => {
    await actions.start?.('first')
    now = START + 1000 * SECOND
    await actions.start?.('first')
    now = START + 1003 * SECOND
    expect(emulator.job('first')?.history[0]).toMatchObject({ runtimeId: 2, status: 'IMPORT_JOB_PREPARING' })
  })

  test('takes a deleted job away', async () => {
    expect(await actions.delete?.('third')).toBe('200')
    now = START + 1999
    expect(await send('GET', '/job/third')).toBe('200')
    expect(emulator.job('third')?.status).toBe('IMPORT_JOB_DELETING')
    now = START + 2000
    expect(await send('GET', '/job/third')).toBe('NoSuchImportJob')
    expect(emulator.job('third')).toBeUndefined()
  })

  test('sets when a job was modified', async () => {
    now = START + 10 * SECOND
    await actions.start?.('third')
    expect(emulator.job('third')).toMatchObject({ createTime: START, modifyTime: now })
    now = START + 12.5 * SECOND
    expect(emulator.job('third')?.modifyTime).toBe(START + 12 * SECOND)
  })

  test('lets no more jobs run than may, and a further one when one of them is over', async () => {
    expect(await actions.start?.('first')).toBe('200')
    expect(await actions.start?.('third')).toBe('ImportJobConcurrencyExceed')
    expect(emulator.job('third')).toMatchObject({ status: 'IMPORT_JOB_BEGIN', starts: 0 })
    // What closes still takes its place.
    now = START + 63 * SECOND
    expect(await actions.start?.('third')).toBe('ImportJobConcurrencyExceed')
    now = START + 67 * SECOND
    expect(await actions.start?.('third')).toBe('200')
  })
})

test.each<[status: JobStatus, takesAPlace: boolean]>([
  ['IMPORT_JOB_BEGIN', false],
  ['IMPORT_JOB_LAUNCHING', true],
  ['IMPORT_JOB_PREPARING', true],
  ['IMPORT_JOB_DOING', true],
  ['IMPORT_JOB_SUSPEND', false],
  ['IMPORT_JOB_CLOSING', true],
  ['IMPORT_JOB_FINISHED', false],
  ['IMPORT_JOB_INTERRUPTED', false],
  ['IMPORT_JOB_CONFIRMED', false],
  ['IMPORT_JOB_DELETING', true]
])('a job at %s takes one of the places for running jobs: %s', async (status, takesAPlace) => {
  now = START
  emulator = await startEmulator({
    now: () => now,
    durations: STILL,
    maxRunningJobs: 1,
    jobs: [{ name: 'first', status }, { name: 'second' }]
  })
  expect(await actions.start?.('second')).toBe(takesAPlace ? 'ImportJobConcurrencyExceed' : '200')
  await emulator.close()
})

test('a start that was accepted and does not show yet takes its place already', async () => {
  now = START
  emulator = await startEmulator({
    now: () => now,
    durations: { ...STILL, accepting: 5 * SECOND },
    maxRunningJobs: 1,
    jobs: [{ name: 'first' }, { name: 'second' }]
  })
  expect(await actions.start?.('first')).toBe('200')
  expect(await actions.start?.('second')).toBe('ImportJobConcurrencyExceed')
  await emulator.close()
})

describe('an update that is accepted and does not show yet', () => {
  beforeEach(async () => {
    now = START
    emulator = await startEmulator({
      now: () => now,
      durations: { ...STILL, accepting: 5 * SECOND },
      jobs: [{ name: 'nightly-sync', status: 'IMPORT_JOB_DOING' }]
    })
  })
  afterEach(() => emulator.close())

  test('shows when its time has come', async () => {
    expect(await actions.pause?.('nightly-sync')).toBe('200')
    now = START + 4999
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_DOING')
    now = START + 5000
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_SUSPEND')
  })

  test.each(Object.keys(actions))('collides with another: %s', async (action) => {
    await actions.pause?.('nightly-sync')
    expect(await actions[action]?.('nightly-sync')).toBe('ImportJobUpdateConcurrently')
    expect(emulator.job('nightly-sync')?.updates).toBe(1)
  })

  test('comes to nothing when the job is elsewhere by then', async () => {
    await actions.pause?.('nightly-sync')
    emulator.setStatus('nightly-sync', 'IMPORT_JOB_INTERRUPTED')
    now = START + 5000
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_INTERRUPTED')
  })
})

describe('setStatus', () => {
  test('is for whatever somebody else does', async () => {
    now = START
    emulator = await startEmulator({ now: () => now, durations: STILL, jobs: [{ name: 'nightly-sync' }] })
    for (const status of JOB_STATUSES) {
      emulator.setStatus('nightly-sync', status)
      expect(emulator.job('nightly-sync')).toMatchObject({ status, starts: 0, updates: 0 })
    }
    expect(() => emulator.setStatus('no-such-job', 'IMPORT_JOB_DOING')).toThrow('no-such-job')
    await emulator.close()
  })
})

test('two jobs of one name, one after the other, have two IDs', async () => {
  emulator = await startEmulator({ jobs: [{ name: 'nightly-sync' }] })
  const version = emulator.job('nightly-sync')?.version
  emulator.addJob({ name: 'nightly-sync' })
  const { body } = await call(emulator, 'GET', '/job/nightly-sync')
  await emulator.close()
  expect(version).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(elements(body, 'Version')).not.toContain(version)
})
