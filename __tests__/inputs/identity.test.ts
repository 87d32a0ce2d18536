import { describe, expect, test } from '@jest/globals'
import { type InvalidInputs, ROLE, read, testRejected } from './support.ts'

describe('account IDs', () => {
  testRejected([
    ['InvalidArgument', ['allowed-account-ids is ","', 'names no account'], { 'allowed-account-ids': ',' }],
    ['InvalidArgument', ['user-id is "me@example.com"', 'console'], { 'user-id': 'me@example.com' }],
    [
      'InvalidArgument',
      ['starts with the account ID 111', 'user-id is 222'],
      { endpoint: '111.cn-hangzhou.mgw.aliyuncs.com', 'user-id': '222' }
    ]
  ])

  test.each([
    [{ 'user-id': '42' }, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '42'],
    [ROLE, { ALIBABA_CLOUD_ACCOUNT_ID: '43' }, '43'],
    [ROLE, {}, '1234567890123456'],
    [{ endpoint: '42.cn-hangzhou.mgw.aliyuncs.com' }, {}, '42'],
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
        [
          'role-to-assume',
          ['role-to-assume is "my-role"', 'must look like acs:ram::<account-id>:role/<name>'],
          'my-role'
        ],
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
