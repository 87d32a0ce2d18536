import { type Emulator, type EmulatorOptions, type JobOptions, startEmulator } from 'mgw-emulator'
import { runJobs } from '../../src/batch/batch.ts'
import type { Inputs } from '../../src/inputs/inputs.ts'
import type { Operation, Wait } from '../../src/inputs/operation.ts'
import { createInputs, JOB } from './create-inputs.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { emulatorService } from './job-client.ts'
import { type FlatResult, flatten } from './results.ts'
import { type CollectingLogger, type TestRun, testRun } from './test-run.ts'

export { JOB } from './create-inputs.ts'

/** The result of an operation on a job of an emulator, and everything that was logged and requested. */
export interface JobRun {
  result: FlatResult
  /** The error's code; empty without one. */
  code: string
  /** The error's message and note; empty without one. */
  message: string
  logger: CollectingLogger
  emulator: Emulator
  clock: FakeClock
  /** As in `GET job`, `GET history` and `PUT job`. */
  requests: string[]
  /** When each request arrived, in ms since the start. */
  times: number[]
}

export interface JobRunOptions {
  operation?: Operation
  wait?: Partial<Wait>
  inputs?: Partial<Inputs>
  job?: Omit<JobOptions, 'name'>
  emulator?: EmulatorOptions
  /** Called before the operation. */
  prepare?: (emulator: Emulator, run: TestRun) => void
}

/** Runs an operation against an emulator, on a fake clock. */
export async function runOnJob({
  operation = { name: 'start-job' },
  wait,
  inputs: { wait: _, ...inputs } = {},
  job,
  emulator: options,
  prepare
}: JobRunOptions): Promise<JobRun> {
  const clock = fakeClock()
  const startedAt = clock.wallTime()
  const times: number[] = []
  const emulator = await startEmulator({
    now: clock.wallTime,
    jobs: [{ name: JOB, createTime: startedAt - 86_400_000, ...job }],
    ...options,
    onRequest: () => times.push(clock.wallTime() - startedAt)
  })
  const run = testRun({ clock })
  prepare?.(emulator, run)
  const all = createInputs(operation, {
    ...inputs,
    wait: { until: 'finished', intervalSeconds: 15, ...wait }
  })
  const { policy, limits } = run
  try {
    const step = { inputs: all, service: emulatorService(emulator), policy, limits, onEnd: () => {} }
    const { jobs } = await runJobs([JOB], step)
    const result = flatten((jobs[0] as (typeof jobs)[0]).result)
    const { code = '', message = '' } = (result.error ?? {}) as { code?: string; message?: string }
    return {
      result,
      code,
      message: [message, result.error === undefined ? undefined : result.note].filter(Boolean).join(' '),
      logger: run.logger,
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
