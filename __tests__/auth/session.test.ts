import { MgwError } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type GithubTokens, type JsonFailure, type Sts, startGithubTokens, startSts } from 'mgw-emulator'
import { getCallerIdentity, readCredentialSources, resolveCredentials } from '../../src/auth/credentials.ts'
import { type RenewableCredentials, signIn } from '../../src/auth/session.ts'
import { type Address, parseAddress } from '../../src/inputs/address.ts'
import type { Role } from '../../src/inputs/identity.ts'
import { ClockSkew } from '../../src/retry/clock-skew.ts'
import { createInputs } from '../support/create-inputs.ts'
import { withStep } from '../support/environment.ts'
import { type FakeClock, fakeClock } from '../support/fake-clock.ts'
import { type TestRun, testRun } from '../support/test-run.ts'

const MINUTE = 60_000
const SUB = 'repo:octo-org/migrations:ref:refs/heads/main'

let clock: FakeClock
let run: TestRun
let sts: Sts
let github: GithubTokens
let before: typeof process.env

/** Starts STS and GitHub's token endpoint. */
async function start(options: Parameters<typeof startSts>[0] = {}): Promise<void> {
  sts = await startSts({ now: clock.wallTime, trust: { sub: 'repo:octo-org/migrations:*' }, ...options })
  github = await startGithubTokens({ now: clock.wallTime, sub: SUB })
  process.env.ACTIONS_ID_TOKEN_REQUEST_URL = github.url
  process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = github.requestToken
}

