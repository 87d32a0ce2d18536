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

/** A compiled zone (TZif, RFC 9636). Before its first transition, it is at UTC+08:00; after the last one, `rule` applies. */
export function compileZone(rule: string, transitions: readonly { at: string; offset: number }[] = []): Buffer {
  const seconds = transitions.map(({ at }) => Date.parse(at) / 1000)
  const offsets = [480, ...transitions.map(({ offset }) => offset)]
  const block = (timeSize: number): Buffer => {
    const counts = [0, 0, 0, seconds.length, offsets.length, 4]
    const header = Buffer.concat([Buffer.from('TZif2'), Buffer.alloc(15), ...counts.map(int32)])
    const times = seconds.map((time) => (timeSize === 8 ? int64(time) : int32(time)))
    const types = offsets.map((offset) => Buffer.concat([int32(offset * 60), Buffer.alloc(2)]))
    return Buffer.concat([
      header,
      ...times,
      Buffer.from(seconds.map((_, index) => index + 1)),
      ...types,
      Buffer.alloc(4)
    ])
  }
  return Buffer.concat([block(4), block(8), Buffer.from(`\n${rule}\n`)])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}
