import { ClientError } from '@alicloud/hcs-mgw20240626'
import { input } from '../runner/environment.ts'
import { quote } from '../text/words.ts'
import { hintOfRounding } from './numbers.ts'

/**
 * The job's name. The service's pages disagree on upper case, so both are accepted.
 *
 * @throws ClientError `InvalidArgument` when it cannot be one
 */
export function readJobName(): string {
  const name = input('job-name')
  if (/^[a-z\d][\w-]{2,62}$/i.test(name)) return name
  throw new ClientError(
    'InvalidArgument',
    name === ''
      ? 'job-name is not set. Set it to the name of the job: 3 to 63 characters out of letters, digits, - and _.'
      : `job-name is ${quote(name)}, but a job name has 3 to 63 characters out of letters, digits, - and _, and does not start with - or _.${hintOfRounding(name)}`
  )
}
