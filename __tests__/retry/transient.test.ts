import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import { TransportError } from '../../src/http/transport-error.ts'
import { errorCode, isTransient, mayHaveBeenApplied, THROTTLING } from '../../src/retry/transient.ts'

const connectionError = (code: string, cause?: unknown) => new TransportError(code, '', 'connecting', { cause })
const serviceError = (code: string, statusCode?: number) => new MgwError(code, '', { statusCode })

describe('isTransient, for one request and while polling', () => {
  test.each<[code: string, once: boolean, polling: boolean]>([
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
  ])('connection error %s', (code, once, polling) => {
    expect([false, true].map((isPolling) => isTransient(connectionError(code), undefined, isPolling))).toEqual([
      once,
      polling
    ])
  })

  test.each<[code: string, statusCode: number | undefined, once: boolean, polling: boolean]>([
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
  ])('service error %s, HTTP %s', (code, statusCode, once, polling) => {
    const error = serviceError(code, statusCode)
    expect([false, true].map((isPolling) => isTransient(error, undefined, isPolling))).toEqual([once, polling])
  })

  test.each<[statusCode: number | null | undefined, expected: boolean]>([
    [502, true],
    [503, true],
    [407, false],
    [403, false],
    [null, true],
    [undefined, true]
  ])('proxy response %s', (statusCode, expected) => {
    expect(isTransient(connectionError('ERR_PROXY_TUNNEL', { statusCode }), undefined, false)).toBe(expected)
    expect(isTransient(connectionError('ERR_PROXY_TUNNEL', { statusCode }), undefined, true)).toBe(true)
  })

  test.each<[previous: unknown, isPolling: boolean, expected: boolean]>([
    [undefined, false, true],
    [connectionError('EAI_AGAIN'), false, true],
    [connectionError('ENOTFOUND'), false, false],
    [connectionError('ENOTFOUND'), true, true]
  ])('ENOTFOUND after %s, while polling: %s', (previous, isPolling, expected) => {
    expect(isTransient(connectionError('ENOTFOUND'), previous, isPolling)).toBe(expected)
  })

  test.each([new Error('bug'), new ActionError('InvalidArgument', ''), undefined, 'ECONNRESET'])(
    'is false for any other error: %s',
    (error) => {
      expect(errorCode(error)).toBeUndefined()
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
])('THROTTLING %s: %s', (code, expected) => {
  expect(THROTTLING.test(code)).toBe(expected)
})

describe('mayHaveBeenApplied', () => {
  test.each<[what: string, error: unknown, expected: boolean]>([
    ['connecting', new TransportError('ETIMEDOUT', '', 'connecting'), false],
    ['waiting for the response', new TransportError('ECONNRESET', '', 'waiting for the response'), true],
    ['reading the response', new TransportError('ECONNRESET', '', 'reading the response'), true],
    ['a response that is not HTTP', serviceError('InvalidResponse'), true],
    ['an invalid 200 response', serviceError('InvalidResponse', 200), true],
    ["the service's own refusal with 200", serviceError('InvalidImportJobStatus', 200), false],
    ["the service's own failure with 200", serviceError('InternalError', 200), true],
    ['a redirect', serviceError('InvalidResponse', 307), true],
    ['a rejected request', serviceError('InvalidImportJobStatus', 400), false],
    ['a conflict', serviceError('ImportJobUpdateConcurrently', 409), false],
    ['throttling', serviceError('InvalidResponse', 429), false],
    ['500', serviceError('InternalError', 500), true],
    ['502', serviceError('502', 502), true],
    ['504', serviceError('GatewayTimeout', 504), true],
    ["the service's 503", serviceError('ServiceUnavailable', 503), false],
    ['a 503 without a body', serviceError('503', 503), true],
    ["a proxy's 503", serviceError('InvalidResponse', 503), true]
  ])('%s', (_, error, expected) => {
    expect(mayHaveBeenApplied(error)).toBe(expected)
  })
})
