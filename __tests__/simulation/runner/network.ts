import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import type { Exchange, Reply, Route, Servers } from './exchange.ts'
import type { Task, VirtualTime } from './time.ts'

/** The simulated `node:http` and `node:https`, and the log of all requests. */
export interface Network {
  http: object
  https: object
  exchanges: Exchange[]
}

interface RequestOptions {
  method?: string
  hostname?: string
  host?: string
  port?: number | string | null
  path?: string
  headers?: Record<string, string | number>
  agent?: Agent
  timeout?: number
  signal?: AbortSignal
}

interface AgentOptions {
  keepAlive?: boolean
  timeout?: number
  proxyEnv?: Record<string, string>
}

/** The idle timeout of agents that don't set one, in ms. */
const DEFAULT_IDLE = 5000

/** Keeps idle connections by host. A connection is represented by its expiry time. */
class Agent extends EventEmitter {
  readonly options: AgentOptions
  readonly idle = new Map<string, number[]>()

  constructor(options: AgentOptions = {}) {
    super()
    this.options = { keepAlive: false, ...options }
  }

  destroy(): void {
    this.idle.clear()
  }

  /** No connection is opened ahead: how long connecting takes isn't simulated. */
  createConnection(): undefined {}

  take(host: string, now: number): boolean {
    const expiry = this.idle.get(host)?.pop()
    return expiry !== undefined && expiry > now
  }

  keep(host: string, now: number): void {
    if (!this.options.keepAlive) return
    const kept = this.idle.get(host) ?? []
    kept.push(now + (this.options.timeout ?? DEFAULT_IDLE))
    this.idle.set(host, kept)
  }
}

class Answer extends Readable {
  readonly statusCode: number
  readonly statusMessage = ''
  readonly httpVersion = '1.1'
  readonly headers: Record<string, string>
  complete = false
  aborted = false

  constructor({ status, headers }: Reply) {
    super()
    this.statusCode = status
    this.headers = headers
  }

  override _read(): void {}

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (!this.complete) {
      this.aborted = true
      this.emit('aborted')
    }
    callback(this.listenerCount('error') > 0 ? error : null)
  }
}

interface Wire {
  time: VirtualTime
  servers: Servers
  exchanges: Exchange[]
}

/** The part of Node's ClientRequest that HTTP clients use. */
class SimulatedRequest extends EventEmitter {
  destroyed = false
  reusedSocket = false
  writableEnded = false
  readonly #wire: Wire
  readonly #exchange: Exchange
  readonly #agent: Agent
  #next: Task[] = []
  #answer: Answer | undefined
  #isClosed = false
  #isHeld = false

  constructor(wire: Wire, options: RequestOptions, agent: Agent) {
    super()
    this.#wire = wire
    this.#agent = agent
    this.#exchange = exchangeOf(wire, options, agent)
    const { signal } = options
    if (signal?.aborted) this.destroy(signal.reason)
    signal?.addEventListener('abort', () => this.destroy(signal.reason), { once: true })
    if (options.timeout !== undefined) this.setTimeout(options.timeout)
  }

  setTimeout(ms: number, listener?: () => void): this {
    if (listener !== undefined) this.on('timeout', listener)
    this.#then(this.#wire.time.now + ms, () => this.emit('timeout'))
    return this
  }

  setNoDelay(): void {}
  setSocketKeepAlive(): void {}
  flushHeaders(): void {}

  write(text: string | Buffer): boolean {
    this.#exchange.body += text.toString()
    return true
  }

  end(text?: string | Buffer): this {
    if (text !== undefined) this.write(text)
    if (this.writableEnded || this.destroyed) return this
    this.writableEnded = true
    this.#depart()
    return this
  }

  abort(): void {
    this.destroy()
  }

  destroy(reason?: Error): this {
    if (this.destroyed) return this
    this.destroyed = true
    const isAnswered = this.#answer?.complete === true
    if (!isAnswered) this.#exchange.abortedAt = this.#wire.time.now
    this.#cancel()
    this.#release()
    this.#wire.time.call(this.#wire.time.now, () => this.#close(isAnswered ? undefined : (reason ?? hangUp())))
    return this
  }

