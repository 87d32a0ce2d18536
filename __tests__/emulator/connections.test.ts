import { once } from 'node:events'
import { Agent } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type ConnectionRules, type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { type RawResponse, sendRaw, signed, statusXml } from './http.ts'

let emulator: Emulator
let agent: Agent

beforeEach(() => {
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
})
afterEach(async () => {
  agent.destroy()
  await emulator.close()
})

async function start(connections?: ConnectionRules): Promise<void> {
  emulator = await startEmulator({
    durations: STILL,
    jobs: [{ name: 'nightly-sync', status: 'IMPORT_JOB_DOING' }],
    ...(connections === undefined ? {} : { connections })
  })
}

function getJob(): Promise<RawResponse> {
  return sendRaw(emulator.url, signed('GET', '/job/nightly-sync'), agent)
}

function connections(): number[] {
  return emulator.requests.map(({ connection }) => connection)
}

test('connections are kept alive and numbered', async () => {
  await start()
  expect((await getJob()).headers.connection).toBe('keep-alive')
  await getJob()
  await sendRaw(emulator.url, signed('GET', '/job/nightly-sync'))
  await getJob()
  expect(connections()).toEqual([1, 1, 2, 1])
})

test('maxRequests limits the requests per connection, and the last response has connection: close', async () => {
  await start({ maxRequests: 2 })
  const responses = [await getJob(), await getJob(), await getJob()]
  expect(responses.map(({ headers }) => headers.connection)).toEqual(['keep-alive', 'close', 'keep-alive'])
  expect(connections()).toEqual([1, 1, 2])
})

test('idleMs closes an idle connection without connection: close', async () => {
  await start({ idleMs: 20 })
  expect((await getJob()).headers.connection).toBe('keep-alive')
  // On a slow machine, the connection can already be closed here.
  const [socket] = Object.values(agent.freeSockets).flat() as Socket[]
  if (socket !== undefined && !socket.destroyed) await once(socket, 'close')
  expect((await getJob()).status).toBe(200)
  expect(connections()).toEqual([1, 2])
})

test('a connection is not idle while a slow response is sent', async () => {
  await start({ idleMs: 50 })
  emulator.fail({ fault: 'one-byte-a-second', intervalMs: 1 })
  const { status, body } = await getJob()
  expect([status, body]).toEqual([200, expect.stringContaining('</ImportJob>')])
})

test('resetReused resets a connection at its second request, which has no effect', async () => {
  await start({ resetReused: true })
  await getJob()
  const pause = signed('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_SUSPEND'))
  await expect(sendRaw(emulator.url, pause, agent)).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(emulator.job('nightly-sync')).toMatchObject({ status: 'IMPORT_JOB_DOING', updates: 0 })
  expect((await sendRaw(emulator.url, pause, agent)).status).toBe(200)
  expect(emulator.requests.map(({ connection, statusCode, body }) => [connection, statusCode, body !== ''])).toEqual([
    [1, 200, false],
    [1, null, true],
    [2, 200, true]
  ])
})
