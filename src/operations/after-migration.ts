import type { Inputs } from '../inputs/inputs.ts'
import type { AfterMigration, Operation } from '../inputs/operation.ts'
import { failure, type OperationResult } from '../job/result.ts'
import type { JobContext } from '../wait/wait.ts'
import { getJobStatus } from './get-job-status.ts'
import { permissionNote } from './permission-note.ts'
import { createReport, getReport } from './reports.ts'
import { retryJob } from './retry-job.ts'

export function isAfterMigration(operation: Operation): operation is AfterMigration {
  return ['get-job-status', 'create-report', 'get-report', 'retry-job'].includes(operation.name)
}

/** Runs an operation on a round that has ended. If a permission is missing, the result names it. */
export async function runAfterMigration(context: JobContext, inputs: Inputs<AfterMigration>): Promise<OperationResult> {
  try {
    return await run(context, inputs)
  } catch (error) {
    // Operations that may have changed something return a result. Only reads throw.
    return { outcome: failure(error, false), note: permissionNote(context.job, error) }
  }
}

function run(context: JobContext, inputs: Inputs<AfterMigration>): Promise<OperationResult> {
  const { operation } = inputs
  switch (operation.name) {
    case 'get-job-status':
      return getJobStatus(context, inputs)
    case 'create-report':
      return createReport(context, inputs, operation)
    case 'get-report':
      return getReport(context, inputs, operation)
    case 'retry-job':
      return retryJob(context, inputs, operation)
  }
}
