import { MgwError } from '@alicloud/hcs-mgw20240626'
import type { Teller } from './service.ts'

/** In ms. */
const MAX_OFFSET = 24 * 3_600_000

/** How far this machine's clock is behind the service's, in ms, when that is why a request was refused. */
export function correctionFor(error: unknown, tell: Teller): number | undefined {
  if (!(error instanceof MgwError) || error.code !== 'RequestTimeTooSkewed') return undefined
  const offset = Date.parse(error.headers.date ?? '') - Date.now()
  // A clock is not off by days: who says so wants signatures for another time.
  if (!(Math.abs(offset) <= MAX_OFFSET)) return undefined
  tell.warning(
    `The clock of this machine is ${describeOffset(offset)}, so the service refused the request. It was signed again with the service's time. Correct the clock (NTP).`
  )
  return offset
}

function describeOffset(offset: number): string {
  const minutes = (Math.abs(offset) / 60_000).toFixed(1)
  return `${minutes} minutes ${offset > 0 ? 'slow' : 'fast'}`
}
