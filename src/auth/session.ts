import { randomUUID } from 'node:crypto'
import { type CredentialProvider, invalidResponse, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import type { Address } from '../inputs/address.ts'
import type { Role } from '../inputs/identity.ts'
import { type RetryableRequest, type RetryPolicy, retry } from '../retry/retry.ts'
import { errorCode, shownCode } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import type { Limits } from '../runner/clock.ts'
import { mask } from '../runner/secrets.ts'
import { defaultSessionName } from '../runner/workflow-run.ts'
import { getGitHubToken, isTemporary } from './github-token.ts'
import { explainRefusal, isTemporaryRefusal } from './refused-token.ts'
import { callSts, STS_VERSION, text } from './sts.ts'

export interface RenewableCredentials extends CredentialProvider {
  /**
   * Renews the credentials if they expire soon, or if the service refused them as expired (`isRefused`). Call it before each
   * request. Returns whether there are new ones.
   */
  renew(limits: Limits, isRefused?: boolean): Promise<boolean>
  /** Whether they expire and can't be renewed. */
  isTemporary: boolean
}

/** A session is renewed when it has less than this left, in ms. */
const RENEW_BEFORE = 5 * 60_000
/** The delay before the next attempt after a failed renewal, in ms. */
const RENEWAL_RETRY_DELAY = 60_000
/** How long a token is used before a new one is fetched, in ms. GitHub's tokens are valid for five minutes. */
const MAX_TOKEN_AGE = 4 * 60_000

type Session = ReturnType<typeof readSession>

/**
 * Signs in as a RAM role with GitHub's OIDC token, without a stored key. The session renews itself.
 *
 * @throws ActionError if the workflow can't get a token, MgwError with STS's code if it refuses, and the errors of `retry`
 */
export async function signIn(role: Role, sts: Address, policy: RetryPolicy, limits: Limits) {
  const { clock, logger } = policy
  let session = await openSession(role, sts, policy, limits)
  let renewAt = session.expiresAt - RENEW_BEFORE
  let pending: Promise<boolean> | undefined
  const signInAgain = async (limits: Limits, isRefused: boolean): Promise<boolean> => {
    const now = clock.now()
    try {
      session = await openSession(role, sts, policy, limits)
      renewAt = Math.max(session.expiresAt - RENEW_BEFORE, now + RENEWAL_RETRY_DELAY)
      return true
    } catch (error) {
      // Until it expires, the old session still works.
      if (now >= session.expiresAt || isRefused || isCancellation(error)) throw error
      renewAt = now + RENEWAL_RETRY_DELAY
      logger.info(`The session could not be renewed yet (${shownCode(error, 'no new token')}).`)
      return false
    }
  }
  return {
    isTemporary: false,
    getCredential: async () => session.credentials,
    async renew(limits: Limits, isRefused = false) {
      if (clock.now() < renewAt && !isRefused) return false
      // Concurrent jobs share one sign-in.
      pending ??= signInAgain(limits, isRefused).finally(() => {
        pending = undefined
      })
      return pending
    }
  }
}

async function openSession(role: Role, sts: Address, policy: RetryPolicy, limits: Limits): Promise<Session> {
  const { clock, logger } = policy
  logger.info(`Signing in as ${role.roleArn}`)
  const attempt = (options: RequestOptions): Promise<string> => getGitHubToken(role.audience, options)
  const getToken = async () => ({
    value: await retry({ name: "GitHub's token", attempt, isTransient: isTemporary }, policy, limits),
    since: clock.now()
  })
  let token = await getToken()
  const request: RetryableRequest<Session> = {
    name: 'AssumeRoleWithOIDC',
    async prepare() {
      if (clock.now() - token.since > MAX_TOKEN_AGE) token = await getToken()
    },
    async attempt(options) {
      const requestedAt = clock.now()
      return readSession(role, await assumeRole(role, sts, token.value, options), requestedAt)
    },
    async recover(error) {
      if (errorCode(error) !== 'AuthenticationFail.OIDCToken.Expired') return false
      token = await getToken()
      return true
    },
    isTransient: (error) => isTemporaryRefusal(error, token.value)
  }
  return retry(request, policy, limits)
}

/** STS's security tokens have about 1,000 characters. */
const MAX_KEY = 16_384

/** https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc */
async function assumeRole(role: Role, sts: Address, token: string, options: RequestOptions) {
  const query = new URLSearchParams({
    Action: 'AssumeRoleWithOIDC',
    Version: STS_VERSION,
    Format: 'JSON',
    Timestamp: `${new Date(options.time ?? Date.now()).toISOString().slice(0, 19)}Z`,
    SignatureNonce: randomUUID()
  })
  const form = new URLSearchParams({
    RoleArn: role.roleArn,
    OIDCProviderArn: role.providerArn,
    OIDCToken: token,
    RoleSessionName: role.sessionName || defaultSessionName(),
    DurationSeconds: String(role.expiration)
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  try {
    return await callSts({ ...sts, target: `/?${query}`, headers, body: form.toString() }, options)
  } catch (error) {
    throw explainRefusal(error, token)
  }
}

function readSession(role: Role, { fields, date }: Awaited<ReturnType<typeof callSts>>, requestedAt: number) {
  const session = (fields.Credentials ?? {}) as Record<string, unknown>
  const keys = ['AccessKeyId', 'AccessKeySecret', 'SecurityToken'].map((name) => text(session[name]))
  const isUsual = keys.every((part) => part.length <= MAX_KEY)
  if (isUsual) keys.forEach(mask)
  if (!isUsual || !keys.every((part) => /^[!-~]+$/.test(part)))
    throw invalidResponse("STS's response contains no credentials.")
  const [accessKeyId = '', accessKeySecret = '', securityToken] = keys
  // Both times are the server's, so this machine's clock doesn't matter.
  const lifetime = Date.parse(text(session.Expiration)) - date
  return {
    credentials: { accessKeyId, accessKeySecret, securityToken },
    /** When it expires, in monotonic ms: this machine's time of day can be wrong. */
    expiresAt: requestedAt + (lifetime > 0 ? lifetime : role.expiration * 1000)
  }
}
