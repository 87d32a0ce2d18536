import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Credential, type Emulator, EXAMPLE_CREDENTIALS, startEmulator } from 'mgw-emulator'
import { call, element, type Signing, sendRaw, signed, statusXml } from './http.ts'

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

async function codeOf(signing: Signing): Promise<string> {
  const answer = await call(emulator, 'GET', '/job/nightly-sync', '', { time: NOW, ...signing })
  return element(answer.body, 'Code') ?? String(answer.status)
}

async function codeOfUpdate(change: Record<string, string>): Promise<string> {
  const body = statusXml('IMPORT_JOB_SUSPEND')
  const answer = await call(emulator, 'PUT', '/job/nightly-sync', body, { time: NOW, change })
  return element(answer.body, 'Code') ?? String(answer.status)
}

describe('every answer', () => {
  test('carries a request ID, the time of the clock, and the host in its XML', async () => {
    const { headers, body } = await call(emulator, 'GET', '/job/no-such-job', '', { time: NOW })
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

  test('is recorded, with the request that it belongs to', async () => {
    const answer = await call(emulator, 'GET', '/job/no-such-job?byVersion=true', '', { time: NOW })
    expect(emulator.requests.at(-1)).toEqual({
      method: 'GET',
      path: '/job/no-such-job?byVersion=true',
      headers: expect.objectContaining({ 'x-oss-date': '20260116T055925Z' }),
      body: '',
      connection: expect.any(Number),
      requestId: answer.headers['x-oss-request-id'],
      statusCode: 404,
      errorCode: 'NoSuchImportJob'
    })
  })

  test('has an ID of its own', () => {
    const ids = emulator.requests.map(({ requestId }) => requestId)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('the authorization', () => {
  const header = signed('GET', '/job/nightly-sync', '', { time: NOW }).headers.authorization ?? ''

  test.each([
    ['is missing', '', 'AccessDenied'],
    ['is of the old scheme', 'OSS LTAI5tExampleKeyId000001:c2lnbmF0dXJl', 'AccessDenied'],
    ['is of another service', header.replace('OSS4', 'ACS3'), 'AccessDenied'],
    ['has no signature', header.replace(/, Signature=.*/, ''), 'InvalidArgument'],
    [
      'has a signature in capitals',
      header.toUpperCase().replace('CREDENTIAL', 'Credential'),
      'InvalidArgument'
    ],
    ['has a short signature', header.slice(0, -1), 'InvalidArgument'],
    ['is of another day', header.replace('/20260116/', '/20260117/'), 'InvalidArgument'],
    ['is of another region', header.replace('cn-hangzhou', 'cn-beijing'), 'InvalidArgument'],
    ['is of another product', header.replace('/oss/', '/sts/'), 'InvalidArgument'],
    ['ends otherwise', header.replace('aliyun_v4_request', 'aws4_request'), 'InvalidArgument'],
    ['goes on after its end', header.replace('v4_request', 'v4_request/more'), 'InvalidArgument'],
    [
      'is of an unknown key',
      header.replace('LTAI5tExampleKeyId000001', 'LTAI5tUnknown'),
      'InvalidAccessKeyId'
    ]
  ])('%s', async (_, authorization, code) => {
    expect(await codeOf({ change: { authorization } })).toBe(code)
  })

  test('that is missing is refused as anonymous', async () => {
    const answer = await sendRaw(emulator.url, { method: 'GET', target: '/job/nightly-sync' })
    expect(answer.status).toBe(403)
    expect(element(answer.body, 'Message')).toMatch(/^Anonymous access is forbidden/)
  })

  test('is signed for another region when the region is', async () => {
    expect(await codeOf({ region: 'cn-beijing' })).toBe('InvalidArgument')
  })

  test('with the wrong secret shows what should have been signed', async () => {
    const credential = { ...EXAMPLE_CREDENTIALS, accessKeySecret: 'wrong' }
    const answer = await call(emulator, 'GET', '/job/nightly-sync', '', { time: NOW, credential })
    expect(answer.status).toBe(403)
    expect(element(answer.body, 'Code')).toBe('SignatureDoesNotMatch')
    expect(element(answer.body, 'StringToSign')).toMatch(/^OSS4-HMAC-SHA256\n20260116T055925Z\n/)
    expect(element(answer.body, 'CanonicalRequest')).toMatch(/^GET\n\/job\/nightly-sync\n\n/)
  })
})

describe('the time', () => {
  test.each([
    ['15 minutes ahead', 15 * MINUTE, '200'],
    ['15 minutes behind', -15 * MINUTE, '200'],
    ['a second more ahead', 15 * MINUTE + 1000, 'RequestTimeTooSkewed'],
    ['a second more behind', -15 * MINUTE - 1000, 'RequestTimeTooSkewed']
  ])('%s', async (_, skew, code) => {
    expect(await codeOf({ time: NOW + skew })).toBe(code)
  })

  test('that is too far off is refused with 403 and the date of the clock', async () => {
    const answer = await call(emulator, 'GET', '/job/nightly-sync', '', { time: NOW + 16 * MINUTE })
    expect(answer).toMatchObject({ status: 403, headers: { date: 'Fri, 16 Jan 2026 05:59:25 GMT' } })
  })

  test.each(['', '20260230T055925Z', '2026-01-16T05:59:25Z', 'Fri, 16 Jan 2026 05:59:25 GMT'])(
    'is not read out of %j',
    async (date) => {
      expect(await codeOf({ change: { 'x-oss-date': date } })).toBe('AccessDenied')
    }
  )
})

describe('the security token', () => {
  test.each([
    ['is right', TEMPORARY, undefined, '200'],
    ['is missing', TEMPORARY, '', 'InvalidSecurityToken'],
    ['is unknown', TEMPORARY, 'unknown', 'InvalidSecurityToken'],
    ["is another key's", TEMPORARY, 'token-of-other', 'AccessKeyIdAndSecurityTokenNotMatch'],
    ['comes with lasting keys', EXAMPLE_CREDENTIALS, 'unknown', 'InvalidSecurityToken'],
    ['has run out', OTHER, undefined, 'SecurityTokenExpired']
  ])('%s', async (_, credential, token, code) => {
    const change: Record<string, string> = token === undefined ? {} : { 'x-oss-security-token': token }
    expect(await codeOf({ credential, change })).toBe(code)
  })

  test('is accepted when its credential is added to the list later', async () => {
    const late: Credential = { ...TEMPORARY, accessKeyId: 'STS.Late', securityToken: 'token-of-late' }
    expect(await codeOf({ credential: late })).toBe('InvalidAccessKeyId')
    credentials.push(late)
    expect(await codeOf({ credential: late })).toBe('200')
  })
})

describe('the body', () => {
  test.each([
    ['has another digest', { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'SignatureDoesNotMatch'],
    ['has no digest', { 'content-md5': '' }, 'SignatureDoesNotMatch'],
    ['has no type', { 'content-type': '' }, 'SignatureDoesNotMatch'],
    ['claims to be hashed', { 'x-oss-content-sha256': 'e3b0c442' }, 'InvalidArgument']
  ])('%s', async (_, change, code) => {
    expect(await codeOfUpdate(change)).toBe(code)
  })

  test('does not fit its digest', async () => {
    const request = signed('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_SUSPEND'), { time: NOW })
    const answer = await sendRaw(emulator.url, { ...request, body: statusXml('IMPORT_JOB_CLOSING') })
    expect(answer.status).toBe(400)
    expect(element(answer.body, 'Code')).toBe('InvalidDigest')
  })

  test('is sent without having been announced', async () => {
    const request = signed('PUT', '/job/nightly-sync', '', { time: NOW })
    const answer = await sendRaw(emulator.url, { ...request, body: statusXml('IMPORT_JOB_SUSPEND') })
    expect(element(answer.body, 'Code')).toBe('MissingArgument')
  })

  test('has changed nothing in all these tests', () => {
    expect(emulator.job('nightly-sync')).toMatchObject({ status: 'IMPORT_JOB_DOING', updates: 0 })
  })
})

test('a target that is not percent-encoded UTF-8 is refused', async () => {
  const { headers } = signed('GET', '/job/nightly-sync', '', { time: NOW })
  const answer = await sendRaw(emulator.url, { method: 'GET', target: '/job/%ff', headers })
  expect(element(answer.body, 'Code')).toBe('InvalidArgument')
})

test('serves another user and region when it is told so', async () => {
  const other = await startEmulator({ userId: '42', region: 'eu-central-1', now: () => NOW })
  const answer = await call(other, 'GET', '/job/no-such-job', '', { time: NOW, region: 'eu-central-1' })
  await other.close()
  expect(element(answer.body, 'HostId')).toBe('42.eu-central-1.mgw.aliyuncs.com')
})
