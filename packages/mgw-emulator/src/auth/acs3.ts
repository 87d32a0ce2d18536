import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { StsError } from '../protocol/sts-errors.ts'
import type { Credential } from './credentials.ts'

const ALGORITHM = 'ACS3-HMAC-SHA256'
const MAX_SKEW_MS = 15 * 60 * 1000

/** A received request to an RPC-style API of Alibaba Cloud. */
export interface Acs3Request {
  method: string
  /** The raw path and query. */
  target: string
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

/** What a request is checked against. */
export interface Acs3Authority {
  credentials: readonly Credential[]
  /** In ms since 1970. */
  now: number
}

interface Authorization {
  accessKeyId: string
  signedHeaders: string[]
  signature: string
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

function parseAuthorization(header: string): Authorization {
  const [, accessKeyId = '', names = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(header) ?? []
  if (signature === undefined) {
    throw new StsError('IncompleteSignature', `The Authorization header is not one of ${ALGORITHM}.`)
  }
  return { accessKeyId, signedHeaders: names.split(';'), signature }
}

const PROTOCOL_HEADERS = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version'
]

/** A signature must cover the protocol's headers and every other `x-acs-` header. */
function checkSignedHeaders(headers: Record<string, string>, signed: string[]): void {
  const names = [...PROTOCOL_HEADERS, ...Object.keys(headers).filter((name) => name.startsWith('x-acs-'))]
  const missing = names.find((name) => headers[name] === undefined || !signed.includes(name))
  if (missing !== undefined) throw new StsError('IncompleteSignature', `The header ${missing} is not signed.`)
}

/** Sorts the parameters of a query. They stay encoded, because RPC-style clients all encode them the same way. */
function canonicalQuery(query: string): string {
  return query.split('&').sort().join('&')
}

function stringToSign({ method, target, headers, body }: Acs3Request, signedHeaders: string[]): string {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('')
  const parts = [method, path, canonicalQuery(query), lines, signedHeaders.join(';'), sha256(body)]
  return `${ALGORITHM}\n${sha256(parts.join('\n'))}`
}

/** The signature of a request, in hexadecimal. `signedHeaders` are sorted names in lower case. */
export function acs3Signature(request: Acs3Request, signedHeaders: string[], accessKeySecret: string): string {
  return createHmac('sha256', accessKeySecret).update(stringToSign(request, signedHeaders), 'utf8').digest('hex')
}

function checkTime(date: string, now: number): void {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) throw new StsError('InvalidTimeStamp.Format')
  if (!(Math.abs(Date.parse(date) - now) <= MAX_SKEW_MS)) throw new StsError('InvalidTimeStamp.Expired')
}

function checkToken({ securityToken, expiration }: Credential, token: string | undefined, now: number): void {
  if (token === undefined && securityToken !== undefined) throw new StsError('MissingSecurityToken')
  if (token !== securityToken) throw new StsError('InvalidSecurityToken.MismatchWithAccessKey')
  if (expiration !== undefined && expiration <= now) throw new StsError('InvalidSecurityToken.Expired')
}

/**
 * Verifies the ACS3-HMAC-SHA256 signature of a request.
 * @returns the credential that signed it
 * @throws StsError for the first check that fails
 */
export function authenticateAcs3(request: Acs3Request, { credentials, now }: Acs3Authority): Credential {
  const { headers, body } = request
  const { accessKeyId, signedHeaders, signature } = parseAuthorization(headers.authorization ?? '')
  checkSignedHeaders(headers, signedHeaders)
  checkTime(headers['x-acs-date'] ?? '', now)
  const credential = credentials.find((known) => known.accessKeyId === accessKeyId)
  if (credential === undefined) throw new StsError('InvalidAccessKeyId.NotFound')
  checkToken(credential, headers['x-acs-security-token'], now)
  const expected = acs3Signature(request, signedHeaders, credential.accessKeySecret)
  const hashMatches = headers['x-acs-content-sha256'] === sha256(body)
  if (!hashMatches || !timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    throw new StsError('SignatureDoesNotMatch')
  }
  return credential
}
