import { setImmediate } from 'node:timers/promises'
import { jest } from '@jest/globals'
import { type Emulator, type EmulatorOptions, type FaultName, STILL, startEmulator } from 'mgw-emulator'
import type { FakeClock } from './fake-clock.ts'
import type { TestRun } from './test-run.ts'

/** Fakes setTimeout only: the emulator sends slow responses with a real interval, and the clock of the test is separate. */
export function fakeTimeouts(): void {
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval'
    ]
  })
}

/** Faults that last until the attempt times out. */
const ENDLESS: readonly (FaultName | undefined)[] = ['silence', 'one-byte-a-second']

/**
 * Starts an emulator on the test's clock that fails its requests with these faults in turn. After `fakeTimeouts`, an attempt
 * that hangs times out as soon as its request has arrived. A closed port opens during the next sleep.
 *
 * @param next the fault of the next request
 */
export async function startFaulty(
  { clock }: TestRun,
  next: () => FaultName | undefined,
  options: EmulatorOptions
): Promise<Emulator> {
  let nextFault = next()
  let isHanging = false
  const emulator: Emulator = await startEmulator({
    now: clock.wallTime,
    durations: STILL,
    ...options,
    failing() {
      const fault = nextFault
      nextFault = next()
      if (nextFault === 'refuse') refuse()
      isHanging = ENDLESS.includes(fault)
      if (fault === undefined) return undefined
      return { fault, intervalMs: 10, retryAfterSeconds: 2, location: emulator.url }
    },
    onRequest() {
      if (isHanging) void timeOut(clock)
    }
  })
  const refuse = (): void => {
    while (nextFault === 'refuse') nextFault = next()
    emulator.refuseConnections()
  }
  const { sleep } = clock
  clock.sleep = async (ms, signal) => {
    await emulator.acceptConnections()
    return sleep(ms, signal)
  }
  if (nextFault === 'refuse') refuse()
  return emulator
}

/** Lets the attempt time out that is under way. */
async function timeOut(clock: FakeClock): Promise<void> {
  // The client has to notice that the request was sent.
  for (let turn = 0; turn < 10; turn++) await setImmediate()
  clock.advance(30_000)
  jest.advanceTimersByTime(30_000)
}
