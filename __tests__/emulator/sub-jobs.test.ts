import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Behavior, DEFAULT_DURATIONS, type Emulator, type Plan, STILL, startEmulator } from 'mgw-emulator'
import { call, element, elements, type RawResponse, statusXml } from './http.ts'

const START = Date.UTC(2026, 0, 16, 22)
const PLAN = { totalCount: 10, totalSize: 10_000, failedCount: 3, skippedCount: 2 }

let now = START
let emulator: Emulator

async function start(retryPlan?: Plan): Promise<void> {
  emulator = await startEmulator({
    now: () => now,
    durations: { ...DEFAULT_DURATIONS, deleting: STILL.deleting },
    jobs: [
      {
        name: 'photos',
        rounds: [{ startedAt: START - 60_000, endedAt: START, plan: PLAN }],
        plan: PLAN,
        ...(retryPlan === undefined ? {} : { retryPlan })
      }
    ],
    addresses: ['source', 'destination', 'list-1', 'list-2'].map((name) => ({ name, detail: { AddressType: 'oss' } }))
  })
}

beforeEach(() => {
  now = START
})
afterEach(() => emulator.close())

function send(method: string, target: string, body = ''): Promise<RawResponse> {
  return call(emulator, method, target, { body, time: now })
}

async function codeOf(method: string, target: string, body = ''): Promise<string> {
  const response = await send(method, target, body)
  return element(response.body, 'Code') ?? String(response.status)
}

/** Creates a sub-job and returns the code of the response. */
function create(name: string, parent = 'photos', source = 'list-1'): Promise<string> {
  const fields = `<Name>${name}</Name><SrcAddress>${source}</SrcAddress><DestAddress>destination</DestAddress>`
  const version = `<ParentVersion>${emulator.job(parent)?.version}</ParentVersion>`
  return codeOf('POST', '/job', `<ImportJob>${fields}<OverwriteMode>always</OverwriteMode>${version}</ImportJob>`)
}

async function namesOf(query: string): Promise<string[]> {
  return elements((await send('GET', `/joblist${query}`)).body, 'Name')
}

/** Starts a job and waits until its round has ended. */
async function runToItsEnd(name: string): Promise<void> {
  expect(await codeOf('PUT', `/job/${name}`, statusXml('IMPORT_JOB_LAUNCHING'))).toBe('200')
  now += 120_000
  expect(emulator.job(name)?.status).toBe('IMPORT_JOB_FINISHED')
}

describe('a sub-job', () => {
  test('belongs to its parent, and only lists of sub-jobs contain it', async () => {
    await start()
    expect(await create('photos_retry_1')).toBe('200')
    const { body } = await send('GET', '/job/photos_retry_1')
    expect([element(body, 'ParentName'), element(body, 'ParentVersion')]).toEqual([
      'photos',
      emulator.job('photos')?.version
    ])
    expect(await namesOf('')).toEqual(['photos'])
    expect(await namesOf('?parentName=photos')).toEqual(['photos_retry_1'])
    expect(await namesOf('?parentName=films')).toEqual([])
    expect(await namesOf('?all=true')).toEqual(['photos', 'photos_retry_1'])
    // As the Python SDK writes it.
    expect(await namesOf('?all=True')).toEqual(['photos', 'photos_retry_1'])
  })

  test('copies the files that failed', async () => {
    await start()
    await create('photos_retry_1')
    await runToItsEnd('photos_retry_1')
    expect(emulator.job('photos_retry_1')?.history[0]).toMatchObject({
      totalCount: 3,
      totalSize: 3000,
      copiedCount: 3,
      failedCount: 0
    })
  })

  test('can fail again, and be retried itself', async () => {
    await start({ failedCount: 1 })
    await create('photos_retry_1')
    await runToItsEnd('photos_retry_1')
    expect(emulator.job('photos_retry_1')?.history[0]).toMatchObject({ totalCount: 3, failedCount: 1 })
    expect(await create('photos_retry_2', 'photos_retry_1', 'list-2')).toBe('200')
    expect(emulator.job('photos_retry_2')?.options.parentName).toBe('photos_retry_1')
    expect(await namesOf('?parentName=photos')).toEqual(['photos_retry_1'])
    await runToItsEnd('photos_retry_2')
    expect(emulator.job('photos_retry_2')?.history[0]).toMatchObject({ totalCount: 1, failedCount: 0 })
  })

  test('can be added by a test, which names its parent', async () => {
    await start()
    emulator.addJob({ name: 'photos_retry_1', parentName: 'photos' })
    expect(emulator.job('photos_retry_1')?.options.parentVersion).toBe(emulator.job('photos')?.version)
  })

  test('keeps its parent from being deleted, unless both are', async () => {
    await start()
    await create('photos_retry_1')
    expect(await codeOf('DELETE', '/job/photos')).toBe('ImportJobHasDescendants')
    expect(await codeOf('DELETE', '/job/photos?forceDelete=false')).toBe('ImportJobHasDescendants')
    expect(await codeOf('DELETE', '/job/photos?forceDelete=true')).toBe('200')
    const statuses = ['photos', 'photos_retry_1'].map((name) => emulator.job(name)?.status)
    expect(statuses).toEqual(['IMPORT_JOB_DELETING', 'IMPORT_JOB_DELETING'])
  })

  test('keeps its address from being deleted', async () => {
    await start()
    await create('photos_retry_1')
    expect(await codeOf('DELETE', '/address/list-1')).toBe('ImportAddressIsOccupied')
  })

  test('is found by reads after createLagMs, and is not created twice', async () => {
    await start()
    emulator.behavior.createLagMs = 2000
    await create('photos_retry_1')
    expect(await create('photos_retry_1')).toBe('ImportJobAlreadyExist')
    expect(await create('photos_retry_2')).toBe('ImportJobRepeatedOnSameAddress')
    emulator.behavior.repeatedJobCode = 'ImportJobRepeatedOnSameAddress'
    expect(await create('photos_retry_1')).toBe('ImportJobRepeatedOnSameAddress')
    expect(await create('photos_retry_1', 'photos', 'list-2')).toBe('ImportJobAlreadyExist')
    now += 1999
    expect(await codeOf('GET', '/job/photos_retry_1')).toBe('NoSuchImportJob')
    expect(await namesOf('?parentName=photos')).toEqual([])
    now += 1
    expect(await codeOf('GET', '/job/photos_retry_1')).toBe('200')
    expect(await namesOf('?parentName=photos')).toEqual(['photos_retry_1'])
    expect(emulator.jobNames()).toEqual(['photos', 'photos_retry_1'])
  })

  test.each<[Partial<Behavior>, string]>([
    [{ overwriteModes: ['never'] }, 'InvalidArgument'],
    [{ verificationError: 'NoSuchBucket' }, 'InvalidArgument']
  ])('is rejected with %j', async (behavior, code) => {
    await start()
    Object.assign(emulator.behavior, behavior)
    expect(await create('photos_retry_1')).toBe(code)
    expect(emulator.jobNames()).toEqual(['photos'])
  })
})

