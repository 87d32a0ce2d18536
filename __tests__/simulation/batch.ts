import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { Finding } from './judge/evidence.ts'
import { judge } from './judge/judge.ts'
import { simulate } from './run.ts'
import { drawScenario, type Operation, type WaitFor } from './scenario.ts'
import { timelineOf } from './timeline.ts'
import type { Level } from './world/behavior.ts'

/** The result of one run, without its data. */
export interface Outcome {
  seed: number
  level: Level
  operation: Operation
  waitFor: WaitFor
  names: string
  findings: Finding[]
  requests: number
  /** The number of jobs in the report: all of them, those with an unknown `changed`, and the successful ones. */
  reports: number
  unknown: number
  successes: number
  /** A hash of the timeline: two runs with the same digest are byte-identical. */
  digest: string
}

export interface Batch {
  seeds: number[]
  only?: Operation | undefined
  /** Another bundle than dist/index.js. */
  bundle?: string | undefined
}

export async function runSeed(seed: number, only?: Operation): Promise<Outcome> {
  const scenario = drawScenario(seed, only)
  const run = await simulate(scenario)
  const verdict = judge(run)
  const { level, step } = scenario
  return {
    seed,
    level,
    operation: step.operation,
    waitFor: step.waitFor,
    names: step.names,
    findings: verdict.findings,
    requests: run.exchanges.length,
    reports: verdict.reports.length,
    unknown: verdict.reports.filter(({ changed }) => changed === undefined).length,
    successes: verdict.reports.filter(({ isGood }) => isGood).length,
    digest: createHash('sha256').update(timelineOf(run, verdict)).digest('hex')
  }
}

/** Runs seeds in worker threads, because Jest replaces the globals that the action uses. Returns outcomes in seed order. */
export async function runBatch({ seeds, ...options }: Batch, workers = 1): Promise<Outcome[]> {
  const shares = Array.from({ length: workers }, (_, worker) => seeds.filter((_, index) => index % workers === worker))
  const outcomes = await Promise.all(shares.map((share) => runInWorker({ seeds: share, ...options })))
  const bySeed = new Map(outcomes.flat().map((outcome) => [outcome.seed, outcome]))
  return seeds.map((seed) => bySeed.get(seed) as Outcome)
}

function runInWorker(batch: Batch): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: batch })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
