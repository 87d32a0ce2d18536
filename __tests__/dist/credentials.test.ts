import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { runStep } from '../../scripts/runner.ts'
import { JOB, reach } from './support.ts'

const FAMILIES = [
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
] as const

/** Keys of which each set is known to the emulator by its number. */
function keys(number: number): { accessKeyId: string; accessKeySecret: string; securityToken: string } {
  return {
    accessKeyId: `STS.Key${number}`,
    accessKeySecret: `SecretSecret${number}`,
    securityToken: `Token${number}`
  }
}

/** A family's variables, set to the keys of a number. */
function variables(
  family: 0 | 1 | 2,
  { accessKeyId, accessKeySecret, securityToken } = keys(family)
): Record<string, string> {
  const [id, secret, token] = FAMILIES[family]
  return { [id]: accessKeyId, [secret]: accessKeySecret, [token]: securityToken }
}

let emulator: Emulator
beforeAll(async () => {
  const credentials = [0, 1, 2, 9].map(keys)
  emulator = await startEmulator({
    credentials,
    durations: STILL,
    jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }]
  })
})
afterAll(() => emulator.close())

const NO_INPUTS = { 'access-key-id': '', 'access-key-secret': '', 'security-token': '' }
const INPUTS = {
  'access-key-id': 'STS.Key9',
  'access-key-secret': 'SecretSecret9',
  'security-token': 'Token9'
}
const incomplete = { accessKeyId: 'STS.Half', accessKeySecret: '', securityToken: 'TokenHalf' }

test.each<[what: string, signedBy: string, inputs: Record<string, string>, env: Record<string, string>]>([
  ['inputs before the environment', 'STS.Key9', INPUTS, { ...variables(0), ...variables(1), ...variables(2) }],
  ['the first family', 'STS.Key0', NO_INPUTS, { ...variables(0), ...variables(1), ...variables(2) }],
  ['the second family', 'STS.Key1', NO_INPUTS, { ...variables(1), ...variables(2) }],
  ['the third family', 'STS.Key2', NO_INPUTS, variables(2)],
  [
    'a family whose predecessors are empty',
    'STS.Key2',
    NO_INPUTS,
    { ...variables(0, { accessKeyId: '', accessKeySecret: '', securityToken: '' }), ...variables(2) }
  ],
  ['a complete family before a half one', 'STS.Key1', NO_INPUTS, { ...variables(0, incomplete), ...variables(1) }]
])('signs with %s', async (_, signedBy, inputs, env) => {
  const seen = emulator.requests.length
  await runStep({
    inputs: {
      operation: 'update-qos',
      'job-name': JOB,
      'max-bandwidth': '1',
      'max-qps': '1',
      ...reach(emulator),
      ...inputs
    },
    env
  })
  const [request] = emulator.requests.slice(seen)
  expect(request?.statusCode).toBe(200)
  expect(request?.headers.authorization).toContain(`Credential=${signedBy}/`)
})

test.each<[code: string, text: string, inputs: Record<string, string>, env: Record<string, string>]>([
  ['EmptyAccessSecret', 'access-key-secret', { ...NO_INPUTS, 'access-key-id': 'STS.Key9' }, variables(0)],
  ['EmptyAccessId', 'access-key-id', { ...NO_INPUTS, 'security-token': 'Token9' }, variables(0)],
  ['EmptyAccessSecret', 'ALIBABACLOUD_ACCESS_KEY_SECRET', NO_INPUTS, variables(1, incomplete)],
  [
    'EmptyAccessId',
    'ALICLOUD_ACCESS_KEY is not',
    NO_INPUTS,
    variables(2, { accessKeyId: '', accessKeySecret: 'SecretSecret2', securityToken: '' })
  ]
])('never puts two sources together: %s, %s', async (code, text, inputs, env) => {
  const seen = emulator.requests.length
  const { outputs } = await runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator), ...inputs },
    env
  })
  expect(outputs['error-code']).toBe(code)
  expect(outputs['error-message']).toContain(text)
  expect(emulator.requests).toHaveLength(seen)
})

test('masks every key of every source before anything else is said', async () => {
  const { log } = await runStep({
    inputs: { operation: 'no such operation', ...INPUTS },
    env: { ...variables(0), ...variables(1), ...variables(2), ALICLOUD_SECURITY_TOKEN: '' }
  })
  const lines = log.split('\n')
  const masks = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('::add-mask::'))
  )
  const expected = [keys(9), keys(0), keys(1), keys(2)].flatMap(Object.values).filter((key) => key !== 'Token2')
  expect(masks.sort()).toEqual(expected.map((key) => `::add-mask::${key}`).sort())
  expect(log).not.toMatch(/::add-mask::\s*$/m)
})
