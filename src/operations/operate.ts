import type { Change, Inputs, SingleOperation } from '../inputs/inputs.ts'
import { makeChange } from '../job/change.ts'
import type { Job } from '../job/job.ts'
import { needsPrecheck, precheck } from '../job/precheck.ts'
import type { OperationResult } from '../job/result.ts'
import type { RetryOptions } from '../retry/retry.ts'
import { type SharedWait, waitFor } from '../wait/wait.ts'
import { applyTimetable } from './apply-timetable.ts'

/**
 * Does to a job what was asked for.
 *
 * @param shared for one job of several
 */
export async function operate(
  job: Job,
  inputs: Inputs,
  options: RetryOptions,
  shared?: SharedWait
): Promise<OperationResult> {
  const { operation } = inputs
  const result =
    operation.name === 'apply-timetable'
      ? await applyTimetable(job, { ...inputs, operation }, options, shared)
      : await operateOnce(job, { ...inputs, operation }, options, shared)
  return { ...result, statusCode: job.lastStatus() }
}

/** Looks at the job where that is asked for or needed, changes it where there is something to change, and waits. */
async function operateOnce(
  job: Job,
  inputs: Inputs<SingleOperation>,
  options: RetryOptions,
  shared: SharedWait | undefined
): Promise<OperationResult> {
  const before = needsPrecheck(inputs) ? await precheck(job, inputs, options) : undefined
  const done =
    before?.result ?? (await makeChange(job, inputs.operation as Change, before?.snapshot.job, options))
  const hasEnded = done.error !== undefined || inputs.dryRun || inputs.wait.until === 'accepted'
  return hasEnded
    ? { ...done, job: done.job ?? before?.snapshot.job }
    : await waitFor(job, inputs, done, before, options, { shared })
}
