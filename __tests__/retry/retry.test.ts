import { MgwError, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import { type Phase, TransportError } from '../../src/http/transport-error.ts'
import { RateLimiter } from '../../src/retry/backoff.ts'
import { type FailedAttempt, type Resolution, retry, retryChange } from '../../src/retry/retry.ts'
import { type TestRun, testRun } from '../support/test-run.ts'

const connectionError = (code = 'ECONNRESET', phase: Phase = 'connecting', options = {}) =>
  new TransportError(code, `${code} (SERVER)`, phase, { server: 'SERVER', ...options })
const lost = connectionError('ECONNRESET', 'waiting for the response')
const stale = (phase: Phase = 'connecting') => connectionError('ECONNRESET', phase, { staleConnection: true })
const serviceError = (code: string, statusCode: number, headers = {}) =>
  new MgwError(code, '', { statusCode }, { headers })
const unavailable = serviceError('ServiceUnavailable', 503)
const denied = serviceError('AccessDenied', 403)

const CANCELLED = 'The workflow was cancelled.'
const NOT_SENT = `${CANCELLED} No change was in flight.`
const SENT = `${CANCELLED} A change was sent, and its response never came: the service may or may not have applied it.`

/** How an attempt ends: with an error, a value, or whatever the function returns. */
type Attempt = Error | string | ((options: RequestOptions) => Error | string)

/** Sends a request whose attempts end like this in turn; the last of them is repeated. */
async function send(
  { policy, limits }: Pick<TestRun, 'policy' | 'limits'>,
  attempts: Attempt[],
  resolve?: (failed: FailedAttempt) => Promise<Resolution<string>>
) {
  const sent: RequestOptions[] = []
  const request = {
    name: 'UpdateJob',
    async attempt(options: RequestOptions) {
      const attempt = attempts[Math.min(sent.length, attempts.length - 1)]
      sent.push(options)
      const result = typeof attempt === 'function' ? attempt(options) : attempt
      if (result instanceof Error) throw result
      return result ?? ''
    },
    ...(resolve && { resolve })
  }
  const ended = await retryChange(request, policy, limits)
  const outcome =
    ended.outcome === 'failed'
      ? { value: undefined, error: ended.error as Error, mayBeApplied: ended.mayBeApplied }
      : { value: ended.outcome === 'accepted' ? ended.response : ended.value, error: undefined, mayBeApplied: false }
  return { ...outcome, sent, count: sent.length }
}

const repeatable = async (): Promise<Resolution<string>> => ({ outcome: 'repeatable' })

test('logs one line for each retry: the attempt, the cause, the delay', async () => {
  const run = testRun()
  const { value } = await send(run, [connectionError(), unavailable, serviceError('InvalidResponse', 502), 'done'])
  expect(value).toBe('done')
  expect(run.logger.lines).toEqual([
    expect.stringMatching(/^UpdateJob: attempt 1 of 4 failed with ECONNRESET\. Retrying in 0\.[0-5] s\.$/),
    expect.stringMatching(
      /^UpdateJob: attempt 2 of 4 failed with ServiceUnavailable \(HTTP 503\)\. Retrying in [01]\.\d s\.$/
    ),
    expect.stringMatching(
      /^UpdateJob: attempt 3 of 4 failed with InvalidResponse \(HTTP 502\)\. Retrying in [0-2]\.\d s\.$/
    )
  ])
  expect(run.clock.sleeps.map((ms) => (ms / 1000).toFixed(1))).toEqual(
    run.logger.lines.map((line) => /in (\S+) s/.exec(line)?.[1])
  )
})

test("doesn't print an error code that isn't a word", async () => {
  const run = testRun({ maxAttempts: 2 })
  await send(run, [serviceError('\n::error::boo', 500)])
  expect(run.logger.lines).toEqual([expect.stringContaining('failed with an unrecognized code (HTTP 500).')])
})

describe('the number of attempts', () => {
  test.each([1, 2, 4, 100])('is at most %i', async (maxAttempts) => {
    const run = testRun({ maxAttempts, seconds: 86_400 })
    const { error, count } = await send(run, [unavailable])
    expect({ error, count }).toEqual({ error: unavailable, count: maxAttempts })
    expect(run.logger.lines).toHaveLength(maxAttempts - 1)
  })

  test.each<[what: string, attempts: Attempt[], count: number]>([
    ['a permanent error', [denied], 1],
    ['a bug', [new Error('bug')], 1],
    ['a permanent error after a transient one', [unavailable, denied], 2],
    ["a host that isn't found", [connectionError('ENOTFOUND')], 2],
    ["a host that isn't found at times", [connectionError('ENOTFOUND'), connectionError('EAI_AGAIN')], 4]
  ])('depends on the error, and the last one is returned: %s', async (_, attempts, expected) => {
    const { error, count } = await send(testRun(), attempts)
    expect({ error, count }).toEqual({ error: attempts.at(-1), count: expected })
  })

  test("is unlimited while polling, and the log doesn't show a limit", async () => {
    const run = testRun({ maxAttempts: Number.POSITIVE_INFINITY, seconds: 86_400 })
    const { value, count } = await send(run, [...Array(500).fill(connectionError('ENOTFOUND')), 'done'])
    expect({ value, count }).toEqual({ value: 'done', count: 501 })
    expect(run.logger.lines.at(-1)).toMatch(/^UpdateJob: attempt 500 failed with ENOTFOUND\./)
  })
})

describe('the deadline', () => {
  test.each<[seconds: number, timeout: number]>([
    [120, 30_000],
    [20, 20_000]
  ])('of %i s gives an attempt %i ms', async (seconds, timeout) => {
    const run = testRun({ seconds })
    const { sent } = await send(run, ['done'])
    expect(sent).toEqual([{ timeout, signal: run.limits.signal, newConnection: false, time: run.clock.wallTime() }])
  })

  test('limits an attempt to the time left', async () => {
    const run = testRun({ seconds: 40 })
    const slow = () => {
      run.clock.advance(25_000)
      return connectionError()
    }
    const { sent } = await send(run, [slow, 'done'])
    const [delay = Number.NaN] = run.clock.sleeps
    expect(sent.map(({ timeout }) => timeout)).toEqual([30_000, 40_000 - (25_000 + delay)])
  })

  test.each<[what: string, phase: Phase, offset: number]>([
    ['while it connects', 'connecting', 0],
    ['while it waits for the response', 'waiting for the response', 0],
    ['while it reads the response', 'reading the response', 0],
    ['by a timer that fires early', 'waiting for the response', -5]
  ])('ends the first attempt %s', async (_, phase, offset) => {
    const run = testRun({ seconds: 20 })
    const cause = connectionError('ETIMEDOUT', phase)
    const { error, count } = await send(run, [
      ({ timeout = 0 }) => {
        run.clock.advance(timeout + offset)
        return cause
      }
    ])
    expect(count).toBe(1)
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({
      code: 'ETIMEDOUT',
      message: `timeout-seconds (20 s) expired while attempt 1 was still ${phase}. (SERVER)`,
      phase,
      server: 'SERVER',
      cause
    })
    expect(run.logger.lines).toEqual([])
  })

  test('ends the second attempt if the first one took 30 s', async () => {
    const run = testRun({ seconds: 40 })
    const { error, count } = await send(run, [
      ({ timeout = 0 }) => {
        run.clock.advance(timeout)
        return connectionError('ETIMEDOUT')
      }
    ])
    expect(count).toBe(2)
    expect(error?.message).toBe('timeout-seconds (40 s) expired while attempt 2 was still connecting. (SERVER)')
    expect(run.clock.now()).toBe(40_000)
  })

  test.each<[retryAfter: string, count: number]>([
    ['119', 2],
    ['120', 1],
    ['121', 1]
  ])('of 120 s and a Retry-After of %s s allow %i attempts', async (retryAfter, expected) => {
    const run = testRun()
    const busy = serviceError('ServiceUnavailable', 503, { 'retry-after': retryAfter })
    const { count, error } = await send(run, [busy, denied])
    expect(count).toBe(expected)
    if (expected === 2) {
      expect(run.clock.sleeps).toEqual([119_000])
      return
    }
    expect(error).toBe(busy)
    expect(run.clock.sleeps).toEqual([])
    expect(run.logger.lines).toEqual([
      `UpdateJob: attempt 1 of 4 failed with ServiceUnavailable (HTTP 503). Retrying in ${retryAfter}.0 s would exceed timeout-seconds (120 s).`
    ])
  })
})

describe('Retry-After', () => {
  const inSeconds = () => ({ 'retry-after': '40' })
  const asDate = ({ clock }: TestRun) => ({
    'retry-after': new Date(clock.wallTime() + 40_000).toUTCString()
  })
  test.each<[what: string, headersFor: (run: TestRun) => object, maxDelay: number | undefined, ms: number]>([
    ['in seconds', inSeconds, undefined, 40_000],
    ['as a date', asDate, undefined, 40_000],
    ['in seconds, up to maxDelay', inSeconds, 10_000, 10_000],
    ['as a date, up to maxDelay', asDate, 10_000, 10_000]
  ])('is respected %s', async (_, headersFor, maxDelay, ms) => {
    const run = testRun()
    const busy = serviceError('QpsLimitExceeded', 429, headersFor(run))
    const policy = { ...run.policy, ...(maxDelay && { maxDelay }) }
    const { value } = await send({ ...run, policy }, [busy, 'done'])
    expect(value).toBe('done')
    expect(run.clock.sleeps).toEqual([ms])
    expect(run.logger.lines[0]).toContain(`Retrying in ${(ms / 1000).toFixed(1)} s.`)
  })
})

describe('a stale connection', () => {
  test("doesn't count as an attempt, and the request is sent again on a new one", async () => {
    const run = testRun({ maxAttempts: 2 })
    const { value, sent } = await send(run, [stale(), unavailable, 'done'])
    expect(value).toBe('done')
    expect(sent.map(({ newConnection }) => newConnection)).toEqual([false, true, false])
    expect(run.logger.lines).toEqual([expect.stringContaining('attempt 1 of 2 failed with Service')])
    expect(run.clock.sleeps).toHaveLength(1)
  })

  test("doesn't count as an attempt even if only one is allowed", async () => {
    const run = testRun({ maxAttempts: 1 })
    const { value, count } = await send(run, [stale(), 'done'])
    expect({ value, count }).toEqual({ value: 'done', count: 2 })
    expect(run.logger.lines).toEqual([])
  })

  test.each<[outcome: 'repeatable' | 'unknown', count: number]>([
    ['repeatable', 2],
    ['unknown', 1]
  ])('on which a change was sent is resolved first: %s', async (outcome, expected) => {
    const failures: FailedAttempt[] = []
    const { count, mayBeApplied } = await send(
      testRun(),
      [stale('waiting for the response'), 'done'],
      async (failed) => {
        failures.push(failed)
        return { outcome }
      }
    )
    expect(count).toBe(expected)
    expect(failures).toMatchObject([{ isLast: false, mayBeApplied: true }])
    expect(mayBeApplied).toBe(outcome === 'unknown')
  })
})

describe('prepare', () => {
  test('runs before each attempt, and its failure is final', async () => {
    const { policy, limits } = testRun()
    let prepared = 0
    const request = (error?: Error) => ({
      name: 'GetJob',
      prepare: async () => {
        prepared += 1
        if (error !== undefined) throw error
      },
      attempt: async () => {
        if (prepared < 3) throw unavailable
        return 'done'
      }
    })
    expect(await retry(request(), policy, limits)).toBe('done')
    expect(prepared).toBe(3)
    await expect(retry(request(unavailable), policy, limits)).rejects.toBe(unavailable)
    expect(prepared).toBe(4)
  })
})

describe('the rate limiter', () => {
  test('is consulted right before each attempt, and records its result', async () => {
    const calls: unknown[] = []
    const { policy, limits, clock } = testRun()
    const rateLimiter = new RateLimiter(clock)
    rateLimiter.delay = () => {
      calls.push('delay')
      return 0
    }
    rateLimiter.record = (error) => void calls.push(error ?? 'success')
    const request = {
      name: 'GetJob',
      prepare: async () => void calls.push('prepare'),
      async attempt() {
        calls.push('attempt')
        if (calls.length < 5) throw unavailable
        return 'done'
      }
    }
    expect(await retry(request, { ...policy, rateLimiter }, limits)).toBe('done')
    const attempt = ['prepare', 'delay', 'attempt']
    expect(calls).toEqual([...attempt, unavailable, ...attempt, 'success'])
  })

  test.each<[what: string, retryAfter: string, seconds: number, maxDelay: number, delays: number[]]>([
    ['delays an attempt', '30', 60, Number.POSITIVE_INFINITY, [30_000]],
    ["doesn't delay an attempt beyond the deadline", '999999', 60, Number.POSITIVE_INFINITY, []],
    ["doesn't delay an attempt until the deadline", '60', 60, Number.POSITIVE_INFINITY, []],
    ["doesn't delay an attempt beyond maxDelay", '999999', 3600, 60_000, [60_000]]
  ])('%s', async (_, retryAfter, seconds, maxDelay, delays) => {
    const run = testRun({ seconds })
    const rateLimiter = new RateLimiter(run.clock)
    rateLimiter.record(serviceError('ServiceUnavailable', 503, { 'retry-after': retryAfter }))
    await send({ ...run, policy: { ...run.policy, rateLimiter, maxDelay } }, ['done'])
    expect(run.clock.sleeps).toEqual(delays)
  })

  test("doesn't delay an attempt after a cancellation", async () => {
    const run = testRun()
    const rateLimiter = new RateLimiter(run.clock)
    rateLimiter.record(unavailable)
    run.clock.sleep = () => Promise.reject(new Error('It has slept.'))
    run.cancel()
    const { value } = await send({ ...run, policy: { ...run.policy, rateLimiter } }, ['done'])
    expect(value).toBe('done')
  })
})

test.each(['prepare', 'rate limiter'])(
  'sends nothing if no time is left before the attempt, because of the %s',
  async (cause) => {
    const { policy, limits, clock } = testRun({ seconds: 20 })
    const rateLimiter = new RateLimiter(clock)
    if (cause === 'rate limiter')
      rateLimiter.delay = () => {
        clock.advance(20_000)
        return 0
      }
    let sent = 0
    const request = {
      name: 'GetJob',
      ...(cause === 'prepare' && { prepare: async () => clock.advance(20_000) }),
      async attempt() {
        sent += 1
        return 'done'
      }
    }
    await expect(retry(request, { ...policy, rateLimiter }, limits)).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      phase: 'connecting',
      message: 'timeout-seconds (20 s) expired before attempt 1.'
    })
    expect(sent).toBe(0)
  }
)

