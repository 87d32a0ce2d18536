import {
  type AttemptOptions,
  type Client,
  GetJobRequest,
  type GetJobResp,
  type JobHistory,
  ListJobHistoryRequest,
  MgwError,
  type Response,
  requestIdFrom,
  type SendOptions,
  type UpdateJobInfo,
  UpdateJobRequest
} from '@alicloud/hcs-mgw20240626'
import type { RenewableCredentials } from '../auth/session.ts'
import {
  type FailedAttempt,
  type Resolution,
  type RetryableRequest,
  type RetryOptions,
  retry
} from '../retry/retry.ts'

/** What each answer of the service tells beside its body. */
interface Answer {
  statusCode: number
  requestId: string | undefined
  /** Between which times the answer was given by the service's clock, in ms since 1970. */
  time: { earliest: number; latest: number }
  /** The time that the answer's Date header tells, in ms since 1970, where it tells one. */
  date?: number | undefined
}

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

/** The service refuses a request whose time is further from its own, in ms (RequestTimeTooSkewed). */
const MAX_SKEW = 15 * 60_000

/** @param userId the main account's ID */
export function reachJob(
  client: Client,
  credentials: RenewableCredentials,
  userId: string,
  name: string
): Job {
  let lastStatus: number | undefined
  /** Once more with new keys, where those of a session were refused as expired. */
  const renewing =
    <T>(options: RetryOptions, attempt: (options: SendOptions) => Promise<T>) =>
    async (sendOptions: SendOptions): Promise<T> => {
      try {
        return await attempt(sendOptions)
      } catch (error) {
        if (!isExpired(error) || !(await credentials.renew(options, true))) throw error
        return attempt(sendOptions)
      }
    }
  const request = <T extends Response<unknown>, U>(
    options: RetryOptions,
    what: string,
    call: (options: AttemptOptions) => Promise<T>,
    read: (response: T, answer: Answer) => U
  ): RetryableRequest<U> => ({
    name: what,
    prepare: async () => void (await credentials.renew(options)),
    attempt: renewing(options, (sendOptions) =>
      options.signed(async (clockOffset = 0) => {
        try {
          const response = await call({ ...sendOptions, time: options.clock.date() + clockOffset })
          lastStatus = response.statusCode
          return read(response, answerOf(response, options.clock.date() + clockOffset))
        } catch (error) {
          // What is told besides does not tell how the run ended.
          if (error instanceof MgwError && what !== 'ListJobHistory')
            lastStatus = error.statusCode ?? lastStatus
          throw error
        }
      })
    )
  })
  return {
    name,
    lastStatus: () => lastStatus,
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

function isExpired(error: unknown): boolean {
  return error instanceof MgwError && /^(SecurityTokenExpired|InvalidSecurityToken)$/.test(error.code)
}

/** @param signedAt the time that the request was signed with, in ms since 1970: the service's clock is not far from it */
function answerOf({ statusCode, headers }: Response<unknown>, signedAt: number): Answer {
  const date = Date.parse(headers.date ?? '')
  // A Date that is far off is that of something in between.
  const isKnown = Math.abs(date - signedAt) <= MAX_SKEW
  const time = isKnown
    ? { earliest: date, latest: date + 1000 }
    : { earliest: signedAt - MAX_SKEW, latest: signedAt + MAX_SKEW }
  return { statusCode, requestId: requestIdFrom(headers), time, date: Number.isNaN(date) ? undefined : date }
}
