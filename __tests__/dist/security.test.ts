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
  type JobStatus,
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
const FOREIGN = 'mgw.example.com'
const FOREIGN_STS = 'sts.example.com'
const STS = 'sts.cn-hangzhou.aliyuncs.com'
const GITHUB = 'pipelines.actions.githubusercontent.com'
/** What a runner has in the environment of a step, and what is none of this action's business. */
const OTHERS = { GITHUB_TOKEN: 'ghs_token-of-the-job', ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-job' }
const AGENT = /^mgw-job-action\/\d+\.\d+\.\d+ \(octo-org\/migrations; run 1234567890; attempt 1\) Node\.js\/[\d.]+$/

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
  tls = authority.issue(MGW, STS, GITHUB, FOREIGN, FOREIGN_STS)
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
  const ports: Record<string, number> = {
    ...{ [MGW]: emulator.port, [STS]: sts.port, [GITHUB]: github.port },
    ...{ [FOREIGN]: emulator.port, [FOREIGN_STS]: sts.port }
  }
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
function pause(inputs: Record<string, string>, env: Record<string, string> = {}): Promise<Outcome> {
  return runStep({
    inputs: { operation: 'pause-job', 'job-name': JOB, region: 'cn-hangzhou', ...inputs },
    env: {
      ...OTHERS,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      ACTIONS_ID_TOKEN_REQUEST_URL: github.url.replace(/127\.0\.0\.1:\d+/, GITHUB),
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken,
      ...env
    }
  })
}

/** The inputs that sign in as the role. */
function asRole(): Record<string, string> {
  return { 'role-to-assume': sts.roleArn, 'oidc-provider-arn': sts.oidcProviderArn }
}

const NO_KEYS = { 'access-key-id': '', 'access-key-secret': '' }
const KEYS = {
  'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
  'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
}

test('three hosts are contacted to sign in as a role, each with what it needs and no more', async () => {
  const { exitCode } = await pause({ ...asRole(), 'allowed-account-ids': ACCOUNT })
  expect(exitCode).toBe(0)
  expect(asked).toEqual([GITHUB, STS, MGW].map((host) => `${host}:443`))

  const [token] = github.requests
  expect(token?.path).toBe('/idtoken/1/2?api-version=2.0&audience=sts.aliyuncs.com')
  expect(namesOf(token)).toEqual(['accept', 'accept-encoding', 'authorization', 'connection', 'host', 'user-agent'])

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
  await pause({ ...asRole(), 'allowed-account-ids': ACCOUNT })
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
  await pause({ ...asRole(), 'allowed-account-ids': ACCOUNT })
  const agents = [...github.requests, ...sts.requests, ...emulator.requests].map(({ headers }) => headers['user-agent'])
  expect(agents).toEqual(Array(4).fill(expect.stringMatching(AGENT)))
})

test.each(['the service', 'STS', 'GitHub'])(
  'a redirect leads nowhere, and nothing goes to the other host: %s',
  async (who) => {
    const location = 'https://other.example.com/'
    const raw = Buffer.from(`HTTP/1.1 307 See there\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`)
    if (who === 'the service') emulator.fail({ fault: 'redirect', location })
    else (who === 'STS' ? sts : github).fail({ raw })
    const { outputs } = await pause(asRole())
    expect(outputs['error-code']).toBe('InvalidResponse')
    const hosts = [GITHUB, STS, MGW].map((host) => `${host}:443`)
    expect(asked.filter((host) => !hosts.includes(host))).toEqual([])
  }
)

test('no server is asked for an encoding that is not read', async () => {
  await pause({ ...asRole(), 'allowed-account-ids': ACCOUNT })
  const encodings = [...github.requests, ...sts.requests, ...emulator.requests].map(
    ({ headers }) => headers['accept-encoding']
  )
  expect(encodings).toEqual(Array(4).fill('identity'))
})

describe('a server whose clock is hours ahead', () => {
  const HOUR = 3_600_000
  /** How far the times that requests were signed for are ahead of this machine's, in hours. */
  const signedFor = (): number[] =>
    emulator.requests.map(({ headers }) => {
      const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(headers['x-oss-date'] ?? '') ?? []
      const iso = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`
      return Math.round((Date.parse(iso) - Date.now()) / HOUR) + 0
    })

  test.each([
    ['the service', {}, [0, 20, 20], ''],
    ['a foreign endpoint', { endpoint: FOREIGN }, [0], 'RequestTimeTooSkewed'],
    ['the service, with a foreign STS', { 'sts-endpoint': FOREIGN_STS }, [0, 20, 20], '']
  ])('gets no signature for that time unless it is Alibaba Cloud: %s', async (_, inputs, hours, code) => {
    emulator.fail({ fault: 'skewed-clock', skewMs: 20 * HOUR, times: 9 })
    const { outputs } = await pause({ ...KEYS, 'user-id': ACCOUNT, operation: 'get-job', ...inputs })
    expect(outputs['error-code']).toBe(code)
    expect(signedFor()).toEqual(hours)
  })

  test('a foreign STS does not set the clock for the service, nor for itself', async () => {
    const date = new Date(Date.now() + 20 * HOUR).toUTCString()
    const body = JSON.stringify({ Code: 'InvalidTimeStamp.Expired', Message: 'No.' })
    sts.fail({
      raw: Buffer.from(
        `HTTP/1.1 400 Bad Request\r\ndate: ${date}\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`
      )
    })
    const { outputs } = await pause({ ...KEYS, 'allowed-account-ids': ACCOUNT, 'sts-endpoint': FOREIGN_STS })
    expect(outputs['error-code']).toBe('InvalidTimeStamp.Expired')
    expect(sts.requests).toHaveLength(1)
    expect(emulator.requests).toEqual([])
  })
})

const MEBIBYTE = 2 ** 20

describe.each([
  ['1 MiB is read', MEBIBYTE],
  ['1 MiB and a byte is refused', MEBIBYTE + 1]
])('an answer of %s', (_, bytes) => {
  const isRead = bytes <= MEBIBYTE
  const TOO_LARGE = {
    code: 'fail',
    'error-code': 'InvalidResponse',
    'error-message': expect.stringContaining(`The response is larger than ${MEBIBYTE} bytes.`)
  }

  /** An answer whose body says this, and then nothing but blanks. */
  function answering(said: string): { raw: Buffer } {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\nconnection: close\r\n\r\n`
    return { raw: Buffer.from(head + said.padEnd(bytes)) }
  }

  test('of the service, with a list of jobs', async () => {
    emulator.fail(answering('<ImportJobList></ImportJobList>'))
    const { outputs } = await pause({ ...KEYS, 'user-id': ACCOUNT, 'job-name': 'x*' })
    expect(outputs).toMatchObject(isRead ? { 'error-code': 'NoSuchImportJob' } : TOO_LARGE)
  })

  test('of STS', async () => {
    sts.fail(answering(JSON.stringify({ AccountId: ACCOUNT })))
    const { outputs } = await pause(KEYS)
    expect(outputs).toMatchObject(isRead ? { code: 'success' } : TOO_LARGE)
    expect(emulator.requests).toHaveLength(isRead ? 1 : 0)
  })

  test('of STS, with the keys of a session', async () => {
    const { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret } = EXAMPLE_CREDENTIALS
    const Credentials = { AccessKeyId, AccessKeySecret, SecurityToken: 'token-of-the-session' }
    sts.fail(answering(JSON.stringify({ Credentials })))
    const { outputs } = await pause(asRole())
    // The service knows no such token: what counts is that it was sent there.
    if (!isRead) expect(outputs).toMatchObject(TOO_LARGE)
    expect(emulator.requests[0]?.headers['x-oss-security-token']).toBe(isRead ? 'token-of-the-session' : undefined)
  })

  test('of GitHub, with a token', async () => {
    github.fail(answering(JSON.stringify({ value: 'token-of-the-run' })))
    const { outputs } = await pause(asRole())
    // STS trusts no such token: what counts is that it was sent there.
    if (!isRead) expect(outputs).toMatchObject(TOO_LARGE)
    expect(sts.requests.map(({ body }) => new URLSearchParams(body).get('OIDCToken'))).toEqual(
      isRead ? ['token-of-the-run'] : []
    )
  })
})

/** The names of a request's headers. */
function namesOf(request: { headers: Record<string, string> } | undefined): string[] {
  return Object.keys(request?.headers ?? {}).sort()
}

/**
 * Runs a step that may read the built program and these files, and write its outputs and its summary. Whatever else it
 * tried, Node would refuse: to read, to write, or to start a process or a thread.
 */
async function confined(readable: string[], run: (env: Record<string, string>) => Promise<Outcome>) {
  const own = await mkdtemp(join(folder, 'step-'))
  const files = { GITHUB_OUTPUT: join(own, 'output'), GITHUB_STEP_SUMMARY: join(own, 'summary') }
  for (const file of Object.values(files)) await writeFile(file, '')
  const rights = [
    '--permission',
    ...[join(root, 'dist'), ...readable, ...Object.values(files)].map((path) => `--allow-fs-read=${path}`),
    ...Object.values(files).map((file) => `--allow-fs-write=${file}`)
  ]
  const outcome = await run({
    NODE_OPTIONS: rights.map((right) => JSON.stringify(right)).join(' '),
    ...files
  })
  const outputs = await readFile(files.GITHUB_OUTPUT, 'utf8')
  expect(outcome.stderr).toBe('')
  expect(outcome.log).not.toContain('not written')
  expect(outputs).toContain('code<<')
  expect(await readFile(files.GITHUB_STEP_SUMMARY, 'utf8')).toContain('</table>')
  return { outcome, outputs }
}

test('as a role, over TLS, the step may read its own program only: Node has read NODE_EXTRA_CA_CERTS before', async () => {
  const { outcome } = await confined([], (env) => pause(asRole(), env))
  expect(outcome.exitCode).toBe(0)
  expect(emulator.requests).toHaveLength(1)
})

test('where a certificate is not trusted, the file that NODE_EXTRA_CA_CERTS names is read too, and no other', async () => {
  const file = join(folder, 'ca.txt')
  await writeFile(file, 'not a certificate')
  const { outcome, outputs } = await confined([file], (env) => pause(asRole(), { ...env, NODE_EXTRA_CA_CERTS: file }))
  expect(outcome.exitCode).toBe(1)
  expect(outputs).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  expect(outcome.log).toContain('the file contains no PEM certificate')
})

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
    async (_, inputs, code) => {
      const { outcome } = await confined([], (env) =>
        runStep({ inputs: { operation: 'pause-job', 'job-name': JOB, ...reach(plain), ...inputs }, env })
      )
      expect(outcome.exitCode).toBe(code)
    }
  )
})

