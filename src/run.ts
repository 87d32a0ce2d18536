import { ExitCode, info, notice, warning } from '@actions/core'
import { Client } from '@alicloud/hcs-mgw20240626'
import { findCredentials, maskGivenSecrets, type RenewableCredential } from './credentials.ts'
import { type Inputs, input, readInputs } from './inputs.ts'
import { carryOut, describe } from './operations.ts'
import { type Limits, startLimits } from './persist.ts'
import { report, type Subject } from './report.ts'
import { failure, type Result, success } from './result.ts'
import { reachJob, type Seen, type Teller } from './service.ts'
import { userAgent } from './workflow-run.ts'

/** How a run tells what happens on the way. (To pass all of @actions/core would put all of it into dist.) */
const TELL: Teller = { info, notice, warning }

/** One run of the action: inputs → credentials → operation → result → report. */
export async function run(): Promise<void> {
  // A run that ends without a report has failed, whatever ended it.
  process.exitCode = ExitCode.Failure
  maskGivenSecrets()
  const subject = { operation: input('operation'), jobName: input('job-name'), region: input('region') }
  const seen: Seen = {}
  const result = await attempt(subject, seen)
  await report(result, subject, seen)
}

async function attempt(subject: Subject, seen: Seen): Promise<Result> {
  try {
    const inputs = readInputs()
    subject.region = inputs.endpoint.region
    for (const text of inputs.warnings) warning(text)
    for (const text of inputs.notices) notice(text)
    const { maxAttempts, timeoutSeconds } = inputs
    const signal = cancellation()
    const limits = startLimits({ maxAttempts, timeoutSeconds, timeoutName: 'timeout-seconds', signal })
    const credential = await findCredentials(inputs, limits, TELL)
    const userId = await accountFor(inputs, credential, limits)
    const client = new Client({ credential, endpoint: inputs.endpoint, userAgent: userAgent() })
    const reach = { client, credential, userId, jobName: inputs.jobName, tell: TELL, seen }
    info(describe(inputs, userId))
    const sentAt = Date.now()
    const done = await carryOut(reachJob({ ...reach, limits }), inputs, seen, TELL)
    seen.changed = done.changed
    if (inputs.wait.until === 'accepted' || inputs.dryRun) return success(done)
    const { waitFor } = await import('./wait.ts')
    return success(await waitFor(done, inputs, { ...reach, signal, sentAt }))
  } catch (error) {
    return failure(error)
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

/** A signal that is aborted when the runner cancels this step: it sends SIGINT, and SIGTERM 7.5 s later. */
function cancellation(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}
