import * as core from '@actions/core'
import { Client } from '@alicloud/hcs-mgw20240626'
import { maskKeys, readCredentials } from './credentials.ts'
import { type Inputs, input, readInputs } from './inputs.ts'
import { describe, perform } from './operations.ts'
import { report } from './report.ts'
import { failure, type Result, success } from './result.ts'
import { userAgent } from './workflow-run.ts'

/** One run of the action: inputs → credentials → operation → result → report. */
export async function run(): Promise<void> {
  // A run that ends without a report has failed, whatever ended it.
  process.exitCode = core.ExitCode.Failure
  maskKeys()
  const subject = { operation: input('operation'), jobName: input('job-name'), region: input('region') }
  await report(
    await attempt((inputs) => {
      subject.region = inputs.endpoint.region
    }),
    subject
  )
}

async function attempt(onInputs: (inputs: Inputs) => void): Promise<Result> {
  try {
    const inputs = readInputs()
    onInputs(inputs)
    for (const warning of inputs.warnings) core.warning(warning)
    for (const notice of inputs.notices) core.notice(notice)
    const client = new Client({ ...readCredentials(), endpoint: inputs.endpoint, userAgent: userAgent() })
    core.info(describe(inputs))
    return success(await perform(client, inputs))
  } catch (error) {
    return failure(error)
  }
}
