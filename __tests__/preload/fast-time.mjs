// Loaded before the action (node --import): lets its time run TIME_FACTOR times as fast as this machine's, so that
// half a minute of waiting is over in moments. Clocks and timers stay in step with each other, and with whoever counts
// from the same TIME_ORIGIN (ms since 1970).
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
// What bounds one request is not sped up beyond what a real request can keep.
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
