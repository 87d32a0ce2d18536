import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/runner/clock.ts'

/** A clock that moves only when it is slept on, or moved. */
export interface TestClock extends Clock {
  /** Moves on, in ms. */
  advance(ms: number): void
  /** How long each sleep was meant to be, in ms. */
  readonly sleeps: number[]
}

/** @param date the time of day that it begins with, in ms since 1970 */
export function testClock(date = Date.parse('2026-11-25T12:00:00Z')): TestClock {
  let passed = 0
  const sleeps: number[] = []
  return {
    now: () => passed,
    date: () => date + passed,
    advance(ms) {
      passed += ms
    },
    sleeps,
    async sleep(ms, signal) {
      // What waits for real bytes gets its turn.
      await setImmediate()
      if (signal.aborted) return
      sleeps.push(ms)
      passed += ms
    }
  }
}
