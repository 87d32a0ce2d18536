import type { State } from './state.ts'

/** A line of a timetable. Moments are those of `calendar.ts`. */
export interface Line {
  /** Counted from 1, as the lines stand in the workflow. */
  number: number
  /** As written, without its comment. */
  text: string
}

/** `Mon-Fri 08:00 pause`: a switch each week. */
export interface WeeklyLine extends Line {
  kind: 'weekly'
  /** 0 for Monday. */
  weekdays: readonly number[]
  /** Of the day. */
  minute: number
  state: State
}

/** `2026-11-27 18:00..2026-11-30 08:00 pause`: beats the weekly lines from one moment up to another. */
export interface DatedLine extends Line {
  kind: 'dated'
  from: number
  /** The first moment after it. */
  to: number
  state: State
}

/** `2026-10-10 as Mon`: days that are like another one. */
export interface MovedDays extends Line {
  kind: 'moved'
  firstDay: number
  lastDay: number
  /** The weekday that they are like, 0 for Monday. */
  weekday: number
}

/** What a job is to be, at any hour. */
export interface Timetable {
  /** At least one. */
  weekly: readonly WeeklyLine[]
  dated: readonly DatedLine[]
  moved: readonly MovedDays[]
}
