import {
  type AttemptOptions,
  type Client,
  type CredentialProvider,
  GetJobRequest,
  type GetJobResponse,
  MgwError,
  type UpdateJobInfo,
  UpdateJobRequest,
  type UpdateJobResponse
} from '@alicloud/hcs-mgw20240626'
import { type Limits, type Persistence, persist } from './persist.ts'

/** What a run tells its user on the way. */
export interface Teller {
  info(line: string): void
  notice(text: string): void
  warning(text: string): void
}

/** One job, as this run reaches it: every call persists through what passes, within the run's limits. */
export interface JobService {
  /** Asks the service to change the job. `settle` as in `Persistence`. */
  update(importJob: UpdateJobInfo, settle: Settle): Promise<UpdateJobResponse | GetJobResponse>
  /** Asks the service how the job is. */
  get(): Promise<GetJobResponse>
}

/** See `Persistence`. */
export type Settle = NonNullable<Persistence<UpdateJobResponse | GetJobResponse>['settle']>

/** What a job is reached with. */
interface Reach {
  client: Client
  /** What the client signs with. */
  credential: CredentialProvider
  userId: string
  jobName: string
  limits: Limits
  tell: Teller
}

export function reachJob({ client, credential, userId, jobName, limits, tell }: Reach): JobService {
  const inTime = withClockCorrection(limits, tell)
  // Getting new keys may take its time, so it comes before that of an attempt is counted.
  const ready = (): Promise<unknown> => credential.getCredential()
  return {
    update: (importJob, settle) =>
      persist(limits, {
        ready,
        attempt: inTime((options) =>
          client.updateJob(userId, jobName, new UpdateJobRequest({ importJob }), options)
        ),
        settle,
        say: tell.info
      }),
    get: () =>
      persist(limits, {
        ready,
        attempt: inTime((options) => client.getJob(userId, jobName, new GetJobRequest(), options)),
        say: tell.info
      })
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
        const offset = offsetToldBy(error)
        if (clockOffset !== undefined || offset === undefined) throw error
        clockOffset = offset
        tell.warning(
          `The clock of this machine is ${describeOffset(offset)}, so the service refused the request. It was signed again with the service's time. Correct the clock (NTP).`
        )
        return call({ ...limits.forAttempt(), clockOffset })
      }
    }
}

/** How far this machine's clock is behind the service's, in ms, when that is why a request was refused. */
function offsetToldBy(error: unknown): number | undefined {
  if (!(error instanceof MgwError) || error.code !== 'RequestTimeTooSkewed') return undefined
  const offset = Date.parse(error.headers.date ?? '') - Date.now()
  return Number.isNaN(offset) ? undefined : offset
}

function describeOffset(offset: number): string {
  const minutes = (Math.abs(offset) / 60_000).toFixed(1)
  return `${minutes} minutes ${offset > 0 ? 'slow' : 'fast'}`
}
