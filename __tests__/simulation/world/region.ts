import type { Task, VirtualTime } from '../runner/time.ts'
import type { Behavior, IdleAnswer } from './behavior.ts'
import {
  type Actor,
  doneAt,
  ENDED,
  type Job,
  type Moment,
  type Round,
  RUNNING,
  type State,
  type Throttling
} from './job.ts'

export type ChangeType = 'start' | 'pause' | 'close' | 'throttle' | 'confirm' | 'delete' | 'recreate'

/** A requested change and its outcome. */
export interface Change {
  readonly job: string
  readonly type: ChangeType
  readonly by: Actor
  /** When the service received it. */
  readonly at: number
  /** The job at that time. */
  readonly before: Moment
  readonly throttling?: Throttling | undefined
  /** The error code of a refusal. */
  code?: string | undefined
  /** When it took effect. Undefined if it had no effect. */
  effectAt?: number
  /** The resulting moment. Without an effect, that of a job that was already in the requested state. */
  after?: Moment
}

/** Whether a state allows a change. `idle` means that the job already is in that state. */
type Permission = 'yes' | 'idle' | 'no' | { code: string }

export interface RegionOptions {
  time: VirtualTime
  behavior: Behavior
  /** Creates the next round of a job. */
  nextRound: (job: Job, id: number) => Round
}

/** The duration of a deletion, in ms. */
const DELETE_MS = 3_000
/** States that count towards the limit of running jobs. */
const COUNTED: readonly State[] = [...RUNNING, 'CLOSING', 'DELETING']

/** The jobs of an account in a region, as they truly are. */
export class Region {
  readonly jobs = new Map<string, Job>()
  readonly changes: Change[] = []
  readonly #options: RegionOptions
  readonly #next = new Map<Job, Task>()
  readonly #applyingUntil = new Map<Job, number>()
  readonly #listeners: ((change: Change) => void)[] = []
  #versions = 0

  constructor(options: RegionOptions) {
    this.#options = options
  }

  /** Adds a job, which then proceeds on its own. */
  add(job: Job): void {
    this.jobs.set(job.name, job)
    this.#planNext(job)
  }

  onEffect(listener: (change: Change) => void): void {
    this.#listeners.push(listener)
  }

  makeVersion(): string {
    this.#versions += 1
    return `b4155550-9f7b-4b8d-a1a1-${String(this.#versions).padStart(12, '0')}`
  }

  /** Requests a change. It can be applied later. */
  request(name: string, type: ChangeType, by: Actor, throttling?: Throttling): Change {
    const { time, behavior } = this.#options
    const job = this.jobs.get(name)
    const before = job?.now ?? NEVER_EXISTED
    const change: Change = { job: name, type, by, at: time.now, before, throttling }
    this.changes.push(change)
    change.code = this.#refusalOf(change)
    if (change.code !== undefined || job === undefined) return change
    const delay = by === 'run' ? behavior.applyMs : 0
    if (delay === 0) this.#apply(job, change)
    else {
      this.#applyingUntil.set(job, time.now + delay)
      time.at(time.now + delay, () => this.#apply(job, change))
    }
    return change
  }

  #refusalOf({ job: name, type, before }: Change): string | undefined {
    const { behavior, time } = this.#options
    const job = this.jobs.get(name)
    const isApplying = job !== undefined && (this.#applyingUntil.get(job) ?? -1) > time.now
    if (isApplying && behavior.whileApplying !== 'accepted') return behavior.whileApplying
    const permission = permissionOf(type, before.state, behavior)
    if (permission === 'idle') return codeOf(idleAnswerOf(type, behavior))
    if (permission === 'no') return behavior.refusal
    if (permission !== 'yes') return permission.code
    const isFull = type === 'start' && this.#running() >= behavior.maxRunning
    return isFull ? 'ImportJobConcurrencyExceed' : undefined
  }

  #running(): number {
    let count = 0
    for (const job of this.jobs.values()) if (COUNTED.includes(job.now.state)) count += 1
    return count
  }

  /** Applies a change, unless the job has changed in a way that no longer allows it. */
  #apply(job: Job, change: Change): void {
    const { behavior, time } = this.#options
    const permission = permissionOf(change.type, job.now.state, behavior)
    if (permission === 'idle') change.after = job.now
    if (permission !== 'yes') return
    change.effectAt = time.now
    change.after = this.#enter(job, this.#outcome(job, change), { by: change.by, why: change.type })
    for (const listener of this.#listeners) listener(change)
  }

