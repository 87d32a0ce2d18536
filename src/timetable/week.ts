import { dayOf, MINUTES_A_DAY } from './calendar.ts'
import { lineAt, switchesOn } from './in-force.ts'
import type { DatedLine, MovedDays, Timetable, WeeklyLine } from './timetable.ts'

/** A day as a timetable has it. */
export interface Day {
  /** As `calendar.ts` counts days. */
  day: number
  /** The line that makes it like another day. */
  like: MovedDays | undefined
  /** What is in force when the day begins. */
  begins: WeeklyLine | DatedLine
  /** Where another line comes into force after that, in their order. */
  switches: { moment: number; line: WeeklyLine | DatedLine }[]
}

/** The week that begins with the day of a moment, and of the week after it the days that a date is given for. */
export function daysFrom(timetable: Timetable, moment: number): Day[] {
  const today = dayOf(moment)
  return Array.from({ length: 14 }, (_, index) => today + index)
    .filter((day) => day < today + 7 || isDated(timetable, day))
    .map((day) => dayOfTimetable(timetable, day))
}

function isDated({ dated, moved }: Timetable, day: number): boolean {
  const [begin, end] = [day * MINUTES_A_DAY, (day + 1) * MINUTES_A_DAY]
  return (
    dated.some(({ from, to }) => from < end && begin < to) ||
    moved.some(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
  )
}

function dayOfTimetable(timetable: Timetable, day: number): Day {
  const begin = day * MINUTES_A_DAY
  const moments = [
    ...switchesOn(timetable, day).map(({ moment }) => moment),
    ...timetable.dated.flatMap(({ from, to }) => [from, to])
  ]
  const switches = [...new Set(moments)]
    .filter((moment) => dayOf(moment) === day && moment !== begin)
    .sort((a, b) => a - b)
    .map((moment) => ({ moment, line: lineAt(timetable, moment) }))
    .filter(({ moment, line }) => line !== lineAt(timetable, moment - 1))
  const like = timetable.moved.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
  return { day, like, begins: lineAt(timetable, begin), switches }
}
