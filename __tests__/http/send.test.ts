import { type Client, UpdateJobInfo, UpdateJobRequest } from '@alicloud/hcs-mgw20240626'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { TransportError } from '../../src/http/transport-error.ts'
import { testClient } from '../support/test-client.ts'

const USER = '1234567890123456'
const JOB = 'nightly-sync'

let emulator: Emulator
let client: Client
beforeAll(async () => {
  emulator = await startEmulator({ durations: STILL, jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
  client = testClient(emulator.url)
})
afterAll(() => emulator.close())

const pause = new UpdateJobRequest({ importJob: new UpdateJobInfo({ status: 'IMPORT_JOB_SUSPEND' }) })

test.each([
  ['the time until the first byte', { fault: 'silence' as const }, 'waiting for the response'],
  ['the time until the last byte', { fault: 'one-byte-a-second' as const, intervalMs: 5 }, 'the response']
])('the timeout includes %s', async (_, failure, phase) => {
  emulator.fail(failure)
  const error = await client.updateJob(USER, JOB, pause, { timeout: 60 }).catch((error) => error)
  expect(error).toBeInstanceOf(TransportError)
  expect(error).toMatchObject({ code: 'ETIMEDOUT', requestSent: true })
  expect(error.message).toContain('within 60 ms')
  expect(error.phase).toContain(phase)
})

test('a signal aborts a request immediately', async () => {
  emulator.fail({ fault: 'silence' })
  const controller = new AbortController()
  const attempt = client.updateJob(USER, JOB, pause, { signal: controller.signal })
  controller.abort()
  await expect(attempt).rejects.toMatchObject({ code: 'ABORT_ERR' })
  await emulator.heal()
})

test('a request that failed to connect was not sent', async () => {
  const unreachable = testClient('http://127.0.0.1:1')
  await expect(unreachable.updateJob(USER, JOB, pause)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    requestSent: false
  })
})

test('a request counts as sent if its connection is reset afterwards', async () => {
  emulator.fail({ fault: 'reset-before-headers' })
  await expect(client.updateJob(USER, JOB, pause)).rejects.toMatchObject({
    code: 'ECONNRESET',
    requestSent: true
  })
})
