import { randomUUID } from 'node:crypto'
import querystring from 'node:querystring'
import { type Credentials, hostFor, invalidResponse, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import { PROXY_VARIABLES } from '../http/proxy.ts'
import { connectAhead, hostAndPort } from '../http/send.ts'
import type { Address } from '../inputs/address.ts'
import { accountNotAllowed, KEY_INPUTS } from '../inputs/identity.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Wait } from '../inputs/operation.ts'
import { type RetryPolicy, retry } from '../retry/retry.ts'
import { isExpired } from '../retry/transient.ts'
import type { Limits } from '../runner/clock.ts'
import { INPUTS } from '../runner/contract.ts'
import { environment, input } from '../runner/environment.ts'
import type { Logger } from '../runner/logger.ts'
import { mask } from '../runner/secrets.ts'
import { ELLIPSIS } from '../text.ts'
import { readTokenEndpoint } from './github-token.ts'
import { type RenewableCredentials, signIn } from './session.ts'
import { callSts, signAcs3 } from './sts.ts'

/**
 * Resolves the credentials from the inputs, a session of the role, or the environment.
 *
 * @throws ActionError for missing or invalid credentials, and the errors of `signIn`
 */
export async function resolveCredentials(
  { role, sts, endpoint, userId }: Inputs,
  sources: CredentialSources,
  policy: RetryPolicy,
  limits: Limits
): Promise<RenewableCredentials> {
  if (role !== undefined) {
    // Fails before a connection is opened.
    readTokenEndpoint()
    // Both are ready when GitHub's token is, which saves up to four round trips.
    for (const address of [sts, { ...endpoint, hostname: hostFor(endpoint, userId) }]) connectAhead(address)
    return signIn(role, sts, policy, limits)
  }
  const credentials = chooseCredentials(sources, policy.logger)
  return {
    getCredential: async () => credentials,
    renew: async () => false,
    isTemporary: credentials.securityToken !== undefined
  }
}

/** The default session length of aliyun/configure-aliyun-credentials-action, in seconds. */
const USUAL_SESSION = 1800

export function warnIfCredentialsMayExpire(wait: Wait, { isTemporary }: RenewableCredentials, logger: Logger): void {
  if (!isTemporary || wait.until === 'accepted' || wait.timeoutSeconds <= USUAL_SESSION) return
  const minutes = Math.round(wait.timeoutSeconds / 60)
  logger.warning(
    `The credentials are temporary, and this step can't renew them if they expire during the wait of ${minutes} min. Use role-to-assume in this step, or set role-session-expiration of aliyun/configure-aliyun-credentials-action (default: 30 min).`
  )
}

/** A source of credentials: the inputs, or one set of environment variables. Each has an ID, a secret and a token. */
interface Source {
  names: readonly [id: string, secret: string, token: string]
  /** Empty if not set. */
  values: string[]
}

export type CredentialSources = [inputs: Source, ...variables: Source[]]

/** aliyun/configure-aliyun-credentials-action exports the same credentials under three sets of names. */
const VARIABLES = [
  ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
  ['ALIBABACLOUD_ACCESS_KEY_ID', 'ALIBABACLOUD_ACCESS_KEY_SECRET', 'ALIBABACLOUD_SECURITY_TOKEN'],
  ['ALICLOUD_ACCESS_KEY', 'ALICLOUD_SECRET_KEY', 'ALICLOUD_SECURITY_TOKEN']
] as const

/** Reads and masks every secret of this step, used or not. Call it before anything is logged. */
export function readCredentialSources(): CredentialSources {
  const sources: CredentialSources = [
    { names: KEY_INPUTS, values: KEY_INPUTS.map(input) },
    ...VARIABLES.map((names) => ({ names, values: names.map(environment) }))
  ]
  for (const { values } of sources) values.forEach(mask)
  mask(input('source-access-secret'))
  mask(environment('ACTIONS_ID_TOKEN_REQUEST_TOKEN'))
  for (const proxy of PROXY_VARIABLES.map(environment).filter(Boolean)) {
    // The URL may be invalid, so it isn't parsed as one.
    const [, password = ''] = /^(?:[a-z]+:\/\/)?[^:@]*:(.*)@/is.exec(proxy) ?? []
    for (const form of [password, querystring.unescape(password)]) if (!isInOwnInput(form)) mask(form)
  }
  return sources
}

const SECRET_INPUTS: readonly string[] = [...KEY_INPUTS, 'source-access-secret']

/** Whether masking a proxy's password would also hide a job's name, or the name of an input. */
function isInOwnInput(password: string): boolean {
  const names = INPUTS.filter((name) => !SECRET_INPUTS.includes(name))
  return names.some((name) => name.includes(password) || input(name).includes(password))
}

/**
 * Chooses the inputs, or the first complete set of environment variables. Parts of two sources are never combined. Warns about
 * a token that doesn't belong to the key.
 *
 * @throws ActionError `EmptyAccessId`, `EmptyAccessSecret`, or `InvalidArgument` for a malformed key
 */
export function chooseCredentials(sources: CredentialSources, logger: Logger): Credentials {
  const source = chooseSource(sources)
  if (source === undefined) {
    const message = `No credentials found. Set access-key-id and access-key-secret; or set role-to-assume and oidc-provider-arn, which needs no stored key; or run aliyun/configure-aliyun-credentials-action in an earlier step. ${EMPTY_SECRETS}`
    throw new ActionError('EmptyAccessId', message)
  }
  const { names, values } = source
  const [accessKeyId = '', accessKeySecret = '', securityToken] = values
  const given = names.find((_, index) => values[index] !== '')
  const isMissing = (name: string): string => `${given} is set, but ${name} is not. ${EMPTY_SECRETS}`
  if (accessKeyId === '') throw new ActionError('EmptyAccessId', isMissing(names[0]))
  if (accessKeySecret === '') throw new ActionError('EmptyAccessSecret', isMissing(names[1]))
  for (const [index, value] of values.entries()) {
    const [, mistake] = MISTAKES.find(([form]) => form.test(value)) ?? []
    if (mistake !== undefined) throw invalid(`${names[index]} ${mistake}.`)
  }
  // Only a session's access key (`STS.…`) has a security token.
  if (accessKeyId.startsWith('LTAI') && securityToken) {
    const text = `${names[2]} is set, but ${names[0]} is a long-lived key (LTAI${ELLIPSIS}), which has no token.`
    logger.warning(`${text} Unset it: another step seems to have set it.`)
  }
  return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined }
}

