import { ClientError, MgwError, TransportError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { codeOf, isThrottling, isTransient, mayHaveBeenApplied } from '../../src/retry/transient.ts'

const broken = (code: string, cause?: unknown) => new TransportError(code, '', 'connecting', { cause })
const refused = (code: string, statusCode?: number) => new MgwError(code, '', { statusCode })

describe('isTransient, by code: once, and in a wait', () => {
  test.each<[code: string, once: boolean, inWait: boolean]>([
    ['ECONNREFUSED', true, true],
    ['ECONNRESET', true, true],
    ['EPIPE', true, true],
    ['ETIMEDOUT', true, true],
    ['EAI_AGAIN', true, true],
    ['EHOSTUNREACH', true, true],
    ['ENETUNREACH', true, true],
    ['ENOTFOUND', true, true],
    ['ECONNABORTED', false, true],
    ['ENETDOWN', false, true],
    ['CERT_HAS_EXPIRED', false, false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', false, false],
    ['EPROTO', false, false],
    ['ERR_PROXY_INVALID_CONFIG', false, false],
    ['ERR_INVALID_CHAR', false, false],
    ['EACCES', false, false],
    ['EPERM', false, false]
  ])('no answer: %s', (code, once, inWait) => {
    expect([false, true].map((wait) => isTransient(broken(code), undefined, wait))).toEqual([once, inWait])
  })

  test.each<[code: string, statusCode: number | undefined, once: boolean, inWait: boolean]>([
    ['InternalError', 500, true, true],
    ['InternalError', 400, true, true],
    ['ServiceUnavailable', 503, true, true],
    ['QpsLimitExceeded', 400, true, true],
    ['Throttling.User', 400, true, true],
    ['ImportJobConflictOnUpdateStatus', 409, true, true],
    ['ImportJobUpdateConcurrently', 409, true, true],
    ['InvalidResponse', 502, true, true],
    ['InvalidResponse', 429, true, true],
    ['504', 504, true, true],
    ['InvalidResponse', 200, false, true],
    ['InvalidResponse', 307, false, true],
    ['InvalidResponse', undefined, false, true],
    ['NotImplemented', 501, false, true],
    ['InvalidImportJobStatus', 400, false, false],
    ['AccessDenied', 403, false, false],
    ['ImportJobConcurrencyExceed', 400, false, false],
    ['ImportJobConcurrencyExceed', 503, false, false],
    ['NoSuchImportJob', 404, false, false],
    ['404', 404, false, false]
  ])('an answer: %s, HTTP %s', (code, statusCode, once, inWait) => {
    const error = refused(code, statusCode)
    expect([false, true].map((wait) => isTransient(error, undefined, wait))).toEqual([once, inWait])
  })

  test.each<[statusCode: number | null | undefined, expected: boolean]>([
    [502, true],
    [503, true],
    [407, false],
    [403, false],
    [null, true],
    [undefined, true]
  ])('a proxy that refuses with %s', (statusCode, expected) => {
    expect(isTransient(broken('ERR_PROXY_TUNNEL', { statusCode }), undefined, false)).toBe(expected)
    expect(isTransient(broken('ERR_PROXY_TUNNEL', { statusCode }), undefined, true)).toBe(true)
  })

  test.each<[previous: unknown, inWait: boolean, expected: boolean]>([
    [undefined, false, true],
    [broken('EAI_AGAIN'), false, true],
    [broken('ENOTFOUND'), false, false],
    [broken('ENOTFOUND'), true, true]
  ])('a host that is not found, after %s, in a wait %s', (previous, inWait, expected) => {
    expect(isTransient(broken('ENOTFOUND'), previous, inWait)).toBe(expected)
  })

  test.each([new Error('bug'), new ClientError('InvalidArgument', ''), undefined, 'ECONNRESET'])(
    'what came from no request: %s',
    (error) => {
      expect(codeOf(error)).toBeUndefined()
      expect(isTransient(error, undefined, true)).toBe(false)
      expect(mayHaveBeenApplied(error)).toBe(false)
    }
  )
})

test.each<[code: string, expected: boolean]>([
  ['QpsLimitExceeded', true],
  ['TotalQpsLimitExceeded', true],
  ['Throttling', true],
  ['Throttling.Api', true],
  ['QpsLimitExceededNot', false],
  ['NoThrottling', false]
])('isThrottling %s: %s', (code, expected) => {
  expect(isThrottling(code)).toBe(expected)
})

describe('mayHaveBeenApplied', () => {
  test.each<[what: string, error: unknown, expected: boolean]>([
    ['connecting', new TransportError('ETIMEDOUT', '', 'connecting'), false],
    ['waiting for the answer', new TransportError('ECONNRESET', '', 'waiting for the answer'), true],
    ['reading the answer', new TransportError('ECONNRESET', '', 'reading the answer'), true],
    ['no HTTP', refused('InvalidResponse'), true],
    ['a spoilt success', refused('InvalidResponse', 200), true],
    ['a redirect', refused('InvalidResponse', 307), true],
    ['a refusal', refused('InvalidImportJobStatus', 400), false],
    ['a collision', refused('ImportJobUpdateConcurrently', 409), false],
    ['throttling', refused('InvalidResponse', 429), false],
    ['500', refused('InternalError', 500), true],
    ['502', refused('502', 502), true],
    ['504', refused('GatewayTimeout', 504), true],
    ["the service's 503", refused('ServiceUnavailable', 503), false],
    ['a 503 without a body', refused('503', 503), true],
    ["a proxy's 503", refused('InvalidResponse', 503), true]
  ])('%s', (_, error, expected) => {
    expect(mayHaveBeenApplied(error)).toBe(expected)
  })
})
