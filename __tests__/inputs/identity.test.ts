import { describe, expect, test } from '@jest/globals'
import { errorOf, type InvalidInputs, ROLE, read, testRejected } from './support.ts'

describe('account IDs', () => {
  testRejected([
    ['InvalidArgument', ['allowed-account-ids is ","', 'without an ID'], { 'allowed-account-ids': ',' }],
    ['InvalidArgument', ['user-id is "me@example.com"', 'console'], { 'user-id': 'me@example.com' }],
    [
      'InvalidArgument',
      ['starts with the account ID 111', 'user-id is 222'],
      { endpoint: '111.cn-hangzhou.mgw.aliyuncs.com', 'user-id': '222' }
    ],
    [
      'InvalidArgument',
      ['role-to-assume is a role of the account 1234567890123456', 'user-id is 42'],
      { ...ROLE, 'user-id': '42' }
    ],
    [
      'InvalidArgument',
      ['oidc-provider-arn is of the account 7', 'role-to-assume is a role of the account 1234567890123456'],
      { ...ROLE, 'oidc-provider-arn': 'acs:ram::7:oidc-provider/github' }
    ],
    [
      'InvalidArgument',
      ['starts with the account ID 111', 'role-to-assume is a role of the account 1234567890123456'],
      { ...ROLE, endpoint: '111.cn-hangzhou.mgw.aliyuncs.com' }
    ],
    [
      'AccountNotAllowed',
      ['allows only 1, 2.', 'the account 1234567890123456.'],
      { ...ROLE, 'allowed-account-ids': '1, 2' }
    ],
    ['AccountNotAllowed', ['the account 42.'], { 'user-id': '42', 'allowed-account-ids': '1' }]
  ])

  test('rejects an account from the environment that is not allowed', () => {
    const error = errorOf(() => read({ 'allowed-account-ids': '1' }, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }))
    expect(error).toMatchObject({ code: 'AccountNotAllowed', message: expect.stringContaining('the account 43') })
  })

  test.each([
    [{ 'user-id': '42' }, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '42'],
    [ROLE, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '1234567890123456'],
    [ROLE, { ALIBABA_CLOUD_ACCOUNT_ID: 'me' }, '1234567890123456'],
    [{ ...ROLE, 'user-id': '1234567890123456' }, {}, '1234567890123456'],
    [{ endpoint: '42.cn-hangzhou.mgw.aliyuncs.com' }, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '42'],
    [{}, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '43'],
    [{}, {}, '']
  ])('inputs %j and environment %j give the account %j', (inputs, env, userId) => {
    expect(read(inputs, env).userId).toBe(userId)
  })

  test('adds a notice if the endpoint contains the account ID', () => {
    expect(read({ endpoint: '42.cn-hangzhou.mgw.aliyuncs.com' }).notices[0]).toContain(
      'already starts with the account ID'
    )
  })
})

describe('role', () => {
  testRejected(
    (
      [
        ['access-key-id', ['access-key-id', 'role-to-assume', 'either'], 'LTAI5tExample'],
        ['oidc-provider-arn', ['role-to-assume is set, but oidc-provider-arn'], ''],
        ['role-to-assume', ['oidc-provider-arn is set, but role-to-assume'], ''],
        ['role-to-assume', ['role-to-assume is "my-role"', 'must be acs:ram::<account-id>:role/<name>'], 'my-role'],
        ['oidc-provider-arn', ['oidc-provider-arn is "github"', 'oidc-provider/'], 'github'],
        ['role-session-name', ['role-session-name is "a"', '2 to 64'], 'a']
      ] as const
    ).map(([name, texts, value]): InvalidInputs => ['InvalidArgument', [...texts], { ...ROLE, [name]: value }])
  )

  test('is read with its session', () => {
    expect(read({ ...ROLE, 'role-session-expiration': '900' }).role).toEqual({
      roleArn: ROLE['role-to-assume'],
      providerArn: ROLE['oidc-provider-arn'],
      audience: 'sts.aliyuncs.com',
      sessionName: '',
      expiration: 900
    })
  })
})