  #depart(): void {
    const { time, exchanges, servers } = this.#wire
    const exchange = this.#exchange
    exchanges.push(exchange)
    time.hold()
    this.#isHeld = true
    exchange.isReused = this.#agent.take(exchange.host, time.now)
    this.reusedSocket = exchange.isReused
    const route = servers.route(exchange)
    exchange.fault = route.fault
    const connected = time.now + (exchange.isReused ? 0 : route.connectMs)
    const { fault } = route
    if (fault?.kind === 'unconnected') {
      this.#fail(connected, nodeError(fault.code, `${fault.code} ${exchange.host}`, fault))
    } else if (fault?.kind === 'reset' && fault.when === 'connecting') {
      this.#fail(connected, nodeError('ECONNRESET', 'The connection was reset before it was secure'))
    } else {
      this.#then(connected, () => this.#send(route))
    }
  }

  /** From here on, the request arrives even if the action aborts it. */
  #send({ roundTripMs, fault }: Route): void {
    const { time, servers } = this.#wire
    const exchange = this.#exchange
    exchange.sentAt = time.now
    const isDelivered = fault === undefined || ('isDelivered' in fault && fault.isDelivered)
    const arrival = time.now + roundTripMs / 2
    time.at(arrival, () => {
      if (isDelivered) {
        exchange.deliveredAt = time.now
        exchange.reply = servers.handle(exchange)
      }
      this.#comeBack(exchange, roundTripMs)
    })
    this.emit('finish')
  }

  #comeBack({ fault, reply }: Exchange, roundTripMs: number): void {
    if (this.destroyed || fault?.kind === 'silent') return
    const answer = fault?.kind === 'replaced' ? fault.reply : reply
    const arrival = this.#wire.time.now + roundTripMs / 2 + (answer?.afterMs ?? 0)
    if (fault?.kind === 'reset' && fault.when === 'waiting') {
      this.#fail(arrival, hangUp())
      return
    }
    if (answer === undefined) return
    if (fault?.kind === 'reset') this.#breakOff(arrival, answer)
    else this.#then(arrival, () => this.#deliver(answer))
  }

  #deliver(reply: Reply): void {
    const answer = this.#respond(reply)
    const { time } = this.#wire
    this.#exchange.answeredAt = time.now
    this.#exchange.answer = reply
    answer.complete = true
    answer.push(Buffer.from(reply.body))
    answer.push(null)
    this.#agent.keep(this.#exchange.host, time.now)
    answer.once('close', () => this.#close())
    this.#release()
  }

  /** Delivers half of the answer, then resets the connection. */
  #breakOff(arrival: number, reply: Reply): void {
    this.#then(arrival, () => {
      this.#respond(reply).push(Buffer.from(reply.body.slice(0, reply.body.length / 2)))
      this.#fail(this.#wire.time.now + 1, nodeError('ECONNRESET', 'aborted'))
    })
  }

  #respond(reply: Reply): Answer {
    const answer = new Answer(reply)
    this.#answer = answer
    // Like Node, discard an answer without a listener.
    if (!this.emit('response', answer)) answer.resume()
    return answer
  }

  #fail(at: number, error: Error & { code?: string }): void {
    this.#then(at, () => {
      this.#exchange.failedAt = this.#wire.time.now
      this.#exchange.failure = error.code ?? error.name
      this.#release()
      this.destroyed = true
      this.#close(error)
    })
  }

  #close(error?: Error): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancel()
    if (error !== undefined && this.#answer !== undefined) this.#answer.destroy(error)
    else if (error !== undefined) this.emit('error', error)
    this.emit('close')
  }

  #cancel(): void {
    for (const task of this.#next) this.#wire.time.cancel(task)
  }

  #release(): void {
    if (this.#isHeld) this.#wire.time.release()
    this.#isHeld = false
  }

  #then(at: number, run: () => void): void {
    const task = this.#wire.time.call(at, run, false)
    this.#next.push(task)
  }
}

function nodeError(code: string, message: string, more: object = {}): Error & { code?: string } {
  return Object.assign(new Error(message), more, { code })
}

const hangUp = (): Error => nodeError('ECONNRESET', 'socket hang up')

function exchangeOf({ time, exchanges }: Wire, options: RequestOptions, agent: Agent): Exchange {
  const headers = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)])
  return {
    id: exchanges.length,
    at: time.now,
    method: options.method ?? 'GET',
    host: options.hostname ?? options.host ?? 'localhost',
    path: options.path ?? '/',
    headers: Object.fromEntries(headers),
    body: '',
    isReused: false,
    isProxied: agent.options.proxyEnv !== undefined
  }
}

export function createNetwork(time: VirtualTime, servers: Servers): Network {
  const wire: Wire = { time, servers, exchanges: [] }
  const globalAgent = new Agent({ keepAlive: true })
  const request = (...values: unknown[]): SimulatedRequest => {
    const listener = values.find((value) => typeof value === 'function')
    const options = optionsOf(values)
    const made = new SimulatedRequest(wire, options, options.agent ?? globalAgent)
    if (listener !== undefined) made.once('response', listener as () => void)
    return made
  }
  const get = (...values: unknown[]): SimulatedRequest => request(...values).end()
  const module = { Agent, globalAgent, request, get, METHODS: ['GET', 'POST', 'PUT', 'DELETE'] }
  return { http: module, https: module, exchanges: wire.exchanges }
}

function optionsOf(values: unknown[]): RequestOptions {
  const [first, second] = values
  const given = (typeof second === 'object' ? second : {}) as RequestOptions
  if (typeof first !== 'string' && !(first instanceof URL)) return first as RequestOptions
  const { hostname, port, pathname, search } = new URL(first)
  return { hostname, port, path: `${pathname}${search}`, ...given }
}
