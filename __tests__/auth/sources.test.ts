import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import {
  type CredentialSources,
  chooseCredentials,
  readCredentialSources,
  resolveCredentials
} from '../../src/auth/credentials.ts'
import { createInputs } from '../support/create-inputs.ts'
import { withStep } from '../support/environment.ts'
import { collectingLogger, testRun } from '../support/test-run.ts'

// Secrets are masked by writing a command to standard output.
beforeEach(() => void jest.spyOn(process.stdout, 'write').mockReturnValue(true))
afterEach(() => void jest.restoreAllMocks())

const VARIABLES = [
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
] as const

/** One set of environment variables. */
const variables = (set: 0 | 1 | 2, id = `STS.${set}`, secret = `secret-${set}`, token = ''): Record<string, string> =>
  Object.fromEntries([id, secret, token].map((value, index) => [VARIABLES[set][index] ?? '', value]))

const INPUTS = { 'access-key-id': 'STS.9', 'access-key-secret': 'secret-9', 'security-token': 'token-9' }

const sources = (inputs: Record<string, string>, env: Record<string, string> = {}): CredentialSources =>
  withStep(inputs, env, readCredentialSources)

test.each([
  ['the inputs, not the environment', INPUTS, { ...variables(0), ...variables(1), ...variables(2) }, 'STS.9'],
  ['the first set of variables', {}, { ...variables(0), ...variables(1), ...variables(2) }, 'STS.0'],
  ['the second set', {}, { ...variables(1), ...variables(2) }, 'STS.1'],
  ['the third set', {}, variables(2), 'STS.2'],
  ['the first set that is not empty', {}, { ...variables(0, '', '', ''), ...variables(2) }, 'STS.2'],
  ['a complete set, not a partial one', {}, { ...variables(0, 'STS.0', ''), ...variables(1) }, 'STS.1']
])('chooses %s', (_, inputs, env, accessKeyId) => {
  expect(chooseCredentials(sources(inputs, env), collectingLogger()).accessKeyId).toBe(accessKeyId)
})

test.each([
  ['EmptyAccessId', 'No credentials found. Set access-key-id', {}, {}],
  ['EmptyAccessId', 'in runs for pull requests from forks and for Dependabot', {}, {}],
  ['EmptyAccessSecret', 'access-key-id is set, but access-key-secret', { 'access-key-id': 'STS.9' }, variables(0)],
  ['EmptyAccessId', 'access-key-secret is set, but access-key-id', { 'access-key-secret': 's' }, variables(0)],
  ['EmptyAccessId', 'security-token is set, but access-key-id', { 'security-token': 't' }, variables(0)],
  [
    'EmptyAccessSecret',
    'ALIBABACLOUD_ACCESS_KEY_ID is set, but ALIBABACLOUD_ACCESS_KEY_SECRET',
    {},
    variables(1, 'STS.1', '')
  ],
  ['EmptyAccessId', 'ALICLOUD_SECRET_KEY is set, but ALICLOUD_ACCESS_KEY', {}, variables(2, '', 'secret')],
  ['InvalidArgument', 'access-key-id contains a space', { ...INPUTS, 'access-key-id': 'A K' }, {}],
  ['InvalidArgument', 'access-key-secret contains a space', { ...INPUTS, 'access-key-secret': 'a\nb' }, {}],
  ['InvalidArgument', 'access-key-secret contains a space', { ...INPUTS, 'access-key-secret': 'a\u200bb' }, {}],
  ['InvalidArgument', 'security-token contains a space', { ...INPUTS, 'security-token': 'to\nken' }, {}],
  ['InvalidArgument', 'access-key-id is in quotation marks', { ...INPUTS, 'access-key-id': '"LTAI5t"' }, {}],
  ['InvalidArgument', 'access-key-secret is made of asterisks', { ...INPUTS, 'access-key-secret': '***' }, {}],
  ['InvalidArgument', 'access-key-id is the name of a variable', { ...INPUTS, 'access-key-id': '$KEY_ID' }, {}],
  [
    'InvalidArgument',
    'access-key-id is the name of a variable',
    { ...INPUTS, 'access-key-id': '$' + '{{ secrets.ID }}' },
    {}
  ],
  ['InvalidArgument', 'security-token is not a key', { ...INPUTS, 'security-token': 'undefined' }, {}]
])('rejects invalid credentials with %s: %s', (code, text, inputs, env) => {
  let error: unknown
  try {
    chooseCredentials(sources(inputs, env), collectingLogger())
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(ActionError)
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) })
})

test.each<[env: Record<string, string>, warnings: string[]]>([
  [
    variables(0, 'LTAI5tExample', 'secret', 'left-over'),
    ['ALIBABA_CLOUD_SECURITY_TOKEN is set, but ALIBABA_CLOUD_ACCESS_KEY_ID is a long-lived key']
  ],
  [variables(0, 'STS.example', 'secret', 'token'), []],
  [variables(0, 'LTAI5tExample', 'secret'), []]
])('warns about a security token next to a long-lived key: %j', async (env, warnings) => {
  const { policy, limits, logger } = testRun()
  await resolveCredentials(createInputs({ name: 'get-job' }), sources({}, env), policy, limits)
  expect(logger.warnings).toEqual(warnings.map((text) => expect.stringContaining(text)))
})

test.each(['https_proxy', 'HTTPS_PROXY'])('masks the password of %s, encoded and decoded', (name) => {
  const printed: string[] = []
  jest.mocked(process.stdout.write).mockImplementation((text) => printed.push(String(text)) > 0)
  sources({}, { [name]: `http://me:${name}%40word@proxy.example.com:3128` })
  expect(printed.join('')).toBe(`::add-mask::${name}%2540word\n::add-mask::${name}@word\n`)
})

test("masks the token that may ask for GitHub's tokens, used or not", () => {
  const printed: string[] = []
  jest.mocked(process.stdout.write).mockImplementation((text) => printed.push(String(text)) > 0)
  sources({}, { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job' })
  expect(printed).toEqual(['::add-mask::bearer-of-the-job\n'])
})

test.each<[what: string, password: string, inputs: Record<string, string>]>([
  ["is a job's name", 'weekly-sync', { 'job-name': 'weekly-sync' }],
  ["is a part of a job's name", 'nightly', { 'job-name': 'a, nightly-sync' }],
  ['is the name of an input', 'region', {}],
  ['is part of the name of an input', 'timeout', {}]
])("does not mask a proxy's password that %s", (_, password, inputs) => {
  const printed: string[] = []
  jest.mocked(process.stdout.write).mockImplementation((text) => printed.push(String(text)) > 0)
  sources(inputs, { HTTPS_PROXY: `http://me:${password}@proxy.example.com:3128` })
  expect(printed).toEqual([])
})

test("masks a proxy's password that is part of a key only", () => {
  const printed: string[] = []
  jest.mocked(process.stdout.write).mockImplementation((text) => printed.push(String(text)) > 0)
  const key = { 'access-key-secret': 'the-key-with-the-proxys-word' }
  sources(key, { HTTPS_PROXY: 'http://me:the-proxys-word@proxy.example.com:3128' })
  expect(printed.join('')).toBe('::add-mask::the-key-with-the-proxys-word\n::add-mask::the-proxys-word\n')
})
