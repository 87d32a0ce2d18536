import type { Clock } from '../runner/clock.ts'

/** The end of the time that an input allows. */
export interface Deadline {
  /** The input that the user knows the time by. */
  name: 'timeout-seconds' | 'wait-timeout-seconds'
  /** The whole time, in seconds. */
  seconds: number
  /** What is left, in ms. Never negative. */
  left(): number
}

/** Starts the time. */
export function startDeadline(name: Deadline['name'], seconds: number, clock: Clock): Deadline {
  const end = clock.now() + seconds * 1000
  return { name, seconds, left: () => Math.max(0, end - clock.now()) }
}
