import {
  type AttemptOptions,
  type Client,
  GetJobRequest,
  type GetJobResp,
  type GetJobResponse,
  type JobHistory,
  type UpdateJobInfo,
  UpdateJobRequest,
  type UpdateJobResponse
} from '@alicloud/hcs-mgw20240626'
import type { RenewableCredential } from './credentials.ts'
import { type Limits, type Persistence, persist } from './persist.ts'
import type { Counters, Course } from './progress.ts'

/** What a run tells its user on the way. */
export interface Teller {
  info(line: string): void
  notice(text: string): void
  warning(text: string): void
}

/** What is known of the job from looking at it. */
export interface Seen {
  /** The job when it was first looked at, where that was before a change. */
  before?: GetJobResp
  /** The job when it was last looked at. */
  job?: GetJobResp
  /** The newest entry of its history when that was last looked at. */
  entry?: JobHistory | undefined
  /** What that entry counts. */
  counters?: Counters
  /** Whether the keys may not read its history. */
  historyDenied?: boolean
  /** What there is to say of a success that is not the plain one. */
  note?: string
  /** Whether the service accepted a change; undefined while that is not known. */
  changed?: boolean
  /** How its migration went while it was waited for. */
  course?: Course
}

/** One job, as this run reaches it: every call persists through what passes, within the run's limits. */
export interface JobService {
  /** Asks the service to change the job. `settle` as in `Persistence`. */
  update(importJob: UpdateJobInfo, settle: Settle): Promise<UpdateJobResponse | GetJobResponse>
  /** Asks the service how the job is. */
  get(): Promise<GetJobResponse>
  /** The newest entries of the job's history, newest first; undefined when the keys may not ask for them. */
  history(count: number): Promise<JobHistory[] | undefined>
  /** Both: how the job is, and the newest entry of its history. */
  look(): Promise<GetJobResponse>
}

/** See `Persistence`. */
export type Settle = NonNullable<Persistence<UpdateJobResponse | GetJobResponse>['settle']>

/** What a job is reached with. */
export interface Reach {
  client: Client
  /** What the client signs with. */
  credential: RenewableCredential
  userId: string
  jobName: string
  limits: Limits
  tell: Teller
  /** Where what is seen of the job is kept. */
  seen: Seen
}

export function reachJob({ client, credential, userId, jobName, limits, tell, seen }: Reach): JobService {
  const inTime = withClockCorrection(limits, tell)
  // Getting new keys may take its time, so it comes before that of an attempt is counted.
  const ready = (): Promise<unknown> => credential.getCredential(limits)
  const ask = <T>(what: string, call: (options: AttemptOptions) => Promise<T>): Promise<T> =>
    persist(limits, { what, ready, attempt: inTime(call), say: tell.info })

  const get = async (): Promise<GetJobResponse> => {
    const answer = await ask('GetJob', (options) =>
      client.getJob(userId, jobName, new GetJobRequest(), options)
    )
    seen.job = answer.body.importJob
    return answer
  }
  const history = async (count: number): Promise<JobHistory[] | undefined> => {
    const { askForHistory } = await import(/* webpackChunkName: "progress" */ './history.ts')
    return askForHistory(
      (request) =>
        ask('ListJobHistory', (options) => client.listJobHistory(userId, jobName, request, options)),
      count,
      seen,
      tell
    )
  }
  return {
    update: (importJob, settle) =>
      persist(limits, {
        what: 'UpdateJob',
        changes: true,
        ready,
        attempt: inTime((options) =>
          client.updateJob(userId, jobName, new UpdateJobRequest({ importJob }), options)
        ),
        settle,
        say: tell.info
      }),
    get,
    history,
    look: async () => {
      const answer = await get()
      await history(1)
      return answer
    }
  }
}

/**
 * Lets calls be made with the service's clock once it has said that this machine's is off. The call that was refused
 * for it is made again, once.
 */
function withClockCorrection(limits: Limits, tell: Teller) {
  let clockOffset: number | undefined
  return <T>(call: (options: AttemptOptions) => Promise<T>) =>
    async (): Promise<T> => {
      try {
        return await call({ ...limits.forAttempt(), clockOffset })
      } catch (error) {
        const { correctionFor } = await import(/* webpackChunkName: "failure" */ './clock.ts')
        const offset = clockOffset === undefined ? correctionFor(error, tell) : undefined
        if (offset === undefined) throw error
        clockOffset = offset
        return call({ ...limits.forAttempt(), clockOffset })
      }
    }
}
