import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, startEmulator } from 'mgw-emulator'
import { runStep } from '../../scripts/runner.ts'
import { commands, errors, JOB, NOT_LOOKED_AT, reach, warnings } from './support.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
})
afterAll(() => emulator.close())

test.each<[code: string, text: string, inputs: Record<string, string>]>([
  ['InvalidCommand', 'Did you mean pause-job?', { operation: 'puse-job' }],
  ['InvalidArgument', 'job-name is not set', { 'job-name': '' }],
  [
    'InvalidArgument',
    'max-bandwidth is "9999',
    { operation: 'update-qos', 'max-bandwidth': '9'.repeat(5000), 'max-qps': '1' }
  ],
  ['InvalidArgument', 'endpoint is "https://***@mgw.example.com"', { endpoint: 'https://me:hunter2@mgw.example.com' }],
  ['EmptyAccessId', 'No credentials found', { 'access-key-id': '', 'access-key-secret': '' }]
])('%s: %s', async (code, text, inputs) => {
  const seen = emulator.requests.length
  const { exitCode, log, stderr, outputs } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator), ...inputs }
  })

  expect(emulator.requests).toHaveLength(seen)
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(outputs).toEqual({
    code: 'fail',
    'status-code': '',
    'request-id': '',
    'error-code': code,
    'error-message': expect.any(String),
    result: expect.stringMatching(/^\{"Code":"fail",.*\}$/),
    changed: 'false',
    ...NOT_LOOKED_AT
  })
  const [error, ...more] = errors(log)
  expect(more).toEqual([])
  expect(error?.title).toBe(code)
  expect(error?.text).toContain(text)
  expect(error?.text.length).toBeLessThan(700)
  expect(log).not.toContain('hunter2')
  expect(outputs['error-message']).toBe(error?.text.replaceAll('"', "'"))
  expect(commands(log).filter((command) => command !== 'add-mask')).toEqual(['error'])
})

/** What goes to a host that cannot be reached is sent once. */
const NOWHERE = { 'max-attempts': '1' }

test('region and account come from the environment when no input tells them', async () => {
  const env = {
    ALIBABA_CLOUD_REGION_ID: 'xx-nowhere-1',
    ALIBABA_CLOUD_ACCOUNT_ID: '42',
    HTTPS_PROXY: 'http://127.0.0.1:1'
  }
  const { log } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      ...NOWHERE,
      region: '',
      endpoint: ''
    },
    env
  })
  expect(log).toContain('https://42.xx-nowhere-1.mgw.aliyuncs.com (region xx-nowhere-1)')
})

test('inputs win over the environment', async () => {
  const { exitCode, log } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) },
    env: { ALIBABA_CLOUD_REGION_ID: 'xx-nowhere-1' }
  })
  expect(exitCode).toBe(0)
  expect(log).toContain('(region cn-hangzhou)')
})

test('an endpoint that already holds the account ID is used as it is, with a notice', async () => {
  const { log } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      ...NOWHERE,
      endpoint: '42.xx-nowhere-1.mgw.aliyuncs.com',
      region: ''
    },
    env: { HTTPS_PROXY: 'http://127.0.0.1:1' }
  })
  expect(log).toContain('::notice::endpoint 42.xx-nowhere-1.mgw.aliyuncs.com already starts with the account ID')
  expect(log).toContain('https://42.xx-nowhere-1.mgw.aliyuncs.com (region xx-nowhere-1)')
})

test('a region that is not that of the endpoint is used, with a warning', async () => {
  const { log } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      ...NOWHERE,
      endpoint: 'xx-nowhere-1.mgw.aliyuncs.com',
      'user-id': '42'
    },
    env: { HTTPS_PROXY: 'http://127.0.0.1:1' }
  })
  expect(log).toContain(
    '::warning::region is "cn-hangzhou", but endpoint xx-nowhere-1.mgw.aliyuncs.com is in another region'
  )
})

test('a server that is not of Alibaba Cloud is used, with a warning', async () => {
  const { log } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      ...NOWHERE,
      endpoint: 'mgw.example.com',
      'sts-endpoint': 'sts.example.com'
    },
    env: { HTTPS_PROXY: 'http://127.0.0.1:1' }
  })
  expect(warnings(log)).toEqual(
    [
      "endpoint mgw.example.com isn't a host of the migration service",
      "sts-endpoint sts.example.com isn't a host of STS"
    ].map((text) => expect.stringMatching(`^${text}\\. Correct it, unless this is a private deployment`))
  )
  expect(log).toContain('https://mgw.example.com (region cn-hangzhou)')
})

test('a single name with a comma after it is reported without the comma', async () => {
  const { log, summary } = await runStep({
    inputs: { operation: 'get-job', 'job-name': `${JOB},`, ...reach(emulator) }
  })
  expect(log).toContain(`${JOB} is `)
  expect(summary).toContain(JOB)
  expect(log + summary).not.toContain(`${JOB},`)
})
