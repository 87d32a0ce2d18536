import { ClientError, type CredentialProvider } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from '../inputs/inputs.ts'
import type { RetryOptions } from '../retry/retry.ts'
import { getCallerIdentity } from './sts.ts'

/**
 * The ID of the main account to act on. STS is asked whose the keys are only where the account is not known, or must be
 * confirmed. Empty where no account is needed.
 *
 * @throws ClientError `AccountNotAllowed` when it is not among the allowed ones; what STS refuses, or `retry` throws
 */
export async function findAccount(
  { endpoint, userId, allowedAccountIds, sts }: Inputs,
  credential: CredentialProvider,
  options: RetryOptions
): Promise<string> {
  const isKnown = userId !== '' || !endpoint.isMgw
  if (isKnown && allowedAccountIds.length === 0) return userId
  options.logger.info(`Asking STS (${sts.hostname}) which account the keys belong to`)
  const owner = await getCallerIdentity(sts, credential, options)
  const account = userId || owner
  if (allowedAccountIds.length > 0) requireAllowed(account, owner, allowedAccountIds)
  if (!isKnown)
    options.logger.notice(
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
