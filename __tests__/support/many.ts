import { setMaxListeners } from 'node:events'
import { type Emulator, type EmulatorOptions, type JobOptions, startEmulator } from 'mgw-emulator'
import type { Inputs, Operation } from '../../src/inputs/inputs.ts'
import type { Many } from '../../src/inputs/many.ts'
import type { Wait } from '../../src/inputs/wait.ts'
import { type Worked, workOn } from '../../src/many/many.ts'
import { type Total, totalOf } from '../../src/many/total.ts'
import { startDeadline } from '../../src/retry/deadline.ts'
import { inputsOf } from './inputs.ts'
import { reachEmulator } from './reach.ts'
import { type TestRetries, testRetries } from './retry-options.ts'
import { type SharedClock, sharedClock } from './shared-clock.ts'

interface Play {
  operation?: Operation
  jobs: readonly JobOptions[]
  /** What is worked on; all jobs, when absent. */
  names?: readonly string[]
  many?: Partial<Many>
  wait?: Partial<Wait>
  inputs?: Partial<Omit<Inputs, 'wait'>>
  emulator?: EmulatorOptions
  /** How long the service takes to answer a look at a job, in ms, by the time since the beginning. */
  lookTakes?: (name: string, at: number) => number
  /** Called before the work begins. */
  prepare?: (emulator: Emulator, clock: SharedClock, cancel: () => void) => void
}

/** What work on several jobs of an emulator came to, and all that was said and asked on the way. */
export interface Played extends Worked {
  total: Total
  /** The code that each job failed with; empty for one that did not. */
  codes: Record<string, string>
  emulator: Emulator
  /** What was said of all of them. */
  said: TestRetries['logger']
  /** What was said of each when it had ended, in the order of their ends. */
  told: { name: string; lines: string[] }[]
  /** As in `PUT /job/a`. */
  requests: string[]
  /** When each request was answered, in ms since the beginning. */
  times: number[]
  /** How long it took, in ms. */
  took: number
  /** The most requests that were under way at a time. */
  atOnce: number
}

/** Works on jobs of an emulator, on a clock that moves when nobody has anything to do. */
export async function playMany({
  operation = { name: 'start-job' },
  jobs,
  names = jobs.map(({ name }) => name),
  many,
  wait,
  inputs,
  emulator: options,
  lookTakes = () => 0,
  prepare
}: Play): Promise<Played> {
  const clock = sharedClock()
  const begun = clock.date()
  const times: number[] = []
  let [underWay, atOnce] = [0, 0]
  const emulator = await startEmulator({
    now: clock.date,
    jobs: jobs.map((job) => ({ createTime: begun - 86_400_000, ...job })),
    ...options,
    onRequest: () => times.push(clock.date() - begun)
  })
  const retries = {
    ...testRetries(),
    clock,
    deadline: startDeadline('timeout-seconds', inputs?.timeoutSeconds ?? 120, clock),
    ...(inputs?.maxAttempts && { maxAttempts: inputs.maxAttempts })
  }
  setMaxListeners(0, retries.signal)
  prepare?.(emulator, clock, retries.cancel)
  const told: Played['told'] = []
  const all = {
    selection: { wanted: [...names], excluded: [] },
    maxJobs: 500,
    maxParallel: 5,
    failFast: false
  }
  try {
    const worked = await workOn({
      names,
      inputs: inputsOf(operation, { ...inputs, wait: { intervalSeconds: 15, ...wait } }),
      many: { ...all, ...many },
      options: retries,
      reach(name) {
        const job = reachEmulator(emulator, name)
        const counted = async <T>(call: () => Promise<T>): Promise<T> => {
          underWay += 1
          atOnce = Math.max(atOnce, underWay)
          return call().finally(() => {
            underWay -= 1
          })
        }
        return {
          ...job,
          get: (own) =>
            counted(async () => {
              const ms = lookTakes(name, clock.now())
              if (ms > 0) await clock.sleep(ms, own.signal)
              return job.get(own)
            }),
          history: (own) => counted(() => job.history(own))
        }
      },
      tell: ({ name }, lines) => void told.push({ name, lines })
    })
    return {
      ...worked,
      total: totalOf(worked.jobs),
      codes: Object.fromEntries(
        worked.jobs.map(({ name, result }) => [
          name,
          (result.error as { code?: string } | undefined)?.code ?? ''
        ])
      ),
      emulator,
      said: retries.logger,
      told,
      requests: emulator.requests.map(({ method, path }) => `${method} ${path}`),
      times,
      took: clock.now(),
      atOnce
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
