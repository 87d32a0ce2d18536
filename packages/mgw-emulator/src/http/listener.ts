import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type ConnectionRules, createConnectionTracker, type RequestConnection } from './connections.ts'

const HOST = '127.0.0.1'

/** A certificate and its key, in PEM. */
export interface TlsOptions {
  key: string | Buffer
  cert: string | Buffer
}

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  connection: RequestConnection
) => Promise<void>

export interface ListenOptions {
  /** The port on 127.0.0.1; 0 picks a free one. */
  port: number
  /** Serves https with this certificate. */
  tls?: TlsOptions | undefined
  connections?: ConnectionRules
}

/** A server on 127.0.0.1 whose port can be closed and reopened. */
export interface Listener {
  /** Without a trailing slash. */
  readonly url: string
  readonly port: number
  /**
   * Closes the port and all idle connections for `ms` of real time, or with `Infinity` until `openPort`. Requests in
   * progress are still answered.
   */
  closePort(ms: number): void
  /** Reopens the port if it is closed. */
  openPort(): Promise<void>
  /** Closes the port and every connection immediately. */
  close(): Promise<void>
}

/** Reads the body of a request. Returns undefined if the client disconnected before the end. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  try {
    return Buffer.concat(await request.toArray())
  } catch {
    return undefined
  }
}

/** Creates a server without timeouts, which would interfere with slow faults. */
function createServerWithoutTimeouts(handle: RequestListener, tls: TlsOptions | undefined): Server {
  const options = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }
  return tls === undefined ? createServer(options, handle) : createTlsServer({ ...options, ...tls }, handle)
}

async function listenOn(server: Server, port: number): Promise<number> {
  server.listen(port, HOST)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** On a keep-alive connection the client wouldn't notice that the port is closed. */
function closeConnectionAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}

/** Creates a server that is not listening yet, with its open sockets and unanswered requests. */
function createTrackedServer(handle: Handler, { tls, connections = {} }: ListenOptions) {
  const trackRequest = createConnectionTracker(connections)
  const sockets = new Set<Socket>()
  const unanswered = new Set<ServerResponse>()
  const server = createServerWithoutTimeouts((request, response) => {
    unanswered.add(response)
    response.once('close', () => unanswered.delete(response))
    response.sendDate = false
    return handle(request, response, trackRequest(request, response))
  }, tls)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  return { server, sockets, unanswered }
}

/** Starts a server on 127.0.0.1. @throws Error (EADDRINUSE) if the port is taken */
export async function listen(handle: Handler, options: ListenOptions): Promise<Listener> {
  const { server, sockets, unanswered } = createTrackedServer(handle, options)
  const port = await listenOn(server, options.port)
  let reopenTimer: NodeJS.Timeout | undefined
  let isPortClosed = false

  async function openPort(): Promise<void> {
    clearTimeout(reopenTimer)
    if (!isPortClosed) return
    isPortClosed = false
    await listenOn(server, port)
  }

  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${HOST}:${port}`,
    port,
    openPort,
    closePort(ms) {
      clearTimeout(reopenTimer)
      isPortClosed = true
      server.close()
      for (const response of unanswered) closeConnectionAfter(response)
      if (Number.isFinite(ms)) reopenTimer = setTimeout(openPort, ms)
    },
    async close() {
      clearTimeout(reopenTimer)
      const closed = server.listening ? once(server, 'close') : undefined
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    }
  }
}
