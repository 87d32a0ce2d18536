import {
  type Client,
  GetJobRequest,
  type GetJobResp,
  type JobHistory,
  ListJobHistoryRequest,
  MgwError,
  type RequestOptions,
  type Response,
  requestIdFrom,
  type UpdateJobInfo,
  UpdateJobRequest
} from '@alicloud/hcs-mgw20240626'
import type { RenewableCredentials } from '../auth/session.ts'
import {
  type ChangeOutcome,
  type FailedAttempt,
  type Resolution,
  type RetryableRequest,
  type RetryPolicy,
  retry,
  retryChange
} from '../retry/retry.ts'
import { isExpired } from '../retry/transient.ts'
import type { Limits } from '../runner/clock.ts'
import { STATUS_TO_SEND } from './states.ts'

/** The migration service, as this step reaches it. */
export interface Service {
  client: Client
  credentials: RenewableCredentials
  /** The main account's ID. */
  userId: string
}

/** A response without its body. */
export interface ResponseInfo {
  statusCode: number
  requestId: string | undefined
  /** The service's time when it responded, in ms since 1970, rounded down to seconds; undefined if it isn't known. */
  serverTime: number | undefined
  /** The latest time that it can have been by the service's clock, in ms since 1970. */
  latest: number
  /** The unchecked Date header, in ms since 1970; a proxy's can be far off. */
  date?: number | undefined
}

/** A job as GetJob returned it. */
export interface JobSnapshot extends ResponseInfo {
  job: GetJobResp
}

/** How an UpdateJob request ended. */
export type UpdateOutcome<T> = ChangeOutcome<ResponseInfo, T>

/** Enough entries to contain all states of several rounds. */
const HISTORY_ENTRIES = 20

/** Sends the requests about one job: signed, with current credentials and the service's time, and retried. */
export class JobClient {
  readonly name: string
  readonly policy: RetryPolicy
  readonly #service: Service
  /** Shared by all clients of this job. */
  #lastStatus: { code: number | undefined } = { code: undefined }

  constructor(service: Service, name: string, policy: RetryPolicy) {
    this.name = name
    this.policy = policy
    this.#service = service
  }

  /** The HTTP status of the service's last response about this job. A failed ListJobHistory doesn't count. */
  get lastStatusCode(): number | undefined {
    return this.#lastStatus.code
  }

  /** The same job with another retry policy. */
  withPolicy(policy: Partial<RetryPolicy>): JobClient {
    const client = new JobClient(this.#service, this.name, { ...this.policy, ...policy })
    client.#lastStatus = this.#lastStatus
    return client
  }

  /** @throws the errors of `retry` */
  async get(limits: Limits): Promise<JobSnapshot> {
    const { client, userId } = this.#service
    const attempt = client.getJob.bind(client, userId, this.name, new GetJobRequest())
    const response = await retry(this.#request('GetJob', attempt, limits), this.policy, limits)
    return { ...this.#record(response), job: response.body.importJob }
  }

  /**
   * Requests a change to the job. The state changes later.
   *
   * @param resolve finds out whether the change was applied after a failed attempt
   */
  async update<T>(
    importJob: UpdateJobInfo,
    resolve: (failed: FailedAttempt) => Promise<Resolution<T>>,
    limits: Limits
  ): Promise<UpdateOutcome<T>> {
    const { client, userId } = this.#service
    const attempt = client.updateJob.bind(client, userId, this.name, new UpdateJobRequest({ importJob }))
    // A second start could start a second round.
    const isRepeatable = importJob.status !== STATUS_TO_SEND['start-job']
    const request = { ...this.#request('UpdateJob', attempt, limits), isRepeatable, resolve }
    const ended = await retryChange(request, this.policy, limits)
    return ended.outcome === 'accepted' ? { ...ended, response: this.#record(ended.response) } : ended
  }

  /**
   * The newest entries of the job's history.
   *
   * @throws the errors of `retry`
   */
  async history(limits: Limits): Promise<JobHistory[]> {
    const { client, userId } = this.#service
    const request = new ListJobHistoryRequest({ count: HISTORY_ENTRIES })
    const attempt = client.listJobHistory.bind(client, userId, this.name, request)
    const response = await retry(this.#request('ListJobHistory', attempt, limits), this.policy, limits)
    this.#record(response)
    return response.body.jobHistoryList.jobHistory
  }

  #request<T>(name: string, attempt: (options: RequestOptions) => Promise<T>, limits: Limits): RetryableRequest<T> {
    const { credentials } = this.#service
    return {
      name,
      attempt,
      prepare: async () => void (await credentials.renew(limits)),
      recover: async (error) => {
        if (error instanceof MgwError && name !== 'ListJobHistory')
          this.#lastStatus.code = error.statusCode ?? this.#lastStatus.code
        return isExpired(error) && (await credentials.renew(limits, true))
      }
    }
  }

  #record(response: Response<unknown>): ResponseInfo {
    this.#lastStatus.code = response.statusCode
    const { clock, clockSkew } = this.policy
    return responseInfo(response, clockSkew.wallTime(clock))
  }
}

/** The service refuses a request that is further from its own time, in ms (RequestTimeTooSkewed). */
const MAX_SKEW = 15 * 60_000

/** @param now the service's time as far as this machine knows it, in ms since 1970 */
function responseInfo({ statusCode, headers }: Response<unknown>, now: number): ResponseInfo {
  const date = Date.parse(headers.date ?? '')
  // A Date that is far off comes from a proxy.
  const isKnown = Math.abs(date - now) <= MAX_SKEW
  return {
    statusCode,
    requestId: requestIdFrom(headers),
    serverTime: isKnown ? date : undefined,
    latest: isKnown ? date + 1000 : now + MAX_SKEW,
    date: Number.isNaN(date) ? undefined : date
  }
}
