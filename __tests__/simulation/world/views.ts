import type { Random } from '../random.ts'
import type { Behavior, Lag } from './behavior.ts'
import { type Counters, countersAfter, doneAt, ENDED, type Job, type Moment, type Round } from './job.ts'

/** The replicas behind an API call. */
export class Replicas {
  readonly #lag: Lag
  readonly #random: Random
  readonly #behind: number[]
  #picture = { takenAt: Number.NEGATIVE_INFINITY, until: Number.NEGATIVE_INFINITY }

  constructor(lag: Lag, random: Random) {
    this.#lag = lag
    this.#random = random
    this.#behind = [0, random.int(0, lag.maxMs), random.int(0, lag.maxMs)]
  }

  /** The point in time that an answer shows. */
  timeOf(now: number): number {
    const { kind, maxMs } = this.#lag
    if (kind === 'none') return now
    if (kind === 'steady') return now - maxMs
    if (kind === 'replicas') return now - this.#random.pick(this.#behind)
    if (now >= this.#picture.until) {
      this.#picture = { takenAt: now, until: now + this.#random.int(0, maxMs) }
    }
    return this.#picture.takenAt
  }
}

/** An entry of ListJobHistory. */
export interface ShownEntry {
  moment: Moment
  startedAt: number
  endedAt: number | undefined
  /** Undefined if the service doesn't show them yet. */
  counters: Counters | undefined
  isListing: boolean
}

/** The history of a job at a time, oldest entry first. */
export function historyAt(job: Job, time: number, behavior: Behavior): ShownEntry[] {
  const { version } = job.at(time)
  const known = job.moments.filter(({ at, round, version: of }) => at <= time && round !== undefined && of === version)
  const states = known.filter((moment, index) => !isSameState(known[index - 1], moment))
  const entries = behavior.historyEntries === 'state' ? states.map((moment) => [moment]) : byRound(states)
  return entries
    .filter((moments) => !behavior.isEntryLate || moments.some(({ state }) => state !== 'LAUNCHING'))
    .map((moments) => entryOf(job, moments, time, behavior))
}

function byRound(states: Moment[]): Moment[][] {
  const rounds = new Map<unknown, Moment[]>()
  for (const moment of states) rounds.set(moment.round, [...(rounds.get(moment.round) ?? []), moment])
  return [...rounds.values()]
}

function entryOf(job: Job, moments: Moment[], time: number, behavior: Behavior): ShownEntry {
  const first = moments[0] as Moment
  const moment = moments.at(-1) as Moment
  const endedAt = behavior.historyEntries === 'state' ? endOfState(job, moment, time) : endOfRound(moments)
  const { round, since } = moment
  const counters = countersAfter(round as Round, doneAt(moment, endOfState(job, moment, time) ?? time))
  const isLate = time - since < behavior.countersAfterMs
  return {
    moment,
    startedAt: first.at,
    endedAt,
    // An entry shows the counters at the end of its state.
    counters: isLate ? undefined : counters,
    isListing: counters.isListing
  }
}

/** A change of the throttling starts a new moment, but not a new state. */
function isSameState(before: Moment | undefined, { state, since }: Moment): boolean {
  return before?.state === state && before.since === since
}

function endOfState(job: Job, moment: Moment, time: number): number | undefined {
  const later = job.moments.slice(job.moments.indexOf(moment) + 1)
  const end = later.find((other) => !isSameState(other, moment))?.at
  return end === undefined || end > time ? undefined : end
}

function endOfRound(moments: Moment[]): number | undefined {
  return moments.find(({ state }) => ENDED.includes(state))?.at
}
