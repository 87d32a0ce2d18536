import { ImportQos } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { JOB_STATUSES } from 'mgw-emulator'
import type { Change } from '../../src/inputs/operation.ts'
import { countStates, describeJob, isAlreadyApplied, isFinished, isRunning, isTerminal } from '../../src/job/states.ts'

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
    expect(describeJob('photos', QOS, job)).toBe(`photos is throttled to ${words}`)
  })
})

test.each<[change: Change, status: string | undefined, clause: string]>([
  [START, 'IMPORT_JOB_BEGIN', 'photos is not started yet (IMPORT_JOB_BEGIN)'],
  [PAUSE, 'IMPORT_JOB_DOING', 'photos is running (IMPORT_JOB_DOING)'],
  [CLOSE, 'IMPORT_JOB_NEW', 'photos is at IMPORT_JOB_NEW'],
  [CLOSE, undefined, 'photos is at an unknown state'],
  [QOS, 'IMPORT_JOB_DOING', 'photos is throttled to an unknown bandwidth and unknown files per second']
])('describes what %o is about at %s', (change, status, clause) => {
  expect(describeJob('photos', change, status === undefined ? {} : { status })).toBe(clause)
})

test('counts jobs by state, in the order of a job life', () => {
  const states = ['INTERRUPTED', 'FINISHED', 'DOING', 'DOING', 'BEGIN'].map((state) => `IMPORT_JOB_${state}`)
  expect(countStates(states)).toBe('1 not started yet, 2 running, 1 finished, 1 interrupted')
  expect(countStates([])).toBe('')
})
