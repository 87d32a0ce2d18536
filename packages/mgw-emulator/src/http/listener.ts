import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type Arrival, type ConnectionRules, createConnections } from './connections.ts'

const HOST = '127.0.0.1'

/** A certificate and its key, in PEM. */
export interface TlsOptions {
  key: string | Buffer
  cert: string | Buffer
}

/** Answers a request. */
export type Handler = (request: IncomingMessage, response: ServerResponse, arrival: Arrival) => Promise<void>

/** How a server listens. */
export interface ListenOptions {
  /** 0 for any free port of 127.0.0.1. */
  port: number
  /** Serves https with this certificate. */
  tls?: TlsOptions | undefined
  connections?: ConnectionRules
}

/** A server on 127.0.0.1 whose port can be closed and opened again. */
export interface Listener {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  /**
   * Closes the port for `ms` of real time, `Infinity` until `openPort`, and with it the connections that are kept for
   * a next request. Requests under way are still answered.
   */
  closePort(ms: number): void
  /** Opens the port, when it is closed. */
  openPort(): Promise<void>
  /** Closes the port and every connection at once. */
  close(): Promise<void>
}

/** The whole body of a request. undefined when the client went away before its end. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  try {
    return Buffer.concat(await request.toArray())
  } catch {
    return undefined
  }
}

/** A server that keeps connections alive and closes none by itself: what is slow here is the fault under test. */
function createPatientServer(handle: RequestListener, tls: TlsOptions | undefined): Server {
  const options = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }
  return tls === undefined ? createServer(options, handle) : createTlsServer({ ...options, ...tls }, handle)
}

async function openOn(server: Server, port: number): Promise<number> {
  server.listen(port, HOST)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A client that kept its connection would not notice that the port is closed. */
function tellToClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}

/** Starts a server on 127.0.0.1. @throws Error from the operating system when the port is taken */
export async function listen(
  handle: Handler,
  { port: wanted, tls, connections = {} }: ListenOptions
): Promise<Listener> {
  const arrive = createConnections(connections)
  const sockets = new Set<Socket>()
  const unanswered = new Set<ServerResponse>()
  let reopening: NodeJS.Timeout | undefined
  let isRefusing = false

  const server = createPatientServer((request, response) => {
    unanswered.add(response)
    response.once('close', () => unanswered.delete(response))
    response.sendDate = false
    return handle(request, response, arrive(request, response))
  }, tls)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  const port = await openOn(server, wanted)

  async function openPort(): Promise<void> {
    clearTimeout(reopening)
    if (!isRefusing) return
    isRefusing = false
    await openOn(server, port)
  }

  return {
    url: `${tls === undefined ? 'http' : 'https'}://${HOST}:${port}`,
    port,
    openPort,
    closePort(ms) {
      clearTimeout(reopening)
      isRefusing = true
      server.close()
      for (const response of unanswered) tellToClose(response)
      if (Number.isFinite(ms)) reopening = setTimeout(openPort, ms)
    },
    async close() {
      clearTimeout(reopening)
      const closed = server.listening ? once(server, 'close') : undefined
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    }
  }
}
