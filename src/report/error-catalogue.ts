/** What an error code means and what to do about it, as in the annotation and in docs/troubleshooting.md. */
export type ErrorInfo = ReturnType<typeof info>

const info = (summary: string, advice: string) => ({ summary, advice })

/** An explanation with the heading of its section in docs/troubleshooting.md. */
const section = (heading: string, summary: string, advice: string) => ({ heading, summary, advice })

/**
 * Explains an error code of the service, of STS or of Node. `statusCode` is undefined if there was no response. A few codes
 * have several causes, which `message` tells apart.
 */
export function errorInfoFor(code: string, statusCode?: number, message = ''): ErrorInfo & { heading: string } {
  const special = BY_MESSAGE.find(([one, pattern]) => code === one && pattern.test(message))?.[2]
  const exact = [code, code.split('.', 1)[0] ?? ''].find((one) => Object.hasOwn(CATALOGUE, one)) as Code | undefined
  const found = special ?? exact ?? PATTERNS.find(([pattern]) => pattern.test(code))?.[1] ?? fallbackFor(statusCode)
  return typeof found === 'string' ? { ...CATALOGUE[found], heading: found } : found
}

function fallbackFor(statusCode: number | undefined): Explained {
  if (statusCode === undefined) return FALLBACKS.network
  if (statusCode === 429 || statusCode === 503) return 'ServiceUnavailable'
  if (statusCode >= 500) return 'InternalError'
  return statusCode === 403 ? 'AccessDenied' : FALLBACKS.unknown
}

