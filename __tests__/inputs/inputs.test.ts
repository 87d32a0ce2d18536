import { ClientError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { type Inputs, readInputs } from '../../src/inputs/inputs.ts'
import { withStep } from '../support/environment.ts'
import { KEYLESS_REFUSALS, REFUSALS } from './refusals.ts'

const GOOD = { operation: 'pause-job', 'job-name': 'nightly-sync', region: 'cn-hangzhou' }
const QOS = { operation: 'update-qos', 'max-bandwidth': '1', 'max-qps': '1' }
const ROLE = {
  'role-to-assume': 'acs:ram::1234567890123456:role/migrations',
  'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github'
}

const read = (inputs: Record<string, string>, env: Record<string, string> = {}): Inputs =>
  withStep({ ...GOOD, ...inputs }, env, readInputs)

function refusal(inputs: Record<string, string>, env: Record<string, string> = {}): ClientError {
  try {
    read(inputs, env)
  } catch (error) {
    if (error instanceof ClientError) return error
    throw error
  }
  throw new Error('It was not refused.')
}

describe('what is refused', () => {
  // Whatever is about keys is read elsewhere.
  const OF_INPUTS = [
    ...REFUSALS,
    ...KEYLESS_REFUSALS.map(([code, texts, inputs]) => [code, texts, { ...ROLE, ...inputs }] as const)
  ].filter(([code, [text = '']]) => !code.startsWith('EmptyAccess') && !/holds$/.test(text))
  test.each(OF_INPUTS.map(([code, texts, inputs]) => ({ code, texts, inputs })))(
    '$code: $texts',
    ({ code, texts, inputs }) => {
      const error = refusal({ endpoint: 'http://127.0.0.1:1', ...inputs })
      expect(error.code).toBe(code)
      for (const text of texts) expect(error.message).toContain(text)
      expect(error.message.length).toBeLessThan(700)
      expect(error.message).not.toContain('hunter2')
    }
  )

  test.each([
    [{ dry_run: 'true' }, 'dry_run is not an input. Did you mean dry-run?'],
    [{ job_name: 'x' }, 'job_name is not an input. Did you mean job-name?'],
    [{ wait_for: 'applied' }, 'wait_for is not an input. Did you mean wait-for?']
  ])('%j, which is easily overlooked', (inputs, text) => {
    expect(refusal(inputs).message).toBe(text)
  })

  test('an input with _ that is empty, or that this action does not know, is none of its business', () => {
    expect(read({ dry_run: '', something_else: '1' }).dryRun).toBe(false)
  })

  test.each([
    ['job-name', { 'job-name': '1.23456789012346E+15' }],
    ['user-id', { 'user-id': '1.23456789012346E+15' }],
    ['allowed-account-ids', { 'allowed-account-ids': '1.23456789012346E+15' }],
    ['max-bandwidth', { ...QOS, 'max-bandwidth': '1.23456789012346E+18' }],
    ['max-qps', { ...QOS, 'max-qps': '1E+21' }],
    ['timeout-seconds', { 'timeout-seconds': '1.2E+3' }]
  ])('a number that YAML has rounded is explained: %s', (_, inputs) => {
    expect(refusal(inputs).message).toContain('rounded when the YAML was read: put it in quotes')
  })

  test('characters that nobody sees are shown', () => {
    expect(refusal({ 'job-name': 'night\u200bly' }).message).toContain('"night\\u200bly"')
    expect(refusal({ 'job-name': 'night\u00adly' }).message).toContain('"night\\u00adly"')
    expect(refusal({ operation: 'pause\u2028job' }).message).toContain('"pause\\u2028job"')
  })

  test('to unpause is to resume', () => {
    expect(refusal({ operation: 'unpause-job' }).message).toContain('Did you mean resume-job?')
  })

  test.each(['mgw.aliyuncs.com.example.com', 'cn-hangzhou.mgw-aliyuncs.com', 'aliyuncs.example'])(
    'a host that only looks like one of Alibaba Cloud: %s',
    (host) => {
      expect(refusal({ endpoint: host }).message).toContain(`endpoint is "${host}", which looks like`)
      expect(refusal({ 'sts-endpoint': host }).message).toContain(
        `sts-endpoint is "${host}", which looks like`
      )
    }
  )
})

describe('what is read', () => {
  test('the defaults are those of action.yml', () => {
    expect(read({})).toMatchObject({
      operation: { name: 'pause-job' },
      jobName: 'nightly-sync',
      userId: '',
      allowedAccountIds: [],
      role: undefined,
      maxAttempts: 4,
      timeoutSeconds: 120,
      idempotent: false,
      dryRun: false,
      wait: { until: 'accepted', timeoutSeconds: 3600, intervalSeconds: 15, failOnFailedFiles: true },
      warnings: [],
      notices: []
    })
  })

  test.each([
    ['100Mbit/s', 100_000_000n],
    ['12.5 MB/s', 100_000_000n],
    ['1MiB/s', 8_388_608n]
  ])('max-bandwidth %s', (text, maxBandwidth) => {
    expect(read({ ...QOS, 'max-bandwidth': text }).operation).toMatchObject({ maxBandwidth })
  })

  test('resume-job is start-job, and update-qos keeps 64 bits', () => {
    expect(read({ operation: 'resume-job' }).operation).toEqual({ name: 'start-job' })
    expect(read({ ...QOS, 'max-bandwidth': '9223372036854775807' }).operation).toEqual({
      name: 'update-qos',
      maxBandwidth: 2n ** 63n - 1n,
      maxQps: 1n
    })
  })

  test.each([
    [{ ...QOS, 'max-qps': '0' }, 'max-qps is 0 and is sent as it is'],
    [{ 'max-bandwidth': '7' }, 'max-bandwidth is "7", which was ignored'],
    [{ endpoint: 'cn-beijing.mgw.aliyuncs.com' }, 'region is "cn-hangzhou", but the endpoint'],
    [{ endpoint: 'mgw.example.com' }, 'endpoint mgw.example.com is not a host of the migration service'],
    [{ endpoint: 'bucket.oss-cn-hangzhou.aliyuncs.com' }, 'is not a host of the migration service'],
    [{ 'sts-endpoint': 'sts.example.com' }, 'sts-endpoint sts.example.com is not a host of STS'],
    [{ 'sts-endpoint': 'sts.oss-cn-hangzhou.evil.aliyuncs.com' }, 'is not a host of STS']
  ])('%j is warned of', (inputs, text) => {
    expect(read(inputs).warnings).toEqual([expect.stringContaining(text)])
  })

  test.each(['sts.aliyuncs.com', 'sts.eu-central-1.aliyuncs.com', 'sts-vpc.cn-hangzhou.aliyuncs.com'])(
    '%s is not warned of',
    (host) => {
      const endpoint = 'cn-hangzhou.mgw-internal.aliyuncs.com'
      expect(read({ endpoint, 'sts-endpoint': host }).warnings).toEqual([])
    }
  )

  test('a server on this machine is not warned of, nor is a proxy without a scheme', () => {
    const env = { HTTPS_PROXY: 'proxy.example.com:3128' }
    expect(read({ endpoint: 'http://127.0.0.1:1', 'sts-endpoint': 'http://[::1]:2' }, env).warnings).toEqual(
      []
    )
    expect(read({}, { https_proxy: 'socks5://proxy.example.com' }).warnings).toEqual([
      'https_proxy is not a URL that begins with http:// or https://, so no proxy is used.'
    ])
  })

  test.each([
    [{ region: '' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-beijing'],
    [{ region: 'cn-shanghai' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-shanghai'],
    [{ region: '', endpoint: 'http://127.0.0.1:1' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-beijing'],
    [{ region: '', endpoint: '10.0.0.1' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-beijing'],
    [
      { region: '', endpoint: 'cn-chengdu.mgw.aliyuncs.com' },
      { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' },
      'cn-chengdu'
    ],
    [{ region: '', endpoint: 'mgw.example.com' }, {}, 'mgw']
  ])('the region of %j and %j', (inputs, env, region) => {
    expect(read(inputs, env).endpoint.region).toBe(region)
  })

  test.each([
    [{ 'user-id': '42' }, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '42'],
    [ROLE, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '43'],
    [ROLE, {}, '1234567890123456'],
    [{ endpoint: '42.cn-hangzhou.mgw.aliyuncs.com' }, {}, '42'],
    [{}, {}, '']
  ])('the account of %j and %j', (inputs, env, userId) => {
    expect(read(inputs, env).userId).toBe(userId)
  })

  test('an account ID in the endpoint is told of', () => {
    expect(read({ endpoint: '42.cn-hangzhou.mgw.aliyuncs.com' }).notices[0]).toContain(
      'already starts with the account ID'
    )
  })

  test.each([
    [{}, 'sts.cn-hangzhou.aliyuncs.com'],
    [{ region: '', endpoint: 'cn-beijing.mgw.aliyuncs.com' }, 'sts.cn-beijing.aliyuncs.com'],
    [{ region: '', endpoint: 'mgw.example.com' }, 'sts.aliyuncs.com'],
    [{ 'sts-endpoint': 'http://127.0.0.1:7' }, '127.0.0.1']
  ])('STS of %j', (inputs, hostname) => {
    expect(read(inputs).sts.hostname).toBe(hostname)
  })

  test('a role', () => {
    expect(read({ ...ROLE, 'role-session-expiration': '900' }).role).toEqual({
      roleArn: ROLE['role-to-assume'],
      providerArn: ROLE['oidc-provider-arn'],
      audience: 'sts.aliyuncs.com',
      sessionName: '',
      expiration: 900
    })
  })
})

describe('several jobs', () => {
  const of = (text: string, inputs: Record<string, string> = {}) => {
    const { jobName, many } = read({ 'job-name': text, ...inputs })
    return jobName || many?.selection
  }

  test.each([
    ['nightly-sync', 'nightly-sync'],
    ['nightly-sync,', 'nightly-sync'],
    [' ,\n nightly-sync', 'nightly-sync'],
    ['a-a,a-a', { wanted: ['a-a', 'a-a'], excluded: [] }],
    ['b-b\r\na-a', { wanted: ['b-b', 'a-a'], excluded: [] }],
    ['*', { wanted: ['*'], excluded: [] }],
    ['!old-*, prod-?, ! b-b ,a-a', { wanted: ['prod-?', 'a-a'], excluded: ['old-*', 'b-b'] }]
  ])('%j', (text, expected) => {
    expect(of(text)).toEqual(expected)
  })

  test('have limits of their own', () => {
    expect(read({ 'job-name': '*' }).many).toMatchObject({ maxJobs: 50, maxParallel: 5, failFast: false })
    expect(
      read({ 'job-name': '*', 'max-jobs': '500', 'max-parallel': '20', 'fail-fast': 'TRUE' }).many
    ).toMatchObject({ maxJobs: 500, maxParallel: 20, failFast: true })
    expect(read({}).many).toBeUndefined()
  })

  test('that are left out again do not count', () => {
    expect(of('aaa,bbb,ccc,!c*', { 'max-jobs': '2' })).toMatchObject({ wanted: ['aaa', 'bbb', 'ccc'] })
  })

  test('may be closed by a pattern when max-jobs is set, in a dry run, and by their names', () => {
    const close = { operation: 'close-job' }
    expect(of('old-*', { ...close, 'max-jobs': '50' })).toMatchObject({ wanted: ['old-*'] })
    expect(of('old-*', { ...close, 'dry-run': 'true' })).toMatchObject({ wanted: ['old-*'] })
    expect(of('a-a,b-b,!old-*', close)).toMatchObject({ wanted: ['a-a', 'b-b'] })
  })
})
