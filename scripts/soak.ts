/**
 * `npm run soak`: 2,000 changes, 50 at a time, against an emulator that fails a third of the requests at random. Compares what
 * each change reports with the state of the job, and checks for leaks of file descriptors and memory. Exits with 1 if a
 * change was lost or made twice, or if something leaked.
 */

import { readdirSync } from 'node:fs'
import { Client } from '@alicloud/hcs-mgw20240626'
import { type Emulator, EXAMPLE_CREDENTIALS, type Failure, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import { send } from '../src/http/send.ts'
import { resolveEndpoint } from '../src/inputs/address.ts'
import { changeJob } from '../src/job/change.ts'
import { JobClient } from '../src/job/job-client.ts'
import { changedOf, errorOf } from '../src/job/result.ts'
import { ClockSkew } from '../src/retry/clock-skew.ts'
import { startDeadline, systemClock } from '../src/runner/clock.ts'
import { SOAK_FAULTS } from './soak-faults.ts'

const RUNS = 2000
const CONCURRENCY = 50

const OPERATIONS = [
  { operation: 'start-job', before: 'IMPORT_JOB_BEGIN', after: 'IMPORT_JOB_LAUNCHING' },
  { operation: 'pause-job', before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_SUSPEND' },
  { operation: 'close-job', before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_CLOSING' }
] as const satisfies { operation: string; before: JobStatus; after: JobStatus }[]

type Verdict = 'succeeded' | 'failed, job unchanged' | 'failed, outcome reported as unknown' | 'LOST' | 'DOUBLED'

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
const startTime = performance.now()
let next = 0
let requests = 0

await Promise.all(Array.from({ length: CONCURRENCY }, worker))
const seconds = (performance.now() - startTime) / 1000
await emulator.close()
report()

async function worker(): Promise<void> {
  while (next < RUNS) {
    const number = next++
    const verdict = await runOnce(emulator, number)
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
    if (number % 100 === 99) samples.push(measure())
  }
}

/** Makes one change to a new job, and compares what it reports with the state of the job. */
async function runOnce(emulator: Emulator, number: number): Promise<Verdict> {
  const { operation, before, after } = OPERATIONS[number % OPERATIONS.length] ?? OPERATIONS[0]
  const jobName = `job-${number}`
  emulator.addJob({ name: jobName, status: before })
  const starts = emulator.job(jobName)?.starts ?? 0
  const endpoint = resolveEndpoint(emulator.url, 'cn-hangzhou')
  const credential = { getCredential: async () => EXAMPLE_CREDENTIALS }
  const client = new Client({ credential, endpoint, httpClient: send })
  const credentials = { ...credential, renew: async () => false, isTemporary: false }
  const policy = {
    maxAttempts: 4,
    maxDelay: Number.POSITIVE_INFINITY,
    clock: systemClock,
    logger: silent,
    clockSkew: new ClockSkew(silent)
  }
  const limits = { deadline: startDeadline('timeout-seconds', 120, systemClock), signal: NEVER }
  const result = await changeJob(
    new JobClient({ client, credentials, userId: '' }, jobName, policy),
    { change: { name: operation }, before: undefined },
    limits
  )
  const job = emulator.job(jobName)
  if ((job?.starts ?? 0) - starts > 1) return 'DOUBLED'
  if (errorOf(result) === undefined) return job?.status === after ? 'succeeded' : 'LOST'
  if (changedOf(result) === undefined) return 'failed, outcome reported as unknown'
  return job?.status === before ? 'failed, job unchanged' : 'LOST'
}

function measure(): { descriptors: number; heap: number } {
  // Discard the emulator's request records, which would count as a leak.
  requests += emulator.requests.length
  emulator.requests.length = 0
  globalThis.gc?.()
  const descriptors = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0
  return { descriptors, heap: process.memoryUsage().heapUsed }
}

function report(): void {
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const max = (key: 'descriptors' | 'heap', values: typeof samples): number =>
    Math.max(...values.map((sample) => sample[key]))
  const [early, late] = [samples.slice(2, samples.length / 2), samples.slice(samples.length / 2)]
  const growth = max('heap', late) - max('heap', early)
  console.log(`${RUNS} changes, ${CONCURRENCY} at a time, ${requests} requests, in ${seconds.toFixed(0)} s`)
  for (const [verdict, count] of [...verdicts].sort()) console.log(`  ${verdict}: ${count}`)
  console.log(`  unhandled rejections: ${unhandled}`)
  console.log(
    `  peak file descriptors: ${max('descriptors', early)} in the first half, ${max('descriptors', late)} in the second`
  )
  console.log(
    `  peak heap: ${mebibytes(max('heap', early))} in the first half, ${mebibytes(max('heap', late))} in the second`
  )
  // The emulator keeps every job, at a few KiB each, so some growth is expected.
  const hasNoLeak = growth < RUNS * 4096 && max('descriptors', late) <= max('descriptors', early) + CONCURRENCY
  const passed = hasNoLeak && unhandled === 0 && !verdicts.has('LOST') && !verdicts.has('DOUBLED')
  console.log(
    passed
      ? 'No change was lost or made twice, and nothing leaked.'
      : 'FAILED: a change was LOST or made TWICE, or something leaked.'
  )
  process.exitCode = passed ? 0 : 1
}
