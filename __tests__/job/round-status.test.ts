import type { JobHistory } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { latestRound, type RoundStatus, statusData } from '../../src/job/round-status.ts'

const COUNTS = { totalCount: 10, copiedCount: 7, failedCount: 3, totalSize: 1000, copiedSize: 700 }

function entry(status: string, fields: Partial<JobHistory> = {}, runtimeId = '2'): JobHistory {
  return { runtimeId, status: `IMPORT_JOB_${status}`, startTime: '2026-11-20T00:00:00.000Z', ...fields }
}

const ALL = { ...COUNTS, copiedCount: 10, failedCount: 0, copiedSize: 1000 }
const CLOSED = { ...COUNTS, failedCount: 0 }

test.each<[status: string, entries: JobHistory[] | undefined, word: RoundStatus, reason: string | undefined]>([
  ['BEGIN', [], 'created', undefined],
  ['LAUNCHING', [], 'running', undefined],
  ['PREPARING', [], 'running', undefined],
  ['DOING', undefined, 'running', undefined],
  ['SUSPEND', [entry('SUSPEND', COUNTS)], 'paused', undefined],
  ['CLOSING', [entry('CLOSING', ALL)], 'closing', undefined],
  ['DELETING', [entry('FINISHED', ALL)], 'deleting', undefined],
  ['FINISHED', [entry('FINISHED', ALL)], 'succeed', undefined],
  ['CONFIRMED', [entry('CONFIRMED', ALL)], 'succeed', undefined],
  ['FINISHED', [entry('CLOSING', ALL)], 'succeed', undefined],
  ['FINISHED', [entry('FINISHED', { totalCount: 0, copiedCount: 0, failedCount: 0 })], 'succeed', undefined],
  ['FINISHED', [entry('FINISHED', COUNTS)], 'failed', '3 files'],
  ['FINISHED', [entry('CLOSING', COUNTS)], 'failed', '3 files'],
  ['FINISHED', [entry('FINISHED', { failedCount: 3 })], 'failed', '3 files'],
  ['FINISHED', [entry('FINISHED', CLOSED)], 'failed', 'closed with files left'],
  ['FINISHED', [entry('FINISHED', { ...ALL, listStatus: 'Listing' })], 'failed', 'closed with files left'],
  ['INTERRUPTED', [entry('INTERRUPTED', CLOSED)], 'failed', 'interrupted'],
  ['INTERRUPTED', undefined, 'failed', 'interrupted'],
  ['FINISHED', undefined, 'unknown', "the history couldn't be read"],
  ['FINISHED', [], 'unknown', "the history doesn't show the end of the round"],
  ['FINISHED', [entry('DOING', CLOSED)], 'unknown', "the history doesn't show the end of the round"],
  ['FINISHED', [entry('INTERRUPTED', ALL)], 'unknown', "the history doesn't show the end of the round"],
  [
    'FINISHED',
    [entry('FINISHED', { totalCount: -1, copiedCount: -1, failedCount: -1 })],
    'unknown',
    "the history doesn't show how many files were copied and failed"
  ],
  [
    'FINISHED',
    [entry('CLOSING', { ...ALL, failedCount: -1 })],
    'unknown',
    "the history doesn't show how many files were copied and failed"
  ],
  ['FUTURE', [entry('FINISHED', ALL)], 'unknown', "the state isn't documented"]
])('GetJob shows %s, the history %j: %s, %s', (status, entries, word, reason) => {
  const state = latestRound({ status: `IMPORT_JOB_${status}` }, entries)
  expect({ word: state.status, reason: state.reason }).toEqual({ word, reason })
})

test.each<[title: string, status: string, entries: JobHistory[], isShown: boolean]>([
  ['a running round', 'DOING', [entry('DOING', CLOSED)], true],
  ['an ended round while the job runs, since it is the one before', 'DOING', [entry('FINISHED', ALL)], false],
  ['an ended round while the job is closing', 'CLOSING', [entry('FINISHED', ALL)], false],
  ['a closing entry while the job runs', 'DOING', [entry('CLOSING', ALL)], false],
  ['an interrupted round while the job is paused', 'SUSPEND', [entry('INTERRUPTED', CLOSED)], false],
  ['a finished round of an interrupted job', 'INTERRUPTED', [entry('FINISHED', ALL)], false],
  ['the newest of two rounds', 'FINISHED', [entry('FINISHED', COUNTS, '1'), entry('FINISHED', ALL)], true]
])('shows the figures of %s', (_, status, entries, isShown) => {
  const state = latestRound({ status: `IMPORT_JOB_${status}` }, entries)
  expect(state.round?.id).toBe(isShown ? 2n : undefined)
  expect('TotalCount' in statusData(state, undefined)).toBe(isShown)
})

