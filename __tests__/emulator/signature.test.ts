import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Emulator, STILL, signedHeaders, startEmulator } from 'mgw-emulator'
import { canonicalRequest, stringToSign } from '../../packages/mgw-emulator/src/auth/signature.ts'
import { element, type RawRequest, sendRaw } from './http.ts'

interface Vector {
  name: string
  request: { method: string; path: string; region: string; timestamp: string; body: string | null }
  credentials: { accessKeyId: string; accessKeySecret: string; securityToken: string | null }
  expected: {
    signedHeaders: Record<string, string>
    canonicalRequest: string
    stringToSign: string
    authorization: string
  }
}

const vectors: Vector[] = JSON.parse(readFileSync(new URL('./vectors/oss4-signatures.json', import.meta.url), 'utf8'))
const byName = new Map(vectors.map((vector) => [vector.name, vector]))

/** The request of a vector. Three independent implementations encode it this way. */
function requestOf({ request, expected }: Vector): Required<RawRequest> {
  const [, path = '', query = ''] = expected.canonicalRequest.split('\n')
  return {
    method: request.method,
    target: query === '' ? path : `${path}?${query}`,
    headers: { ...expected.signedHeaders, authorization: expected.authorization },
    body: request.body ?? ''
  }
}

/** Starts an emulator with the time, region and credentials of a vector, and with jobs that allow its request. */
function startFor({ request, credentials: { accessKeyId, accessKeySecret, securityToken } }: Vector) {
  const status = request.body?.includes('LAUNCHING') ? 'IMPORT_JOB_SUSPEND' : 'IMPORT_JOB_DOING'
  return startEmulator({
    durations: STILL,
    now: () => Date.parse(request.timestamp),
    region: request.region,
    credentials: [{ accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) }],
    jobs: ['mgwutil-abc', 'nightly_sync-01', 'my-job_1'].map((name) => ({ name, status }))
  })
}

describe('a vector', () => {
  test.each(vectors)('has the expected canonical request and string to sign: $name', (vector) => {
    const { method, target } = requestOf(vector)
    const { expected, request } = vector
    const canonical = canonicalRequest({ method, target, headers: expected.signedHeaders })
    expect(canonical).toBe(expected.canonicalRequest)

    const timestamp = expected.signedHeaders['x-oss-date'] ?? ''
    const scope = { date: timestamp.slice(0, 8), region: request.region }
    expect(stringToSign(timestamp, scope, canonical)).toBe(expected.stringToSign)
  })

  test.each(vectors)('gets the expected signature from signedHeaders: $name', (vector) => {
    const { method, target, body } = requestOf(vector)
    const { accessKeyId, accessKeySecret, securityToken } = vector.credentials
    const credential = { accessKeyId, accessKeySecret, ...(securityToken ? { securityToken } : {}) }
    const time = Date.parse(vector.request.timestamp)
    const headers = signedHeaders({ method, target, body, region: vector.request.region, time, credential })
    expect(headers).toEqual({
      ...vector.expected.signedHeaders,
      authorization: vector.expected.authorization
    })
  })

  test.each(vectors)('is accepted: $name', async (vector) => {
    const emulator = await startFor(vector)
    await sendRaw(emulator.url, requestOf(vector))
    await emulator.close()
    // NoSuchImportJob also means that the signature was accepted.
    const outcomes: Record<string, [number, string | null]> = {
      'get-job by version': [404, 'NoSuchImportJob'],
      'a path that needs percent-encoding': [404, 'NoSuchImportJob']
    }
    const [statusCode, errorCode] = outcomes[vector.name] ?? [200, null]
    expect(emulator.requests).toMatchObject([{ statusCode, errorCode }])
  })

  test('is accepted with a different encoding of the path', async () => {
    const vector = byName.get('a path that needs percent-encoding') as Vector
    const emulator = await startFor(vector)
    await sendRaw(emulator.url, { ...requestOf(vector), target: "/job/na%c3%afve%20job!'()*" })
    await emulator.close()
    expect(emulator.requests).toMatchObject([{ errorCode: 'NoSuchImportJob' }])
  })

  test('is accepted with spaces around a header and with another order of the query', async () => {
    const vector = byName.get('list-job with marker that needs encoding') as Vector
    const request = requestOf(vector)
    const emulator = await startFor(vector)
    const target = '/joblist?marker=a+b/c%2bd=%C3%BC&count=10'
    const headers = { ...request.headers, 'x-oss-date': `  ${request.headers['x-oss-date']} ` }
    await sendRaw(emulator.url, { ...request, target, headers })
    await emulator.close()
    expect(emulator.requests).toMatchObject([{ statusCode: 200 }])
  })
})

