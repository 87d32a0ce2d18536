import type { Behavior } from '../protocol/behavior.ts'
import { actionOf, type JobStatus, type RequestedStatus } from '../protocol/statuses.ts'
import type { FullPlan, SomeoneElse } from './migration.ts'
import { rulingOf } from './rules.ts'
import { type Remembered, remember } from './shown.ts'

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
export interface Living extends Remembered {
  /** How many times a start was applied, be it that a round began or that a paused one went on. */
  starts: number
  /** Every status since the first start, oldest first. */
  changes: StatusChange[]
  /** What somebody else is yet to do, in any order. */
  deeds: Deed[]
  /** An update that was accepted and doesn't show yet. `at` is in ms since 1970. */
  pending: Step | undefined
}

/** A status to come. `at` is in ms since 1970. */
export interface Step {
  status: JobStatus
  at: number
  operator: Operator
}

/** What somebody else does to a job. `at` is in ms since 1970; `round` is the only one in which it is done. */
interface Deed {
  does: SomeoneElse
  at: number
  round?: Round
}

/** What a job's life goes by. */
export interface LifeRules {
  durations: Durations
  behavior: Behavior
  /** The round that a start at a time (ms since 1970) begins, or none when it goes on with the present one. */
  begin: (at: number) => Round | undefined
}

/** For how long the round of a status had been copying at a time, in ms. */
export function workedAt(change: StatusChange, now: number): number {
  if (change.status !== 'IMPORT_JOB_DOING') return change.workedMs
  return change.workedMs + Math.max(0, Math.min(change.until ?? now, now) - change.since)
}

/** Whatever somebody else does in a new round; what was left of the one before is dropped. */
function scheduleDeeds(job: Living, round: Round): void {
  const planned = round.plan.someoneElse.map(({ does, afterMs }) => ({
    does,
    at: round.startedAt + afterMs,
    round
  }))
  job.deeds = [...job.deeds.filter((deed) => deed.round === undefined), ...planned]
}

/** Puts a job into a status, in the round that it is in or in a new one. */
export function enter(job: Living, { status, at, operator }: Step, newRound?: Round): void {
  const last = job.changes.at(-1)
  const round = newRound ?? last?.round
  if (last !== undefined) last.until = at
  if (newRound !== undefined) scheduleDeeds(job, newRound)
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

/** Changes a job's status as an update does. */
function change(job: Living, step: Step, { begin }: LifeRules): void {
  const beginsRound = step.status === 'IMPORT_JOB_LAUNCHING' || job.changes.length === 0
  enter(job, step, beginsRound ? begin(step.at) : undefined)
}

/** Applies an update. */
export function apply(job: Living, step: Step, rules: LifeRules): void {
  if (step.status === 'IMPORT_JOB_LAUNCHING') job.starts += 1
  change(job, step, rules)
}

/** Applies an update that was accepted earlier, unless the job has moved on in the meantime. */
function applyPending(job: Living, step: Step, rules: LifeRules): void {
  job.pending = undefined
  const action = actionOf(step.status as RequestedStatus)
  if (rulingOf(action, job.status, rules.behavior) === 'accept') apply(job, step, rules)
}

const STATUS_AFTER: Record<SomeoneElse, JobStatus> = {
  start: 'IMPORT_JOB_LAUNCHING',
  pause: 'IMPORT_JOB_SUSPEND',
  close: 'IMPORT_JOB_CLOSING',
  delete: 'IMPORT_JOB_DELETING'
}

/** Lets somebody else do something, if it is possible. */
function happen(job: Living, deed: Deed, rules: LifeRules): void {
  job.deeds = job.deeds.filter((other) => other !== deed)
  if (job.status === 'IMPORT_JOB_DELETING') return
  const { does, at } = deed
  const step: Step = { status: STATUS_AFTER[does], at, operator: 'user' }
  if (does === 'delete') {
    remember(job, at)
    enter(job, step)
  } else if (rulingOf(does, job.status, rules.behavior) === 'accept') {
    remember(job, at)
    change(job, step, rules)
  }
}

interface Event {
  at: number
  run: () => void
}

/** What happens to a job next. Of several things at one time, what somebody does comes before what comes by itself. */
function nextEvent(job: Living, rules: LifeRules): Event | undefined {
  const { pending, deeds } = job
  const last = job.changes.at(-1)
  const step = last === undefined ? undefined : nextStep(last, rules.durations)
  const events: Event[] = deeds.map((deed) => ({ at: deed.at, run: () => happen(job, deed, rules) }))
  if (pending !== undefined) events.unshift({ at: pending.at, run: () => applyPending(job, pending, rules) })
  if (step !== undefined) events.push({ at: step.at, run: () => enter(job, step) })
  return events.sort((left, right) => left.at - right.at)[0]
}

/** Lets everything happen to a job that its clock brings, up to `now` (ms since 1970). */
export function advance(job: Living, now: number, rules: LifeRules): void {
  for (;;) {
    const event = nextEvent(job, rules)
    if (event === undefined || event.at > now) return
    event.run()
  }
}
