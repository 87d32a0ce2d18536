import { type Agent, type IncomingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Credential, type Emulator, EXAMPLE_CREDENTIALS, signedHeaders } from 'mgw-emulator'

/** A request that is sent as is, without encoding or adding anything. */
export interface RawRequest {
  method: string
  target: string
  headers?: Record<string, string>
  body?: string
}

export interface RawResponse {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Sends a request, on a new connection unless there is an agent. */
export async function sendRaw(
  url: string,
  { method, target, headers = {}, body = '' }: RawRequest,
  agent: Agent | false = false
): Promise<RawResponse> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const lengths = body === '' ? {} : { 'content-length': Buffer.byteLength(body) }
    const outgoing = request(
      { hostname, port, method, path: target, headers: { ...headers, ...lengths }, agent },
      (incoming) => {
        text(incoming).then(
          (content) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: content }),
          reject
        )
      }
    )
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

export interface SigningOptions {
  credential?: Credential
  region?: string
  /** When the request is signed, in ms since 1970. Default: now. */
  time?: number
  /** Headers to add or replace after signing. An empty value removes the header. */
  headerOverrides?: Record<string, string>
}

export interface CallOptions extends SigningOptions {
  body?: string
}

/** Creates a signed request. */
export function signed(method: string, target: string, body = '', options: SigningOptions = {}): Required<RawRequest> {
  const { credential = EXAMPLE_CREDENTIALS, region = 'cn-hangzhou', time = Date.now() } = options
  const headers = {
    ...signedHeaders({ method, target, body, region, time, credential }),
    ...options.headerOverrides
  }
  const kept = Object.entries(headers).filter(([, value]) => value !== '')
  return { method, target, body, headers: Object.fromEntries(kept) }
}

/** Sends a signed request. */
export function call(
  emulator: Emulator,
  method: string,
  target: string,
  { body, ...signing }: CallOptions = {}
): Promise<RawResponse> {
  return sendRaw(emulator.url, signed(method, target, body, signing))
}

/** The text of the first element with this name, or undefined. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
}

/** The texts of all elements with this name. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, content = '']) => content)
}

export const statusXml = (status: string) => `<ImportJob><Status>${status}</Status></ImportJob>`

export const qosXml = (maxBandWidth: string | number, maxImportTaskQps: string | number) =>
  `<ImportJob><ImportQos><MaxBandWidth>${maxBandWidth}</MaxBandWidth><MaxImportTaskQps>${maxImportTaskQps}</MaxImportTaskQps></ImportQos></ImportJob>`
