import { ClientError, MgwError, type SendOptions, TransportError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { type FailedAttempt, type Resolution, retry, UnknownOutcomeError } from '../../src/retry/retry.ts'
import { type TestRetries, testRetries } from '../support/retry-options.ts'

type Phase = TransportError['phase']
const broken = (code = 'ECONNRESET', phase: Phase = 'connecting', options = {}) =>
  new TransportError(code, `${code} (SERVER)`, phase, { server: 'SERVER', ...options })
const lost = broken('ECONNRESET', 'waiting for the answer')
const stale = (phase: Phase = 'connecting') => broken('ECONNRESET', phase, { staleConnection: true })
const answer = (code: string, statusCode: number, headers = {}) =>
  new MgwError(code, '', { statusCode }, headers)
const unavailable = answer('ServiceUnavailable', 503)
const denied = answer('AccessDenied', 403)

const CANCELLED = 'The workflow was cancelled.'
const NOT_SENT = `${CANCELLED} Nothing had been sent that the service could have acted on.`
const LOST = `${CANCELLED} A request for a change had been sent and its answer had not come: the service may or may not have acted on it.`

/** What an attempt comes to: an error, a value, or what is done first. */
type Step = Error | string | ((sent: SendOptions) => Error | string)

/** Makes a request whose attempts come to these in turn, the last of them for good. */
async function attempts(
  options: TestRetries,
  steps: Step[],
  resolve?: (failed: FailedAttempt) => Promise<Resolution<string>>
) {
  const sent: SendOptions[] = []
  const outcome = await retry<string>(options, {
    name: 'UpdateJob',
    async attempt(sendOptions) {
      const step = steps[Math.min(sent.length, steps.length - 1)]
      sent.push(sendOptions)
      const result = typeof step === 'function' ? step(sendOptions) : step
      if (result instanceof Error) throw result
      return result ?? ''
    },
    ...(resolve && { resolve })
  }).then(
    (value) => ({ value, error: undefined }),
    (error: Error & { code?: string }) => ({ value: undefined, error })
  )
  return { ...outcome, sent, count: sent.length }
}

const repeatable = async (): Promise<Resolution<string>> => ({ outcome: 'repeatable' })

test('every retry is one line: attempt, cause, wait', async () => {
  const options = testRetries()
  const { value } = await attempts(options, [broken(), unavailable, answer('InvalidResponse', 502), 'done'])
  expect(value).toBe('done')
  expect(options.logger.lines).toEqual([
    expect.stringMatching(
      /^UpdateJob: attempt 1 of 4 failed with ECONNRESET\. The next one follows in 0\.[0-5] s\.$/
    ),
    expect.stringMatching(
      /^UpdateJob: attempt 2 of 4 failed with ServiceUnavailable \(HTTP 503\)\. The next one follows in [01]\.\d s\.$/
    ),
    expect.stringMatching(
      /^UpdateJob: attempt 3 of 4 failed with InvalidResponse \(HTTP 502\)\. The next one follows in [0-2]\.\d s\.$/
    )
  ])
  expect(options.clock.sleeps.map((ms) => (ms / 1000).toFixed(1))).toEqual(
    options.logger.lines.map((line) => /in (\S+) s/.exec(line)?.[1])
  )
})

test('a code that is no word is not printed', async () => {
  const options = testRetries({ maxAttempts: 2 })
  await attempts(options, [answer('\n::error::boo', 500)])
  expect(options.logger.lines).toEqual([
    expect.stringContaining('failed with a code that is no word (HTTP 500).')
  ])
})

describe('the number of attempts', () => {
  test.each([1, 2, 4, 100])('%i at the most', async (maxAttempts) => {
    const options = testRetries({ maxAttempts, seconds: 86_400 })
    const { error, count } = await attempts(options, [unavailable])
    expect({ error, count }).toEqual({ error: unavailable, count: maxAttempts })
    expect(options.logger.lines).toHaveLength(maxAttempts - 1)
  })

  test.each<[what: string, steps: Step[], count: number]>([
    ['a refusal', [denied], 1],
    ['a bug', [new Error('bug')], 1],
    ['a refusal after a while', [unavailable, denied], 2],
    ['a host that is not found', [broken('ENOTFOUND')], 2],
    ['a host that is not found now and then', [broken('ENOTFOUND'), broken('EAI_AGAIN')], 4]
  ])('%s: the last error is thrown', async (_, steps, expected) => {
    const { error, count } = await attempts(testRetries(), steps)
    expect({ error, count }).toEqual({ error: steps.at(-1), count: expected })
  })

  test('in a wait there is no limit, and none is told', async () => {
    const options = testRetries({ maxAttempts: Number.POSITIVE_INFINITY, seconds: 86_400 })
    const { value, count } = await attempts(options, [...Array(500).fill(broken('ENOTFOUND')), 'done'])
    expect({ value, count }).toEqual({ value: 'done', count: 501 })
    expect(options.logger.lines.at(-1)).toMatch(/^UpdateJob: attempt 500 failed with ENOTFOUND\./)
  })
})

describe('the time', () => {
  test.each<[seconds: number, timeout: number]>([
    [120, 30_000],
    [20, 20_000]
  ])('of %i s gives an attempt %i ms', async (seconds, timeout) => {
    const options = testRetries({ seconds })
    const { sent } = await attempts(options, ['done'])
    expect(sent).toEqual([{ timeout, signal: options.signal, freshConnection: false }])
  })

  test('that is left is what an attempt has', async () => {
    const options = testRetries({ seconds: 40 })
    const slow = () => {
      options.clock.advance(25_000)
      return broken()
    }
    const { sent } = await attempts(options, [slow, 'done'])
    const [delay = Number.NaN] = options.clock.sleeps
    expect(sent.map(({ timeout }) => timeout)).toEqual([30_000, 40_000 - (25_000 + delay)])
  })

  test.each<[what: string, phase: Phase, over: number]>([
    ['while it connects', 'connecting', 0],
    ['while it waits', 'waiting for the answer', 0],
    ['while it reads', 'reading the answer', 0],
    // A timer may be early.
    ['a little early', 'waiting for the answer', -5]
  ])('is over within the first attempt, %s', async (_, phase, over) => {
    const options = testRetries({ seconds: 20 })
    const cause = broken('ETIMEDOUT', phase)
    const { error, count } = await attempts(options, [
      ({ timeout = 0 }) => {
        options.clock.advance(timeout + over)
        return cause
      }
    ])
    expect(count).toBe(1)
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({
      code: 'ETIMEDOUT',
      message: `The 20 s of timeout-seconds were over while attempt 1 was still ${phase}. (SERVER)`,
      phase,
      server: 'SERVER',
      cause
    })
    expect(options.logger.lines).toEqual([])
  })

  test('is over within the second attempt, after 30 s for the first', async () => {
    const options = testRetries({ seconds: 40 })
    const { error, count } = await attempts(options, [
      ({ timeout = 0 }) => {
        options.clock.advance(timeout)
        return broken('ETIMEDOUT')
      }
    ])
    expect(count).toBe(2)
    expect(error?.message).toBe(
      'The 40 s of timeout-seconds were over while attempt 2 was still connecting. (SERVER)'
    )
    expect(options.clock.now()).toBe(40_000)
  })

  test.each<[asked: string, count: number]>([
    ['119', 2],
    ['120', 1],
    ['121', 1]
  ])('of 120 s and a Retry-After of %s s: %i attempts', async (asked, expected) => {
    const options = testRetries()
    const busy = answer('ServiceUnavailable', 503, { 'retry-after': asked })
    const { count, error } = await attempts(options, [busy, denied])
    expect(count).toBe(expected)
    if (expected === 2) {
      expect(options.clock.sleeps).toEqual([119_000])
      return
    }
    expect(error).toBe(busy)
    expect(options.clock.sleeps).toEqual([])
    expect(options.logger.lines).toEqual([
      `UpdateJob: attempt 1 of 4 failed with ServiceUnavailable (HTTP 503). The next one would follow in ${asked}.0 s, but timeout-seconds (120) is over before.`
    ])
  })
})

describe('Retry-After', () => {
  const inSeconds = () => ({ 'retry-after': '40' })
  const atDate = ({ clock }: TestRetries) => ({
    'retry-after': new Date(clock.date() + 40_000).toUTCString()
  })
  test.each<
    [what: string, headersOf: (options: TestRetries) => object, maxDelay: number | undefined, ms: number]
  >([
    ['in seconds', inSeconds, undefined, 40_000],
    ['as a date', atDate, undefined, 40_000],
    ['in seconds, where the next look is due before', inSeconds, 10_000, 10_000],
    ['as a date, where the next look is due before', atDate, 10_000, 10_000]
  ])('%s', async (_, headersOf, maxDelay, ms) => {
    const options = testRetries()
    const busy = answer('QpsLimitExceeded', 429, headersOf(options))
    const { value } = await attempts({ ...options, ...(maxDelay && { maxDelay }) }, [busy, 'done'])
    expect(value).toBe('done')
    expect(options.clock.sleeps).toEqual([ms])
    expect(options.logger.lines[0]).toContain(`follows in ${(ms / 1000).toFixed(1)} s.`)
  })
})

describe('a stale connection', () => {
  test('is no attempt, and the next one is on a fresh connection', async () => {
    const options = testRetries({ maxAttempts: 2 })
    const { value, sent } = await attempts(options, [stale(), unavailable, 'done'])
    expect(value).toBe('done')
    expect(sent.map(({ freshConnection }) => freshConnection)).toEqual([false, true, false])
    expect(options.logger.lines).toEqual([expect.stringContaining('attempt 1 of 2 failed with Service')])
    expect(options.clock.sleeps).toHaveLength(1)
  })

  test('is no attempt even where there is only one', async () => {
    const options = testRetries({ maxAttempts: 1 })
    const { value, count } = await attempts(options, [stale(), 'done'])
    expect({ value, count }).toEqual({ value: 'done', count: 2 })
    expect(options.logger.lines).toEqual([])
  })

  test.each<[outcome: 'repeatable' | 'not-applied' | 'unknown', count: number]>([
    ['repeatable', 2],
    ['not-applied', 2],
    ['unknown', 1]
  ])('that took a change with it is asked about: %s', async (outcome, expected) => {
    const failures: FailedAttempt[] = []
    const { count, error } = await attempts(
      testRetries(),
      [stale('waiting for the answer'), 'done'],
      async (failed) => {
        failures.push(failed)
        return { outcome }
      }
    )
    expect(count).toBe(expected)
    expect(failures).toMatchObject([{ isLast: false, mayBeApplied: true }])
    expect(error instanceof UnknownOutcomeError).toBe(outcome === 'unknown')
  })
})

describe('prepare', () => {
  test('is called before each attempt, and its failure is final', async () => {
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
    expect(await retry(testRetries(), request())).toBe('done')
    expect(prepared).toBe(3)
    await expect(retry(testRetries(), request(unavailable))).rejects.toBe(unavailable)
    expect(prepared).toBe(4)
  })
})

describe('the pace', () => {
  test('is asked right before each attempt, and told how each ended', async () => {
    const calls: unknown[] = []
    const options = testRetries()
    const pace = {
      ready: async () => void calls.push('ready'),
      ended: (error: unknown) => void calls.push(error ?? 'success')
    }
    const request = {
      name: 'GetJob',
      prepare: async () => void calls.push('prepare'),
      async attempt() {
        calls.push('attempt')
        if (calls.length < 5) throw unavailable
        return 'done'
      }
    }
    expect(await retry({ ...options, pace }, request)).toBe('done')
    const attempt = ['prepare', 'ready', 'attempt']
    expect(calls).toEqual([...attempt, unavailable, ...attempt, 'success'])
  })

  test.each(['prepare', 'pace'])(
    'where the time is used up before the attempt (%s), nothing is sent',
    async (by) => {
      const options = testRetries({ seconds: 20 })
      const useUp = async (): Promise<void> => options.clock.advance(20_000)
      const pace = { ready: by === 'pace' ? useUp : async () => {}, ended: () => {} }
      let sent = 0
      const request = {
        name: 'GetJob',
        ...(by === 'prepare' && { prepare: useUp }),
        async attempt() {
          sent += 1
          return 'done'
        }
      }
      await expect(retry({ ...options, pace }, request)).rejects.toMatchObject({
        code: 'ETIMEDOUT',
        phase: 'connecting',
        message: 'The 20 s of timeout-seconds were over before attempt 1 was made.'
      })
      expect(sent).toBe(0)
    }
  )
})

describe('what became of a change', () => {
  test('is asked after each failed attempt, with all that is known of it', async () => {
    const options = testRetries({ maxAttempts: 4 })
    const begun = options.clock.date()
    const failures: FailedAttempt[] = []
    const { error } = await attempts(options, [broken(), lost, unavailable, denied], async (failed) => {
      failures.push(failed)
      return { outcome: 'repeatable' }
    })
    expect(failures).toEqual([
      {
        error: expect.objectContaining({ phase: 'connecting' }),
        sentAt: begun,
        isLast: false,
        mayBeApplied: false
      },
      { error: lost, sentAt: expect.any(Number), isLast: false, mayBeApplied: true },
      { error: unavailable, sentAt: expect.any(Number), isLast: false, mayBeApplied: true },
      { error: denied, sentAt: options.clock.date(), isLast: true, mayBeApplied: true }
    ])
    expect(error).toBeInstanceOf(UnknownOutcomeError)
    expect(error).toMatchObject({ message: 'The change may or may not have been made.', cause: denied })
  })

  test.each<[what: string, steps: Step[], resolutions: Resolution<string>[], count: number, value?: string]>([
    ['applied', [lost], [{ outcome: 'applied', value: 'seen' }], 1, 'seen'],
    [
      'applied at last',
      [lost],
      [{ outcome: 'not-applied' }, { outcome: 'applied', value: 'seen' }],
      2,
      'seen'
    ],
    ['repeated', [lost, 'done'], [{ outcome: 'repeatable' }], 2, 'done'],
    ['not applied, then done', [lost, 'done'], [{ outcome: 'not-applied' }], 2, 'done']
  ])('%s: a success', async (_, steps, resolutions, expected, value) => {
    const outcome = await attempts(
      testRetries(),
      steps,
      async () => resolutions.shift() ?? { outcome: 'unknown' }
    )
    expect(outcome).toMatchObject({ value, error: undefined, count: expected })
  })

  const other = new Error('instead')
  test.each<
    [
      what: string,
      steps: Step[],
      outcome: Exclude<Resolution<string>['outcome'], 'applied'>,
      instead: Error | undefined,
      count: number,
      inDoubt: boolean
    ]
  >([
    ['unknown', [lost], 'unknown', undefined, 1, true],
    ['unknown, and said otherwise', [lost], 'unknown', other, 1, true],
    ['repeatable to the last', [lost], 'repeatable', undefined, 4, true],
    ['not applied to the last', [lost], 'not-applied', undefined, 4, false],
    ['refused', [denied], 'repeatable', undefined, 1, false],
    ['refused, and said otherwise', [denied], 'not-applied', other, 1, false],
    // There is no telling, although nothing was sent: the resolver has the last word.
    ['refused, and unknown', [unavailable], 'unknown', undefined, 1, false]
  ])('%s: a failure', async (_, steps, outcome, instead, expected, inDoubt) => {
    const { error, count } = await attempts(testRetries(), steps, async () => ({
      outcome,
      ...(instead && { error: instead })
    }))
    expect(count).toBe(expected)
    expect(error instanceof UnknownOutcomeError).toBe(inDoubt)
    expect(inDoubt ? error?.cause : error).toBe(instead ?? steps.at(-1))
  })

  test('a look is never in doubt', async () => {
    const { error } = await attempts(testRetries(), [lost])
    expect(error).toBe(lost)
  })

  test('the end of the time leaves it in doubt', async () => {
    const options = testRetries({ seconds: 20 })
    const { error } = await attempts(
      options,
      [
        ({ timeout = 0 }) => {
          options.clock.advance(timeout)
          return broken('ETIMEDOUT', 'waiting for the answer')
        }
      ],
      repeatable
    )
    expect(error).toBeInstanceOf(UnknownOutcomeError)
    expect(error?.cause).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('The 20 s of') })
  })
})

