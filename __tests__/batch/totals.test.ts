import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import type { Counters } from '../../src/job/history.ts'
import { summarize, type Totals } from '../../src/report/report.ts'
import { createResult, type FlatResult } from '../support/results.ts'

/** The totals of jobs with these results. */
function totals(...results: (FlatResult & { isSkipped?: boolean })[]): Totals {
  const jobs = results.map(({ isSkipped = false, ...result }, index) => ({
    name: `job-${index}`,
    result: createResult(result),
    isSkipped
  }))
  return summarize(jobs)
}

const error = new MgwError('AccessDenied', '', {})

test.each<[changed: (boolean | undefined)[], expected: boolean | undefined, count: number]>([
  [[false, false], false, 0],
  [[false, true, undefined], true, 1],
  [[false, undefined], undefined, 0],
  [[true, true], true, 2]
])('combines changed %j to %s', (changed, isChanged, count) => {
  expect(totals(...changed.map((one) => ({ changed: one })))).toMatchObject({ isChanged, changed: count })
})

test('the first failed job is the primary one, or else the last job', () => {
  expect(totals({ changed: true }, { changed: false, error }, { changed: false, error }).primary).toBe(1)
  expect(totals({ changed: true }, { changed: true }).primary).toBe(1)
})

test('a skipped job is the primary one only if no other job failed', () => {
  const skipped = { changed: false, error: new ActionError('CancelOperation', ''), isSkipped: true }
  expect(totals(skipped, { changed: false, error }).primary).toBe(1)
  expect(totals({ changed: true }, skipped).primary).toBe(1)
  expect(totals(skipped, { changed: false, error })).toMatchObject({ succeeded: 0, failed: 2 })
})

describe('counters', () => {
  const counters = (totalBytes: bigint | undefined, copiedBytes: bigint, percent: number | undefined): Counters => ({
    totalCount: 10n,
    copiedCount: 5n,
    failedCount: 1n,
    skippedCount: 0n,
    totalBytes,
    copiedBytes,
    percent
  })
  const sums = (...all: (Counters | undefined)[]) =>
    totals(...all.map((counters) => ({ changed: false, counters }))).counters

  test('are added up', () => {
    expect(sums(counters(300n, 100n, 33.3), counters(100n, 100n, 100))).toEqual({
      totalCount: 20n,
      copiedCount: 10n,
      failedCount: 2n,
      skippedCount: 0n,
      totalBytes: 400n,
      copiedBytes: 200n,
      percent: 50
    })
  })

  test("are unknown if one job's are", () => {
    expect(sums(counters(300n, 100n, 33.3), undefined).copiedCount).toBeUndefined()
    expect(sums(counters(undefined, 100n, undefined), counters(1n, 1n, 100))).toMatchObject({
      totalCount: 20n,
      totalBytes: undefined,
      copiedBytes: 101n,
      percent: undefined
    })
  })

  test('have a progress by files if there are no bytes, and 100 % if every job has', () => {
    expect(sums(counters(0n, 0n, 50), counters(0n, 0n, 50)).percent).toBe(50)
    expect(sums(counters(0n, 0n, 100), counters(7n, 6n, 100)).percent).toBe(100)
  })

  test('keep all digits', () => {
    expect(sums(counters(2n ** 62n, 1n, 0), counters(2n ** 62n + 1n, 1n, 0)).totalBytes).toBe(2n ** 63n + 1n)
  })
})
