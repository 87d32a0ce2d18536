import { ClientError, type JobHistory, MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { countersOf } from '../../src/job/counters.ts'
import {
  currentCounters,
  instantsOf,
  newestEntry,
  readHistory,
  roundsOf,
  tellUnreadable
} from '../../src/job/history.ts'
import type { Job } from '../../src/job/job.ts'
import { inputsOf } from '../support/inputs.ts'
import { collectingLogger, testRetries } from '../support/retry-options.ts'

const entry = (
  runtimeId: string,
  status: string,
  minute: number,
  more: Partial<JobHistory> = {}
): JobHistory => ({
  runtimeId,
  status: `IMPORT_JOB_${status}`,
  startTime: `2026-11-25T12:${String(minute).padStart(2, '0')}:00.000Z`,
  ...more
})

describe('rounds', () => {
  const history = [
    entry('2', 'DOING', 40),
    entry('2', 'PREPARING', 39),
    entry('1', 'FINISHED', 20),
    entry('1', 'CLOSING', 20),
    entry('1', 'DOING', 5)
  ]

  test.each([
    ['newest first', history],
    ['oldest first', history.toReversed()],
    ['mixed', [3, 0, 4, 2, 1].map((index) => history[index] as JobHistory)]
  ])('are found in a history that is %s', (_, entries) => {
    expect(
      roundsOf(entries).map(({ runtimeId, entries }) => [runtimeId, entries.map(({ status }) => status)])
    ).toEqual([
      ['2', ['IMPORT_JOB_DOING', 'IMPORT_JOB_PREPARING']],
      ['1', ['IMPORT_JOB_FINISHED', 'IMPORT_JOB_CLOSING', 'IMPORT_JOB_DOING']]
    ])
  })

  test('have no times where the service gives none', () => {
    expect(roundsOf([{ runtimeId: '1', status: 'IMPORT_JOB_DOING' }])[0]?.starts).toEqual([])
    expect(roundsOf([])).toEqual([])
  })

  test('are told in full by an entry whose state is over', () => {
    const isFinal = (of: JobHistory): boolean =>
      newestEntry({ runtimeId: '1', entries: [of], starts: [] }).isFinal
    expect(isFinal(entry('1', 'FINISHED', 1))).toBe(true)
    expect(isFinal(entry('1', 'DOING', 1))).toBe(false)
    expect(isFinal(entry('1', 'DOING', 1, { endTime: '2026-11-25T12:02:00.000Z' }))).toBe(true)
  })
})

test.each([
  ['2024-05-01T12:00:00.000Z', ['2024-05-01T12:00:00.000Z']],
  ['2024-05-01 12:00:00', ['2024-05-01T12:00:00.000Z', '2024-05-01T04:00:00.000Z']],
  ['', []],
  ['soon', []]
])('the time %j may mean %j', (time, meant) => {
  expect(instantsOf(time).map((instant) => new Date(instant).toISOString())).toEqual(meant)
})

describe('counters', () => {
  const full = {
    totalCount: 10,
    copiedCount: 5,
    failedCount: 1,
    skippedCount: 2,
    totalSize: 1000,
    copiedSize: 400,
    skippedSize: 100
  }

  test('are what the entry counts', () => {
    expect(countersOf({ ...full, listStatus: 'Finished' })).toEqual({
      totalCount: 10n,
      copiedCount: 5n,
      failedCount: 1n,
      skippedCount: 2n,
      totalBytes: 1000n,
      copiedBytes: 400n,
      percent: 40
    })
  })

  test.each<[what: string, entry: JobHistory, percent: number | undefined]>([
    [
      'of the files where there are no bytes',
      { ...full, totalSize: 0, copiedSize: 0, skippedSize: 0, copiedCount: 5 },
      50
    ],
    ['of the files where bytes are not known', { totalCount: 10, copiedCount: 5 }, 50],
    ['nothing while the source is listed', { ...full, listStatus: 'Listing' }, undefined],
    [
      'nothing while counters are -1',
      { totalCount: -1, copiedCount: -1, totalSize: -1, copiedSize: -1 },
      undefined
    ],
    ['nothing without counters', {}, undefined],
    [
      'all, where CopiedSize does not count what was skipped',
      { ...full, copiedSize: 900, skippedSize: 100 },
      100
    ],
    ['all, where it does', { ...full, copiedSize: 1000, skippedSize: 100 }, 100],
    ['never more than all', { ...full, copiedSize: 2000 }, 100]
  ])('progress is %s', (_, entry, percent) => {
    expect(countersOf(entry).percent).toBe(percent)
  })

  test.each<JobHistory>([
    { ...full, copiedSize: 400, skippedSize: 600 },
    { ...full, copiedSize: 600, skippedSize: 400 },
    { ...full, copiedSize: 100 },
    { ...full, listStatus: 'Listing' },
    { totalCount: 0, totalSize: 0, copiedCount: 0 }
  ])('at the end nothing is left: %j', (entry) => {
    expect(countersOf(entry, true).percent).toBe(100)
  })

  test('at the end, what was never counted is no progress', () => {
    expect(countersOf({ totalCount: -1, copiedCount: -1 }, true).percent).toBeUndefined()
  })

  test.each([
    // job, newest entry, whether its figures are shown
    ['DOING', 'DOING', true],
    ['DOING', 'SUSPEND', true],
    ['DOING', 'FINISHED', false],
    ['LAUNCHING', 'INTERRUPTED', false],
    ['FINISHED', 'FINISHED', true],
    ['FINISHED', 'DOING', false],
    ['CONFIRMED', 'FINISHED', true],
    ['SUSPEND', 'SUSPEND', true],
    ['SUSPEND', 'FINISHED', false],
    ['BEGIN', 'FINISHED', false]
  ])('of a job at %s whose newest entry is at %s', (job, newest, shown) => {
    const counters = currentCounters({ status: `IMPORT_JOB_${job}` }, [entry('1', newest, 1, full)])
    expect(counters !== undefined).toBe(shown)
  })

  test('of a job that has finished leave nothing to do', () => {
    const counters = currentCounters({ status: 'IMPORT_JOB_FINISHED' }, [entry('1', 'FINISHED', 1, full)])
    expect(counters?.percent).toBe(100)
  })
})

test.each([
  ['a code of the service', new MgwError('NoSuchResource', '', {}), 'NoSuchResource'],
  ['a refusal that is not about it', new MgwError('UserDisable', '', { statusCode: 403 }), 'UserDisable'],
  ['a code that is a command to the runner', new MgwError('x\n::error::y', '', {}), 'an unknown error'],
  ['a defect', new TypeError('x'), 'an unknown error']
])('why a history cannot be read: %s', (_, error, reason) => {
  const logger = collectingLogger()
  tellUnreadable({ error }, inputsOf({ name: 'get-job' }).wait, logger)
  expect(logger.lines).toEqual([
    `The history of the job could not be read (${reason}). Its progress and the number of files that failed are unknown.`
  ])
})

test('a history that cannot be read stops nothing, but for a cancellation', async () => {
  const read = (error: Error) =>
    readHistory({ history: () => Promise.reject(error) } as unknown as Job, testRetries())
  const denied = new MgwError('AccessDenied', '', { statusCode: 403 })
  expect(await read(denied)).toEqual({ error: denied })
  const cancelled = new ClientError('CancelOperation', '')
  await expect(read(cancelled)).rejects.toBe(cancelled)
})
