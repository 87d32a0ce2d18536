import { type JobHistory, MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import {
  countersOf,
  currentCounters,
  instantsOf,
  logUnreadable,
  type Round,
  readHistory,
  roundsOf,
  tallyOf
} from '../../src/job/history.ts'
import type { JobClient } from '../../src/job/job-client.ts'
import { createInputs } from '../support/create-inputs.ts'
import { collectingLogger, testRun } from '../support/test-run.ts'

const entry = (runtimeId: string, status: string, minute: number, more: Partial<JobHistory> = {}): JobHistory => ({
  runtimeId,
  status: `IMPORT_JOB_${status}`,
  startTime: `2026-11-25T12:${String(minute).padStart(2, '0')}:00.000Z`,
  ...more
})

const roundWith = (...entries: JobHistory[]): Round => ({ id: 1n, entries })

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
    ['randomly', [3, 0, 4, 2, 1].map((index) => history[index] as JobHistory)]
  ])('are found in a history sorted %s', (_, entries) => {
    expect(roundsOf(entries).map(({ id, entries }) => [id, entries.map(({ status }) => status)])).toEqual([
      [1n, ['IMPORT_JOB_FINISHED', 'IMPORT_JOB_CLOSING', 'IMPORT_JOB_DOING']],
      [2n, ['IMPORT_JOB_DOING', 'IMPORT_JOB_PREPARING']]
    ])
  })

  test('are sorted by number', () => {
    const ids = roundsOf(['10', '9', '101'].map((id) => entry(id, 'FINISHED', 1))).map(({ id }) => id)
    expect(ids).toEqual([9n, 10n, 101n])
  })

  test.each([[undefined], [[]], [[{ status: 'IMPORT_JOB_DOING' }, { runtimeId: 'a' }, { runtimeId: '-1' }]]])(
    'need a number: %j',
    (history) => {
      expect(roundsOf(history as JobHistory[] | undefined)).toEqual([])
    }
  )
})

