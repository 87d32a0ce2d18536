import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type Emulator, JOB_STATUSES, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import { call, element, elements, qosXml, statusXml } from './http.ts'

const START = Date.UTC(2026, 0, 16, 22)
const SECOND = 1000

let now = START
let emulator: Emulator

async function send(method: string, target: string, body = ''): Promise<string> {
  const response = await call(emulator, method, target, { body, time: now })
  return element(response.body, 'Code') ?? String(response.status)
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
  const statusAfter: Record<string, JobStatus> = {
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

  test('cover every status', () => {
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
    else if (action === 'throttle') expect(job).toMatchObject({ status, maxBandWidth: '1', maxImportTaskQps: '2' })
    else expect(job).toMatchObject({ status: statusAfter[action], starts: action === 'start' ? 1 : 0 })
  })

  test.each(Object.keys(actions))('%s of a job that does not exist', async (action) => {
    expect(await actions[action]?.('no-such-job')).toBe('NoSuchImportJob')
  })
})

describe('the job clock', () => {
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

  test('moves a job through its statuses', async () => {
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

  test('can skip over all statuses at once', async () => {
    await actions.start?.('first')
    expect(statusesAt('first', [1000])).toEqual([[1000, 'IMPORT_JOB_FINISHED']])
    expect(emulator.job('first')?.history.map(({ status, startTime }) => [status, startTime - START])).toEqual([
      ['IMPORT_JOB_FINISHED', 69 * SECOND],
      ['IMPORT_JOB_CLOSING', 65 * SECOND],
      ['IMPORT_JOB_DOING', 5 * SECOND],
      ['IMPORT_JOB_PREPARING', 2 * SECOND]
    ])
  })

  test('does not advance a paused job, which copies only the rest when it resumes', async () => {
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

  test('finishes a job that was closed early', async () => {
    expect(await actions.close?.('second')).toBe('200')
    expect(statusesAt('second', [3.999, 4])).toEqual([
      [3.999, 'IMPORT_JOB_CLOSING'],
      [4, 'IMPORT_JOB_FINISHED']
    ])
  })

  test('gives a new round a new runtime ID', async () => {
    await actions.start?.('first')
    now = START + 1000 * SECOND
    await actions.start?.('first')
    now = START + 1003 * SECOND
    expect(emulator.job('first')?.history[0]).toMatchObject({ runtimeId: 2, status: 'IMPORT_JOB_PREPARING' })
  })

  test('removes a deleted job', async () => {
    expect(await actions.delete?.('third')).toBe('200')
    now = START + 1999
    expect(await send('GET', '/job/third')).toBe('200')
    expect(emulator.job('third')?.status).toBe('IMPORT_JOB_DELETING')
    now = START + 2000
    expect(await send('GET', '/job/third')).toBe('NoSuchImportJob')
    expect(emulator.job('third')).toBeUndefined()
  })

  test('sets ModifyTime', async () => {
    now = START + 10 * SECOND
    await actions.start?.('third')
    expect(emulator.job('third')).toMatchObject({ createTime: START, modifyTime: now })
    now = START + 12.5 * SECOND
    expect(emulator.job('third')?.modifyTime).toBe(START + 12 * SECOND)
  })

  test('limits the running jobs, and allows another one when a job finishes', async () => {
    expect(await actions.start?.('first')).toBe('200')
    expect(await actions.start?.('third')).toBe('ImportJobConcurrencyExceed')
    expect(emulator.job('third')).toMatchObject({ status: 'IMPORT_JOB_BEGIN', starts: 0 })
    // A closing job still counts.
    now = START + 63 * SECOND
    expect(await actions.start?.('third')).toBe('ImportJobConcurrencyExceed')
    now = START + 67 * SECOND
    expect(await actions.start?.('third')).toBe('200')
  })
})

test.each<[status: JobStatus, isCounted: boolean]>([
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
])('a job in %s counts toward the limit of running jobs: %s', async (status, isCounted) => {
  now = START
  emulator = await startEmulator({
    now: () => now,
    durations: STILL,
    maxRunningJobs: 1,
    jobs: [{ name: 'first', status }, { name: 'second' }]
  })
  expect(await actions.start?.('second')).toBe(isCounted ? 'ImportJobConcurrencyExceed' : '200')
  await emulator.close()
})

test('an accepted start counts toward the limit before it takes effect', async () => {
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

describe('an accepted update that has not taken effect yet', () => {
  beforeEach(async () => {
    now = START
    emulator = await startEmulator({
      now: () => now,
      durations: { ...STILL, accepting: 5 * SECOND },
      jobs: [{ name: 'nightly-sync', status: 'IMPORT_JOB_DOING' }]
    })
  })
  afterEach(() => emulator.close())

  test('takes effect after durations.accepting', async () => {
    expect(await actions.pause?.('nightly-sync')).toBe('200')
    now = START + 4999
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_DOING')
    now = START + 5000
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_SUSPEND')
  })

  test.each(Object.keys(actions))('blocks other updates: %s', async (action) => {
    await actions.pause?.('nightly-sync')
    expect(await actions[action]?.('nightly-sync')).toBe('ImportJobUpdateConcurrently')
    expect(emulator.job('nightly-sync')?.updates).toBe(1)
  })

  test('is dropped if the job has another status by then', async () => {
    await actions.pause?.('nightly-sync')
    emulator.setStatus('nightly-sync', 'IMPORT_JOB_INTERRUPTED')
    now = START + 5000
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_INTERRUPTED')
  })
})

describe('setStatus', () => {
  test('sets any status without counting as an update', async () => {
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

test('two jobs with the same name have different IDs', async () => {
  emulator = await startEmulator({ jobs: [{ name: 'nightly-sync' }] })
  const version = emulator.job('nightly-sync')?.version
  emulator.addJob({ name: 'nightly-sync' })
  const { body } = await call(emulator, 'GET', '/job/nightly-sync')
  await emulator.close()
  expect(version).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(elements(body, 'Version')).not.toContain(version)
})
