import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server as HttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import {
  createCertificateAuthority,
  type Emulator,
  type GithubTokens,
  STILL,
  type Sts,
  startEmulator,
  startGithubTokens,
  startSts,
  type TlsOptions
} from 'mgw-emulator'
import { RequestError, Server } from 'proxy-chain'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { errors, JOB, reach } from './support.ts'

const MGW_HOST = '42.cn-hangzhou.mgw.aliyuncs.com'
const ACCOUNT = '1234567890123456'
const PASSWORD = 'p@ss/w:rd-of-the-proxy'
const QOS = { operation: 'update-qos', 'max-bandwidth': '1', 'max-qps': '1' }

/** No name is known, so that nothing leaves this machine. */
const NO_NAMES = { NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/no-such-host.mjs')}` }

let folder: string
let tls: TlsOptions
let sts: Sts
let emulator: Emulator
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mgw-network-'))
  const authority = createCertificateAuthority()
  await writeFile(join(folder, 'ca.pem'), authority.cert)
  tls = authority.issue('localhost', MGW_HOST)
  sts = await startSts({ tls, trust: { sub: '*' } })
  emulator = await startEmulator({
    tls,
    credentials: sts.credentials,
    durations: STILL,
    jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }]
  })
})
afterAll(async () => {
  await Promise.all([emulator.close(), sts.close(), rm(folder, { recursive: true })])
})
beforeEach(() => {
  emulator.requests.length = 0
  sts.requests.length = 0
})

/** A step that trusts the CA and sends to the emulator by the name in its certificate. */
function throttle(env: Record<string, string> = {}, inputs: Record<string, string> = {}): Promise<Outcome> {
  const endpoint = `https://localhost:${emulator.port}`
  return runStep({
    inputs: { ...QOS, 'job-name': JOB, ...reach(emulator), endpoint, ...inputs },
    env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), ...env }
  })
}

/** A URL by the name in the servers' certificate. */
const byName = (url: string): string => url.replace('127.0.0.1', 'localhost')

/** The inputs that sign in as the role. */
const asRole = (): Record<string, string> => ({
  'role-to-assume': sts.roleArn,
  'oidc-provider-arn': sts.oidcProviderArn,
  'sts-endpoint': byName(sts.url),
  'access-key-id': '',
  'access-key-secret': ''
})

/** The environment of a job with `permissions: id-token: write`. */
const mayAskForTokens = (github: GithubTokens): Record<string, string> => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: byName(github.url),
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken
})

/** Where a proxy takes connections that are meant for the service itself. */
function toEmulator(): HttpServer {
  const relay = createServer((socket) => {
    // Whoever ends first, the other side ends too.
    pipeline(socket, connect(emulator.port, '127.0.0.1'), socket, () => {})
  })
  // The proxy only hands it sockets, as it would to a server of HTTP.
  return relay as unknown as HttpServer
}

interface Proxy {
  url: (user?: string) => string
  address: string
  /** The hosts that it was asked to connect to. */
  asked: string[]
}

/** Runs `use` with a forward proxy. */
async function withProxy(
  use: (proxy: Proxy) => Promise<void>,
  { password, refuse = false }: { password?: string; refuse?: boolean } = {}
) {
  const asked: string[] = []
  const server = new Server({
    host: '127.0.0.1',
    port: 0,
    prepareRequestFunction: ({ hostname, port, password: given }) => {
      if (password !== undefined && given !== password) return { requestAuthentication: true }
      asked.push(`${hostname}:${port}`)
      if (refuse) throw new RequestError('No.', 403)
      return hostname === MGW_HOST ? { customConnectServer: toEmulator() } : {}
    }
  })
  await server.listen()
  const address = `127.0.0.1:${server.port}`
  try {
    await use({ url: (user = '') => `http://${user}${address}`, address, asked })
  } finally {
    await server.close(true)
  }
}

test('a private CA is trusted when NODE_EXTRA_CA_CERTS names it', async () => {
  const { exitCode, outputs, stderr } = await throttle()
  expect({ exitCode, stderr, code: outputs.code }).toEqual({ exitCode: 0, stderr: '', code: 'success' })
})

