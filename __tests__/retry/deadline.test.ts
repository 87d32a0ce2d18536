import { expect, test } from '@jest/globals'
import { startDeadline } from '../../src/retry/deadline.ts'
import { testClock } from '../support/clock.ts'

test.each<[passed: number, left: number]>([
  [0, 20_000],
  [1, 19_999],
  [19_999, 1],
  [20_000, 0],
  [20_001, 0],
  [86_400_000, 0]
])('after %i ms of 20 s, %i ms are left', (passed, left) => {
  const clock = testClock()
  clock.advance(5000)
  const deadline = startDeadline('wait-timeout-seconds', 20, clock)
  clock.advance(passed)
  expect(deadline).toMatchObject({ name: 'wait-timeout-seconds', seconds: 20 })
  expect(deadline.left()).toBe(left)
})

test('the time of day has no part in it', () => {
  const clock = { ...testClock(), now: () => 7 }
  const deadline = startDeadline('timeout-seconds', 1, clock)
  clock.date = () => 0
  expect(deadline.left()).toBe(1000)
})
