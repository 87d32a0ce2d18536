import type { GetJobResp, JobHistory } from '@alicloud/hcs-mgw20240626'
import type { Wait } from '../inputs/operation.ts'
import { errorCode, shownCode } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import type { Limits } from '../runner/clock.ts'
import type { Logger } from '../runner/logger.ts'
import { HISTORY_ENTRIES, type JobClient } from './job-client.ts'
import { isFinished, isRunning, isTerminal } from './states.ts'

/** A job's history, or the reason why it couldn't be read. */
export interface HistoryResult {
  entries?: JobHistory[]
  error?: unknown
}

/**
 * Reads a job's history. A failure isn't fatal, because GetJob shows the state.
 *
 * @param of the job as GetJob returned it
 * @throws ActionError `CancelOperation` if the workflow was cancelled
 */
export async function readHistory(job: JobClient, of: GetJobResp, limits: Limits): Promise<HistoryResult> {
  try {
    return { entries: await job.history(limits, of) }
  } catch (error) {
    if (isCancellation(error)) throw error
    return { error }
  }
}

/** Whether the credentials can't read the history, which doesn't change during a run. */
export function isDenied({ error }: HistoryResult): boolean {
  return errorCode(error) === 'AccessDenied'
}

/** Logs why the history couldn't be read, and the consequences. */
export function logUnreadable(history: HistoryResult, { until, failOnFailedFiles }: Wait, logger: Logger): void {
  if (history.error === undefined) return
  const reason = isDenied(history)
    ? "These credentials can't read the history of the job. Allow them mgw:ListImportJobHistory."
    : `The history of the job could not be read (${shownCode(history.error)}).`
  const consequence = !(until === 'finished' && failOnFailedFiles)
    ? ''
    : ' It shows in the end whether files failed. To ignore that, set fail-on-failed-files to false.'
  logger.info(`${reason} Its progress and the number of files that failed are unknown.${consequence}`)
}

/** One execution of a job. */
export interface Round {
  /** Its RuntimeId, which grows by 1 with each round. */
  id: bigint
  /** Newest first: one for each state, or one for the whole round. */
  entries: JobHistory[]
}

