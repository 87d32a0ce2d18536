import { once } from 'node:events'
import { Agent } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type ConnectionRules, type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { type RawAnswer, sendRaw, signed, statusXml } from './http.ts'

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

function look(): Promise<RawAnswer> {
  return sendRaw(emulator.url, signed('GET', '/job/nightly-sync'), agent)
}

function connections(): number[] {
  return emulator.requests.map(({ connection }) => connection)
}

test('connections are kept alive, and numbered', async () => {
  await start()
  expect((await look()).headers.connection).toBe('keep-alive')
  await look()
  await sendRaw(emulator.url, signed('GET', '/job/nightly-sync'))
  await look()
  expect(connections()).toEqual([1, 1, 2, 1])
})

test('a connection is for some requests only, and the last answer says so', async () => {
  await start({ maxRequests: 2 })
  const answers = [await look(), await look(), await look()]
  expect(answers.map(({ headers }) => headers.connection)).toEqual(['keep-alive', 'close', 'keep-alive'])
  expect(connections()).toEqual([1, 1, 2])
})

test('a connection that is idle is closed without a notice', async () => {
  await start({ idleMs: 20 })
  expect((await look()).headers.connection).toBe('keep-alive')
  // However slow the machine is: it is closed by then, or about to be.
  const [socket] = Object.values(agent.freeSockets).flat() as Socket[]
  if (socket !== undefined && !socket.destroyed) await once(socket, 'close')
  expect((await look()).status).toBe(200)
  expect(connections()).toEqual([1, 2])
})

test('a slow answer is not idleness', async () => {
  await start({ idleMs: 50 })
  emulator.fail({ fault: 'one-byte-a-second', intervalMs: 1 })
  const { status, body } = await look()
  expect([status, body]).toEqual([200, expect.stringContaining('</ImportJob>')])
})

test('a reused connection is reset when a request comes on it, which has no effect', async () => {
  await start({ resetReused: true })
  await look()
  const pause = signed('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_SUSPEND'))
  await expect(sendRaw(emulator.url, pause, agent)).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(emulator.job('nightly-sync')).toMatchObject({ status: 'IMPORT_JOB_DOING', updates: 0 })
  expect((await sendRaw(emulator.url, pause, agent)).status).toBe(200)
  expect(
    emulator.requests.map(({ connection, statusCode, body }) => [connection, statusCode, body !== ''])
  ).toEqual([
    [1, 200, false],
    [1, null, true],
    [2, 200, true]
  ])
})
