import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { correctingClockSkew } from '../../src/retry/clock-skew.ts'
import { startDeadline } from '../../src/retry/deadline.ts'
import { createPace } from '../../src/retry/pace.ts'
import { testClock } from '../support/clock.ts'
import { collectingLogger } from '../support/retry-options.ts'

const signal = new AbortController().signal
const refused = (code: string, statusCode: number, headers = {}) =>
  new MgwError(code, '', { statusCode }, headers)

/** How long the next request is held back after these errors, in ms. */
async function heldBack(
  errors: unknown[],
  { seconds = 600, maxDelay = Number.POSITIVE_INFINITY } = {}
): Promise<number> {
  const clock = testClock()
  const pace = createPace()
  const limits = { clock, signal, deadline: startDeadline('timeout-seconds', seconds, clock), maxDelay }
  let begun = clock.now()
  for (const error of errors) {
    await pace.ready(limits)
    pace.ended(error, clock)
    begun = clock.now()
  }
  await pace.ready(limits)
  return clock.now() - begun
}

describe('the pace of several jobs', () => {
  test('is not held back by what is no limit of requests', async () => {
    const errors = [
      undefined,
      refused('InternalError', 500),
      refused('ImportJobConcurrencyExceed', 503),
      new Error('x')
    ]
    for (const error of errors) expect(await heldBack([error])).toBe(0)
  })

  test('counts what was sent before the limit as the same one, and no success of before as its end', async () => {
    const clock = testClock()
    const pace = createPace()
    const limits = { clock, signal, deadline: startDeadline('timeout-seconds', 600, clock) }
    const limit = refused('QpsLimitExceeded', 503)
    for (let time = 0; time < 20; time++) pace.ended(limit, clock)
    await pace.ready(limits)
    expect(clock.now()).toBeLessThanOrEqual(500)
    pace.ended(limit, clock)
    pace.ended(undefined, clock)
    await pace.ready(limits)
    const begun = clock.now()
    pace.ended(limit, clock)
    await pace.ready(limits)
    expect(clock.now() - begun).toBeGreaterThanOrEqual(2000)
  })

  test.each([
    ['ServiceUnavailable', 503],
    ['TooMany', 429],
    ['QpsLimitExceeded', 400],
    ['Throttling.User', 400]
  ])('is held back by %s (HTTP %s)', async (code, status) => {
    const held = await heldBack([refused(code, status)])
    expect(held).toBeGreaterThanOrEqual(500)
    expect(held).toBeLessThanOrEqual(1000)
  })

  test('is held back longer each time, and from the beginning after a success', async () => {
    const limit = refused('QpsLimitExceeded', 503)
    expect(await heldBack([limit, limit, limit])).toBeGreaterThanOrEqual(2000)
    expect(await heldBack(Array(20).fill(limit))).toBeLessThanOrEqual(10_000)
    expect(await heldBack([limit, limit, undefined, limit])).toBeLessThan(1001)
  })

  test('is held back as long as the service asks for', async () => {
    expect(await heldBack([refused('ServiceUnavailable', 503, { 'retry-after': '30' })])).toBe(30_000)
  })

  test('is not shortened by a later answer that asks for less', async () => {
    const clock = testClock()
    const pace = createPace()
    pace.ended(refused('ServiceUnavailable', 503, { 'retry-after': '30' }), clock)
    pace.ended(refused('ServiceUnavailable', 503), clock)
    await pace.ready({ clock, signal, deadline: startDeadline('timeout-seconds', 600, clock) })
    expect(clock.now()).toBe(30_000)
  })

  test('holds nobody back when the workflow is cancelled', async () => {
    const clock = testClock()
    const pace = createPace()
    pace.ended(refused('ServiceUnavailable', 503), clock)
    const neverSlept = { ...clock, sleep: () => Promise.reject(new Error('It was slept.')) }
    const deadline = startDeadline('timeout-seconds', 600, clock)
    await pace.ready({ clock: neverSlept, signal: AbortSignal.abort(), deadline })
  })

  test('holds no request back beyond its own time, whatever the service asks for', async () => {
    const limit = refused('ServiceUnavailable', 503, { 'retry-after': '999999' })
    expect(await heldBack([limit], { seconds: 60 })).toBe(0)
    const minute = refused('ServiceUnavailable', 503, { 'retry-after': '60' })
    expect(await heldBack([minute], { seconds: 60 })).toBe(0)
    expect(await heldBack([limit], { seconds: 3600, maxDelay: 60_000 })).toBe(60_000)
  })
})

test('of several requests that were refused for the time at once, each is made again, and one warning is given', async () => {
  const logger = collectingLogger()
  const clock = testClock()
  const signed = correctingClockSkew(logger, clock.date)
  const time = new Date(clock.date() + 3_600_000).toUTCString()
  let refuse = (): void => {}
  const bothUnderWay = new Promise<void>((resolve) => {
    refuse = resolve
  })
  const offsets: (number | undefined)[] = []
  const call = async (offset: number | undefined): Promise<string> => {
    offsets.push(offset)
    if (offset !== undefined) return 'accepted'
    await bothUnderWay
    throw refused('RequestTimeTooSkewed', 403, { date: time })
  }
  const all = [signed(call), signed(call)]
  refuse()
  expect(await Promise.all(all)).toEqual(['accepted', 'accepted'])
  expect(offsets).toEqual([undefined, undefined, 3_600_000, 3_600_000])
  expect(logger.warnings).toHaveLength(1)
})
