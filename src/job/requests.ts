import {
  type AttemptOptions,
  MgwError,
  type Response,
  requestIdFrom,
  type SendOptions
} from '@alicloud/hcs-mgw20240626'
import type { RenewableCredentials } from '../auth/session.ts'
import type { RetryableRequest, RetryOptions } from '../retry/retry.ts'

/** What each answer of the service tells beside its body. */
export interface Answer {
  statusCode: number
  requestId: string | undefined
  /** Between which times the answer was given by the service's clock, in ms since 1970. */
  time: { earliest: number; latest: number }
  /** The time that the answer's Date header tells, in ms since 1970, where it tells one. */
  date?: number | undefined
}

/** Requests to the service, each with keys that are renewed and a time that is right. */
export interface Requests {
  /** The HTTP status of the service's last answer to any of them. */
  lastStatus(): number | undefined
  /** @param what its name, for the log */
  request<T extends Response<unknown>, U>(
    options: RetryOptions,
    what: string,
    call: (options: AttemptOptions) => Promise<T>,
    read: (response: T, answer: Answer) => U
  ): RetryableRequest<U>
}

/** The service refuses a request whose time is further from its own, in ms (RequestTimeTooSkewed). */
const MAX_SKEW = 15 * 60_000

export function createRequests(credentials: RenewableCredentials): Requests {
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
  return {
    lastStatus: () => lastStatus,
    request: (options, what, call, read) => ({
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
