import { actionOf, type JobStatus, type RequestedStatus } from '../protocol/statuses.ts'
import type { FullPlan } from './migration.ts'
import { isPossible } from './rules.ts'

/** How long a job stays in a status by itself, in ms of the emulator's clock. `Infinity`: until it is moved. */
export interface Durations {
  /** From an update's acceptance until the job's status shows it; during this time another update collides. */
  accepting: number
  launching: number
  preparing: number
  /** How long copying takes in a round whose plan doesn't say. */
  doing: number
  closing: number
  deleting: number
}

/** What happens when nobody says otherwise: a whole round takes a little more than a minute. */
export const DEFAULT_DURATIONS: Readonly<Durations> = {
  accepting: 0,
  launching: 2_000,
  preparing: 3_000,
  doing: 60_000,
  closing: 2_000,
  deleting: 2_000
}

/** Every status stays as it is until a request, or a test, changes it. */
export const STILL: Readonly<Durations> = {
  accepting: 0,
  launching: Number.POSITIVE_INFINITY,
  preparing: Number.POSITIVE_INFINITY,
  doing: Number.POSITIVE_INFINITY,
  closing: Number.POSITIVE_INFINITY,
  deleting: Number.POSITIVE_INFINITY
}

/** Who changed a status. */
export type Operator = 'user' | 'system'

/** A run of a job from its start to its end, pauses included. `startedAt` is in ms since 1970. */
export interface Round {
  runtimeId: number
  startedAt: number
  plan: FullPlan
}

/** A status that a job was in, or is in. Times in ms since 1970. */
export interface StatusChange {
  status: JobStatus
  since: number
  /** null while it is the present one. */
  until: number | null
  operator: Operator
  round: Round
  /** For how long the round had been copying when this status began, in ms. */
  workedMs: number
}

/** What of a job its life needs. */
export interface Living {
  status: JobStatus
  modifyTime: number
  /** How many times a start was applied, be it that a round began or that a paused one went on. */
  starts: number
  /** Every status since the first start, oldest first. */
  changes: StatusChange[]
  /** An update that was accepted and doesn't show yet. `at` is in ms since 1970. */
  pending: Step | undefined
}

/** A status to come. `at` is in ms since 1970. */
export interface Step {
  status: JobStatus
  at: number
  operator: Operator
}

/** For how long the round of a status had been copying at a time, in ms. */
export function workedAt(change: StatusChange, now: number): number {
  if (change.status !== 'IMPORT_JOB_DOING') return change.workedMs
  return change.workedMs + Math.max(0, Math.min(change.until ?? now, now) - change.since)
}

/** Puts a job into a status, in the round that it is in or in a new one. */
export function enter(job: Living, { status, at, operator }: Step, newRound?: Round): void {
  const last = job.changes.at(-1)
  const round = newRound ?? last?.round
  if (last !== undefined) last.until = at
  if (round !== undefined) {
    const workedMs = last === undefined || newRound !== undefined ? 0 : workedAt(last, at)
    job.changes.push({ status, since: at, until: null, operator, round, workedMs })
  }
  job.status = status
  job.modifyTime = at
}

/** What ends copying in a round: its end, or whoever comes first. */
function endOfCopying(change: StatusChange): Step {
  const { plan } = change.round
  const ends: [number, JobStatus, Operator][] = [
    [plan.pausedBySomeoneElseAfterMs, 'IMPORT_JOB_SUSPEND', 'user'],
    [plan.closedBySomeoneElseAfterMs, 'IMPORT_JOB_CLOSING', 'user'],
    [plan.endsAfterMs, plan.endsAs === 'finished' ? 'IMPORT_JOB_CLOSING' : 'IMPORT_JOB_INTERRUPTED', 'system']
  ]
  const [after, status, operator] = ends
    .filter(([ms], index) => index === 2 || ms > change.workedMs)
    .reduce((first, other) => (other[0] < first[0] ? other : first))
  return { status, at: change.since + Math.max(0, after - change.workedMs), operator }
}

function nextStep(change: StatusChange, durations: Durations): Step | undefined {
  const later = (status: JobStatus, ms: number): Step => ({
    status,
    at: change.since + ms,
    operator: 'system'
  })
  switch (change.status) {
    case 'IMPORT_JOB_LAUNCHING':
      return later('IMPORT_JOB_PREPARING', durations.launching)
    case 'IMPORT_JOB_PREPARING':
      return later('IMPORT_JOB_DOING', durations.preparing)
    case 'IMPORT_JOB_DOING':
      return endOfCopying(change)
    case 'IMPORT_JOB_CLOSING':
      return later('IMPORT_JOB_FINISHED', durations.closing)
    default:
      return undefined
  }
}

/** Applies an update that was accepted earlier, unless the job has moved on in the meantime. */
function applyPending(job: Living, step: Step, begin: (at: number) => Round | undefined): void {
  job.pending = undefined
  if (isPossible(actionOf(step.status as RequestedStatus), job.status)) apply(job, step, begin)
}

/** Applies an update: `begin` gives the round that a start begins, or none when it goes on with the present one. */
export function apply(job: Living, step: Step, begin: (at: number) => Round | undefined): void {
  const isStart = step.status === 'IMPORT_JOB_LAUNCHING'
  if (isStart) job.starts += 1
  enter(job, step, isStart ? begin(step.at) : undefined)
}

/** Lets everything happen to a job that its clock brings, up to `now` (ms since 1970). */
export function advance(
  job: Living,
  now: number,
  durations: Durations,
  begin: (at: number) => Round | undefined
): void {
  for (;;) {
    const last = job.changes.at(-1)
    const step = last === undefined ? undefined : nextStep(last, durations)
    const { pending } = job
    if (pending !== undefined && pending.at <= now && pending.at <= (step?.at ?? Number.POSITIVE_INFINITY)) {
      applyPending(job, pending, begin)
    } else if (step !== undefined && step.at <= now) {
      enter(job, step)
    } else {
      return
    }
  }
}
