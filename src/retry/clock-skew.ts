import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Clock } from '../runner/clock.ts'
import type { Logger } from '../runner/logger.ts'

/** In ms. No clock is off by days: a larger offset could be an attempt to obtain signatures for another time. */
const MAX_OFFSET = 24 * 3_600_000
/** The same for a server that isn't Alibaba Cloud's: so far off, requests are accepted anyway. */
const MAX_FOREIGN_OFFSET = 15 * 60_000

/** How far this machine's clock is behind the service's, once a refusal has shown it. One instance serves a whole run. */
export class ClockSkew {
  /** In ms; undefined until the service has refused this machine's time. */
  offset: number | undefined
  readonly #logger: Logger
  readonly #maxOffset: number

  /** @param isForeign whether the server isn't Alibaba Cloud's */
  constructor(logger: Logger, isForeign = false) {
    this.#logger = logger
    this.#maxOffset = isForeign ? MAX_FOREIGN_OFFSET : MAX_OFFSET
  }

  /** The time of day in ms since 1970: this machine's, or the service's once that has refused this machine's. */
  wallTime(clock: Clock): number {
    return clock.wallTime() + (this.offset ?? 0)
  }

  /**
   * Learns the offset from a refused request that was signed with the offset `used`. `now` is the time of day on this machine,
   * in ms since 1970. Returns whether the request should be signed and sent again.
   */
  correct(error: unknown, used: number | undefined, now: number): boolean {
    const offset = used === undefined ? clockOffset(error, now, this.#maxOffset) : undefined
    if (offset === undefined) return false
    // A concurrent request has already learned it.
    if (this.offset !== undefined) return true
    this.offset = offset
    const minutes = `${(Math.abs(offset) / 60_000).toFixed(1)} minutes ${offset > 0 ? 'slow' : 'fast'}`
    this.#logger.warning(
      `The clock of this machine is ${minutes}, so the rejected request was signed again with the service's time. Correct the clock (NTP).`
    )
    return true
  }
}

/** How far this machine's clock, at `now`, is behind the service's, in ms, if a request was refused because of it. */
export function clockOffset(error: unknown, now: number, max = MAX_OFFSET): number | undefined {
  // MGW's code and STS's.
  if (!(error instanceof MgwError) || !/^(RequestTimeTooSkewed|InvalidTimeStamp\.Expired)$/.test(error.code))
    return undefined
  // A proxy may have added a second Date.
  const dates = error.headers.date?.match(/\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT/g) ?? []
  const time = [error.serverTime ?? '', ...dates].map(Date.parse).find((one) => !Number.isNaN(one))
  const offset = (time ?? Number.NaN) - now
  return Math.abs(offset) <= max ? offset : undefined
}
