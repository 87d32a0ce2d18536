import { ExitCode, info, notice, warning } from '@actions/core'
import { Client } from '@alicloud/hcs-mgw20240626'
import { watchForCancellation } from './cancellation.ts'
import { findCredentials, type RenewableCredential, readSecrets, type Sources } from './credentials.ts'
import { failure } from './failure.ts'
import { type Inputs, input, readInputs } from './inputs.ts'
import { carryOut, describe } from './operations.ts'
import { type Limits, startLimits } from './persist.ts'
import { report } from './report.ts'
import { type Result, type Subject, success } from './result.ts'
import { reachJob, type Seen, type Teller } from './service.ts'
import { userAgent } from './workflow-run.ts'

/** How a run tells what happens on the way. (To pass all of @actions/core would put all of it into dist.) */
const TELL: Teller = { info, notice, warning }

/** One run of the action: inputs, credentials, operation, result, report. */
export async function run(): Promise<void> {
  // A run that ends without a report has failed, whatever ended it.
  process.exitCode = ExitCode.Failure
  const secrets = readSecrets()
  const subject = { operation: input('operation'), jobName: input('job-name'), region: input('region') }
  const seen: Seen = {}
  const result = await attempt(subject, seen, secrets)
  report(result, subject, seen)
}

async function attempt(subject: Subject, seen: Seen, secrets: Sources): Promise<Result> {
  try {
    const inputs = await readInputs()
    subject.region = inputs.endpoint.region
    for (const text of inputs.warnings) warning(text)
    for (const text of inputs.notices) notice(text)
    const { maxAttempts, timeoutSeconds } = inputs
    const signal = watchForCancellation()
    const limits = startLimits({ maxAttempts, timeoutSeconds, timeoutName: 'timeout-seconds', signal })
    const credential = await findCredentials(inputs, secrets, limits, TELL)
    const userId = await accountFor(inputs, credential, limits)
    const client = new Client({ credential, endpoint: inputs.endpoint, userAgent: userAgent() })
    const reach = { client, credential, userId, jobName: inputs.jobName, tell: TELL, seen }
    info(describe(inputs, userId))
    const sentAt = Date.now()
    const done = await carryOut(reachJob({ ...reach, limits }), inputs, seen, TELL)
    seen.changed = done.changed
    if (inputs.wait.until === 'accepted' || inputs.dryRun) return success(done, subject, seen)
    const { waitFor } = await import('./wait.ts')
    return success(await waitFor(done, inputs, { ...reach, signal, sentAt }), subject, seen)
  } catch (error) {
    return await failure(error)
  }
}

/** The account to act on: asks for it only where it is not known, or must be confirmed. Empty where none is needed. */
async function accountFor(inputs: Inputs, credential: RenewableCredential, limits: Limits): Promise<string> {
  const { endpoint, userId, allowedAccountIds } = inputs
  const isKnown = userId !== '' || !endpoint.isMgw
  if (isKnown && allowedAccountIds.length === 0) return userId
  const { findAccount } = await import('./account.ts')
  return findAccount(inputs, credential, limits, TELL)
}
