import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import { runStep } from '../../scripts/runner.ts'
import { errors, JOB, NOT_LOOKED_AT, notices, reach, readSummary, warnings } from './support.ts'

const SESSION = {
  accessKeyId: 'STS.ExampleKeyId',
  accessKeySecret: 'ExampleSecret2',
  securityToken: 'CAIS/token+with=chars'
}
const KEYS = { accessKeyId: 'LTAI5tExampleKeyId000001', accessKeySecret: 'ExampleSecret0000000000000001' }

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ credentials: [KEYS, SESSION], durations: STILL })
})
afterAll(() => emulator.close())

test.each([
  ['start-job', 'IMPORT_JOB_BEGIN', 'IMPORT_JOB_LAUNCHING'],
  ['pause-job', 'IMPORT_JOB_DOING', 'IMPORT_JOB_SUSPEND'],
  ['close-job', 'IMPORT_JOB_DOING', 'IMPORT_JOB_CLOSING'],
  ['update-qos', 'IMPORT_JOB_DOING', 'IMPORT_JOB_DOING']
] as const)('%s makes exactly one request, and reports the result', async (operation, before, after) => {
  const job = `job-for-${operation}`
  emulator.addJob({ name: job, status: before })
  const seen = emulator.requests.length
  const throttling = operation === 'update-qos'
  const outcome = await runStep({
    inputs: {
      operation,
      'job-name': job,
      ...(throttling && { 'max-bandwidth': '100000000', 'max-qps': '500' }),
      ...reach(emulator)
    }
  })

  const change = throttling
    ? '<ImportQos><MaxBandWidth>100000000</MaxBandWidth><MaxImportTaskQps>500</MaxImportTaskQps></ImportQos>'
    : `<Status>${after}</Status>`
  const body = `<?xml version="1.0" encoding="UTF-8"?><ImportJob>${change}</ImportJob>`
  const requests = emulator.requests.slice(seen)
  expect(requests).toMatchObject([{ method: 'PUT', path: `/job/${job}`, body }])
  expect(requests[0]?.headers).toEqual({
    ...signed(KEYS.accessKeyId),
    'content-length': String(body.length),
    'content-md5': createHash('md5').update(body).digest('base64'),
    'content-type': 'application/xml'
  })
  expect(emulator.job(job)).toMatchObject({
    status: after,
    maxBandWidth: throttling ? '100000000' : '0',
    maxImportTaskQps: throttling ? '500' : '0'
  })

  const { outputs } = outcome
  const id = requests[0]?.requestId
  expect(outcome).toMatchObject({ exitCode: 0, stderr: '' })
  expect(outputs).toEqual({
    code: 'success',
    'status-code': '200',
    'request-id': id,
    'error-code': '',
    'error-message': '',
    result: expect.stringMatching(
      /^\{"Code":"success","StatusCode":200,"LogTime":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d","Data":\{\}\}$/
    ),
    changed: 'true',
    ...NOT_LOOKED_AT,
    ...(throttling && { 'max-bandwidth': '100000000', 'max-qps': '500' })
  })
  const values = '100 Mbit/s (12.5 MB/s) and 500 files per second'
  const text = throttling
    ? `Throttling of ${job} set to ${values} (request ID ${id}).`
    : `${operation} was accepted for ${job} (request ID ${id}). Its state changes within seconds. To wait for that, set wait-for to applied.`
  const to = throttling ? ' to 100 Mbit/s (12.5 MB/s) and 500 files per second' : ''
  expect(outcome.log.split('\n')).toEqual([
    `::add-mask::${KEYS.accessKeyId}`,
    `::add-mask::${KEYS.accessKeySecret}`,
    `${operation} ${job}${to} at ${emulator.url} (region cn-hangzhou)`,
    ...JSON.stringify(JSON.parse(outputs.result ?? ''), null, 2).split('\n'),
    `::notice title=${operation}%3A success::${text}`,
    ''
  ])
  expect(readSummary(outcome.summary)).toEqual({
    rows: {
      Operation: operation,
      Job: job,
      Region: 'cn-hangzhou',
      ...(throttling && { Throttling: values }),
      'HTTP status': '200',
      'Request ID': id,
      Run: '1234567890'
    },
    paragraphs: [`✅ ${text}`]
  })
  expect(outcome.summary).toContain('<a href="https://github.com/octo-org/migrations/actions/runs/1234567890">')
})

test.each<[status: JobStatus, after: JobStatus, requests: string, text: string, errorCode?: string]>([
  ['IMPORT_JOB_SUSPEND', 'IMPORT_JOB_LAUNCHING', 'GET PUT', 'resume-job was accepted for '],
  ['IMPORT_JOB_DOING', 'IMPORT_JOB_DOING', 'GET', 'is running (IMPORT_JOB_DOING), so there is nothing to resume.'],
  ['IMPORT_JOB_FINISHED', 'IMPORT_JOB_FINISHED', 'GET', 'To migrate again, use start-job'],
  ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_CLOSING', 'GET', 'it is about to finish'],
  ['IMPORT_JOB_BEGIN', 'IMPORT_JOB_BEGIN', 'GET', 'is not started yet (IMPORT_JOB_BEGIN)'],
  ['IMPORT_JOB_INTERRUPTED', 'IMPORT_JOB_INTERRUPTED', 'GET', "so it can't be resumed. Fix the cause", 'JobInterrupted']
])('resume-job at %s leaves the job at %s', async (status, after, requests, text, errorCode = '') => {
  const job = `resume-at-${status.toLowerCase()}`
  emulator.addJob({ name: job, status })
  const seen = emulator.requests.length
  const { exitCode, outputs, log } = await runStep({
    inputs: { operation: 'resume-job', 'job-name': job, ...reach(emulator) }
  })
  expect(emulator.job(job)?.status).toBe(after)
  const sent = emulator.requests.slice(seen).map(({ method }) => method)
  expect(sent.join(' ')).toBe(requests)
  expect(outputs).toMatchObject({ 'error-code': errorCode, changed: String(requests.includes('PUT')) })
  expect(exitCode).toBe(errorCode === '' ? 0 : 1)
  const [annotation] = errorCode === '' ? notices(log) : errors(log).map((error) => error.text)
  expect(annotation).toContain(text)
  expect(warnings(log).some((warning) => warning.includes('was never started'))).toBe(status === 'IMPORT_JOB_BEGIN')
  expect(log).toContain(`resume-job ${job} at `)
  expect(log).not.toContain('start-job was')
})

/** The headers of every request, which say nothing about the runner but what the user agent says. */
function signed(accessKeyId: string): object {
  return {
    authorization: expect.stringMatching(
      `^OSS4-HMAC-SHA256 Credential=${accessKeyId}/\\d{8}/cn-hangzhou/oss/aliyun_v4_request, Signature=[0-9a-f]{64}$`
    ),
    'accept-encoding': 'identity',
    connection: 'keep-alive',
    date: expect.any(String),
    host: new URL(emulator.url).host,
    'user-agent': expect.any(String),
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-oss-date': expect.stringMatching(/^\d{8}T\d{6}Z$/)
  }
}

test.each([
  ['9223372036854775807', '9007199254740993', []],
  ['00', '0', ['max-bandwidth is 0', 'max-qps is 0']]
])('update-qos sends %s bit/s and %s files/s to the last digit', async (maxBandwidth, maxQps, expectedWarnings) => {
  const job = `digits-${maxBandwidth}`
  emulator.addJob({ name: job, status: 'IMPORT_JOB_DOING' })
  const inputs = {
    operation: 'update-qos',
    'job-name': job,
    'max-bandwidth': maxBandwidth,
    'max-qps': maxQps
  }
  const { exitCode, log } = await runStep({ inputs: { ...inputs, ...reach(emulator) } })

  expect(exitCode).toBe(0)
  expect(emulator.job(job)?.maxBandWidth).toBe(String(BigInt(maxBandwidth)))
  expect(emulator.job(job)?.maxImportTaskQps).toBe(String(BigInt(maxQps)))
  expect(warnings(log)).toEqual(expectedWarnings.map((text) => expect.stringContaining(text)))
})

test('a throttling that the operation does not use is ignored with a warning', async () => {
  emulator.addJob({ name: 'ignored-qos', status: 'IMPORT_JOB_DOING' })
  const inputs = {
    operation: 'pause-job',
    'job-name': 'ignored-qos',
    'max-bandwidth': '10Mbit',
    'max-qps': '5'
  }
  const { exitCode, log } = await runStep({ inputs: { ...inputs, ...reach(emulator) } })

  expect(exitCode).toBe(0)
  expect(warnings(log)).toEqual([
    expect.stringMatching(/^max-bandwidth was ignored: it is only for update-qos/),
    expect.stringMatching(/^max-qps was ignored/)
  ])
  expect(emulator.job('ignored-qos')?.maxImportTaskQps).toBe('0')
})

test('temporary credentials are sent with their token', async () => {
  emulator.addJob({ name: 'with-token', status: 'IMPORT_JOB_DOING' })
  const seen = emulator.requests.length
  const { log, exitCode } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': 'with-token',
      ...reach(emulator),
      'access-key-id': SESSION.accessKeyId,
      'access-key-secret': SESSION.accessKeySecret,
      'security-token': SESSION.securityToken
    }
  })

  expect(exitCode).toBe(0)
  const [request] = emulator.requests.slice(seen)
  expect(request?.headers).toMatchObject({
    ...signed(SESSION.accessKeyId),
    'x-oss-security-token': SESSION.securityToken
  })
  const masks = Object.values(SESSION).map((secret) => `::add-mask::${secret}`)
  expect(log.split('\n').slice(0, 3)).toEqual(masks)
})

