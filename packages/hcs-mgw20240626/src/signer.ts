import { createHash, createHmac } from 'node:crypto'

/** The keys that a request is signed with. */
export interface Credentials {
  accessKeyId: string
  accessKeySecret: string
  /** Goes with temporary credentials only. */
  securityToken?: string | undefined
}

/** A request before it is signed: path and query as they are meant, not yet percent-encoded. */
export interface UnsignedRequest {
  method: string
  path: string
  /** A key with an empty value is a sub-resource: it is written without `=`. */
  query: Readonly<Record<string, string>>
  body?: string | undefined
}

/** A signed request, and the two texts that its signature was made from. */
export interface SignedRequest {
  /** The path and query as they go on the wire. */
  target: string
  headers: Record<string, string>
  canonicalRequest: string
  stringToSign: string
}

const ALGORITHM = 'OSS4-HMAC-SHA256'
const PAYLOAD = 'UNSIGNED-PAYLOAD'

/**
 * Signs a request with OSS4-HMAC-SHA256, OSS's signature version 4
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4).
 * Neither the host nor the `date` header is part of the signature. Nor is the body, but for its MD5 in a signed header:
 * TLS protects it on the way, as in the official SDKs.
 *
 * @param region the region of the credential scope, as in `cn-hangzhou`
 * @param time when the request is made: the service refuses more than 15 minutes of difference
 */
export function sign(
  request: UnsignedRequest,
  credentials: Credentials,
  region: string,
  time: Date
): SignedRequest {
  const timestamp = `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
  const day = timestamp.slice(0, 8)
  const scope = `${day}/${region}/oss/aliyun_v4_request`
  const signed = signedHeaders(request.body, credentials.securityToken, timestamp)
  const path = encodePath(request.path)
  const query = encodeQuery(request.query)

  const canonicalHeaders = Object.keys(signed)
    .sort()
    .map((name) => `${name}:${signed[name]?.trim()}\n`)
    .join('')
  const canonicalRequest = [request.method, path, query, canonicalHeaders, '', PAYLOAD].join('\n')
  const digest = hash('sha256', canonicalRequest, 'hex')
  const stringToSign = [ALGORITHM, timestamp, scope, digest].join('\n')
  const key = [day, region, 'oss', 'aliyun_v4_request'].reduce<string | Buffer>(
    hmac,
    `aliyun_v4${credentials.accessKeySecret}`
  )
  const signature = hmac(key, stringToSign).toString('hex')
  const authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, Signature=${signature}`

  return {
    target: query === '' ? path : `${path}?${query}`,
    headers: { ...signed, date: time.toUTCString(), authorization },
    canonicalRequest,
    stringToSign
  }
}

function signedHeaders(
  body: string | undefined,
  securityToken: string | undefined,
  timestamp: string
): Record<string, string> {
  return {
    ...(body !== undefined && {
      'content-type': 'application/xml',
      'content-md5': hash('md5', body, 'base64')
    }),
    'x-oss-content-sha256': PAYLOAD,
    'x-oss-date': timestamp,
    ...(securityToken && { 'x-oss-security-token': securityToken })
  }
}

function hash(algorithm: 'sha256' | 'md5', text: string, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(text).digest(encoding)
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** Percent-encodes all but RFC 3986's unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

function encodePath(path: string): string {
  return encode(path).replaceAll('%2F', '/')
}

function encodeQuery(query: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(query).map(([key, value]) => [encode(key), encode(value)]))
  return [...values.keys()]
    .sort()
    .map((key) => (values.get(key) === '' ? key : `${key}=${values.get(key)}`))
    .join('&')
}
