export const id = 216;
export const ids = [216];
export const modules = {

216:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   explain: () => (/* binding */ explain)
/* harmony export */ });
/* unused harmony export EXPLANATIONS */
/**
 * Explains an error code of the service, of mgwutil or of Node.
 *
 * @param statusCode the HTTP status, for codes that are not in the table
 */
function explain(code, statusCode) {
    if (Object.hasOwn(EXPLANATIONS, code))
        return EXPLANATIONS[code];
    const [family = ''] = code.split('.');
    if (family !== code && Object.hasOwn(EXPLANATIONS, family))
        return explain(family, statusCode);
    if (code.endsWith('QpsLimitExceeded'))
        return EXPLANATIONS.ServiceUnavailable;
    if (code.startsWith('Throttling'))
        return EXPLANATIONS.ServiceUnavailable;
    if (/^(AuthenticationFail|EntityNotExist|NoPermission|OIDCToken)/.test(code))
        return SIGN_IN;
    if (/EPROTO|ERR_SSL/.test(code))
        return NO_TLS;
    if (/CERT|SIGNATURE|ERR_TLS/.test(code))
        return CERTIFICATE;
    if (statusCode === 429 || statusCode === 503)
        return EXPLANATIONS.ServiceUnavailable;
    if (statusCode !== undefined && statusCode >= 500)
        return EXPLANATIONS.InternalError;
    if (statusCode === 403)
        return EXPLANATIONS.AccessDenied;
    return UNKNOWN;
}
const NO_TLS = {
    meaning: 'The server does not speak TLS as it should.',
    advice: 'Check endpoint and its port. For a server on this machine without TLS, such as the emulator, write http://127.0.0.1 before the port.'
};
const CERTIFICATE = {
    meaning: 'The server could not prove that it is the one that was meant: its certificate was not accepted.',
    advice: 'Check endpoint. Behind a proxy that inspects TLS, or for a private deployment, point the environment variable NODE_EXTRA_CA_CERTS to its CA certificate.'
};
const SIGN_IN = {
    meaning: 'STS did not let this workflow sign in as the role.',
    advice: 'Check role-to-assume and oidc-provider-arn, the trust policy of the role, and the client IDs of the OIDC provider.'
};
const UNREACHABLE = 'Check region and endpoint, and that the runner may reach the host (firewall, proxy, private network).';
const UNKNOWN = {
    meaning: 'The service refused the request with a code that this action has no explanation for.',
    advice: "Look the code up in Alibaba Cloud's help, or ask its support and give them the request ID."
};
/**
 * By code: those of the service (https://www.alibabacloud.com/help/en/data-online-migration), of Node, and of mgwutil.
 */
const EXPLANATIONS = {
    NoSuchImportJob: {
        meaning: 'There is no job of that name in this account and region.',
        advice: 'Check job-name, region and user-id against the job in the console.'
    },
    InvalidImportJobStatus: {
        meaning: "The job's present state does not allow the operation.",
        advice: 'If it may already be as you want it, set idempotent to true: then that is a success. Else look at its state with get-job.'
    },
    ImportJobConflictOnUpdateStatus: {
        meaning: "Another change of the job's status was under way.",
        advice: 'Look at the state of the job, then run this step again. See that no two workflows change one job at a time (concurrency).'
    },
    ImportJobUpdateConcurrently: {
        meaning: 'Another update of the job was under way.',
        advice: 'Look at the state of the job, then run this step again. See that no two workflows change one job at a time (concurrency).'
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
        advice: 'Allow it mgw:UpdateImportJob, mgw:GetImportJob and mgw:ListImportJobHistory on acs:mgw:*:<account-id>:job/<job-name>. "Anonymous access is forbidden" means that the signature was not recognised: then check endpoint.'
    },
    InvalidAccessKeyId: {
        meaning: 'The service does not know the access key ID.',
        advice: 'Check access-key-id: it may be mistyped, disabled or deleted, or need the security-token that came with it.'
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
        advice: 'Pass security-token exactly as it was issued, together with the access key ID and secret that came with it.'
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
        meaning: 'The answer did not come from the migration service: a proxy or another server stands in between.',
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
    EHOSTUNREACH: { meaning: 'There is no route to the host.', advice: UNREACHABLE },
    ENETUNREACH: {
        meaning: 'There is no route to the network of the host.',
        advice: UNREACHABLE
    },
    ETIMEDOUT: {
        meaning: 'No complete answer came in time.',
        advice: 'Run this step again; if it stays, check the network of the runner.'
    },
    HistoryDenied: {
        meaning: 'The keys may not read the history of the job, so it could not be told whether files failed.',
        advice: 'Allow them mgw:ListImportJobHistory, or set fail-on-failed-files to false.'
    },
    InvalidCommand: {
        meaning: 'There is no such operation.',
        advice: 'Correct the input operation.'
    },
    EmptyAccessId: { meaning: 'There is no access key ID.', advice: 'Set access-key-id.' },
    EmptyAccessSecret: { meaning: 'There is no secret.', advice: 'Set access-key-secret.' },
    EmptyDomain: { meaning: 'There is no host to send to.', advice: 'Set region.' },
    AccountNotAllowed: {
        meaning: 'The account is not one that this step may act on.',
        advice: 'Correct allowed-account-ids, or use the keys of another account.'
    },
    CancelOperation: {
        meaning: 'The workflow was cancelled.',
        advice: 'Look at the state of the job before you run this step again.'
    },
    FilesFailed: {
        meaning: 'The migration has finished, but files could not be copied.',
        advice: "Look into the job's migration report, or set fail-on-failed-files to false."
    },
    JobInterrupted: {
        meaning: 'The migration was interrupted while it was waited for.',
        advice: "Read the service's message, mend the cause, and start the job again."
    },
    JobPaused: {
        meaning: 'Somebody, or a schedule of the service, paused the job while its end was waited for.',
        advice: 'Start the job again, or wait for it with get-job when it runs.'
    },
    JobClosed: {
        meaning: 'Somebody closed the job while its end was waited for.',
        advice: 'Start the job again if it should go on.'
    },
    JobEnded: {
        meaning: 'The job had ended before it could be paused.',
        advice: 'There is nothing left to pause.'
    },
    WaitTimeout: {
        meaning: 'What was waited for did not come in time. The job goes on.',
        advice: 'Raise wait-timeout-seconds, or look again later with get-job.'
    },
    NewClientErr: {
        meaning: 'The client could not be made.',
        advice: 'Check the inputs of this step.'
    },
    UnexpectedError: {
        meaning: 'This action has a defect.',
        advice: 'Please report it with the text of the error.'
    }
};


})

};
