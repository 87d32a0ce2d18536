export const id = 910;
export const ids = [910,660];
export const modules = {

/***/ 660:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   countersOf: () => (/* binding */ countersOf),
/* harmony export */   mf: () => (/* binding */ createProgress),
/* harmony export */   p0: () => (/* binding */ duration)
/* harmony export */ });
/* unused harmony export size */
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(949);

function countersOf(entry) {
    const known = (value) => (typeof value === 'number' || typeof value === 'bigint') && value >= 0 ? BigInt(value) : undefined;
    const counters = {
        totalCount: known(entry?.totalCount),
        copiedCount: known(entry?.copiedCount),
        failedCount: known(entry?.failedCount),
        skippedCount: known(entry?.skippedCount),
        totalBytes: known(entry?.totalSize),
        copiedBytes: known(entry?.copiedSize)
    };
    const { totalCount, copiedCount, totalBytes, copiedBytes } = counters;
    // While the source is still being listed, the total grows.
    const isTotal = entry?.listStatus !== 'Listing';
    const percent = isTotal
        ? (percentOf(copiedBytes, totalBytes) ?? percentOf(copiedCount, totalCount))
        : undefined;
    return { ...counters, percent, bytes: `${size(copiedBytes)} of ${size(totalBytes)}` };
}
function percentOf(part, total) {
    if (part === undefined || total === undefined || total === 0n)
        return undefined;
    return Math.min(100, Number((part * 1000n) / total) / 10);
}
const MAX_SAMPLES = 120;
/** There is a line at least this often, in ms. */
const HEARTBEAT = 60_000;
function createProgress(say) {
    const begun = performance.now();
    const samples = [];
    let recent = [];
    let interval = 0;
    let last = { said: Number.NEGATIVE_INFINITY, line: '', seen: '' };
    const speak = (line) => {
        last = { ...last, said: performance.now(), line };
        say(line);
    };
    return {
        course: { chart: () => drawChart(samples) },
        record(status, entry) {
            const counters = countersOf(entry);
            const at = performance.now() - begun;
            const bytes = counters.copiedBytes === undefined ? undefined : Number(counters.copiedBytes);
            const sample = { at, percent: counters.percent, bytes };
            recent = [...recent.filter((earlier) => at - earlier.at <= HEARTBEAT), sample];
            interval = keep(samples, sample, interval);
            const seen = [status, ...Object.values(counters)].join();
            const changed = seen !== last.seen;
            last.seen = seen;
            if (changed)
                speak(lineOf(status, counters, rateOf(recent)));
            else
                this.heartbeat();
            return changed;
        },
        heartbeat() {
            if (performance.now() - last.said >= HEARTBEAT && last.line !== '')
                speak(last.line);
        }
    };
}
/** Adds a sample, and halves their number when there are too many: however long a wait, memory stays flat. */
function keep(samples, sample, interval) {
    const previous = samples.at(-1);
    if (previous !== undefined && sample.at - previous.at < interval) {
        samples[samples.length - 1] = { ...sample, at: previous.at };
        return interval;
    }
    samples.push(sample);
    if (samples.length <= MAX_SAMPLES)
        return interval;
    const kept = samples.filter((_, index) => index % 2 === 0);
    samples.splice(0, samples.length, ...kept);
    return Math.max(interval * 2, (sample.at - (samples[0]?.at ?? 0)) / (MAX_SAMPLES / 2));
}
/** How many points a chart has at the most. */
const POINTS = 40;
function drawChart(samples) {
    const drawn = samples.filter((sample) => sample.percent !== undefined);
    const [first, last] = [drawn[0], drawn.at(-1)];
    if (first === undefined || last === undefined || last.at <= first.at)
        return '';
    // The chart's points are evenly spaced, so each is what was known at that time.
    const points = Array.from({ length: POINTS }, (_, index) => {
        const at = first.at + ((last.at - first.at) * index) / (POINTS - 1);
        return drawn.findLast((sample) => sample.at <= at + 1)?.percent ?? 0;
    });
    const minutes = (ms) => (ms / 60_000).toFixed(1);
    return [
        '```mermaid',
        'xychart-beta',
        '  title "Progress"',
        `  x-axis "minutes" ${minutes(first.at)} --> ${minutes(last.at)}`,
        '  y-axis "percent" 0 --> 100',
        `  line [${points.join(', ')}]`,
        '```'
    ].join('\n');
}
/** In bytes a second, over the last minute; undefined while there is nothing to go by. */
function rateOf(recent) {
    const [first, last] = [recent[0], recent.at(-1)];
    if (first?.bytes === undefined || last?.bytes === undefined || last.at === first.at)
        return undefined;
    return (Math.max(0, last.bytes - first.bytes) / (last.at - first.at)) * 1000;
}
function lineOf(status, counters, rate) {
    const { percent, totalCount, copiedCount, failedCount, totalBytes, copiedBytes, bytes } = counters;
    const failed = failedCount === undefined || failedCount === 0n ? '' : ` (${failedCount} failed)`;
    return [
        (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__/* .identifier */ .Cv)(status) ?? 'unknown state',
        percent === undefined ? 'unknown %' : `${percent.toFixed(1)} %`,
        `${copiedCount ?? 'unknown'} of ${totalCount ?? 'unknown'} files${failed}`,
        bytes,
        `${rate === undefined ? 'unknown' : size(BigInt(Math.round(rate)))}/s`,
        timeLeft(percent, totalBytes, copiedBytes, rate)
    ].join(', ');
}
function timeLeft(percent, total, copied, rate) {
    if (percent === undefined || total === undefined || copied === undefined || !rate)
        return 'time left unknown';
    return `about ${duration((Number(total - copied) / rate) * 1000)} left`;
}
/** A length of time in the two units that matter, from ms. */
function duration(ms) {
    const seconds = Math.round(ms / 1000);
    const [days, hours, minutes] = [
        Math.floor(seconds / 86_400),
        Math.floor(seconds / 3600) % 24,
        Math.floor(seconds / 60) % 60
    ];
    if (days > 0)
        return `${days} d ${hours} h`;
    if (hours > 0)
        return `${hours} h ${minutes} min`;
    return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
/** A number of bytes in the unit that suits it. */
function size(bytes) {
    if (bytes === undefined)
        return 'unknown';
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
    const exponent = bytes < 1024n ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(Number(bytes)) / 10));
    return `${exponent === 0 ? bytes : (Number(bytes) / 1024 ** exponent).toFixed(1)} ${units[exponent]}`;
}


