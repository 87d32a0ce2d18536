import {
  type JobHistory,
  ListJobHistoryRequest,
  type ListJobHistoryResponse,
  MgwError
} from '@alicloud/hcs-mgw20240626'
import { countersOf } from './progress.ts'
import type { Seen, Teller } from './service.ts'

const HISTORY_DENIED =
  'The history of the job may not be read with these keys, so its progress and the number of files that failed are unknown. Allow them mgw:ListImportJobHistory.'

/**
 * Asks for the newest entries of a job's history, and keeps what they tell.
 *
 * @returns the entries, newest first; undefined when the keys may not ask for them
 */
export async function askForHistory(
  ask: (request: ListJobHistoryRequest) => Promise<ListJobHistoryResponse>,
  count: number,
  seen: Seen,
  tell: Teller
): Promise<JobHistory[] | undefined> {
  try {
    const { body } = await ask(new ListJobHistoryRequest({ count }))
    seen.entry = body.jobHistoryList.jobHistory[0]
    seen.counters = countersOf(seen.entry)
    return body.jobHistoryList.jobHistory
  } catch (error) {
    if (!(error instanceof MgwError) || error.code !== 'AccessDenied') throw error
    if (!seen.historyDenied) tell.warning(HISTORY_DENIED)
    seen.historyDenied = true
    return undefined
  }
}
