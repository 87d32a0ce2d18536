import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import type { Change, Throttling } from '../inputs/operation.ts'
import { describeStatus, describeThrottling, isFinished, isRunning, shownStatus } from '../job/states.ts'
import type { Run, StateEntry, Timetable } from '../timetable/timetable.ts'

/** The next thing to do for a job to match an entry of the timetable. */
export type Decision =
  | { name: 'send'; change: Change }
  | { name: 'nothing'; reason: string; isWarning: boolean }
  | { name: 'fail'; error: unknown }

/** The service's refusals to set the throttling because of the job's state: while it runs, and while it doesn't. */
export interface Refusals {
  running?: unknown
  waiting?: unknown
}

/** @param job as GetJob returned it, with what was accepted since */
export function decide(entry: StateEntry, job: GetJobResp, refusals: Refusals): Decision {
  const { state } = entry
  return state.name === 'pause' ? decidePause(entry, job) : decideRun(entry, state, job, refusals)
}

function decidePause(entry: StateEntry, { status }: GetJobResp): Decision {
  if (isRunning(status)) return { name: 'send', change: { name: 'pause-job' } }
  if (status === 'IMPORT_JOB_SUSPEND') return asRequested(entry, status)
  const isOver = isFinished(status) || status === 'IMPORT_JOB_CLOSING' || status === 'IMPORT_JOB_DELETING'
  if (!isOver && status !== 'IMPORT_JOB_BEGIN' && status !== 'IMPORT_JOB_INTERRUPTED') return unknownState(status)
  const reason = `The job is ${describeStatus(status)}, so there is nothing to pause.`
  return nothing(reason, status === 'IMPORT_JOB_INTERRUPTED')
}

function decideRun(entry: StateEntry, run: Run, job: GetJobResp, refusals: Refusals): Decision {
  const { status } = job
  const state = describeStatus(status)
  if (isFinished(status)) return nothing(`The job is ${state}, so there is nothing to start.`)
  if (status === 'IMPORT_JOB_CLOSING') return nothing(`The job is ${state}: it is being closed, or is about to finish.`)
  if (status === 'IMPORT_JOB_INTERRUPTED')
    return failWith('JobInterrupted', 'The migration was interrupted. Fix the cause and start the job with start-job.')
  if (status === 'IMPORT_JOB_DELETING') return failWith('ImportJobInDeleting', 'The job is being deleted.')
  const isKnown = status === 'IMPORT_JOB_SUSPEND' || status === 'IMPORT_JOB_BEGIN' || isRunning(status)
  return isKnown ? decideStart(entry, run, job, refusals) : unknownState(status)
}

/** For a job that runs, or that can be started. Its throttling comes first, so that it never runs faster than requested. */
function decideStart(entry: StateEntry, run: Run, job: GetJobResp, refusals: Refusals): Decision {
  const isWaiting = !isRunning(job.status)
  const throttling = throttlingFor(run, job)
  if (throttling === 'incomplete') return failWith('InvalidArgument', explainRate(entry, run))
  if (throttling !== undefined && !(isWaiting ? refusals.waiting : refusals.running))
    return { name: 'send', change: { name: 'update-qos', ...throttling } }
  if (!isWaiting)
    return throttling === undefined ? asRequested(entry, job.status) : decideUnthrottled(entry, job, throttling)
  // It can be throttled neither while it runs nor while it waits.
  const isNeverThrottled = throttling !== undefined && refusals.running !== undefined
  return isNeverThrottled ? { name: 'fail', error: refusals.waiting } : { name: 'send', change: { name: 'start-job' } }
}

/** For a job that can't be throttled while it runs. */
function decideUnthrottled({ number }: StateEntry, job: GetJobResp, throttling: Throttling): Decision {
  if (mayBeFaster(job, throttling)) return { name: 'send', change: { name: 'pause-job' } }
  const reason = `The job is limited to ${describeThrottling(job.importQos)}, less than line ${number} allows. The service doesn't change that while the job runs, so nothing was changed.`
  return nothing(reason, true)
}

function asRequested({ number }: StateEntry, status: string | undefined): Decision {
  return nothing(`The job is ${describeStatus(status)}, as line ${number} requests.`)
}

function nothing(reason: string, isWarning = false): Decision {
  return { name: 'nothing', reason, isWarning }
}

function failWith(code: string, message: string): Decision {
  return { name: 'fail', error: new ActionError(code, message) }
}

