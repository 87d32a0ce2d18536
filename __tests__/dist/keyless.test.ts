import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  createOidcIssuer,
  type Emulator,
  EXAMPLE_CREDENTIALS,
  type GithubTokens,
  type GithubTokensOptions,
  STILL,
  type Sts,
  type StsOptions,
  startEmulator,
  startGithubTokens,
  startSts
} from 'mgw-emulator'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { signIn } from '../../src/auth/session.ts'
import { parseAddress } from '../../src/inputs/address.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { quietly } from '../support/quietly.ts'
import { testRun } from '../support/test-run.ts'
import { errors, JOB, notices, reach } from './support.ts'

const ACCOUNT = '1234567890123456'
const NO_KEYS = { 'access-key-id': '', 'access-key-secret': '' }
const KEYS = {
  'role-to-assume': '',
  'oidc-provider-arn': '',
  'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
  'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
}
const CLAIMS = { repository: 'octo-org/migrations', repository_id: '456', repository_owner_id: '123' }
const SUB = 'repo:octo-org/migrations:ref:refs/heads/main'

let sts: Sts
let github: GithubTokens
let emulator: Emulator
beforeEach(async () => {
  sts = await startSts({ trust: { sub: 'repo:octo-org/migrations:*' }, accountId: ACCOUNT })
  github = await startGithubTokens({ sub: SUB, claims: CLAIMS })
  emulator = await startEmulator({
    credentials: sts.credentials,
    durations: STILL,
    jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }]
  })
})
afterEach(() => Promise.all([sts.close(), github.close(), emulator.close()]))

/** The environment of a job with `permissions: id-token: write`. */
const tokenEnvironment = () => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: github.url,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken
})

function pause(
  inputs: Record<string, string> = {},
  env: Record<string, string> = tokenEnvironment()
): Promise<Outcome> {
  const keyless = {
    'role-to-assume': sts.roleArn,
    'oidc-provider-arn': sts.oidcProviderArn,
    'sts-endpoint': sts.url
  }
  return runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      ...NO_KEYS,
      ...keyless,
      ...inputs
    },
    env
  })
}

test("signs in with the run's token, and pauses the job with the session's credentials", async () => {
  const { exitCode, log } = await pause()
  expect(exitCode).toBe(0)
  const [token] = github.requests
  expect(token?.path).toContain('&audience=sts.aliyuncs.com')
  const [assume] = sts.requests
  const form = new URLSearchParams(assume?.body)
  expect(Object.fromEntries(form)).toMatchObject({
    RoleArn: sts.roleArn,
    OIDCProviderArn: sts.oidcProviderArn,
    RoleSessionName: 'octo-org-migrations-1234567890',
    DurationSeconds: '1800'
  })
  expect(emulator.requests.map(({ statusCode }) => statusCode)).toEqual([200])
  expect(emulator.requests[0]?.headers['x-oss-security-token']).toMatch(/^CAIS/)
  expect(log).toContain(`Signing in as ${sts.roleArn}`)
  // GitHub's token and all three parts of the session are masked.
  const session = sts.credentials.at(-1)
  for (const secret of [
    form.get('OIDCToken'),
    session?.accessKeyId,
    session?.accessKeySecret,
    session?.securityToken
  ]) {
    expect(log).toContain(`::add-mask::${secret}\n`)
  }
})

test('audience, session name and duration are passed on', async () => {
  const { exitCode } = await pause({
    audience: 'sts.aliyuncs.com',
    'role-session-name': 'night.1@x',
    'role-session-expiration': '900'
  })
  expect(exitCode).toBe(0)
  expect(Object.fromEntries(new URLSearchParams(sts.requests[0]?.body))).toMatchObject({
    RoleSessionName: 'night.1@x',
    DurationSeconds: '900'
  })
})

test("the default session name follows RAM's rules, however long the repository's name is", async () => {
  await pause({}, { ...tokenEnvironment(), GITHUB_REPOSITORY: `octo-org/${'näme'.repeat(25)}` })
  const name = new URLSearchParams(sts.requests[0]?.body).get('RoleSessionName') ?? ''
  expect(name).toMatch(/^[A-Za-z0-9.@_-]{64}$/)
  expect(name).toMatch(/-1234567890$/)
})

test('shows the YAML to add if the permission is missing', async () => {
  const { outputs, log } = await pause({}, {})
  expect(outputs['error-code']).toBe('InvalidArgument')
  expect(errors(log)[0]?.text).toContain('permissions:\n  id-token: write')
  expect(sts.requests).toEqual([])
})

