import { getInput } from '@actions/core'
import {
  type Address,
  ClientError,
  type Endpoint,
  parseAddress,
  resolveEndpoint
} from '@alicloud/hcs-mgw20240626'
import { DEFAULTS, type InputName } from './contract.ts'
import { nearest } from './nearest.ts'

/** What to do to the job. */
export type Task =
  | { operation: 'get-job' }
  | { operation: 'start-job' | 'pause-job' | 'close-job' }
  | {
      operation: 'update-qos'
      /** In bit/s. */
      maxBandwidth: bigint
      /** Files per second. */
      maxQps: bigint
    }

/** A task that changes the job. */
export type Change = Exclude<Task, { operation: 'get-job' }>

/** What to wait for when the service has accepted the change. */
export interface Wait {
  until: 'accepted' | 'applied' | 'finished'
  timeoutSeconds: number
  intervalSeconds: number
  failOnFailedFiles: boolean
}

/** Everything the action was asked for, checked. */
export interface Inputs {
  task: Task
  jobName: string
  endpoint: Endpoint
  /** The main account's ID; empty where it is not known yet, or not needed. */
  userId: string
  /** The accounts that may be acted on; empty when all may. */
  allowedAccountIds: string[]
  /** How to sign in without keys, when that was asked for. */
  keyless: Keyless | undefined
  sts: Address
  /** How many times a request is made at the most, the first one included. */
  maxAttempts: number
  /** How long all attempts may take together, in seconds. */
  timeoutSeconds: number
  /** Whether to send nothing when the job already is as asked. */
  idempotent: boolean
  /** Whether to look at the job only, and to say what would change. */
  dryRun: boolean
  wait: Wait
  /** What the user should know although the call goes on. */
  warnings: string[]
  notices: string[]
}

/** What signing in without stored keys needs. */
export interface Keyless {
  roleArn: string
  providerArn: string
  audience: string
  /** Empty for one that is made from the workflow run. */
  sessionName: string
  /** In seconds. */
  expiration: number
}

/** The operations by the names that a user may write. */
const OPERATIONS = {
  'start-job': 'start-job',
  'resume-job': 'start-job',
  'pause-job': 'pause-job',
  'close-job': 'close-job',
  'update-qos': 'update-qos',
  'get-job': 'get-job'
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
export async function readInputs(): Promise<Inputs> {
  const operation = readOperation()
  const jobName = readJobName()
  const { task, warnings } = readTask(operation)
  const endpoint = readEndpoint()
  const keyless = await readKeyless()
  const { userId, notices } = readUserId(endpoint, keyless)
  return {
    task,
    jobName,
    endpoint,
    userId,
    allowedAccountIds: readAllowedAccounts(),
    keyless,
    sts: readSts(endpoint),
    maxAttempts: readNumber('max-attempts', 1, 100),
    timeoutSeconds: readNumber('timeout-seconds', 1, 86_400),
    idempotent: readBoolean('idempotent'),
    dryRun: readBoolean('dry-run'),
    wait: readWait(operation),
    warnings: [...warnings, ...regionMismatch(endpoint), ...unusedProxy()],
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
  // The service's rule; its pages disagree on upper case, so both are accepted. (The flag `i` takes 0.1 ms.)
  if (/^[A-Za-z\d][\w-]{2,62}$/.test(name)) return name
  throw new ClientError(
    'InvalidArgument',
    name === ''
      ? 'job-name is not set. Set it to the name of the job: 3 to 63 characters out of letters, digits, - and _.'
      : `job-name is ${quote(name)}, but a job name has 3 to 63 characters out of letters, digits, - and _, and does not start with - or _.`
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

export function readNumber(name: InputName, least: number, most: number): number {
  const text = input(name)
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new ClientError(
    'InvalidArgument',
    `${name} is ${quote(text)}, but it must be a whole number from ${least} to ${most}.`
  )
}

function readBoolean(name: InputName): boolean {
  const text = input(name).toLowerCase()
  if (text === 'true' || text === 'false') return text === 'true'
  throw new ClientError('InvalidArgument', `${name} is ${quote(input(name))}, but it must be true or false.`)
}

function readWait(operation: Task['operation']): Wait {
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

function readEndpoint(): Endpoint {
  const endpoint = input('endpoint')
  const region = input('region')
  const fallback = environment('ALIBABA_CLOUD_REGION_ID')
  const resolved = resolveEndpoint(endpoint, region || (endpoint === '' ? fallback : ''))
  // The region that an endpoint of MGW names counts for more than one that merely stands in the environment.
  return endpoint === '' || region !== '' || resolved.isMgw || fallback === ''
    ? resolved
    : resolveEndpoint(endpoint, fallback)
}

/** Node uses proxies of http: and https: only, and passes over others without a word. */
function unusedProxy(): string[] {
  const proxy = environment('https_proxy') || environment('HTTPS_PROXY')
  if (proxy === '' || /^https?:\/\//i.test(proxy)) return []
  return ['HTTPS_PROXY is not a URL that begins with http:// or https://, so no proxy is used.']
}

function regionMismatch({ isMgw, hostname, region }: Endpoint): string[] {
  if (!isMgw || hostname.split('.').includes(region)) return []
  return [
    `region is ${quote(region)}, but the endpoint ${hostname} is of another region: the service will refuse the signature.`
  ]
}

function readSts(endpoint: Endpoint): Address {
  const address = input('sts-endpoint')
  if (address !== '') return parseAddress('sts-endpoint', address)
  const region =
    input('region') || environment('ALIBABA_CLOUD_REGION_ID') || (endpoint.isMgw ? endpoint.region : '')
  return parseAddress('sts-endpoint', region === '' ? 'sts.aliyuncs.com' : `sts.${region}.aliyuncs.com`)
}

async function readKeyless(): Promise<Keyless | undefined> {
  if (input('role-to-assume') === '' && input('oidc-provider-arn') === '') return undefined
  const { checkKeyless } = await import('./keyless-inputs.ts')
  return checkKeyless()
}

function readAllowedAccounts(): string[] {
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
    `allowed-account-ids holds ${quote(wrong)}, but an account ID has digits only.`
  )
}

/** An environment variable without the spaces around it. Empty is the same as not set. */
export function environment(name: string): string {
  return process.env[name]?.trim() ?? ''
}

function readUserId(endpoint: Endpoint, keyless: Keyless | undefined): { userId: string; notices: string[] } {
  const inRole = keyless?.roleArn.split(':')[3] ?? ''
  const userId = input('user-id') || environment('ALIBABA_CLOUD_ACCOUNT_ID') || inRole
  if (userId !== '' && !/^[0-9]{1,63}$/.test(userId)) {
    throw new ClientError(
      'InvalidArgument',
      `user-id is ${quote(userId)}, but an account ID has digits only. ${WHERE_TO_FIND_IT}`
    )
  }
  if (!endpoint.isMgw || endpoint.userId === undefined) return { userId, notices: [] }
  return { userId: endpoint.userId, notices: [useEndpointAsIs(endpoint, userId)] }
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
export function quote(value: string): string {
  return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value)
}

export function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
