import { type GetJobResp, identifier, type JobHistory } from '@alicloud/hcs-mgw20240626'
import { type Change, isStart, type Throttling, type Wait } from '../inputs/operation.ts'
import {
  type Counters,
  countersOf,
  currentCounters,
  type HistoryResult,
  isDenied,
  type Round,
  roundsOf,
  tallyOf
} from '../job/history.ts'
import {
  endedAs,
  type FoundRounds,
  findRounds,
  firstRunSince,
  hasEnded,
  isTimeSince,
  LAG,
  laterHistory,
  mayHaveRunBefore,
  type Origin
} from '../job/rounds.ts'
import {
  describeRates,
  describeStatus,
  describeThrottling,
  isAlreadyApplied,
  isFinished,
  isRunning,
  isStopped
} from '../job/states.ts'
import { formatNumber } from '../units.ts'

/** What is known when a wait starts. */
export interface Baseline extends Origin {
  /** Whether this run changed the job, or may have. */
  changed: boolean
  /** The job before the change; without a change, at the first poll. */
  before: GetJobResp | undefined
  /** Whether the history was read then. */
  isHistoryKnown: boolean
}

export interface Poll {
  job: GetJobResp
  /** Example: `IMPORT_JOB_DOING`; empty if unknown. */
  status: string
  history: HistoryResult | undefined
  /** In monotonic ms. */
  at: number
  /** The latest time it can have been by the service's clock, in ms since 1970. */
  date: number
  isLast: boolean
}

export type Verdict =
  /** `soon`: more will be known shortly, so the next poll shouldn't wait long. */
  | { verdict: 'pending'; soon?: boolean }
  | { verdict: 'done'; warning?: string }
  /** `message` continues a sentence that starts with the job's name. */
  | { verdict: 'failed'; code: string; message: string }

/** What the polls so far have shown. Times are in monotonic ms. */
export interface Tracking {
  /** The ID of the round that the wait is about, and whether another one can't turn out to be it. */
  round: bigint | undefined
  isCertain: boolean
  /** When the start was accepted; without a start, when the first poll was made. */
  startedAt: number
  /** Whether a poll has shown that the job runs, too late for it to be a state from before the start. */
  ran: boolean
  /** The status that the last polls have shown, and when the first and the last of them showed it. */
  status: string
  statusSince: number
  polledAt: number
  /** When a poll first showed that the round has ended. */
  endedSince: number | undefined
  /** When a poll first showed a later round. */
  nextSince: number | undefined
  /** The round that this poll showed, and the highest number of its failed files so far. */
  shown: bigint | undefined
  failed: bigint
  /** The history that showed most so far, and when it was read. */
  entries: JobHistory[] | undefined
  readAt: number
}

export const NOT_TRACKED: Tracking = {
  round: undefined,
  isCertain: false,
  startedAt: Number.POSITIVE_INFINITY,
  ran: false,
  status: '',
  statusSince: 0,
  polledAt: 0,
  endedSince: undefined,
  nextSince: undefined,
  shown: undefined,
  failed: 0n,
  entries: undefined,
  readAt: 0
}

/** The conclusion from one poll and those before it. */
export interface Checked {
  tracking: Tracking
  result: Verdict
  /** The round's counters; undefined if the history doesn't show it. */
  counters: Counters | undefined
}

/** How long a status must persist before it counts as the result of a change, in ms. */
const PERSISTS = 30_000

const NO_ROUNDS: FoundRounds = { mine: undefined, next: undefined }
const DONE: Verdict = { verdict: 'done' }
const PENDING: Verdict = { verdict: 'pending' }
const SOON: Verdict = { verdict: 'pending', soon: true }
const DELETING = failWith('ImportJobInDeleting', 'is being deleted.')
const RECREATED = failWith(
  'NoSuchImportJob',
  'was deleted, and another job was created under its name (its ID has changed).'
)
const PAUSED = failWith(
  'JobPaused',
  'was paused before its migration finished, by someone or by its own schedule in the service. Continue it with resume-job.'
)
const RESTARTED = failWith(
  'JobRestarted',
  "was started again by someone, and its history doesn't show how the round that this step waited for ended."
)

