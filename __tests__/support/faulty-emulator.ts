import { setImmediate } from 'node:timers/promises'
import { jest } from '@jest/globals'
import { type Emulator, type EmulatorOptions, type FaultName, STILL, startEmulator } from 'mgw-emulator'
import type { TestRetries } from './retry-options.ts'

/** Only these: what waits for real bytes has Node's own timers, and the emulator's trickle its interval. */
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

/** Faults that only the time limit of an attempt ends. */
const ENDLESS: readonly (FaultName | undefined)[] = ['silence', 'one-byte-a-second']

/**
 * An emulator on the clock of the test whose requests meet these faults in turn. The time of an attempt that hangs is
 * over as soon as the request has arrived (after `fakeTimeouts`); a closed port is opened when it is waited for.
 *
 * @param next the fault of the next request
 */
export async function startFaulty(
  { clock }: TestRetries,
  next: () => FaultName | undefined,
  options: EmulatorOptions
): Promise<Emulator> {
  let coming = next()
  let hangs = false
  const emulator: Emulator = await startEmulator({
    now: clock.date,
    durations: STILL,
    ...options,
    failing() {
      const fault = coming
      coming = next()
      if (coming === 'refuse') refuse()
      hangs = ENDLESS.includes(fault)
      if (fault === undefined) return undefined
      return { fault, intervalMs: 10, retryAfterSeconds: 2, location: emulator.url }
    },
    onRequest() {
      if (hangs) void expire()
    }
  })
  const refuse = (): void => {
    while (coming === 'refuse') coming = next()
    emulator.refuseConnections()
  }
  const expire = async (): Promise<void> => {
    // The client takes note that all is sent.
    for (let turn = 0; turn < 10; turn++) await setImmediate()
    clock.advance(30_000)
    jest.advanceTimersByTime(30_000)
  }
  const { sleep } = clock
  clock.sleep = async (ms, signal) => {
    await emulator.acceptConnections()
    return sleep(ms, signal)
  }
  if (coming === 'refuse') refuse()
  return emulator
}
