import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import type { Server as HttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  createCertificateAuthority,
  type Emulator,
  EXAMPLE_CREDENTIALS,
  type GithubTokens,
  STILL,
  type Sts,
  startEmulator,
  startGithubTokens,
  startSts,
  type TlsOptions
} from 'mgw-emulator'
import { Server } from 'proxy-chain'
import { readAction, root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { JOB, reach } from './support.ts'

// What docs/security.md says, sentence by sentence. Its last table says which test holds which.

const ACCOUNT = '1234567890123456'
const MGW = `${ACCOUNT}.cn-hangzhou.mgw.aliyuncs.com`
const STS = 'sts.cn-hangzhou.aliyuncs.com'
const GITHUB = 'pipelines.actions.githubusercontent.com'
/** What a runner has in the environment of a step, and what is none of this action's business. */
const OTHERS = { GITHUB_TOKEN: 'ghs_token-of-the-job', ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-job' }
const AGENT =
  /^mgw-job-action\/\d+\.\d+\.\d+ \(octo-org\/migrations; run 1234567890; attempt 1\) Node\.js\/[\d.]+$/

let folder: string
let tls: TlsOptions
let sts: Sts
let github: GithubTokens
let emulator: Emulator
let proxy: Server
/** The hosts that the proxy was asked for. */
let asked: string[]

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'mgw-security-')))
  const authority = createCertificateAuthority()
  await writeFile(join(folder, 'ca.pem'), authority.cert)
  tls = authority.issue(MGW, STS, GITHUB)
})
afterAll(() => rm(folder, { recursive: true }))

beforeEach(async () => {
  sts = await startSts({ tls, trust: { sub: '*' }, accountId: ACCOUNT })
  github = await startGithubTokens({ tls })
  emulator = await startEmulator({
    tls,
    credentials: sts.credentials,
    durations: STILL,
    jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }]
  })
  asked = []
  const ports: Record<string, number> = { [MGW]: emulator.port, [STS]: sts.port, [GITHUB]: github.port }
  proxy = new Server({
    host: '127.0.0.1',
    port: 0,
    prepareRequestFunction: ({ hostname, port }) => {
      asked.push(`${hostname}:${port}`)
      return { customConnectServer: relayTo(ports[hostname] ?? 1) }
    }
  })
  await proxy.listen()
})
afterEach(async () => {
  await proxy.close(true)
  await Promise.all([sts.close(), github.close(), emulator.close()])
})

/** Where the proxy takes connections that are meant for a host. It only hands over sockets, as to a server of HTTP. */
function relayTo(port: number): HttpServer {
  return createServer((socket) =>
    pipeline(socket, connect(port, '127.0.0.1'), socket, () => {})
  ) as unknown as HttpServer
}

/** A step whose hosts are those of Alibaba Cloud and of GitHub, by their own names. */
function pause(inputs: Record<string, string>): Promise<Outcome> {
  return runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, region: 'cn-hangzhou', ...inputs },
    env: {
      ...OTHERS,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      ACTIONS_ID_TOKEN_REQUEST_URL: github.url.replace(/127\.0\.0\.1:\d+/, GITHUB),
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken
    }
  })
}

const NO_KEYS = { 'access-key-id': '', 'access-key-secret': '' }
const KEYS = {
  'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
  'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
}

test('three hosts are contacted to sign in as a role, each with what it needs and no more', async () => {
  const { exitCode } = await pause({
    'role-to-assume': sts.roleArn,
    'oidc-provider-arn': sts.oidcProviderArn,
    'allowed-account-ids': ACCOUNT
  })
  expect(exitCode).toBe(0)
  expect(asked).toEqual([GITHUB, STS, MGW].map((host) => `${host}:443`))

  const [token] = github.requests
  expect(token?.path).toBe('/idtoken/1/2?api-version=2.0&audience=sts.aliyuncs.com')
  expect(namesOf(token)).toEqual(['accept', 'authorization', 'connection', 'host', 'user-agent'])

  const [session, identity, ...more] = sts.requests
  expect(more).toEqual([])
  expect([...new URLSearchParams(session?.body).keys()].sort()).toEqual([
    'DurationSeconds',
    'OIDCProviderArn',
    'OIDCToken',
    'RoleArn',
    'RoleSessionName'
  ])
  expect(session?.headers.authorization).toBeUndefined()
  expect(identity?.body).toBe('')
  expect(namesOf(identity).filter((name) => /^x-|^auth/.test(name))).toEqual([
    'authorization',
    'x-acs-accesskey-id',
    'x-acs-action',
    'x-acs-content-sha256',
    'x-acs-date',
    'x-acs-security-token',
    'x-acs-signature-nonce',
    'x-acs-version'
  ])

  const [change] = emulator.requests
  expect(`${change?.method} ${change?.path} ${change?.body.replace(/<\?.*\?>/, '')}`).toBe(
    `PUT /job/${JOB} <ImportJob><Status>IMPORT_JOB_SUSPEND</Status></ImportJob>`
  )
  expect(namesOf(change).filter((name) => /^x-|^auth/.test(name))).toEqual([
    'authorization',
    'x-oss-content-sha256',
    'x-oss-date',
    'x-oss-security-token'
  ])
})

