import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import { Semaphore } from '../../src/retry/semaphore.ts'
import { type Limits, startDeadline } from '../../src/runner/clock.ts'
import { poll } from '../../src/wait/poll.ts'
import type { JobContext } from '../../src/wait/wait.ts'
import { fakeClock } from '../support/fake-clock.ts'

/** Polls every 3 s for 10 s, with these answers. An answer is read in no time. */
async function pollFor(
  answers: ((limits: Limits) => unknown)[],
  more: { isFinal?: (value: unknown) => boolean } = {}
): Promise<unknown> {
  const clock = fakeClock()
  const { signal } = new AbortController()
  const deadline = startDeadline('wait-timeout-seconds', 10, clock)
  const limits = { deadline, signal }
  const context = { job: { policy: { clock } }, limits, slot: new Semaphore(1) } as unknown as JobContext
  const rules = { interval: 3000, deadline, isFinal: () => false, ...more }
  return poll(context, rules, async (current) => answers.shift()?.(current))
}
const unavailable = (): never => {
  throw new MgwError('ServiceUnavailable', '', { statusCode: 503 })
}

test('a transient error at the deadline leaves the value that was read before', async () => {
  const answers = [() => 1, () => 2, unavailable, () => 3, unavailable]
  expect(await pollFor(answers)).toBe(3)
})

test('the last request, at the deadline, has 10 s of its own', async () => {
  const left = ({ deadline }: Limits): number => deadline.left()
  expect(await pollFor([left, left, left, left, left])).toBe(10_000)
})

test('another error ends the polls', async () => {
  const denied = (): never => {
    throw new ActionError('AccessDenied', '')
  }
  await expect(pollFor([() => 1, denied])).rejects.toMatchObject({ code: 'AccessDenied' })
})