  /** The properties that a change sets. */
  #outcome(job: Job, { type, throttling }: Change): Partial<Moment> {
    const { behavior, time } = this.#options
    if (type === 'start') return this.#started(job)
    if (type === 'throttle') return { throttling: throttlingBy(behavior, throttling), settingsAt: time.now }
    if (type === 'recreate') return { state: 'BEGIN', round: undefined, done: 0, version: this.makeVersion() }
    const states = { pause: 'SUSPEND', close: 'CLOSING', confirm: 'CONFIRMED', delete: 'DELETING' } as const
    return { state: states[type] }
  }

  #started(job: Job): Partial<Moment> {
    const { behavior, nextRound } = this.#options
    const { state, round } = job.now
    if (state === 'SUSPEND' && round !== undefined && behavior.pausedStart === 'continues') {
      return { state: 'LAUNCHING' }
    }
    return { state: 'LAUNCHING', round: nextRound(job, (round?.id ?? 0) + 1), done: 0 }
  }

  #enter(job: Job, what: Partial<Moment>, cause: { by: Actor; why: string }): Moment {
    const { time } = this.#options
    const { now } = job
    const since = (what.state ?? now.state) === now.state ? now.since : time.now
    const moment = { ...now, done: doneAt(now, time.now), ...what, ...cause, since, at: time.now }
    job.moments.push(moment)
    this.#planNext(job)
    return moment
  }

  /** Schedules the next state that the job reaches on its own. */
  #planNext(job: Job): void {
    const { time } = this.#options
    const planned = this.#next.get(job)
    if (planned !== undefined) time.cancel(planned)
    const next = nextOf(job.now)
    if (next === undefined) return
    const task = time.at(Math.max(time.now, next.at), () =>
      this.#enter(job, { state: next.state }, { by: 'itself', why: next.state })
    )
    this.#next.set(job, task)
  }
}

/** The moment of a job that never existed. */
const NEVER_EXISTED: Moment = {
  at: Number.NEGATIVE_INFINITY,
  state: 'GONE',
  since: Number.NEGATIVE_INFINITY,
  round: undefined,
  done: 0,
  version: '',
  throttling: { bandwidth: 0, qps: 0 },
  settingsAt: 0,
  by: 'itself',
  why: ''
}

/** The next state that a job reaches on its own, and when. */
function nextOf(moment: Moment): { state: State; at: number } | undefined {
  const { state, round, at, since, done } = moment
  if (state === 'DELETING') return { state: 'GONE', at: since + DELETE_MS }
  if (round === undefined) return undefined
  if (state === 'LAUNCHING') return { state: 'PREPARING', at: since + round.launchMs }
  if (state === 'PREPARING') return { state: 'DOING', at: since + round.prepareMs }
  if (state === 'CLOSING') return { state: 'FINISHED', at: since + round.closeMs }
  if (state !== 'DOING') return undefined
  const { workMs, breaksAtMs } = round
  if (breaksAtMs !== undefined) return { state: 'INTERRUPTED', at: at + breaksAtMs - done }
  return { state: 'CLOSING', at: at + workMs - done }
}

function permissionOf(type: ChangeType, state: State, behavior: Behavior): Permission {
  if (type === 'recreate') return state === 'GONE' ? 'yes' : 'no'
  if (state === 'GONE') return { code: 'NoSuchImportJob' }
  if (state === 'DELETING') return { code: 'ImportJobInDeleting' }
  return PERMISSIONS[type](state, behavior)
}

const PERMISSIONS: Record<Exclude<ChangeType, 'recreate'>, (state: State, behavior: Behavior) => Permission> = {
  start(state) {
    if (RUNNING.includes(state)) return 'idle'
    // The documented example of a refused start.
    return state === 'CLOSING' ? { code: 'InvalidImportJobStatus' } : 'yes'
  },
  pause(state) {
    if (state === 'SUSPEND') return 'idle'
    return RUNNING.includes(state) ? 'yes' : 'no'
  },
  close(state) {
    if (RUNNING.includes(state) || state === 'SUSPEND') return 'yes'
    return state === 'BEGIN' ? 'no' : 'idle'
  },
  throttle(state, { throttleWhileRunning, throttleWhilePaused }) {
    const isAllowed = (throttleWhileRunning || !RUNNING.includes(state)) && (throttleWhilePaused || state !== 'SUSPEND')
    return isAllowed ? 'yes' : 'no'
  },
  confirm: (state) => (state === 'FINISHED' ? 'yes' : 'no'),
  delete: (state) => (ENDED.includes(state) || state === 'BEGIN' || state === 'SUSPEND' ? 'yes' : 'no')
}

function idleAnswerOf(type: ChangeType, behavior: Behavior): IdleAnswer {
  if (type === 'start') return behavior.startWhileRunning
  return type === 'pause' ? behavior.pauseWhilePaused : behavior.closeWhileEnded
}

const codeOf = (answer: IdleAnswer): string | undefined => (answer === 'accepted' ? undefined : answer)

/** The throttling that the service sets for a request. */
export function throttlingBy(behavior: Behavior, asked: Throttling | undefined): Throttling {
  const { bandwidth = 0, qps = 0 } = asked ?? {}
  const capped = Math.min(bandwidth, behavior.maxBandwidth)
  return { bandwidth: behavior.countsIn1024 ? in1024s(capped) : capped, qps }
}

/** Replaces each factor of 1000 with 1024. */
function in1024s(value: number): number {
  let [rest, factor] = [value, 1]
  while (rest > 0 && rest % 1000 === 0) [rest, factor] = [rest / 1000, factor * 1024]
  return rest * factor
}
