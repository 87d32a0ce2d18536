import { type Emulator, type EmulatorOptions, type JobOptions, startEmulator } from 'mgw-emulator'
import type { Inputs, Operation } from '../../src/inputs/inputs.ts'
import type { Wait } from '../../src/inputs/wait.ts'
import type { OperationResult } from '../../src/job/result.ts'
import { operate } from '../../src/operations/operate.ts'
import { type TestClock, testClock } from './clock.ts'
import { reachEmulator } from './reach.ts'
import { type TestRetries, testRetries } from './retry-options.ts'

export const JOB = 'nightly-sync'

/** What an operation on a job of an emulator came to, and all that was said and asked on the way. */
export interface Played {
  result: OperationResult
  /** The code of its error; empty when there is none. */
  code: string
  /** Its error's message, and where that leaves the job. */
  message: string
  said: TestRetries['logger']
  emulator: Emulator
  clock: TestClock
  /** As in `GET job`, `GET history` and `PUT job`. */
  requests: string[]
  /** When each request came, in ms since the beginning. */
  times: number[]
}

export interface Play {
  operation?: Operation
  wait?: Partial<Wait>
  inputs?: Partial<Inputs>
  job?: Omit<JobOptions, 'name'>
  emulator?: EmulatorOptions
  /** Called before the operation. */
  prepare?: (emulator: Emulator, retries: TestRetries) => void
}

/** Plays an operation against an emulator, on a clock that moves only when somebody sleeps. */
export async function play({
  operation = { name: 'start-job' },
  wait,
  inputs,
  job,
  emulator: options,
  prepare
}: Play): Promise<Played> {
  const clock = testClock()
  const begun = clock.date()
  const times: number[] = []
  const emulator = await startEmulator({
    now: clock.date,
    jobs: [{ name: JOB, createTime: begun - 86_400_000, ...job }],
    ...options,
    onRequest: () => times.push(clock.date() - begun)
  })
  const retries = testRetries({ clock })
  prepare?.(emulator, retries)
  const all = {
    operation,
    jobName: JOB,
    timeoutSeconds: 120,
    idempotent: false,
    dryRun: false,
    wait: { until: 'finished', timeoutSeconds: 3600, intervalSeconds: 15, failOnFailedFiles: true, ...wait },
    ...inputs
  } as Inputs
  try {
    const result = await operate(reachEmulator(emulator, JOB), all, retries).catch(
      (error): OperationResult => ({ error, changed: false })
    )
    const { code = '', message = '' } = (result.error ?? {}) as { code?: string; message?: string }
    return {
      result,
      code,
      message: [message, result.error === undefined ? undefined : result.note].filter(Boolean).join(' '),
      said: retries.logger,
      emulator,
      clock,
      requests: emulator.requests.map(
        ({ method, path }) => `${method} ${path.startsWith('/jobhistory') ? 'history' : 'job'}`
      ),
      times
    }
  } finally {
    await emulator.close()
  }
}
