import { type GetJobResp, identifier, MgwError } from '@alicloud/hcs-mgw20240626'
import type { ApplyTimetable, Change, Inputs } from '../inputs/inputs.ts'
import type { Throttling } from '../inputs/throttling.ts'
import { makeChange } from '../job/change.ts'
import type { Job, JobSnapshot } from '../job/job.ts'
import { JobFailed, type OperationResult } from '../job/result.ts'
import { describeGoal, isRunning } from '../job/states.ts'
import { startDeadline } from '../retry/deadline.ts'
import type { RetryOptions } from '../retry/retry.ts'
import { codeOf } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { type InForce, inForceAt } from '../timetable/in-force.ts'
import { isSame } from '../timetable/state.ts'
import { type SharedWait, waitFor } from '../wait/wait.ts'
import { mayBeAsAsked, mayBeFaster } from './decide.ts'

/** One job on its way into the state that a line of a timetable asks for. */
export interface Course {
  job: Job
  inputs: Inputs<ApplyTimetable>
  options: RetryOptions
  /** What is carried out. */
  inForce: InForce
  /** The job before anything was changed. */
  before: JobSnapshot
  /** For one job of several. */
  shared: SharedWait | undefined
}

/** What came of the changes so far. */
export interface Changes extends OperationResult {
  /** Those that the service has accepted, in their order. */
  accepted: { change: Change; requestId: string | undefined }[]
  /** Whether a look has found the job otherwise than it was taken to be: then it is looked at anew. */
  isOvertaken?: boolean
}

const NOTHING: Changes = { changed: false, accepted: [] }

/** What the timetable says now. */
export function inForceNow({ timetable, zone }: ApplyTimetable, { clock }: RetryOptions): InForce {
  return inForceAt(timetable, zone, clock.date())
}

/** Whether the timetable has come to ask for something else. */
export function hasTurned({ inputs, options, inForce }: Omit<Course, 'before'>): boolean {
  return !isSame(inForceNow(inputs.operation, options).line.state, inForce.line.state)
}

/** Two results, of what was done first and of what came after it, as one. */
export function followedBy(first: Changes, next: Changes): Changes {
  const isKnown = first.changed !== undefined && next.changed !== undefined
  const accepted = [...first.accepted, ...next.accepted]
  const last = accepted.findLast(({ requestId }) => requestId !== undefined)
  const { note, ...rest } = first
  return {
    ...rest,
    ...next,
    error: next.error,
    changed: first.changed || next.changed ? true : isKnown ? false : undefined,
    requestId: last?.requestId ?? next.requestId,
    before: first.before ?? next.before,
    job: next.job ?? first.job,
    accepted,
    isOvertaken: next.isOvertaken ?? false
  }
}

/** Pauses the job. */
export function pause(course: Course): Promise<Changes> {
  return make(course, { name: 'pause-job' }, course.before.job)
}

/** Starts the job, with its throttling set before, so that it never runs faster than it may. */
export async function start(course: Course, throttling: Throttling | undefined): Promise<Changes> {
  const job = course.before.job
  const begin = (): Promise<Changes> => make(course, { name: 'start-job' }, job)
  if (throttling === undefined) return begin()
  const set = await make(course, qos(throttling), job)
  if (!isRefusedInState(set)) return andThen(set, begin)
  if (set.job?.status !== job.status) return { ...set, isOvertaken: true }
  course.options.logger.info(
    'The service does not set the throttling before the start, so it is set right after it.'
  )
  const started = followedBy(set, await begin())
  if (started.error !== undefined)
    return started.changed === false ? started : pauseForSafety(course, started)
  return andThen(started, async () => {
    const again = await make(course, qos(throttling), job)
    return again.error === undefined ? again : pauseForSafety(course, again)
  })
}

/** Sets the throttling of a job that runs; where the service refuses that, it is paused for it. */
export async function throttle(course: Course, throttling: Throttling): Promise<Changes> {
  const { before, inForce, options } = course
  const set = await make(course, qos(throttling), before.job)
  if (set.error === undefined || hasTurned(course) || isCancellation(set.error)) return set
  if (!isRefusedInState(set)) return mayBeFaster(before.job, throttling) ? pauseForSafety(course, set) : set
  if (!isRunning(set.job?.status)) return { ...set, isOvertaken: true }
  if (mayBeAsAsked(before.job, throttling)) {
    options.logger.warning(
      `The job has what the service makes of line ${inForce.line.number}, and cannot be throttled while it runs. Nothing was changed.`
    )
    return followedBy(set, NOTHING)
  }
  options.logger.info('The service does not set the throttling of a job that runs, so it is paused for it.')
  const paused = followedBy(set, await pauseAndWait(course))
  return andThen(paused, () => setAndStart(course, throttling, paused.job ?? before.job))
}

