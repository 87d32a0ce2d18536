import type { Change } from '../world/region.ts'
import { doubt, type Evidence, type Finding, isClear, isRunning, lie } from './evidence.ts'
import type { JobReport } from './job-report.ts'
import { hasNothingToDo, isGoal } from './success-rules.ts'

/** Checks `changed` against the effects of this run's requests. */
export function judgeChanged(evidence: Evidence, { changed, job }: JobReport): Finding[] {
  const { effects, updates } = evidence
  const wasAccepted = updates.some(
    ({ answer, reply }) => answer !== undefined && answer === reply && answer.status < 300
  )
  if (changed === true && effects.length === 0 && !wasAccepted) {
    return [lie('changed-true', job, 'changed is true, but no request of this run took effect.')]
  }
  if (changed === false && effects.length > 0) {
    const changes = effects.map(({ type, effectAt }) => `${type} at ${effectAt}`).join(', ')
    return [lie('changed-false', job, `changed is false, but these changes took effect: ${changes}.`)]
  }
  if (changed === undefined && !evidence.hasLostAnswer) {
    return [lie('changed-unknown', job, 'changed is unknown, but no answer to a change was lost.')]
  }
  return []
}

/** Checks that a run doesn't start a job twice. */
export function judgeStarts(evidence: Evidence, { job }: JobReport): Finding[] {
  const findings: Finding[] = []
  let worked: Change | undefined
  for (const change of byTime(evidence.own)) {
    if (change.type === 'start' && worked !== undefined) findings.push(...judgeSecondStart(evidence, worked, change))
    if (change.effectAt === undefined) continue
    if (change.type === 'start') worked = change
    // A run can start a job again after pausing it itself.
    if (change.type === 'pause') worked = undefined
  }
  return findings.map((finding) => ({ ...finding, job }))
}

function byTime(changes: Change[]): Change[] {
  return [...changes].sort((left, right) => left.at - right.at)
}

function judgeSecondStart(evidence: Evidence, first: Change, second: Change): Finding[] {
  const since = first.effectAt ?? 0
  if (since > second.at) return []
  const sent = evidence.updates.find(({ note }) => note?.change === second)?.at ?? second.at
  const seen = evidence.reads.filter(({ at, moment }) => at <= sent && moment.at >= since)
  const start = {
    hasSeenRunning: seen.some(({ moment }) => isRunning(moment)),
    isBlind: seen.length === 0,
    story: `Its start took effect at ${since}, and it sent another one, received at ${second.at}`
  }
  if (second.effectAt === undefined) return [harmlessStart(start, second)]
  const pause = evidence.others.find(
    ({ type, effectAt = 0 }) => type === 'pause' && effectAt > since && effectAt < second.at
  )
  // A timetable goes by the time of day, not by who paused the job.
  if (pause !== undefined) return [startAgainstPause(start, pause, evidence.run.scenario.step.timetable !== undefined)]
  const text = `${start.story}. That one started round ${second.after?.round?.id}.`
  return [lie(start.isBlind ? 'second-start-blind' : 'second-start', '', text)]
}

/** A start after one that took effect, and the reads in between. */
interface SecondStart {
  hasSeenRunning: boolean
  isBlind: boolean
  story: string
}

function harmlessStart({ hasSeenRunning, story }: SecondStart, { code }: Change): Finding {
  const text = `${story}. It had no effect (${code ?? 'accepted'}).`
  return hasSeenRunning ? lie('second-start-known', '', text) : doubt('second-start-harmless', '', text)
}

function startAgainstPause(start: SecondStart, pause: Change, isTimetable: boolean): Finding {
  const text = `${start.story}. Someone had paused the job at ${pause.effectAt}.`
  if (isTimetable) return doubt('timetable-against-pause', '', text)
  return start.hasSeenRunning ? lie('start-against-pause', '', text) : doubt('start-against-pause', '', text)
}

/** Checks that no UpdateJob request is sent when nothing is to change. */
export function judgeRestraint(evidence: Evidence, { job }: JobReport): Finding[] {
  const { step } = evidence.run.scenario
  const [update] = evidence.updates
  if (update === undefined) return []
  if (step.dryRun || step.operation === 'get-job') {
    return [lie('change-when-reading', job, 'It sent a change.')]
  }
  const lastRead = evidence.reads.filter(({ at }) => at <= update.at).at(-1)
  if (lastRead === undefined) return []
  if (step.operation === 'resume-job' && lastRead.moment.state !== 'SUSPEND') {
    return [lie('resume-not-paused', job, `The last read showed ${lastRead.moment.state}, but it sent a start.`)]
  }
  const isSo = hasNothingToDo(evidence, lastRead.moment) || (step.idempotent && isGoal(evidence, lastRead.moment))
  if (!isSo) return []
  return [lie('change-of-what-is-so', job, `The last read showed ${lastRead.moment.state}, but it sent a change.`)]
}

/** Checks that `request-id` belongs to the accepted change or, without one, to some answer. */
export function judgeRequestId(evidence: Evidence, { job, requestId, changed }: JobReport): Finding[] {
  if (requestId === '') return []
  const answered = evidence.run.exchanges.filter(({ answer }) => answer !== undefined)
  const accepted = evidence.updates.filter((update) => isClear(update) && (update.answer?.status ?? 0) < 300)
  const known = changed === true && accepted.length > 0 ? accepted : answered
  const isKnown = known.some(({ note, answer }) => note?.requestId === requestId || answer?.body.includes(requestId))
  return isKnown
    ? []
    : [
        lie(
          'request-id',
          job,
          `request-id is ${requestId}, and that is no ${known === accepted ? 'change' : 'answer'} of this run.`
        )
      ]
}