test('releases its slot during each delay', async () => {
  const run = testRun()
  const calls: string[] = []
  const slot = {
    acquire: async () => void calls.push('acquire'),
    release: () => void calls.push('release')
  }
  const { sleep } = run.clock
  run.clock.sleep = async (ms, signal) => {
    calls.push('sleep')
    await sleep(ms, signal)
  }
  const rateLimiter = new RateLimiter(run.clock)
  await send({ ...run, policy: { ...run.policy, rateLimiter, slot } }, [lost, 'done'])
  expect(calls).toEqual(['release', 'sleep', 'acquire'])
  rateLimiter.record(unavailable)
  await send({ ...run, policy: { ...run.policy, rateLimiter, slot } }, ['done'])
  expect(calls.slice(3)).toEqual(['release', 'sleep', 'acquire'])
})

describe('the outcome of a change', () => {
  test('is resolved after each failed attempt, from all that is known', async () => {
    const run = testRun({ maxAttempts: 4 })
    const startedAt = run.clock.now()
    const failures: FailedAttempt[] = []
    const attempts = [connectionError(), lost, unavailable, denied]
    const { error, mayBeApplied } = await send(run, attempts, async (failed) => {
      failures.push(failed)
      return { outcome: 'repeatable' }
    })
    expect(failures).toEqual([
      {
        error: expect.objectContaining({ phase: 'connecting' }),
        sentAt: startedAt,
        isLast: false,
        mayBeApplied: false
      },
      { error: lost, sentAt: expect.any(Number), isLast: false, mayBeApplied: true },
      { error: unavailable, sentAt: expect.any(Number), isLast: false, mayBeApplied: true },
      { error: denied, sentAt: run.clock.now(), isLast: true, mayBeApplied: true }
    ])
    expect({ error, mayBeApplied }).toEqual({ error: denied, mayBeApplied: true })
  })

  test.each<[what: string, attempts: Attempt[], resolutions: Resolution<string>[], count: number, value?: string]>([
    ['applied', [lost], [{ outcome: 'applied', value: 'seen' }], 1, 'seen'],
    [
      'applied by the second attempt',
      [lost],
      [{ outcome: 'repeatable' }, { outcome: 'applied', value: 'seen' }],
      2,
      'seen'
    ],
    ['repeated', [lost, 'done'], [{ outcome: 'repeatable' }], 2, 'done']
  ])('is a success if it was %s', async (_, attempts, resolutions, expected, value) => {
    const result = await send(testRun(), attempts, async () => resolutions.shift() ?? { outcome: 'unknown' })
    expect(result).toMatchObject({ value, error: undefined, count: expected })
  })

  test.each<
    [
      what: string,
      attempts: Attempt[],
      outcome: Exclude<Resolution<string>['outcome'], 'applied'>,
      count: number,
      mayBeApplied: boolean
    ]
  >([
    ['it is unknown', [lost], 'unknown', 1, true],
    ['it is still repeatable after the last attempt', [lost], 'repeatable', 4, true],
    ['it was rejected', [denied], 'repeatable', 1, false],
    // The resolver decides, although the error is transient.
    ['it was rejected and is unknown', [unavailable], 'unknown', 1, false]
  ])('is a failure if %s', async (_, attempts, outcome, expected, isInDoubt) => {
    const { error, count, mayBeApplied } = await send(testRun(), attempts, async () => ({ outcome }))
    expect(count).toBe(expected)
    expect(mayBeApplied).toBe(isInDoubt)
    expect(error).toBe(attempts.at(-1))
  })

  test('is unknown if the deadline passes', async () => {
    const run = testRun({ seconds: 20 })
    const { error, mayBeApplied } = await send(
      run,
      [
        ({ timeout = 0 }) => {
          run.clock.advance(timeout)
          return connectionError('ETIMEDOUT', 'waiting for the response')
        }
      ],
      repeatable
    )
    expect(mayBeApplied).toBe(true)
    expect(error).toMatchObject({
      code: 'ETIMEDOUT',
      message: expect.stringContaining('timeout-seconds (20 s) expired')
    })
  })

  test('is never unknown for a read request', async () => {
    const { error, mayBeApplied } = await send(testRun(), [lost])
    expect({ error, mayBeApplied }).toEqual({ error: lost, mayBeApplied: false })
  })
})