/** The anchor that GitHub makes of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')
}

const CERTIFICATE_TIME = info(
  "The server's certificate is not valid at this time.",
  "Check the clock of the runner's machine: when it is wrong, a good certificate seems expired or not yet valid. If it is right, the server needs a new certificate."
)

const CLOCK_OFF = info(
  'The clock of this runner is more than 15 minutes off.',
  "Correct the clock of the runner's machine (NTP)."
)

const NOT_ALLOWED_HERE = info(
  'This machine may not make the connection: its own rules forbid it.',
  'Check the firewall and the security policy of the runner (of its container, too).'
)

const UNREACHABLE =
  'Check region and endpoint, and that the runner may reach the host (firewall, proxy, private network).'

/** The codes of the service (https://www.alibabacloud.com/help/en/data-online-migration), of STS, of Node and of mgwutil. */
export const CATALOGUE = {
  NoSuchImportJob: info(
    'There is no job of that name in this account and region.',
    'Check job-name, region and user-id against the job in the console.'
  ),
  InvalidImportJobStatus: info("The job's state doesn't allow the operation.", 'Check its state with get-job.'),
  ImportJobConflictOnUpdateStatus: info(
    "The job's state doesn't allow the operation, or another change of it was in progress.",
    'Check its state with get-job, then run this step again. Make sure that no two workflows change the job at the same time (concurrency).'
  ),
  ImportJobUpdateConcurrently: info(
    'Another change of the job was in progress.',
    'Check its state, then run this step again. Make sure that no two workflows change the job at the same time (concurrency).'
  ),
  ImportJobConcurrencyExceed: info(
    'Too many jobs are running: at most 10 at a time in mainland China and Hong Kong, 5 elsewhere.',
    'Pause or close another job, or start this one later.'
  ),
  ImportJobInDeleting: info('The job is being deleted.', 'It can no longer be changed. Create a new job.'),
  InvalidArgument: info(
    'A value in the request is wrong.',
    'Check the inputs of this step; the message says which value was refused.'
  ),
  MissingArgument: info(
    'A value that the request needs is missing.',
    'Check the inputs of this step; the message says which value is missing.'
  ),
  InternalError: info(
    'The service failed.',
    "Run this step again. If that doesn't help, give the request ID to Alibaba Cloud's support."
  ),
  ServiceUnavailable: info(
    'The service is unavailable or limits the number of requests.',
    'Run this step again in a few minutes, and spread the calls if there are many.'
  ),
  AccessDenied: info(
    "The RAM user or role isn't allowed to do this.",
    'Allow it mgw:UpdateImportJob, mgw:GetImportJob and mgw:ListImportJobHistory on acs:mgw:*:<account-id>:job/<job-name>. "Anonymous access is forbidden" means that the signature was not recognised: then check endpoint.'
  ),
  InvalidAccessKeyId: info(
    "The service doesn't know the access key ID.",
    'Check access-key-id: it may be mistyped, disabled or deleted, or need the security-token that came with it.'
  ),
  SignatureDoesNotMatch: info(
    "The secret doesn't belong to the access key ID, or the region isn't the endpoint's.",
    'Copy access-key-secret again, and check region if endpoint is set.'
  ),
  RequestTimeTooSkewed: CLOCK_OFF,
  InvalidSecurityToken: info(
    'The security token of the temporary credentials is wrong or has expired.',
    'Pass security-token exactly as it was issued, together with the access key ID and secret that came with it.'
  ),
  SecurityTokenExpired: info(
    'The temporary credentials have expired.',
    'Get new ones in this job, right before this step.'
  ),
  AccessKeyIdAndSecurityTokenNotMatch: info(
    'The security token belongs to another access key ID.',
    'Pass the access key ID, secret and token of one and the same session.'
  ),
  UserDisable: info('The account is disabled.', "Ask the account's owner, or the support of Alibaba Cloud."),
  InDebt: info('The account has an overdue payment.', 'Pay what is due, then run this step again.'),
  InDebtOverdue: info(
    'The account has had an overdue payment for too long.',
    'Pay what is due, then run this step again.'
  ),
  InvalidResponse: info(
    "The response isn't from the migration service: a proxy or another server is in between.",
    'Check endpoint and the proxy of the runner.'
  ),
  ECONNREFUSED: info('The host refused the connection.', UNREACHABLE),
  ECONNRESET: info('The connection was lost before the response was complete.', 'Run this step again.'),
  EPIPE: info('The connection was lost while the request was being sent.', 'Run this step again.'),
  ERR_PROXY_TUNNEL: info('The proxy refused the request.', 'Check HTTPS_PROXY; NO_PROXY exempts hosts from it.'),
  ERR_PROXY_INVALID_CONFIG: info('The proxy of this runner is misconfigured.', 'Correct HTTPS_PROXY.'),
  ENOTFOUND: info('There is no host of that name.', UNREACHABLE),
  EAI_AGAIN: info("The runner's name server didn't respond.", UNREACHABLE),
  EACCES: NOT_ALLOWED_HERE,
  EPERM: NOT_ALLOWED_HERE,
  EHOSTUNREACH: info('There is no route to the host.', UNREACHABLE),
  ENETUNREACH: info('There is no route to the network of the host.', UNREACHABLE),
  ETIMEDOUT: info(
    'There was no complete response in time.',
    "Run this step again. If that doesn't help, check the network of the runner."
  ),
  CERT_HAS_EXPIRED: CERTIFICATE_TIME,
  CERT_NOT_YET_VALID: CERTIFICATE_TIME,
  'AuthenticationFail.NoPermission': info(
    'STS did not let this workflow sign in as the role: its trust policy does not allow it.',
    "Let the role's trust policy allow the iss, the sub and the aud of GitHub's token."
  ),
  'AuthenticationFail.OIDCToken.AudienceNotMatch': info(
    "STS did not accept GitHub's token: it is made for another audience.",
    'Let audience be one of the client IDs of the OIDC provider in RAM.'
  ),
  'AuthenticationFail.OIDCToken.Expired': info(
    "STS did not accept GitHub's token: it has expired.",
    "Run this step again, and check the clock of the runner's machine."
  ),
  'AuthenticationFail.OIDCToken.IssuerConfigurationBroken': info(
    "STS could not get GitHub's public keys, so it could not check GitHub's token.",
    "Run this step again. On GitHub Enterprise Server, check that the issuer's host can be reached from the internet."
  ),
  'AuthenticationFail.OIDCToken.IssuerNotMatch': info(
    "STS did not accept GitHub's token: its issuer is not the one of the OIDC provider.",
    'Create an OIDC provider in RAM whose issuer URL is exactly the iss of the token, and set oidc-provider-arn to its ARN.'
  ),
  'AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch': info(
    "STS did not accept GitHub's token: GitHub has a new certificate, and the OIDC provider in RAM does not have its fingerprint.",
    'Add the new fingerprint to the OIDC provider in the RAM console, where Get Fingerprint shows it. A provider can have five, so keep the old one until no step needs it.'
  ),
  'EntityNotExist.Role': info(
    'There is no role of that name in the account.',
    'Check role-to-assume against the ARN of the role in the RAM console.'
  ),
  'EntityNotExist.OIDCProvider': info(
    'There is no OIDC provider of that name in the account.',
    'Check oidc-provider-arn against the ARN of the provider in the RAM console.'
  ),
  'InvalidParameter.DurationSeconds': info(
    'The session that was asked for is longer than the role allows.',
    "Lower role-session-expiration, or raise the role's longest session (MaxSessionDuration) in RAM."
  ),
  'InvalidTimeStamp.Expired': CLOCK_OFF,
  InvalidAccountStatus: info(
    "The account of the role can't be used.",
    "Ask the account's owner, or the support of Alibaba Cloud."
  ),
  UnexpectedError: info('This action has a defect.', 'Please report it with the text of the error.')
}

