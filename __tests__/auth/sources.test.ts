import { ClientError } from '@alicloud/hcs-mgw20240626'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { chooseKeys, leftOverToken, readSecrets, type Sources } from '../../src/auth/sources.ts'
import { withStep } from '../support/environment.ts'

// Masking is a command on standard output.
beforeEach(() => void jest.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => void jest.restoreAllMocks())

const FAMILIES = [
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
] as const

/** A family's variables. */
const family = (
  number: 0 | 1 | 2,
  id = `STS.${number}`,
  secret = `secret-${number}`,
  token = ''
): Record<string, string> =>
  Object.fromEntries([id, secret, token].map((value, index) => [FAMILIES[number][index] ?? '', value]))

const INPUTS = { 'access-key-id': 'STS.9', 'access-key-secret': 'secret-9', 'security-token': 'token-9' }

const sources = (inputs: Record<string, string>, env: Record<string, string> = {}): Sources =>
  withStep(inputs, env, readSecrets)

test.each([
  ['inputs before the environment', INPUTS, { ...family(0), ...family(1), ...family(2) }, 'STS.9'],
  ['the first family', {}, { ...family(0), ...family(1), ...family(2) }, 'STS.0'],
  ['the second', {}, { ...family(1), ...family(2) }, 'STS.1'],
  ['the third', {}, family(2), 'STS.2'],
  ['one whose predecessors are empty', {}, { ...family(0, '', '', ''), ...family(2) }, 'STS.2'],
  ['a complete one before a half one', {}, { ...family(0, 'STS.0', ''), ...family(1) }, 'STS.1']
])('keys come from %s', (_, inputs, env, accessKeyId) => {
  expect(chooseKeys(sources(inputs, env)).accessKeyId).toBe(accessKeyId)
})

test.each([
  ['EmptyAccessId', 'There are three ways', {}, {}],
  [
    'EmptyAccessSecret',
    'access-key-id is set, but access-key-secret',
    { 'access-key-id': 'STS.9' },
    family(0)
  ],
  ['EmptyAccessId', 'access-key-secret is set, but access-key-id', { 'access-key-secret': 's' }, family(0)],
  ['EmptyAccessId', 'security-token is set, but access-key-id', { 'security-token': 't' }, family(0)],
  [
    'EmptyAccessSecret',
    'ALIBABACLOUD_ACCESS_KEY_ID is set, but ALIBABACLOUD_ACCESS_KEY_SECRET',
    {},
    family(1, 'STS.1', '')
  ],
  ['EmptyAccessId', 'ALICLOUD_SECRET_KEY is set, but ALICLOUD_ACCESS_KEY', {}, family(2, '', 'secret')],
  ['InvalidArgument', 'access-key-id holds a space', { ...INPUTS, 'access-key-id': 'A K' }, {}],
  ['InvalidArgument', 'access-key-secret holds a space', { ...INPUTS, 'access-key-secret': 'a\nb' }, {}],
  ['InvalidArgument', 'access-key-secret holds a space', { ...INPUTS, 'access-key-secret': 'a\u200bb' }, {}],
  ['InvalidArgument', 'security-token holds a space', { ...INPUTS, 'security-token': 'to\nken' }, {}],
  [
    'InvalidArgument',
    'access-key-id stands in quotation marks',
    { ...INPUTS, 'access-key-id': '"LTAI5t"' },
    {}
  ],
  [
    'InvalidArgument',
    'access-key-secret is made of asterisks',
    { ...INPUTS, 'access-key-secret': '***' },
    {}
  ],
  [
    'InvalidArgument',
    'access-key-id is the name of a variable',
    { ...INPUTS, 'access-key-id': '$KEY_ID' },
    {}
  ],
  [
    'InvalidArgument',
    'access-key-id is the name of a variable',
    { ...INPUTS, 'access-key-id': '$' + '{{ secrets.ID }}' },
    {}
  ],
  [
    'InvalidArgument',
    'security-token is the word for no value',
    { ...INPUTS, 'security-token': 'undefined' },
    {}
  ]
])('%s: %s', (code, text, inputs, env) => {
  let error: unknown
  try {
    chooseKeys(sources(inputs, env))
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(ClientError)
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) })
})

test('a token beside a long-lived key is named for what it is', () => {
  const env = family(0, 'LTAI5tExample', 'secret', 'left-over')
  expect(leftOverToken(sources({}, env))).toEqual([
    expect.stringContaining(
      'ALIBABA_CLOUD_SECURITY_TOKEN is set, but ALIBABA_CLOUD_ACCESS_KEY_ID is a long-lived key'
    )
  ])
  expect(leftOverToken(sources({}, family(0, 'STS.example', 'secret', 'token')))).toEqual([])
  expect(leftOverToken(sources({}, family(0, 'LTAI5tExample', 'secret')))).toEqual([])
})

test.each(['https_proxy', 'HTTPS_PROXY'])(
  'the password of %s is masked as it is written and as it is meant',
  (name) => {
    const said: string[] = []
    jest.mocked(process.stdout.write).mockImplementation((text) => said.push(String(text)) > 0)
    sources({}, { [name]: `http://me:${name}%40word@proxy.example.com:3128` })
    expect(said.join('')).toBe(`::add-mask::${name}%2540word\n::add-mask::${name}@word\n`)
  }
)
