import { ExitCode, info, notice, warning } from '@actions/core'
import { Client } from '@alicloud/hcs-mgw20240626'
import { findAccount } from './account.ts'
import { findCredentials, maskGivenSecrets } from './credentials.ts'
import { type Inputs, input, readInputs } from './inputs.ts'
import { describe, perform } from './operations.ts'
import { startLimits } from './persist.ts'
import { report } from './report.ts'
import { failure, type Result, success } from './result.ts'
import { reachJob, type Teller } from './service.ts'
import { userAgent } from './workflow-run.ts'

/** How a run tells what happens on the way. (To pass all of @actions/core would put all of it into dist.) */
const TELL: Teller = { info, notice, warning }

/** One run of the action: inputs → credentials → operation → result → report. */
export async function run(): Promise<void> {
  // A run that ends without a report has failed, whatever ended it.
  process.exitCode = ExitCode.Failure
  maskGivenSecrets()
  const subject = { operation: input('operation'), jobName: input('job-name'), region: input('region') }
  const result = await attempt((inputs) => {
    subject.region = inputs.endpoint.region
  })
  report(result, subject)
}

async function attempt(onInputs: (inputs: Inputs) => void): Promise<Result> {
  try {
    const inputs = readInputs()
    onInputs(inputs)
    for (const text of inputs.warnings) warning(text)
    for (const text of inputs.notices) notice(text)
    const limits = startLimits(inputs.maxAttempts, inputs.timeoutSeconds, cancellation())
    const credential = await findCredentials(inputs, limits, TELL)
    const userId = await findAccount(inputs, credential, limits, TELL)
    const client = new Client({ credential, endpoint: inputs.endpoint, userAgent: userAgent() })
    const service = reachJob({ client, credential, userId, jobName: inputs.jobName, limits, tell: TELL })
    info(describe(inputs, userId))
    return success(await perform(service, inputs.task, TELL))
  } catch (error) {
    return failure(error)
  }
}

/** A signal that is aborted when the runner cancels this step: it sends SIGINT, and SIGTERM 7.5 s later. */
function cancellation(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}
