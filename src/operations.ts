import {
  ClientError,
  type GetJobResp,
  type GetJobResponse,
  hostFor,
  ImportQos,
  MgwError,
  toMap,
  UpdateJobInfo,
  type UpdateJobResponse
} from '@alicloud/hcs-mgw20240626'
import type { Change, Inputs } from './inputs.ts'
import { mayHaveActed, Unsettled } from './persist.ts'
import type { JobService, Seen, Settle, Teller } from './service.ts'

/** The status to send, by operation (API 2024-06-26, UpdateJob). */
const STATUS = {
  'start-job': 'IMPORT_JOB_LAUNCHING',
  'pause-job': 'IMPORT_JOB_SUSPEND',
  'close-job': 'IMPORT_JOB_CLOSING'
} as const

/** The states of a job in which an operation has had its effect. */
const REACHED = {
  'start-job': ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'],
  'pause-job': ['IMPORT_JOB_SUSPEND'],
  'close-job': ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED', 'IMPORT_JOB_CONFIRMED']
}

/** Refusals that mean that somebody else was changing the job at that moment. */
const CONFLICTS = ['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently']

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
  const { task, idempotent, dryRun, wait, jobName } = inputs
  if (task.operation === 'get-job') {
    const answer = await service.look()
    return { answer, data: toMap(answer.body.importJob) as object, changed: false }
  }
  if (idempotent || dryRun || wait.until === 'finished') {
    const answer = await service.look()
    const job = answer.body.importJob
    seen.before = job
    if (task.operation !== 'update-qos') warnOfSchedule(job, tell)
    const asAsked = isAsAsked(task, job)
    const unchanged = { answer, data: {}, changed: false }
    if (dryRun) {
      const outcome = asAsked
        ? `is ${stateOf(task, job)} already`
        : `would go from ${stateOf(task, job)} to ${goalOf(task)}`
      seen.note = `Dry run: the job ${jobName} ${outcome}. Nothing was sent.`
      return unchanged
    }
    if (idempotent && asAsked) {
      seen.note = `The job ${jobName} already is as asked: ${stateOf(task, job)}. Nothing was sent.`
      return unchanged
    }
  }
  return { answer: await perform(service, task, tell), data: {}, changed: true }
}

/** The service's own schedule for a job can start it or pause it again. */
function warnOfSchedule({ scheduleRule }: GetJobResp, tell: Teller): void {
  const { startCronExpression, suspendCronExpression } = scheduleRule ?? {}
  const rules = [
    startCronExpression && `starts it at ${JSON.stringify(startCronExpression)}`,
    suspendCronExpression && `pauses it at ${JSON.stringify(suspendCronExpression)}`
  ].filter(Boolean)
  if (rules.length === 0) return
  tell.warning(
    `The job has a schedule of its own in the service, which can undo this: it ${rules.join(' and ')} (cron).`
  )
}

/** How a job is, as far as a task is about it. */
function stateOf(task: Change, { status, importQos }: GetJobResp): string {
  if (task.operation !== 'update-qos') return status ?? 'an unknown state'
  return describeThrottling(importQos?.maxBandWidth ?? 'unknown', importQos?.maxImportTaskQps ?? 'unknown')
}