/** The rounds of a history, oldest first. Its entries may be in any order. */
export function roundsOf(history: readonly JobHistory[] = []): Round[] {
  const numbered = history.filter(({ runtimeId = '' }) => /^\d{1,19}$/.test(runtimeId))
  return [...Map.groupBy(numbered, ({ runtimeId = '' }) => BigInt(runtimeId))]
    .map(([id, all]) => ({ id, entries: all.toSorted((a, b) => timeOf(b) - timeOf(a) || rank(b) - rank(a)) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function timeOf({ startTime = '' }: JobHistory): number {
  return instantsOf(startTime)[0] ?? 0
}

/** The order of states within a round, for entries with the same time. */
const ORDER = ['LAUNCHING', 'PREPARING', 'DOING', 'SUSPEND', 'CLOSING', 'INTERRUPTED', 'FINISHED', 'CONFIRMED']

function rank({ status = '' }: JobHistory): number {
  return ORDER.indexOf(status.replace('IMPORT_JOB_', ''))
}

/**
 * The instants that a time of the service can mean, in ms since 1970; empty if it is invalid. The service writes
 * `2024-05-01T12:00:00.000Z`, or `2024-05-01 12:00:00` in an undocumented time zone: UTC or China's.
 */
export function instantsOf(time = ''): number[] {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:/.test(time)) return []
  const isZoned = /(Z|[+-]\d\d:?\d\d)$/.test(time)
  const possible = isZoned ? [time] : ['Z', '+08:00'].map((zone) => time.replace(' ', 'T') + zone)
  return possible.map((text) => Date.parse(text)).filter((instant) => !Number.isNaN(instant))
}

/** The counters of a round. A value that the service doesn't show (-1 or absent) is undefined. */
export interface Counters {
  totalCount: bigint | undefined
  /** Copied and skipped files together. */
  copiedCount: bigint | undefined
  failedCount: bigint | undefined
  skippedCount: bigint | undefined
  totalBytes: bigint | undefined
  copiedBytes: bigint | undefined
  /** 100 only for a finished round; undefined while the total is unknown or contradicted. */
  percent: number | undefined
  /** From the start of the round to its end, including pauses, in ms. */
  duration?: number | undefined
}

/**
 * A round's counters, from its newest entry that has them: the newest entry can lack them.
 *
 * @param isComplete whether the round has finished and every file is accounted for
 */
export function countersOf(round: Round, isComplete = false): Counters {
  const entry = countedEntry(round)
  const counters = {
    totalCount: known(entry.totalCount),
    copiedCount: known(entry.copiedCount),
    // The newest number: after a pause, failed files are copied again.
    failedCount: known(round.entries.find(({ failedCount }) => known(failedCount) !== undefined)?.failedCount),
    skippedCount: known(entry.skippedCount),
    totalBytes: known(entry.totalSize),
    copiedBytes: known(entry.copiedSize)
  }
  // The total grows while the source is being listed.
  const percent = entry.listStatus === 'Listing' ? undefined : runningPercentage(counters)
  return { ...counters, percent: isComplete ? 100 : percent, duration: durationOf(round) }
}

function durationOf({ entries }: Round): number | undefined {
  // A longer history can lack the start of a round.
  if (entries.length >= HISTORY_ENTRIES) return undefined
  const last = entries.findLast(({ status }) => isTerminal(status) && status !== 'IMPORT_JOB_CLOSING')
  const endTime = entries.length === 1 ? last?.endTime : last?.startTime
  const [[start], [end]] = [instantsOf(entries.at(-1)?.startTime), instantsOf(endTime)]
  if (start === undefined || end === undefined || end < start) return undefined
  return end - start
}

export function countedEntry({ entries }: Round): JobHistory {
  return entries.find(({ copiedCount }) => known(copiedCount) !== undefined) ?? entries[0] ?? {}
}

function runningPercentage({ totalCount, copiedCount, failedCount = 0n, totalBytes, copiedBytes }: Partial<Counters>) {
  const exceeds = (part = 0n, total: bigint | undefined): boolean => total !== undefined && part > total
  if (exceeds((copiedCount ?? 0n) + failedCount, totalCount) || exceeds(copiedBytes, totalBytes)) return undefined
  // If all files are empty, their number is the only measure.
  const percent = percentage(copiedBytes, totalBytes) ?? percentage(copiedCount, totalCount)
  return percent === undefined ? undefined : Math.min(99.9, percent)
}

/** A counter of the service; undefined if it doesn't show it (-1 or absent). */
export function known(value: number | bigint | undefined): bigint | undefined {
  return value === undefined || value < 0 ? undefined : BigInt(value)
}

/** In percent, with one decimal; undefined if either value is unknown, or the total is 0. */
export function percentage(part: bigint | undefined, total: bigint | undefined): number | undefined {
  if (part === undefined || total === undefined || total === 0n) return undefined
  return Math.min(100, Number((part * 1000n) / total) / 10)
}

/** What the counters of a round that has finished show about its files. */
export function tallyOf(round: Round) {
  const { totalCount, copiedCount, failedCount } = countersOf(round)
  const left = (totalCount ?? 0n) - (copiedCount ?? 0n) - (failedCount ?? 0n)
  const isCounted = totalCount !== undefined && copiedCount !== undefined && failedCount !== undefined
  const [newest] = round.entries
  const counted = countedEntry(round)
  // A source that wasn't fully listed has more files than any count.
  const isCutShort = isFinished(newest?.status) && newest?.listStatus === 'Listing'
  const listStatus = counted.listStatus ?? round.entries.find((entry) => entry.listStatus)?.listStatus
  // Without ListStatus, a total can still be growing before the round closes, or be 0 because nothing was listed.
  const isListed = listStatus === 'Finished' || (isTerminal(counted.status) && listStatus !== 'Listing')
  const isEnd = isFinished(counted.status) && isListed && known(counted.failedCount) !== undefined
  const isComplete = isListed && left === 0n && totalCount !== 0n
  return {
    failed: failedCount ?? 0n,
    /** Whether all of the numbers are known. */
    isCounted,
    /** Whether the numbers are final; a lagging entry can show fewer files. */
    isFinal: isCutShort || (isCounted && left >= 0n && (isEnd || isComplete)),
    /** Whether the round ended before every file was copied, or listed. Meaningful if the numbers are final. */
    hasFilesLeft: isCutShort || left > 0n || counted.listStatus === 'Listing',
    total: totalCount
  }
}

/**
 * The counters of the job's current round, as far as one poll can show. An entry that contradicts the job's state belongs to
 * another round, or lags behind.
 */
export function currentCounters({ status }: GetJobResp, history: readonly JobHistory[]): Counters | undefined {
  const round = roundsOf(history).at(-1)
  const last = round?.entries[0]
  if (round === undefined || last === undefined) return undefined
  const fits = isRunning(status)
    ? !isTerminal(last.status)
    : isTerminal(status)
      ? isTerminal(last.status)
      : !isFinished(last.status)
  if (!fits) return undefined
  const { isFinal, hasFilesLeft, total } = tallyOf(round)
  return countersOf(round, isFinished(status) && isFinal && !hasFilesLeft && total !== 0n)
}
