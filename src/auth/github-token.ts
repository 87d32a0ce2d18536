import { type HttpResponse, invalidResponse, MgwError, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import { send } from '../http/send.ts'
import { parseAddress } from '../inputs/address.ts'
import { environment } from '../runner/environment.ts'
import { mask, redact } from '../runner/secrets.ts'
import { userAgent } from '../runner/workflow-run.ts'
import { readJson, text } from './sts.ts'

/**
 * Gets a GitHub OIDC token for this run (https://docs.github.com/en/actions/reference/security/oidc).
 *
 * @throws ActionError if this job isn't allowed to get one; MgwError `InvalidResponse` if GitHub doesn't issue one
 */
export async function getGitHubToken(audience: string, options: RequestOptions): Promise<string> {
  const url = environment('ACTIONS_ID_TOKEN_REQUEST_URL')
  const bearer = environment('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
  if (url === '' || bearer === '') {
    throw invalid(
      'role-to-assume needs a token of GitHub for this run, which this job is not allowed to get (a run for a pull request from a fork never is). Add to the job, beside the permissions that it needs for other things:\npermissions:\n  id-token: write'
    )
  }
  mask(bearer)
  const { protocol = '', host = '', pathname, search = '' } = URL.parse(url) ?? {}
  const response = await send(
    {
      ...parseAddress('ACTIONS_ID_TOKEN_REQUEST_URL', `${protocol}//${host}`),
      method: 'GET',
      target: `${pathname}${search}${search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`,
      headers: { authorization: `Bearer ${bearer}`, accept: 'application/json', 'user-agent': userAgent() },
      service: 'GitHub'
    },
    options
  )
  const { statusCode } = response
  if (statusCode >= 400 && statusCode <= 404) throw refusal(response)
  if (statusCode < 200 || statusCode >= 300)
    throw invalidResponse(`GitHub gave out no token for this run (HTTP ${statusCode}).`, response)
  const value = text(readJson('GitHub', response).value)
  if (value === '') throw invalidResponse("GitHub's answer holds no token.", { statusCode })
  mask(value)
  return value
}

/** How much of GitHub's reason a message shows, in characters. */
const MAX_REASON = 300

/** The error for GitHub's refusal, with GitHub's reason. It isn't retried. */
function refusal({ statusCode, body }: HttpResponse): ActionError {
  const reason = JSON.stringify(redact(body.toString('utf8')).slice(0, MAX_REASON))
  return new ActionError(
    'InvalidResponse',
    `GitHub refused a token for this run (HTTP ${statusCode}): ${reason}. Check that the job has permissions with id-token: write, and that this is no re-run of an old job, whose permission to ask has run out.`
  )
}

const CLAIMS_REFUSED = /^(AuthenticationFail\.NoPermission|NoPermission|AuthenticationFail\.OIDCToken\b)/

/**
 * Adds the token's claims to STS's error if they caused it, so that the trust policy or the provider's client IDs can be
 * corrected. It never adds the token itself.
 */
export function withTokenClaims(error: unknown, token: string): unknown {
  if (!(error instanceof MgwError && CLAIMS_REFUSED.test(error.code))) return error
  const claims = readClaims(token)
  const advice = [
    error.message,
    `GitHub's token for this run has sub ${JSON.stringify(claims.sub)} and aud ${JSON.stringify(claims.aud)}.`,
    "The role's trust policy must match exactly this sub, and the OIDC provider must list this aud.",
    `There are two forms of sub: ${subjectForms(claims).join(', and for repositories created or renamed since July 2026 ')}.`
  ]
  return new MgwError(error.code, advice.join(' '), error.data, { headers: error.headers })
}

/** The old and the new form of a subject. A trust policy for one doesn't match the other. */
function subjectForms(claims: Record<string, unknown>): string[] {
  const { sub, repository, repository_id, repository_owner_id } = claims
  const [owner, name] = text(repository).split('/')
  const [, rest] = /^repo:[^:]*(:.*)$/s.exec(text(sub)) ?? []
  if (rest === undefined || !owner || !name) return ['repo:owner/name:…', 'repo:owner@id/name@id:…']
  return [`repo:${owner}/${name}${rest}`, `repo:${owner}@${repository_owner_id}/${name}@${repository_id}${rest}`]
}

/** A token's claims, unverified: for messages only. */
function readClaims(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ?? {}
  } catch {
    return {}
  }
}
