import type { Clock } from '../runner/clock.ts'

/** Places for what may be under way at a time. */
export interface Places {
  /** Resolves when there is a place, first come, first served, or when the workflow is cancelled. */
  take(signal: AbortSignal): Promise<void>
  give(): void
}

/** @param most how many places there are */
export function createPlaces(most: number): Places {
  let free = most
  const waiting: (() => void)[] = []
  return {
    take(signal) {
      free -= 1
      if (free >= 0 || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const enter = (): void => {
          signal.removeEventListener('abort', enter)
          waiting.splice(waiting.indexOf(enter), 1)
          resolve()
        }
        waiting.push(enter)
        signal.addEventListener('abort', enter)
      })
    },
    give() {
      free += 1
      waiting[0]?.()
    }
  }
}

/**
 * A clock on which to sleep gives the place away meanwhile: a job that is only waited for takes none. One whose change is
 * under way keeps it, or the time for that change would pass while it waits for its turn.
 *
 * @param isOnlyWaited whether the job is only waited for by now
 */
export function givingWay(clock: Clock, places: Places, isOnlyWaited: () => boolean): Clock {
  return {
    ...clock,
    async sleep(ms, signal) {
      if (!isOnlyWaited()) return clock.sleep(ms, signal)
      places.give()
      await clock.sleep(ms, signal)
      await places.take(signal)
    }
  }
}