beforeEach(async () => {
  before = process.env
  process.env = { ...before }
  // Masking is a command on standard output.
  jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  clock = fakeClock()
  run = testRun({ clock, seconds: 86_400 })
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
  signIn(role(expiration), address(), run.policy, run.limits)

/** How many sessions STS has opened, and how many tokens GitHub has issued. */
const issued = (): [sessions: number, tokens: number] => [sts.requests.length, github.requests.length]

test('signs in once, not before each request', async () => {
  await start()
  const credentials = await signInNow()
  for (let request = 0; request < 20; request++) {
    clock.advance(MINUTE)
    expect(await credentials.renew(run.limits)).toBe(false)
  }
  expect(issued()).toEqual([1, 1])
  expect(credentials.isTemporary).toBe(false)
})

test('masks every secret that it is given', async () => {
  await start()
  // Each secret is masked only once per process, so this test needs its own.
  github.fail({ status: 200, body: { value: 'jwt-to-mask' } })
  const Credentials = {
    AccessKeyId: 'STS.to-mask',
    AccessKeySecret: 'secret-to-mask',
    SecurityToken: 'token-to-mask'
  }
  sts.fail({ status: 200, body: { Credentials } })
  await signInNow()
  const printed = jest.mocked(process.stdout.write).mock.calls.map(([text]) => text)
  const secrets = ['jwt-to-mask', ...Object.values(Credentials)]
  expect(printed).toEqual(secrets.map((secret) => `::add-mask::${secret}\n`))
})

test('signs in as the role even if another step has left credentials', async () => {
  await start()
  const leftover = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'STS.old', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret-old' }
  const inputs = createInputs({ name: 'get-job' }, { role: role(), sts: address() })
  const credentials = await resolveCredentials(
    inputs,
    withStep({}, leftover, readCredentialSources),
    run.policy,
    run.limits
  )
  expect((await credentials.getCredential()).accessKeyId).not.toBe('STS.old')
  expect(issued()).toEqual([1, 1])
})

test('renews the session with a new GitHub token when it has less than five minutes left', async () => {
  await start()
  const credentials = await signInNow()
  const first = await credentials.getCredential()
  clock.advance(24 * MINUTE)
  expect(await credentials.renew(run.limits)).toBe(false)
  clock.advance(2 * MINUTE)
  expect(await credentials.renew(run.limits)).toBe(true)
  expect(issued()).toEqual([2, 2])
  expect(await credentials.getCredential()).not.toEqual(first)
})

test('signs in once per session during a wait of twelve hours', async () => {
  await start()
  const credentials = await signInNow()
  for (let minute = 0; minute < 12 * 60; minute++) {
    clock.advance(MINUTE)
    await credentials.renew(run.limits)
  }
  expect(issued()).toEqual([29, 29])
})

test.each([
  ['hours behind', -5],
  ['hours ahead', 5]
])("doesn't depend on this machine's time of day: %s", async (_, hours) => {
  await start()
  const wrongClock = { ...clock, wallTime: () => clock.wallTime() + hours * 60 * MINUTE }
  const policy = { ...run.policy, clock: wrongClock, clockSkew: new ClockSkew(run.logger) }
  sts.requests.length = 0
  const credentials = await signIn(role(), address(), policy, run.limits)
  // The first attempt was rejected for its time, and repeated with STS's time.
  expect(sts.requests.map(({ statusCode }) => statusCode)).toEqual([400, 200])
  // All later requests use it too.
  await getCallerIdentity(address(), credentials, policy, run.limits)
  expect(sts.requests.map(({ statusCode }) => statusCode)).toEqual([400, 200, 200])
  clock.advance(20 * MINUTE)
  expect(await credentials.renew(run.limits)).toBe(false)
  expect(run.logger.warnings).toHaveLength(1)
})

test("takes the session's lifetime from STS's times", async () => {
  await start()
  const Expiration = new Date(clock.wallTime() + 9 * MINUTE).toISOString()
  const Credentials = {
    AccessKeyId: 'STS.x',
    AccessKeySecret: 'secret-of-x',
    SecurityToken: 'token-of-x',
    Expiration
  }
  sts.fail({ status: 200, body: { Credentials } })
  const credentials = await signInNow(900)
  clock.advance(3 * MINUTE)
  expect(await credentials.renew(run.limits)).toBe(false)
  clock.advance(2 * MINUTE)
  expect(await credentials.renew(run.limits)).toBe(true)
})

test("uses a session that can't be renewed until it expires, and then reports the reason", async () => {
  await start()
  const credentials = await signInNow()
  github.fail({ status: 403, body: { message: 'Re-runs of old jobs get none.' } }, 99)
  clock.advance(26 * MINUTE)
  expect(await credentials.renew(run.limits)).toBe(false)
  expect(await credentials.renew(run.limits)).toBe(false)
  expect(github.requests).toHaveLength(2)
  expect(run.logger.lines.at(-1)).toContain('could not be renewed yet')
  clock.advance(5 * MINUTE)
  await expect(credentials.renew(run.limits)).rejects.toMatchObject({
    code: 'InvalidResponse',
    message: expect.stringMatching(
      /GitHub refused .*Re-runs of old jobs get none.*id-token: write.*re-run of an old job/
    )
  })
})

test('assumes the requested lifetime if STS returns none', async () => {
  await start()
  const Credentials = { AccessKeyId: 'STS.x', AccessKeySecret: 'secret-of-x', SecurityToken: 'token-of-x' }
  sts.fail({ status: 200, body: { Credentials } })
  const credentials = await signInNow(1800)
  clock.advance(24 * MINUTE)
  expect(await credentials.renew(run.limits)).toBe(false)
  clock.advance(2 * MINUTE)
  expect(await credentials.renew(run.limits)).toBe(true)
})

test('renews a short session at most once a minute', async () => {
  await start()
  const credentials = await signInNow()
  clock.advance(26 * MINUTE)
  const Expiration = new Date(clock.wallTime() + 3 * MINUTE).toISOString()
  const Credentials = { AccessKeyId: 'STS.x', AccessKeySecret: 'secret-of-x', SecurityToken: 'x', Expiration }
  sts.fail({ status: 200, body: { Credentials } })
  expect(await credentials.renew(run.limits)).toBe(true)
  clock.advance(MINUTE / 2)
  expect(await credentials.renew(run.limits)).toBe(false)
  clock.advance(MINUTE / 2)
  expect(await credentials.renew(run.limits)).toBe(true)
})

test.each([
  ['a space', 'se cret'],
  ['a line break', 'se\r\nx-injected: 1'],
  ['nothing', '']
])('rejects a secret from STS with %s', async (_, AccessKeySecret) => {
  await start()
  const Credentials = { AccessKeyId: 'STS.x', AccessKeySecret, SecurityToken: 'token-of-x' }
  sts.fail({ status: 200, body: { Credentials } })
  await expect(signInNow()).rejects.toMatchObject({ code: 'InvalidResponse' })
})

test('stops renewing when the workflow is cancelled', async () => {
  await start()
  const credentials = await signInNow()
  clock.advance(26 * MINUTE)
  run.cancel()
  await expect(credentials.renew(run.limits)).rejects.toMatchObject({ code: 'CancelOperation' })
})

test("doesn't show a token that comes with an error", async () => {
  await start()
  github.fail({ status: 404, body: { value: 'jwt-with-an-error' } })
  await expect(signInNow()).rejects.toMatchObject({ message: expect.not.stringContaining('jwt-with-an-error') })
})

test.each([400, 401, 403, 404])("doesn't retry after GitHub's %i", async (status) => {
  await start()
  github.fail({ status, body: { message: 'No.' } }, 9)
  await expect(signInNow()).rejects.toMatchObject({ code: 'InvalidResponse' })
  expect(github.requests).toHaveLength(1)
})

test.each([405, 409, 410, 422])("doesn't retry after GitHub's %i either", async (status) => {
  await start()
  github.fail({ status, body: { message: 'No.' } }, 9)
  await expect(signInNow()).rejects.toMatchObject({ code: 'InvalidResponse', statusCode: status })
  expect(github.requests).toHaveLength(1)
})

const raw = (body: string): { raw: Buffer } => ({
  raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`)
})
const PENDING = { status: 403, body: { message: "Can't issue ID_TOKEN for job in 'Pending' state." } }

describe.each<[what: string, failure: JsonFailure, status: number, text: string]>([
  ['Pending', PENDING, 403, "Can't issue ID_TOKEN for job in 'Pending' state."],
  ['an empty response', raw(''), 200, "GitHub's response contains no token (HTTP 200)."],
  ['no value', { status: 200, body: { count: 1 } }, 200, 'contains no token'],
  ['a value that is no text', { status: 200, body: { value: 7 } }, 200, 'contains no token'],
  ['a page', raw('<html>Unicorn!</html>'), 200, 'contains no token'],
  ['408', { status: 408, body: {} }, 408, 'GitHub responded with HTTP 408']
])("GitHub's endpoint returns %s", (_, failure, statusCode, text) => {
  test('for a moment: the step asks again a second later', async () => {
    await start()
    github.fail(failure, 2)
    await signInNow()
    expect(github.requests).toHaveLength(3)
    expect(clock.sleeps.length).toBe(2)
    for (const ms of clock.sleeps) expect(ms).toBeGreaterThanOrEqual(1000)
  })

  test('again and again: the step gives up after max-attempts', async () => {
    await start()
    github.fail(failure, 9)
    const message = expect.stringContaining(JSON.stringify(text).slice(1, -1))
    await expect(signInNow()).rejects.toMatchObject({ code: 'InvalidResponse', statusCode, message })
    expect(issued()).toEqual([0, 4])
  })
})

test("GitHub's 500 is temporary", async () => {
  await start()
  github.fail({ status: 500, body: {} })
  await signInNow()
  expect(github.requests).toHaveLength(2)
})

const NO_PUBLIC_KEYS = {
  status: 401,
  body: {
    Code: 'AuthenticationFail.OIDCToken.IssuerConfigurationBroken',
    Message: 'Get public keys from OIDC Provider failed, the issuer is https://token.actions.githubusercontent.com.'
  }
}

test("signs in again if STS can't get GitHub's public keys for a moment", async () => {
  await start()
  sts.fail(NO_PUBLIC_KEYS, 3)
  await signInNow()
  expect(issued()).toEqual([4, 1])
  sts.fail(NO_PUBLIC_KEYS, 9)
  await expect(signInNow()).rejects.toMatchObject({ code: NO_PUBLIC_KEYS.body.Code })
  expect(issued()).toEqual([8, 2])
})

test('signs in again if the clock of STS is a second behind', async () => {
  await start({ now: () => clock.wallTime() - 1000 })
  await signInNow()
  expect(sts.requests.map(({ statusCode }) => statusCode)).toEqual([401, 200])
  expect(clock.sleeps.every((ms) => ms >= 1000)).toBe(true)
})

test.each([
  ['in the second of its issue is sent again', 0, [401, 200]],
  ['later is not sent again', 1000, [401]]
])('a token that STS refuses %s', async (_, later, statusCodes) => {
  await start({ now: () => clock.wallTime() + later })
  sts.fail({ status: 401, body: { Code: 'AuthenticationFail.OIDCToken.Invalid', Message: 'No.' } })
  await signInNow().catch(() => {})
  expect(sts.requests.map(({ statusCode }) => statusCode)).toEqual(statusCodes)
})

test('fetches a new token before an attempt if the old one may have expired', async () => {
  await start()
  sts.fail({ status: 503, body: { Code: 'ServiceUnavailable', Message: 'Wait.' } })
  // The delay is longer than a token is valid.
  const slowClock = { ...clock, sleep: async () => clock.advance(6 * MINUTE) }
  await signIn(role(), address(), { ...run.policy, clock: slowClock }, run.limits)
  expect(issued()).toEqual([2, 2])
})

test('fetches a new token once if STS rejects it as expired', async () => {
  await start()
  const expired = {
    status: 401,
    body: { Code: 'AuthenticationFail.OIDCToken.Expired', Message: 'Too late.' }
  }
  sts.fail(expired)
  await signInNow()
  expect(issued()).toEqual([2, 2])
  sts.fail(expired, 9)
  await expect(signInNow()).rejects.toMatchObject({ code: 'AuthenticationFail.OIDCToken.Expired' })
})

test.each([
  ['AuthenticationFail.NoPermission', true],
  ['AuthenticationFail.OIDCToken.AudienceNotMatch', true],
  ['AuthenticationFail.OIDCToken.IssuerNotMatch', true],
  ['NoPermission', true],
  ['AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch', false],
  ['EntityNotExist.Role', false],
  ['InvalidParameter.DurationSeconds', false]
])('shows sub and aud only if they matter: %s %s', async (code, isShown) => {
  await start()
  sts.fail({ status: 401, body: { Code: code, Message: 'No.', RequestId: 'ABC' } })
  const error = await signInNow().catch((error) => error)
  expect(error).toBeInstanceOf(MgwError)
  expect(error).toMatchObject({ code, requestId: 'ABC' })
  expect(error.message.includes(`sub ${JSON.stringify(SUB)} and aud "sts.aliyuncs.com"`)).toBe(isShown)
})

test('shows the YAML to add if the permission is missing', async () => {
  await start()
  delete process.env.ACTIONS_ID_TOKEN_REQUEST_URL
  await expect(signInNow()).rejects.toMatchObject({
    code: 'InvalidArgument',
    message: expect.stringContaining('permissions:\n  id-token: write')
  })
  expect(issued()).toEqual([0, 0])
})

test('a lookup of the account survives one rejection of the session', async () => {
  await start()
  const credentials = await signInNow()
  const rejected = { status: 400, body: { Code: 'InvalidSecurityToken.Expired', Message: 'Not valid.' } }
  sts.fail(rejected)
  expect(await getCallerIdentity(address(), credentials, run.policy, run.limits)).toBe('1234567890123456')
  // Two sign-ins, and two lookups.
  expect(issued()).toEqual([4, 2])
})

test('renews credentials rejected as expired at once', async () => {
  await start()
  const credentials = await signInNow()
  expect(await credentials.renew(run.limits, true)).toBe(true)
  expect(issued()).toEqual([2, 2])
})

test("reports why rejected credentials can't be renewed", async () => {
  await start()
  const credentials = await signInNow()
  github.fail({ status: 403, body: { message: 'No.' } })
  await expect(credentials.renew(run.limits, true)).rejects.toMatchObject({
    message: expect.stringContaining('GitHub refused')
  })
})

test('signs in once for concurrent renewals', async () => {
  await start()
  const credentials = await signInNow()
  clock.advance(26 * MINUTE)
  expect(await Promise.all([1, 2, 3].map(() => credentials.renew(run.limits)))).toEqual([true, true, true])
  expect(issued()).toEqual([2, 2])
})
