import { ClientError } from '@alicloud/hcs-mgw20240626'
import type { InputName } from '../runner/contract.ts'
import { givenInputs } from '../runner/environment.ts'

/**
 * Refuses an input that is written with `_` for `-`: the runner passes it on with a warning that is easily overlooked,
 * and without what it asks for a dry run would change the job.
 *
 * @throws ClientError `InvalidArgument`
 */
export function refuseUnderscores(known: readonly InputName[]): void {
  for (const name of givenInputs()) {
    const meant = known.find((one) => one.includes('-') && name !== one && name.replaceAll('_', '-') === one)
    if (meant === undefined) continue
    throw new ClientError('InvalidArgument', `${name} is not an input. Did you mean ${meant}?`)
  }
}
