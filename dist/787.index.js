'use strict'
exports.id = 787
exports.ids = [787]
exports.modules = {
	787: (__unused_webpack_module, __webpack_exports__, __webpack_require__) => {
		__webpack_require__.r(__webpack_exports__)

		var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(949)

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
	}
}
