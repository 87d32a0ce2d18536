import { type GetJobResp, type JobHistory, toMap } from '@alicloud/hcs-mgw20240626'
import type { Change, Inputs, SingleOperation } from '../inputs/inputs.ts'
import type { RetryOptions } from '../retry/retry.ts'
import type { Logger } from '../runner/logger.ts'
import { currentCounters, type HistoryLook, readHistory, tellUnreadable } from './history.ts'
import type { Job, JobSnapshot } from './job.ts'
import type { OperationResult } from './result.ts'
import { describeGoal, describeState, isAlreadyApplied, isFinished, isTerminal } from './states.ts'

/** What a look at the job before a change found. */
export interface Precheck {
  snapshot: JobSnapshot
  /** The job's history, where it was asked for. */
  history: HistoryLook | undefined
  /** What came of the operation, where a look is all that there is to do. */
  result: OperationResult | undefined
}

/** Whether the job must be looked at before the operation: else a change is one request. */
export function needsPrecheck({ operation, idempotent, dryRun, wait }: Inputs<SingleOperation>): boolean {
  const isStartWaitedFor = operation.name === 'start-job' && wait.until !== 'accepted'
  return operation.name === 'get-job' || idempotent || dryRun || isStartWaitedFor
}

/** Looks at the job before anything is changed. */
export async function precheck(
  job: Job,
  inputs: Inputs<SingleOperation>,
  options: RetryOptions
): Promise<Precheck> {
  const { operation, dryRun, wait } = inputs
  const snapshot = await job.get(options)
  const asksHistory = operation.name === 'get-job' || (wait.until === 'finished' && !dryRun)
  const history = asksHistory ? await readHistory(job, options) : undefined
  if (history !== undefined) tellUnreadable(history, wait, options.logger)
  const entries = history?.entries
  if (operation.name === 'get-job') return { snapshot, history, result: lookOnly(snapshot, entries) }
  if (operation.name !== 'update-qos') warnOfSchedule(snapshot.job, options.logger)
  const note = noteOf(operation, snapshot.job, inputs)
  if (note === undefined) {
    if (operation.name === 'start-job') tellOfNewRound(snapshot.job, options.logger)
    return { snapshot, history, result: undefined }
  }
  return {
    snapshot,
    history,
    result: { ...lookOnly(snapshot, entries), before: snapshot.job, data: {}, note }
  }
}

function lookOnly(
  { job, statusCode, requestId }: JobSnapshot,
  entries: JobHistory[] | undefined
): OperationResult {
  const counters = entries && currentCounters(job, entries)
  return { changed: false, statusCode, requestId, job, counters, data: toMap(job) as object }
}

/** What to say of a job that is not to be changed; undefined where it is. */
function noteOf(
  change: Change,
  job: GetJobResp,
  { dryRun, idempotent, jobName }: Inputs<SingleOperation>
): string | undefined {
  if (dryRun) return `Dry run: ${foresee(change, job, jobName)} Nothing was changed.`
  if (!idempotent || !isAlreadyApplied(change, job)) return undefined
  return `The job ${jobName} already is as asked (${describeState(change, job)}), so nothing was changed.`
}

/** What a change would do, as far as it can be told. */
function foresee(change: Change, job: GetJobResp, jobName: string): string {
  const state = describeState(change, job)
  if (isAlreadyApplied(change, job)) return `the job ${jobName} is at ${state} already.`
  const isNewRound = change.name === 'start-job' && isFinished(job.status)
  const isTooLate = change.name !== 'start-job' && isTerminal(job.status)
  return [
    `the job ${jobName} would go from ${state} to ${describeGoal(change)}.`,
    ...(isNewRound ? [`It has finished: ${NEW_ROUND}`] : []),
    ...(isTooLate ? [`The job has ended, so the service is likely to refuse ${change.name}.`] : [])
  ].join(' ')
}

/** https://www.alibabacloud.com/help/en/data-online-migration: a start after the end begins anew. */
export const NEW_ROUND = 'to start it again begins a new round, which scans the whole source again.'

function tellOfNewRound({ status }: GetJobResp, logger: Logger): void {
  if (isFinished(status)) logger.notice(`The job has finished before (${status}): ${NEW_ROUND}`)
}

/** The service's own schedule for a job can start it or pause it again. */
export function warnOfSchedule({ scheduleRule }: GetJobResp, logger: Logger): void {
  const { startCronExpression, suspendCronExpression } = scheduleRule ?? {}
  const rules = [
    startCronExpression && `starts it at ${JSON.stringify(startCronExpression)}`,
    suspendCronExpression && `pauses it at ${JSON.stringify(suspendCronExpression)}`
  ].filter(Boolean)
  if (rules.length === 0) return
  logger.warning(
    `The job has a schedule of its own in the service, which can undo this: it ${rules.join(' and ')} (cron).`
  )
}
