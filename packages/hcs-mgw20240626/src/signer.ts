import { createHmac, hash } from 'node:crypto'

export interface Credentials {
  accessKeyId: string
  accessKeySecret: string
  /** Only for temporary credentials. */
  securityToken?: string | undefined
}

/** A request before signing. Path and query aren't percent-encoded yet. */
export interface UnsignedRequest {
  method: string
  path: string
  /** A key with an empty value is a sub-resource: it is written without `=`. */
  query?: Readonly<Record<string, string>>
  body?: string | undefined
}

const ALGORITHM = 'OSS4-HMAC-SHA256'
const PAYLOAD = 'UNSIGNED-PAYLOAD'

/**
 * Signs a request with OSS4-HMAC-SHA256, OSS's signature version 4
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4).
 * The signature covers neither the host nor the `date` header, and of the body only its MD5, as in the official SDKs.
 *
 * @param region the region of the credential scope, as in `cn-hangzhou`
 * @param time the service refuses a time that is more than 15 minutes off
 */
export function sign(
  { method, path, query = {}, body }: UnsignedRequest,
  { accessKeyId, accessKeySecret, securityToken }: Credentials,
  region: string,
  time: Date
): { target: string; headers: Record<string, string> } {
  const timestamp = `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
  const scopes = [timestamp.slice(0, 8), region, 'oss', 'aliyun_v4_request']
  const scope = scopes.join('/')
  const headers: Record<string, string> = {
    ...(body !== undefined && { 'content-type': 'application/xml', 'content-md5': hash('md5', body, 'base64') }),
    'x-oss-content-sha256': PAYLOAD,
    'x-oss-date': timestamp,
    ...(securityToken && { 'x-oss-security-token': securityToken })
  }
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
  const canonicalHeaders = sorted.map(([name, value]) => `${name}:${value.trim()}\n`).join('')
  const encodedPath = encode(path).replaceAll('%2F', '/')
  const pairs = Object.entries(query).map(([key, value]) => [encode(key), encode(value)] as const)
  pairs.sort(([a], [b]) => (a < b ? -1 : 1))
  const encodedQuery = pairs.map(([key, value]) => (value === '' ? key : `${key}=${value}`)).join('&')
  const canonicalRequest = [method, encodedPath, encodedQuery, canonicalHeaders, '', PAYLOAD].join('\n')
  const stringToSign = [ALGORITHM, timestamp, scope, hash('sha256', canonicalRequest, 'hex')].join('\n')
  const key = scopes.reduce<string | Buffer>(hmac, `aliyun_v4${accessKeySecret}`)
  const signature = hmac(key, stringToSign).toString('hex')
  const authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, Signature=${signature}`
  return {
    target: encodedQuery === '' ? encodedPath : `${encodedPath}?${encodedQuery}`,
    headers: { ...headers, date: time.toUTCString(), authorization }
  }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

/** Percent-encodes everything but RFC 3986's unreserved characters. */
function encode(text: string): string {
  const toHex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, toHex)
}
