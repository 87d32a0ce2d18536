/** The statuses of a job, as `mgwutil` and the API name them. */
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

/** One of `JOB_STATUSES`. */
export type JobStatus = (typeof JOB_STATUSES)[number]

/** The statuses in which a job counts as running, in the order in which a start goes through them. */
export const RUNNING: readonly JobStatus[] = [
  'IMPORT_JOB_LAUNCHING',
  'IMPORT_JOB_PREPARING',
  'IMPORT_JOB_DOING'
]

/** The statuses in which a job takes one of the places that the service has for running jobs. */
export const TAKES_A_PLACE: readonly JobStatus[] = [...RUNNING, 'IMPORT_JOB_CLOSING', 'IMPORT_JOB_DELETING']

/** What a request does to a job. */
export type Action = 'start' | 'pause' | 'close' | 'throttle' | 'delete'

/** For each status that an update may ask for, what it does. */
const ACTIONS = {
  IMPORT_JOB_LAUNCHING: 'start',
  IMPORT_JOB_SUSPEND: 'pause',
  IMPORT_JOB_CLOSING: 'close'
} as const satisfies Partial<Record<JobStatus, Action>>

/** A status that an update may ask for. */
export type RequestedStatus = keyof typeof ACTIONS

/** Whether a text is one of `JOB_STATUSES`. */
export function isJobStatus(text: string): text is JobStatus {
  return (JOB_STATUSES as readonly string[]).includes(text)
}

/** Whether an update may ask for this status. */
export function isRequestedStatus(text: string): text is RequestedStatus {
  return Object.hasOwn(ACTIONS, text)
}

/** What an update does that asks for this status. */
export function actionOf(status: RequestedStatus): Action {
  return ACTIONS[status]
}
