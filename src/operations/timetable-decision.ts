import { type GetJobResp, identifier } from '@alicloud/hcs-mgw20240626'
import { ActionError } from '../action-error.ts'
import type { Throttling } from '../inputs/operation.ts'
import { isFinished, isRunning } from '../job/states.ts'
import type { Run, StateEntry } from '../timetable/timetable.ts'

/** What to do to a job so that it matches an entry of the timetable. */
export type Decision =
  | NoChange
  | { name: 'pause' }
  /** `throttling`: set it before the job runs. */
  | { name: 'start'; throttling: Throttling | undefined }
  | { name: 'throttle'; throttling: Throttling }

export interface NoChange {
  name: 'no-change'
  reason: string
  error?: ActionError
  isWarning?: boolean
}

/** @param job as GetJob returned it */
export function decide(entry: StateEntry, job: GetJobResp): Decision {
  const status = identifier(job.status) ?? 'an unknown state'
  if (entry.state.name === 'pause') return decidePause(entry, status)
  return decideRun(entry, entry.state, status, throttlingOf(job))
}

function decidePause(entry: StateEntry, status: string): Decision {
  if (isRunning(status)) return { name: 'pause' }
  if (status === 'IMPORT_JOB_INTERRUPTED') {
    const reason = 'The migration was interrupted, so there is nothing to pause.'
    return { name: 'no-change', reason, isWarning: true }
  }
  const isOver = isFinished(status) || status === 'IMPORT_JOB_CLOSING' || status === 'IMPORT_JOB_DELETING'
  return isWaitingForStart(status) || isOver ? asRequested(entry, status) : unknownState(status)
}

function decideRun(entry: StateEntry, run: Run, status: string, current: Throttling): Decision {
  if (isFinished(status)) return { name: 'no-change', reason: `The migration is over: the job is at ${status}.` }
  if (status === 'IMPORT_JOB_CLOSING') {
    const reason = `The job is at ${status}: it is being closed, or is about to finish.`
    return { name: 'no-change', reason }
  }
  if (status === 'IMPORT_JOB_INTERRUPTED') {
    const text = 'The migration was interrupted. Fix the cause and start the job with start-job.'
    return failWith('JobInterrupted', text)
  }
  if (status === 'IMPORT_JOB_DELETING') return failWith('ImportJobInDeleting', 'The job is being deleted.')
  if (!isRunning(status) && !isWaitingForStart(status)) return unknownState(status)
  const throttling = throttlingFor(run, current)
  if (throttling === 'incomplete') return incomplete(entry, run)
  if (!isRunning(status)) return { name: 'start', throttling }
  return throttling === undefined ? asRequested(entry, status) : { name: 'throttle', throttling }
}

function asRequested({ number }: StateEntry, status: string): NoChange {
  return { name: 'no-change', reason: `The job is at ${status}, as line ${number} of the timetable asks.` }
}

function failWith(code: string, message: string): NoChange {
  return { name: 'no-change', reason: '', error: new ActionError(code, message) }
}

/** Undocumented states are never acted on. */
function unknownState(status: string): NoChange {
  const text = `The job is at ${status}, which this action does not know, so nothing was sent.`
  return failWith('InvalidImportJobStatus', text)
}

function isWaitingForStart(status: string): boolean {
  return status === 'IMPORT_JOB_SUSPEND' || status === 'IMPORT_JOB_BEGIN'
}

/** What GetJob shows; 0 where it shows nothing. */
function throttlingOf({ importQos }: GetJobResp): Throttling {
  const { maxBandWidth = 0, maxImportTaskQps = 0 } = importQos ?? {}
  return { maxBandwidth: BigInt(maxBandWidth), maxQps: BigInt(maxImportTaskQps) }
}

/**
 * The throttling to send; undefined if the job already has it. The service takes both values at once, so if an entry sets
 * only one, the other one keeps its current value.
 */
function throttlingFor(run: Run, current: Throttling): Throttling | 'incomplete' | undefined {
  const { maxBandwidth = current.maxBandwidth, maxQps = current.maxQps } = run
  if (maxBandwidth === current.maxBandwidth && maxQps === current.maxQps) return undefined
  return maxBandwidth > 0n && maxQps > 0n ? { maxBandwidth, maxQps } : 'incomplete'
}

function incomplete({ number, text }: StateEntry, { maxBandwidth }: Run): NoChange {
  const [named, missing] = maxBandwidth === undefined ? ['files/s', 'a bandwidth'] : ['a bandwidth', 'files/s']
  return failWith(
    'InvalidArgument',
    `timetable, line ${number} ("${text}"): it names ${named} only. The service takes both values at once, and the job has no other one to keep: name ${missing} in the line too.`
  )
}

/** Whether a job may run faster than requested. A value that isn't shown can be anything. */
export function mayBeFaster(job: GetJobResp, { maxBandwidth, maxQps }: Throttling): boolean {
  const current = throttlingOf(job)
  const isWithin = (shown: bigint, requested: bigint): boolean => shown > 0n && shown <= requested
  return !isWithin(current.maxBandwidth, maxBandwidth) || !isWithin(current.maxQps, maxQps)
}

/** The service's documented maximums: bandwidths in bit/s by group of regions, and files per second. */
const MAXIMUMS = [2_000_000_000n, 1_000_000_000n, 2000n]

/**
 * Whether the values that the service shows can be the requested ones: counted in 1024s, or capped at a documented
 * maximum (https://www.alibabacloud.com/help/en/data-online-migration). Setting them again would change nothing.
 */
export function mayBeAsRequested(job: GetJobResp, { maxBandwidth, maxQps }: Throttling): boolean {
  const current = throttlingOf(job)
  return isEquivalent(current.maxBandwidth, maxBandwidth) && isEquivalent(current.maxQps, maxQps)
}

function isEquivalent(shown: bigint, requested: bigint): boolean {
  const isCapped = shown < requested && MAXIMUMS.some((cap) => shown === cap || shown === in1024s(cap))
  return shown === requested || shown === in1024s(requested) || isCapped
}

/** The same digits in units of 1024: 2147483648 for 2000000000. */
function in1024s(value: bigint): bigint {
  const power = [3n, 2n, 1n].find((exponent) => value >= 1000n ** exponent) ?? 0n
  return (value * 1024n ** power) / 1000n ** power
}
