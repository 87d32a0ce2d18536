import type { Action } from '../protocol/statuses.ts'

/** An action that someone other than the client under test can take. */
export type ExternalAction = Exclude<Action, 'throttle'>

/** How a round will go. Counts are files, sizes are bytes, times are ms of the job clock. */
export interface Plan {
  totalCount?: number
  totalSize?: number
  /** How many of the `totalCount` files can't be copied. */
  failedCount?: number
  /** How many of the `totalCount` files already exist at the destination. */
  skippedCount?: number
  /** How long listing the source takes, at most `copyMs`. It overlaps with copying, during which the totals grow. */
  listingMs?: number
  /** How long copying all files takes, excluding pauses. */
  copyMs?: number
  /** The copying time after which the round ends. Default: `copyMs`. A shorter time makes sense for an interruption. */
  endsAfterMs?: number
  endsAs?: 'finished' | 'interrupted'
  /** The service's message when the round finishes or is interrupted. */
  message?: string
  /** The copying time after which someone else pauses the job, once. */
  pausedBySomeoneElseAfterMs?: number
  /** The copying time after which someone else closes the job. */
  closedBySomeoneElseAfterMs?: number
  /**
   * What someone else does `afterMs` after the start of the round, including pauses, unless the next round has started.
   * An action that the job's status doesn't allow is skipped; a deletion is always allowed.
   */
  someoneElse?: readonly { does: ExternalAction; afterMs: number }[]
  /** How long after its start the round is missing from the job's history. `Infinity`: always. */
  emptyHistoryForMs?: number
  /** How long after its start the round's counters are -1. `Infinity`: always. */
  countersMinusOneForMs?: number
  /** How long after its start the round's counters are omitted. `Infinity`: always. */
  countersAbsentForMs?: number
}

export type CompletePlan = Required<Plan>

const GIBIBYTE = 2 ** 30

/** Fills in the defaults of a plan. `copyMs` is the default copying time. */
export function completePlan(plan: Plan, copyMs: number): CompletePlan {
  return {
    totalCount: 1000,
    totalSize: GIBIBYTE,
    failedCount: 0,
    skippedCount: 0,
    listingMs: 0,
    copyMs,
    endsAfterMs: plan.copyMs ?? copyMs,
    endsAs: 'finished',
    message: '',
    pausedBySomeoneElseAfterMs: Number.POSITIVE_INFINITY,
    closedBySomeoneElseAfterMs: Number.POSITIVE_INFINITY,
    someoneElse: [],
    emptyHistoryForMs: 0,
    countersMinusOneForMs: 0,
    countersAbsentForMs: 0,
    ...plan
  }
}

/** The progress of a round, in files and bytes. As in the service, `copied` includes skipped files. */
export interface Counters {
  listing: boolean
  totalCount: number
  copiedCount: number
  failedCount: number
  skippedCount: number
  totalSize: number
  copiedSize: number
  skippedSize: number
}

/** `done / whole`, at most 1. Both can be infinite. */
function fraction(done: number, whole: number): number {
  return done >= whole ? 1 : done / whole
}

/** The counters after `copyingMs` of copying. */
export function countersAfter(plan: CompletePlan, copyingMs: number): Counters {
  const listed = fraction(copyingMs, Math.min(plan.listingMs, plan.copyMs))
  const done = fraction(copyingMs, plan.copyMs)
  const part = (amount: number) => Math.floor(amount * done)
  const sizeOf = (count: number) => (plan.totalCount === 0 ? 0 : (plan.totalSize * count) / plan.totalCount)
  return {
    listing: listed < 1,
    totalCount: Math.floor(plan.totalCount * listed),
    copiedCount: part(plan.totalCount) - part(plan.failedCount),
    failedCount: part(plan.failedCount),
    skippedCount: part(plan.skippedCount),
    totalSize: Math.floor(plan.totalSize * listed),
    copiedSize: part(plan.totalSize - sizeOf(plan.failedCount)),
    skippedSize: part(sizeOf(plan.skippedCount))
  }
}