describe.each([
  ['by default', {}],
  ['also when the environment says not to check certificates', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }]
])('an unknown CA is not trusted, %s', (_, env) => {
  const UNTRUSTED = { NODE_EXTRA_CA_CERTS: '', ...env }
  const REFUSED = { code: 'fail', 'error-code': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'status-code': '' }

  test('of the service', async () => {
    const { outputs, log } = await throttle(UNTRUSTED)
    expect(outputs).toMatchObject(REFUSED)
    expect(errors(log)[0]?.text).toContain('NODE_EXTRA_CA_CERTS')
    expect(emulator.requests).toEqual([])
  })

  test('of the service, through a proxy', async () => {
    await withProxy(async ({ url, asked }) => {
      const { outputs } = await throttle({ ...UNTRUSTED, HTTPS_PROXY: url() })
      expect(outputs).toMatchObject(REFUSED)
      expect(asked).toEqual([`localhost:${emulator.port}`])
    })
    expect(emulator.requests).toEqual([])
  })

  test('of STS, asked whose the keys are', async () => {
    const { outputs, log } = await throttle(UNTRUSTED, {
      'sts-endpoint': byName(sts.url),
      'allowed-account-ids': ACCOUNT
    })
    expect(outputs).toMatchObject(REFUSED)
    expect(errors(log)[0]?.text).toContain('STS (sts-endpoint) at localhost')
    expect([...sts.requests, ...emulator.requests]).toEqual([])
  })

  test.each([
    // Whose certificate it is, whether GitHub has one too, who is named, and how many tokens GitHub gives out.
    ['of STS, asked for a session', false, 'STS (sts-endpoint) at localhost', 1],
    ["of GitHub's token endpoint", true, 'GitHub at localhost', 0]
  ])('%s', async (_, isGithubOverTls, whose, tokens) => {
    const github = await startGithubTokens(isGithubOverTls ? { tls } : {})
    try {
      const { outputs, log } = await throttle({ ...UNTRUSTED, ...mayAskForTokens(github) }, asRole())
      expect(outputs).toMatchObject(REFUSED)
      expect(errors(log)[0]?.text).toContain(whose)
      expect(github.requests).toHaveLength(tokens)
      expect([...sts.requests, ...emulator.requests]).toEqual([])
    } finally {
      await github.close()
    }
  })
})

test.each([
  ['is not there', 'missing.pem', "the file can't be read"],
  ['holds no certificate', 'ca.txt', 'the file contains no PEM certificate']
])('the message says that the file which NODE_EXTRA_CA_CERTS names %s', async (_, name, text) => {
  await writeFile(join(folder, 'ca.txt'), 'not a certificate')
  const { outputs, log } = await throttle({ NODE_EXTRA_CA_CERTS: join(folder, name) })
  expect(outputs['error-code']).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  expect(errors(log)[0]?.text).toContain(text)
})

test('a certificate for another name is refused, and the message says for which', async () => {
  const { outputs, log } = await throttle({}, { endpoint: `https://127.0.0.1:${emulator.port}` })
  expect(outputs['error-code']).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  const [error] = errors(log)
  expect(error?.text).toContain(`The server's certificate is for DNS:localhost, DNS:${MGW_HOST}, not for 127.0.0.1.`)
  expect(emulator.requests).toEqual([])
})

test('a host of MGW that does not exist hints at the region', async () => {
  const { outputs, log } = await throttle(NO_NAMES, {
    endpoint: '',
    region: 'cn-hangzou',
    'user-id': '42',
    'max-attempts': '1'
  })
  expect(outputs['error-code']).toBe('ENOTFOUND')
  expect(errors(log)[0]?.text).toContain('Is the region cn-hangzou mistyped?')
  for (const region of ['cn-beijing', 'cn-hangzhou', 'eu-central-1', 'us-west-1'])
    expect(errors(log)[0]?.text).toContain(region)
})

test.each(['HTTPS_PROXY', 'https_proxy'])('%s is used', async (name) => {
  await withProxy(async ({ url, asked }) => {
    const { exitCode, stderr } = await throttle({ [name]: url() })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(asked).toEqual([`localhost:${emulator.port}`])
  })
})

test('a host of MGW itself, by its own name, through a proxy', async () => {
  await withProxy(async ({ url, asked }) => {
    const inputs = { endpoint: '', region: 'cn-hangzhou', 'user-id': '42' }
    const { exitCode, stderr } = await throttle({ HTTPS_PROXY: url() }, inputs)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(asked).toEqual([`${MGW_HOST}:443`])
    expect(emulator.requests.map(({ method, headers }) => [method, headers.host])).toEqual([['PUT', MGW_HOST]])
  })
})

test('a proxy with a user and a password', async () => {
  await withProxy(
    async ({ url, asked }) => {
      const { exitCode, log } = await throttle({ HTTPS_PROXY: url(`me:${encodeURIComponent(PASSWORD)}@`) })
      expect(exitCode).toBe(0)
      expect(asked).toHaveLength(1)
      expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain(PASSWORD)
    },
    { password: PASSWORD }
  )
})

test.each([
  ['no password', ''],
  ['a wrong one', 'me:another-password@']
])('a proxy that wants a password and is given %s', async (_, user) => {
  await withProxy(
    async ({ url, address }) => {
      const { outputs, log } = await throttle({ HTTPS_PROXY: url(user) })
      expect(outputs).toMatchObject({ code: 'fail', 'error-code': 'ERR_PROXY_TUNNEL', 'status-code': '' })
      expect(errors(log)[0]?.text).toContain(
        `The proxy ${address} needs a valid user name and password (HTTP 407). Set HTTPS_PROXY as in http://user:password@`
      )
      expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain('another-password')
    },
    { password: PASSWORD }
  )
  expect(emulator.requests).toEqual([])
})

