import { randomUUID } from 'node:crypto'
import {
  type Address,
  ClientError,
  type Credentials,
  invalidResponse,
  MgwError,
  parseAddress,
  send
} from '@alicloud/hcs-mgw20240626'
import { mask, type RenewableCredential } from './credentials.ts'
import { environment, type Keyless } from './inputs.ts'
import { type Limits, persist } from './persist.ts'
import type { Teller } from './service.ts'
import { callSts, readJson, STS_VERSION, text } from './sts.ts'
import { defaultSessionName, userAgent } from './workflow-run.ts'

// All that speaks to STS is one chunk of dist.
export { getCallerIdentity } from './sts.ts'

/** A session is renewed when it has less than this left, in ms. */
const RENEW_BEFORE = 5 * 60_000

interface Session {
  credentials: Credentials
  /** In ms since 1970. */
  expiration: number
}

/**
 * Signs in as a RAM role with GitHub's token for this workflow run, and again whenever the session is about to end.
 * No stored key is needed.
 *
 * @returns a provider whose `getCredential` throws ClientError `InvalidArgument` when the workflow may not have such a
 *   token, MgwError with STS's code when it refuses, and what `persist` throws
 */
export function signIn(keyless: Keyless, sts: Address, limits: Limits, tell: Teller): RenewableCredential {
  let session: Session | undefined
  return {
    async getCredential(within) {
      // Whoever says nothing of time gets what there is: to sign in takes some.
      const isDue = within !== undefined && (session?.expiration ?? 0) - Date.now() < RENEW_BEFORE
      if (session === undefined || isDue) {
        tell.info(`Signing in as ${keyless.roleArn}`)
        session = await openSession(keyless, sts, within ?? limits, tell)
      }
      return session.credentials
    }
  }
}

async function openSession(keyless: Keyless, sts: Address, limits: Limits, tell: Teller): Promise<Session> {
  const token = await persist(limits, {
    what: "GitHub's token",
    attempt: () => getGitHubToken(keyless.audience, limits),
    say: tell.info
  })
  return persist(limits, {
    what: 'AssumeRoleWithOIDC',
    attempt: () => assumeRole(keyless, sts, token, limits),
    say: tell.info
  })
}

/** GitHub's token for this run (https://docs.github.com/en/actions/reference/security/oidc). */
async function getGitHubToken(audience: string, limits: Limits): Promise<string> {
  const [url, bearer] = [
    environment('ACTIONS_ID_TOKEN_REQUEST_URL'),
    environment('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
  ]
  if (url === '' || bearer === '') {
    throw new ClientError(
      'InvalidArgument',
      'role-to-assume needs a token of GitHub for this run, which this job is not allowed to get (a run for a pull request from a fork never is). Add to the job, beside the permissions that it needs for other things:\npermissions:\n  id-token: write'
    )
  }
  mask(bearer)
  const { protocol = '', host = '', pathname, search = '' } = URL.parse(url) ?? {}
  const address = parseAddress('ACTIONS_ID_TOKEN_REQUEST_URL', `${protocol}//${host}`)
  const response = await send(
    {
      method: 'GET',
      endpoint: address,
      hostname: address.hostname,
      target: `${pathname}${search}${search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`,
      headers: { authorization: `Bearer ${bearer}`, accept: 'application/json', 'user-agent': userAgent() }
    },
    limits.forAttempt()
  )
  const { statusCode } = response
  if (statusCode < 200 || statusCode >= 300)
    throw invalidResponse(
      `GitHub gave out no token for this run (HTTP ${statusCode}).`,
      statusCode,
      response.headers
    )
  const value = text(readJson('GitHub', response).value)
  if (value === '') throw invalidResponse("GitHub's answer holds no token.", statusCode)
  mask(value)
  return value
}

async function assumeRole(keyless: Keyless, sts: Address, token: string, limits: Limits): Promise<Session> {
  const query = new URLSearchParams({
    Action: 'AssumeRoleWithOIDC',
    Version: STS_VERSION,
    Format: 'JSON',
    Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
    SignatureNonce: randomUUID()
  })
  const form = new URLSearchParams({
    RoleArn: keyless.roleArn,
    OIDCProviderArn: keyless.providerArn,
    OIDCToken: token,
    RoleSessionName: keyless.sessionName || defaultSessionName(),
    DurationSeconds: String(keyless.expiration)
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  try {
    return readSession(keyless, await callSts(sts, `/?${query}`, headers, form.toString(), limits))
  } catch (error) {
    throw error instanceof MgwError && error.statusCode !== undefined && error.code !== 'InvalidResponse'
      ? withClaims(error, token)
      : error
  }
}

function readSession(keyless: Keyless, { Credentials: credentials }: Record<string, unknown>): Session {
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = (credentials ?? {}) as Record<
    string,
    unknown
  >
  const [accessKeyId, accessKeySecret, securityToken] = [
    text(AccessKeyId),
    text(AccessKeySecret),
    text(SecurityToken)
  ]
  for (const secret of [accessKeyId, accessKeySecret, securityToken]) mask(secret)
  if (![accessKeyId, accessKeySecret, securityToken].every((part) => /^[!-~]+$/.test(part))) {
    throw invalidResponse('The answer of STS holds no credentials.')
  }
  const expiration = Date.parse(text(Expiration)) || Date.now() + keyless.expiration * 1000
  return {
    credentials: { accessKeyId, accessKeySecret, securityToken },
    expiration
  }
}

/** STS's refusal, with what the token says and what a trust policy must match. Never the token itself. */
function withClaims(error: MgwError, token: string): MgwError {
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
