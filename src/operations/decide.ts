import { ClientError, type GetJobResp, type ImportQos, identifier } from '@alicloud/hcs-mgw20240626'
import type { Throttling } from '../inputs/throttling.ts'
import { JobFailed } from '../job/result.ts'
import { isFinished, isRunning } from '../job/states.ts'
import type { Run } from '../timetable/state.ts'
import type { DatedLine, WeeklyLine } from '../timetable/timetable.ts'

/** What is to be done to a job, so that it is as a line of a timetable asks. */
export type Decision =
  | Nothing
  | { name: 'pause' }
  /** `throttling`: what it must get before it runs. */
  | { name: 'start'; throttling: Throttling | undefined }
  | { name: 'throttle'; throttling: Throttling }

/** Nothing is sent. */
export interface Nothing {
  name: 'nothing'
  /** Why not. */
  text: string
  /** What the step fails with, if that is no good. */
  error?: ClientError | JobFailed
  /** Whether it is worth a warning. */
  isOdd?: boolean
}

/** @param job how it is, by GetJob */
export function decide(line: WeeklyLine | DatedLine, job: GetJobResp): Decision {
  const status = identifier(job.status) ?? 'an unknown state'
  return line.state.name === 'pause'
    ? decidePause(line, status)
    : decideRun(line, line.state, status, job.importQos)
}

function decidePause(line: WeeklyLine | DatedLine, status: string): Decision {
  if (isRunning(status)) return { name: 'pause' }
  if (status === 'IMPORT_JOB_INTERRUPTED') {
    return {
      name: 'nothing',
      text: 'The migration was interrupted, so there is nothing to pause.',
      isOdd: true
    }
  }
  if (isPaused(status) || isOver(status)) return asAsked(line, status)
  return unknownState(status)
}

function decideRun(
  line: WeeklyLine | DatedLine,
  run: Run,
  status: string,
  shown: ImportQos | undefined
): Decision {
  if (isFinished(status)) return { name: 'nothing', text: `The migration is over: the job is at ${status}.` }
  if (status === 'IMPORT_JOB_CLOSING') {
    return { name: 'nothing', text: `The job is at ${status}: it is being closed, or is about to finish.` }
  }
  if (status === 'IMPORT_JOB_INTERRUPTED') {
    const text = 'The migration was interrupted. Fix the cause and start the job with start-job.'
    return failure(new JobFailed('JobInterrupted', text))
  }
  if (status === 'IMPORT_JOB_DELETING') {
    return failure(new JobFailed('ImportJobInDeleting', 'The job is being deleted.'))
  }
  if (!isRunning(status) && !isPaused(status)) return unknownState(status)
  const throttling = throttlingFor(run, shown)
  if (throttling === 'incomplete') return failure(incomplete(line, run))
  if (!isRunning(status)) return { name: 'start', throttling }
  return throttling === undefined ? asAsked(line, status) : { name: 'throttle', throttling }
}

function asAsked({ number }: WeeklyLine | DatedLine, status: string): Nothing {
  return { name: 'nothing', text: `The job is at ${status}, as line ${number} of the timetable asks.` }
}

function failure(error: ClientError | JobFailed): Nothing {
  return { name: 'nothing', text: '', error }
}

/** What a state that is documented nowhere calls for, nobody knows. */
function unknownState(status: string): Nothing {
  const text = `The job is at ${status}, which this action does not know, so nothing was sent.`
  return failure(new JobFailed('InvalidImportJobStatus', text))
}

/** Whether a job waits to be started. */
function isPaused(status: string): boolean {
  return status === 'IMPORT_JOB_SUSPEND' || status === 'IMPORT_JOB_BEGIN'
}

function isOver(status: string): boolean {
  return isFinished(status) || status === 'IMPORT_JOB_CLOSING' || status === 'IMPORT_JOB_DELETING'
}

/**
 * The throttling to send; undefined where the job has what is asked for. Both values are always sent: where a line names
 * one only, the other stays as it is, unless nobody knows what that is.
 */
function throttlingFor(
  { maxBandwidth, maxQps }: Run,
  { maxBandWidth: shownBandwidth = 0, maxImportTaskQps: shownQps = 0 }: ImportQos = {}
): Throttling | 'incomplete' | undefined {
  const [bandwidth, qps] = [BigInt(shownBandwidth), BigInt(shownQps)]
  const throttling = { maxBandwidth: maxBandwidth ?? bandwidth, maxQps: maxQps ?? qps }
  if (throttling.maxBandwidth === bandwidth && throttling.maxQps === qps) return undefined
  return throttling.maxBandwidth > 0n && throttling.maxQps > 0n ? throttling : 'incomplete'
}

function incomplete({ number, text }: WeeklyLine | DatedLine, { maxBandwidth }: Run): ClientError {
  const [named, missing] =
    maxBandwidth === undefined ? ['files/s', 'a bandwidth'] : ['a bandwidth', 'files/s']
  return new ClientError(
    'InvalidArgument',
    `timetable, line ${number} ("${text}"): it names ${named} only. The service takes both values at once, and the job has no other one to keep: name ${missing} in the line too.`
  )
}

/** Whether a job may run faster than is asked for. What is not shown may be anything. */
export function mayBeFaster({ importQos }: GetJobResp, { maxBandwidth, maxQps }: Throttling): boolean {
  const { maxBandWidth, maxImportTaskQps } = importQos ?? {}
  const isWithin = (shown: number | bigint | undefined, asked: bigint): boolean =>
    shown !== undefined && shown > 0 && BigInt(shown) <= asked
  return !isWithin(maxBandWidth, maxBandwidth) || !isWithin(maxImportTaskQps, maxQps)
}

/** The most that the service lets a job have: bit/s in two regions' groups, and files per second. */
const CAPS = [2_000_000_000n, 1_000_000_000n, 2000n]

/**
 * Whether the service itself may show what was asked for otherwise: counted in 1024s, or capped at what it documents
 * (https://www.alibabacloud.com/help/en/data-online-migration). To set it again would change nothing.
 */
export function mayBeAsAsked({ importQos }: GetJobResp, { maxBandwidth, maxQps }: Throttling): boolean {
  const { maxBandWidth = 0, maxImportTaskQps = 0 } = importQos ?? {}
  return isOtherwise(BigInt(maxBandWidth), maxBandwidth) && isOtherwise(BigInt(maxImportTaskQps), maxQps)
}

function isOtherwise(shown: bigint, asked: bigint): boolean {
  const isCapped = shown < asked && CAPS.some((cap) => shown === cap || shown === in1024s(cap))
  return shown === asked || shown === in1024s(asked) || isCapped
}

/** A number with the same digits in units of 1024: 2147483648 for 2000000000. */
function in1024s(value: bigint): bigint {
  const [factor, binary] = (
    [
      [1_000_000_000n, 2n ** 30n],
      [1_000_000n, 2n ** 20n],
      [1000n, 2n ** 10n]
    ] as const
  ).find(([decimal]) => value >= decimal) ?? [1n, 1n]
  return (value * binary) / factor
}
