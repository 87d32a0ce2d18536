import type { Deadline } from '../retry/deadline.ts'
import type { Clock } from '../runner/clock.ts'

/** The end of the time for all waits of a step. */
export interface SharedDeadline extends Deadline {
  /**
   * Starts the time, once: with the first accepted change, and before that with the first wait for anything else.
   *
   * @param changed whether a change was accepted just now
   */
  startFor(changed: boolean): Deadline
}

export function createSharedDeadline(seconds: number, clock: Clock): SharedDeadline {
  let end = Number.POSITIVE_INFINITY
  let isOfChange = false
  return {
    name: 'wait-timeout-seconds',
    seconds,
    left: () => Math.max(0, end - clock.now()),
    startFor(changed) {
      if (end === Number.POSITIVE_INFINITY || (changed && !isOfChange)) end = clock.now() + seconds * 1000
      isOfChange ||= changed
      return this
    }
  }
}
