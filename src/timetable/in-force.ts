import { dayOf, MINUTES_A_DAY, weekdayOf } from './calendar.ts'
import { instantOf, momentAt } from './clock.ts'
import { isSame } from './state.ts'
import type { DatedLine, Timetable, WeeklyLine } from './timetable.ts'
import type { Zone } from './zone.ts'

/** What a timetable says of an instant. */
export interface InForce {
  timetable: Timetable
  zone: Zone
  /** In ms since 1970. */
  instant: number
  line: WeeklyLine | DatedLine
  /** The moment since which this line is in force, as the local clock names it. */
  since: number
  /** The next change of the state, and when; undefined when there is none. */
  next: { instant: number; line: WeeklyLine | DatedLine } | undefined
}

/**
 * The line in force at an instant, and the next change.
 *
 * @param instant in ms since 1970
 */
export function inForceAt(timetable: Timetable, zone: Zone, instant: number): InForce {
  const moment = momentAt(zone, instant)
  const line = lineAt(timetable, moment)
  return {
    timetable,
    zone,
    instant,
    line,
    since: sinceWhen(timetable, line, moment),
    next: nextChange(timetable, zone, line, moment)
  }
}

/** The line that is in force at a moment: of dated ones a pause first, then a run, else the last weekly switch. */
export function lineAt(timetable: Timetable, moment: number): WeeklyLine | DatedLine {
  const covering = timetable.dated.filter(({ from, to }) => from <= moment && moment < to)
  return (
    covering.find(({ state }) => state.name === 'pause') ?? covering[0] ?? lastSwitch(timetable, moment).line
  )
}

/** A weekly line, and the moment at which it switches. */
interface Switch {
  line: WeeklyLine
  moment: number
}

/** The switches of a day, in their order. */
export function switchesOn({ weekly, moved }: Timetable, day: number): Switch[] {
  const weekday =
    moved.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)?.weekday ?? weekdayOf(day)
  return weekly
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .map((line) => ({ line, moment: day * MINUTES_A_DAY + line.minute }))
    .sort((a, b) => a.moment - b.moment)
}

/** The last weekly switch that is not after a moment. */
function lastSwitch(timetable: Timetable, moment: number): Switch {
  for (let day = dayOf(moment); ; day = dayBefore(timetable, day)) {
    const last = switchesOn(timetable, day).findLast((one) => one.moment <= moment)
    if (last !== undefined) return last
  }
}

/** The day before, or that before all days that are like one without a switch. */
function dayBefore({ moved, weekly }: Timetable, day: number): number {
  const yesterday = day - 1
  const like = moved.find(({ firstDay, lastDay }) => firstDay <= yesterday && yesterday <= lastDay)
  const isEmpty = like !== undefined && !weekly.some(({ weekdays }) => weekdays.includes(like.weekday))
  return isEmpty ? like.firstDay - 1 : yesterday
}

/** The moment since which a line is in force that is so at `moment`: its switch, or the end of what beat it last. */
function sinceWhen(timetable: Timetable, line: WeeklyLine | DatedLine, moment: number): number {
  const begun = line.kind === 'dated' ? line.from : lastSwitch(timetable, moment).moment
  const ends = timetable.dated
    .map(({ to }) => to)
    .filter((to) => to <= moment && lineAt(timetable, to - 1) !== line)
  return Math.max(begun, ...ends)
}

/** How long after the last dated line a change is looked for, in days: the weekly lines have all switched by then. */
const HORIZON = 8

function nextChange(
  timetable: Timetable,
  zone: Zone,
  { state }: WeeklyLine | DatedLine,
  moment: number
): InForce['next'] {
  for (const later of momentsAfter(timetable, moment)) {
    if (isSame(lineAt(timetable, later).state, state)) continue
    const instant = instantOf(zone, later)
    // Where clocks are set forward, more than one switch may happen at a time: the last of them counts.
    const line = lineAt(timetable, momentAt(zone, instant))
    if (!isSame(line.state, state)) return { instant, line }
  }
  return undefined
}

/** The moments after one at which something may change, in their order. */
function momentsAfter(timetable: Timetable, moment: number): number[] {
  const { dated, moved } = timetable
  const boundaries = [
    ...dated.flatMap(({ from, to }) => [from, to]),
    ...moved.flatMap(({ firstDay, lastDay }) => [firstDay * MINUTES_A_DAY, (lastDay + 1) * MINUTES_A_DAY])
  ]
  const last = Math.max(moment, ...boundaries) + HORIZON * MINUTES_A_DAY
  const days = new Set(
    [moment, ...boundaries.filter((boundary) => boundary > moment)].flatMap((begin) =>
      // Two weeks: clocks that are set forward may hide a switch in one of them.
      Array.from({ length: 15 }, (_, index) => dayOf(begin) + index)
    )
  )
  const switches = [...days].flatMap((day) => switchesOn(timetable, day).map((one) => one.moment))
  return [...new Set([...switches, ...boundaries])]
    .filter((one) => one > moment && one <= last)
    .sort((a, b) => a - b)
}
