import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** When the server closes keep-alive connections. By default it never does. */
export interface ConnectionRules {
  /** The number of requests per connection. The last response has `connection: close`. */
  maxRequests?: number
  /** Closes a connection after it was idle for this long, in ms of real time. No `connection: close` announces it. */
  idleMs?: number
  /** Resets a connection instead of answering its second request. That request has no effect. */
  resetReused?: boolean
}

/** The connection that a request arrived on. */
export interface RequestConnection {
  /** The number of the connection, counted from 1 in the order of their first requests. */
  connection: number
  /** Whether the connection carried another request before. */
  reused: boolean
}

interface Usage {
  connection: number
  requests: number
  unanswered: number
  idleTimer: NodeJS.Timeout | undefined
}

/**
 * Creates a function that tracks each incoming request. It numbers the connections and closes them according to
 * `maxRequests` and `idleMs`.
 */
export function createConnectionTracker({ maxRequests = Number.POSITIVE_INFINITY, idleMs }: ConnectionRules) {
  const usages = new WeakMap<Socket, Usage>()
  let count = 0

  function usageOf(socket: Socket): Usage {
    const known = usages.get(socket)
    if (known !== undefined) return known
    count += 1
    const usage: Usage = { connection: count, requests: 0, unanswered: 0, idleTimer: undefined }
    usages.set(socket, usage)
    socket.once('close', () => clearTimeout(usage.idleTimer))
    return usage
  }

  return ({ socket }: IncomingMessage, response: ServerResponse): RequestConnection => {
    const usage = usageOf(socket)
    clearTimeout(usage.idleTimer)
    usage.requests += 1
    usage.unanswered += 1
    if (usage.requests >= maxRequests) response.setHeader('connection', 'close')
    response.once('close', () => {
      usage.unanswered -= 1
      const isIdle = usage.unanswered === 0 && !socket.destroyed
      if (isIdle && idleMs !== undefined) usage.idleTimer = setTimeout(() => socket.destroySoon(), idleMs)
    })
    return { connection: usage.connection, reused: usage.requests > 1 }
  }
}
