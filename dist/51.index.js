'use strict'
exports.id = 51
exports.ids = [51]
exports.modules = {
	506: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _endpoint_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(299)
		var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(949)

		/** A host of MGW that does not exist has most likely a mistyped region: such an error is returned with a hint. */
		function withRegionHint(error, { isMgw, region }) {
			if (!isMgw || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .TransportError */.wX) || error.code !== 'ENOTFOUND')
				return error
			const isOfficial = _endpoint_js__WEBPACK_IMPORTED_MODULE_1__ /* .OFFICIAL_REGIONS */.Cp.includes(region)
			const guess = isOfficial
				? 'The region is an official one, so it seems that this machine cannot resolve the name (DNS, private network).'
				: `Is the region ${region} mistyped?`
			const hint = `${guess} The official regions are ${_endpoint_js__WEBPACK_IMPORTED_MODULE_1__ /* .OFFICIAL_REGIONS */.Cp.join(', ')}.`
			return new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .TransportError */.wX(
				error.code,
				`${error.message}. ${hint}`,
				error.phase,
				error.cause
			)
		}

		Object.assign(__webpack_exports__, {
			withRegionHint: withRegionHint
		})
	},

	699: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/errors.ts
		var errors = __nccwpck_require__(949)

		// CONCATENATED MODULE: ./packages/hcs-mgw20240626/src/flat-error.ts
		const DOCUMENT = /^(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"\?>)?[ \t\r\n]*<Error>(?<content>[\s\S]*)<\/Error>[ \t\r\n]*$/
		// Text of printable ASCII without `&`, `<` and `]`: nothing in it is anything but text, in any XML.
		const ELEMENT = /[ \t\r\n]*<(?<name>[A-Za-z]+)>(?<text>[\t\n -%'-;=-\\^-~]*)<\/\k<name>>/y
		/**
		 * Reads an error that is written as the service writes them: elements with text in them, each once, and nothing else.
		 * That much of XML needs no parser, and to load one would take longer than all else that follows a refusal (2 ms).
		 *
		 * @returns the texts by name; undefined for all that is not so plain, which is for the parser to judge
		 */
		const readFlat = (function readFlat(body) {
			const content = DOCUMENT.exec(body.toString('latin1'))?.groups?.content ?? ''
			const fields = new Map()
			ELEMENT.lastIndex = 0
			for (let end = 0; /[^ \t\r\n]/.test(content.slice(end)); end = ELEMENT.lastIndex) {
				const { name = '', text = '' } = ELEMENT.exec(content)?.groups ?? {}
				if (name === '' || fields.has(name)) return undefined
				fields.set(name, text)
			}
			return fields.size === 0 ? undefined : Object.fromEntries(fields)
		})

		// CONCATENATED MODULE: ./packages/hcs-mgw20240626/src/service-error.ts

		/**
		 * The error that an answer of 300 and up stands for: the service's own, or `InvalidResponse` where the body is not
		 * one that MGW gives.
		 */
		const readError = (async function readError(response) {
			const { statusCode, headers, body } = response
			if (statusCode < 200) {
				return (0, errors /* invalidResponse */.Ff)(
					`The answer has the HTTP status ${statusCode}, which ends no request.`,
					statusCode,
					headers
				)
			}
			if (statusCode < 400) {
				return (0, errors /* invalidResponse */.Ff)(
					`The answer is a redirect (HTTP ${statusCode}), which MGW never gives. It was not followed.`,
					statusCode,
					headers
				)
			}
			if (body.length === 0) {
				// The official SDKs take the status for the code and the headers for the rest.
				const ecCode = headers['x-oss-ec-code'] ?? headers['x-oss-ec'] ?? null
				return new errors /* MgwError */.WC(
					String(statusCode),
					'',
					{ statusCode, requestId: (0, errors /* requestIdFrom */.FN)(headers) ?? null, ecCode },
					headers
				)
			}
			const error =
				readFlat(body) ??
				(await __nccwpck_require__.e(/* import() */ 199).then(__nccwpck_require__.bind(__nccwpck_require__, 199))).parse(response, 'Error')
			if (error instanceof errors /* MgwError */.WC) return error
			const code = (0, errors /* identifier */.Cv)(service_error_text(error.Code))
			if (code === undefined)
				return (await __nccwpck_require__.e(/* import() */ 199).then(__nccwpck_require__.bind(__nccwpck_require__, 199))).notMgw(
					response,
					'it holds no error code'
				)
			return new errors /* MgwError */.WC(
				code,
				service_error_text(error.Message) ?? '',
				{
					statusCode,
					requestId:
						(0, errors /* identifier */.Cv)(service_error_text(error.RequestId)) ?? (0, errors /* requestIdFrom */.FN)(headers) ?? null,
					hostId: service_error_text(error.HostId) ?? null,
					ecCode: service_error_text(error.EC) ?? null,
					Recommend: service_error_text(error.RecommendDoc) ?? null,
					AccessDeniedDetail: error.AccessDeniedDetail ?? null
				},
				headers
			)
		})
		/** The longest text of an error that is kept, in characters. */
		const MAX_TEXT = 131_072
		const service_error_text = (function service_error_text(value) {
			return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined
		})

		Object.assign(__webpack_exports__, {
			readError: readError
		})
	}),

	787: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		__nccwpck_require__.r(__webpack_exports__)

		var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(949)

		/** What ended an attempt, as one of our errors. */
		function explain(error, phase) {
			if ('timeout' in error) return timedOut(error.timeout, phase)
			if (
				error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .TransportError */.wX ||
				error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .MgwError */.WC
			)
				return error
			const code = error.code ?? error.name
			if (code.startsWith('HPE_'))
				return (0, _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .invalidResponse */.Ff)(
					`The answer is not sound HTTP (${code}: ${error.message}).`
				)
			return new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .TransportError */.wX(
				code,
				proxyFault(error) ?? wrongName(error) ?? (error.message || code),
				phase,
				error
			)
		}
		function wrongName({ code, host, cert }) {
			if (code !== 'ERR_TLS_CERT_ALTNAME_INVALID') return undefined
			return `The server was asked for as ${host}, but its certificate is for ${cert?.subjectaltname || 'no host name'}.`
		}
		/** What to say of an error if it was the proxy. Never its user and password. */
		function proxyFault({ code, hostname, address, port, statusCode }) {
			const proxy = proxyAddress()
			if (code === 'ERR_PROXY_INVALID_CONFIG') return 'The proxy in HTTPS_PROXY is not a valid URL, as in http://proxy.example.com:3128.'
			if (proxy === undefined) return undefined
			if (code === 'ERR_PROXY_TUNNEL') {
				if (statusCode === 407) {
					return `The proxy ${proxy} wants a user name and a password, and HTTPS_PROXY has none or wrong ones (HTTP 407).`
				}
				return `The proxy ${proxy} did not connect to the host (${statusCode ? `HTTP ${statusCode}` : 'it closed the connection or did not answer in HTTP'}).`
			}
			const broken = hostname ?? (address === undefined ? undefined : `${address.includes(':') ? `[${address}]` : address}:${port}`)
			const isProxy = broken === proxy || broken === proxy.replace(/:\d+$/, '')
			return isProxy ? `The proxy ${proxy} cannot be reached (${code}).` : undefined
		}
		/** Host and port of the proxy that the environment names, as Node reads it. */
		function proxyAddress() {
			const { https_proxy, HTTPS_PROXY } = process.env
			const url = URL.parse(https_proxy || HTTPS_PROXY || '')
			if (url === null || !/^https?:$/.test(url.protocol)) return undefined
			return `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`
		}
		function timedOut(timeout, phase) {
			const proxy = phase === 'connecting' ? proxyAddress() : undefined
			const through = proxy === undefined ? '' : ` (through the proxy ${proxy}, unless NO_PROXY exempts the host)`
			return new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .TransportError */.wX(
				'ETIMEDOUT',
				`No complete answer within ${Math.round(timeout)} ms: still ${phase}${through}.`,
				phase
			)
		}

		Object.assign(__webpack_exports__, {
			explain: explain
		})
	},

	373: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(949)

		/** In ms. */
		const MAX_OFFSET = 24 * 3_600_000
		/** How far this machine's clock is behind the service's, in ms, when that is why a request was refused. */
		const correctionFor = (function correctionFor(error, tell) {
			if (
				!(error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .MgwError */.WC) ||
				error.code !== 'RequestTimeTooSkewed'
			)
				return undefined
			const offset = Date.parse(error.headers.date ?? '') - Date.now()
			// A clock is not off by days: who says so wants signatures for another time.
			if (!(Math.abs(offset) <= MAX_OFFSET)) return undefined
			tell.warning(
				`The clock of this machine is ${describeOffset(offset)}, so the service refused the request. It was signed again with the service's time. Correct the clock (NTP).`
			)
			return offset
		})
		function describeOffset(offset) {
			const minutes = (Math.abs(offset) / 60_000).toFixed(1)
			return `${minutes} minutes ${offset > 0 ? 'slow' : 'fast'}`
		}

		Object.assign(__webpack_exports__, {
			correctionFor: correctionFor
		})
	}),

	216: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		/**
		 * Explains an error code of the service, of mgwutil or of Node.
		 *
		 * @param statusCode the HTTP status, for codes that are not in the table
		 */
		const explain = (function explain(code, statusCode) {
			if (Object.hasOwn(EXPLANATIONS, code)) return EXPLANATIONS[code]
			const [family = ''] = code.split('.')
			if (family !== code && Object.hasOwn(EXPLANATIONS, family)) return explain(family, statusCode)
			if (code.endsWith('QpsLimitExceeded')) return EXPLANATIONS.ServiceUnavailable
			if (code.startsWith('Throttling')) return EXPLANATIONS.ServiceUnavailable
			if (/^(AuthenticationFail|EntityNotExist|NoPermission|OIDCToken)/.test(code)) return SIGN_IN
			if (/EPROTO|ERR_SSL/.test(code)) return NO_TLS
			if (/CERT|SIGNATURE|ERR_TLS/.test(code)) return CERTIFICATE
			if (statusCode === 429 || statusCode === 503) return EXPLANATIONS.ServiceUnavailable
			if (statusCode !== undefined && statusCode >= 500) return EXPLANATIONS.InternalError
			if (statusCode === 403) return EXPLANATIONS.AccessDenied
			return UNKNOWN
		})
		const NO_TLS = {
			meaning: 'The server does not speak TLS as it should.',
			advice:
				'Check endpoint and its port. For a server on this machine without TLS, such as the emulator, write http://127.0.0.1 before the port.'
		}
		const CERTIFICATE = {
			meaning: 'The server could not prove that it is the one that was meant: its certificate was not accepted.',
			advice:
				'Check endpoint. Behind a proxy that inspects TLS, or for a private deployment, point the environment variable NODE_EXTRA_CA_CERTS to its CA certificate.'
		}
		const SIGN_IN = {
			meaning: 'STS did not let this workflow sign in as the role.',
			advice: 'Check role-to-assume and oidc-provider-arn, the trust policy of the role, and the client IDs of the OIDC provider.'
		}
		const UNREACHABLE = 'Check region and endpoint, and that the runner may reach the host (firewall, proxy, private network).'
		const UNKNOWN = {
			meaning: 'The service refused the request with a code that this action has no explanation for.',
			advice: "Look the code up in Alibaba Cloud's help, or ask its support and give them the request ID."
		}
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
				advice:
					'Allow it mgw:UpdateImportJob, mgw:GetImportJob and mgw:ListImportJobHistory on acs:mgw:*:<account-id>:job/<job-name>. "Anonymous access is forbidden" means that the signature was not recognised: then check endpoint.'
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
		}

		Object.assign(__webpack_exports__, {
			explain: explain
		})
	}),

	809: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(949)
		var _cancellation_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(632)

		/** In ms. */
		const BASE_WAIT = 500
		const MAX_WAIT = 10_000
		/**
		 * Waits for the next attempt, with exponential back-off and full jitter, when there is to be one.
		 *
		 * @returns whether another attempt follows
		 * @throws ClientError `CancelOperation` when the workflow was cancelled, TransportError `ETIMEDOUT` when the time ran
		 *   out while the attempt was under way
		 */
		const waitForNext = (async function waitForNext(limits, failed, say) {
			throwIfOver(limits, failed)
			const { what, number, error, previous, lost } = failed
			const isPatient = limits.maxAttempts === Number.POSITIVE_INFINITY
			if (number >= limits.maxAttempts || !passes(error, previous, isPatient)) return false
			const wait = waitAfter(number, error)
			const seconds = (wait / 1000).toFixed(1)
			const text = `${what}: attempt ${number}${isPatient ? '' : ` of ${limits.maxAttempts}`} failed with ${cause(error)}.`
			if (wait >= limits.left()) {
				say(`${text} The next one would follow in ${seconds} s, but ${limits.timeoutName} (${limits.timeoutSeconds}) is over before.`)
				return false
			}
			say(`${text} The next one follows in ${seconds} s.`)
			const state = lost
				? _cancellation_js__WEBPACK_IMPORTED_MODULE_0__ /* .LOST */.Rj
				: `No request was under way; the last one had failed with ${cause(error)}.`
			await (0, _cancellation_js__WEBPACK_IMPORTED_MODULE_0__ /* .sleep */.yy)(wait, limits.signal, state)
			return true
		})
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
		])
		const PASSING_STATUS = new Set([429, 500, 502, 503, 504])
		/** Whether a failure is one that passes. A host that is not found twice in a row does not exist. */
		const passes = (function passes(error, previous, isPatient) {
			const code = codeOf(error)
			if (code === undefined) return false
			if (
				error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .MgwError */.WC &&
				PASSING_STATUS.has(error.statusCode ?? 0)
			)
				return true
			if (code === 'ENOTFOUND') return codeOf(previous) !== 'ENOTFOUND'
			// In a wait that may last all night, a page of somebody in between is no answer.
			if (code === 'InvalidResponse' && isPatient) return true
			if (code === 'ERR_PROXY_TUNNEL') return PASSING_STATUS.has(proxyStatus(error))
			return PASSING.has(code) || /QpsLimitExceeded$|^Throttling/.test(code)
		})
		/** The HTTP status with which a proxy refused; a proxy that closed the connection counts as one that is unavailable. */
		function proxyStatus(error) {
			const { cause } = error
			return cause?.statusCode ?? 503
		}
		const codeOf = (function codeOf(error) {
			return error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .TransportError */.wX ||
				error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .MgwError */.WC
				? error.code
				: undefined
		})
		/** A failure in a few words that are safe to print: its code, and the HTTP status if there was one. */
		function cause(error) {
			const status =
				error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .MgwError */.WC && error.statusCode !== undefined
					? ` (HTTP ${error.statusCode})`
					: ''
			return `${codeOf(error)}${status}`
		}
		/** How long to wait after attempt `number`, in ms. */
		function waitAfter(number, error) {
			const jittered = Math.random() * Math.min(MAX_WAIT, BASE_WAIT * 2 ** (number - 1))
			return error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .MgwError */.WC
				? Math.max(jittered, retryAfter(error))
				: jittered
		}
		/** What a `Retry-After` header asks for, in ms: it holds seconds or a date. 0 without one. */
		function retryAfter({ headers }) {
			const value = headers['retry-after'] ?? ''
			if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
			// The server's date is compared with the server's clock: this machine's may be off.
			const wait = Date.parse(value) - (Date.parse(headers.date ?? '') || Date.now())
			return Number.isNaN(wait) ? 0 : wait
		}
		/** Timers may be this early, in ms. */
		const TIMER_SLACK = 5
		/** @throws when the workflow was cancelled, or the time ran out while the attempt was under way */
		const throwIfOver = (function throwIfOver({ signal, timeoutSeconds, timeoutName, left }, { number, error, lost }) {
			const phase =
				error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .TransportError */.wX
					? error.phase
					: 'reading the answer'
			if (signal.aborted)
				throw (0, _cancellation_js__WEBPACK_IMPORTED_MODULE_0__ /* .cancelled */.KW)(
					lost
						? _cancellation_js__WEBPACK_IMPORTED_MODULE_0__ /* .LOST */.Rj
						: 'Nothing had been sent that the service could have acted on.'
				)
			if (codeOf(error) !== 'ETIMEDOUT' || left() > TIMER_SLACK) return
			const message = `The ${timeoutSeconds} s of ${timeoutName} were over while attempt ${number} was still ${phase}.`
			throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .TransportError */.wX('ETIMEDOUT', message, phase, error)
		})
		/** Whether the service may have acted on the request although it failed: it was sent, and no clear refusal came back. */
		const mayHaveActed = (function mayHaveActed(error) {
			if (error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .TransportError */.wX) return error.requestSent
			if (!(error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .MgwError */.WC)) return false
			const { statusCode = 0, code } = error
			// A 503 of the service itself is its throttling; one without the service's XML can come from in front of it.
			if (statusCode === 503) return code === '503' || code === 'InvalidResponse'
			return statusCode < 400 || statusCode >= 500
		})

		Object.assign(__webpack_exports__, {
			mayHaveActed: mayHaveActed,
			waitForNext: waitForNext
		})
	}),

	676: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		__nccwpck_require__.r(__webpack_exports__)

		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(949)
		var _cancellation_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(632)
		var _operations_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(237)
		var _persist_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(195)
		var _retry_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(809)

		/** Refusals that mean that somebody else was changing the job at that moment. */
		const CONFLICTS = ['ImportJobConflictOnUpdateStatus', 'ImportJobUpdateConcurrently']
		const createSettlement = (function createSettlement(service, task, seen) {
			let everLost = false
			let isOpen = false
			const known = (answer) => {
				seen.note = `There was no clear answer to ${task.operation}, but the job is as it was asked for: GetJob says ${(0, _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .stateOf */.L4)(task, answer.body.importJob)}.`
				// The request ID of the look is not that of the change, which nobody knows.
				return { ...answer, headers: {} }
			}
			return {
				isOpen: (() => isOpen),
				async settle({ error, sentAt, isLast }) {
					isOpen ||= (0, _retry_js__WEBPACK_IMPORTED_MODULE_1__.mayHaveActed)(error)
					everLost ||= isOpen
					if (task.operation === 'start-job' && (0, _retry_js__WEBPACK_IMPORTED_MODULE_1__.mayHaveActed)(error)) {
						const answer = await lookAfterStart(service, error, sentAt)
						isOpen = false
						return answer && known(answer)
					}
					// What is done once more does no harm, but can be refused for having worked the first time.
					const worthALook = isConflict(error) || (everLost && isWrongState(error)) || (isOpen && isLast)
					const answer = worthALook ? await service.get().catch(ignoreUnlessCancelled) : undefined
					return answer && (0, _operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .isAsAsked */.$6)(task, answer.body.importJob)
						? known(answer)
						: undefined
				}
			}
		})
		/** What to throw where the change has failed for good: what was thrown, and whether that leaves a doubt. */
		const lossOf = (function lossOf(error, task, isOpen) {
			if (error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .ClientError */.MZ)
				return isOpen && error.code === 'CancelOperation'
					? (0, _cancellation_js__WEBPACK_IMPORTED_MODULE_3__ /* .cancelled */.KW)(
							_cancellation_js__WEBPACK_IMPORTED_MODULE_3__ /* .LOST */.Rj
						)
					: error
			return isOpen || (0, _retry_js__WEBPACK_IMPORTED_MODULE_1__.mayHaveActed)(error) ? unsettled(error, task) : error
		})
		/** A failure after which it is not known whether the change was made. */
		function unsettled(error, { operation }) {
			const text =
				operation === 'start-job'
					? 'The job may or may not have been started. Look at its state in the console before you start it again: a second start might begin a second round.'
					: 'The change may or may not have been made. To make it again does no harm.'
			return new _persist_js__WEBPACK_IMPORTED_MODULE_4__ /* .Unsettled */.ht(text, { cause: error })
		}
		function ignoreUnlessCancelled(failure) {
			if (failure instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .ClientError */.MZ) throw failure
		}
		const isConflict = (function isConflict(error) {
			return error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .MgwError */.WC && CONFLICTS.includes(error.code)
		})
		function isWrongState(error) {
			return (
				error instanceof _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .MgwError */.WC &&
				error.code === 'InvalidImportJobStatus'
			)
		}
		/**
		 * After a start whose answer was lost: the job if it was started, undefined if it was not.
		 *
		 * @throws `error`, the loss, when there is no telling
		 */
		async function lookAfterStart(service, error, sentAt) {
			const answer = await service.get().catch(ignoreUnlessCancelled)
			const started = answer && startedSince(answer, sentAt)
			if (started === undefined) throw error
			return started ? answer : undefined
		}
		/** Whether a job was started since `sentAt` (ms since 1970, by this machine's clock); undefined if there is no telling. */
		function startedSince({ headers, body: { importJob } }, sentAt) {
			const { status = '', modifyTime = '' } = importJob
			if (
				_operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .REACHED */.rN['start-job']
					.includes(status)
			)
				return true
			if (
				!_operations_js__WEBPACK_IMPORTED_MODULE_0__ /* .ENDED */.hV
					.includes(status)
			)
				return false
			const now = Date.parse(headers.date ?? '') || Date.now()
			const modified = isAfter(modifyTime, sentAt + now - Date.now())
			// A job that ended otherwise may have been ended by somebody else.
			return modified && status !== 'IMPORT_JOB_FINISHED' ? undefined : modified
		}
		/**
		 * Whether a time of the service is after `instant` (ms since 1970); undefined if there is no telling. The service
		 * writes `2024-05-01T12:00:00.000Z`, or `2024-05-01 12:00:00` in a time zone that is documented nowhere: it is taken
		 * to be one of UTC and China's.
		 */
		function isAfter(time, instant) {
			const zones = time.includes('T') ? [''] : ['Z', '+08:00']
			const verdicts = zones.map((zone) => {
				const difference = Date.parse(time.replace(' ', 'T') + zone) - instant
				// Both clocks tell whole seconds only.
				return Math.abs(difference) < 1000 || Number.isNaN(difference) ? undefined : difference > 0
			})
			return verdicts.every((verdict) => verdict === verdicts[0]) ? verdicts[0] : undefined
		}

		Object.assign(__webpack_exports__, {
			createSettlement: createSettlement,
			lossOf: lossOf,
			startedSince: startedSince
		})
	})
}
