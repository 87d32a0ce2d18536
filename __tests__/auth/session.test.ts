import { type Address, MgwError, parseAddress } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { type GithubTokens, type Sts, startGithubTokens, startSts } from 'mgw-emulator'
import { findCredentials } from '../../src/auth/credentials.ts'
import { type RenewableCredentials, signIn } from '../../src/auth/session.ts'
import { readSecrets } from '../../src/auth/sources.ts'
import { getCallerIdentity } from '../../src/auth/sts.ts'
import type { Role } from '../../src/inputs/role.ts'
import { correctingClockSkew } from '../../src/retry/clock-skew.ts'
import { type TestClock, testClock } from '../support/clock.ts'
import { withStep } from '../support/environment.ts'
import { inputsOf } from '../support/inputs.ts'
import { type TestRetries, testRetries } from '../support/retry-options.ts'

const MINUTE = 60_000
const SUB = 'repo:octo-org/migrations:ref:refs/heads/main'

let clock: TestClock
let retries: TestRetries
let sts: Sts
let github: GithubTokens
let before: typeof process.env

/** @param options of STS's own */
async function start(options: Parameters<typeof startSts>[0] = {}): Promise<void> {
  sts = await startSts({ now: clock.date, trust: { sub: 'repo:octo-org/migrations:*' }, ...options })
  github = await startGithubTokens({ now: clock.date, sub: SUB })
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = github.url
  process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = github.requestToken
}

beforeEach(async () => {
  before = process.env
  process.env = { ...before }
  // Masking is a command on standard output.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  clock = testClock()
  retries = testRetries({ clock, seconds: 86_400 })
})
afterEach(async () => {
  process.env = before
  jest.restoreAllMocks()
  await Promise.all([sts?.close(), github?.close()])
})

const address = (): Address => parseAddress('sts-endpoint', sts.url)
const role = (expiration = 1800): Role => ({
  roleArn: sts.roleArn,
  providerArn: sts.oidcProviderArn,
  audience: 'sts.aliyuncs.com',
  sessionName: '',
  expiration
})
const signInNow = (expiration?: number): Promise<RenewableCredentials> =>
  signIn(role(expiration), address(), retries)

/** The number of sessions that STS has given, and of tokens that GitHub has. */
const given = (): [sessions: number, tokens: number] => [sts.requests.length, github.requests.length]

test('one session is asked for, not one at each look', async () => {
  await start()
  const credentials = await signInNow()
  for (let look = 0; look < 20; look++) {
    clock.advance(MINUTE)
    expect(await credentials.renew(retries)).toBe(false)
  }
  expect(given()).toEqual([1, 1])
  expect(credentials.endUnrenewed).toBe(false)
})

test('all that is secret is masked', async () => {
  await start()
  // Each secret is masked once in a process, so these are of this test only.
  process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = 'bearer-to-mask'
  github.fail({ status: 200, body: { value: 'jwt-to-mask' } })
  const Credentials = {
    AccessKeyId: 'STS.to-mask',
    AccessKeySecret: 'secret-to-mask',
    SecurityToken: 'token-to-mask'
  }
  sts.fail({ status: 200, body: { Credentials } })
  await signInNow()
  const said = jest.mocked(process.stdout.write).mock.calls.map(([text]) => text)
  const secrets = ['bearer-to-mask', 'jwt-to-mask', ...Object.values(Credentials)]
  expect(said).toEqual(secrets.map((secret) => `::add-mask::${secret}\n`))
})

test('a role is signed in as, whatever keys another step has left', async () => {
  await start()
  const left = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'STS.old', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret-old' }
  const inputs = inputsOf({ name: 'get-job' }, { role: role(), sts: address() })
  const { getCredential } = await findCredentials(inputs, withStep({}, left, readSecrets), retries)
  expect((await getCredential()).accessKeyId).not.toBe('STS.old')
  expect(given()).toEqual([1, 1])
})

test('it is renewed when less than five minutes are left, with a new token of GitHub', async () => {
  await start()
  const credentials = await signInNow()
  const first = await credentials.getCredential()
  clock.advance(24 * MINUTE)
  expect(await credentials.renew(retries)).toBe(false)
  clock.advance(2 * MINUTE)
  expect(await credentials.renew(retries)).toBe(true)
  expect(given()).toEqual([2, 2])
  expect(await credentials.getCredential()).not.toEqual(first)
})

