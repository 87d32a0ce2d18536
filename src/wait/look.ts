import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { Change } from '../inputs/inputs.ts'
import type { HistoryLook } from '../job/history.ts'

/** What is known when a wait begins. */
export interface Baseline {
  /** Whether this run changed the job, or may have. */
  changed: boolean
  /** The job before the change; at the first look, where nothing was changed. */
  before: GetJobResp | undefined
  /** The job's history at that look, where it was read. */
  history: HistoryLook | undefined
  /** When the change was accepted, or that look was made, at the earliest, in ms since 1970 by the service's clock. */
  since: number
}

/** One look at the job. */
export interface Look {
  job: GetJobResp
  /** `IMPORT_JOB_DOING` and so on; empty when unknown. */
  status: string
  history: HistoryLook | undefined
  /** When it was made, in ms on the clock that is never set. */
  at: number
  /** The same at the latest, in ms since 1970 by the service's clock. */
  date: number
  /** Whether no other look follows. */
  isLast: boolean
}

/** What a look tells of what is waited for. */
export type PollResult =
  /** `soon`: something is about to be known, so the next look should not wait long. */
  | { verdict: 'pending'; soon?: boolean }
  | { verdict: 'done'; warning?: string }
  | { verdict: 'failed'; code: string; message: string }

/** The failure of a wait for a job that is being deleted. */
export const DELETING: PollResult = {
  verdict: 'failed',
  code: 'ImportJobInDeleting',
  message: 'The job is being deleted.'
}

/** What a state means for whoever stops waiting. */
export function describeOutlook(status: string): string {
  const texts: Record<string, string> = {
    IMPORT_JOB_BEGIN: 'The job has not been started.',
    IMPORT_JOB_LAUNCHING: GOES_ON,
    IMPORT_JOB_PREPARING: GOES_ON,
    IMPORT_JOB_DOING: GOES_ON,
    IMPORT_JOB_SUSPEND: 'The job is paused.',
    IMPORT_JOB_CLOSING: 'The job is being closed, which is also the last step of a normal run.',
    IMPORT_JOB_FINISHED: 'The job does not run.',
    IMPORT_JOB_CONFIRMED: 'The job does not run.',
    IMPORT_JOB_INTERRUPTED: 'The job does not run.',
    IMPORT_JOB_DELETING: 'The job is being deleted.'
  }
  return Object.hasOwn(texts, status) ? (texts[status] ?? '') : 'How the job goes on is not known.'
}

const GOES_ON = 'The job itself goes on.'

/** What to do after a change that was accepted, when the wait for it ends early. */
export function describeAccepted({ name }: Change, requestId: string | undefined): string {
  const id = requestId === undefined ? '' : ` (request ID ${requestId})`
  const advice = name === 'start-job' ? 'do not start it again' : 'look before you run this step again'
  return `The service had accepted ${name}${id}: look at the job with get-job; ${advice}.`
}
