'use strict'
exports.id = 910
exports.ids = [910]
exports.modules = {
	910: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(396)
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(949)
		var _cancellation_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(632)
		var _operations_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(237)
		var _persist_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(195)
		var _result_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(666)
		var _service_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(448)

		/**
		 * Waits until the job is as it was asked for, or until its migration has ended.
		 *
		 * @returns what was done, with the job as it then is where the operation was to look at it
		 * @throws JobFailed when that cannot come any more or does not in time; what `persist` throws, ClientError
		 *   `CancelOperation` among it
		 */
		async function waitFor(done, inputs, { signal, sentAt, ...reach }) {
			const { task, wait, keyless } = inputs
			const { securityToken } = await reach.credential.getCredential()
			if (securityToken !== undefined && keyless === undefined) warnOfShortKeys(wait, reach.tell)
			const limits = (0, _persist_js__WEBPACK_IMPORTED_MODULE_2__ /* .startLimits */.t9)({
				maxAttempts: Number.POSITIVE_INFINITY,
				timeoutSeconds: wait.timeoutSeconds,
				timeoutName: 'wait-timeout-seconds',
				signal
			})
			const { entry, job } = reach.seen
			const awaited = { task, wait, sentAt, changed: done.changed, baseline: entry, first: job, hasMoved: false }
			await watch((0, _service_js__WEBPACK_IMPORTED_MODULE_3__ /* .reachJob */.h)({ ...reach, limits }), awaited, limits, reach).catch(
				tellOfTheJob
			)
			// For what it shows only: what was waited for has come, whatever becomes of this look.
			const once = (0, _service_js__WEBPACK_IMPORTED_MODULE_3__ /* .reachJob */.h)({ ...reach, limits: { ...limits, maxAttempts: 1 } })
			const answer = await once.get().catch(() => undefined)
			return task.operation === 'get-job' && answer !== undefined
				? { ...done, answer, data: (0, _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_4__ /* .toMap */.av)(answer.body.importJob) }
				: done
		}
		async function watch(service, awaited, limits, { seen, tell }) {
			const { wait, task } = awaited
			const { createProgress, duration } = await __nccwpck_require__
				.e(/* import() | progress */ 234)
				.then(__nccwpck_require__.bind(__nccwpck_require__, 660))
			const progress = createProgress(tell.info)
			seen.course = progress.course
			const interval = wait.intervalSeconds * 1000
			// Right after a change something is about to happen, so the first looks come sooner.
			let next = interval / 8
			let status = 'an unknown state'
			tell.info(
				`Waiting for ${wait.until === 'finished' ? 'the end of the migration' : 'the change to be applied'}, for ${duration(wait.timeoutSeconds * 1000)} at the most`
			)
			for (let isFirst = true; ; isFirst = false) {
				if (!isFirst || task.operation !== 'get-job') await rest(next, limits, progress)
				const view = limits.left() === 0 ? undefined : await look(service, awaited).catch(ignoreWhenOver(limits))
				if (view === undefined) {
					throw new _result_js__WEBPACK_IMPORTED_MODULE_1__ /* .JobFailed */.Zq(
						'WaitTimeout',
						`The ${wait.timeoutSeconds} s of wait-timeout-seconds were over while the job was still at ${status}. The job itself goes on.`
					)
				}
				status = view.status
				seen.job = { ...seen.job, status }
				const changed = progress.record(status, wait.until === 'finished' ? seen.entry : undefined)
				if (view.failure !== undefined) throw view.failure
				if (view.done) break
				next = nextInterval(next, interval, changed)
			}
			if (wait.until === 'finished') warnOfFailedFiles(seen.entry, tell)
		}
		const STILL_GOES_ON = 'The waiting has ended. The job itself goes on.'
		/** Whoever cancels a wait is told of the job, and not of the request that happened to be under way. */
		function tellOfTheJob(error) {
			throw error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_5__ /* .ClientError */.MZ &&
				error.code === 'CancelOperation'
				? (0, _cancellation_js__WEBPACK_IMPORTED_MODULE_6__ /* .cancelled */.KW)(STILL_GOES_ON)
				: error
		}
		/** A look that is not over when the time is, is none. */
		function ignoreWhenOver({ left }) {
			return (error) => {
				if (
					error instanceof _result_js__WEBPACK_IMPORTED_MODULE_1__ /* .JobFailed */.Zq ||
					error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_5__ /* .ClientError */.MZ ||
					left() > 0
				)
					throw error
			}
		}
		/** Waits for the next look, but not past the end, and not without a word for more than a minute. */
		async function rest(ms, limits, progress) {
			const end = (0, _persist_js__WEBPACK_IMPORTED_MODULE_2__ /* .now */.tB)() + Math.min(ms, limits.left())
			while ((0, _persist_js__WEBPACK_IMPORTED_MODULE_2__ /* .now */.tB)() < end) {
				await (0, _cancellation_js__WEBPACK_IMPORTED_MODULE_6__ /* .sleep */.yy)(
					Math.min(end - (0, _persist_js__WEBPACK_IMPORTED_MODULE_2__ /* .now */.tB)(), 60_000),
					limits.signal,
					STILL_GOES_ON
				)
				progress.heartbeat()
			}
		}
		function nextInterval(last, interval, changed) {
			if (last < interval) return Math.min(interval, last * 2)
			return changed ? interval : Math.min(last * 1.5, interval * 4)
		}
		/** One look, by one request. */
		function look(service, awaited) {
			const { task, wait } = awaited
			if (wait.until === 'finished') return lookForEnd(service, awaited)
			return lookForChange(service, task, awaited)
		}
		async function lookForChange(service, task, awaited) {
			const answer = await service.get()
			const job = answer.body.importJob
			const { status = '' } = job
			if ((0, _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .isAsAsked */.$6)(task, job)) return { status, done: true }
			if (
				!_operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .ENDED */.hV
					.includes(status)
			)
				return { status, done: false, failure: whenDeleting(status) }
			if (task.operation === 'pause-job') return { status, done: false, failure: endedBefore(status) }
			if (task.operation !== 'start-job') return { status, done: false }
			if (await startedSince(answer, awaited.sentAt)) return { status, done: true }
			// The end of the round before is shown until the start takes effect. Another end is that of the round that it began.
			awaited.first ??= job
			return { status, done: false, failure: isSame(job, awaited.first) ? undefined : endedAfterStart(status) }
		}
		/** Whether nothing has happened to a job between two looks. */
		function isSame(job, earlier) {
			return job.status === earlier.status && job.modifyTime === earlier.modifyTime
		}
		/** As in settlement.ts, which most runs do not load. */
		async function startedSince(answer, sentAt) {
			const settlement = await __nccwpck_require__.e(/* import() | failure */ 51).then(__nccwpck_require__.bind(__nccwpck_require__, 676))
			return settlement.startedSince(answer, sentAt)
		}
		function endedAfterStart(status) {
			return new _result_js__WEBPACK_IMPORTED_MODULE_1__ /* .JobFailed */.Zq(
				'JobEnded',
				`The job has ended again since it was started: it is at ${status}.`
			)
		}
		function endedBefore(status) {
			return new _result_js__WEBPACK_IMPORTED_MODULE_1__ /* .JobFailed */.Zq(
				'JobEnded',
				`The job cannot be paused any more: it is at ${status}.`
			)
		}
		function whenDeleting(status) {
			return status === 'IMPORT_JOB_DELETING'
				? new _result_js__WEBPACK_IMPORTED_MODULE_1__ /* .JobFailed */.Zq('ImportJobInDeleting', 'The job is being deleted.')
				: undefined
		}
		/** How many entries of the history are asked for: enough to see all states of a round. */
		const ENTRIES = 10
		async function lookForEnd(service, awaited) {
			const { wait, baseline, changed } = awaited
			const entries = await service.history(ENTRIES)
			if (entries === undefined) return lookWithoutHistory(service, awaited)
			const news = entriesSince(entries, baseline)
			// What was there at the first look counts where this run has changed nothing, until the job is seen otherwise.
			const mine = news.length > 0 || changed || awaited.hasMoved ? news : entries
			const [newest] = mine
			const round = mine.filter(({ runtimeId }) => runtimeId === newest?.runtimeId)
			const told = newest && endOf(newest.status ?? '', round, wait)
			if (told !== undefined && (news.length > 0 || !isVerdict(told))) return told
			// The history can lag behind: the job itself tells whether an old entry is still true, and how it is without one.
			const { status = '' } = (await service.get()).body.importJob
			awaited.hasMoved ||= newest !== undefined && status !== newest.status
			if (told !== undefined && !awaited.hasMoved) return told
			return { status, done: false, failure: whenDeleting(status) }
		}
		/** Where the keys may not read the history, the job itself tells of its end, but not of files that failed. */
		async function lookWithoutHistory(service, awaited) {
			const { wait, changed, first, sentAt } = awaited
			const answer = await service.get()
			const job = answer.body.importJob
			const { status = '' } = job
			awaited.hasMoved ||= first !== undefined && !isSame(job, first)
			const isMine = !changed || awaited.hasMoved || (await startedSince(answer, sentAt)) === true
			if (!isMine) return { status, done: false, failure: whenDeleting(status) }
			const told = endOf(status, [], wait)
			if (!told.done || !wait.failOnFailedFiles) return told
			const failure = new _result_js__WEBPACK_IMPORTED_MODULE_1__ /* .JobFailed */.Zq(
				'HistoryDenied',
				'The migration has finished, but these keys may not read its history any more, which tells whether files failed.'
			)
			return { status, done: false, failure }
		}
		function isVerdict({ done, failure }) {
			return done || failure !== undefined
		}
		/** The entries of the round that a start has begun, or taken up again: none of what was there before. */
		function entriesSince(entries, baseline) {
			if (baseline === undefined) return entries
			const isOver = _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .ENDED */.hV
				.includes(baseline.status ?? '')
			const old = entries.findIndex((entry) => (isOver ? entry.runtimeId === baseline.runtimeId : identity(entry) === identity(baseline)))
			return old === -1 ? entries : entries.slice(0, old)
		}
		function identity({ runtimeId, commitId, startTime }) {
			return [runtimeId, commitId, startTime].join('/')
		}
		/**
		 * Whether a migration has ended, and how.
		 *
		 * @param round the entries of its round, newest first; empty when they are unknown
		 */
		function endOf(status, round, { failOnFailedFiles }) {
			const [newest] = round
			const said = newest?.message ? ` The service says: ${JSON.stringify(newest.message)}` : ''
			const fail = (code, text) => ({
				status,
				done: false,
				failure: new _result_js__WEBPACK_IMPORTED_MODULE_1__ /* .JobFailed */.Zq(code, text + said)
			})
			if (round.some((entry) => entry.status === 'IMPORT_JOB_CLOSING' && entry.operator === 'user')) {
				return fail('JobClosed', 'The job was closed by somebody before its migration was finished. Start it again if it should go on.')
			}
			switch (status) {
				case 'IMPORT_JOB_FINISHED':
				case 'IMPORT_JOB_CONFIRMED': {
					const failed = failOnFailedFiles ? describeFailedFiles(newest) : ''
					if (failed === '') return { status, done: true }
					return fail('FilesFailed', `${failed} Set fail-on-failed-files to false to accept that.`)
				}
				case 'IMPORT_JOB_INTERRUPTED':
					return fail('JobInterrupted', 'The migration was interrupted. Mend the cause and start the job again.')
				case 'IMPORT_JOB_SUSPEND':
					return fail(
						'JobPaused',
						'The job is paused and its migration is not finished: somebody paused it, or its schedule in the service. Start it again to let it go on.'
					)
				default:
					return { status, done: false, failure: whenDeleting(status) }
			}
		}
		function warnOfFailedFiles(entry, tell) {
			const failed = describeFailedFiles(entry)
			if (failed !== '') tell.warning(failed)
		}
		function describeFailedFiles(entry) {
			if (!(Number(entry?.failedCount ?? 0) > 0)) return ''
			return `The migration has finished, but ${entry?.failedCount} of ${entry?.totalCount} files could not be copied. Which ones is in the job's migration report: in the console, or through the API's GetJobResult with the runtime ID ${JSON.stringify(entry?.runtimeId)}.`
		}
		/** Keys that cannot be renewed may end before the wait does. */
		function warnOfShortKeys(wait, tell) {
			if (wait.timeoutSeconds <= 1800) return
			tell.warning(
				`The keys are temporary and cannot be renewed by this step, and they may end before the wait of ${Math.round(wait.timeoutSeconds / 60)} min does (sessions of aliyun/configure-aliyun-credentials-action last 30 min unless role-session-expiration says otherwise). Sign in with role-to-assume in this step, or let the session last longer.`
			)
		}

		Object.assign(__webpack_exports__, {
			waitFor: waitFor
		})
	}
}
