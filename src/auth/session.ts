import { randomUUID } from 'node:crypto'
import {
  type Address,
  type CredentialProvider,
  type Credentials,
  identifier,
  invalidResponse,
  type SendOptions
} from '@alicloud/hcs-mgw20240626'
import type { Role } from '../inputs/role.ts'
import { type RetryOptions, retry } from '../retry/retry.ts'
import { codeOf } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { mask } from '../runner/secrets.ts'
import { defaultSessionName } from '../runner/workflow-run.ts'
import { isAboutTrust, withTokenClaims } from './claims.ts'
import { getGitHubToken } from './github-token.ts'
import { callSts, STS_VERSION, type StsAnswer, text } from './sts.ts'

/** Keys that are renewed where that is possible. */
export interface RenewableCredentials extends CredentialProvider {
  /** The keys as they now are. */
  getCredential(): Promise<Credentials>
  /**
   * Gets new keys when those that there are would end soon, or when they were refused as expired. Call it before each
   * request. Returns whether there are new ones.
   */
  renew(options: RetryOptions, isRefused?: boolean): Promise<boolean>
  /** Whether the keys are temporary ones that cannot be renewed. */
  endUnrenewed: boolean
}

/** A session is renewed when it has less than this left, in ms. */
const RENEW_BEFORE = 5 * 60_000
/** When renewing has failed, it is tried again after this, in ms, as long as the session lasts. */
const RENEW_AGAIN = 60_000
/** GitHub's token is good for five minutes. After this, in ms, an attempt gets a new one. */
const TOKEN_AGE = 4 * 60_000

interface Session {
  credentials: Credentials
  /** When it ends, in ms on the clock that is never set: this machine's time of day may be off. */
  end: number
}

/**
 * Signs in as a RAM role with GitHub's token for this workflow run, and again whenever the session is about to end.
 * No stored key is needed.
 *
 * @throws ClientError when GitHub gives the workflow no token, MgwError with STS's code when it refuses, and what `retry`
 *   throws
 */
export async function signIn(role: Role, sts: Address, options: RetryOptions): Promise<RenewableCredentials> {
  let session = await openSession(role, sts, options)
  let renewAt = session.end - RENEW_BEFORE
  let underWay: Promise<boolean> | undefined
  const renew = async (options: RetryOptions, isRefused: boolean): Promise<boolean> => {
    const now = options.clock.now()
    try {
      session = await openSession(role, sts, options)
      renewAt = Math.max(session.end - RENEW_BEFORE, now + RENEW_AGAIN)
      return true
    } catch (error) {
      // What is left of a session is used, whatever keeps this from getting the next one.
      if (now >= session.end || isRefused || isCancellation(error)) throw error
      renewAt = now + RENEW_AGAIN
      options.logger.info(
        `The session could not be renewed yet (${identifier(codeOf(error)) ?? 'no new token'}).`
      )
      return false
    }
  }
  return {
    endUnrenewed: false,
    getCredential: async () => session.credentials,
    async renew(options, isRefused = false) {
      if (options.clock.now() < renewAt && !isRefused) return false
      // Of many jobs that ask at once, one signs in for all.
      underWay ??= renew(options, isRefused).finally(() => {
        underWay = undefined
      })
      return underWay
    }
  }
}

async function openSession(role: Role, sts: Address, options: RetryOptions): Promise<Session> {
  options.logger.info(`Signing in as ${role.roleArn}`)
  const { clock } = options
  const getToken = async () => ({
    token: await retry(options, {
      name: "GitHub's token",
      attempt: (sendOptions) => getGitHubToken(role.audience, sendOptions)
    }),
    since: clock.now()
  })
  let { token, since } = await getToken()
  return retry(options, {
    name: 'AssumeRoleWithOIDC',
    async prepare() {
      if (clock.now() - since > TOKEN_AGE) ({ token, since } = await getToken())
    },
    attempt: (sendOptions) =>
      options.signed(async (clockOffset = 0) => {
        const askedAt = clock.now()
        const time = new Date(clock.date() + clockOffset)
        try {
          return readSession(role, await assumeRole(role, sts, token, time, sendOptions), askedAt)
        } catch (error) {
          if (codeOf(error) !== 'AuthenticationFail.OIDCToken.Expired') throw error
          ;({ token, since } = await getToken())
          return readSession(role, await assumeRole(role, sts, token, time, sendOptions), askedAt)
        }
      })
  })
}

/** https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc */
async function assumeRole(
  role: Role,
  sts: Address,
  token: string,
  time: Date,
  options: SendOptions
): Promise<StsAnswer> {
  const query = new URLSearchParams({
    Action: 'AssumeRoleWithOIDC',
    Version: STS_VERSION,
    Format: 'JSON',
    Timestamp: `${time.toISOString().slice(0, 19)}Z`,
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
    return await callSts(sts, `/?${query}`, headers, form.toString(), options)
  } catch (error) {
    throw isAboutTrust(error) ? withTokenClaims(error, token) : error
  }
}

/** @param askedAt when the session was asked for, in ms on the clock that is never set */
function readSession(role: Role, { fields, date }: StsAnswer, askedAt: number): Session {
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = (fields.Credentials ?? {}) as Record<
    string,
    unknown
  >
  const keys = [text(AccessKeyId), text(AccessKeySecret), text(SecurityToken)] as const
  keys.forEach(mask)
  if (!keys.every((part) => /^[!-~]+$/.test(part))) {
    throw invalidResponse('The answer of STS holds no credentials.')
  }
  const [accessKeyId, accessKeySecret, securityToken] = keys
  // Two times of one clock are compared: when the session ends, and when the answer was given.
  const lifetime = Date.parse(text(Expiration)) - (date ?? Number.NaN)
  return {
    credentials: { accessKeyId, accessKeySecret, securityToken },
    end: askedAt + (lifetime > 0 ? lifetime : role.expiration * 1000)
  }
}
