import { isDeepStrictEqual } from 'node:util'
import { dayOf, MINUTES_PER_DAY, weekdayOf } from './calendar.ts'
import type { DayOverride, State, StateEntry, Timetable } from './timetable.ts'
import { instantOf, momentAt, type Zone } from './zone.ts'

export type ActiveEntry = ReturnType<typeof activeEntryAt>

export function activeEntryAt(timetable: Timetable, zone: Zone, instant: number) {
  const moment = momentAt(zone, instant)
  const entry = entryAt(timetable, moment)
  const since = activeSince(timetable, entry, moment)
  const next = nextChange(timetable, zone, entry.state, moment)
  return { timetable, zone, instant, entry, since, next }
}

/** Whether another entry with another state has become active by `instant`. */
export function hasSwitched({ timetable, zone, entry }: ActiveEntry, instant: number): boolean {
  return !isDeepStrictEqual(entryAt(timetable, momentAt(zone, instant)).state, entry.state)
}

/** The entry that is active at a moment. Dated entries take precedence, and among them a pause. */
export function entryAt(timetable: Timetable, moment: number): StateEntry {
  const covering = timetable.dated.filter(({ from, to }) => from <= moment && moment < to)
  const dated = covering.find(({ state }) => state.name === 'pause') ?? covering[0]
  return dated ?? lastSwitch(timetable, moment).entry
}

/** When the active entry took effect: its own start, or the end of the last entry that overrode it. */
function activeSince(timetable: Timetable, entry: StateEntry, moment: number): number {
  const start = entry.kind === 'dated' ? entry.from : lastSwitch(timetable, moment).moment
  const ends = timetable.dated.map(({ to }) => to).filter((to) => to <= moment && entryAt(timetable, to - 1) !== entry)
  return Math.max(start, ...ends)
}

/** From here on, dates have more than four digits. */
const YEAR_10000 = Date.UTC(10_000, 0)

/** The next entry with another state; undefined if the state never changes. */
function nextChange(timetable: Timetable, zone: Zone, state: State, moment: number) {
  for (const later of momentsAfter(timetable, moment)) {
    if (isDeepStrictEqual(entryAt(timetable, later).state, state)) continue
    const instant = instantOf(zone, later)
    if (Math.max(instant, later * 60_000) >= YEAR_10000) return undefined
    // When clocks go forward, several switches can share an instant: only the last one takes effect.
    const entry = entryAt(timetable, momentAt(zone, instant))
    if (!isDeepStrictEqual(entry.state, state)) return { instant, entry }
  }
  return undefined
}

/** Two weeks, because clocks that go forward can hide a switch in one of them. */
const LOOK_AHEAD_DAYS = 15

/** The moments after `moment` at which another entry may become active, in order. */
function momentsAfter(timetable: Timetable, moment: number): number[] {
  const boundaries = [...timetable.dated, ...timetable.overrides]
    .flatMap(({ from, to }) => [from, to])
    .filter((one) => one > moment)
  const days = [moment, ...boundaries].flatMap((start) => consecutiveDays(dayOf(start), LOOK_AHEAD_DAYS))
  const switches = [...new Set(days)].flatMap((day) => switchesOn(timetable, day).map((one) => one.moment))
  return [...new Set([...switches, ...boundaries])].filter((one) => one > moment).sort((a, b) => a - b)
}

function consecutiveDays(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

/** The weekly switches of a day, in order. */
export function switchesOn(timetable: Timetable, day: number) {
  const weekday = overrideOn(timetable, day)?.weekday ?? weekdayOf(day)
  return timetable.weekly
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .map((entry) => ({ moment: day * MINUTES_PER_DAY + entry.minute, entry }))
    .sort((a, b) => a.moment - b.moment)
}

function overrideOn({ overrides }: Timetable, day: number): DayOverride | undefined {
  return overrides.find(({ from, to }) => dayOf(from) <= day && day < dayOf(to))
}

function lastSwitch(timetable: Timetable, moment: number) {
  for (let day = dayOf(moment); ; ) {
    const switches = switchesOn(timetable, day)
    const last = switches.findLast((one) => one.moment <= moment)
    if (last !== undefined) return last
    // No day of the override has a switch. An override can span thousands of years, so skip all of its days.
    const override = switches.length === 0 ? overrideOn(timetable, day) : undefined
    day = (override ? dayOf(override.from) : day) - 1
  }
}

/** A day of the timetable, as shown to users. */
export type Day = ReturnType<typeof daysFrom>[number]

/** Seven days from `moment`, and the days of the following week for which the timetable has a dated entry or an override. */
export function daysFrom(timetable: Timetable, moment: number) {
  const today = dayOf(moment)
  const hasDate = (day: number): boolean =>
    [...timetable.dated, ...timetable.overrides].some(({ from, to }) => dayOf(from) <= day && day <= dayOf(to - 1))
  const days = consecutiveDays(today, 14).filter((day) => day < today + 7 || hasDate(day))
  return days.map((day) => {
    const start = day * MINUTES_PER_DAY
    const switches = momentsAfter(timetable, start)
      .map((moment) => ({ moment, entry: entryAt(timetable, moment) }))
      .filter(({ moment, entry }) => dayOf(moment) === day && entry !== entryAt(timetable, moment - 1))
    // `initial` is active when the day starts; `switches` are when others become active during it, in order.
    return { day, override: overrideOn(timetable, day), initial: entryAt(timetable, start), switches }
  })
}
