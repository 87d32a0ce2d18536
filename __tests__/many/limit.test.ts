import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import type { OperationResult } from '../../src/job/result.ts'
import { forgiveLimit, hasQueue, isOverLimit } from '../../src/many/limit.ts'
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

const jobs = (...results: OperationResult[]) =>
  results.map((result, index) => ({ name: `job-${index}`, result }))
const failed = (operation: string, ...results: OperationResult[]): string[] =>
  forgiveLimit(operation, jobs(...results))
    .jobs.filter(({ result }) => result.error !== undefined)
    .map(({ name }) => name)

test.each<[what: string, results: OperationResult[], stillFailed: string[]]>([
  ['one was started', [refused, started, refused], []],
  ['one runs already', [refused, runsAlready], []],
  ['its throttling was changed before', [started, { ...refused, changed: true }], []],
  ['not one could be started', [refused, refused], ['job-0', 'job-1']],
  ['those that are left as they are run no more', [isPaused, refused], ['job-1']],
  ['another failure stays one', [started, refused, broken], ['job-2']]
])(
  'under apply-timetable the limit is a warning, since the next run mends it: %s',
  (_, results, stillFailed) => {
    expect(failed('apply-timetable', ...results)).toEqual(stillFailed)
  }
)

test('under apply-timetable it is told which jobs a later run starts', () => {
  const { jobs: told, later } = forgiveLimit('apply-timetable', jobs(started, refused))
  expect(later).toEqual(['job-1'])
  expect(told[1]?.result).toEqual({ changed: false, note: expect.stringContaining('job-1 was not started') })
})

test('under any other operation the limit is a failure', () => {
  expect(failed('start-job', started, refused)).toEqual(['job-1'])
})
