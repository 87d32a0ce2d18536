import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/runner/clock.ts'

export interface FakeClock extends Clock {
  /** Moves forward, in ms. */
  advance(ms: number): void
  /** The requested length of each sleep, in ms. */
  readonly sleeps: number[]
}

/**
 * A clock that moves only during a sleep, or when the test moves it.
 *
 * @param wallTime the initial time of day, in ms since 1970
 */
export function fakeClock(wallTime = Date.parse('2026-11-25T12:00:00Z')): FakeClock {
  let passed = 0
  const sleeps: number[] = []
  return {
    now: () => passed,
    wallTime: () => wallTime + passed,
    advance(ms) {
      passed += ms
    },
    sleeps,
    async sleep(ms, signal) {
      // Real network events get their turn.
      await setImmediate()
      if (signal.aborted) return
      sleeps.push(ms)
      passed += ms
    }
  }
}
