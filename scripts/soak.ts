/**
 * `npm run soak`: 2,000 runs, 50 at a time, against an emulator that fails one request in three at random. Counts what
 * was reported against what is the case, and watches file descriptors and memory. Exits with 1 if anything was lost,
 * doubled or leaked.
 */
import { readdirSync } from 'node:fs'
import { Client, resolveEndpoint } from '@alicloud/hcs-mgw20240626'
import {
  type Emulator,
  EXAMPLE_CREDENTIALS,
  type Failure,
  type JobStatus,
  STILL,
  startEmulator
} from 'mgw-emulator'
import { makeChange } from '../src/job/change.ts'
import { reachJob } from '../src/job/job.ts'
import { correctingClockSkew } from '../src/retry/clock-skew.ts'
import { startDeadline } from '../src/retry/deadline.ts'
import { systemClock } from '../src/runner/clock.ts'
import { SOAK_FAULTS } from './soak-faults.ts'

const RUNS = 2000
const AT_A_TIME = 50

const OPERATIONS = [
  { operation: 'start-job', before: 'IMPORT_JOB_BEGIN', after: 'IMPORT_JOB_LAUNCHING' },
  { operation: 'pause-job', before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_SUSPEND' },
  { operation: 'close-job', before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_CLOSING' }
] as const satisfies { operation: string; before: JobStatus; after: JobStatus }[]

type Verdict =
  | 'succeeded'
  | 'failed, and nothing was done'
  | 'failed in doubt, and said so'
  | 'LOST'
  | 'DOUBLED'

const NEVER = new AbortController().signal
const silent = { info() {}, notice() {}, warning() {} }
let unhandled = 0
process.on('unhandledRejection', () => {
  unhandled += 1
})

const emulator = await startEmulator({
  durations: STILL,
  maxRunningJobs: Number.POSITIVE_INFINITY,
  failing: (): Failure | undefined => {
    if (Math.random() >= 1 / 3) return undefined
    return {
      fault: SOAK_FAULTS[Math.floor(Math.random() * SOAK_FAULTS.length)] ?? '500-xml',
      retryAfterSeconds: 1
    }
  }
})
const verdicts = new Map<Verdict, number>()
const samples: { descriptors: number; heap: number }[] = []
const begun = performance.now()
let next = 0
let requests = 0

await Promise.all(Array.from({ length: AT_A_TIME }, worker))
const seconds = (performance.now() - begun) / 1000
await emulator.close()
report()

async function worker(): Promise<void> {
  while (next < RUNS) {
    const number = next++
    const verdict = await once(emulator, number)
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
    if (number % 100 === 99) samples.push(measure())
  }
}

/** One run on a job of its own, and whether what it reported is the case. */
async function once(emulator: Emulator, number: number): Promise<Verdict> {
  const { operation, before, after } = OPERATIONS[number % OPERATIONS.length] ?? OPERATIONS[0]
  const jobName = `job-${number}`
  emulator.addJob({ name: jobName, status: before })
  const starts = emulator.job(jobName)?.starts ?? 0
  const endpoint = resolveEndpoint(emulator.url, 'cn-hangzhou')
  const credential = { getCredential: async () => EXAMPLE_CREDENTIALS }
  const client = new Client({ credential, endpoint })
  const credentials = { ...credential, renew: async () => false, endUnrenewed: false }
  const { error, changed } = await makeChange(
    reachJob(client, credentials, '', jobName),
    { name: operation },
    undefined,
    {
      maxAttempts: 4,
      deadline: startDeadline('timeout-seconds', 120, systemClock),
      signal: NEVER,
      clock: systemClock,
      signed: correctingClockSkew(silent, systemClock.date),
      logger: silent
    }
  )
  const job = emulator.job(jobName)
  if ((job?.starts ?? 0) - starts > 1) return 'DOUBLED'
  if (error === undefined) return job?.status === after ? 'succeeded' : 'LOST'
  if (changed === undefined) return 'failed in doubt, and said so'
  return job?.status === before ? 'failed, and nothing was done' : 'LOST'
}

function measure(): { descriptors: number; heap: number } {
  // What the emulator remembers of each request is not the client's.
  requests += emulator.requests.length
  emulator.requests.length = 0
  globalThis.gc?.()
  const descriptors = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
  return { descriptors, heap: process.memoryUsage().heapUsed }
}

function report(): void {
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const most = (key: 'descriptors' | 'heap', of: typeof samples): number =>
    Math.max(...of.map((sample) => sample[key]))
  const [early, late] = [samples.slice(2, samples.length / 2), samples.slice(samples.length / 2)]
  const growth = most('heap', late) - most('heap', early)
  console.log(`${RUNS} runs, ${AT_A_TIME} at a time, ${requests} requests, in ${seconds.toFixed(0)} s`)
  for (const [verdict, count] of [...verdicts].sort()) console.log(`  ${verdict}: ${count}`)
  console.log(`  unhandled rejections: ${unhandled}`)
  console.log(
    `  file descriptors at the most: ${most('descriptors', early)} in the first half, ${most('descriptors', late)} in the second`
  )
  console.log(
    `  heap at the most: ${mebibytes(most('heap', early))} in the first half, ${mebibytes(most('heap', late))} in the second`
  )
  // The emulator keeps the jobs themselves: some kilobytes each.
  const flat = growth < RUNS * 4096 && most('descriptors', late) <= most('descriptors', early) + AT_A_TIME
  const sound = flat && unhandled === 0 && !verdicts.has('LOST') && !verdicts.has('DOUBLED')
  console.log(sound ? 'Nothing was lost, doubled or leaked.' : 'SOMETHING WAS LOST, DOUBLED OR LEAKED.')
  process.exitCode = sound ? 0 : 1
}
