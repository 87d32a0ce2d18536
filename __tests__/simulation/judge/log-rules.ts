import type { Counters } from '../world/job.ts'
import { type Evidence, type Finding, lie } from './evidence.ts'

const FIGURES = /([\d,]+) of ([\d,]+) files/g
const STATES = /IMPORT_JOB_([A-Z]+)/g

/** Checks the figures and states in the log and the summary of a run with one job. */
export function judgeLog(evidence: Evidence): Finding[] {
  const { run, name, reportedAt } = evidence
  const { names, dryRun } = run.scenario.step
  // A dry run names the state that it would request.
  if (names !== 'one' || dryRun) return []
  const summary = run.summary.split('\n').map((text) => ({ at: reportedAt, text }))
  const findings = [...run.lines, ...summary].flatMap(({ at, text }) => [
    ...[...text.matchAll(FIGURES)].flatMap(([figures, part = '', total = '']) =>
      hasShown(evidence, at, numberOf(part), numberOf(total))
        ? []
        : [lie('log-figures', name, `The log shows "${figures}" at ${at}, but no answer did.`)]
    ),
    ...[...text.matchAll(STATES)].flatMap(([state, bare]) =>
      hasBeen(evidence, at, bare)
        ? []
        : [lie('log-state', name, `The log shows ${state} at ${at}, but no answer did: ${text}`)]
    )
  ])
  return findings.slice(0, 1)
}

const numberOf = (text: string): number => Number(text.replaceAll(',', ''))

function hasShown(evidence: Evidence, time: number, part: number, total: number): boolean {
  const rounds = evidence.shownRounds(time)
  return evidence.entries.some(({ at, entry: { moment, counters } }) => {
    if (at > time || counters === undefined || moment.round === undefined) return false
    return rounds.includes(moment.round) && counters.total === total && parts(counters).includes(part)
  })
}

/** The counts that can appear as "n of m files". */
function parts({ copied, skipped, failed }: Counters): number[] {
  return [copied, copied + skipped, copied + skipped + failed, failed, skipped]
}

function hasBeen({ reads, entries }: Evidence, time: number, state: string | undefined): boolean {
  const moments = [...reads, ...entries.map(({ at, entry }) => ({ at, moment: entry.moment }))]
  return moments.some(({ at, moment }) => at <= time && moment.state === state)
}
