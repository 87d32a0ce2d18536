import { expect, test } from '@jest/globals'
import { createBatchProgress } from '../../src/batch/batch-progress.ts'
import { fakeClock } from '../support/fake-clock.ts'

test('logs a line when something has changed, and otherwise every minute', () => {
  const clock = fakeClock()
  const lines: string[] = []
  const progress = createBatchProgress(['a', 'b', 'c', 'd'], (line) => lines.push(line), clock)
  const counters = {
    totalCount: undefined,
    copiedCount: undefined,
    failedCount: undefined,
    skippedCount: undefined,
    totalBytes: undefined,
    copiedBytes: 1024n,
    percent: 50
  }
  progress.move('a', 'running')
  progress.move('b', 'running')
  progress.record('b', counters)
  progress.log()
  for (let second = 0; second < 59; second++) {
    clock.advance(1000)
    progress.log()
  }
  expect(lines).toEqual(['2 running, 2 waiting, 0 done; 12.5 %, 1.0 KiB copied'])
  clock.advance(1000)
  progress.log()
  progress.move('a', 'failed')
  progress.move('b', 'done')
  progress.log()
  expect(lines.slice(1)).toEqual([
    '2 running, 2 waiting, 0 done; 12.5 %, 1.0 KiB copied',
    '0 running, 2 waiting, 2 done (1 failed); 25.0 %, 1.0 KiB copied'
  ])
  expect(progress.samples().at(-1)).toEqual({ at: 60_000, percent: 25, bytes: 1024 })
})

test('keeps the last known values if a poll does not show new ones', () => {
  const lines: string[] = []
  const progress = createBatchProgress(['a'], (line) => void lines.push(line), fakeClock())
  const known = { totalCount: 2n, failedCount: 0n, skippedCount: 0n, totalBytes: 4096n }
  progress.record('a', { ...known, copiedCount: 1n, copiedBytes: 2048n, percent: 50 })
  progress.record('a', { ...known, copiedCount: undefined, copiedBytes: undefined, percent: undefined })
  progress.record('a', undefined)
  progress.log()
  expect(lines).toEqual(['0 running, 1 waiting, 0 done; 50.0 %, 2.0 KiB copied'])
})
