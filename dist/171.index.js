'use strict'
exports.id = 171
exports.ids = [171]
exports.modules = {
	171: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(396)
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(949)
		var _operations_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(237)

		/**
		 * Looks at the job before anything is changed.
		 *
		 * @returns what was done, where a look is all that there is to do; undefined where the change is still to be made
		 * @throws ClientError `HistoryDenied` when it could not be told at the end whether files failed
		 */
		async function lookFirst(service, { task, idempotent, dryRun, wait, jobName }, seen, tell) {
			const answer = await service.look()
			if (wait.until === 'finished') requireHistory(wait, seen)
			const job = answer.body.importJob
			if (task.operation === 'get-job')
				return { answer, data: (0, _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .toMap */.av)(job), changed: false }
			seen.before = job
			if (task.operation !== 'update-qos') warnOfSchedule(job, tell)
			if (dryRun) {
				seen.note = `Dry run: ${foresee(task, job, jobName, idempotent)} Nothing was changed.`
			} else if (idempotent && (0, _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .isAsAsked */.$6)(task, job)) {
				seen.note = `The job ${jobName} already is as asked (${(0, _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .stateOf */.L4)(task, job)}), so nothing was changed.`
			} else {
				return undefined
			}
			return { answer, data: {}, changed: false }
		}
		/** What a change would do, as far as it can be told. */
		function foresee(task, job, jobName, idempotent) {
			const state = (0, _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .stateOf */.L4)(task, job)
			if (!(0, _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .isAsAsked */.$6)(task, job)) {
				const doubt =
					task.operation !== 'start-job' &&
					_operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .ENDED */.hV
						.includes(job.status ?? '')
						? ` The job has ended, so the service is likely to refuse ${task.operation}.`
						: ''
				return `the job ${jobName} would go from ${state} to ${(0, _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .goalOf */.ZZ)(task)}.${doubt}`
			}
			const advice =
				idempotent || task.operation === 'update-qos' ? '' : ` Without idempotent: true, the service is likely to refuse ${task.operation}.`
			return `the job ${jobName} is at ${state} already.${advice}`
		}
		/** Without the history, nobody can say whether files failed: better to say so before the migration than after it. */
		function requireHistory({ failOnFailedFiles }, { counters }) {
			if (!failOnFailedFiles || counters !== undefined) return
			throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .ClientError */.MZ(
				'HistoryDenied',
				'wait-for is finished, but these keys may not read the history of the job, which tells whether files failed. Allow them mgw:ListImportJobHistory, or set fail-on-failed-files to false. Nothing was changed.'
			)
		}
		/** The service's own schedule for a job can start it or pause it again. */
		function warnOfSchedule({ scheduleRule }, tell) {
			const { startCronExpression, suspendCronExpression } = scheduleRule ?? {}
			const rules = [
				startCronExpression && `starts it at ${JSON.stringify(startCronExpression)}`,
				suspendCronExpression && `pauses it at ${JSON.stringify(suspendCronExpression)}`
			].filter(Boolean)
			if (rules.length === 0) return
			tell.warning(`The job has a schedule of its own in the service, which can undo this: it ${rules.join(' and ')} (cron).`)
		}

		Object.assign(__webpack_exports__, {
			lookFirst: lookFirst
		})
	}
}
