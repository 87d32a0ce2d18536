import { MgwError, TransportError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { clockSkew, correctingClockSkew } from '../../src/retry/clock-skew.ts'
import { collectingLogger } from '../support/retry-options.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const http = (offset: number): string => new Date(NOW + offset).toUTCString()
const iso = (offset: number): string => new Date(NOW + offset).toISOString()

const skewed = (date?: string, serverTime?: string, code = 'RequestTimeTooSkewed') =>
  new MgwError(code, '', { statusCode: 403 }, date === undefined ? {} : { date }, serverTime)

describe('clockSkew', () => {
  test.each<[what: string, error: unknown, offset: number | undefined]>([
    ['by Date, slow', skewed(http(20 * MINUTE)), 20 * MINUTE],
    ['by Date, fast', skewed(http(-20 * MINUTE)), -20 * MINUTE],
    ['by several Dates', skewed(`${http(20 * MINUTE)}, ${http(21 * MINUTE)}`), 20 * MINUTE],
    ['by ServerTime', skewed(undefined, iso(20 * MINUTE)), 20 * MINUTE],
    ['by ServerTime, whatever Date says', skewed(http(HOUR), iso(20 * MINUTE)), 20 * MINUTE],
    ['by Date, where ServerTime is no time', skewed(http(20 * MINUTE), 'noon'), 20 * MINUTE],
    ["STS's code", skewed(http(20 * MINUTE), undefined, 'InvalidTimeStamp.Expired'), 20 * MINUTE],
    ['a day', skewed(http(24 * HOUR)), 24 * HOUR],
    ['more than a day', skewed(http(24 * HOUR + 1000)), undefined],
    ['more than a day, fast', skewed(http(-25 * HOUR)), undefined],
    ['no time at all', skewed(), undefined],
    ['a Date that is none', skewed('now'), undefined],
    ['another refusal', skewed(http(20 * MINUTE), undefined, 'SignatureDoesNotMatch'), undefined],
    ['no answer', new TransportError('RequestTimeTooSkewed', '', 'connecting'), undefined],
    ['no error of a request', new Error('RequestTimeTooSkewed'), undefined]
  ])('%s', (_, error, offset) => {
    expect(clockSkew(error, NOW)).toBe(offset)
  })
})

describe('correctingClockSkew', () => {
  /** Makes calls that fail in turn with these, and tells what they were signed with. */
  function calls(...errors: unknown[]) {
    const logger = collectingLogger()
    const offsets: (number | undefined)[] = []
    const signed = correctingClockSkew(logger, () => NOW)
    const call = () =>
      signed(async (offset) => {
        offsets.push(offset)
        const error = errors.shift()
        if (error !== undefined) throw error
        return 'done'
      })
    return { logger, offsets, call }
  }

  test.each<[offset: number, words: string]>([
    [20 * MINUTE, '20.0 minutes slow'],
    [-90 * MINUTE, '90.0 minutes fast']
  ])('an offset of %i ms is corrected, for the calls that follow too', async (offset, words) => {
    const { logger, offsets, call } = calls(skewed(http(offset)))
    expect(await call()).toBe('done')
    expect(await call()).toBe('done')
    expect(offsets).toEqual([undefined, offset, offset])
    expect(logger.warnings).toEqual([
      `The clock of this machine is ${words}, so the service refused the request. It was signed again with the service's time. Correct the clock (NTP).`
    ])
    expect(logger.lines).toEqual([])
  })

  test('it is done once', async () => {
    const again = skewed(http(40 * MINUTE))
    const { logger, offsets, call } = calls(skewed(http(20 * MINUTE)), again, again)
    await expect(call()).rejects.toBe(again)
    await expect(call()).rejects.toBe(again)
    expect(offsets).toEqual([undefined, 20 * MINUTE, 20 * MINUTE])
    expect(logger.warnings).toHaveLength(1)
  })

  test.each([skewed(), skewed(http(48 * HOUR)), new Error('bug')])(
    'what is no skew passes: %s',
    async (error) => {
      const { logger, offsets, call } = calls(error)
      await expect(call()).rejects.toBe(error)
      expect(offsets).toEqual([undefined])
      expect(logger.warnings).toEqual([])
    }
  )
})
