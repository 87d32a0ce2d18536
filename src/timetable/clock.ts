import type { Zone } from './zone.ts'

/** In minutes. No zone sets its clocks back, or is apart from UTC, by more than a day. */
const DAY = 1440

/** The local time in a zone at an instant, in minutes since 1970-01-01 00:00. */
export function localTime(zone: Zone, instant: number): number {
  return localAt(zone, Math.floor(instant / 60_000))
}

/**
 * The moment of a local clock that never goes back: where the zone's clocks are set back, it stands still at the last
 * minute before until they have caught up.
 *
 * @param instant in ms since 1970
 * @returns minutes since 1970-01-01 00:00 of the local clock
 */
export function momentAt(zone: Zone, instant: number): number {
  return steadyAt(zone, Math.floor(instant / 60_000))
}

/** The instant at which the clock that never goes back reaches a moment, in ms since 1970. */
export function instantOf(zone: Zone, moment: number): number {
  return (
    60_000 * firstMinute(moment - 2 * DAY, moment + 2 * DAY, (minute) => steadyAt(zone, minute) >= moment)
  )
}

function localAt(zone: Zone, minute: number): number {
  return minute + zone.offsetAt(minute * 60_000)
}

function steadyAt(zone: Zone, minute: number): number {
  const offset = zone.offsetAt(minute * 60_000)
  const isLater = (at: number): boolean => zone.offsetAt(at * 60_000) > offset
  if (!isLater(minute - DAY)) return minute + offset
  // The clocks were set back within a day. The last minute before they were:
  const last = firstMinute(minute - DAY, minute, (at) => !isLater(at)) - 1
  return Math.max(minute + offset, localAt(zone, last))
}

/** The first minute from `after + 1` to `last` from which on something is so; it must be so at `last`. */
function firstMinute(after: number, last: number, isSo: (minute: number) => boolean): number {
  let [low, high] = [after, last]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isSo(middle)) high = middle
    else low = middle
  }
  return high
}
