import { ClientError, MgwError, TransportError } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { JobFailed, type OperationResult } from '../../src/job/result.ts'
import { logTime, toJson } from '../../src/report/envelope.ts'
import { outcomeOf } from '../../src/report/outcome.ts'
import { outputsOf } from '../../src/report/outputs.ts'
import { OUTPUTS } from '../../src/runner/contract.ts'
import { mask } from '../../src/runner/secrets.ts'

// Masking is a command on standard output.
beforeEach(() => void jest.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => void jest.restoreAllMocks())

const SUBJECT = { operation: 'pause-job', jobName: 'nightly-sync', region: 'cn-hangzhou' }
const TIME = new Date(2026, 0, 16, 13, 59, 25)
const outcome = (result: OperationResult, subject = SUBJECT) => outcomeOf(result, subject, TIME)
const refusal = new MgwError('AccessDenied', 'No.', { statusCode: 403, requestId: 'R2' })

test('LogTime is the local time', () => {
  expect(logTime(TIME)).toBe('2026-01-16 13:59:25')
})

describe('success', () => {
  test('is what mgwutil prints', () => {
    const { envelope } = outcome({ changed: true, statusCode: 200, requestId: 'R1' })
    expect(toJson(envelope, 0)).toBe(
      '{"Code":"success","StatusCode":200,"LogTime":"2026-01-16 13:59:25","Data":{}}'
    )
  })

  test('keeps all digits of a number', () => {
    const { envelope } = outcome({
      changed: false,
      statusCode: 200,
      data: { ImportQos: { MaxBandWidth: 2n ** 63n - 1n } }
    })
    expect(toJson(envelope, 0)).toContain('"MaxBandWidth":9223372036854775807')
  })

  test.each<[result: OperationResult, text: string]>([
    [
      { changed: true, requestId: 'R1' },
      "The service accepted pause-job for the job nightly-sync (request ID R1). The job's state changes shortly."
    ],
    [{ changed: false, job: { status: 'IMPORT_JOB_DOING' } }, 'The job nightly-sync is at IMPORT_JOB_DOING.'],
    [
      { changed: true, samples: [], job: { status: 'IMPORT_JOB_SUSPEND' } },
      'The job nightly-sync is at IMPORT_JOB_SUSPEND. The service had accepted pause-job.'
    ],
    [{ changed: false, note: 'Dry run: nothing.' }, 'Dry run: nothing.'],
    [
      { changed: undefined, samples: [], note: 'No clear answer.', job: { status: 'IMPORT_JOB_SUSPEND' } },
      'No clear answer. The job nightly-sync is at IMPORT_JOB_SUSPEND.'
    ],
    [{ changed: false, job: { status: 'x\n::error::y' } }, 'The job nightly-sync is at an unknown state.']
  ])('%j is told', (result, text) => {
    expect(outcome(result).text).toBe(text)
  })

  test('throttling that was accepted is not said to be a state', () => {
    const { text } = outcome({ changed: true }, { ...SUBJECT, operation: 'update-qos' })
    expect(text).toContain("The job's throttling changes shortly.")
  })

  test.each([
    [{ maxBandWidth: 7 }, '7 bit/s (0.875 B/s) and unknown files per second'],
    [{ maxImportTaskQps: 8 }, 'an unknown bandwidth and 8 files per second']
  ])('a throttling that is known in part is told as such: %j', (importQos, throttling) => {
    const job = { status: 'IMPORT_JOB_DOING', importQos }
    const { text } = outcome({ changed: false, job }, { ...SUBJECT, operation: 'update-qos' })
    expect(text).toBe(`The job nightly-sync is at IMPORT_JOB_DOING, with ${throttling}.`)
  })
})

