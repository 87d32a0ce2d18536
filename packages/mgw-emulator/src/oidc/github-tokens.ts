import { type JsonAnswer, type JsonRequest, type JsonServer, startJsonServer } from '../http/json-server.ts'
import type { TlsOptions } from '../http/listener.ts'
import type { Clock } from '../protocol/clock.ts'
import { uuidOf } from '../protocol/ids.ts'
import { type Claims, type OidcIssuer, sharedOidcIssuer } from './oidc-issuer.ts'

const PATH = '/idtoken/1/2'
const LIFETIME_SECONDS = 300

/** How a token endpoint is started. Everything has a default. */
export interface GithubTokensOptions {
  /** 0 for any free port of 127.0.0.1. */
  port?: number
  /** The clock of the tokens, in ms since 1970. The machine's, when absent. */
  now?: Clock
  /** Serves https with this certificate. */
  tls?: TlsOptions
  /** The subject of the tokens. */
  sub?: string
  /** Who signs; an issuer that no STS trusts makes tokens that are not genuine. */
  issuer?: OidcIssuer
  /** Claims that come on top, or in the place of others. */
  claims?: Claims
}

/** What a job with `permissions: id-token: write` has. */
export interface GithubTokens extends JsonServer {
  /** The value of ACTIONS_ID_TOKEN_REQUEST_URL: it has a query already, so that `&audience=…` goes on from it. */
  readonly url: string
  /** The value of ACTIONS_ID_TOKEN_REQUEST_TOKEN. */
  readonly requestToken: string
}

type Settings = Required<Omit<GithubTokensOptions, 'tls' | 'port'>>

function claimsOf({ now, sub, claims }: Settings, aud: string | null, number: number): Claims {
  const second = Math.floor(now() / 1000)
  return {
    iss: 'https://token.actions.githubusercontent.com',
    sub,
    aud: aud ?? 'https://github.com/octo-org',
    iat: second,
    nbf: second,
    exp: second + LIFETIME_SECONDS,
    jti: uuidOf('token', number),
    ...claims
  }
}

function answer(settings: Settings, request: JsonRequest, requestToken: string, number: number): JsonAnswer {
  const { pathname, searchParams } = new URL(request.path, 'http://127.0.0.1')
  if (request.method !== 'GET' || pathname !== PATH) return { status: 404, body: { message: 'Not Found' } }
  if (request.headers.authorization !== `Bearer ${requestToken}`) {
    return { status: 401, body: { message: 'The request token is missing or wrong.' } }
  }
  const claims = claimsOf(settings, searchParams.get('audience'), number)
  return { status: 200, body: { value: settings.issuer.issue(claims) } }
}

/** Starts an endpoint that issues OIDC tokens to a job, as GitHub's does. */
export async function startGithubTokens(options: GithubTokensOptions = {}): Promise<GithubTokens> {
  const { port = 0, tls, ...rest } = options
  const settings = {
    now: Date.now,
    sub: 'repo:octo-org/octo-repo:ref:refs/heads/main',
    issuer: options.issuer ?? sharedOidcIssuer(),
    claims: {},
    ...rest
  }
  const requestToken = 'example-token-of-the-job'
  let number = 0
  const server = await startJsonServer({
    port,
    tls,
    now: settings.now,
    answer(request) {
      number += 1
      return answer(settings, request, requestToken, number)
    }
  })
  return { ...server, url: `${server.url}${PATH}?api-version=2.0`, requestToken }
}
