import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { slim } from '../../src/many/slim.ts'
import { outcomeOf } from '../../src/report/outcome.ts'

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