describe('outputs', () => {
  test('are all there, whatever happened', () => {
    for (const result of [
      { changed: true },
      { changed: false, error: refusal },
      { changed: undefined, error: new Error('x') }
    ]) {
      expect(Object.keys(outputsOf(outcome(result))).sort()).toEqual([...OUTPUTS].sort())
    }
  })

  test('of a success', () => {
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
    expect(
      outputsOf(outcome({ changed: true, statusCode: 202, requestId: 'R1', job, counters }))
    ).toMatchObject({
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

  test.each<[what: string, result: OperationResult, outputs: object]>([
    [
      'a refusal',
      { changed: false, error: refusal },
      { 'status-code': '403', 'request-id': 'R2', 'error-code': 'AccessDenied', changed: 'false' }
    ],
    [
      'a refusal while waiting: the request ID stays that of the change',
      { changed: true, requestId: 'R1', error: refusal },
      { 'status-code': '403', 'request-id': 'R1', changed: 'true' }
    ],
    [
      'a refusal of a later look, where nothing was changed: the request ID is its own',
      { changed: false, requestId: 'R1', error: refusal },
      { 'status-code': '403', 'request-id': 'R2', changed: 'false' }
    ],
    [
      'a wait that is over',
      { changed: true, statusCode: 200, requestId: 'R1', error: new JobFailed('WaitTimeout', 'Over.') },
      { 'status-code': '200', 'request-id': 'R1', 'error-code': 'WaitTimeout' }
    ],
    [
      'no answer',
      { changed: undefined, error: new TransportError('ECONNRESET', 'x', 'reading the answer') },
      { 'status-code': '', 'request-id': '', changed: '' }
    ],
    [
      'bad input',
      { changed: false, error: new ClientError('InvalidArgument', 'x') },
      { 'status-code': '', 'error-code': 'InvalidArgument' }
    ],
    [
      'a defect',
      { changed: false, error: new TypeError('x is not a function') },
      { 'error-code': 'UnexpectedError' }
    ]
  ])('of %s', (_, result, outputs) => {
    expect(outputsOf(outcome(result))).toMatchObject({ code: 'fail', ...outputs })
  })

  test('a request ID that only the header has is known to the output, not to the envelope', () => {
    const error = new MgwError(
      'NoSuchImportJob',
      '',
      { statusCode: 404, requestId: null },
      { 'x-oss-request-id': 'FROM-HEADER' }
    )
    const outputs = outputsOf(outcome({ changed: false, error }))
    expect(outputs['request-id']).toBe('FROM-HEADER')
    expect(JSON.parse(outputs.result)).not.toHaveProperty('RequestId')
  })

  test('a secret that is an ordinary word changes no code, and is taken out of what others wrote', () => {
    for (const word of ['success', 'InvalidArgument', 'IMPORT_JOB_DOING']) mask(word)
    const good = outputsOf(
      outcome({ changed: true, job: { status: 'IMPORT_JOB_DOING' }, data: { Name: 'success' } })
    )
    expect(good).toMatchObject({ code: 'success', 'job-status': 'IMPORT_JOB_DOING' })
    expect(JSON.parse(good.result)).toMatchObject({ Code: 'success', Data: { Name: '***' } })
    const bad = outputsOf(
      outcome({ changed: false, error: new MgwError('InvalidArgument', 'a success', { statusCode: 400 }) })
    )
    expect(bad['error-code']).toBe('InvalidArgument')
    expect(bad['error-message']).toContain('Message: a ***')
    expect(JSON.parse(bad.result)).toMatchObject({ Code: 'fail', ErrorCode: 'InvalidArgument' })
  })
})

describe('failure', () => {
  test('no line of the envelope can be a command to the runner', () => {
    const error = new MgwError('a\n::error::b', 'x\n::set-output name=a::b ##[error]y', {
      statusCode: 400,
      hostId: '\n::x'
    })
    const json = toJson(outcome({ changed: false, error }).envelope, 2)
    expect(
      json.split(/[\r\n]/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['))
    ).toEqual([])
    expect(JSON.parse(json).ErrorMsg).toContain('##[error]y')
  })

  test('this action tells its own errors without a quotation, and where that leaves the job', () => {
    const { text, said } = outcome({
      changed: true,
      error: new JobFailed('WaitTimeout', 'Over.'),
      note: 'The job itself goes on.'
    })
    expect([text, said]).toEqual(['Over. The job itself goes on.', ''])
  })

  test('an error of the service is explained, and quoted in one line of bounded length', () => {
    const { text, said } = outcome({
      changed: false,
      error: new MgwError('NoSuchImportJob', `no\n\u0007 ${'x'.repeat(5000)}`, { statusCode: 404 })
    })
    expect(text).toContain('There is no job of that name')
    expect(said).toMatch(/^no x+… \(5003 characters in all\)$/)
  })

  test('where it leaves the job takes the place of advice', () => {
    const { text, envelope } = outcome({
      changed: undefined,
      error: new MgwError('InternalError', '', { statusCode: 500 }),
      note: 'The change may or may not have been made.'
    })
    expect(text).toBe('The service failed. The change may or may not have been made.')
    expect(envelope).toMatchObject({
      ErrorMsg: expect.stringMatching(/^SDKError: .* The change may or may not have been made\.$/)
    })
  })

  test('a message is cut before it is too long for an output', () => {
    const { envelope } = outcome({
      changed: false,
      error: new MgwError('X', 'y'.repeat(100_000), { statusCode: 400 })
    })
    expect(JSON.stringify(envelope).length).toBeLessThan(20_000)
  })
})
