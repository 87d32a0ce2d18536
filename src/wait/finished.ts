import type { JobHistory } from '@alicloud/hcs-mgw20240626'
import type { Wait } from '../inputs/wait.ts'
import { type Counters, countersOf } from '../job/counters.ts'
import { isDenied, newestEntry, type Round } from '../job/history.ts'
import { isFinished, isRunning, isTerminal } from '../job/states.ts'
import { grouped } from '../text/units.ts'
import { type Evidence, evidenceOf } from './evidence.ts'
import { type Baseline, DELETING, type Look, type PollResult } from './look.ts'
import { findRounds } from './round.ts'

/** What earlier looks have told of the round that is waited for. Times in ms on the clock that is never set. */
export interface Tracking {
  /** Whether the job was seen to run since the change. */
  ran: boolean
  /** The most failed files that a look has seen. */
  failedCount: bigint
  /** Since when GetJob shows an end that is likely, but not sure, to be of this round. */
  likelySince: number | undefined
  /** Since when the end of this round is believed. */
  endedAt: number | undefined
  /** Since when another round is known to run. */
  nextSince: number | undefined
}

/** What is known at the beginning. */
export const UNSEEN: Tracking = {
  ran: false,
  failedCount: 0n,
  likelySince: undefined,
  endedAt: undefined,
  nextSince: undefined
}

/** What one look tells, together with what earlier ones did. */
export interface Finding {
  tracking: Tracking
  result: PollResult
  /** What the history counts of this round; undefined where it shows nothing of it. */
  counters: Counters | undefined
}

/** How long an end must stand that may be the old one, in ms. */
const CONFIRM_FOR = 30_000
/** How long the history may take to tell of an end that GetJob shows, in ms. */
const HISTORY_LAG = 60_000

/**
 * Whether the migration has ended, and how. GetJob says how the job is; the history only counts.
 *
 * @param tracking what the looks before this one have told
 */
export function lookForEnd(baseline: Baseline, wait: Wait, tracking: Tracking, look: Look): Finding {
  const { mine, next } = findRounds(baseline, look.history?.entries ?? [], look.date)
  const newest = mine && newestEntry(mine)
  const status = look.status
  // A job that ran before the change may be seen so for a moment after it.
  const ran = tracking.ran || isRunning(status)
  const failedCount = max(tracking.failedCount, failedIn(mine))
  const evidence = evidenceOfEnd(baseline, mine, look, ran)
  const seen = { ...tracking, ran, failedCount }
  const finding = (result: PollResult, more: Partial<Tracking> = {}, hasEnded = false): Finding => ({
    tracking: { ...seen, likelySince: undefined, endedAt: undefined, nextSince: undefined, ...more },
    result,
    counters: newest?.entry && countersOf(newest.entry, hasEnded)
  })

  if (status === 'IMPORT_JOB_DELETING') return finding(DELETING)
  // The next round has begun between two looks, and may have stopped: the one that is waited for is what counts.
  if (mine !== undefined && next !== undefined && (isRunning(status) || isOver(newest?.entry))) {
    if (wasClosedByUser(mine)) return finding(closedByUser(mine))
    if (newest?.entry?.status === 'IMPORT_JOB_INTERRUPTED') return finding(interrupted(newest.entry))
    const nextSince = tracking.nextSince ?? look.at
    const end = newest?.entry && isFinished(newest.entry.status) ? newest.entry : undefined
    if (end !== undefined && countersOf(end).failedCount !== undefined)
      return finding(ended(end, failedCount, wait), { nextSince }, true)
    const isTimeUp = look.isLast || look.at - nextSince >= HISTORY_LAG
    if (!isTimeUp) return finding({ verdict: 'pending', soon: true }, { nextSince })
    return finding(end ? endedWithoutCounts(look, mine, failedCount, wait) : anotherRound(newest?.entry), {
      nextSince
    })
  }
  if (!isTerminal(status) && status !== 'IMPORT_JOB_SUSPEND') return finding({ verdict: 'pending' })
  if (!isBelieved(evidence, tracking, look, ran, status)) {
    const likelySince = evidence === 'likely' ? (tracking.likelySince ?? look.at) : undefined
    return finding({ verdict: 'pending', soon: evidence === 'likely' && isTerminal(status) }, { likelySince })
  }
  if (status === 'IMPORT_JOB_SUSPEND') return finding(paused(newest?.entry))
  if (mine !== undefined && wasClosedByUser(mine)) return finding(closedByUser(mine))
  if (status === 'IMPORT_JOB_INTERRUPTED') return finding(interrupted(newest?.entry))
  // A job that closes is about to finish, unless somebody closed it.
  if (!isFinished(status)) return finding({ verdict: 'pending' })

  const endedAt = tracking.endedAt ?? look.at
  const final = newest?.isFinal ? newest.entry : undefined
  if (final !== undefined && countersOf(final).failedCount !== undefined) {
    return finding(ended(final, failedCount, wait), { endedAt }, true)
  }
  const mayComeYet =
    !look.isLast && look.at - endedAt < HISTORY_LAG && !(look.history && isDenied(look.history))
  const { likelySince } = tracking
  if (mayComeYet) return finding({ verdict: 'pending', soon: true }, { endedAt, likelySince })
  const result = endedWithoutCounts(look, mine, failedCount, wait)
  // What is counted of a part of the round is not shown as the whole.
  return { ...finding(result, { endedAt }), counters: undefined }
}

/** Whether an end that GetJob shows is believed to be that of this round. */
function isBelieved(
  evidence: Evidence,
  tracking: Tracking,
  look: Look,
  ran: boolean,
  status: string
): boolean {
  if (evidence === 'sure') return true
  if (evidence === 'none' || (status === 'IMPORT_JOB_SUSPEND' && !ran)) return false
  return look.isLast || (tracking.likelySince !== undefined && look.at - tracking.likelySince >= CONFIRM_FOR)
}