describe('cancelled', () => {
  const aborted = (phase: Phase) => (options: TestRetries) => () => {
    options.cancel()
    return new TransportError('ABORT_ERR', '', phase)
  }
  const inPause = (error: Error) => (options: TestRetries) => {
    options.clock.sleep = async () => options.cancel()
    return error
  }
  test.each<[what: string, step: (options: TestRetries) => Step, change: boolean, message: string]>([
    ['before a change is sent', aborted('connecting'), true, NOT_SENT],
    ['while a change waits', aborted('waiting for the answer'), true, LOST],
    ['while the answer to a change comes', aborted('reading the answer'), true, LOST],
    ['while a look waits', aborted('waiting for the answer'), false, NOT_SENT],
    [
      'in the pause after a refusal',
      inPause(unavailable),
      true,
      `${CANCELLED} No request was under way; the last one had failed with ServiceUnavailable (HTTP 503).`
    ],
    ['in the pause after a lost answer', inPause(lost), true, LOST],
    [
      'in the pause after a look',
      inPause(lost),
      false,
      `${CANCELLED} No request was under way; the last one had failed with ECONNRESET.`
    ]
  ])('%s', async (_, step, change, message) => {
    const options = testRetries()
    const { error, count } = await attempts(options, [step(options)], change ? repeatable : undefined)
    expect(count).toBe(1)
    expect(error instanceof UnknownOutcomeError).toBe(message === LOST)
    const said = message === LOST ? error?.cause : error
    expect(said).toBeInstanceOf(ClientError)
    expect(said).toMatchObject({ code: 'CancelOperation', message })
    expect(options.clock.sleeps).toEqual([])
  })

  test('a resolver that was cancelled leaves the change in doubt', async () => {
    const { error } = await attempts(testRetries(), [lost], async () => {
      throw new ClientError('CancelOperation', NOT_SENT)
    })
    expect(error).toBeInstanceOf(UnknownOutcomeError)
    expect(error?.cause).toMatchObject({ code: 'CancelOperation', message: LOST })
  })
})
