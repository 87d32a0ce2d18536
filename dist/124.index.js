'use strict'
exports.id = 124
exports.ids = [124]
exports.modules = {
	124: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(949)

		/**
		 * The ID of the main account to act on, confirmed or found out by asking STS whose the keys are.
		 *
		 * @throws ClientError `AccountNotAllowed` when it is not among the allowed ones; what STS refuses, or `persist` throws
		 */
		async function findAccount({ endpoint, userId, allowedAccountIds, sts }, credential, limits, tell) {
			tell.info(`Asking STS (${sts.hostname}) which account the keys belong to`)
			const { getCallerIdentity } = await __nccwpck_require__.e(/* import() */ 541).then(__nccwpck_require__.bind(__nccwpck_require__, 541))
			const owner = await getCallerIdentity(sts, credential, limits, tell)
			const account = userId || owner
			if (allowedAccountIds.length > 0) requireAllowed(account, owner, allowedAccountIds)
			if (endpoint.isMgw && userId === '')
				tell.notice(`The keys belong to the account ${owner}. Set user-id to "${owner}" to save the request that found this out.`)
			return account
		}
		function requireAllowed(account, owner, allowed) {
			const problem = allowed.includes(owner)
				? account === owner
					? undefined
					: `user-id is ${account}, but the keys belong to the account ${owner}.`
				: `The keys belong to the account ${owner}, which is not among them.`
			if (problem === undefined) return
			throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_0__ /* .ClientError */.MZ(
				'AccountNotAllowed',
				`allowed-account-ids allows ${allowed.join(', ')}. ${problem} Nothing was sent to the migration service.`
			)
		}

		Object.assign(__webpack_exports__, {
			findAccount: findAccount
		})
	}
}
