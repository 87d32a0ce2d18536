import { once } from 'node:events'
import { Agent } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
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

function keptSocket(): Socket {
  const [socket] = Object.values(agent.freeSockets).flat()
  if (socket === undefined) throw new Error('No connection is kept.')
  return socket as Socket
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

test('a connection that is idle is closed without a notice, and one that is busy is not', async () => {
  await start({ idleMs: 150 })
  await look()
  for (let count = 0; count < 4; count += 1) {
    await sleep(50)
    await look()
  }
  expect(connections()).toEqual([1, 1, 1, 1, 1])
  const before = Date.now()
  await once(keptSocket(), 'close')
  expect(Date.now() - before).toBeGreaterThan(100)
  expect((await look()).status).toBe(200)
  expect(connections().at(-1)).toBe(2)
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
