import { afterEach, expect, test } from '@jest/globals'
import { cancelled, isCancellation, watchForCancellation } from '../../src/runner/cancellation.ts'
import { systemClock } from '../../src/runner/clock.ts'

afterEach(() => {
  process.removeAllListeners('SIGINT')
  process.removeAllListeners('SIGTERM')
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s cancels', (name) => {
  const signal = watchForCancellation()
  expect(signal.aborted).toBe(false)
  process.emit(name)
  expect(signal.aborted).toBe(true)
})

test('a cancellation is known from other errors', () => {
  expect(isCancellation(cancelled('The waiting has ended.'))).toBe(true)
  expect(cancelled('x').message).toBe('The workflow was cancelled. x')
  expect(isCancellation(new Error('CancelOperation'))).toBe(false)
})

test('a cancelled sleep ends at once, whenever it is cancelled', async () => {
  const controller = new AbortController()
  const sleeping = systemClock.sleep(3_600_000, controller.signal)
  controller.abort()
  await sleeping
  await systemClock.sleep(3_600_000, controller.signal)
})

test('clocks go forward', () => {
  const [first, date] = [systemClock.now(), systemClock.date()]
  expect(systemClock.now()).toBeGreaterThanOrEqual(first)
  expect(Math.abs(date - Date.now())).toBeLessThan(60_000)
})

test('to sleep for less than no time is no reason for a warning of Node', async () => {
  const warnings: Error[] = []
  const listen = (warning: Error): void => void warnings.push(warning)
  process.on('warning', listen)
  await systemClock.sleep(-0.1, new AbortController().signal)
  await new Promise(setImmediate)
  process.off('warning', listen)
  expect(warnings).toEqual([])
})
