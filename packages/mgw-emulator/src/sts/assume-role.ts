import type { Credential } from '../auth/credentials.ts'
import { type Claims, readToken } from '../oidc/oidc-issuer.ts'
import { secretOf } from '../protocol/ids.ts'
import { StsError } from '../protocol/sts-errors.ts'
import { API_VERSION, type StsState, useNonce } from './sts-state.ts'

const MIN_SESSION_SECONDS = 900
const MAX_SKEW_MS = 15 * 60 * 1000
const SESSION_NAME_RULE = /^[A-Za-z0-9.@_-]{2,64}$/

/** The parameters of a call, from its query and its form body. */
export type Parameters = Map<string, string>

/** `2026-01-16T05:59:25Z` */
function timeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name) ?? ''
  if (value === '') throw new StsError('MissingParameter', `${name} is mandatory for this action.`)
  return value
}

/** Checks the parameters that unsigned calls have instead of signed headers. */
function checkCommonParameters(state: StsState, parameters: Parameters): void {
  if (required(parameters, 'Version') !== API_VERSION) throw new StsError('InvalidVersion')
  if (parameters.get('Format') !== 'JSON') throw new StsError('InvalidParameter.Format')
  const timestamp = required(parameters, 'Timestamp')
  const time = Date.parse(timestamp)
  if (timestamp !== (Number.isNaN(time) ? '' : timeText(time))) throw new StsError('InvalidTimeStamp.Format')
  if (Math.abs(time - state.now()) > MAX_SKEW_MS) throw new StsError('InvalidTimeStamp.Expired')
  useNonce(state, required(parameters, 'SignatureNonce'))
}

/** Matches like RAM's StringLike: `*` is a wildcard. */
function isLike(text: unknown, pattern: string): boolean {
  const source = pattern.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${source}$`, 's').test(String(text))
}

/** STS documents no code for a token from the future, and no order of the checks. */
function checkClaims({ trust, oidcProvider, now }: StsState, { exp, iat, iss, aud, sub }: Claims): void {
  if (!(Number(exp) * 1000 > now())) throw new StsError('AuthenticationFail.OIDCToken.Expired')
  if (Number(iat) * 1000 > now()) {
    throw new StsError('AuthenticationFail.OIDCToken.Invalid', 'The iat of the OIDCToken is later than now.')
  }
  if (iss !== oidcProvider.issuerUrl) throw new StsError('AuthenticationFail.OIDCToken.IssuerNotMatch')
  if (!isLike(aud, trust.aud)) throw new StsError('AuthenticationFail.OIDCToken.AudienceNotMatch')
  if (!isLike(sub, trust.sub) || !isLike(iss, trust.iss)) throw new StsError('AuthenticationFail.NoPermission')
}

function checkToken(state: StsState, token: string): Claims {
  const claims = readToken(token)
  if (claims === undefined) throw new StsError('AuthenticationFail.OIDCToken.Invalid')
  if (!state.oidcProvider.hasFingerprint) {
    throw new StsError('AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch')
  }
  if (!state.issuer.isGenuine(token)) throw new StsError('AuthenticationFail.OIDCToken.InvalidSignature')
  checkClaims(state, claims)
  return claims
}

function sessionSeconds({ maxSessionSeconds }: StsState, parameters: Parameters): number {
  const text = parameters.get('DurationSeconds') ?? String(maxSessionSeconds)
  const seconds = Number(text)
  if (!/^\d+$/.test(text) || seconds < MIN_SESSION_SECONDS || seconds > maxSessionSeconds) {
    throw new StsError(
      'InvalidParameter.DurationSeconds',
      `DurationSeconds must be from ${MIN_SESSION_SECONDS} to ${maxSessionSeconds}.`
    )
  }
  return seconds
}

function checkRole(state: StsState, parameters: Parameters): void {
  const role = required(parameters, 'RoleArn')
  if (!/^acs:ram::\d+:role\/[^/]+$/.test(role)) throw new StsError('InvalidParameter.RoleArn')
  if (role !== state.roleArn) throw new StsError('EntityNotExist.Role', `The role ${role} does not exist.`)
  if (required(parameters, 'OIDCProviderArn') !== state.oidcProviderArn) {
    throw new StsError('AuthenticationFail.NoPermission', 'No such OIDC Provider registered.')
  }
}

function issue(state: StsState, sessionName: string, seconds: number): Credential & { expiration: number } {
  const number = state.sessions.size + 1
  const second = Math.floor(state.now() / 1000)
  const credential = {
    accessKeyId: `STS.${secretOf('id', number)
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, 24)}`,
    accessKeySecret: secretOf('secret', number).slice(0, 44),
    securityToken: `CAIS${secretOf('token', number)}`,
    expiration: (second + seconds) * 1000
  }
  state.credentials.push(credential)
  state.sessions.set(credential.accessKeyId, sessionName)
  return credential
}

export function assumedRoleArn({ accountId, roleName }: StsState, sessionName: string): string {
  return `acs:ram::${accountId}:assumed-role/${roleName}/${sessionName}`
}

/** AssumeRoleWithOIDC: exchanges an OIDC token for temporary credentials. @throws StsError */
export function assumeRoleWithOidc(state: StsState, parameters: Parameters): object {
  checkCommonParameters(state, parameters)
  checkRole(state, parameters)
  const sessionName = required(parameters, 'RoleSessionName')
  if (!SESSION_NAME_RULE.test(sessionName)) throw new StsError('InvalidParameter.RoleSessionName')
  const seconds = sessionSeconds(state, parameters)
  const { sub, aud, iss } = checkToken(state, required(parameters, 'OIDCToken'))
  const { accessKeyId, accessKeySecret, securityToken, expiration } = issue(state, sessionName, seconds)
  return {
    OIDCTokenInfo: { Subject: sub, Issuer: iss, ClientIds: aud, VerificationInfo: 'Success' },
    AssumedRoleUser: {
      Arn: assumedRoleArn(state, sessionName),
      AssumedRoleId: `300000000000000001:${sessionName}`
    },
    Credentials: {
      AccessKeyId: accessKeyId,
      AccessKeySecret: accessKeySecret,
      SecurityToken: securityToken,
      Expiration: timeText(expiration)
    }
  }
}
