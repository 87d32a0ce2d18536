import { duration } from '../text/units.ts'
import { dayOf, writeDate, writeTime, writeWeekday } from './calendar.ts'
import { instantOf, localTime, momentAt } from './clock.ts'
import type { InForce } from './in-force.ts'
import { describeTarget } from './state.ts'
import type { Zone } from './zone.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** A moment of a local clock, as in `2026-11-23 08:00 (Mon)`. */
function writeMoment(moment: number): string {
  const day = dayOf(moment)
  return `${writeDate(day)} ${writeTime(moment)} (${writeWeekday(day)})`
}

/** How far a zone is from UTC at an instant, as in `UTC+08:00`. */
function writeOffset(zone: Zone, instant: number): string {
  const offset = zone.offsetAt(instant)
  return `UTC${offset < 0 ? '-' : '+'}${writeTime(Math.abs(offset))}`
}

/** An instant (ms since 1970) in a zone, as in `2026-11-23 08:00 (Mon), UTC+08:00`. */
export function writeInstant(zone: Zone, instant: number): string {
  return `${writeMoment(localTime(zone, instant))}, ${writeOffset(zone, instant)}`
}

/** What a timetable says of an instant, as lines of a log. */
export function describeInForce({ zone, instant, line, since, next }: InForce): string[] {
  return [
    `It is ${writeInstant(zone, instant)} in ${zone.name} (rules of time zones: ${process.versions.tz}).`,
    `In force since ${writeMoment(since)}: line ${line.number} of the timetable, ${line.text}`,
    next === undefined
      ? 'Nothing in it will change that.'
      : `Next change: ${writeInstant(zone, next.instant)}, in ${duration(next.instant - wholeMinutes(instant))}: line ${next.line.number}, ${next.line.text}`
  ]
}

/** What comes next, in a sentence. */
export function describeNext({ zone, next }: InForce): string {
  if (next === undefined) return 'Nothing in the timetable will change that.'
  return `Next change: ${writeInstant(zone, next.instant)}: ${describeTarget(next.line.state)}.`
}

/** How late a change is made that a line asks for: `In force since 08:00 (Mon), applied at 10:07, 2 h 7 min late.` */
export function describeLateness({ zone, line, since, instant: then }: InForce, instant: number): string {
  const late = wholeMinutes(instant - instantOf(zone, since))
  const [begun, now] = [since, momentAt(zone, instant)].map((moment) => writeTime(moment))
  const isRecent = then - instantOf(zone, since) < 6 * DAY
  const [from, to] = [dayOf(since), dayOf(momentAt(zone, instant))]
  const at = from === to ? now : `${now} (${writeWeekday(to)})`
  const date = isRecent ? '' : `${writeDate(from)} `
  return late === 0
    ? `Line ${line.number} has just come into force.`
    : `In force since ${date}${begun} (${writeWeekday(from)}), applied at ${at}, ${duration(late)} late.`
}

/** The lines of a timetable for dates that are over. */
export function describePast({ timetable, zone, instant }: InForce): string | undefined {
  const moment = momentAt(zone, instant)
  const past = [
    ...timetable.dated.filter(({ to }) => to <= moment),
    ...timetable.moved.filter(({ lastDay }) => lastDay < dayOf(moment))
  ].map(({ number }) => number)
  if (past.length === 0) return undefined
  const numbers = past.sort((a, b) => a - b)
  return numbers.length === 1
    ? `Line ${numbers[0]} of the timetable is for a date that is over: it can be deleted.`
    : `Lines ${numbers.join(', ')} of the timetable are for dates that are over: they can be deleted.`
}

function wholeMinutes(ms: number): number {
  return Math.max(0, Math.floor(ms / MINUTE)) * MINUTE
}
