import { inForceAt } from '../../src/timetable/in-force.ts'
import { parseTimetable } from '../../src/timetable/text.ts'
import { type Zone, zoneOf } from '../../src/timetable/zone.ts'

const zones = new Map<string, Zone>()

export function zone(name: string): Zone {
  const known = zones.get(name) ?? zoneOf(name)
  zones.set(name, known)
  return known
}

/** What a timetable says of an instant, as the vectors write it. */
export function answer(text: string, timezone: string, now: string): object {
  const { line, next } = inForceAt(parseTimetable(text), zone(timezone), Date.parse(now))
  const { maxBandwidth, maxQps } = line.state.name === 'run' ? line.state : {}
  const number = (value: bigint | undefined): number | null => (value === undefined ? null : Number(value))
  return {
    line: line.number,
    state: line.state.name,
    maxBandwidth: number(maxBandwidth),
    maxQps: number(maxQps),
    nextChange: next === undefined ? null : `${new Date(next.instant).toISOString().slice(0, 19)}Z`
  }
}

/** What a text is refused with, without the part that names the line; empty where it is not. */
export function refusalOf(text: string): string {
  try {
    parseTimetable(text)
    return ''
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return code === 'InvalidArgument' ? message : `${code}: ${message}`
  }
}
