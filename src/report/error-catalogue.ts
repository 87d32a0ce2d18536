import { THROTTLING } from '../retry/transient.ts'

type Explanation = readonly [summary: string, advice: string]

/**
 * Explains an error code of the service, of STS or of Node. `statusCode` is undefined if there was no response. For a few
 * codes with several causes, `message` decides. `heading` is the one of its section in docs/troubleshooting.md.
 */
export function errorInfoFor(code: string, statusCode?: number, message = '') {
  const special = BY_MESSAGE.find(([one, pattern]) => code === one && pattern.test(message))?.[2]
  const exact = [code, code.split('.', 1)[0] ?? ''].find(isKnownCode)
  const heading = special ?? exact ?? PATTERNS.find(([pattern]) => pattern.test(code))?.[1] ?? fallbackFor(statusCode)
  const [summary, advice] = { ...CATALOGUE, ...FALLBACKS }[heading]
  return { summary, advice, heading }
}

function fallbackFor(statusCode: number | undefined): Heading {
  if (statusCode === undefined) return 'Other codes of Node.js'
  if (statusCode === 429 || statusCode === 503) return 'ServiceUnavailable'
  if (statusCode >= 500) return 'InternalError'
  return statusCode === 403 ? 'AccessDenied' : 'Other codes of the service'
}

/** The anchor that GitHub makes of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')
}

const ACCOUNT_DISABLED: Explanation = ['The account is disabled.', "Ask the account's owner or Alibaba Cloud support."]
const CERTIFICATE_TIME: Explanation = [
  "The server's certificate has expired or isn't valid yet.",
  "Check the runner's clock. If it is right, the server needs a new certificate."
]
const CLOCK_OFF: Explanation = ["The runner's clock is more than 15 minutes off.", 'Correct it (NTP).']
const RUN_AGAIN = 'After a start, check the job first. Otherwise, run this step again.'
const CONNECTION_LOST: Explanation = ['The connection was lost.', RUN_AGAIN]
const FORBIDDEN_HERE: Explanation = [
  'This machine blocked the connection.',
  'Check the firewall and security policy of the runner and its container.'
]
const IN_DEBT: Explanation = ['The account has an overdue payment.', 'Pay it, then run this step again.']

const AVOID_CONFLICTS =
  'Check the job with get-job, then run this step again. Set concurrency so that workflows change it one at a time.'
const CHECK_HOST =
  'Check region, endpoint, and whether the runner can reach the host (firewall, proxy, private network).'
const NO_ROUTE: Explanation = ['There is no route to the host.', CHECK_HOST]

/** The codes of the service (https://www.alibabacloud.com/help/en/data-online-migration), of STS, of Node and of mgwutil. */
export const CATALOGUE = {
  NoSuchImportJob: [
    'There is no job with this name in this account and region.',
    'Check job-name, region and user-id in the console.'
  ],
  InvalidImportJobStatus: ["The job's state doesn't allow this.", 'Check it with get-job.'],
  ImportJobConflictOnUpdateStatus: [
    "The job's state doesn't allow this, or another change was in progress.",
    AVOID_CONFLICTS
  ],
  ImportJobUpdateConcurrently: ['Another change of the job was in progress.', AVOID_CONFLICTS],
  ImportJobConcurrencyExceed: [
    'Too many jobs are running: the limit is 10 in mainland China and Hong Kong, 5 elsewhere.',
    'Pause or close another job, or start this one later.'
  ],
  ImportJobInDeleting: ['The job is being deleted.', 'Create a new job.'],
  InvalidArgument: ['A value in the request is invalid.', 'Correct the input that the message names.'],
  MissingArgument: ['The request lacks a value.', 'Set the input that the message names.'],
  InternalError: [
    'The service failed.',
    `${RUN_AGAIN} If that doesn't help, give Alibaba Cloud support the request ID.`
  ],
  ServiceUnavailable: [
    'The service is unavailable or limits the number of requests.',
    'Run this step again in a few minutes, with fewer requests at a time.'
  ],
  AccessDenied: [
    "The RAM user or role isn't allowed to do this.",
    'Grant it mgw:UpdateImportJob, mgw:GetImportJob and mgw:ListImportJobHistory on acs:mgw:*:<account-id>:job/<job-name>. For "Anonymous access is forbidden", check endpoint instead.'
  ],
  InvalidAccessKeyId: [
    "The service doesn't know the access key ID.",
    'Check whether access-key-id is mistyped, disabled or deleted, or needs a security-token.'
  ],
  SignatureDoesNotMatch: [
    "The secret doesn't belong to the access key ID, or region doesn't match endpoint.",
    'Copy access-key-secret again. If endpoint is set, check region.'
  ],
  RequestTimeTooSkewed: CLOCK_OFF,
  InvalidSecurityToken: [
    'The security token is invalid or has expired.',
    'Pass security-token unchanged, with the access key ID and secret issued with it.'
  ],
  SecurityTokenExpired: ['The temporary credentials have expired.', 'Get new ones right before this step.'],
  AccessKeyIdAndSecurityTokenNotMatch: [
    'The security token belongs to another access key ID.',
    'Pass the access key ID, secret and token of the same session.'
  ],
  UserDisable: ACCOUNT_DISABLED,
  InDebt: IN_DEBT,
  InDebtOverdue: IN_DEBT,
  InvalidResponse: [
    'The response came from a proxy or another server, not from the service.',
    "Check endpoint (for STS: sts-endpoint) and the runner's proxy."
  ],
  ECONNREFUSED: ['The host refused the connection.', CHECK_HOST],
  ECONNRESET: CONNECTION_LOST,
  EPIPE: CONNECTION_LOST,
  ENOTFOUND: ["The host doesn't exist.", CHECK_HOST],
  EAI_AGAIN: ["The name server didn't respond.", CHECK_HOST],
  EACCES: FORBIDDEN_HERE,
  EPERM: FORBIDDEN_HERE,
  EHOSTUNREACH: NO_ROUTE,
  ENETUNREACH: NO_ROUTE,
  ETIMEDOUT: [
    'There was no complete response in time.',
    `${RUN_AGAIN} If that doesn't help, check the runner's network.`
  ],
  CERT_HAS_EXPIRED: CERTIFICATE_TIME,
  CERT_NOT_YET_VALID: CERTIFICATE_TIME,
  'AuthenticationFail.NoPermission': [
    "The role's trust policy doesn't let this workflow sign in.",
    "Let it allow the iss, sub and aud of GitHub's token."
  ],
  'AuthenticationFail.OIDCToken.AudienceNotMatch': [
    "The OIDC provider doesn't accept the audience of GitHub's token.",
    'Set audience to one of the client IDs of the OIDC provider in RAM.'
  ],
  'AuthenticationFail.OIDCToken.Expired': [
    "GitHub's token has expired.",
    "Run this step again, and check the runner's clock."
  ],
  'AuthenticationFail.OIDCToken.IssuerConfigurationBroken': [
    "STS couldn't get GitHub's public keys.",
    'Run this step again. GitHub Enterprise Server must be reachable from the internet.'
  ],
  'AuthenticationFail.OIDCToken.IssuerNotMatch': [
    "The OIDC provider has a different issuer than GitHub's token.",
    "Create an OIDC provider in RAM whose issuer URL is exactly the token's iss, and set oidc-provider-arn to it."
  ],
  'AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch': [
    "The OIDC provider in RAM lacks the fingerprint of GitHub's new certificate authority (CA).",
    'Add it in the RAM console (Get Fingerprint) or by command. A provider can have five. Keep the old one until signing in works with the new one.'
  ],
  'EntityNotExist.Role': ["The role doesn't exist.", 'Compare role-to-assume with its ARN in the RAM console.'],
  'EntityNotExist.OIDCProvider': [
    "The OIDC provider doesn't exist.",
    'Compare oidc-provider-arn with its ARN in the RAM console.'
  ],
  'InvalidParameter.DurationSeconds': [
    'The requested session is longer than the role allows.',
    "Lower role-session-expiration, or raise the role's MaxSessionDuration in RAM."
  ],
  'InvalidTimeStamp.Expired': CLOCK_OFF,
  InvalidAccountStatus: ACCOUNT_DISABLED,
  UnexpectedError: ['This action has a bug.', 'Please report it with this text.']
} satisfies Record<string, Explanation>

