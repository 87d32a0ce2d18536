import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import { createJobLog, truncateResult } from '../../src/batch/job-log.ts'
import type { OperationResult } from '../../src/job/result.ts'
import { createJobReport } from '../../src/report/job-report.ts'
import { mask } from '../../src/runner/secrets.ts'
import { createInputs } from '../support/create-inputs.ts'
import { createResult, flatten } from '../support/results.ts'

test('keeps the first and the last lines of a long log', () => {
  const log = createJobLog()
  for (let number = 1; number <= 1000; number++) log.info(`line ${number}`)
  const lines = log.takeLines()
  expect([lines[0], lines[39], lines[40], lines[41], lines.at(-1)]).toEqual([
    'line 1',
    'line 40',
    '(840 lines left out)',
    'line 881',
    'line 1000'
  ])
})

test('logs repeated warnings and notices once', () => {
  const log = createJobLog()
  for (let time = 0; time < 3; time++) {
    log.warning('a')
    log.notice('b')
    log.info('c')
  }
  expect(log.takeLines()).toEqual(['Warning: a', 'Notice: b', 'c', 'c', 'c'])
  expect(log.warnings()).toEqual(['a'])
})

test('truncates a long line without leaving part of a secret', () => {
  mask('a-secret-at-the-cut')
  const log = createJobLog()
  const text = `${'x'.repeat(1990)}a-secret-at-the-cut${'x'.repeat(1_000_000)}`
  log.info(text)
  log.warning(text)
  const lines = log.takeLines()
  expect(lines.map((line) => line.length)).toEqual([2001, 2001])
  expect(log.warnings()[0]).toHaveLength(2001)
  expect(JSON.stringify([lines, log.warnings()])).not.toContain('a-sec')
})

const { target } = createInputs({ name: 'pause-job' })
const huge = 'x'.repeat(1_000_000)

test('truncateResult keeps what the report shows', () => {
  const job = { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 7 }, tags: huge }
  const observed = { requestId: 'R1', statusCode: 200, job, before: job, data: { Tags: huge } }
  const result = createResult({ changed: true, ...observed })
  const shown = { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 7 } }
  expect(flatten(truncateResult(result, false))).toEqual({
    changed: true,
    requestId: 'R1',
    statusCode: 200,
    job: shown,
    before: shown
  })
  expect(truncateResult(result, true).data).toBe(result.data)
})

test('truncateResult does not change how an error is reported, unless it is huge', () => {
  const data = { statusCode: 403, requestId: 'R1', hostId: null, AccessDeniedDetail: { AuthAction: 'mgw' } }
  const error = new MgwError('AccessDenied', 'no', data, { headers: { 'x-oss-request-id': 'R1' } })
  const reportOf = (result: OperationResult) => createJobReport(result, target, new Date(0))
  const truncated = (one: unknown) => truncateResult(createResult({ changed: false, error: one }), false)
  expect({ ...reportOf(truncated(error)), result: 0 }).toEqual({
    ...reportOf(createResult({ changed: false, error })),
    result: 0
  })
  const hostile = new MgwError(huge, huge, { ...data, hostId: huge, AccessDeniedDetail: { huge } })
  expect(JSON.stringify(reportOf(truncated(hostile))).length).toBeLessThan(100_000)
})

test('truncateResult truncates the error and the note without leaving part of a secret', () => {
  mask('a-secret-at-the-cut')
  const text = `${'x'.repeat(8180)}a-secret-at-the-cut${huge}`
  const whole = createResult({ changed: false, error: new ActionError('JobInterrupted', text), note: text })
  const { error, note } = flatten(truncateResult(whole, false))
  expect(error).toBeInstanceOf(ActionError)
  expect(error).toMatchObject({ code: 'JobInterrupted', message: `${'x'.repeat(8180)}***${'x'.repeat(9)}` })
  expect(note).toBe((error as ActionError).message)
})
