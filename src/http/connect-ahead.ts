import https from 'node:https'
import type { Duplex } from 'node:stream'
import { gatherAnswer } from './proxy.ts'

/** Connections that were opened ahead and that no request uses yet, by host and port. */
const unused = new Map<string, Duplex>()
/** All connections that were opened ahead. */
const openedAhead = new WeakSet<Duplex>()

/** An agent whose first request to a host uses the connection that was opened ahead. */
export class AheadAgent extends https.Agent {
  override createConnection(...[options, callback]: Parameters<https.Agent['createConnection']>) {
    const name = `${options.host}:${options.port}`
    const ahead = unused.get(name)
    unused.delete(name)
    // It isn't writable if it failed, or if the server has closed it.
    const socket = ahead?.writable ? ahead : super.createConnection(options, callback)
    if (socket && this.options.proxyEnv) gatherAnswer(socket)
    return socket
  }

  /**
   * Opens a connection for a request that follows soon, and sends nothing on it. If this fails, the request opens its own
   * connection and reports the error. A connection that stays idle is closed, as after a request.
   *
   * @param host without brackets
   */
  connectAhead(host: string, port: number): void {
    const name = `${host}:${port}`
    // A private deployment can have one host for STS and the service.
    if (unused.has(name)) return
    // For an address, the TLS handshake has no server name.
    const servername = /^[\d.]+$|:/.test(host) ? '' : host
    try {
      const socket = super.createConnection({ ...this.options, host, port, servername, rejectUnauthorized: true })
      if (!socket) return
      unused.set(name, socket)
      openedAhead.add(socket)
      socket.on('error', () => {})
      socket.on('timeout', () => {
        if (unused.get(name) === socket) socket.destroy()
      })
    } catch {
      // For example, --tls-cipher-list in NODE_OPTIONS names no known cipher.
    }
  }
}

/** Whether a request uses a connection that was opened ahead: like a reused one, the server may have closed it by now. */
export function wasOpenedAhead(socket: Duplex | null): boolean {
  return socket !== null && openedAhead.has(socket)
}