test('a proxy that refuses', async () => {
  await withProxy(
    async ({ url, address, asked }) => {
      const { outputs, log } = await throttle({ HTTPS_PROXY: url() })
      expect(outputs['error-code']).toBe('ERR_PROXY_TUNNEL')
      expect(errors(log)[0]?.text).toContain(
        `The proxy ${address} did not connect to the host (HTTP 403). Correct HTTPS_PROXY, or exempt the host with NO_PROXY. (the migration service at localhost:${emulator.port})`
      )
      expect(asked).toHaveLength(1)
    },
    { refuse: true }
  )
})

test('a proxy over TLS with an unknown CA is not trusted, also when the environment says not to check', async () => {
  const { key, cert } = createCertificateAuthority().issue('localhost')
  let asked = 0
  const server = new Server({
    serverType: 'https',
    httpsOptions: { key, cert },
    host: '127.0.0.1',
    port: 0,
    prepareRequestFunction: () => {
      asked += 1
      return {}
    }
  })
  await server.listen()
  const { outputs, log } = await throttle(
    { HTTPS_PROXY: `https://localhost:${server.port}`, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    { 'max-attempts': '1' }
  ).finally(() => server.close(true))
  expect(outputs['error-code']).toBe('CERT_SIGNATURE_FAILURE')
  expect(errors(log)[0]?.text).toContain(`of the proxy localhost:${server.port} (HTTPS_PROXY)`)
  expect({ asked, requests: emulator.requests }).toEqual({ asked: 0, requests: [] })
})

test.each(['localhost', '127.0.0.1'])('a proxy that refuses is named as it was written: %s', async (host) => {
  const { outputs, log } = await throttle({ HTTPS_PROXY: `http://${host}:1` }, { 'max-attempts': '1' })
  expect(outputs['error-code']).toBe('ECONNREFUSED')
  expect(errors(log)[0]?.text).toMatch(/^update-qos of \S+ failed\. The proxy \S+ can't be reached /)
  expect(errors(log)[0]?.text).toContain(`The proxy ${host}:1 can't be reached (ECONNREFUSED). Correct HTTPS_PROXY`)
})

test.each([
  [
    'a closed port',
    'http://me:secret-of-proxy@127.0.0.1:1',
    'ECONNREFUSED',
    "The proxy 127.0.0.1:1 can't be reached (ECONNREFUSED). Correct HTTPS_PROXY, or exempt"
  ],
  [
    'an unknown name',
    'http://me:secret-of-proxy@proxy.example.com:3128',
    'ENOTFOUND',
    "The proxy proxy.example.com:3128 can't be reached (ENOTFOUND). Correct HTTPS_PROXY, or exempt"
  ],
  [
    'no URL',
    'http://me:secret-of-proxy@',
    'ERR_PROXY_INVALID_CONFIG',
    "The proxy in HTTPS_PROXY can't be used: it isn't a URL"
  ]
])('a proxy that is %s', async (_, proxy, code, text) => {
  const { outputs, log } = await throttle({ HTTPS_PROXY: proxy, ...NO_NAMES }, { 'max-attempts': '1' })
  expect(outputs['error-code']).toBe(code)
  expect(errors(log)[0]?.text).toContain(text)
  // Not that the host refused: it was never asked.
  expect(errors(log)[0]?.text).toMatch(/^update-qos of \S+ failed\. The proxy /)
  expect(errors(log)[0]?.text.match(/proxy \S+ cannot|The proxy/gi)).toHaveLength(1)
  expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain('secret-of-proxy')
  expect(outputs.result).not.toContain('secret-of-proxy')
})

test.each([
  ['mgw.aliyuncs.com', 'ENOTFOUND'],
  ['.aliyuncs.com', 'ENOTFOUND'],
  ['example.com, *', 'ENOTFOUND'],
  ['yuncs.com', 'ECONNREFUSED']
])('NO_PROXY is %s: a host in that domain is reached without the proxy', async (list, code) => {
  const { outputs } = await throttle(
    { ...NO_NAMES, HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: list },
    { endpoint: '', region: 'cn-hangzhou', 'user-id': '42', 'max-attempts': '1' }
  )
  expect(outputs['error-code']).toBe(code)
})

test.each(['NO_PROXY', 'no_proxy'])('%s exempts a host', async (name) => {
  const { exitCode } = await throttle({ HTTPS_PROXY: 'http://127.0.0.1:1', [name]: 'example.com,localhost' })
  expect(exitCode).toBe(0)
  expect(emulator.requests).toHaveLength(1)
})

test('STS and the token of GitHub are reached through the proxy too, each host by one connection', async () => {
  const github = await startGithubTokens({ tls })
  try {
    await withProxy(async ({ url, asked }) => {
      const { exitCode } = await throttle(
        { HTTPS_PROXY: url(), ...mayAskForTokens(github) },
        { ...asRole(), 'allowed-account-ids': ACCOUNT }
      )
      expect(exitCode).toBe(0)
      expect(sts.requests).toHaveLength(2)
      expect(asked).toEqual([github.port, sts.port, emulator.port].map((port) => `localhost:${port}`))
    })
  } finally {
    await github.close()
  }
})