/** How sure it is that an end which GetJob shows is that of this round, by all that is known. */
function evidenceOfEnd(baseline: Baseline, mine: Round | undefined, look: Look, ran: boolean): Evidence {
  const { status } = look
  // A job that ran may have ended by itself, just before it was started.
  const mayBeOld = baseline.changed && !ran && isRunning(baseline.before?.status) && isTerminal(status)
  const evidence = mayBeOld ? 'likely' : evidenceOf(baseline, look, ran)
  if (evidence === 'sure' || mine === undefined) return evidence
  const { entry } = newestEntry(mine)
  // A job that still closes has not finished yet.
  if (isFinished(status) && entry?.status === 'IMPORT_JOB_CLOSING' && !entry.endTime) return evidence
  if (isTerminal(status)) return isSameEnd(status, entry?.status) ? 'sure' : 'none'
  // A pause that is older than the change is none of the round that is waited for (see round.ts).
  return entry?.status === status ? 'sure' : evidence
}

/** Whether two states are of the same end. The history may show another one while GetJob still shows the old state. */
function isSameEnd(a: string, b: string | undefined): boolean {
  return isTerminal(b) && (a === 'IMPORT_JOB_INTERRUPTED') === (b === 'IMPORT_JOB_INTERRUPTED')
}

/** Whether an entry is the last one of a round. */
function isOver(entry: JobHistory | undefined): boolean {
  return isTerminal(entry?.status) && entry?.status !== 'IMPORT_JOB_CLOSING'
}

/** The most failed files that an entry of a round counts. */
function failedIn(round: Round | undefined): bigint {
  return (round?.entries ?? []).map((entry) => countersOf(entry).failedCount ?? 0n).reduce(max, 0n)
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

/** Whether somebody closed a job before all was done. (What Operator says of the last, automatic step is not documented.) */
function wasClosedByUser({ entries }: Round): boolean {
  const closing = entries.find(
    ({ status, operator }) => status === 'IMPORT_JOB_CLOSING' && operator === 'user'
  )
  if (closing === undefined) return false
  const { totalCount, copiedCount = 0n, failedCount = 0n } = countersOf(closing)
  return totalCount === undefined || copiedCount + failedCount < totalCount
}

function failed(code: string, text: string, entry: JobHistory | undefined): PollResult {
  const said = entry?.message ? ` The service says: ${JSON.stringify(entry.message)}` : ''
  return { verdict: 'failed', code, message: text + said }
}

function closedByUser({ entries: [entry] }: Round): PollResult {
  const text =
    'The job was closed by somebody before its migration was finished. Start it again if it should go on.'
  return failed('JobClosed', text, entry)
}

function interrupted(entry: JobHistory | undefined): PollResult {
  return failed(
    'JobInterrupted',
    'The migration was interrupted. Fix the cause and start the job again.',
    entry
  )
}

function paused(entry: JobHistory | undefined): PollResult {
  const text =
    'The job is paused and its migration is not finished: somebody paused it, or its schedule in the service. Start it again to let it go on.'
  return failed('JobPaused', text, entry)
}

function anotherRound(entry: JobHistory | undefined): PollResult {
  const how =
    entry?.status === undefined
      ? 'has ended'
      : `was last seen at ${JSON.stringify(entry.status).slice(1, -1)}`
  const text = `Another round of the job runs, which somebody else has started. The round that was waited for ${how}, and its end is not in the job's history.`
  return failed('JobRestarted', text, entry)
}

/** The result of a migration that has finished, by the last entry of its round. */
function ended(entry: JobHistory, failedCount: bigint, wait: Wait): PollResult {
  const { totalCount } = countersOf(entry)
  if (failedCount > 0n)
    return someFailed(
      `${grouped(failedCount)} of ${totalCount === undefined ? 'all' : grouped(totalCount)}`,
      entry,
      wait
    )
  return totalCount === 0n ? { verdict: 'done', warning: NOTHING_TO_COPY } : { verdict: 'done' }
}

const NOTHING_TO_COPY =
  'The migration has finished with 0 files. If there should have been some, check the source address of the job, its prefix and its filters.'

function someFailed(howMany: string, entry: JobHistory | undefined, { failOnFailedFiles }: Wait): PollResult {
  const text = `The migration has finished, but ${howMany} files could not be copied. Which ones is in the job's migration report: in the console, or through the API's GetJobResult with the runtime ID ${JSON.stringify(entry?.runtimeId)}.`
  return failOnFailedFiles
    ? failed('FilesFailed', `${text} Set fail-on-failed-files to false to accept that.`, undefined)
    : { verdict: 'done', warning: text }
}

/** The result of a migration that has finished, and of which the history does not tell whether files failed. */
function endedWithoutCounts(
  look: Look,
  mine: Round | undefined,
  failedCount: bigint,
  wait: Wait
): PollResult {
  const entry = mine?.entries[0]
  if (failedCount > 0n) return someFailed(`at least ${grouped(failedCount)}`, entry, wait)
  if (look.history && isDenied(look.history) && wait.failOnFailedFiles) {
    return failed(
      'HistoryDenied',
      'The migration has finished, but these keys may not read its history, which tells whether files failed. Allow them mgw:ListImportJobHistory, or set fail-on-failed-files to false.',
      undefined
    )
  }
  return {
    verdict: 'done',
    warning:
      "The migration has finished, but it is not known whether files failed: the job's history does not tell. Look at its migration report in the console."
  }
}