describe('GetJobResult', () => {
  async function resultOf(runtimeId: number): Promise<string> {
    return (await send('GET', `/job/photos?jobResult&runtimeId=${runtimeId}`)).body
  }

  test('returns a list of the failed files and the key pair that verifies', async () => {
    await start()
    const body = await resultOf(1)
    expect(element(body, 'ReadyRetry')).toBe('Ready')
    expect(element(body, 'InvPath')).toMatch(/\/1\/manifest\.json$/)
    const fields = [...body.matchAll(/<(Inv\w+|AddressType)>([^<]+)<\//g)].map(
      ([, name, text]) => `<${name}>${text}</${name}>`
    )
    const secretOfAnother = element(body, 'InvAccessSecret')?.replace(/^./, '#') ?? ''
    const detail = fields.join('')
    const wrong = detail.replace(/(?<=<InvAccessSecret>).*?(?=<)/, secretOfAnother)
    for (const [name, xml] of [['right', detail] as const, ['wrong', wrong] as const]) {
      await send(
        'POST',
        '/address',
        `<ImportAddress><Name>${name}</Name><AddressDetail>${xml}</AddressDetail></ImportAddress>`
      )
      await send('GET', `/address/${name}?verify`)
    }
    now += 1000
    const verified = ['right', 'wrong'].map((name) => send('GET', `/address/${name}?verify`))
    const statuses = (await Promise.all(verified)).map(({ body: result }) => element(result, 'Status'))
    expect(statuses).toEqual(['available', 'unavailable'])
  })

  test('has another key pair for each round', async () => {
    await start()
    await runToItsEnd('photos')
    const secrets = [await resultOf(1), await resultOf(2)].map((body) => element(body, 'InvAccessSecret'))
    expect(new Set(secrets).size).toBe(2)
  })

  test.each<[string, Partial<Behavior>, number, string]>([
    ['right after the round', { retryListMs: 5000 }, 0, 'NotReady'],
    ['later', { retryListMs: 5000 }, 5000, 'Ready'],
    ['always', { readyRetry: 'NoNeed' }, 0, 'NoNeed']
  ])('%s, with %j', async (_, behavior, afterMs, readyRetry) => {
    await start()
    Object.assign(emulator.behavior, behavior)
    now += afterMs
    const body = await resultOf(1)
    expect(element(body, 'ReadyRetry')).toBe(readyRetry)
    expect(element(body, 'InvAccessSecret')?.length).toBe(readyRetry === 'Ready' ? 30 : 0)
  })

  test('is NotReady while the round runs, and NoNeed without failed files', async () => {
    await start()
    emulator.addJob({ name: 'films', status: 'IMPORT_JOB_FINISHED' })
    await send('PUT', '/job/photos', statusXml('IMPORT_JOB_LAUNCHING'))
    expect(element(await resultOf(2), 'ReadyRetry')).toBe('NotReady')
    expect(element((await send('GET', '/job/films?jobResult&runtimeId=1')).body, 'ReadyRetry')).toBe('NoNeed')
  })
})
