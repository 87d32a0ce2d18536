import { type Exchange, type Fault, send } from '../http/exchange.ts'
import { errorReply, makeReply } from '../http/reply.ts'
import { ServiceError } from '../protocol/errors.ts'

/** The error code in the XML of each status. */
const CODES = {
  429: 'QpsLimitExceeded',
  500: 'InternalError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout'
} as const

type Status = keyof typeof CODES

export function statusError(status: Status): ServiceError {
  return new ServiceError(CODES[status], { status, message: `The service answers ${status}.` })
}

type HeadersOf = (exchange: Exchange) => Record<string, string>

function xml(status: Status, headersOf: HeadersOf = () => ({})): Fault['respond'] {
  return (exchange) => {
    const reply = errorReply(exchange.context, statusError(status))
    return send(exchange.response, { ...reply, headers: { ...reply.headers, ...headersOf(exchange) } })
  }
}

function html(status: Status): Fault['respond'] {
  const page = `<html><body><h1>${status} from a proxy</h1></body></html>`
  return ({ response, context }) => send(response, makeReply(context, status, page, { 'content-type': 'text/html' }))
}

function empty(status: Status): Fault['respond'] {
  return ({ response, context }) => send(response, makeReply(context, status, ''))
}

const retryAfterSeconds: HeadersOf = ({ options }) => ({
  'retry-after': String(options.retryAfterSeconds ?? 1)
})

const retryAfterDate: HeadersOf = ({ context, options }) => ({
  'retry-after': new Date(context.now + (options.retryAfterSeconds ?? 1) * 1000).toUTCString()
})

/** The kinds of body. `content` completes "Responds 503 with …". */
const VARIANTS = {
  xml: { content: "the service's XML", respondWith: (status: Status) => xml(status) },
  html: { content: "a proxy's HTML page", respondWith: html },
  empty: { content: 'an empty body', respondWith: empty },
  'retry-after-seconds': {
    content: 'XML and a Retry-After of `retryAfterSeconds`',
    respondWith: (status: Status) => xml(status, retryAfterSeconds)
  },
  'retry-after-date': {
    content: 'XML and a Retry-After date `retryAfterSeconds` from now',
    respondWith: (status: Status) => xml(status, retryAfterDate)
  }
}

export type StatusFaultName = `${Status}-${keyof typeof VARIANTS}`

function faultsOf(status: Status): [string, Fault][] {
  return Object.entries(VARIANTS).map(([name, { content, respondWith }]) => [
    `${status}-${name}`,
    {
      description: `Responds ${status} with ${content}.`,
      applied: false,
      status,
      respond: respondWith(status)
    }
  ])
}

/** HTTP error statuses, each with several kinds of body. */
export const STATUS_FAULTS = Object.fromEntries(
  (Object.keys(CODES).map(Number) as Status[]).flatMap(faultsOf)
) as Record<StatusFaultName, Fault>