test('a job that does not exist fails in the words of mgwutil', async () => {
  const seen = emulator.requests.length
  const { outputs, log } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) }
  })
  const [request] = emulator.requests.slice(seen)

  const result = JSON.parse(outputs.result ?? '')
  expect(result).toEqual({
    Code: 'fail',
    StatusCode: 404,
    LogTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    ErrorMsg: `SDKError:    StatusCode: 404    Code: NoSuchImportJob    Message: The specified import job does not exist    Data: {'AccessDeniedDetail':null,'Recommend':null,'ecCode':null,'hostId':'1234567890123456.cn-hangzhou.mgw.aliyuncs.com','requestId':'${request?.requestId}','statusCode':404} `,
    ErrorCode: 'NoSuchImportJob',
    RequestId: request?.requestId
  })
  expect(outputs['error-message']).toBe(result.ErrorMsg)
  expect(log).toContain(`\n${JSON.stringify(result, null, 2)}\n`)
})

test('LogTime is the local time of the runner', async () => {
  const before = Math.floor(Date.now() / 1000) * 1000
  const { outputs } = await runStep({ inputs: { operation: 'nothing' }, env: { TZ: 'America/St_Johns' } })
  const { LogTime } = JSON.parse(outputs.result ?? '')
  // Sweden writes dates as mgwutil does.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/St_Johns',
    dateStyle: 'short',
    timeStyle: 'medium'
  })
  const seconds = Array.from({ length: 60 }, (_, i) => format.format(before + i * 1000))
  expect(seconds).toContain(LogTime)
})

test('the user agent names the action and the workflow run', async () => {
  emulator.addJob({ name: 'agent', status: 'IMPORT_JOB_DOING' })
  const seen = emulator.requests.length
  const throttling = { operation: 'update-qos', 'max-bandwidth': '1', 'max-qps': '1' }
  const inputs = { ...throttling, 'job-name': 'agent', ...reach(emulator) }
  await runStep({ inputs })
  await runStep({ inputs, env: { GITHUB_REPOSITORY: 'owner/näme\r\nx-evil: 1', GITHUB_RUN_ATTEMPT: '3' } })
  await runStep({ inputs, env: { GITHUB_REPOSITORY: undefined } })

  const agents = emulator.requests.slice(seen).map(({ headers }) => headers['user-agent'])
  expect(agents).toEqual([
    expect.stringMatching(
      /^mgw-job-action\/1\.0\.0 \(octo-org\/migrations; run 1234567890; attempt 1\) Node\.js\/24\./
    ),
    expect.stringMatching(/^mgw-job-action\/1\.0\.0 \(owner\/nmex-evil: 1; run 1234567890; attempt 3\) Node\.js\/24\./),
    expect.stringMatching(/^mgw-job-action\/1\.0\.0 Node\.js\/24\./)
  ])
})
