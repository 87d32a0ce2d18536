import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, ERRORS, type ErrorCode, STILL, startEmulator } from 'mgw-emulator'
import { changeJob } from '../../src/job/change.ts'
import { changedOf } from '../../src/job/result.ts'
import { CATALOGUE } from '../../src/report/error-catalogue.ts'
import { createJobReport, type JobReport } from '../../src/report/job-report.ts'
import { createInputs, JOB } from '../support/create-inputs.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { jobClient } from '../support/job-client.ts'
import { testRun } from '../support/test-run.ts'

const { target } = createInputs({ name: 'pause-job' })

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ durations: STILL, jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
})
afterEach(() => emulator.heal())
afterAll(() => emulator.close())

/** Pauses the job with a single attempt. */
async function pause(): Promise<JobReport> {
  const { policy, limits } = testRun({ maxAttempts: 1, clock: fakeClock(Date.now()) })
  const change = { change: { name: 'pause-job' }, before: undefined } as const
  const result = await changeJob(jobClient(emulator, JOB, policy), change, limits)
  return createJobReport(result, target, new Date())
}

/** Codes that this action's requests shouldn't get, so the catalogue leaves them out. */
const UNKNOWN: ErrorCode[] = [
  'ImportAddressAlreadyExist',
  'ImportAddressIsOccupied',
  'ImportJobAlreadyExist',
  'ImportJobHasDescendants',
  'ImportJobRepeatedOnSameAddress',
  'InvalidDigest',
  'MethodNotAllowed',
  'NoSuchImportAddress',
  'NoSuchImportJobParent',
  'NoSuchImportJobRunTimeId',
  'NoSuchImportReport',
  'NoSuchResource'
]

/** Notes that replace the advice, because the job's state is known or may have changed. */
const NOTES: Partial<Record<ErrorCode, string>> = {
  InternalError: 'The change of nightly-sync may or may not have been made. It is safe to run this step again.',
  InvalidImportJobStatus: "nightly-sync is running (IMPORT_JOB_DOING), so it can't be paused.",
  ImportJobConflictOnUpdateStatus: "nightly-sync is running (IMPORT_JOB_DOING), so it can't be paused."
}

function expectedText(code: ErrorCode): string {
  if (UNKNOWN.includes(code)) {
    return "The service refused the request with a code that this action doesn't know. Find the code in Alibaba Cloud's help, or give its support the request ID."
  }
  const name = code === 'QpsLimitExceeded' ? 'ServiceUnavailable' : code
  const [summary, advice] = CATALOGUE[name as keyof typeof CATALOGUE]
  return `${summary} ${NOTES[code] ?? advice}`
}

test.each(Object.keys(ERRORS) as ErrorCode[])('explains %s', async (code) => {
  // The action corrects a skewed clock once.
  emulator.fail({ code, method: 'PUT', times: code === 'RequestTimeTooSkewed' ? 2 : 1 })
  const earlier = emulator.requests.length
  const { result, envelope, requestId, text, serviceMessage } = await pause()
  const { status, message } = ERRORS[code]
  const id = emulator.requests
    .slice(earlier)
    .filter(({ method }) => method === 'PUT')
    .at(-1)?.requestId

  expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_DOING')
  expect(changedOf(result)).toBe(code === 'InternalError' ? undefined : false)
  expect({ requestId, text, serviceMessage }).toEqual({
    requestId: id,
    text: expectedText(code),
    serviceMessage: message
  })
  expect(envelope).toEqual({
    Code: 'fail',
    StatusCode: status,
    LogTime: expect.any(String),
    ErrorMsg: expect.stringContaining(`StatusCode: ${status}    Code: ${code}    Message: ${message}    Data: {`),
    ErrorCode: code,
    RequestId: id
  })
})

const response = (status: string, body: string, headers = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}connection: close\r\n\r\n${body}`

test.each<[description: string, raw: string, status: number | undefined]>([
  ['HTML', response('502 Bad Gateway', '<html><body>Bad Gateway</body></html>'), 502],
  ['JSON', response('403 Forbidden', '{"Code":"AccessDenied"}'), 403],
  ['truncated XML', response('404 Not Found', '<Error><Code>NoSuchImportJob</Code>'), 404],
  ['an error without a code', response('404 Not Found', '<Error><Message>x</Message></Error>'), 404],
  ['an empty code', response('404 Not Found', '<Error><Code> </Code></Error>'), 404],
  ['another root', response('404 Not Found', '<html><Code>x</Code></html>'), 404],
  ['a document type', response('404 Not Found', '<!DOCTYPE Error><Error><Code>x</Code></Error>'), 404],
  [
    'an entity declaration',
    response('404 Not Found', '<!DOCTYPE Error [<!ENTITY a "bbbb">]><Error><Code>&a;</Code></Error>'),
    404
  ],
  ['an undeclared entity', response('404 Not Found', '<Error><Code>&a;</Code></Error>'), 404],
  ['deep nesting', response('404 Not Found', '<Error>'.repeat(100_000)), 404],
  ['a redirect', response('307 Temporary Redirect', '', 'location: http://127.0.0.1:1/\r\n'), 307],
  ['not modified', response('304 Not Modified', ''), 304],
  ['a body of 2 MiB', response('404 Not Found', ' '.repeat(2 ** 21)), 404],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', undefined],
  ['a header section of 100 KB', response('200 OK', '', `x-a: ${'a'.repeat(1000)}\r\n`.repeat(100)), undefined]
])('rejects a response that is not from MGW: %s', async (_, raw, status) => {
  emulator.fail({ raw: Buffer.from(raw), method: 'PUT' })
  const { envelope, text, serviceMessage } = await pause()
  expect(envelope).toMatchObject({ Code: 'fail', ErrorCode: 'InvalidResponse' })
  expect(envelope.StatusCode).toBe(status)
  expect(text).toContain(CATALOGUE.InvalidResponse[0])
  expect(serviceMessage.length).toBeLessThan(1_100)
})

test.each([
  [
    'an xmlns and unknown elements',
    '<Error xmlns="http://a"><New><Deep/></New><Code>NoSuchImportJob</Code></Error>',
    'NoSuchImportJob'
  ],
  ['a comment and CDATA', '<Error><!-- c --><Code><![CDATA[NoSuchImportJob]]></Code></Error>', 'NoSuchImportJob'],
  ['a code with spaces and a line break', '<Error><Code>a b&#10;c</Code></Error>', 'a b\nc'],
  ['an empty body', '', '404']
])('reads an error with %s', async (_, body, code) => {
  const headers = 'x-oss-request-id: 6969D3BD5CCFC933302EC1A4\r\nx-oss-ec: 0001-2\r\n'
  emulator.fail({ raw: Buffer.from(response('404 Not Found', body, headers)) })
  const { envelope, requestId } = await pause()
  expect(envelope).toMatchObject({ Code: 'fail', ErrorCode: code, StatusCode: 404 })
  expect(requestId).toBe('6969D3BD5CCFC933302EC1A4')
})

test.each([
  ['an empty body', ''],
  ['a root element', '<root/>'],
  ['something else', 'OK']
])('treats any 2xx as a success: %s', async (_, body) => {
  emulator.fail({ raw: Buffer.from(response('202 Accepted', body)) })
  const { result, envelope, requestId } = await pause()
  expect(envelope).toMatchObject({ Code: 'success', StatusCode: 202, Data: {} })
  expect([changedOf(result), requestId]).toEqual([true, undefined])
})
