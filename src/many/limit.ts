import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from '../inputs/inputs.ts'
import type { OperationResult } from '../job/result.ts'
import { isRunning } from '../job/states.ts'
import { codeOf, LIMIT_OF_JOBS } from '../retry/transient.ts'
import type { JobResult } from './total.ts'

/** Whether a start was refused because too many jobs run: for sure, so that to start the job later begins no second round. */
export function isOverLimit({ error, changed }: OperationResult): boolean {
  return error instanceof MgwError && error.code === LIMIT_OF_JOBS && changed === false
}

/** Whether what is refused because too many jobs run waits until another one has ended. */
export function hasQueue({ operation, wait }: Pick<Inputs, 'operation' | 'wait'>): boolean {
  return operation.name === 'start-job' && wait.until === 'finished'
}

/** A refusal of a job that was never started, with how to have it queue. */
export function withoutQueue(result: OperationResult): OperationResult {
  return {
    ...result,
    note: 'It was not started. With start-job and wait-for set to finished, jobs over this limit wait in the step and are started when others end.'
  }
}

/** The last refusal of a job that was never started although it was waited for. */
export function neverStarted(result: OperationResult, why: string): OperationResult {
  return { ...result, note: `It waited for a place and was never started: ${why}` }
}

/**
 * What refusals for the limit come to where the next run mends them: warnings, unless not one job of the step runs.
 *
 * @param operation the operation's name
 * @returns the results, and the names of the jobs that will be started by a later run
 */
export function forgiveLimit(
  operation: string,
  jobs: readonly JobResult[]
): { jobs: JobResult[]; later: string[] } {
  const isStarted = ({ error, changed, job }: OperationResult): boolean =>
    error === undefined && (changed === true || isRunning(job?.status))
  // Its throttling may have been changed before its start was refused.
  const later = jobs.filter(({ result }) => codeOf(result.error) === LIMIT_OF_JOBS).map(({ name }) => name)
  if (operation !== 'apply-timetable' || !jobs.some(({ result }) => isStarted(result)))
    return { jobs: [...jobs], later: [] }
  return { jobs: jobs.map((job) => (later.includes(job.name) ? forgiven(job) : job)), later }
}

function forgiven({ name, result: { error: _, ...result } }: JobResult): JobResult {
  const note = `The job ${name} was not started, since too many jobs run: the next run of this workflow starts it.`
  return { name, result: { ...result, note } }
}
