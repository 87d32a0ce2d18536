// Written by "npm run build" from src and packages. Do not edit.
// - "const f = (function f() {...})" is "function f() {...}": the parentheses let V8 compile at once what every run calls.
// - "(0, m /* .send */.t)(...)" calls send of the module m; what a module gives to others stands at its end.
// - What is not ASCII is written as \uXXXX. docs/performance.md tells why. The way through begins at "const run", below.
'use strict'
var __webpack_modules__ = {
	299: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(949)

		/** The regions with an official endpoint (the API's endpoint list). New ones appear: this list is for advice only. */
		const OFFICIAL_REGIONS = [
			'cn-beijing',
			'cn-wulanchabu',
			'cn-hangzhou',
			'cn-shanghai',
			'cn-shenzhen',
			'cn-chengdu',
			'cn-hongkong',
			'ap-northeast-1',
			'ap-southeast-1',
			'eu-central-1',
			'us-east-1',
			'us-west-1'
		]
		const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
		const REGION = new RegExp(`^(?=[a-z])${LABEL}$`)
		const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`)
		const MGW_HOST = new RegExp(`^(?:(?<userId>\\d+)\\.)?(?<region>${LABEL})\\.mgw(?:-internal)?\\.aliyuncs\\.com$`)
		const OF_MGW = /(^|\.)mgw(-internal)?\.aliyuncs\.com$/
		const PARTS = /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?<port>\d{1,5}))?\/?$/
		/**
		 * Resolves where to send requests.
		 *
		 * - `region` alone gives `{region}.mgw.aliyuncs.com`.
		 * - `endpoint` is a host name, with or without port, or a URL of one.
		 * - Both: requests go to `endpoint` and are signed for `region`.
		 *
		 * @throws ClientError `EmptyDomain` when both are empty, `InvalidArgument` when one is malformed
		 */
		const resolveEndpoint = (function resolveEndpoint(endpoint, region) {
			if (region !== '' && !REGION.test(region)) {
				throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .ClientError */.MZ(
					'InvalidArgument',
					`region is ${JSON.stringify(region)}, but a region is made of lower case letters, digits and hyphens, as in cn-hangzhou.`
				)
			}
			if (endpoint !== '') return parseEndpoint(endpoint, region)
			if (region !== '') return parseEndpoint(`${region}.mgw.aliyuncs.com`, region)
			throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .ClientError */.MZ(
				'EmptyDomain',
				'Neither region nor endpoint is set. Set region, for example to cn-hangzhou.'
			)
		})
		/** The host name that a request goes to: MGW's own hosts get the account's ID in front, once. */
		const hostFor = (function hostFor(endpoint, userId) {
			return endpoint.isMgw && endpoint.userId === undefined ? `${userId}.${endpoint.hostname}` : endpoint.hostname
		})
		const parseEndpoint = (function parseEndpoint(text, region) {
			const address = parseAddress('endpoint', text)
			const { hostname } = address
			const isOfMgw = OF_MGW.test(hostname)
			const mgw = isOfMgw ? MGW_HOST.exec(hostname)?.groups : undefined
			if (isOfMgw && !REGION.test(mgw?.region ?? '')) {
				const doubled = /^(\d+)\.\1\./.test(hostname) ? 'it carries the account ID twice: ' : ''
				throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .ClientError */.MZ(
					'InvalidArgument',
					`endpoint is ${JSON.stringify(text)}, but ${doubled}a host of MGW is {region}.mgw.aliyuncs.com or {user-id}.{region}.mgw.aliyuncs.com, as in cn-hangzhou.mgw.aliyuncs.com.`
				)
			}
			if (region === '' && (isLoopback(hostname) || /^[\d.]+$|^\[/.test(hostname))) {
				throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .ClientError */.MZ(
					'InvalidArgument',
					`region is not set, and the endpoint ${hostname} names none. Set region, for example to cn-hangzhou.`
				)
			}
			return {
				...address,
				// The official SDKs sign for the endpoint's first label unless they are given a region.
				region: region || mgw?.region || hostname.split('.', 1)[0] || hostname,
				isMgw: mgw !== undefined,
				userId: mgw?.userId
			}
		})
		/**
		 * Reads a host name, or the URL of one without path.
		 *
		 * @param name what the user knows the value by, for the message
		 * @throws ClientError `InvalidArgument` when it is malformed, or `http:` to anything but this machine
		 */
		const parseAddress = (function parseAddress(name, text) {
			const { scheme = 'https', host = '', port } = PARTS.exec(text.toLowerCase())?.groups ?? {}
			const problem = findProblem(text, scheme, host, port)
			if (problem !== undefined) {
				throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .ClientError */.MZ(
					'InvalidArgument',
					`${name} is ${JSON.stringify(withoutSecrets(text))}, but ${problem}`
				)
			}
			return {
				protocol: `${scheme}:`,
				hostname: host,
				port: port === undefined ? undefined : Number(port)
			}
		})
		const findProblem = (function findProblem(text, scheme, host, port) {
			if (text.length > 300) return 'it is too long.'
			if (/^[^/]*(\/\/)?[^/]*@/.test(text)) return 'it must not hold a user name, a password or an @.'
			if (host === '' && /[/?#]/.test(text.replace(/^[a-z+.-]+:\/\//i, ''))) {
				return 'it must not hold a path, a query or a fragment: a host name is enough, as in cn-hangzhou.mgw.aliyuncs.com.'
			}
			const number = Number(port ?? 443)
			if (!isHost(host) || number > 65535 || number === 0) {
				return 'it must be a host name or the URL of one, as in cn-hangzhou.mgw.aliyuncs.com or https://mgw.example.com:8443.'
			}
			if (scheme !== 'https' && scheme !== 'http') return `${scheme}: is not supported: use https:.`
			if (scheme === 'http' && !isLoopback(host)) {
				return 'http: is for a server on this machine (127.0.0.1) only: use https:.'
			}
			return undefined
		})
		const isHost = (function isHost(host) {
			return host.startsWith('[') ? URL.canParse(`https://${host}`) : host.length <= 253 && HOST_NAME.test(host)
		})
		/** Whether `host` is this machine itself, written so that nobody can doubt it. */
		const isLoopback = (function isLoopback(host) {
			return host === 'localhost' || host === '[::1]' || /^127(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/.test(host)
		})
		/** A malformed endpoint as a message may show it: without user, password, path and query. */
		function withoutSecrets(text) {
			const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(text) ?? []
			const [authority = ''] = rest.split(/[/?#]/, 1)
			const hidden = rest.length > authority.length ? '/\u2026' : ''
			// A password may itself hold a slash: then nothing tells where it ends.
			if (hidden !== '' && rest.slice(authority.length).includes('@')) return `${scheme}\u2026`
			const user = authority.includes('@') ? '***@' : ''
			return `${scheme}${user}${authority.slice(authority.lastIndexOf('@') + 1)}${hidden}`.slice(0, 300)
		}

		Object.assign(__webpack_exports__, {
			Cp: OFFICIAL_REGIONS,
			c6: hostFor,
			or: parseAddress,
			sO: resolveEndpoint
		})
	}),

	949: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		/**
		 * What can go wrong, in three kinds, told apart by how far the call came:
		 * it was never made (`ClientError`), no answer came (`TransportError`), or the answer says no (`MgwError`).
		 */
		/** The call was not made: something it needs is missing or malformed. `code` is one of mgwutil's own codes. */
		class ClientError extends Error {
			name = 'ClientError'
			code
			constructor(code, message) {
				super(message)
				this.code = code
			}
		}
		/** No answer came. `code` is Node's code for what broke (`ECONNREFUSED`, `ETIMEDOUT`, `CERT_HAS_EXPIRED` and so on). */
		class TransportError extends Error {
			name = 'TransportError'
			code
			phase
			constructor(code, message, phase, cause) {
				super(message, { cause })
				this.code = code
				this.phase = phase
			}
			/** Whether the whole request had left this machine: if so, the service may have acted on it. */
			get requestSent() {
				return this.phase !== 'connecting'
			}
		}
		/**
		 * An answer came and it says no. `code` is the service's, or the HTTP status where the answer had no body, or
		 * `InvalidResponse` where the answer is not one that MGW gives.
		 */
		class MgwError extends Error {
			name = 'MgwError'
			code
			data
			/** The answer's headers, in lower case. */
			headers
			constructor(code, message, data, headers = {}) {
				super(message)
				this.code = code
				this.data = data
				this.headers = headers
			}
			get statusCode() {
				return this.data.statusCode
			}
			get requestId() {
				return this.data.requestId ?? undefined
			}
			get hostId() {
				return this.data.hostId ?? undefined
			}
		}
		/** An answer that is not MGW's: a proxy's page, a redirect, something cut off. */
		function invalidResponse(message, statusCode, headers = {}) {
			const requestId = requestIdFrom(headers)
			return new MgwError('InvalidResponse', message, { statusCode, requestId: requestId ?? null }, headers)
		}
		/** The request id in an answer's headers, if there is one that looks like an id. */
		const requestIdFrom = (function requestIdFrom(headers) {
			return identifier(headers['x-oss-request-id'])
		})
		/** `text` if it is a plain identifier (letters, digits, `.`, `_`, `-`; at most 128), else undefined. */
		const identifier = (function identifier(text) {
			const trimmed = typeof text === 'string' ? text.trim() : ''
			return /^[\w.-]{1,128}$/.test(trimmed) ? trimmed : undefined
		})

		Object.assign(__webpack_exports__, {
			Cv: identifier,
			FN: requestIdFrom,
			Ff: invalidResponse,
			MZ: ClientError,
			WC: MgwError,
			wX: TransportError
		})
	}),

	396: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		/**
		 * Requests and answers under the names that Alibaba Cloud's own SDKs for this API give them
		 * (https://api.aliyun.com/product/hcs-mgw, version 2024-06-26).
		 */
		/** A job's throttling. */
		class ImportQos {
			/** In bit/s. */
			maxBandWidth
			/** Files per second. */
			maxImportTaskQps
			constructor(fields = {}) {
				Object.assign(this, fields)
			}
		}
		/** What to change about a job: its status or its throttling, never both in one request. */
		class UpdateJobInfo {
			status
			importQos
			constructor(fields = {}) {
				Object.assign(this, fields)
			}
		}
		class UpdateJobRequest {
			importJob
			constructor(fields = {}) {
				Object.assign(this, fields)
			}
		}
		class GetJobRequest {
			/** Whether the job is named by its ID (Version) in place of its name. */
			byVersion
			constructor(fields = {}) {
				Object.assign(this, fields)
			}
		}
		class ListJobHistoryRequest {
			/** How many entries at most, 1 to 1000. */
			count
			/** Where to go on: `nextMarker` of the page before. */
			marker
			/** Only the entries of this run. */
			runtimeId
			constructor(fields = {}) {
				Object.assign(this, fields)
			}
		}
		/** A model under the service's own names, at every depth: `maxBandWidth` becomes `MaxBandWidth`. */
		function toMap(value) {
			if (Array.isArray(value)) return value.map(toMap)
			if (typeof value !== 'object' || value === null) return value
			return Object.fromEntries(Object.entries(value).map(([name, field]) => [name.charAt(0).toUpperCase() + name.slice(1), toMap(field)]))
		}

		Object.assign(__webpack_exports__, {
			$E: GetJobRequest,
			EF: UpdateJobRequest,
			ZG: ListJobHistoryRequest,
			av: toMap,
			jd: ImportQos,
			t5: UpdateJobInfo
		})
	}),

	869: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(949)

		const DEFAULT_TIMEOUT = 30_000
		/** The largest body that is read, in bytes. MGW's own answers are some kilobytes. */
		const MAX_BODY = 1024 * 1024
		/**
		 * Makes one request and reads the answer to its end. Redirects are not followed, certificates are always checked,
		 * and the connection is closed afterwards.
		 *
		 * @throws TransportError when no answer came, MgwError `InvalidResponse` when what came is not a sound HTTP answer
		 */
		const send = (function send(request, { timeout = DEFAULT_TIMEOUT, signal }) {
			return new Promise(((resolve, reject) => {
				let phase = 'connecting'
				let outgoing
				const refuse = (error, at = phase) => {
					__nccwpck_require__
						.e(/* import() | failure */ 51)
						.then(__nccwpck_require__.bind(__nccwpck_require__, 787))
						.then(({ explain }) => reject(explain(error, at)), reject)
				}
				try {
					outgoing = open(request)
				} catch (error) {
					// A proxy's URL that is none, or a header that cannot be one: Node's message may repeat what is wrong.
					refuse(error)
					return
				}
				let isSettled = false
				const settle = (() => {
					isSettled = true
					clearTimeout(timer)
					signal?.removeEventListener('abort', abort)
					outgoing.destroy()
				})
				// A Timeout stands for the clock below, for which there is no error yet.
				const fail = ((error) => {
					if (isSettled) return
					settle()
					refuse(error)
				})
				const abort = () => {
					fail(
						new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .TransportError */.wX(
							'ABORT_ERR',
							`The call was ended while ${phase}.`,
							phase,
							signal?.reason
						)
					)
				}
				const timer = setTimeout(() => fail({ timeout }), timeout)
				signal?.addEventListener('abort', abort)
				// Emitted when the last byte has been handed to the network, which is after the TLS handshake.
				outgoing.on('finish', (() => {
					phase = 'waiting for the answer'
				}))
				outgoing.on('error', fail)
				// Covers what Node ends without an error, such as an answer that wants to switch protocols.
				outgoing.on('close', (() => fail(new _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .TransportError */.wX('ECONNRESET', CLOSED, phase))))
				outgoing.on('response', ((incoming) => {
					phase = 'reading the answer'
					read(incoming).then(((response) => {
						settle()
						resolve(response)
					}), fail)
				}))
				if (signal?.aborted) abort()
				else outgoing.end(request.body)
			}))
		})
		const CLOSED = 'The connection was closed before the answer was complete.'
		const open = (function open({ method, endpoint, hostname, target, headers, body }) {
			const options = {
				method,
				// Node wants an IPv6 address without its brackets.
				hostname: hostname.replace(/^\[|\]$/g, ''),
				port: endpoint.port,
				path: target,
				headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) }
			}
			// http: is for loopback only (see endpoint.ts), so a proxy is never in its way.
			// Loaded here, since loading them takes longer than all the rest, and each needs its own only.
			if (endpoint.protocol === 'http:') return process.getBuiltinModule('node:http').request({ ...options, agent: false })
			const https = process.getBuiltinModule('node:https')
			return https.request({
				...options,
				rejectUnauthorized: true,
				agent: new https.Agent({ proxyEnv: process.env })
			})
		})
		const read = (function read(incoming) {
			const statusCode = incoming.statusCode ?? 0
			const headers = {}
			for (const [name, value = ''] of Object.entries(incoming.headers)) {
				headers[name] = Array.isArray(value) ? value.join(', ') : value
			}
			return new Promise(((resolve, reject) => {
				const chunks = []
				let length = 0
				incoming.on('data', (chunk) => {
					chunks.push(chunk)
					length += chunk.length
					if (length > MAX_BODY) {
						reject(
							(0, _errors_js__WEBPACK_IMPORTED_MODULE_0__ /* .invalidResponse */.Ff)(
								`The answer is larger than ${MAX_BODY} bytes.`,
								statusCode,
								headers
							)
						)
					}
				})
				incoming.on('error', reject)
				incoming.on('end', (() => resolve({ statusCode, headers, body: Buffer.concat(chunks) })))
			}))
		})

		Object.assign(__webpack_exports__, {
			t: send
		})
	}),

	632: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(949)

		/**
		 * Told when the runner cancels this step: it sends SIGINT, and SIGTERM 7.5 s later. Not a whole AbortSignal, which takes
		 * 0.2 ms to make.
		 */
		const watchForCancellation = (function watchForCancellation() {
			const listeners = new Set()
			const cancellation = {
				aborted: false,
				reason: undefined,
				addEventListener: ((_, listener) => void listeners.add(listener)),
				removeEventListener: ((_, listener) => void listeners.delete(listener))
			}
			const cancel = () => {
				cancellation.aborted = true
				for (const listener of listeners) listener()
			}
			for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, cancel)
			return cancellation
		})
		/** What to say of a cancellation after which it is not known what the service did. */
		const LOST = 'A request for a change had been sent and its answer had not come: the service may or may not have acted on it.'
		function cancelled(state) {
			return new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .ClientError */.MZ(
				'CancelOperation',
				`The workflow was cancelled. ${state}`
			)
		}
		/**
		 * @param state what to say when it is cancelled
		 * @throws ClientError `CancelOperation` as soon as the signal is aborted
		 */
		function sleep(ms, signal, state) {
			return new Promise((resolve, reject) => {
				const done = () => {
					clearTimeout(timer)
					signal.removeEventListener('abort', done)
					if (signal.aborted) reject(cancelled(state))
					else resolve()
				}
				// The end of a wait can pass while it is worked out, and Node warns of less than nothing.
				const timer = setTimeout(done, Math.max(0, ms))
				signal.addEventListener('abort', done)
				if (signal.aborted) done()
			})
		}

		Object.assign(__webpack_exports__, {
			G_: watchForCancellation,
			KW: cancelled,
			Rj: LOST,
			yy: sleep
		})
	}),

	29: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _actions_core__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(344)
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(949)
		var _inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(331)

		/** What aliyun/configure-aliyun-credentials-action exports: the same keys under three families of names. */
		const FAMILIES = [
			['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
			['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
			['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
		]
		const masked = new Set()
		/** The secrets, and how else they may be written, the longest first. */
		let secrets = []
		/** Tells the runner to mask a secret wherever it would be shown. */
		const mask = (function mask(secret) {
			if (secret === '' || masked.has(secret)) return
			masked.add(secret)
			;(0, _actions_core__WEBPACK_IMPORTED_MODULE_1__ /* .setSecret */.Pq)(secret)
			const forms = [secret, encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')]
			// A secret which is part of another must not leave the rest of it behind.
			secrets = [...new Set([...secrets, ...forms])].sort(((a, b) => b.length - a.length))
		})
		/**
		 * Reads every secret that this run was given, and masks it, whether it is used or not. Call this before anything is
		 * logged.
		 */
		const readSecrets = (function readSecrets() {
			const sources = readSources()
			for (const { values } of [sources.inputs, ...sources.families]) values.forEach(mask)
			for (const name of ['https_proxy', 'HTTPS_PROXY']) {
				const proxy = (0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .environment */.cA)(name)
				const password = (proxy && URL.parse(proxy)?.password) || ''
				mask(password)
				mask(decode(password))
			}
			return sources
		})
		/** Takes every secret out of a text, as it is and encoded: the runner masks the log only, not outputs and summary. */
		const redact = (function redact(text) {
			// What is this short is no key (keys have 24 characters and more), but may be part of many a word.
			return secrets.reduce(((rest, secret) => (secret.length < 6 ? rest : rest.replaceAll(secret, '***'))), text)
		})
		const decode = (function decode(text) {
			try {
				return decodeURIComponent(text)
			} catch {
				return text
			}
		})
		/**
		 * Where the keys come from: the inputs, else signing in as a role, else the environment.
		 *
		 * @throws as `choose` and `signIn` do
		 */
		const findCredentials = (async function findCredentials({ keyless, sts }, sources, limits, tell) {
			if (keyless !== undefined) {
				const { signIn } = await __nccwpck_require__.e(/* import() */ 541).then(__nccwpck_require__.bind(__nccwpck_require__, 541))
				const role = signIn(keyless, sts, limits, tell)
				await role.getCredential()
				return role
			}
			const credentials = choose(sources)
			return { getCredential: (async () => credentials) }
		})
		/**
		 * The keys to sign with: the inputs, else the first complete family of environment variables. Parts of two sources
		 * are never put together.
		 *
		 * @throws ClientError `EmptyAccessId`, `EmptyAccessSecret`, or `InvalidArgument` for a key that cannot be one
		 */
		const choose = (function choose({ inputs, families }) {
			const source = isSet(inputs) ? inputs : (families.find(isComplete) ?? families.find(isSet))
			if (source === undefined) {
				throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .ClientError */.MZ(
					'EmptyAccessId',
					'No keys to sign with. There are three ways: set access-key-id and access-key-secret; or set role-to-assume and oidc-provider-arn, which needs no stored key; or run aliyun/configure-aliyun-credentials-action in a step before this one.'
				)
			}
			const [accessKeyId, accessKeySecret, securityToken] = source.values
			const [idName, secretName, tokenName] = source.names
			if (accessKeyId === '') {
				throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .ClientError */.MZ(
					'EmptyAccessId',
					`${accessKeySecret === '' ? tokenName : secretName} is set, but ${idName}, which belongs to it, is not. ${CHECK_SECRETS}`
				)
			}
			if (accessKeySecret === '') {
				throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .ClientError */.MZ(
					'EmptyAccessSecret',
					`${idName} is set, but ${secretName}, which belongs to it, is not. ${CHECK_SECRETS}`
				)
			}
			requireHeaderText(idName, accessKeyId)
			requireHeaderText(tokenName, securityToken)
			return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined }
		})
		const CHECK_SECRETS = 'If it comes from a secret: a secret that does not exist, or that this workflow may not read, is empty.'
		const readSources = (function readSources() {
			return {
				inputs: {
					names: ['access-key-id', 'access-key-secret', 'security-token'],
					values: [
						(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)('access-key-id'),
						(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)('access-key-secret'),
						(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)('security-token')
					]
				},
				families: FAMILIES.map(((names) => ({
					names,
					values: [
						(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .environment */.cA)(names[0]),
						(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .environment */.cA)(names[1]),
						(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .environment */.cA)(names[2])
					]
				})))
			}
		})
		const isSet = (function isSet({ values }) {
			return values.some(((value) => value !== ''))
		})
		function isComplete({ values: [id, secret] }) {
			return id !== '' && secret !== ''
		}
		/** A key ID and a token go into headers, which hold printable ASCII only. */
		const requireHeaderText = (function requireHeaderText(name, value) {
			if (/^[!-~]*$/.test(value)) return
			throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_2__ /* .ClientError */.MZ(
				'InvalidArgument',
				`${name} holds a space, a line break or another character that no key has. Copy it again.`
			)
		})

		Object.assign(__webpack_exports__, {
			E$: redact,
			dK: mask,
			gD: findCredentials,
			ql: readSecrets
		})
	}),

	331: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 3 modules
		var core = __nccwpck_require__(344)
		// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/errors.ts
		var errors = __nccwpck_require__(949)
		// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/endpoint.ts
		var src_endpoint = __nccwpck_require__(299)

		// CONCATENATED MODULE: ./src/contract.ts
		/** For an input that is set to the empty string, where the runner does not put in the default. */
		const DEFAULTS = {
			audience: 'sts.aliyuncs.com',
			'role-session-expiration': '1800',
			'max-attempts': '4',
			'timeout-seconds': '120',
			idempotent: 'false',
			'dry-run': 'false',
			'wait-for': 'accepted',
			'wait-timeout-seconds': '3600',
			'poll-interval-seconds': '15',
			'fail-on-failed-files': 'true'
		}

		// CONCATENATED MODULE: ./src/nearest.ts
		/** The candidate that `word` was most likely meant to be, if it is a part of only one, or at most two typing errors away. */
		function nearest(word, candidates) {
			if (word.length > 40) return undefined
			const completed = candidates.filter((candidate) => word.length >= 3 && candidate.includes(word.toLowerCase()))
			if (completed.length === 1) return completed[0]
			const near = candidates
				.map((candidate) => ({ candidate, errors: distance(word.toLowerCase(), candidate) }))
				.filter(({ errors }) => errors <= 2)
				.sort((a, b) => a.errors - b.errors)
			return near[0]?.candidate
		}
		/** Levenshtein's distance: how many characters must be put in, taken out or replaced. */
		function distance(a, b) {
			let row = Array.from({ length: b.length + 1 }, (_, j) => j)
			for (let i = 1; i <= a.length; i++) {
				const next = [i]
				for (let j = 1; j <= b.length; j++) {
					const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
					next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
				}
				row = next
			}
			return row[b.length] ?? 0
		}

		// CONCATENATED MODULE: ./src/inputs.ts

		/** The operations by the names that a user may write. */
		const OPERATIONS = {
			'start-job': 'start-job',
			'resume-job': 'start-job',
			'pause-job': 'pause-job',
			'close-job': 'close-job',
			'update-qos': 'update-qos',
			'get-job': 'get-job'
		}
		const MAX_INT64 = 2n ** 63n - 1n
		/** An input without the spaces around it. Empty is the same as not set, and then it is action.yml's default. */
		const input = (function input(name) {
			return (0, core /* getInput */.V4)(name) || (DEFAULTS[name] ?? '')
		})
		/**
		 * Reads and checks every input but the credentials.
		 *
		 * @throws ClientError with mgwutil's code for what is wrong
		 */
		const readInputs = (async function readInputs() {
			const operation = readOperation()
			const jobName = readJobName()
			const { task, warnings } = readTask(operation)
			const endpoint = readEndpoint()
			const keyless = await readKeyless()
			const { userId, notices } = readUserId(endpoint, keyless)
			return {
				task,
				jobName,
				endpoint,
				userId,
				allowedAccountIds: readAllowedAccounts(),
				keyless,
				sts: readSts(endpoint),
				maxAttempts: readNumber('max-attempts', 1, 100),
				timeoutSeconds: readNumber('timeout-seconds', 1, 86_400),
				idempotent: readBoolean('idempotent'),
				dryRun: readBoolean('dry-run'),
				wait: readWait(operation),
				warnings: [...warnings, ...regionMismatch(endpoint), ...unusedProxy()],
				notices
			}
		})
		const readOperation = (function readOperation() {
			const name = input('operation')
			if (Object.hasOwn(OPERATIONS, name)) return OPERATIONS[name]
			const known = Object.keys(OPERATIONS)
			const problem = name === '' ? 'operation is not set.' : `operation is ${quote(name)}, which is not an operation.`
			const guess = nearest(name, known)
			throw new errors /* ClientError */.MZ(
				'InvalidCommand',
				`${problem}${guess === undefined ? '' : ` Did you mean ${guess}?`} Set operation to one of ${list(known)}.`
			)
		})
		const readJobName = (function readJobName() {
			const name = input('job-name')
			// The service's rule; its pages disagree on upper case, so both are accepted. (The flag `i` takes 0.1 ms.)
			if (/^[A-Za-z\d][\w-]{2,62}$/.test(name)) return name
			throw new errors /* ClientError */.MZ(
				'InvalidArgument',
				name === ''
					? 'job-name is not set. Set it to the name of the job: 3 to 63 characters out of letters, digits, - and _.'
					: `job-name is ${quote(name)}, but a job name has 3 to 63 characters out of letters, digits, - and _, and does not start with - or _.`
			)
		})
		const readTask = (function readTask(operation) {
			if (operation === 'update-qos') return readThrottling()
			const warnings = ['max-bandwidth', 'max-qps']
				.filter(((name) => input(name) !== ''))
				.map(
					(name) =>
						`${name} is ${quote(input(name))}, which was ignored: ${input('operation')} does not change the throttling. Use operation update-qos for that.`
				)
			return { task: { operation }, warnings }
		})
		function readThrottling() {
			const missing = ['max-bandwidth', 'max-qps'].filter((name) => input(name) === '')
			if (missing.length > 0) {
				throw new errors /* ClientError */.MZ(
					'InvalidArgument',
					`update-qos needs both max-bandwidth (in bit/s) and max-qps (files per second), but ${list(missing)} ${missing.length === 1 ? 'is' : 'are'} not set.`
				)
			}
			const task = {
				operation: 'update-qos',
				maxBandwidth: readInt64('max-bandwidth', 'bit/s, as in 100000000 for 100 Mbit/s'),
				maxQps: readInt64('max-qps', 'files per second, as in 500')
			}
			const warnings = ['max-bandwidth', 'max-qps']
				.filter((name) => BigInt(input(name)) === 0n)
				.map((name) => `${name} is 0 and is sent as it is, but the service documents no meaning for 0.`)
			return { task, warnings }
		}
		function readInt64(name, unit) {
			const text = input(name)
			if (/^[0-9]{1,40}$/.test(text)) {
				const value = BigInt(text)
				if (value <= MAX_INT64) return value
			}
			throw new errors /* ClientError */.MZ(
				'InvalidArgument',
				`${name} is ${quote(text)}, but it must be a whole number from 0 to ${MAX_INT64} in plain digits, in ${unit}.`
			)
		}
		const readNumber = (function readNumber(name, least, most) {
			const text = input(name)
			const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
			if (value >= least && value <= most) return value
			throw new errors /* ClientError */.MZ(
				'InvalidArgument',
				`${name} is ${quote(text)}, but it must be a whole number from ${least} to ${most}.`
			)
		})
		const readBoolean = (function readBoolean(name) {
			const text = input(name).toLowerCase()
			if (text === 'true' || text === 'false') return text === 'true'
			throw new errors /* ClientError */.MZ('InvalidArgument', `${name} is ${quote(input(name))}, but it must be true or false.`)
		})
		const readWait = (function readWait(operation) {
			const until = input('wait-for')
			if (until !== 'accepted' && until !== 'applied' && until !== 'finished') {
				throw new errors /* ClientError */.MZ(
					'InvalidArgument',
					`wait-for is ${quote(until)}, but it must be one of accepted, applied and finished.`
				)
			}
			if (until === 'finished' && operation !== 'start-job' && operation !== 'get-job') {
				throw new errors /* ClientError */.MZ(
					'InvalidArgument',
					`wait-for is finished, which is for start-job and get-job only, not for ${operation}.`
				)
			}
			if (until === 'applied' && operation === 'get-job') {
				throw new errors /* ClientError */.MZ('InvalidArgument', 'wait-for is applied, but get-job changes nothing that could be applied.')
			}
			return {
				until,
				timeoutSeconds: readNumber('wait-timeout-seconds', 1, 604_800),
				intervalSeconds: readNumber('poll-interval-seconds', 5, 3600),
				failOnFailedFiles: readBoolean('fail-on-failed-files')
			}
		})
		const readEndpoint = (function readEndpoint() {
			const endpoint = input('endpoint')
			const region = input('region')
			const fallback = environment('ALIBABA_CLOUD_REGION_ID')
			const resolved = (0, src_endpoint /* resolveEndpoint */.sO)(endpoint, region || (endpoint === '' ? fallback : ''))
			// The region that an endpoint of MGW names counts for more than one that merely stands in the environment.
			return endpoint === '' || region !== '' || resolved.isMgw || fallback === ''
				? resolved
				: (0, src_endpoint /* resolveEndpoint */.sO)(endpoint, fallback)
		})
		/** Node uses proxies of http: and https: only, and passes over others without a word. */
		const unusedProxy = (function unusedProxy() {
			const proxy = environment('https_proxy') || environment('HTTPS_PROXY')
			if (proxy === '' || /^https?:\/\//i.test(proxy)) return []
			return ['HTTPS_PROXY is not a URL that begins with http:// or https://, so no proxy is used.']
		})
		const regionMismatch = (function regionMismatch({ isMgw, hostname, region }) {
			if (!isMgw || hostname.split('.').includes(region)) return []
			return [`region is ${quote(region)}, but the endpoint ${hostname} is of another region: the service will refuse the signature.`]
		})
		const readSts = (function readSts(endpoint) {
			const address = input('sts-endpoint')
			if (address !== '') return (0, src_endpoint /* parseAddress */.or)('sts-endpoint', address)
			const region = input('region') || environment('ALIBABA_CLOUD_REGION_ID') || (endpoint.isMgw ? endpoint.region : '')
			return (0, src_endpoint /* parseAddress */.or)('sts-endpoint', region === '' ? 'sts.aliyuncs.com' : `sts.${region}.aliyuncs.com`)
		})
		const readKeyless = (async function readKeyless() {
			if (input('role-to-assume') === '' && input('oidc-provider-arn') === '') return undefined
			const { checkKeyless } = await __nccwpck_require__.e(/* import() */ 879).then(__nccwpck_require__.bind(__nccwpck_require__, 879))
			return checkKeyless()
		})
		const readAllowedAccounts = (function readAllowedAccounts() {
			const text = input('allowed-account-ids')
			if (text === '') return []
			const ids = text.split(/[\s,]+/).filter((id) => id !== '')
			if (ids.length === 0) {
				throw new errors /* ClientError */.MZ(
					'InvalidArgument',
					`allowed-account-ids is ${quote(text)}, which names no account. Are the variables that it is made of set?`
				)
			}
			const wrong = ids.find((id) => !/^[0-9]+$/.test(id))
			if (wrong === undefined) return ids
			throw new errors /* ClientError */.MZ(
				'InvalidArgument',
				`allowed-account-ids holds ${quote(wrong)}, but an account ID has digits only.`
			)
		})
		/** An environment variable without the spaces around it. Empty is the same as not set. */
		const environment = (function environment(name) {
			return process.env[name]?.trim() ?? ''
		})
		const readUserId = (function readUserId(endpoint, keyless) {
			const inRole = keyless?.roleArn.split(':')[3] ?? ''
			const userId = input('user-id') || environment('ALIBABA_CLOUD_ACCOUNT_ID') || inRole
			if (userId !== '' && !/^[0-9]{1,63}$/.test(userId)) {
				throw new errors /* ClientError */.MZ(
					'InvalidArgument',
					`user-id is ${quote(userId)}, but an account ID has digits only. ${WHERE_TO_FIND_IT}`
				)
			}
			if (!endpoint.isMgw || endpoint.userId === undefined) return { userId, notices: [] }
			return { userId: endpoint.userId, notices: [useEndpointAsIs(endpoint, userId)] }
		})
		function useEndpointAsIs({ hostname, userId: inEndpoint }, userId) {
			if (userId !== '' && userId !== inEndpoint) {
				throw new errors /* ClientError */.MZ(
					'InvalidArgument',
					`endpoint ${hostname} starts with the account ID ${inEndpoint}, but user-id is ${userId}. Leave the account ID out of endpoint.`
				)
			}
			return `endpoint ${hostname} already starts with the account ID and is used as it is. It may be left out there.`
		}
		const WHERE_TO_FIND_IT =
			"It is the main account's ID: in the Alibaba Cloud console, open the menu of your profile picture (top right); it is also the number in the ARN of every role of the account."
		/** A value in a message: what is odd about it becomes visible, and it cannot fill the log. */
		function quote(value) {
			return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}\u2026` : value)
		}
		function list(names) {
			return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
		}

		Object.assign(__webpack_exports__, {
			cA: environment,
			hF: input,
			p_: list,
			hD: quote,
			Ko: readInputs,
			kz: readNumber
		})
	}),

	237: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(396)
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(299)

		/** The status to send, by operation (API 2024-06-26, UpdateJob). */
		const STATUS = {
			'start-job': 'IMPORT_JOB_LAUNCHING',
			'pause-job': 'IMPORT_JOB_SUSPEND',
			'close-job': 'IMPORT_JOB_CLOSING'
		}
		/** The states of a job that does not run and cannot be paused any more. */
		const ENDED = ['IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED', 'IMPORT_JOB_INTERRUPTED', 'IMPORT_JOB_CONFIRMED']
		/** The states of a job in which an operation has had its effect. */
		const REACHED = {
			'start-job': ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING', 'IMPORT_JOB_DOING'],
			'pause-job': ['IMPORT_JOB_SUSPEND'],
			'close-job': ENDED
		}
		/**
		 * Does what the inputs ask for: looks at the job where that is asked for or needed, and changes it where there is
		 * something to change.
		 *
		 * @throws what `perform` throws
		 */
		const carryOut = (async function carryOut(service, inputs, seen, tell) {
			const { task, idempotent, dryRun, wait } = inputs
			if (task.operation === 'get-job' || idempotent || dryRun || wait.until === 'finished') {
				const { lookFirst } = await __nccwpck_require__.e(/* import() */ 171).then(__nccwpck_require__.bind(__nccwpck_require__, 171))
				const done = await lookFirst(service, inputs, seen, tell)
				if (done !== undefined) return done
			}
			return { answer: await perform(service, task, seen), data: {}, changed: true }
		})
		/** How a job is, as far as a task is about it. */
		function stateOf(task, { status, importQos }) {
			if (task.operation !== 'update-qos') return status ?? 'an unknown state'
			return describeThrottling(importQos?.maxBandWidth ?? 'unknown', importQos?.maxImportTaskQps ?? 'unknown')
		}
		/** How a job is to be after a task. */
		function goalOf(task) {
			return task.operation === 'update-qos' ? describeThrottling(task.maxBandwidth, task.maxQps) : STATUS[task.operation]
		}
		function describeThrottling(maxBandwidth, maxQps) {
			return `${maxBandwidth} bit/s and ${maxQps} files per second`
		}
		/**
		 * Makes the change that a task asks for, and finds out what became of it where an answer was lost.
		 *
		 * @throws what the service throws; Unsettled when the change may or may not have been made
		 */
		const perform = (async function perform(service, task, seen) {
			let settlement
			const settle = async (failure) => {
				const { createSettlement } = await __nccwpck_require__
					.e(/* import() | failure */ 51)
					.then(__nccwpck_require__.bind(__nccwpck_require__, 676))
				settlement ??= createSettlement(service, task, seen)
				return settlement.settle(failure)
			}
			try {
				return await service.update(change(task), settle)
			} catch (error) {
				const { lossOf } = await __nccwpck_require__.e(/* import() | failure */ 51).then(__nccwpck_require__.bind(__nccwpck_require__, 676))
				throw lossOf(error, task, settlement?.isOpen() ?? false)
			}
		})
		/** Whether a job already is as a task asks for. */
		function isAsAsked(task, { status = '', importQos }) {
			if (task.operation !== 'update-qos') return REACHED[task.operation].includes(status)
			const { maxBandWidth = -1, maxImportTaskQps = -1 } = importQos ?? {}
			return BigInt(maxBandWidth) === task.maxBandwidth && BigInt(maxImportTaskQps) === task.maxQps
		}
		/** The change of the job that stands for a task: of its status or of its throttling, never of both. */
		const change = (function change(task) {
			if (task.operation !== 'update-qos')
				return new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .UpdateJobInfo */.t5({ status: STATUS[task.operation] })
			const { maxBandwidth, maxQps } = task
			return new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .UpdateJobInfo */.t5({
				importQos: new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .ImportQos */.jd({
					maxBandWidth: maxBandwidth,
					maxImportTaskQps: maxQps
				})
			})
		})
		/** What is about to be done, in one line for the log. */
		const describe = (function describe({ task, jobName, endpoint }, userId) {
			const values = task.operation === 'update-qos' ? ` to ${goalOf(task)}` : ''
			const port = endpoint.port === undefined ? '' : `:${endpoint.port}`
			return `${task.operation} ${jobName}${values} at ${endpoint.protocol}//${(0, _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .hostFor */.c6)(endpoint, userId)}${port} (region ${endpoint.region})`
		})

		Object.assign(__webpack_exports__, {
			$6: isAsAsked,
			L4: stateOf,
			ZZ: goalOf,
			hV: ENDED,
			q0: describe,
			rN: REACHED,
			u0: carryOut
		})
	}),

	195: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		/** A clock that is never set, in ms. (To touch `performance` would load half of perf_hooks.) */
		const now = (function now() {
			return process.uptime() * 1000
		})
		/** Starts the clock. */
		const startLimits = (function startLimits(given) {
			const deadline = now() + given.timeoutSeconds * 1000
			const left = (() => Math.max(0, deadline - now()))
			const forAttempt = (() => ({ timeout: Math.min(ATTEMPT_TIMEOUT, left()), signal: given.signal }))
			return { ...given, left, forAttempt }
		})
		/** A failure after which it is not known whether the service acted. Its `cause` is what was lost. */
		class Unsettled extends Error {
			name = 'Unsettled'
		}
		/** The longest that one attempt may take, in ms. */
		const ATTEMPT_TIMEOUT = 30_000
		/**
		 * Makes an attempt again while its failure is one that passes, with exponential back-off and full jitter
		 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), within the limits.
		 *
		 * @throws the failure that remains, ClientError `CancelOperation` when the workflow was cancelled, TransportError
		 *   `ETIMEDOUT` when the time ran out while an attempt was under way
		 */
		const persist = (async function persist(limits, { what, changes = false, ready, attempt, settle, say }) {
			let previous
			let lost = false
			for (let number = 1; ; number++) {
				await ready?.()
				const sentAt = Date.now()
				try {
					return await attempt()
				} catch (error) {
					const { mayHaveActed, waitForNext } = await __nccwpck_require__
						.e(/* import() | failure */ 51)
						.then(__nccwpck_require__.bind(__nccwpck_require__, 809))
					lost ||= changes && mayHaveActed(error)
					const waited = await waitForNext(limits, { what, number, error, previous, lost }, say)
					const settled = await settle?.({ error, sentAt, isLast: !waited })
					if (settled !== undefined) return settled
					if (!waited) throw error
					previous = error
				}
			}
		})

		Object.assign(__webpack_exports__, {
			Zr: persist,
			ht: Unsettled,
			t9: startLimits,
			tB: now
		})
	}),

	666: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(949)

		/** The service did as it was asked, but the job did not do as was hoped. */
		class JobFailed extends Error {
			name = 'JobFailed'
			code
			/** The service answered all the while. */
			statusCode = 200
			constructor(code, message) {
				super(message)
				this.code = code
			}
		}
		const success = (function success({ answer: { statusCode, headers }, data }, subject, seen) {
			const requestId = (0, _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .requestIdFrom */.FN)(headers)
			return {
				envelope: { Code: 'success', StatusCode: statusCode, LogTime: logTime(), Data: data },
				requestId,
				text: tellSuccess(requestId, subject, seen),
				said: ''
			}
		})
		const tellSuccess = (function tellSuccess(requestId, { operation, jobName }, { job, changed, course, note }) {
			const throttling =
				operation === 'update-qos' && job?.importQos
					? `, with ${job.importQos.maxBandWidth} bit/s and ${job.importQos.maxImportTaskQps} files per second`
					: ''
			const now = `The job ${jobName} is at ${plain(job?.status ?? '') || 'an unknown state'}${throttling}.`
			if (note !== undefined) return course === undefined ? note : `${note} ${now}`
			if (changed === false) return now
			const id = requestId === undefined ? '' : ` (request ID ${requestId})`
			const accepted = `The service accepted ${operation} for the job ${jobName}${id}.`
			if (course !== undefined) return `${accepted} ${now}`
			return `${accepted} The job's ${operation === 'update-qos' ? 'throttling' : 'state'} changes shortly.`
		})
		/** A word of the service, such as a state, if it is one. */
		const plain = (function plain(word) {
			return (0, _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .identifier */.Cv)(word) ?? ''
		})
		/** The beginning of a text that has more than `most` characters, and how long it is. */
		const shorten = (function shorten(text, most) {
			return text.length <= most ? text : `${text.slice(0, most)}\u2026 (${text.length} characters in all)`
		})
		/** Now, as `YYYY-MM-DD HH:MM:SS` in the machine's own time zone. */
		const logTime = (function logTime() {
			const now = new Date()
			return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ')
		})

		Object.assign(__webpack_exports__, {
			Mt: logTime,
			Zq: JobFailed,
			kX: success,
			ml: shorten,
			pj: plain
		})
	}),

	448: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(396)
		var _persist_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(195)

		const reachJob = (function reachJob({ client, credential, userId, jobName, limits, tell, seen }) {
			const inTime = withClockCorrection(limits, tell)
			// Getting new keys may take its time, so it comes before that of an attempt is counted.
			const ready = (() => credential.getCredential(limits))
			const ask = (what, call) =>
				(0, _persist_js__WEBPACK_IMPORTED_MODULE_0__ /* .persist */.Zr)(limits, { what, ready, attempt: inTime(call), say: tell.info })
			const get = async () => {
				const answer = await ask('GetJob', (options) =>
					client.getJob(userId, jobName, new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .GetJobRequest */.$E(), options)
				)
				seen.job = answer.body.importJob
				return answer
			}
			const history = async (count) => {
				const { askForHistory } = await __nccwpck_require__
					.e(/* import() | progress */ 234)
					.then(__nccwpck_require__.bind(__nccwpck_require__, 155))
				return askForHistory(
					(request) => ask('ListJobHistory', (options) => client.listJobHistory(userId, jobName, request, options)),
					count,
					seen,
					tell
				)
			}
			return {
				update: ((importJob, settle) =>
					(0, _persist_js__WEBPACK_IMPORTED_MODULE_0__ /* .persist */.Zr)(limits, {
						what: 'UpdateJob',
						changes: true,
						ready,
						attempt: inTime(((options) =>
							client.updateJob(
								userId,
								jobName,
								new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .UpdateJobRequest */.EF({ importJob }),
								options
							))
						),
						settle,
						say: tell.info
					})),
				get,
				history,
				look: async () => {
					const answer = await get()
					await history(1)
					return answer
				}
			}
		})
		/**
		 * Lets calls be made with the service's clock once it has said that this machine's is off. The call that was refused
		 * for it is made again, once.
		 */
		const withClockCorrection = (function withClockCorrection(limits, tell) {
			let clockOffset
			return ((call) => (async () => {
				try {
					return await call({ ...limits.forAttempt(), clockOffset })
				} catch (error) {
					const { correctionFor } = await __nccwpck_require__
						.e(/* import() | failure */ 51)
						.then(__nccwpck_require__.bind(__nccwpck_require__, 373))
					const offset = clockOffset === undefined ? correctionFor(error, tell) : undefined
					if (offset === undefined) throw error
					clockOffset = offset
					return call({ ...limits.forAttempt(), clockOffset })
				}
			}))
		})

		Object.assign(__webpack_exports__, {
			h: reachJob
		})
	}),

	562: ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {

		// CONCATENATED MODULE: ./src/no-event-payload.ts
		// @actions/github reads the event's payload while it loads. Nothing of it is shown here, it can be megabytes, and one
		// that is not JSON would end the run before its first line. So this module is imported before that one.

		delete process.env.GITHUB_EVENT_PATH

		// CONCATENATED MODULE: external "fs"
		const external_fs_namespaceObject = process.getBuiltinModule('fs')
		// EXTERNAL MODULE: external "os"
		var external_os_ = __nccwpck_require__(857)

		// CONCATENATED MODULE: ./node_modules/@actions/github/lib/context.js

		class Context {
			constructor() {
				var _a, _b, _c
				this.payload = {}
				if (process.env.GITHUB_EVENT_PATH) {
					if ((0, external_fs_namespaceObject.existsSync)(process.env.GITHUB_EVENT_PATH)) {
						this.payload = JSON.parse((0, external_fs_namespaceObject.readFileSync)(process.env.GITHUB_EVENT_PATH, { encoding: 'utf8' }))
					} else {
						const path = process.env.GITHUB_EVENT_PATH
						process.stdout.write(`GITHUB_EVENT_PATH ${path} does not exist${external_os_.EOL}`)
					}
				}
				this.eventName = process.env.GITHUB_EVENT_NAME
				this.sha = process.env.GITHUB_SHA
				this.ref = process.env.GITHUB_REF
				this.workflow = process.env.GITHUB_WORKFLOW
				this.action = process.env.GITHUB_ACTION
				this.actor = process.env.GITHUB_ACTOR
				this.job = process.env.GITHUB_JOB
				this.runAttempt = parseInt(process.env.GITHUB_RUN_ATTEMPT, 10)
				this.runNumber = parseInt(process.env.GITHUB_RUN_NUMBER, 10)
				this.runId = parseInt(process.env.GITHUB_RUN_ID, 10)
				this.apiUrl = (_a = process.env.GITHUB_API_URL) !== null && _a !== void 0 ? _a : `https://api.github.com`
				this.serverUrl = (_b = process.env.GITHUB_SERVER_URL) !== null && _b !== void 0 ? _b : `https://github.com`
				this.graphqlUrl = (_c = process.env.GITHUB_GRAPHQL_URL) !== null && _c !== void 0 ? _c : `https://api.github.com/graphql`
			}
			get issue() {
				const payload = this.payload
				return Object.assign(Object.assign({}, this.repo), { number: (payload.issue || payload.pull_request || payload).number })
			}
			get repo() {
				if (process.env.GITHUB_REPOSITORY) {
					const [owner, repo] = process.env.GITHUB_REPOSITORY.split('/')
					return { owner, repo }
				}
				if (this.payload.repository) {
					return {
						owner: this.payload.repository.owner.login,
						repo: this.payload.repository.name
					}
				}
				throw new Error("context.repo requires a GITHUB_REPOSITORY environment variable like 'owner/repo'")
			}
		}

		// CONCATENATED MODULE: ./node_modules/@actions/github/lib/github.js

		const context = new Context()

		// CONCATENATED MODULE: ./package.json
		const package_namespaceObject = { rE: '1.0.0' }

		// CONCATENATED MODULE: ./src/workflow-run.ts

		/** The page of this workflow run, or undefined outside of one. */
		const runUrl = (function runUrl() {
			const repository = repositoryName()
			return repository && `${context.serverUrl}/${repository}/actions/runs/${context.runId}`
		})
		/**
		 * The `user-agent` header. It names the workflow run, so that an administrator finds it from the service's audit trail:
		 * `mgw-job-action/1.0.0 (owner/repo; run 123; attempt 1) Node.js/24.4.1`.
		 */
		const userAgent = (function userAgent() {
			const repository = repositoryName()
			const run = repository && ` (${repository}; run ${context.runId}; attempt ${context.runAttempt})`
			// A header holds printable ASCII only.
			return `mgw-job-action/${package_namespaceObject.rE}${run ?? ''} Node.js/${process.versions.node}`.replace(/[^\x20-\x7e]/g, '')
		})
		/**
		 * A name for a session of RAM that tells which workflow run it belongs to: 2 to 64 characters out of letters, digits
		 * and `.@-_`.
		 */
		function defaultSessionName() {
			const repository = (repositoryName() ?? 'mgw-job-action').replace(/[^\w.@-]/g, '-')
			const run = String(context.runId)
			return `${repository.slice(0, 63 - run.length)}-${run}`
		}
		const repositoryName = (function repositoryName() {
			// context.repo throws when there is none.
			if (!process.env.GITHUB_REPOSITORY) return undefined
			return `${context.repo.owner}/${context.repo.repo}`
		})

		Object.assign(__webpack_exports__, {
			te: defaultSessionName,
			Vp: runUrl,
			N1: userAgent
		})
	}),

	598: (module) => {
		module.exports = process.getBuiltinModule('node:crypto')
	},

	857: ((module) => {
		module.exports = { EOL: process.platform === 'win32' ? '\r\n' : '\n' }
	}),

	344: ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {
		// EXTERNAL MODULE: external "os"
		var external_os_ = __nccwpck_require__(857)

		// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
		const utils_toCommandValue = (function utils_toCommandValue(input) {
			if (input === null || input === undefined) {
				return ''
			} else if (typeof input === 'string' || input instanceof String) {
				return input
			}
			return JSON.stringify(input)
		})
		const toCommandProperties = (function toCommandProperties(annotationProperties) {
			if (!Object.keys(annotationProperties).length) {
				return {}
			}
			return {
				title: annotationProperties.title,
				file: annotationProperties.file,
				line: annotationProperties.startLine,
				endLine: annotationProperties.endLine,
				col: annotationProperties.startColumn,
				endColumn: annotationProperties.endColumn
			}
		})

		// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js

		const command_issueCommand = (function command_issueCommand(command, properties, message) {
			const cmd = new Command(command, properties, message)
			process.stdout.write(cmd.toString() + external_os_.EOL)
		})
		const CMD_STRING = '::'
		class Command {
			constructor(command, properties, message) {
				if (!command) {
					command = 'missing.command'
				}
				this.command = command
				this.properties = properties
				this.message = message
			}
			toString() {
				let cmdStr = CMD_STRING + this.command
				if (this.properties && Object.keys(this.properties).length > 0) {
					cmdStr += ' '
					let first = true
					for (const key in this.properties) {
						if (this.properties.hasOwnProperty(key)) {
							const val = this.properties[key]
							if (val) {
								if (first) {
									first = false
								} else {
									cmdStr += ','
								}
								cmdStr += `${key}=${escapeProperty(val)}`
							}
						}
					}
				}
				cmdStr += `${CMD_STRING}${escapeData(this.message)}`
				return cmdStr
			}
		}
		const escapeData = (function escapeData(s) {
			return utils_toCommandValue(s).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
		})
		const escapeProperty = (function escapeProperty(s) {
			return utils_toCommandValue(s)
				.replace(/%/g, '%25')
				.replace(/\r/g, '%0D')
				.replace(/\n/g, '%0A')
				.replace(/:/g, '%3A')
				.replace(/,/g, '%2C')
		})
		// CONCATENATED MODULE: external "path"

		// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js

		var ExitCode
		;(function (ExitCode) {
			ExitCode[(ExitCode['Success'] = 0)] = 'Success'
			ExitCode[(ExitCode['Failure'] = 1)] = 'Failure'
		})(ExitCode || (ExitCode = {}))
		const setSecret = (function setSecret(secret) {
			command_issueCommand('add-mask', {}, secret)
		})
		const getInput = (function getInput(name, options) {
			const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || ''
			if (options && options.required && !val) {
				throw new Error(`Input required and not supplied: ${name}`)
			}
			if (options && options.trimWhitespace === false) {
				return val
			}
			return val.trim()
		})
		function debug(message) {
			command_issueCommand('debug', {}, message)
		}
		function error(message, properties = {}) {
			command_issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message)
		}
		function warning(message, properties = {}) {
			command_issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message)
		}
		const notice = (function notice(message, properties = {}) {
			command_issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message)
		})
		const info = (function info(message) {
			process.stdout.write(message + external_os_.EOL)
		})

		Object.assign(__webpack_exports__, {
			yU: ExitCode,
			Yz: debug,
			z3: error,
			V4: getInput,
			pq: info,
			lm: notice,
			Pq: setSecret,
			$e: warning
		})
	})
}

