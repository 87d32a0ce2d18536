import type { Behavior } from '../protocol/behavior.ts'
import { actionOf, type JobStatus, type RequestedStatus } from '../protocol/statuses.ts'
import type { CompletePlan, ExternalAction } from './plan.ts'
import { rulingFor } from './rules.ts'
import { type RecordedState, recordState } from './visible-state.ts'

/** How long a job stays in each status, in ms of the job clock. `Infinity`: until it is changed. */
export interface Durations {
  /** From accepting an update until it takes effect. Other updates are rejected in the meantime. */
  accepting: number
  launching: number
  preparing: number
  /** The copying time of rounds whose plan has no `copyMs`. */
  doing: number
  closing: number
  deleting: number
}

/** The default durations: a round takes a little more than a minute. */
export const DEFAULT_DURATIONS: Readonly<Durations> = {
  accepting: 0,
  launching: 2_000,
  preparing: 3_000,
  doing: 60_000,
  closing: 2_000,
  deleting: 2_000
}

/** Durations with which jobs keep their status until a request or a test changes it. */
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

/** One execution of a job, including its pauses. `startedAt` is in ms since 1970. */
export interface Round {
  runtimeId: number
  startedAt: number
  plan: CompletePlan
}

/** A past or present status of a job. Times are in ms since 1970. */
export interface StatusChange {
  status: JobStatus
  since: number
  /** null for the current status. */
  until: number | null
  operator: Operator
  round: Round
  /** How long the round had been copying before this status, in ms. */
  copyingMs: number
}

/** The lifecycle of a job. */
export interface Lifecycle extends RecordedState {
  /** The number of applied starts, including those that resumed a round. */
  starts: number
  /** Every status since the first start, oldest first. */
  changes: StatusChange[]
  /** What someone else is going to do, in no particular order. */
  externalEvents: ExternalEvent[]
  /** An accepted update that has not taken effect yet. */
  pending: Transition | undefined
}

/** A change to another status. `at` is in ms since 1970. */
export interface Transition {
  status: JobStatus
  at: number
  operator: Operator
}

/** An action of someone else. `at` is in ms since 1970. With a `round`, it is dropped when another round starts. */
interface ExternalEvent {
  action: ExternalAction
  at: number
  round?: Round
}

export interface LifecycleRules {
  durations: Durations
  behavior: Behavior
  /** The round that a start at `at` (ms since 1970) creates, or undefined if it resumes the current round. */
  roundForStart: (at: number) => Round | undefined
}

/** How long the round of a status has been copying at `now` (ms since 1970), in ms. */
export function copyingMsAt(change: StatusChange, now: number): number {
  if (change.status !== 'IMPORT_JOB_DOING') return change.copyingMs
  return change.copyingMs + Math.max(0, Math.min(change.until ?? now, now) - change.since)
}

/** Schedules the external events of a new round and drops those of the previous one. */
function scheduleExternalEvents(job: Lifecycle, round: Round): void {
  const planned = round.plan.someoneElse.map(({ does, afterMs }) => ({
    action: does,
    at: round.startedAt + afterMs,
    round
  }))
  job.externalEvents = [...job.externalEvents.filter((event) => event.round === undefined), ...planned]
}

/** Changes the status of a job, in its current round or in a new one. */
export function enterStatus(job: Lifecycle, { status, at, operator }: Transition, newRound?: Round): void {
  const last = job.changes.at(-1)
  const round = newRound ?? last?.round
  if (last !== undefined) last.until = at
  if (newRound !== undefined) scheduleExternalEvents(job, newRound)
  if (round !== undefined) {
    const copyingMs = last === undefined || newRound !== undefined ? 0 : copyingMsAt(last, at)
    job.changes.push({ status, since: at, until: null, operator, round, copyingMs })
  }
  job.status = status
  job.modifyTime = at
}

