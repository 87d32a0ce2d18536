import { ClientError, quote } from '@alicloud/hcs-mgw20240626'
import { nearest } from '../text/nearest.ts'

/** A time zone, by the rules that this Node knows. Instants are ms since 1970. */
export interface Zone {
  /** As Node spells it, such as `Asia/Shanghai`. */
  name: string
  /** By how many minutes the zone's local time is ahead of UTC at an instant. */
  offsetAt(instant: number): number
}

/**
 * A time zone by its name: `UTC`, or a name with a `/`, in any case.
 *
 * @throws ClientError `InvalidArgument` for what Node does not know, and for what means something else than it seems
 */
export function zoneOf(name: string): Zone {
  if (/^UTC$|\//i.test(name) && !/^Etc\/GMT[+-]/i.test(name)) {
    const format = formatOf(name)
    if (format !== undefined)
      return { name: format.resolvedOptions().timeZone, offsetAt: (at) => offsetIn(format, at) }
  }
  throw new ClientError('InvalidArgument', `timezone is ${quote(name)}, ${problemOf(name)}`)
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...FIELDS })
  } catch {
    return undefined
  }
}

const FIELDS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric'
} as const

function offsetIn(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const [year = 0, month = 0, ...rest] = Object.keys(FIELDS).map((type) =>
    parts.get(type as keyof typeof FIELDS)
  )
  const [day = 0, hour = 0, minute = 0, second = 0] = rest
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - instant) / 60_000)
}

/** What people in China are likely to write. */
const CHINA = /^(CST|PRC|China|Beijing|Asia\/Beijing|((UTC|GMT)?\+0?8(:?00)?))$/i

function problemOf(name: string): string {
  const hint = hintFor(name)
  const did = hint === undefined ? ' Write it as in Asia/Shanghai.' : ` Did you mean ${hint}?`
  if (/^Etc\/GMT[+-]/i.test(name)) {
    return `whose sign is the other way round: Etc/GMT+8 is UTC-8. Write the name of a place.${hint === undefined ? '' : did}`
  }
  if (/^((UTC|GMT)?[+-])/i.test(name))
    return `but an offset knows no summer time and is easily mistaken: write the name of a place.${did}`
  if (/^[a-z]{3}$/i.test(name))
    return `but a name of three letters stands for several zones (for Node, CST is Chicago).${did}`
  return `which is not a time zone by the name of a place.${did}`
}

function hintFor(name: string): string | undefined {
  if (CHINA.test(name)) return 'Asia/Shanghai'
  // Older names, such as Singapore or PRC.
  const known = formatOf(name)?.resolvedOptions().timeZone
  if (known?.includes('/') && !known.startsWith('Etc/') && name.length > 3) return known
  return nearest(name.replaceAll(' ', '_'), Intl.supportedValuesOf('timeZone'))
}
