import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, ERRORS, type ErrorCode, STILL, startEmulator } from 'mgw-emulator'
import { runStep } from '../../scripts/runner.ts'
import { EXPLANATIONS } from '../../src/explain.ts'
import { commands, errors, JOB, NOT_LOOKED_AT, OUTPUTS, reach, readSummary } from './support.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ durations: STILL, jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
})
afterAll(() => emulator.close())

/** Codes that no request of this action should meet, so that it has nothing to say about them. */
const UNEXPLAINED: ErrorCode[] = [
  'ImportJobAlreadyExist',
  'InvalidDigest',
  'MethodNotAllowed',
  'NoSuchImportJobRunTimeId',
  'NoSuchResource'
]

/** Codes that leave open whether the change was made, so that the job is looked at. */
const LOOKED_INTO: ErrorCode[] = [
  'InternalError',
  'ImportJobConflictOnUpdateStatus',
  'ImportJobUpdateConcurrently'
]

function explanation(code: ErrorCode): string {
  if (UNEXPLAINED.includes(code)) {
    return "The service refused the request with a code that this action has no explanation for. Look the code up in Alibaba Cloud's help, or ask its support and give them the request ID."
  }
  const name = code === 'QpsLimitExceeded' ? 'ServiceUnavailable' : code
  const { meaning, advice } = EXPLANATIONS[name as keyof typeof EXPLANATIONS]
  const doubt = 'The change may or may not have been made. To make it again does no harm.'
  return `${meaning} ${code === 'InternalError' ? doubt : advice}`
}

test.each(Object.keys(ERRORS) as ErrorCode[])('%s', async (code) => {
  // A clock that is off is corrected once; what may have been done all the same is looked into.
  const skewed = code === 'RequestTimeTooSkewed'
  const looked = LOOKED_INTO.includes(code)
  const methods = skewed ? ['PUT', 'PUT'] : looked ? ['PUT', 'GET'] : ['PUT']
  emulator.fail({ code, method: 'PUT', times: methods.length })
  const seen = emulator.requests.length
  const { exitCode, stderr, outputs, log, summary } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator), 'max-attempts': '1' }
  })
  await emulator.heal()
  const requests = emulator.requests.slice(seen)
  const { status, message } = ERRORS[code]
  const id = requests.filter(({ method }) => method === 'PUT').at(-1)?.requestId

  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
    methods.map((method) => `${method} /job/${JOB}`)
  )
  expect(emulator.job(JOB)?.status).toBe('IMPORT_JOB_DOING')
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(outputs).toEqual({
    code: 'fail',
    'status-code': String(status),
    'request-id': id,
    'error-code': code,
    'error-message': expect.stringContaining(
      `StatusCode: ${status}    Code: ${code}    Message: ${message}    Data: {`
    ),
    result: expect.stringContaining(`"ErrorCode":"${code}"`),
    changed: '',
    ...NOT_LOOKED_AT,
    ...(looked && { 'job-status': 'IMPORT_JOB_DOING', 'max-bandwidth': '0', 'max-qps': '0' })
  })
  expect(commands(log)).toEqual(['add-mask', 'add-mask', ...(skewed ? ['warning'] : []), 'error'])
  expect(errors(log)).toEqual([{ title: code, text: `${explanation(code)} (${message}; request ID ${id})` }])
  expect(readSummary(summary)).toEqual({
    rows: {
      Operation: 'pause-job',
      Job: JOB,
      Region: 'cn-hangzhou',
      ...(looked && { State: 'IMPORT_JOB_DOING', Throttling: '0 bit/s, 0 files/s' }),
      Code: `❌ fail ${code}`,
      'HTTP status': String(status),
      'Request ID': id,
      Run: '1234567890'
    },
    paragraphs: [explanation(code), message]
  })
})

