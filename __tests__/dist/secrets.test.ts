import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { type ErrorCode, type FaultName, STILL, startEmulator, startGithubTokens, startSts } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { JOB, reach } from './support.ts'

const PROXY_PASSWORD = 'p@ss/w:rd+of the proxy'
const STATIC = {
  accessKeyId: 'LTAI5tStaticKey',
  accessKeySecret: 'static+secret/of=0001',
  securityToken: 'CAIS/static+token='
}
const ENV = {
  RUNNER_DEBUG: '1',
  ACTIONS_STEP_DEBUG: 'true',
  NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/no-such-host.mjs')}`
}
const STATIC_INPUTS = {
  'access-key-id': STATIC.accessKeyId,
  'access-key-secret': STATIC.accessKeySecret,
  'security-token': STATIC.securityToken
}
const LEFT = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: STATIC.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: STATIC.accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: STATIC.securityToken
}
const ACCOUNT = '1234567890123456'
const NO_KEYS = { 'access-key-id': '', 'access-key-secret': '', 'security-token': '' }
/** Inputs that stand for the role of the STS that a scenario begins. */
const ROLE = { ...NO_KEYS, 'role-to-assume': 'the role', 'oidc-provider-arn': 'the provider' }

interface Scenario {
  name: string
  inputs: Record<string, string>
  env?: Record<string, string>
  /** What fails at the emulator. */
  failure?:
    | { fault: FaultName }
    | { code: ErrorCode }
    | { code: ErrorCode; message: string; status: number }
    | undefined
  /** What STS or GitHub fail with. */
  signIn?: { who: 'sts' | 'github'; status: number; body: object }
  /** Whether the step succeeds. */
  succeeds?: boolean
}

const echo = (text: string): Scenario['failure'] => ({
  code: 'InvalidArgument',
  status: 400,
  message: `You sent ${text}.`
})
const secret = STATIC.accessKeySecret
const proxied = { ...STATIC_INPUTS, endpoint: 'mgw.example.com' }
const proxy = (address: string): Record<string, string> => ({
  HTTPS_PROXY: `http://me:${encodeURIComponent(PROXY_PASSWORD)}@${address}`
})

const CODES: ErrorCode[] = ['NoSuchImportJob', 'SignatureDoesNotMatch', 'InternalError']
const FAULTS: FaultName[] = ['500-html', 'reset-before-headers', 'redirect']

