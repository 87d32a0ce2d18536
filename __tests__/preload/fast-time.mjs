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
const { setTimeout: realSetTimeout } = globalThis
// What bounds one request is not sped up beyond what a real request can keep.
const real = Number(process.env.TIME_REAL_MS)
globalThis.setTimeout = (run, ms = 0, ...values) =>
  realSetTimeout(run, ms === real ? ms : ms / factor, ...values)
