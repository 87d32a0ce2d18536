import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Logger } from '../runner/logger.ts'

/** In ms. A clock is not off by days: who says so wants signatures for another time. */
const MAX_SKEW = 24 * 3_600_000

/** Makes a call that is signed with the time. `clockOffset`: how far this machine's clock is behind, in ms. */
export type SignedCall<T> = (clockOffset: number | undefined) => Promise<T>

/**
 * Lets calls be signed with the service's time once it has said that this machine's is off. The call that was refused
 * for it is made again, once.
 */
export function correctingClockSkew(
  logger: Logger,
  date: () => number
): <T>(call: SignedCall<T>) => Promise<T> {
  let clockOffset: number | undefined
  return async (call) => {
    const used = clockOffset
    try {
      return await call(used)
    } catch (error) {
      const offset = used === undefined ? clockSkew(error, date()) : undefined
      if (offset === undefined) throw error
      // Another call that was under way at the same time has been told so already.
      if (clockOffset !== undefined) return call(clockOffset)
      clockOffset = offset
      logger.warning(
        `The clock of this machine is ${describe(offset)}, so the service refused the request. It was signed again with the service's time. Correct the clock (NTP).`
      )
      return call(clockOffset)
    }
  }
}

/**
 * How far this machine's clock is behind the service's, in ms, when that is why a request was refused.
 *
 * @param now the time of day by this machine, in ms since 1970
 */
export function clockSkew(error: unknown, now: number): number | undefined {
  // The migration service's code, and STS's.
  if (!(error instanceof MgwError) || !/^(RequestTimeTooSkewed|InvalidTimeStamp\.Expired)$/.test(error.code))
    return undefined
  const offset = (serverTime(error) ?? Number.NaN) - now
  return Math.abs(offset) <= MAX_SKEW ? offset : undefined
}

/** The service's time, in ms since 1970: as its own element says, else its Date header, the first one where something in between has added another. */
function serverTime({ headers, serverTime }: MgwError): number | undefined {
  const dates = headers.date?.match(/\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT/g) ?? []
  return [serverTime, ...dates].map((text) => Date.parse(text ?? '')).find((time) => !Number.isNaN(time))
}

function describe(offset: number): string {
  const minutes = (Math.abs(offset) / 60_000).toFixed(1)
  return `${minutes} minutes ${offset > 0 ? 'slow' : 'fast'}`
}