const SCENARIOS: Scenario[] = [
  { name: 'an operation that there is not', inputs: { ...STATIC_INPUTS, operation: 'nothing' } },
  { name: 'the secret as an operation', inputs: { ...STATIC_INPUTS, operation: secret } },
  { name: 'the secret as a job name', inputs: { ...STATIC_INPUTS, 'job-name': secret } },
  { name: 'a half key', inputs: { ...STATIC_INPUTS, 'access-key-id': '' } },
  { name: 'a key with a space', inputs: { ...STATIC_INPUTS, 'access-key-id': 'A K' } },
  {
    name: 'an endpoint with a password',
    inputs: { ...STATIC_INPUTS, endpoint: `https://me:${secret}@a.example` }
  },
  { name: 'keys and a role', inputs: { ...ROLE, ...STATIC_INPUTS } },
  { name: 'a role without its provider', inputs: { ...ROLE, 'oidc-provider-arn': '' } },
  ...CODES.map((code) => ({ name: code, inputs: STATIC_INPUTS, failure: { code } })),
  ...FAULTS.map((fault) => ({ name: fault, inputs: STATIC_INPUTS, failure: { fault } })),
  { name: 'keyless 500-html', inputs: ROLE, failure: { fault: '500-html' } },
  {
    name: 'the service repeats the secret',
    inputs: STATIC_INPUTS,
    failure: echo(`${secret} and ${STATIC.securityToken}`)
  },
  {
    name: 'the service repeats the secret, URL-encoded',
    inputs: STATIC_INPUTS,
    failure: echo(encodeURIComponent(secret))
  },
  {
    name: 'the service repeats the secret in base64',
    inputs: STATIC_INPUTS,
    failure: echo(Buffer.from(secret).toString('base64'))
  },
  {
    name: 'STS refuses',
    inputs: ROLE,
    signIn: { who: 'sts', status: 401, body: { Code: 'AuthenticationFail.NoPermission', Message: 'No.' } }
  },
  {
    name: 'STS fails',
    inputs: ROLE,
    signIn: { who: 'sts', status: 500, body: { Code: 'InternalError', Message: 'No.' } }
  },
  {
    name: 'STS answers nonsense',
    inputs: ROLE,
    signIn: { who: 'sts', status: 200, body: { Credentials: {} } }
  },
  { name: 'GitHub refuses', inputs: ROLE, signIn: { who: 'github', status: 403, body: {} } },
  { name: 'GitHub answers nonsense', inputs: ROLE, signIn: { who: 'github', status: 200, body: {} } },
  { name: 'the account is not allowed', inputs: { ...ROLE, 'allowed-account-ids': '1' } },
  { name: 'a proxy that cannot be reached', inputs: proxied, env: proxy('127.0.0.1:1') },
  { name: 'a proxy that there is not', inputs: proxied, env: proxy('proxy.example.com:3128') },
  { name: 'a proxy without a host', inputs: proxied, env: proxy('') },
  { name: 'a host that there is not', inputs: { ...STATIC_INPUTS, endpoint: 'mgw.example.com' } },
  { name: 'a host that refuses', inputs: { ...STATIC_INPUTS, endpoint: 'http://127.0.0.1:1' } },
  {
    name: 'outputs that cannot be written',
    inputs: STATIC_INPUTS,
    env: { GITHUB_OUTPUT: '/nowhere/output' }
  },
  { name: 'a success with keys', inputs: STATIC_INPUTS, succeeds: true },
  { name: 'a success with keys that another step has left', inputs: NO_KEYS, env: LEFT, succeeds: true },
  { name: 'a success as a role', inputs: { ...ROLE, 'allowed-account-ids': ACCOUNT }, succeeds: true },
  { name: 'a success that was waited for', inputs: { ...ROLE, 'wait-for': 'applied' }, succeeds: true },
  {
    name: 'a success with several jobs',
    inputs: { ...ROLE, operation: 'get-job', 'job-name': '*' },
    succeeds: true
  }
]

/** Runs a scenario, and returns its result and every secret in it. */
async function play({ inputs, env = {}, failure, signIn }: Scenario): Promise<{ outcome: Outcome; secrets: string[] }> {
  const sts = await startSts({ trust: { sub: '*' }, credentials: [STATIC], accountId: ACCOUNT })
  const github = await startGithubTokens()
  const emulator = await startEmulator({
    credentials: sts.credentials,
    durations: STILL,
    jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }]
  })
  if (failure !== undefined) emulator.fail({ ...failure, times: Number.POSITIVE_INFINITY })
  if (signIn !== undefined) (signIn.who === 'sts' ? sts : github).fail(signIn, 9)
  const placeholders = new Map([
    ['the role', sts.roleArn],
    ['the provider', sts.oidcProviderArn]
  ])
  const filled = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, placeholders.get(value) ?? value])
  )
  const outcome = await runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      'max-attempts': '1',
      ...reach(emulator),
      'sts-endpoint': sts.url,
      ...filled
    },
    env: {
      ...ENV,
      ACTIONS_ID_TOKEN_REQUEST_URL: github.url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken,
      ...env
    }
  }).finally(() => Promise.all([sts.close(), github.close(), emulator.close()]))
  const tokens = sts.requests.map(({ body }) => new URLSearchParams(body).get('OIDCToken') ?? '')
  const keys = sts.credentials.flatMap(({ accessKeySecret, securityToken = '' }) => [accessKeySecret, securityToken])
  return {
    outcome,
    secrets: [...keys, ...tokens, github.requestToken, PROXY_PASSWORD].filter((secret) => secret !== '')
  }
}

/** A secret of which every part of eight characters is its own. */
const long = (seed: string, length: number): string =>
  createHash('shake256', { outputLength: length }).update(seed).digest('base64').slice(0, length)
