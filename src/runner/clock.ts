/** Time, as retries and waits see it. */
export interface Clock {
  /** In ms, on a clock that is never set. Its zero means nothing. */
  now(): number
  /** The time of day by this machine, in ms since 1970. */
  date(): number
  /** Resolves after `ms`, or as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** This machine's clock. */
export const systemClock: Clock = {
  now: () => process.uptime() * 1000,
  date: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      // Time has passed since it was asked for, and Node warns of what is below 0.
      const timer = setTimeout(done, Math.max(0, ms))
      signal.addEventListener('abort', done)
      if (signal.aborted) done()
    })
}
