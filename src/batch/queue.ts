import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from '../inputs/inputs.ts'
import { isStart } from '../inputs/operation.ts'
import { changedOf, errorOf, type OperationResult, success } from '../job/result.ts'
import { isRunning } from '../job/states.ts'
import { errorCode, TOO_MANY_JOBS } from '../retry/transient.ts'
import type { Clock } from '../runner/clock.ts'

/** Counts the jobs of a step that have ended. */
export class Completions {
  count = 0
  #next = new AbortController()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(): void {
    this.count += 1
    this.#next.abort()
    this.#next = new AbortController()
  }

  /** Resolves when more jobs than `seen` have ended, after `ms`, or when the workflow is cancelled. */
  async waitFor(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.count > seen) return
    await this.#clock.sleep(ms, AbortSignal.any([signal, this.#next.signal]))
  }
}

export interface QueueRules {
  /** Acquires a slot. Returns false if no more jobs can be started. */
  acquire(): Promise<boolean>
  /** Tries to start a job in that slot. Returns whether it was refused again because too many jobs run. */
  isRefused(name: string): Promise<boolean>
  /** In ms. */
  timeLeft(): number
  completions: Completions
  /** The delay before the next attempt if no job of this step ends, in ms: other jobs count towards the limit too. */
  interval: number
  signal: AbortSignal
}

/**
 * Starts queued jobs in order, each once: the first one when a job of this step ends, or after a while; the next one as soon
 * as that was accepted.
 *
 * @returns the jobs that were never started
 */
export async function startQueued(names: readonly string[], rules: QueueRules): Promise<string[]> {
  const { completions, interval, signal } = rules
  const queue = [...names]
  let delay = interval
  let seen = 0
  let isFull = true
  while (queue.length > 0) {
    if (isFull) await completions.waitFor(seen, Math.min(delay, rules.timeLeft()), signal)
    if (!(await rules.acquire())) return queue
    delay = completions.count > seen ? interval : Math.min(delay * 1.5, interval * 4)
    seen = completions.count
    isFull = await rules.isRefused(queue[0] as string)
    if (isFull) continue
    queue.shift()
    delay = interval
  }
  return queue
}

/** Whether a start was refused because too many jobs run. Then it had no effect, so it is safe to start the job later. */
export function isOverLimit(result: OperationResult): boolean {
  const error = errorOf(result)
  return error instanceof MgwError && error.code === TOO_MANY_JOBS && changedOf(result) === false
}

/** Whether jobs over the limit wait in the step until another job ends. */
export function hasQueue({ operation, wait }: Pick<Inputs, 'operation' | 'wait'>): boolean {
  return isStart(operation) && wait.until === 'finished'
}

/** The note on a job over the limit if there is no queue. */
export const NO_QUEUE =
  "It wasn't started. With wait-for set to finished, jobs over this limit wait in the step until another one ends."

/** Whether a refused start is left to the next run of the workflow. */
export function isLeftToNextRun({ operation }: Pick<Inputs, 'operation'>, result: OperationResult): boolean {
  // The throttling may have been changed before the start was refused, so `changed` doesn't matter.
  return operation.name === 'apply-timetable' && errorCode(errorOf(result)) === TOO_MANY_JOBS
}

/** The warning for each such job. */
export const NOT_STARTED =
  'not started, since too many jobs are running in this region. The next run of this workflow tries again.'

/** A job that is left to the next run succeeds, unless no job of the step runs. */
export function leftToNextRun(result: OperationResult, others: readonly OperationResult[]): OperationResult {
  const hasStarted = others.some(
    (other) => errorOf(other) === undefined && (changedOf(other) === true || isRunning(other.job?.status))
  )
  return hasStarted
    ? { ...result, outcome: success(changedOf(result)), note: `It was ${NOT_STARTED}` }
    : { ...result, note: 'No job of this step is running. The next run of this workflow tries again.' }
}
