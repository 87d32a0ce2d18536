import type { JobHistory } from '@alicloud/hcs-mgw20240626'
import { instantsOf, type Round } from './history.ts'
import { isFinished, isRunning, isStopped } from './states.ts'

/** What is known when this run starts a job, or polls it for the first time. */
export interface Origin {
  /** Whether this run started the job, or may have. */
  isStart: boolean
  /** The job's state before; undefined if it wasn't read. */
  status: string | undefined
  /** The newest round in the history before; undefined if there was none, or it wasn't read. */
  round: Round | undefined
  /**
   * The service's time when it accepted the start, or at the first poll, in ms since 1970, rounded down to seconds; undefined
   * if it isn't known.
   */
  at: number | undefined
}

/** The round that this run is about, and the one after it; undefined if the history doesn't show them. */
export interface FoundRounds {
  mine: Round | undefined
  next: Round | undefined
  /** Whether no later entry of the history can show that it is another round. */
  isCertain: boolean
}

/** How long GetJob and the history can each show the state before a change, in ms. The service doesn't document it. */
export const LAG = 60_000
const SECOND = 1000

/** When a history was read. */
export interface Moment {
  /** The latest time that it can have been by the service's clock, in ms since 1970. */
  now: number
  /** Whether it was read too late to be a stale one from before the start. */
  isLate: boolean
}

/**
 * Finds the round that this run started; without a start, the newest one. docs/internals/rounds.md has the rules as a table.
 *
 * @param rounds oldest first
 * @param known the round's ID, if an earlier poll has found it for certain
 */
export function findRounds(
  origin: Origin,
  rounds: readonly Round[],
  { now, isLate }: Moment,
  known: bigint | undefined
): FoundRounds {
  if (!origin.isStart) return findNewest(origin, rounds, isLate, known)
  if (known !== undefined) return foundFor(rounds, known)
  const started = find(origin, rounds, now)
  if (started !== undefined && (started.id !== origin.round?.id || isResumed(origin, started, now)))
    return foundFor(rounds, started.id)
  if (!isLate) return { mine: started, next: undefined, isCertain: false }
  // By now, the history shows all rounds from before the start. A single new one is the start's, unless its times say
  // otherwise. If there is none, the previous one continues.
  const { round: last } = origin
  const current = rounds.find(({ id }) => id === last?.id)
  const isOver = current === undefined || !mayGoOn(origin, current, now)
  const [next, ...others] = rounds.filter(({ id }) => id > (last?.id ?? -1n))
  if (next === undefined) return isOver ? NOT_FOUND : foundFor(rounds, current.id)
  return isOver && others.length === 0 && canBeSince(origin, next, now) ? foundFor(rounds, next.id) : NOT_FOUND
}

/** Whether a start can have continued the previous round. */
function mayGoOn(origin: Origin, current: Round, now: number): boolean {
  if (!canContinue(origin) || hasEnded(origin.round)) return false
  // A running job can end by itself within the second of the start. A paused one can't.
  const isOver = isRunning(origin.status)
    ? instantsOf(endOf(origin, current)).length > 0 && !isEndSince(origin, current, now)
    : isBefore(origin, endOf(origin, current), now)
  return !(hasEnded(current) && isOver)
}

/** Whether a time is clearly before the start: not within the same second. Without a time, it isn't known. */
function isBefore({ at }: Origin, time: string | undefined, now: number): boolean {
  return at !== undefined && instantsOf(time).length > 0 && !isWithin(time, at, now)
}

/** Whether a round began in the second of the start or later, or has no time. */
function canBeSince({ at }: Origin, { entries }: Round, now: number): boolean {
  const startTime = entries.at(-1)?.startTime
  return at === undefined || instantsOf(startTime).length === 0 || isWithin(startTime, at - SECOND, now)
}

/** The newest round, unless it can't be the one that GetJob showed first. */
function findNewest(
  { status, round: last }: Origin,
  rounds: readonly Round[],
  isLate: boolean,
  known = -1n
): FoundRounds {
  const newest = rounds.at(-1)
  // A running or paused job isn't in a round that has ended: the history lags, or is ahead of GetJob.
  const isOld = newest?.id === last?.id && canContinue({ status }) && hasEnded(last) && !isLate
  // A request can be answered with an older history than the one before.
  return newest === undefined || isOld || newest.id < known ? NOT_FOUND : foundFor(rounds, newest.id)
}

const NOT_FOUND: FoundRounds = { mine: undefined, next: undefined, isCertain: false }

function foundFor(rounds: readonly Round[], known: bigint | undefined): FoundRounds {
  const mine = rounds.find(({ id }) => id === known)
  if (mine === undefined) return NOT_FOUND
  return { mine, next: rounds.find(({ id }) => id > mine.id), isCertain: true }
}

function find(origin: Origin, rounds: readonly Round[], now: number): Round | undefined {
  const { round: last, status } = origin
  const current = rounds.find(({ id }) => id === last?.id)
  const later = rounds.filter(({ id }) => id > (last?.id ?? -1n))
  const started = later.find((round) => isSince(origin, round, now))
  if (current === undefined || hasEnded(last)) return started
  if (status !== 'IMPORT_JOB_CLOSING' && isResumed(origin, current, now)) return current
  if (!mayGoOn(origin, current, now)) return started
  if (hasEnded(current)) return undefined
  // If the job was running, its round may have ended before the start. Until the history shows that, it isn't known.
  return started === undefined ? current : isRunning(status) ? undefined : started
}

