import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { runStep } from '../../scripts/runner.ts'
import { commands, errors, JOB, OUTPUTS, reach, readSummary } from './support.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ durations: STILL, jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
})
afterAll(() => emulator.close())

test('a wrong secret', async () => {
  const { outputs } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      'access-key-secret': 'another-secret'
    }
  })
  expect(outputs).toMatchObject({
    code: 'fail',
    'status-code': '403',
    'error-code': 'SignatureDoesNotMatch',
    changed: 'false'
  })
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
  ['a message of 30 KB', 'InvalidArgument', HOSTILE.padEnd(30_000, '\n::error::x <b>y</b>')],
  ['a code', HOSTILE, 'No.']
])('hostile text: %s', async (_, code, message) => {
  emulator.fail({ code, message, status: 400 })
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
  const { ErrorCode } = JSON.parse(outputs.result ?? '')
  expect(ErrorCode.replaceAll('\r', '\n')).toContain(code.trim().replaceAll('\r', '\n').slice(0, 200))

  // What is left of the summary without the tags that this action writes has no tag.
  const text = summary.replace(/<\/?(table|tr|td|code|p|pre)>|<th align="left">|<\/th>|<a href="[^"<>]*">|<\/a>/g, '')
  expect(text).not.toMatch(/[<>]/)
  expect(summary.trimEnd()).not.toMatch(/[\r\n]/)
  expect(summary.length).toBeLessThan(5_000)
})

const INVISIBLE = 'a\u202eb\u2066c\u007fd\u009be\u0085f\u200fg'
const ESCAPED = 'a\\u202eb\\u2066c\\u007fd\\u009be\\u0085f\\u200fg'

test.each([
  ['one job', JOB],
  ['several jobs', `${JOB},another-job`]
])('bidirectional and control characters are escaped in the log and the summary: %s', async (_, jobs) => {
  for (const [code, message] of [
    ['AccessDenied', INVISIBLE],
    [INVISIBLE, 'No.']
  ] as const) {
    emulator.fail({ code, message, status: 403, times: jobs.split(',').length })
    const { log, outputs, summary } = await runStep({
      inputs: { operation: 'pause-job', 'job-name': jobs, ...reach(emulator) }
    })
    expect(`${log}${summary}`).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
    expect(log).toContain(ESCAPED)
    expect(errors(log)[0]?.text.concat(errors(log)[0]?.title ?? '')).toContain(ESCAPED)
    expect(summary).toContain(ESCAPED)
    // The output is mgwutil's text.
    expect(outputs['error-message']).toContain(INVISIBLE)
    expect(JSON.parse(outputs.result ?? '').ErrorMsg).toBe(outputs['error-message'])
  }
})

test("a proxy's page", async () => {
  const page = '<html><body>Bad Gateway</body></html>'
  emulator.fail({ raw: Buffer.from(`HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n${page}`) })
  const { exitCode, stderr, outputs, log, summary } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator), 'max-attempts': '1' }
  })
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(outputs).toMatchObject({ code: 'fail', 'request-id': '', 'error-code': 'InvalidResponse' })
  expect(outputs['error-message']).toContain('StatusCode: 502')
  expect(errors(log)).toEqual([
    {
      title: 'InvalidResponse',
      text: expect.stringContaining('not from the service')
    }
  ])
  expect(readSummary(summary).paragraphs[0]).toMatch(/^❌ InvalidResponse: /)
})

test.each([
  ['pause-job', 'AccessDenied'],
  ['start-job', 'ImportJobConcurrencyExceed'],
  ['get-job', 'NoSuchImportJob']
])('%s fails with an error that comes with HTTP 200', async (operation, code) => {
  const body = `<Error><Code>${code}</Code><Message>No.</Message><RequestId>A1</RequestId></Error>`
  const before = emulator.requests.length
  emulator.fail({ raw: Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`) })
  const { exitCode, outputs } = await runStep({ inputs: { operation, 'job-name': JOB, ...reach(emulator) } })
  expect(exitCode).toBe(1)
  expect(outputs).toMatchObject({ code: 'fail', 'status-code': '200', 'error-code': code, changed: 'false' })
  expect(outputs['error-message']).toContain(`SDKError:    StatusCode: 200    Code: ${code}    Message: No.`)
  expect(emulator.requests.length - before).toBe(1)
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
  expect(outputs).toMatchObject({
    code: 'fail',
    'status-code': '',
    'error-code': 'ECONNREFUSED',
    changed: 'false'
  })
  expect(errors(log)[0]?.text).toContain('ECONNREFUSED 127.0.0.1:1 (the migration service at 127.0.0.1:1)')
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
      // After update-qos, they are the accepted values.
      'max-bandwidth': operation === 'update-qos' ? '0' : '',
      'max-qps': operation === 'update-qos' ? '0' : ''
    })
  }
})