// The module cache
var __webpack_module_cache__ = {}

// The require function
const __nccwpck_require__ = (function __nccwpck_require__(moduleId) {
	// Check if module is in cache
	var cachedModule = __webpack_module_cache__[moduleId]
	if (cachedModule !== undefined) {
		return cachedModule.exports
	}
	// Create a new module (and put it into the cache)
	var module = (__webpack_module_cache__[moduleId] = {
		exports: {}
	})

	// Execute the module function
	var threw = true
	try {
		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__)
		threw = false
	} finally {
		if (threw) delete __webpack_module_cache__[moduleId]
	}

	// Return the exports of the module
	return module.exports
})

// expose the modules object (__webpack_modules__)
__nccwpck_require__.m = __webpack_modules__

/* webpack/runtime/ensure chunk */
;(() => {
	__nccwpck_require__.f = {}
	// This file contains only the entry chunk.
	// The chunk loading function for additional chunks
	__nccwpck_require__.e = (chunkId) => {
		return Promise.all(
			Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
				__nccwpck_require__.f[key](chunkId, promises)
				return promises
			}, [])
		)
	}
})()

/* webpack/runtime/get javascript chunk filename */
;(() => {
	// This function allow to reference async chunks
	__nccwpck_require__.u = (chunkId) => {
		// return url for filenames based on template
		return '' + chunkId + '.index.js'
	}
})()