type Code = keyof typeof CATALOGUE
/** A code of the catalogue, or an explanation of other codes. */
type Explained = Code | ReturnType<typeof section>

export function isKnownCode(code: string): boolean {
  return Object.hasOwn(CATALOGUE, code)
}

/** For codes that aren't in the catalogue. */
export const FALLBACKS = {
  certificate: section(
    'Certificates',
    "The server's certificate isn't valid for this host, or isn't trusted.",
    'Check endpoint. Behind a proxy that inspects TLS, or for a private deployment, point the environment variable NODE_EXTRA_CA_CERTS to its CA certificate.'
  ),
  /** For any code, if the proxy caused the error. */
  proxy: section(
    'Proxies',
    "The proxy between this runner and the host can't be reached.",
    'Check the proxy that the runner is told to use.'
  ),
  gitHubToken: section(
    "GitHub's token",
    'GitHub issued no token for this run.',
    'Run this step again. If that does not help, check https://www.githubstatus.com and the proxy of the runner.'
  ),
  resolver: section(
    'Name resolution',
    "The runner couldn't resolve the host name.",
    'Check region and endpoint, and the DNS settings of the runner.'
  ),
  roleSignIn: section(
    'Signing in as a role',
    'STS did not let this workflow sign in as the role.',
    'Check role-to-assume and oidc-provider-arn, the trust policy of the role, and the client IDs of the OIDC provider.'
  ),
  tls: section(
    'TLS',
    "The server doesn't speak TLS correctly.",
    'Check endpoint and its port. For a server on this machine without TLS, such as the emulator, write http://127.0.0.1 before the port.'
  ),
  network: section(
    'Other codes of Node.js',
    'The request failed on this side, before there was a response.',
    'Look the code up in the documentation of Node.js, and check the network of the runner.'
  ),
  unknown: section(
    'Other codes of the service',
    'The service refused the request with a code that this action has no explanation for.',
    "Look the code up in Alibaba Cloud's help, or ask its support and give them the request ID."
  )
}

/** For codes that aren't in the catalogue: the first pattern that matches applies. */
const PATTERNS: [pattern: RegExp, info: Explained][] = [
  [/QpsLimitExceeded$|^Throttling/, 'ServiceUnavailable'],
  [/^(AuthenticationFail|EntityNotExist|NoPermission|OIDCToken)/, FALLBACKS.roleSignIn],
  [/^EAI_/, FALLBACKS.resolver],
  [/EPROTO|ERR_SSL/, FALLBACKS.tls],
  [/CERT|SIGNATURE|ERR_TLS|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH/, FALLBACKS.certificate]
]

/** For codes with several causes: the first pattern that matches the message applies. */
const BY_MESSAGE: [code: string, pattern: RegExp, info: Explained][] = [
  ['AuthenticationFail.NoPermission', /^No such OIDC Provider/i, 'EntityNotExist.OIDCProvider'],
  ['InvalidResponse', /^GitHub\b/, FALLBACKS.gitHubToken]
]
