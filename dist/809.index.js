export const id = 809;
export const ids = [809];
export const modules = {

809:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   waitForNext: () => (/* binding */ waitForNext)
/* harmony export */ });
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(949);
/* harmony import */ var _persist_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(195);


/** In ms. */
const BASE_WAIT = 500;
const MAX_WAIT = 10_000;
/**
 * Waits for the next attempt, with exponential back-off and full jitter, when there is to be one.
 *
 * @returns whether another attempt follows
 * @throws ClientError `CancelOperation` when the workflow was cancelled, TransportError `ETIMEDOUT` when the time ran
 *   out while the attempt was under way
 */
async function waitForNext(limits, failed, say) {
    throwIfOver(limits, failed);
    const { what, number, error, previous, lost } = failed;
    const isPatient = limits.maxAttempts === Number.POSITIVE_INFINITY;
    if (number >= limits.maxAttempts || !passes(error, previous, isPatient))
        return false;
    const wait = waitAfter(number, error);
    const seconds = (wait / 1000).toFixed(1);
    const text = `${what}: attempt ${number}${isPatient ? '' : ` of ${limits.maxAttempts}`} failed with ${cause(error)}.`;
    if (wait >= limits.left()) {
        say(`${text} The next one would follow in ${seconds} s, but ${limits.timeoutName} (${limits.timeoutSeconds}) is over before.`);
        return false;
    }
    say(`${text} The next one follows in ${seconds} s.`);
    const state = lost ? _persist_js__WEBPACK_IMPORTED_MODULE_0__/* .LOST */ .Rj : `No request was under way; the last one had failed with ${cause(error)}.`;
    await (0,_persist_js__WEBPACK_IMPORTED_MODULE_0__/* .sleep */ .yy)(wait, limits.signal, state);
    return true;
}
/** Failures that pass, by Node's code or the service's. */
const PASSING = new Set([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'InternalError',
    'ServiceUnavailable',
    'ImportJobConflictOnUpdateStatus',
    'ImportJobUpdateConcurrently'
]);
const PASSING_STATUS = new Set([429, 500, 502, 503, 504]);
/** Whether a failure is one that passes. A host that is not found twice in a row does not exist. */
function passes(error, previous, isPatient) {
    const code = codeOf(error);
    if (code === undefined)
        return false;
    if (error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__/* .MgwError */ .WC && PASSING_STATUS.has(error.statusCode ?? 0))
        return true;
    if (code === 'ENOTFOUND')
        return codeOf(previous) !== 'ENOTFOUND';
    // In a wait that may last all night, a page of somebody in between is no answer.
    if (code === 'InvalidResponse' && isPatient)
        return true;
    if (code === 'ERR_PROXY_TUNNEL')
        return PASSING_STATUS.has(proxyStatus(error));
    return PASSING.has(code) || /QpsLimitExceeded$|^Throttling/.test(code);
}
/** The HTTP status with which a proxy refused; a proxy that closed the connection counts as one that is unavailable. */
function proxyStatus(error) {
    const { cause } = error;
    return cause?.statusCode ?? 503;
}
function codeOf(error) {
    return error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__/* .TransportError */ .wX || error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__/* .MgwError */ .WC ? error.code : undefined;
}
/** A failure in a few words that are safe to print: its code, and the HTTP status if there was one. */
function cause(error) {
    const status = error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__/* .MgwError */ .WC && error.statusCode !== undefined ? ` (HTTP ${error.statusCode})` : '';
    return `${codeOf(error)}${status}`;
}
/** How long to wait after attempt `number`, in ms. */
function waitAfter(number, error) {
    const jittered = Math.random() * Math.min(MAX_WAIT, BASE_WAIT * 2 ** (number - 1));
    return error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__/* .MgwError */ .WC ? Math.max(jittered, retryAfter(error)) : jittered;
}
/** What a `Retry-After` header asks for, in ms: it holds seconds or a date. 0 without one. */
function retryAfter({ headers }) {
    const value = headers['retry-after'] ?? '';
    if (/^\d{1,9}$/.test(value))
        return Number(value) * 1000;
    // The server's date is compared with the server's clock: this machine's may be off.
    const wait = Date.parse(value) - (Date.parse(headers.date ?? '') || Date.now());
    return Number.isNaN(wait) ? 0 : wait;
}
/** Timers may be this early, in ms. */
const TIMER_SLACK = 5;
/** @throws when the workflow was cancelled, or the time ran out while the attempt was under way */
function throwIfOver({ signal, timeoutSeconds, timeoutName, left }, { number, error, lost }) {
    const phase = error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__/* .TransportError */ .wX ? error.phase : 'reading the answer';
    if (signal.aborted)
        throw (0,_persist_js__WEBPACK_IMPORTED_MODULE_0__/* .cancelled */ .KW)(lost ? _persist_js__WEBPACK_IMPORTED_MODULE_0__/* .LOST */ .Rj : 'Nothing had been sent that the service could have acted on.');
    if (codeOf(error) !== 'ETIMEDOUT' || left() > TIMER_SLACK)
        return;
    const message = `The ${timeoutSeconds} s of ${timeoutName} were over while attempt ${number} was still ${phase}.`;
    throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__/* .TransportError */ .wX('ETIMEDOUT', message, phase, error);
}


})

};