test("shows STS's error, and the token's sub and aud in both forms", async () => {
  await github.close()
  github = await startGithubTokens({
    sub: 'repo:octo-org@123/migrations@456:ref:refs/heads/main',
    claims: CLAIMS
  })
  const { outputs, log } = await pause()
  expect(outputs).toMatchObject({
    code: 'fail',
    'status-code': '401',
    'error-code': 'AuthenticationFail.NoPermission'
  })
  expect(outputs['request-id']).toMatch(/^[0-9A-F-]{36}$/)
  const text = errors(log)[0]?.text
  expect(text).toContain('This operation is forbidden by the permission system.')
  expect(text).toContain('sub "repo:octo-org@123/migrations@456:ref:refs/heads/main" and aud "sts.aliyuncs.com"')
  expect(text).toContain(
    'repo:octo-org/migrations:ref:refs/heads/main, and for repositories created or renamed since July 2026 repo:octo-org@123/migrations@456:ref:refs/heads/main'
  )
  expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(/eyJ/)
  expect(emulator.requests).toEqual([])
})

test('a token from an untrusted issuer', async () => {
  await github.close()
  github = await startGithubTokens({ sub: SUB, issuer: createOidcIssuer() })
  const { outputs } = await pause()
  expect(outputs['error-code']).toBe('AuthenticationFail.OIDCToken.InvalidSignature')
  expect(outputs['error-message']).toContain('repo:owner/name:…')
})

/** Replaces STS and GitHub's token endpoint. */
async function restart(stsOptions: StsOptions, githubOptions: GithubTokensOptions = {}): Promise<void> {
  await Promise.all([sts.close(), github.close()])
  sts = await startSts({ trust: { sub: 'repo:octo-org/migrations:*' }, accountId: ACCOUNT, ...stsOptions })
  github = await startGithubTokens({ sub: SUB, claims: CLAIMS, ...githubOptions })
}

const ISS = 'https://octo.ghe.com/_services/token'
const ALL_CLAIMS = `iss "${ISS}", sub "${SUB}" and aud "sts.aliyuncs.com"`

test.each<[what: string, sts: StsOptions, inputs: Record<string, string>, code: string, texts: string[]]>([
  [
    'an old fingerprint',
    { oidcProvider: { issuerUrl: ISS, hasFingerprint: false } },
    {},
    'AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch',
    [
      'lacks the fingerprint',
      'Add it in the RAM console (Get Fingerprint) or by command. A provider can have five. Keep the old one'
    ]
  ],
  [
    'another issuer',
    {},
    {},
    'AuthenticationFail.OIDCToken.IssuerNotMatch',
    [ALL_CLAIMS, "issuer URL is exactly the token's iss"]
  ],
  [
    'a trust policy for another iss',
    { oidcProvider: { issuerUrl: ISS }, trust: { sub: '*', iss: 'https://token.actions.githubusercontent.com' } },
    {},
    'AuthenticationFail.NoPermission',
    [ALL_CLAIMS, "the role's trust policy must accept this iss, sub and aud"]
  ],
  [
    'an unknown provider',
    {},
    { 'oidc-provider-arn': `acs:ram::${ACCOUNT}:oidc-provider/other` },
    'AuthenticationFail.NoPermission',
    ['No such OIDC Provider registered', "The OIDC provider doesn't exist", 'Compare oidc-provider-arn']
  ]
])('says why STS refuses: %s', async (what, stsOptions, inputs, code, texts) => {
  await restart(stsOptions, { claims: { ...CLAIMS, iss: ISS } })
  const { outputs, log } = await pause(inputs)
  expect(outputs).toMatchObject({ code: 'fail', 'status-code': '401', 'error-code': code, changed: 'false' })
  const text = errors(log)[0]?.text
  for (const part of texts) expect(text).toContain(part)
  // The claims aren't the reason.
  if (!texts.includes(ALL_CLAIMS)) expect(text).not.toMatch(/\bsub\b/)
  if (what === 'an unknown provider') expect(text).not.toContain('trust policy')
  // These refusals are final.
  expect([github.requests.length, sts.requests.length]).toEqual([1, 1])
})

test.each<[what: string, claims: Record<string, unknown>]>([
  ['IDs of the repository', { repository: 'octo-org/migrations' }],
  ['a repository', { repository: undefined, repository_id: undefined }],
  ['anything', { iss: undefined, aud: undefined, sub: undefined }]
])('gives no advice with undefined to a token without %s', async (_, claims) => {
  await restart({ trust: { sub: 'nobody' } }, { claims: { ...claims, repository_owner_id: undefined } })
  const { outputs, log } = await pause()
  expect(outputs['error-code']).toMatch(/^AuthenticationFail/)
  expect(log).not.toContain('undefined')
})

