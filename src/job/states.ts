import type { GetJobResp, ImportQos } from '@alicloud/hcs-mgw20240626'
import type { Change } from '../inputs/inputs.ts'
import type { Throttling } from '../inputs/throttling.ts'
import { grouped } from '../text/units.ts'
import { describeBandwidth } from '../timetable/bandwidth.ts'

/** The status to send, by operation (API 2024-06-26, UpdateJob). */
export const STATUS_TO_SEND = {
  'start-job': 'IMPORT_JOB_LAUNCHING',
  'pause-job': 'IMPORT_JOB_SUSPEND',
  'close-job': 'IMPORT_JOB_CLOSING'
} as const

/** The states of a job that runs, in their order. */
const RUNNING_STATES = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING']

/** The states of a job whose migration has ended, or is just being ended. */
const TERMINAL_STATES = [
  'IMPORT_JOB_CLOSING',
  'IMPORT_JOB_FINISHED',
  'IMPORT_JOB_INTERRUPTED',
  'IMPORT_JOB_CONFIRMED'
]

/** The states in which an operation has had its effect. */
const APPLIED_STATES = {
  'start-job': RUNNING_STATES,
  'pause-job': ['IMPORT_JOB_SUSPEND'],
  'close-job': TERMINAL_STATES
}

export function isRunning(status: string | undefined): boolean {
  return RUNNING_STATES.includes(status ?? '')
}

export function isTerminal(status: string | undefined): boolean {
  return TERMINAL_STATES.includes(status ?? '')
}

/** Whether a job has migrated all that it was to: another start begins a new round, which scans the whole source again. */
export function isFinished(status: string | undefined): boolean {
  return status === 'IMPORT_JOB_FINISHED' || status === 'IMPORT_JOB_CONFIRMED'
}

/** Whether a job already is as a change asks for. */
export function isAlreadyApplied(change: Change, { status = '', importQos }: GetJobResp): boolean {
  if (change.name !== 'update-qos') return APPLIED_STATES[change.name].includes(status)
  const { maxBandWidth = -1, maxImportTaskQps = -1 } = importQos ?? {}
  return BigInt(maxBandWidth) === change.maxBandwidth && BigInt(maxImportTaskQps) === change.maxQps
}

/** How a job is, as far as a change is about it. */
export function describeState(change: Change, { status, importQos }: GetJobResp): string {
  return change.name === 'update-qos' ? describeThrottling(importQos) : (status ?? 'an unknown state')
}

/** How a job is to be after a change. */
export function describeGoal(change: Change): string {
  if (change.name !== 'update-qos') return STATUS_TO_SEND[change.name]
  return describeRates(change)
}

/** The throttling that is asked for, for people. */
export function describeRates({ maxBandwidth, maxQps }: Throttling): string {
  return describeThrottling({ maxBandWidth: maxBandwidth, maxImportTaskQps: maxQps })
}

/** A throttling for people: `100 Mbit/s (12.5 MB/s) and 500 files per second`. */
export function describeThrottling({ maxBandWidth, maxImportTaskQps }: ImportQos = {}): string {
  const bandwidth = maxBandWidth === undefined ? 'an unknown bandwidth' : describeBandwidth(maxBandWidth)
  const files = maxImportTaskQps === undefined ? 'unknown' : grouped(maxImportTaskQps)
  return `${bandwidth} and ${files} files per second`
}
