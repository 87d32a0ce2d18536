import { MgwError } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import { TransportError } from '../../src/http/transport-error.ts'
import { resolveEndpoint } from '../../src/inputs/address.ts'
import { createJobReport, logTime, toJson } from '../../src/report/job-report.ts'
import { jobOutputs } from '../../src/report/outputs.ts'
import { OUTPUTS } from '../../src/runner/contract.ts'
import { mask } from '../../src/runner/secrets.ts'
import { createInputs } from '../support/create-inputs.ts'
import { createResult, type FlatResult } from '../support/results.ts'

// Masking is a command on standard output.
beforeEach(() => void jest.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => void jest.restoreAllMocks())

const { target: TARGET } = createInputs({ name: 'pause-job' })
const TIME = new Date(2026, 0, 16, 13, 59, 25)
const reportOf = (result: FlatResult, target = TARGET) => createJobReport(createResult(result), target, TIME)
const denied = new MgwError('AccessDenied', 'No.', { statusCode: 403, requestId: 'R2' })

test('writes LogTime in local time', () => {
  expect(logTime(TIME)).toBe('2026-01-16 13:59:25')
})

describe('success', () => {
  test('has the same envelope as mgwutil', () => {
    const { envelope } = reportOf({ changed: true, statusCode: 200, requestId: 'R1' })
    expect(toJson(envelope, 0)).toBe('{"Code":"success","StatusCode":200,"LogTime":"2026-01-16 13:59:25","Data":{}}')
  })

  test('keeps all digits of a number', () => {
    const { envelope } = reportOf({
      changed: false,
      statusCode: 200,
      data: { ImportQos: { MaxBandWidth: 2n ** 63n - 1n } }
    })
    expect(toJson(envelope, 0)).toContain('"MaxBandWidth":9223372036854775807')
  })

  test.each<[result: FlatResult, text: string]>([
    [
      { changed: true, requestId: 'R1' },
      'pause-job was accepted for nightly-sync (request ID R1). Its state changes within seconds. To wait for that, set wait-for to applied.'
    ],
    [{ changed: false, job: { status: 'IMPORT_JOB_DOING' } }, 'nightly-sync is running (IMPORT_JOB_DOING).'],
    [
      { changed: true, samples: [], job: { status: 'IMPORT_JOB_SUSPEND' } },
      'nightly-sync is paused (IMPORT_JOB_SUSPEND). pause-job was accepted.'
    ],
    [{ changed: false, note: 'Dry run: nothing.' }, 'Dry run: nothing.'],
    [
      { changed: undefined, samples: [], note: 'No clear answer.', job: { status: 'IMPORT_JOB_SUSPEND' } },
      'nightly-sync is paused (IMPORT_JOB_SUSPEND). No clear answer.'
    ],
    [{ changed: false, job: { status: 'x\n::error::y' } }, 'nightly-sync is at an unknown state.']
  ])('describes %j', (result, text) => {
    expect(reportOf(result).text).toBe(text)
  })

  const counters = {
    totalCount: 1000n,
    copiedCount: 1000n,
    failedCount: 0n,
    skippedCount: 0n,
    totalBytes: 2n ** 30n,
    copiedBytes: 2n ** 30n,
    percent: 100,
    duration: 3_960_000
  }
  test.each<[result: FlatResult, text: string]>([
    [
      { changed: true, samples: [], requestId: 'R1', job: { status: 'IMPORT_JOB_FINISHED' }, counters },
      'nightly-sync finished in 1 h 6 min: 1,000 of 1,000 files, 1.0 GiB, 0 failed. pause-job was accepted (request ID R1).'
    ],
    [
      // GetJob lags behind the history.
      { changed: true, samples: [], counters: { ...counters, skippedCount: 7n } },
      'nightly-sync finished in 1 h 6 min: 1,000 of 1,000 files, 1.0 GiB, 0 failed, 7 skipped. pause-job was accepted.'
    ],
    [
      {
        changed: false,
        job: { status: 'IMPORT_JOB_FINISHED' },
        counters: { ...counters, copiedCount: 400n, copiedBytes: 2n ** 29n, percent: 50 }
      },
      'nightly-sync ended after 1 h 6 min: 400 of 1,000 files, 512.0 MiB of 1.0 GiB, 0 failed.'
    ],
    [
      { changed: false, job: { status: 'IMPORT_JOB_CONFIRMED' }, counters: { ...counters, duration: undefined } },
      'nightly-sync finished: 1,000 of 1,000 files, 1.0 GiB, 0 failed.'
    ],
    [{ changed: false, job: { status: 'IMPORT_JOB_FINISHED' } }, 'nightly-sync is finished (IMPORT_JOB_FINISHED).']
  ])('describes a finished migration: %#', (result, text) => {
    expect(reportOf(result).text).toBe(text)
  })

  test('describes an accepted change of the throttling', () => {
    const job = { importQos: { maxBandWidth: 100_000_000n, maxImportTaskQps: 500n } }
    const report = reportOf({ changed: true, job, requestId: 'R1' }, { ...TARGET, operation: 'update-qos' })
    expect(report.text).toBe(
      'Throttling of nightly-sync set to 100 Mbit/s (12.5 MB/s) and 500 files per second (request ID R1).'
    )
    expect(jobOutputs(report)).toMatchObject({ 'job-status': '', 'max-bandwidth': '100000000', 'max-qps': '500' })
  })

  test.each([
    [{ maxBandWidth: 7 }, '7 bit/s (0.875 B/s) and unknown files per second'],
    [{ maxImportTaskQps: 8 }, 'an unknown bandwidth and 8 files per second']
  ])('describes a partly known throttling: %j', (importQos, throttling) => {
    const job = { status: 'IMPORT_JOB_DOING', importQos }
    const { text } = reportOf({ changed: false, job }, { ...TARGET, operation: 'update-qos' })
    expect(text).toBe(`nightly-sync is throttled to ${throttling}.`)
  })
})

