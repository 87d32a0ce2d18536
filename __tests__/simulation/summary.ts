import type { Outcome } from './batch.ts'
import type { Operation } from './scenario.ts'

/** The number of examples for each kind of finding. */
const EXAMPLES = 4

/** Summarizes many runs. */
export function summaryOf(outcomes: Outcome[], seconds: number, only?: Operation): string {
  const findings = outcomes.flatMap((outcome) => outcome.findings.map((finding) => ({ ...finding, outcome })))
  const lies = findings.filter(({ severity }) => severity === 'lie')
  const doubts = findings.filter(({ severity }) => severity === 'doubt')
  const failing = new Set(lies.map(({ outcome }) => outcome.seed))
  const reports = sum(outcomes, ({ reports: count }) => count)
  const unknown = sum(outcomes, ({ unknown: count }) => count)
  const requests = sum(outcomes, ({ requests: count }) => count)
  return [
    `${outcomes.length} runs in ${seconds.toFixed(1)} s: ${(outcomes.length / seconds).toFixed(0)} runs/s, ${(requests / outcomes.length).toFixed(0)} requests per run`,
    mixLine('operations', outcomes, ({ operation }) => operation),
    mixLine('wait-for', outcomes, ({ waitFor }) => waitFor),
    mixLine('job-name', outcomes, ({ names }) => names),
    mixLine('worlds', outcomes, ({ level }) => level),
    `${reports} job reports: ${percent(
      sum(outcomes, ({ successes }) => successes),
      reports
    )} successful, changed unknown in ${percent(unknown, reports)}`,
    '',
    `${lies.length} lies in ${failing.size} runs (${percent(failing.size, outcomes.length)})`,
    ...kindLines(lies, only),
    '',
    `${doubts.length} doubts, which don't fail a run`,
    ...kindLines(doubts, only)
  ].join('\n')
}

type Found = Outcome['findings'][number] & { outcome: Outcome }

function kindLines(findings: Found[], only: Operation | undefined): string[] {
  const kinds = Map.groupBy(findings, ({ kind }) => kind)
  return [...kinds]
    .sort(([, left], [, right]) => right.length - left.length)
    .flatMap(([kind, found]) => [
      `  ${String(found.length).padStart(5)} ${kind} (${mix(found, ({ outcome }) => outcome.level)})`,
      ...examples(found, only)
    ])
}

function examples(found: Found[], only: Operation | undefined): string[] {
  return found.slice(0, EXAMPLES).map(({ outcome, text }) => {
    const { seed, operation, waitFor } = outcome
    return `        ${replay(seed, only)}  # ${operation}, ${waitFor}: ${text.slice(0, 110)}`
  })
}

/** The command that replays a run. */
export function replay(seed: number, only?: Operation): string {
  return `npm run simulate -- --seed ${seed}${only === undefined ? '' : ` --only ${only}`}`
}

function mixLine(name: string, outcomes: Outcome[], keyOf: (outcome: Outcome) => string): string {
  return `  ${name.padEnd(11)}${mix(outcomes, keyOf)}`
}

function mix<Item>(items: Item[], keyOf: (item: Item) => string): string {
  return [...Map.groupBy(items, keyOf)]
    .sort(([, left], [, right]) => right.length - left.length)
    .map(([key, { length }]) => `${key} ${percent(length, items.length)}`)
    .join(', ')
}

function sum(outcomes: Outcome[], count: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + count(outcome), 0)
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(part / whole < 0.1 ? 1 : 0)} %`
}
