import { ExitCode } from '@actions/core'
import { Client, hostFor } from '@alicloud/hcs-mgw20240626'
import { findAccount } from './auth/account.ts'
import { findCredentials, warnOfShortKeys } from './auth/credentials.ts'
import { readSecrets, type Sources } from './auth/sources.ts'
import { type Inputs, readInputs } from './inputs/inputs.ts'
import { reachJob } from './job/job.ts'
import type { OperationResult } from './job/result.ts'
import { describeGoal } from './job/states.ts'
import { operate } from './operations/operate.ts'
import { report } from './report/report.ts'
import type { Subject } from './report/subject.ts'
import { correctingClockSkew } from './retry/clock-skew.ts'
import { startDeadline } from './retry/deadline.ts'
import type { RetryOptions } from './retry/retry.ts'
import { watchForCancellation } from './runner/cancellation.ts'
import { systemClock } from './runner/clock.ts'
import { input } from './runner/environment.ts'
import { runnerLogger } from './runner/logger.ts'
import { userAgent } from './runner/workflow-run.ts'

/** One run of the action: inputs, credentials, operation, report. */
export async function run(): Promise<void> {
  // A run that ends without a report has failed, whatever ended it.
  process.exitCode = ExitCode.Failure
  const secrets = readSecrets()
  let inputs: Inputs | undefined
  let result: OperationResult
  try {
    inputs = readInputs()
    result = await carryOut(inputs, secrets, startRetries(inputs))
  } catch (error) {
    // Whatever could have changed the job tells in its result what came of it.
    result = { error, changed: false }
  }
  report(result, subjectOf(inputs))
}

async function carryOut(inputs: Inputs, secrets: Sources, options: RetryOptions): Promise<OperationResult> {
  const { logger } = options
  for (const text of inputs.warnings) logger.warning(text)
  for (const text of inputs.notices) logger.notice(text)
  const credentials = await findCredentials(inputs, secrets, options)
  const userId = await findAccount(inputs, credentials, options)
  const client = new Client({ credential: credentials, endpoint: inputs.endpoint, userAgent: userAgent() })
  const job = reachJob(client, credentials, userId, inputs.jobName)
  logger.info(describe(inputs, userId))
  warnOfShortKeys(inputs.wait, credentials, logger)
  return operate(job, inputs, options)
}

function startRetries({ maxAttempts, timeoutSeconds }: Inputs): RetryOptions {
  const clock = systemClock
  const deadline = startDeadline('timeout-seconds', timeoutSeconds, clock)
  return {
    maxAttempts,
    deadline,
    signal: watchForCancellation(),
    clock,
    signed: correctingClockSkew(runnerLogger, clock.date),
    logger: runnerLogger
  }
}

function subjectOf(inputs: Inputs | undefined): Subject {
  return {
    operation: input('operation'),
    jobName: input('job-name'),
    region: inputs?.endpoint.region ?? input('region')
  }
}

/** What is about to be done, in one line for the log. */
function describe({ operation, jobName, endpoint }: Inputs, userId: string): string {
  const values = operation.name === 'update-qos' ? ` to ${describeGoal(operation)}` : ''
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`
  return `${operation.name} ${jobName}${values} at ${endpoint.protocol}//${hostFor(endpoint, userId)}${port} (region ${endpoint.region})`
}
