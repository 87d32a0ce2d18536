import type { JobHistory } from '@alicloud/hcs-mgw20240626'
import { instantsOf, type Round, roundsOf } from './history.ts'
import { isFinished, isRunning, isStopped, isTerminal } from './states.ts'

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
  /** Whether several rounds can be this run's. */
  isAmbiguous?: boolean
  /** Whether `mine` was active after the start. Otherwise, the history may still show another round that was. */
  isCertain?: boolean
}

/** How long GetJob and the history can each show the state before a change, in ms. The service doesn't document it. */
export const LAG = 60_000
const SECOND = 1000

/** When a history was read. */
export interface Moment {
  /** The latest time that it can have been by the service's clock, in ms since 1970. */
  now: number
  /** Whether it was read too late to be a stale one from before the start. Then it shows all rounds from before. */
  isLate: boolean
}

/**
 * Finds the round that this run started; without a start, the newest one. docs/internals/rounds.md has the rules as a table.
 *
 * @param rounds oldest first
 * @param known the round's ID, if an earlier poll has found it
 */
export function findRounds(
  origin: Origin,
  rounds: readonly Round[],
  moment: Moment,
  known: bigint | undefined
): FoundRounds {
  if (!origin.isStart) return findNewest(origin, rounds, moment)
  if (known !== undefined) return foundFor(rounds, known)
  const previous = origin.round
  const isWhole = hasOneEntryEach(rounds)
  // A round before had ended if another one followed it by the second of the start.
  const last = rounds.findLastIndex((round) => beganBefore(origin, round, moment.now))
  const next = last < 0 ? undefined : rounds[last + 1]
  const isFollowed = next !== undefined && beganBefore(origin, next, moment.now, SECOND)
  const open = rounds
    .slice(isFollowed ? last + 1 : Math.max(0, last))
    .filter(({ id }) => isPossible(origin, id))
    .map((round) => ({ id: round.id, round, activity: activityOf(origin, round, moment, isWhole) }))
    .filter(({ activity }) => activity !== 'before')
  const likely = open.filter(({ activity }) => activity !== 'unlikely')
  const [first, ...others] = likely.length > 0 ? likely : open
  const isAlone = moment.isLate && others.length === 0
  // RuntimeIds grow by 1, so a gap means that the history doesn't show all rounds.
  const isAfterGap =
    previous !== undefined &&
    first !== undefined &&
    first.id > previous.id + 1n &&
    !rounds.some(({ id }) => id === first.id - 1n)
  const isFound = !isAfterGap && (first?.activity === 'since' || isAlone)
  const isCertain = first !== undefined && isActiveSince(origin, first.round, moment.now, isWhole)
  if (isFound) return { ...foundFor(rounds, first?.id), isCertain }
  return { mine: undefined, next: undefined, isAmbiguous: isAfterGap || others.length > 0 }
}

/** Whether a start can have begun or continued a round: not an earlier one, nor one that had ended or was ending. */
export function isPossible({ round }: Origin, id: bigint): boolean {
  return round === undefined || id > round.id || (id === round.id && !isTerminal(round.entries[0]?.status))
}

/** Whether a round was active after the start. An `unlikely` one counts only if there is no other. */
type Activity = 'before' | 'since' | 'unlikely' | 'unknown'

function activityOf(origin: Origin, round: Round, { now, isLate }: Moment, isWhole: boolean): Activity {
  const { status } = origin
  const canContinue = hasOpenRound(origin)
  const isRunningLate = isLate && isRunning(round.entries[0]?.status)
  const isSince = isActiveSince(origin, round, now, isWhole) || beganThen(origin, round, now) || isRunningLate
  const isBefore = beganBefore(origin, round, now)
  if (isSince) return isBefore && !canContinue && !isPerhapsOpen(origin) ? 'unlikely' : 'since'
  const [newest] = round.entries
  const wasPaused = status === newest?.status || (!isWhole && isTimeBefore(origin, newest?.startTime, now))
  const isPaused = newest?.status === 'IMPORT_JOB_SUSPEND' && wasPaused
  const isOver = hasEnded(round) && isTimeBefore(origin, endOf(round), now)
  if (isOver || isPaused) return 'before'
  if (!isBefore || canContinue) return 'unknown'
  // A job at BEGIN has no round, so GetJob was too old. If the history shows no later round, the start continued this one.
  return status === 'IMPORT_JOB_BEGIN' ? 'unlikely' : 'before'
}

/** Whether a start can continue a round. A stopped job starts a new one; a job with a round is no longer at BEGIN. */
function hasOpenRound({ status, round }: Origin): boolean {
  const isStale = status === 'IMPORT_JOB_BEGIN' && round !== undefined
  return isRunning(status) || isStale || [status, round?.entries[0]?.status].includes('IMPORT_JOB_SUSPEND')
}

/** Whether GetJob and the history may both have been too old to show a round that a start can continue. */
function isPerhapsOpen({ status, round }: Origin): boolean {
  return status === 'IMPORT_JOB_BEGIN' || (isStopped(status) && round !== undefined)
}

