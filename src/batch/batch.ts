import { ActionError } from '../action-error.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { isStart } from '../inputs/operation.ts'
import { JobClient, type Service } from '../job/job-client.ts'
import { changedOf, errorOf, failure, mergeResults, type OperationResult, success } from '../job/result.ts'
import { isRunning } from '../job/states.ts'
import { runOperation } from '../operations/run-operation.ts'
import { RateLimiter } from '../retry/backoff.ts'
import type { RetryPolicy } from '../retry/retry.ts'
import { Semaphore } from '../retry/semaphore.ts'
import { errorCode, TOO_MANY_JOBS } from '../retry/transient.ts'
import { type Clock, type Deadline, type Limits, startDeadline } from '../runner/clock.ts'
import { type ActiveEntry, activeEntryAt, hasSwitched } from '../timetable/active-entry.ts'
import type { JobContext } from '../wait/wait.ts'
import { type BatchProgress, createBatchProgress } from './batch-progress.ts'
import { createJobLog, truncateResult } from './job-log.ts'

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

export type BatchResult = Awaited<ReturnType<typeof runJobs>>

type Batch = ReturnType<typeof createBatch>

function createBatch(names: readonly string[], step: Step) {
  const { inputs, policy } = step
  const { clock, logger } = policy
  // A single plain name has no queue, shows no combined progress, and has no log of its own and no rate limiter.
  const isSingle = inputs.jobs.isSingle
  const showsProgress = !isSingle && inputs.wait.until !== 'accepted' && !inputs.dryRun
  return {
    names,
    step,
    isSingle,
    hasQueue: !isSingle && hasQueue(inputs),
    slots: new Semaphore(inputs.batch.maxParallel),
    rateLimiter: isSingle ? undefined : new RateLimiter(clock),
    deadline: createSharedDeadline(inputs.wait.timeoutSeconds, clock),
    progress: showsProgress ? createBatchProgress(names, logger.info, clock) : undefined,
    /** How many jobs have ended. */
    ended: 0,
    /** Called when a job has ended. */
    onEnd: () => {},
    logs: new Map(isSingle ? [] : names.map((name) => [name, createJobLog()])),
    results: new Map<string, JobResult>(),
    /** The last refusal of each job that is queued, or left to the next run. */
    refused: new Map<string, OperationResult>(),
    /** The jobs that only a pattern named, and that were deleted before their turn. */
    gone: [] as string[],
    /** One for each attempt to run a job, resolved when that has ended. */
    attempts: [] as Promise<void>[]
  }
}

/** Runs the operation on all jobs, `max-parallel` at a time. One job's failure stops the others only with fail-fast. */
export async function runJobs(names: readonly string[], step: Step) {
  const batch = createBatch(names, step)
  const stopLogging = batch.progress && logProgress(step, batch.progress)
  for (let pending = names; pending.length > 0; pending = switchedJobs(batch)) {
    const started: Promise<void>[] = []
    for (const name of pending) {
      if (await acquire(batch, () => canStart(batch))) started.push(start(batch, name))
      else {
        const text = `Nothing was sent for this job: the ${whyStopped(batch, false)}`
        end(batch, name, { outcome: failure(new ActionError('CancelOperation', text), false) }, true)
      }
    }
    await Promise.all(started)
    do {
      if (batch.hasQueue) await processQueue(batch)
      await Promise.all(batch.attempts)
      // A start that waited for CLOSING can be refused only after the queue was processed.
    } while (batch.hasQueue && batch.refused.size > 0)
    if (batch.refused.size > 0) leaveToNextRun(batch)
  }
  await stopLogging?.()
  return {
    /** In the order of `job-name`, without those that are gone. */
    jobs: names.flatMap((name) => batch.results.get(name) ?? []),
    /** Each warning with the jobs that it is about. */
    warnings: groupWarnings(batch),
    /** The average progress of all jobs during the wait. */
    samples: batch.progress?.samples() ?? [],
    /** For apply-timetable: the entry that was active when the last job ended. */
    activeEntry: activeNow(batch)
  }
}

