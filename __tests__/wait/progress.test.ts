import { describe, expect, test } from '@jest/globals'
import { type Counters, countersOf } from '../../src/job/counters.ts'
import { duration, size } from '../../src/text/units.ts'
import { drawChart } from '../../src/wait/chart.ts'
import { createProgress, lineOf } from '../../src/wait/progress.ts'
import { testClock } from '../support/clock.ts'

const counters = (copied: number, more: Partial<Counters> = {}): Counters => ({
  ...countersOf({
    totalCount: 1000,
    copiedCount: copied,
    failedCount: 0,
    totalSize: 1000 * 2 ** 20,
    copiedSize: copied * 2 ** 20
  }),
  ...more
})

describe('a line', () => {
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
      counters(1000),
      2 ** 20,
      'IMPORT_JOB_DOING, 100.0 %, 1,000 of 1,000 files, 1000.0 MiB of 1000.0 MiB, nothing left'
    ],
    [
      countersOf({ totalCount: -1, copiedCount: 7, totalSize: -1, copiedSize: 100 }),
      5,
      'IMPORT_JOB_DOING, 7 files, 100 B, 5 B/s'
    ],
    [
      countersOf({ totalSize: 100, copiedSize: 200, listStatus: 'Listing' }),
      5,
      'IMPORT_JOB_DOING, 200 B of 100 B, 5 B/s'
    ],
    [countersOf({}), undefined, 'IMPORT_JOB_DOING'],
    [undefined, undefined, 'IMPORT_JOB_DOING']
  ])('leaves out what is not known: %#', (of, rate, line) => {
    expect(lineOf('IMPORT_JOB_DOING', of, rate)).toBe(line)
  })

  test('of a state that is no word names none', () => {
    expect(lineOf('x\n::error::y', undefined, undefined)).toBe('unknown state')
  })
})

describe('progress', () => {
  test('says a line at each change, and one a minute', () => {
    const clock = testClock()
    const lines: string[] = []
    const progress = createProgress((line) => lines.push(line), clock)
    expect(progress.record('IMPORT_JOB_DOING', counters(100))).toBe(true)
    for (let second = 0; second < 300; second++) {
      clock.advance(1000)
      progress.heartbeat()
    }
    expect(lines).toHaveLength(6)
    expect(progress.record('IMPORT_JOB_DOING', counters(100))).toBe(false)
    expect(progress.record('IMPORT_JOB_DOING', counters(200))).toBe(true)
    expect(lines.at(-1)).toContain('20.0 %')
  })

  test('has the rate of the last minute, which is never negative', () => {
    const clock = testClock()
    const lines: string[] = []
    const progress = createProgress((line) => lines.push(line), clock)
    for (const copied of [0, 600, 660, 100]) {
      progress.record('IMPORT_JOB_DOING', counters(copied))
      clock.advance(60_000)
    }
    expect(lines.map((line) => /, ([^,]*)\/s/.exec(line)?.[1])).toEqual([
      undefined,
      '10.0 MiB',
      '1.0 MiB',
      '0 B'
    ])
  })

  test('of a day keeps a bounded number of samples, of its whole length', () => {
    const clock = testClock()
    const progress = createProgress(() => {}, clock)
    for (let look = 0; look <= 6000; look++) {
      progress.record('IMPORT_JOB_DOING', counters(Math.floor(look / 6)))
      clock.advance(15_000)
    }
    const samples = progress.samples()
    expect(samples.length).toBeLessThanOrEqual(120)
    expect(samples.length).toBeGreaterThan(30)
    expect(samples[0]?.at).toBe(0)
    expect(samples.at(-1)?.percent).toBeGreaterThan(97)
  })
})

describe('a chart', () => {
  const sample = (at: number, percent: number | undefined) => ({ at, percent, bytes: undefined })

  test('goes from the first sample with a percentage to the last', () => {
    const chart = drawChart([
      sample(0, undefined),
      sample(60_000, 0),
      sample(240_000, 50),
      sample(300_000, 100)
    ])
    expect(chart).toContain('x-axis "minutes" 1.0 --> 5.0')
    const points = /line \[(.*)\]/.exec(chart)?.[1]?.split(', ').map(Number) ?? []
    expect([points.length, points[0], points.at(-1)]).toEqual([40, 0, 100])
    expect(points).toEqual(points.toSorted((a, b) => a - b))
  })

  test('of a short time is in seconds, so that its axis has a length', () => {
    expect(drawChart([sample(0, 0), sample(4000, 100)])).toContain('x-axis "seconds" 0.0 --> 4.0')
  })

  test.each([
    [[]],
    [[sample(0, undefined), sample(5000, undefined)]],
    [[sample(0, 10)]],
    [[sample(0, 10), sample(500, 20)]]
  ])('is none where there is nothing to draw: %#', (samples) => {
    expect(drawChart(samples)).toBe('')
  })
})

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [125_000, '2 min 5 s'],
  [3_720_000, '1 h 2 min'],
  [180_000_000, '2 d 2 h']
])('%i ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test.each([
  [0n, '0 B'],
  [1023n, '1023 B'],
  [1024n, '1.0 KiB'],
  [1536n * 1024n, '1.5 MiB'],
  [2n ** 70n, '1024.0 EiB']
])('%i bytes are %s', (bytes, text) => {
  expect(size(bytes)).toBe(text)
})