test.each([
  ['2024-05-01T12:00:00.000Z', ['2024-05-01T12:00:00.000Z']],
  ['2024-05-01 12:00:00', ['2024-05-01T12:00:00.000Z', '2024-05-01T04:00:00.000Z']],
  ['2024-05-01T12:00:00', ['2024-05-01T12:00:00.000Z', '2024-05-01T04:00:00.000Z']],
  ['2024-05-01T20:00:00+08:00', ['2024-05-01T12:00:00.000Z']],
  ['', []],
  ['soon', []],
  ['-1', []],
  ['0', []]
])('reads the time %j as %j', (time, expected) => {
  expect(instantsOf(time).map((instant) => new Date(instant).toISOString())).toEqual(expected)
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

  test('are the numbers of the entry', () => {
    expect(countersOf(roundWith({ ...full, listStatus: 'Finished' }))).toEqual({
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
      'measured in files if there are no bytes',
      { ...full, totalSize: 0, copiedSize: 0, skippedSize: 0, copiedCount: 5 },
      50
    ],
    ['measured in files if bytes are unknown', { totalCount: 10, copiedCount: 5 }, 50],
    ['unknown while the source is listed', { ...full, listStatus: 'Listing' }, undefined],
    ['unknown while counters are -1', { totalCount: -1, copiedCount: -1, totalSize: -1, copiedSize: -1 }, undefined],
    ['unknown without counters', {}, undefined],
    ['measured in copied bytes only', { ...full, copiedSize: 900, skippedSize: 100 }, 90],
    ['at most 99.9 % when all bytes are copied and files are left', { ...full, copiedSize: 1000 }, 99.9],
    [
      'at most 99.9 % when all files are copied',
      { ...full, copiedCount: 10, failedCount: 0, totalSize: -1, copiedSize: -1 },
      99.9
    ],
    ['unknown if more bytes are copied than there are', { ...full, copiedSize: 2000 }, undefined],
    ['unknown if more files are copied than there are', { ...full, copiedCount: 11 }, undefined],
    ['unknown if more files are copied or failed than there are', { ...full, failedCount: 6 }, undefined]
  ])('show progress that is %s', (_, entry, percent) => {
    expect(countersOf(roundWith(entry)).percent).toBe(percent)
  })

  test('show 100 % of a round in which every file is accounted for', () => {
    expect(countersOf(roundWith(full), true).percent).toBe(100)
  })

  const unknown = { totalCount: -1, copiedCount: -1, failedCount: -1, totalSize: -1, copiedSize: -1 }
  test.each<[what: string, entries: JobHistory[], copiedCount: bigint | undefined]>([
    ['the newest entry', [{ ...full, copiedCount: 7 }, full], 7n],
    ['the newest entry that has them', [unknown, {}, { ...full, copiedCount: 6 }, full], 6n],
    ['no entry', [unknown, {}], undefined]
  ])('come from %s', (_, entries, copiedCount) => {
    expect(countersOf(roundWith(...entries)).copiedCount).toBe(copiedCount)
  })

  test.each([
    // status of the job, status of the newest entry, whether it has counters
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
  ])('of a job at %s with the newest entry at %s', (job, newest, shown) => {
    const counters = currentCounters({ status: `IMPORT_JOB_${job}` }, [entry('1', newest, 1, full)])
    expect(counters !== undefined).toBe(shown)
  })

  test('are at 100 % once the job has finished', () => {
    const all = { ...full, copiedCount: 9 }
    const counters = currentCounters({ status: 'IMPORT_JOB_FINISHED' }, [entry('1', 'FINISHED', 1, all)])
    expect(counters?.percent).toBe(100)
  })

  test('are below 100 % if the job finished before every file was copied', () => {
    const counters = currentCounters({ status: 'IMPORT_JOB_FINISHED' }, [entry('1', 'FINISHED', 1, full)])
    expect(counters?.percent).toBe(40)
  })
})

describe('the tally of a round', () => {
  const all = { totalCount: 10, copiedCount: 8, failedCount: 2 }
  const unknown = { totalCount: -1, copiedCount: -1, failedCount: -1 }
  test.each<[what: string, entries: JobHistory[], tally: object]>([
    [
      'is final at the end',
      [entry('1', 'FINISHED', 3, all)],
      { failed: 2n, isFinal: true, hasFilesLeft: false, total: 10n }
    ],
    [
      'is final at the end, although files are left',
      [entry('1', 'FINISHED', 3, { ...all, copiedCount: 3 })],
      { isFinal: true, hasFilesLeft: true }
    ],
    [
      'is final once the round is closing and every file is accounted for',
      [entry('1', 'FINISHED', 4, unknown), entry('1', 'CLOSING', 3, all)],
      { isFinal: true, hasFilesLeft: false, failed: 2n }
    ],
    [
      'is final once the source is listed and every file is accounted for',
      [entry('1', 'FINISHED', 4, unknown), entry('1', 'DOING', 3, { ...all, listStatus: 'Finished' })],
      { isFinal: true, hasFilesLeft: false }
    ],
    [
      "isn't final while it isn't known whether the source is listed",
      [entry('1', 'DOING', 3, all)],
      { isFinal: false }
    ],
    [
      "isn't final while the round is closing and files are left",
      [entry('1', 'CLOSING', 3, { ...all, copiedCount: 3 })],
      { isFinal: false, hasFilesLeft: true }
    ],
    [
      'has something left if the round ended while the source was listed',
      [entry('1', 'FINISHED', 3, { ...all, listStatus: 'Listing' })],
      { isFinal: true, hasFilesLeft: true }
    ],
    [
      "isn't final while the source is listed",
      [entry('1', 'DOING', 3, { ...all, listStatus: 'Listing' })],
      { isFinal: false }
    ],
    [
      "isn't final while files are left",
      [entry('1', 'DOING', 3, { ...all, copiedCount: 3, listStatus: 'Finished' })],
      { isFinal: false }
    ],
    ["isn't final without counters", [entry('1', 'FINISHED', 3, unknown)], { isFinal: false, failed: 0n }],
    [
      'has something left if the round ended while the source was listed, whatever was counted',
      [entry('1', 'FINISHED', 3, { ...unknown, listStatus: 'Listing' }), entry('1', 'DOING', 1, all)],
      { isFinal: true, hasFilesLeft: true }
    ],
    [
      "isn't final if only an earlier entry shows whether the source was listed, and it wasn't",
      [entry('1', 'FINISHED', 3, all), entry('1', 'DOING', 1, { ...all, listStatus: 'Listing' })],
      { isFinal: false }
    ],
    [
      'has the newest number of failed files: after a pause, they are copied again',
      [entry('1', 'FINISHED', 3, { ...all, copiedCount: 10, failedCount: 0 }), entry('1', 'SUSPEND', 1, all)],
      { failed: 0n, isFinal: true, hasFilesLeft: false }
    ],
    [
      'takes the number of failed files from an earlier entry if it fits',
      [entry('1', 'FINISHED', 3, { ...all, failedCount: -1 }), entry('1', 'DOING', 1, all)],
      { failed: 2n, isFinal: true, hasFilesLeft: false }
    ],
    [
      "isn't final if the number of failed files in an earlier entry doesn't fit",
      [entry('1', 'FINISHED', 3, { ...all, failedCount: -1 }), entry('1', 'DOING', 1, { ...all, failedCount: 1 })],
      { failed: 1n, isFinal: false }
    ],
    [
      "isn't final if more files were copied than there are",
      [entry('1', 'FINISHED', 3, { ...all, copiedCount: 12 })],
      { isFinal: false }
    ]
  ])('%s', (_, entries, tally) => {
    expect(tallyOf(roundWith(...entries))).toMatchObject(tally)
  })
})

test.each([
  ['an error code of the service', new MgwError('NoSuchResource', '', {}), 'NoSuchResource'],
  ['an error code that is not about the history', new MgwError('UserDisable', '', { statusCode: 403 }), 'UserDisable'],
  ['an error code that is a command to the runner', new MgwError('x\n::error::y', '', {}), 'an unknown error'],
  ['any other error', new TypeError('x'), 'an unknown error']
])("logs why the history can't be read: %s", (_, error, reason) => {
  const logger = collectingLogger()
  logUnreadable({ error }, createInputs({ name: 'get-job' }).wait, logger)
  expect(logger.lines).toEqual([
    `The history of the job could not be read (${reason}). Its progress and the number of files that failed are unknown.`
  ])
})

test("returns the error if the history can't be read, but throws a cancellation", async () => {
  const read = (error: Error) =>
    readHistory({ history: () => Promise.reject(error) } as unknown as JobClient, {}, testRun().limits)
  const denied = new MgwError('AccessDenied', '', { statusCode: 403 })
  expect(await read(denied)).toEqual({ error: denied })
  const cancelled = new ActionError('CancelOperation', '')
  await expect(read(cancelled)).rejects.toBe(cancelled)
})

describe('the duration of a round', () => {
  const timed = (status: string, minute: number, endMinute?: number): JobHistory => ({
    runtimeId: '1',
    status: `IMPORT_JOB_${status}`,
    startTime: `2026-11-25T10:${minute}:00.000Z`,
    endTime: endMinute === undefined ? '' : `2026-11-25T10:${endMinute}:00.000Z`
  })
  test.each<[what: string, entries: JobHistory[], minutes: number | undefined]>([
    ['one entry', [timed('FINISHED', 10, 40)], 30],
    ['one entry without an end', [timed('FINISHED', 10)], undefined],
    ['one that runs', [timed('DOING', 10)], undefined],
    ['an entry for each state', [timed('FINISHED', 41), timed('CLOSING', 40), timed('DOING', 11)], 30],
    ['one that was confirmed later', [timed('CONFIRMED', 59), timed('FINISHED', 41), timed('DOING', 11)], 30],
    ['one that is closing', [timed('CLOSING', 40), timed('DOING', 11)], undefined],
    ['one that ends before it starts', [timed('FINISHED', 40, 10)], undefined],
    [
      'one whose start may be missing',
      Array.from({ length: 20 }, (_, index) => timed('FINISHED', 59 - index)),
      undefined
    ]
  ])('%s', (_, entries, minutes) => {
    const [round] = roundsOf(entries)
    expect(round && countersOf(round).duration).toBe(minutes && minutes * 60_000)
  })
})
