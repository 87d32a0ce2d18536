/** What an error code means and what to do about it. */
export interface Explanation {
  meaning: string
  advice: string
}

/**
 * Explains an error code of the service, of STS, or of Node.
 *
 * @param statusCode the HTTP status, for codes that are not in the table; undefined where no answer came
 */
export function explanationOf(code: string, statusCode?: number): Explanation {
  const known =
    inTable(code) ?? inTable(code.split('.', 1)[0] ?? '') ?? FAMILIES.find(([form]) => form.test(code))?.[1]
  if (known !== undefined) return known
  if (statusCode === undefined) return NOT_REACHED
  if (statusCode === 429 || statusCode === 503) return EXPLANATIONS.ServiceUnavailable
  if (statusCode >= 500) return EXPLANATIONS.InternalError
  return statusCode === 403 ? EXPLANATIONS.AccessDenied : UNKNOWN
}

function inTable(code: string): Explanation | undefined {
  return Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code as keyof typeof EXPLANATIONS] : undefined
}

const NO_TLS: Explanation = {
  meaning: 'The server does not speak TLS as it should.',
  advice:
    'Check endpoint and its port. For a server on this machine without TLS, such as the emulator, write http://127.0.0.1 before the port.'
}

const CERTIFICATE: Explanation = {
  meaning: 'The server could not prove that it is the one that was meant: its certificate was not accepted.',
  advice:
    'Check endpoint. Behind a proxy that inspects TLS, or for a private deployment, point the environment variable NODE_EXTRA_CA_CERTS to its CA certificate.'
}

const CERTIFICATE_TIME: Explanation = {
  meaning: "The server's certificate is not valid at this time.",
  advice:
    "Check the clock of the runner's machine: when it is wrong, a good certificate seems expired or not yet valid. If it is right, the server needs a new certificate."
}

const RESOLVER: Explanation = {
  meaning: "The runner's resolver could not look the host's name up.",
  advice: 'Check region and endpoint, and the DNS settings of the runner.'
}

const NOT_ALLOWED_HERE: Explanation = {
  meaning: 'This machine may not make the connection: its own rules forbid it.',
  advice: 'Check the firewall and the security policy of the runner (of its container, too).'
}

const NOT_REACHED: Explanation = {
  meaning: 'The request failed on this side, before an answer came.',
  advice: 'Look the code up in the documentation of Node.js, and check the network of the runner.'
}

const SIGN_IN: Explanation = {
  meaning: 'STS did not let this workflow sign in as the role.',
  advice:
    'Check role-to-assume and oidc-provider-arn, the trust policy of the role, and the client IDs of the OIDC provider.'
}

const UNREACHABLE =
  'Check region and endpoint, and that the runner may reach the host (firewall, proxy, private network).'

/** Whatever the code: it is not about the host. */
export const PROXY: Explanation = {
  meaning: 'The proxy between this runner and the host cannot be reached.',
  advice: 'Check the proxy that the runner is told to use.'
}

const UNKNOWN: Explanation = {
  meaning: 'The service refused the request with a code that this action has no explanation for.',
  advice: "Look the code up in Alibaba Cloud's help, or ask its support and give them the request ID."
}

/**
 * By code: those of the service (https://www.alibabacloud.com/help/en/data-online-migration), of Node, and of mgwutil.
 */