const LONG = {
  accessKeyId: 'LTAI5tKeyThatIsRepeated',
  accessKeySecret: long('secret', 30),
  securityToken: long('token', 700)
}
const LONG_INPUTS = {
  'access-key-id': LONG.accessKeyId,
  'access-key-secret': LONG.accessKeySecret,
  'security-token': LONG.securityToken
}
const BEARER = `bearer-${long('bearer', 279)}`

/** An answer of the service that says this. */
const answer = (body: string, status = '400 Bad Request', headers = ''): { raw: Buffer } => ({
  raw: Buffer.from(`HTTP/1.1 ${status}\r\nconnection: close\r\n${headers}\r\n${body}`)
})
const refusal = (code: string, message = 'No.', rest = ''): { raw: Buffer } =>
  answer(`<Error><Code>${code}</Code><Message>${message}</Message>${rest}</Error>`)
const escaped = (text: string, write: (character: string) => string): string => text.replace(/[^a-z]/gi, write)
const code = (character: string): string => character.charCodeAt(0).toString(16)
const inBase64 = (before: string): string => Buffer.from(`${before}${LONG.accessKeySecret}, that`).toString('base64')

const ECHOES: [what: string, answer: { raw: Buffer }, inputs?: Record<string, string>][] = [
  ['a code', refusal(LONG.accessKeyId)],
  ['a part of a code', refusal(`No.${LONG.accessKeyId}`)],
  ['a request ID', answer('', '403 Forbidden', `x-oss-request-id: ${LONG.accessKeyId}\r\n`)],
  [
    'a status',
    answer(`<ImportJob><Status>${LONG.accessKeyId}</Status></ImportJob>`, '200 OK'),
    { operation: 'get-job' }
  ],
  [
    'a status that is waited for',
    answer(`<ImportJob><Status>${LONG.accessKeyId}</Status></ImportJob>`, '200 OK'),
    { operation: 'get-job', 'wait-for': 'finished', 'wait-timeout-seconds': '1' }
  ],
  [
    'the name of an element',
    answer(`<ImportJob><${LONG.accessKeyId}><a/></${LONG.accessKeyId}></ImportJob>`, '200 OK'),
    { operation: 'get-job' }
  ],
  ['a message that is cut', refusal('No', `${'x'.repeat(16_370)}${LONG.accessKeyId}`)],
  ['a message after many secrets', refusal('No', LONG.securityToken.repeat(400))],
  [
    'Data that is cut',
    refusal('No', 'No.', `<HostId>${'x'.repeat(32_570)}${` ${LONG.accessKeyId}`.repeat(9)}</HostId>`)
  ],
  ['a page', answer(`${'x'.repeat(180)}${LONG.accessKeyId}`, '200 OK')],
  ['a page with an error', answer(`${'x'.repeat(180)}${LONG.accessKeyId}`, '502 Bad Gateway')],
  [
    'URL-encoded',
    refusal(
      'No',
      escaped(LONG.securityToken, (one) => `%${code(one)}`)
    )
  ],
  [
    'with XML entities',
    refusal(
      'No',
      escaped(LONG.securityToken, (one) => `&#x${code(one)};`)
    )
  ],
  [
    'with escaped XML entities',
    refusal(
      'No',
      escaped(LONG.securityToken, (one) => `&amp;#x${code(one)};`)
    )
  ],
  ['in JSON', refusal('No', JSON.stringify({ token: LONG.securityToken }).replaceAll('/', '\\/'))],
  [
    'in JSON with codes',
    refusal(
      'No',
      escaped(LONG.securityToken, (one) => `\\u00${code(one)}`)
    )
  ],
  ...['', 'I', 'me'].map((before): [string, { raw: Buffer }] => [
    `in base64 after ${before}`,
    refusal('No', inBase64(before))
  ])
]

const PASTED = [
  'operation',
  'job-name',
  'region',
  'endpoint',
  'timezone',
  'max-attempts',
  'wait-for',
  'role-session-name'
]

