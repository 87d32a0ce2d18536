import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { runStep } from '../../scripts/runner.ts'
import { everything, JOB, reach, warnings } from './support.ts'

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

describe.each([
  ['start-job', 'IMPORT_JOB_BEGIN', 'IMPORT_JOB_LAUNCHING', '<Status>IMPORT_JOB_LAUNCHING</Status>'],
  ['resume-job', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_LAUNCHING', '<Status>IMPORT_JOB_LAUNCHING</Status>'],
  ['pause-job', 'IMPORT_JOB_DOING', 'IMPORT_JOB_SUSPEND', '<Status>IMPORT_JOB_SUSPEND</Status>'],
  ['close-job', 'IMPORT_JOB_DOING', 'IMPORT_JOB_CLOSING', '<Status>IMPORT_JOB_CLOSING</Status>']
] as const)('%s', (operation, before, after, body) => {
  test('changes the status with exactly one request', async () => {
    const job = `status-${operation}`
    emulator.addJob({ name: job, status: before })
    const seen = emulator.requests.length
    const outcome = await runStep({ inputs: { operation, 'job-name': job, ...reach(emulator) } })
    const requests = emulator.requests.slice(seen)

    expect(outcome.exitCode).toBe(0)
    expect(outcome.outputs).toMatchObject({ code: 'success', 'status-code': '200', 'error-code': '' })
    expect(outcome.outputs['request-id']).toBe(requests[0]?.requestId)
    expect(requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PUT', `/job/${job}`, `<?xml version="1.0" encoding="UTF-8"?><ImportJob>${body}</ImportJob>`]
    ])
    expect(emulator.job(job)?.status).toBe(after)
    expect(everything(outcome, requests)).toMatchSnapshot()
  })
})

test('update-qos changes the throttling with exactly one request', async () => {
  emulator.addJob({ name: 'throttled', status: 'IMPORT_JOB_DOING' })
  const seen = emulator.requests.length
  const inputs = {
    operation: 'update-qos',
    'job-name': 'throttled',
    'max-bandwidth': '100000000',
    'max-qps': '500'
  }
  const outcome = await runStep({ inputs: { ...inputs, ...reach(emulator) } })

  expect(emulator.job('throttled')).toMatchObject({ maxBandWidth: '100000000', maxImportTaskQps: '500' })
  expect(everything(outcome, emulator.requests.slice(seen))).toMatchSnapshot()
})

test.each([
  ['9223372036854775807', '9007199254740993', []],
  ['0', '1', ['max-bandwidth is 0']],
  ['00', '0', ['max-bandwidth is 0', 'max-qps is 0']]
])(
  'update-qos sends %s bit/s and %s files/s to the last digit',
  async (maxBandwidth, maxQps, expectedWarnings) => {
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
  }
)

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
    expect.stringMatching(
      /^max-bandwidth is "10Mbit", which was ignored: pause-job does not change the throttling/
    ),
    expect.stringMatching(/^max-qps is "5", which was ignored/)
  ])
  expect(emulator.job('ignored-qos')?.maxImportTaskQps).toBe('0')
})

test('temporary credentials are sent with their token', async () => {
  emulator.addJob({ name: 'with-token', status: 'IMPORT_JOB_DOING' })
  const seen = emulator.requests.length
  const outcome = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': 'with-token',
      ...reach(emulator),
      'access-key-id': SESSION.accessKeyId,
      'access-key-secret': SESSION.accessKeySecret,
      'security-token': SESSION.securityToken
    }
  })
  expect(everything(outcome, emulator.requests.slice(seen))).toMatchSnapshot()
})

test('a job that does not exist fails in the words of mgwutil', async () => {
  const seen = emulator.requests.length
  const outcome = await runStep({ inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) } })
  const [request] = emulator.requests.slice(seen)

  expect(JSON.parse(outcome.outputs.result ?? '')).toEqual({
    Code: 'fail',
    StatusCode: 404,
    LogTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    ErrorMsg: `SDKError:    StatusCode: 404    Code: NoSuchImportJob    Message: The specified import job does not exist    Data: {'AccessDeniedDetail':null,'Recommend':null,'ecCode':null,'hostId':'1234567890123456.cn-hangzhou.mgw.aliyuncs.com','requestId':'${request?.requestId}','statusCode':404} `,
    ErrorCode: 'NoSuchImportJob',
    RequestId: request?.requestId
  })
  expect(everything(outcome, emulator.requests.slice(seen))).toMatchSnapshot()
})

test.each(['Asia/Shanghai', 'America/St_Johns'])(
  'LogTime is the local time of a runner in %s',
  async (zone) => {
    const before = Math.floor(Date.now() / 1000) * 1000
    const { outputs } = await runStep({ inputs: { operation: 'nothing' }, env: { TZ: zone } })
    const { LogTime } = JSON.parse(outputs.result ?? '')
    // Sweden writes dates as mgwutil does.
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium'
    })
    const seconds = Array.from({ length: 60 }, (_, i) => format.format(before + i * 1000))
    expect(seconds).toContain(LogTime)
  }
)

test('the user agent names the action and the workflow run', async () => {
  emulator.addJob({ name: 'agent', status: 'IMPORT_JOB_DOING' })
  const seen = emulator.requests.length
  const inputs = { operation: 'pause-job', 'job-name': 'agent', ...reach(emulator) }
  await runStep({ inputs })
  await runStep({ inputs, env: { GITHUB_REPOSITORY: 'owner/näme\r\nx-evil: 1', GITHUB_RUN_ATTEMPT: '3' } })
  await runStep({ inputs, env: { GITHUB_REPOSITORY: undefined } })

  const agents = emulator.requests.slice(seen).map(({ headers }) => headers['user-agent'])
  expect(agents).toEqual([
    expect.stringMatching(
      /^mgw-job-action\/1\.0\.0 \(octo-org\/migrations; run 1234567890; attempt 1\) Node\.js\/24\./
    ),
    expect.stringMatching(
      /^mgw-job-action\/1\.0\.0 \(owner\/nmex-evil: 1; run 1234567890; attempt 3\) Node\.js\/24\./
    ),
    expect.stringMatching(/^mgw-job-action\/1\.0\.0 Node\.js\/24\./)
  ])
})
