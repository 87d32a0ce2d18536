import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** A TCP relay to a port of 127.0.0.1 that adds network latency. */
export interface Relay {
  readonly port: number
  /** The number of connections since the previous call. */
  takeConnections(): number
  close(): void
}

/**
 * Starts a relay that delays data by `roundTripMs / 2` in each direction. Connecting to a distant server takes a round
 * trip too, but connecting to 127.0.0.1 doesn't, so the first data of a client is delayed by another round trip.
 */
export async function startRelay(targetPort: number, roundTripMs: number): Promise<Relay> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((client) => {
    connections++
    const upstream = connect(targetPort, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay().on('error', () => {}))
      socket.on('close', () => sockets.delete(socket))
    }
    const delayMs = roundTripMs / 2
    forward(client, upstream, delayMs, performance.now() + roundTripMs)
    forward(upstream, client, delayMs, 0)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    takeConnections() {
      const count = connections
      connections = 0
      return count
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    }
  }
}

/** Forwards data after `delayMs`, in order. Data that arrives before `connectedAt` is treated as if it arrived then. */
function forward(from: Socket, to: Socket, delayMs: number, connectedAt: number): void {
  let last: Promise<unknown> = Promise.resolve()
  const later = (deliver: () => void): void => {
    const wait = delayMs + Math.max(0, connectedAt - performance.now())
    last = Promise.all([last, setTimeout(wait)]).then(deliver)
  }
  from.on('data', (chunk) => later(() => to.write(chunk)))
  from.on('end', () => later(() => to.end()))
  from.on('close', () => later(() => to.destroy()))
}
