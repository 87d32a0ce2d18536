import { type Credential, EXAMPLE_CREDENTIALS } from '../auth/credentials.ts'
import type { TlsOptions } from '../http/listener.ts'
import { GITHUB_ISSUER, type OidcIssuer, sharedOidcIssuer } from '../oidc/oidc-issuer.ts'
import type { Clock } from '../protocol/clock.ts'
import { StsError } from '../protocol/sts-errors.ts'

export const API_VERSION = '2015-04-01'

const EXAMPLE_ACCOUNT = '1234567890123456'
const MAX_SESSION_SECONDS = 3600

/** The conditions of the role's trust policy. `*` is a wildcard. */
export interface Trust {
  /** Default: `repo:octo-org/octo-repo:*`. */
  sub?: string
  /** Default: `sts.aliyuncs.com`. */
  aud?: string
  /** Default: `*`. */
  iss?: string
}

/** The OIDC provider's settings that a token is checked against. */
export interface OidcProvider {
  /** Default: `https://token.actions.githubusercontent.com`. */
  issuerUrl?: string
  /** Whether the provider has the fingerprint of the issuer's certificate. Default: true. */
  hasFingerprint?: boolean
}

export interface StsOptions {
  /** Default: 0, a free port. */
  port?: number
  /** Default: Date.now. */
  now?: Clock
  /** Serves https with this certificate. */
  tls?: TlsOptions
  /** The initial credentials. Default: `EXAMPLE_CREDENTIALS`. */
  credentials?: readonly Credential[]
  accountId?: string
  /** The name of the only role. Default: `mgw-operator`. */
  roleName?: string
  /** The name of the only OIDC provider. Default: `github`. */
  oidcProviderName?: string
  trust?: Trust
  oidcProvider?: OidcProvider
  /** The role's maximum session duration, in seconds. Default: 3600. */
  maxSessionSeconds?: number
  /** The issuer whose tokens are valid. Default: the one that every token endpoint of this process uses. */
  issuer?: OidcIssuer
}

/** The state of an STS. */
export interface StsState {
  now: Clock
  accountId: string
  roleName: string
  roleArn: string
  oidcProviderArn: string
  trust: Required<Trust>
  oidcProvider: Required<OidcProvider>
  maxSessionSeconds: number
  issuer: OidcIssuer
  credentials: Credential[]
  /** The session name by access key ID. */
  sessions: Map<string, string>
  nonces: Set<string>
}

export function createState(options: StsOptions): StsState {
  const { accountId = EXAMPLE_ACCOUNT, roleName = 'mgw-operator', oidcProviderName = 'github' } = options
  return {
    now: options.now ?? Date.now,
    accountId,
    roleName,
    roleArn: `acs:ram::${accountId}:role/${roleName}`,
    oidcProviderArn: `acs:ram::${accountId}:oidc-provider/${oidcProviderName}`,
    trust: { sub: 'repo:octo-org/octo-repo:*', aud: 'sts.aliyuncs.com', iss: '*', ...options.trust },
    oidcProvider: { issuerUrl: GITHUB_ISSUER, hasFingerprint: true, ...options.oidcProvider },
    maxSessionSeconds: options.maxSessionSeconds ?? MAX_SESSION_SECONDS,
    issuer: options.issuer ?? sharedOidcIssuer(),
    credentials: [...(options.credentials ?? [EXAMPLE_CREDENTIALS])],
    sessions: new Map(),
    nonces: new Set()
  }
}

/** @throws StsError if the nonce was used before */
export function useNonce({ nonces }: StsState, nonce: string): void {
  if (nonces.has(nonce)) throw new StsError('SignatureNonceUsed')
  nonces.add(nonce)
}
