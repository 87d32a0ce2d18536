import type { Random } from '../random.ts'
import type { Exchange, Reply } from '../runner/exchange.ts'
import { requestIdOf } from './service.ts'

export const ACCOUNT = '1234567890123456'
/** The lifetime of GitHub's token, in ms. */
const TOKEN_MS = 5 * 60_000
const MAX_SKEW_MS = 15 * 60_000

export interface Keys {
  id: string
  secret: string
  token?: string
  /** The lifetime in ms; unlimited if undefined. */
  lastMs?: number
}

interface Session extends Keys {
  /** The service's wall clock, in ms since 1970. */
  expiresAt: number
}

export interface StsOptions {
  random: Random
  /** Returns the service's wall clock, in ms since 1970. */
  wall: () => number
  /** The stored access key, if any. */
  stored: Keys | undefined
  /** The number of token requests that GitHub refuses first. */
  pendingTokens: number
}

/** STS and GitHub's token endpoint. */
export class Sts {
  /** Secrets that were issued or stored. */
  readonly secrets: string[] = []
  readonly #options: StsOptions
  readonly #sessions = new Map<string, Session>()
  readonly #tokens = new Map<string, number>()
  #refusedTokens = 0

  constructor(options: StsOptions) {
    this.#options = options
    const { stored } = options
    if (stored === undefined) return
    this.#sessions.set(stored.id, {
      ...stored,
      expiresAt: options.wall() + (stored.lastMs ?? Number.POSITIVE_INFINITY)
    })
    this.secrets.push(stored.secret, ...(stored.token === undefined ? [] : [stored.token]))
  }

  /** The error code for an invalid or expired access key. */
  refusalOf(id: string, token: string | undefined, wall: number): string | undefined {
    const session = this.#sessions.get(id)
    if (session === undefined) return 'InvalidAccessKeyId'
    if (session.token !== token) return 'AccessKeyIdAndSecurityTokenNotMatch'
    return wall >= session.expiresAt ? 'SecurityTokenExpired' : undefined
  }

  handle(exchange: Exchange): Reply {
    const isGitHub = exchange.host.endsWith('githubusercontent.com')
    const { call, status, fields } = isGitHub ? this.#gitHub() : this.#sts(exchange)
    const requestId = requestIdOf(exchange)
    exchange.note = { call, requestId, ...(fields.Code !== undefined && { code: String(fields.Code) }) }
    const { random, wall } = this.#options
    return {
      status,
      headers: { date: new Date(wall()).toUTCString(), 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, RequestId: requestId }),
      afterMs: random.int(2, 80)
    }
  }

  #gitHub(): StsAnswer {
    this.#refusedTokens += 1
    if (this.#refusedTokens <= this.#options.pendingTokens) {
      return {
        call: 'token',
        status: 403,
        fields: { message: "Can't issue ID_TOKEN for job in 'Pending' state" }
      }
    }
    const claims = { sub: 'repo:octo-org/migrations:ref:refs/heads/main', aud: 'sts.aliyuncs.com' }
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const value = `${part({ alg: 'RS256' })}.${part({ ...claims, n: this.#refusedTokens })}.${this.#word(40)}`
    this.#tokens.set(value, this.#options.wall() + TOKEN_MS)
    this.secrets.push(value)
    return { call: 'token', status: 200, fields: { value } }
  }

  #sts({ path, body, headers }: Exchange): StsAnswer {
    const parameters = new URLSearchParams(`${path.split('?')[1] ?? ''}&${body}`)
    const call = headers['x-acs-action'] ?? parameters.get('Action') ?? 'nothing'
    const date = headers['x-acs-date'] ?? parameters.get('Timestamp') ?? ''
    if (!(Math.abs(Date.parse(date) - this.#options.wall()) <= MAX_SKEW_MS)) {
      return refusal(call, 'InvalidTimeStamp.Expired')
    }
    if (call === 'AssumeRoleWithOIDC') return this.#assumeRole(call, parameters)
    if (call !== 'GetCallerIdentity') return refusal(call, 'InvalidAction.NotFound')
    const id = /Credential=([^,/]+)/.exec(headers.authorization ?? '')?.[1] ?? ''
    const code = this.refusalOf(id, headers['x-acs-security-token'], this.#options.wall())
    return code === undefined ? { call, status: 200, fields: { AccountId: ACCOUNT } } : refusal(call, code)
  }

  #assumeRole(call: string, parameters: URLSearchParams): StsAnswer {
    const wall = this.#options.wall()
    const expiry = this.#tokens.get(parameters.get('OIDCToken') ?? '')
    if (expiry === undefined) return refusal(call, 'AuthenticationFail.OIDCToken.Invalid')
    if (wall > expiry) return refusal(call, 'AuthenticationFail.OIDCToken.Expired')
    const second = Math.floor(wall / 1000)
    const expiresAt = (second + Number(parameters.get('DurationSeconds'))) * 1000
    const session = {
      id: `STS.N${this.#word(20)}`,
      secret: this.#word(40),
      token: `CAIS${this.#word(80)}`,
      expiresAt
    }
    this.#sessions.set(session.id, session)
    this.secrets.push(session.secret, session.token)
    const Credentials = {
      AccessKeyId: session.id,
      AccessKeySecret: session.secret,
      SecurityToken: session.token,
      Expiration: `${new Date(expiresAt).toISOString().slice(0, 19)}Z`
    }
    return { call, status: 200, fields: { Credentials } }
  }

  #word(length: number): string {
    const { random } = this.#options
    return Array.from({ length }, () => random.pick(LETTERS)).join('')
  }
}

interface StsAnswer {
  call: string
  status: number
  fields: Record<string, unknown>
}

const LETTERS = [...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789']

function refusal(call: string, Code: string): StsAnswer {
  return { call, status: 400, fields: { Code, Message: `${Code}.`, HostId: 'sts.aliyuncs.com' } }
}