test('all that the service tells about an error is in Data, by the names that mgwutil gives it', async () => {
  emulator.fail({
    code: 'AccessDenied',
    details: { EC: '0003-00000001', RecommendDoc: 'https://api.aliyun.com/?a=1&b=<2>', Unknown: 'x' }
  })
  const { outputs } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) }
  })
  expect(outputs['error-message']).toMatch(
    /^SDKError: {4}StatusCode: 403 {4}Code: AccessDenied {4}Message: .* {4}Data: \{'AccessDeniedDetail':null,'Recommend':'https:\/\/api\.aliyun\.com\/\?a=1&b=<2>','ecCode':'0003-00000001','hostId':'.*','requestId':'[0-9A-F]{24}','statusCode':403\} $/
  )
})

test('a wrong secret', async () => {
  const { outputs } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      'access-key-secret': 'another-secret'
    }
  })
  expect(outputs).toMatchObject({ code: 'fail', 'status-code': '403', 'error-code': 'SignatureDoesNotMatch' })
})

const HOSTILE = [
  '\n::set-output name=code::success',
  '\r::add-mask::e',
  '\n  ::stop-commands::pwned',
  '##[add-matcher]/etc/passwd',
  '##[stop-commands]pwned',
  '%0A::error::injected',
  '\u2028::warning::injected',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '</td></tr></table>\n\n# heading\n\n[link](https://evil.example) | cell | @everyone',
  'ghadelimiter_00000000-0000-0000-0000-000000000000',
  '"}\n{"Code": "success"}'
].join('\n')

test.each([
  ['short', HOSTILE],
  ['of 100 KB', HOSTILE.padEnd(100_000, '\n::error::x <b>y</b>')]
])('hostile text, %s', async (_, message) => {
  emulator.fail({ code: 'InvalidArgument', message, status: 400 })
  const { exitCode, log, stderr, outputs, summary } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) }
  })

  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(commands(log)).toEqual(['add-mask', 'add-mask', 'error'])
  expect(outputs.code).toBe('fail')
  expect(Object.keys(outputs)).toEqual(OUTPUTS)
  // mgwutil turns line breaks and quotation marks into what fits its one line.
  const printed = message.replace(/\r\n?/g, '\n').replaceAll('\n', ' ').replaceAll('"', "'")
  expect(outputs['error-message']?.replaceAll('\r', ' ')).toContain(printed.slice(0, 16_000))
  expect(JSON.parse(outputs.result ?? '').ErrorMsg).toBe(outputs['error-message'])

  // What is left of the summary without the tags that this action writes has no tag.
  const text = summary.replace(
    /<\/?(table|tr|td|code|p|pre)>|<th align="left">|<\/th>|<a href="[^"<>]*">|<\/a>/g,
    ''
  )
  expect(text).not.toMatch(/[<>]/)
  expect(summary.trimEnd()).not.toMatch(/[\r\n]/)
  expect(summary.length).toBeLessThan(5_000)
})

test.each([
  [
    'HTML',
    'HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html><body>Bad Gateway</body></html>',
    '502'
  ],
  ['JSON', 'HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n{"Code":"AccessDenied"}', '403'],
  [
    'truncated XML',
    'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n<Error><Code>NoSuchImportJob</Code>',
    '404'
  ],
  [
    'an error without a code',
    'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n<Error><Message>x</Message></Error>',
    '404'
  ],
  [
    'a code that is none',
    'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n<Error><Code>a b&#10;c</Code></Error>',
    '404'
  ],
  ['another root', 'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n<html><Code>x</Code></html>', '404'],
  [
    'a document type',
    'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n<!DOCTYPE Error><Error><Code>x</Code></Error>',
    '404'
  ],
  [
    'an entity declaration',
    'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n<!DOCTYPE Error [<!ENTITY a "bbbb">]><Error><Code>&a;</Code></Error>',
    '404'
  ],
  [
    'an undeclared entity',
    'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n<Error><Code>&a;</Code></Error>',
    '404'
  ],
  ['deep nesting', `HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n${'<Error>'.repeat(100_000)}`, '404'],
  [
    'a redirect',
    'HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\nconnection: close\r\n\r\n',
    '307'
  ],
  ['not modified', 'HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n', '304'],
  ['a body of 2 MiB', `HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n${' '.repeat(2 ** 21)}`, '404'],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', ''],
  ['a header section of 100 KB', `HTTP/1.1 200 OK\r\n${`x-a: ${'a'.repeat(1000)}\r\n`.repeat(100)}\r\n`, '']
])('an answer that is not from MGW: %s', async (_, raw, status) => {
  emulator.fail({ raw: Buffer.from(raw) })
  const { exitCode, outputs, stderr } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator), 'max-attempts': '1' }
  })
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(outputs).toMatchObject({ code: 'fail', 'status-code': status, 'error-code': 'InvalidResponse' })
})

