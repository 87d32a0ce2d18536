import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { ServiceError } from './errors.ts'
import { errorReply, errorXml, headBytes, makeReply, type Reply, type ReplyContext } from './reply.ts'

/** The settings of a fault; each fault reads the ones that its description names. */
export interface FaultOptions {
  /** ms between two bytes of one-byte-a-second. 1000, when absent. */
  intervalMs?: number
  /** Where redirect points to. A port of 127.0.0.1 at which nobody listens, when absent. */
  location?: string
  /** What the retry-after faults ask for. 1, when absent. */
  retryAfterSeconds?: number
  /** How far the server's clock is ahead in skewed-clock, in ms. One hour, when absent. */
  skewMs?: number
  /** For how long refuse keeps the port closed, in ms of real time. 1000, when absent; Infinity: until it is told. */
  forMs?: number
}

/** A request that is about to be answered, and the answer of a service in good health. */
export interface Exchange {
  response: ServerResponse
  socket: Socket
  context: ReplyContext
  healthy: Reply
  options: FaultOptions
}

/** What a fault sent. null: no status line at all. */
export interface Sent {
  statusCode: number | null
  errorCode?: string
}

/** A way in which the emulator can fail. */
export interface Fault {
  /** What happens, in a sentence. */
  sentence: string
  /** Whether the request's change is made all the same. */
  applied: boolean
  /** The HTTP status that goes out, null when none does. */
  status: number | null
  /** Answers a request in this way. */
  answer: (exchange: Exchange) => Sent
}

const MEBIBYTE = 2 ** 20
const FLOOD_INTERVAL_MS = 1

/** Sends an answer as it should be sent. */
export function send(response: ServerResponse, { status, headers, body }: Reply): Sent {
  response.writeHead(status, headers).end(body)
  return { statusCode: status }
}

/** Ends a connection with a TCP reset. Node can't reset below TLS, where the connection is just dropped. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket.resetAndDestroy()
}

function sendThenReset({ socket }: Exchange, bytes: Buffer): void {
  socket.write(bytes, () => reset(socket))
}

/** Calls `write` every `ms` until it says that it is done, or the connection is gone. */
function trickle(socket: Socket, ms: number, write: () => boolean): void {
  const timer = setInterval(() => {
    if (!write()) clearInterval(timer)
  }, ms)
  socket.once('close', () => clearInterval(timer))
}

function oneByteAtATime({ socket, healthy, options }: Exchange): Sent {
  const bytes = Buffer.concat([headBytes(healthy), healthy.body])
  let position = 0
  trickle(socket, options.intervalMs ?? 1000, () => {
    socket.write(bytes.subarray(position, position + 1))
    position += 1
    if (position === bytes.length) socket.end()
    return position < bytes.length
  })
  return { statusCode: healthy.status }
}

function endlessHeaders({ socket, healthy }: Exchange): Sent {
  socket.write('HTTP/1.1 200 OK\r\n')
  const line = `x-padding: ${'a'.repeat(4096)}\r\n`
  trickle(socket, FLOOD_INTERVAL_MS, () => socket.write(line) || !socket.destroyed)
  return { statusCode: healthy.status }
}

function resetInBody(exchange: Exchange): Sent {
  const { healthy } = exchange
  const body = healthy.body.length > 0 ? healthy.body : Buffer.from('<root/>')
  const headers = { ...healthy.headers, 'content-length': String(body.length) }
  const half = body.subarray(0, Math.floor(body.length / 2))
  sendThenReset(exchange, Buffer.concat([headBytes({ ...healthy, headers }), half]))
  return { statusCode: healthy.status }
}

/** Claims a length of the body that is `error` bytes off. */
function wrongLength(error: number): Fault['answer'] {
  return ({ socket, healthy }) => {
    const body = healthy.body.length > 0 ? healthy.body : Buffer.from('<root></root>')
    const headers = { ...healthy.headers, 'content-length': String(body.length + error) }
    socket.end(Buffer.concat([headBytes({ ...healthy, headers }), body]))
    return { statusCode: healthy.status }
  }
}

function redirect({ response, context, options }: Exchange): Sent {
  return send(response, makeReply(context, 307, '', { location: options.location ?? 'http://127.0.0.1:1/' }))
}

const STATUS_CODE = {
  429: 'QpsLimitExceeded',
  500: 'InternalError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout'
} as const

