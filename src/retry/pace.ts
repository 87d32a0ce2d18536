import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Clock } from '../runner/clock.ts'
import { delayAfter } from './backoff.ts'
import type { Deadline } from './deadline.ts'
import { isThrottling, LIMIT_OF_JOBS } from './transient.ts'

/** Holds back the requests of several jobs while the service limits their number: all of them slow down together. */
export interface Pace {
  /** Resolves when a request may be made. */
  ready(limits: Limits): Promise<void>
  /** Takes note of how a request ended: with an error, or without. */
  ended(error: unknown, clock: Clock): void
}

/** What bounds how long a request is held back. */
interface Limits {
  clock: Clock
  signal: AbortSignal
  deadline: Deadline
  maxDelay?: number
}

/** In ms. */
const BASE_HOLD = 500
const MAX_HOLD = 10_000

export function createPace(): Pace {
  /** When the next request may be made, in ms on the clock that is never set. */
  let resumeAt = 0
  /** How many times in a row the service has limited the requests. */
  let times = 0
  return {
    async ready({ clock, signal, deadline, maxDelay = Number.POSITIVE_INFINITY }) {
      const last = clock.now() + maxDelay
      for (;;) {
        const left = Math.min(resumeAt, last) - clock.now()
        // For what has no time to wait, its own retry says so.
        if (left <= 0 || left >= deadline.left() || signal.aborted) return
        await clock.sleep(left, signal)
      }
    },
    ended(error, clock) {
      const now = clock.now()
      if (!isThrottled(error)) {
        // An answer that was under way before the limit says nothing of it.
        if (error === undefined && now >= resumeAt) times = 0
        return
      }
      // What was sent before all were told to slow down is part of the same limit.
      if (now >= resumeAt) times += 1
      const hold = Math.min(MAX_HOLD, BASE_HOLD * 2 ** (times - 1))
      resumeAt = Math.max(resumeAt, now + Math.max(hold, delayAfter(times, error, clock.date())))
    }
  }
}

/** Whether the service says that there are too many requests. */
function isThrottled(error: unknown): boolean {
  if (!(error instanceof MgwError) || error.code === LIMIT_OF_JOBS) return false
  return error.statusCode === 429 || error.statusCode === 503 || isThrottling(error.code)
}
