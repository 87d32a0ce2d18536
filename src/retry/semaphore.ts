/** Permission to have a request in flight. */
export type Slot = Pick<Semaphore, 'acquire' | 'release'>

/** Limits how many operations run at the same time. */
export class Semaphore {
  #free: number
  readonly #queue: (() => void)[] = []

  constructor(size: number) {
    this.#free = size
  }

  /** Resolves when a slot is free, first come, first served, or when the signal is aborted. */
  acquire(signal: AbortSignal): Promise<void> {
    this.#free -= 1
    if (this.#free >= 0 || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const enter = (): void => {
        signal.removeEventListener('abort', enter)
        this.#queue.splice(this.#queue.indexOf(enter), 1)
        resolve()
      }
      this.#queue.push(enter)
      signal.addEventListener('abort', enter)
    })
  }

  release(): void {
    this.#free += 1
    this.#queue[0]?.()
  }
}
