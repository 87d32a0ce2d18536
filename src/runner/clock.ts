import { setTimeout } from 'node:timers/promises'

export interface Clock {
  /** Monotonic time, in ms. Its zero point is arbitrary. */
  now(): number
  /** The time of day on this machine, in ms since 1970. It can be set, and it can be wrong. */
  wallTime(): number
  /** Resolves after `ms`, or as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => process.uptime() * 1000,
  wallTime: () => Date.now(),
  // Node warns about a negative delay.
  sleep: (ms, signal) => setTimeout(Math.max(0, ms), undefined, { signal }).catch(() => undefined)
}

export interface Deadline {
  /** The input that sets it, for messages. */
  name: 'timeout-seconds' | 'wait-timeout-seconds'
  /** The whole time, in seconds. */
  seconds: number
  /** The time left, in ms. Never negative. */
  left(): number
}

export function startDeadline(name: Deadline['name'], seconds: number, clock: Clock): Deadline {
  const end = clock.now() + seconds * 1000
  return { name, seconds, left: () => Math.max(0, end - clock.now()) }
}

/** A part of the time that a deadline leaves. */
export function atMost(ms: number, deadline: Deadline, clock: Clock): Deadline {
  const end = clock.now() + ms
  return { ...deadline, left: () => Math.min(deadline.left(), Math.max(0, end - clock.now())) }
}

/** What can stop a request early. */
export interface Limits {
  deadline: Deadline
  /** Aborted when the workflow is cancelled. */
  signal: AbortSignal
}
