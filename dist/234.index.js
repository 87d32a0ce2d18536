'use strict'
exports.id = 234
exports.ids = [234]
exports.modules = {
	155: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(396)
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(949)
		var _progress_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(660)

		const HISTORY_DENIED =
			'The history of the job may not be read with these keys, so its progress and the number of files that failed are unknown. Allow them mgw:ListImportJobHistory.'
		/**
		 * Asks for the newest entries of a job's history, and keeps what they tell.
		 *
		 * @returns the entries, newest first; undefined when the keys may not ask for them
		 */
		async function askForHistory(ask, count, seen, tell) {
			try {
				const { body } = await ask(new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .ListJobHistoryRequest */.ZG({ count }))
				seen.entry = body.jobHistoryList.jobHistory[0]
				seen.counters = (0, _progress_js__WEBPACK_IMPORTED_MODULE_1__ /* .countersOf */.J)(seen.entry)
				return body.jobHistoryList.jobHistory
			} catch (error) {
				if (!(error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .MgwError */.WC) || error.code !== 'AccessDenied')
					throw error
				if (!seen.historyDenied) tell.warning(HISTORY_DENIED)
				seen.historyDenied = true
				return undefined
			}
		}

		Object.assign(__webpack_exports__, {
			askForHistory: askForHistory
		})
	},

	660: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(949)
		var _persist_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(195)

		function countersOf(entry) {
			const known = (value) => ((typeof value === 'number' || typeof value === 'bigint') && value >= 0 ? BigInt(value) : undefined)
			const counters = {
				totalCount: known(entry?.totalCount),
				copiedCount: known(entry?.copiedCount),
				failedCount: known(entry?.failedCount),
				skippedCount: known(entry?.skippedCount),
				totalBytes: known(entry?.totalSize),
				copiedBytes: known(entry?.copiedSize)
			}
			const { totalCount, copiedCount, totalBytes, copiedBytes } = counters
			// While the source is still being listed, the total grows.
			const isTotal = entry?.listStatus !== 'Listing'
			const percent = isTotal ? (percentOf(copiedBytes, totalBytes) ?? percentOf(copiedCount, totalCount)) : undefined
			return { ...counters, percent, bytes: `${size(copiedBytes)} of ${size(totalBytes)}` }
		}
		function percentOf(part, total) {
			if (part === undefined || total === undefined || total === 0n) return undefined
			return Math.min(100, Number((part * 1000n) / total) / 10)
		}
		const MAX_SAMPLES = 120
		/** There is a line at least this often, in ms. */
		const HEARTBEAT = 60_000
		function createProgress(say) {
			const begun = (0, _persist_js__WEBPACK_IMPORTED_MODULE_0__ /* .now */.tB)()
			const samples = []
			let recent = []
			let interval = 0
			let last = { said: Number.NEGATIVE_INFINITY, line: '', seen: '' }
			const speak = (line) => {
				last = { ...last, said: (0, _persist_js__WEBPACK_IMPORTED_MODULE_0__ /* .now */.tB)(), line }
				say(line)
			}
			return {
				course: { chart: () => drawChart(samples) },
				record(status, entry) {
					const counters = countersOf(entry)
					const at = (0, _persist_js__WEBPACK_IMPORTED_MODULE_0__ /* .now */.tB)() - begun
					const bytes = counters.copiedBytes === undefined ? undefined : Number(counters.copiedBytes)
					const sample = { at, percent: counters.percent, bytes }
					recent = keepMinute(recent, sample)
					interval = keep(samples, sample, interval)
					const seen = [status, ...Object.values(counters)].join()
					const changed = seen !== last.seen
					last.seen = seen
					const line = () => lineOf(status, counters, rateOf(recent))
					if (changed)
						speak(
							entry === undefined
								? ((0, _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .identifier */.Cv)(status) ?? 'unknown state')
								: line()
						)
					else this.heartbeat()
					return changed
				},
				heartbeat() {
					if ((0, _persist_js__WEBPACK_IMPORTED_MODULE_0__ /* .now */.tB)() - last.said >= HEARTBEAT && last.line !== '') speak(last.line)
				}
			}
		}
		/** Adds a sample, and halves their number when there are too many: however long a wait, memory stays flat. */
		function keep(samples, sample, interval) {
			const previous = samples.at(-1)
			if (previous !== undefined && sample.at - previous.at < interval) {
				samples[samples.length - 1] = { ...sample, at: previous.at }
				return interval
			}
			samples.push(sample)
			if (samples.length <= MAX_SAMPLES) return interval
			const kept = samples.filter((_, index) => index % 2 === 0)
			samples.splice(0, samples.length, ...kept)
			return Math.max(interval * 2, (sample.at - (samples[0]?.at ?? 0)) / (MAX_SAMPLES / 2))
		}
		/** How many points a chart has at the most. */
		const POINTS = 40
		function drawChart(samples) {
			const drawn = samples.filter((sample) => sample.percent !== undefined)
			const [first, last] = [drawn[0], drawn.at(-1)]
			if (first === undefined || last === undefined || last.at <= first.at) return ''
			const points = Array.from({ length: POINTS }, (_, index) => {
				return percentAt(drawn, first.at + ((last.at - first.at) * index) / (POINTS - 1)).toFixed(1)
			})
			const minutes = (ms) => (ms / 60_000).toFixed(1)
			return [
				'```mermaid',
				'%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "#1f6feb"}}}}%%',
				'xychart-beta',
				'  title "Progress"',
				`  x-axis "minutes" ${minutes(first.at)} --> ${minutes(last.at)}`,
				'  y-axis "percent" 0 --> 100',
				`  line [${points.join(', ')}]`,
				'```'
			].join('\n')
		}
		/** What the percentage was at a time, on a straight line between the samples around it. */
		function percentAt(drawn, at) {
			const next = drawn.find((sample) => sample.at >= at) ?? drawn.at(-1)
			const before = drawn.findLast((sample) => sample.at <= at) ?? drawn[0]
			const [from, to] = [before?.percent ?? 0, next?.percent ?? 0]
			const span = (next?.at ?? at) - (before?.at ?? at)
			return span <= 0 ? from : from + ((to - from) * (at - (before?.at ?? at))) / span
		}
		/** The samples with bytes of the last minute, and the one before, so that there always are two to compare. */
		function keepMinute(recent, sample) {
			if (sample.bytes === undefined) return []
			const first = recent.findLastIndex((earlier) => sample.at - earlier.at >= HEARTBEAT)
			return [...recent.slice(Math.max(0, first)), sample]
		}
		/** In bytes a second, over the last minute; undefined while there is nothing to go by. */
		function rateOf(recent) {
			const [first, last] = [recent[0], recent.at(-1)]
			if (first?.bytes === undefined || last?.bytes === undefined || last.at === first.at) return undefined
			return (Math.max(0, last.bytes - first.bytes) / (last.at - first.at)) * 1000
		}
		function lineOf(status, counters, rate) {
			const { percent, totalCount, copiedCount, failedCount, totalBytes, copiedBytes, bytes } = counters
			const failed = failedCount === undefined || failedCount === 0n ? '' : ` (${failedCount} failed)`
			return [
				(0, _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .identifier */.Cv)(status) ?? 'unknown state',
				percent === undefined ? 'unknown %' : `${percent.toFixed(1)} %`,
				`${copiedCount ?? 'unknown'} of ${totalCount ?? 'unknown'} files${failed}`,
				bytes,
				`${rate === undefined ? 'unknown' : size(BigInt(Math.round(rate)))}/s`,
				timeLeft(percent, totalBytes, copiedBytes, rate)
			].join(', ')
		}
		function timeLeft(percent, total, copied, rate) {
			if (percent === 100) return 'nothing left'
			if (percent === undefined || total === undefined || copied === undefined || !rate) return 'time left unknown'
			return `about ${duration((Number(total - copied) / rate) * 1000)} left`
		}
		/** A length of time in the two units that matter, from ms. */
		function duration(ms) {
			const seconds = Math.round(ms / 1000)
			const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
			if (days > 0) return `${days} d ${hours} h`
			if (hours > 0) return `${hours} h ${minutes} min`
			return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
		}
		/** A number of bytes in the unit that suits it. */
		function size(bytes) {
			if (bytes === undefined) return 'unknown'
			const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
			const exponent = bytes < 1024n ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(Number(bytes)) / 10))
			return `${exponent === 0 ? bytes : (Number(bytes) / 1024 ** exponent).toFixed(1)} ${units[exponent]}`
		}

		Object.assign(__webpack_exports__, {
			J: countersOf,
			createProgress: createProgress,
			duration: duration
		})
	}
}
