import { formatDuration } from '../units.ts'
import type { ActiveEntry } from './active-entry.ts'
import { dayOf, formatDate, formatTime, formatWeekday } from './calendar.ts'
import { formatState } from './timetable.ts'
import { instantOf, localTime, momentAt, type Zone } from './zone.ts'

/** Example: `2026-11-23 08:00 (Mon), UTC+08:00`. */
export function formatInstant(zone: Zone, instant: number): string {
  const offset = zone.offsetAt(instant)
  const sign = offset < 0 ? '-' : '+'
  return `${formatMoment(localTime(zone, instant))}, UTC${sign}${formatTime(Math.abs(offset))}`
}

/** Lines for the log: the time, the active entry, and the next change. */
export function formatActiveEntry({ zone, instant, entry, since, next }: ActiveEntry): string[] {
  return [
    `It is ${formatInstant(zone, instant)} in ${zone.name} (rules of time zones: ${process.versions.tz}).`,
    `In force since ${formatMoment(since)}: line ${entry.number} of the timetable, ${entry.text}`,
    next === undefined
      ? 'Nothing in it will change that.'
      : `Next change: ${formatInstant(zone, next.instant)}, in ${formatDuration(next.instant - wholeMinutes(instant))}: line ${next.entry.number}, ${next.entry.text}`
  ]
}

function formatMoment(moment: number): string {
  const day = dayOf(moment)
  return `${formatDate(day)} ${formatTime(moment)} (${formatWeekday(day)})`
}

function wholeMinutes(ms: number): number {
  return Math.max(0, Math.floor(ms / 60_000)) * 60_000
}

export function formatNextChange({ zone, next }: ActiveEntry): string {
  if (next === undefined) return 'Nothing in the timetable will change that.'
  return `Next change: ${formatInstant(zone, next.instant)}: ${formatState(next.entry.state)}.`
}

/** Example: `In force since 08:00 (Mon), applied at 10:07, 2 h 7 min late.`, for an entry applied at an instant. */
export function formatLateness({ zone, entry, since, instant }: ActiveEntry, applied: number): string {
  const start = instantOf(zone, since)
  const late = wholeMinutes(applied - start)
  if (late === 0) return `Line ${entry.number} has just come into force.`
  const now = momentAt(zone, applied)
  const [startDay, today] = [dayOf(since), dayOf(now)]
  // A weekday alone would be ambiguous after a week.
  const date = instant - start < 6 * 86_400_000 ? '' : `${formatDate(startDay)} `
  const weekday = today === startDay ? '' : ` (${formatWeekday(today)})`
  return `In force since ${date}${formatTime(since)} (${formatWeekday(startDay)}), applied at ${formatTime(now)}${weekday}, ${formatDuration(late)} late.`
}

/** A notice about the entries for past dates; undefined if there are none. */
export function formatPastEntries({ timetable, zone, instant }: ActiveEntry): string | undefined {
  const moment = momentAt(zone, instant)
  const dated = timetable.dated.filter(({ to }) => to <= moment)
  const overrides = timetable.overrides.filter(({ lastDay }) => lastDay < dayOf(moment))
  const numbers = [...dated, ...overrides].map(({ number }) => number).sort((a, b) => a - b)
  if (numbers.length === 0) return undefined
  return numbers.length === 1
    ? `Line ${numbers[0]} of the timetable is for a date that is over: it can be deleted.`
    : `Lines ${numbers.join(', ')} of the timetable are for dates that are over: they can be deleted.`
}
