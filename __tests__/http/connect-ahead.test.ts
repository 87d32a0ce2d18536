import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { AheadAgent } from '../../src/http/connect-ahead.ts'

/** It accepts connections, and the TLS handshake never ends. */
const server = createServer((socket) => void accepted.push(socket.resume().on('error', () => {})))
const accepted: Socket[] = []
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  for (const socket of accepted) socket.destroy()
  server.close()
})

test('a connection that was opened ahead and stays idle is closed', async () => {
  const agent = new AheadAgent({ timeout: 20 })
  const { port } = server.address() as AddressInfo
  // The second call finds the connection of the first.
  for (let call = 0; call < 2; call++) agent.connectAhead('127.0.0.1', port)
  await once(server, 'connection')
  const [socket] = accepted
  if (socket !== undefined) await once(socket, 'close')
  expect(accepted).toHaveLength(1)
})

test('a connection that cannot even be tried is no error: its request reports it', () => {
  const agent = new AheadAgent({ ciphers: 'no-such-cipher' })
  expect(() => agent.connectAhead('127.0.0.1', 1)).not.toThrow()
})