/** How a job is to be after a task. */
function goalOf(task: Change): string {
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
  tell: Teller
): Promise<UpdateJobResponse | GetJobResponse> {
  // Whether an answer was lost, ever, and without its having been found out what became of the request.
  let everLost = false
  let unsettled = false
  const settle: Settle = async ({ error, sentAt, isLast }) => {
    unsettled ||= mayHaveActed(error)
    everLost ||= unsettled
    if (task.operation === 'start-job' && mayHaveActed(error)) {
      const answer = await lookAfterStart(service, error, sentAt)
      unsettled = false
      return answer && tellKnown(answer)
    }
    // What is done once more does no harm, but can be refused for having worked the first time.
    const worthALook = isConflict(error) || (everLost && isWrongState(error)) || (unsettled && isLast)
    const answer = worthALook ? await service.get().catch(ignoreUnlessCancelled) : undefined
    return answer && isAsAsked(task, answer.body.importJob) ? tellKnown(answer) : undefined
  }
  const tellKnown = (answer: GetJobResponse): GetJobResponse => {
    tell.notice(
      `There was no clear answer to ${task.operation}, but the job is as it was asked for: the service says that it is at ${stateOf(task, answer.body.importJob)}.`
    )
    return answer
  }
  try {
    return await service.update(change(task), settle)
  } catch (error) {
    if (error instanceof ClientError || !(unsettled || mayHaveActed(error))) throw error
    throw new Unsettled(UNSETTLED[task.operation === 'start-job' ? 'start' : 'change'], { cause: error })
  }
}

const UNSETTLED = {
  start:
    'The job may or may not have been started. Look at its state in the console before you start it again: a second start might begin a second round.',
  change: 'The change may or may not have been made. To make it again does no harm.'
}

/**
 * After a start whose answer was lost: the job if it was started, undefined if it was not.
 *
 * @throws `error`, the loss, when there is no telling
 */
async function lookAfterStart(
  service: JobService,
  error: unknown,
  sentAt: number
): Promise<GetJobResponse | undefined> {
  const answer = await service.get().catch(ignoreUnlessCancelled)
  const started = answer && startedSince(answer, sentAt)
  if (started === undefined) throw error
  return started ? answer : undefined
}

/** Whether a job was started since `sentAt` (ms since 1970, by this machine's clock); undefined if there is no telling. */
export function startedSince(
  { headers, body: { importJob } }: GetJobResponse,
  sentAt: number
): boolean | undefined {
  const { status = '', modifyTime = '' } = importJob
  if (REACHED['start-job'].includes(status)) return true
  if (!ENDED.includes(status)) return false
  const now = Date.parse(headers.date ?? '') || Date.now()
  const modified = isAfter(modifyTime, sentAt + now - Date.now())
  // A job that ended otherwise may have been ended by somebody else.
  return modified && status !== 'IMPORT_JOB_FINISHED' ? undefined : modified
}

export const ENDED = [
  'IMPORT_JOB_CLOSING',
  'IMPORT_JOB_FINISHED',
  'IMPORT_JOB_INTERRUPTED',
  'IMPORT_JOB_CONFIRMED'
]

/**
 * Whether a time of the service is after `instant` (ms since 1970); undefined if there is no telling. The service
 * writes `2024-05-01T12:00:00.000Z`, or `2024-05-01 12:00:00` in a time zone that is documented nowhere: it is taken
 * to be one of UTC and China's.
 */
function isAfter(time: string, instant: number): boolean | undefined {
  const zones = time.includes('T') ? [''] : ['Z', '+08:00']
  const verdicts = zones.map((zone) => {
    const difference = Date.parse(time.replace(' ', 'T') + zone) - instant
    // Both clocks tell whole seconds only.
    return Math.abs(difference) < 1000 || Number.isNaN(difference) ? undefined : difference > 0
  })
  return verdicts.every((verdict) => verdict === verdicts[0]) ? verdicts[0] : undefined
}

function ignoreUnlessCancelled(failure: unknown): undefined {
  if (failure instanceof ClientError) throw failure
}

function isConflict(error: unknown): boolean {
  return error instanceof MgwError && CONFLICTS.includes(error.code)
}

function isWrongState(error: unknown): boolean {
  return error instanceof MgwError && error.code === 'InvalidImportJobStatus'
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
  const values =
    task.operation === 'update-qos'
      ? ` to ${task.maxBandwidth} bit/s and ${task.maxQps} files per second`
      : ''
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`
  return `${task.operation} ${jobName}${values} at ${endpoint.protocol}//${hostFor(endpoint, userId)}${port} (region ${endpoint.region})`
}
