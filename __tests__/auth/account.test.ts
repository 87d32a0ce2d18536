import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAddress, resolveEndpoint } from '@alicloud/hcs-mgw20240626'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { EXAMPLE_CREDENTIALS, type Sts, startSts } from 'mgw-emulator'
import { findAccount } from '../../src/auth/account.ts'
import { signAcs3 } from '../../src/auth/acs3.ts'
import type { Inputs } from '../../src/inputs/inputs.ts'
import { testClock } from '../support/clock.ts'
import { type TestRetries, testRetries } from '../support/retry-options.ts'

const ACCOUNT = '1234567890123456'
const MGW = resolveEndpoint('', 'cn-hangzhou')
const ELSEWHERE = resolveEndpoint('http://127.0.0.1:1', 'cn-hangzhou')
const credential = { getCredential: async () => EXAMPLE_CREDENTIALS }
const clock = testClock()

let sts: Sts
let retries: TestRetries
beforeAll(async () => {
  sts = await startSts({ now: clock.date, accountId: ACCOUNT })
})
afterAll(() => sts.close())
beforeEach(() => {
  sts.requests.length = 0
  retries = testRetries({ clock })
})

/** Finds the account for some inputs. */
function find(inputs: Partial<Inputs>): Promise<string> {
  const defaults = {
    endpoint: MGW,
    userId: '',
    allowedAccountIds: [],
    sts: parseAddress('sts-endpoint', sts.url)
  }
  return findAccount({ ...defaults, ...inputs } as Inputs, credential, retries)
}

test.each<[what: string, inputs: Partial<Inputs>, account: string, requests: number]>([
  ['known', { userId: '42' }, '42', 0],
  ['not needed', { endpoint: ELSEWHERE }, '', 0],
  ['asked for', {}, ACCOUNT, 1],
  ['confirmed', { userId: ACCOUNT, allowedAccountIds: ['1', ACCOUNT] }, ACCOUNT, 1],
  ['confirmed where none is needed', { endpoint: ELSEWHERE, allowedAccountIds: [ACCOUNT] }, ACCOUNT, 1]
])('the account is %s', async (_, inputs, account, requests) => {
  expect(await find(inputs)).toBe(account)
  expect(sts.requests).toHaveLength(requests)
})

test('who has it asked for is told how to save that', async () => {
  await find({})
  expect(retries.logger.notices).toEqual([expect.stringContaining(`Set user-id to "${ACCOUNT}"`)])
})

test.each(['evil.example/', '', 42, '1'.repeat(64)])('%j is no account', async (AccountId) => {
  sts.fail({ status: 200, body: { AccountId } })
  await expect(find({})).rejects.toMatchObject({ code: 'InvalidResponse' })
})

test('an answer of STS that is no object is none', async () => {
  sts.fail({ status: 200, body: { toJSON: () => null } })
  await expect(find({})).rejects.toMatchObject({ code: 'InvalidResponse' })
})

test.each<[allowed: string[], userId: string, text: string]>([
  [['1', '2'], '', 'which is not among them'],
  [['42', ACCOUNT], '42', `user-id is 42, but the keys belong to the account ${ACCOUNT}`],
  [['42'], '42', 'which is not among them']
])('allowed are %j, and user-id is %j', async (allowedAccountIds, userId, text) => {
  await expect(find({ allowedAccountIds, userId })).rejects.toMatchObject({
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
)('signs $name as the vector has it', ({ request, credentials, expected }) => {
  const { headers, host } = request
  const keys = { ...credentials, securityToken: credentials.securityToken ?? undefined }
  const time = new Date(headers['x-acs-date'] ?? '')
  const nonce = headers['x-acs-signature-nonce'] ?? ''
  const signed = signAcs3(host, 'GetCallerIdentity', '2015-04-01', keys, time, nonce)
  expect(signed).toEqual({ ...headers, authorization: expected.authorization })
})
