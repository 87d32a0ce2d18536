import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startEmulator, startGithubTokens } from 'mgw-emulator'
import { readAction, root } from '../scripts/action-yml.ts'
import { runStep } from '../scripts/runner.ts'
import { JOB, reach } from './dist/support.ts'
import { credentialError } from './support/credential-error.ts'

// The compiler checks that the code uses only the names in action.yml.
const action = readAction()

test('success and failure both set exactly the outputs in action.yml', async () => {
  const emulator = await startEmulator({ jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
  try {
    const failed = await runStep({ inputs: {} })
    const succeeded = await runStep({
      inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(emulator) }
    })
    expect([failed.outputs.code, succeeded.outputs.code]).toEqual(['fail', 'success'])
    for (const { outputs } of [failed, succeeded]) expect(Object.keys(outputs)).toEqual(Object.keys(action.outputs))
  } finally {
    await emulator.close()
  }
})

const VALID = {
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
const ROLE_INPUTS = Object.keys(action.inputs).filter((name) => /^(role-|oidc-|audience|sts-)/.test(name))

const TIMETABLE = { operation: 'apply-timetable', timetable: '08:00 pause', timezone: 'UTC' }

/** Inputs that accept any text. */
const ANY_TEXT = ['access-key-secret', 'audience', 'source-access-secret']

test.each(Object.keys(action.inputs).filter((name) => !ANY_TEXT.includes(name)))(
  'the input %s is read: the error about an invalid value starts with its name',
  async (name) => {
    const credentials = ROLE_INPUTS.includes(name) ? ROLE : KEYS
    const isTimetable = name in TIMETABLE && name !== 'operation'
    const step = { ...VALID, ...(isTimetable && TIMETABLE), ...(name === 'round' && { operation: 'get-report' }) }
    const error = await credentialError({ ...step, ...credentials, [name]: 'no such: thing' })
    expect(String(error)).toMatch(new RegExp(`^ActionError: ${name}(, line| is| contains| must)`))
  }
)

test.each(['access-key-secret', 'source-access-secret'])('the input %s is read: it is masked', async (name) => {
  const { log } = await runStep({
    inputs: { ...VALID, ...KEYS, [name]: 'any text', endpoint: 'http://127.0.0.1:1' }
  })
  expect(log).toContain('::add-mask::any text\n')
})

test('the input audience is read: the OIDC token is requested for it', async () => {
  const github = await startGithubTokens({ sub: 'repo:octo-org/migrations:ref:refs/heads/main' })
  try {
    await runStep({
      inputs: { ...VALID, ...ROLE, audience: 'any text', 'sts-endpoint': 'http://127.0.0.1:1' },
      env: { ACTIONS_ID_TOKEN_REQUEST_URL: github.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken }
    })
    const paths = github.requests.map(({ path }) => path)
    expect(paths).toEqual([expect.stringMatching(/[?&]audience=any%20text$/)])
  } finally {
    await github.close()
  }
})

test('action.yml describes every input and output in a sentence', () => {
  for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
    expect(description).toMatch(/^[A-Z`].{20,}\.$/)
  }
})

test('the action runs on the version of Node that development uses', () => {
  const major = readFileSync(join(root, '.nvmrc'), 'utf8').trim()
  expect(action.runs.using).toBe(`node${major}`)
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packages = Object.entries<string>({ ...manifest.devDependencies, ...manifest.optionalDependencies })
  const versions = packages.filter(([name]) => /^(@types\/)?node(-|$)/.test(name))
  expect(versions.length).toBeGreaterThan(1)
  for (const [name, version] of versions) expect([name, version.split('.')[0]]).toEqual([name, major])
})
