import { createHash, createHmac } from 'node:crypto'
import { compactTime } from '../protocol/clock.ts'
import type { Credential } from './credentials.ts'

export const ALGORITHM = 'OSS4-HMAC-SHA256'
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'
const PRODUCT = 'oss'
const TERMINATOR = 'aliyun_v4_request'

/** The signed parts of a request, as sent. Header names are in lower case. */
export interface SignedParts {
  method: string
  /** The raw path and query. */
  target: string
  headers: Record<string, string | undefined>
}

/** A credential scope: where and when a signature is valid. */
export interface Scope {
  /** The UTC date, `yyyymmdd`. */
  date: string
  region: string
}

/** `yyyymmdd/region/oss/aliyun_v4_request`. */
export function scopeText({ date, region }: Scope): string {
  return `${date}/${region}/${PRODUCT}/${TERMINATOR}`
}

/** Percent-encodes everything except the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

/**
 * Splits a request target into its path (still percent-encoded) and its decoded query. `+` in a query is a space,
 * because the official Python SDK encodes spaces that way.
 * @throws URIError if the query isn't percent-encoded UTF-8
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

/** Decodes and re-encodes each segment, so that every encoding of a path gives the same result. */
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

/** The canonical request. @throws URIError if the target isn't percent-encoded UTF-8 */
export function canonicalRequest({ method, target, headers }: SignedParts): string {
  const { path, query } = splitTarget(target)
  const signedHeaders = Object.keys(headers)
    .filter(isSigned)
    .sort()
    .map((name) => `${name}:${headers[name]?.trim()}\n`)
    .join('')
  return [method, canonicalPath(path), canonicalQuery(query), signedHeaders, '', UNSIGNED_PAYLOAD].join('\n')
}

/** The string to sign. `timestamp` is the value of `x-oss-date`. */
export function stringToSign(timestamp: string, scope: Scope, canonical: string): string {
  const digest = createHash('sha256').update(canonical, 'utf8').digest('hex')
  return [ALGORITHM, timestamp, scopeText(scope), digest].join('\n')
}

/** The signature, in hexadecimal. The key is derived from the secret by an HMAC over each part of the scope. */
export function sign(text: string, scope: Scope, accessKeySecret: string): string {
  const parts = [scope.date, scope.region, PRODUCT, TERMINATOR, text]
  const digest = parts.reduce<string | Buffer>(
    (key, part) => createHmac('sha256', key).update(part, 'utf8').digest(),
    `aliyun_v4${accessKeySecret}`
  )
  return (digest as Buffer).toString('hex')
}

/** A request for `signedHeaders`. */
export interface RequestToSign {
  method: string
  /** The raw path and query. */
  target: string
  /** Empty for a GET or DELETE. */
  body: string
  region: string
  /** In ms since 1970. */
  time: number
  credential: Credential
}

/** The headers of a signed request, including `authorization`. For calling the emulator without a client. */
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
