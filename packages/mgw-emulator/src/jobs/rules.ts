import type { Behavior, Ruling } from '../protocol/behavior.ts'
import { type Action, JOB_STATUSES, type JobStatus, RUNNING } from '../protocol/statuses.ts'

function allBut(...statuses: readonly JobStatus[]): JobStatus[] {
  return JOB_STATUSES.filter((status) => !statuses.includes(status) && status !== 'IMPORT_JOB_DELETING')
}

/** In which statuses each action is possible. What the service allows is unknown: README.md has this as a table. */
const POSSIBLE: Record<Action, readonly JobStatus[]> = {
  start: ['IMPORT_JOB_BEGIN', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED'],
  pause: RUNNING,
  close: [...RUNNING, 'IMPORT_JOB_SUSPEND'],
  throttle: allBut('IMPORT_JOB_CLOSING', 'IMPORT_JOB_CONFIRMED'),
  delete: allBut(...RUNNING, 'IMPORT_JOB_CLOSING')
}

/** Whether an action is possible while a job is in this status. */
export function isPossible(action: Action, status: JobStatus): boolean {
  return POSSIBLE[action].includes(status)
}

/** What becomes of an action while a job is in this status. */
export function rulingOf(action: Action, status: JobStatus, behavior: Behavior): Ruling {
  const told = behavior.rulings[action]?.[status]
  return told ?? (isPossible(action, status) ? 'accept' : behavior.illegalChange)
}
