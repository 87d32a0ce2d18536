import { hostFor } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { isOwnHost, parseAddress, resolveEndpoint } from '../../src/inputs/address.ts'
import { errorOf, ROLE, read, testRejected } from './support.ts'

const ID = '1234567890123456'

test.each([
  // endpoint, region, URL of a request, region in the signature
  ['', 'cn-hangzhou', `https://${ID}.cn-hangzhou.mgw.aliyuncs.com`, 'cn-hangzhou'],
  ['', 'xx-new-9', `https://${ID}.xx-new-9.mgw.aliyuncs.com`, 'xx-new-9'],
  ['cn-beijing.mgw.aliyuncs.com', '', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-beijing'],
  ['https://cn-beijing.mgw.aliyuncs.com/', '', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-beijing'],
  ['CN-Beijing.MGW.aliyuncs.com', '', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-beijing'],
  ['cn-beijing.mgw-internal.aliyuncs.com', '', `https://${ID}.cn-beijing.mgw-internal.aliyuncs.com`, 'cn-beijing'],
  [`${ID}.cn-beijing.mgw.aliyuncs.com`, '', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-beijing'],
  ['cn-beijing.mgw.aliyuncs.com', 'cn-shanghai', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-shanghai'],
  [
    'mgw.ap-jakarta.mgw.idptcloud03api.alibaba',
    '',
    `https://${ID}.mgw.ap-jakarta.mgw.idptcloud03api.alibaba`,
    'ap-jakarta'
  ],
  [
    `https://${ID}.mgw.ap-paris-idpt.mgw.idptcloud03api.alibaba`,
    '',
    `https://${ID}.mgw.ap-paris-idpt.mgw.idptcloud03api.alibaba`,
    'ap-paris-idpt'
  ],
  ['mgw.example.com:8443', 'cn-shanghai', 'https://mgw.example.com:8443', 'cn-shanghai'],
  ['evil-mgw.aliyuncs.com.example.com', 'a1', 'https://evil-mgw.aliyuncs.com.example.com', 'a1'],
  ['http://127.0.0.1:8080', 'cn-hangzhou', 'http://127.0.0.1:8080', 'cn-hangzhou'],
  ['http://localhost:8080', 'cn-hangzhou', 'http://localhost:8080', 'cn-hangzhou'],
  ['http://[::1]:8080', 'cn-hangzhou', 'http://[::1]:8080', 'cn-hangzhou']
])('resolves endpoint %j and region %j', (endpoint, region, url, scope) => {
  const resolved = resolveEndpoint(endpoint, region)
  const port = resolved.port === undefined ? '' : `:${resolved.port}`
  expect(`${resolved.protocol}//${hostFor(resolved, ID)}${port}`).toBe(url)
  expect(resolved.region).toBe(scope)
})

test.each([
  // endpoint, region, code, part of the message
  ['', '', 'EmptyDomain', 'cn-hangzhou'],
  ['', 'CN-HANGZHOU', 'InvalidArgument', '"CN-HANGZHOU"'],
  ['', 'cn-hangzhou.evil.example', 'InvalidArgument', 'region is'],
  ['', 'cn_hangzhou', 'InvalidArgument', 'region is'],
  ['', 'cn-hangzhou-', 'InvalidArgument', 'region is'],
  ['', '1', 'InvalidArgument', 'region is'],
  ['', `a${'b'.repeat(63)}`, 'InvalidArgument', 'region is'],
  ['', 'oss-cn-hangzhou', 'InvalidArgument', 'Write cn-hangzhou.'],
  ['127.0.0.1', 'oss-cn-hangzhou', 'InvalidArgument', 'Write cn-hangzhou.'],
  ['oss-cn-hangzhou.mgw.aliyuncs.com', '', 'InvalidArgument', '{region}.mgw.aliyuncs.com'],
  ['oss-cn-hangzhou.mgw.aliyuncs.com', 'cn-hangzhou', 'InvalidArgument', '{region}.mgw.aliyuncs.com'],
  ['mgw.idptcloud03api.alibaba', '', 'InvalidArgument', '{user-id}.{region}.mgw.aliyuncs.com'],
  ['mgw.oss-ap-jakarta.mgw.idptcloud03api.alibaba', '', 'InvalidArgument', '{user-id}.{region}.mgw.aliyuncs.com'],
  ['mgw.example.com', '', 'InvalidArgument', 'Set region'],
  ['evil-mgw.aliyuncs.com.example.com', '', 'InvalidArgument', 'Set region'],
  ['evil.mgw.ap-jakarta.mgw.idptcloud03api.alibaba.example', '', 'InvalidArgument', 'Set region'],
  ['mgw.aliyuncs.com', '', 'InvalidArgument', '{region}.mgw.aliyuncs.com'],
  [`${ID}.mgw.aliyuncs.com`, '', 'InvalidArgument', '{region}.mgw.aliyuncs.com'],
  [`${ID}.${ID}.cn-hangzhou.mgw.aliyuncs.com`, '', 'InvalidArgument', 'contains the account ID twice'],
  ['a.b.mgw.aliyuncs.com', '', 'InvalidArgument', '{region}.mgw.aliyuncs.com'],
  ['http://mgw.example.com', '', 'InvalidArgument', 'use https:'],
  ['http://127.0.0.1.example.com', '', 'InvalidArgument', 'use https:'],
  ['http://127.1', '', 'InvalidArgument', 'use https:'],
  ['http://127.0.0.256', '', 'InvalidArgument', 'use https:'],
  ['http://127.0.0.09', '', 'InvalidArgument', 'use https:'],
  ['http://0x7f.0.0.1', '', 'InvalidArgument', 'use https:'],
  ['ftp://mgw.example.com', '', 'InvalidArgument', 'ftp: is not supported'],
  ['https://mgw.example.com/job', '', 'InvalidArgument', 'a URL without a path'],
  ['mgw.example.com/job', '', 'InvalidArgument', 'a URL without a path'],
  ['mgw.example.com?a=b', '', 'InvalidArgument', 'a URL without a path'],
  ['mgw.example.com#a', '', 'InvalidArgument', 'a URL without a path'],
  ['mgw.example.com:0', '', 'InvalidArgument', 'must be a host name'],
  ['mgw.example.com:65536', '', 'InvalidArgument', 'must be a host name'],
  ['mgw..example.com', '', 'InvalidArgument', 'must be a host name'],
  ['-mgw.example.com', '', 'InvalidArgument', 'must be a host name'],
  ['mgw_1.example.com', '', 'InvalidArgument', 'must be a host name'],
  ['mgw.example.com\r\nx-injected: 1', '', 'InvalidArgument', 'must be a host name'],
  ['mgw.exämple.com', '', 'InvalidArgument', 'must be a host name'],
  ['mgw.example.com\\@evil.example', '', 'InvalidArgument', 'user name'],
  ['[::zz]', '', 'InvalidArgument', 'must be a host name'],
  [`${'a.'.repeat(127)}com`, '', 'InvalidArgument', 'must be a host name'],
  ['https://', '', 'InvalidArgument', 'must be a host name']
])('rejects endpoint %j and region %j', (endpoint, region, code, text) => {
  const error = errorOf(() => resolveEndpoint(endpoint, region))
  expect(error.code).toBe(code)
  expect(error.message).toContain(text)
})

test.each([
  'https://user:hunter2@mgw.example.com',
  'user:hunter2@mgw.example.com',
  'https://mgw.example.com/?token=hunter2'
])('hides the secret in %s', (endpoint) => {
  const { message } = errorOf(() => resolveEndpoint(endpoint, ''))
  expect(message).not.toContain('hunter2')
  expect(message).toContain('mgw.example.com')
})

test('hides everything after the scheme if a password could be anywhere', () => {
  const { message } = errorOf(() => resolveEndpoint('https://user:hun/ter2@mgw.example.com', ''))
  expect(message).toContain('"https://…"')
})

describe('endpoint, sts-endpoint and region', () => {
  testRejected([
    ['InvalidArgument', ['region is not set, and endpoint 127.0.0.1 contains none'], { region: '' }],
    ['InvalidArgument', ['region is "cn hangzhou"'], { endpoint: '', region: 'cn hangzhou' }],
    ['EmptyDomain', ['Neither region nor endpoint', 'cn-hangzhou'], { endpoint: '', region: '' }],
    ['InvalidArgument', ['it is too long'], { endpoint: 'a'.repeat(120_000) }],
    ['InvalidArgument', ['endpoint is "http://mgw.example.com"', 'use https:'], { endpoint: 'http://mgw.example.com' }],
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
    [
      'InvalidArgument',
      ['sts-endpoint is "http://sts.example.com"', 'use https:'],
      { ...ROLE, 'sts-endpoint': 'http://sts.example.com' }
    ]
  ])

  describe.each([
    'x.aliyuncs.com.example.com',
    'mgw.aliyuncs.com.example.com',
    'sts.aliyuncs.com.example.com',
    'cn-hangzhou.mgw.aliyuncs.com.cn',
    'cn-hangzhou.mgw-aliyuncs.com',
    'mgw-aliyuncs.example',
    'aliyuncs.example'
  ])('%s, which imitates a host of Alibaba Cloud', (host) => {
    const problem = `is "${host}", but Alibaba Cloud's hosts end in .aliyuncs.com.`
    testRejected([
      ['InvalidArgument', [`endpoint ${problem}`], { endpoint: host }],
      ['InvalidArgument', [`sts-endpoint ${problem}`], { 'sts-endpoint': host }]
    ])
  })
})

test.each([
  [{ region: '' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-beijing'],
  [{ region: 'cn-shanghai' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-shanghai'],
  [{ region: '', endpoint: 'http://127.0.0.1:1' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-beijing'],
  [{ region: '', endpoint: '10.0.0.1' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-beijing'],
  [{ region: '', endpoint: 'cn-chengdu.mgw.aliyuncs.com' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-chengdu'],
  [{ region: '', endpoint: 'mgw.example.com' }, { ALIBABA_CLOUD_REGION_ID: 'cn-beijing' }, 'cn-beijing']
])('inputs %j and environment %j give the region %s', (inputs, env, region) => {
  expect(read(inputs, env).endpoint.region).toBe(region)
})

test('names the variable that sets a wrong region', () => {
  const { message } = errorOf(() => read({ region: '', endpoint: '' }, { ALIBABA_CLOUD_REGION_ID: 'oss-cn-beijing' }))
  expect(message).toBe(`ALIBABA_CLOUD_REGION_ID is "oss-cn-beijing", which is OSS's name. Write cn-beijing.`)
})

test.each([
  [{}, 'sts.cn-hangzhou.aliyuncs.com'],
  [{ region: '', endpoint: 'cn-beijing.mgw.aliyuncs.com' }, 'sts.cn-beijing.aliyuncs.com'],
  [{ region: 'cn-beijing', endpoint: 'mgw.example.com' }, 'sts.cn-beijing.aliyuncs.com'],
  [{ 'sts-endpoint': 'http://127.0.0.1:7' }, '127.0.0.1']
])('with inputs %j, STS is at %s', (inputs, hostname) => {
  expect(read(inputs).sts.hostname).toBe(hostname)
})

describe('warnings', () => {
  test.each([
    [{ endpoint: 'cn-beijing.mgw.aliyuncs.com' }, 'region is "cn-hangzhou", but endpoint'],
    [{ endpoint: 'mgw.example.com' }, "endpoint mgw.example.com isn't a host of the migration service"],
    [{ endpoint: 'bucket.oss-cn-hangzhou.aliyuncs.com' }, "isn't a host of the migration service"],
    [{ 'sts-endpoint': 'sts.example.com' }, "sts-endpoint sts.example.com isn't a host of STS"],
    [{ 'sts-endpoint': 'sts.oss-cn-hangzhou.aliyuncs.com' }, "isn't a host of STS"],
    [{ 'sts-endpoint': 'sts.cn-hangzhou.evil.aliyuncs.com' }, "isn't a host of STS"]
  ])('%j causes one', (inputs, text) => {
    expect(read(inputs).warnings).toEqual([expect.stringContaining(text)])
  })

  test.each(['sts.aliyuncs.com', 'sts.eu-central-1.aliyuncs.com', 'sts-vpc.cn-hangzhou.aliyuncs.com'])(
    '%s causes none',
    (host) => {
      const endpoint = 'cn-hangzhou.mgw-internal.aliyuncs.com'
      expect(read({ endpoint, 'sts-endpoint': host }).warnings).toEqual([])
    }
  )

  test('servers on this machine cause none', () => {
    expect(read({ endpoint: 'http://127.0.0.1:1', 'sts-endpoint': 'http://[::1]:2' }).warnings).toEqual([])
  })

  test('an unsupported proxy causes one, and a proxy without a scheme none', () => {
    expect(read({}, { HTTPS_PROXY: 'proxy.example.com:3128' }).warnings).toEqual([])
    expect(read({}, { https_proxy: 'socks5://proxy.example.com' }).warnings).toEqual([
      "https_proxy doesn't start with http:// or https://, so no proxy is used."
    ])
  })
})

test.each([
  ['cn-hangzhou.mgw.aliyuncs.com', true],
  [`${ID}.cn-hangzhou.mgw-internal.aliyuncs.com`, true],
  ['mgw.ap-jakarta.mgw.idptcloud03api.alibaba', true],
  ['sts.aliyuncs.com', true],
  ['sts.cn-hangzhou.aliyuncs.com', true],
  ['http://127.0.0.1:8080', true],
  ['[::1]', true],
  ['localhost', true],
  ['mgw.example.com', false],
  ['cn-hangzhou.mgw.aliyuncs.com.example.com', false],
  ['bucket.oss-cn-hangzhou.aliyuncs.com', false],
  ['sts.oss-cn-hangzhou.aliyuncs.com', false],
  ['sts.oss.aliyuncs.com', false],
  ['sts-vpc.cn-hangzhou.aliyuncs.com', true],
  ['10.0.0.1', false]
])('%s is Alibaba Cloud or this machine: %s', (host, isOwn) => {
  expect(isOwnHost(parseAddress('endpoint', host))).toBe(isOwn)
})
