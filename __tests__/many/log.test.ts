import { expect, test } from '@jest/globals'
import { createSharedDeadline } from '../../src/many/deadline.ts'
import { createJobLog } from '../../src/many/log.ts'
import { createOverview } from '../../src/many/overview.ts'
import { mask } from '../../src/runner/secrets.ts'
import { testClock } from '../support/clock.ts'

test('the log of a job keeps its beginning and its end, however long it gets', () => {
  const log = createJobLog()
  for (let number = 1; number <= 1000; number++) log.info(`line ${number}`)
  const lines = log.lines()
  expect([lines[0], lines[39], lines[40], lines[41], lines.at(-1)]).toEqual([
    'line 1',
    'line 40',
    '(840 lines left out)',
    'line 881',
    'line 1000'
  ])
})

test('who is tried again is warned once', () => {
  const log = createJobLog()
  for (let time = 0; time < 3; time++) {
    log.warning('a')
    log.notice('b')
    log.info('c')
  }
  expect(log.lines()).toEqual(['Warning: a', 'Notice: b', 'c', 'c', 'c'])
  expect(log.warnings()).toEqual(['a'])
})

test('the time for all waits begins with the first accepted change, and no later one moves it', () => {
  const clock = testClock()
  const deadline = createSharedDeadline(100, clock)
  expect(deadline.left()).toBe(Number.POSITIVE_INFINITY)
  deadline.startFor(false)
  clock.advance(30_000)
  expect(deadline.left()).toBe(70_000)
  deadline.startFor(false)
  expect(deadline.left()).toBe(70_000)
  deadline.startFor(true)
  expect(deadline.left()).toBe(100_000)
  clock.advance(30_000)
  for (const changed of [true, false, true]) deadline.startFor(changed)
  expect(deadline.left()).toBe(70_000)
  clock.advance(70_001)
  // What waits looks once more at 0, and at nothing else.
  expect(deadline.left()).toBe(0)
})

test('there is a line for all jobs when something is new, and else one a minute', () => {
  const clock = testClock()
  const lines: string[] = []
  const overview = createOverview(['a', 'b', 'c', 'd'], (line) => lines.push(line), clock)
  const counters = {
    totalCount: undefined,
    copiedCount: undefined,
    failedCount: undefined,
    skippedCount: undefined,
    totalBytes: undefined,
    copiedBytes: 1024n,
    percent: 50
  }
  overview.move('a', 'runs')
  overview.move('b', 'runs')
  overview.record('b', counters)
  overview.tell()
  for (let second = 0; second < 59; second++) {
    clock.advance(1000)
    overview.tell()
  }
  expect(lines).toEqual(['2 run, 2 wait, 0 have ended, 12.5 % on average, 1.0 KiB copied'])
  clock.advance(1000)
  overview.tell()
  overview.move('a', 'failed')
  overview.move('b', 'ended')
  overview.tell()
  expect(lines.slice(1)).toEqual([
    '2 run, 2 wait, 0 have ended, 12.5 % on average, 1.0 KiB copied',
    '0 run, 2 wait, 2 have ended (1 failed), 25.0 % on average, 1.0 KiB copied'
  ])
  expect(overview.samples().at(-1)).toEqual({ at: 60_000, percent: 25, bytes: 1024 })
})

test('what a look does not tell stays as it was', () => {
  const lines: string[] = []
  const overview = createOverview(['a'], (line) => void lines.push(line), testClock())
  const known = { totalCount: 2n, failedCount: 0n, skippedCount: 0n, totalBytes: 4096n }
  overview.record('a', { ...known, copiedCount: 1n, copiedBytes: 2048n, percent: 50 })
  overview.record('a', { ...known, copiedCount: undefined, copiedBytes: undefined, percent: undefined })
  overview.record('a', undefined)
  overview.tell()
  expect(lines).toEqual(['0 run, 1 wait, 0 have ended, 50.0 % on average, 2.0 KiB copied'])
})

test('of a huge text its beginning is kept, without a part of a secret', () => {
  mask('a-secret-at-the-cut')
  const log = createJobLog()
  const text = `${'x'.repeat(1990)}a-secret-at-the-cut${'x'.repeat(1_000_000)}`
  log.info(text)
  log.warning(text)
  expect(log.lines().map((line) => line.length)).toEqual([2001, 2001])
  expect(log.warnings()[0]).toHaveLength(2001)
  expect(JSON.stringify([log.lines(), log.warnings()])).not.toContain('a-sec')
})