/* webpack/runtime/hasOwnProperty shorthand */
;(() => {
	__nccwpck_require__.o = (obj, prop) => Object.prototype.hasOwnProperty.call(obj, prop)
})()

/* webpack/runtime/make namespace object */
;(() => {
	// define __esModule on exports
	__nccwpck_require__.r = (exports) => {
		if (typeof Symbol !== 'undefined' && Symbol.toStringTag) {
			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' })
		}
		Object.defineProperty(exports, '__esModule', { value: true })
	}
})()

/* webpack/runtime/import chunk loading */
;(() => {
	// object to store loaded and loading chunks
	// undefined = chunk not loaded, null = chunk preloaded/prefetched
	// [resolve, Promise] = chunk loading, 0 = chunk loaded
	var installedChunks = {
		792: 0
	}

	var installChunk = (data) => {
		var { ids, modules, runtime } = data
		// add "modules" to the modules object,
		// then flag all "ids" as loaded and fire callback
		var moduleId,
			chunkId,
			i = 0
		for (moduleId in modules) {
			if (__nccwpck_require__.o(modules, moduleId)) {
				__nccwpck_require__.m[moduleId] = modules[moduleId]
			}
		}
		if (runtime) runtime(__nccwpck_require__)
		for (; i < ids.length; i++) {
			chunkId = ids[i]
			if (__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
				installedChunks[chunkId][0]()
			}
			installedChunks[ids[i]] = 0
		}
	}

	__nccwpck_require__.f.j = (chunkId, promises) => {
		// import() chunk loading for javascript
		var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined
		if (installedChunkData !== 0) {
			// 0 means "already installed".

			// a Promise means "currently loading".
			if (installedChunkData) {
				promises.push(installedChunkData[1])
			} else {
				if (true) {
					// all chunks have JS
					// setup Promise in chunk cache
					var promise = Promise.resolve()
						.then(() => require('./' + __nccwpck_require__.u(chunkId)))
						.then(installChunk, (e) => {
							if (installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined
							throw e
						})
					var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
					promises.push((installedChunkData[1] = promise))
				}
			}
		}
	}
})()

// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = process.getBuiltinModule('node:fs')

// CONCATENATED MODULE: ./src/plain-stdout.ts

const write = (function write(text) {
	const bytes = Buffer.from(text)
	for (let written = 0; written < bytes.length; ) {
		const count = writeSome(bytes, written)
		// Nobody reads any more. The outputs and the exit code still tell how the run ended.
		if (count === undefined) return false
		written += count
	}
	return true
})
/** @returns how many bytes were written; undefined when nobody reads */
const writeSome = (function writeSome(bytes, from) {
	try {
		return (0, external_node_fs_namespaceObject.writeSync)(1, bytes, from)
	} catch (error) {
		if (error.code !== 'EAGAIN') return undefined
		// The reader is slower than this, on a pipe that does not wait by itself: wait a moment for it.
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
		return 0
	}
})
// Node makes process.stdout when it is first touched, and takes 2 ms to do so: a twelfth of a whole run. The toolkit
// only ever writes text to it, which the file descriptor takes as well: at once, so that nothing is left to be written
// when the process ends.
Object.defineProperty(process, 'stdout', { configurable: true, value: { write } })

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 3 modules
var core = __nccwpck_require__(344)
// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/endpoint.ts
var src_endpoint = __nccwpck_require__(299)

// CONCATENATED MODULE: ./packages/hcs-mgw20240626/src/signer.ts
const ALGORITHM = 'OSS4-HMAC-SHA256'
const PAYLOAD = 'UNSIGNED-PAYLOAD'
/**
 * Signs a request with OSS4-HMAC-SHA256, OSS's signature version 4
 * (https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4).
 * Neither the host nor the `date` header is part of the signature. Nor is the body, but for its MD5 in a signed header:
 * TLS protects it on the way, as in the official SDKs.
 *
 * @param region the region of the credential scope, as in `cn-hangzhou`
 * @param time when the request is made: the service refuses more than 15 minutes of difference
 */
const sign = (function sign(request, credentials, region, time) {
	const timestamp = `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
	const day = timestamp.slice(0, 8)
	const scope = `${day}/${region}/oss/aliyun_v4_request`
	const signed = signedHeaders(request.body, credentials.securityToken, timestamp)
	const path = encodePath(request.path)
	const query = encodeQuery(request.query)
	const canonicalHeaders = Object.keys(signed)
		.sort()
		.map(((name) => `${name}:${signed[name]?.trim()}\n`))
		.join('')
	const canonicalRequest = [request.method, path, query, canonicalHeaders, '', PAYLOAD].join('\n')
	const digest = hash('sha256', canonicalRequest, 'hex')
	const stringToSign = [ALGORITHM, timestamp, scope, digest].join('\n')
	const key = [day, region, 'oss', 'aliyun_v4_request'].reduce(hmac, `aliyun_v4${credentials.accessKeySecret}`)
	const signature = hmac(key, stringToSign).toString('hex')
	const authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, Signature=${signature}`
	return {
		target: query === '' ? path : `${path}?${query}`,
		headers: { ...signed, date: time.toUTCString(), authorization },
		canonicalRequest,
		stringToSign
	}
})
const signedHeaders = (function signedHeaders(body, securityToken, timestamp) {
	return {
		...(body !== undefined && {
			'content-type': 'application/xml',
			'content-md5': hash('md5', body, 'base64')
		}),
		'x-oss-content-sha256': PAYLOAD,
		'x-oss-date': timestamp,
		...(securityToken && { 'x-oss-security-token': securityToken })
	}
})
// node:crypto takes milliseconds to load, so it is loaded when there is something to sign.
const { getBuiltinModule } = process
const hash = (function hash(algorithm, text, encoding) {
	return getBuiltinModule('node:crypto').createHash(algorithm).update(text).digest(encoding)
})
const hmac = (function hmac(key, text) {
	return getBuiltinModule('node:crypto').createHmac('sha256', key).update(text).digest()
})
/** Percent-encodes all but RFC 3986's unreserved characters. */
const encode = (function encode(text) {
	return encodeURIComponent(text.toWellFormed()).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
	)
})
const encodePath = (function encodePath(path) {
	return encode(path).replaceAll('%2F', '/')
})
const encodeQuery = (function encodeQuery(query) {
	const values = new Map(Object.entries(query).map(([key, value]) => [encode(key), encode(value)]))
	return [...values.keys()]
		.sort()
		.map((key) => (values.get(key) === '' ? key : `${key}=${values.get(key)}`))
		.join('&')
})

// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/transport.ts
var transport = __nccwpck_require__(869)

// CONCATENATED MODULE: ./packages/hcs-mgw20240626/src/client.ts

/**
 * A client for Alibaba Cloud Data Online Migration (MGW), API 2024-06-26. Each method makes one request.
 *
 * All methods throw MgwError when the service refuses, or when its answer is not MGW's (`InvalidResponse`), and
 * TransportError when no answer came.
 */
class Client {
	endpoint
	#config
	/** @throws ClientError when the endpoint or the region is missing or malformed */
	constructor(config) {
		this.#config = config
		const { endpoint = '', regionId = '' } = config
		this.endpoint = typeof endpoint === 'string' ? (0, src_endpoint /* resolveEndpoint */.sO)(endpoint, regionId) : endpoint
	}
	/**
	 * Changes a job's status or its throttling. Success means "accepted": the state changes later.
	 *
	 * @param userid the main account's ID, also when a RAM user or a role makes the call
	 */
	async updateJob(userid, jobName, request, options = {}) {
		const body = jobXml(request.importJob ?? {})
		const { statusCode, headers } = await this.#call(userid, { method: 'PUT', path: `/job/${jobName}`, query: {}, body }, options)
		return { statusCode, headers, body: undefined }
	}
	/** Asks for one job. */
	async getJob(userid, jobName, request, options = {}) {
		const query = stringified({ byVersion: request.byVersion })
		const response = await this.#call(userid, { method: 'GET', path: `/job/${jobName}`, query }, options)
		const { readJob } = await __nccwpck_require__.e(/* import() */ 199).then(__nccwpck_require__.bind(__nccwpck_require__, 199))
		return { ...response, body: { importJob: readJob(response) } }
	}
	/** Asks for the runs of a job, newest first. */
	async listJobHistory(userid, jobName, request, options = {}) {
		const query = stringified({ count: request.count, marker: request.marker, runtimeId: request.runtimeId })
		const response = await this.#call(userid, { method: 'GET', path: `/jobhistory/${jobName}`, query }, options)
		const { readHistory } = await __nccwpck_require__.e(/* import() */ 199).then(__nccwpck_require__.bind(__nccwpck_require__, 199))
		return { ...response, body: { jobHistoryList: readHistory(response) } }
	}
	async #call(userid, request, options) {
		const { accessKeyId = '', accessKeySecret = '', securityToken } = this.#config
		const credentials = (await this.#config.credential?.getCredential()) ?? {
			accessKeyId,
			accessKeySecret,
			securityToken
		}
		const { target, headers } = sign(request, credentials, this.endpoint.region, new Date(Date.now() + (options.clockOffset ?? 0)))
		const { userAgent } = this.#config
		const response = await (0, transport /* send */.t)(
			{
				method: request.method,
				endpoint: this.endpoint,
				hostname: (0, src_endpoint /* hostFor */.c6)(this.endpoint, userid),
				target,
				headers: { ...headers, ...(userAgent && { 'user-agent': userAgent }) },
				body: request.body
			},
			options
		).catch(async (error) => {
			const { withRegionHint } = await __nccwpck_require__
				.e(/* import() | failure */ 51)
				.then(__nccwpck_require__.bind(__nccwpck_require__, 506))
			throw withRegionHint(error, this.endpoint)
		})
		response.body = withoutKeys(response.body, credentials)
		if (response.statusCode >= 200 && response.statusCode < 300) return response
		const { readError } = await __nccwpck_require__.e(/* import() | failure */ 51).then(__nccwpck_require__.bind(__nccwpck_require__, 699))
		throw await readError(response)
	}
}
/** A server that sends back what it was sent must not bring keys into messages. */
const withoutKeys = (function withoutKeys(body, { accessKeySecret, securityToken }) {
	if (body.length === 0) return body
	const text = body.toString('latin1')
	const clean = [accessKeySecret, securityToken ?? '']
		.filter((key) => key.length >= 6)
		.reduce((rest, key) => rest.replaceAll(key, '***'), text)
	return clean === text ? body : Buffer.from(clean, 'latin1')
})
const jobXml = (function jobXml({ status, importQos }) {
	const throttling =
		importQos && client_element('MaxBandWidth', importQos.maxBandWidth) + client_element('MaxImportTaskQps', importQos.maxImportTaskQps)
	return `<?xml version="1.0" encoding="UTF-8"?><ImportJob>${client_element('Status', status)}${throttling === undefined ? '' : `<ImportQos>${throttling}</ImportQos>`}</ImportJob>`
})
const client_element = (function client_element(name, value) {
	if (value === undefined) return ''
	const text = String(value).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
	return `<${name}>${text}</${name}>`
})
function stringified(query) {
	return Object.fromEntries(
		Object.entries(query).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]]))
	)
}