/** Undocumented states are never acted on. */
function unknownState(status: string | undefined): Decision {
  const state = shownStatus(status) ?? 'an unknown state'
  return failWith('InvalidImportJobStatus', `The job is at ${state}, which this action doesn't know. Nothing was sent.`)
}

/** What GetJob shows; 0 where it shows nothing. */
function throttlingOf({ importQos }: GetJobResp): Throttling {
  const { maxBandWidth = 0, maxImportTaskQps = 0 } = importQos ?? {}
  return { maxBandwidth: BigInt(maxBandWidth), maxQps: BigInt(maxImportTaskQps) }
}

/**
 * The throttling to send; undefined if the job already has it, or what the service makes of it. The service takes both
 * values at once, so if an entry sets only one, the other one keeps its current value.
 */
function throttlingFor(run: Run, job: GetJobResp): Throttling | 'incomplete' | undefined {
  const current = throttlingOf(job)
  const { maxBandwidth = current.maxBandwidth, maxQps = current.maxQps } = run
  const isSet = isEquivalent(current.maxBandwidth, maxBandwidth) && isEquivalent(current.maxQps, maxQps, MAX_QPS)
  if (isSet) return undefined
  return maxBandwidth > 0n && maxQps > 0n ? { maxBandwidth, maxQps } : 'incomplete'
}

function explainRate({ number, text }: StateEntry, { maxBandwidth }: Run): string {
  const [named, missing] = maxBandwidth === undefined ? ['files/s', 'a bandwidth'] : ['a bandwidth', 'files/s']
  return `timetable, line ${number} ("${text}"): it sets only ${named}. The service takes both values at once, and the job has no other value to keep: add ${missing} to the line.`
}

/** Why the `run` entries will fail if they set only one rate and the job lacks the other. All of them set the same rates. */
export function missingRateIn({ weekly, dated }: Timetable, job: GetJobResp): string | undefined {
  const entry = [...weekly, ...dated].find(({ state }) => state.name === 'run')
  if (entry?.state.name !== 'run' || isFinished(job.status)) return undefined
  return throttlingFor(entry.state, job) === 'incomplete' ? explainRate(entry, entry.state) : undefined
}

/** Whether a job may run faster than an entry allows. A value that isn't shown can be anything. */
export function isTooFast({ state }: StateEntry, job: GetJobResp): boolean {
  if (state.name === 'pause' || !isRunning(job.status)) return false
  const throttling = throttlingFor(state, job)
  return throttling !== undefined && throttling !== 'incomplete' && mayBeFaster(job, throttling)
}

/** Whether a job is slower than requested, by values that no line of its timetable sets. */
export function isCapped({ weekly, dated }: Timetable, job: GetJobResp, requested: Throttling): boolean {
  const { maxBandwidth, maxQps } = throttlingOf(job)
  const isSet = [...weekly, ...dated].some(
    ({ state }) =>
      state.name === 'run' &&
      (state.maxBandwidth ?? maxBandwidth) === maxBandwidth &&
      (state.maxQps ?? maxQps) === maxQps
  )
  return !isSet && !mayBeFaster(job, requested)
}

function mayBeFaster(job: GetJobResp, { maxBandwidth, maxQps }: Throttling): boolean {
  const current = throttlingOf(job)
  const isWithin = (shown: bigint, requested: bigint): boolean =>
    shown > 0n && (shown <= requested || shown === in1024s(requested))
  return !isWithin(current.maxBandwidth, maxBandwidth) || !isWithin(current.maxQps, maxQps)
}

/** The service's documented maximums, by group of regions: bit/s, and files per second (200 to a local file system). */
const MAX_BANDWIDTH = [2_000_000_000n, 1_000_000_000n]
const MAX_QPS = [2000n, 200n]

/**
 * Whether the value that the service shows can be the requested one: counted in 1024s, or capped at a documented maximum
 * (https://www.alibabacloud.com/help/en/data-online-migration). Setting it again would change nothing.
 */
function isEquivalent(shown: bigint, requested: bigint, maximums = MAX_BANDWIDTH): boolean {
  const isCapped = shown < requested && maximums.some((cap) => shown === cap || shown === in1024s(cap))
  return shown === requested || shown === in1024s(requested) || isCapped
}

/** The same digits in units of 1024: 2147483648 for 2000000000. */
function in1024s(value: bigint): bigint {
  const power = [3n, 2n, 1n].find((exponent) => value >= 1000n ** exponent) ?? 0n
  return (value * 1024n ** power) / 1000n ** power
}
