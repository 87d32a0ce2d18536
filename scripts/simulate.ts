/**
 * `npm run simulate`: runs dist/index.js in simulated worlds and lists its false reports. Options: `--runs 1000`,
 * `--from 0` (the first seed), `--only start-job`, `--workers 2`, `--list` (all failing seeds),
 * `--bundle dist/index.js` (another build). `--seed 123` prints the
 * timeline of one run. Exits with 1 if a report is false.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runBatch } from '../__tests__/simulation/batch.ts'
import { judge } from '../__tests__/simulation/judge/judge.ts'
import { simulate } from '../__tests__/simulation/run.ts'
import { useBundle } from '../__tests__/simulation/runner/sandbox.ts'
import { drawScenario, OPERATIONS, type Operation } from '../__tests__/simulation/scenario.ts'
import { replay, summaryOf } from '../__tests__/simulation/summary.ts'
import { timelineOf } from '../__tests__/simulation/timeline.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    only: { type: 'string' },
    workers: { type: 'string', default: '2' },
    bundle: { type: 'string' },
    list: { type: 'boolean', default: false }
  }
})
const only = operation(values.only)
const bundle = values.bundle && resolve(values.bundle)
if (bundle) useBundle(bundle)

if (values.seed === undefined) await runMany()
else await show(Number(values.seed))

async function show(seed: number): Promise<void> {
  const run = await simulate(drawScenario(seed, only))
  const verdict = judge(run)
  console.log(timelineOf(run, verdict))
  if (verdict.findings.some(({ severity }) => severity === 'lie')) process.exitCode = 1
}

async function runMany(): Promise<void> {
  const from = Number(values.from)
  const seeds = Array.from({ length: Number(values.runs) }, (_, index) => from + index)
  const startedAt = performance.now()
  const outcomes = await runBatch({ seeds, only, bundle }, Number(values.workers))
  console.log(summaryOf(outcomes, (performance.now() - startedAt) / 1000, only))
  const failing = outcomes.filter(({ findings }) => findings.some(({ severity }) => severity === 'lie'))
  if (values.list) for (const { seed } of failing) console.log(replay(seed, only))
  if (failing.length > 0) process.exitCode = 1
}

function operation(name: string | undefined): Operation | undefined {
  if (name === undefined || name in OPERATIONS) return name as Operation | undefined
  throw new Error(`--only is ${name}, but it must be one of ${Object.keys(OPERATIONS).join(', ')}.`)
}
