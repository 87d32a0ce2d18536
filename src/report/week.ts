import { dayOf, writeDate, writeTime, writeWeekday } from '../timetable/calendar.ts'
import { momentAt } from '../timetable/clock.ts'
import { writeInstant } from '../timetable/describe.ts'
import type { InForce } from '../timetable/in-force.ts'
import { describeTarget } from '../timetable/state.ts'
import type { DatedLine, WeeklyLine } from '../timetable/timetable.ts'
import { type Day, daysFrom } from '../timetable/week.ts'
import { escapeHtml } from './text.ts'

/**
 * The week that begins today as a table, with the present moment in it, and of the week after it the days that a line is
 * dated for. In one line of HTML.
 */
export function drawWeek({ timetable, zone, instant }: InForce): string {
  const now = momentAt(zone, instant)
  const rows = daysFrom(timetable, now).map((day) => rowOf(day, now))
  const title = escapeHtml(`The timetable in ${zone.name}. It is ${writeInstant(zone, instant)}.`)
  return `<p>${title}</p><table><tr><th align="left">Day</th><th align="left">At 00:00</th><th align="left">Then</th></tr>${rows.join('')}</table>`
}

function rowOf({ day, like, begins, switches }: Day, now: number): string {
  const date = `${writeWeekday(day)} ${writeDate(day)}`
  const isToday = day === dayOf(now)
  const moved =
    like === undefined ? '' : `<br>${escapeHtml(like.text.replace(/^\S+ /, ''))} (line ${like.number})`
  const events = [
    ...switches.map(({ moment, line }) => ({ moment, html: `${writeTime(moment)} ${target(line)}` })),
    ...(isToday ? [{ moment: now + 0.5, html: `<b>▶ ${writeTime(now)} now</b>` }] : [])
  ].sort((a, b) => a.moment - b.moment)
  const cells = [
    `${isToday ? `<b>${date}</b>` : date}${moved}`,
    target(begins),
    events.map(({ html }) => html).join('<br>')
  ]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function target({ kind, number, state }: WeeklyLine | DatedLine): string {
  return escapeHtml(`${describeTarget(state)} (line ${number}${kind === 'dated' ? ', dated' : ''})`)
}
