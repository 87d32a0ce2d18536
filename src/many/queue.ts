import type { Clock } from '../runner/clock.ts'

/** Counts the jobs of a step that have ended. */
export interface Ends {
  count(): number
  add(): void
  /** Resolves when more have ended than `seen`, after `ms`, or when the workflow is cancelled. */
  after(seen: number, ms: number, signal: AbortSignal): Promise<void>
}

export function createEnds(clock: Clock): Ends {
  let count = 0
  let next = new AbortController()
  return {
    count: () => count,
    add() {
      count += 1
      next.abort()
      next = new AbortController()
    },
    async after(seen, ms, signal) {
      if (count > seen) return
      await clock.sleep(ms, AbortSignal.any([signal, next.signal]))
    }
  }
}

/** What the queue goes by. */
export interface QueueRules {
  /** Takes a place. Returns whether anything may be started in it yet: no, after a cancel or when the time is over. */
  mayStart(): Promise<boolean>
  /** Tries to start a job in that place. Returns whether it was refused again because too many jobs run. */
  isRefused(name: string): Promise<boolean>
  /** What is left of the time, in ms. */
  timeLeft(): number
  ends: Ends
  /** How long to wait for an end before the next attempt, in ms: jobs of others take places, too. */
  interval: number
  signal: AbortSignal
}

/**
 * Starts the jobs that were refused because too many ran, in their order, each once: the first of them when a job of
 * this step ends, or after a while, since what others started may have ended; and the next one as soon as that was
 * accepted.
 *
 * @returns those that were never started
 */
export async function startQueued(names: readonly string[], rules: QueueRules): Promise<string[]> {
  const waiting = [...names]
  let delay = rules.interval
  let seen = 0
  let isFull = true
  while (waiting.length > 0) {
    if (isFull) await rules.ends.after(seen, Math.min(delay, rules.timeLeft()), rules.signal)
    if (!(await rules.mayStart())) return waiting
    delay = rules.ends.count() > seen ? rules.interval : Math.min(delay * 1.5, rules.interval * 4)
    seen = rules.ends.count()
    isFull = await rules.isRefused(waiting[0] as string)
    if (isFull) continue
    waiting.shift()
    delay = rules.interval
  }
  return []
}
