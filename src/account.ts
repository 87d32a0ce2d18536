import { ClientError, type CredentialProvider } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from './inputs.ts'
import type { Limits } from './persist.ts'
import type { Teller } from './service.ts'

/**
 * The ID of the main account to act on, confirmed or found out by asking STS whose the keys are.
 *
 * @throws ClientError `AccountNotAllowed` when it is not among the allowed ones; what STS refuses, or `persist` throws
 */
export async function findAccount(
  { endpoint, userId, allowedAccountIds, sts }: Inputs,
  credential: CredentialProvider,
  limits: Limits,
  tell: Teller
): Promise<string> {
  tell.info(`Asking STS (${sts.hostname}) which account the keys belong to`)
  const { getCallerIdentity } = await import('./keyless.ts')
  const owner = await getCallerIdentity(sts, credential, limits, tell)
  const account = userId || owner
  if (allowedAccountIds.length > 0) requireAllowed(account, owner, allowedAccountIds)
  if (endpoint.isMgw && userId === '')
    tell.notice(
      `The keys belong to the account ${owner}. Set user-id to "${owner}" to save the request that found this out.`
    )
  return account
}

function requireAllowed(account: string, owner: string, allowed: string[]): void {
  const problem = allowed.includes(owner)
    ? account === owner
      ? undefined
      : `user-id is ${account}, but the keys belong to the account ${owner}.`
    : `The keys belong to the account ${owner}, which is not among them.`
  if (problem === undefined) return
  throw new ClientError(
    'AccountNotAllowed',
    `allowed-account-ids allows ${allowed.join(', ')}. ${problem} Nothing was sent to the migration service.`
  )
}
