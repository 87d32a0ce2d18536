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
import { hostAndPort, send } from './http/send.ts'
import { isOwnHost } from './inputs/address.ts'
import { type Inputs, readInputs, readTarget, type Target } from './inputs/inputs.ts'
import type { Service } from './job/job-client.ts'
import { failure } from './job/result.ts'
import { describeRates } from './job/states.ts'
import { redact } from './redact.ts'
import { printJob, report, type StepResult } from './report/report.ts'
import { ClockSkew } from './retry/clock-skew.ts'
import type { RetryPolicy } from './retry/retry.ts'
import { watchForCancellation } from './runner/cancellation.ts'
import { startDeadline, systemClock } from './runner/clock.ts'
import { validateNode } from './runner/environment.ts'
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
  const stopWatching = reportDefects(() => target)
  try {
    validateNode(process.versions.node)
    const inputs = readInputs()
    target = inputs.target
    for (const text of inputs.warnings) runnerLogger.warning(text)
    for (const text of inputs.notices) runnerLogger.notice(text)
    const { policy, stsPolicy, limits } = start(inputs)
    const credentials = await resolveCredentials(inputs, secrets, stsPolicy, limits)
    const userId = await resolveAccount(inputs, credentials, stsPolicy, limits)
    const client = new Client({
      credential: credentials,
      endpoint: inputs.endpoint,
      httpClient: send,
      userAgent: userAgent(),
      maskSecret: mask,
      redact
    })
    const service = { client, credentials, userId }
    const step = { inputs, service, policy, limits, onEnd: printJob.bind(undefined, target) }
    const jobs = await resolveJobs(step)
    if ('names' in jobs) {
      announce(inputs, jobs.names, service)
      result = await runJobs(jobs.names, step)
    } else result = jobs
  } catch (error) {
    result = { outcome: failure(error, false) }
  }
  stopWatching()
  report(result, target)
}

/** Reports errors outside of `run`, such as one in a callback, and an end without a result. Returns how to stop that. */
function reportDefects(target: () => Target): () => void {
  const reportDefect = (error: unknown): void => {
    stop()
    report({ outcome: failure(error, undefined) }, target())
    process.exit()
  }
  const onExit = (): void => reportDefect(new Error('The action stopped without a result.'))
  const stop = (): void => void process.off('uncaughtException', reportDefect).off('exit', onExit)
  process.on('uncaughtException', reportDefect).on('exit', onExit)
  return stop
}

function start({ maxAttempts, timeoutSeconds, endpoint, sts }: Inputs) {
  const [clock, logger] = [systemClock, runnerLogger]
  const clockSkew = new ClockSkew(logger, !isOwnHost(endpoint))
  const policy: RetryPolicy = { maxAttempts, maxDelay: Number.POSITIVE_INFINITY, clock, logger, clockSkew }
  // What one server says of the time counts for another only if both are Alibaba Cloud's.
  const isShared = isOwnHost(endpoint) && isOwnHost(sts)
  const stsPolicy = isShared ? policy : { ...policy, clockSkew: new ClockSkew(logger, !isOwnHost(sts)) }
  const deadline = startDeadline('timeout-seconds', timeoutSeconds, clock)
  return { policy, stsPolicy, limits: { deadline, signal: watchForCancellation() } }
}

/** Logs the operation, its jobs, and where requests go. */
function announce({ jobs, operation, endpoint, wait }: Inputs, names: string[], service: Service): void {
  const what = jobs.isSingle ? names.join() : plural(names.length, 'job')
  const values = operation.name === 'update-qos' ? ` to ${describeRates(operation)}` : ''
  const host = hostAndPort({ ...endpoint, hostname: hostFor(endpoint, service.userId) })
  runnerLogger.info(`${operation.name} ${what}${values} at ${endpoint.protocol}//${host} (region ${endpoint.region})`)
  warnIfCredentialsMayExpire(wait, service.credentials, runnerLogger)
}
