import { countersAfter, ENDED, hasFilesLeft, type Moment, type Round, RUNNING, type State } from '../world/job.ts'
import { throttlingBy } from '../world/region.ts'
import { doubt, type Evidence, type Finding, lie } from './evidence.ts'
import type { JobReport } from './job-report.ts'

const DONE: readonly State[] = ['FINISHED', 'CONFIRMED']
/** A state that is reached within this time after the report is only a doubt, in ms. */
const SOON_MS = 10_000
/** How long the action waits for the history after a round finishes, and the tolerance, in ms. */
const HISTORY_MS = 60_000
const TOLERANCE_MS = 3_000

/** Checks that a reported success is true. */
export function judgeSuccess(evidence: Evidence, report: JobReport): Finding[] {
  const { step } = evidence.run.scenario
  if (!report.isGood || step.dryRun) return []
  if (step.waitFor === 'finished') return judgeFinished(evidence, report)
  if (step.operation === 'apply-timetable' || step.operation === 'get-job') return judgeSeen(evidence, report)
  return step.waitFor === 'applied' ? judgeApplied(evidence, report) : judgeAccepted(evidence, report)
}

/** Checks that the job existed. */
function judgeSeen(evidence: Evidence, { job }: JobReport): Finding[] {
  if (evidence.observable.some(({ state }) => state !== 'GONE')) return []
  return [lie('success-without-job', job, "It succeeded, but the job didn't exist.")]
}

function judgeFinished(evidence: Evidence, report: JobReport): Finding[] {
  const { job } = report
  const { rounds } = evidence
  const ended = rounds.flatMap((round) => {
    const end = evidence.endOf(round, DONE)
    return end === undefined ? [] : [{ round, end }]
  })
  if (ended.length === 0) return [unfinished(evidence, rounds, job)]
  const findings = ended.map(({ round, end }) => judgeEnd(evidence, report, { round, end }))
  return findings.some((list) => list.length === 0) ? [] : (findings.at(-1) ?? [])
}

function unfinished(evidence: Evidence, rounds: Round[], job: string): Finding {
  const now = evidence.job?.at(evidence.reportedAt)
  const ids = rounds.map(({ id }) => id).join(', ')
  const text = `It reports a finished migration, but round ${ids} had not finished: the job was at ${now?.state} in round ${now?.round?.id}.`
  const [round] = rounds
  const isNext = round !== undefined && now?.round !== undefined && now.round.id > round.id
  if (evidence.hasVoidStart) return doubt('void-start', job, text)
  const couldNotTell = isNext && !evidence.hasSeenLater(round)
  return couldNotTell ? doubt('finished-next-round', job, text) : lie('finished-false', job, text)
}

/** Checks for a round that was closed early or has failed files. */
function judgeEnd(evidence: Evidence, report: JobReport, { round, end }: { round: Round; end: Moment }): Finding[] {
  const { job } = report
  const final = countersAfter(round, end.done)
  const isShort = hasFilesLeft(end)
  const isMissed = evidence.run.scenario.step.failOnFailedFiles && final.failed > 0
  if (!isShort && !isMissed) return []
  const what = isShort
    ? `Round ${round.id} was closed after ${final.copied + final.skipped + final.failed} of ${round.files} files`
    : `${final.failed} files of round ${round.id} failed`
  const kind = isShort ? 'closed-unnoticed' : 'failed-files-unnoticed'
  // After a lost answer, it can be that nothing tells which round it is.
  const couldKnow = wasShown(evidence, round, isShort) && !evidence.hasLostAnswer
  if (couldKnow) return [lie(kind, job, `${what}, and the history showed it.`)]
  if (gaveUpEarly(evidence, round) && !evidence.hasLostAnswer) {
    return [lie(`${kind}-early`, job, `${what}, and it stopped waiting for the history before the 60 s were over.`)]
  }
  return [doubt(kind, job, `${what}, but the history didn't show it in time.`)]
}

/** Whether a received history entry showed the failed or missing files. Failed files are copied again after a start. */
function wasShown(evidence: Evidence, round: Round, isShort: boolean): boolean {
  const { entries, run, effects, own } = evidence
  // A start that was accepted has no effect if someone else's came first.
  const startedAt = effects[0]?.effectAt ?? own.find(({ code }) => code === undefined)?.at ?? Number.NEGATIVE_INFINITY
  return entries.some(({ entry: { moment, counters, isListing } }) => {
    if (moment.round !== round || counters === undefined || moment.at < startedAt) return false
    if (!isShort) return counters.failed > 0
    const isLeft = counters.copied + counters.skipped + counters.failed < counters.total
    return DONE.includes(moment.state) && (isLeft || (isListing && run.scenario.behavior.hasListStatus))
  })
}

