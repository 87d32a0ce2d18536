import type { Behavior, Ruling } from '../protocol/behavior.ts'
import { type Action, JOB_STATUSES, type JobStatus, RUNNING } from '../protocol/statuses.ts'

function allExcept(...statuses: readonly JobStatus[]): JobStatus[] {
  return JOB_STATUSES.filter((status) => !statuses.includes(status) && status !== 'IMPORT_JOB_DELETING')
}

/** The statuses in which each action is allowed. The service's real rules are unknown, so these are assumptions. */
const ALLOWED: Record<Action, readonly JobStatus[]> = {
  start: ['IMPORT_JOB_BEGIN', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED'],
  pause: RUNNING,
  close: [...RUNNING, 'IMPORT_JOB_SUSPEND'],
  throttle: allExcept('IMPORT_JOB_CLOSING', 'IMPORT_JOB_CONFIRMED'),
  delete: allExcept(...RUNNING, 'IMPORT_JOB_CLOSING')
}

/** Whether an action is allowed by default while a job has this status. */
export function isAllowed(action: Action, status: JobStatus): boolean {
  return ALLOWED[action].includes(status)
}

/** The outcome of an action while a job has this status, with the overrides in `behavior`. */
export function rulingFor(action: Action, status: JobStatus, behavior: Behavior): Ruling {
  const override = behavior.rulings[action]?.[status]
  return override ?? (isAllowed(action, status) ? 'accept' : behavior.rejectionCode)
}
