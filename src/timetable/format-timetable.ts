import { formatDuration } from '../units.ts'
import type { ActiveEntry } from './active-entry.ts'
import { dayOf, formatDate, formatOffset, formatTime, formatWeekday } from './calendar.ts'
import { formatState } from './timetable.ts'
import { instantOf, localTime, momentAt, type Zone } from './zone.ts'

/** Example: `2026-11-23 08:00 (Mon), UTC+08:00`. */
export function formatInstant(zone: Zone, instant: number): string {
  return `${formatMoment(localTime(zone, instant))}, UTC${formatOffset(zone.offsetAt(instant))}`
}

/** Lines for the log: the time, the active entry, and the next change. */
export function formatActiveEntry({ zone, instant, entry, since, next }: ActiveEntry): string[] {
  return [
    `It is ${formatInstant(zone, instant)} in ${zone.name} (rules of time zones: ${process.versions.tz}).`,
    `Active since ${formatMoment(since)}: line ${entry.number} of the timetable, ${entry.text}`,
    next === undefined
      ? NO_CHANGE
      : `Next change: ${formatInstant(zone, next.instant)}, in ${formatDuration(next.instant - wholeMinutes(instant))}: line ${next.entry.number}, ${next.entry.text}`
  ]
}

const NO_CHANGE = 'Nothing in the timetable will change that.'

function formatMoment(moment: number): string {
  const day = dayOf(moment)
  return `${formatDate(day)} ${formatTime(moment)} (${formatWeekday(day)})`
}

function wholeMinutes(ms: number): number {
  return Math.max(0, Math.floor(ms / 60_000)) * 60_000
}

export function formatNextChange({ zone, next }: ActiveEntry): string {
  if (next === undefined) return NO_CHANGE
  return `Next change: ${formatInstant(zone, next.instant)}: ${formatState(next.entry.state)}.`
}

/** Example: `Line 1 (08:00 pause) has been active since 2026-11-23 08:00 (Mon), for 2 h 7 min.` */
export function formatSince({ zone, entry, since }: ActiveEntry, now: number): string {
  const duration = wholeMinutes(now - instantOf(zone, since))
  const line = `Line ${entry.number} (${entry.text})`
  if (duration === 0) return `${line} has just become active.`
  return `${line} has been active since ${formatMoment(since)}, for ${formatDuration(duration)}.`
}

/** A notice about the entries for past dates; undefined if there are none. */
export function formatPastEntries({ timetable, zone, instant }: ActiveEntry): string | undefined {
  const moment = momentAt(zone, instant)
  const past = [...timetable.dated, ...timetable.overrides].filter(({ to }) => to <= moment)
  const numbers = past.map(({ number }) => number).sort((a, b) => a - b)
  if (numbers.length === 0) return undefined
  return `These lines of the timetable are for past dates and can be deleted: ${numbers.join(', ')}.`
}
