import { expect, test } from '@jest/globals'
import { startDeadline } from '../../src/runner/clock.ts'
import { fakeClock } from '../support/fake-clock.ts'

test.each<[passed: number, left: number]>([
  [0, 20_000],
  [1, 19_999],
  [19_999, 1],
  [20_000, 0],
  [20_001, 0],
  [86_400_000, 0]
])('%i ms into 20 s, %i ms are left', (passed, left) => {
  const clock = fakeClock()
  clock.advance(5000)
  const deadline = startDeadline('wait-timeout-seconds', 20, clock)
  clock.advance(passed)
  expect(deadline).toMatchObject({ name: 'wait-timeout-seconds', seconds: 20 })
  expect(deadline.left()).toBe(left)
})

test("doesn't depend on the time of day", () => {
  const clock = { ...fakeClock(), now: () => 7 }
  const deadline = startDeadline('timeout-seconds', 1, clock)
  clock.wallTime = () => 0
  expect(deadline.left()).toBe(1000)
})
