import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/runner/clock.ts'

/** A clock on which several sleep at once. It moves to whoever wakes first as soon as nobody has anything else to do. */
export interface SharedClock extends Clock {
  /** Calls something when it is this late, in ms since the beginning. */
  at(ms: number, call: () => void): void
  /** How many sleep now. */
  sleeping(): number
  /** Ends what it needs to know when nothing is under way. */
  close(): void
}

interface Sleeper {
  at: number
  wake: () => void
}

/** For how many turns of the event loop in a row nothing may be under way. */
const QUIET_TURNS = 20

/** @param date the time of day that it begins with, in ms since 1970 */
export function sharedClock(date = Date.parse('2026-11-25T12:00:00Z')): SharedClock {
  let passed = 0
  let underWay = 0
  let isMoving = false
  const sleepers: Sleeper[] = []
  const started = (message: unknown): void => {
    const { request } = message as { request: ClientRequest }
    underWay += 1
    request.once('close', () => {
      underWay -= 1
    })
  }
  subscribe('http.client.request.start', started)

  const nothingUnderWay = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      await setImmediate()
      if (underWay > 0) quiet = -1
    }
  }
  const move = async (): Promise<void> => {
    if (isMoving) return
    isMoving = true
    for (;;) {
      await nothingUnderWay()
      const next = sleepers.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      passed = Math.max(passed, next.at)
      next.wake()
    }
    isMoving = false
  }
  const add = (at: number, call: () => void): (() => void) => {
    const sleeper = {
      at,
      wake() {
        const index = sleepers.indexOf(sleeper)
        if (index >= 0) sleepers.splice(index, 1)
        call()
      }
    }
    sleepers.push(sleeper)
    void move()
    return sleeper.wake
  }
  return {
    now: () => passed,
    date: () => date + passed,
    sleeping: () => sleepers.length,
    at: (ms, call) => void add(ms, call),
    close: () => unsubscribe('http.client.request.start', started),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const wake = add(passed + ms, resolve)
        signal.addEventListener('abort', wake)
        if (signal.aborted) wake()
      })
  }
}
