import { MgwError } from '@alicloud/hcs-mgw20240626'
import { ELLIPSIS, joinWithAnd } from '../text.ts'
import { parseFields, text } from './sts.ts'

/** Reasons that have nothing to do with the claims `iss`, `sub` and `aud`. */
const OTHER_REASON = /\.(PublicKeyFingerprintMismatch|IssuerConfigurationBroken|Expired)$/
const CLAIM_REFUSED = /^(AuthenticationFail\.)?NoPermission$|^AuthenticationFail\.OIDCToken\b/
/** The provider isn't in the account, so no claim was checked. The code is that of a trust policy. */
const UNKNOWN_PROVIDER = /^No such OIDC Provider/i
const NO_PUBLIC_KEYS = /^Get public keys/i

/**
 * Adds the token's claims to STS's error if they caused it, so that the trust policy or the OIDC provider can be corrected. It
 * never adds the token itself. If the reason is temporary, the next attempt is at least a second later.
 */
export function explainRefusal(error: unknown, token: string): unknown {
  if (!(error instanceof MgwError)) return error
  const { code, message, data } = error
  const headers = isTemporaryRefusal(error, token) ? { 'retry-after': '1', ...error.headers } : error.headers
  const isClaimRefused = CLAIM_REFUSED.test(code) && !OTHER_REASON.test(code) && !UNKNOWN_PROVIDER.test(message)
  const texts = isClaimRefused ? [message, ...describeClaims(readClaims(token))] : [message]
  return new MgwError(code, texts.join(' '), data, { headers })
}

/** Whether STS refused a token for a moment only: it couldn't get GitHub's public keys, or its clock is behind GitHub's. */
export function isTemporaryRefusal(error: unknown, token: string): boolean {
  if (!(error instanceof MgwError) || !error.code.startsWith('AuthenticationFail.OIDCToken')) return false
  if (NO_PUBLIC_KEYS.test(error.message)) return true
  if (OTHER_REASON.test(error.code) || /NotMatch$/.test(error.code)) return false
  // Date is rounded down to a second.
  return Number(readClaims(token).iat) * 1000 >= Date.parse(error.headers.date ?? '')
}

function describeClaims(claims: Record<string, unknown>): string[] {
  const known = ['iss', 'sub', 'aud'].filter((name) => claims[name] !== undefined)
  if (known.length === 0) return []
  return [
    `GitHub's token for this run has ${joinWithAnd(known.map((name) => `${name} ${JSON.stringify(claims[name])}`))}.`,
    "In RAM, the OIDC provider must have this iss and this aud, and the role's trust policy must accept this iss, sub and aud.",
    `sub has two forms: ${subjectForms(claims).join(', and for repositories created or renamed since July 2026 ')}.`
  ]
}

/** The old and the new form of a subject. A trust policy for one doesn't match the other. */
function subjectForms(claims: Record<string, unknown>): string[] {
  const { sub, repository, repository_id, repository_owner_id } = claims
  const [owner, name] = text(repository).split('/')
  const [, rest] = /^repo:[^:]*(:.*)$/s.exec(text(sub)) ?? []
  const isKnown = [rest, owner, name, repository_id, repository_owner_id].every(Boolean)
  if (!isKnown) return [`repo:owner/name:${ELLIPSIS}`, `repo:owner@id/name@id:${ELLIPSIS}`]
  return [`repo:${owner}/${name}${rest}`, `repo:${owner}@${repository_owner_id}/${name}@${repository_id}${rest}`]
}

/** A token's claims that are plain values, unverified: for messages only. A claim that is nested too deep can't be converted. */
function readClaims(token: string): Record<string, unknown> {
  const claims = parseFields(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ?? {}
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => typeof value !== 'object'))
}
