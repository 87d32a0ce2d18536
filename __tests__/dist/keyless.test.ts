import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAddress } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  createOidcIssuer,
  type Emulator,
  type GithubTokens,
  STILL,
  type Sts,
  startEmulator,
  startGithubTokens,
  startSts
} from 'mgw-emulator'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { signAcs3 } from '../../src/auth/acs3.ts'
import { signIn } from '../../src/auth/session.ts'
import { testClock } from '../support/clock.ts'
import { quietly } from '../support/quietly.ts'
import { testRetries } from '../support/retry-options.ts'
import { errors, JOB, notices, reach } from './support.ts'

const ACCOUNT = '1234567890123456'
const NO_KEYS = { 'access-key-id': '', 'access-key-secret': '' }
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
const mayAskForTokens = () => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: github.url,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken
})

function pause(
  inputs: Record<string, string> = {},
  env: Record<string, string> = mayAskForTokens()
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

test('signs in with the token of the run, and pauses with the keys of the session', async () => {
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

test('the default session name keeps to the rule of RAM, however long the repository is called', async () => {
  await pause({}, { ...mayAskForTokens(), GITHUB_REPOSITORY: `octo-org/${'näme'.repeat(25)}` })
  const name = new URLSearchParams(sts.requests[0]?.body).get('RoleSessionName') ?? ''
  expect(name).toMatch(/^[A-Za-z0-9.@_-]{64}$/)
  expect(name).toMatch(/-1234567890$/)
})

test('without the permission, the message has the lines of YAML to add', async () => {
  const { outputs, log } = await pause({}, {})
  expect(outputs['error-code']).toBe('InvalidArgument')
  expect(errors(log)[0]?.text).toContain('permissions:\n  id-token: write')
  expect(sts.requests).toEqual([])
})

test("STS refuses: its code, its message, and what the token's sub and aud are, in both forms", async () => {
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
  expect(text).toContain(
    'sub "repo:octo-org@123/migrations@456:ref:refs/heads/main" and aud "sts.aliyuncs.com"'
  )
  expect(text).toContain(
    'repo:octo-org/migrations:ref:refs/heads/main, and for repositories created or renamed since July 2026 repo:octo-org@123/migrations@456:ref:refs/heads/main'
  )
  expect(log.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(/eyJ/)
  expect(emulator.requests).toEqual([])
})

test('a token that nobody trusts', async () => {
  await github.close()
  github = await startGithubTokens({ sub: SUB, issuer: createOidcIssuer() })
  const { outputs } = await pause()
  expect(outputs['error-code']).toBe('AuthenticationFail.OIDCToken.InvalidSignature')
  expect(outputs['error-message']).toContain('repo:owner/name:…')
})

test.each([
  ['GitHub', { status: 403, body: {} }],
  ['GitHub', { status: 200, body: { value: 7 } }],
  ['GitHub', { raw: Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<html>') }],
  ['STS', { status: 200, body: { Credentials: { AccessKeyId: 'a\nb' } } }],
  ['STS', { status: 200, body: {} }]
])('%s answers nonsense: %#', async (who, failure) => {
  const server = who === 'STS' ? sts : github
  server.fail(failure)
  const { outputs, exitCode, stderr } = await pause()
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(outputs).toMatchObject({ 'error-code': 'InvalidResponse', changed: 'false' })
  expect(emulator.requests).toEqual([])
})

test.each([
  ['GitHub', { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/?a=b' }, {}, '(GitHub at 127.0.0.1:1)'],
  ['STS', {}, { 'sts-endpoint': 'http://127.0.0.1:1' }, '(STS (sts-endpoint) at 127.0.0.1:1)']
])(
  'nobody listens where %s should be, and the message says whose place that is',
  async (_, env, inputs, place) => {
    const { outputs, log } = await pause({ ...inputs, 'max-attempts': '1' }, { ...mayAskForTokens(), ...env })
    expect(outputs).toMatchObject({ 'error-code': 'ECONNREFUSED', 'status-code': '', changed: 'false' })
    expect(outputs['error-message']?.endsWith(place)).toBe(true)
    expect(errors(log)[0]?.text).toContain(place)
  }
)

test('a session that has less than five minutes left is renewed, with a new token of GitHub', async () => {
  Object.assign(process.env, mayAskForTokens())
  try {
    const clock = testClock(Date.now())
    const options = testRetries({ clock, seconds: 3600 })
    const role = {
      roleArn: sts.roleArn,
      providerArn: sts.oidcProviderArn,
      audience: 'sts.aliyuncs.com',
      sessionName: '',
      expiration: 900
    }
    const keys = await quietly(() => signIn(role, parseAddress('sts-endpoint', sts.url), options))
    clock.advance(9 * 60_000)
    expect(await keys.renew(options)).toBe(false)
    clock.advance(2 * 60_000)
    expect(await quietly(() => keys.renew(options))).toBe(true)
    expect([github.requests.length, sts.requests.length]).toEqual([2, 2])
    expect(await keys.getCredential()).toMatchObject({ accessKeyId: sts.credentials.at(-1)?.accessKeyId })
    expect(await keys.renew(options)).toBe(false)
  } finally {
    for (const name of Object.keys(mayAskForTokens())) delete process.env[name]
  }
})

test.each([
  ['user-id', { 'user-id': '42' }, {}, '42', 0],
  ['the environment', {}, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '43', 0],
  ['the role', {}, {}, ACCOUNT, 0]
])('the account comes from %s', async (_, inputs, env, account, asked) => {
  // The host is unreachable: what counts is whose it is.
  const { log } = await pause(
    { endpoint: '', region: 'xx-nowhere-1', 'max-attempts': '1', ...inputs },
    { ...mayAskForTokens(), ...env, HTTPS_PROXY: 'http://127.0.0.1:1' }
  )
  expect(log).toContain(`https://${account}.xx-nowhere-1.mgw.aliyuncs.com`)
  expect(sts.requests.filter(({ headers }) => headers['x-acs-action'] !== undefined)).toHaveLength(asked)
})

const KEYS = { 'role-to-assume': '', 'oidc-provider-arn': '' }
const unreachable = { endpoint: '', region: 'xx-nowhere-1', 'max-attempts': '1' }

test('with keys alone, the account is asked for, once, with the advice to set it', async () => {
  const { log } = await pause(
    { ...KEYS, ...reach(emulator), ...unreachable },
    { HTTPS_PROXY: 'http://127.0.0.1:1' }
  )
  expect(log).toContain(`https://${ACCOUNT}.xx-nowhere-1.mgw.aliyuncs.com`)
  expect(notices(log)[0]).toContain(`belong to the account ${ACCOUNT}. Set user-id to "${ACCOUNT}"`)
  expect(sts.requests.map(({ headers, statusCode }) => [headers['x-acs-action'], statusCode])).toEqual([
    ['GetCallerIdentity', 200]
  ])
})

test('no account is asked for where the endpoint does not need one', async () => {
  const { exitCode } = await pause({ ...KEYS, ...reach(emulator) })
  expect(exitCode).toBe(0)
  expect(sts.requests).toEqual([])
})

test('STS does not know the keys', async () => {
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
  ['not that of the keys', `42, ${ACCOUNT}`, { 'user-id': '42' }, 'AccountNotAllowed'],
  ['no number', '1, me', {}, 'InvalidArgument']
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
  const signed = signAcs3(
    host,
    'GetCallerIdentity',
    headers['x-acs-version'] ?? '',
    keys,
    time,
    headers['x-acs-signature-nonce'] ?? ''
  )
  expect(signed).toEqual({ ...headers, authorization: expected.authorization })
})
