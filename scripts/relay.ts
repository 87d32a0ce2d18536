import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** A relay on 127.0.0.1 to a port there, as far away as a server on another continent. */
export interface Relay {
  readonly port: number
  /** How many connections were made since this was last asked. */
  takeConnections(): number
  close(): void
}

/**
 * Delays what goes either way by half a round trip. A connection to 127.0.0.1 is there at once, where one to a far
 * server takes a round trip before it can be written to; so what a client writes first arrives a round trip later still.
 */
export async function startRelay(target: number, roundTrip: number): Promise<Relay> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((client) => {
    connections++
    const upstream = connect(target, '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay().on('error', () => {}))
      socket.on('close', () => sockets.delete(socket))
    }
    delay(client, upstream, roundTrip / 2, performance.now() + roundTrip)
    delay(upstream, client, roundTrip / 2, 0)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    takeConnections() {
      const taken = connections
      connections = 0
      return taken
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    }
  }
}

/** Hands on what comes, `time` ms later and in order. What comes before `open` counts as written then. */
function delay(from: Socket, to: Socket, time: number, open: number): void {
  let last: Promise<unknown> = Promise.resolve()
  const later = (deliver: () => void): void => {
    const wait = time + Math.max(0, open - performance.now())
    last = Promise.all([last, setTimeout(wait)]).then(deliver)
  }
  from.on('data', (chunk) => later(() => to.write(chunk)))
  from.on('end', () => later(() => to.end()))
  from.on('close', () => later(() => to.destroy()))
}
