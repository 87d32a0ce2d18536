import { ActionError } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { JobClient, type Service } from '../job/job-client.ts'
import { errorOf, failure, type OperationResult, type Sample } from '../job/result.ts'
import { runOperation } from '../operations/run-operation.ts'
import { RateLimiter } from '../retry/backoff.ts'
import type { RetryPolicy } from '../retry/retry.ts'
import { Semaphore } from '../retry/semaphore.ts'
import { type Clock, type Deadline, type Limits, startDeadline } from '../runner/clock.ts'
import type { JobContext } from '../wait/wait.ts'
import { createBatchProgress } from './batch-progress.ts'
import { createJobLog, truncateResult } from './job-log.ts'
import {
  Completions,
  hasQueue,
  isLeftToNextRun,
  isOverLimit,
  leftToNextRun,
  NO_QUEUE,
  NOT_STARTED,
  startQueued
} from './queue.ts'

/** What all jobs of a step share. */
export interface Step {
  inputs: Inputs
  service: Service
  policy: RetryPolicy
  limits: Limits
  /** Called when one of several jobs has ended, with what was logged about it. */
  onEnd(job: JobResult, lines: readonly string[]): void
}

export interface JobResult {
  name: string
  result: OperationResult
  /** Whether nothing was sent because another job had failed, or the workflow was cancelled. */
  isSkipped: boolean
}

export interface BatchResult {
  /** In the order of `job-name`. */
  jobs: JobResult[]
  /** Each warning with the jobs that it is about. */
  warnings: Map<string, string[]>
  /** The average progress of all jobs during the wait. */
  samples: Sample[]
}

/**
 * Runs the operation on all jobs, `max-parallel` at a time. One job's failure stops the others only with fail-fast. A single
 * plain name has no queue, no log of its own and no rate limiter.
 */
export async function runJobs(names: readonly string[], step: Step): Promise<BatchResult> {
  const [name] = names
  const { inputs, service, policy, limits } = step
  if (!inputs.jobs.isSingle || name === undefined) return runBatch(createBatch(names, step))
  const deadline = new SharedDeadline(inputs.wait.timeoutSeconds, policy.clock)
  const result = await runJob(inputs, {
    job: new JobClient(service, name, policy),
    limits,
    slot: new Semaphore(1),
    startWait: (changed) => deadline.start(changed),
    onPoll: () => {}
  })
  return { jobs: [{ name, result, isSkipped: false }], warnings: new Map(), samples: [] }
}

async function runJob(inputs: Inputs, context: JobContext): Promise<OperationResult> {
  try {
    return await runOperation(context, inputs)
  } catch (error) {
    // Operations that may have changed the job return a result. Only reads throw.
    return { outcome: failure(error, false) }
  }
}

type Batch = ReturnType<typeof createBatch>

function createBatch(names: readonly string[], step: Step) {
  const { clock, logger } = step.policy
  return {
    names,
    step,
    slots: new Semaphore(step.inputs.batch.maxParallel),
    rateLimiter: new RateLimiter(clock),
    deadline: new SharedDeadline(step.inputs.wait.timeoutSeconds, clock),
    progress: createBatchProgress(names, logger.info, clock),
    completions: new Completions(clock),
    logs: new Map(names.map((name) => [name, createJobLog()])),
    results: new Map<string, JobResult>(),
    /** The last refusal of each job that is queued, or left to the next run. */
    refused: new Map<string, OperationResult>(),
    /** One for each attempt to run a job, resolved when that has ended. */
    attempts: [] as Promise<void>[]
  }
}

async function runBatch(batch: Batch): Promise<BatchResult> {
  const { inputs } = batch.step
  const isWait = inputs.wait.until !== 'accepted' && !inputs.dryRun
  const stop = new AbortController()
  const logging = isWait ? logProgress(batch, stop.signal) : undefined
  await startAll(batch)
  do {
    if (hasQueue(inputs)) await processQueue(batch)
    await Promise.all(batch.attempts)
    // A job that was waiting for CLOSING to end can be refused after that.
  } while (hasQueue(inputs) && batch.refused.size > 0)
  leaveToNextRun(batch)
  stop.abort()
  await logging
  return {
    jobs: batch.names.map((name) => batch.results.get(name) as JobResult),
    warnings: groupWarnings(batch),
    samples: isWait ? batch.progress.samples() : []
  }
}

async function logProgress({ step, progress }: Batch, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await step.policy.clock.sleep(step.inputs.wait.intervalSeconds * 1000, stop)
    progress.log()
  }
}

/** Starts the jobs in order, as slots become free. Resolves when each one has ended or is only waiting. */
async function startAll(batch: Batch): Promise<void> {
  const started: Promise<void>[] = []
  for (const name of batch.names) {
    if (await acquire(batch, () => canStart(batch))) {
      started.push(start(batch, name))
      continue
    }
    const text = `The ${whyStopped(batch, false)} Nothing was sent for this job.`
    end(batch, name, { outcome: failure(new ActionError('CancelOperation', text), false) }, true)
  }
  await Promise.all(started)
}

