import type { Action } from '../protocol/statuses.ts'

/** What somebody else can do to a job. */
export type SomeoneElse = Exclude<Action, 'throttle'>

/** What a round of migration will turn out to be. Counts are files, sizes bytes, times ms of the emulator's clock. */
export interface Plan {
  totalCount?: number
  totalSize?: number
  /** Of `totalCount`, how many files cannot be copied. */
  failedCount?: number
  /** Of `totalCount`, how many are at the destination already. */
  skippedCount?: number
  /** How long the source is listed while copying is under way, at most all that time. The total grows until then. */
  listingMs?: number
  /** How long copying everything takes, pauses not counted. */
  copyMs?: number
  /** After how much copying the round ends by itself. `copyMs` unless it is told; sooner makes sense for an interruption. */
  endsAfterMs?: number
  endsAs?: 'finished' | 'interrupted'
  /** The service's words about the end, or about the interruption. */
  message?: string
  /** After how much copying somebody else pauses the job, once. */
  pausedBySomeoneElseAfterMs?: number
  /** After how much copying somebody else closes the job. */
  closedBySomeoneElseAfterMs?: number
  /**
   * What somebody else does so many ms after the round's start, pauses included, unless another round has begun by
   * then. What isn't possible at that time comes to nothing; a deletion always is.
   */
  someoneElse?: readonly { does: SomeoneElse; afterMs: number }[]
  /** For how long after its start the round is missing from the job's history. `Infinity`: for good. */
  emptyHistoryForMs?: number
  /** For how long after its start the round's counters are -1. `Infinity`: for all of it. */
  countersMinusOneForMs?: number
  /** For how long after its start the round's counters are left out. `Infinity`: for all of it. */
  countersAbsentForMs?: number
}

/** A plan with nothing left open. */
export type FullPlan = Required<Plan>

const GIBIBYTE = 2 ** 30

/** Fills in what a plan leaves open; `copyMs` is how long a job's copying takes when its plan doesn't say. */
export function completePlan(plan: Plan, copyMs: number): FullPlan {
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

/** How far a round has come, in files and bytes. `copied` includes what was skipped, as with the service. */
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

/** How much of `whole` is done, from 0 to 1. Both may be infinite. */
function share(done: number, whole: number): number {
  return done >= whole ? 1 : done / whole
}

/** The counters of a round in which copying has gone on for `workedMs`. */
export function countersAfter(plan: FullPlan, workedMs: number): Counters {
  const listed = share(workedMs, Math.min(plan.listingMs, plan.copyMs))
  const done = share(workedMs, plan.copyMs)
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
