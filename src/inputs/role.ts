import { ClientError } from '@alicloud/hcs-mgw20240626'
import type { InputName } from '../runner/contract.ts'
import { input } from '../runner/environment.ts'
import { list, quote } from '../text/words.ts'
import { readNumber } from './numbers.ts'

/** The role to sign in as without stored keys. */
export interface Role {
  roleArn: string
  providerArn: string
  audience: string
  /** Empty for one that is made from the workflow run. */
  sessionName: string
  /** How long a session lasts, in seconds. */
  expiration: number
}

/**
 * The role to sign in as, if that is asked for.
 *
 * @throws ClientError `InvalidArgument` for what is wrong
 */
export function readRole(): Role | undefined {
  const roleArn = input('role-to-assume')
  const providerArn = input('oidc-provider-arn')
  if (roleArn === '' && providerArn === '') return undefined
  const keys = (['access-key-id', 'access-key-secret', 'security-token'] as const).filter(
    (name) => input(name) !== ''
  )
  if (roleArn !== '' && keys.length > 0) {
    throw new ClientError(
      'InvalidArgument',
      `Both ${list(keys)} and role-to-assume are set. Set either keys or a role.`
    )
  }
  if (roleArn === '' || providerArn === '') {
    const [set, missing] =
      roleArn === '' ? ['oidc-provider-arn', 'role-to-assume'] : ['role-to-assume', 'oidc-provider-arn']
    throw new ClientError('InvalidArgument', `${set} is set, but ${missing}, which belongs to it, is not.`)
  }
  requireArn('role-to-assume', /^acs:ram::\d+:role\/[\w.-]{1,64}$/, 'acs:ram::<account-id>:role/<name>')
  requireArn(
    'oidc-provider-arn',
    /^acs:ram::\d+:oidc-provider\/[\w.-]{1,128}$/,
    'acs:ram::<account-id>:oidc-provider/<name>'
  )
  const sessionName = input('role-session-name')
  if (sessionName !== '' && !/^[\w.@-]{2,64}$/.test(sessionName)) {
    throw new ClientError(
      'InvalidArgument',
      `role-session-name is ${quote(sessionName)}, but it must have 2 to 64 characters out of letters, digits and .@-_`
    )
  }
  return {
    roleArn,
    providerArn,
    audience: input('audience'),
    sessionName,
    expiration: readNumber('role-session-expiration', 900, 43_200)
  }
}

function requireArn(name: InputName, form: RegExp, example: string): void {
  if (form.test(input(name))) return
  throw new ClientError(
    'InvalidArgument',
    `${name} is ${quote(input(name))}, but it must look like ${example}.`
  )
}
