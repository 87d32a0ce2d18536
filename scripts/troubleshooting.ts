/**
 * Generates the entries of docs/troubleshooting.md from the error catalogue. The causes are here and not in the catalogue
 * because the action doesn't show them: they would only make dist larger.
 */
import { CATALOGUE, FALLBACKS } from '../src/report/error-catalogue.ts'

/** An entry of the page, in Markdown, with links relative to docs. Several causes become a list. */
interface Entry {
  summary: string
  /** Empty if the summary says it all. */
  cause: string | string[]
  advice: string
}

const OPEN_AN_ISSUE = '[open an issue](https://github.com/owner/mgw-job-action/issues/new/choose)'

/** What can lead to a code of the catalogue. The compiler rejects a missing or stale code. */
const CAUSES: Record<keyof typeof CATALOGUE, Entry['cause']> = {
  AccessDenied: [
    "The policy lacks an action, or names another resource. Attach [the role's policy](sign-in.md#without-a-stored-key) to the RAM user or role. Its resource must contain the main account and the job.",
    'A change that is rejected, or whose response is lost, also needs `mgw:GetImportJob`, as do `idempotent`, `dry-run`, `wait-for`, `resume-job`, `apply-timetable`, and `pause-job` and `close-job` of several jobs. A pattern in `job-name` also needs `mgw:ListImportJob`. [Sign in](sign-in.md#permissions) lists the permissions of each operation.',
    'If only `mgw:ListImportJobHistory` is missing, the step warns that the progress is unknown and continues if it can: see [`HistoryDenied`](#historydenied).',
    '"Anonymous access is forbidden" comes from a server that doesn\'t know the signing scheme: `endpoint` isn\'t a host of the migration service.'
  ],
  AccessKeyIdAndSecurityTokenNotMatch:
    'The inputs mix two sessions. Set all three of `access-key-id`, `access-key-secret` and `security-token` from the same step, or none of them.',
  'AuthenticationFail.NoPermission': [
    "The message shows `iss`, `sub` and `aud` of GitHub's token. The conditions `oidc:iss`, `oidc:sub` and `oidc:aud` in [the role's trust policy](sign-in.md#without-a-stored-key) must accept these values. `sub` depends on the branch, the tag and `environment:`. In repositories created, renamed or transferred since 15 July 2026, it also contains the IDs of the owner and the repository. On GHE.com, on GitHub Enterprise Server, and in enterprises with an issuer of their own, `iss` differs from that of github.com.",
    'If the message is "No such OIDC Provider registered.", `oidc-provider-arn` is wrong: see [`EntityNotExist.OIDCProvider`](#entitynotexistoidcprovider).'
  ],
  'AuthenticationFail.OIDCToken.AudienceNotMatch':
    'The OIDC provider must list `sts.aliyuncs.com`, or the value of `audience`, among its client IDs.',
  'AuthenticationFail.OIDCToken.Expired':
    "GitHub's token is valid for five minutes. The action already retried with a new one, so a clock is wrong.",
  'AuthenticationFail.OIDCToken.IssuerConfigurationBroken':
    'The message is "Get public keys from OIDC Provider failed". Usually this is temporary, and the action already retried (`max-attempts`).',
  'AuthenticationFail.OIDCToken.IssuerNotMatch':
    "The message shows the `iss` of GitHub's token. It is `https://token.actions.githubusercontent.com` on github.com, `https://token.actions.<subdomain>.ghe.com` on GHE.com, and `https://<host>/_services/token` on GitHub Enterprise Server. An enterprise can add a path of its own. RAM compares the whole URL, including a slash at the end.",
  'AuthenticationFail.OIDCToken.PublicKeyFingerprintMismatch': [
    "GitHub switches to another CA now and then, last in May 2026. Your workflow and your role haven't changed, and every sign-in through the provider fails until the fingerprint is there. [Sign in](sign-in.md#when-github-changes-its-certificate-authority) shows how to add it by command.",
    "If the CA hasn't changed, the provider may have been set up with the fingerprint of GitHub's own certificate, which changes often. It must be the CA's."
  ],
  CERT_HAS_EXPIRED:
    "If the runner's clock is right, the certificate of the server, or of a proxy in between, has expired. Certificate checks can't be turned off.",
  CERT_NOT_YET_VALID: "Usually the machine's clock is behind.",
  EACCES:
    'The cause is a sandbox, a container or a security policy (SELinux, AppArmor, an egress rule). The request never left the machine.',
  EAI_AGAIN:
    "On GitHub's runners this is temporary, and the action already retried. On a self-hosted runner, check its DNS: `nslookup cn-hangzhou.mgw.aliyuncs.com`.",
  ECONNREFUSED:
    'If the message names a proxy, the proxy refused: check the host and port in HTTPS_PROXY. Otherwise nothing is listening at `endpoint`. To reach a server on the runner itself, such as [the emulator](internals/testing.md), start it in the same workflow job.',
  ECONNRESET:
    'A firewall or proxy between the runner and the service closed the connection, in every attempt. A start [may have worked](#the-job-may-or-may-not-have-been-changed).',
  EHOSTUNREACH: 'Hosts under `mgw-internal.aliyuncs.com` can only be reached from inside Alibaba Cloud.',
  ENETUNREACH: 'See [`EHOSTUNREACH`](#ehostunreach).',
  ENOTFOUND:
    '`region` is mistyped, or the region has no migration service: the message lists the official ones. Behind a proxy, check that HTTPS_PROXY is set for this step and is a URL, such as `http://proxy.example.com:3128`. Without it, the runner resolves the name itself.',
  EPERM: 'See [`EACCES`](#eacces).',
  EPIPE: 'See [`ECONNRESET`](#econnreset).',
  ETIMEDOUT:
    'The message shows how far the last attempt got. If it was still connecting, a firewall or proxy probably drops packets. If it was waiting for the response, the service is slow. `timeout-seconds` (120 by default) limits all attempts together. A start [may have worked](#the-job-may-or-may-not-have-been-changed).',
  'EntityNotExist.OIDCProvider':
    'STS usually reports this as [`AuthenticationFail.NoPermission`](#authenticationfailnopermission) with the message "No such OIDC Provider registered."',
  'EntityNotExist.Role': '',
  ImportJobConcurrencyExceed:
    'The limit applies to all jobs of the account in the region. With [several jobs](many-jobs.md#more-jobs-than-can-run-at-once) in one step, `start-job` and `wait-for: finished`, jobs over the limit wait and are started when others finish.',
  ImportJobConflictOnUpdateStatus:
    "The action already checked the job and retried (`max-attempts`). The annotation names the job's state. Give all workflows that change the job without waiting [the same `concurrency` group](waiting.md#concurrency-groups).",
  ImportJobInDeleting: 'Someone deleted the job in the console or through the API. This action never deletes jobs.',
  ImportJobUpdateConcurrently: 'See [`ImportJobConflictOnUpdateStatus`](#importjobconflictonupdatestatus).',
  InDebt: 'This is about the account that owns the job, not about the workflow.',
  InDebtOverdue: 'See [`InDebt`](#indebt).',
  InternalError:
    'The action already retried (`max-attempts`), unless this was a start, which [may have worked](#the-job-may-or-may-not-have-been-changed). Other codes with HTTP 500 or higher have the same explanation.',
  InvalidAccessKeyId:
    'An ID that starts with `STS.` is temporary: it only works together with its `security-token`. The international site (alibabacloud.com) and the Chinese site (aliyun.com) have separate accounts and access keys.',
  InvalidAccountStatus: 'The account that the role belongs to is disabled or not ready.',
  InvalidArgument: [
    'Usually the action itself rejected an input, and nothing was sent. The annotation names the input, shows its value and says what is accepted: [Inputs](inputs.md) has the rules. If it contains a request ID, the service rejected a value.',
    'No GitHub token for `role-to-assume`: add `permissions:` with `id-token: write` to the workflow job. Its permissions replace those of the workflow. A run for a pull request from a fork never gets a token.',
    'Two accounts: `user-id`, `role-to-assume`, `oidc-provider-arn` and an account ID in `endpoint` must all name the account that owns the job. The message names both.',
    'Both an access key and `role-to-assume`: an input that comes from a secret is set unless the secret is empty.',
    'The account ID in `endpoint`: leave it out. The action adds it.',
    "An unknown input: input names have hyphens, as in `dry-run`. GitHub only warns about unknown inputs, so the action rejects them. The action can't distinguish an input from a variable in `env:` with a name such as `INPUT_DRY_RUN`: rename it.",
    'A rounded number: [put it in quotes](#user-id-became-123456789012346e15).',
    'An access key with quotation marks, asterisks, spaces or the name of a variable: the secret contains something other than the key.'
  ],
  InvalidImportJobStatus:
    "The action checked the job: if it were already in the requested state, the step would have succeeded. The annotation names the state. The service doesn't document which state allows which operation. With `idempotent: true`, pausing a job that isn't running is a success: see [examples/pause-if-running.yml](../examples/pause-if-running.yml).",
  'InvalidParameter.DurationSeconds':
    "Unless you raised it, a role's limit is an hour. A longer wait doesn't need a longer session: the action signs in again before the session expires.",
  InvalidResponse: [
    "A login page, a proxy's error page or a redirect came back. Its HTTP status is in the output `status-code`, and the message says what is wrong with it. Redirects are never followed.",
    'If GitHub refused to issue a token, the message quotes the reason. The workflow job needs `permissions:` with `id-token: write`, and a re-run of an old run may no longer get a token.'
  ],
  InvalidSecurityToken:
    'A token is long and easily damaged when copied by hand. Pass it from step to step. If it expired, get new credentials right before this step, or use `role-to-assume`.',
  'InvalidTimeStamp.Expired':
    'This is what STS calls [`RequestTimeTooSkewed`](#requesttimetooskewed). The action already retried with the time of STS.',
  MissingArgument: `The action sends every value that the service documents. Please ${OPEN_AN_ISSUE} with the message.`,
  NoSuchImportJob: [
    'A job with the same name in another region or account is a different job. Names are case-sensitive.',
    'The job may have been deleted. This action never deletes jobs.',
    "During a wait: the service hasn't found the job for a minute, although it existed before. Someone may have deleted it."
  ],
  RequestTimeTooSkewed:
    "The action already retried with the service's time, and warned. If that failed too, the clock changed while the step was running, or a proxy sends an old date.",
  SecurityTokenExpired:
    'Sessions of aliyun/configure-aliyun-credentials-action last 30 minutes unless you set its `role-session-expiration`. A step that waits longer should sign in itself with `role-to-assume`: it renews its credentials before they expire.',
  ServiceUnavailable: [
    "With several jobs in one step, lower `max-parallel`; with a matrix, set GitHub's own `max-parallel`. The action obeys `Retry-After` within `timeout-seconds`.",
    '`QpsLimitExceeded` and other codes that end in it, codes that start with `Throttling`, and unknown codes with HTTP 429 or 503 have the same explanation.'
  ],
  SignatureDoesNotMatch:
    'The runner removes a space or line break at the end of a secret, but not one in the middle. If `endpoint` and `region` name different regions, a warning says so.',
  UnexpectedError: `Please ${OPEN_AN_ISSUE}. The text shows the place in the code and contains no secrets.`,
  UserDisable: ''
}

