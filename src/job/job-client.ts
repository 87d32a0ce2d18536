import {
  type Client,
  type GetAddressResp,
  GetJobRequest,
  type GetJobResp,
  GetJobResultRequest,
  type GetJobResultResp,
  invalidResponse,
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
import { errorCode, isExpired } from '../retry/transient.ts'
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

export interface JobSnapshot extends ResponseInfo {
  job: GetJobResp
}

/** The client's methods, each of which sends one request. */
type Method = keyof Client

/** The arguments between the account's ID and the options. */
export type Arguments<M extends Method> =
  Required<Parameters<Client[M]>> extends [string, ...infer A, RequestOptions] ? A : never

type Body<M extends Method> = Awaited<ReturnType<Client[M]>>['body']

export interface ChangeRules<T> {
  /** Whether it can be sent again although it may have taken effect. */
  isRepeatable: boolean
  /** Finds out whether it was applied after a failed attempt. */
  resolve(failed: FailedAttempt): Promise<Resolution<T>>
}

/** For changes that are safe to repeat. */
export const REPEATABLE: ChangeRules<never> = {
  isRepeatable: true,
  resolve: async () => ({ outcome: 'repeatable' })
}

export type UpdateOutcome<T> = ChangeOutcome<ResponseInfo, T>

/** Requests whose failure doesn't count as the last response. */
const OPTIONAL: readonly Method[] = ['listJobHistory', 'getJobResult', 'getAddress']

/** Enough entries to contain all states of several rounds. */
export const HISTORY_ENTRIES = 20

/** The service refuses a request that is further from its own time, in ms (RequestTimeTooSkewed). */
const MAX_SKEW = 15 * 60_000

/** A name in a request's path must not address something else. */
export function isAddressName(text: string): boolean {
  return /^[\w-]{1,63}$/.test(text)
}

/** Sends the requests about one job: signed, with current credentials and the service's time, and retried. */
export class JobClient {
  readonly name: string
  readonly policy: RetryPolicy
  readonly #service: Service
  /** Shared by all clients of this job. */
  #last: { statusCode?: number | undefined; denied?: string } = {}

  constructor(service: Service, name: string, policy: RetryPolicy) {
    this.name = name
    this.policy = policy
    this.#service = service
  }

  /** The HTTP status of the service's last response about this job. A failed ListJobHistory doesn't count. */
  get lastStatusCode(): number | undefined {
    return this.#last.statusCode
  }

  /** Names the permission that the service refused a request for; undefined if an error is about something else. */
  permissionNote(error: unknown): string | undefined {
    const { denied } = this.#last
    // The service also refuses a signature that it doesn't recognize.
    const isPermission = errorCode(error) === 'AccessDenied' && !/anonymous/i.test((error as Error).message)
    return isPermission && denied !== undefined ? `Allow the RAM user or role ${denied}.` : undefined
  }

  /** Another job, or the same one with another retry policy. */
  with(name: string, policy: Partial<RetryPolicy> = {}): JobClient {
    const client = new JobClient(this.#service, name, { ...this.policy, ...policy })
    client.#last = this.#last
    return client
  }

  withPolicy(policy: Partial<RetryPolicy>): JobClient {
    return this.with(this.name, policy)
  }

  /** @throws the errors of `retry` */
  async get(limits: Limits): Promise<JobSnapshot> {
    const { body, ...info } = await this.read('getJob', [this.name, new GetJobRequest()], limits)
    return { ...info, job: body.importJob }
  }

  /**
   * The newest entries of the job's history, or of one round. A job that was deleted and created again under its name has
   * another Version; entries of the earlier job are left out.
   *
   * @throws the errors of `retry`
   */
  async history(limits: Limits, { version }: GetJobResp, runtimeId?: bigint): Promise<JobHistory[]> {
    const entries: JobHistory[] = []
    for (let marker = ''; ; ) {
      const page = { count: HISTORY_ENTRIES, ...(marker && { marker }), ...(runtimeId !== undefined && { runtimeId }) }
      const { body } = await this.read('listJobHistory', [this.name, new ListJobHistoryRequest(page)], limits)
      const { jobHistory, truncated, nextMarker = '' } = body.jobHistoryList
      // Pages can come from servers that lag differently.
      if (marker !== '' && jobHistory.length === 0) throw invalidResponse('Incomplete history.')
      entries.push(...jobHistory)
      const isLast = !/^true$/i.test(truncated ?? '') || nextMarker === marker
      if (isLast || entries.length >= HISTORY_ENTRIES) break
      marker = nextMarker
    }
    const isOther = ({ jobVersion }: JobHistory): boolean => Boolean(version && jobVersion && jobVersion !== version)
    return entries.filter((entry) => !isOther(entry))
  }

  /**
   * Whether the failed files of a round can be retried. It has the keys to the list of them: never log it.
   *
   * @throws the errors of `retry`
   */
  async result(runtimeId: bigint, limits: Limits): Promise<GetJobResultResp> {
    const { body } = await this.read('getJobResult', [this.name, new GetJobResultRequest({ runtimeId })], limits)
    return body.importJobResult
  }

  /** @throws the errors of `retry` */
  async address(name: string, limits: Limits): Promise<GetAddressResp> {
    const { body } = await this.read('getAddress', [name], limits)
    return body.importAddress
  }

  /**
   * Requests a change to the job. The state changes later.
   *
   * @param resolve finds out whether the change was applied after a failed attempt
   */
  update<T>(importJob: UpdateJobInfo, resolve: ChangeRules<T>['resolve'], limits: Limits): Promise<UpdateOutcome<T>> {
    // A second start could start a second round.
    const isRepeatable = importJob.status !== STATUS_TO_SEND['start-job']
    return this.change('updateJob', [this.name, new UpdateJobRequest({ importJob })], { isRepeatable, resolve }, limits)
  }

  /**
   * Sends a request that changes nothing.
   *
   * @throws the errors of `retry`
   */
  async read<M extends Method>(method: M, args: Arguments<M>, limits: Limits) {
    const response = await retry(this.#request(method, args, limits), this.policy, limits)
    return { ...this.#record(response), body: response.body }
  }

  /** Sends a request that changes something. It returns errors instead of throwing them. */
  async change<M extends Method, T>(method: M, args: Arguments<M>, rules: ChangeRules<T>, limits: Limits) {
    const ended = await retryChange({ ...this.#request(method, args, limits), ...rules }, this.policy, limits)
    return ended.outcome === 'accepted' ? { ...ended, response: this.#record(ended.response) } : ended
  }

  #request<M extends Method>(method: M, args: Arguments<M>, limits: Limits): RetryableRequest<Response<Body<M>>> {
    const { client, userId, credentials } = this.#service
    const send = client[method] as (userId: string, ...rest: unknown[]) => Promise<Response<Body<M>>>
    const name = method.charAt(0).toUpperCase() + method.slice(1)
    return {
      name,
      attempt: (options) => send.call(client, userId, ...args, options),
      prepare: async () => void (await credentials.renew(limits)),
      recover: async (error) => {
        if (error instanceof MgwError && !OPTIONAL.includes(method))
          this.#last.statusCode = error.statusCode ?? this.#last.statusCode
        // Such as mgw:GetImportJob for GetJob.
        if (errorCode(error) === 'AccessDenied') this.#last.denied = `mgw:${name.replace(/^[A-Z][a-z]+/, '$&Import')}`
        return isExpired(error) && (await credentials.renew(limits, true))
      }
    }
  }

  #record({ statusCode, headers }: Response<unknown>): ResponseInfo {
    this.#last.statusCode = statusCode
    const { clock, clockSkew } = this.policy
    const now = clockSkew.wallTime(clock)
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
}