describe('outputs', () => {
  test('are complete after a success and after failures', () => {
    for (const result of [
      { changed: true },
      { changed: false, error: denied },
      { changed: undefined, error: new Error('x') }
    ]) {
      expect(Object.keys(jobOutputs(reportOf(result))).sort()).toEqual([...OUTPUTS].sort())
    }
  })

  test('contain the result of a success', () => {
    const counters = {
      totalCount: 10n,
      copiedCount: 9n,
      failedCount: 1n,
      skippedCount: undefined,
      totalBytes: 5n,
      copiedBytes: 4n,
      percent: 80
    }
    const job = { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 7, maxImportTaskQps: 8 } }
    expect(jobOutputs(reportOf({ changed: true, statusCode: 202, requestId: 'R1', job, counters }))).toMatchObject({
      code: 'success',
      'status-code': '202',
      'request-id': 'R1',
      'error-code': '',
      'error-message': '',
      changed: 'true',
      'job-status': 'IMPORT_JOB_DOING',
      'max-bandwidth': '7',
      'max-qps': '8',
      'total-count': '10',
      'failed-count': '1',
      'skipped-count': '',
      progress: '80.0'
    })
  })

  test.each<[failure: string, result: FlatResult, outputs: object]>([
    [
      'a refusal',
      { changed: false, error: denied },
      { 'status-code': '403', 'request-id': 'R2', 'error-code': 'AccessDenied', changed: 'false' }
    ],
    [
      'a refusal during the wait, with the request ID of the change',
      { changed: true, requestId: 'R1', error: denied },
      { 'status-code': '403', 'request-id': 'R1', changed: 'true' }
    ],
    [
      'a refused poll without a change, with its own request ID',
      { changed: false, requestId: 'R1', error: denied },
      { 'status-code': '403', 'request-id': 'R2', changed: 'false' }
    ],
    [
      'a timeout of the wait',
      { changed: true, statusCode: 200, requestId: 'R1', error: new ActionError('WaitTimeout', 'Over.') },
      { 'status-code': '200', 'request-id': 'R1', 'error-code': 'WaitTimeout' }
    ],
    [
      'a lost response',
      { changed: undefined, error: new TransportError('ECONNRESET', 'x', 'reading the response') },
      { 'status-code': '', 'request-id': '', changed: '' }
    ],
    [
      'invalid input',
      { changed: false, error: new ActionError('InvalidArgument', 'x') },
      { 'status-code': '', 'error-code': 'InvalidArgument' }
    ],
    ['a bug', { changed: false, error: new TypeError('x is not a function') }, { 'error-code': 'UnexpectedError' }]
  ])('contain %s', (_, result, outputs) => {
    expect(jobOutputs(reportOf(result))).toMatchObject({ code: 'fail', ...outputs })
  })

  test('contain a request ID that only the header has, but not in the envelope', () => {
    const error = new MgwError(
      'NoSuchImportJob',
      '',
      { statusCode: 404, requestId: null },
      { headers: { 'x-oss-request-id': 'FROM-HEADER' } }
    )
    const outputs = jobOutputs(reportOf({ changed: false, error }))
    expect(outputs['request-id']).toBe('FROM-HEADER')
    expect(JSON.parse(outputs.result)).not.toHaveProperty('RequestId')
  })

  test('never redact known codes, even if a secret is an ordinary word', () => {
    for (const word of ['success', 'InvalidArgument', 'IMPORT_JOB_DOING']) mask(word)
    const good = jobOutputs(reportOf({ changed: true, job: { status: 'IMPORT_JOB_DOING' }, data: { Name: 'success' } }))
    expect(good).toMatchObject({ code: 'success', 'job-status': 'IMPORT_JOB_DOING' })
    expect(JSON.parse(good.result)).toMatchObject({ Code: 'success', Data: { Name: '***' } })
    const bad = jobOutputs(
      reportOf({ changed: false, error: new MgwError('InvalidArgument', 'a success', { statusCode: 400 }) })
    )
    expect(bad['error-code']).toBe('InvalidArgument')
    expect(bad['error-message']).toContain('Message: a ***')
    expect(JSON.parse(bad.result)).toMatchObject({ Code: 'fail', ErrorCode: 'InvalidArgument' })
  })
})

