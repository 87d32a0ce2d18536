import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { AheadAgent, closeUnusedConnections } from '../../src/http/connect-ahead.ts'

/** It accepts connections, and the TLS handshake never ends. */
const server = createServer((socket) => void accepted.push(socket.resume().on('error', () => {})))
const accepted: Socket[] = []
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  closeUnusedConnections()
  for (const socket of accepted) socket.destroy()
  server.close()
})

test('a connection that was opened ahead and stays idle is closed', async () => {
  new AheadAgent({ timeout: 20 }).connectAhead('127.0.0.1', (server.address() as AddressInfo).port)
  await once(server, 'connection')
  const [socket] = accepted
  if (socket !== undefined) await once(socket, 'close')
  expect(accepted).toHaveLength(1)
})
