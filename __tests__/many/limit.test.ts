import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import type { Operation } from '../../src/inputs/inputs.ts'
import type { OperationResult } from '../../src/job/result.ts'
import { hasQueue, isLeftToNextRun, isOverLimit, leftToNextRun } from '../../src/many/limit.ts'
import { asksFor } from '../operations/support.ts'
import { inputsOf } from '../support/inputs.ts'

const limit = new MgwError('ImportJobConcurrencyExceed', '', { statusCode: 400 })
const refused: OperationResult = { changed: false, error: limit }
const started: OperationResult = { changed: true }
const runsAlready: OperationResult = { changed: false, job: { status: 'IMPORT_JOB_DOING' } }
const isPaused: OperationResult = { changed: false, job: { status: 'IMPORT_JOB_SUSPEND' } }
const broken: OperationResult = { changed: false, error: new MgwError('AccessDenied', '', {}) }

test.each<[what: string, result: OperationResult, expected: boolean]>([
  ['a refusal for the limit', refused, true],
  [
    'one of which nobody knows whether an attempt before it was applied',
    { ...refused, changed: undefined },
    false
  ],
  ['another refusal', broken, false],
  ['a success', started, false]
])('%s waits in the queue: only what was surely not started', (_, result, expected) => {
  expect(isOverLimit(result)).toBe(expected)
})

test('only a start that is waited for to its end has a queue', () => {
  const of = (name: 'start-job' | 'get-job' | 'pause-job', until: 'accepted' | 'applied' | 'finished') =>
    hasQueue(inputsOf({ name }, { wait: { until } }))
  expect(of('start-job', 'finished')).toBe(true)
  expect([of('start-job', 'accepted'), of('start-job', 'applied'), of('get-job', 'finished')]).toEqual([
    false,
    false,
    false
  ])
})

test('a start that the limit refuses is left to the next run under apply-timetable only', () => {
  const of = (operation: Operation, result: OperationResult) => isLeftToNextRun(inputsOf(operation), result)
  const timetable = asksFor('00:00 run')
  expect(of(timetable, refused)).toBe(true)
  expect(of(timetable, { ...refused, changed: true })).toBe(true)
  expect([of(timetable, broken), of(timetable, started), of({ name: 'start-job' }, refused)]).toEqual([
    false,
    false,
    false
  ])
})

test.each<[what: string, others: OperationResult[], isFailure: boolean]>([
  ['another one was started', [broken, started], false],
  ['another one runs already', [runsAlready], false],
  ['all others are refused, too', [], true],
  ['those that are left as they are run no more', [isPaused], true],
  ['the start of another one failed otherwise', [{ ...broken, changed: true }], true]
])('it is a warning, unless not one job of the step runs: %s', (_, others, isFailure) => {
  const { error, note } = leftToNextRun(refused, others)
  expect(error).toBe(isFailure ? limit : undefined)
  expect(note).toMatch(/^(Not one job of this step runs|It was not started)/)
  expect(note).toContain('next run of this workflow tries again.')
})
