import { invalid } from '../action-error.ts'
import { closestMatch, quote } from '../text.ts'
import { MINUTES_PER_DAY } from './calendar.ts'

/** A time zone, by the rules that Node ships with. An `instant` is in ms since 1970. */
export interface Zone {
  /** In Node's spelling, such as `Asia/Shanghai`. */
  name: string
  /** How many minutes local time is ahead of UTC. */
  offsetAt(instant: number): number
}

/**
 * Finds a time zone by its name: `UTC`, or a name with a `/`, in any case.
 *
 * @throws ActionError `InvalidArgument` for a name that Node doesn't know, or that is easily mistaken for another zone
 */
export function zoneOf(name: string): Zone {
  const format = /^UTC$|\//i.test(name) && !INVERTED.test(name) ? offsetFormat(name) : undefined
  if (format === undefined) throw invalid(`timezone is ${quote(name)}, ${problemOf(name)}`)
  return { name: format.resolvedOptions().timeZone, offsetAt: (instant) => offsetIn(format, instant) }
}

/** In these names, the sign is the opposite of what people expect. */
const INVERTED = /^Etc\/GMT[+-]/i

/** Formats an instant as a date and an offset, such as `11/23/2026, GMT+08:00`. Undefined if there is no such zone. */
function offsetFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  } catch {
    return undefined
  }
}

function offsetIn(format: Intl.DateTimeFormat, instant: number): number {
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(format.format(instant)) ?? []
  if (sign === undefined) return 0
  const offset = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -offset : offset
}

function problemOf(name: string): string {
  const meant = suggestZone(name)
  const hint = meant === undefined ? ' Write it as in Asia/Shanghai.' : ` Did you mean ${meant}?`
  if (INVERTED.test(name)) {
    return `whose sign is the other way round: Etc/GMT+8 is UTC-8. Write the name of a place.${meant === undefined ? '' : hint}`
  }
  if (/^(UTC|GMT)?[+-]/i.test(name)) {
    return `but an offset knows no summer time and is easily mistaken: write the name of a place.${hint}`
  }
  if (/^[a-z]{3}$/i.test(name)) {
    return `but a name of three letters stands for several zones (for Node, CST is Chicago).${hint}`
  }
  return `which is not a time zone by the name of a place.${hint}`
}

function suggestZone(name: string): string | undefined {
  if (CHINA.test(name)) return 'Asia/Shanghai'
  // Node knows older names too, such as Singapore.
  const known = offsetFormat(name)?.resolvedOptions().timeZone
  if (known?.includes('/') && !known.startsWith('Etc/') && name.length > 3) return known
  return closestMatch(name.replaceAll(' ', '_'), Intl.supportedValuesOf('timeZone'))
}

/** Names that people in China are likely to try. */
const CHINA = /^(CST|PRC|China|Beijing|Asia\/Beijing|((UTC|GMT)?\+0?8(:?00)?))$/i

const MINUTE = 60_000

/** The moment that local clocks show. */
export function localTime(zone: Zone, instant: number): number {
  const minute = Math.floor(instant / MINUTE)
  return minute + zone.offsetAt(minute * MINUTE)
}

/**
 * The moment that the timetable's clock shows. It never goes back, so that no change is made twice: when the zone's
 * clocks are set back, it stays at the last minute before until they have caught up.
 */
export function momentAt(zone: Zone, instant: number): number {
  const local = localTime(zone, instant)
  const minute = Math.floor(instant / MINUTE)
  const offset = local - minute
  const wasAhead = (at: number): boolean => zone.offsetAt(at * MINUTE) > offset
  // No zone sets its clocks back by more than a day.
  const dayBefore = minute - MINUTES_PER_DAY
  if (!wasAhead(dayBefore)) return local
  const change = firstMinute(dayBefore, minute, (at) => !wasAhead(at))
  return Math.max(local, localTime(zone, (change - 1) * MINUTE))
}

/** The instant at which `momentAt` reaches a moment. */
export function instantOf(zone: Zone, moment: number): number {
  // A zone's offset and the change of its clocks are each less than a day.
  const [from, to] = [moment - 2 * MINUTES_PER_DAY, moment + 2 * MINUTES_PER_DAY]
  return MINUTE * firstMinute(from, to, (minute) => momentAt(zone, minute * MINUTE) >= moment)
}

/** Binary search in minutes since 1970. `isReached` must be false at `low`, true at `high`, and change only once. */
function firstMinute(low: number, high: number, isReached: (minute: number) => boolean): number {
  if (high - low <= 1) return high
  const middle = Math.floor((low + high) / 2)
  return isReached(middle) ? firstMinute(low, middle, isReached) : firstMinute(middle, high, isReached)
}
