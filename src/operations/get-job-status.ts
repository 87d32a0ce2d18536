import type { Inputs } from '../inputs/inputs.ts'
import { logUnreadable, readHistory } from '../job/history.ts'
import { errorOf, type OperationResult, UNCHANGED } from '../job/result.ts'
import { latestRound, type RoundState, statusData } from '../job/round-status.ts'
import { shownCode } from '../retry/transient.ts'
import { isCancellation } from '../runner/cancellation.ts'
import { startDeadline } from '../runner/clock.ts'
import { formatNumber } from '../units.ts'
import { checkFinished } from '../wait/verdict.ts'
import { type JobContext, waitFor } from '../wait/wait.ts'

/** Describes the latest round in one word. With `wait-for: finished`, it waits until the round has ended. */
export async function getJobStatus(context: JobContext, inputs: Inputs): Promise<OperationResult> {
  const { job, limits } = context
  const { wait, dryRun, timeoutSeconds } = inputs
  const { clock, logger } = job.policy
  const snapshot = await job.get(limits)
  const history = await readHistory(job, snapshot.job, limits)
  logUnreadable(history, wait, logger)
  const done: OperationResult = { outcome: UNCHANGED, requestId: snapshot.requestId, job: snapshot.job }
  let state = latestRound(snapshot.job, history.entries)
  if (wait.until === 'accepted' || dryRun) return describe(context, done, state)

  const ended = await waitFor(context, {
    operation: { name: 'get-job' },
    wait,
    done,
    wasSent: false,
    before: { snapshot, history },
    check(baseline, tracking, poll) {
      const checked = checkFinished(baseline, wait, tracking, poll)
      state = latestRound(poll.job, checked.tracking.entries)
      return checked
    }
  })
  const deadline = startDeadline('timeout-seconds', timeoutSeconds, clock)
  return describe({ ...context, limits: { ...limits, deadline } }, ended, state)
}

async function describe(context: JobContext, result: OperationResult, state: RoundState): Promise<OperationResult> {
  const { name, policy } = context.job
  const { status, reason, counters } = state
  const retryable = status === 'succeed' ? false : await readRetryable(context, state)
  const text = describeRound(name, state, retryable)
  if (status === 'unknown') policy.logger.notice(text)
  return {
    ...result,
    counters: counters ?? result.counters,
    data: statusData(state, retryable),
    roundStatus: status,
    roundReason: reason,
    retryable,
    note: errorOf(result) === undefined ? text : result.note
  }
}

/** Whether the failed files can be retried; undefined if there is nothing to ask, or if it can't be read. */
async function readRetryable({ job, limits }: JobContext, state: RoundState): Promise<boolean | undefined> {
  const { hasOnlyFailedFiles, round } = state
  if (!hasOnlyFailedFiles || round === undefined || limits.signal.aborted) return undefined
  const { logger } = job.policy
  try {
    const { readyRetry } = await job.result(round.id, limits)
    if (readyRetry === 'NotReady') {
      logger.notice("The list of the failed files is still being made, so they can't be retried yet.")
    }
    return readyRetry === 'Ready' || (readyRetry === 'NoNeed' || readyRetry === 'NotReady' ? false : undefined)
  } catch (error) {
    if (isCancellation(error)) return undefined
    const reason = job.permissionNote(error) ?? `GetJobResult failed with ${shownCode(error)}.`
    logger.notice(`It isn't known whether the failed files can be retried. ${reason}`)
    return undefined
  }
}

const PHRASES = {
  succeed: 'succeeded',
  running: 'is running',
  paused: 'is paused',
  closing: 'is closing',
  created: "doesn't exist: the job was never started",
  deleting: 'is unknown: the job is being deleted',
  failed: 'failed',
  unknown: 'has an unknown status'
}

function describeRound(name: string, state: RoundState, retryable: boolean | undefined): string {
  const { status, reason, round, counters, hasOnlyFailedFiles } = state
  const { totalCount, copiedCount, failedCount } = counters ?? {}
  const of = totalCount === undefined ? '' : ` of ${formatNumber(totalCount)}`
  const failed = failedCount === undefined ? '' : `, ${formatNumber(failedCount)} failed`
  const files = copiedCount === undefined ? '' : `: ${formatNumber(copiedCount)}${of} files copied${failed}`
  const which = `${round === undefined ? 'The latest round' : `Round ${round.id}`} of ${name}`
  const why = reason === undefined ? '' : ` (${reason})`
  const retry = retryable ? ' Retry the failed files with operation retry-job.' : ''
  const advice = hasOnlyFailedFiles || status !== 'failed' ? retry : ' Start the job again to copy the rest.'
  return `${which} ${PHRASES[status]}${why}${files}.${advice}`
}
