import type { ApplyTimetable, Inputs } from '../inputs/inputs.ts'
import type { Throttling } from '../inputs/throttling.ts'
import type { Job, JobSnapshot } from '../job/job.ts'
import { JobFailed, type OperationResult } from '../job/result.ts'
import { isFinished, isRunning } from '../job/states.ts'
import { type Deadline, startDeadline } from '../retry/deadline.ts'
import type { RetryOptions } from '../retry/retry.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { describeInForce, describeNext, describePast } from '../timetable/describe.ts'
import { lookForThrottling } from '../wait/applied.ts'
import { type SharedWait, waitFor } from '../wait/wait.ts'
import {
  type Changes,
  type Course,
  followedBy,
  hasTurned,
  inForceNow,
  isEnded,
  pause,
  pauseForSafety,
  start,
  throttle
} from './course.ts'
import { type Decision, decide, mayBeFaster, type Nothing } from './decide.ts'
import { describeEnd, foresee, noteOf, warnOf } from './describe.ts'

/** How often a job is looked at anew because others change it, too. */
const MAX_TURNS = 5

/**
 * Puts a job into the state that its timetable asks for now. What the hour says is worked out again before each change,
 * and once more at the end: where it has turned meanwhile, the new line is carried out too.
 *
 * @param shared for one job of several
 */
export async function applyTimetable(
  job: Job,
  inputs: Inputs<ApplyTimetable>,
  options: RetryOptions,
  shared?: SharedWait
): Promise<OperationResult> {
  const { logger } = options
  const past = describePast(inForceNow(inputs.operation, options))
  if (past !== undefined) logger.notice(past)
  let done: Changes | undefined
  for (let turn = 1; ; turn++) {
    const inForce = inForceNow(inputs.operation, options)
    for (const line of describeInForce(inForce)) logger.info(line)
    const attempt = { job, inputs, options, inForce, shared }
    const next = await applyLine(attempt, done)
    done = done === undefined ? next : followedBy(done, next)
    const isOvertaken = next.isOvertaken === true && turn < MAX_TURNS
    if (isCancellation(next.error) || !(hasTurned(attempt) || isOvertaken)) {
      const { accepted, isOvertaken, ...result } = done
      return { ...result, data: {}, inForce: inForceNow(inputs.operation, options) }
    }
    logger.info(
      isOvertaken
        ? 'Meanwhile the job has changed by itself, or by somebody else.'
        : 'Meanwhile the timetable has come to ask for something else.'
    )
  }
}

/** Looks at the job, and does what the line in force asks for. */
async function applyLine(attempt: Omit<Course, 'before'>, done: Changes | undefined): Promise<Changes> {
  const { job, inputs, inForce } = attempt
  let { options } = attempt
  let before: JobSnapshot
  try {
    if (done !== undefined && !done.isOvertaken) await settle(attempt, done)
    // What came before may have taken longer than a change may.
    if (done !== undefined) options = { ...options, deadline: timeFor(attempt) }
    before = withThrottling(await job.get(options), done)
  } catch (error) {
    return { error, changed: false, accepted: [] }
  }
  if (done === undefined) warnOf(before, options)
  const course = { ...attempt, options, before }
  const decision = decide(inForce.line, before.job)
  const seen = {
    job: before.job,
    statusCode: before.statusCode,
    requestId: before.requestId,
    before: before.job
  }
  if (decision.name === 'nothing') return { ...seen, ...(await leave(course, decision)) }
  if (inputs.dryRun) return { ...seen, changed: false, accepted: [], note: foresee(course, decision) }
  const made = await change(course, decision)
  const after = await untilApplied(course, made)
  return { ...after, before: before.job, job: after.job ?? before.job, note: noteOf(course, after) }
}

function timeFor({ inputs, options }: Omit<Course, 'before'>): Deadline {
  return startDeadline('timeout-seconds', inputs.timeoutSeconds, options.clock)
}

/** The last throttling that the service has accepted. */
function lastThrottling({ accepted }: Changes): ({ name: 'update-qos' } & Throttling) | undefined {
  return accepted.map(({ change }) => change).findLast((change) => change.name === 'update-qos')
}

/** A look at the job, with the throttling that it was given since: a look may show the old one for a while. */
function withThrottling(look: JobSnapshot, done: Changes | undefined): JobSnapshot {
  const set = done && lastThrottling(done)
  if (set === undefined) return look
  const importQos = { maxBandWidth: set.maxBandwidth, maxImportTaskQps: set.maxQps }
  return { ...look, job: { ...look.job, importQos } }
}

/**
 * Waits until the last change of the job's state shows: until then, a look may show the job as it was before.
 *
 * @throws JobFailed `WaitTimeout` when it does not in time
 */
async function settle(
  { job, inputs, options, shared }: Omit<Course, 'before'>,
  done: Changes
): Promise<void> {
  const last = done.accepted.map(({ change }) => change).findLast(({ name }) => name !== 'update-qos')
  if (last === undefined) return
  const wait = { ...inputs.wait, until: 'applied' } as const
  const { error } = await waitFor(
    job,
    { operation: last, wait },
    { ...done, job: undefined },
    undefined,
    options,
    { shared }
  )
  // What else has become of the job, the next look tells.
  if (error instanceof JobFailed && error.code !== 'WaitTimeout') return
  if (error !== undefined) throw error
}

function change(course: Course, decision: Exclude<Decision, Nothing>): Promise<Changes> {
  if (decision.name === 'pause') return pause(course)
  return decision.name === 'start'
    ? start(course, decision.throttling)
    : throttle(course, decision.throttling)
}

/** Waits until what was changed shows, where that is asked for. */
async function untilApplied(course: Course, made: Changes): Promise<Changes> {
  const { job, inputs, options, inForce, before, shared } = course
  const { accepted } = made
  if (
    made.error !== undefined ||
    accepted.length === 0 ||
    inputs.wait.until !== 'applied' ||
    hasTurned(course)
  )
    return made
  const { wait } = inputs
  const precheck = { snapshot: before, history: undefined, result: undefined }
  const name = inForce.line.state.name === 'pause' ? 'pause-job' : 'start-job'
  const reached = await waitFor(job, { operation: { name }, wait }, made, precheck, options, { shared })
  const set = lastThrottling(made)
  if (reached.error !== undefined || set === undefined || !isRunning(reached.job?.status))
    return { ...reached, accepted, isOvertaken: isEnded(reached) }
  const shown = await waitFor(job, { operation: set, wait }, reached, precheck, options, {
    lookFor: (_, tracking, look) => lookForThrottling(before.job, set, tracking, look),
    shared
  })
  const changes = { ...shown, accepted, isOvertaken: !isRunning(shown.job?.status) }
  const isTooFast = changes.error instanceof JobFailed && mayBeFaster(before.job, set)
  return isTooFast ? pauseForSafety(course, changes) : changes
}

/** The result where nothing is to be changed. */
async function leave(
  { job, options, inForce, before }: Course,
  { text, error, isOdd }: Nothing
): Promise<Changes> {
  if (error !== undefined) return { changed: false, accepted: [], error }
  if (isOdd) options.logger.warning(text)
  const isOver = inForce.line.state.name === 'run' && isFinished(before.job.status)
  const end = isOver ? await describeEnd(job, inForce.zone, options) : []
  return { changed: false, accepted: [], note: [text, ...end, describeNext(inForce)].join(' ') }
}
