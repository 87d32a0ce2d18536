export const id = 676;
export const ids = [676];
export const modules = {

676:
((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createSettlement: () => (/* binding */ createSettlement),
/* harmony export */   startedSince: () => (/* binding */ startedSince),
/* harmony export */   unsettled: () => (/* binding */ unsettled)
/* harmony export */ });
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(949);
/* harmony import */ var _operations_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(237);
/* harmony import */ var _persist_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(195);



/** Refusals that mean that somebody else was changing the job at that moment. */
const CONFLICTS = ['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently'];
function createSettlement(service, task, seen) {
    let everLost = false;
    let isOpen = false;
    const known = (answer) => {
        seen.note = `There was no clear answer to ${task.operation}, but the job is as it was asked for: GetJob says ${(0,_operations_js__WEBPACK_IMPORTED_MODULE_0__/* .stateOf */ .L4)(task, answer.body.importJob)}.`;
        // The request ID of the look is not that of the change, which nobody knows.
        return { ...answer, headers: {} };
    };
    return {
        isOpen: () => isOpen,
        async settle({ error, sentAt, isLast }) {
            isOpen ||= (0,_persist_js__WEBPACK_IMPORTED_MODULE_1__/* .mayHaveActed */ .LR)(error);
            everLost ||= isOpen;
            if (task.operation === 'start-job' && (0,_persist_js__WEBPACK_IMPORTED_MODULE_1__/* .mayHaveActed */ .LR)(error)) {
                const answer = await lookAfterStart(service, error, sentAt);
                isOpen = false;
                return answer && known(answer);
            }
            // What is done once more does no harm, but can be refused for having worked the first time.
            const worthALook = isConflict(error) || (everLost && isWrongState(error)) || (isOpen && isLast);
            const answer = worthALook ? await service.get().catch(ignoreUnlessCancelled) : undefined;
            return answer && (0,_operations_js__WEBPACK_IMPORTED_MODULE_0__/* .isAsAsked */ .$6)(task, answer.body.importJob) ? known(answer) : undefined;
        }
    };
}
/** A failure after which it is not known whether the change was made. */
function unsettled(error, { operation }) {
    const text = operation === 'start-job'
        ? 'The job may or may not have been started. Look at its state in the console before you start it again: a second start might begin a second round.'
        : 'The change may or may not have been made. To make it again does no harm.';
    return new _persist_js__WEBPACK_IMPORTED_MODULE_1__/* .Unsettled */ .ht(text, { cause: error });
}
function ignoreUnlessCancelled(failure) {
    if (failure instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__/* .ClientError */ .MZ)
        throw failure;
}
function isConflict(error) {
    return error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__/* .MgwError */ .WC && CONFLICTS.includes(error.code);
}
function isWrongState(error) {
    return error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__/* .MgwError */ .WC && error.code === 'InvalidImportJobStatus';
}
/**
 * After a start whose answer was lost: the job if it was started, undefined if it was not.
 *
 * @throws `error`, the loss, when there is no telling
 */
async function lookAfterStart(service, error, sentAt) {
    const answer = await service.get().catch(ignoreUnlessCancelled);
    const started = answer && startedSince(answer, sentAt);
    if (started === undefined)
        throw error;
    return started ? answer : undefined;
}
/** Whether a job was started since `sentAt` (ms since 1970, by this machine's clock); undefined if there is no telling. */
function startedSince({ headers, body: { importJob } }, sentAt) {
    const { status = '', modifyTime = '' } = importJob;
    if (_operations_js__WEBPACK_IMPORTED_MODULE_0__/* .REACHED */ .rN['start-job'].includes(status))
        return true;
    if (!_operations_js__WEBPACK_IMPORTED_MODULE_0__/* .ENDED */ .hV.includes(status))
        return false;
    const now = Date.parse(headers.date ?? '') || Date.now();
    const modified = isAfter(modifyTime, sentAt + now - Date.now());
    // A job that ended otherwise may have been ended by somebody else.
    return modified && status !== 'IMPORT_JOB_FINISHED' ? undefined : modified;
}
/**
 * Whether a time of the service is after `instant` (ms since 1970); undefined if there is no telling. The service
 * writes `2024-05-01T12:00:00.000Z`, or `2024-05-01 12:00:00` in a time zone that is documented nowhere: it is taken
 * to be one of UTC and China's.
 */
function isAfter(time, instant) {
    const zones = time.includes('T') ? [''] : ['Z', '+08:00'];
    const verdicts = zones.map((zone) => {
        const difference = Date.parse(time.replace(' ', 'T') + zone) - instant;
        // Both clocks tell whole seconds only.
        return Math.abs(difference) < 1000 || Number.isNaN(difference) ? undefined : difference > 0;
    });
    return verdicts.every((verdict) => verdict === verdicts[0]) ? verdicts[0] : undefined;
}


})

};
