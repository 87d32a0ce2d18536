import type { Random } from '../random.ts'
import type { Task, VirtualTime } from './time.ts'

/** The simulated machine that the action's globals use. */
export interface Machine {
  time: VirtualTime
  /** The wall clock, in ms since 1970. */
  wall: () => number
  random: Random
}

const MAX_DELAY = 2 ** 31 - 1
/** The maximum delay of a timer, in ms. */
const MAX_LATENESS = 3

type Callback = (...values: unknown[]) => void

/** A Node timer. */
class Timer {
  #task: Task
  readonly #schedule: (keepsAlive: boolean) => Task
  readonly #time: VirtualTime

  constructor(time: VirtualTime, schedule: (keepsAlive: boolean) => Task) {
    this.#time = time
    this.#schedule = schedule
    this.#task = schedule(true)
  }

  ref(): this {
    this.#time.setKeepsAlive(this.#task, true)
    return this
  }

  unref(): this {
    this.#time.setKeepsAlive(this.#task, false)
    return this
  }

  hasRef(): boolean {
    return this.#task.keepsAlive
  }

  refresh(): this {
    const { keepsAlive } = this.#task
    this.#time.cancel(this.#task)
    this.#task = this.#schedule(keepsAlive)
    return this
  }

  close(): this {
    this.#time.cancel(this.#task)
    return this
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Node's timer functions on virtual time. */
export function timersOf({ time, random }: Machine) {
  const start = (callback: Callback, delay: unknown, values: unknown[]): Timer => {
    const ms = Number(delay)
    // Like Node, use 1 ms for an invalid delay.
    const wait = ms >= 1 && ms <= MAX_DELAY ? Math.trunc(ms) : 1
    const late = random.int(0, MAX_LATENESS)
    return new Timer(time, (keepsAlive) => time.call(time.now + wait + late, () => callback(...values), keepsAlive))
  }
  const setTimeout = (callback: Callback, delay?: unknown, ...values: unknown[]): Timer =>
    start(callback, delay, values)
  const setInterval = (callback: Callback, delay?: unknown, ...values: unknown[]): Timer => {
    const timer: Timer = start(
      () => {
        timer.refresh()
        callback(...values)
      },
      delay,
      []
    )
    return timer
  }
  const setImmediate = (callback: Callback, ...values: unknown[]): Timer =>
    new Timer(time, (keepsAlive) => time.call(time.now, () => callback(...values), keepsAlive))
  const clear = (timer?: Timer): void => {
    timer?.close()
  }
  return {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear
  }
}

export type Timers = ReturnType<typeof timersOf>

/** A Date class that uses the simulated wall clock and UTC. */
export function dateOf({ wall }: Machine): DateConstructor {
  return class SimulatedDate extends Date {
    constructor(...values: [] | [number | string | Date]) {
      if (values.length === 0) super(wall())
      else super(...values)
    }

    static override now(): number {
      return Math.floor(wall())
    }

    override getTimezoneOffset(): number {
      return 0
    }
  } as DateConstructor
}

/** AbortSignal with `timeout` on virtual time. */
export function abortSignalOf({ setTimeout }: Timers): typeof AbortSignal {
  const timeout = (ms: number): AbortSignal => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new DOMException('It timed out.', 'TimeoutError')), ms).unref()
    return controller.signal
  }
  return new Proxy(AbortSignal, {
    get: (target, name) => (name === 'timeout' ? timeout : Reflect.get(target, name))
  })
}

/** The random functions of `crypto`. */
export function randomFunctions({ random }: Machine) {
  const randomBytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.int(0, 255)))
  return {
    randomBytes,
    randomInt: (from: number, to?: number): number =>
      to === undefined ? random.int(0, from - 1) : random.int(from, to - 1),
    randomUUID: (): string => {
      const hex = randomBytes(16).toString('hex')
      const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
    }
  }
}