test.each([
  [
    'an xmlns and unknown elements',
    '<Error xmlns="http://mgw.aliyuncs.com"><New><Deep/></New><Code>NoSuchImportJob</Code></Error>',
    'NoSuchImportJob'
  ],
  [
    'a comment and CDATA',
    '<Error><!-- c --><Code><![CDATA[NoSuchImportJob]]></Code></Error>',
    'NoSuchImportJob'
  ],
  ['an empty body', '', '404']
])('an error with %s is understood', async (_, body, code) => {
  const head =
    'HTTP/1.1 404 Not Found\r\nx-oss-request-id: 6969D3BD5CCFC933302EC1A4\r\nx-oss-ec: 0001-2\r\nconnection: close\r\n\r\n'
  emulator.fail({ raw: Buffer.from(head + body) })
  const { outputs } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) }
  })
  expect(outputs).toMatchObject({
    'error-code': code,
    'status-code': '404',
    'request-id': '6969D3BD5CCFC933302EC1A4'
  })
  if (body === '') {
    expect(outputs['error-message']).toBe(
      "SDKError:    StatusCode: 404    Code: 404    Message:     Data: {'ecCode':'0001-2','requestId':'6969D3BD5CCFC933302EC1A4','statusCode':404} "
    )
  }
})

test.each([
  ['an empty body', ''],
  ['a root element', '<root/>'],
  ['something else', 'OK']
])('any 2xx is a success: %s', async (_, body) => {
  emulator.fail({ raw: Buffer.from(`HTTP/1.1 202 Accepted\r\nconnection: close\r\n\r\n${body}`) })
  const { exitCode, outputs } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) }
  })
  expect(exitCode).toBe(0)
  expect(outputs).toMatchObject({ code: 'success', 'status-code': '202', 'request-id': '' })
})

test('nobody listens', async () => {
  const { exitCode, outputs, log } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      endpoint: 'http://127.0.0.1:1',
      'max-attempts': '1'
    }
  })
  expect(exitCode).toBe(1)
  expect(outputs).toMatchObject({ code: 'fail', 'status-code': '', 'error-code': 'ECONNREFUSED' })
  expect(errors(log)[0]?.text).toContain('127.0.0.1:1')
})

test('a job whose fields are not what they should be is no reason to break', async () => {
  const strange =
    '<ImportJob><Status>A</Status><Status>B</Status><ModifyTime><x/></ModifyTime><ImportQos><MaxBandWidth>abc</MaxBandWidth><MaxImportTaskQps/></ImportQos><ScheduleRule/></ImportJob>'
  for (const operation of ['get-job', 'update-qos']) {
    emulator.fail({
      raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${strange}`),
      method: 'GET'
    })
    const qos = operation === 'update-qos' ? { 'max-bandwidth': '0', 'max-qps': '0', idempotent: 'true' } : {}
    const { exitCode, stderr, outputs } = await runStep({
      inputs: { operation, 'job-name': JOB, ...reach(emulator), ...qos }
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(outputs).toMatchObject({
      changed: String(operation === 'update-qos'),
      'job-status': '',
      'max-bandwidth': '',
      'max-qps': ''
    })
  }
})
