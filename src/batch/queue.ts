import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Inputs } from '../inputs/inputs.ts'
import { isStart } from '../inputs/operation.ts'
import { changedOf, errorOf, type OperationResult, success } from '../job/result.ts'
import { isRunning } from '../job/states.ts'
import { errorCode, TOO_MANY_JOBS } from '../retry/transient.ts'

/** Whether a start was refused because too many jobs run. Then it had no effect, so it is safe to start the job later. */
export function isOverLimit(result: OperationResult): boolean {
  const error = errorOf(result)
  return error instanceof MgwError && error.code === TOO_MANY_JOBS && changedOf(result) === false
}

/** Whether jobs over the limit wait in the step until another job ends. */
export function hasQueue({ operation, wait }: Pick<Inputs, 'operation' | 'wait'>): boolean {
  return isStart(operation) && wait.until === 'finished'
}

/** The note on a job over the limit if there is no queue. */
export const NO_QUEUE =
  "It wasn't started. With wait-for set to finished, jobs over this limit wait in the step until another one ends."

/** Whether a refused start is left to the next run of the workflow. */
export function isLeftToNextRun({ operation }: Pick<Inputs, 'operation'>, result: OperationResult): boolean {
  // The throttling may have been changed before the start was refused, so `changed` doesn't matter.
  return operation.name === 'apply-timetable' && errorCode(errorOf(result)) === TOO_MANY_JOBS
}

/** The warning for each such job. */
export const NOT_STARTED =
  'not started, since too many jobs are running in this region. The next run of this workflow tries again.'

/** A job that is left to the next run succeeds, unless no job of the step runs. */
export function leftToNextRun(result: OperationResult, others: readonly OperationResult[]): OperationResult {
  const hasStarted = others.some(
    (other) => errorOf(other) === undefined && (changedOf(other) === true || isRunning(other.job?.status))
  )
  return hasStarted
    ? { ...result, outcome: success(changedOf(result)), note: `It was ${NOT_STARTED}` }
    : { ...result, note: 'No job of this step is running. The next run of this workflow tries again.' }
}
