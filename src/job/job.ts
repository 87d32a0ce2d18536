import {
  type Client,
  GetJobRequest,
  type GetJobResp,
  type JobHistory,
  ListJobHistoryRequest,
  type UpdateJobInfo,
  UpdateJobRequest
} from '@alicloud/hcs-mgw20240626'
import type { RenewableCredentials } from '../auth/session.ts'
import { type FailedAttempt, type Resolution, type RetryOptions, retry } from '../retry/retry.ts'
import { type Answer, createRequests } from './requests.ts'

/** How a job was when it was looked at. */
export interface JobSnapshot extends Answer {
  job: GetJobResp
}

/** One job, as a run reaches it. Each call has its retries, and throws what `retry` throws. */
export interface Job {
  readonly name: string
  /** The HTTP status of the service's last answer to any of these calls. */
  lastStatus(): number | undefined
  /** Asks the service how the job is. */
  get(options: RetryOptions): Promise<JobSnapshot>
  /** Asks the service to change the job. Success means "accepted": the state changes later. */
  update<T>(
    importJob: UpdateJobInfo,
    options: RetryOptions,
    accepted: (answer: Answer) => T,
    resolve: (failed: FailedAttempt) => Promise<Resolution<T>>
  ): Promise<T>
  /** The newest entries of the job's history. */
  history(options: RetryOptions): Promise<JobHistory[]>
}

/** How many entries of a history are asked for: enough to see all states of some rounds. */
const HISTORY_ENTRIES = 20

/** @param userId the main account's ID */
export function reachJob(
  client: Client,
  credentials: RenewableCredentials,
  userId: string,
  name: string
): Job {
  const { lastStatus, request } = createRequests(credentials)
  return {
    name,
    lastStatus,
    get: (options) =>
      retry(
        options,
        request(
          options,
          'GetJob',
          (attempt) => client.getJob(userId, name, new GetJobRequest(), attempt),
          ({ body }, answer) => ({ ...answer, job: body.importJob })
        )
      ),
    update: (importJob, options, accepted, resolve) =>
      retry(options, {
        ...request(
          options,
          'UpdateJob',
          (attempt) => client.updateJob(userId, name, new UpdateJobRequest({ importJob }), attempt),
          (_, answer) => accepted(answer)
        ),
        resolve
      }),
    history: (options) =>
      retry(
        options,
        request(
          options,
          'ListJobHistory',
          (attempt) =>
            client.listJobHistory(
              userId,
              name,
              new ListJobHistoryRequest({ count: HISTORY_ENTRIES }),
              attempt
            ),
          ({ body }) => body.jobHistoryList.jobHistory
        )
      )
  }
}
