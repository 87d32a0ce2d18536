import { countersAfter, ENDED, isCutShort, type Moment, type Round, RUNNING, type State } from '../world/job.ts'
import { doubt, type Evidence, type Finding, lie } from './evidence.ts'
import type { JobReport } from './job-report.ts'
import type { Kind } from './kinds.ts'
import { states } from './success-rules.ts'

/** The tolerance for deadlines, in ms. */
const TOLERANCE_MS = 1_500

type Rule = (evidence: Evidence, report: JobReport) => Finding[]

/** Checks that the reason for a failure is true. */
export function judgeFailure(evidence: Evidence, report: JobReport): Finding[] {
  if (report.isGood) return []
  const rule = RULES[report.errorCode]
  return rule === undefined ? judgeOrigin(evidence, report) : rule(evidence, report)
}

/** A rule that requires the job to have been in one of these states. */
function happened(kind: Kind, wanted: readonly State[]): Rule {
  return (evidence, { job, errorCode }) => {
    const { sinceChange, own, reportedAt } = evidence
    // Until a start takes effect, a round that someone else starts looks the same.
    const acceptedAt = own.find(({ code }) => code === undefined)?.at ?? reportedAt
    const reached = evidence.during(acceptedAt, reportedAt).filter(({ since }) => since >= acceptedAt)
    if ([...sinceChange, ...reached].some(({ state }) => wanted.includes(state))) return []
    return [lie(kind, job, `It reports ${errorCode}, but the job was ${states(evidence.sinceChange)}.`)]
  }
}

/** The rules for the action's own codes. Other codes must come from an answer or from Node. */
const RULES: Readonly<Record<string, Rule>> = {
  JobPaused: happened('paused-false', ['SUSPEND']),
  JobInterrupted: happened('interrupted-false', ['INTERRUPTED']),
  JobEnded: happened('ended-false', ['CLOSING', ...ENDED]),
  ImportJobInDeleting: happened('deleting-false', ['DELETING', 'GONE']),
  JobClosed: judgeClosed,
  JobRestarted: judgeRestarted,
  FilesFailed: judgeFilesFailed,
  HistoryDenied: judgeHistoryDenied,
  NoSuchImportJob: judgeNoSuchJob,
  WaitTimeout: judgeTimeout,
  CancelOperation: judgeCancelled,
  ETIMEDOUT: judgeTimedOut,
  UnexpectedError: (_, { job }) => [lie('defect', job, 'It reports UnexpectedError.')]
}

function judgeClosed(evidence: Evidence, { job }: JobReport): Finding[] {
  const { rounds, reportedAt, lagMs, sinceChange } = evidence
  const endOf = (round: Round): Moment | undefined => evidence.endOf(round, ['CLOSING', 'FINISHED', 'CONFIRMED'])
  const wasClosed = rounds.map(endOf).some((end) => end !== undefined && isCutShort(end))
  // A paused round that someone closes during the run, before its start takes effect.
  const isClosing = evidence
    .shownRounds(reportedAt)
    .map(endOf)
    .some((end) => end !== undefined && isCutShort(end) && end.at >= -lagMs)
  if (wasClosed || isClosing) return []
  return [lie('closed-false', job, `It reports JobClosed, but no one closed the round: ${states(sinceChange)}.`)]
}

function judgeRestarted(evidence: Evidence, { job }: JobReport): Finding[] {
  const ids = new Set(evidence.observable.map(({ round }) => round))
  if (ids.size > 1) return []
  return [lie('restarted-false', job, 'It reports JobRestarted, but there was only one round.')]
}

function judgeFilesFailed(evidence: Evidence, { job }: JobReport): Finding[] {
  const hasFailed = evidence.rounds.some((round) => {
    const end = evidence.endOf(round, ['FINISHED', 'CONFIRMED'])
    return end !== undefined && countersAfter(round, end.done).failed > 0
  })
  if (!evidence.run.scenario.step.failOnFailedFiles) {
    return [lie('files-failed-unwanted', job, 'It reports FilesFailed, but fail-on-failed-files is false.')]
  }
  if (hasFailed) return []
  return [lie('files-failed-false', job, 'It reports FilesFailed, but no file failed in a finished round.')]
}

function judgeHistoryDenied({ run }: Evidence, { job }: JobReport): Finding[] {
  if (run.scenario.behavior.isHistoryDenied) return []
  return [lie('denied-false', job, 'It reports HistoryDenied, but the history was not denied.')]
}

/** How long the service can fail to find a job, in ms. */
const MISSING_MS = 60_000

/** The time for the poll at the deadline, in ms. */
const LAST_POLL_MS = 12_000

function judgeNoSuchJob(evidence: Evidence, report: JobReport): Finding[] {
  const { observable, exchanges, reportedAt } = evidence
  if (observable.length === 0 || observable.some(({ state }) => state === 'GONE')) return []
  const text = `It reports NoSuchImportJob, but the job existed: ${states(observable)}.`
  const lastFound = exchanges.findLastIndex(
    ({ note, answer, reply }) => note?.moment !== undefined && answer !== undefined && answer === reply
  )
  const missing = exchanges.slice(lastFound + 1).filter(({ note }) => note?.code === 'NoSuchImportJob')
  const missingFor = reportedAt - (missing[0]?.at ?? reportedAt)
  // Without a wait, or as the first answer about a job, it can't be known to be temporary.
  const { waitFor, operation } = evidence.run.scenario.step
  const waits = waitFor !== 'accepted' && operation !== 'apply-timetable'
  const couldKnow = lastFound >= 0 && missingFor < MISSING_MS && waits
  return [
    missing.length > 0 && !couldKnow
      ? doubt('no-such-job', report.job, text)
      : lie('no-such-job-false', report.job, text)
  ]
}

