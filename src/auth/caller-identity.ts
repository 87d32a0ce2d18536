import { randomUUID } from 'node:crypto'
import { invalidResponse, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import { hostAndPort } from '../http/send.ts'
import type { Address } from '../inputs/address.ts'
import { type RetryPolicy, retry } from '../retry/retry.ts'
import { isExpired } from '../retry/transient.ts'
import type { Limits } from '../runner/clock.ts'
import type { RenewableCredentials } from './session.ts'
import { callSts, type StsResponse, signAcs3 } from './sts.ts'

/** Asks STS which account the credentials belong to, which needs no permission. Throws the errors of `retry`. */
export async function getCallerIdentity(
  sts: Address,
  credentials: RenewableCredentials,
  policy: RetryPolicy,
  limits: Limits
): Promise<string> {
  const attempt = async (options: RequestOptions): Promise<StsResponse> => {
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
