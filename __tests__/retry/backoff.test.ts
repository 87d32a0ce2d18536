import { MgwError, TransportError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { delayAfter } from '../../src/retry/backoff.ts'
import { fc } from '../fast-check.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z')
const broken = new TransportError('ECONNRESET', '', 'connecting')
const answer = (headers: Record<string, string>) => new MgwError('503', '', { statusCode: 503 }, headers)

test.each<[attempt: number, most: number]>([
  [1, 500],
  [2, 1000],
  [3, 2000],
  [4, 4000],
  [5, 8000],
  [6, 10_000],
  [7, 10_000],
  [5000, 10_000]
])('after attempt %i it is a random time up to %i ms', (attempt, most) => {
  const delays = Array.from({ length: 200 }, () => delayAfter(attempt, broken, NOW))
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...delays)).toBeLessThan(most)
  // That all of them are in one half happens once in 10^60 runs.
  expect(Math.min(...delays)).toBeLessThan(most / 2)
  expect(Math.max(...delays)).toBeGreaterThan(most / 2)
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
      'a date beside one that is none',
      { 'retry-after': 'Wed, 25 Nov 2026 12:00:40 GMT', date: `${noon}, ${noon}` },
      40_000
    ]
  ])('%s is obeyed', (_, headers, ms) => {
    expect(delayAfter(1, answer(headers), NOW)).toBe(ms)
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
  ])('%j asks for nothing', (value) => {
    expect(delayAfter(1, answer({ 'retry-after': value }), NOW)).toBeLessThan(500)
  })

  test('that is shorter than the random time changes nothing', () => {
    const delays = Array.from({ length: 200 }, () => delayAfter(6, answer({ 'retry-after': '1' }), NOW))
    expect(Math.min(...delays)).toBe(1000)
    expect(Math.max(...delays)).toBeGreaterThan(5000)
  })

  test('any text leads to a delay', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, date) => {
        const delay = delayAfter(1, answer({ 'retry-after': value, date }), NOW)
        expect(delay).toBeGreaterThanOrEqual(0)
        expect(delay).toBeLessThan(Number.POSITIVE_INFINITY)
      })
    )
  })
})