/** A poll together with what it shows of the round. */
interface Context extends FoundRounds {
  baseline: Baseline
  wait: Wait
  tracking: Tracking
  poll: Poll
}

/**
 * Whether the migration has ended, and how. An end counts if the history shows it for this round and GetJob agrees, or if
 * one of them shows it for a minute and the other can't.
 */
export function checkFinished(baseline: Baseline, wait: Wait, before: Tracking, poll: Poll): Checked {
  const { entries, readAt } = trackHistory(before, poll)
  const isLate = readAt - before.startedAt >= LAG
  const found = findRounds(
    baseline,
    roundsOf(entries),
    { now: poll.date, isLate },
    before.isCertain ? before.round : undefined
  )
  const tracking = track(baseline, before, poll, found)
  const result = decide({ ...found, baseline, wait, tracking, poll })
  return { tracking, result, counters: countersFor(baseline, found, poll, entries) }
}

function countersFor(
  baseline: Baseline,
  { mine }: FoundRounds,
  { job }: Poll,
  entries: readonly JobHistory[] | undefined
): Counters | undefined {
  if (isRecreated(baseline.before, job)) return undefined
  const isShown = baseline.isStart || currentCounters(job, entries ?? []) !== undefined
  return isShown && mine !== undefined ? countersOfRound(mine, job.status) : undefined
}

/** A stopped round's counters, if they are final; a running one's as they are. */
function countersOfRound(round: Round, status: string | undefined): Counters | undefined {
  if (!hasEnded(round)) return isStopped(status) ? undefined : countersOf(round)
  if (!isFinished(round.entries[0]?.status)) return countersOf(round)
  const { isFinal, hasFilesLeft, total } = tallyOf(round)
  return isFinal ? countersOf(round, !hasFilesLeft && total !== 0n) : undefined
}

function track(baseline: Baseline | undefined, before: Tracking, poll: Poll, found: FoundRounds): Tracking {
  const { mine, next, isCertain = before.isCertain } = found
  const { status, at } = poll
  const history = trackHistory(before, poll)
  const isOld = !baseline?.isHistoryKnown || mayHaveRunBefore(baseline.round, baseline.at)
  const isNew = !isOld || at - before.startedAt >= LAG
  // If nothing was started, the job may have moved on to another round.
  const last = mine === undefined || mine.id === before.round ? before : NOT_TRACKED
  // While nothing could be read for a minute, the job can have had other states.
  const isSame = status === before.status && at - before.polledAt <= LAG
  return {
    round: mine?.id ?? before.round,
    isCertain,
    startedAt: Math.min(before.startedAt, at),
    ran: before.ran || (isRunning(status) && isNew),
    status,
    statusSince: isSame ? before.statusSince : at,
    polledAt: at,
    endedSince: last.endedSince ?? (hasEnded(mine) ? at : undefined),
    nextSince: last.nextSince ?? (next === undefined ? undefined : at),
    ...history,
    // Without a start, the newest round can still turn out to be the one.
    ...trackFailed(before, mine ?? (baseline?.isStart ? undefined : roundsOf(history.entries).at(-1)), poll)
  }
}

function trackHistory(before: Tracking, { history, at }: Poll): Pick<Tracking, 'entries' | 'readAt'> {
  const entries = laterHistory(before.entries, history?.entries)
  const isNew = history?.entries !== undefined && entries === history.entries
  return { entries, readAt: isNew ? at : before.readAt }
}

function isPause(entry: JobHistory | undefined): boolean {
  return entry?.status === 'IMPORT_JOB_SUSPEND'
}

/** A paused round's failed files are copied again when it continues. An older history can show more than the newest one. */
function trackFailed(
  { shown, failed }: Tracking,
  mine: Round | undefined,
  { history }: Poll
): Pick<Tracking, 'shown' | 'failed'> {
  if (mine === undefined || isPause(mine.entries[0])) return { shown, failed }
  const older = roundsOf(history?.entries).filter(({ id, entries: [newest] }) => id === mine.id && !isPause(newest))
  const counts = [mine, ...older].map((round) => tallyOf(round).failed)
  const all = mine.id === shown ? [...counts, failed] : counts
  return { shown: mine.id, failed: all.reduce((most, count) => (count > most ? count : most)) }
}

