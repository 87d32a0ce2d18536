import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/runner/clock.ts'

/** A clock for concurrent sleeps. When nothing else is going on, it moves to the earliest wake-up time. */
export interface SharedClock extends Clock {
  /** Calls a function at this time, in ms since the start. */
  at(ms: number, call: () => void): void
  /** The number of pending sleeps. */
  sleeping(): number
  /** Stops observing HTTP requests. */
  close(): void
}

interface Sleeper {
  /** In ms since the start. */
  at: number
  wake: () => void
}

/** The clock moves after this many consecutive turns of the event loop without a pending HTTP request. */
const QUIET_TURNS = 20

/** @param startTime the initial time of day, in ms since 1970 */
export function sharedClock(startTime = Date.parse('2026-11-25T12:00:00Z')): SharedClock {
  let passed = 0
  let isMoving = false
  const sleepers = new Set<Sleeper>()
  const requests = observeRequests()
  const move = async (): Promise<void> => {
    if (isMoving) return
    isMoving = true
    for (;;) {
      await requests.untilIdle()
      const next = [...sleepers].sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      passed = Math.max(passed, next.at)
      next.wake()
    }
    isMoving = false
  }
  const add = (at: number, call: () => void): (() => void) => {
    const wake = (): void => {
      sleepers.delete(sleeper)
      call()
    }
    const sleeper = { at, wake }
    sleepers.add(sleeper)
    void move()
    return wake
  }
  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve) => {
      const wake = add(passed + ms, resolve)
      signal.addEventListener('abort', wake)
      if (signal.aborted) wake()
    })
  return {
    now: () => passed,
    wallTime: () => startTime + passed,
    sleep,
    sleeping: () => sleepers.size,
    at: (ms, call) => void add(ms, call),
    close: requests.stop
  }
}

function observeRequests(): { untilIdle(): Promise<void>; stop(): void } {
  let pending = 0
  const onStart = (message: unknown): void => {
    const { request } = message as { request: ClientRequest }
    pending += 1
    request.once('close', () => {
      pending -= 1
    })
  }
  subscribe('http.client.request.start', onStart)
  return {
    async untilIdle() {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
        await setImmediate()
        if (pending > 0) quiet = -1
      }
    },
    stop: () => void unsubscribe('http.client.request.start', onStart)
  }
}
