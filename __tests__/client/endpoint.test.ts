import { ClientError, hostFor, resolveEndpoint } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'

const ID = '1234567890123456'

test.each([
  // endpoint, region, where the request goes, region in the signature
  ['', 'cn-hangzhou', `https://${ID}.cn-hangzhou.mgw.aliyuncs.com`, 'cn-hangzhou'],
  ['', 'xx-new-9', `https://${ID}.xx-new-9.mgw.aliyuncs.com`, 'xx-new-9'],
  ['cn-beijing.mgw.aliyuncs.com', '', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-beijing'],
  ['https://cn-beijing.mgw.aliyuncs.com/', '', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-beijing'],
  ['CN-Beijing.MGW.aliyuncs.com', '', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-beijing'],
  [
    'cn-beijing.mgw-internal.aliyuncs.com',
    '',
    `https://${ID}.cn-beijing.mgw-internal.aliyuncs.com`,
    'cn-beijing'
  ],
  [`${ID}.cn-beijing.mgw.aliyuncs.com`, '', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-beijing'],
  ['cn-beijing.mgw.aliyuncs.com', 'cn-shanghai', `https://${ID}.cn-beijing.mgw.aliyuncs.com`, 'cn-shanghai'],
  ['mgw.example.com', '', 'https://mgw.example.com', 'mgw'],
  ['mgw.example.com:8443', 'cn-shanghai', 'https://mgw.example.com:8443', 'cn-shanghai'],
  ['evil-mgw.aliyuncs.com.example.com', '', 'https://evil-mgw.aliyuncs.com.example.com', 'evil-mgw'],
  ['http://127.0.0.1:8080', 'cn-hangzhou', 'http://127.0.0.1:8080', 'cn-hangzhou'],
  ['http://localhost:8080', 'cn-hangzhou', 'http://localhost:8080', 'cn-hangzhou'],
  ['http://[::1]:8080', 'cn-hangzhou', 'http://[::1]:8080', 'cn-hangzhou']
])('endpoint %j and region %j', (endpoint, region, url, scope) => {
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
  ['mgw.aliyuncs.com', '', 'InvalidArgument', '{region}.mgw.aliyuncs.com'],
  [`${ID}.mgw.aliyuncs.com`, '', 'InvalidArgument', '{region}.mgw.aliyuncs.com'],
  [`${ID}.${ID}.cn-hangzhou.mgw.aliyuncs.com`, '', 'InvalidArgument', 'carries the account ID twice'],
  ['a.b.mgw.aliyuncs.com', '', 'InvalidArgument', '{region}.mgw.aliyuncs.com'],
  ['http://mgw.example.com', '', 'InvalidArgument', 'use https:'],
  ['http://127.0.0.1.example.com', '', 'InvalidArgument', 'use https:'],
  ['http://127.1', '', 'InvalidArgument', 'use https:'],
  ['http://127.0.0.256', '', 'InvalidArgument', 'use https:'],
  ['http://127.0.0.09', '', 'InvalidArgument', 'use https:'],
  ['http://0x7f.0.0.1', '', 'InvalidArgument', 'use https:'],
  ['ftp://mgw.example.com', '', 'InvalidArgument', 'ftp: is not supported'],
  ['https://mgw.example.com/job', '', 'InvalidArgument', 'must not hold a path'],
  ['mgw.example.com/job', '', 'InvalidArgument', 'must not hold a path'],
  ['mgw.example.com?a=b', '', 'InvalidArgument', 'must not hold a path'],
  ['mgw.example.com#a', '', 'InvalidArgument', 'must not hold a path'],
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
])('refuses endpoint %j and region %j', (endpoint, region, code, text) => {
  const error = refusal(endpoint, region)
  expect(error.code).toBe(code)
  expect(error.message).toContain(text)
})

test.each([
  'https://user:hunter2@mgw.example.com',
  'user:hunter2@mgw.example.com',
  'https://mgw.example.com/?token=hunter2'
])('does not repeat the secret in %s', (endpoint) => {
  expect(refusal(endpoint, '').message).not.toContain('hunter2')
  expect(refusal(endpoint, '').message).toContain('mgw.example.com')
})

test('shows nothing of an endpoint in which a secret could be anywhere', () => {
  expect(refusal('https://user:hun/ter2@mgw.example.com', '').message).toContain('"https://…"')
})

function refusal(endpoint: string, region: string): ClientError {
  try {
    resolveEndpoint(endpoint, region)
  } catch (error) {
    if (error instanceof ClientError) return error
    throw error
  }
  throw new Error('not refused')
}
