import type { GetJobResp, JobHistory } from '@alicloud/hcs-mgw20240626'
import { formatNumber } from '../units.ts'
import { type Counters, countedEntry, countersOf, known, type Round, roundsOf, tallyOf } from './history.ts'
import { endedAs } from './rounds.ts'
import { isFinished, isRunning, isStopped, isTerminal } from './states.ts'

/** `succeed` and `failed` are mgwutil's. It documents no others. */
export type RoundStatus = 'succeed' | 'failed' | 'created' | 'running' | 'paused' | 'closing' | 'deleting' | 'unknown'

/** The status of a job's latest round. */
export interface RoundState {
  status: RoundStatus
  /** Why it has failed, or why its status is unknown, in a few words. */
  reason: string | undefined
  /** The round; undefined if the history doesn't show it. */
  round: Round | undefined
  counters: Counters | undefined
  /** Whether it has finished, and failed files are all that is missing: only then can they be retried. */
  hasOnlyFailedFiles: boolean
}

const WORDS = new Map<string | undefined, RoundStatus>([
  ['IMPORT_JOB_BEGIN', 'created'],
  ['IMPORT_JOB_SUSPEND', 'paused'],
  ['IMPORT_JOB_CLOSING', 'closing'],
  ['IMPORT_JOB_DELETING', 'deleting']
])

/** @param history undefined if it couldn't be read */
export function latestRound({ status }: GetJobResp, history: readonly JobHistory[] | undefined): RoundState {
  const round = shownRound(status, roundsOf(history).at(-1))
  const counters = round && countersOf(round)
  const state = { reason: undefined, round, counters, hasOnlyFailedFiles: false }
  if (status === 'IMPORT_JOB_INTERRUPTED') return { ...state, status: 'failed', reason: 'interrupted' }
  if (isFinished(status)) return { ...state, ...finishedState(round, history !== undefined) }
  const word = isRunning(status) ? 'running' : WORDS.get(status)
  if (word !== undefined) return { ...state, status: word }
  return { ...state, status: 'unknown', reason: "the state isn't documented" }
}

/** The newest round of the history, unless the job's state shows that it is another one or that the history lags. */
function shownRound(status: string | undefined, newest: Round | undefined): Round | undefined {
  const last = newest?.entries[0]?.status
  if (newest === undefined) return undefined
  if (isStopped(status)) return endedAs(newest, status) || last === 'IMPORT_JOB_CLOSING' ? newest : undefined
  if (status === 'IMPORT_JOB_CLOSING') return isStopped(last) ? undefined : newest
  return (isRunning(status) || status === 'IMPORT_JOB_SUSPEND') && !isTerminal(last) ? newest : undefined
}

/** A round that has finished according to GetJob. */
function finishedState(
  round: Round | undefined,
  isReadable: boolean
): Pick<RoundState, 'status' | 'reason'> & Partial<RoundState> {
  if (!isReadable) return { status: 'unknown', reason: "the history couldn't be read" }
  if (round === undefined) return { status: 'unknown', reason: "the history doesn't show the end of the round" }
  const { failed, isCounted, isFinal, hasFilesLeft, total } = tallyOf(round)
  const areNumbersFinal = isFinal || (isCounted && countedEntry(round).status === 'IMPORT_JOB_CLOSING')
  if (areNumbersFinal && hasFilesLeft) return { status: 'failed', reason: 'closed with files left' }
  const counters = countersOf(round, areNumbersFinal && total !== 0n)
  if (failed > 0n)
    return { status: 'failed', reason: `${formatNumber(failed)} files`, counters, hasOnlyFailedFiles: true }
  if (areNumbersFinal) return { status: 'succeed', reason: undefined, counters }
  return { status: 'unknown', reason: "the history doesn't show how many files were copied and failed" }
}

/** The Data of get-job-status, as mgwutil prints it. Unknown values are left out. */
export function statusData({ status, round }: RoundState, retryable: boolean | undefined): object {
  const entry = round && countedEntry(round)
  const isListing = entry?.listStatus === 'Listing'
  const data = {
    Status: status,
    Retryable: retryable,
    TotalCount: known(entry?.totalCount),
    TotalSize: known(entry?.totalSize),
    CopiedCount: known(entry?.copiedCount),
    CopiedSize: known(entry?.copiedSize),
    SkippedCount: known(entry?.skippedCount),
    SkippedSize: known(entry?.skippedSize),
    FailedCount: round && countersOf(round).failedCount,
    CountProgress: isListing ? undefined : progress(status, entry?.copiedCount, entry?.totalCount),
    SizeProgress: isListing ? undefined : progress(status, entry?.copiedSize, entry?.totalSize)
  }
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined))
}

type Count = JobHistory['totalCount']

/** Such as `70.00%`, rounded down. A round that hasn't ended shows at most 99.99 %. */
function progress(status: RoundStatus, shownPart: Count, shownTotal: Count): string | undefined {
  if (status === 'succeed') return '100.00%'
  const [part, total] = [known(shownPart), known(shownTotal)]
  if (part === undefined || total === undefined || total === 0n || part > total) return undefined
  const exact = (part * 10_000n) / total
  const hundredths = status !== 'failed' && exact > 9_999n ? 9_999n : exact
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}%`
}
