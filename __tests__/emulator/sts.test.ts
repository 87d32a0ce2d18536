import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  createOidcIssuer,
  EXAMPLE_CREDENTIALS,
  type GithubTokens,
  type Sts,
  type StsOptions,
  startEmulator,
  startGithubTokens,
  startSts
} from 'mgw-emulator'
import { acs3Signature } from '../../packages/mgw-emulator/src/auth/acs3.ts'
import { call, type RawRequest, sendRaw } from './http.ts'

const NOW = Date.UTC(2026, 0, 16, 5, 59, 25)
const MINUTE = 60_000

interface Acs3Vector {
  name: string
  request: { method: string; path: string; headers: Record<string, string>; body: string }
  credentials: { accessKeyId: string; accessKeySecret: string; securityToken: string | null }
  expected: { authorization: string }
}

const vectors: Acs3Vector[] = JSON.parse(
  readFileSync(new URL('./vectors/acs3-signatures.json', import.meta.url), 'utf8')
)

let now = NOW
let sts: Sts
let github: GithubTokens

beforeEach(async () => {
  now = NOW
  sts = await startSts({ now: () => now })
  github = await startGithubTokens({ now: () => now })
})
afterEach(() => Promise.all([sts.close(), github.close()]))

async function restartSts(options: StsOptions): Promise<void> {
  await sts.close()
  sts = await startSts({ now: () => now, ...options })
}

async function json(url: string, request: RawRequest) {
  const { status, body } = await sendRaw(url, request)
  return { status, body: JSON.parse(body) }
}

/** Requests an OIDC token for an audience. */
async function tokenFor(audience: string, from: GithubTokens = github): Promise<string> {
  const { pathname, search } = new URL(`${from.url}&audience=${encodeURIComponent(audience)}`)
  const headers = { authorization: `Bearer ${from.requestToken}` }
  return (await json(from.url, { method: 'GET', target: pathname + search, headers })).body.value
}

interface Changes {
  query?: Record<string, string>
  form?: Record<string, string>
}

