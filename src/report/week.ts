import { dayOf, MINUTES_A_DAY, WEEKDAYS, writeDate, writeTime, writeWeekday } from '../timetable/calendar.ts'
import { momentAt } from '../timetable/clock.ts'
import { writeInstant } from '../timetable/describe.ts'
import type { InForce } from '../timetable/in-force.ts'
import { describeTarget } from '../timetable/state.ts'
import type { DatedLine, WeeklyLine } from '../timetable/timetable.ts'
import { type Day, daysFrom } from '../timetable/week.ts'
import { escapeHtml } from './text.ts'

/**
 * The week that begins today as a table with a row a switch, the one in force marked, and of the week after it the days
 * that a line is dated for. In one line of HTML.
 */
export function drawWeek({ timetable, zone, instant }: InForce): string {
  const now = momentAt(zone, instant)
  const rows = daysFrom(timetable, now).map((day) => rowsOf(day, now))
  const title = escapeHtml(`The timetable in ${zone.name}. It is ${writeInstant(zone, instant)}.`)
  const head = ['Day', 'From', 'The job is to', 'Line'].map((name) => `<th align="left">${name}</th>`)
  return `<p>${title}</p><table><tr>${head.join('')}</tr>${rows.join('')}</table>`
}

function rowsOf({ day, like, begins, switches }: Day, now: number): string {
  const all = [{ moment: day * MINUTES_A_DAY, line: begins }, ...switches]
  const current = day === dayOf(now) ? all.findLast(({ moment }) => moment <= now) : undefined
  const rows = all.map((one) => {
    const cells = [writeTime(one.moment), escapeHtml(describeTarget(one.line.state)), numberOf(one.line)]
    return one === current ? cells.map((cell) => `<b>${cell}</b>`).with(0, `<b>▶ ${cells[0]}</b>`) : cells
  })
  const date = `${writeWeekday(day)} ${writeDate(day)}${like === undefined ? '' : `<br>like ${WEEKDAYS[like.weekday]} (line ${like.number})`}`
  return rows
    .map((cells, index) => {
      const first = index === 0 ? `<td nowrap rowspan="${rows.length}">${date}</td>` : ''
      return `<tr>${first}${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
    })
    .join('')
}

function numberOf({ kind, number }: WeeklyLine | DatedLine): string {
  return kind === 'dated' ? `${number} (dated)` : String(number)
}
