import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A server that accepts connections and never responds. */
export interface SilentServer {
  /** An https URL without a trailing slash: the TLS handshake stalls. Over http, the response does. */
  readonly url: string
  readonly port: number
  /** The number of accepted connections. */
  readonly connections: number
  /** Closes the port and all connections. */
  close(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1 that reads requests and never responds. */
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
