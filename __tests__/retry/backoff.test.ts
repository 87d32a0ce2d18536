import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { TransportError } from '../../src/http/transport-error.ts'
import { backoffDelay, RateLimiter } from '../../src/retry/backoff.ts'
import { fc } from '../fast-check.ts'
import { fakeClock } from '../support/fake-clock.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z')
const connectionError = new TransportError('ECONNRESET', '', 'connecting')
const serviceError = (code: string, statusCode: number, headers: Record<string, string> = {}) =>
  new MgwError(code, '', { statusCode }, { headers })
const unavailable = (headers: Record<string, string>) => serviceError('503', 503, headers)

test.each<[attempt: number, max: number]>([
  [1, 500],
  [2, 1000],
  [3, 2000],
  [4, 4000],
  [5, 8000],
  [6, 10_000],
  [7, 10_000],
  [5000, 10_000]
])('waits a random time after attempt %i, up to %i ms', (attempt, max) => {
  const delays = Array.from({ length: 200 }, () => backoffDelay(attempt, connectionError, NOW))
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...delays)).toBeLessThan(max)
  // All delays are in the same half once in 10^60 runs.
  expect(Math.min(...delays)).toBeLessThan(max / 2)
  expect(Math.max(...delays)).toBeGreaterThan(max / 2)
})

describe('Retry-After', () => {
  const noon = 'Wed, 25 Nov 2026 12:00:00 GMT'
  test.each<[what: string, headers: Record<string, string>, ms: number]>([
    ['seconds', { 'retry-after': '40' }, 40_000],
    ['a fraction of seconds', { 'retry-after': '40.5' }, 40_500],
    ['many seconds', { 'retry-after': '999999999' }, 999_999_999_000],
    ['a date', { 'retry-after': 'Wed, 25 Nov 2026 12:00:40 GMT' }, 40_000],
    [
      "a date by the server's clock, which is an hour ahead",
      { 'retry-after': 'Wed, 25 Nov 2026 13:00:40 GMT', date: 'Wed, 25 Nov 2026 13:00:00 GMT' },
      40_000
    ],
    [
      'a date, with an invalid Date header',
      { 'retry-after': 'Wed, 25 Nov 2026 12:00:40 GMT', date: `${noon}, ${noon}` },
      40_000
    ]
  ])('waits for %s', (_, headers, ms) => {
    expect(backoffDelay(1, unavailable(headers), NOW)).toBe(ms)
  })

  test.each([
    '',
    '0',
    'soon',
    '-40',
    'retry 45',
    '9999999999',
    '1e9',
    'Infinity',
    '2026-11-25T11:59:00Z',
    'Wed, 25 Nov 2026 11:00:00 GMT'
  ])('ignores %j', (value) => {
    expect(backoffDelay(1, unavailable({ 'retry-after': value }), NOW)).toBeLessThan(500)
  })

  test('is a lower bound for the random delay', () => {
    const delays = Array.from({ length: 200 }, () => backoffDelay(6, unavailable({ 'retry-after': '1' }), NOW))
    expect(Math.min(...delays)).toBe(1000)
    expect(Math.max(...delays)).toBeGreaterThan(5000)
  })

  test('accepts any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, date) => {
        const delay = backoffDelay(1, unavailable({ 'retry-after': value, date }), NOW)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThan(Number.POSITIVE_INFINITY)
      })
    )
  })
})

/** How long a request must wait after earlier ones ended with these errors, in ms. */
function delayAfter(errors: unknown[]): number {
  const clock = fakeClock()
  const rateLimiter = new RateLimiter(clock)
  for (const error of errors) {
    clock.advance(rateLimiter.delay())
    rateLimiter.record(error)
  }
  return rateLimiter.delay()
}

describe('the rate limiter', () => {
  const throttled = serviceError('QpsLimitExceeded', 503)

  test.each([
    undefined,
    serviceError('InternalError', 500),
    serviceError('ImportJobConcurrencyExceed', 503),
    new Error('x')
  ])("doesn't delay requests after %s", (error) => {
    expect(delayAfter([error])).toBe(0)
  })

  test.each([
    ['ServiceUnavailable', 503],
    ['TooMany', 429],
    ['QpsLimitExceeded', 400],
    ['Throttling.User', 400]
  ])('delays requests after %s (HTTP %s)', (code, status) => {
    const delay = delayAfter([serviceError(code, status)])
    expect(delay).toBeGreaterThanOrEqual(500)
    expect(delay).toBeLessThanOrEqual(1000)
  })

  test('increases the delay each time, and resets it after a success', () => {
    expect(delayAfter([throttled, throttled, throttled])).toBeGreaterThanOrEqual(2000)
    expect(delayAfter(Array(20).fill(throttled))).toBeLessThanOrEqual(10_000)
    expect(delayAfter([throttled, throttled, undefined, throttled])).toBeLessThan(1001)
  })

  test('ignores the results of requests sent before the throttling', () => {
    const clock = fakeClock()
    const rateLimiter = new RateLimiter(clock)
    for (let count = 0; count < 20; count++) rateLimiter.record(throttled)
    expect(rateLimiter.delay()).toBeLessThanOrEqual(500)
    clock.advance(rateLimiter.delay())
    rateLimiter.record(throttled)
    rateLimiter.record(undefined)
    clock.advance(rateLimiter.delay())
    rateLimiter.record(throttled)
    expect(rateLimiter.delay()).toBeGreaterThanOrEqual(2000)
  })

  test('waits as long as Retry-After says, even if a later response has a shorter one', () => {
    expect(delayAfter([serviceError('ServiceUnavailable', 503, { 'retry-after': '30' })])).toBe(30_000)
    const rateLimiter = new RateLimiter(fakeClock())
    rateLimiter.record(serviceError('ServiceUnavailable', 503, { 'retry-after': '30' }))
    rateLimiter.record(serviceError('ServiceUnavailable', 503))
    expect(rateLimiter.delay()).toBe(30_000)
  })
})