/** A stopped job starts a new round. While it is CLOSING, a start is refused. */
function canContinue({ status }: Pick<Origin, 'status'>): boolean {
  return isRunning(status) || status === 'IMPORT_JOB_SUSPEND'
}

/** Whether the history shows that the previous round was active after the start. */
function isResumed(origin: Origin, round: Round, now: number): boolean {
  if (hasEnded(round)) return isEndSince(origin, round, now)
  return round.entries.some(({ status, startTime }) => isRunning(status) && isTimeSince(origin, startTime, now))
}

/** Whether a round ended in the way that a state of the job shows. */
export function endedAs(round: Round, status: string | undefined): boolean {
  return hasEnded(round) && isStopped(status) && isFinished(round.entries[0]?.status) === isFinished(status)
}

/** Whether the history shows a round's end. */
export function hasEnded(round: Round | undefined): boolean {
  return isStopped(round?.entries[0]?.status)
}

/** Whether a round ended after the start. An end in the same second as the start counts as before it. */
function isEndSince(origin: Origin, round: Round, now: number): boolean {
  return isTimeSince(origin, endOf(origin, round), now)
}

/** The time at which a round ended. */
function endOf(origin: Origin, { entries }: Round): string | undefined {
  const [end] = entries
  // With one entry per round, the entry's state changes, but its start time doesn't.
  const [previous] = origin.round?.entries ?? entries
  const isWholeRound = entries.length === 1 && end?.startTime === previous?.startTime
  return isWholeRound ? end?.endTime : end?.startTime
}

/** Whether a round was started or active since the start. Its owner's confirmation doesn't count. */
function isSince(origin: Origin, { entries }: Round, now: number): boolean {
  const { at, status, round: before } = origin
  const shown = before?.entries[0]?.status
  const isNumbered =
    shown === undefined ? status === 'IMPORT_JOB_BEGIN' : shown === status || (isStopped(shown) && isStopped(status))
  // Without the service's time, only the rounds' numbers can be compared.
  if (at === undefined) return isNumbered
  const [newest] = entries
  if (isStopped(newest?.status) && isBefore(origin, entries.length > 1 ? newest?.startTime : newest?.endTime, now))
    return false
  // A round that may have been ending when the start was sent isn't necessarily the one that was started.
  const wasActive = status === undefined || status === 'IMPORT_JOB_CLOSING' || isRunning(status)
  const canEndByItself = before === undefined && wasActive
  // Within the same second, the previous round can have ended, or been started by someone else.
  const earliest = (entry: JobHistory, isFirst: boolean): number => {
    if (!isFirst || (canEndByItself && isRunning(status))) return at + SECOND
    return isRunning(entry.status) || isNumbered ? at - SECOND : at + SECOND
  }
  return entries.some((entry, index) => {
    if (entry.status === 'IMPORT_JOB_CONFIRMED') return false
    const isFirst = index === entries.length - 1
    if (canEndByItself && !isFirst && !isRunning(entry.status)) return false
    const from = earliest(entry, isFirst)
    // An entry without activity ends when the next round starts.
    const hasActivityAfter = !canEndByItself && isRunning(entry.status) && isTimeSince(origin, entry.endTime, now)
    return isWithin(entry.startTime, from, now) || hasActivityAfter
  })
}

/**
 * Whether the history shows that a job has run since a time by the service's clock. A close or a confirmation doesn't count.
 */
export function hasRunSince(rounds: readonly Round[], at: number | undefined, now: number): boolean {
  const entries = rounds.flatMap((round) => round.entries)
  return (
    at !== undefined &&
    entries.some(({ status, startTime }) => isRunning(status) && isWithin(startTime, at - SECOND, now))
  )
}

/**
 * Whether the running job that GetJob shows can be in a round from before `at`, a time by the service's clock.
 *
 * @param newest the newest round that the history shows
 */
export function mayHaveRunBefore(newest: Round | undefined, at: number | undefined): boolean {
  const [entry, ...earlier] = newest?.entries ?? []
  if (entry === undefined) return false
  // With one entry per round, only the end time shows how long ago the job ran.
  const times = instantsOf(earlier.length > 0 ? entry.startTime : entry.endTime)
  const isRecent = at === undefined || times.length === 0 || times.some((instant) => instant >= at - LAG)
  return isRecent || isRunning(entry.status) || entry.status === 'IMPORT_JOB_CLOSING'
}

/** Whether a time of the service is clearly after the start: not within the same second. */
export function isTimeSince({ at }: Origin, time: string | undefined, now: number): boolean {
  return at !== undefined && isWithin(time, at + SECOND, now)
}

/** Whether a time is in a span, in any zone that it can be in. A time in the future was read in the wrong zone. */
function isWithin(time: string | undefined, from: number, now: number): boolean {
  return instantsOf(time).some((instant) => instant >= from && instant <= now + 2 * SECOND)
}
