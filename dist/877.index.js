export const id = 877;
export const ids = [877,403];
export const modules = {

/***/ 877:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   signIn: () => (/* binding */ signIn)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(949);
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(299);
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(527);
/* harmony import */ var _credentials_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(29);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(331);
/* harmony import */ var _persist_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(195);
/* harmony import */ var _sts_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(403);
/* harmony import */ var _workflow_run_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(515);







/** A session is renewed when it has less than this left, in ms. */
const RENEW_BEFORE = 5 * 60_000;
/**
 * Signs in as a RAM role with GitHub's token for this workflow run, and again whenever the session is about to end.
 * No stored key is needed.
 *
 * @returns a provider whose `getCredential` throws ClientError `InvalidArgument` when the workflow may not have such a
 *   token, MgwError with STS's code when it refuses, and what `persist` throws
 */
function signIn(keyless, sts, limits, tell) {
    let session;
    return {
        async getCredential() {
            if (session === undefined || session.expiration - Date.now() < RENEW_BEFORE) {
                tell.info(`Signing in as ${keyless.roleArn}`);
                session = await openSession(keyless, sts, limits, tell);
            }
            return session.credentials;
        }
    };
}
async function openSession(keyless, sts, limits, tell) {
    const token = await (0,_persist_js__WEBPACK_IMPORTED_MODULE_3__/* .persist */ .Zr)(limits, {
        attempt: () => getGitHubToken(keyless.audience, limits),
        say: tell.info
    });
    return (0,_persist_js__WEBPACK_IMPORTED_MODULE_3__/* .persist */ .Zr)(limits, { attempt: () => assumeRole(keyless, sts, token, limits), say: tell.info });
}
/** GitHub's token for this run (https://docs.github.com/en/actions/reference/security/oidc). */
async function getGitHubToken(audience, limits) {
    const [url, bearer] = [
        (0,_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .environment */ .cA)('ACTIONS_ID_TOKEN_REQUEST_URL'),
        (0,_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .environment */ .cA)('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
    ];
    if (url === '' || bearer === '') {
        throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__/* .ClientError */ .MZ('InvalidArgument', 'role-to-assume needs a token of GitHub, which this job may not have. Add to the job:\npermissions:\n  id-token: write');
    }
    (0,_credentials_js__WEBPACK_IMPORTED_MODULE_1__/* .mask */ .dK)(bearer);
    const { protocol, host, pathname, search } = new URL(url);
    const address = (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_7__/* .parseAddress */ .or)('ACTIONS_ID_TOKEN_REQUEST_URL', `${protocol}//${host}`);
    const response = await (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_8__/* .send */ .t)({
        method: 'GET',
        endpoint: address,
        hostname: address.hostname,
        target: `${pathname}${search}${search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`,
        headers: { authorization: `Bearer ${bearer}`, accept: 'application/json', 'user-agent': (0,_workflow_run_js__WEBPACK_IMPORTED_MODULE_5__/* .userAgent */ .N1)() }
    }, limits.forAttempt());
    const { statusCode } = response;
    if (statusCode >= 300)
        throw (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__/* .invalidResponse */ .Ff)(`GitHub gave out no token for this run (HTTP ${statusCode}).`, statusCode, response.headers);
    const value = (0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .text */ .Qq)((0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .readJson */ .Vh)('GitHub', response).value);
    if (value === '')
        throw (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__/* .invalidResponse */ .Ff)("GitHub's answer holds no token.", statusCode);
    (0,_credentials_js__WEBPACK_IMPORTED_MODULE_1__/* .mask */ .dK)(value);
    return value;
}
async function assumeRole(keyless, sts, token, limits) {
    const query = new URLSearchParams({
        Action: 'AssumeRoleWithOIDC',
        Version: _sts_js__WEBPACK_IMPORTED_MODULE_4__/* .STS_VERSION */ .Q9,
        Format: 'JSON',
        Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
        SignatureNonce: (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)()
    });
    const form = new URLSearchParams({
        RoleArn: keyless.roleArn,
        OIDCProviderArn: keyless.providerArn,
        OIDCToken: token,
        RoleSessionName: keyless.sessionName || (0,_workflow_run_js__WEBPACK_IMPORTED_MODULE_5__/* .defaultSessionName */ .te)(),
        DurationSeconds: String(keyless.expiration)
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    try {
        return readSession(await (0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .callSts */ .l$)(sts, `/?${query}`, headers, form.toString(), limits));
    }
    catch (error) {
        throw error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__/* .MgwError */ .WC && error.statusCode !== undefined && error.code !== 'InvalidResponse'
            ? withClaims(error, token)
            : error;
    }
}
function readSession({ Credentials: credentials }) {
    const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = (credentials ?? {});
    const [accessKeyId, accessKeySecret, securityToken] = [
        (0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .text */ .Qq)(AccessKeyId),
        (0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .text */ .Qq)(AccessKeySecret),
        (0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .text */ .Qq)(SecurityToken)
    ];
    for (const secret of [accessKeyId, accessKeySecret, securityToken])
        (0,_credentials_js__WEBPACK_IMPORTED_MODULE_1__/* .mask */ .dK)(secret);
    if (![accessKeyId, accessKeySecret, securityToken].every((part) => /^[!-~]+$/.test(part))) {
        throw (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__/* .invalidResponse */ .Ff)('The answer of STS holds no credentials.');
    }
    const expiration = Date.parse((0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .text */ .Qq)(Expiration));
    return {
        credentials: { accessKeyId, accessKeySecret, securityToken },
        expiration: Number.isNaN(expiration) ? 0 : expiration
    };
}
/** STS's refusal, with what the token says and what a trust policy must match. Never the token itself. */
function withClaims(error, token) {
    const said = claims(token);
    const advice = [
        error.message,
        `GitHub's token for this run has sub ${JSON.stringify(said.sub)} and aud ${JSON.stringify(said.aud)}.`,
        "The role's trust policy must match exactly this sub, and the OIDC provider must list this aud.",
        `There are two forms of sub: ${formsOfSub(said).join(', and for repositories created or renamed since July 2026 ')}.`
    ];
    return new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__/* .MgwError */ .WC(error.code, advice.join(' '), error.data, error.headers);
}
/** A subject in its old and in its new form: a policy that was written for one of them does not match the other. */
function formsOfSub({ sub, repository, repository_id, repository_owner_id }) {
    const [owner, name] = (0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .text */ .Qq)(repository).split('/');
    const [, rest] = /^repo:[^:]*(:.*)$/s.exec((0,_sts_js__WEBPACK_IMPORTED_MODULE_4__/* .text */ .Qq)(sub)) ?? [];
    if (rest === undefined || !owner || !name)
        return ['repo:owner/name:…', 'repo:owner@id/name@id:…'];
    return [
        `repo:${owner}/${name}${rest}`,
        `repo:${owner}@${repository_owner_id}/${name}@${repository_id}${rest}`
    ];
}
/** What a token says of itself, unverified: for a message only. */
function claims(token) {
    try {
        return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ?? {};
    }
    catch {
        return {};
    }
}


/***/ }),

/***/ 403:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q9: () => (/* binding */ STS_VERSION),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   Vh: () => (/* binding */ readJson),
/* harmony export */   getCallerIdentity: () => (/* binding */ getCallerIdentity),
/* harmony export */   l$: () => (/* binding */ callSts)
/* harmony export */ });
/* unused harmony export signAcs3 */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(598);
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_crypto__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(949);
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(527);
/* harmony import */ var _persist_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(195);
/* harmony import */ var _workflow_run_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(515);