/** The codes of the action's own errors, which come with a complete message. */
const OWN_CODES: Record<string, Entry> = {
  AccountNotAllowed: {
    summary:
      "The credentials belong to an account that isn't in `allowed-account-ids`, or isn't `user-id`. Nothing was sent to the migration service.",
    cause:
      "If `user-id` or the role's ARN names an account that isn't allowed, the step fails before it signs in. Otherwise, STS said which account the credentials belong to.",
    advice:
      'Check which secret or role the step uses. If the account is the right one, correct `allowed-account-ids` or `user-id`.'
  },
  CancelOperation: {
    summary: 'The workflow was cancelled, or `fail-fast` skipped the job because another one failed.',
    cause:
      'Someone cancelled the run, the workflow job hit `timeout-minutes`, or a newer run of the same `concurrency` group replaced this one: the log of the run says which. If the step was waiting (`wait-for`), only the wait stopped. The migration continues.',
    advice:
      'The message says whether a request for a change was sent. If so, check the job with `get-job` before you do anything else.'
  },
  EmptyAccessId: {
    summary: 'There are no credentials, or `access-key-id` is empty.',
    cause:
      "Usually the secret is empty: its name is mistyped, it belongs to an environment that the workflow job doesn't name (`environment:`), or the workflow runs for a pull request from a fork or for Dependabot. In such runs all secrets are empty, except Dependabot's own secrets. aliyun/configure-aliyun-credentials-action removes its credentials at the end of the workflow job, so each workflow job needs that step.",
    advice: 'Set up one of the [three ways to sign in](sign-in.md).'
  },
  EmptyAccessSecret: {
    summary: '`access-key-id` is set, but `access-key-secret` is empty.',
    cause: 'See [`EmptyAccessId`](#emptyaccessid).',
    advice: 'Set both, from secrets that this workflow can read.'
  },
  EmptyDomain: {
    summary: 'Neither `region` nor `endpoint` is set.',
    cause: "aliyun/configure-aliyun-credentials-action doesn't set a region.",
    advice: 'Set `region` in the step, or `ALIBABA_CLOUD_REGION_ID` under `env:` for the whole workflow.'
  },
  ERR_PROXY_INVALID_CONFIG: {
    summary: "The runner's proxy is misconfigured.",
    cause:
      'The message names the variable, `https_proxy` or `HTTPS_PROXY`. Write a URL, such as `http://proxy.example.com:3128`. In a user name or password, write `%`, `#`, `/`, `?`, `@`, `:` and `\\` as `%25`, `%23`, `%2F`, `%3F`, `%40`, `%3A` and `%5C`.',
    advice: 'Correct HTTPS_PROXY.'
  },
  ERR_PROXY_TUNNEL: {
    summary: 'The proxy refused the request.',
    cause: [
      'HTTP 407: the proxy requires a user name and password. Put them into the URL, as in `http://user:password@proxy.example.com:3128`, from a secret.',
      "HTTP 403 and others: the proxy must allow CONNECT to port 443 of `*.mgw.aliyuncs.com`. To sign in as a role or find the account, it must also allow `sts.{region}.aliyuncs.com`, and `*.actions.githubusercontent.com` for GitHub's tokens.",
      '`NO_PROXY` takes names (including their subdomains), `*` and addresses, each with an optional port, as in curl.'
    ],
    advice: 'Check HTTPS_PROXY, or exempt the host with NO_PROXY.'
  },
  FilesFailed: {
    summary: "The migration has finished, but some files couldn't be copied.",
    cause: '"At least" before their number means that the job\'s history was still incomplete when the step ended.',
    advice:
      "To retry just these files, use [`operation: retry-job`](after-a-migration.md#retry-the-failed-files) or `mgwutil retry-job`. For their names, use `create-report` with `wait-for: finished`. Don't start the job again for this, and don't re-run a workflow that starts it: that rescans the whole source. With `fail-on-failed-files: false`, the step succeeds with a warning and sets `failed-count`."
  },
  HistoryDenied: {
    summary:
      "The migration has finished, but the credentials can't read its history, so it isn't known whether files failed.",
    cause: '',
    advice:
      "Add `mgw:ListImportJobHistory` to [the role's policy](sign-in.md#without-a-stored-key), or set `fail-on-failed-files` to `false`. Check the migration report in the console. Don't start the job again for this."
  },
  HistoryIsEmpty: {
    summary: "The job's history doesn't show the round that has finished.",
    cause: '`retry-job` read it again for a minute.',
    advice: 'Run the step again in a few minutes.'
  },
  HistoryNoNeedRetry: {
    summary: '`retry-job`: no file failed in the latest round, so there is nothing to retry.',
    cause: '',
    advice: 'Set `idempotent: true` if that should be a success.'
  },
  InvalidCommand: {
    summary: "`operation` isn't set, or isn't an operation.",
    cause: 'The names are those of [mgwutil](mgwutil.md), in lower case.',
    advice: 'Set it to one of the names that the message lists.'
  },
  JobClosed: {
    summary: 'Someone closed the job before its migration finished.',
    cause:
      "`wait-for: finished` was waiting for it. If the service gave a reason, the message quotes it. The service's own records show who closed the job.",
    advice: 'Start the job again if it should continue.'
  },
  JobEnded: {
    summary: 'The job ended before the change was applied.',
    cause:
      'With `wait-for: applied`, the step was waiting for a pause, and the migration ended first; or it was waiting for a start, and the job was interrupted before a poll saw it running.',
    advice: 'Check the job with `get-job`.'
  },
  JobInterrupted: {
    summary: 'The migration was interrupted.',
    cause: 'The service gave up. If it gave a reason, the message quotes it.',
    advice:
      "Correct the cause, then start the job with `start-job`. `retry-job` can't help: it retries the failed files of a round that has finished. A timetable doesn't start an interrupted job, and `resume-job` doesn't either."
  },
  JobIsInterrupted: {
    summary: '`retry-job`: the latest round was interrupted.',
    cause: 'Only files that failed in a finished round can be retried.',
    advice: 'Correct the cause, then start the job with `start-job`.'
  },
  JobIsNotFinished: {
    summary: "`retry-job` or `create-report`: the round hasn't ended.",
    cause: 'A report of a round that is still running would be incomplete.',
    advice: 'Wait until it ends, with `get-job-status` and `wait-for: finished`.'
  },
  JobPaused: {
    summary: 'The job was paused before its migration finished.',
    cause:
      "Someone paused it while `wait-for: finished` was waiting, or a timetable or the job's own schedule did. A warning at the start of the step mentions such a schedule.",
    advice:
      'Continue it with `resume-job`. [Concurrency groups](waiting.md#concurrency-groups) explains how waiting steps and timetables go together.'
  },
  JobRestarted: {
    summary: 'Someone started another round of the job. (A round is one execution, with its own runtime ID.)',
    cause:
      "Between two polls, the round that this step was waiting for ended and the next one started. The history doesn't show how the first round ended.",
    advice:
      'Wait for the new round with `get-job` and `wait-for: finished`. For the earlier one, use `create-report` with `round`.'
  },
  ReportFailed: {
    summary: "The service couldn't create the report.",
    cause: "If the service gave a reason, the message quotes it. It writes the lists to the destination's bucket.",
    advice: "Check that the destination's role or key can write to its bucket, then run `create-report` again."
  },
  ReportNotExist: {
    summary: 'The round has no report.',
    cause: '`get-report` shows the report of the latest round, unless `round` names another one.',
    advice: 'Run `create-report` first, once the round has ended.'
  },
  ResultNoNeedRetry: {
    summary: '`retry-job`: the service says that no file needs a retry.',
    cause: '',
    advice: 'Set `idempotent: true` if that should be a success.'
  },
  ResultNotReadyRetry: {
    summary: '`retry-job`: the service is still making the list of the failed files.',
    cause: "The step waited for it for `wait-timeout-seconds`; a dry run doesn't wait.",
    advice: 'Run the step again later.'
  },
  RetryJobExists: {
    summary: 'A sub-job has already retried these files, and some failed again.',
    cause: '',
    advice: 'Set `job-name` to the sub-job that the message names, to retry the files that failed in it.'
  },
  VerifyAddressFailed: {
    summary: "The service can't read the failed files at the job's source.",
    cause:
      'The message quotes the result of the verification. The address that `retry-job` had created was deleted again.',
    advice:
      "Check the key or the role of the source's address. If the address has an access key, set `source-access-secret`."
  },
  UnsupportedNode: {
    summary: 'The step ran on a Node older than 24. Nothing was sent.',
    cause:
      "`action.yml` asks for Node 24, and GitHub's runners have it. act, Gitea and Forgejo run an action with the Node of the workflow job's image instead.",
    advice: 'Run the workflow job in an image with Node 24: see [platforms](platforms.md#act-gitea-and-forgejo).'
  },
  WaitTimeout: {
    summary: '`wait-timeout-seconds` elapsed before the job was in the state that `wait-for` requires.',
    cause: [
      "`get-job` doesn't start a job. If the message says that it hasn't been started, start it first.",
      'If the message shows a state "as before start-job", the start was accepted, but no poll has shown its effect yet. Check the job with `get-job`, and don\'t start it again.'
    ],
    advice:
      "Raise `wait-timeout-seconds`, and the workflow job's `timeout-minutes` with it (GitHub's own runners stop a workflow job after 6 hours). Or wait again in a later run, with `get-job` and `wait-for: finished`."
  }
}

