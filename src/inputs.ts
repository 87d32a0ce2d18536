import { getInput } from '@actions/core'
import { ClientError, type Endpoint, resolveEndpoint } from '@alicloud/hcs-mgw20240626'
import { DEFAULTS, type InputName } from './contract.ts'
import { nearest } from './nearest.ts'

/** What to do to the job. */
export type Task =
  | { operation: 'start-job' | 'pause-job' | 'close-job' }
  | {
      operation: 'update-qos'
      /** In bit/s. */
      maxBandwidth: bigint
      /** Files per second. */
      maxQps: bigint
    }

/** Everything the action was asked for, checked. */
export interface Inputs {
  task: Task
  jobName: string
  endpoint: Endpoint
  /** The main account's ID; empty where the endpoint does not need one. */
  userId: string
  /** How many times a request is made at the most, the first one included. */
  maxAttempts: number
  /** How long all attempts may take together, in seconds. */
  timeoutSeconds: number
  /** What the user should know although the call goes on. */
  warnings: string[]
  notices: string[]
}

/** The operations by the names that a user may write. */
const OPERATIONS = {
  'start-job': 'start-job',
  'resume-job': 'start-job',
  'pause-job': 'pause-job',
  'close-job': 'close-job',
  'update-qos': 'update-qos'
} as const satisfies Record<string, Task['operation']>

const MAX_INT64 = 2n ** 63n - 1n

/** An input without the spaces around it. Empty is the same as not set, and then it is action.yml's default. */
export function input(name: InputName): string {
  return getInput(name) || (DEFAULTS[name] ?? '')
}

/**
 * Reads and checks every input but the credentials.
 *
 * @throws ClientError with mgwutil's code for what is wrong
 */
export function readInputs(): Inputs {
  const operation = readOperation()
  const jobName = readJobName()
  const { task, warnings } = readTask(operation)
  const endpoint = readEndpoint()
  const { userId, notices } = readUserId(endpoint)
  return {
    task,
    jobName,
    endpoint,
    userId,
    maxAttempts: readNumber('max-attempts', 1, 100),
    timeoutSeconds: readNumber('timeout-seconds', 1, 86_400),
    warnings: [...warnings, ...regionMismatch(endpoint)],
    notices
  }
}

function readOperation(): Task['operation'] {
  const name = input('operation')
  if (Object.hasOwn(OPERATIONS, name)) return OPERATIONS[name as keyof typeof OPERATIONS]
  const known = Object.keys(OPERATIONS)
  const problem =
    name === '' ? 'operation is not set.' : `operation is ${quote(name)}, which is not an operation.`
  const guess = nearest(name, known)
  throw new ClientError(
    'InvalidCommand',
    `${problem}${guess === undefined ? '' : ` Did you mean ${guess}?`} Set operation to one of ${list(known)}.`
  )
}

function readJobName(): string {
  const name = input('job-name')
  // The service's rule; its pages disagree on upper case, so both are accepted.
  if (/^[a-z\d][\w-]{2,62}$/i.test(name)) return name
  throw new ClientError(
    'InvalidArgument',
    `job-name is ${name === '' ? 'not set' : quote(name)}, but a job name has 3 to 63 characters out of letters, digits, - and _, and does not start with - or _.`
  )
}

function readTask(operation: Task['operation']): { task: Task; warnings: string[] } {
  if (operation === 'update-qos') return readThrottling()
  const warnings = (['max-bandwidth', 'max-qps'] as const)
    .filter((name) => input(name) !== '')
    .map(
      (name) =>
        `${name} is ${quote(input(name))}, which was ignored: ${input('operation')} does not change the throttling. Use operation update-qos for that.`
    )
  return { task: { operation }, warnings }
}

