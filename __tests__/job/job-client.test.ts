import type { Credentials } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Emulator, EXAMPLE_CREDENTIALS, startEmulator } from 'mgw-emulator'
import { JobClient } from '../../src/job/job-client.ts'
import { JOB } from '../support/create-inputs.ts'
import { testClient } from '../support/test-client.ts'
import { type TestRun, testRun } from '../support/test-run.ts'

let run: TestRun
let emulator: Emulator
/** Whether rejected credentials can be renewed. */
let canRenew: boolean
/** How many times credentials were rejected. */
let rejections: number
beforeEach(async () => {
  run = testRun({ maxAttempts: 1 })
  emulator = await startEmulator({ now: run.clock.wallTime, jobs: [{ name: JOB }] })
  canRenew = true
  rejections = 0
})
afterEach(() => emulator.close())

function createClient(): JobClient {
  const credentials = {
    getCredential: async (): Promise<Credentials> => EXAMPLE_CREDENTIALS,
    async renew(_: unknown, isRefused = false) {
      if (isRefused) rejections += 1
      return isRefused && canRenew
    },
    isTemporary: false
  }
  const client = testClient(emulator.url, credentials)
  return new JobClient({ client, credentials, userId: '1234567890123456' }, JOB, run.policy)
}

test.each(['SecurityTokenExpired', 'InvalidSecurityToken'] as const)(
  "renews credentials rejected with %s, which doesn't count as an attempt",
  async (code) => {
    emulator.fail({ code })
    expect(await createClient().get(run.limits)).toMatchObject({
      statusCode: 200,
      job: { status: 'IMPORT_JOB_BEGIN' }
    })
    expect([emulator.requests.length, rejections]).toEqual([2, 1])
  }
)

test('renews credentials only once, and only if possible', async () => {
  emulator.fail({ code: 'SecurityTokenExpired', times: 9 })
  await expect(createClient().get(run.limits)).rejects.toMatchObject({ code: 'SecurityTokenExpired' })
  expect([emulator.requests.length, rejections]).toEqual([2, 1])
  canRenew = false
  await expect(createClient().get(run.limits)).rejects.toMatchObject({ code: 'SecurityTokenExpired' })
  expect([emulator.requests.length, rejections]).toEqual([3, 2])
})

test("doesn't renew credentials after any other error", async () => {
  emulator.fail({ code: 'AccessDenied' })
  await expect(createClient().get(run.limits)).rejects.toMatchObject({ code: 'AccessDenied' })
  expect([emulator.requests.length, rejections]).toEqual([1, 0])
})

test('leaves out the history of a deleted job that had the same name', async () => {
  emulator.addJob({ name: 'done', status: 'IMPORT_JOB_FINISHED' })
  const job = createClient().with('done')
  const [entry] = await job.history(run.limits, {})
  expect(entry?.jobVersion).toBeDefined()
  expect(await job.history(run.limits, { version: entry?.jobVersion ?? '' })).not.toEqual([])
  expect(await job.history(run.limits, { version: 'another' })).toEqual([])
})

test('keeps the status of the last response, except from a failed ListJobHistory', async () => {
  const job = createClient()
  expect(job.lastStatusCode).toBeUndefined()
  await job.get(run.limits)
  expect(job.lastStatusCode).toBe(200)
  emulator.fail({ code: 'AccessDenied' })
  await expect(job.history(run.limits, {})).rejects.toMatchObject({ statusCode: 403 })
  expect(job.lastStatusCode).toBe(200)
  emulator.fail({ code: 'InternalError' })
  await expect(job.get(run.limits)).rejects.toMatchObject({ statusCode: 500 })
  expect(job.lastStatusCode).toBe(500)
  // A response that isn't HTTP has no status.
  emulator.fail({ raw: Buffer.from('SSH-2.0-OpenSSH_9.2\r\n') })
  await expect(job.get(run.limits)).rejects.toMatchObject({ code: 'InvalidResponse' })
  expect(job.lastStatusCode).toBe(500)
})