/** Whether the run stopped waiting for the history too early. */
function gaveUpEarly(evidence: Evidence, round: Round): boolean {
  const { reportedAt, reads, run, entries } = evidence
  const { behavior, step } = run.scenario
  const isEnd = ({ round: of, state }: Moment): boolean => of === round && DONE.includes(state)
  const shown = [...reads, ...entries.map(({ at, entry: { moment } }) => ({ at, moment }))]
  const seenAt = shown.filter(({ moment }) => isEnd(moment)).map(({ at }) => at)
  const endSeenAt = seenAt.length === 0 ? undefined : Math.min(...seenAt)
  // Once the final figures are shown, more time doesn't show more.
  const final = countersAfter(round, evidence.endOf(round, DONE)?.done ?? 0)
  const wasTold = entries.some(
    ({ entry: { moment, counters } }) =>
      moment.round === round && ['CLOSING', ...DONE].includes(moment.state) && counters?.total === final.total
  )
  if (endSeenAt === undefined || wasTold || behavior.isHistoryDenied) return false
  // Several jobs share one wait, which starts with the first accepted change.
  const waitsSince = run.exchanges.find(({ note }) => note?.change !== undefined && note.code === undefined)?.at ?? 0
  const limit = Math.min(endSeenAt + HISTORY_MS, waitsSince + step.waitSeconds * 1000)
  return reportedAt < limit - TOLERANCE_MS
}

const GOALS: Readonly<Record<string, readonly State[]>> = {
  'start-job': [...RUNNING],
  'resume-job': [...RUNNING],
  'pause-job': ['SUSPEND'],
  'close-job': ['CLOSING', ...ENDED]
}

/** States that a started round can reach before the next poll. */
const THROUGH: readonly State[] = ['CLOSING', 'FINISHED', 'CONFIRMED']

function judgeApplied(evidence: Evidence, { job }: JobReport): Finding[] {
  const { operation } = evidence.run.scenario.step
  if (hadNothingToDo(evidence)) return []
  if (evidence.sinceChange.some((moment) => isGoal(evidence, moment))) return []
  const text = `It reports that ${operation} was applied, but the job was ${states(evidence.sinceChange)}.`
  const soon = evidence.during(evidence.reportedAt, evidence.reportedAt + SOON_MS)
  if (soon.some((moment) => isGoal(evidence, moment))) return [doubt('applied-early', job, text)]
  if (evidence.hasVoidStart) return [doubt('void-start', job, text)]
  // A stale read of the state before the change looks the same as its effect.
  const wasBefore = evidence.observable.some((moment) => isGoal(evidence, moment))
  return [wasBefore ? doubt('applied-before', job, text) : lie('applied-false', job, text)]
}

/** Whether nothing was accepted, and a read showed a job with nothing to do. */
function hadNothingToDo(evidence: Evidence): boolean {
  return (
    evidence.own.every(({ code }) => code !== undefined) &&
    evidence.observable.some((moment) => hasNothingToDo(evidence, moment))
  )
}

/** Whether it is a success that nothing is sent for a job in this state. */
export function hasNothingToDo(evidence: Evidence, { state }: Moment): boolean {
  const { operation, idempotent, names } = evidence.run.scenario.step
  if (operation === 'resume-job') return ![...NOT_RESUMED, 'SUSPEND'].includes(state)
  if (!idempotent && names === 'one') return false
  if (operation === 'pause-job') return !RUNNING.includes(state) && !['DELETING', 'GONE'].includes(state)
  return operation === 'close-job' && (GOALS['close-job'] ?? []).includes(state)
}

/** The states in which resume-job fails. */
const NOT_RESUMED: readonly State[] = ['INTERRUPTED', 'DELETING', 'GONE']

/** Whether the job is in the requested state. A round that this run started can already have finished. */
export function isGoal(evidence: Evidence, moment: Moment): boolean {
  const { step, behavior } = evidence.run.scenario
  if (step.operation === 'update-qos') {
    // A value counted in 1024s matches the request; a capped value doesn't.
    const counted = throttlingBy({ ...behavior, maxBandwidth: step.throttling.bandwidth }, step.throttling)
    const { bandwidth, qps } = moment.throttling
    return qps === counted.qps && [counted.bandwidth, step.throttling.bandwidth].includes(bandwidth)
  }
  if (GOALS[step.operation]?.includes(moment.state)) return true
  const isStart = step.operation === 'start-job' || step.operation === 'resume-job'
  const isOwn = evidence.effects.some(
    ({ after, effectAt = 0 }) => after?.round === moment.round && moment.at >= effectAt
  )
  return isStart && isOwn && THROUGH.includes(moment.state)
}

function judgeAccepted(evidence: Evidence, { job }: JobReport): Finding[] {
  const wasAccepted = evidence.own.some(({ code }) => code === undefined)
  if (wasAccepted || hadNothingToDo(evidence) || evidence.observable.some((moment) => isGoal(evidence, moment)))
    return []
  const text = `It succeeded, but no request was accepted, and the job was ${states(evidence.observable)}.`
  return [lie('accepted-false', job, text)]
}

export function states(moments: Moment[]): string {
  return moments.map(({ at, state, round }) => `${state} (round ${round?.id ?? '-'}) at ${at}`).join(', ')
}
