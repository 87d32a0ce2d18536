import { afterEach, expect, test } from '@jest/globals'
import { cancelled, isCancellation, watchForCancellation } from '../../src/runner/cancellation.ts'
import { systemClock } from '../../src/runner/clock.ts'

afterEach(() => {
  process.removeAllListeners('SIGINT')
  process.removeAllListeners('SIGTERM')
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s aborts the signal', (name) => {
  const signal = watchForCancellation()
  expect(signal.aborted).toBe(false)
  process.emit(name)
  expect(signal.aborted).toBe(true)
})

test('a cancellation differs from other errors', () => {
  expect(isCancellation(cancelled('The waiting has ended.'))).toBe(true)
  expect(cancelled('x').message).toBe('The workflow was cancelled. x')
  expect(isCancellation(new Error('CancelOperation'))).toBe(false)
})

test('sleep resolves immediately if the signal aborts, or was aborted before', async () => {
  const controller = new AbortController()
  const sleeping = systemClock.sleep(3_600_000, controller.signal)
  controller.abort()
  await sleeping
  await systemClock.sleep(3_600_000, controller.signal)
})

test('the clocks run', () => {
  const [first, date] = [systemClock.now(), systemClock.wallTime()]
  expect(systemClock.now()).toBeGreaterThanOrEqual(first)
  expect(Math.abs(date - Date.now())).toBeLessThan(60_000)
})

test('sleep accepts a negative time without a warning from Node', async () => {
  const warnings: Error[] = []
  const listen = (warning: Error): void => void warnings.push(warning)
  process.on('warning', listen)
  await systemClock.sleep(-0.1, new AbortController().signal)
  await new Promise(setImmediate)
  process.off('warning', listen)
  expect(warnings).toEqual([])
})
