import { ImportQos } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { JOB_STATUSES } from 'mgw-emulator'
import type { Change } from '../../src/inputs/operation.ts'
import {
  describeGoal,
  describeState,
  isAlreadyApplied,
  isFinished,
  isRunning,
  isTerminal
} from '../../src/job/states.ts'

const START: Change = { name: 'start-job' }
const PAUSE: Change = { name: 'pause-job' }
const CLOSE: Change = { name: 'close-job' }
const QOS: Change = { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n }

/** What is known of a status, in words. */
function traits(status: string): string {
  const job = { status }
  return [
    isRunning(status) && 'runs',
    isTerminal(status) && 'has ended',
    isFinished(status) && 'is finished',
    ...[START, PAUSE, CLOSE].map((change) => isAlreadyApplied(change, job) && change.name)
  ]
    .filter(Boolean)
    .join(', ')
}

describe('states', () => {
  const TRAITS: Record<string, string> = {
    IMPORT_JOB_BEGIN: '',
    IMPORT_JOB_LAUNCHING: 'runs, start-job',
    IMPORT_JOB_PREPARING: 'runs, start-job',
    IMPORT_JOB_DOING: 'runs, start-job',
    IMPORT_JOB_SUSPEND: 'pause-job',
    IMPORT_JOB_CLOSING: 'has ended, close-job',
    IMPORT_JOB_FINISHED: 'has ended, is finished, close-job',
    IMPORT_JOB_INTERRUPTED: 'has ended, close-job',
    IMPORT_JOB_CONFIRMED: 'has ended, is finished, close-job',
    IMPORT_JOB_DELETING: ''
  }
  test.each([...JOB_STATUSES])('%s', (status) => {
    expect(traits(status)).toBe(TRAITS[status])
  })

  test.each(['', 'IMPORT_JOB_NEW', 'import_job_doing', '__proto__'])('the unknown state %j', (status) => {
    expect(traits(status)).toBe('')
  })

  test('a job without a state', () => {
    expect([isRunning, isTerminal, isFinished].map((is) => is(undefined))).toEqual([false, false, false])
    expect([START, PAUSE, CLOSE, QOS].map((change) => isAlreadyApplied(change, {}))).toEqual([
      false,
      false,
      false,
      false
    ])
  })
})

describe('throttling', () => {
  test.each<[importQos: Partial<ImportQos> | undefined, applied: boolean, words: string]>([
    [{ maxBandWidth: 7, maxImportTaskQps: 8 }, true, '7 bit/s (0.875 B/s) and 8 files per second'],
    [{ maxBandWidth: 7n, maxImportTaskQps: 8n }, true, '7 bit/s (0.875 B/s) and 8 files per second'],
    [{ maxBandWidth: 6, maxImportTaskQps: 8 }, false, '6 bit/s (0.75 B/s) and 8 files per second'],
    [{ maxBandWidth: 7, maxImportTaskQps: 9 }, false, '7 bit/s (0.875 B/s) and 9 files per second'],
    [{ maxBandWidth: 7 }, false, '7 bit/s (0.875 B/s) and unknown files per second'],
    [{ maxImportTaskQps: 8 }, false, 'an unknown bandwidth and 8 files per second'],
    [undefined, false, 'an unknown bandwidth and unknown files per second']
  ])('%o', (importQos, applied, words) => {
    const job = {
      status: 'IMPORT_JOB_DOING',
      ...(importQos && { importQos: new ImportQos(importQos) })
    }
    expect(isAlreadyApplied(QOS, job)).toBe(applied)
    expect(describeState(QOS, job)).toBe(words)
  })
})

test.each<[change: Change, status: string | undefined, state: string, goal: string]>([
  [START, 'IMPORT_JOB_BEGIN', 'IMPORT_JOB_BEGIN', 'IMPORT_JOB_LAUNCHING'],
  [PAUSE, 'IMPORT_JOB_DOING', 'IMPORT_JOB_DOING', 'IMPORT_JOB_SUSPEND'],
  [CLOSE, undefined, 'an unknown state', 'IMPORT_JOB_CLOSING'],
  [
    QOS,
    'IMPORT_JOB_DOING',
    'an unknown bandwidth and unknown files per second',
    '7 bit/s (0.875 B/s) and 8 files per second'
  ]
])('describes the state and the goal of %o at %s', (change, status, state, goal) => {
  expect(describeState(change, status === undefined ? {} : { status })).toBe(state)
  expect(describeGoal(change)).toBe(goal)
})
