import { ExitCode } from '@actions/core'
import { Client, hostFor } from '@alicloud/hcs-mgw20240626'
import { findAccount } from './auth/account.ts'
import { findCredentials, warnOfShortKeys } from './auth/credentials.ts'
import { readSecrets, type Sources } from './auth/sources.ts'
import { type Inputs, readInputs } from './inputs/inputs.ts'
import { type Job, reachJob } from './job/job.ts'
import type { OperationResult } from './job/result.ts'
import { describeGoal } from './job/states.ts'
import { findJobs } from './many/find.ts'
import { reachList } from './many/list.ts'
import { type Worked, workOn } from './many/many.ts'
import type { JobResult } from './many/total.ts'
import { operate } from './operations/operate.ts'
import { reportJobs, tellJob } from './report/jobs.ts'
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
import { count } from './text/words.ts'

/** One run of the action: inputs, credentials, operation, report. */
export async function run(): Promise<void> {
  // A run that ends without a report has failed, whatever ended it.
  process.exitCode = ExitCode.Failure
  const secrets = readSecrets()
  let inputs: Inputs | undefined
  let ending: OperationResult | Worked
  try {
    inputs = readInputs()
    ending = await carryOut(inputs, secrets, startRetries(inputs))
  } catch (error) {
    // Whatever could have changed the job tells in its result what came of it.
    ending = { error, changed: false }
  }
  if ('jobs' in ending) reportJobs(ending, subjectOf(inputs))
  else report(ending, subjectOf(inputs))
}

async function carryOut(
  inputs: Inputs,
  secrets: Sources,
  options: RetryOptions
): Promise<OperationResult | Worked> {
  const { logger } = options
  for (const text of inputs.warnings) logger.warning(text)
  for (const text of inputs.notices) logger.notice(text)
  const credentials = await findCredentials(inputs, secrets, options)
  const userId = await findAccount(inputs, credentials, options)
  const client = new Client({ credential: credentials, endpoint: inputs.endpoint, userAgent: userAgent() })
  const reach = (name: string): Job => reachJob(client, credentials, userId, name)
  const { many } = inputs
  if (many === undefined) {
    logger.info(describe(inputs, inputs.jobName, userId))
    warnOfShortKeys(inputs.wait, credentials, logger)
    return operate(reach(inputs.jobName), inputs, options)
  }
  const { names, failure } = await findJobs(many, reachList(client, credentials, userId), options)
  if (names === undefined) return failure
  logger.info(describe(inputs, count(names.length, 'job'), userId))
  warnOfShortKeys(inputs.wait, credentials, logger)
  const tell = (job: JobResult, lines: string[]): void => tellJob(job, lines, subjectOf(inputs))
  return workOn({ names, inputs, many, options, reach, tell })
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
function describe({ operation, endpoint }: Inputs, jobs: string, userId: string): string {
  const values = operation.name === 'update-qos' ? ` to ${describeGoal(operation)}` : ''
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`
  return `${operation.name} ${jobs}${values} at ${endpoint.protocol}//${hostFor(endpoint, userId)}${port} (region ${endpoint.region})`
}