/** For any code, if the proxy caused the error. */
const PROXIES: Entry = {
  summary: "The proxy between the runner and the host can't be reached.",
  cause:
    'The code is that of the failed connection, such as [`ECONNREFUSED`](#econnrefused). The message names the proxy and the variable that sets it. Correct that, or exempt the host with `NO_PROXY`.',
  advice: 'Check the proxy that the runner uses.'
}

/** For codes without an entry: the codes or causes. */
const OTHER_CODES: Record<keyof typeof FALLBACKS, { cause: Entry['cause'] }> = {
  Certificates: {
    cause: [
      'The code is one of Node.js, such as `DEPTH_ZERO_SELF_SIGNED_CERT`, `SELF_SIGNED_CERT_IN_CHAIN`, `UNABLE_TO_VERIFY_LEAF_SIGNATURE` or `ERR_TLS_CERT_ALTNAME_INVALID`. With the last one, the message shows the requested name and the names in the certificate: `endpoint` must be one of the latter.',
      'Set NODE_EXTRA_CA_CERTS under `env:` of the step, the workflow job or the workflow, to the path of a PEM file. In a container, use the path inside the container.',
      "Certificate checks can't be turned off."
    ]
  },
  "GitHub's token": {
    cause:
      "The code is `InvalidResponse`, and the message describes GitHub's response: an empty or incomplete one, a page of HTML, HTTP 408 or 5xx, or HTTP 403 because the workflow job is still \"in 'Pending' state\". The action already retried (`max-attempts`)."
  },
  'Name resolution': {
    cause: 'The code starts with `EAI_`. [`EAI_AGAIN`](#eai_again) has its own entry.'
  },
  'Signing in as a role': {
    cause: [
      "The code is one of STS. If the trust policy or the token is the reason, the message shows the `iss`, `sub` and `aud` of GitHub's token, in the form that the trust policy must match.",
      'STS has its own codes for invalid credentials, such as `InvalidAccessKeyId.NotFound` and `InvalidSecurityToken.Expired`. See the entries above that start with the same word.'
    ]
  },
  TLS: {
    cause: 'The code is `EPROTO`, or starts with `ERR_SSL`. Usually the port in `endpoint` is one for plain HTTP.'
  },
  'Other codes of Node.js': {
    cause: 'There was no response, so there is no request ID either.'
  },
  'Other codes of the service': {
    cause:
      "The message in parentheses is the service's own. An HTTP status as the code, such as `500`, means that the response had no body."
  }
}

