import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { JobFailed } from '../../src/job/result.ts'
import { slim } from '../../src/many/slim.ts'
import { outcomeOf } from '../../src/report/outcome.ts'
import { mask } from '../../src/runner/secrets.ts'

const subject = { operation: 'pause-job', jobName: 'nightly-sync', region: 'cn-hangzhou' }
const huge = 'x'.repeat(1_000_000)

test('what the service wrote is kept as far as it is told', () => {
  const job = { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 7 }, tags: huge }
  const result = { changed: true, requestId: 'R1', statusCode: 200, job, before: job, data: { Tags: huge } }
  const shown = { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 7 } }
  expect(slim(result, false)).toEqual({
    changed: true,
    requestId: 'R1',
    statusCode: 200,
    job: shown,
    before: shown
  })
  expect(slim(result, true).data).toBe(result.data)
})

test('an error is told as it was, a huge one in short', () => {
  const data = { statusCode: 403, requestId: 'R1', hostId: null, AccessDeniedDetail: { AuthAction: 'mgw' } }
  const error = new MgwError('AccessDenied', 'no', data, { 'x-oss-request-id': 'R1' })
  const told = (one: unknown) => outcomeOf({ changed: false, error: one }, subject, new Date(0))
  const kept = slim({ changed: false, error }, false).error
  expect({ ...told(kept), result: 0 }).toEqual({ ...told(error), result: 0 })
  const hostile = new MgwError(huge, huge, { ...data, hostId: huge, AccessDeniedDetail: { huge } })
  expect(JSON.stringify(told(slim({ changed: false, error: hostile }, false).error)).length).toBeLessThan(
    100_000
  )
})

test('what a job failed with, and what is said of it, is kept in short and without a part of a secret', () => {
  mask('a-secret-at-the-cut')
  const text = `${'x'.repeat(8180)}a-secret-at-the-cut${huge}`
  const { error, note } = slim(
    { changed: false, error: new JobFailed('JobInterrupted', text), note: text },
    false
  )
  expect(error).toBeInstanceOf(JobFailed)
  expect(error).toMatchObject({ code: 'JobInterrupted', message: `${'x'.repeat(8180)}***${'x'.repeat(9)}` })
  expect(note).toBe((error as JobFailed).message)
})
