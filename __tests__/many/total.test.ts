import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import type { Counters } from '../../src/job/counters.ts'
import type { OperationResult } from '../../src/job/result.ts'
import { type JobResult, NotBegun, totalOf } from '../../src/many/total.ts'

const of = (...results: OperationResult[]): JobResult[] =>
  results.map((result, index) => ({ name: `job-${index}`, result }))
const total = (...results: OperationResult[]) => totalOf(of(...results))
const error = new MgwError('AccessDenied', '', {})

test.each<[changed: (boolean | undefined)[], expected: boolean | undefined, count: number]>([
  [[false, false], false, 0],
  [[false, true, undefined], true, 1],
  [[false, undefined], undefined, 0],
  [[true, true], true, 2]
])('changed %j is %s together', (changed, isChanged, count) => {
  expect(total(...changed.map((one) => ({ changed: one })))).toMatchObject({ isChanged, changed: count })
})

test('the first that failed decides, else the last', () => {
  expect(total({ changed: true }, { changed: false, error }, { changed: false, error }).decisive.name).toBe(
    'job-1'
  )
  expect(total({ changed: true }, { changed: true }).decisive.name).toBe('job-1')
})

test('what was not begun decides only where nothing else failed', () => {
  const notBegun = { changed: false, error: new NotBegun('CancelOperation', '') }
  expect(total(notBegun, { changed: false, error }).decisive.name).toBe('job-1')
  expect(total({ changed: true }, notBegun).decisive.name).toBe('job-1')
  expect(total(notBegun, { changed: false, error })).toMatchObject({ succeeded: 0, failed: 2 })
})

describe('counts', () => {
  const counters = (
    totalBytes: bigint | undefined,
    copiedBytes: bigint,
    percent: number | undefined
  ): Counters => ({
    totalCount: 10n,
    copiedCount: 5n,
    failedCount: 1n,
    skippedCount: 0n,
    totalBytes,
    copiedBytes,
    percent
  })
  const sums = (...all: (Counters | undefined)[]) =>
    total(...all.map((counters) => ({ changed: false, counters }))).counters

  test('are the sums', () => {
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

  test('are unknown where one is', () => {
    expect(sums(counters(300n, 100n, 33.3), undefined).copiedCount).toBeUndefined()
    expect(sums(counters(undefined, 100n, undefined), counters(1n, 1n, 100))).toMatchObject({
      totalCount: 20n,
      totalBytes: undefined,
      copiedBytes: 101n,
      percent: undefined
    })
  })

  test('without a byte go by files, and all that have finished are done', () => {
    expect(sums(counters(0n, 0n, 50), counters(0n, 0n, 50)).percent).toBe(50)
    expect(sums(counters(0n, 0n, 100), counters(7n, 6n, 100)).percent).toBe(100)
  })

  test('lose no digit', () => {
    expect(sums(counters(2n ** 62n, 1n, 0), counters(2n ** 62n + 1n, 1n, 0)).totalBytes).toBe(2n ** 63n + 1n)
  })
})