/** Whether GetJob has shown the same status for longer than it can lag. */
function persists({ statusSince }: Tracking, { at }: Poll): boolean {
  return at - statusSince >= LAG
}

function decide(context: Context): Verdict {
  const { baseline, poll, mine, next, isAmbiguous, tracking } = context
  const gone = checkGone(baseline.before, tracking, poll)
  if (gone !== undefined) return gone
  if (mine !== undefined && hasEnded(mine)) {
    const agrees = endedAs(mine, poll.status) || next !== undefined
    // GetJob can lag behind the history. Without a start, it can also show another round.
    const isOverdue = poll.isLast || poll.at - (tracking.endedSince ?? poll.at) >= LAG
    return agrees || (isOverdue && baseline.isStart) ? ended(context, mine) : SOON
  }
  if (isPausedRound(context)) return PAUSED
  if (poll.at - (tracking.nextSince ?? poll.at) >= LAG) return RESTARTED
  // GetJob's status can be a later round's, and one of several rounds may have been closed early.
  return isAmbiguous || next !== undefined ? PENDING : decideByStatus(context)
}

/** Whether GetJob and the history both show that the round was paused since the start, or since the first poll. */
function isPausedRound({ baseline, poll, mine }: Context): boolean {
  const [entry] = mine?.entries ?? []
  if (poll.status !== 'IMPORT_JOB_SUSPEND' || entry?.status !== poll.status) return false
  return isTimeSince(baseline, entry.startTime, poll.date)
}

/** For a history without an end: GetJob's status counts once it has persisted, if the job has run since the start. */
function decideByStatus({ baseline, wait, poll, mine, tracking }: Context): Verdict {
  const { status, history } = poll
  if (!isStopped(status) && status !== 'IMPORT_JOB_SUSPEND') return PENDING
  const isNew = hasRun(baseline, tracking, status)
  const isUnreadable = history !== undefined && isDenied(history) && !baseline.isStart
  // Soon, the history will show whether a later round has ended.
  if (!baseline.isStart && mine === undefined && tracking.entries?.length) return PENDING
  const isKnown = isNew || isPausedToo(status, tracking)
  // A job that was stopped at the first poll already isn't polled more often.
  const isExpected = isKnown && (baseline.isStart || tracking.statusSince > tracking.startedAt)
  if (!isKnown || !(persists(tracking, poll) || isUnreadable)) return isExpected ? SOON : PENDING
  if (status === 'IMPORT_JOB_SUSPEND') return PAUSED
  if (status === 'IMPORT_JOB_INTERRUPTED') return failWith('JobInterrupted', INTERRUPTED, mine)
  return finishedWithoutCounters(tracking.failed, poll, wait)
}

/** Whether the history shows a pause too, in whatever round: if someone has paused the job again, no time can show it. */
function isPausedToo(status: string, { entries }: Tracking): boolean {
  const newest = roundsOf(entries).at(-1)?.entries[0]
  return status === 'IMPORT_JOB_SUSPEND' && newest?.status === status
}

/** Whether a start isn't needed, or the job has run since. */
function hasRun(baseline: Baseline, { ran }: Tracking, status: string): boolean {
  return !baseline.isStart || ran || isNewSince(baseline.status, status)
}

/** Whether a job must have run to get from one state to the other. */
function isNewSince(before: string | undefined, status: string): boolean {
  const couldFinish = before === 'IMPORT_JOB_INTERRUPTED' && isFinished(status)
  const couldBeInterrupted = before === 'IMPORT_JOB_SUSPEND' && status === 'IMPORT_JOB_INTERRUPTED'
  return before === 'IMPORT_JOB_BEGIN' || couldFinish || couldBeInterrupted
}

/** The verdict on a job that is gone, or is being deleted. Right after a change, a poll can show an earlier job of its name. */
function checkGone(before: GetJobResp | undefined, tracking: Tracking, poll: Poll): Verdict | undefined {
  if (isRecreated(before, poll.job)) return RECREATED
  if (poll.status !== 'IMPORT_JOB_DELETING') return undefined
  return persists(tracking, poll) ? DELETING : SOON
}

