// Loaded before the action (node --import): lets its time run TIME_FACTOR times as fast as this machine's, so that
// half a minute of waiting is over in moments. Clocks and timers stay in step with each other.
const factor = Number(process.env.TIME_FACTOR)
const start = { date: Date.now(), monotonic: performance.now() }
const realNow = performance.now.bind(performance)
const elapsed = () => (realNow() - start.monotonic) * factor
const RealDate = Date

performance.now = () => start.monotonic + elapsed()
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [Date.now()] : parts))
  }
  static now() {
    return Math.round(start.date + elapsed())
  }
}
const { setTimeout: realSetTimeout } = globalThis
globalThis.setTimeout = (run, ms = 0, ...values) => realSetTimeout(run, ms / factor, ...values)
