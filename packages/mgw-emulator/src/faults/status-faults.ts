import { type Exchange, type Fault, send } from '../http/exchange.ts'
import { errorReply, makeReply } from '../http/reply.ts'
import { ServiceError } from '../protocol/errors.ts'

/** The statuses that a passing fault can have, each with the code in its XML. */
const CODES = {
  429: 'QpsLimitExceeded',
  500: 'InternalError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout'
} as const

type Status = keyof typeof CODES

/** The refusal that goes with a status. */
export function statusError(status: Status): ServiceError {
  return new ServiceError(CODES[status], { status, message: `The service answers ${status}.` })
}

type HeadersOf = (exchange: Exchange) => Record<string, string>

function xml(status: Status, headersOf: HeadersOf = () => ({})): Fault['answer'] {
  return (exchange) => {
    const reply = errorReply(exchange.context, statusError(status))
    return send(exchange.response, { ...reply, headers: { ...reply.headers, ...headersOf(exchange) } })
  }
}

function html(status: Status): Fault['answer'] {
  const page = `<html><body><h1>${status} from a proxy</h1></body></html>`
  return ({ response, context }) =>
    send(response, makeReply(context, status, page, { 'content-type': 'text/html' }))
}

function empty(status: Status): Fault['answer'] {
  return ({ response, context }) => send(response, makeReply(context, status, ''))
}

const inSeconds: HeadersOf = ({ options }) => ({ 'retry-after': String(options.retryAfterSeconds ?? 1) })

const atDate: HeadersOf = ({ context, options }) => ({
  'retry-after': new Date(context.now + (options.retryAfterSeconds ?? 1) * 1000).toUTCString()
})

const VARIANTS = {
  xml: { words: "the service's XML", answer: (status: Status) => xml(status) },
  html: { words: "a proxy's HTML page", answer: html },
  empty: { words: 'an empty body', answer: empty },
  'retry-after-seconds': {
    words: 'XML and `retryAfterSeconds` as its retry-after',
    answer: (status: Status) => xml(status, inSeconds)
  },
  'retry-after-date': {
    words: 'XML and the date in `retryAfterSeconds` as its retry-after',
    answer: (status: Status) => xml(status, atDate)
  }
}

/** The name of a fault that is a status. */
export type StatusFaultName = `${Status}-${keyof typeof VARIANTS}`

function faultsOf(status: Status): [string, Fault][] {
  return Object.entries(VARIANTS).map(([name, { words, answer }]) => [
    `${status}-${name}`,
    { sentence: `Answers ${status} with ${words}.`, applied: false, status, answer: answer(status) }
  ])
}

/** Faults that are an HTTP status, with every kind of body that comes with it. */
export const STATUS_FAULTS = Object.fromEntries(
  (Object.keys(CODES).map(Number) as Status[]).flatMap(faultsOf)
) as Record<StatusFaultName, Fault>
