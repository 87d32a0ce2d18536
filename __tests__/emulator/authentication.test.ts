import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Credential, type Emulator, EXAMPLE_CREDENTIALS, startEmulator } from 'mgw-emulator'
import { call, element, type SigningOptions, sendRaw, signed, statusXml } from './http.ts'

const NOW = Date.UTC(2026, 0, 16, 5, 59, 25)
const MINUTE = 60_000
const TEMPORARY: Credential = {
  accessKeyId: 'STS.One',
  accessKeySecret: 'SecretOfOne',
  securityToken: 'token-of-one',
  expiration: NOW + 1
}
const OTHER: Credential = {
  accessKeyId: 'STS.Other',
  accessKeySecret: 'SecretOfOther',
  securityToken: 'token-of-other',
  expiration: NOW
}

let emulator: Emulator
const credentials: Credential[] = [EXAMPLE_CREDENTIALS, TEMPORARY, OTHER]

beforeAll(async () => {
  emulator = await startEmulator({
    now: () => NOW,
    credentials,
    jobs: [{ name: 'nightly-sync', status: 'IMPORT_JOB_DOING' }]
  })
})
afterAll(() => emulator.close())

/** Sends GetJob and returns the error code, or the status. */
async function codeOf(signing: SigningOptions): Promise<string> {
  const response = await call(emulator, 'GET', '/job/nightly-sync', { time: NOW, ...signing })
  return element(response.body, 'Code') ?? String(response.status)
}

async function codeOfUpdate(headerOverrides: Record<string, string>): Promise<string> {
  const body = statusXml('IMPORT_JOB_SUSPEND')
  const response = await call(emulator, 'PUT', '/job/nightly-sync', { body, time: NOW, headerOverrides })
  return element(response.body, 'Code') ?? String(response.status)
}

