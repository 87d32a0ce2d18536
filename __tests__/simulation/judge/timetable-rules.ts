import type { Run } from '../run.ts'
import { activeLine, nextChange, type TimetableLine } from '../timetable.ts'
import { type Moment, RUNNING, type State, type Throttling } from '../world/job.ts'
import { throttlingBy } from '../world/region.ts'
import { doubt, type Evidence, type Finding, isRunning, lie } from './evidence.ts'
import type { JobReport } from './job-report.ts'
import { states } from './success-rules.ts'

/** Checks `timetable-line` and `next-change` against the time of day. */
export function judgeHour(run: Run, outputs: Map<string, string>): Finding[] {
  const { timetable } = run.scenario.step
  const line = outputs.get('timetable-line') ?? ''
  const next = outputs.get('next-change') ?? ''
  if (timetable === undefined) {
    return line === '' && next === ''
      ? []
      : [lie('timetable-without-one', '', 'It reports a line or a change, but has no timetable.')]
  }
  if (line === '')
    return outputs.get('code') === 'success' ? [lie('timetable-line', '', 'timetable-line is empty.')] : []
  const expected = instants(run).map((instant) => ({
    line: activeLine(timetable, instant).text,
    next: timeText(nextChange(timetable, instant))
  }))
  if (expected.some((hour) => hour.line === line && hour.next === next)) return []
  const texts = expected.map((hour) => `"${hour.line}", then ${hour.next || 'nothing'}`)
  return [
    lie(
      'timetable-line',
      '',
      `It reports "${line}", then ${next || 'nothing'}; expected ${[...new Set(texts)].join(' or ')}.`
    )
  ]
}

/** The local times of the last request and of the report. */
function instants(run: Run): number[] {
  const times = [run.exchanges.at(-1)?.at ?? 0, run.lines.at(-1)?.at ?? 0]
  return times.map(clockOf(run))
}

/** The clock that the timetable goes by: the runner's, or the service's after it has refused the runner's time. */
function clockOf({ exchanges, wallOf, scenario }: Run): (at: number) => number {
  const refused = exchanges.find(
    ({ note, answer, reply }) => SKEWED.has(note?.code ?? '') && answer !== undefined && answer.body === reply?.body
  )
  const { deliveredAt, answeredAt, note } = refused ?? {}
  if (deliveredAt === undefined || answeredAt === undefined) return wallOf
  const time = scenario.startsAt + deliveredAt
  // STS sends no time but that of its Date header.
  const shown = note?.code === STS_SKEWED ? Math.floor(time / 1000) * 1000 : time
  return (at) => wallOf(at) + shown - wallOf(answeredAt)
}

const STS_SKEWED = 'InvalidTimeStamp.Expired'
const SKEWED = new Set(['RequestTimeTooSkewed', STS_SKEWED])

function timeText(instant: number | undefined): string {
  return instant === undefined ? '' : new Date(instant).toISOString().replace('.000Z', 'Z')
}

const AT_REST: readonly State[] = ['SUSPEND', 'BEGIN']

/** Checks that the job matches the active line and doesn't run faster. */
export function judgeTimetable(evidence: Evidence, report: JobReport): Finding[] {
  const { timetable, dryRun } = evidence.run.scenario.step
  if (timetable === undefined || dryRun || evidence.run.cancelledAt !== undefined) return []
  const own = evidence.exchanges.at(-1)
  const reads = own === undefined ? [] : [own.at, own.answeredAt ?? own.at].map(clockOf(evidence.run))
  const hours = [...reads, ...instants(evidence.run)]
  const lines = [...new Set(hours.map((instant) => activeLine(timetable, instant)))]
  const findings = lines.map((line) => [
    ...(report.isGood ? judgeState(evidence, report, line) : []),
    ...judgeSpeed(evidence, report, line)
  ])
  return findings.some((list) => list.length === 0) ? [] : (findings[0] ?? [])
}

function judgeState(evidence: Evidence, { job }: JobReport, { run, text }: TimetableLine): Finding[] {
  const type = run === undefined ? 'pause' : 'start'
  const wrong = run === undefined ? RUNNING : AT_REST
  const seen = lastSeen(evidence)
  const wasAccepted = evidence.own.some((change) => change.type === type && change.code === undefined)
  // Over the limit of running jobs, the action leaves the start to the next workflow run.
  const wasFull = evidence.updates.some(({ note }) => note?.code === 'ImportJobConcurrencyExceed')
  if (wasAccepted || wasFull || seen.some(({ state }) => !wrong.includes(state))) return []
  return [lie('timetable-state', job, `"${text}" is active, but the job was ${states(seen)}.`)]
}

/** The moments that the last read can have shown, and later ones until the report. */
function lastSeen(evidence: Evidence): Moment[] {
  const last = evidence.reads.at(-1)
  return evidence.during((last?.sentAt ?? 0) - evidence.lagMs, evidence.reportedAt)
}

function judgeSpeed(evidence: Evidence, report: JobReport, { run, text }: TimetableLine): Finding[] {
  const limit = run?.throttling
  const now = evidence.job?.at(evidence.reportedAt)
  if (limit === undefined || now === undefined || !isTooFast(evidence, now, limit)) return []
  const { bandwidth, qps } = now.throttling
  const what = `The job runs with ${bandwidth} bit/s and ${qps} files/s, but "${text}" is active`
  if (!report.isGood) {
    const kind = 'timetable-left-fast'
    return isLeftFast(evidence, now) ? [lie(kind, report.job, `${what}. This run started it and didn't pause it.`)] : []
  }
  if (isThrottlingPending(evidence)) return []
  const wasSlow = lastSeen(evidence).some((moment) => !isTooFast(evidence, moment, limit))
  return [wasSlow ? doubt('timetable-speed', report.job, `${what}.`) : lie('timetable-speed', report.job, `${what}.`)]
}

function isThrottlingPending({ own, run }: Evidence): boolean {
  const wasAccepted = own.some(({ throttling, code }) => throttling !== undefined && code === undefined)
  return wasAccepted && run.scenario.step.waitFor === 'accepted'
}

/** A failed attempt to pause is reported, so only a missing attempt is a lie. Someone else may have started a later round. */
function isLeftFast({ own, others, effects, hasLostAnswer }: Evidence, { round }: Moment): boolean {
  const hasStarted = effects.some(({ type, after }) => type === 'start' && after?.round === round)
  const hasTriedToPause = own.some(({ type }) => type === 'pause')
  const isByOthers = others.some(({ type, effectAt }) => type === 'throttle' && effectAt !== undefined)
  return hasStarted && !hasTriedToPause && !hasLostAnswer && !isByOthers
}

function isTooFast(evidence: Evidence, moment: Moment, limit: Throttling): boolean {
  return isRunning(moment) && isFaster(evidence, moment, limit)
}

function isFaster({ run }: Evidence, { throttling }: Moment, limit: Throttling): boolean {
  const most = throttlingBy({ ...run.scenario.behavior, countsIn1024: true }, limit)
  return throttling.bandwidth > Math.max(most.bandwidth, limit.bandwidth) || throttling.qps > limit.qps
}