/** Logs the progress at intervals. Returns how to stop that, after a last line. */
function logProgress({ inputs, policy }: Step, progress: BatchProgress): () => Promise<void> {
  const stop = new AbortController()
  const log = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await policy.clock.sleep(inputs.wait.intervalSeconds * 1000, stop.signal)
      progress.log()
    }
  }
  const logging = log()
  return () => {
    stop.abort()
    return logging
  }
}

/** The jobs whose timetable has switched since they ended, while others were still running. */
function switchedJobs(batch: Batch): string[] {
  const { names, results, step, isSingle } = batch
  if (isSingle || !canStart(batch)) return []
  return names.filter((name) => {
    const entry = results.get(name)?.result.activeEntry
    return entry !== undefined && hasSwitched(entry, step.policy.clockSkew.wallTime(step.policy.clock))
  })
}

/** The clock may have been corrected since the first jobs ended. */
function activeNow({ results, step: { policy } }: Batch): ActiveEntry | undefined {
  const entry = [...results.values()].find(({ result }) => result.activeEntry !== undefined)?.result.activeEntry
  return entry && activeEntryAt(entry.timetable, entry.zone, policy.clockSkew.wallTime(policy.clock))
}

/** Acquires a slot, or releases it if the batch was stopped in the meantime. */
async function acquire({ slots, step }: Batch, isStillAllowed: () => boolean): Promise<boolean> {
  await slots.acquire(step.limits.signal)
  if (isStillAllowed()) return true
  slots.release()
  return false
}

/**
 * Starts queued jobs in order, each until it is accepted: the first one when a job of this step ends, or after a while, since other jobs count
 * towards the limit too; the next one as soon as that was accepted.
 */
