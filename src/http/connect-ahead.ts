import https from 'node:https'
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'

/** Connections that were opened ahead and that no request uses yet, by host and port. */
const unused = new Map<string, Duplex>()
/** All connections that were opened ahead. */
const openedAhead = new WeakSet<Duplex>()

type CreateConnection = https.Agent['createConnection']

/** An agent whose first request to a host uses the connection that was opened ahead. */
export class AheadAgent extends https.Agent {
  override createConnection(...[options, callback]: Parameters<CreateConnection>): ReturnType<CreateConnection> {
    return takeUnused(`${options.host}:${options.port}`) ?? super.createConnection(options, callback)
  }

  /**
   * Opens a connection for a request that follows soon, and sends nothing on it. If this fails, the request opens its own
   * connection and reports the error. A connection that stays idle is closed, as after a request.
   *
   * @param host without brackets
   */
  connectAhead(host: string, port: number): void {
    const name = `${host}:${port}`
    const servername = isIP(host) === 0 ? host : ''
    const socket = super.createConnection({ ...this.options, host, port, servername, rejectUnauthorized: true })
    if (!socket) return
    unused.set(name, socket)
    openedAhead.add(socket)
    socket.on('error', () => {})
    socket.on('timeout', () => {
      if (unused.get(name) === socket) socket.destroy()
    })
  }
}

function takeUnused(name: string): Duplex | undefined {
  const socket = unused.get(name)
  unused.delete(name)
  // It isn't writable if it failed, or if the server has closed it.
  return socket?.writable ? socket : undefined
}

/** Whether a request uses a connection that was opened ahead: like a reused one, the server may have closed it meanwhile. */
export function wasOpenedAhead(socket: Duplex | null): boolean {
  return socket !== null && openedAhead.has(socket)
}

/** Closes the connections that no request has used, so that they don't keep the process alive. */
export function closeUnusedConnections(): void {
  for (const socket of unused.values()) socket.destroy()
  unused.clear()
}
