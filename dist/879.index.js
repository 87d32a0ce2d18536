'use strict'
exports.id = 879
exports.ids = [879]
exports.modules = {
	879: (__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {
		var _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(949)
		var _inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(331)

		/**
		 * Reads and checks what signing in without keys needs.
		 *
		 * @throws ClientError `InvalidArgument` for what is wrong
		 */
		function checkKeyless() {
			const roleArn = (0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)('role-to-assume')
			const providerArn = (0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)('oidc-provider-arn')
			const keys = ['access-key-id', 'access-key-secret', 'security-token'].filter(
				(name) => (0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)(name) !== ''
			)
			if (roleArn !== '' && keys.length > 0) {
				throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .ClientError */.MZ(
					'InvalidArgument',
					`Both ${(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .list */.p_)(keys)} and role-to-assume are set. Set either keys or a role.`
				)
			}
			if (roleArn === '' || providerArn === '') {
				const [set, missing] = roleArn === '' ? ['oidc-provider-arn', 'role-to-assume'] : ['role-to-assume', 'oidc-provider-arn']
				throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .ClientError */.MZ(
					'InvalidArgument',
					`${set} is set, but ${missing}, which belongs to it, is not.`
				)
			}
			requireArn('role-to-assume', /^acs:ram::\d+:role\/[\w.-]{1,64}$/, 'acs:ram::<account-id>:role/<name>')
			requireArn('oidc-provider-arn', /^acs:ram::\d+:oidc-provider\/[\w.-]{1,128}$/, 'acs:ram::<account-id>:oidc-provider/<name>')
			const sessionName = (0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)('role-session-name')
			if (sessionName !== '' && !/^[\w.@-]{2,64}$/.test(sessionName)) {
				throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .ClientError */.MZ(
					'InvalidArgument',
					`role-session-name is ${(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .quote */.hD)(sessionName)}, but it must have 2 to 64 characters out of letters, digits and .@-_`
				)
			}
			return {
				roleArn,
				providerArn,
				audience: (0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)('audience'),
				sessionName,
				expiration: (0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .readNumber */.kz)('role-session-expiration', 900, 43_200)
			}
		}
		function requireArn(name, form, example) {
			if (form.test((0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)(name))) return
			throw new _alicloud_hcs_mgw20240626__WEBPACK_IMPORTED_MODULE_1__ /* .ClientError */.MZ(
				'InvalidArgument',
				`${name} is ${(0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .quote */.hD)((0, _inputs_js__WEBPACK_IMPORTED_MODULE_0__ /* .input */.hF)(name))}, but it must look like ${example}.`
			)
		}

		Object.assign(__webpack_exports__, {
			checkKeyless: checkKeyless
		})
	}
}
