import { type JsonRequest, type JsonResponse, type JsonServer, startJsonServer } from '../http/json-server.ts'
import type { TlsOptions } from '../http/listener.ts'
import type { Clock } from '../protocol/clock.ts'
import { uuidOf } from '../protocol/ids.ts'
import { type Claims, GITHUB_ISSUER, type OidcIssuer, sharedOidcIssuer } from './oidc-issuer.ts'

const PATH = '/idtoken/1/2'
const LIFETIME_SECONDS = 300

export interface GithubTokensOptions {
  /** Default: 0, a free port. */
  port?: number
  /** The clock of the tokens. Default: Date.now. */
  now?: Clock
  /** Serves https with this certificate. */
  tls?: TlsOptions
  /** The subject of the tokens. Default: `repo:octo-org/octo-repo:ref:refs/heads/main`. */
  sub?: string
  /** Signs the tokens. Default: the issuer that every STS of this process trusts. */
  issuer?: OidcIssuer
  /** Additional claims. They override the default ones. */
  claims?: Claims
}

/** A token endpoint, as GitHub provides it to a job with `permissions: id-token: write`. */
export interface GithubTokens extends JsonServer {
  /** The value of ACTIONS_ID_TOKEN_REQUEST_URL. It already has a query, so clients append `&audience=…`. */
  readonly url: string
  /** The value of ACTIONS_ID_TOKEN_REQUEST_TOKEN. */
  readonly requestToken: string
}

type Settings = Required<Omit<GithubTokensOptions, 'tls' | 'port'>>

function claimsOf({ now, sub, claims }: Settings, aud: string | null, number: number): Claims {
  const second = Math.floor(now() / 1000)
  return {
    iss: GITHUB_ISSUER,
    sub,
    aud: aud ?? 'https://github.com/octo-org',
    iat: second,
    nbf: second,
    exp: second + LIFETIME_SECONDS,
    jti: uuidOf('token', number),
    ...claims
  }
}

function respond(settings: Settings, request: JsonRequest, requestToken: string, number: number): JsonResponse {
  const { pathname, searchParams } = new URL(request.path, 'http://127.0.0.1')
  if (request.method !== 'GET' || pathname !== PATH) return { status: 404, body: { message: 'Not Found' } }
  if (request.headers.authorization !== `Bearer ${requestToken}`) {
    return { status: 401, body: { message: 'The request token is missing or wrong.' } }
  }
  const claims = claimsOf(settings, searchParams.get('audience'), number)
  return { status: 200, body: { value: settings.issuer.issue(claims) } }
}

/** Starts an endpoint that issues OIDC tokens like GitHub's. */
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
    respond(request) {
      number += 1
      return respond(settings, request, requestToken, number)
    }
  })
  return { ...server, url: `${server.url}${PATH}?api-version=2.0`, requestToken }
}
