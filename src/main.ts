import { ExitCode } from '@actions/core'
import { Client, hostFor } from '@alicloud/hcs-mgw20240626'
import {
  readCredentialSources,
  resolveAccount,
  resolveCredentials,
  warnIfCredentialsMayExpire
} from './auth/credentials.ts'
import { runJobs } from './batch/batch.ts'
import { resolveJobs } from './batch/select-jobs.ts'
import { send } from './http/send.ts'
import { type Inputs, readInputs, readTarget } from './inputs/inputs.ts'
import type { Service } from './job/job-client.ts'
import { describeRates } from './job/states.ts'
import { printJob, report, type StepResult } from './report/report.ts'
import { ClockSkew } from './retry/clock-skew.ts'
import type { RetryPolicy } from './retry/retry.ts'
import { watchForCancellation } from './runner/cancellation.ts'
import { type Limits, startDeadline, systemClock } from './runner/clock.ts'
import { runnerLogger } from './runner/logger.ts'
import { mask } from './runner/secrets.ts'
import { userAgent } from './runner/workflow-run.ts'
import { plural } from './text.ts'

/** Runs the action: inputs, credentials, jobs, operation, report. */
export async function run(): Promise<void> {
  // A run that ends without a report has failed.
  process.exitCode = ExitCode.Failure
  const secrets = readCredentialSources()
  let target = readTarget()
  let result: StepResult
  try {
    const inputs = readInputs()
    target = inputs.target
    for (const text of inputs.warnings) runnerLogger.warning(text)
    for (const text of inputs.notices) runnerLogger.notice(text)
    const { policy, limits } = start(inputs)
    const credentials = await resolveCredentials(inputs, secrets, policy, limits)
    const userId = await resolveAccount(inputs, credentials, policy, limits)
    const { endpoint } = inputs
    const config = { credential: credentials, endpoint, httpClient: send, userAgent: userAgent(), maskSecret: mask }
    const client = new Client(config)
    const service = { client, credentials, userId }
    const jobs = await resolveJobs(inputs, service, policy, limits)
    if ('names' in jobs) {
      announce(inputs, jobs.names, service)
      const onEnd = printJob.bind(undefined, target)
      result = await runJobs(jobs.names, { inputs, service, policy, limits, onEnd })
    } else result = jobs
  } catch (error) {
    result = { error }
  }
  report(result, target)
}

function start({ maxAttempts, timeoutSeconds }: Inputs): { policy: RetryPolicy; limits: Limits } {
  const [clock, logger] = [systemClock, runnerLogger]
  const maxDelay = Number.POSITIVE_INFINITY
  const deadline = startDeadline('timeout-seconds', timeoutSeconds, clock)
  return {
    policy: { maxAttempts, maxDelay, clock, logger, clockSkew: new ClockSkew(logger) },
    limits: { deadline, signal: watchForCancellation() }
  }
}

/** Logs the operation, its jobs, and where requests go. */
function announce({ jobs, operation, endpoint, wait }: Inputs, names: string[], service: Service): void {
  const what = jobs.isSingle ? names.join() : plural(names.length, 'job')
  const values = operation.name === 'update-qos' ? ` to ${describeRates(operation)}` : ''
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`
  const url = `${endpoint.protocol}//${hostFor(endpoint, service.userId)}${port}`
  runnerLogger.info(`${operation.name} ${what}${values} at ${url} (region ${endpoint.region})`)
  warnIfCredentialsMayExpire(wait, service.credentials, runnerLogger)
}
