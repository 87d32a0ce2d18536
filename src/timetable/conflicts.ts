import { writeDate, writeTime, writeWeekday } from './calendar.ts'
import { refusal } from './refusal.ts'
import { isSame, type Run } from './state.ts'
import type { DatedLine, Line, MovedDays, Timetable, WeeklyLine } from './timetable.ts'

/**
 * The lines of a timetable, of which each is good by itself, as one.
 *
 * @throws ClientError `InvalidArgument` for what does not go together, with both lines
 */
export function checkTogether(lines: readonly (WeeklyLine | DatedLine | MovedDays)[]): Timetable {
  const weekly = lines.filter((line) => line.kind === 'weekly')
  const dated = lines.filter((line) => line.kind === 'dated')
  const moved = lines.filter((line) => line.kind === 'moved')
  if (weekly.length === 0) {
    throw refusal(
      [],
      'it has no weekly line, such as "Mon-Fri 08:00 pause", so that nothing is said of most hours.'
    )
  }
  refuseSameMinute(weekly)
  refuseOverlappingRuns(dated)
  refuseOverlappingMoves(moved)
  refuseRatesOfSome([...weekly, ...dated])
  return { weekly, dated, moved }
}

function refuseSameMinute(weekly: readonly WeeklyLine[]): void {
  for (const [a, b] of pairs(weekly)) {
    const weekday = a.minute === b.minute ? a.weekdays.find((day) => b.weekdays.includes(day)) : undefined
    if (weekday === undefined) continue
    // Day 4 was a Monday.
    throw refusal(
      [a, b],
      `both switch on ${writeWeekday(4 + weekday)} at ${writeTime(a.minute)}. Delete one of them.`
    )
  }
}

function refuseOverlappingRuns(dated: readonly DatedLine[]): void {
  const runs = dated.filter(({ state }) => state.name === 'run')
  for (const [a, b] of pairs(runs)) {
    if (a.from >= b.to || b.from >= a.to || isSame(a.state, b.state)) continue
    throw refusal([a, b], 'they overlap and ask for different rates. Let each moment have one.')
  }
}

function refuseOverlappingMoves(moved: readonly MovedDays[]): void {
  for (const [a, b] of pairs(moved)) {
    const day = Math.max(a.firstDay, b.firstDay)
    if (day > Math.min(a.lastDay, b.lastDay)) continue
    throw refusal([a, b], `both say what ${writeDate(day)} is like. Let each date have one.`)
  }
}

/** What one line sets would silently stay where another one does not name it. */
function refuseRatesOfSome(lines: readonly (WeeklyLine | DatedLine)[]): void {
  const runs = lines.flatMap(({ number, text, state }) =>
    state.name === 'run' ? [{ number, text, state }] : []
  )
  for (const [rate, name] of RATES) {
    const [named, unnamed] = [true, false].map((is) =>
      runs.find(({ state }) => (state[rate] !== undefined) === is)
    )
    if (named === undefined || unnamed === undefined) continue
    const both: Line[] = [named, unnamed].sort((a, b) => a.number - b.number)
    throw refusal(
      both,
      `one names ${name} and the other does not, so that the first one's would stay. Name it in each run, or in none.`
    )
  }
}

const RATES: [rate: keyof Omit<Run, 'name'>, name: string][] = [
  ['maxBandwidth', 'a bandwidth'],
  ['maxQps', 'files/s']
]

/** All pairs of two, each in the order of the list. */
function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((a, index) => all.slice(index + 1).map((b): [T, T] => [a, b]))
}
