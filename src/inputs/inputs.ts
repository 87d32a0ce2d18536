import type { Address, Endpoint } from '@alicloud/hcs-mgw20240626'
import { INPUTS } from '../runner/contract.ts'
import type { Timetable } from '../timetable/timetable.ts'
import type { Zone } from '../timetable/zone.ts'
import { readAllowedAccounts, readUserId } from './account.ts'
import { foreignServers, readEndpoint, readSts, regionMismatch, unusedProxy } from './endpoint.ts'
import { readJobName } from './job-name.ts'
import { type Many, readMany } from './many.ts'
import { refuseUnderscores } from './misspelt.ts'
import { readBoolean, readNumber } from './numbers.ts'
import { type OperationName, readOperation } from './operation.ts'
import { type Role, readRole } from './role.ts'
import { readThrottling, type Throttling, unusedThrottling } from './throttling.ts'
import { readTimetable, unusedTimetable } from './timetable.ts'
import { readWait, type Wait } from './wait.ts'

/** What to do to the job. */
export type Operation =
  | { name: 'get-job' }
  | { name: 'start-job' | 'pause-job' | 'close-job' }
  | ({ name: 'update-qos' } & Throttling)
  | ApplyTimetable

/** To put the job into the state that the hour says. */
export interface ApplyTimetable {
  name: 'apply-timetable'
  timetable: Timetable
  zone: Zone
}

/** One change of the job. */
export type Change = Exclude<Operation, { name: 'get-job' | 'apply-timetable' }>

/** A look at the job, or one change of it. */
export type SingleOperation = Exclude<Operation, ApplyTimetable>

/** Everything the action was asked for, checked. */
export interface Inputs<Asked extends Operation = Operation> {
  operation: Asked
  /** Empty where there are several. */
  jobName: string
  /** What to work on where that is not one job. */
  many: Many | undefined
  endpoint: Endpoint
  /** The main account's ID; empty where it is not known yet, or not needed. */
  userId: string
  /** The accounts that may be acted on; empty when all may. */
  allowedAccountIds: string[]
  /** The role to sign in as, when that was asked for. */
  role: Role | undefined
  sts: Address
  /** How many times a request is made at the most, the first attempt included. */
  maxAttempts: number
  /** How long all attempts at the change may take together, in seconds. */
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

/**
 * Reads and checks every input but the credentials.
 *
 * @throws ClientError with mgwutil's code for what is wrong
 */
export function readInputs(): Inputs {
  refuseUnderscores(INPUTS)
  const name = readOperation()
  const jobName = readJobName()
  const { operation, warnings } = readParameters(name)
  const endpoint = readEndpoint()
  const role = readRole()
  const { userId, notices } = readUserId(endpoint, role)
  const sts = readSts(endpoint)
  const dryRun = readBoolean('dry-run')
  return {
    operation,
    jobName: typeof jobName === 'string' ? jobName : '',
    many: readMany(typeof jobName === 'string' ? undefined : jobName, name, dryRun),
    endpoint,
    userId,
    allowedAccountIds: readAllowedAccounts(),
    role,
    sts,
    maxAttempts: readNumber('max-attempts', 1, 100),
    timeoutSeconds: readNumber('timeout-seconds', 1, 86_400),
    idempotent: readBoolean('idempotent'),
    dryRun,
    wait: readWait(name),
    warnings: [...warnings, ...regionMismatch(endpoint), ...foreignServers(endpoint, sts), ...unusedProxy()],
    notices
  }
}

/** An operation with what it is given beyond the job. */
function readParameters(name: OperationName): { operation: Operation; warnings: string[] } {
  if (name === 'apply-timetable') {
    const { timetable, zone, warnings } = readTimetable()
    return { operation: { name, timetable, zone }, warnings: [...warnings, ...unusedThrottling()] }
  }
  if (name !== 'update-qos') {
    return { operation: { name }, warnings: [...unusedThrottling(), ...unusedTimetable()] }
  }
  const { throttling, warnings } = readThrottling()
  return { operation: { name, ...throttling }, warnings: [...warnings, ...unusedTimetable()] }
}