/** The action in RAM that allows a call. */
const ACTIONS: Record<string, string> = {
  GetJob: 'mgw:GetImportJob',
  ListJob: 'mgw:ListImportJob',
  ListJobHistory: 'mgw:ListImportJobHistory',
  UpdateJob: 'mgw:UpdateImportJob'
}

const RUN = { operation: 'apply-timetable', timezone: 'UTC', timetable: '00:00 run' }

test.each<[what: string, inputs: Record<string, string>, status: JobStatus, calls: string[]]>([
  ['pause-job', { operation: 'pause-job' }, 'IMPORT_JOB_DOING', ['UpdateJob']],
  ['start-job', { operation: 'start-job' }, 'IMPORT_JOB_SUSPEND', ['UpdateJob']],
  ['close-job', { operation: 'close-job' }, 'IMPORT_JOB_DOING', ['UpdateJob']],
  ['update-qos', { operation: 'update-qos', 'max-bandwidth': '1', 'max-qps': '1' }, 'IMPORT_JOB_DOING', ['UpdateJob']],
  ['dry-run of a change', { operation: 'pause-job', 'dry-run': 'true' }, 'IMPORT_JOB_DOING', ['GetJob']],
  ['dry-run of get-job', { operation: 'get-job', 'dry-run': 'true' }, 'IMPORT_JOB_DOING', ['GetJob', 'ListJobHistory']],
  ['idempotent', { operation: 'pause-job', idempotent: 'true' }, 'IMPORT_JOB_DOING', ['GetJob', 'UpdateJob']],
  ['wait-for: applied', { operation: 'pause-job', 'wait-for': 'applied' }, 'IMPORT_JOB_DOING', ['GetJob', 'UpdateJob']],
  ['get-job', { operation: 'get-job' }, 'IMPORT_JOB_DOING', ['GetJob', 'ListJobHistory']],
  [
    'wait-for: finished',
    { operation: 'start-job', 'wait-for': 'finished', 'wait-timeout-seconds': '1' },
    'IMPORT_JOB_SUSPEND',
    ['GetJob', 'ListJobHistory', 'UpdateJob']
  ],
  ['apply-timetable', { ...RUN, timetable: '00:00 pause' }, 'IMPORT_JOB_DOING', ['GetJob', 'UpdateJob']],
  ['apply-timetable, run', RUN, 'IMPORT_JOB_SUSPEND', ['GetJob', 'UpdateJob']],
  ['apply-timetable, run, of a job that has finished', RUN, 'IMPORT_JOB_FINISHED', ['GetJob', 'ListJobHistory']],
  [
    'apply-timetable, pause, of a job that has finished',
    { ...RUN, timetable: '00:00 pause' },
    'IMPORT_JOB_FINISHED',
    ['GetJob']
  ],
  ['resume-job', { operation: 'resume-job' }, 'IMPORT_JOB_SUSPEND', ['GetJob', 'UpdateJob']],
  ['a pattern', { operation: 'start-job', 'job-name': `${JOB}*` }, 'IMPORT_JOB_SUSPEND', ['ListJob', 'UpdateJob']],
  [
    'a pattern to pause',
    { operation: 'pause-job', 'job-name': `${JOB}*` },
    'IMPORT_JOB_DOING',
    ['GetJob', 'ListJob', 'UpdateJob']
  ]
])('%s makes these calls, and needs no other permission', async (_, inputs, status, calls) => {
  const { made, denied, outputs } = await allowed(calls, inputs, status)
  expect(made).toEqual(calls)
  expect(denied).toEqual([])
  expect(['', 'WaitTimeout']).toContain(outputs['error-code'])
})