async function processQueue(batch: Batch): Promise<void> {
  const { step, names, refused, deadline } = batch
  const { clock, logger } = step.policy
  const queue = names.filter((name) => refused.has(name))
  if (queue.length === 0) return
  deadline.start(false)
  logger.info(`${queue.length} of ${names.length} jobs wait until another one ends, because too many are running.`)
  const interval = step.inputs.wait.intervalSeconds * 1000
  let delay = interval
  let seen = 0
  let isFull = true
  while (queue[0] !== undefined) {
    const [name] = queue
    if (isFull && batch.ended === seen) {
      const jobEnded = new AbortController()
      batch.onEnd = () => jobEnded.abort()
      const signal = AbortSignal.any([step.limits.signal, jobEnded.signal])
      await clock.sleep(Math.min(delay, deadline.left()), signal)
    }
    if (!(await acquire(batch, () => canStart(batch) && deadline.left() > 0))) break
    delay = batch.ended > seen ? interval : Math.min(delay * 1.5, interval * 4)
    seen = batch.ended
    refused.delete(name)
    await start(batch, name)
    isFull = refused.has(name)
    if (isFull) continue
    queue.shift()
    delay = interval
  }
  const note = `It was queued, and never started: the ${whyStopped(batch, deadline.left() === 0)}`
  for (const name of queue) {
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
  batch.refused.clear()
}

/** Runs a job in the acquired slot. Resolves when the job has ended, is only waiting, or was refused. */
function start(batch: Batch, name: string): Promise<void> {
  const { inputs, service, policy, limits } = batch.step
  const started = Promise.withResolvers<void>()
  const logger = batch.logs.get(name) ?? policy.logger
  const deadline = startDeadline('timeout-seconds', inputs.timeoutSeconds, policy.clock)
  const context: JobContext = {
    job: new JobClient(service, name, { ...policy, logger, rateLimiter: batch.rateLimiter }),
    limits: batch.isSingle ? limits : { ...limits, deadline },
    slot: batch.slots,
    startWait(changed) {
      batch.progress?.move(name, 'running')
      started.resolve()
      return batch.deadline.start(changed)
    },
    onPoll: (counters) => batch.progress?.record(name, counters)
  }
  const ended = runOperation(context, inputs).then((result) => {
    batch.slots.release()
    const isRefused = !batch.isSingle && isOverLimit(result)
    if ((isRefused && batch.hasQueue) || (!batch.isSingle && isLeftToNextRun(inputs, result)))
      batch.refused.set(name, result)
    else end(batch, name, isRefused ? { ...result, note: NO_QUEUE } : result)
    started.resolve()
  })
  batch.attempts.push(ended)
  return started.promise
}

/** Whether a start was refused because too many jobs run. Then it had no effect, so it is safe to start the job later. */
export function isOverLimit(result: OperationResult): boolean {
  return errorCode(errorOf(result)) === TOO_MANY_JOBS && changedOf(result) === false
}

/** Whether jobs over the limit wait in the step until another job ends. */
export function hasQueue({ operation, wait }: Pick<Inputs, 'operation' | 'wait'>): boolean {
  return isStart(operation) && wait.until === 'finished'
}

/** The note on a job over the limit if there is no queue. */
const NO_QUEUE =
  "It wasn't started. With wait-for set to finished, jobs over this limit wait in the step until another one ends."

/** Whether a refused start is left to the next run of the workflow. */
export function isLeftToNextRun({ operation }: Pick<Inputs, 'operation'>, result: OperationResult): boolean {
  // The throttling may have been changed before the start was refused, so `changed` doesn't matter.
  return operation.name === 'apply-timetable' && errorCode(errorOf(result)) === TOO_MANY_JOBS
}

/** The warning for each job that is left to the next run. */
const NOT_STARTED =
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

function end(batch: Batch, name: string, latest: OperationResult, isSkipped = false): void {
  const { isSingle, names, logs, step, results } = batch
  batch.ended += 1
  batch.onEnd()
  const isNamed = step.inputs.jobs.include.includes(name)
  if (!isNamed && !results.has(name) && isGone(latest)) {
    batch.gone.push(name)
    batch.progress?.remove(name)
    return
  }
  const earlier = results.get(name)?.result
  const result = earlier ? mergeResults(earlier, latest) : latest
  const kept = isSingle ? result : truncateResult(result, name === names.at(-1))
  results.set(name, { name, result: kept, isSkipped })
  batch.progress?.move(name, errorOf(result) === undefined ? 'done' : 'failed')
  if (!isSingle) step.onEnd({ name, result, isSkipped }, logs.get(name)?.takeLines() ?? [])
}

/** Whether a job was deleted, or is being deleted, before anything was done. */
function isGone(result: OperationResult): boolean {
  const { samples = [], job } = result
  if (changedOf(result) !== false) return false
  // Later polls are part of a wait.
  if (job?.status === 'IMPORT_JOB_DELETING') return samples.length < 2
  // A wait throws these codes as ActionError.
  return /^(NoSuchImportJob|ImportJobInDeleting)$/.test(errorCode(errorOf(result)) ?? '')
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
  if (isOver) return `step timed out after ${inputs.wait.timeoutSeconds} s (wait-timeout-seconds).`
  return `job ${firstFailed(batch)} failed, and fail-fast is true.`
}

function groupWarnings({ names, logs, gone }: Batch): Map<string, string[]> {
  const text = 'deleted since the jobs were listed, so left out.'
  const warnings = new Map(gone.length === 0 ? [] : [[text, gone]])
  for (const name of names.filter((one) => !gone.includes(one))) {
    for (const text of logs.get(name)?.warnings() ?? []) warnings.set(text, [...(warnings.get(text) ?? []), name])
  }
  return warnings
}

/** The deadline of all waits of a step. It starts with the first accepted change, or before that with the first wait. */
export function createSharedDeadline(seconds: number, clock: Clock) {
  let end = Number.POSITIVE_INFINITY
  /** Why it started: a wait, a change that may have been accepted, or an accepted one. A better reason restarts it. */
  let reason = 0
  const deadline: Deadline = { name: 'wait-timeout-seconds', seconds, left: () => Math.max(0, end - clock.now()) }
  /** @param changed whether a change was accepted just now; undefined if that isn't known */
  const start = (changed: boolean | undefined): Deadline => {
    const next = changed ? 3 : changed === undefined ? 2 : 1
    if (next > reason) end = clock.now() + seconds * 1000
    reason = Math.max(reason, next)
    return deadline
  }
  return { ...deadline, start }
}
