import { ClientError, type GetJobResp, toMap } from '@alicloud/hcs-mgw20240626'
import type { Change, Inputs, Wait } from './inputs.ts'
import { type Done, ENDED, goalOf, isAsAsked, stateOf } from './operations.ts'
import type { JobService, Seen, Teller } from './service.ts'

/**
 * Looks at the job before anything is changed.
 *
 * @returns what was done, where a look is all that there is to do; undefined where the change is still to be made
 * @throws ClientError `HistoryDenied` when it could not be told at the end whether files failed
 */
export async function lookFirst(
  service: JobService,
  { task, idempotent, dryRun, wait, jobName }: Inputs,
  seen: Seen,
  tell: Teller
): Promise<Done | undefined> {
  const answer = await service.look()
  if (wait.until === 'finished') requireHistory(wait, seen)
  const job = answer.body.importJob
  if (task.operation === 'get-job') return { answer, data: toMap(job) as object, changed: false }
  seen.before = job
  if (task.operation !== 'update-qos') warnOfSchedule(job, tell)
  if (dryRun) {
    seen.note = `Dry run: ${foresee(task, job, jobName, idempotent)} Nothing was changed.`
  } else if (idempotent && isAsAsked(task, job)) {
    seen.note = `The job ${jobName} already is as asked (${stateOf(task, job)}), so nothing was changed.`
  } else {
    return undefined
  }
  return { answer, data: {}, changed: false }
}

/** What a change would do, as far as it can be told. */
function foresee(task: Change, job: GetJobResp, jobName: string, idempotent: boolean): string {
  const state = stateOf(task, job)
  if (!isAsAsked(task, job)) {
    const doubt =
      task.operation !== 'start-job' && ENDED.includes(job.status ?? '')
        ? ` The job has ended, so the service is likely to refuse ${task.operation}.`
        : ''
    return `the job ${jobName} would go from ${state} to ${goalOf(task)}.${doubt}`
  }
  const advice =
    idempotent || task.operation === 'update-qos'
      ? ''
      : ` Without idempotent: true, the service is likely to refuse ${task.operation}.`
  return `the job ${jobName} is at ${state} already.${advice}`
}

/** Without the history, nobody can say whether files failed: better to say so before the migration than after it. */
function requireHistory({ failOnFailedFiles }: Wait, { counters }: Seen): void {
  if (!failOnFailedFiles || counters !== undefined) return
  throw new ClientError(
    'HistoryDenied',
    'wait-for is finished, but these keys may not read the history of the job, which tells whether files failed. Allow them mgw:ListImportJobHistory, or set fail-on-failed-files to false. Nothing was changed.'
  )
}

/** The service's own schedule for a job can start it or pause it again. */
function warnOfSchedule({ scheduleRule }: GetJobResp, tell: Teller): void {
  const { startCronExpression, suspendCronExpression } = scheduleRule ?? {}
  const rules = [
    startCronExpression && `starts it at ${JSON.stringify(startCronExpression)}`,
    suspendCronExpression && `pauses it at ${JSON.stringify(suspendCronExpression)}`
  ].filter(Boolean)
  if (rules.length === 0) return
  tell.warning(
    `The job has a schedule of its own in the service, which can undo this: it ${rules.join(' and ')} (cron).`
  )
}
