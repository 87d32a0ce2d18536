import { ClientError, type Endpoint } from '@alicloud/hcs-mgw20240626'
import { environment, input } from '../runner/environment.ts'
import { quote } from '../text/words.ts'
import { hintOfRounding } from './numbers.ts'
import type { Role } from './role.ts'

const WHERE_TO_FIND_IT =
  "It is the main account's ID: in the Alibaba Cloud console, open the menu of your profile picture (top right); it is also the number in the ARN of every role of the account."

/**
 * The main account's ID, empty where nobody gives it, and what to tell the user about it.
 *
 * @throws ClientError `InvalidArgument` when it is none, or not that of the endpoint
 */
export function readUserId(
  endpoint: Endpoint,
  role: Role | undefined
): { userId: string; notices: string[] } {
  const sources = [
    ['user-id', input('user-id')],
    ['ALIBABA_CLOUD_ACCOUNT_ID', environment('ALIBABA_CLOUD_ACCOUNT_ID')],
    ['the account of role-to-assume', role?.roleArn.split(':')[3] ?? '']
  ] as const
  const [name, userId] = sources.find(([, id]) => id !== '') ?? sources[0]
  if (userId !== '' && !/^[0-9]{1,63}$/.test(userId)) {
    throw new ClientError(
      'InvalidArgument',
      `${name} is ${quote(userId)}, but an account ID has digits only.${hintOfRounding(userId)} ${WHERE_TO_FIND_IT}`
    )
  }
  if (!endpoint.isMgw || endpoint.userId === undefined) return { userId, notices: [] }
  return { userId: endpoint.userId, notices: [useEndpointAsIs(endpoint, name, userId)] }
}

function useEndpointAsIs({ hostname, userId: inEndpoint }: Endpoint, name: string, userId: string): string {
  if (userId !== '' && userId !== inEndpoint) {
    throw new ClientError(
      'InvalidArgument',
      `endpoint ${hostname} starts with the account ID ${inEndpoint}, but ${name} is ${userId}. Leave the account ID out of endpoint.`
    )
  }
  return `endpoint ${hostname} already starts with the account ID and is used as it is. It may be left out there.`
}

/** @throws ClientError `InvalidArgument` when allowed-account-ids holds none, or what is no account ID */
export function readAllowedAccounts(): string[] {
  const text = input('allowed-account-ids')
  if (text === '') return []
  const ids = text.split(/[\s,]+/).filter((id) => id !== '')
  if (ids.length === 0) {
    throw new ClientError(
      'InvalidArgument',
      `allowed-account-ids is ${quote(text)}, which names no account. Are the variables that it is made of set?`
    )
  }
  const wrong = ids.find((id) => !/^[0-9]+$/.test(id))
  if (wrong === undefined) return ids
  throw new ClientError(
    'InvalidArgument',
    `allowed-account-ids holds ${quote(wrong)}, but an account ID has digits only.${hintOfRounding(wrong)}`
  )
}
