import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { EXAMPLE_CREDENTIALS, type Sts, startSts } from 'mgw-emulator'
import { resolveAccount } from '../../src/auth/credentials.ts'
import { signAcs3 } from '../../src/auth/sts.ts'
import { parseAddress, resolveEndpoint } from '../../src/inputs/address.ts'
import type { Inputs } from '../../src/inputs/inputs.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { type TestRun, testRun } from '../support/test-run.ts'

const ACCOUNT = '1234567890123456'
const MGW = resolveEndpoint('', 'cn-hangzhou')
const ELSEWHERE = resolveEndpoint('http://127.0.0.1:1', 'cn-hangzhou')
const credentials = { getCredential: async () => EXAMPLE_CREDENTIALS, renew: async () => false, isTemporary: false }
const clock = fakeClock()

let sts: Sts
let run: TestRun
beforeAll(async () => {
  sts = await startSts({ now: clock.wallTime, accountId: ACCOUNT })
})
afterAll(() => sts.close())
beforeEach(() => {
  sts.requests.length = 0
  run = testRun({ clock })
})

function resolve(inputs: Partial<Inputs>): Promise<string> {
  const defaults = {
    endpoint: MGW,
    userId: '',
    allowedAccountIds: [],
    sts: parseAddress('sts-endpoint', sts.url)
  }
  return resolveAccount({ ...defaults, ...inputs } as Inputs, credentials, run.policy, run.limits)
}

test.each<[what: string, inputs: Partial<Inputs>, account: string, requests: number]>([
  ['the user-id', { userId: '42' }, '42', 0],
  ["empty if the endpoint doesn't need one", { endpoint: ELSEWHERE }, '', 0],
  ['looked up through STS', {}, ACCOUNT, 1],
  ['the user-id once STS has confirmed it', { userId: ACCOUNT, allowedAccountIds: ['1', ACCOUNT] }, ACCOUNT, 1],
  [
    "looked up for allowed-account-ids if the endpoint doesn't need one",
    { endpoint: ELSEWHERE, allowedAccountIds: [ACCOUNT] },
    ACCOUNT,
    1
  ]
])('the account is %s', async (_, inputs, account, requests) => {
  expect(await resolve(inputs)).toBe(account)
  expect(sts.requests).toHaveLength(requests)
})

test('a notice says how to save the request', async () => {
  await resolve({})
  expect(run.logger.notices).toEqual([expect.stringContaining(`Set user-id to "${ACCOUNT}"`)])
})

test.each(['evil.example/', '', 42, '1'.repeat(64)])('rejects %j as an account ID', async (AccountId) => {
  sts.fail({ status: 200, body: { AccountId } })
  await expect(resolve({})).rejects.toMatchObject({ code: 'InvalidResponse' })
})

test("rejects a response of STS that isn't a JSON object", async () => {
  sts.fail({ status: 200, body: { toJSON: () => null } })
  await expect(resolve({})).rejects.toMatchObject({ code: 'InvalidResponse' })
})

test.each<[allowed: string[], userId: string, text: string]>([
  [['1', '2'], '', `belong to the account ${ACCOUNT}. allowed-account-ids allows only 1, 2.`],
  [['42', ACCOUNT], '42', `belong to the account ${ACCOUNT}, but user-id is 42.`],
  [['42'], '42', 'allows only 42.']
])('rejects the account if %j are allowed, and user-id is %j', async (allowedAccountIds, userId, text) => {
  await expect(resolve({ allowedAccountIds, userId })).rejects.toMatchObject({
    code: 'AccountNotAllowed',
    message: expect.stringContaining(text)
  })
})

test.each(
  JSON.parse(readFileSync(join(import.meta.dirname, '../emulator/vectors/acs3-signatures.json'), 'utf8')) as {
    name: string
    request: { host: string; headers: Record<string, string> }
    credentials: { accessKeyId: string; accessKeySecret: string; securityToken: string | null }
    expected: { authorization: string }
  }[]
)('signs $name as in the test vector', ({ request, credentials, expected }) => {
  const { headers, host } = request
  const key = { ...credentials, securityToken: credentials.securityToken ?? undefined }
  const time = new Date(headers['x-acs-date'] ?? '')
  const nonce = headers['x-acs-signature-nonce'] ?? ''
  const signed = signAcs3({ action: 'GetCallerIdentity', host, time, nonce }, key)
  expect(signed).toEqual({ ...headers, authorization: expected.authorization })
})