test.each<[what: string, inputs: Record<string, string>]>([
  ['get-job', { operation: 'get-job' }],
  ['apply-timetable, run, of a job that has finished', RUN]
])('%s succeeds without the history, where that is denied', async (_, inputs) => {
  const { denied, outputs } = await allowed(['GetJob'], inputs, 'IMPORT_JOB_FINISHED')
  expect(denied).toEqual(['ListJobHistory'])
  expect(outputs).toMatchObject({ code: 'success', changed: 'false', 'total-count': '' })
})

/** Runs a step whose keys may make these calls only; what it made, and what of that was denied. */
async function allowed(calls: string[], inputs: Record<string, string>, status: JobStatus) {
  const emulator = await startEmulator({
    durations: STILL,
    jobs: [{ name: JOB, status }],
    behavior: { allowedActions: calls.map((call) => ACTIONS[call] ?? call) }
  })
  try {
    const { outputs } = await runStep({ inputs: { 'job-name': JOB, ...reach(emulator), ...inputs } })
    const callsOf = (requests: { method: string; path: string }[]): string[] =>
      [...new Set(requests.map(({ method, path }) => callOf(method, path)))].sort()
    const denied = emulator.requests.filter(({ statusCode }) => statusCode === 403)
    return { outputs, made: callsOf(emulator.requests), denied: callsOf(denied) }
  } finally {
    await emulator.close()
  }
}

function callOf(method: string, path: string): string {
  if (path.startsWith('/joblist')) return 'ListJob'
  if (path.startsWith('/jobhistory/')) return 'ListJobHistory'
  return method === 'PUT' && path.startsWith('/job/') ? 'UpdateJob' : `${method === 'GET' ? 'GetJob' : path}`
}

test('nothing runs before the step or after it', () => {
  expect(readAction().runs).toEqual({ using: 'node24', main: 'dist/index.js' })
})
