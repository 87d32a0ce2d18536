import { setMaxListeners } from 'node:events'
import { Client, type GetJobResponse, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import { type Emulator, type EmulatorOptions, EXAMPLE_CREDENTIALS, type JobOptions, startEmulator } from 'mgw-emulator'
import { type BatchResult, runJobs } from '../../src/batch/batch.ts'
import { send } from '../../src/http/send.ts'
import { resolveEndpoint } from '../../src/inputs/address.ts'
import type { Inputs } from '../../src/inputs/inputs.ts'
import type { JobSelection } from '../../src/inputs/job-selection.ts'
import type { Operation, Wait } from '../../src/inputs/operation.ts'
import { summarize, type Totals } from '../../src/report/report.ts'
import { startDeadline } from '../../src/runner/clock.ts'
import { createInputs } from './create-inputs.ts'
import { emulatorService } from './job-client.ts'
import { type FlatResult, flatten } from './results.ts'
import { type SharedClock, sharedClock } from './shared-clock.ts'
import { type CollectingLogger, testRun } from './test-run.ts'

interface BatchRunOptions {
  operation?: Operation
  jobs: readonly JobOptions[]
  /** Defaults to all jobs. */
  names?: readonly string[]
  /** What `job-name` says. Defaults to the names, written out. */
  selection?: JobSelection
  batch?: Partial<Inputs['batch']>
  wait?: Partial<Wait>
  inputs?: Partial<Omit<Inputs, 'wait'>>
  emulator?: EmulatorOptions
  /** How long the service takes to answer GetJob, in ms, by the time since the start. */
  getJobTakes?: (name: string, at: number) => number
  /** Called before the batch starts. */
  prepare?: (emulator: Emulator, clock: SharedClock, cancel: () => void) => void
}

/** The result of a batch on jobs of an emulator, and everything that was logged and requested. */
export interface BatchRun extends Omit<BatchResult, 'jobs'> {
  jobs: { name: string; result: FlatResult; isSkipped: boolean }[]
  totals: Totals
  /** Each job's error code; empty without one. */
  codes: Record<string, string>
  emulator: Emulator
  /** What was logged about the whole batch. */
  logger: CollectingLogger
  /** What was logged about each job, in the order in which they ended. */
  printed: { name: string; lines: readonly string[] }[]
  /** As in `PUT /job/a`. */
  requests: string[]
  /** When each request was answered, in ms since the start. */
  times: number[]
  /** In ms. */
  took: number
  /** The most read requests that were under way at a time. */
  atOnce: number
}

/** Counts the read requests that are under way, and delays GetJob. */
class CountingClient extends Client {
  atOnce = 0
  #underWay = 0
  readonly #clock: SharedClock
  readonly #getJobTakes: (name: string, at: number) => number

  constructor(url: string, clock: SharedClock, getJobTakes: (name: string, at: number) => number) {
    const credential = { getCredential: async () => EXAMPLE_CREDENTIALS }
    super({ credential, endpoint: resolveEndpoint(url, 'cn-hangzhou'), httpClient: send })
    this.#clock = clock
    this.#getJobTakes = getJobTakes
  }

  override getJob(...call: Parameters<Client['getJob']>): Promise<GetJobResponse> {
    return this.#count(async () => {
      const [, name, , options = {}] = call
      const ms = this.#getJobTakes(name, this.#clock.now())
      if (ms > 0) await this.#clock.sleep(ms, (options as RequestOptions).signal as AbortSignal)
      return super.getJob(...call)
    })
  }

  override listJobHistory(...call: Parameters<Client['listJobHistory']>): ReturnType<Client['listJobHistory']> {
    return this.#count(() => super.listJobHistory(...call))
  }

  async #count<T>(request: () => Promise<T>): Promise<T> {
    this.#underWay += 1
    this.atOnce = Math.max(this.atOnce, this.#underWay)
    return request().finally(() => {
      this.#underWay -= 1
    })
  }
}

/** Runs a batch, on a clock that moves when nothing else can run. */
export async function runBatch({
  operation = { name: 'start-job' },
  jobs,
  names = jobs.map(({ name }) => name),
  selection = { include: [...names], exclude: [], isSingle: false },
  batch,
  wait,
  inputs,
  emulator: options,
  getJobTakes = () => 0,
  prepare
}: BatchRunOptions): Promise<BatchRun> {
  const clock = sharedClock()
  const startedAt = clock.wallTime()
  const times: number[] = []
  const emulator = await startEmulator({
    now: clock.wallTime,
    jobs: jobs.map((job) => ({ createTime: startedAt - 86_400_000, ...job })),
    ...options,
    onRequest: () => times.push(clock.wallTime() - startedAt)
  })
  const run = testRun()
  const policy = { ...run.policy, clock, ...(inputs?.maxAttempts && { maxAttempts: inputs.maxAttempts }) }
  const deadline = startDeadline('timeout-seconds', inputs?.timeoutSeconds ?? 120, clock)
  const limits = { ...run.limits, deadline }
  setMaxListeners(0, limits.signal)
  prepare?.(emulator, clock, run.cancel)
  const printed: BatchRun['printed'] = []
  const client = new CountingClient(emulator.url, clock, getJobTakes)
  const all = createInputs(operation, {
    ...inputs,
    jobs: selection,
    batch: { maxJobs: 500, maxParallel: 5, failFast: false, ...batch },
    wait: { intervalSeconds: 15, ...wait }
  })
  try {
    const result = await runJobs(names, {
      inputs: all,
      service: { ...emulatorService(emulator), client },
      policy,
      limits,
      onEnd: ({ name }, lines) => void printed.push({ name, lines })
    })
    const flat = result.jobs.map((job) => ({ ...job, result: flatten(job.result) }))
    return {
      ...result,
      jobs: flat,
      totals: summarize(result.jobs),
      codes: Object.fromEntries(
        flat.map(({ name, result: { error } }) => [name, (error as { code?: string } | undefined)?.code ?? ''])
      ),
      emulator,
      logger: run.logger,
      printed,
      requests: emulator.requests.map(({ method, path }) => `${method} ${path}`),
      times,
      took: clock.now(),
      atOnce: client.atOnce
    }
  } finally {
    clock.close()
    await emulator.close()
  }
}

/** Jobs with names that are numbered from 10. */
export function numbered(count: number, job: Omit<JobOptions, 'name'> = {}): JobOptions[] {
  return Array.from({ length: count }, (_, index) => ({ name: `job-${index + 10}`, ...job }))
}