describe('every response', () => {
  test('contains a request ID, the date and the host ID', async () => {
    const { headers, body } = await call(emulator, 'GET', '/job/no-such-job', { time: NOW })
    expect(headers['x-oss-request-id']).toMatch(/^6969D3BD[0-9A-F]{16}$/)
    expect(headers).toMatchObject({
      date: 'Fri, 16 Jan 2026 05:59:25 GMT',
      server: 'mgw-emulator',
      'content-type': 'application/xml'
    })
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchImportJob</Code>' +
        '<Message>The specified import job does not exist</Message>' +
        `<RequestId>${headers['x-oss-request-id']}</RequestId>` +
        '<HostId>1234567890123456.cn-hangzhou.mgw.aliyuncs.com</HostId></Error>'
    )
  })

  test('is recorded together with its request', async () => {
    const response = await call(emulator, 'GET', '/job/no-such-job?byVersion=true', { time: NOW })
    expect(emulator.requests.at(-1)).toEqual({
      method: 'GET',
      path: '/job/no-such-job?byVersion=true',
      operation: 'GetJob',
      headers: expect.objectContaining({ 'x-oss-date': '20260116T055925Z' }),
      body: '',
      connection: expect.any(Number),
      requestId: response.headers['x-oss-request-id'],
      statusCode: 404,
      errorCode: 'NoSuchImportJob'
    })
  })

  test('has a unique request ID', () => {
    const ids = emulator.requests.map(({ requestId }) => requestId)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('an Authorization header that', () => {
  const header = signed('GET', '/job/nightly-sync', '', { time: NOW }).headers.authorization ?? ''

  test.each([
    ['is missing', '', 'AccessDenied'],
    ['uses the old scheme', 'OSS LTAI5tExampleKeyId000001:c2lnbmF0dXJl', 'AccessDenied'],
    ['uses the scheme of another service', header.replace('OSS4', 'ACS3'), 'AccessDenied'],
    ['has no signature', header.replace(/, Signature=.*/, ''), 'InvalidArgument'],
    ['has an upper-case signature', header.toUpperCase().replace('CREDENTIAL', 'Credential'), 'InvalidArgument'],
    ['has a short signature', header.slice(0, -1), 'InvalidArgument'],
    ['is for another day', header.replace('/20260116/', '/20260117/'), 'InvalidArgument'],
    ['is for another region', header.replace('cn-hangzhou', 'cn-beijing'), 'InvalidArgument'],
    ['is for another product', header.replace('/oss/', '/sts/'), 'InvalidArgument'],
    ['has another terminator', header.replace('aliyun_v4_request', 'aws4_request'), 'InvalidArgument'],
    ['has text after the terminator', header.replace('v4_request', 'v4_request/more'), 'InvalidArgument'],
    ['has an unknown access key ID', header.replace('LTAI5tExampleKeyId000001', 'LTAI5tUnknown'), 'InvalidAccessKeyId']
  ])('%s', async (_, authorization, code) => {
    expect(await codeOf({ headerOverrides: { authorization } })).toBe(code)
  })

  test('is missing is rejected as anonymous access', async () => {
    const response = await sendRaw(emulator.url, { method: 'GET', target: '/job/nightly-sync' })
    expect(response.status).toBe(403)
    expect(element(response.body, 'Message')).toMatch(/^Anonymous access is forbidden/)
  })

  test('is correctly signed for another region is rejected', async () => {
    expect(await codeOf({ region: 'cn-beijing' })).toBe('InvalidArgument')
  })

  test('is signed with a wrong secret gets the expected string to sign', async () => {
    const credential = { ...EXAMPLE_CREDENTIALS, accessKeySecret: 'wrong' }
    const response = await call(emulator, 'GET', '/job/nightly-sync', { time: NOW, credential })
    expect(response.status).toBe(403)
    expect(element(response.body, 'Code')).toBe('SignatureDoesNotMatch')
    expect(element(response.body, 'StringToSign')).toMatch(/^OSS4-HMAC-SHA256\n20260116T055925Z\n/)
    expect(element(response.body, 'CanonicalRequest')).toMatch(/^GET\n\/job\/nightly-sync\n\n/)
  })
})

describe('a request time', () => {
  test.each([
    ['15 minutes ahead', 15 * MINUTE, '200'],
    ['15 minutes behind', -15 * MINUTE, '200'],
    ['15 min 1 s ahead', 15 * MINUTE + 1000, 'RequestTimeTooSkewed'],
    ['15 min 1 s behind', -15 * MINUTE - 1000, 'RequestTimeTooSkewed']
  ])('%s', async (_, skew, code) => {
    expect(await codeOf({ time: NOW + skew })).toBe(code)
  })

  test("that is too far off is rejected with 403 and the server's date", async () => {
    const response = await call(emulator, 'GET', '/job/nightly-sync', { time: NOW + 16 * MINUTE })
    expect(response).toMatchObject({ status: 403, headers: { date: 'Fri, 16 Jan 2026 05:59:25 GMT' } })
  })

  test.each(['', '20260230T055925Z', '2026-01-16T05:59:25Z', 'Fri, 16 Jan 2026 05:59:25 GMT'])(
    'cannot be %j',
    async (date) => {
      expect(await codeOf({ headerOverrides: { 'x-oss-date': date } })).toBe('AccessDenied')
    }
  )
})

describe('the security token', () => {
  test.each([
    ['is valid', TEMPORARY, undefined, '200'],
    ['is missing', TEMPORARY, '', 'InvalidSecurityToken'],
    ['is unknown', TEMPORARY, 'unknown', 'InvalidSecurityToken'],
    ['belongs to another key', TEMPORARY, 'token-of-other', 'AccessKeyIdAndSecurityTokenNotMatch'],
    ['is sent with a permanent access key', EXAMPLE_CREDENTIALS, 'unknown', 'InvalidSecurityToken'],
    ['has expired', OTHER, undefined, 'SecurityTokenExpired']
  ])('%s', async (_, credential, token, code) => {
    const headerOverrides: Record<string, string> = token === undefined ? {} : { 'x-oss-security-token': token }
    expect(await codeOf({ credential, headerOverrides })).toBe(code)
  })

  test('is accepted once its credential is added to the array', async () => {
    const late: Credential = { ...TEMPORARY, accessKeyId: 'STS.Late', securityToken: 'token-of-late' }
    expect(await codeOf({ credential: late })).toBe('InvalidAccessKeyId')
    credentials.push(late)
    expect(await codeOf({ credential: late })).toBe('200')
  })
})

describe('a body', () => {
  test.each([
    ['has another digest', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'SignatureDoesNotMatch'],
    ['has no digest', { 'content-md5': '' }, 'SignatureDoesNotMatch'],
    ['has no type', { 'content-type': '' }, 'SignatureDoesNotMatch'],
    ['claims to be hashed', { 'x-oss-content-sha256': 'e3b0c442' }, 'InvalidArgument']
  ])('%s', async (_, change, code) => {
    expect(await codeOfUpdate(change)).toBe(code)
  })

  test('does not match its digest', async () => {
    const request = signed('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_SUSPEND'), { time: NOW })
    const response = await sendRaw(emulator.url, { ...request, body: statusXml('IMPORT_JOB_CLOSING') })
    expect(response.status).toBe(400)
    expect(element(response.body, 'Code')).toBe('InvalidDigest')
  })

  test('is sent without content-md5 and content-type', async () => {
    const request = signed('PUT', '/job/nightly-sync', '', { time: NOW })
    const response = await sendRaw(emulator.url, { ...request, body: statusXml('IMPORT_JOB_SUSPEND') })
    expect(element(response.body, 'Code')).toBe('MissingArgument')
  })

  test('of a rejected request changes nothing', () => {
    expect(emulator.job('nightly-sync')).toMatchObject({ status: 'IMPORT_JOB_DOING', updates: 0 })
  })
})

test('a target that is not percent-encoded UTF-8 is rejected', async () => {
  const { headers } = signed('GET', '/job/nightly-sync', '', { time: NOW })
  const response = await sendRaw(emulator.url, { method: 'GET', target: '/job/%ff', headers })
  expect(element(response.body, 'Code')).toBe('InvalidArgument')
})

test('userId and region are configurable', async () => {
  const other = await startEmulator({ userId: '42', region: 'eu-central-1', now: () => NOW })
  const response = await call(other, 'GET', '/job/no-such-job', { time: NOW, region: 'eu-central-1' })
  await other.close()
  expect(element(response.body, 'HostId')).toBe('42.eu-central-1.mgw.aliyuncs.com')
})