/** What a step shows anywhere, without what the runner masks. */
function shownBy({ log, stderr, outputs, summary, env, state }: Outcome): string {
  return [log.replace(/^::add-mask::.*$/gm, ''), stderr, JSON.stringify(outputs), summary, env, state].join('\n')
}

/** The parts of eight characters that are shown of a secret. */
function partsIn(shown: string, secret: string): string[] {
  const parts = Array.from({ length: secret.length - 7 }, (_, index) => secret.slice(index, index + 8))
  return parts.filter((part) => shown.includes(part))
}

test.concurrent.each(ECHOES)(
  'no part of a secret is shown where the service repeats it: %s',
  async (_, raw, inputs) => {
    const emulator = await startEmulator({ credentials: [LONG], durations: STILL, jobs: [{ name: JOB }] })
    emulator.fail({ ...raw, times: Number.POSITIVE_INFINITY })
    const once = { operation: 'pause-job', 'job-name': JOB, 'max-attempts': '1', 'timeout-seconds': '5' }
    const outcome = await runStep({ inputs: { ...once, ...reach(emulator), ...LONG_INPUTS, ...inputs } })
    await emulator.close()
    const shown = shownBy(outcome)
    // In Data and in messages there are asterisks instead; as an identifier it is nothing.
    const secret = Buffer.from(LONG.accessKeySecret).toString('base64')
    const parts = [...Object.values(LONG), secret].flatMap((one) => partsIn(shown, one))
    expect({ parts, stderr: outcome.stderr }).toEqual({ parts: [], stderr: '' })
    expect(outcome.outputs.code).toMatch(/^(success|fail)$/)
  }
)

test.concurrent.each(PASTED)('no part of a key is shown that was pasted into %s too', async (name) => {
  const inputs = { operation: 'pause-job', 'job-name': JOB, region: 'cn-hangzhou', ...LONG_INPUTS, 'max-attempts': '1' }
  const outcome = await runStep({ inputs: { ...inputs, [name]: LONG.securityToken }, env: ENV })
  expect(partsIn(shownBy(outcome).replace(/^lookup .*$/gm, ''), LONG.securityToken)).toEqual([])
})

test.concurrent("no part of GitHub's request token is shown where GitHub repeats it at the end of what is shown", async () => {
  const github = await startGithubTokens()
  for (let before = 0; before < 300; before += 33)
    github.fail(answer(`${'x'.repeat(before)}${BEARER}`, '403 Forbidden'))
  const outcomes: Outcome[] = []
  try {
    for (let before = 0; before < 300; before += 33) {
      github.fail(answer(`${'x'.repeat(before)}${BEARER}`, '403 Forbidden'))
      const role = { 'role-to-assume': 'acs:ram::1:role/a', 'oidc-provider-arn': 'acs:ram::1:oidc-provider/a' }
      outcomes.push(
        await runStep({
          inputs: { operation: 'pause-job', 'job-name': JOB, region: 'cn-hangzhou', ...role },
          env: { ACTIONS_ID_TOKEN_REQUEST_URL: github.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: BEARER }
        })
      )
    }
  } finally {
    await github.close()
  }
  for (const outcome of outcomes) {
    expect(outcome.outputs['error-message']).toContain('***')
    expect(partsIn(shownBy(outcome), BEARER)).toEqual([])
    // Masked before anything else is said.
    expect(outcome.log.startsWith(`::add-mask::${BEARER}\n`)).toBe(true)
  }
})

test.concurrent.each(SCENARIOS)('no secret is shown: $name', async (scenario) => {
  const { outcome, secrets } = await play(scenario)
  const { log, stderr, outputs, summary, env, state, exitCode } = outcome
  const shown = [
    log.replace(/^::add-mask::.*$/gm, ''),
    stderr.replace(/^lookup .*$/gm, ''),
    JSON.stringify(outputs),
    summary,
    env,
    state
  ].join('\n')

  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(`me:${secret}`).toString('base64')
  ])
  expect(forms.filter((form) => shown.includes(form))).toEqual([])
  expect({ env, state }).toEqual({ env: '', state: '' })
  expect(exitCode).toBe(scenario.succeeds ? 0 : 1)
})