test('a wait of twelve hours signs in once a session', async () => {
  await start()
  const credentials = await signInNow()
  for (let minute = 0; minute < 12 * 60; minute++) {
    clock.advance(MINUTE)
    await credentials.renew(retries)
  }
  expect(given()).toEqual([29, 29])
})

test.each([
  ['hours behind', -5],
  ['hours ahead', 5]
])("this machine's time of day plays no part: %s", async (_, hours) => {
  await start()
  const wrong = { ...clock, date: () => clock.date() + hours * 60 * MINUTE }
  const off = { ...retries, clock: wrong, signed: correctingClockSkew(retries.logger, wrong.date) }
  sts.requests.length = 0
  const credentials = await signIn(role(), address(), off)
  // The first attempt was refused for its time, and made again with that of STS.
  expect(sts.requests.map(({ statusCode }) => statusCode)).toEqual([400, 200])
  // It is known from then on, in every room.
  await getCallerIdentity(address(), credentials, off)
  expect(sts.requests.map(({ statusCode }) => statusCode)).toEqual([400, 200, 200])
  clock.advance(20 * MINUTE)
  expect(await credentials.renew(off)).toBe(false)
  expect(retries.logger.warnings).toHaveLength(1)
})

test('how long it lasts is what STS says, by its own clock', async () => {
  await start()
  const Expiration = new Date(clock.date() + 9 * MINUTE).toISOString()
  const keys = {
    AccessKeyId: 'STS.x',
    AccessKeySecret: 'secret-of-x',
    SecurityToken: 'token-of-x',
    Expiration
  }
  sts.fail({ status: 200, body: { Credentials: keys } })
  const credentials = await signInNow(900)
  clock.advance(3 * MINUTE)
  expect(await credentials.renew(retries)).toBe(false)
  clock.advance(2 * MINUTE)
  expect(await credentials.renew(retries)).toBe(true)
})

test('a session that cannot be renewed yet is used as long as it lasts, and then it is said why it ended', async () => {
  await start()
  const credentials = await signInNow()
  github.fail({ status: 403, body: { message: 'Re-runs of old jobs get none.' } }, 99)
  clock.advance(26 * MINUTE)
  expect(await credentials.renew(retries)).toBe(false)
  expect(await credentials.renew(retries)).toBe(false)
  expect(github.requests).toHaveLength(2)
  expect(retries.logger.lines.at(-1)).toContain('could not be renewed yet')
  clock.advance(5 * MINUTE)
  await expect(credentials.renew(retries)).rejects.toMatchObject({
    code: 'InvalidResponse',
    message: expect.stringMatching(
      /GitHub refused .*Re-runs of old jobs get none.*id-token: write.*re-run of an old job/
    )
  })
})

test('what STS does not say of its length is as it was asked for', async () => {
  await start()
  const Credentials = { AccessKeyId: 'STS.x', AccessKeySecret: 'secret-of-x', SecurityToken: 'token-of-x' }
  sts.fail({ status: 200, body: { Credentials } })
  const credentials = await signInNow(1800)
  clock.advance(24 * MINUTE)
  expect(await credentials.renew(retries)).toBe(false)
  clock.advance(2 * MINUTE)
  expect(await credentials.renew(retries)).toBe(true)
})

test('one that is short is renewed once a minute at the most', async () => {
  await start()
  const credentials = await signInNow()
  clock.advance(26 * MINUTE)
  const Expiration = new Date(clock.date() + 3 * MINUTE).toISOString()
  const Credentials = { AccessKeyId: 'STS.x', AccessKeySecret: 'secret-of-x', SecurityToken: 'x', Expiration }
  sts.fail({ status: 200, body: { Credentials } })
  expect(await credentials.renew(retries)).toBe(true)
  clock.advance(MINUTE / 2)
  expect(await credentials.renew(retries)).toBe(false)
  clock.advance(MINUTE / 2)
  expect(await credentials.renew(retries)).toBe(true)
})

