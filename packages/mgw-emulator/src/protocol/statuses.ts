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

/**
 * For each status that an update may ask for (start, pause, close), in which statuses it may.
 * What the service allows is unknown: README.md has this as a table.
 */
const ALLOWED = {
  IMPORT_JOB_LAUNCHING: [
    'IMPORT_JOB_BEGIN',
    'IMPORT_JOB_SUSPEND',
    'IMPORT_JOB_FINISHED',
    'IMPORT_JOB_INTERRUPTED'
  ],
  IMPORT_JOB_SUSPEND: RUNNING,
  IMPORT_JOB_CLOSING: [...RUNNING, 'IMPORT_JOB_SUSPEND']
} as const satisfies Partial<Record<JobStatus, readonly JobStatus[]>>

/** A status that an update may ask for. */
export type RequestedStatus = keyof typeof ALLOWED

/** The statuses in which the throttling of a job is not changed. README.md has this as a table. */
export const THROTTLING_FIXED: readonly JobStatus[] = ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_CONFIRMED']

/** The statuses in which a job is not deleted. README.md has this as a table. */
export const UNDELETABLE: readonly JobStatus[] = [...RUNNING, 'IMPORT_JOB_CLOSING']

const TO_THE_END: readonly JobStatus[] = [...RUNNING, 'IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED']

/** The way to each status from the start of a round: the past of a job that begins in it. */
export const WAY_TO: Record<JobStatus, readonly JobStatus[]> = {
  IMPORT_JOB_BEGIN: [],
  IMPORT_JOB_LAUNCHING: ['IMPORT_JOB_LAUNCHING'],
  IMPORT_JOB_PREPARING: ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING'],
  IMPORT_JOB_DOING: RUNNING,
  IMPORT_JOB_SUSPEND: [...RUNNING, 'IMPORT_JOB_SUSPEND'],
  IMPORT_JOB_CLOSING: [...RUNNING, 'IMPORT_JOB_CLOSING'],
  IMPORT_JOB_FINISHED: TO_THE_END,
  IMPORT_JOB_INTERRUPTED: [...RUNNING, 'IMPORT_JOB_INTERRUPTED'],
  IMPORT_JOB_CONFIRMED: [...TO_THE_END, 'IMPORT_JOB_CONFIRMED'],
  IMPORT_JOB_DELETING: ['IMPORT_JOB_DELETING']
}

/** Whether a text is one of `JOB_STATUSES`. */
export function isJobStatus(text: string): text is JobStatus {
  return (JOB_STATUSES as readonly string[]).includes(text)
}

/** Whether an update may ask for this status. */
export function isRequestedStatus(text: string): text is RequestedStatus {
  return Object.hasOwn(ALLOWED, text)
}

/** Whether an update may ask for `wanted` while a job is in `present`. */
export function isAllowed(wanted: RequestedStatus, present: JobStatus): boolean {
  const from: readonly JobStatus[] = ALLOWED[wanted]
  return from.includes(present)
}
