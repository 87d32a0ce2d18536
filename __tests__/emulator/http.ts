import { type Agent, type IncomingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Credential, type Emulator, EXAMPLE_CREDENTIALS, signedHeaders } from 'mgw-emulator'

/** A request that is sent as it stands: nothing is encoded, added or corrected on the way. */
export interface RawRequest {
  method: string
  target: string
  headers?: Record<string, string>
  body?: string
}

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Sends a request on a connection of its own, or on one of an agent's. */
export async function sendRaw(
  url: string,
  { method, target, headers = {}, body = '' }: RawRequest,
  agent: Agent | false = false
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const lengths = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
    const outgoing = request(
      { hostname, port, method, path: target, headers: { ...headers, ...lengths }, agent },
      (incoming) => {
        text(incoming).then(
          (answer) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: answer }),
          reject
        )
      }
    )
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

/** What differs from a request that is signed as it should be. */
export interface Signing {
  credential?: Credential
  region?: string
  /** ms since 1970 */
  time?: number
  /** Headers that are added, or changed, after signing. An empty one is left out. */
  change?: Record<string, string>
}

/** The same as a request that is ready to be sent. */
export function signed(
  method: string,
  target: string,
  body = '',
  signing: Signing = {}
): Required<RawRequest> {
  const { credential = EXAMPLE_CREDENTIALS, region = 'cn-hangzhou', time = Date.now(), change = {} } = signing
  const headers = { ...signedHeaders({ method, target, body, region, time, credential }), ...change }
  const kept = Object.entries(headers).filter(([, value]) => value !== '')
  return { method, target, body, headers: Object.fromEntries(kept) }
}

/** Sends a signed request. */
export function call(
  emulator: Emulator,
  method: string,
  target: string,
  body?: string,
  signing?: Signing
): Promise<RawAnswer> {
  return sendRaw(emulator.url, signed(method, target, body, signing))
}

/** The text of the first element of this name, undefined without one. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
}

/** The texts of all elements of this name. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, content = '']) => content)
}

export const statusXml = (status: string) => `<ImportJob><Status>${status}</Status></ImportJob>`

export const qosXml = (maxBandWidth: string | number, maxImportTaskQps: string | number) =>
  `<ImportJob><ImportQos><MaxBandWidth>${maxBandWidth}</MaxBandWidth><MaxImportTaskQps>${maxImportTaskQps}</MaxImportTaskQps></ImportQos></ImportJob>`