/***/ }),

/***/ 910:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   waitFor: () => (/* binding */ waitFor)
/* harmony export */ });
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(396);
/* harmony import */ var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(949);
/* harmony import */ var _operations_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(237);
/* harmony import */ var _persist_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(195);
/* harmony import */ var _progress_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(660);
/* harmony import */ var _result_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(666);
/* harmony import */ var _service_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(448);






/**
 * Waits until the job is as it was asked for, or until its migration has ended.
 *
 * @returns what was done, with the job as it then is where the operation was to look at it
 * @throws JobFailed when that cannot come any more or does not in time; what `persist` throws, ClientError
 *   `CancelOperation` among it
 */
async function waitFor(done, inputs, { signal, sentAt, ...reach }) {
    const { task, wait, keyless } = inputs;
    const { securityToken } = await reach.credential.getCredential();
    if (securityToken !== undefined && keyless === undefined)
        warnOfShortKeys(wait, reach.tell);
    const limits = (0,_persist_js__WEBPACK_IMPORTED_MODULE_1__/* .startLimits */ .t9)({
        maxAttempts: Number.POSITIVE_INFINITY,
        timeoutSeconds: wait.timeoutSeconds,
        timeoutName: 'wait-timeout-seconds',
        signal
    });
    const awaited = { task, wait, sentAt, changed: done.changed, baseline: reach.seen.entry };
    const answer = await watch((0,_service_js__WEBPACK_IMPORTED_MODULE_3__/* .reachJob */ .h)({ ...reach, limits }), awaited, limits, reach);
    return task.operation === 'get-job'
        ? { ...done, answer, data: (0,_alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_4__/* .toMap */ .av)(answer.body.importJob) }
        : done;
}
async function watch(service, awaited, limits, { seen, tell }) {
    const { wait, task } = awaited;
    const progress = (0,_progress_js__WEBPACK_IMPORTED_MODULE_5__/* .createProgress */ .mf)(tell.info);
    seen.course = progress.course;
    const interval = wait.intervalSeconds * 1000;
    // Right after a change something is about to happen, so the first looks come sooner.
    let next = interval / 8;
    let status = 'an unknown state';
    tell.info(`Waiting for ${wait.until === 'finished' ? 'the end of the migration' : 'the change to be applied'}, for ${(0,_progress_js__WEBPACK_IMPORTED_MODULE_5__/* .duration */ .p0)(wait.timeoutSeconds * 1000)} at the most`);
    for (let isFirst = true;; isFirst = false) {
        if (!isFirst || task.operation !== 'get-job')
            await rest(next, limits, progress);
        const view = limits.left() === 0 ? undefined : await look(service, awaited).catch(ignoreWhenOver(limits));
        if (view === undefined) {
            throw new _result_js__WEBPACK_IMPORTED_MODULE_2__/* .JobFailed */ .Zq('WaitTimeout', `The ${wait.timeoutSeconds} s of wait-timeout-seconds were over while the job was still at ${status}. The job itself goes on.`);
        }
        status = view.status;
        seen.job = { ...seen.job, status };
        const changed = progress.record(status, seen.entry);
        if (view.failure !== undefined)
            throw view.failure;
        if (view.done)
            break;
        next = nextInterval(next, interval, changed);
    }
    if (wait.until === 'finished')
        warnOfFailedFiles(seen.entry, tell);
    return service.get();
}
/** A look that is not over when the time is, is none. */
function ignoreWhenOver({ left }) {
    return (error) => {
        if (error instanceof _result_js__WEBPACK_IMPORTED_MODULE_2__/* .JobFailed */ .Zq || error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_6__/* .ClientError */ .MZ || left() > 0)
            throw error;
    };
}
/** Waits for the next look, but not past the end, and not without a word for more than a minute. */
async function rest(ms, limits, progress) {
    const end = performance.now() + Math.min(ms, limits.left());
    while (performance.now() < end) {
        await (0,_persist_js__WEBPACK_IMPORTED_MODULE_1__/* .sleep */ .yy)(Math.min(end - performance.now(), 60_000), limits.signal, 'The waiting has ended. The job itself goes on.');
        progress.heartbeat();
    }
}
function nextInterval(last, interval, changed) {
    if (last < interval)
        return Math.min(interval, last * 2);
    return changed ? interval : Math.min(last * 1.5, interval * 4);
}
/** One look, by one request. */
function look(service, awaited) {
    const { task, wait } = awaited;
    if (wait.until === 'finished')
        return lookForEnd(service, awaited);
    return lookForChange(service, task, awaited.sentAt);
}
async function lookForChange(service, task, sentAt) {
    const answer = await service.get();
    const job = answer.body.importJob;
    const { status = '' } = job;
    const ended = _operations_js__WEBPACK_IMPORTED_MODULE_0__/* .ENDED */ .hV.includes(status);
    const started = task.operation === 'start-job' && ended && (0,_operations_js__WEBPACK_IMPORTED_MODULE_0__/* .startedSince */ ._w)(answer, sentAt) === true;
    const done = (0,_operations_js__WEBPACK_IMPORTED_MODULE_0__/* .isAsAsked */ .$6)(task, job) || started;
    if (done)
        return { status, done };
    return {
        status,
        done,
        failure: task.operation === 'pause-job' && ended ? endedBefore(status) : whenDeleting(status)
    };
}
function endedBefore(status) {
    return new _result_js__WEBPACK_IMPORTED_MODULE_2__/* .JobFailed */ .Zq('JobEnded', `The job cannot be paused any more: it is at ${status}.`);
}
function whenDeleting(status) {
    return status === 'IMPORT_JOB_DELETING'
        ? new _result_js__WEBPACK_IMPORTED_MODULE_2__/* .JobFailed */ .Zq('ImportJobInDeleting', 'The job is being deleted.')
        : undefined;
}
/** How many entries of the history are asked for: enough to see all states of a round. */
const ENTRIES = 10;
async function lookForEnd(service, { wait, baseline, changed, sentAt }) {
    const entries = await service.history(ENTRIES);
    const mine = changed ? entriesSince(entries ?? [], baseline) : (entries ?? []);
    const [newest] = mine;
    if (newest === undefined) {
        // Without a history, or before the new round has one, the job itself tells.
        const answer = await service.get();
        const { status = '' } = answer.body.importJob;
        const isNew = !changed || (0,_operations_js__WEBPACK_IMPORTED_MODULE_0__/* .startedSince */ ._w)(answer, sentAt) === true;
        return isNew ? endOf(status, [], wait) : { status, done: false };
    }
    const { status = '' } = newest;
    const round = mine.filter(({ runtimeId }) => runtimeId === newest.runtimeId);
    return endOf(status, round, wait);
}
/** The entries of the round that a start has begun, or taken up again: none of what was there before. */
function entriesSince(entries, baseline) {
    if (baseline === undefined)
        return entries;
    const isOver = _operations_js__WEBPACK_IMPORTED_MODULE_0__/* .ENDED */ .hV.includes(baseline.status ?? '');
    const old = entries.findIndex((entry) => isOver ? entry.runtimeId === baseline.runtimeId : identity(entry) === identity(baseline));
    return old === -1 ? entries : entries.slice(0, old);
}
function identity({ runtimeId, commitId, startTime }) {
    return [runtimeId, commitId, startTime].join('/');
}
/**
 * Whether a migration has ended, and how.
 *
 * @param round the entries of its round, newest first; empty when they are unknown
 */
