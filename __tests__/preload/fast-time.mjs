// Loaded before the action (node --import): its time runs TIME_FACTOR times as fast as this machine's, so that it
// waits half a minute within a moment. Clocks and timers stay in step with each other, and with other processes that
// start at the same TIME_ORIGIN (ms since 1970).
import timers from 'node:timers/promises'

const factor = Number(process.env.TIME_FACTOR)
const origin = Number(process.env.TIME_ORIGIN ?? Date.now())
const realNow = performance.now.bind(performance)
const RealDate = Date
const begun = { date: RealDate.now(), monotonic: realNow() }

process.uptime = () => (realNow() * factor) / 1000
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [Date.now()] : parts))
  }
  static now() {
    const real = begun.date + realNow() - begun.monotonic
    return Math.round(origin + (real - origin) * factor)
  }
}
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis
// Timeouts of a request aren't shortened below the time that a real request needs.
const real = Number(process.env.TIME_REAL_MS)
// Node counts whole ms from the start of its loop's turn, so a timer can be early, by a lot on this clock.
const rests = new WeakMap()
globalThis.setTimeout = (run, ms = 0, ...values) => {
  const wait = ms === real ? ms : ms / factor
  const due = realNow() + wait
  const fire = () => {
    const rest = due - realNow()
    if (rest > 0) rests.set(timer, realSetTimeout(fire, rest))
    else run(...values)
  }
  const timer = realSetTimeout(fire, wait)
  return timer
}
globalThis.clearTimeout = (timer) => {
  realClearTimeout(rests.get(timer))
  realClearTimeout(timer)
}
timers.setTimeout = (ms, value, { signal } = {}) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(end, ms)
    function end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      if (signal?.aborted) reject(signal.reason)
      else resolve(value)
    }
    signal?.addEventListener('abort', end)
    if (signal?.aborted) end()
  })