describe('failure', () => {
  test('the envelope cannot contain a command to the runner', () => {
    const error = new MgwError('a\n::error::b', 'x\n::set-output name=a::b ##[error]y', {
      statusCode: 400,
      hostId: '\n::x'
    })
    const json = toJson(reportOf({ changed: false, error }).envelope, 2)
    expect(json.split(/[\r\n]/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['))).toEqual([])
    expect(JSON.parse(json).ErrorMsg).toContain('##[error]y')
  })

  test("the action's own errors have no quotation, and a note on the job's state", () => {
    const { text, serviceMessage, envelope } = reportOf({
      changed: true,
      error: new ActionError('WaitTimeout', 'Over.'),
      note: 'The migration continues.'
    })
    expect([text, serviceMessage]).toEqual(['Over. The migration continues.', ''])
    expect(envelope).toMatchObject({ ErrorMsg: 'Over.' })
  })

  test('an error of the service is explained, and quoted in one line of limited length', () => {
    const { text, serviceMessage } = reportOf({
      changed: false,
      error: new MgwError('NoSuchImportJob', `no\n\u0007 ${'x'.repeat(5000)}`, { statusCode: 404 })
    })
    expect(text).toContain('There is no job with this name')
    expect(serviceMessage).toMatch(/^no x+… \(5003 characters in all\)$/)
  })

  test.each([
    ['', 'cn-hangzou', 'ENOTFOUND', 'Is the region cn-hangzou mistyped?'],
    ['', 'cn-hangzhou', 'ENOTFOUND', 'This is an official region'],
    ['', 'cn-hangzou', 'ECONNREFUSED', ''],
    ['mgw.example.com', 'cn-hangzou', 'ENOTFOUND', '']
  ])('with endpoint %j and region %s, %s has the hint %j', (address, region, code, hint) => {
    const endpoint = resolveEndpoint(address, region)
    const error = new TransportError(code, 'No.', 'connecting')
    const { text, envelope } = reportOf({ changed: false, error }, { ...TARGET, region, endpoint })
    if (hint === '') expect(text).not.toContain('region is')
    else expect(text).toContain(hint)
    expect(envelope).toMatchObject({ ErrorMsg: 'No.' })
  })

  test("a note on the job's state replaces the advice, and isn't part of mgwutil's text", () => {
    const { text, envelope } = reportOf({
      changed: undefined,
      error: new MgwError('InternalError', '', { statusCode: 500 }),
      note: 'The change may or may not have been made.'
    })
    expect(text).toBe('The service failed. The change may or may not have been made.')
    expect(envelope).toMatchObject({
      ErrorMsg: "SDKError:    StatusCode: 500    Code: InternalError    Message:     Data: {'statusCode':500} "
    })
  })

  test('a message that is too long for an output is truncated', () => {
    const { envelope } = reportOf({
      changed: false,
      error: new MgwError('X', 'y'.repeat(100_000), { statusCode: 400 })
    })
    expect(JSON.stringify(envelope).length).toBeLessThan(20_000)
  })
})
