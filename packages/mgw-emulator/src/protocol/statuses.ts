/** The statuses of a job, under the API's names. */
export const JOB_STATUSES = [
  'IMPORT_JOB_BEGIN',
  'IMPORT_JOB_LAUNCHING',
  'IMPORT_JOB_PREPARING',
  'IMPORT_JOB_DOING',
  'IMPORT_JOB_SUSPEND',
  'IMPORT_JOB_CLOSING',
  'IMPORT_JOB_FINISHED',
  'IMPORT_JOB_INTERRUPTED',
  'IMPORT_JOB_CONFIRMED',
  'IMPORT_JOB_DELETING'
] as const

export type JobStatus = (typeof JOB_STATUSES)[number]

/** The statuses of a running job, in the order in which a started job goes through them. */
export const RUNNING: readonly JobStatus[] = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING']

/** The statuses that count toward the limit of concurrently running jobs. */
export const COUNTS_TOWARD_LIMIT: readonly JobStatus[] = [...RUNNING, 'IMPORT_JOB_CLOSING', 'IMPORT_JOB_DELETING']

/** What a request can do to a job. */
export type Action = 'start' | 'pause' | 'close' | 'throttle' | 'delete'

/** The action for each status that an update can request. */
const ACTIONS = {
  IMPORT_JOB_LAUNCHING: 'start',
  IMPORT_JOB_SUSPEND: 'pause',
  IMPORT_JOB_CLOSING: 'close'
} as const satisfies Partial<Record<JobStatus, Action>>

/** A status that an update can request. */
export type RequestedStatus = keyof typeof ACTIONS

export function isJobStatus(text: string): text is JobStatus {
  return (JOB_STATUSES as readonly string[]).includes(text)
}

export function isRequestedStatus(text: string): text is RequestedStatus {
  return Object.hasOwn(ACTIONS, text)
}

/** The action that an update to this status performs. */
export function actionOf(status: RequestedStatus): Action {
  return ACTIONS[status]
}