/** Replaces the entries, which are between two comments: an entry for each error code in alphabetical order, then the rest. */
export function withErrorCodes(page: string): string {
  const explained = keysOf(CATALOGUE).map((code) => [code, withCause(CATALOGUE[code], CAUSES[code])] as const)
  const codes = [...explained, ...Object.entries(OWN_CODES)]
    .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map(([code, entry]) => formatEntry(`\`${code}\``, entry))
  const others = keysOf(FALLBACKS).map((heading) => {
    return formatEntry(heading, withCause(FALLBACKS[heading], OTHER_CODES[heading].cause))
  })
  const sections = ['## Error codes', ...codes, '## Other codes', formatEntry('Proxies', PROXIES), ...others].join(
    '\n\n'
  )
  return page.replace(
    /(<!-- error-codes -->\n).*?(<!-- \/error-codes -->)/s,
    (_, start: string, end: string) => `${start}\n${sections}\n\n${end}`
  )
}

function keysOf<Key extends string>(object: Record<Key, unknown>): Key[] {
  return Object.keys(object) as Key[]
}

/** Turns an entry of the catalogue, which is plain text, into Markdown. */
function withCause([summary, advice]: readonly [string, string], cause: Entry['cause']): Entry {
  return { summary: escapeMarkdown(summary), cause, advice: escapeMarkdown(advice) }
}

function escapeMarkdown(text: string): string {
  return text.replace(/[*<]/g, '\\$&')
}

function formatEntry(heading: string, { summary, cause, advice }: Entry): string {
  const fix = `**Fix:** ${advice}`
  const text = Array.isArray(cause)
    ? [summary, cause.map((one) => `- ${one}`).join('\n'), fix].join('\n\n')
    : [summary, cause, fix].filter((part) => part !== '').join(' ')
  return `### ${heading}\n\n${text}`
}
