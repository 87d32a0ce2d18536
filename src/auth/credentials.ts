import type { Inputs } from '../inputs/inputs.ts'
import type { Wait } from '../inputs/wait.ts'
import type { RetryOptions } from '../retry/retry.ts'
import type { Logger } from '../runner/logger.ts'
import { type RenewableCredentials, signIn } from './session.ts'
import { chooseKeys, leftOverToken, type Sources } from './sources.ts'

/**
 * Where the keys come from: the inputs, else signing in as a role, else the environment.
 *
 * @throws as `chooseKeys` and `signIn` do
 */
export async function findCredentials(
  { role, sts }: Inputs,
  sources: Sources,
  options: RetryOptions
): Promise<RenewableCredentials> {
  if (role !== undefined) return signIn(role, sts, options)
  const credentials = chooseKeys(sources)
  for (const text of leftOverToken(sources)) options.logger.warning(text)
  return {
    getCredential: async () => credentials,
    renew: async () => false,
    endUnrenewed: credentials.securityToken !== undefined
  }
}

/** How long the sessions of aliyun/configure-aliyun-credentials-action last unless told otherwise, in seconds. */
const USUAL_SESSION = 1800

/** Keys that cannot be renewed may end before a wait does. */
export function warnOfShortKeys(
  { until, timeoutSeconds }: Wait,
  { endUnrenewed }: RenewableCredentials,
  logger: Logger
): void {
  if (!endUnrenewed || until === 'accepted' || timeoutSeconds <= USUAL_SESSION) return
  logger.warning(
    `The keys are temporary and cannot be renewed by this step, and they may end before the wait of ${Math.round(timeoutSeconds / 60)} min does (sessions of aliyun/configure-aliyun-credentials-action last 30 min unless role-session-expiration says otherwise). Sign in with role-to-assume in this step, or let the session last longer.`
  )
}
