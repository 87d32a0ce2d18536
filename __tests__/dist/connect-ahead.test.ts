import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import {
  createCertificateAuthority,
  createOidcIssuer,
  type Emulator,
  STILL,
  type Sts,
  startEmulator,
  startSilentServer,
  startSts,
  type TlsOptions
} from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import { errors, JOB } from './support.ts'

const ACCOUNT = '1234567890123456'
const REQUEST_TOKEN = 'example-token-of-the-job'
/** The time limit of a step that would wait for itself if it opened its connections one after the other. */
const SECONDS = '5'

const preload = (name: string): string => `--import=file://${join(root, '__tests__/preload', name)}`

let folder: string
let tls: TlsOptions
let untrusted: TlsOptions
let sts: Sts
let emulator: Emulator
const issuer = createOidcIssuer()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mgw-ahead-'))
  const authority = createCertificateAuthority()
  await writeFile(join(folder, 'ca.pem'), authority.cert)
  tls = authority.issue('127.0.0.1')
  untrusted = createCertificateAuthority('Another CA').issue('127.0.0.1')
  sts = await startSts({ tls, issuer, trust: { sub: '*' } })
  const jobs = [{ name: JOB, status: 'IMPORT_JOB_DOING' }] as const
  emulator = await startEmulator({ tls, credentials: sts.credentials, durations: STILL, jobs: [...jobs] })
})
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  for (const { requests } of [sts, emulator]) requests.length = 0
})
afterAll(() => Promise.all([sts.close(), emulator.close(), rm(folder, { recursive: true })]))

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})))
  closing.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

interface Relay {
  port: number
  /** The connections so far. */
  connections: Socket[]
  /** Resolves when the server has sent something on the first connection: its part of the TLS handshake. */
  opened: Promise<void>
}

/** A relay to a server, which notes the connections. */
async function relayTo(target: number): Promise<Relay> {
  const connections: Socket[] = []
  const { promise: opened, resolve } = Promise.withResolvers<void>()
  const server = createServer((client) => {
    connections.push(client)
    const upstream = connect(target, '127.0.0.1').on('error', () => {})
    upstream.once('data', () => resolve())
    client.pipe(upstream).pipe(client)
    client.on('close', () => upstream.destroy())
  })
  return { port: await listen(server), connections, opened }
}

/** GitHub's token endpoint. It responds with a token, or with what `respond` writes. */
async function startGithub(respond?: (response: ServerResponse, request: IncomingMessage) => unknown): Promise<string> {
  const server = createHttpServer(async (request, response) => {
    await respond?.(response, request)
    if (response.writableEnded) return
    const second = Math.floor(Date.now() / 1000)
    const claims = { iss: 'https://token.actions.githubusercontent.com', sub: 'repo:octo-org/migrations:x' }
    const value = issuer.issue({ ...claims, aud: 'sts.aliyuncs.com', iat: second, exp: second + 300 })
    response.end(JSON.stringify({ value }))
  })
  return `http://127.0.0.1:${await listen(server)}/token?api-version=2.0`
}

const refuse = (response: ServerResponse): unknown => response.writeHead(403).end('{"message":"No."}')

interface Ports {
  github: string
  sts?: number
  service?: number
}

function run(ports: Ports, inputs: Record<string, string> = {}, env: Record<string, string> = {}): Promise<Outcome> {
  return runStep({
    inputs: {
      operation: 'pause-job',
      'job-name': JOB,
      region: 'cn-hangzhou',
      endpoint: `https://127.0.0.1:${ports.service ?? emulator.port}`,
      'sts-endpoint': `https://127.0.0.1:${ports.sts ?? sts.port}`,
      'role-to-assume': sts.roleArn,
      'oidc-provider-arn': sts.oidcProviderArn,
      'timeout-seconds': SECONDS,
      ...inputs
    },
    env: {
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      ACTIONS_ID_TOKEN_REQUEST_URL: ports.github,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
      ...env
    }
  })
}

test("STS and the service are connected before GitHub's token is there, and each connection is used", async () => {
  const [toSts, toService] = [await relayTo(sts.port), await relayTo(emulator.port)]
  const github = await startGithub(() => Promise.all([toSts.opened, toService.opened]))
  const { exitCode, stderr } = await run({ github, sts: toSts.port, service: toService.port }, { idempotent: 'true' })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(emulator.requests.map(({ method, statusCode }) => [method, statusCode])).toEqual([
    ['GET', 200],
    ['PUT', 200]
  ])
  expect([toSts.connections.length, toService.connections.length]).toEqual([1, 1])
})

