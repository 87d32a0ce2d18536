import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startEmulator, startGithubTokens } from 'mgw-emulator'
import { readAction, root } from '../scripts/action-yml.ts'
import { runStep } from '../scripts/runner.ts'
import { JOB, reach } from './dist/support.ts'
import { refusalOf } from './support/refusal.ts'

// That the code uses no other names than those of action.yml is what the compiler sees to.
const action = readAction()

test('a run that fails and one that succeeds set exactly the outputs of action.yml', async () => {
  const emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
  try {
    const failed = await runStep({ inputs: {} })
    const succeeded = await runStep({
      inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) }
    })
    expect([failed.outputs.code, succeeded.outputs.code]).toEqual(['fail', 'success'])
    for (const { outputs } of [failed, succeeded])
      expect(Object.keys(outputs)).toEqual(Object.keys(action.outputs))
  } finally {
    await emulator.close()
  }
})

const SOUND = {
  operation: 'update-qos',
  'job-name': JOB,
  'max-bandwidth': '1',
  'max-qps': '1',
  region: 'cn-hangzhou',
  'user-id': '1234567890123456',
  'max-attempts': '1'
}
const KEYS = {
  'access-key-id': 'LTAI5tExampleKeyId000001',
  'access-key-secret': 'ExampleSecret0000000000000001'
}
const ROLE = {
  'role-to-assume': 'acs:ram::1234567890123456:role/mgw',
  'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github'
}
const OF_A_ROLE = Object.keys(action.inputs).filter((name) => /^(role-|oidc-|audience|sts-)/.test(name))

const TIMETABLE = { operation: 'apply-timetable', timetable: '08:00 pause', timezone: 'UTC' }

/** Inputs that can hold any text. */
const FREE = ['access-key-secret', 'audience']

test.each(Object.keys(action.inputs).filter((name) => !FREE.includes(name)))(
  'the input %s is read: what it cannot be is refused by its name',
  async (name) => {
    const credentials = OF_A_ROLE.includes(name) ? ROLE : KEYS
    const step = name in TIMETABLE && name !== 'operation' ? { ...SOUND, ...TIMETABLE } : SOUND
    const error = await refusalOf({ ...step, ...credentials, [name]: 'no such: thing' })
    expect(String(error)).toMatch(new RegExp(`^ClientError: ${name}(, line| is| holds| must)`))
  }
)

test('the input access-key-secret is read: it is masked', async () => {
  const { log } = await runStep({
    inputs: { ...SOUND, ...KEYS, 'access-key-secret': 'any text', endpoint: 'http://127.0.0.1:1' }
  })
  expect(log).toContain('::add-mask::any text\n')
})

test('the input audience is read: it is asked for', async () => {
  const github = await startGithubTokens({ sub: 'repo:octo-org/migrations:ref:refs/heads/main' })
  try {
    await runStep({
      inputs: { ...SOUND, ...ROLE, audience: 'any text', 'sts-endpoint': 'http://127.0.0.1:1' },
      env: { ACTIONS_ID_TOKEN_REQUEST_URL: github.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken }
    })
    const paths = github.requests.map(({ path }) => path)
    expect(paths).toEqual([expect.stringMatching(/[?&]audience=any%20text$/)])
  } finally {
    await github.close()
  }
})

test('action.yml describes every input and output in a full sentence', () => {
  for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
    expect(description).toMatch(/^[A-Z`].{20,}\.$/)
  }
})

test('the action runs on the version of Node that it is developed with', () => {
  const major = readFileSync(join(root, '.nvmrc'), 'utf8').trim()
  expect(action.runs.using).toBe(`node${major}`)
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packages = Object.entries<string>({ ...manifest.devDependencies, ...manifest.optionalDependencies })
  const versions = packages.filter(([name]) => /^(@types\/)?node(-|$)/.test(name))
  expect(versions.length).toBeGreaterThan(1)
  for (const [name, version] of versions) expect([name, version.split('.')[0]]).toEqual([name, major])
})
