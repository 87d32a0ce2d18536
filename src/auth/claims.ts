import { MgwError } from '@alicloud/hcs-mgw20240626'
import { text } from './sts.ts'

/** Whether STS has refused because of what GitHub's token says: the trust policy, or the provider's client IDs. */
export function isAboutTrust(error: unknown): error is MgwError {
  return (
    error instanceof MgwError &&
    /^(AuthenticationFail\.NoPermission|NoPermission|AuthenticationFail\.OIDCToken\b)/.test(error.code)
  )
}

/** STS's refusal, with what the token says and what a trust policy must match. Never the token itself. */
export function withTokenClaims(error: MgwError, token: string): MgwError {
  const said = claims(token)
  const advice = [
    error.message,
    `GitHub's token for this run has sub ${JSON.stringify(said.sub)} and aud ${JSON.stringify(said.aud)}.`,
    "The role's trust policy must match exactly this sub, and the OIDC provider must list this aud.",
    `There are two forms of sub: ${formsOfSub(said).join(', and for repositories created or renamed since July 2026 ')}.`
  ]
  return new MgwError(error.code, advice.join(' '), error.data, error.headers)
}

/** A subject in its old and in its new form: a policy that was written for one of them does not match the other. */
function formsOfSub({
  sub,
  repository,
  repository_id,
  repository_owner_id
}: Record<string, unknown>): string[] {
  const [owner, name] = text(repository).split('/')
  const [, rest] = /^repo:[^:]*(:.*)$/s.exec(text(sub)) ?? []
  if (rest === undefined || !owner || !name) return ['repo:owner/name:…', 'repo:owner@id/name@id:…']
  return [
    `repo:${owner}/${name}${rest}`,
    `repo:${owner}@${repository_owner_id}/${name}@${repository_id}${rest}`
  ]
}

/** What a token says of itself, unverified: for a message only. */
function claims(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ?? {}
  } catch {
    return {}
  }
}
