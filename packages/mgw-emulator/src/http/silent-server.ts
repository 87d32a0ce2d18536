import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A server that takes connections and never says a word. */
export interface SilentServer {
  /** An https URL, without a slash at its end: its TLS handshake stalls. Over http its answer does. */
  readonly url: string
  readonly port: number
  /** How many connections it has taken. */
  readonly connections: number
  /** Closes the port and all connections. */
  close(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1 that takes connections, reads what comes, and never answers. */
export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    get connections() {
      return connections
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    }
  }
}
