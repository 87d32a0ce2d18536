'use strict'
exports.id = 541
exports.ids = [541]
exports.modules = {
	541: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		// EXTERNAL MODULE: external "node:crypto"
		var external_node_crypto_ = __nccwpck_require__(598)
		// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/errors.ts
		var errors = __nccwpck_require__(949)
		// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/endpoint.ts
		var endpoint = __nccwpck_require__(299)
		// EXTERNAL MODULE: ./packages/hcs-mgw20240626/src/transport.ts
		var transport = __nccwpck_require__(869)
		// EXTERNAL MODULE: ./src/credentials.ts
		var src_credentials = __nccwpck_require__(29)
		// EXTERNAL MODULE: ./src/inputs.ts + 2 modules
		var inputs = __nccwpck_require__(331)
		// EXTERNAL MODULE: ./src/persist.ts
		var persist = __nccwpck_require__(195)
		// EXTERNAL MODULE: ./src/workflow-run.ts + 5 modules
		var workflow_run = __nccwpck_require__(562)

		// CONCATENATED MODULE: ./src/sts.ts

		/** STS's API version (https://api.aliyun.com/document/Sts/2015-04-01/overview). */
		const STS_VERSION = '2015-04-01'
		/**
		 * Asks STS which account the keys belong to. Needs no permission.
		 *
		 * @throws MgwError with STS's code; what `persist` throws
		 */
		async function getCallerIdentity(sts, credential, limits, tell) {
			const { AccountId } = await (0, persist /* persist */.Zr)(limits, {
				what: 'GetCallerIdentity',
				attempt: async () => {
					const credentials = await credential.getCredential()
					const host = sts.port === undefined ? sts.hostname : `${sts.hostname}:${sts.port}`
					const headers = signAcs3(host, 'GetCallerIdentity', credentials, new Date(), (0, external_node_crypto_.randomUUID)())
					return callSts(sts, '/', { ...headers, accept: 'application/json' }, '', limits)
				},
				say: tell.info
			})
			if (typeof AccountId === 'string' && /^[0-9]{1,63}$/.test(AccountId)) return AccountId
			throw (0, errors /* invalidResponse */.Ff)('The answer of STS holds no account ID.')
		}
		/**
		 * Posts to STS and reads its JSON.
		 *
		 * @throws MgwError with STS's code, or `InvalidResponse`
		 */
		async function callSts(sts, target, headers, body, limits) {
			const response = await (0, transport /* send */.t)(
				{
					method: 'POST',
					endpoint: sts,
					hostname: sts.hostname,
					target,
					headers: { ...headers, 'user-agent': (0, workflow_run /* userAgent */.N1)() },
					body
				},
				limits.forAttempt()
			)
			const answer = readJson('STS', response)
			if (response.statusCode >= 200 && response.statusCode < 300) return answer
			const code = (0, errors /* identifier */.Cv)(sts_text(answer.Code))
			if (code === undefined)
				throw (0, errors /* invalidResponse */.Ff)(
					`The answer of STS (HTTP ${response.statusCode}) holds no error code.`,
					response.statusCode
				)
			const { statusCode } = response
			throw new errors /* MgwError */.WC(
				code,
				sts_text(answer.Message),
				{
					statusCode,
					requestId: (0, errors /* identifier */.Cv)(sts_text(answer.RequestId)) ?? null,
					hostId: sts_text(answer.HostId) || null,
					Recommend: sts_text(answer.Recommend) || null
				},
				response.headers
			)
		}
		/** @throws MgwError `InvalidResponse` when an answer is not a JSON object */
		function readJson(who, { statusCode, headers, body }) {
			try {
				const answer = JSON.parse(body.toString('utf8'))
				if (typeof answer === 'object' && answer !== null) return answer
			} catch {}
			throw (0, errors /* invalidResponse */.Ff)(`The answer of ${who} (HTTP ${statusCode}) is not JSON.`, statusCode, headers)
		}
		function sts_text(value) {
			return typeof value === 'string' ? value : ''
		}
		/**
		 * The headers of an RPC call without body or query, signed with ACS3-HMAC-SHA256
		 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature).
		 */
		function signAcs3(host, action, { accessKeyId, accessKeySecret, securityToken }, time, nonce) {
			const hash = (0, external_node_crypto_.createHash)('sha256').update('').digest('hex')
			const headers = {
				host,
				...(securityToken && { 'x-acs-accesskey-id': accessKeyId }),
				'x-acs-action': action,
				'x-acs-content-sha256': hash,
				'x-acs-date': `${time.toISOString().slice(0, 19)}Z`,
				...(securityToken && { 'x-acs-security-token': securityToken }),
				'x-acs-signature-nonce': nonce,
				'x-acs-version': STS_VERSION
			}
			const names = Object.keys(headers).sort()
			const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('')
			const canonicalRequest = ['POST', '/', '', canonicalHeaders, names.join(';'), hash].join('\n')
			const stringToSign = `ACS3-HMAC-SHA256\n${(0, external_node_crypto_.createHash)('sha256').update(canonicalRequest).digest('hex')}`
			const signature = (0, external_node_crypto_.createHmac)('sha256', accessKeySecret).update(stringToSign).digest('hex')
			return {
				...headers,
				authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
			}
		}

		// CONCATENATED MODULE: ./src/keyless.ts

		// All that speaks to STS is one chunk of dist.

		/** A session is renewed when it has less than this left, in ms. */
		const RENEW_BEFORE = 5 * 60_000
		/**
		 * Signs in as a RAM role with GitHub's token for this workflow run, and again whenever the session is about to end.
		 * No stored key is needed.
		 *
		 * @returns a provider whose `getCredential` throws ClientError `InvalidArgument` when the workflow may not have such a
		 *   token, MgwError with STS's code when it refuses, and what `persist` throws
		 */
		function signIn(keyless, sts, limits, tell) {
			let session
			return {
				async getCredential(within) {
					// Whoever says nothing of time gets what there is: to sign in takes some.
					const isDue = within !== undefined && (session?.expiration ?? 0) - Date.now() < RENEW_BEFORE
					if (session === undefined || isDue) {
						tell.info(`Signing in as ${keyless.roleArn}`)
						session = await openSession(keyless, sts, within ?? limits, tell)
					}
					return session.credentials
				}
			}
		}
		async function openSession(keyless, sts, limits, tell) {
			const token = await (0, persist /* persist */.Zr)(limits, {
				what: "GitHub's token",
				attempt: () => getGitHubToken(keyless.audience, limits),
				say: tell.info
			})
			return (0, persist /* persist */.Zr)(limits, {
				what: 'AssumeRoleWithOIDC',
				attempt: () => assumeRole(keyless, sts, token, limits),
				say: tell.info
			})
		}
		/** GitHub's token for this run (https://docs.github.com/en/actions/reference/security/oidc). */
		async function getGitHubToken(audience, limits) {
			const [url, bearer] = [
				(0, inputs /* environment */.cA)('ACTIONS_ID_TOKEN_REQUEST_URL'),
				(0, inputs /* environment */.cA)('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
			]
			if (url === '' || bearer === '') {
				throw new errors /* ClientError */.MZ(
					'InvalidArgument',
					'role-to-assume needs a token of GitHub for this run, which this job is not allowed to get (a run for a pull request from a fork never is). Add to the job, beside the permissions that it needs for other things:\npermissions:\n  id-token: write'
				)
			}
			;(0, src_credentials /* mask */.dK)(bearer)
			const { protocol = '', host = '', pathname, search = '' } = URL.parse(url) ?? {}
			const address = (0, endpoint /* parseAddress */.or)('ACTIONS_ID_TOKEN_REQUEST_URL', `${protocol}//${host}`)
			const response = await (0, transport /* send */.t)(
				{
					method: 'GET',
					endpoint: address,
					hostname: address.hostname,
					target: `${pathname}${search}${search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`,
					headers: { authorization: `Bearer ${bearer}`, accept: 'application/json', 'user-agent': (0, workflow_run /* userAgent */.N1)() }
				},
				limits.forAttempt()
			)
			const { statusCode } = response
			if (statusCode < 200 || statusCode >= 300)
				throw (0, errors /* invalidResponse */.Ff)(
					`GitHub gave out no token for this run (HTTP ${statusCode}).`,
					statusCode,
					response.headers
				)
			const value = sts_text(readJson('GitHub', response).value)
			if (value === '') throw (0, errors /* invalidResponse */.Ff)("GitHub's answer holds no token.", statusCode)
			;(0, src_credentials /* mask */.dK)(value)
			return value
		}
		async function assumeRole(keyless, sts, token, limits) {
			const query = new URLSearchParams({
				Action: 'AssumeRoleWithOIDC',
				Version: STS_VERSION,
				Format: 'JSON',
				Timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
				SignatureNonce: (0, external_node_crypto_.randomUUID)()
			})
			const form = new URLSearchParams({
				RoleArn: keyless.roleArn,
				OIDCProviderArn: keyless.providerArn,
				OIDCToken: token,
				RoleSessionName: keyless.sessionName || (0, workflow_run /* defaultSessionName */.te)(),
				DurationSeconds: String(keyless.expiration)
			})
			const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
			try {
				return readSession(keyless, await callSts(sts, `/?${query}`, headers, form.toString(), limits))
			} catch (error) {
				throw error instanceof errors /* MgwError */.WC && error.statusCode !== undefined && error.code !== 'InvalidResponse'
					? withClaims(error, token)
					: error
			}
		}
		function readSession(keyless, { Credentials: credentials }) {
			const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = credentials ?? {}
			const [accessKeyId, accessKeySecret, securityToken] = [sts_text(AccessKeyId), sts_text(AccessKeySecret), sts_text(SecurityToken)]
			for (const secret of [accessKeyId, accessKeySecret, securityToken]) (0, src_credentials /* mask */.dK)(secret)
			if (![accessKeyId, accessKeySecret, securityToken].every((part) => /^[!-~]+$/.test(part))) {
				throw (0, errors /* invalidResponse */.Ff)('The answer of STS holds no credentials.')
			}
			const expiration = Date.parse(sts_text(Expiration)) || Date.now() + keyless.expiration * 1000
			return {
				credentials: { accessKeyId, accessKeySecret, securityToken },
				expiration
			}
		}
		/** STS's refusal, with what the token says and what a trust policy must match. Never the token itself. */
		function withClaims(error, token) {
			const said = claims(token)
			const advice = [
				error.message,
				`GitHub's token for this run has sub ${JSON.stringify(said.sub)} and aud ${JSON.stringify(said.aud)}.`,
				"The role's trust policy must match exactly this sub, and the OIDC provider must list this aud.",
				`There are two forms of sub: ${formsOfSub(said).join(', and for repositories created or renamed since July 2026 ')}.`
			]
			return new errors /* MgwError */.WC(error.code, advice.join(' '), error.data, error.headers)
		}
		/** A subject in its old and in its new form: a policy that was written for one of them does not match the other. */
		function formsOfSub({ sub, repository, repository_id, repository_owner_id }) {
			const [owner, name] = sts_text(repository).split('/')
			const [, rest] = /^repo:[^:]*(:.*)$/s.exec(sts_text(sub)) ?? []
			if (rest === undefined || !owner || !name) return ['repo:owner/name:\u2026', 'repo:owner@id/name@id:\u2026']
			return [`repo:${owner}/${name}${rest}`, `repo:${owner}@${repository_owner_id}/${name}@${repository_id}${rest}`]
		}
		/** What a token says of itself, unverified: for a message only. */
		function claims(token) {
			try {
				return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) ?? {}
			} catch {
				return {}
			}
		}

		Object.assign(__webpack_exports__, {
			getCallerIdentity: /* reexport */ getCallerIdentity,
			signIn: signIn
		})
	}
}