/** Acquires a slot, or releases it if the batch was stopped in the meantime. */
async function acquire({ slots, step }: Batch, isStillAllowed: () => boolean): Promise<boolean> {
  await slots.acquire(step.limits.signal)
  if (isStillAllowed()) return true
  slots.release()
  return false
}

async function processQueue(batch: Batch): Promise<void> {
  const { step, names, refused, deadline, completions } = batch
  if (refused.size === 0) return
  deadline.start(false)
  step.policy.logger.info(
    `The service lets no more jobs run, so ${refused.size} of ${names.length} must wait: each is started when another one ends.`
  )
  const left = await startQueued(
    names.filter((name) => refused.has(name)),
    {
      async isRefused(name) {
        refused.delete(name)
        await start(batch, name)
        return refused.has(name)
      },
      acquire: () => acquire(batch, () => canStart(batch) && deadline.left() > 0),
      timeLeft: deadline.left,
      completions,
      interval: step.inputs.wait.intervalSeconds * 1000,
      signal: step.limits.signal
    }
  )
  const why = whyStopped(batch, deadline.left() === 0)
  for (const name of left) {
    const note = `It waited for a place and was never started: the ${why}`
    end(batch, name, { ...(refused.get(name) as OperationResult), note })
    refused.delete(name)
  }
}

function leaveToNextRun(batch: Batch): void {
  const others = [...batch.results.values()].map(({ result }) => result)
  for (const [name, refusal] of batch.refused) {
    const result = leftToNextRun(refusal, others)
    if (errorOf(result) === undefined) batch.logs.get(name)?.warning(NOT_STARTED)
    end(batch, name, result)
  }
}

/** Runs a job in the acquired slot. Resolves when the job has ended, is only waiting, or was refused. */
function start(batch: Batch, name: string): Promise<void> {
  const { inputs } = batch.step
  return new Promise((started) => {
    const ended = runJob(inputs, contextOf(batch, name, started)).then((result) => {
      batch.slots.release()
      const isQueued = isOverLimit(result) && hasQueue(inputs)
      if (isQueued || isLeftToNextRun(inputs, result)) batch.refused.set(name, result)
      else end(batch, name, isOverLimit(result) ? { ...result, note: NO_QUEUE } : result)
      started()
    })
    batch.attempts.push(ended)
  })
}

/** @param onWait called when the job has nothing left to do but wait */
function contextOf(batch: Batch, name: string, onWait: () => void): JobContext {
  const { inputs, service, policy, limits } = batch.step
  const logger = batch.logs.get(name) ?? policy.logger
  return {
    job: new JobClient(service, name, { ...policy, logger, rateLimiter: batch.rateLimiter }),
    limits: { ...limits, deadline: startDeadline('timeout-seconds', inputs.timeoutSeconds, policy.clock) },
    slot: batch.slots,
    startWait(changed) {
      batch.progress.move(name, 'running')
      onWait()
      return batch.deadline.start(changed)
    },
    onPoll: (counters) => batch.progress.record(name, counters)
  }
}

function end(batch: Batch, name: string, result: OperationResult, isSkipped = false): void {
  const job = { name, result: truncateResult(result, name === batch.names.at(-1)), isSkipped }
  batch.results.set(name, job)
  batch.progress.move(name, errorOf(result) === undefined ? 'done' : 'failed')
  batch.step.onEnd({ ...job, result }, batch.logs.get(name)?.lines() ?? [])
  batch.completions.add()
}

function canStart(batch: Batch): boolean {
  const { limits, inputs } = batch.step
  return !limits.signal.aborted && !(inputs.batch.failFast && firstFailed(batch) !== undefined)
}

function firstFailed({ results }: Batch): string | undefined {
  return [...results.values()].find(({ result }) => errorOf(result) !== undefined)?.name
}

function whyStopped(batch: Batch, isOver: boolean): string {
  const { limits, inputs } = batch.step
  if (limits.signal.aborted) return 'workflow was cancelled.'
  if (isOver) return `${inputs.wait.timeoutSeconds} s of wait-timeout-seconds were over.`
  return `job ${firstFailed(batch)} had failed, and fail-fast is true.`
}

function groupWarnings({ names, logs }: Batch): Map<string, string[]> {
  const warnings = new Map<string, string[]>()
  for (const name of names) {
    for (const text of logs.get(name)?.warnings() ?? []) warnings.set(text, [...(warnings.get(text) ?? []), name])
  }
  return warnings
}

/** The deadline of all waits of a step. It starts with the first accepted change, or before that with the first wait. */
export class SharedDeadline implements Deadline {
  readonly name = 'wait-timeout-seconds'
  readonly seconds: number
  readonly #clock: Clock
  #end = Number.POSITIVE_INFINITY
  #isForChange = false

  constructor(seconds: number, clock: Clock) {
    this.seconds = seconds
    this.#clock = clock
  }

  readonly left = (): number => Math.max(0, this.#end - this.#clock.now())

  /** @param changed whether a change was accepted just now */
  start(changed: boolean): Deadline {
    if (this.#end === Number.POSITIVE_INFINITY || (changed && !this.#isForChange))
      this.#end = this.#clock.now() + this.seconds * 1000
    this.#isForChange ||= changed
    return this
  }
}
