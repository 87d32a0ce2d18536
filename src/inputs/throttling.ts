import { ClientError } from '@alicloud/hcs-mgw20240626'
import { input } from '../runner/environment.ts'
import { list, quote } from '../text/words.ts'
import { readBandwidth, readInt64 } from './numbers.ts'

/** What a job may use at the most. */
export interface Throttling {
  /** In bit/s. */
  maxBandwidth: bigint
  /** Files per second. */
  maxQps: bigint
}

const NAMES = ['max-bandwidth', 'max-qps'] as const

/**
 * The throttling that update-qos asks for, and warnings about it.
 *
 * @throws ClientError `InvalidArgument` when one of its two values is missing or no number
 */
export function readThrottling(): { throttling: Throttling; warnings: string[] } {
  const missing = NAMES.filter((name) => input(name) === '')
  if (missing.length > 0) {
    throw new ClientError(
      'InvalidArgument',
      `update-qos needs both max-bandwidth (as in 100Mbit/s) and max-qps (files per second), but ${list(missing)} ${missing.length === 1 ? 'is' : 'are'} not set.`
    )
  }
  const throttling = {
    maxBandwidth: readBandwidth('max-bandwidth'),
    maxQps: readInt64('max-qps', 'files per second, as in 500')
  }
  const zeros = [throttling.maxBandwidth === 0n && 'max-bandwidth', throttling.maxQps === 0n && 'max-qps']
  const warnings = zeros
    .filter((name) => name !== false)
    .map((name) => `${name} is 0 and is sent as it is, but the service documents no meaning for 0.`)
  return { throttling, warnings }
}

/** A warning for each value of throttling that stands beside another operation. */
export function unusedThrottling(): string[] {
  return NAMES.filter((name) => input(name) !== '').map(
    (name) =>
      `${name} is ${quote(input(name))}, which was ignored: ${input('operation') === 'apply-timetable' ? 'the timetable says what the job may use. Write it into its lines.' : `${input('operation')} does not change the throttling. Use operation update-qos for that.`}`
  )
}
