/**
 * Moments of a local clock, without a zone: minutes since 1970-01-01 00:00. Days are counted from that day too.
 */
export const MINUTES_A_DAY = 1440

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** The weekday of a day, 0 for Monday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 3) % 7) + 7) % 7
}

export function dayOf(moment: number): number {
  return Math.floor(moment / MINUTES_A_DAY)
}

/** The day of a date such as `2026-10-01`; undefined when there is no such date. */
export function dayOfDate(date: string): number | undefined {
  const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000
  return writeDate(day) === date ? day : undefined
}

/** As in `2026-10-01`. */
export function writeDate(day: number): string {
  return Number.isNaN(day) ? '' : new Date(day * 86_400_000).toISOString().slice(0, 10)
}

/** The time of day of a moment, as in `08:00`. */
export function writeTime(moment: number): string {
  return new Date(moment * 60_000).toISOString().slice(11, 16)
}

/** As in `Mon`. */
export function writeWeekday(day: number): string {
  return WEEKDAYS[weekdayOf(day)] ?? ''
}
