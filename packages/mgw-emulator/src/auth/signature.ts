import { createHash, createHmac } from 'node:crypto'
import { compactTime } from '../protocol/clock.ts'
import type { Credential } from './credentials.ts'

export const ALGORITHM = 'OSS4-HMAC-SHA256'
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'
const PRODUCT = 'oss'
const TERMINATOR = 'aliyun_v4_request'

/** What of a request is signed, as it stands on the wire. Header names are in lower case. */
export interface SignedParts {
  method: string
  /** The request target: path and query, as in the request line. */
  target: string
  headers: Record<string, string | undefined>
}

/** Where and on which day (UTC, `yyyymmdd`) a signature is valid: the credential scope. */
export interface Scope {
  date: string
  region: string
}

/** `yyyymmdd/region/oss/aliyun_v4_request`. */
export function scopeText({ date, region }: Scope): string {
  return `${date}/${region}/${PRODUCT}/${TERMINATOR}`
}

/** Percent-encodes everything but RFC 3986's unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

/**
 * Splits a request target into its path, whose segments are still percent-encoded, and its decoded query.
 * In a query `+` is a space, as the official Python SDK sends it.
 * @throws URIError when the target's percent-encoding isn't valid UTF-8
 */
export function splitTarget(target: string): { path: string; query: [string, string][] } {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
  const pairs = query === '' ? [] : query.split('&')
  return {
    path,
    query: pairs.map((pair) => {
      const [key = '', value = ''] = pair.split(/=(.*)/s)
      return [decode(key), decode(value)]
    })
  }
}

/** What the client meant by its path, however it encoded it: each segment decoded and encoded anew. */
function canonicalPath(path: string): string {
  return path
    .split('/')
    .map((segment) => encode(decodeURIComponent(segment)))
    .join('/')
}

function canonicalQuery(query: [string, string][]): string {
  return query
    .map(([key, value]) => [encode(key), encode(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : Number(left > right)))
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join('&')
}

function isSigned(header: string): boolean {
  return header.startsWith('x-oss-') || header === 'content-type' || header === 'content-md5'
}

/** The canonical request. @throws URIError when the target's percent-encoding isn't valid UTF-8 */
export function canonicalRequest({ method, target, headers }: SignedParts): string {
  const { path, query } = splitTarget(target)
  const signedHeaders = Object.keys(headers)
    .filter(isSigned)
    .sort()
    .map((name) => `${name}:${headers[name]?.trim()}\n`)
    .join('')
  return [method, canonicalPath(path), canonicalQuery(query), signedHeaders, '', UNSIGNED_PAYLOAD].join('\n')
}

/** The string to sign. `timestamp` is the text of `x-oss-date`. */
export function stringToSign(timestamp: string, scope: Scope, canonical: string): string {
  const digest = createHash('sha256').update(canonical, 'utf8').digest('hex')
  return [ALGORITHM, timestamp, scopeText(scope), digest].join('\n')
}

/** The signature, in hexadecimal digits: the secret keys the date, that the region, and so on, bytes throughout. */
export function sign(text: string, scope: Scope, accessKeySecret: string): string {
  const steps = [scope.date, scope.region, PRODUCT, TERMINATOR, text]
  const key = steps.reduce<string | Buffer>(
    (previous, step) => createHmac('sha256', previous).update(step, 'utf8').digest(),
    `aliyun_v4${accessKeySecret}`
  )
  return (key as Buffer).toString('hex')
}

/** What `signedHeaders` makes a request of. `time` is in ms since 1970, `body` is empty for a GET or DELETE. */
export interface RequestToSign {
  method: string
  target: string
  body: string
  region: string
  time: number
  credential: Credential
}

/** The headers that a client sends with a request for it to be accepted; for trying the emulator by hand. */
export function signedHeaders(request: RequestToSign): Record<string, string> {
  const timestamp = compactTime(request.time)
  const scope = { date: timestamp.slice(0, 8), region: request.region }
  const { accessKeyId, accessKeySecret, securityToken } = request.credential
  const headers = {
    'x-oss-date': timestamp,
    'x-oss-content-sha256': UNSIGNED_PAYLOAD,
    ...(securityToken === undefined ? {} : { 'x-oss-security-token': securityToken }),
    ...(request.body === '' ? {} : { 'content-type': 'application/xml', 'content-md5': md5(request.body) })
  }
  const text = stringToSign(timestamp, scope, canonicalRequest({ ...request, headers }))
  const signature = sign(text, scope, accessKeySecret)
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${accessKeyId}/${scopeText(scope)}, Signature=${signature}`
  }
}

/** The value of `content-md5` for a body. */
export function md5(body: string | Buffer): string {
  return createHash('md5').update(body).digest('base64')
}
