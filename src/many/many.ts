import type { Inputs } from '../inputs/inputs.ts'
import type { Many } from '../inputs/many.ts'
import type { Job } from '../job/job.ts'
import type { OperationResult, Sample } from '../job/result.ts'
import { operate } from '../operations/operate.ts'
import { startDeadline } from '../retry/deadline.ts'
import { createPace, type Pace } from '../retry/pace.ts'
import type { RetryOptions } from '../retry/retry.ts'
import type { SharedWait } from '../wait/wait.ts'
import { createSharedDeadline, type SharedDeadline } from './deadline.ts'
import {
  hasQueue,
  isLeftToNextRun,
  isOverLimit,
  leftToNextRun,
  NOT_STARTED,
  neverStarted,
  withoutQueue
} from './limit.ts'
import { createJobLog, type JobLog } from './log.ts'
import { createOverview, type Overview } from './overview.ts'
import { createPlaces, givingWay, type Places } from './parallel.ts'
import { createEnds, type Ends, startQueued } from './queue.ts'
import { slim } from './slim.ts'
import { type JobResult, NotBegun } from './total.ts'

/** Several jobs, and how they are worked on. */
export interface Work {
  /** Each once, in the order of the text. */
  names: readonly string[]
  inputs: Inputs
  many: Many
  /** For what concerns all of them. */
  options: RetryOptions
  reach: (name: string) => Job
  /** Called when a job has ended, with what was said of it. */
  tell: (job: JobResult, lines: string[]) => void
}

/** What came of several jobs. */
export interface Worked {
  /** In the order of the text. */
  jobs: JobResult[]
  /** What the user should know of some of them, each once, with whom it is about. */
  warnings: Map<string, string[]>
  /** How all of them went while they were waited for. */
  samples: Sample[]
}

/** Several jobs while they are worked on. */
interface Step extends Work {
  places: Places
  pace: Pace
  deadline: SharedDeadline
  overview: Overview
  ends: Ends
  logs: Map<string, JobLog>
  results: Map<string, OperationResult>
  /** The last refusal of each job that waits in the queue, or is left to the next run. */
  refused: Map<string, OperationResult>
  /** One for each attempt: resolved when it is over. */
  attempts: Promise<void>[]
}

/** Carries an operation out on several jobs, so many at a time. A failure of one stops no other, unless fail-fast is set. */
export async function workOn(work: Work): Promise<Worked> {
  const { names, inputs, many, options } = work
  const step: Step = {
    ...work,
    places: createPlaces(many.maxParallel),
    pace: createPace(),
    deadline: createSharedDeadline(inputs.wait.timeoutSeconds, options.clock),
    overview: createOverview(names, options.logger.info, options.clock),
    ends: createEnds(options.clock),
    logs: new Map(names.map((name) => [name, createJobLog()])),
    results: new Map(),
    refused: new Map(),
    attempts: []
  }
  const isWait = inputs.wait.until !== 'accepted' && !inputs.dryRun
  const stop = new AbortController()
  const telling = isWait ? tellRegularly(step, stop.signal) : undefined
  await beginAll(step)
  if (hasQueue(inputs)) await workQueueOff(step)
  await Promise.all(step.attempts)
  if (!hasQueue(inputs)) leaveToNextRun(step)
  stop.abort()
  await telling
  return {
    jobs: names.map((name) => ({ name, result: step.results.get(name) as OperationResult })),
    warnings: warningsOf(step),
    samples: isWait ? step.overview.samples() : []
  }
}

/** Says how all jobs are, as often as each is looked at, and once more at the end. */
async function tellRegularly({ overview, inputs, options }: Step, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await options.clock.sleep(inputs.wait.intervalSeconds * 1000, stop)
    overview.tell()
  }
}

/** Begins one job after another, as there are places. Resolves when each has ended, or is only waited for. */
async function beginAll(step: Step): Promise<void> {
  const { names } = step
  const begun: Promise<void>[] = []
  for (const name of names) {
    if (await takePlace(step, () => mayBegin(step))) begun.push(begin(step, name))
    else end(step, name, { error: notBegun(step), changed: false })
  }
  await Promise.all(begun)
}

/** Takes a place, and gives it back if nothing may be done in it by then. */
async function takePlace({ places, options }: Step, may: () => boolean): Promise<boolean> {
  await places.take(options.signal)
  if (may()) return true
  places.give()
  return false
}