function chooseSource([inputs, ...variables]: CredentialSources): Source | undefined {
  const isSet = ({ values }: Source): boolean => values.some((value) => value !== '')
  const isComplete = ({ values: [id, secret] }: Source): boolean => id !== '' && secret !== ''
  return isSet(inputs) ? inputs : (variables.find(isComplete) ?? variables.find(isSet))
}

const EMPTY_SECRETS =
  "Secrets are empty if they don't exist, and in runs for pull requests from forks and for Dependabot, which has its own."

/** What people paste instead of a key. */
const MISTAKES: [form: RegExp, what: string][] = [
  [/^(["'`]).*\1$/s, 'is in quotation marks. Remove them from the secret'],
  [/^\*+$/, 'is made of asterisks: it was masked where it was copied. Copy it from its source'],
  [/^(\$\{?\w+\}?|\$\{\{.*\}\}|%\w+%)$/, 'is the name of a variable. Pass its value, as an expression with secrets'],
  [/^(undefined|null|none|nil|nan)$/i, 'is not a key. Check where the value comes from'],
  // All three are printable ASCII. Two of them go into headers, which allow nothing else.
  [/[^!-~]/, 'contains a space, a line break or another character that no key has. Copy it again']
]

/**
 * Resolves the main account's ID: empty if the endpoint doesn't need one. Calls STS only if the account is unknown or has to
 * be confirmed.
 *
 * @throws ActionError `AccountNotAllowed`, and the errors of `getCallerIdentity`
 */
export async function resolveAccount(
  { endpoint, userId, allowedAccountIds, sts }: Inputs,
  credentials: RenewableCredentials,
  policy: RetryPolicy,
  limits: Limits
): Promise<string> {
  const isKnown = userId !== '' || hostFor(endpoint, '') === endpoint.hostname
  if (isKnown && allowedAccountIds.length === 0) return userId
  policy.logger.info(`Asking STS (${sts.hostname}) which account the credentials belong to`)
  const owner = await getCallerIdentity(sts, credentials, policy, limits)
  const account = userId || owner
  const belong = `The credentials belong to the account ${owner}`
  if (allowedAccountIds.length > 0 && !(allowedAccountIds.includes(owner) && account === owner)) {
    throw accountNotAllowed(allowedAccountIds, account === owner ? belong : `${belong}, but user-id is ${account}`)
  }
  if (!isKnown) policy.logger.notice(`${belong}. Set user-id to "${owner}" to save the request that asks for it.`)
  return account
}

/** Asks STS which account the credentials belong to, which needs no permission. Throws the errors of `retry`. */
export async function getCallerIdentity(
  sts: Address,
  credentials: RenewableCredentials,
  policy: RetryPolicy,
  limits: Limits
): Promise<string> {
  const attempt = async (options: RequestOptions) => {
    const time = new Date(options.time ?? Date.now())
    const call = { action: 'GetCallerIdentity', host: hostAndPort(sts), time, nonce: randomUUID() }
    const headers = { ...signAcs3(call, await credentials.getCredential()), accept: 'application/json' }
    return callSts({ ...sts, target: '/', headers, body: '' }, options)
  }
  const recover = async (error: unknown): Promise<boolean> => isExpired(error) && credentials.renew(limits, true)
  const { fields } = await retry({ name: 'GetCallerIdentity', attempt, recover }, policy, limits)
  const { AccountId } = fields
  if (typeof AccountId === 'string' && /^[0-9]{1,63}$/.test(AccountId)) return AccountId
  throw invalidResponse("STS's response contains no account ID.")
}
