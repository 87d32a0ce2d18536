import { type GetJobResp, type ImportQos, identifier } from '@alicloud/hcs-mgw20240626'
import type { Change, Throttling } from '../inputs/operation.ts'
import { redact } from '../redact.ts'
import type { Logger } from '../runner/logger.ts'
import { quote } from '../text.ts'
import { formatBandwidth, formatNumber } from '../units.ts'

/** The status to send, by operation (API 2024-06-26, UpdateJob). */
export const STATUS_TO_SEND = {
  'start-job': 'IMPORT_JOB_LAUNCHING',
  'resume-job': 'IMPORT_JOB_LAUNCHING',
  'pause-job': 'IMPORT_JOB_SUSPEND',
  'close-job': 'IMPORT_JOB_CLOSING'
} as const

/** What a job is after a change. */
export const PARTICIPLES: Record<string, string> = {
  'start-job': 'started',
  'resume-job': 'resumed',
  'pause-job': 'paused',
  'close-job': 'closed',
  'update-qos': 'throttled',
  'apply-timetable': 'changed',
  'create-report': 'given a report',
  'retry-job': 'retried'
}

const RUNNING_STATES = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING']

/** The states of a round that has ended or is just ending. */
const TERMINAL_STATES = ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED', 'IMPORT_JOB_CONFIRMED']

/** The states that show that a change was applied. */
const APPLIED_STATES = {
  'start-job': RUNNING_STATES,
  'resume-job': RUNNING_STATES,
  'pause-job': ['IMPORT_JOB_SUSPEND'],
  'close-job': TERMINAL_STATES
}

const WORDS = new Map([
  ['IMPORT_JOB_BEGIN', 'not started yet'],
  ['IMPORT_JOB_LAUNCHING', 'starting'],
  ['IMPORT_JOB_PREPARING', 'preparing'],
  ['IMPORT_JOB_DOING', 'running'],
  ['IMPORT_JOB_SUSPEND', 'paused'],
  ['IMPORT_JOB_CLOSING', 'closing'],
  ['IMPORT_JOB_FINISHED', 'finished'],
  ['IMPORT_JOB_CONFIRMED', 'finished and confirmed'],
  ['IMPORT_JOB_INTERRUPTED', 'interrupted'],
  ['IMPORT_JOB_DELETING', 'being deleted']
])

/** A status that can be shown. A known one is never redacted, even if it equals a secret. */
export function redactStatus(status: string): string {
  return WORDS.has(status) ? status : redact(status)
}

/** A job's status if it is a plain identifier without a secret. */
export function shownStatus(status: string | undefined): string | undefined {
  return identifier(redactStatus(status ?? ''))
}

/** What a reader calls a state, and the service's name for it. Example: `paused (IMPORT_JOB_SUSPEND)`. */
export function describeStatus(status: string | undefined): string {
  const name = shownStatus(status)
  const word = WORDS.get(name ?? '')
  return word === undefined ? `at ${name ?? 'an unknown state'}` : `${word} (${name})`
}

/** Counts jobs by their state, in the order of a job's life. Example: `5 running, 2 finished`. */
export function countStates(all: readonly (string | undefined)[]): string {
  const order = [...WORDS.keys()]
  const states = Map.groupBy(all, (status) => shownStatus(status) ?? '')
  return [...states]
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(
      ([status, of]) => `${of.length} ${WORDS.get(status) ?? (status === '' ? 'in an unknown state' : `at ${status}`)}`
    )
    .join(', ')
}

export function isRunning(status: string | undefined): boolean {
  return RUNNING_STATES.includes(status ?? '')
}

export function isTerminal(status: string | undefined): boolean {
  return TERMINAL_STATES.includes(status ?? '')
}

/** Whether the migration has finished. Another start is a new round, which rescans the whole source. */
export function isFinished(status: string | undefined): boolean {
  return status === 'IMPORT_JOB_FINISHED' || status === 'IMPORT_JOB_CONFIRMED'
}

/** Whether the job has stopped running. CLOSING is also the last step of a normal round. */
export function isStopped(status: string | undefined): boolean {
  return isFinished(status) || status === 'IMPORT_JOB_INTERRUPTED'
}

/** Whether the job is already in the state that a change requests. */
export function isAlreadyApplied(change: Change, { status = '', importQos }: GetJobResp): boolean {
  if (change.name !== 'update-qos') return APPLIED_STATES[change.name].includes(status)
  const { maxBandWidth = -1, maxImportTaskQps = -1 } = importQos ?? {}
  return BigInt(maxBandWidth) === change.maxBandwidth && BigInt(maxImportTaskQps) === change.maxQps
}

/** A clause about the job's state or throttling, whichever the change is about. Example: `nightly is paused (…)`. */
export function describeJob(name: string, change: Pick<Change, 'name'>, { status, importQos }: GetJobResp): string {
  return change.name === 'update-qos'
    ? `${name} is throttled to ${describeThrottling(importQos)}`
    : `${name} is ${describeStatus(status)}`
}

/** A throttling as the service writes it. */
export function importQosOf({ maxBandwidth, maxQps }: Throttling) {
  return { maxBandWidth: maxBandwidth, maxImportTaskQps: maxQps }
}

export function describeRates(throttling: Throttling): string {
  return describeThrottling(importQosOf(throttling))
}

/** Example: `100 Mbit/s (12.5 MB/s) and 500 files per second`. */
export function describeThrottling({ maxBandWidth, maxImportTaskQps }: ImportQos = {}): string {
  const bandwidth = maxBandWidth === undefined ? 'an unknown bandwidth' : formatBandwidth(maxBandWidth)
  const files = maxImportTaskQps === undefined ? 'unknown' : formatNumber(maxImportTaskQps)
  return `${bandwidth} and ${files} files per second`
}

/** Whether the service shows any throttling: an empty group is `{}`. */
export function isThrottled({ importQos }: GetJobResp): boolean {
  return importQos?.maxBandWidth !== undefined || importQos?.maxImportTaskQps !== undefined
}

/** https://www.alibabacloud.com/help/en/data-online-migration */
export const NEW_ROUND = 'that starts a new round, which scans the whole source again.'

/** Warns if the service's own schedule can start or pause the job. */
export function warnAboutSchedule({ scheduleRule }: GetJobResp, logger: Logger): void {
  const { startCronExpression, suspendCronExpression } = scheduleRule ?? {}
  const rules = [
    startCronExpression && `starts it at ${quote(startCronExpression)}`,
    suspendCronExpression && `pauses it at ${quote(suspendCronExpression)}`
  ].filter(Boolean)
  if (rules.length === 0) return
  const text = 'The job has a schedule of its own in the service, which can undo this'
  logger.warning(`${text}: it ${rules.join(' and ')} (cron).`)
}
