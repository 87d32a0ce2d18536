import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { ActiveEntry } from '../timetable/active-entry.ts'
import type { Counters } from './history.ts'
import type { RoundStatus } from './round-status.ts'

/**
 * How an operation on one job ended.
 *
 * - `unchanged`, `changed`: it succeeded.
 * - `failed`: it failed. `changed` shows whether this run had changed the job before.
 * - `unknown`: it isn't known whether this run changed the job. With an `error`, it failed.
 */
export type Outcome =
  | { kind: 'unchanged' }
  | { kind: 'changed' }
  | { kind: 'failed'; error: unknown; changed: boolean }
  | { kind: 'unknown'; error?: unknown }

/** How an operation ended, and what is known about the job. */
export interface OperationResult {
  outcome: Outcome
  /** The HTTP status of the service's last response. */
  statusCode?: number | undefined
  /** The request ID of the change, or of the GetJob request if there was no change. */
  requestId?: string | undefined
  /** The earliest time at which the service can have accepted the change, in ms since 1970 by its own clock. */
  changedAt?: number | undefined
  /** The round that has shown a start whose response was lost. */
  startedRound?: bigint | undefined
  /** The job before the change, if it was read. */
  before?: GetJobResp | undefined
  /** The job when it was last read after the last accepted change, and the values of an accepted throttling. */
  job?: GetJobResp | undefined
  /** The counters of this round from the job's history. */
  counters?: Counters | undefined
  /** The envelope's Data. */
  data?: object
  /** Details for the reader. After a failure: the state that the job is left in. */
  note?: string | undefined
  /** For a dry run: whether it would change the job. */
  wouldChange?: boolean
  /** Why nothing was, or would be, changed: a few words for a table, such as `already finished`. */
  reason?: string | undefined
  /** For get-job-status: the latest round's status in one word. */
  roundStatus?: RoundStatus
  /** Why the round has failed, in a few words. */
  roundReason?: string | undefined
  /** Whether the failed files can be retried; undefined if that isn't known. */
  retryable?: boolean | undefined
  /** For the reports. */
  report?: ReportSummary
  /** For retry-job: the name of the sub-job. */
  retryJob?: string | undefined
  /** For apply-timetable. */
  activeEntry?: ActiveEntry
  /** The migration's progress during a wait. */
  samples?: Sample[]
}

/** What outputs and the summary show of a round's report. */
export interface ReportSummary {
  status: string
  /** Where the lists are; empty until the report is finished. */
  failedList: string
  skippedList: string
  totalList: string
  /** Times for people, by their name. */
  times: Record<string, string>
}

export const UNCHANGED: Outcome = { kind: 'unchanged' }
export const CHANGED: Outcome = { kind: 'changed' }

/** @param changed whether this run changed the job; undefined if that isn't known */
export function success(changed: boolean | undefined): Outcome {
  if (changed === undefined) return { kind: 'unknown' }
  return changed ? CHANGED : UNCHANGED
}

/** @param changed whether this run changed the job; undefined if that isn't known */
export function failure(error: unknown, changed: boolean | undefined): Outcome {
  return changed === undefined ? { kind: 'unknown', error } : { kind: 'failed', error, changed }
}

/** Why an operation failed; undefined if it succeeded. */
export function errorOf({ outcome }: { outcome: Outcome }): unknown {
  return outcome.kind === 'failed' || outcome.kind === 'unknown' ? outcome.error : undefined
}

/** Whether this run changed the job; undefined if that isn't known. */
export function changedOf({ outcome }: { outcome: Outcome }): boolean | undefined {
  switch (outcome.kind) {
    case 'unchanged':
      return false
    case 'changed':
      return true
    case 'failed':
      return outcome.changed
    case 'unknown':
      return undefined
  }
}

/** Whether any of several changes was made; undefined if none is known to have been, and one may have been. */
export function combineChanged(all: readonly (boolean | undefined)[]): boolean | undefined {
  return all.includes(true) || (all.includes(undefined) ? undefined : false)
}

/** The result of an operation that ran twice on a job. The second run determines whether it succeeded. */
export function mergeResults(first: OperationResult, second: OperationResult): OperationResult {
  const changed = combineChanged([changedOf(first), changedOf(second)])
  const error = errorOf(second)
  return {
    ...second,
    outcome: error === undefined ? success(changed) : failure(error, changed),
    before: first.before ?? second.before,
    // The one of an accepted change, if any.
    requestId: changedOf(second) !== true && changedOf(first) === true ? first.requestId : second.requestId
  }
}

/** The progress of a migration at one moment. */
export interface Sample {
  /** Since the wait started, in ms. */
  at: number
  /** In percent; undefined while the total is unknown. */
  percent: number | undefined
  bytes: number | undefined
}