/** A job that was deleted and created again under its name has another ID. */
function isRecreated(before: GetJobResp | undefined, job: GetJobResp): boolean {
  return before?.version !== undefined && job.version !== undefined && before.version !== job.version
}

/** The verdict on a round whose end the history shows. */
function ended({ poll, tracking, wait }: Context, round: Round): Verdict {
  if (!isFinished(round.entries[0]?.status)) return failWith('JobInterrupted', INTERRUPTED, round)
  const { isFinal, hasFilesLeft, total, failed } = tallyOf(round)
  // A history that could be read until now can probably be read again soon.
  const isReadSoon = poll.history?.error !== undefined && poll.at - tracking.readAt < 2 * LAG
  const isOverdue = poll.isLast || (poll.at - (tracking.endedSince ?? poll.at) >= LAG && !isReadSoon)
  if (!isFinal) return isOverdue ? finishedWithoutCounters(tracking.failed, poll, wait, round) : SOON
  if (hasFilesLeft) return closed(round)
  if (failed > 0n) {
    const of = total === undefined ? 'all' : formatNumber(total)
    return filesFailed(`${formatNumber(failed)} of ${of}`, poll.job, wait)
  }
  return total === 0n ? { verdict: 'done', warning: NOTHING_TO_COPY } : DONE
}

const NOTHING_TO_COPY =
  'The migration finished with 0 files. If it should have copied some, check the source address of the job, its prefix and its filters.'

function failWith(code: string, text: string, round?: Round): Verdict {
  const reason = round?.entries[0]?.message
  const message = reason ? `${text} The service says: ${JSON.stringify(reason)}` : text
  return { verdict: 'failed', code, message }
}

function closed(round: Round): Verdict {
  const copied = describeCopied(round)
  const text = `was closed before its migration finished${copied && `: ${copied}`}. To copy the rest, start it again with start-job.`
  return failWith('JobClosed', text, round)
}

/** How many files of a round were copied; empty if it isn't known. */
function describeCopied(round: Round): string {
  const { totalCount, copiedCount } = countersOf(round)
  if (totalCount === undefined || copiedCount === undefined) return ''
  return `${formatNumber(copiedCount)} of ${formatNumber(totalCount)} files were copied`
}

const INTERRUPTED =
  'was interrupted. Fix the cause, then start it again with start-job: retry-job only works once a round has finished.'

function filesFailed(howMany: string, { name, createReport }: GetJobResp, { failOnFailedFiles }: Wait): Verdict {
  const job = identifier(name) ?? '<job>'
  const report = createReport === true ? 'get-report' : 'create-report, with wait-for: finished'
  const text = `finished, but ${howMany} files couldn't be copied. To retry just those, use operation: retry-job (or mgwutil retry-job ${job}). For their names, use operation: ${report}.`
  return failOnFailedFiles
    ? failWith('FilesFailed', `${text} To accept failed files, set fail-on-failed-files to false.`)
    : { verdict: 'done', warning: `The migration ${text}` }
}

/** The verdict on a migration that has finished, if the history doesn't show whether every file was copied. */
function finishedWithoutCounters(failedFiles: bigint, { job, history }: Poll, wait: Wait, round?: Round): Verdict {
  if (failedFiles > 0n) return filesFailed(`at least ${formatNumber(failedFiles)}`, job, wait)
  if (history && isDenied(history) && wait.failOnFailedFiles) {
    return failWith(
      'HistoryDenied',
      "finished, but these credentials can't read its history, which shows whether files failed. Allow them mgw:ListImportJobHistory, or set fail-on-failed-files to false."
    )
  }
  const copied = round && describeCopied(round)
  return {
    verdict: 'done',
    warning: `The migration finished, but it isn't known whether files failed: the history of the job doesn't show it.${copied ? ` When last counted, ${copied}.` : ''} Check its migration report in the console.`
  }
}

/**
 * Whether a change of the job's state has been applied.
 *
 * @param poll has a history if a start may have been followed by a whole round
 */
