import { Client, type Credentials, resolveEndpoint } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Emulator, EXAMPLE_CREDENTIALS, startEmulator } from 'mgw-emulator'
import { type Job, reachJob } from '../../src/job/job.ts'
import { JOB } from '../support/inputs.ts'
import { type TestRetries, testRetries } from '../support/retry-options.ts'

let options: TestRetries
let emulator: Emulator
/** What renewing the keys comes to, when they were refused as expired. */
let renewed: boolean
let refusals: number
beforeEach(async () => {
  options = testRetries({ maxAttempts: 1 })
  emulator = await startEmulator({ now: options.clock.date, jobs: [{ name: JOB }] })
  renewed = true
  refusals = 0
})
afterEach(() => emulator.close())

/** The job, as a run reaches it that can get new keys. */
function job(): Job {
  const credentials = {
    getCredential: async (): Promise<Credentials> => EXAMPLE_CREDENTIALS,
    async renew(_: unknown, isRefused = false) {
      if (isRefused) refusals += 1
      return isRefused && renewed
    },
    endUnrenewed: false
  }
  const endpoint = resolveEndpoint(emulator.url, 'cn-hangzhou')
  return reachJob(new Client({ credential: credentials, endpoint }), credentials, '1234567890123456', JOB)
}

test.each(['SecurityTokenExpired', 'InvalidSecurityToken'] as const)(
  'keys that are refused with %s are renewed, which is no attempt',
  async (code) => {
    emulator.fail({ code })
    expect(await job().get(options)).toMatchObject({ statusCode: 200, job: { status: 'IMPORT_JOB_BEGIN' } })
    expect([emulator.requests.length, refusals]).toEqual([2, 1])
  }
)

test('they are renewed once, and not where that is impossible', async () => {
  emulator.fail({ code: 'SecurityTokenExpired', times: 9 })
  await expect(job().get(options)).rejects.toMatchObject({ code: 'SecurityTokenExpired' })
  expect([emulator.requests.length, refusals]).toEqual([2, 1])
  renewed = false
  await expect(job().get(options)).rejects.toMatchObject({ code: 'SecurityTokenExpired' })
  expect([emulator.requests.length, refusals]).toEqual([3, 2])
})

test('no other refusal renews them', async () => {
  emulator.fail({ code: 'AccessDenied' })
  await expect(job().get(options)).rejects.toMatchObject({ code: 'AccessDenied' })
  expect([emulator.requests.length, refusals]).toEqual([1, 0])
})

test('the last status is that of the last answer, but for a history that cannot be read', async () => {
  const reached = job()
  expect(reached.lastStatus()).toBeUndefined()
  await reached.get(options)
  expect(reached.lastStatus()).toBe(200)
  emulator.fail({ code: 'AccessDenied' })
  await expect(reached.history(options)).rejects.toMatchObject({ statusCode: 403 })
  expect(reached.lastStatus()).toBe(200)
  emulator.fail({ code: 'InternalError' })
  await expect(reached.get(options)).rejects.toMatchObject({ statusCode: 500 })
  expect(reached.lastStatus()).toBe(500)
  // What is no HTTP has no status.
  emulator.fail({ raw: Buffer.from('SSH-2.0-OpenSSH_9.2\r\n') })
  await expect(reached.get(options)).rejects.toMatchObject({ code: 'InvalidResponse' })
  expect(reached.lastStatus()).toBe(500)
})
