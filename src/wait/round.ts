import type { JobHistory } from '@alicloud/hcs-mgw20240626'
import { instantsOf, type Round, roundsOf } from '../job/history.ts'
import { isRunning, isTerminal } from '../job/states.ts'
import type { Baseline } from './look.ts'

/** The round that is waited for, as a history shows it, and the one after it. Undefined where the history shows none. */
export interface Rounds {
  mine: Round | undefined
  next: Round | undefined
}

/** How far the service's times may be apart, in ms: some have whole seconds only. */
const SLACK = 2000

/**
 * Finds the round that is waited for in a history. It may lag behind, and show in time what is older: no entry of an
 * earlier round counts.
 *
 * @param now the time of day at the latest, in ms since 1970 by the service's clock
 */
export function findRounds(baseline: Baseline, history: readonly JobHistory[], now: number): Rounds {
  const rounds = roundsOf(history)
  const before = roundsOf(baseline.history?.entries ?? [])
  const known = new Set(before.map(({ runtimeId }) => runtimeId))
  const ongoing = ongoingRound(baseline, before)
  const current = rounds.find(({ runtimeId }) => runtimeId === ongoing?.runtimeId)
  const since = rounds
    .filter((round) => !known.has(round.runtimeId) && isRoundOfSince(baseline, round, now))
    .reverse()
  // A paused job that was started goes on with its round, or, as the service may have it, with a new one.
  const goesOn =
    current !== undefined &&
    (baseline.changed
      ? goesOnSince(baseline, current, ongoing, now)
      : !isStale(baseline, current, ongoing, now))
  const [mine, next] = goesOn ? [current, ...since] : since
  return { mine, next }
}

/** The round before, if it may go on: the job was in the midst of it, or the service may start an ended one anew. */
function ongoingRound({ before, changed }: Baseline, [newest]: Round[]): Round | undefined {
  if (newest === undefined || before?.status === 'IMPORT_JOB_BEGIN') return undefined
  // What a history that lags behind shows of a round that has ended will change without a start.
  if (isTerminal(before?.status)) return !changed || hasEnded(newest) ? newest : undefined
  return hasEnded(newest) ? undefined : newest
}

function hasEnded(round: Round | undefined): boolean {
  return isTerminal(round?.entries[0]?.status)
}

/** Whether a round that was there before goes on since the change. What is older may come into the history after it. */
function goesOnSince(baseline: Baseline, round: Round, old: Round | undefined, now: number): boolean {
  const [entry, before] = [round.entries[0], old?.entries[0]]
  // A job that ran may have ended by itself, just before it was started.
  if (isRunning(baseline.before?.status) && hasEnded(round)) return isOfSince(baseline, endOf(round), now)
  const isNew = entry?.status !== before?.status || entry?.startTime !== before?.startTime
  // An owner confirms the data of a round that has ended.
  if (!isNew || entry?.status === 'IMPORT_JOB_CONFIRMED') return false
  const isSince = isOfSince(baseline, entry?.startTime, now)
  // The entry of the pause before the start may come late.
  if (entry?.status === 'IMPORT_JOB_SUSPEND') return isSince && before?.status === entry.status
  // Where a round has one entry only, its time is that of the round.
  const hadStopped = before?.status === 'IMPORT_JOB_SUSPEND' || isTerminal(before?.status)
  return isSince || hadStopped || isTerminal(entry?.status)
}

/** Whether a round is not the one in which a job was seen to run: it had ended before, or is as it was paused before. */
function isStale(baseline: Baseline, round: Round, ongoing: Round | undefined, now: number): boolean {
  if (!isRunning(baseline.before?.status)) return false
  const [newest] = round.entries
  if (newest?.status !== 'IMPORT_JOB_SUSPEND') return !isRoundOfSince(baseline, round, now)
  return newest.startTime === ongoing?.entries[0]?.startTime
}

/** Whether a round that was not there before has begun since the change, or at least goes on since the first look. */
function isRoundOfSince(baseline: Baseline, round: Round, now: number): boolean {
  if (baseline.changed) return isOfSince(baseline, round.entries.at(-1)?.startTime, now)
  const end = endOf(round)
  return end === undefined || isOfSince(baseline, end, now)
}

/** When a round ended: then the entry for its last state begins, or one for the whole round ends. */
function endOf({ entries }: Round): string | undefined {
  const end = entries.find(({ status }) => isTerminal(status))
  return entries.length > 1 ? end?.startTime : end?.endTime || end?.startTime
}

/** Whether a time of the service is not before the change, or before the first look. */
function isOfSince({ since }: Baseline, time = '', now: number): boolean {
  // What would be in the future was meant in another time zone.
  return instantsOf(time).some((instant) => instant >= since - SLACK && instant <= now + SLACK)
}