type FaultyStatus = keyof typeof STATUS_CODE

function statusError(status: FaultyStatus): ServiceError {
  return new ServiceError(STATUS_CODE[status], { status, message: `The service answers ${status}.` })
}

function xmlStatus(
  status: FaultyStatus,
  headers: (exchange: Exchange) => Record<string, string>
): Fault['answer'] {
  return (exchange) => {
    const reply = errorReply(exchange.context, statusError(status))
    send(exchange.response, { ...reply, headers: { ...reply.headers, ...headers(exchange) } })
    return { statusCode: status, errorCode: STATUS_CODE[status] }
  }
}

function plainStatus(status: FaultyStatus, body: string, contentType: string): Fault['answer'] {
  return ({ response, context }) =>
    send(
      response,
      makeReply(context, status, body, contentType === '' ? {} : { 'content-type': contentType })
    )
}

function retryAfterDate({ context, options }: Exchange): Record<string, string> {
  const at = context.now + (options.retryAfterSeconds ?? 1) * 1000
  return { 'retry-after': new Date(at).toUTCString() }
}

const STATUS_VARIANTS = {
  xml: {
    words: "the service's XML",
    answer: (status: FaultyStatus) => xmlStatus(status, () => ({}))
  },
  html: {
    words: "a proxy's HTML page",
    answer: (status: FaultyStatus) =>
      plainStatus(status, `<html><body><h1>${status} from a proxy</h1></body></html>`, 'text/html')
  },
  empty: {
    words: 'an empty body',
    answer: (status: FaultyStatus) => plainStatus(status, '', '')
  },
  'retry-after-seconds': {
    words: 'XML and a retry-after of `retryAfterSeconds`',
    answer: (status: FaultyStatus) =>
      xmlStatus(status, ({ options }) => ({ 'retry-after': String(options.retryAfterSeconds ?? 1) }))
  },
  'retry-after-date': {
    words: 'XML and a retry-after with the date in `retryAfterSeconds`',
    answer: (status: FaultyStatus) => xmlStatus(status, retryAfterDate)
  }
}

type StatusFaultName = `${FaultyStatus}-${keyof typeof STATUS_VARIANTS}`

function statusFaults(): Record<StatusFaultName, Fault> {
  const statuses = Object.keys(STATUS_CODE).map(Number) as FaultyStatus[]
  const faults = statuses.flatMap((status) =>
    Object.entries(STATUS_VARIANTS).map(([variant, { words, answer }]): [string, Fault] => [
      `${status}-${variant}`,
      { sentence: `Answers ${status} with ${words}.`, applied: false, status, answer: answer(status) }
    ])
  )
  return Object.fromEntries(faults) as Record<StatusFaultName, Fault>
}

