import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { TransportError } from '../../src/http/transport-error.ts'
import { ClockSkew, clockOffset } from '../../src/retry/clock-skew.ts'
import { retry, retryChange } from '../../src/retry/retry.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { collectingLogger, testRun } from '../support/test-run.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const http = (offset: number): string => new Date(NOW + offset).toUTCString()
const iso = (offset: number): string => new Date(NOW + offset).toISOString()

const skewError = (date?: string, serverTime?: string, code = 'RequestTimeTooSkewed') =>
  new MgwError(
    code,
    '',
    { statusCode: 403 },
    { headers: date === undefined ? {} : { date }, ...(serverTime && { serverTime }) }
  )

test.each([
  [14 * MINUTE, 14 * MINUTE],
  [-15 * MINUTE, -15 * MINUTE],
  [15 * MINUTE + 1000, undefined],
  [-23 * HOUR, undefined]
])("learns from a server that isn't Alibaba Cloud's no offset of more than 15 minutes: %i ms", (offset, learned) => {
  const skew = new ClockSkew(collectingLogger(), true)
  expect(skew.correct(skewError(http(offset)), undefined, NOW)).toBe(learned !== undefined)
  expect(skew.offset).toBe(learned)
  // Nor more in a second step.
  expect(skew.correct(skewError(http(offset + 30 * MINUTE)), learned, NOW)).toBe(false)
  expect(skew.offset).toBe(learned)
})

test.each<[what: string, error: unknown, offset: number | undefined]>([
  ['a slow clock, by Date', skewError(http(20 * MINUTE)), 20 * MINUTE],
  ['a fast clock, by Date', skewError(http(-20 * MINUTE)), -20 * MINUTE],
  ['a slow clock, by the first of two Dates', skewError(`${http(20 * MINUTE)}, ${http(21 * MINUTE)}`), 20 * MINUTE],
  ['a slow clock, by ServerTime', skewError(undefined, iso(20 * MINUTE)), 20 * MINUTE],
  ['a slow clock, by ServerTime even if Date differs', skewError(http(HOUR), iso(20 * MINUTE)), 20 * MINUTE],
  ['a slow clock, by Date because ServerTime is invalid', skewError(http(20 * MINUTE), 'noon'), 20 * MINUTE],
  [
    "a slow clock, by STS's error code",
    skewError(http(20 * MINUTE), undefined, 'InvalidTimeStamp.Expired'),
    20 * MINUTE
  ],
  ['a clock that is a day slow', skewError(http(24 * HOUR)), 24 * HOUR],
  ['no offset of more than a day', skewError(http(24 * HOUR + 1000)), undefined],
  ['no negative offset of more than a day', skewError(http(-25 * HOUR)), undefined],
  ['no offset without a time', skewError(), undefined],
  ['no offset for an invalid Date', skewError('now'), undefined],
  ['no offset for another error code', skewError(http(20 * MINUTE), undefined, 'SignatureDoesNotMatch'), undefined],
  ['no offset for a transport error', new TransportError('RequestTimeTooSkewed', '', 'connecting'), undefined],
  ['no offset for any other error', new Error('RequestTimeTooSkewed'), undefined]
])('finds %s', (_, error, offset) => {
  expect(clockOffset(error, NOW)).toBe(offset)
})

describe('a skewed clock', () => {
  /** Sends requests that fail with these errors in turn, and records the offset that each is signed with, in ms. */
  function sendRequests(...errors: unknown[]) {
    const { policy, limits, logger } = testRun({ maxAttempts: 1, clock: fakeClock(NOW) })
    const offsets: number[] = []
    const send = () =>
      retry(
        {
          name: 'GetJob',
          async attempt({ time = Number.NaN }) {
            offsets.push(time - NOW)
            const error = errors.shift()
            if (error !== undefined) throw error
            return 'done'
          }
        },
        policy,
        limits
      )
    return { logger, offsets, send }
  }

  test.each<[offset: number, words: string]>([
    [20 * MINUTE, '20.0 minutes slow'],
    [-90 * MINUTE, '90.0 minutes fast']
  ])('by %i ms is corrected, also for later requests', async (offset, words) => {
    const { logger, offsets, send } = sendRequests(skewError(http(offset)))
    expect(await send()).toBe('done')
    expect(await send()).toBe('done')
    expect(offsets).toEqual([0, offset, offset])
    expect(logger.warnings).toEqual([
      `The clock of this machine is ${words}, so the rejected request was signed again with the service's time. Correct the clock (NTP).`
    ])
    expect(logger.lines).toEqual([])
  })

  test('is corrected only once', async () => {
    const again = skewError(http(40 * MINUTE))
    const { logger, offsets, send } = sendRequests(skewError(http(20 * MINUTE)), again, again)
    await expect(send()).rejects.toBe(again)
    await expect(send()).rejects.toBe(again)
    expect(offsets).toEqual([0, 20 * MINUTE, 20 * MINUTE])
    expect(logger.warnings).toHaveLength(1)
  })

  test('of concurrent requests is corrected for all of them, with one warning', async () => {
    const error = skewError(http(HOUR))
    const { logger, offsets, send } = sendRequests(error, error)
    expect(await Promise.all([send(), send()])).toEqual(['done', 'done'])
    expect(offsets).toEqual([0, 0, HOUR, HOUR])
    expect(logger.warnings).toHaveLength(1)
  })

  test.each([skewError(), skewError(http(48 * HOUR)), new Error('bug')])(
    "isn't assumed because of %s",
    async (error) => {
      const { logger, offsets, send } = sendRequests(error)
      await expect(send()).rejects.toBe(error)
      expect(offsets).toEqual([0])
      expect(logger.warnings).toEqual([])
    }
  )

  test("doesn't send a start again if the refusal may come from something in between", async () => {
    const { policy, limits } = testRun({ maxAttempts: 4, clock: fakeClock(NOW) })
    const error = new MgwError('RequestTimeTooSkewed', '', { statusCode: 500 }, { headers: { date: http(HOUR) } })
    let count = 0
    const attempt = async (): Promise<string> => {
      count += 1
      throw error
    }
    const resolve = async () => ({ outcome: 'unknown' }) as const
    const request = { name: 'UpdateJob', attempt, isRepeatable: false, resolve }
    expect(await retryChange(request, policy, limits)).toEqual({ outcome: 'failed', error, mayBeApplied: true })
    expect(count).toBe(1)
  })
})