type Code = keyof typeof CATALOGUE
type Heading = Code | keyof typeof FALLBACKS

export function isKnownCode(code: string): code is Code {
  return Object.hasOwn(CATALOGUE, code)
}

/** For codes that aren't in the catalogue, by the heading of their section. */
export const FALLBACKS = {
  Certificates: [
    "The server's certificate isn't valid for this host, or isn't trusted.",
    'Check endpoint. Behind a proxy that inspects TLS, or in a private deployment, set NODE_EXTRA_CA_CERTS to the path of its CA certificate.'
  ],
  "GitHub's token": [
    'GitHub issued no token.',
    "Run this step again. If that doesn't help, check https://www.githubstatus.com and the runner's proxy."
  ],
  'Name resolution': [
    "The runner couldn't resolve the host name.",
    "Check region, endpoint and the runner's DNS settings."
  ],
  'Signing in as a role': [
    "STS didn't let this workflow sign in as the role.",
    "Check role-to-assume, oidc-provider-arn, the role's trust policy and the client IDs of the OIDC provider."
  ],
  TLS: [
    "The server doesn't speak TLS correctly.",
    'Check endpoint and its port. For a local server without TLS, such as the emulator, write http://127.0.0.1 before the port.'
  ],
  'Other codes of Node.js': [
    'The request failed before there was a response.',
    "Find the code in the documentation of Node.js, and check the runner's network."
  ],
  'Other codes of the service': [
    "The service refused the request with a code that this action doesn't know.",
    "Find the code in Alibaba Cloud's help, or give its support the request ID."
  ]
} satisfies Record<string, Explanation>

/** For codes that aren't in the catalogue: the first pattern that matches applies. */
const PATTERNS: [pattern: RegExp, heading: Heading][] = [
  [THROTTLING, 'ServiceUnavailable'],
  [/^(AuthenticationFail|EntityNotExist|NoPermission|OIDCToken)/, 'Signing in as a role'],
  [/^EAI_/, 'Name resolution'],
  [/EPROTO|ERR_SSL/, 'TLS'],
  [/CERT|SIGNATURE|ERR_TLS|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH/, 'Certificates']
]

/** For codes with several causes: the first pattern that matches the message applies. */
const BY_MESSAGE: [code: string, pattern: RegExp, heading: Heading][] = [
  ['AuthenticationFail.NoPermission', /^No such OIDC Provider/i, 'EntityNotExist.OIDCProvider'],
  ['InvalidResponse', /^GitHub\b/, "GitHub's token"]
]
