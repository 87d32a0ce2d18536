import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, startEmulator } from 'mgw-emulator'
import { runStep } from '../../scripts/runner.ts'
import { commands, errors, JOB, reach } from './support.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
})
afterAll(() => emulator.close())

const KEYS = { 'access-key-id': '', 'access-key-secret': '', 'security-token': '' }
const QOS = { operation: 'update-qos', 'max-bandwidth': '1', 'max-qps': '1' }
const MGW = { endpoint: '', region: 'cn-hangzhou', 'user-id': '1234567890123456' }
const JOB_RULE = '3 to 63 characters out of letters, digits, - and _'
const NUMBER_RULE = 'a whole number from 0 to 9223372036854775807'

test.each<[code: string, texts: string[], inputs: Record<string, string>]>([
  [
    'InvalidCommand',
    ['operation is not set', 'start-job, resume-job, pause-job, close-job and update-qos'],
    { operation: '' }
  ],
  ['InvalidCommand', ['"puse-job"', 'Did you mean pause-job?'], { operation: 'puse-job' }],
  ['InvalidCommand', ['"Start-Job"', 'Did you mean start-job?'], { operation: 'Start-Job' }],
  [
    'InvalidCommand',
    ['"delete everything", which is not an operation. Set operation'],
    { operation: 'delete everything' }
  ],
  ['InvalidCommand', ['"toString"'], { operation: 'toString' }],
  ['InvalidCommand', ['…'], { operation: 'x'.repeat(5000) }],
  ['InvalidArgument', ['job-name is not set', JOB_RULE], { 'job-name': '' }],
  ['InvalidArgument', ['"ab"', JOB_RULE], { 'job-name': 'ab' }],
  ['InvalidArgument', [JOB_RULE], { 'job-name': 'a'.repeat(64) }],
  ['InvalidArgument', ['"-abc"', JOB_RULE], { 'job-name': '-abc' }],
  ['InvalidArgument', ['"_abc"', JOB_RULE], { 'job-name': '_abc' }],
  ['InvalidArgument', ['"my job"', JOB_RULE], { 'job-name': 'my job' }],
  ['InvalidArgument', ['"../joblist"', JOB_RULE], { 'job-name': '../joblist' }],
  ['InvalidArgument', ['"jöb"', JOB_RULE], { 'job-name': 'jöb' }],
  [
    'InvalidArgument',
    ['both', 'max-bandwidth is not set', 'bit/s', 'files per second'],
    { ...QOS, 'max-bandwidth': '' }
  ],
  ['InvalidArgument', ['both', 'max-qps is not set'], { ...QOS, 'max-qps': '' }],
  ['InvalidArgument', ['max-bandwidth and max-qps are not set'], { operation: 'update-qos' }],
  ...[
    '1e6',
    '1_000',
    '0x10',
    '-1',
    '+1',
    '1.5',
    '10Mbit',
    '1 000',
    '١٢',
    '9223372036854775808',
    '9'.repeat(5000)
  ].map((value): [string, string[], Record<string, string>] => [
    'InvalidArgument',
    ['max-bandwidth is ', NUMBER_RULE, JSON.stringify(value).slice(0, 20), 'bit/s'],
    { ...QOS, 'max-bandwidth': value }
  ]),
  ['InvalidArgument', ['max-qps is "1e3"', NUMBER_RULE, 'files per second'], { ...QOS, 'max-qps': '1e3' }],
  [
    'EmptyAccessId',
    ['access-key-id and access-key-secret', 'aliyun/configure-aliyun-credentials-action'],
    KEYS
  ],
  ['EmptyAccessId', ['access-key-secret is set, but access-key-id'], { ...KEYS, 'access-key-secret': 's' }],
  ['EmptyAccessId', ['security-token is set, but access-key-id'], { ...KEYS, 'security-token': 't' }],
  ['EmptyAccessSecret', ['access-key-id is set, but access-key-secret'], { ...KEYS, 'access-key-id': 'AK' }],
  [
    'EmptyAccessSecret',
    ['access-key-id is set, but access-key-secret'],
    { ...KEYS, 'access-key-id': 'AK', 'security-token': 't' }
  ],
  ['InvalidArgument', ['access-key-id holds'], { 'access-key-id': 'A K' }],
  ['InvalidArgument', ['security-token holds'], { 'security-token': 'to\nken' }],
  ['EmptyDomain', ['Neither region nor endpoint', 'cn-hangzhou'], { endpoint: '', region: '' }],
  ['InvalidArgument', ['region is "cn hangzhou"'], { ...MGW, region: 'cn hangzhou' }],
  [
    'InvalidArgument',
    ['endpoint is "http://mgw.example.com"', 'use https:'],
    { endpoint: 'http://mgw.example.com' }
  ],
  [
    'InvalidArgument',
    ['endpoint is "https://***@mgw.example.com"'],
    { endpoint: 'https://me:hunter2@mgw.example.com' }
  ],
  [
    'InvalidArgument',
    ['endpoint is "https://mgw.example.com/…"', 'path'],
    { endpoint: 'https://mgw.example.com/job' }
  ],
  ['InvalidArgument', ['user-id is "me@example.com"', 'console'], { ...MGW, 'user-id': 'me@example.com' }],
  [
    'InvalidArgument',
    ['starts with the account ID 111', 'user-id is 222'],
    { endpoint: '111.cn-hangzhou.mgw.aliyuncs.com', 'user-id': '222' }
  ]
])('%s: %j', async (code, texts, inputs) => {
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
    result: expect.stringMatching(/^\{"Code":"fail",.*\}$/)
  })
  const [error, ...more] = errors(log)
  expect(more).toEqual([])
  expect(error?.title).toBe(code)
  for (const text of texts) expect(error?.text).toContain(text)
  expect(error?.text.length).toBeLessThan(700)
  expect(log).not.toContain('hunter2')
  expect(outputs['error-message']).toBe(error?.text.replaceAll('"', "'"))
  expect(commands(log).filter((command) => command !== 'add-mask')).toEqual(['error'])
})

test('region and account come from the environment when no input tells them', async () => {
  const env = {
    ALIBABA_CLOUD_REGION_ID: 'xx-nowhere-1',
    ALIBABA_CLOUD_ACCOUNT_ID: '42',
    HTTPS_PROXY: 'http://127.0.0.1:1'
  }
  const { log } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator), region: '', endpoint: '' },
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
      endpoint: '42.xx-nowhere-1.mgw.aliyuncs.com',
      region: ''
    },
    env: { HTTPS_PROXY: 'http://127.0.0.1:1' }
  })
  expect(log).toContain(
    '::notice::endpoint 42.xx-nowhere-1.mgw.aliyuncs.com already starts with the account ID'
  )
  expect(log).toContain('https://42.xx-nowhere-1.mgw.aliyuncs.com (region xx-nowhere-1)')
})

test('a region that is not that of the endpoint is used, with a warning', async () => {
  const { log } = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      ...reach(emulator),
      endpoint: 'xx-nowhere-1.mgw.aliyuncs.com',
      'user-id': '42'
    },
    env: { HTTPS_PROXY: 'http://127.0.0.1:1' }
  })
  expect(log).toContain(
    '::warning::region is "cn-hangzhou", but the endpoint xx-nowhere-1.mgw.aliyuncs.com is of another'
  )
})
