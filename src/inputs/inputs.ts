import type { Endpoint } from '@alicloud/hcs-mgw20240626'
import { input } from '../runner/environment.ts'
import { type Address, readEndpoint, readSts, warnAboutAddresses } from './address.ts'
import { type Role, readAllowedAccounts, readRole, readUserId } from './identity.ts'
import { type BatchOptions, type JobSelection, readBatchOptions, readJobs } from './job-selection.ts'
import { type Operation, readOperation, readOperationName, readWait, type Wait, warnAboutWait } from './operation.ts'
import { readBoolean, readNumber, validateInputNames } from './values.ts'

/** What the step is about, as reports name it. */
export interface Target {
  operation: string
  jobName: string
  region: string
  /** Undefined if the inputs are invalid. */
  endpoint: Endpoint | undefined
  /** Whether `job-name` is one plain name. */
  isSingle: boolean
}

/** The target as far as it is known before the inputs are validated. */
export function readTarget(): Target {
  const [operation, jobName, region] = [input('operation'), input('job-name'), input('region')]
  return { operation, jobName, region, endpoint: undefined, isSingle: true }
}

/** All inputs except the credentials, validated. */
export interface Inputs<T extends Operation = Operation> {
  target: Target
  operation: T
  jobs: JobSelection
  batch: BatchOptions
  endpoint: Endpoint
  /** The main account's ID. Empty if no input contains it. */
  userId: string
  /** The accounts that the step is allowed to act on. Empty if it can act on any. */
  allowedAccountIds: string[]
  role: Role | undefined
  sts: Address
  /** The most attempts for each request, including the first. */
  maxAttempts: number
  /** The time limit for a change, with all its attempts. */
  timeoutSeconds: number
  /** Whether to check the job first and send nothing if it is already in the requested state. */
  idempotent: boolean
  dryRun: boolean
  wait: Wait
  /** Messages for the user, to log as annotations. */
  warnings: string[]
  notices: string[]
}

/** @throws ActionError with mgwutil's code if an input is invalid */
export function readInputs(): Inputs {
  validateInputNames()
  const name = readOperationName()
  const jobs = readJobs()
  const { operation, warnings } = readOperation(name, jobs.isSingle)
  const endpoint = readEndpoint()
  const role = readRole()
  const { userId, notices } = readUserId(endpoint, role)
  const sts = readSts(endpoint)
  const dryRun = readBoolean('dry-run')
  const wait = readWait(name)
  const jobName = jobs.isSingle ? jobs.include.join() : input('job-name')
  return {
    target: { operation: name, jobName, region: endpoint.region, endpoint, isSingle: jobs.isSingle },
    operation,
    jobs,
    batch: readBatchOptions(jobs, name, dryRun),
    endpoint,
    userId,
    allowedAccountIds: readAllowedAccounts(userId),
    role,
    sts,
    maxAttempts: readNumber('max-attempts', 1, 100),
    timeoutSeconds: readNumber('timeout-seconds', 1, 86_400),
    idempotent: readBoolean('idempotent'),
    dryRun,
    wait,
    warnings: [...warnings, ...warnAboutAddresses(endpoint, sts), ...warnAboutWait(name, wait, dryRun)],
    notices
  }
}