test.each<[title: string, status: string, fields: Partial<JobHistory>, data: object]>([
  [
    'a failed round, in the order of mgwutil',
    'FINISHED',
    { ...COUNTS, skippedCount: 1, skippedSize: 5 },
    {
      Status: 'failed',
      Retryable: true,
      TotalCount: 10n,
      TotalSize: 1000n,
      CopiedCount: 7n,
      CopiedSize: 700n,
      SkippedCount: 1n,
      SkippedSize: 5n,
      FailedCount: 3n,
      CountProgress: '70.00%',
      SizeProgress: '70.00%'
    }
  ],
  [
    'unknown numbers, which are left out',
    'DOING',
    { totalCount: -1, copiedCount: 0 },
    { Status: 'running', Retryable: true, CopiedCount: 0n }
  ],
  [
    'a third, which is rounded down',
    'DOING',
    { totalCount: 3, copiedCount: 2 },
    { Status: 'running', Retryable: true, TotalCount: 3n, CopiedCount: 2n, CountProgress: '66.66%' }
  ],
  [
    'everything while it runs',
    'DOING',
    { totalCount: 3, copiedCount: 3 },
    { Status: 'running', Retryable: true, TotalCount: 3n, CopiedCount: 3n, CountProgress: '99.99%' }
  ],
  [
    'a source that is being listed',
    'DOING',
    { totalCount: 3, copiedCount: 1, listStatus: 'Listing' },
    { Status: 'running', Retryable: true, TotalCount: 3n, CopiedCount: 1n }
  ],
  [
    'more files than the total, which has no percentage',
    'DOING',
    { totalCount: 3, copiedCount: 5 },
    { Status: 'running', Retryable: true, TotalCount: 3n, CopiedCount: 5n }
  ],
  [
    'a round of 0 files',
    'FINISHED',
    { totalCount: 0, copiedCount: 0, failedCount: 0 },
    {
      Status: 'succeed',
      Retryable: true,
      TotalCount: 0n,
      CopiedCount: 0n,
      FailedCount: 0n,
      CountProgress: '100.00%',
      SizeProgress: '100.00%'
    }
  ],
  [
    '64-bit integers',
    'FINISHED',
    { totalCount: 9223372036854775807n, copiedCount: 9223372036854775806n, failedCount: 1 },
    {
      Status: 'failed',
      Retryable: true,
      TotalCount: 9223372036854775807n,
      CopiedCount: 9223372036854775806n,
      FailedCount: 1n,
      CountProgress: '99.99%'
    }
  ]
])('the Data of %s', (_, status, fields, data) => {
  const state = latestRound({ status: `IMPORT_JOB_${status}` }, [entry(status, fields)])
  const shown = statusData(state, true)
  expect(shown).toEqual(data)
  expect(Object.keys(shown)).toEqual(Object.keys(data))
})

test.each<[newest: number, shown: bigint]>([
  // After a pause, failed files are copied again.
  [2, 2n],
  [-1, 3n]
])('the newest known number of failed files decides: %d, then 3', (failedCount, shown) => {
  const state = latestRound({ status: 'IMPORT_JOB_FINISHED' }, [
    entry('FINISHED', { ...COUNTS, failedCount, startTime: '2026-11-20T02:00:00.000Z' }),
    entry('DOING', COUNTS)
  ])
  expect(statusData(state, undefined)).toMatchObject({ Status: 'failed', FailedCount: shown })
})

test('a round of 0 files has no percentage', () => {
  const entries = [entry('FINISHED', { totalCount: 0, copiedCount: 0, failedCount: 0 })]
  expect(latestRound({ status: 'IMPORT_JOB_FINISHED' }, entries).counters?.percent).toBeUndefined()
})