describe('with one change, a request is rejected', () => {
  const vector = byName.get('start-job with a security token in eu-central-1') as Vector
  const request = requestOf(vector)
  let emulator: Emulator

  beforeAll(async () => {
    emulator = await startFor(vector)
  })
  afterAll(() => emulator.close())

  /** Every string that differs from `text` in the lowest bit of one character. */
  function flipped(text: string): string[] {
    return Array.from(text, (character, index) => {
      const changed = String.fromCharCode(character.charCodeAt(0) ^ 1)
      return text.slice(0, index) + changed + text.slice(index + 1)
    })
  }

  async function expectAllRejected(changed: Partial<RawRequest>[], codes: string[]): Promise<void> {
    for (const change of changed) {
      const response = await sendRaw(emulator.url, { ...request, ...change })
      const code = element(response.body, 'Code') ?? 'none'
      expect({ change, code }).toEqual({
        change,
        code: expect.stringMatching(new RegExp(`^(${codes.join('|')})$`))
      })
    }
    expect(emulator.job('nightly_sync-01')).toMatchObject({ status: 'IMPORT_JOB_SUSPEND', starts: 0 })
  }

  function changedHeaders(name: string): Partial<RawRequest>[] {
    const value = request.headers[name] ?? ''
    return flipped(value).map((text) => ({ headers: { ...request.headers, [name]: text } }))
  }

  function changedInAuthorization(part: string): Partial<RawRequest>[] {
    const authorization = request.headers.authorization ?? ''
    const [before = '', after = ''] = authorization.split(part)
    return flipped(part).map((text) => ({
      headers: { ...request.headers, authorization: before + text + after }
    }))
  }

  test('each bit of the signature', async () => {
    const authorization = request.headers.authorization ?? ''
    const signature = authorization.slice(-64)
    const changed = Array.from(signature).flatMap((digit, index) =>
      [1, 2, 4, 8].map((bit) => {
        const other = (Number.parseInt(digit, 16) ^ bit).toString(16)
        const text = signature.slice(0, index) + other + signature.slice(index + 1)
        return { headers: { ...request.headers, authorization: authorization.slice(0, -64) + text } }
      })
    )
    expect(changed).toHaveLength(256)
    await expectAllRejected(changed, ['SignatureDoesNotMatch'])
  })

  test('the method', () =>
    expectAllRejected(
      ['POST', 'GET', 'DELETE'].map((method) => ({ method })),
      ['SignatureDoesNotMatch']
    ))

  test('the path', () => {
    const names = flipped('nightly_sync-01').map((name) => ({ target: `/job/${name}` }))
    return expectAllRejected([...names, { target: '/job/nightly_sync-01/' }], ['SignatureDoesNotMatch'])
  })

  test('the query', () => {
    const targets = ['?a', '?a=', '?byVersion=true'].map((query) => ({
      target: `/job/nightly_sync-01${query}`
    }))
    return expectAllRejected(targets, ['SignatureDoesNotMatch'])
  })

  test('the date', () =>
    expectAllRejected(changedHeaders('x-oss-date'), [
      'AccessDenied',
      'RequestTimeTooSkewed',
      'InvalidArgument',
      'SignatureDoesNotMatch'
    ]))

  test('the payload hash', () => expectAllRejected(changedHeaders('x-oss-content-sha256'), ['InvalidArgument']))

  test('the security token', () => expectAllRejected(changedHeaders('x-oss-security-token'), ['InvalidSecurityToken']))

  test('the content type', () => expectAllRejected(changedHeaders('content-type'), ['SignatureDoesNotMatch']))

  test('the content-md5', () => expectAllRejected(changedHeaders('content-md5'), ['SignatureDoesNotMatch']))

  test('the body', () => {
    const bodies = flipped(request.body).map((body) => ({ body }))
    return expectAllRejected(bodies, ['InvalidDigest'])
  })

  test('the access key', () =>
    expectAllRejected(changedInAuthorization('LTAI5tExampleKeyId000001'), ['InvalidAccessKeyId']))

  test('the scope', () =>
    expectAllRejected(changedInAuthorization('20261231/eu-central-1/oss/aliyun_v4_request'), ['InvalidArgument']))

  test('an additional header that must be signed', () =>
    expectAllRejected([{ headers: { ...request.headers, 'x-oss-meta': '' } }], ['SignatureDoesNotMatch']))

  test('and accepted without a change', async () => {
    expect(await sendRaw(emulator.url, request)).toMatchObject({ status: 200, body: '' })
    expect(emulator.job('nightly_sync-01')).toMatchObject({ status: 'IMPORT_JOB_LAUNCHING', starts: 1 })
  })
})
