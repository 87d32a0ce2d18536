// Dates and times of a local clock, in any time zone. A `day` is the number of days since 1970-01-01, and a `moment` the
// number of minutes since 1970-01-01 00:00 on that clock.

export const MINUTES_PER_DAY = 1440

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

export function dayOf(moment: number): number {
  return Math.floor(moment / MINUTES_PER_DAY)
}

/** 0 for Monday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 3) % 7) + 7) % 7
}

/** The day of a date such as `2026-10-01`; undefined if the date doesn't exist. */
export function dayOfDate(date: string): number | undefined {
  const day = Date.parse(`${date}T00:00:00Z`) / 86_400_000
  return formatDate(day) === date ? day : undefined
}

/** Example: `2026-10-01`. */
export function formatDate(day: number): string {
  return Number.isNaN(day) ? '' : new Date(day * 86_400_000).toISOString().slice(0, 10)
}

/** The time of day, such as `08:00`. */
export function formatTime(moment: number): string {
  return new Date(moment * 60_000).toISOString().slice(11, 16)
}

/** An offset in minutes, such as `+08:00`. */
export function formatOffset(offset: number): string {
  return `${offset < 0 ? '-' : '+'}${formatTime(Math.abs(offset))}`
}

/** Example: `Mon`. */
export function formatWeekday(day: number): string {
  return WEEKDAYS[weekdayOf(day)] ?? ''
}

/** Minutes of an offset such as `+08:00` or `-3`. */
export function parseOffset(text: string): number {
  const [hours = 0, minutes = 0] = text.replace(/^[-+]/, '').split(':').map(Number)
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