test('with keys and user-id, the migration service alone is contacted', async () => {
  const { exitCode } = await pause({ ...KEYS, 'user-id': ACCOUNT })
  expect(exitCode).toBe(0)
  expect(asked).toEqual([`${MGW}:443`])
})

test('no secret key and no token of GitHub but the one for STS leaves the runner', async () => {
  await pause({
    'role-to-assume': sts.roleArn,
    'oidc-provider-arn': sts.oidcProviderArn,
    'allowed-account-ids': ACCOUNT
  })
  const sent = JSON.stringify([github.requests, sts.requests, emulator.requests])
  const secrets = sts.credentials.map(({ accessKeySecret }) => accessKeySecret)
  expect([...Object.values(OTHERS), ...secrets].filter((secret) => sent.includes(secret))).toEqual([])
  // GitHub's token for this run goes to STS, and what STS gave for it to the service.
  const jwt = new URLSearchParams(sts.requests[0]?.body).get('OIDCToken') ?? 'none'
  expect(JSON.stringify(emulator.requests)).not.toContain(jwt)
  expect(JSON.stringify([sts.requests, emulator.requests])).not.toContain(github.requestToken)
  expect(emulator.requests).toHaveLength(1)
})

test('the user agent of each request names the action, the repository, the run, its attempt, and Node', async () => {
  await pause({
    'role-to-assume': sts.roleArn,
    'oidc-provider-arn': sts.oidcProviderArn,
    'allowed-account-ids': ACCOUNT
  })
  const agents = [...github.requests, ...sts.requests, ...emulator.requests].map(
    ({ headers }) => headers['user-agent']
  )
  expect(agents).toEqual(Array(4).fill(expect.stringMatching(AGENT)))
})

test.each(['the service', 'STS', 'GitHub'])(
  'a redirect leads nowhere, and nothing goes to the other host: %s',
  async (who) => {
    const location = 'https://other.example.com/'
    const raw = Buffer.from(`HTTP/1.1 307 See there\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`)
    if (who === 'the service') emulator.fail({ fault: 'redirect', location })
    else (who === 'STS' ? sts : github).fail({ raw })
    const { outputs } = await pause({
      'role-to-assume': sts.roleArn,
      'oidc-provider-arn': sts.oidcProviderArn
    })
    expect(outputs['error-code']).toBe('InvalidResponse')
    const hosts = [GITHUB, STS, MGW].map((host) => `${host}:443`)
    expect(asked.filter((host) => !hosts.includes(host))).toEqual([])
  }
)

/** The names of a request's headers. */
function namesOf(request: { headers: Record<string, string> } | undefined): string[] {
  return Object.keys(request?.headers ?? {}).sort()
}

