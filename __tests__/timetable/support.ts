import { activeEntryAt } from '../../src/timetable/active-entry.ts'
import { parseTimetable } from '../../src/timetable/parse-timetable.ts'
import { type Zone, zoneOf } from '../../src/timetable/zone.ts'

const zones = new Map<string, Zone>()

/** Cached: creating a date format is slow. */
export function zone(name: string): Zone {
  const known = zones.get(name) ?? zoneOf(name)
  zones.set(name, known)
  return known
}

/** The active entry and the next change, in the format of the vectors. */
export function evaluate(text: string, timezone: string, now: string): object {
  const { entry, next } = activeEntryAt(parseTimetable(text), zone(timezone), Date.parse(now))
  const { maxBandwidth, maxQps } = entry.state.name === 'run' ? entry.state : {}
  const number = (value: bigint | undefined): number | null => (value === undefined ? null : Number(value))
  return {
    line: entry.number,
    state: entry.state.name,
    maxBandwidth: number(maxBandwidth),
    maxQps: number(maxQps),
    nextChange: next === undefined ? null : `${new Date(next.instant).toISOString().slice(0, 19)}Z`
  }
}

/** The message for an invalid timetable; empty if it is valid. */
export function parseErrorOf(text: string): string {
  try {
    parseTimetable(text)
    return ''
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return code === 'InvalidArgument' ? message : `${code}: ${message}`
  }
}
