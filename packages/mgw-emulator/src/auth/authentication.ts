import { timingSafeEqual } from 'node:crypto'
import { parseCompactTime } from '../protocol/clock.ts'
import { type ServiceError, serviceError } from '../protocol/errors.ts'
import type { Credential } from './credentials.ts'
import {
  ALGORITHM,
  canonicalRequest,
  md5,
  type Scope,
  type SignedParts,
  scopeText,
  sign,
  stringToSign,
  UNSIGNED_PAYLOAD
} from './signature.ts'

const MAX_SKEW_MS = 15 * 60 * 1000

interface Authorization {
  accessKeyId: string
  scope: Scope
  signature: string
}

/** A received request. */
export interface ReceivedRequest extends SignedParts {
  body: Buffer
}

/** What a request is checked against. */
export interface Authority {
  credentials: readonly Credential[]
  /** The only region that is accepted in a credential scope. */
  region: string
  /** In ms since 1970. */
  now: number
}

function malformed(what: string): ServiceError {
  return serviceError('InvalidArgument', `The Authorization header is malformed: ${what}.`)
}

function parseAuthorization(header: string): Authorization {
  const [, credential, signature] =
    /^OSS4-HMAC-SHA256 Credential=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(header) ?? []
  if (credential === undefined || signature === undefined) throw malformed('no Credential and Signature')
  const [accessKeyId = '', date = '', region = '', ...rest] = credential.split('/')
  const scope = { date, region }
  if ([date, region, ...rest].join('/') !== scopeText(scope)) throw malformed('its scope is not one of OSS')
  return { accessKeyId, scope, signature }
}

function checkScope(scope: Scope, timestamp: string, region: string): void {
  if (scope.region !== region) throw malformed(`its region is not ${region}`)
  if (scope.date !== timestamp.slice(0, 8)) throw malformed('its date is not that of x-oss-date')
}

function checkTime(timestamp: string, now: number): void {
  const time = parseCompactTime(timestamp)
  if (time === undefined) throw serviceError('AccessDenied', 'The request has no valid x-oss-date header.')
  if (Math.abs(time - now) > MAX_SKEW_MS) throw serviceError('RequestTimeTooSkewed')
}

function checkToken(credential: Credential, token: string | undefined, authority: Authority): void {
  if (token !== credential.securityToken) {
    const belongsToOtherKey =
      token !== undefined && authority.credentials.some((other) => other.securityToken === token)
    throw serviceError(belongsToOtherKey ? 'AccessKeyIdAndSecurityTokenNotMatch' : 'InvalidSecurityToken')
  }
  if (credential.expiration !== undefined && credential.expiration <= authority.now) {
    throw serviceError('SecurityTokenExpired')
  }
}

function checkSignature(request: SignedParts, { scope, signature }: Authorization, secret: string): void {
  const canonical = canonicalRequest(request)
  const text = stringToSign(request.headers['x-oss-date'] ?? '', scope, canonical)
  const expected = sign(text, scope, secret)
  if (timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return
  throw serviceError('SignatureDoesNotMatch', undefined, { StringToSign: text, CanonicalRequest: canonical })
}

/**
 * Requires content-md5 and content-type with a body, as every official SDK sends them. Whether the service requires them
 * is unknown.
 */
function checkBody({ body, headers }: ReceivedRequest): void {
  const digest = headers['content-md5']
  if (digest !== undefined && digest !== md5(body)) throw serviceError('InvalidDigest')
  if (body.length === 0) return
  if (digest === undefined) throw serviceError('MissingArgument', 'A request with a body needs a content-md5 header.')
  if (headers['content-type'] !== 'application/xml') {
    throw serviceError('InvalidArgument', 'A request with a body needs the content-type application/xml.')
  }
}

/**
 * Verifies the OSS4-HMAC-SHA256 signature of a request and the digest of its body.
 * @throws ServiceError for the first check that fails
 */
export function authenticate(request: ReceivedRequest, authority: Authority): void {
  const header = request.headers.authorization ?? ''
  if (!header.startsWith(`${ALGORITHM} `)) throw serviceError('AccessDenied')
  const authorization = parseAuthorization(header)
  const timestamp = request.headers['x-oss-date'] ?? ''
  checkTime(timestamp, authority.now)
  checkScope(authorization.scope, timestamp, authority.region)
  if (request.headers['x-oss-content-sha256'] !== UNSIGNED_PAYLOAD) {
    throw serviceError('InvalidArgument', `x-oss-content-sha256 is not ${UNSIGNED_PAYLOAD}.`)
  }
  const credential = authority.credentials.find((known) => known.accessKeyId === authorization.accessKeyId)
  if (credential === undefined) throw serviceError('InvalidAccessKeyId')
  checkToken(credential, request.headers['x-oss-security-token'], authority)
  checkSignature(request, authorization, credential.accessKeySecret)
  checkBody(request)
}
