import { type Credential, EXAMPLE_CREDENTIALS } from '../auth/credentials.ts'
import type { TlsOptions } from '../http/listener.ts'
import { type OidcIssuer, sharedOidcIssuer } from '../oidc/oidc-issuer.ts'
import type { Clock } from '../protocol/clock.ts'
import { StsError } from '../protocol/sts-errors.ts'

/** The version of STS's API. */
export const VERSION = '2015-04-01'

const EXAMPLE_ACCOUNT = '1234567890123456'
const MAX_SESSION_SECONDS = 3600

/** Whom a role trusts: the conditions of its trust policy. In both, `*` stands for anything. */
export interface Trust {
  /** `repo:octo-org/octo-repo:*`, when absent. */
  sub?: string
  /** `sts.aliyuncs.com`, when absent. */
  aud?: string
}

/** How an STS is started. Everything has a default. */
export interface StsOptions {
  /** 0 for any free port of 127.0.0.1. */
  port?: number
  /** In ms since 1970. The machine's clock, when absent. */
  now?: Clock
  /** Serves https with this certificate. */
  tls?: TlsOptions
  /** The lasting keys that it knows from the beginning. */
  credentials?: readonly Credential[]
  accountId?: string
  /** The one role that there is. */
  roleName?: string
  /** The one OIDC provider that is registered. */
  oidcProviderName?: string
  trust?: Trust
  /** How long a session of the role may last, in seconds. 3600, when absent. */
  maxSessionSeconds?: number
  /** Whose tokens are genuine. */
  issuer?: OidcIssuer
}

/** What an STS knows. */
export interface State {
  now: Clock
  accountId: string
  roleName: string
  roleArn: string
  oidcProviderArn: string
  trust: Required<Trust>
  maxSessionSeconds: number
  issuer: OidcIssuer
  credentials: Credential[]
  /** The session's name for each access key that was issued. */
  sessions: Map<string, string>
  nonces: Set<string>
}

/** What an STS knows at the beginning. */
export function createState(options: StsOptions): State {
  const { accountId = EXAMPLE_ACCOUNT, roleName = 'github-actions', oidcProviderName = 'github' } = options
  return {
    now: options.now ?? Date.now,
    accountId,
    roleName,
    roleArn: `acs:ram::${accountId}:role/${roleName}`,
    oidcProviderArn: `acs:ram::${accountId}:oidc-provider/${oidcProviderName}`,
    trust: { sub: 'repo:octo-org/octo-repo:*', aud: 'sts.aliyuncs.com', ...options.trust },
    maxSessionSeconds: options.maxSessionSeconds ?? MAX_SESSION_SECONDS,
    issuer: options.issuer ?? sharedOidcIssuer(),
    credentials: [...(options.credentials ?? [EXAMPLE_CREDENTIALS])],
    sessions: new Map(),
    nonces: new Set()
  }
}

/** @throws StsError when a call with this nonce was made before */
export function useNonce({ nonces }: State, nonce: string): void {
  if (nonces.has(nonce)) throw new StsError('SignatureNonceUsed')
  nonces.add(nonce)
}