/** The transition that stops copying: the planned end, or an earlier pause or close by someone else. */
function endOfCopying(change: StatusChange): Transition {
  const { plan } = change.round
  const ends: [number, JobStatus, Operator][] = [
    [plan.pausedBySomeoneElseAfterMs, 'IMPORT_JOB_SUSPEND', 'user'],
    [plan.closedBySomeoneElseAfterMs, 'IMPORT_JOB_CLOSING', 'user'],
    [plan.endsAfterMs, plan.endsAs === 'finished' ? 'IMPORT_JOB_CLOSING' : 'IMPORT_JOB_INTERRUPTED', 'system']
  ]
  const [after, status, operator] = ends
    .filter(([ms], index) => index === 2 || ms > change.copyingMs)
    .reduce((first, other) => (other[0] < first[0] ? other : first))
  return { status, at: change.since + Math.max(0, after - change.copyingMs), operator }
}

function nextTransition(change: StatusChange, durations: Durations): Transition | undefined {
  const after = (ms: number, status: JobStatus): Transition => ({
    status,
    at: change.since + ms,
    operator: 'system'
  })
  switch (change.status) {
    case 'IMPORT_JOB_LAUNCHING':
      return after(durations.launching, 'IMPORT_JOB_PREPARING')
    case 'IMPORT_JOB_PREPARING':
      return after(durations.preparing, 'IMPORT_JOB_DOING')
    case 'IMPORT_JOB_DOING':
      return endOfCopying(change)
    case 'IMPORT_JOB_CLOSING':
      return after(durations.closing, 'IMPORT_JOB_FINISHED')
    default:
      return undefined
  }
}

function changeStatus(job: Lifecycle, transition: Transition, { roundForStart }: LifecycleRules): void {
  const mayStartRound = transition.status === 'IMPORT_JOB_LAUNCHING' || job.changes.length === 0
  enterStatus(job, transition, mayStartRound ? roundForStart(transition.at) : undefined)
}

/** Applies an update. */
export function applyUpdate(job: Lifecycle, transition: Transition, rules: LifecycleRules): void {
  if (transition.status === 'IMPORT_JOB_LAUNCHING') job.starts += 1
  changeStatus(job, transition, rules)
}

/** Applies an update that was accepted earlier, unless the job's new status no longer allows it. */
function applyPending(job: Lifecycle, transition: Transition, rules: LifecycleRules): void {
  job.pending = undefined
  const action = actionOf(transition.status as RequestedStatus)
  if (rulingFor(action, job.status, rules.behavior) === 'accept') applyUpdate(job, transition, rules)
}

const STATUS_AFTER: Record<ExternalAction, JobStatus> = {
  start: 'IMPORT_JOB_LAUNCHING',
  pause: 'IMPORT_JOB_SUSPEND',
  close: 'IMPORT_JOB_CLOSING',
  delete: 'IMPORT_JOB_DELETING'
}

/** Applies an action of someone else if the job's status allows it. */
function applyExternalEvent(job: Lifecycle, event: ExternalEvent, rules: LifecycleRules): void {
  job.externalEvents = job.externalEvents.filter((other) => other !== event)
  if (job.status === 'IMPORT_JOB_DELETING') return
  const { action, at } = event
  const transition: Transition = { status: STATUS_AFTER[action], at, operator: 'user' }
  if (action === 'delete') {
    recordState(job, at)
    enterStatus(job, transition)
  } else if (rulingFor(action, job.status, rules.behavior) === 'accept') {
    recordState(job, at)
    changeStatus(job, transition, rules)
  }
}

interface TimedEvent {
  at: number
  run: () => void
}

/** The next event of a job. Of simultaneous events, updates and external events come before its own transitions. */
function nextEvent(job: Lifecycle, rules: LifecycleRules): TimedEvent | undefined {
  const { pending, externalEvents } = job
  const last = job.changes.at(-1)
  const transition = last === undefined ? undefined : nextTransition(last, rules.durations)
  const events: TimedEvent[] = externalEvents.map((event) => ({
    at: event.at,
    run: () => applyExternalEvent(job, event, rules)
  }))
  if (pending !== undefined) events.unshift({ at: pending.at, run: () => applyPending(job, pending, rules) })
  if (transition !== undefined) events.push({ at: transition.at, run: () => enterStatus(job, transition) })
  return events.sort((left, right) => left.at - right.at)[0]
}

/** Runs everything that happens to a job until `now` (ms since 1970). */
export function advance(job: Lifecycle, now: number, rules: LifecycleRules): void {
  for (;;) {
    const event = nextEvent(job, rules)
    if (event === undefined || event.at > now) return
    event.run()
  }
}
