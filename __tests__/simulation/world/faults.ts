import type { Random } from '../random.ts'
import type { Exchange, Fault, Reply, Route } from '../runner/exchange.ts'
import type { Level } from './behavior.ts'
import { errorXml } from './xml.ts'

/** Network faults by weight. */
const KINDS = {
  refused: 2,
  DNS: 1,
  'reset while connecting': 2,
  'reset while waiting': 5,
  'reset while reading': 2,
  silence: 2,
  'internal error': 3,
  'too many requests': 1,
  throttled: 3,
  'proxy page': 3,
  'empty answer': 1,
  'proxy tunnel': 1
} as const
type Kind = keyof typeof KINDS

/** Faults of a new connection. */
const CONNECTING = ['refused', 'DNS', 'reset while connecting', 'proxy tunnel'] as const
type ConnectingKind = (typeof CONNECTING)[number]

function isConnecting(kind: Kind): kind is ConnectingKind {
  return (CONNECTING as readonly Kind[]).includes(kind)
}

/** The probability of a fault, for any request and for an UpdateJob request. */
const RATES: Readonly<Record<Level, { any: number; change: number }>> = {
  calm: { any: 0, change: 0 },
  usual: { any: 0.01, change: 0.12 },
  hard: { any: 0.06, change: 0.35 }
}
/** The probability that the server has closed a kept connection. */
const STALE = 0.02

/** A period in which most requests fail, in ms. */
export interface Outage {
  from: number
  to: number
}

export interface FaultOptions {
  random: Random
  level: Level
  outages: Outage[]
  roundTripMs: number
  hasProxy: boolean
  text: string
}

/** Decides how each request travels. */
export class Faults {
  readonly #options: FaultOptions

  constructor(options: FaultOptions) {
    this.#options = options
  }

  route(exchange: Exchange): Route {
    const { random, roundTripMs } = this.#options
    const jitter = 0.8 + random.next() * 0.4
    return {
      connectMs: Math.ceil(2 * roundTripMs * jitter),
      roundTripMs: Math.ceil(roundTripMs * jitter),
      fault: this.#faultOf(exchange)
    }
  }

  #faultOf(exchange: Exchange): Fault | undefined {
    const { random, level, outages } = this.#options
    if (exchange.isReused && level !== 'calm' && random.chance(STALE)) {
      return { kind: 'reset', when: 'waiting', isDelivered: false }
    }
    const { any, change } = RATES[level]
    const isOut = outages.some(({ from, to }) => exchange.at >= from && exchange.at < to)
    const rate = isOut ? 0.9 : exchange.method === 'PUT' ? change : any
    return random.chance(rate) ? this.#make(random.weighted(KINDS), exchange) : undefined
  }

  #make(kind: Kind, exchange: Exchange): Fault | undefined {
    if (isConnecting(kind)) return exchange.isReused ? undefined : this.#unconnected(kind)
    const isDelivered = this.#options.random.chance(0.6)
    if (kind === 'reset while waiting') return { kind: 'reset', when: 'waiting', isDelivered }
    if (kind === 'reset while reading') return { kind: 'reset', when: 'reading', isDelivered: true }
    if (kind === 'silence') return { kind: 'silent', isDelivered }
    return this.#replaced(kind, isDelivered)
  }

  #unconnected(kind: ConnectingKind): Fault | undefined {
    const { random, hasProxy } = this.#options
    if (kind === 'refused') return { kind: 'unconnected', code: 'ECONNREFUSED' }
    if (kind === 'DNS') return { kind: 'unconnected', code: 'EAI_AGAIN' }
    if (kind === 'reset while connecting') return { kind: 'reset', when: 'connecting', isDelivered: false }
    if (!hasProxy) return undefined
    return { kind: 'unconnected', code: 'ERR_PROXY_TUNNEL', statusCode: random.pick([502, 503]) }
  }

  /** Throttled requests have no effect. Others can have been applied. */
  #replaced(kind: Kind, isDelivered: boolean): Fault {
    const { random, text } = this.#options
    const retryAfter = random.chance(0.4) ? { 'retry-after': String(random.int(1, 20)) } : {}
    const xml = (status: number, code: string, headers: Record<string, string> = {}): Reply => ({
      status,
      headers: { 'content-type': 'application/xml', ...headers },
      body: errorXml({ Code: code, Message: `${code}. ${text}`, RequestId: 'FA117' }),
      afterMs: 5
    })
    if (kind === 'throttled') {
      const code = random.pick(['QpsLimitExceeded', 'ServiceUnavailable'])
      return { kind: 'replaced', reply: xml(503, code, retryAfter), isDelivered: false }
    }
    if (kind === 'too many requests') {
      return { kind: 'replaced', reply: xml(429, 'Throttling', retryAfter), isDelivered: false }
    }
    if (kind === 'internal error') return { kind: 'replaced', reply: xml(500, 'InternalError'), isDelivered }
    const body = kind === 'empty answer' ? '' : `<html><body>Bad gateway\n${text}</body></html>`
    const reply = {
      status: random.pick([502, 504]),
      headers: { 'content-type': 'text/html' },
      body,
      afterMs: 5
    }
    return { kind: 'replaced', reply, isDelivered }
  }
}
