import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, ERRORS, type ErrorCode, STILL, startEmulator } from 'mgw-emulator'
import { makeChange } from '../../src/job/change.ts'
import { EXPLANATIONS } from '../../src/report/explanations.ts'
import { type Outcome, outcomeOf } from '../../src/report/outcome.ts'
import { testClock } from '../support/clock.ts'
import { reachEmulator } from '../support/reach.ts'
import { testRetries } from '../support/retry-options.ts'

const JOB = 'nightly-sync'
const SUBJECT = { operation: 'pause-job', jobName: JOB, region: 'cn-hangzhou' }

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ durations: STILL, jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
})
afterEach(() => emulator.heal())
afterAll(() => emulator.close())

/** How one attempt to pause the job ends. */
async function pause(): Promise<Outcome> {
  const retries = testRetries({ maxAttempts: 1, clock: testClock(Date.now()) })
  const result = await makeChange(reachEmulator(emulator, JOB), { name: 'pause-job' }, undefined, retries)
  return outcomeOf(result, SUBJECT, new Date())
}

/** Codes that no request of this action should meet, so that it has nothing to say about them. */
const UNEXPLAINED: ErrorCode[] = [
  'ImportJobAlreadyExist',
  'InvalidDigest',
  'MethodNotAllowed',
  'NoSuchImportJobRunTimeId',
  'NoSuchResource'
]

/** What stands in the place of advice, where it is known how the job is, or that nobody knows. */
const NOTES: Partial<Record<ErrorCode, string>> = {
  InternalError: 'The change may or may not have been made. To make it again does no harm.',
  InvalidImportJobStatus: 'The job is at IMPORT_JOB_DOING, which cannot be paused.',
  ImportJobConflictOnUpdateStatus: 'The job is at IMPORT_JOB_DOING, which cannot be paused.'
}

function explanation(code: ErrorCode): string {
  if (UNEXPLAINED.includes(code)) {
    return "The service refused the request with a code that this action has no explanation for. Look the code up in Alibaba Cloud's help, or ask its support and give them the request ID."
  }
  const name = code === 'QpsLimitExceeded' ? 'ServiceUnavailable' : code
  const { meaning, advice } = EXPLANATIONS[name as keyof typeof EXPLANATIONS]
  return `${meaning} ${NOTES[code] ?? advice}`
}

test.each(Object.keys(ERRORS) as ErrorCode[])('%s', async (code) => {
  // A clock that is off is corrected once.
  emulator.fail({ code, method: 'PUT', times: code === 'RequestTimeTooSkewed' ? 2 : 1 })
  const seen = emulator.requests.length
  const { result, envelope, requestId, text, said } = await pause()
  const { status, message } = ERRORS[code]
  const id = emulator.requests
    .slice(seen)
    .filter(({ method }) => method === 'PUT')
    .at(-1)?.requestId

  expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_DOING')
  expect(result.changed).toBe(code === 'InternalError' ? undefined : false)
  expect({ requestId, text, said }).toEqual({ requestId: id, text: explanation(code), said: message })
  expect(envelope).toEqual({
    Code: 'fail',
    StatusCode: status,
    LogTime: expect.any(String),
    ErrorMsg: expect.stringContaining(
      `StatusCode: ${status}    Code: ${code}    Message: ${message}    Data: {`
    ),
    ErrorCode: code,
    RequestId: id
  })
})

const answer = (status: string, body: string, headers = ''): string =>
  `HTTP/1.1 ${status}\r\n${headers}connection: close\r\n\r\n${body}`

test.each<[what: string, raw: string, status: number | undefined]>([
  ['HTML', answer('502 Bad Gateway', '<html><body>Bad Gateway</body></html>'), 502],
  ['JSON', answer('403 Forbidden', '{"Code":"AccessDenied"}'), 403],
  ['truncated XML', answer('404 Not Found', '<Error><Code>NoSuchImportJob</Code>'), 404],
  ['an error without a code', answer('404 Not Found', '<Error><Message>x</Message></Error>'), 404],
  ['an empty code', answer('404 Not Found', '<Error><Code> </Code></Error>'), 404],
  ['another root', answer('404 Not Found', '<html><Code>x</Code></html>'), 404],
  ['a document type', answer('404 Not Found', '<!DOCTYPE Error><Error><Code>x</Code></Error>'), 404],
  [
    'an entity declaration',
    answer('404 Not Found', '<!DOCTYPE Error [<!ENTITY a "bbbb">]><Error><Code>&a;</Code></Error>'),
    404
  ],
  ['an undeclared entity', answer('404 Not Found', '<Error><Code>&a;</Code></Error>'), 404],
  ['deep nesting', answer('404 Not Found', '<Error>'.repeat(100_000)), 404],
  ['a redirect', answer('307 Temporary Redirect', '', 'location: http://127.0.0.1:1/\r\n'), 307],
  ['not modified', answer('304 Not Modified', ''), 304],
  ['a body of 2 MiB', answer('404 Not Found', ' '.repeat(2 ** 21)), 404],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', undefined],
  ['a header section of 100 KB', answer('200 OK', '', `x-a: ${'a'.repeat(1000)}\r\n`.repeat(100)), undefined]
])('an answer that is not from MGW: %s', async (_, raw, status) => {
  emulator.fail({ raw: Buffer.from(raw), method: 'PUT' })
  const { envelope, text, said } = await pause()
  expect(envelope).toMatchObject({ Code: 'fail', ErrorCode: 'InvalidResponse' })
  expect(envelope.StatusCode).toBe(status)
  expect(text).toContain(EXPLANATIONS.InvalidResponse.meaning)
  expect(said.length).toBeLessThan(1_100)
})

test.each([
  [
    'an xmlns and unknown elements',
    '<Error xmlns="http://a"><New><Deep/></New><Code>NoSuchImportJob</Code></Error>',
    'NoSuchImportJob'
  ],
  [
    'a comment and CDATA',
    '<Error><!-- c --><Code><![CDATA[NoSuchImportJob]]></Code></Error>',
    'NoSuchImportJob'
  ],
  ['a code that may be anything', '<Error><Code>a b&#10;c</Code></Error>', 'a b\nc'],
  ['an empty body', '', '404']
])('an error with %s is understood', async (_, body, code) => {
  const headers = 'x-oss-request-id: 6969D3BD5CCFC933302EC1A4\r\nx-oss-ec: 0001-2\r\n'
  emulator.fail({ raw: Buffer.from(answer('404 Not Found', body, headers)) })
  const { envelope, requestId } = await pause()
  expect(envelope).toMatchObject({ Code: 'fail', ErrorCode: code, StatusCode: 404 })
  expect(requestId).toBe('6969D3BD5CCFC933302EC1A4')
})

test.each([
  ['an empty body', ''],
  ['a root element', '<root/>'],
  ['something else', 'OK']
])('any 2xx is a success: %s', async (_, body) => {
  emulator.fail({ raw: Buffer.from(answer('202 Accepted', body)) })
  const { result, envelope, requestId } = await pause()
  expect(envelope).toMatchObject({ Code: 'success', StatusCode: 202, Data: {} })
  expect([result.changed, requestId]).toEqual([true, undefined])
})