// EXTERNAL MODULE: ./src/cancellation.ts
var cancellation = __nccwpck_require__(632)
// EXTERNAL MODULE: ./src/credentials.ts
var credentials = __nccwpck_require__(29)
// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/errors.ts
var errors = __nccwpck_require__(949)
// EXTERNAL MODULE: ./src/persist.ts
var persist = __nccwpck_require__(195)
// EXTERNAL MODULE: ./src/result.ts
var result = __nccwpck_require__(666)

// CONCATENATED MODULE: ./src/failure.ts

/** The longest error message that is kept, in characters: outputs must fit into an environment variable (128 KiB). */
const MAX_MESSAGE = 16_384
/** Control characters and white space. (To ask for them as \p{Cc} takes Node 0.1 ms.) */
const CONTROLS = /(?:[^!-~\xa1-\uffff]|\s)+/g
/** How much of the service's own text an annotation shows, in characters. */
const MAX_QUOTE = 1_000
/** The result of a run that ended with `error`, whatever was thrown. */
async function failure(thrown) {
	const [error, doubt] = thrown instanceof persist /* Unsettled */.ht ? [thrown.cause, thrown.message] : [thrown, '']
	const { code, message } = known(error)
	// Redacted before it is cut: what is left of a secret would not be found any more.
	const told = (0, result /* shorten */.ml)((0, credentials /* redact */.E$)(message), MAX_MESSAGE)
	const { statusCode = undefined, requestId = undefined } =
		error instanceof errors /* MgwError */.WC ? error : error instanceof result /* JobFailed */.Zq ? { statusCode: error.statusCode } : {}
	return {
		envelope: {
			Code: 'fail',
			...(statusCode !== undefined && { StatusCode: statusCode }),
			LogTime: (0, result /* logTime */.Mt)(),
			ErrorMsg: oneLine(error instanceof errors /* MgwError */.WC ? sdkText(error, told) : `${told} ${doubt}`.trim()),
			ErrorCode: code,
			...(requestId !== undefined && { RequestId: requestId })
		},
		requestId,
		// This action's own errors tell all that there is to say.
		...(error instanceof errors /* ClientError */.MZ || error instanceof result /* JobFailed */.Zq
			? { text: told, said: '' }
			: {
					text: await explanation(code, statusCode, doubt),
					said: (0, result /* shorten */.ml)(told.replace(CONTROLS, ' ').trim(), MAX_QUOTE)
				})
	}
}
/** What an error means, and what to do, or what is in doubt. */
async function explanation(code, statusCode, doubt) {
	const { explain } = await __nccwpck_require__.e(/* import() | failure */ 51).then(__nccwpck_require__.bind(__nccwpck_require__, 216))
	const { meaning, advice } = explain(code, statusCode)
	return [meaning, doubt || advice].join(' ')
}
function known(error) {
	if (
		error instanceof errors /* ClientError */.MZ ||
		error instanceof errors /* TransportError */.wX ||
		error instanceof errors /* MgwError */.WC ||
		error instanceof result /* JobFailed */.Zq
	) {
		return error
	}
	// Not foreseen, so a defect of this action: the stack is what its maintainers need.
	return {
		code: 'UnexpectedError',
		message: error instanceof Error ? (error.stack ?? error.message) : String(error)
	}
}
/** The Go SDK's text of an error (`SDKError.Error()` in github.com/alibabacloud-go/tea). */
function sdkText({ code, statusCode, data }, message) {
	return `SDKError:\n   StatusCode: ${statusCode ?? 0}\n   Code: ${code}\n   Message: ${message}\n   Data: ${goJson(data)}\n`
}
/** As mgwutil prints an error: in one line, with single quotes. */
function oneLine(text) {
	return text.replaceAll('\n', ' ').replaceAll('"', "'")
}
/** JSON as Go writes it: keys sorted, and U+2028 and U+2029 escaped. */
function goJson(value) {
	const sort = (_, field) =>
		typeof field === 'object' && field !== null && !Array.isArray(field)
			? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
			: field
	return JSON.stringify(value, sort).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

// EXTERNAL MODULE: ./src/inputs.ts + 2 modules
var src_inputs = __nccwpck_require__(331)
// EXTERNAL MODULE: ./src/operations.ts
var operations = __nccwpck_require__(237)
// EXTERNAL MODULE: ./src/workflow-run.ts + 5 modules
var workflow_run = __nccwpck_require__(562)

// CONCATENATED MODULE: ./src/report.ts

/** How much of a value the summary shows, in characters. */
const MAX_CELL = 1_000
/**
 * Tells how the run ended: the envelope in the log, one annotation, the outputs, the job summary, and the exit code.
 * Never throws.
 */
const report = (function report(result, subject, seen) {
	core /* info */
		.pq(json(result.envelope, 2))
	annotate(result, subject)
	const written = writeOutputs(result, seen)
	writeSummary(result, subject, seen)
	const ok = written && result.envelope.Code === 'success'
	process.exitCode = ok ? core /* ExitCode */.yU.Success : core /* ExitCode */.yU.Failure
})
const annotate = (function annotate({ envelope, requestId, text, said }, { operation }) {
	if (envelope.Code === 'success') {
		core /* notice */
			.lm(text, { title: `${operation}: success` })
		return
	}
	const details = [said, requestId && `request ID ${requestId}`].filter(Boolean).join('; ')
	core /* error */
		.z3(details === '' ? text : `${text} (${details})`, { title: envelope.ErrorCode })
})
/** @returns whether the outputs could be written */
const writeOutputs = (function writeOutputs({ envelope, requestId }, { job, counters, changed }) {
	const failed = envelope.Code === 'fail' ? envelope : undefined
	const outputs = {
		code: envelope.Code,
		'status-code': envelope.StatusCode?.toString() ?? '',
		'request-id': requestId ?? '',
		'error-code': failed?.ErrorCode ?? '',
		'error-message': failed?.ErrorMsg ?? '',
		result: json(envelope, 0),
		changed: show(changed),
		'job-status': (0, result /* plain */.pj)(job?.status ?? ''),
		'max-bandwidth': show(job?.importQos?.maxBandWidth),
		'max-qps': show(job?.importQos?.maxImportTaskQps),
		'total-count': show(counters?.totalCount),
		'copied-count': show(counters?.copiedCount),
		'failed-count': show(counters?.failedCount),
		'skipped-count': show(counters?.skippedCount),
		'total-bytes': show(counters?.totalBytes),
		'copied-bytes': show(counters?.copiedBytes),
		progress: counters?.percent?.toFixed(1) ?? ''
	}
	try {
		// Written at once: the toolkit's setOutput opens the file for each of them, and loads node:crypto for its delimiter.
		if (!process.env.GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT is not set')
		// A file that is not there would be made, and read by nobody.
		if (!(0, external_node_fs_namespaceObject.existsSync)(process.env.GITHUB_OUTPUT)) throw new Error('GITHUB_OUTPUT names no file')
		;(0, external_node_fs_namespaceObject.appendFileSync)(process.env.GITHUB_OUTPUT, fileCommand(outputs))
		return true
	} catch (error) {
		core /* error */
			.z3(
				`The outputs of this step could not be written, so later steps do not see how it ended: ${reason(error)}. See that the disk is not full and that GITHUB_OUTPUT names a file that can be written.`,
				{ title: 'Outputs not written' }
			)
		return false
	}
})
/**
 * Values as the runner reads them from a file: `name<<delimiter`, the value, and the delimiter, each on its own line
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings).
 */
const fileCommand = (function fileCommand(values) {
	let delimiter
	do delimiter = `ghadelimiter_${Math.random().toString(36).slice(2)}`
	while (Object.values(values).some(((value) => value.includes(delimiter))))
	return Object.entries(values)
		.map((([name, value]) => `${name}<<${delimiter}\n${(0, credentials /* redact */.E$)(value)}\n${delimiter}\n`))
		.join('')
})
const show = (function show(value) {
	return value === undefined ? '' : String(value)
})
/** Best effort: a run is not worse for a summary that could not be written. */
const writeSummary = (function writeSummary({ envelope, requestId, text, said }, subject, seen) {
	const failed = envelope.Code === 'fail'
	const url = (0, workflow_run /* runUrl */.Vp)()
	const rows = {
		Operation: code(subject.operation),
		Job: code(subject.jobName),
		Region: code(subject.region),
		...rowsOf(seen),
		Code: failed ? `\u274c ${code('fail')} ${code(envelope.ErrorCode)}` : `\u2705 ${code('success')}`,
		'HTTP status': code(envelope.StatusCode?.toString() ?? ''),
		'Request ID': code(requestId ?? ''),
		Run: url === undefined ? '' : `<a href="${escapeHtml(url)}">${escapeHtml(url.split('/').at(-1) ?? '')}</a>`
	}
	const table = Object.entries(rows)
		.filter((([, cell]) => cell !== ''))
		.map((([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`))
	const chart = seen.course?.chart() ?? ''
	const explanation =
		failed || seen.note !== undefined ? `<p>${escapeHtml((0, credentials /* redact */.E$)(text)).replaceAll('&#10;', '<br>')}</p>` : ''
	const quotation = said === '' ? '' : `<pre>${escapeHtml(said)}</pre>`
	try {
		// All in one line of HTML, in which GitHub reads no Markdown. (The toolkit's builder would only add to dist.)
		;(0, external_node_fs_namespaceObject.appendFileSync)(
			process.env.GITHUB_STEP_SUMMARY ?? '',
			`<table>${table.join('')}</table>${explanation}${quotation}\n${chart === '' ? '' : `\n${chart}\n`}`
		)
	} catch (error) {
		core /* debug */
			.Yz(`The job summary was not written: ${reason(error)}`)
	}
})
/** What was seen of the job, before and after, as rows of the summary. */
const rowsOf = (function rowsOf({ before, job, counters }) {
	const change = ((of) => {
		const [first, last] = [before, job].map(((seen) => (seen === undefined ? '' : code(of(seen)))))
		return first === '' || first === last ? (last ?? '') : `${first} \u2192 ${last}`
	})
	const rate = ({ importQos }) => (importQos === undefined ? '' : `${importQos.maxBandWidth} bit/s, ${importQos.maxImportTaskQps} files/s`)
	const files =
		counters?.copiedCount === undefined
			? ''
			: `${counters.copiedCount} of ${counters.totalCount ?? '?'} (${counters.failedCount ?? '?'} failed, ${counters.skippedCount ?? '?'} skipped)`
	return {
		State: change(({ status }) => status ?? ''),
		Throttling: change(rate),
		Files: code(files),
		Size: code(counters?.copiedBytes === undefined ? '' : counters.bytes),
		Progress: code(counters?.percent === undefined ? '' : `${counters.percent.toFixed(1)} %`)
	}
})
const code = (function code(text) {
	return text === '' ? '' : `<code>${escapeHtml((0, result /* shorten */.ml)((0, credentials /* redact */.E$)(text), MAX_CELL))}</code>`
})
const escapeHtml = (function escapeHtml(text) {
	return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
})
/**
 * JSON without keys, and that the runner cannot take for a command. No line of it begins with `::`, but a runner also
 * obeys the older form `##[name]`, anywhere in a line. The escape means the same to whoever parses the JSON.
 */
const json = (function json(envelope, indent) {
	const redacted = ((_, value) =>
		typeof value === 'string' ? (0, credentials /* redact */.E$)(value) : typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value)
	return JSON.stringify(envelope, redacted, indent).replaceAll('##[', '##\\u005b')
})
function reason(error) {
	return error instanceof Error ? error.message : String(error)
}

// EXTERNAL MODULE: ./src/service.ts
var service = __nccwpck_require__(448)

// CONCATENATED MODULE: ./src/run.ts

/** How a run tells what happens on the way. (To pass all of @actions/core would put all of it into dist.) */
const TELL = { info: core /* info */.pq, notice: core /* notice */.lm, warning: core /* warning */.$e }
/** One run of the action: inputs, credentials, operation, result, report. */
const run = (async function run() {
	// A run that ends without a report has failed, whatever ended it.
	process.exitCode = core /* ExitCode */.yU.Failure
	const secrets = (0, credentials /* readSecrets */.ql)()
	const subject = {
		operation: (0, src_inputs /* input */.hF)('operation'),
		jobName: (0, src_inputs /* input */.hF)('job-name'),
		region: (0, src_inputs /* input */.hF)('region')
	}
	const seen = {}
	const result = await attempt(subject, seen, secrets)
	report(result, subject, seen)
})
const attempt = (async function attempt(subject, seen, secrets) {
	try {
		const inputs = await (0, src_inputs /* readInputs */.Ko)()
		subject.region = inputs.endpoint.region
		for (const text of inputs.warnings) (0, core /* warning */.$e)(text)
		for (const text of inputs.notices) (0, core /* notice */.lm)(text)
		const { maxAttempts, timeoutSeconds } = inputs
		const signal = (0, cancellation /* watchForCancellation */.G_)()
		const limits = (0, persist /* startLimits */.t9)({ maxAttempts, timeoutSeconds, timeoutName: 'timeout-seconds', signal })
		const credential = await (0, credentials /* findCredentials */.gD)(inputs, secrets, limits, TELL)
		const userId = await accountFor(inputs, credential, limits)
		const client = new Client({ credential, endpoint: inputs.endpoint, userAgent: (0, workflow_run /* userAgent */.N1)() })
		const reach = { client, credential, userId, jobName: inputs.jobName, tell: TELL, seen }
		;(0, core /* info */.pq)((0, operations /* describe */.q0)(inputs, userId))
		const sentAt = Date.now()
		const done = await (0, operations /* carryOut */.u0)((0, service /* reachJob */.h)({ ...reach, limits }), inputs, seen, TELL)
		seen.changed = done.changed
		if (inputs.wait.until === 'accepted' || inputs.dryRun) return (0, result /* success */.kX)(done, subject, seen)
		const { waitFor } = await __nccwpck_require__.e(/* import() */ 910).then(__nccwpck_require__.bind(__nccwpck_require__, 910))
		return (0, result /* success */.kX)(await waitFor(done, inputs, { ...reach, signal, sentAt }), subject, seen)
	} catch (error) {
		return await failure(error)
	}
})
/** The account to act on: asks for it only where it is not known, or must be confirmed. Empty where none is needed. */
const accountFor = (async function accountFor(inputs, credential, limits) {
	const { endpoint, userId, allowedAccountIds } = inputs
	const isKnown = userId !== '' || !endpoint.isMgw
	if (isKnown && allowedAccountIds.length === 0) return userId
	const { findAccount } = await __nccwpck_require__.e(/* import() */ 124).then(__nccwpck_require__.bind(__nccwpck_require__, 124))
	return findAccount(inputs, credential, limits, TELL)
})

// CONCATENATED MODULE: ./src/index.ts

/** How long the process may outlive its report, in ms. */
const GRACE = 1000
run().finally((() => {
	// By now nothing is under way. A connection to a proxy that does not answer keeps Node alive all the same, and cannot
	// be ended otherwise. (Nor can the look-up of a name, for which even process.exit waits, until the resolver gives
	// up.) This timer keeps nothing alive itself.
	setTimeout(() => process.exit(), GRACE).unref()
}))