/** Whether the history shows that a round was active after the start. Its owner's confirmation doesn't count. */
function isActiveSince(origin: Origin, round: Round, now: number, isWhole: boolean): boolean {
  // Without the service's time, only the rounds' numbers can be compared.
  if (origin.at === undefined) return isNew(origin, round)
  // A paused round can be closed without running again.
  const wasPaused = [origin.status, origin.round?.entries[0]?.status].includes('IMPORT_JOB_SUSPEND')
  const mustRun = origin.isStart && wasPaused && beganBefore(origin, round, now)
  return round.entries.some(({ status, startTime, endTime }) => {
    if (status === 'IMPORT_JOB_CONFIRMED' || (mustRun && !isRunning(status))) return false
    // Another entry with an earlier state ends when the next round starts.
    const isActiveUntilEnd = isRunning(status) || isWhole
    return isTimeSince(origin, startTime, now) || (isActiveUntilEnd && isTimeSince(origin, endTime, now))
  })
}

/** Whether a round is later than the newest one before the start, as far as that is known. */
function isNew({ round: previous, status }: Origin, { id }: Round): boolean {
  if (previous === undefined) return status === 'IMPORT_JOB_BEGIN'
  return id !== previous.id && (previous.entries[0]?.status === status || endedAs(previous, status))
}

/** Whether a round began in the second of the start or later. One that has ended may have ended before the start. */
function beganThen(origin: Origin, round: Round, now: number): boolean {
  const { at } = origin
  const isOpen = at !== undefined && isNew(origin, round) && !hasEnded(round)
  return isOpen && isWithin(round.entries.at(-1)?.startTime, secondOf(at), now)
}

function hasOneEntryEach(rounds: readonly Round[]): boolean {
  return rounds.every(({ entries }) => entries.length === 1)
}

function beganBefore(origin: Origin, { id, entries }: Round, now: number, margin = 0): boolean {
  return id === origin.round?.id || isTimeBefore(origin, entries.at(-1)?.startTime, now, margin)
}

/** Whether a time is clearly before the start: not within the same second. Without a time, it isn't known. */
function isTimeBefore({ at }: Origin, time: string | undefined, now: number, margin = 0): boolean {
  return at !== undefined && instantsOf(time).length > 0 && !isWithin(time, secondOf(at) + margin, now)
}

/** The times in the history can be in whole seconds, rounded down. */
function secondOf(at: number): number {
  return Math.floor(at / SECOND) * SECOND
}

/** The time at which a round ended. With one entry per round, it is the entry's end time. */
function endOf({ entries }: Round): string | undefined {
  return entries.length > 1 ? entries.findLast(({ status }) => isStopped(status))?.startTime : entries[0]?.endTime
}

/** The newest round. The history can lag, so an end counts only if it came after the first poll, or a minute after that. */
function findNewest(origin: Origin, rounds: readonly Round[], { now, isLate }: Moment): FoundRounds {
  const newest = rounds.at(-1)
  const isOld =
    newest !== undefined && hasEnded(newest) && !isLate && !isActiveSince(origin, newest, now, hasOneEntryEach(rounds))
  return foundFor(rounds, isOld ? undefined : newest?.id)
}

function foundFor(rounds: readonly Round[], known: bigint | undefined): FoundRounds {
  // A long history doesn't show the earlier rounds any more.
  const next = known === undefined ? undefined : rounds.find(({ id }) => id > known)
  return { mine: rounds.find(({ id }) => id === known), next }
}

/** The history that shows more: a request can return an older history than the one before it. */
export function laterHistory(
  before: JobHistory[] | undefined,
  now: JobHistory[] | undefined
): JobHistory[] | undefined {
  const [last, newest] = [before, now].map((entries) => roundsOf(entries).at(-1))
  if (now !== undefined && last === undefined) return now
  const isOlder = newest === undefined || (last !== undefined && newest.id < last.id)
  return isOlder || (newest.id === last?.id && hasEnded(last) && !hasEnded(newest)) ? before : now
}

/** Whether a round ended in the way that a state of the job shows. */
export function endedAs(round: Round, status: string | undefined): boolean {
  return hasEnded(round) && isStopped(status) && isFinished(round.entries[0]?.status) === isFinished(status)
}

/** Whether the history shows a round's end. */
export function hasEnded(round: Round | undefined): boolean {
  return isStopped(round?.entries[0]?.status)
}

/**
 * The first round that shows that a job has run since a time by the service's clock. A close or a confirmation doesn't count.
 * With one entry per round, only the round's start shows that.
 *
 * @param margin added to that time, in ms
 */
export function firstRunSince(
  rounds: readonly Round[],
  at: number | undefined,
  now: number,
  margin = -SECOND
): Round | undefined {
  const newest = hasOneEntryEach(rounds) ? rounds.at(-1)?.entries[0] : undefined
  const isWhole = isStopped(newest?.status) && newest?.status !== 'IMPORT_JOB_CONFIRMED'
  const isSince = (entry: JobHistory): boolean =>
    at !== undefined &&
    (isRunning(entry.status) || (isWhole && entry === newest)) &&
    isWithin(entry.startTime, at + margin, now)
  return rounds.find(({ entries }) => entries.some(isSince))
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
