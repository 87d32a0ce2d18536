import type { Endpoint } from '@alicloud/hcs-mgw20240626'
import { input } from '../runner/environment.ts'
import { readEndpoint, readSts, warnAboutAddresses } from './address.ts'
import { readAllowedAccounts, readRole, readUserId } from './identity.ts'
import { readBatchOptions, readJobs } from './job-selection.ts'
import { type Operation, readOperation, readOperationName, readWait, warnAboutWait } from './operation.ts'
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
export type Inputs<T extends Operation = Operation> = Omit<ReturnType<typeof readInputs>, 'operation'> & {
  operation: T
}

/** @throws ActionError with mgwutil's code if an input is invalid */
export function readInputs() {
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
  const target: Target = { operation: name, jobName, region: endpoint.region, endpoint, isSingle: jobs.isSingle }
  return {
    target,
    operation,
    jobs,
    batch: readBatchOptions(jobs, name, dryRun),
    endpoint,
    /** The main account's ID. Empty if no input contains it. */
    userId,
    /** The accounts that the step is allowed to act on. Empty if it can act on any. */
    allowedAccountIds: readAllowedAccounts(userId),
    role,
    sts,
    /** The most attempts for each request, including the first. */
    maxAttempts: readNumber('max-attempts', 1, 100),
    /** The time limit for a change, with all its attempts. */
    timeoutSeconds: readNumber('timeout-seconds', 1, 86_400),
    /** Whether to check the job first and send nothing if it is already in the requested state. */
    idempotent: readBoolean('idempotent'),
    dryRun,
    wait,
    /** Messages for the user, to log as annotations. */
    warnings: [...warnings, ...warnAboutAddresses(endpoint, sts), ...warnAboutWait(name, wait, dryRun)],
    notices
  }
}