async function setAndStart(course: Course, throttling: Throttling, job: GetJobResp): Promise<Changes> {
  const set = await make(course, qos(throttling), job)
  let isPaused = true
  const started = await andThen(set, async () => {
    const last = await make(course, { name: 'start-job' }, job)
    // Of a start that is in doubt nobody knows.
    isPaused = last.changed === false
    return last
  })
  if (started.error === undefined || !isPaused) return started
  return { ...started, note: join(started.note, 'The job stays paused.') }
}

/** Pauses the job, and waits until it is paused: the service sets its throttling then. */
async function pauseAndWait(course: Course): Promise<Changes> {
  const { job, inputs, options, before, shared } = course
  const paused = await pause(course)
  if (paused.accepted.length === 0) return paused
  const wait = { ...inputs.wait, until: 'applied' } as const
  const precheck = { snapshot: before, history: undefined, result: undefined }
  const waited = await waitFor(job, { operation: { name: 'pause-job' }, wait }, paused, precheck, options, {
    shared
  })
  return { ...waited, accepted: paused.accepted, isOvertaken: isEnded(waited) }
}

/** Whether a wait has ended because the job has: what that means, a look at it tells. */
export function isEnded({ error }: OperationResult): boolean {
  return error instanceof JobFailed && error.code === 'JobEnded'
}

/** Pauses a job that might run faster than asked, after a change that failed. Tried in short when the run is cancelled. */
export async function pauseForSafety(course: Course, failed: Changes): Promise<Changes> {
  const { options, inForce } = course
  const isCancelled = options.signal.aborted
  const limits = isCancelled ? { signal: new AbortController().signal, maxAttempts: 1 } : {}
  const seconds = isCancelled ? 5 : course.inputs.timeoutSeconds
  const paused = await makeWithin(
    course,
    { name: 'pause-job' },
    course.before.job,
    { ...options, ...limits },
    seconds
  )
  const text =
    paused.error === undefined
      ? `The job was paused, so that it does not run faster than line ${inForce.line.number} asks.`
      : `The job could not be paused (${identifier(codeOf(paused.error)) ?? 'an unknown error'}), so it may run faster than line ${inForce.line.number} asks: pause it by hand.`
  return { ...followedBy(failed, paused), error: failed.error, note: join(failed.note, text) }
}

/** Goes on after a change that was made. */
async function andThen(first: Changes, next: () => Promise<Changes>): Promise<Changes> {
  return first.error !== undefined ? first : followedBy(first, await next())
}

/** Makes a change, unless the hour has turned. */
async function make(course: Course, change: Change, before: GetJobResp): Promise<Changes> {
  if (hasTurned(course)) return NOTHING
  return makeWithin(course, change, before, course.options, course.inputs.timeoutSeconds)
}

async function makeWithin(
  course: Course,
  change: Change,
  before: GetJobResp,
  options: RetryOptions,
  seconds: number
): Promise<Changes> {
  const deadline = startDeadline('timeout-seconds', seconds, options.clock)
  const result = await makeChange(
    course.job,
    change,
    before,
    { ...options, deadline },
    () => !hasTurned(course)
  )
  if (result.error !== undefined || result.changed === false) return { ...result, accepted: [] }
  const { requestId, note } = result
  const goal = change.name === 'update-qos' ? ` to ${describeGoal(change)}` : ''
  const id = requestId === undefined ? '' : ` (request ID ${requestId})`
  options.logger.info(note ?? `The service accepted ${change.name}${goal}${id}.`)
  const { note: told, ...rest } = result
  return { ...rest, accepted: [{ change, requestId }] }
}

function qos(throttling: Throttling): Change {
  return { name: 'update-qos', ...throttling }
}

/** Whether the service has refused a change in the state that the job is in. */
function isRefusedInState({ error, changed }: Changes): boolean {
  const codes = ['InvalidImportJobStatus', 'ImportJobConflictOnUpdateStatus']
  return changed === false && error instanceof MgwError && codes.includes(error.code)
}

function join(...texts: (string | undefined)[]): string {
  return texts.filter(Boolean).join(' ')
}
