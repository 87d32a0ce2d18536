import { expect, test } from '@jest/globals'
import { decide, mayBeAsRequested, mayBeFaster } from '../../src/operations/timetable-decision.ts'
import { entryAt } from '../../src/timetable/active-entry.ts'
import { parseTimetable } from '../../src/timetable/parse-timetable.ts'

const job = (maxBandWidth: number, maxImportTaskQps: number) => ({
  status: 'IMPORT_JOB_DOING',
  importQos: { maxBandWidth, maxImportTaskQps }
})

test.each(['00:00 run 5bit/s', '00:00 run 5files/s'])('%s needs the other value from the job', (text) => {
  const entry = entryAt(parseTimetable(text), 0)
  expect(decide(entry, job(0, 0))).toMatchObject({ name: 'no-change', error: { code: 'InvalidArgument' } })
  expect(decide(entry, job(9, 9))).toMatchObject({ name: 'throttle' })
})

test.each<[bandwidth: number, qps: number, expected: boolean]>([
  [5, 7, false],
  [4, 6, false],
  [6, 7, true],
  [5, 8, true],
  // The meaning of 0 is unknown.
  [0, 7, true],
  [5, 0, true]
])('mayBeFaster: %d bit/s and %d files/s against 5 and 7: %s', (bandwidth, qps, expected) => {
  expect(mayBeFaster(job(bandwidth, qps), { maxBandwidth: 5n, maxQps: 7n })).toBe(expected)
})

test.each<[shown: number, requested: bigint, expected: boolean]>([
  [2_000_000_000, 3_000_000_000n, true],
  [2_147_483_648, 3_000_000_000n, true],
  [2_147_483_648, 2_000_000_000n, true],
  // A cap is never more than was requested.
  [2_000_000_000, 1_500_000_000n, false],
  [1_999_999_999, 3_000_000_000n, false]
])('mayBeAsRequested: %d bit/s shown for %d: %s', (shown, requested, expected) => {
  expect(mayBeAsRequested(job(shown, 7), { maxBandwidth: requested, maxQps: 7n })).toBe(expected)
})
