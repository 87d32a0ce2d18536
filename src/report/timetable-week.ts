import { escapeHtml } from '../text.ts'
import { type ActiveEntry, type Day, daysFrom } from '../timetable/active-entry.ts'
import { dayOf, formatDate, formatTime, formatWeekday, MINUTES_PER_DAY, WEEKDAYS } from '../timetable/calendar.ts'
import { formatInstant } from '../timetable/format-timetable.ts'
import { formatState } from '../timetable/timetable.ts'
import { momentAt } from '../timetable/zone.ts'

/** A triangle that points to the active entry. */
const POINTER = '\u25b6'

/** The next seven days, and the days of the week after that have dated entries, with the active entry marked. */
export function renderWeek({ timetable, zone, instant }: ActiveEntry): string {
  const now = momentAt(zone, instant)
  const rows = daysFrom(timetable, now).map((day) => rowsOf(day, now))
  const title = escapeHtml(`The timetable in ${zone.name}. It is ${formatInstant(zone, instant)}.`)
  const head = ['Day', 'From', 'State', 'Line'].map((name) => `<th align="left">${name}</th>`)
  return `<p>${title}</p><table><tr>${head.join('')}</tr>${rows.join('')}</table>`
}

function rowsOf({ day, override, initial, switches }: Day, now: number): string {
  const all = [{ moment: day * MINUTES_PER_DAY, entry: initial }, ...switches]
  const current = day === dayOf(now) ? all.findLast(({ moment }) => moment <= now) : undefined
  const like = override && `<br>like ${WEEKDAYS[override.weekday]} (line ${override.number})`
  const date = `${formatWeekday(day)} ${formatDate(day)}${like ?? ''}`
  const rows = all.map((one, index) => {
    const { state, kind, number } = one.entry
    const line = kind === 'dated' ? `${number} (dated)` : String(number)
    const cells = [formatTime(one.moment), escapeHtml(formatState(state)), line]
    const marked =
      one === current ? [`${POINTER} ${cells[0]}`, ...cells.slice(1)].map((cell) => `<b>${cell}</b>`) : cells
    const first = index === 0 ? `<td nowrap rowspan="${all.length}">${date}</td>` : ''
    return `<tr>${first}${marked.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  return rows.join('')
}
