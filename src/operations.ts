import {
  type GetJobResp,
  type GetJobResponse,
  hostFor,
  ImportQos,
  UpdateJobInfo,
  type UpdateJobResponse
} from '@alicloud/hcs-mgw20240626'
import type { Change, Inputs } from './inputs.ts'
import type { JobService, Seen, Settle, Teller } from './service.ts'
import type { Settlement } from './settlement.ts'

/** The status to send, by operation (API 2024-06-26, UpdateJob). */
const STATUS = {
  'start-job': 'IMPORT_JOB_LAUNCHING',
  'pause-job': 'IMPORT_JOB_SUSPEND',
  'close-job': 'IMPORT_JOB_CLOSING'
} as const

/** The states of a job that does not run and cannot be paused any more. */
export const ENDED = [
  'IMPORT_JOB_CLOSING',
  'IMPORT_JOB_FINISHED',
  'IMPORT_JOB_INTERRUPTED',
  'IMPORT_JOB_CONFIRMED'
]

/** The states of a job in which an operation has had its effect. */
export const REACHED = {
  'start-job': ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'],
  'pause-job': ['IMPORT_JOB_SUSPEND'],
  'close-job': ENDED
}

/** What came of an operation. */
export interface Done {
  answer: Pick<UpdateJobResponse, 'statusCode' | 'headers'>
  /** The envelope's Data. */
  data: object
  changed: boolean
}

/**
 * Does what the inputs ask for: looks at the job where that is asked for or needed, and changes it where there is
 * something to change.
 *
 * @throws what `perform` throws
 */
export async function carryOut(service: JobService, inputs: Inputs, seen: Seen, tell: Teller): Promise<Done> {
  const { task, idempotent, dryRun, wait } = inputs
  if (task.operation === 'get-job' || idempotent || dryRun || wait.until === 'finished') {
    const { lookFirst } = await import('./look-first.ts')
    const done = await lookFirst(service, inputs, seen, tell)
    if (done !== undefined) return done
  }
  return { answer: await perform(service, task as Change, seen), data: {}, changed: true }
}

/** How a job is, as far as a task is about it. */
export function stateOf(task: Change, { status, importQos }: GetJobResp): string {
  if (task.operation !== 'update-qos') return status ?? 'an unknown state'
  return describeThrottling(importQos?.maxBandWidth ?? 'unknown', importQos?.maxImportTaskQps ?? 'unknown')
}

/** How a job is to be after a task. */
export function goalOf(task: Change): string {
  return task.operation === 'update-qos'
    ? describeThrottling(task.maxBandwidth, task.maxQps)
    : STATUS[task.operation]
}

function describeThrottling(
  maxBandwidth: number | bigint | string,
  maxQps: number | bigint | string
): string {
  return `${maxBandwidth} bit/s and ${maxQps} files per second`
}

/**
 * Makes the change that a task asks for, and finds out what became of it where an answer was lost.
 *
 * @throws what the service throws; Unsettled when the change may or may not have been made
 */
export async function perform(
  service: JobService,
  task: Change,
  seen: Seen
): Promise<UpdateJobResponse | GetJobResponse> {
  let settlement: Settlement | undefined
  const settle: Settle = async (failure) => {
    const { createSettlement } = await import(/* webpackChunkName: "failure" */ './settlement.ts')
    settlement ??= createSettlement(service, task, seen)
    return settlement.settle(failure)
  }
  try {
    return await service.update(change(task), settle)
  } catch (error) {
    const { lossOf } = await import(/* webpackChunkName: "failure" */ './settlement.ts')
    throw lossOf(error, task, settlement?.isOpen() ?? false)
  }
}

/** Whether a job already is as a task asks for. */
export function isAsAsked(task: Change, { status = '', importQos }: GetJobResp): boolean {
  if (task.operation !== 'update-qos') return REACHED[task.operation].includes(status)
  const { maxBandWidth = -1, maxImportTaskQps = -1 } = importQos ?? {}
  return BigInt(maxBandWidth) === task.maxBandwidth && BigInt(maxImportTaskQps) === task.maxQps
}

/** The change of the job that stands for a task: of its status or of its throttling, never of both. */
function change(task: Change): UpdateJobInfo {
  if (task.operation !== 'update-qos') return new UpdateJobInfo({ status: STATUS[task.operation] })
  const { maxBandwidth, maxQps } = task
  return new UpdateJobInfo({
    importQos: new ImportQos({ maxBandWidth: maxBandwidth, maxImportTaskQps: maxQps })
  })
}

/** What is about to be done, in one line for the log. */
export function describe({ task, jobName, endpoint }: Inputs, userId: string): string {
  const values = task.operation === 'update-qos' ? ` to ${goalOf(task)}` : ''
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`
  return `${task.operation} ${jobName}${values} at ${endpoint.protocol}//${hostFor(endpoint, userId)}${port} (region ${endpoint.region})`
}
