import { type GetJobResp, identifier, type JobHistory, MgwError } from '@alicloud/hcs-mgw20240626'
import type { Wait } from '../inputs/wait.ts'
import type { RetryOptions } from '../retry/retry.ts'
import { codeOf } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import type { Logger } from '../runner/logger.ts'
import { type Counters, countersOf } from './counters.ts'
import type { Job } from './job.ts'
import { isFinished, isRunning, isTerminal } from './states.ts'

/** What a look at a job's history found: its entries, or why it could not be read. */
export interface HistoryLook {
  entries?: JobHistory[]
  error?: unknown
}

/**
 * Reads a job's history. It only counts: whoever cannot read it goes on.
 *
 * @throws ClientError `CancelOperation` when the workflow was cancelled
 */
export async function readHistory(job: Job, options: RetryOptions): Promise<HistoryLook> {
  try {
    return { entries: await job.history(options) }
  } catch (error) {
    if (isCancellation(error)) throw error
    return { error }
  }
}

/** Whether the keys may not read the history, which no later look will change. */
export function isDenied({ error }: HistoryLook): boolean {
  return error instanceof MgwError && error.code === 'AccessDenied'
}

/** Says why a history could not be read, and what that means. */
export function tellUnreadable(
  history: HistoryLook,
  { until, failOnFailedFiles }: Wait,
  logger: Logger
): void {
  if (history.error === undefined) return
  const reason = isDenied(history)
    ? 'The history of the job may not be read with these keys. Allow them mgw:ListImportJobHistory.'
    : `The history of the job could not be read (${identifier(codeOf(history.error)) ?? 'an unknown error'}).`
  const consequence = !(until === 'finished' && failOnFailedFiles)
    ? ''
    : ' At the end it tells whether files failed; set fail-on-failed-files to false if that does not matter.'
  logger.info(`${reason} Its progress and the number of files that failed are unknown.${consequence}`)
}

/** All entries of one round: from a start to its end. */
export interface Round {
  runtimeId: string
  /** Newest first. */
  entries: JobHistory[]
  /** What the first of them may mean, in ms since 1970. Empty when no entry has a time. */
  starts: number[]
}

/** The order of a round's states, for entries with the same time. */
const ORDER = [
  'LAUNCHING',
  'PREPARING',
  'DOING',
  'SUSPEND',
  'CLOSING',
  'INTERRUPTED',
  'FINISHED',
  'CONFIRMED'
]

/** The rounds of a history, in whatever order its entries come; the newest round first. */
export function roundsOf(history: readonly JobHistory[]): Round[] {
  const byId = Map.groupBy(history, ({ runtimeId = '' }) => runtimeId)
  return [...byId]
    .map(([runtimeId, all]) => {
      const entries = all.toSorted((a, b) => timeOf(b) - timeOf(a) || rank(b) - rank(a))
      return { runtimeId, entries, starts: instantsOf(entries.at(-1)?.startTime ?? '') }
    })
    .sort((a, b) => (b.starts[0] ?? 0) - (a.starts[0] ?? 0))
}

function timeOf({ startTime = '' }: JobHistory): number {
  return instantsOf(startTime)[0] ?? 0
}

function rank({ status = '' }: JobHistory): number {
  return ORDER.indexOf(status.replace('IMPORT_JOB_', ''))
}

/**
 * What a time of the service may mean, in ms since 1970: none, when it is no time. The service writes
 * `2024-05-01T12:00:00.000Z`, or `2024-05-01 12:00:00` in a time zone that is documented nowhere: it is taken to be one of
 * UTC and China's.
 */
export function instantsOf(time: string): number[] {
  const possible = time.includes('T') ? [time] : ['Z', '+08:00'].map((zone) => time.replace(' ', 'T') + zone)
  return possible.map((text) => Date.parse(text)).filter((instant) => !Number.isNaN(instant))
}

/** The newest entry of a round, and whether it tells all that there is to count: the state that it is about is over. */
export function newestEntry({ entries }: Round): { entry: JobHistory | undefined; isFinal: boolean } {
  const [entry] = entries
  return { entry, isFinal: isTerminal(entry?.status) || Boolean(entry?.endTime) }
}

/**
 * What the history counts of the round that a job is in, as far as a single look tells: an entry that contradicts the
 * job's state is one of another round, or has not been written yet.
 */
export function currentCounters(
  { status }: GetJobResp,
  history: readonly JobHistory[]
): Counters | undefined {
  const [round] = roundsOf(history)
  const entry = round?.entries[0]
  if (entry === undefined) return undefined
  const fits = isRunning(status)
    ? !isTerminal(entry.status)
    : isTerminal(status)
      ? isTerminal(entry.status)
      : !isFinished(entry.status)
  return fits ? countersOf(entry, isFinished(status)) : undefined
}
