import { parentPort, workerData } from 'node:worker_threads'
import { type Batch, type Outcome, runSeed } from './batch.ts'
import { useBundle } from './runner/sandbox.ts'

// The action creates an error for each request, and its stack isn't used.
Error.stackTraceLimit = 4
const { seeds, only, bundle } = workerData as Batch
if (bundle !== undefined) useBundle(bundle)
const outcomes: Outcome[] = []
for (const seed of seeds) outcomes.push(await runSeed(seed, only))
parentPort?.postMessage(outcomes)