function endOf(status, round, { failOnFailedFiles }) {
    const [newest] = round;
    const said = newest?.message ? ` The service says: ${JSON.stringify(newest.message)}` : '';
    const fail = (code, text) => ({
        status,
        done: false,
        failure: new _result_js__WEBPACK_IMPORTED_MODULE_2__/* .JobFailed */ .Zq(code, text + said)
    });
    if (round.some((entry) => entry.status === 'IMPORT_JOB_CLOSING' && entry.operator === 'user')) {
        return fail('JobClosed', 'The job was closed by somebody before its migration was finished.');
    }
    switch (status) {
        case 'IMPORT_JOB_FINISHED':
        case 'IMPORT_JOB_CONFIRMED': {
            const failed = failOnFailedFiles ? describeFailedFiles(newest) : '';
            if (failed === '')
                return { status, done: true };
            return fail('FilesFailed', `${failed} Set fail-on-failed-files to false to accept that.`);
        }
        case 'IMPORT_JOB_INTERRUPTED':
            return fail('JobInterrupted', 'The migration was interrupted.');
        case 'IMPORT_JOB_SUSPEND':
            return fail('JobPaused', 'The job was paused by somebody before its migration was finished.');
        default:
            return { status, done: false, failure: whenDeleting(status) };
    }
}
function warnOfFailedFiles(entry, tell) {
    const failed = describeFailedFiles(entry);
    if (failed !== '')
        tell.warning(failed);
}
function describeFailedFiles(entry) {
    if (!(Number(entry?.failedCount ?? 0) > 0))
        return '';
    return `The migration has finished, but ${entry?.failedCount} of ${entry?.totalCount} files could not be copied. Which ones is in the job's migration report: in the console, or through the API's GetJobResult with the runtime ID ${JSON.stringify(entry?.runtimeId)}.`;
}
/** Keys that cannot be renewed may end before the wait does. */
function warnOfShortKeys(wait, tell) {
    if (wait.timeoutSeconds <= 1800)
        return;
    tell.warning(`The keys are temporary and cannot be renewed by this step, and they may end before the wait of ${(0,_progress_js__WEBPACK_IMPORTED_MODULE_5__/* .duration */ .p0)(wait.timeoutSeconds * 1000)} does (sessions of aliyun/configure-aliyun-credentials-action last 30 min unless role-session-expiration says otherwise). Sign in with role-to-assume in this step, or let the session last longer.`);
}


/***/ })

};
