import { ClientError } from '@alicloud/hcs-mgw20240626'
import { input } from '../runner/environment.ts'
import { isPattern } from '../text/glob.ts'
import { isExcluded, type Selection } from './job-name.ts'
import { readBoolean, readNumber } from './numbers.ts'
import type { OperationName } from './operation.ts'

/** How several jobs are worked on. */
export interface Many {
  selection: Selection
  /** How many jobs there may be at the most. */
  maxJobs: number
  /** How many are changed or looked at at a time. */
  maxParallel: number
  /** Whether no further job is begun after one has failed. */
  failFast: boolean
}

const USUAL_MAX_JOBS = 50
/** There are no more in a region (https://www.alibabacloud.com/help/en/data-online-migration). */
const MOST_JOBS = 500

/**
 * @param selection what `job-name` asks for; undefined for one plain name
 * @throws ClientError `InvalidArgument` for what is wrong, or names more than max-jobs
 */
export function readMany(
  selection: Selection | undefined,
  operation: OperationName,
  dryRun: boolean
): Many | undefined {
  const maxJobs = input('max-jobs') === '' ? USUAL_MAX_JOBS : readNumber('max-jobs', 1, MOST_JOBS)
  const maxParallel = readNumber('max-parallel', 1, 20)
  const failFast = readBoolean('fail-fast')
  if (selection === undefined) return undefined
  const many = { selection, maxJobs, maxParallel, failFast }
  const pattern = selection.wanted.find(isPattern)
  if (operation === 'close-job' && pattern !== undefined && !dryRun && input('max-jobs') === '') {
    throw new ClientError(
      'InvalidArgument',
      `job-name holds the pattern ${pattern}, and close-job ends what it matches for good. Set max-jobs to how many jobs may be closed at the most, or look first with dry-run.`
    )
  }
  const written = selection.wanted.filter((text) => !isPattern(text) && !isExcluded(text, selection))
  refuseTooMany(new Set(written).size, many)
  return many
}

/** @throws ClientError `InvalidArgument` for more jobs than may be worked on */
export function refuseTooMany(count: number, { maxJobs }: Many): void {
  if (count <= maxJobs) return
  const advice =
    count > MOST_JOBS
      ? `One step works on at most ${MOST_JOBS}: split them up.`
      : `Set max-jobs to ${count} if all of them are meant.`
  throw new ClientError(
    'InvalidArgument',
    `job-name stands for ${count} jobs, but max-jobs is ${maxJobs}${input('max-jobs') === '' ? ' unless it is set' : ''}. ${advice}`
  )
}
