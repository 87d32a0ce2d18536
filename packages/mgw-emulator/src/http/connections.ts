import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How the server ends connections that are kept alive. Absent settings: never. */
export interface ConnectionRules {
  /** How many requests a connection is for. The answer to the last of them has `connection: close`. */
  maxRequests?: number
  /** Closes a connection that has been idle since its last answer for so many ms of real time, without a notice. */
  idleMs?: number
  /** Resets the connection when a further request comes on it, instead of an answer. That request has no effect. */
  resetReused?: boolean
}

/** Where a request came from. */
export interface Arrival {
  /** The number of the connection, counted from 1 in the order of their first requests. */
  connection: number
  /** Whether it is not the first request on its connection. */
  reused: boolean
}

interface Usage {
  connection: number
  requests: number
  unanswered: number
  idle: NodeJS.Timeout | undefined
}

/** Numbers the connections of a server by their requests, and ends them by its rules. */
export function createConnections({ maxRequests = Number.POSITIVE_INFINITY, idleMs }: ConnectionRules) {
  const usages = new WeakMap<Socket, Usage>()
  let count = 0

  function usageOf(socket: Socket): Usage {
    const known = usages.get(socket)
    if (known !== undefined) return known
    count += 1
    const usage: Usage = { connection: count, requests: 0, unanswered: 0, idle: undefined }
    usages.set(socket, usage)
    socket.once('close', () => clearTimeout(usage.idle))
    return usage
  }

  /** Takes note of a request that arrives. */
  return ({ socket }: IncomingMessage, response: ServerResponse): Arrival => {
    const usage = usageOf(socket)
    clearTimeout(usage.idle)
    usage.requests += 1
    usage.unanswered += 1
    if (usage.requests >= maxRequests) response.setHeader('connection', 'close')
    response.once('close', () => {
      usage.unanswered -= 1
      const isIdle = usage.unanswered === 0 && !socket.destroyed
      if (isIdle && idleMs !== undefined) usage.idle = setTimeout(() => socket.destroySoon(), idleMs)
    })
    return { connection: usage.connection, reused: usage.requests > 1 }
  }
}
