import { type Many, refuseTooMany } from '../inputs/many.ts'
import { JobFailed, type OperationResult } from '../job/result.ts'
import type { RetryOptions } from '../retry/retry.ts'
import { codeOf } from '../retry/transient.ts'
import type { JobList } from './list.ts'
import { describeNothing, needsList, select } from './select.ts'

/** The jobs that a selection stands for, or why there are none to work on. */
export type Found = { names: string[]; failure?: undefined } | { names: undefined; failure: OperationResult }

/** @param list is asked where a pattern needs it */
export async function findJobs(many: Many, list: JobList, options: RetryOptions): Promise<Found> {
  try {
    const { selection } = many
    const listed = needsList(selection) ? await list.names(options) : undefined
    const { names, warnings } = select(selection, listed)
    if (names.length === 0) throw new JobFailed('NoSuchImportJob', describeNothing(selection, listed))
    refuseTooMany(names.length, many)
    for (const text of warnings) options.logger.warning(text)
    return { names }
  } catch (error) {
    const failure = { error, changed: false, statusCode: list.lastStatus() }
    return {
      names: undefined,
      failure: codeOf(error) === 'AccessDenied' ? { ...failure, note: LISTING_DENIED } : failure
    }
  }
}

const LISTING_DENIED =
  'A pattern in job-name needs the list of all jobs (ListJob): allow the RAM user or role mgw:ListImportJob, or write the names out.'
