export const id = 403;
export const ids = [403];
export const modules = {

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