/** Doubles ten thousand times over when its entities are expanded. */
const ENTITY_BOMB = `<?xml version="1.0"?>
<!DOCTYPE bomb [<!ENTITY e0 "expand">${Array.from(
  { length: 20 },
  (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`
).join('')}]>
`

function withDoctype(document: string): string {
  return `<!DOCTYPE root SYSTEM "http://127.0.0.1:1/root.dtd">${document.replace(/<\?xml.*?\?>\s*/, '')}`
}

/** What can be wrong with a body. `document` is the one that should have been sent, `<root/>` when it was empty. */
const BODY_SHAPES = {
  garbage: {
    words: 'bytes that mean nothing',
    body: () => Buffer.from('\u0000\u0001\u0002 not XML <<<>>> &&& \u001b[31m', 'latin1')
  },
  json: {
    words: 'JSON',
    body: () => Buffer.from('{"Code": "InternalError", "Message": "not XML"}')
  },
  'truncated-xml': {
    words: 'the first half of the XML',
    body: (document: string) => Buffer.from(document.slice(0, Math.ceil(document.length / 2)))
  },
  'entity-bomb': {
    words: 'XML whose entities expand to more than any memory holds',
    body: (document: string) =>
      Buffer.from(
        ENTITY_BOMB + document.replace(/<\?xml.*?\?>\s*/, '').replace(/<\/?\w+\/?>/, '$&<!-- -->&e20;')
      )
  },
  doctype: {
    words: 'XML with a DOCTYPE that points elsewhere',
    body: (document: string) => Buffer.from(withDoctype(document))
  },
  'huge-body': {
    words: 'XML that 2 MiB of blanks follow',
    body: (document: string) => Buffer.from(document + ' '.repeat(2 * MEBIBYTE))
  },
  'invalid-utf8': {
    words: 'XML with bytes that are no UTF-8',
    body: (document: string) =>
      Buffer.from(document.replace(/>(?=[^<>]+<)/, '>\u00c3\u0028\u00ff\u00fe'), 'latin1')
  }
}

type BodyFaultName = `${200 | 500}-${keyof typeof BODY_SHAPES}`
type BodyShape = (document: string) => Buffer

function misshapen(shape: BodyShape): Fault['answer'] {
  return ({ response, healthy }) => {
    const document = healthy.body.toString('utf8')
    const body = shape(document === '' ? '<root>accepted</root>' : document)
    const headers = {
      ...healthy.headers,
      'content-type': 'application/xml',
      'content-length': String(body.length)
    }
    return send(response, { status: healthy.status, headers, body })
  }
}

function misshapenError(shape: BodyShape): Fault['answer'] {
  return ({ response, context }) => {
    const body = shape(errorXml(context, statusError(500)))
    return send(response, makeReply(context, 500, body))
  }
}

function bodyFaults(): Record<BodyFaultName, Fault> {
  const faults = Object.entries(BODY_SHAPES).flatMap(([name, { words, body }]): [string, Fault][] => [
    [
      `200-${name}`,
      { sentence: `Answers 200 with ${words}.`, applied: true, status: 200, answer: misshapen(body) }
    ],
    [
      `500-${name}`,
      { sentence: `Answers 500 with ${words}.`, applied: false, status: 500, answer: misshapenError(body) }
    ]
  ])
  return Object.fromEntries(faults) as Record<BodyFaultName, Fault>
}

function answerAsUsual({ response, healthy }: Exchange): Sent {
  return send(response, healthy)
}

function dropWithoutAByte({ socket }: Exchange): Sent {
  socket.destroy()
  return { statusCode: null }
}

const CONNECTION_FAULTS = {
  refuse: {
    sentence: 'Closes the port for `forMs`, so that connections are refused; no request takes part in it.',
    applied: false,
    status: null,
    answer: answerAsUsual
  },
  'reset-before-headers': {
    sentence: 'Resets the connection when the request has been read, before a byte of the answer.',
    applied: false,
    status: null,
    answer: ({ socket }) => {
      reset(socket)
      return { statusCode: null }
    }
  },
  'reset-mid-body': {
    sentence: 'Sends the headers and half of the body, then resets the connection.',
    applied: true,
    status: 200,
    answer: resetInBody
  },
  'answer-lost': {
    sentence: 'Makes the change, then closes the connection without a byte of the answer.',
    applied: true,
    status: null,
    answer: dropWithoutAByte
  },
  silence: {
    sentence: 'Never answers, and keeps the connection open.',
    applied: false,
    status: null,
    answer: () => ({ statusCode: null })
  },
  'one-byte-a-second': {
    sentence: 'Answers with one byte every `intervalMs`.',
    applied: true,
    status: 200,
    answer: oneByteAtATime
  },
  'endless-headers': {
    sentence: 'Answers 200 and goes on sending headers until the client gives up.',
    applied: true,
    status: 200,
    answer: endlessHeaders
  },
  'content-length-too-large': {
    sentence: 'Claims a longer body than it sends, and closes the connection.',
    applied: true,
    status: 200,
    answer: wrongLength(10)
  },
  'content-length-too-small': {
    sentence: 'Claims a shorter body than it sends, and closes the connection.',
    applied: true,
    status: 200,
    answer: wrongLength(-5)
  },
  redirect: {
    sentence: 'Answers 307 and points to `location`.',
    applied: false,
    status: 307,
    answer: redirect
  },
  'skewed-clock': {
    sentence:
      "The server's clock is `skewMs` ahead: it answers 403 RequestTimeTooSkewed with its own Date, and accepts a request signed by that.",
    applied: false,
    status: 403,
    answer: answerAsUsual
  }
} satisfies Record<string, Fault>

/** The name of a fault. */
export type FaultName = keyof typeof CONNECTION_FAULTS | StatusFaultName | BodyFaultName

/** Every fault by name. Where one answers anything but 200, the change isn't made. */
export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  ...CONNECTION_FAULTS,
  ...statusFaults(),
  ...bodyFaults()
}

/** Whether a text is the name of a fault. */
export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text)
}
