import { readFileSync } from 'node:fs'
import { formatOffset, MINUTES_PER_DAY, parseOffset } from './calendar.ts'
import type { Zone } from './zone.ts'

/**
 * A warning if this machine's own data gives a zone another offset than Node's. Node brings its own copy of the data, which
 * can be older or newer than a change of the zone's rules.
 *
 * @param names the zone's names, as the user wrote it and as Node spells it: the machine may know only one of them
 */
export function warnAboutZoneData(zone: Zone, names: readonly string[], instant: number): string[] {
  const directory = process.env.TZDIR || '/usr/share/zoneinfo'
  const machine = names.map((name) => readOffset(`${directory}/${name}`, instant)).find((one) => one !== undefined)
  const node = zone.offsetAt(instant)
  if (machine === undefined || machine === node) return []
  return [
    `The timetable takes ${zone.name} to be at UTC${formatOffset(node)} now, from Node's time zone data (${process.versions.tz}), but this machine's (${directory}) has UTC${formatOffset(machine)}. If Node's is wrong, see "Time zone and clock" in docs/timetable.md.`
  ]
}

function readOffset(file: string, instant: number): number | undefined {
  try {
    return offsetInFile(readFileSync(file), instant)
  } catch {
    return undefined
  }
}

/** The size of a header. */
const HEADER = 44

/** Reads a compiled zone (TZif, RFC 9636): how many minutes it is ahead of UTC. Undefined if it isn't known. */
export function offsetInFile(file: Buffer, instant: number): number | undefined {
  // Without 64-bit times, which follow the 32-bit ones after a header of their own, a file has no rule for later years.
  const start = file.indexOf('TZif', HEADER)
  if (file.toString('latin1', 0, 4) !== 'TZif' || file[4] === 0 || start < 0) return undefined
  const data = file.subarray(start)
  const times = data.readUInt32BE(32)
  const types = HEADER + times * 9
  const known = Array.from({ length: times }, (_, index) => Number(data.readBigInt64BE(HEADER + index * 8)))
  const index = known.findLastIndex((time) => time * 1000 <= instant)
  const [, rule = ''] = /\n(.*)\n$/.exec(data.toString('latin1')) ?? []
  if (index === times - 1 && rule !== '') return offsetByRule(rule, instant)
  const type = index < 0 ? 0 : data.readUInt8(HEADER + times * 8 + index)
  return Math.round(data.readInt32BE(types + type * 6) / 60)
}

const NAME = '(?:[A-Za-z]+|<[^>]+>)'
const CHANGE = ',M(\\d+)\\.(\\d)\\.(\\d)(?:/([-+\\d:]+))?'
const RULE = new RegExp(`^${NAME}([-+\\d:]+)(?:${NAME}([-+\\d:]*)${CHANGE}${CHANGE})?$`)

/** @param rule as in the variable TZ of POSIX, such as `CET-1CEST,M3.5.0,M10.5.0/3` */
function offsetByRule(rule: string, instant: number): number | undefined {
  const [, standard, summer, ...changes] = RULE.exec(rule) ?? []
  if (standard === undefined) return undefined
  // In these rules, offsets are ahead of local time.
  const offset = 0 - parseOffset(standard)
  if (summer === undefined) return offset
  const summerOffset = summer === '' ? offset + 60 : 0 - parseOffset(summer)
  const minute = instant / 60_000
  const year = new Date((minute + offset) * 60_000).getUTCFullYear()
  const start = changeIn(year, changes.slice(0, 4)) - offset
  const end = changeIn(year, changes.slice(4)) - summerOffset
  const isSummer = start < end ? start <= minute && minute < end : start <= minute || minute < end
  return isSummer ? summerOffset : offset
}

/** The local minute of a change. Week 5 is the last one of the month, and weekday 0 is Sunday. */
function changeIn(year: number, [month, week, weekday, time = '2']: readonly (string | undefined)[]): number {
  const first = new Date(Date.UTC(year, Number(month) - 1))
  const days = new Date(Date.UTC(year, Number(month), 0)).getUTCDate()
  const day = ((Number(weekday) - first.getUTCDay() + 7) % 7) + (Number(week) - 1) * 7
  return first.getTime() / 60_000 + (day < days ? day : day - 7) * MINUTES_PER_DAY + parseOffset(time)
}