export function checkApplied(baseline: Baseline, change: Change, before: Tracking, poll: Poll): Checked {
  const { job, status } = poll
  const tracking = track(baseline, before, poll, NO_ROUNDS)
  const conclude = (result: Verdict): Checked => ({ tracking, result, counters: undefined })
  if (isAlreadyApplied(change, job)) return conclude(DONE)
  const gone = checkGone(baseline.before, tracking, poll)
  if (gone !== undefined) return conclude(gone)
  if (!isStopped(status)) return conclude(PENDING)
  if (change.name === 'pause-job') {
    // A pause can't change a stopped job. Right after the change, a poll can be stale.
    const message = `can't be paused any more: it is ${describeStatus(status)}.`
    return conclude(persists(tracking, poll) ? failWith('JobEnded', message) : SOON)
  }
  return conclude(isStart(change) ? checkStopped(baseline, tracking, poll) : PENDING)
}

/** Whether a job that has been shown as started runs: a poll that shows a pause can be from before, unless it persists. */
export function checkStillStarted(baseline: Baseline, before: Tracking, poll: Poll): Checked {
  const checked = checkApplied(baseline, { name: 'start-job' }, before, poll)
  const isPaused = poll.status === 'IMPORT_JOB_SUSPEND' && persists(checked.tracking, poll)
  return isPaused ? { ...checked, result: PAUSED } : checked
}

/** Whether a stopped job has run since its start. */
function checkStopped(baseline: Baseline, tracking: Tracking, { status, history, date }: Poll): Verdict {
  const rounds = roundsOf(history?.entries)
  const hasRoundSince = (margin: number): boolean => firstRunSince(rounds, baseline.at, date, margin) !== undefined
  if (!hasRoundSince(0)) {
    const hasRun = tracking.ran || isNewSince(baseline.status, status)
    return hasRun && isFinished(status) ? DONE : PENDING
  }
  const newest = rounds.at(-1)
  if (newest === undefined || !endedAs(newest, status)) return SOON
  if (isFinished(status)) return DONE
  // A round of the same second can have been interrupted before the start.
  const message = `ended again after its start: it is ${describeStatus(status)}.`
  return hasRoundSince(1000) ? failWith('JobEnded', message) : PENDING
}

/**
 * Whether a throttling has been applied. The service may cap it, count it in units of 1024, or not show it.
 *
 * @param before the job before the change
 */
export function checkThrottling(before: GetJobResp, requested: Throttling, tracked: Tracking, poll: Poll): Checked {
  const { job, status } = poll
  const differing = [
    [job.importQos?.maxBandWidth, before.importQos?.maxBandWidth, requested.maxBandwidth],
    [job.importQos?.maxImportTaskQps, before.importQos?.maxImportTaskQps, requested.maxQps]
  ].filter(([is, , wanted]) => is === undefined || BigInt(is) !== wanted)
  const isAdjusted = !differing.some(([is, was]) => is !== undefined && is === was)
  const isDeleting = status === 'IMPORT_JOB_DELETING'
  const shown = isDeleting ? poll : { ...poll, status: isAdjusted ? 'adjusted' : 'as before' }
  const tracking = track(undefined, tracked, shown, NO_ROUNDS)
  const conclude = (result: Verdict): Checked => ({ tracking, result, counters: undefined })
  if (differing.length === 0) return conclude(DONE)
  const gone = checkGone(before, tracking, poll)
  if (gone !== undefined) return conclude(gone)
  if (!isAdjusted) return conclude(PENDING)
  // A value that is clearly higher was set by someone else.
  const isHigher = differing.some(
    ([is, , wanted]) => is !== undefined && wanted !== undefined && BigInt(is) * 1000n > BigInt(wanted) * 1074n
  )
  if (isHigher) return conclude(PENDING)
  // Otherwise it was adjusted by the service, or is still being applied.
  if (!poll.isLast && poll.at - tracking.statusSince < PERSISTS) return conclude(SOON)
  return conclude({
    verdict: 'done',
    warning: `The service shows a throttling of ${describeThrottling(job.importQos)} instead of ${describeRates(requested)}: it can cap a value, or count it in 1024s.`
  })
}