function readThrottling(): { task: Task; warnings: string[] } {
  const missing = (['max-bandwidth', 'max-qps'] as const).filter((name) => input(name) === '')
  if (missing.length > 0) {
    throw new ClientError(
      'InvalidArgument',
      `update-qos needs both max-bandwidth (in bit/s) and max-qps (files per second), but ${list(missing)} ${missing.length === 1 ? 'is' : 'are'} not set.`
    )
  }
  const task = {
    operation: 'update-qos',
    maxBandwidth: readInt64('max-bandwidth', 'bit/s, as in 100000000 for 100 Mbit/s'),
    maxQps: readInt64('max-qps', 'files per second, as in 500')
  } as const
  const warnings = (['max-bandwidth', 'max-qps'] as const)
    .filter((name) => BigInt(input(name)) === 0n)
    .map((name) => `${name} is 0 and is sent as it is, but the service documents no meaning for 0.`)
  return { task, warnings }
}

function readInt64(name: InputName, unit: string): bigint {
  const text = input(name)
  if (/^[0-9]{1,40}$/.test(text)) {
    const value = BigInt(text)
    if (value <= MAX_INT64) return value
  }
  throw new ClientError(
    'InvalidArgument',
    `${name} is ${quote(text)}, but it must be a whole number from 0 to ${MAX_INT64} in plain digits, in ${unit}.`
  )
}

function readNumber(name: InputName, least: number, most: number): number {
  const value = /^[0-9]{1,9}$/.test(input(name)) ? Number(input(name)) : Number.NaN
  if (value >= least && value <= most) return value
  throw new ClientError(
    'InvalidArgument',
    `${name} is ${quote(input(name))}, but it must be a whole number from ${least} to ${most}.`
  )
}

function readEndpoint(): Endpoint {
  const endpoint = input('endpoint')
  const region = input('region')
  const fallback = process.env.ALIBABA_CLOUD_REGION_ID?.trim() ?? ''
  const resolved = resolveEndpoint(endpoint, region || (endpoint === '' ? fallback : ''))
  // The region that an endpoint of MGW names counts for more than one that merely stands in the environment.
  return endpoint === '' || region !== '' || resolved.isMgw || fallback === ''
    ? resolved
    : resolveEndpoint(endpoint, fallback)
}

function regionMismatch({ isMgw, hostname, region }: Endpoint): string[] {
  if (!isMgw || hostname.split('.').includes(region)) return []
  return [
    `region is ${quote(region)}, but the endpoint ${hostname} is of another region: the service will refuse the signature.`
  ]
}

function readUserId(endpoint: Endpoint): { userId: string; notices: string[] } {
  const userId = input('user-id') || process.env.ALIBABA_CLOUD_ACCOUNT_ID?.trim() || ''
  if (userId !== '' && !/^[0-9]{1,63}$/.test(userId)) {
    throw new ClientError(
      'InvalidArgument',
      `user-id is ${quote(userId)}, but an account ID has digits only. ${WHERE_TO_FIND_IT}`
    )
  }
  if (!endpoint.isMgw) return { userId, notices: [] }
  if (endpoint.userId !== undefined)
    return { userId: endpoint.userId, notices: [useEndpointAsIs(endpoint, userId)] }
  if (userId !== '') return { userId, notices: [] }
  throw new ClientError('InvalidArgument', `user-id is not set. ${WHERE_TO_FIND_IT}`)
}

function useEndpointAsIs({ hostname, userId: inEndpoint }: Endpoint, userId: string): string {
  if (userId !== '' && userId !== inEndpoint) {
    throw new ClientError(
      'InvalidArgument',
      `endpoint ${hostname} starts with the account ID ${inEndpoint}, but user-id is ${userId}. Leave the account ID out of endpoint.`
    )
  }
  return `endpoint ${hostname} already starts with the account ID and is used as it is. It may be left out there.`
}

const WHERE_TO_FIND_IT =
  "It is the main account's ID: in the Alibaba Cloud console, open the menu of your profile picture (top right); it is also the number in the ARN of every role of the account."

/** A value in a message: what is odd about it becomes visible, and it cannot fill the log. */
function quote(value: string): string {
  return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value)
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