/** Calls AssumeRoleWithOIDC with changed parameters. An empty value removes the parameter. */
async function assumeRole({ query = {}, form = {} }: Changes = {}) {
  const encode = (parameters: Record<string, string>) =>
    new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== '')).toString()
  const target = encode({
    Action: 'AssumeRoleWithOIDC',
    Version: '2015-04-01',
    Format: 'JSON',
    Timestamp: `${new Date(now).toISOString().slice(0, 19)}Z`,
    SignatureNonce: randomUUID(),
    ...query
  })
  const body = encode({
    RoleArn: sts.roleArn,
    OIDCProviderArn: sts.oidcProviderArn,
    OIDCToken: form.OIDCToken ?? (await tokenFor('sts.aliyuncs.com')),
    RoleSessionName: 'octo-repo@1',
    DurationSeconds: '900',
    ...form
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return json(sts.url, { method: 'POST', target: `/?${target}`, headers, body })
}

async function codeOf(changes: Changes): Promise<unknown[]> {
  const { status, body } = await assumeRole(changes)
  expect(body).toMatchObject({
    Message: expect.stringMatching(/.\.$/),
    RequestId: expect.stringMatching(/^[0-9A-F-]{36}$/)
  })
  return [status, body.Code]
}

describe("GitHub's token endpoint", () => {
  test('issues a token for an audience', async () => {
    const [header, claims] = (await tokenFor('a b'))
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
    expect(header).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(claims).toMatchObject({
      iss: 'https://token.actions.githubusercontent.com',
      sub: 'repo:octo-org/octo-repo:ref:refs/heads/main',
      aud: 'a b',
      iat: NOW / 1000,
      exp: NOW / 1000 + 300
    })
    expect(github.requests).toMatchObject([
      { method: 'GET', path: '/idtoken/1/2?api-version=2.0&audience=a%20b', statusCode: 200 }
    ])
  })

  test.each(['', 'Bearer wrong', 'example-token-of-the-job'])('rejects the authorization %j', async (authorization) => {
    const headers: Record<string, string> = authorization === '' ? {} : { authorization }
    const { pathname, search } = new URL(github.url)
    expect(await sendRaw(github.url, { method: 'GET', target: pathname + search, headers })).toMatchObject({
      status: 401
    })
  })

  test('has no other path', async () => {
    expect(await sendRaw(github.url, { method: 'GET', target: '/' })).toMatchObject({ status: 404 })
    expect(await sendRaw(github.url, { method: 'GET', target: '//' })).toMatchObject({ status: 500 })
  })

  test('fails the given number of times', async () => {
    github.fail({ status: 503, body: { message: 'unavailable' } }, 2)
    github.fail({ raw: Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n{"va') })
    const get = () => sendRaw(github.url, { method: 'GET', target: '/' })
    expect([(await get()).status, (await get()).status, (await get()).body, (await get()).status]).toEqual([
      503,
      503,
      '{"va',
      404
    ])
    expect(github.requests.map(({ statusCode }) => statusCode)).toEqual([503, 503, null, 404])
  })
})

describe('AssumeRoleWithOIDC', () => {
  test('issues a session that an emulator with the same credentials accepts until it expires', async () => {
    const emulator = await startEmulator({ now: () => now, credentials: sts.credentials })
    const { status, body } = await assumeRole()
    expect([status, body.Credentials.Expiration, body.AssumedRoleUser.Arn]).toEqual([
      200,
      '2026-01-16T06:14:25Z',
      'acs:ram::1234567890123456:assumed-role/mgw-operator/octo-repo@1'
    ])
    const { AccessKeyId, AccessKeySecret, SecurityToken } = body.Credentials
    const credential = {
      accessKeyId: AccessKeyId,
      accessKeySecret: AccessKeySecret,
      securityToken: SecurityToken
    }
    const errorCodeAt = async (time: number) => {
      now = time
      await call(emulator, 'GET', '/job/no-such-job', { time, credential })
      return emulator.requests.at(-1)?.errorCode
    }
    const end = NOW + 15 * MINUTE
    expect([await errorCodeAt(NOW), await errorCodeAt(end - 1), await errorCodeAt(end)]).toEqual([
      'NoSuchImportJob',
      'NoSuchImportJob',
      'SecurityTokenExpired'
    ])
    await emulator.close()
  })

  test('issues a new session for each call', async () => {
    const ids = [await assumeRole(), await assumeRole()].map(({ body }) => body.Credentials.AccessKeyId)
    expect(ids[0]).toMatch(/^STS\.[A-Za-z0-9]{24}$/)
    expect(ids[0]).not.toBe(ids[1])
    expect(sts.credentials).toHaveLength(3)
  })

  test.each([
    ['for another subject', { sub: 'repo:octo-org/other:ref:refs/heads/main' }, 'AuthenticationFail.NoPermission'],
    [
      'with a subject in the new format',
      { sub: 'repo:octo-org@1/octo-repo@2:ref:refs/heads/main' },
      'AuthenticationFail.NoPermission'
    ],
    ['that has expired', { claims: { exp: NOW / 1000 } }, 'AuthenticationFail.OIDCToken.Expired'],
    ['from the future', { claims: { iat: NOW / 1000 + 1 } }, 'AuthenticationFail.OIDCToken.Invalid'],
    [
      'whose issuer is not that of the provider',
      { claims: { iss: 'https://token.actions.githubusercontent.com/octo' } },
      'AuthenticationFail.OIDCToken.IssuerNotMatch'
    ],
    ['from another issuer', { issuer: createOidcIssuer() }, 'AuthenticationFail.OIDCToken.InvalidSignature']
  ])('rejects a token %s', async (_, options, code) => {
    const other = await startGithubTokens({ now: () => now, ...options })
    const OIDCToken = await tokenFor('sts.aliyuncs.com', other)
    await other.close()
    expect(await codeOf({ form: { OIDCToken } })).toEqual([401, code])
    expect(sts.credentials).toHaveLength(1)
  })

  test.each<[what: string, options: StsOptions, code: string]>([
    ['the trust policy wants another iss', { trust: { iss: 'https://ghes.example.com' } }, 'NoPermission'],
    ['no fingerprint', { oidcProvider: { hasFingerprint: false } }, 'OIDCToken.PublicKeyFingerprintMismatch']
  ])('rejects any token: %s', async (_, options, code) => {
    await restartSts(options)
    expect(await codeOf({})).toEqual([401, `AuthenticationFail.${code}`])
  })

  test('rejects a token for another audience, and one that was modified', async () => {
    const another = await tokenFor('api://other')
    expect(await codeOf({ form: { OIDCToken: another } })).toEqual([
      401,
      'AuthenticationFail.OIDCToken.AudienceNotMatch'
    ])
    const [header, , signature] = (await tokenFor('sts.aliyuncs.com')).split('.')
    const claims = Buffer.from(JSON.stringify({ sub: 'repo:octo-org/octo-repo:x', aud: 'sts.aliyuncs.com', exp: 9e9 }))
    const OIDCToken = [header, claims.toString('base64url'), signature].join('.')
    expect(await codeOf({ form: { OIDCToken } })).toEqual([401, 'AuthenticationFail.OIDCToken.InvalidSignature'])
  })

  test.each(['no token', 'a.b.c', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`])(
    'rejects the token %j',
    async (OIDCToken) => {
      expect(await codeOf({ form: { OIDCToken } })).toEqual([401, 'AuthenticationFail.OIDCToken.Invalid'])
    }
  )

  test.each([
    ['another subject pattern', { sub: 'repo:octo-org/octo-repo:environment:*' }, 401],
    ['any subject', { sub: '*' }, 200],
    ['this ref', { sub: 'repo:octo-org/octo-repo:ref:refs/heads/main' }, 200],
    ['a dot, which is not a wildcard', { sub: 'repo.octo-org/octo-repo:*' }, 401],
    ['another audience', { aud: 'api://mine' }, 401]
  ])('checks the trust policy: %s', async (_, trust, status) => {
    await restartSts({ trust })
    expect((await assumeRole()).status).toBe(status)
  })

  test.each([
    [{ form: { RoleArn: '' } }, 400, 'MissingParameter'],
    [{ form: { RoleArn: 'mgw-operator' } }, 400, 'InvalidParameter.RoleArn'],
    [{ form: { RoleArn: 'acs:ram::1234567890123456:role/other' } }, 404, 'EntityNotExist.Role'],
    [
      { form: { OIDCProviderArn: 'acs:ram::1234567890123456:oidc-provider/other' } },
      401,
      'AuthenticationFail.NoPermission'
    ],
    [{ form: { RoleSessionName: '' } }, 400, 'MissingParameter'],
    [{ form: { RoleSessionName: 'a' } }, 400, 'InvalidParameter.RoleSessionName'],
    [{ form: { RoleSessionName: 'octo/repo' } }, 400, 'InvalidParameter.RoleSessionName'],
    [{ form: { RoleSessionName: 'a'.repeat(65) } }, 400, 'InvalidParameter.RoleSessionName'],
    [{ form: { DurationSeconds: '899' } }, 400, 'InvalidParameter.DurationSeconds'],
    [{ form: { DurationSeconds: '3601' } }, 400, 'InvalidParameter.DurationSeconds'],
    [{ form: { DurationSeconds: '1e3' } }, 400, 'InvalidParameter.DurationSeconds'],
    [{ query: { Action: 'AssumeRole' } }, 404, 'InvalidAction.NotFound'],
    [{ query: { Version: '2014-05-26' } }, 400, 'InvalidVersion'],
    [{ query: { Format: '' } }, 400, 'InvalidParameter.Format'],
    [{ query: { SignatureNonce: '' } }, 400, 'MissingParameter'],
    [{ query: { Timestamp: '2026-01-16 05:59:25' } }, 400, 'InvalidTimeStamp.Format'],
    [{ query: { Timestamp: '2026-01-16T05:44:24Z' } }, 400, 'InvalidTimeStamp.Expired']
  ])('rejects %j', async (changes, status, code) => {
    expect(await codeOf(changes)).toEqual([status, code])
  })

  test.each(['ab', 'a'.repeat(64), 'octo-org.octo_repo@42'])('accepts the session name %s', async (RoleSessionName) => {
    expect((await assumeRole({ form: { RoleSessionName } })).status).toBe(200)
  })

  test('rejects a nonce that was used before', async () => {
    const change = { query: { SignatureNonce: 'once' } }
    expect((await assumeRole(change)).status).toBe(200)
    expect(await codeOf(change)).toEqual([400, 'SignatureNonceUsed'])
  })
})

describe('GetCallerIdentity', () => {
  const [vector] = vectors as [Acs3Vector]

  function requestOf({ request, expected }: Acs3Vector): Required<RawRequest> {
    const headers = { ...request.headers, authorization: expected.authorization }
    return { method: request.method, target: request.path, headers, body: request.body }
  }

  /** The first vector's request with other headers and a new signature. */
  function resigned(change: Record<string, string>, secret = vector.credentials.accessKeySecret) {
    const headers = { ...vector.request.headers, ...change }
    const names = Object.keys(headers).sort()
    const signature = acs3Signature({ method: 'POST', target: '/', headers, body: '' }, names, secret)
    const authorization = `ACS3-HMAC-SHA256 Credential=${vector.credentials.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
    return { method: 'POST', target: '/', headers: { ...headers, authorization } }
  }

  test.each(vectors)('accepts the vector: $name', async (each) => {
    const { accessKeyId, accessKeySecret, securityToken } = each.credentials
    now = Date.parse(each.request.headers['x-acs-date'] ?? '')
    await restartSts({
      accountId: '42',
      credentials: [{ accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) }]
    })
    expect(await json(sts.url, requestOf(each))).toMatchObject({
      status: 200,
      body: { AccountId: '42', IdentityType: 'RAMUser', Arn: 'acs:ram::42:user/example' }
    })
  })

  test('rejects a signature with any bit changed', async () => {
    const request = requestOf(vector)
    const authorization = request.headers.authorization ?? ''
    for (let index = authorization.length - 64; index < authorization.length; index += 1) {
      for (const bit of [1, 2, 4, 8]) {
        const digit = (Number.parseInt(authorization.charAt(index), 16) ^ bit).toString(16)
        const changed = authorization.slice(0, index) + digit + authorization.slice(index + 1)
        const headers = { ...request.headers, authorization: changed }
        expect((await json(sts.url, { ...request, headers })).body.Code).toBe('SignatureDoesNotMatch')
      }
    }
  })

  test.each([
    [{ host: 'sts.cn-hangzhou.aliyuncs.com' }, 'SignatureDoesNotMatch'],
    [{ 'x-acs-date': '2026-01-16T05:59:26Z' }, 'SignatureDoesNotMatch'],
    [{ 'x-acs-signature-nonce': 'another' }, 'SignatureDoesNotMatch'],
    [{ 'x-acs-content-sha256': 'e3b0' }, 'SignatureDoesNotMatch'],
    [{ 'x-acs-version': '2014-05-26' }, 'InvalidVersion'],
    [{ 'x-acs-action': 'AssumeRole' }, 'InvalidAction.NotFound'],
    [{ 'x-acs-more': 'unsigned' }, 'IncompleteSignature'],
    [{ authorization: '' }, 'IncompleteSignature'],
    [{ authorization: vector.expected.authorization.replace('ACS3', 'OSS4') }, 'IncompleteSignature'],
    [{ authorization: vector.expected.authorization.replace('host;', '') }, 'IncompleteSignature'],
    [{ authorization: vector.expected.authorization.replace('LTAI', 'LTAJ') }, 'InvalidAccessKeyId.NotFound']
  ])('rejects the changed header %j', async (change, code) => {
    const request = requestOf(vector)
    expect((await json(sts.url, { ...request, headers: { ...request.headers, ...change } })).body.Code).toBe(code)
  })

  test.each([{ target: '/?a=b' }, { target: '/a' }, { body: 'a=b' }])(
    'rejects the changed request %j',
    async (change) => {
      expect((await json(sts.url, { ...requestOf(vector), ...change })).body.Code).toBe('SignatureDoesNotMatch')
    }
  )

  test.each([
    [{ 'x-acs-date': '2026-01-16T06:14:26Z' }, 'InvalidTimeStamp.Expired'],
    [{ 'x-acs-date': '2026-01-16T05:44:24Z' }, 'InvalidTimeStamp.Expired'],
    [{ 'x-acs-date': 'now' }, 'InvalidTimeStamp.Format'],
    [{ 'x-acs-content-sha256': 'e3b0' }, 'SignatureDoesNotMatch'],
    [{ 'x-acs-security-token': 'unknown' }, 'InvalidSecurityToken.MismatchWithAccessKey']
  ])('rejects %j even if it is signed', async (change, code) => {
    expect((await json(sts.url, resigned(change))).body.Code).toBe(code)
  })

  test('rejects a second call with the same nonce, and a wrong secret', async () => {
    expect((await json(sts.url, resigned({}))).status).toBe(200)
    expect((await json(sts.url, resigned({}))).body.Code).toBe('SignatureNonceUsed')
    expect((await json(sts.url, resigned({}, 'wrong'))).body.Code).toBe('SignatureDoesNotMatch')
  })

  test('rejects temporary credentials without their token, and after they have expired', async () => {
    const { accessKeyId, accessKeySecret } = EXAMPLE_CREDENTIALS
    const temporary = { accessKeyId, accessKeySecret, securityToken: 'token', expiration: NOW }
    await restartSts({ credentials: [temporary] })
    expect((await json(sts.url, resigned({}))).body.Code).toBe('MissingSecurityToken')
    const expired = resigned({ 'x-acs-security-token': 'token' })
    expect((await json(sts.url, expired)).body.Code).toBe('InvalidSecurityToken.Expired')
  })

  test('accepts the sessions that it has issued', async () => {
    const { body } = await assumeRole()
    const [, session] = sts.credentials
    const headers: Record<string, string> = {
      ...vector.request.headers,
      'x-acs-security-token': session?.securityToken ?? ''
    }
    const names = Object.keys(headers).sort()
    const signature = acs3Signature(
      { method: 'POST', target: '/', headers, body: '' },
      names,
      session?.accessKeySecret ?? ''
    )
    headers.authorization = `ACS3-HMAC-SHA256 Credential=${session?.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
    const identity = await json(sts.url, { method: 'POST', target: '/', headers })
    expect(identity.body).toMatchObject({ IdentityType: 'AssumedRoleUser', Arn: body.AssumedRoleUser.Arn })
  })

  test('requires POST', async () => {
    expect((await json(sts.url, { method: 'GET', target: '/?Action=GetCallerIdentity' })).body.Code).toBe(
      'UnsupportedHTTPMethod'
    )
  })

  test('can be silent, which does not prevent close()', async () => {
    sts.fail('silence')
    const response = sendRaw(sts.url, resigned({})).catch((error) => error.code)
    while (sts.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await sts.close()
    expect(await response).toBe('ECONNRESET')
  })
})
