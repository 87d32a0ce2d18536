import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { STILL, startEmulator } from 'mgw-emulator'
import { fastClock, JOB, reach } from '../__tests__/dist/support.ts'
import { root } from './action-yml.ts'
import { runStep } from './runner.ts'

/** One request more than the last sample of memory needs. */
const POLLS = 10_100

/**
 * Lets the action wait for a job that never ends, on a clock that runs fast, and cancels it after 10,000 polls.
 *
 * @returns the memory in use after them, garbage collected, to that after the first 100
 */
export async function memoryOfWaiting(): Promise<number> {
  const clock = fastClock(10_000)
  clock.env.NODE_OPTIONS += ` --import=file://${join(root, '__tests__/preload/heap.mjs')}`
  const emulator = await startEmulator({
    now: clock.now,
    durations: STILL,
    jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }]
  })
  const { log, stderr } = await runStep({
    inputs: {
      operation: 'get-job',
      'job-name': JOB,
      'wait-for': 'finished',
      'wait-timeout-seconds': '604800',
      'poll-interval-seconds': '5',
      'timeout-seconds': '86400',
      ...reach(emulator)
    },
    env: clock.env,
    during: async (child) => {
      const ended = once(child, 'exit')
      while (emulator.requests.length < POLLS && child.exitCode === null)
        await Promise.race([ended, setTimeout(50)])
      child.kill('SIGINT')
    }
  })
  await emulator.close()
  const { requests, first, last } = JSON.parse(stderr) as Record<'requests' | 'first' | 'last', number>
  if (requests < POLLS) throw new Error(`The wait ended after ${requests} requests:\n${log}`)
  return last / first
}
