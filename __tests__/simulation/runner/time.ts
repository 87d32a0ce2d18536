/** A callback scheduled on virtual time. */
export interface Task {
  readonly at: number
  readonly order: number
  readonly run: () => void
  /** Whether it keeps the action's process alive. */
  keepsAlive: boolean
  /** Whether it runs code of the action. */
  readonly isActions: boolean
  isDone: boolean
}

/** Virtual time in ms since the process started. It jumps to the next task when the action has nothing left to run. */
export class VirtualTime {
  now = 0
  #queue: Task[] = []
  #order = 0
  #holds = 0

  /** Schedules a task that runs no code of the action. */
  at(time: number, run: () => void): Task {
    return this.#add({ at: time, run, keepsAlive: false, isActions: false })
  }

  /** Schedules a task that calls the action. */
  call(time: number, run: () => void, keepsAlive = true): Task {
    return this.#add({ at: time, run, keepsAlive, isActions: true })
  }

  cancel(task: Task): void {
    if (task.isDone) return
    task.isDone = true
    if (task.keepsAlive) this.#holds -= 1
  }

  setKeepsAlive(task: Task, keepsAlive: boolean): void {
    if (!task.isDone && task.keepsAlive !== keepsAlive) this.#holds += keepsAlive ? 1 : -1
    task.keepsAlive = keepsAlive
  }

  /** Keeps the process alive until `release`, like an open connection. */
  hold(): void {
    this.#holds += 1
  }

  release(): void {
    this.#holds -= 1
  }

  /** Whether something keeps the process alive. */
  get isAlive(): boolean {
    return this.#holds > 0
  }

  /** Runs tasks until nothing keeps the process alive or `isOver` returns true. Errors of the action go to `onThrow`. */
  async run(isOver: () => boolean, onThrow: (error: unknown) => void): Promise<void> {
    await turn()
    while (this.isAlive && !isOver()) {
      const task = this.#take()
      if (task === undefined) return
      this.now = Math.max(this.now, task.at)
      if (task.isActions) await runActions(task, onThrow)
      else task.run()
    }
  }

  /** Runs only the world's tasks until a time, and drops those of the action. */
  settle(until: number): void {
    for (let task = this.#peek(); task !== undefined && task.at <= until; task = this.#peek()) {
      this.#take()
      this.now = Math.max(this.now, task.at)
      if (!task.isActions) task.run()
    }
    this.now = Math.max(this.now, until)
  }

  #add(task: Omit<Task, 'order' | 'isDone'>): Task {
    this.#order += 1
    const added: Task = { ...task, order: this.#order, isDone: false }
    if (added.keepsAlive) this.#holds += 1
    push(this.#queue, added)
    return added
  }

  #peek(): Task | undefined {
    while (this.#queue[0]?.isDone) pop(this.#queue)
    return this.#queue[0]
  }

  #take(): Task | undefined {
    const task = this.#peek()
    if (task === undefined) return undefined
    pop(this.#queue)
    task.isDone = true
    if (task.keepsAlive) this.#holds -= 1
    return task
  }
}

async function runActions(task: Task, onThrow: (error: unknown) => void): Promise<void> {
  try {
    task.run()
  } catch (error) {
    onThrow(error)
  }
  await turn()
}

/** Resolves after all pending promise callbacks have run. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

function isBefore(left: Task, right: Task): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order)
}

/** The queue is a binary heap. */
function push(heap: Task[], task: Task): void {
  let place = heap.length
  heap.push(task)
  while (place > 0) {
    const above = (place - 1) >> 1
    const parent = heap[above] as Task
    if (!isBefore(task, parent)) break
    heap[place] = parent
    place = above
  }
  heap[place] = task
}

function pop(heap: Task[]): Task | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (first === undefined || last === undefined || heap.length === 0) return first
  sink(heap, last)
  return first
}

function sink(heap: Task[], task: Task): void {
  let place = 0
  for (;;) {
    const child = smallerChild(heap, place)
    if (child === undefined || !isBefore(heap[child] as Task, task)) break
    heap[place] = heap[child] as Task
    place = child
  }
  heap[place] = task
}

function smallerChild(heap: readonly Task[], place: number): number | undefined {
  const [left, right] = [2 * place + 1, 2 * place + 2]
  if (left >= heap.length) return undefined
  if (right >= heap.length) return left
  return isBefore(heap[right] as Task, heap[left] as Task) ? right : left
}
