import { type Endpoint, parseMgwHost } from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import { environment, input } from '../runner/environment.ts'
import { joinWithAnd, quote } from '../text.ts'
import { readMatching, readNumber, roundingHint } from './values.ts'

/**
 * Reads the main account's ID from the step's inputs, or from the environment if none of them contains it.
 *
 * @returns the ID, or an empty string if it isn't known, and notices for the user
 */
export function readUserId({ hostname }: Endpoint, role?: Role): { userId: string; notices: string[] } {
  const inEndpoint = parseMgwHost(hostname)?.userId ?? ''
  const written: [userId: string, text: string][] = [
    readAccountId('user-id', input('user-id')),
    [accountIn(role?.roleArn), `role-to-assume is a role of the account ${accountIn(role?.roleArn)}`],
    [accountIn(role?.providerArn), `oidc-provider-arn is of the account ${accountIn(role?.providerArn)}`],
    [inEndpoint, `endpoint ${hostname} starts with the account ID ${inEndpoint}`]
  ]
  const known = written.filter(([id]) => id !== '')
  const [[userId, text] = readAccountId(VARIABLE, environment(VARIABLE)), ...others] = known
  const [, other] = others.find(([id]) => id !== userId) ?? []
  if (other !== undefined) throw invalid(`${other}, but ${text}. Both must be the account that owns the job.`)
  const notice = `endpoint ${hostname} already starts with the account ID. You can leave it out there.`
  return { userId, notices: inEndpoint === '' ? [] : [notice] }
}

const VARIABLE = 'ALIBABA_CLOUD_ACCOUNT_ID'

function readAccountId(name: string, userId: string): [userId: string, text: string] {
  if (/^[0-9]{0,63}$/.test(userId)) return [userId, `${name} is ${userId}`]
  throw invalid(
    `${name} is ${quote(userId)}, but an account ID has digits only.${roundingHint(userId)} Find the main account's ID in the Alibaba Cloud console, in the menu under your profile picture (top right), or in the ARN of any of its roles.`
  )
}

function accountIn(arn = ''): string {
  return arn.split(':')[3] ?? ''
}

/**
 * Reads which accounts the step is allowed to act on.
 *
 * @param userId the account that the step acts on, if it is known
 * @throws ActionError `AccountNotAllowed` if it isn't one of them
 */
export function readAllowedAccounts(userId: string): string[] {
  const text = input('allowed-account-ids')
  const ids = text.split(/[\s,]+/).filter((id) => id !== '')
  if (text !== '' && ids.length === 0) {
    throw invalid(`allowed-account-ids is ${quote(text)}, without an ID. Check that the variables used in it are set.`)
  }
  const malformed = ids.find((id) => !/^[0-9]+$/.test(id))
  if (malformed !== undefined) {
    throw invalid(
      `allowed-account-ids contains ${quote(malformed)}, but an account ID has digits only.${roundingHint(malformed)}`
    )
  }
  if (ids.length > 0 && userId !== '' && !ids.includes(userId)) {
    throw accountNotAllowed(ids, `The step acts on the account ${userId}`)
  }
  return ids
}

export function accountNotAllowed(allowed: string[], problem: string): ActionError {
  const message = `${problem}. allowed-account-ids allows only ${allowed.join(', ')}. Nothing was sent to the migration service.`
  return new ActionError('AccountNotAllowed', message)
}

export const KEY_INPUTS = ['access-key-id', 'access-key-secret', 'security-token'] as const

export type Role = NonNullable<ReturnType<typeof readRole>>

const ROLE_ARN = /^acs:ram::\d+:role\/[\w.-]{1,64}$/
const PROVIDER_ARN = /^acs:ram::\d+:oidc-provider\/[\w.-]{1,128}$/
const SESSION_NAME = /^([\w.@-]{2,64})?$/

/** The RAM role to assume with a GitHub OIDC token, without a stored access key. */
export function readRole() {
  const roleArn = input('role-to-assume')
  const providerArn = input('oidc-provider-arn')
  if (roleArn === '' && providerArn === '') return undefined
  const keys = KEY_INPUTS.filter((name) => input(name) !== '')
  if (roleArn !== '' && keys.length > 0) {
    throw invalid(`Both ${joinWithAnd(keys)} and role-to-assume are set. Set either keys or a role.`)
  }
  if (roleArn === '') throw invalid('oidc-provider-arn is set, but role-to-assume is not.')
  if (providerArn === '') throw invalid('role-to-assume is set, but oidc-provider-arn is not.')
  return {
    roleArn: readMatching('role-to-assume', ROLE_ARN, 'be acs:ram::<account-id>:role/<name>'),
    providerArn: readMatching('oidc-provider-arn', PROVIDER_ARN, 'be acs:ram::<account-id>:oidc-provider/<name>'),
    audience: input('audience'),
    /** Empty for the default, which identifies the workflow run. */
    sessionName: readMatching('role-session-name', SESSION_NAME, 'have 2 to 64 letters, digits, and .@-_'),
    /** The session's duration, in seconds. */
    expiration: readNumber('role-session-expiration', 900, 43_200)
  }
}