/** STS's API version (https://api.aliyun.com/document/Sts/2015-04-01/overview). */
const STS_VERSION = '2015-04-01';
/**
 * Asks STS which account the keys belong to. Needs no permission.
 *
 * @throws MgwError with STS's code; what `persist` throws
 */
async function getCallerIdentity(sts, credential, limits, tell) {
    const { AccountId } = await (0,_persist_js__WEBPACK_IMPORTED_MODULE_1__/* .persist */ .Zr)(limits, {
        attempt: async () => {
            const credentials = await credential.getCredential();
            const host = sts.port === undefined ? sts.hostname : `${sts.hostname}:${sts.port}`;
            const headers = signAcs3(host, 'GetCallerIdentity', credentials, new Date(), (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)());
            return callSts(sts, '/', { ...headers, accept: 'application/json' }, '', limits);
        },
        say: tell.info
    });
    if (typeof AccountId === 'string' && /^[0-9]{1,63}$/.test(AccountId))
        return AccountId;
    throw (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_3__/* .invalidResponse */ .Ff)('The answer of STS holds no account ID.');
}
/**
 * Posts to STS and reads its JSON.
 *
 * @throws MgwError with STS's code, or `InvalidResponse`
 */
async function callSts(sts, target, headers, body, limits) {
    const response = await (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_4__/* .send */ .t)({
        method: 'POST',
        endpoint: sts,
        hostname: sts.hostname,
        target,
        headers: { ...headers, 'user-agent': (0,_workflow_run_js__WEBPACK_IMPORTED_MODULE_2__/* .userAgent */ .N1)() },
        body
    }, limits.forAttempt());
    const answer = readJson('STS', response);
    if (response.statusCode < 300)
        return answer;
    const code = (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_3__/* .identifier */ .Cv)(text(answer.Code));
    if (code === undefined)
        throw (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_3__/* .invalidResponse */ .Ff)(`The answer of STS (HTTP ${response.statusCode}) holds no error code.`, response.statusCode);
    const { statusCode } = response;
    throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_3__/* .MgwError */ .WC(code, text(answer.Message), {
        statusCode,
        requestId: (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_3__/* .identifier */ .Cv)(text(answer.RequestId)) ?? null,
        hostId: text(answer.HostId) || null,
        Recommend: text(answer.Recommend) || null
    }, response.headers);
}
/** @throws MgwError `InvalidResponse` when an answer is not a JSON object */
function readJson(who, { statusCode, headers, body }) {
    try {
        const answer = JSON.parse(body.toString('utf8'));
        if (typeof answer === 'object' && answer !== null)
            return answer;
    }
    catch { }
    throw (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_3__/* .invalidResponse */ .Ff)(`The answer of ${who} (HTTP ${statusCode}) is not JSON.`, statusCode, headers);
}
function text(value) {
    return typeof value === 'string' ? value : '';
}
/**
 * The headers of an RPC call without body or query, signed with ACS3-HMAC-SHA256
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature).
 */
function signAcs3(host, action, { accessKeyId, accessKeySecret, securityToken }, time, nonce) {
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update('').digest('hex');
    const headers = {
        host,
        ...(securityToken && { 'x-acs-accesskey-id': accessKeyId }),
        'x-acs-action': action,
        'x-acs-content-sha256': hash,
        'x-acs-date': `${time.toISOString().slice(0, 19)}Z`,
        ...(securityToken && { 'x-acs-security-token': securityToken }),
        'x-acs-signature-nonce': nonce,
        'x-acs-version': STS_VERSION
    };
    const names = Object.keys(headers).sort();
    const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('');
    const canonicalRequest = ['POST', '/', '', canonicalHeaders, names.join(';'), hash].join('\n');
    const stringToSign = `ACS3-HMAC-SHA256\n${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(canonicalRequest).digest('hex')}`;
    const signature = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha256', accessKeySecret).update(stringToSign).digest('hex');
    return {
        ...headers,
        authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
    };
}


/***/ })

};