test('connections that were opened in vain are closed with nothing sent on them', async () => {
  const received: string[] = []
  const ended: Promise<unknown>[] = []
  const opened = await Promise.all(
    [1, 2].map(async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      const server = createTlsServer(tls, (socket: TLSSocket) => {
        socket.on('data', (chunk) => received.push(chunk.toString()))
        // To the server, this can look like a reset.
        ended.push(new Promise((close) => socket.on('error', () => {}).on('close', close)))
        resolve()
      })
      return { port: await listen(server), promise }
    })
  )
  const [first, second] = opened
  const github = await startGithub(async (response) => {
    await Promise.all(opened.map(({ promise }) => promise))
    refuse(response)
  })
  const { outputs, exitCode, stderr } = await run({ github, sts: first?.port ?? 0, service: second?.port ?? 0 })
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(outputs['error-message']).toContain('GitHub refused a token')
  await Promise.all(ended)
  expect([ended.length, received]).toEqual([2, []])
})

test('servers that accept connections and say nothing do not keep the step', async () => {
  const [silentSts, silentService] = [await startSilentServer(), await startSilentServer()]
  closing.push(silentSts.close, silentService.close)
  const github = await startGithub(refuse)
  const { exitCode, stderr } = await run({ github, sts: silentSts.port, service: silentService.port })
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
})

test.each(['a closed port', 'an untrusted certificate'])(
  'a connection that fails ahead is reported once, by its request: %s',
  async (what) => {
    const server = createTlsServer(untrusted)
    const service = await listen(server)
    const failed = what === 'a closed port' ? undefined : once(server, 'tlsClientError')
    if (what === 'a closed port') await closing.pop()?.()
    const github = await startGithub(() => failed)
    const { outputs, exitCode, stderr, log } = await run({ github, service }, { 'max-attempts': '1' })
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    const code = what === 'a closed port' ? 'ECONNREFUSED' : 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
    expect(outputs['error-code']).toBe(code)
    expect(errors(log)).toHaveLength(1)
  }
)

test('a connection that the service has closed in the meantime is not used', async () => {
  const toService = await relayTo(emulator.port)
  emulator.setStatus(JOB, 'IMPORT_JOB_SUSPEND')
  const github = await startGithub(async () => {
    await toService.opened
    const [first] = toService.connections
    // The action closes its side in response, so it has noticed.
    first?.end()
    if (first !== undefined) await once(first, 'close')
  })
  const { exitCode, stderr } = await run(
    { github, service: toService.port },
    { operation: 'start-job', 'max-attempts': '1' }
  )
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(emulator.requests).toHaveLength(1)
  expect(toService.connections).toHaveLength(2)
})

test('a connection that breaks under its first request counts as stale, not as an attempt', async () => {
  emulator.fail({ fault: 'reset-before-headers' })
  const { exitCode, stderr } = await run({ github: await startGithub() }, { operation: 'get-job', 'max-attempts': '1' })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(emulator.requests.slice(0, 2).map(({ statusCode }) => statusCode)).toEqual([null, 200])
})

const WATCH = { NODE_OPTIONS: preload('watch-connections.mjs') }

test('nothing is opened ahead through a proxy, and past it only to exempt hosts', async () => {
  const proxy = await startSilentServer()
  closing.push(proxy.close)
  const github = await startGithub(refuse)
  const env = { ...WATCH, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
  const host = `127.0.0.1:${new URL(github).port}`
  const all = await run({ github }, {}, env)
  expect(JSON.parse(all.stderr)).toEqual([host])
  const exempt = await run({ github }, {}, { ...env, NO_PROXY: `127.0.0.1:${sts.port}` })
  expect(JSON.parse(exempt.stderr)).toEqual([`127.0.0.1:${sts.port}`, host])
})

test.each<[what: string, inputs: Record<string, string>, env: Record<string, string>]>([
  ['the job may not get a token', {}, { ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }],
  ['the account is not allowed', { 'allowed-account-ids': '42' }, {}],
  ['an input is invalid', { operation: 'pause' }, {}]
])('nothing is opened if %s', async (_, inputs, env) => {
  const { stderr, exitCode } = await run({ github: await startGithub() }, inputs, { ...WATCH, ...env })
  expect([exitCode, stderr]).toEqual([1, '[]'])
})

test('with an access key, nothing is opened but the connection of the request', async () => {
  const inputs = { 'role-to-assume': '', 'oidc-provider-arn': '', 'user-id': ACCOUNT }
  const key = sts.credentials[0]
  const keys = { 'access-key-id': key?.accessKeyId ?? '', 'access-key-secret': key?.accessKeySecret ?? '' }
  const { stderr, exitCode } = await run({ github: await startGithub() }, { ...inputs, ...keys }, WATCH)
  expect([exitCode, JSON.parse(stderr)]).toEqual([0, [`127.0.0.1:${emulator.port}`]])
})