export const EXPLANATIONS = {
  NoSuchImportJob: {
    meaning: 'There is no job of that name in this account and region.',
    advice: 'Check job-name, region and user-id against the job in the console.'
  },
  InvalidImportJobStatus: {
    meaning: "The job's present state does not allow the operation.",
    advice: 'Look at its state with get-job.'
  },
  ImportJobConflictOnUpdateStatus: {
    meaning: "The job's present state does not allow the operation, or another change of it was under way.",
    advice:
      'Look at the state of the job with get-job, then run this step again. See that no two workflows change one job at a time (concurrency).'
  },
  ImportJobUpdateConcurrently: {
    meaning: 'Another update of the job was under way.',
    advice:
      'Look at the state of the job, then run this step again. See that no two workflows change one job at a time (concurrency).'
  },
  ImportJobConcurrencyExceed: {
    meaning: 'Too many jobs are running: at most 10 at a time in mainland China and Hong Kong, 5 elsewhere.',
    advice: 'Pause or close another job, or start this one later.'
  },
  ImportJobInDeleting: {
    meaning: 'The job is being deleted.',
    advice: 'Nothing can be done to it any more. Create a new job.'
  },
  InvalidArgument: {
    meaning: 'A value in the request is wrong.',
    advice: 'Check the inputs of this step; the message says which value was refused.'
  },
  MissingArgument: {
    meaning: 'A value that the request needs is missing.',
    advice: 'Check the inputs of this step; the message says which value is missing.'
  },
  InternalError: {
    meaning: 'The service failed.',
    advice: 'Run this step again; if it stays, give the request ID to the support of Alibaba Cloud.'
  },
  ServiceUnavailable: {
    meaning: 'The service is unavailable or limits the number of requests.',
    advice: 'Run this step again in a few minutes, and spread the calls if there are many.'
  },
  AccessDenied: {
    meaning: 'The RAM user or role may not do this.',
    advice:
      'Allow it mgw:UpdateImportJob, mgw:GetImportJob and mgw:ListImportJobHistory on acs:mgw:*:<account-id>:job/<job-name>. "Anonymous access is forbidden" means that the signature was not recognised: then check endpoint.'
  },
  InvalidAccessKeyId: {
    meaning: 'The service does not know the access key ID.',
    advice:
      'Check access-key-id: it may be mistyped, disabled or deleted, or need the security-token that came with it.'
  },
  SignatureDoesNotMatch: {
    meaning: 'The secret does not belong to the access key ID, or the region is not that of the endpoint.',
    advice: 'Copy access-key-secret again, and check region if endpoint is set.'
  },
  RequestTimeTooSkewed: {
    meaning: 'The clock of this runner is more than 15 minutes off.',
    advice: "Correct the clock of the runner's machine (NTP)."
  },
  InvalidSecurityToken: {
    meaning: 'The security token of the temporary credentials is wrong or has run out.',
    advice:
      'Pass security-token exactly as it was issued, together with the access key ID and secret that came with it.'
  },
  SecurityTokenExpired: {
    meaning: 'The temporary credentials have run out.',
    advice: 'Get new ones in this job, right before this step.'
  },
  AccessKeyIdAndSecurityTokenNotMatch: {
    meaning: 'The security token belongs to another access key ID.',
    advice: 'Pass the access key ID, secret and token of one and the same session.'
  },
  UserDisable: {
    meaning: 'The account is disabled.',
    advice: "Ask the account's owner, or the support of Alibaba Cloud."
  },
  InDebt: {
    meaning: 'The account has an overdue payment.',
    advice: 'Pay what is due, then run this step again.'
  },
  InDebtOverdue: {
    meaning: 'The account has had an overdue payment for too long.',
    advice: 'Pay what is due, then run this step again.'
  },
  InvalidResponse: {
    meaning:
      'The answer did not come from the migration service: a proxy or another server stands in between.',
    advice: 'Check endpoint and the proxy of the runner.'
  },
  ECONNREFUSED: { meaning: 'The host refused the connection.', advice: UNREACHABLE },
  ECONNRESET: {
    meaning: 'The connection broke before the answer was complete.',
    advice: 'Run this step again.'
  },
  EPIPE: {
    meaning: 'The connection broke while the request was being sent.',
    advice: 'Run this step again.'
  },
  ERR_PROXY_TUNNEL: {
    meaning: 'The proxy did not let the request through.',
    advice: 'Check HTTPS_PROXY; NO_PROXY exempts hosts from it.'
  },
  ERR_PROXY_INVALID_CONFIG: {
    meaning: 'The proxy of this runner is not configured rightly.',
    advice: 'Correct HTTPS_PROXY.'
  },
  ENOTFOUND: { meaning: 'There is no host of that name.', advice: UNREACHABLE },
  EAI_AGAIN: { meaning: "The runner's name server did not answer.", advice: UNREACHABLE },
  EACCES: NOT_ALLOWED_HERE,
  EPERM: NOT_ALLOWED_HERE,
  EHOSTUNREACH: { meaning: 'There is no route to the host.', advice: UNREACHABLE },
  ENETUNREACH: {
    meaning: 'There is no route to the network of the host.',
    advice: UNREACHABLE
  },
  ETIMEDOUT: {
    meaning: 'No complete answer came in time.',
    advice: 'Run this step again; if it stays, check the network of the runner.'
  },
  CERT_HAS_EXPIRED: CERTIFICATE_TIME,
  CERT_NOT_YET_VALID: CERTIFICATE_TIME,
  'AuthenticationFail.NoPermission': {
    meaning: 'STS did not let this workflow sign in as the role: its trust policy does not allow it.',
    advice: "Let the role's trust policy allow the sub and the aud of GitHub's token."
  },
  'AuthenticationFail.OIDCToken.AudienceNotMatch': {
    meaning: "STS did not accept GitHub's token: it is made for another audience.",
    advice: 'Let audience be one of the client IDs of the OIDC provider in RAM.'
  },
  'AuthenticationFail.OIDCToken.Expired': {
    meaning: "STS did not accept GitHub's token: it has expired.",
    advice: "Run this step again, and check the clock of the runner's machine."
  },
  'EntityNotExist.Role': {
    meaning: 'There is no role of that name in the account.',
    advice: 'Check role-to-assume against the ARN of the role in the RAM console.'
  },
  'EntityNotExist.OIDCProvider': {
    meaning: 'There is no OIDC provider of that name in the account.',
    advice: 'Check oidc-provider-arn against the ARN of the provider in the RAM console.'
  },
  'InvalidParameter.DurationSeconds': {
    meaning: 'The session that was asked for is longer than the role allows.',
    advice: "Lower role-session-expiration, or raise the role's longest session (MaxSessionDuration) in RAM."
  },
  'InvalidTimeStamp.Expired': {
    meaning: 'The clock of this runner is more than 15 minutes off.',
    advice: "Correct the clock of the runner's machine (NTP)."
  },
  InvalidAccountStatus: {
    meaning: 'The account of the role cannot be used.',
    advice: "Ask the account's owner, or the support of Alibaba Cloud."
  },
  UnexpectedError: {
    meaning: 'This action has a defect.',
    advice: 'Please report it with the text of the error.'
  }
} as const satisfies Record<string, Explanation>

/** By the form of a code, where the table has no entry: the first that fits. */
const FAMILIES: [form: RegExp, explanation: Explanation][] = [
  [/QpsLimitExceeded$|^Throttling/, EXPLANATIONS.ServiceUnavailable],
  [/^(AuthenticationFail|EntityNotExist|NoPermission|OIDCToken)/, SIGN_IN],
  [/^EAI_/, RESOLVER],
  [/EPROTO|ERR_SSL/, NO_TLS],
  [/CERT|SIGNATURE|ERR_TLS|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH/, CERTIFICATE]
]