test.each([
  ['a space', 'se cret'],
  ['a line break', 'se\r\nx-injected: 1'],
  ['nothing', '']
])('a key of STS with %s is none', async (_, AccessKeySecret) => {
  await start()
  const Credentials = { AccessKeyId: 'STS.x', AccessKeySecret, SecurityToken: 'token-of-x' }
  sts.fail({ status: 200, body: { Credentials } })
  await expect(signInNow()).rejects.toMatchObject({ code: 'InvalidResponse' })
})

test('who cancels while a session is renewed is heard', async () => {
  await start()
  const credentials = await signInNow()
  clock.advance(26 * MINUTE)
  retries.cancel()
  await expect(credentials.renew(retries)).rejects.toMatchObject({ code: 'CancelOperation' })
})

test.each([400, 401, 403, 404])("GitHub's %i is final", async (status) => {
  await start()
  github.fail({ status, body: { message: 'No.' } }, 9)
  await expect(signInNow()).rejects.toMatchObject({ code: 'InvalidResponse' })
  expect(github.requests).toHaveLength(1)
})

test("GitHub's 500 is temporary", async () => {
  await start()
  github.fail({ status: 500, body: {} })
  await signInNow()
  expect(github.requests).toHaveLength(2)
})

test('an attempt to sign in that comes late gets a fresh token', async () => {
  await start()
  sts.fail({ status: 503, body: { Code: 'ServiceUnavailable', Message: 'Wait.' } })
  // The back-off takes longer than a token is good for.
  const slow = { ...clock, sleep: async () => clock.advance(6 * MINUTE) }
  await signIn(role(), address(), { ...retries, clock: slow })
  expect(given()).toEqual([2, 2])
})

test('so does one whose token STS calls expired, once', async () => {
  await start()
  const expired = {
    status: 401,
    body: { Code: 'AuthenticationFail.OIDCToken.Expired', Message: 'Too late.' }
  }
  sts.fail(expired)
  await signInNow()
  expect(given()).toEqual([2, 2])
  sts.fail(expired, 9)
  await expect(signInNow()).rejects.toMatchObject({ code: 'AuthenticationFail.OIDCToken.Expired' })
})

test.each([
  ['AuthenticationFail.NoPermission', true],
  ['AuthenticationFail.OIDCToken.AudienceNotMatch', true],
  ['NoPermission', true],
  ['EntityNotExist.Role', false],
  ['InvalidParameter.DurationSeconds', false]
])('%s: sub and aud are told only where they matter', async (code, told) => {
  await start()
  sts.fail({ status: 401, body: { Code: code, Message: 'No.', RequestId: 'ABC' } })
  const error = await signInNow().catch((error) => error)
  expect(error).toBeInstanceOf(MgwError)
  expect(error).toMatchObject({ code, requestId: 'ABC' })
  expect(error.message.includes(`sub ${JSON.stringify(SUB)} and aud "sts.aliyuncs.com"`)).toBe(told)
})

test('without the permission, the message has the lines of YAML to add', async () => {
  await start()
  delete process.env.ACTIONS_ID_TOKEN_REQUEST_URL
  await expect(signInNow()).rejects.toMatchObject({
    code: 'InvalidArgument',
    message: expect.stringContaining('permissions:\n  id-token: write')
  })
  expect(given()).toEqual([0, 0])
})

test('keys that are refused as expired are renewed at once', async () => {
  await start()
  const credentials = await signInNow()
  expect(await credentials.renew(retries, true)).toBe(true)
  expect(given()).toEqual([2, 2])
})

test('where they cannot be renewed, it is said why', async () => {
  await start()
  const credentials = await signInNow()
  github.fail({ status: 403, body: { message: 'No.' } })
  await expect(credentials.renew(retries, true)).rejects.toMatchObject({
    message: expect.stringContaining('GitHub refused')
  })
})

test('of several that ask for new keys at once, one signs in for all', async () => {
  await start()
  const credentials = await signInNow()
  clock.advance(26 * MINUTE)
  expect(await Promise.all([1, 2, 3].map(() => credentials.renew(retries)))).toEqual([true, true, true])
  expect(given()).toEqual([2, 2])
})