function judgeTimeout(evidence: Evidence, { job }: JobReport): Finding[] {
  const { run, reportedAt, reads } = evidence
  const { waitSeconds, operation } = run.scenario.step
  // Several jobs share one wait, which starts with the first accepted change, or before that with the first wait.
  const accepted = run.exchanges.find(
    ({ note, answer, reply, answeredAt = Number.POSITIVE_INFINITY }) =>
      note?.change !== undefined && note.code === undefined && answer === reply && answeredAt <= reportedAt
  )
  const begins = accepted?.at ?? 0
  if (reportedAt < begins + waitSeconds * 1000 - TOLERANCE_MS) {
    return [
      lie(
        'timeout-early',
        job,
        `It reports WaitTimeout ${reportedAt - begins} ms after ${begins}, before the ${waitSeconds} s were over.`
      )
    ]
  }
  const last = reads.at(-1)?.moment
  if (last === undefined || run.scenario.step.waitFor !== 'finished') return []
  // A round that was running before the start can end without a sign that it is the one.
  const isOwn = evidence.rounds.some(
    (round) => last.round === round && (operation === 'get-job' || hasStarted(evidence, round))
  )
  const isEnd = last.state === 'FINISHED' || last.state === 'CONFIRMED'
  const sawItRun =
    operation === 'get-job' || reads.some(({ moment }) => moment.round === last.round && moment.state === 'DOING')
  if (!isOwn || !isEnd || !sawItRun || hasDouble(evidence, last) || !isShownForLong(evidence, last)) return []
  return [
    lie(
      'timeout-despite-end',
      job,
      `It reports WaitTimeout, but its last read showed the end: ${last.state} since ${last.since}.`
    )
  ]
}

function hasStarted({ effects }: Evidence, round: Round): boolean {
  return effects.some(({ after }) => after?.round === round)
}

/**
 * Whether an earlier round can be the one that the start continued: it ended in the second of the start or later (Date headers
 * have whole seconds), or the run saw it running before the start, and the history has one entry per round.
 */
function hasDouble({ own, run, job, reads }: Evidence, { round }: Moment): boolean {
  const { startsAt, behavior } = run.scenario
  const second = (at: number): number => Math.floor((startsAt + at) / 1000)
  const isEarlier = (moment: Moment | undefined): boolean => (moment?.round?.id ?? 0) < (round?.id ?? 0)
  const ends = (job?.moments ?? []).filter(({ state }) => ENDED.includes(state)).filter(isEarlier)
  return own
    .filter(({ type, code }) => type === 'start' && code === undefined)
    .some((start) => {
      const wasRunning = reads.some(
        ({ at, moment }) => at <= start.at && isEarlier(moment) && RUNNING.includes(moment.state)
      )
      return (
        (wasRunning && behavior.historyEntries === 'round') ||
        ends.some(({ since }) => second(since) >= second(start.at))
      )
    })
}

/** Whether GetJob and the history both showed the end long enough to be believed, and the last poll was answered. */
function isShownForLong({ reads, entries, exchanges, reportedAt }: Evidence, { round, state }: Moment): boolean {
  const lastPoll = exchanges.at(-1)
  // A proxy's answer, such as a 429, shows nothing of the job.
  if (
    lastPoll?.answer === undefined ||
    lastPoll.answer !== lastPoll.reply ||
    (reads.at(-1)?.at ?? 0) < reportedAt - LAST_POLL_MS
  )
    return false
  // From the first poll to the last one.
  const until = (reads.at(-1)?.at ?? 0) - MISSING_MS
  const lastOther = reads.findLast(({ moment }) => moment.round !== round || moment.state !== state)?.at ?? -1
  const isInHistory = entries.some(
    ({ at, entry: { moment } }) => at < until && moment.round === round && moment.state === state
  )
  return isInHistory && lastOther < until && reads.some(({ at }) => at > lastOther && at < until)
}

function judgeCancelled({ run }: Evidence, { job }: JobReport): Finding[] {
  const { step } = run.scenario
  const wasStopped = run.cancelledAt !== undefined || (step.failFast && step.names !== 'one')
  return wasStopped
    ? []
    : [lie('cancelled-false', job, 'It reports CancelOperation, but the workflow was not cancelled.')]
}

function judgeTimedOut({ run }: Evidence, { job }: JobReport): Finding[] {
  const gaveUp = run.exchanges.some(({ abortedAt }) => abortedAt !== undefined)
  // A start that waits until the job isn't CLOSING any more has the time of the wait.
  const { timeoutSeconds, waitSeconds, waitFor, operation } = run.scenario.step
  const isStart = operation === 'start-job' && waitFor !== 'accepted'
  const seconds = isStart ? Math.min(timeoutSeconds, waitSeconds) : timeoutSeconds
  const isOver = run.ending.endedAt >= seconds * 1000 - TOLERANCE_MS
  return gaveUp || isOver ? [] : [lie('timed-out-false', job, 'It reports ETIMEDOUT, but aborted no request.')]
}

function judgeOrigin({ run }: Evidence, { job, errorCode }: JobReport): Finding[] {
  const isKnown = run.exchanges.some(
    ({ note, answer, reply, failure }) =>
      (answer === reply && note?.code === errorCode) ||
      failure === errorCode ||
      (answer !== undefined && (answer.body.includes(`<Code>${errorCode}<`) || String(answer.status) === errorCode)) ||
      (answer !== undefined && errorCode === 'InvalidResponse')
  )
  return isKnown ? [] : [lie('code-from-nowhere', job, `No answer and no network error had the code "${errorCode}".`)]
}