describe('on a machine of its own', () => {
  let plain: Emulator
  beforeAll(async () => {
    plain = await startEmulator({ durations: STILL, jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
  })
  afterAll(() => plain.close())

  test('keys that the machine has are not looked for, and without keys no connection is opened', async () => {
    const home = join(folder, 'home')
    for (const place of ['.alibabacloud', '.aliyun']) await mkdir(join(home, place), { recursive: true })
    const profile = '[default]\ntype = access_key\naccess_key_id = a\naccess_key_secret = b\n'
    await writeFile(join(home, '.alibabacloud/credentials'), profile)
    await writeFile(join(home, '.aliyun/config.json'), '{"current":"default","profiles":[]}')
    const { exitCode, outputs, stderr } = await runStep({
      inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(plain), ...NO_KEYS },
      env: {
        HOME: home,
        USERPROFILE: home,
        ALIBABA_CLOUD_CREDENTIALS_FILE: join(home, '.alibabacloud/credentials'),
        ALIBABA_CLOUD_CREDENTIALS_URI: plain.url,
        ALIBABA_CLOUD_ECS_METADATA: 'role-of-the-machine',
        ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::1:role/a',
        NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/watch-connections.mjs')}`
      }
    })
    expect({ exitCode, code: outputs['error-code'], stderr }).toEqual({
      exitCode: 1,
      code: 'EmptyAccessId',
      stderr: '[]'
    })
  })

  test.each([
    ['a success', {}, 0],
    ['a failure', { 'job-name': 'no-such-job' }, 1],
    ['several jobs', { 'job-name': '*', operation: 'get-job' }, 0],
    ['a wait', { operation: 'get-job', 'wait-for': 'finished', 'wait-timeout-seconds': '1' }, 1]
  ])(
    'the step may read its own program only, and write its outputs and its summary only: %s',
    async (what, inputs, code) => {
      const [outputs, summary] = ['output', 'summary'].map((name) => join(folder, `${name}-${what.length}`))
      for (const file of [outputs, summary]) await writeFile(file ?? '', '')
      // Whatever else it tried, Node would refuse: to read, to write, or to start a process or a thread.
      const rights = [
        '--permission',
        `--allow-fs-read=${join(root, 'dist')}`,
        ...[outputs, summary].flatMap((file) => [`--allow-fs-read=${file}`, `--allow-fs-write=${file}`])
      ]
      const { exitCode, stderr, log } = await runStep({
        inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(plain), ...inputs },
        env: {
          NODE_OPTIONS: rights.map((right) => JSON.stringify(right)).join(' '),
          GITHUB_OUTPUT: outputs,
          GITHUB_STEP_SUMMARY: summary
        }
      })
      expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: '' })
      expect(log).not.toContain('not written')
      expect(await readFile(outputs ?? '', 'utf8')).toContain('code<<')
      expect(await readFile(summary ?? '', 'utf8')).toContain('</table>')
    }
  )

  test.each<[what: string, inputs: Record<string, string>, calls: string[]]>([
    ['pause-job', { operation: 'pause-job' }, ['UpdateJob']],
    ['start-job', { operation: 'start-job' }, ['UpdateJob']],
    ['close-job', { operation: 'close-job' }, ['UpdateJob']],
    ['update-qos', { operation: 'update-qos', 'max-bandwidth': '1', 'max-qps': '1' }, ['UpdateJob']],
    ['dry-run', { operation: 'pause-job', 'dry-run': 'true' }, ['GetJob']],
    ['idempotent', { operation: 'pause-job', idempotent: 'true' }, ['GetJob', 'UpdateJob']],
    ['wait-for: applied', { operation: 'pause-job', 'wait-for': 'applied' }, ['GetJob', 'UpdateJob']],
    ['get-job', { operation: 'get-job' }, ['GetJob', 'ListJobHistory']],
    [
      'wait-for: finished',
      { operation: 'start-job', 'wait-for': 'finished', 'wait-timeout-seconds': '1' },
      ['GetJob', 'ListJobHistory', 'UpdateJob']
    ],
    [
      'apply-timetable',
      { operation: 'apply-timetable', timezone: 'UTC', timetable: '00:00 pause' },
      ['GetJob', 'UpdateJob']
    ],
    ['a pattern', { operation: 'pause-job', 'job-name': 'by-pattern*' }, ['ListJob', 'UpdateJob']]
  ])('%s makes these calls, and needs no other permission', async (what, inputs, calls) => {
    const name = what === 'a pattern' ? 'by-pattern-1' : what.replace(/\W+/g, '-')
    plain.addJob({
      name,
      status: inputs.operation === 'start-job' ? 'IMPORT_JOB_SUSPEND' : 'IMPORT_JOB_DOING'
    })
    const seen = plain.requests.length
    await runStep({ inputs: { 'job-name': name, ...reach(plain), ...inputs } })
    const made = plain.requests.slice(seen).map(({ method, path }) => callOf(method, path))
    expect([...new Set(made)].sort()).toEqual(calls)
  })

  function callOf(method: string, path: string): string {
    if (path.startsWith('/joblist')) return 'ListJob'
    if (path.startsWith('/jobhistory/')) return 'ListJobHistory'
    return method === 'PUT' && path.startsWith('/job/')
      ? 'UpdateJob'
      : `${method === 'GET' ? 'GetJob' : path}`
  }
})

test('nothing runs before the step or after it', () => {
  expect(readAction().runs).toEqual({ using: 'node24', main: 'dist/index.js' })
})
