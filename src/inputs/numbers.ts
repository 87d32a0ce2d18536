import { ClientError } from '@alicloud/hcs-mgw20240626'
import type { InputName } from '../runner/contract.ts'
import { input } from '../runner/environment.ts'
import { quote } from '../text/words.ts'
import { parseBandwidth } from '../timetable/bandwidth.ts'

const MAX_INT64 = 2n ** 63n - 1n

/** @throws ClientError `InvalidArgument` when an input is not a whole number from `least` to `most` */
export function readNumber(name: InputName, least: number, most: number): number {
  const text = input(name)
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new ClientError(
    'InvalidArgument',
    `${name} is ${quote(text)}, but it must be a whole number from ${least} to ${most}.${hintOfRounding(text)}`
  )
}

/**
 * A 64-bit integer.
 *
 * @param unit what the number counts, for the message
 * @throws ClientError `InvalidArgument` when an input is none
 */
export function readInt64(name: InputName, unit: string): bigint {
  const text = input(name)
  if (/^[0-9]{1,40}$/.test(text)) {
    const value = BigInt(text)
    if (value <= MAX_INT64) return value
  }
  throw new ClientError(
    'InvalidArgument',
    `${name} is ${quote(text)}, but it must be a whole number from 0 to ${MAX_INT64} in plain digits, in ${unit}.${hintOfRounding(text)}`
  )
}

/**
 * A bandwidth, in bit/s.
 *
 * @throws ClientError `InvalidArgument` when an input is none
 */
export function readBandwidth(name: InputName): bigint {
  const text = input(name)
  const hint = hintOfRounding(text)
  if (hint === '') return parseBandwidth(name, text)
  throw new ClientError('InvalidArgument', `${name} is ${quote(text)}, which is not a bandwidth.${hint}`)
}

/** @throws ClientError `InvalidArgument` when an input is neither `true` nor `false` */
export function readBoolean(name: InputName): boolean {
  const text = input(name).toLowerCase()
  if (text === 'true' || text === 'false') return text === 'true'
  throw new ClientError('InvalidArgument', `${name} is ${quote(input(name))}, but it must be true or false.`)
}

/** What to say, after a message, of a long number that has lost digits before it came here; else nothing. */
export function hintOfRounding(text: string): string {
  return /^\d(\.\d+)?E\+\d+$/i.test(text)
    ? ' It seems that a long number was written without quotes, and rounded when the YAML was read: put it in quotes.'
    : ''
}