test("tries again if STS can't get GitHub's public keys for a moment", async () => {
  sts.fail({
    status: 401,
    body: {
      Code: 'AuthenticationFail.OIDCToken.IssuerConfigurationBroken',
      Message: 'Get public keys from OIDC Provider failed.'
    }
  })
  const { exitCode } = await pause()
  expect(exitCode).toBe(0)
  expect(sts.requests.map(({ statusCode }) => statusCode)).toEqual([401, 200])
})

test('tries again if GitHub has not noticed yet that the job is running', async () => {
  github.fail({ status: 403, body: { message: "Can't issue ID_TOKEN for job in 'Pending' state" } })
  const { exitCode, log } = await pause()
  expect(exitCode).toBe(0)
  expect(log).toContain("GitHub's token: attempt 1 of 4 failed with InvalidResponse (HTTP 403)")
})

test.each([
  ['GitHub', 1, { status: 403, body: {} }, 'GitHub refused a token'],
  ['GitHub', 2, { status: 200, body: { value: 7 } }, "GitHub's response contains no token (HTTP 200)"],
  ['GitHub', 2, { raw: Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<html>') }, 'GitHub issued no token.'],
  ['GitHub', 2, { status: 408, body: { message: 'Slow.' } }, '"Slow."'],
  ['STS', 1, { status: 200, body: { Credentials: { AccessKeyId: 'a\nb' } } }, 'no credentials'],
  ['STS', 1, { status: 200, body: {} }, 'no credentials']
])('an invalid response from %s, %i times: %#', async (who, times, failure, message) => {
  const server = who === 'STS' ? sts : github
  server.fail(failure, times)
  const { outputs, exitCode, stderr, log } = await pause({ 'max-attempts': '2' })
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(outputs).toMatchObject({ 'error-code': 'InvalidResponse', changed: 'false' })
  expect(errors(log)[0]?.text.replaceAll('\\"', '"')).toContain(message)
  expect(server.requests).toHaveLength(times)
  expect(emulator.requests).toEqual([])
})

test.each<[what: string, inputs: Record<string, string>, code: string, texts: string[]]>([
  ['two accounts', { 'user-id': '42' }, 'InvalidArgument', [`the account ${ACCOUNT}`, 'user-id is 42']],
  [
    'the account of another provider',
    { 'oidc-provider-arn': 'acs:ram::43:oidc-provider/github' },
    'InvalidArgument',
    [`the account ${ACCOUNT}`, 'oidc-provider-arn is of the account 43']
  ],
  ['an account that is not allowed', { 'allowed-account-ids': '42, 43' }, 'AccountNotAllowed', ['42, 43', ACCOUNT]]
])('rejects %s before anything is sent', async (_, inputs, code, texts) => {
  const { outputs, log } = await pause(inputs)
  expect(outputs).toMatchObject({ code: 'fail', 'error-code': code, changed: 'false' })
  for (const text of texts) expect(errors(log)[0]?.text).toContain(text)
  expect([github.requests, sts.requests, emulator.requests]).toEqual([[], [], []])
})

test.each([
  ['is ignored if job-name is set', {}, ''],
  ['is named if job-name is not', { 'job-name': '' }, 'InvalidArgument']
])("a workflow's own INPUT_JOB_NAME %s", async (_, inputs, code) => {
  const { outputs, log } = await pause(inputs, { ...tokenEnvironment(), INPUT_JOB_NAME: 'another-job' })
  expect(outputs['error-code']).toBe(code)
  if (code !== '') expect(errors(log)[0]?.text).toContain('INPUT_JOB_NAME')
})

test('empty secrets: the message says in which runs they are empty', async () => {
  const { outputs, log } = await pause({ ...KEYS, ...NO_KEYS })
  expect(outputs['error-code']).toBe('EmptyAccessId')
  expect(errors(log)[0]?.text).toMatch(/in runs for pull requests from forks and for Dependabot/)
})

test.each([
  ['GitHub', { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/?a=b' }, {}, '(GitHub at 127.0.0.1:1)'],
  ['STS', {}, { 'sts-endpoint': 'http://127.0.0.1:1' }, '(STS (sts-endpoint) at 127.0.0.1:1)']
])("names the server that can't be reached: %s", async (_, env, inputs, server) => {
  const { outputs, log } = await pause({ ...inputs, 'max-attempts': '1' }, { ...tokenEnvironment(), ...env })
  expect(outputs).toMatchObject({ 'error-code': 'ECONNREFUSED', 'status-code': '', changed: 'false' })
  expect(outputs['error-message']?.endsWith(server)).toBe(true)
  expect(errors(log)[0]?.text).toContain(server)
})

test('renews a session with less than five minutes left, with a new GitHub token', async () => {
  Object.assign(process.env, tokenEnvironment())
  try {
    const clock = fakeClock(Date.now())
    const { policy, limits } = testRun({ clock, seconds: 3600 })
    const role = {
      roleArn: sts.roleArn,
      providerArn: sts.oidcProviderArn,
      audience: 'sts.aliyuncs.com',
      sessionName: '',
      expiration: 900
    }
    const address = parseAddress('sts-endpoint', sts.url)
    const credentials = await quietly(() => signIn(role, address, policy, limits))
    clock.advance(9 * 60_000)
    expect(await credentials.renew(limits)).toBe(false)
    clock.advance(2 * 60_000)
    expect(await quietly(() => credentials.renew(limits))).toBe(true)
    expect([github.requests.length, sts.requests.length]).toEqual([2, 2])
    expect(await credentials.getCredential()).toMatchObject({
      accessKeyId: sts.credentials.at(-1)?.accessKeyId
    })
    expect(await credentials.renew(limits)).toBe(false)
  } finally {
    for (const name of Object.keys(tokenEnvironment())) delete process.env[name]
  }
})

test.each([
  ['user-id', { ...KEYS, 'user-id': '42' }, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '42', 0],
  ['the environment', KEYS, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '43', 0],
  ['the role', {}, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, ACCOUNT, 0]
])('the account comes from %s', async (_, inputs, env, account, requests) => {
  // The host can't be reached, but its name contains the account.
  const { log } = await pause(
    { endpoint: '', region: 'xx-nowhere-1', 'max-attempts': '1', ...inputs },
    { ...tokenEnvironment(), ...env, HTTPS_PROXY: 'http://127.0.0.1:1' }
  )
  expect(log).toContain(`https://${account}.xx-nowhere-1.mgw.aliyuncs.com`)
  expect(sts.requests.filter(({ headers }) => headers['x-acs-action'] !== undefined)).toHaveLength(requests)
})

const unreachable = { endpoint: '', region: 'xx-nowhere-1', 'max-attempts': '1' }

test('looks up the account once for an access key, with a notice to set it', async () => {
  const { log } = await pause({ ...KEYS, ...reach(emulator), ...unreachable }, { HTTPS_PROXY: 'http://127.0.0.1:1' })
  expect(log).toContain(`https://${ACCOUNT}.xx-nowhere-1.mgw.aliyuncs.com`)
  expect(notices(log)[0]).toContain(`belong to the account ${ACCOUNT}. Set user-id to "${ACCOUNT}"`)
  expect(sts.requests.map(({ headers, statusCode }) => [headers['x-acs-action'], statusCode])).toEqual([
    ['GetCallerIdentity', 200]
  ])
})

test("doesn't look up the account if the endpoint doesn't need one", async () => {
  const { exitCode } = await pause({ ...KEYS, ...reach(emulator) })
  expect(exitCode).toBe(0)
  expect(sts.requests).toEqual([])
})

test('an access key that STS does not know', async () => {
  const { outputs } = await pause({
    ...KEYS,
    ...unreachable,
    'access-key-id': 'LTAI5tNobody',
    'access-key-secret': 'another-secret'
  })
  expect(outputs).toMatchObject({
    code: 'fail',
    'status-code': '404',
    'error-code': 'InvalidAccessKeyId.NotFound'
  })
})

test.each<[what: string, allowed: string, inputs: Record<string, string>, code: string]>([
  ['one of several', `1, 2\n${ACCOUNT},3`, {}, ''],
  ['not among them', '1, 2', {}, 'AccountNotAllowed'],
  ['not the owner of the access key', `42, ${ACCOUNT}`, { 'user-id': '42' }, 'AccountNotAllowed'],
  ['not a number', '1, me', {}, 'InvalidArgument']
])('allowed-account-ids: the account is %s', async (_, allowed, inputs, code) => {
  const { outputs, log } = await pause({
    ...KEYS,
    ...reach(emulator),
    'allowed-account-ids': allowed,
    ...inputs
  })
  expect(outputs['error-code']).toBe(code)
  expect(emulator.requests).toHaveLength(code === '' ? 1 : 0)
  expect(sts.requests).toHaveLength(code === 'InvalidArgument' ? 0 : 1)
  if (code === 'AccountNotAllowed') expect(errors(log)[0]?.text).toContain(`the account ${ACCOUNT}`)
})
