import { expect, test } from '@jest/globals'
import { decide, mayBeAsAsked, mayBeFaster } from '../../src/operations/decide.ts'
import { lineAt } from '../../src/timetable/in-force.ts'
import { parseTimetable } from '../../src/timetable/text.ts'

const job = (maxBandWidth: number, maxImportTaskQps: number) => ({
  status: 'IMPORT_JOB_DOING',
  importQos: { maxBandWidth, maxImportTaskQps }
})

test.each(['00:00 run 5bit/s', '00:00 run 5files/s'])('%s needs the other value of the job', (text) => {
  const line = lineAt(parseTimetable(text), 0)
  expect(decide(line, job(0, 0))).toMatchObject({ name: 'nothing', error: { code: 'InvalidArgument' } })
  expect(decide(line, job(9, 9))).toMatchObject({ name: 'throttle' })
})

test.each<[bandwidth: number, qps: number, expected: boolean]>([
  [5, 7, false],
  [4, 6, false],
  [6, 7, true],
  [5, 8, true],
  // What 0 means, nobody knows.
  [0, 7, true],
  [5, 0, true]
])('a job with %d bit/s and %d files/s may be faster than 5 and 7: %s', (bandwidth, qps, expected) => {
  expect(mayBeFaster(job(bandwidth, qps), { maxBandwidth: 5n, maxQps: 7n })).toBe(expected)
})

test.each<[shown: number, asked: bigint, expected: boolean]>([
  [2_000_000_000, 3_000_000_000n, true],
  [2_147_483_648, 3_000_000_000n, true],
  [2_147_483_648, 2_000_000_000n, true],
  // More than was asked for is no cap.
  [2_000_000_000, 1_500_000_000n, false],
  [1_999_999_999, 3_000_000_000n, false]
])('%d bit/s may be what the service makes of %d: %s', (shown, asked, expected) => {
  expect(mayBeAsAsked(job(shown, 7), { maxBandwidth: asked, maxQps: 7n })).toBe(expected)
})
