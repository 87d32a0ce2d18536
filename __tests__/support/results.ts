import { changedOf, errorOf, type OperationResult } from '../../src/job/result.ts'

/** A result with its error and whether this run changed the job as plain fields, for assertions. */
export type FlatResult = Omit<OperationResult, 'outcome'> & {
  changed: boolean | undefined
  error?: unknown
}

export function flatten(result: OperationResult): FlatResult {
  const { outcome: _, ...observed } = result
  const error = errorOf(result)
  return { ...observed, changed: changedOf(result), ...(error !== undefined && { error }) }
}

/** A result from its error and whether this run changed the job. */
export function createResult({ changed, error, ...observed }: FlatResult): OperationResult {
  return { ...observed, outcome: { changed, error } }
}