/** Starts what was refused because too many jobs ran, until all have been started or the time is over. */
async function workQueueOff(step: Step): Promise<void> {
  const { names, refused, deadline, options, inputs, ends } = step
  if (refused.size === 0) return
  deadline.startFor(false)
  options.logger.info(
    `The service lets no more jobs run, so ${refused.size} of ${names.length} must wait: each is started when another one ends.`
  )
  const left = await startQueued(
    [...refused.keys()].sort((a, b) => names.indexOf(a) - names.indexOf(b)),
    {
      isRefused: (name) => isRefusedAgain(step, name),
      mayStart: () => takePlace(step, () => mayBegin(step) && deadline.left() > 0),
      timeLeft: deadline.left,
      ends,
      interval: inputs.wait.intervalSeconds * 1000,
      signal: options.signal
    }
  )
  for (const name of left) end(step, name, neverStarted(refused.get(name) as OperationResult, whyNot(step)))
}

/** Ends what was refused because too many jobs ran, where the next run of the workflow mends that. */
function leaveToNextRun(step: Step): void {
  const others = [...step.results.values()]
  for (const [name, refusal] of step.refused) {
    const result = leftToNextRun(refusal, others)
    if (result.error === undefined) step.logs.get(name)?.warning(NOT_STARTED)
    end(step, name, result)
  }
}

async function isRefusedAgain(step: Step, name: string): Promise<boolean> {
  step.refused.delete(name)
  await begin(step, name)
  return step.refused.has(name)
}

/** Tries a job, in a place that was taken for it. Resolves when it has ended, is only waited for, or is refused. */
function begin(step: Step, name: string): Promise<void> {
  const { inputs, refused, places, attempts } = step
  return new Promise((begun) => {
    const ended = attempt(step, name, begun).then((result) => {
      places.give()
      const queues = isOverLimit(result) && hasQueue(inputs)
      if (queues || isLeftToNextRun(inputs, result)) refused.set(name, result)
      else end(step, name, isOverLimit(result) ? withoutQueue(result) : result)
      begun()
    })
    attempts.push(ended)
  })
}

/** @param waits called when the job is only waited for */
async function attempt(step: Step, name: string, waits: () => void): Promise<OperationResult> {
  const { inputs, options, places, pace, overview, deadline, logs } = step
  const { clock } = options
  let isOnlyWaited = false
  const own: RetryOptions = {
    ...options,
    clock: givingWay(clock, places, () => isOnlyWaited),
    deadline: startDeadline('timeout-seconds', inputs.timeoutSeconds, clock),
    logger: logs.get(name) ?? options.logger,
    pace
  }
  const shared: SharedWait = {
    deadline(changed) {
      overview.move(name, 'runs')
      isOnlyWaited = true
      waits()
      return deadline.startFor(changed)
    },
    record: (_, counters) => overview.record(name, counters)
  }
  try {
    return await operate(step.reach(name), { ...inputs, jobName: name }, own, shared)
  } catch (error) {
    // Whatever could have changed the job tells in its result what came of it.
    return { error, changed: false }
  }
}

function end(step: Step, name: string, result: OperationResult): void {
  const { names, results, overview, ends, logs, tell } = step
  results.set(name, slim(result, name === names.at(-1)))
  overview.move(name, result.error === undefined ? 'ended' : 'failed')
  tell({ name, result }, logs.get(name)?.lines() ?? [])
  ends.add()
}

function mayBegin(step: Step): boolean {
  return !step.options.signal.aborted && !(step.many.failFast && firstFailed(step) !== undefined)
}

/** The job that failed first. */
function firstFailed({ results }: Step): string | undefined {
  return [...results].find(([, { error }]) => error !== undefined)?.[0]
}

function notBegun(step: Step): NotBegun {
  const why = step.options.signal.aborted
    ? 'The workflow was cancelled.'
    : `The job ${firstFailed(step)} had failed, and fail-fast is true.`
  return new NotBegun('CancelOperation', `${why} Nothing was sent for this job.`)
}

/** Why a job that waited in the queue was never started. */
function whyNot(step: Step): string {
  if (step.options.signal.aborted) return 'the workflow was cancelled.'
  if (step.deadline.left() > 0) return `the job ${firstFailed(step)} had failed, and fail-fast is true.`
  return `the ${step.inputs.wait.timeoutSeconds} s of wait-timeout-seconds were over.`
}

/** Each warning once, with the jobs that it is about. */
function warningsOf({ names, logs }: Step): Map<string, string[]> {
  const warnings = new Map<string, string[]>()
  for (const name of names) {
    for (const text of logs.get(name)?.warnings() ?? [])
      warnings.set(text, [...(warnings.get(text) ?? []), name])
  }
  return warnings
}
