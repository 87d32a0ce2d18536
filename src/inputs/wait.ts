import { ClientError } from '@alicloud/hcs-mgw20240626'
import { input } from '../runner/environment.ts'
import { quote } from '../text/words.ts'
import { readBoolean, readNumber } from './numbers.ts'
import type { OperationName } from './operation.ts'

/** What to wait for when the service has accepted the change. */
export interface Wait {
  until: 'accepted' | 'applied' | 'finished'
  timeoutSeconds: number
  intervalSeconds: number
  failOnFailedFiles: boolean
}

/** @throws ClientError `InvalidArgument` for what is wrong, or does not go with the operation */
export function readWait(operation: OperationName): Wait {
  const until = input('wait-for')
  if (until !== 'accepted' && until !== 'applied' && until !== 'finished') {
    throw new ClientError(
      'InvalidArgument',
      `wait-for is ${quote(until)}, but it must be one of accepted, applied and finished.`
    )
  }
  if (until === 'finished' && operation !== 'start-job' && operation !== 'get-job') {
    throw new ClientError(
      'InvalidArgument',
      `wait-for is finished, which is for start-job and get-job only, not for ${operation}.`
    )
  }
  if (until === 'applied' && operation === 'get-job') {
    throw new ClientError(
      'InvalidArgument',
      'wait-for is applied, but get-job changes nothing that could be applied.'
    )
  }
  return {
    until,
    timeoutSeconds: readNumber('wait-timeout-seconds', 1, 604_800),
    intervalSeconds: readNumber('poll-interval-seconds', 5, 3600),
    failOnFailedFiles: readBoolean('fail-on-failed-files')
  }
}