describe('a cancellation', () => {
  const during = (phase: Phase) => (run: TestRun) => () => {
    run.cancel()
    return new TransportError('ABORT_ERR', '', phase)
  }
  const inDelayAfter = (error: Error) => (run: TestRun) => {
    run.clock.sleep = async () => run.cancel()
    return error
  }
  test.each<[what: string, attempt: (run: TestRun) => Attempt, isChange: boolean, message: string]>([
    ['before a change is sent', during('connecting'), true, NOT_SENT],
    ['while a change waits for its response', during('waiting for the response'), true, SENT],
    ['while the response to a change is read', during('reading the response'), true, SENT],
    ['while a read request waits for its response', during('waiting for the response'), false, NOT_SENT],
    [
      'during the delay after a rejected change',
      inDelayAfter(unavailable),
      true,
      `${CANCELLED} The last request had failed with ServiceUnavailable (HTTP 503).`
    ],
    ['during the delay after a lost response', inDelayAfter(lost), true, SENT],
    [
      'during the delay after a read request',
      inDelayAfter(lost),
      false,
      `${CANCELLED} The last request had failed with ECONNRESET.`
    ]
  ])('%s says what was sent', async (_, attempt, isChange, message) => {
    const run = testRun()
    const { error, mayBeApplied, count } = await send(run, [attempt(run)], isChange ? repeatable : undefined)
    expect(count).toBe(1)
    expect(mayBeApplied).toBe(message === SENT)
    expect(error).toBeInstanceOf(ActionError)
    expect(error).toMatchObject({ code: 'CancelOperation', message })
    expect(run.clock.sleeps).toEqual([])
  })

  test('of the resolver leaves the outcome unknown', async () => {
    const { error, mayBeApplied } = await send(testRun(), [lost], async () => {
      throw new ActionError('CancelOperation', NOT_SENT)
    })
    expect(mayBeApplied).toBe(true)
    expect(error).toMatchObject({ code: 'CancelOperation', message: SENT })
  })
})
