import { joinParts } from '../text.ts'
import { formatBandwidth, formatCount } from '../units.ts'

/** A parsed timetable: the state that a job should have at any time. Moments and days are counted as in calendar.ts. */
export interface Timetable {
  /** At least one. */
  weekly: readonly WeeklyEntry[]
  dated: readonly DatedEntry[]
  overrides: readonly DayOverride[]
}

/** The line that an entry was read from. */
export interface Entry {
  /** Line number in the input, from 1. Blank lines and comments count. */
  number: number
  /** The line without its comment. */
  text: string
}

/** `Mon-Fri 08:00 pause`: switches to a state every week. */
export interface WeeklyEntry extends Entry {
  kind: 'weekly'
  /** 0 is Monday. */
  weekdays: readonly number[]
  minute: number
  state: State
}

interface Period {
  from: number
  /** The first moment after the period. */
  to: number
}

/** `2026-11-27 18:00..2026-11-30 08:00 pause`: takes precedence over the weekly entries for a period. */
export interface DatedEntry extends Entry, Period {
  kind: 'dated'
  state: State
}

/** `2026-10-10 as Mon`: on these days, the weekly entries of the given weekday apply. The period is whole days. */
export interface DayOverride extends Entry, Period {
  kind: 'override'
  /** 0 is Monday. */
  weekday: number
}

export type StateEntry = WeeklyEntry | DatedEntry

/** Paused, or running with the given rates. */
export type State = { name: 'pause' } | Run

export interface Run {
  name: 'run'
  /** In bit/s; undefined if the entry doesn't set it. */
  maxBandwidth: bigint | undefined
  /** Files per second; undefined if the entry doesn't set it. */
  maxQps: bigint | undefined
}

/** Example: `run, 2 Gbit/s (250 MB/s), 2,000 files/s`. */
export function formatState(state: State): string {
  if (state.name === 'pause') return 'pause'
  const { maxBandwidth, maxQps } = state
  return joinParts(['run', maxBandwidth && formatBandwidth(maxBandwidth), formatCount(maxQps, 'files/s')], ', ')
}
