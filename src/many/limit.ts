import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from '../inputs/inputs.ts'
import type { OperationResult } from '../job/result.ts'
import { isRunning } from '../job/states.ts'
import { codeOf, LIMIT_OF_JOBS } from '../retry/transient.ts'

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

/** Whether a start that was refused because too many jobs run is left to the next run of the workflow. */
export function isLeftToNextRun(
  { operation }: Pick<Inputs, 'operation'>,
  { error }: OperationResult
): boolean {
  // Its throttling may have been changed before its start was refused.
  return operation.name === 'apply-timetable' && codeOf(error) === LIMIT_OF_JOBS
}

/** What a job comes to that the next run starts: a warning, unless not one job of the step runs. */
export function leftToNextRun(result: OperationResult, others: Iterable<OperationResult>): OperationResult {
  if (![...others].some(isStarted))
    return { ...result, note: 'Not one job of this step runs. The next run of this workflow tries again.' }
  const { error: _, ...rest } = result
  return { ...rest, note: `It was ${NOT_STARTED}` }
}

/** What is told of each such job. */
export const NOT_STARTED =
  'not started, since too many jobs run in this region: the next run of this workflow tries again.'

function isStarted({ error, changed, job }: OperationResult): boolean {
  return error === undefined && (changed === true || isRunning(job?.status))
}
