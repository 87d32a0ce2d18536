import type { JobHistory } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { type Counters, countersOf } from '../../src/job/history.ts'
import { renderChart } from '../../src/report/summary.ts'
import { formatBytes, formatDuration } from '../../src/units.ts'
import { createProgress, formatProgress } from '../../src/wait/progress.ts'
import { fakeClock } from '../support/fake-clock.ts'

const shownAs = (entry: JobHistory): Counters => countersOf({ id: 1n, entries: [entry] })
const counters = (copied: number, more: Partial<Counters> = {}): Counters => ({
  ...shownAs({
    totalCount: 1000,
    copiedCount: copied,
    failedCount: 0,
    totalSize: 1000 * 2 ** 20,
    copiedSize: copied * 2 ** 20
  }),
  ...more
})

describe('a progress line', () => {
  test.each([
    [
      counters(500),
      2 ** 20,
      'IMPORT_JOB_DOING, 50.0 %, 500 of 1,000 files, 500.0 MiB of 1000.0 MiB, 1.0 MiB/s, about 8 min 20 s left'
    ],
    [
      counters(500, { failedCount: 3n }),
      undefined,
      'IMPORT_JOB_DOING, 50.0 %, 500 of 1,000 files (3 failed), 500.0 MiB of 1000.0 MiB'
    ],
    [
      counters(1000, { percent: 100 }),
      2 ** 20,
      'IMPORT_JOB_DOING, 100.0 %, 1,000 of 1,000 files, 1000.0 MiB of 1000.0 MiB'
    ],
    [
      shownAs({ totalCount: -1, copiedCount: 7, totalSize: -1, copiedSize: 100 }),
      5,
      'IMPORT_JOB_DOING, 7 files, 100 B, 5 B/s'
    ],
    [
      shownAs({ totalSize: 100, copiedSize: 200, listStatus: 'Listing' }),
      1024,
      'IMPORT_JOB_DOING, 200 B of 100 B, 1.0 KiB/s'
    ],
    [shownAs({}), undefined, 'IMPORT_JOB_DOING'],
    [undefined, undefined, 'IMPORT_JOB_DOING']
  ])('leaves out unknown values: %#', (of, rate, line) => {
    expect(formatProgress('IMPORT_JOB_DOING', of, rate)).toBe(line)
  })

  test.each<[what: string, totalBytes: bigint, rate: number, left: string]>([
    ['a rate of a few bytes', 2n ** 30n, 1023, ''],
    ['a rate of at least 1 KiB/s', 2n ** 20n, 1024, ', about 17 min 4 s left'],
    ['more than a year', 2n ** 50n, 2 ** 20, ''],
    ['17635707 days', 2n ** 60n, 5, ''],
    ['up to a year', 365n * 86_400n * 1024n, 1024, ', about 365 d left']
  ])('omits a meaningless estimate: %s', (_, totalBytes, rate, left) => {
    const line = formatProgress('IMPORT_JOB_DOING', counters(0, { totalBytes, copiedBytes: 0n }), rate)
    expect(line.slice(line.indexOf('/s') + 2)).toBe(left)
  })

  test('leaves out a malformed state', () => {
    expect(formatProgress('x\n::error::y', undefined, undefined)).toBe('unknown state')
  })
})

describe('progress', () => {
  test('logs a line for each change, and one every minute', () => {
    const clock = fakeClock()
    const lines: string[] = []
    const progress = createProgress((line) => lines.push(line), clock)
    progress.record('IMPORT_JOB_DOING', counters(100))
    expect(lines).toHaveLength(1)
    for (let second = 0; second < 300; second++) {
      clock.advance(1000)
      progress.heartbeat()
    }
    expect(lines).toHaveLength(6)
    progress.record('IMPORT_JOB_DOING', counters(100))
    expect(lines).toHaveLength(6)
    progress.record('IMPORT_JOB_DOING', counters(200))
    expect(lines).toHaveLength(7)
    expect(lines.at(-1)).toContain('20.0 %')
    clock.advance(60_000)
    progress.record('IMPORT_JOB_DOING', counters(200))
    expect(lines).toHaveLength(8)
  })

  test('shows the rate of the last minute, which is never negative', () => {
    const clock = fakeClock()
    const lines: string[] = []
    const progress = createProgress((line) => lines.push(line), clock)
    for (const copied of [0, 600, 660, 100]) {
      progress.record('IMPORT_JOB_DOING', counters(copied))
      clock.advance(60_000)
    }
    expect(lines.map((line) => /, ([^,]*)\/s/.exec(line)?.[1])).toEqual([undefined, '10.0 MiB', '1.0 MiB', '0 B'])
  })

  test('shows the rate over the last minute, also with more polls', () => {
    const clock = fakeClock()
    const lines: string[] = []
    const progress = createProgress((line) => lines.push(line), clock)
    for (const copied of [0, 0, 0, 0, 0, 0, 0, 0, 600]) {
      progress.record('IMPORT_JOB_DOING', counters(copied))
      clock.advance(15_000)
    }
    expect(lines.at(-1)).toContain(', 10.0 MiB/s')
  })

  test('keeps a limited number of samples that cover the whole wait', () => {
    const clock = fakeClock()
    const progress = createProgress(() => {}, clock)
    for (let poll = 0; poll <= 6000; poll++) {
      progress.record('IMPORT_JOB_DOING', counters(Math.floor(poll / 6)))
      clock.advance(15_000)
    }
    const samples = progress.samples()
    expect(samples.length).toBeLessThanOrEqual(120)
    expect(samples.length).toBeGreaterThan(30)
    expect(samples[0]?.at).toBe(0)
    expect(samples.at(-1)?.percent).toBeGreaterThan(97)
    // They are spread evenly, without many of the last minutes.
    const gaps = samples.slice(1).map(({ at }, index) => at - (samples[index]?.at ?? 0))
    expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(3)
  })
})

describe('the chart', () => {
  const sample = (at: number, percent: number | undefined) => ({ at, percent, bytes: undefined })

  test('covers the samples with a percentage', () => {
    const chart = renderChart([sample(0, undefined), sample(60_000, 0), sample(240_000, 50), sample(300_000, 100)])
    expect(chart).toContain('x-axis "minutes" 1.0 --> 5.0')
    const points = /line \[(.*)\]/.exec(chart)?.[1]?.split(', ').map(Number) ?? []
    expect([points.length, points[0], points.at(-1)]).toEqual([40, 0, 100])
    expect(points).toEqual(points.toSorted((a, b) => a - b))
  })

  test('shows a short wait in seconds', () => {
    expect(renderChart([sample(0, 0), sample(4000, 100)])).toContain('x-axis "seconds" 0.0 --> 4.0')
  })

  test.each([
    [[]],
    [[sample(0, undefined), sample(5000, undefined)]],
    [[sample(0, 10)]],
    [[sample(0, 10), sample(500, 20)]]
  ])('is empty if there is nothing to draw: %#', (samples) => {
    expect(renderChart(samples)).toBe('')
  })
})

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [125_000, '2 min 5 s'],
  [3_720_000, '1 h 2 min'],
  [180_000_000, '2 d 2 h']
])('formats %i ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test.each([
  [0n, '0 B'],
  [1023n, '1023 B'],
  [1024n, '1.0 KiB'],
  [1536n * 1024n, '1.5 MiB'],
  [2n ** 70n, '1024.0 EiB']
])('formats %i bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
