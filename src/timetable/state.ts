import { grouped } from '../text/units.ts'
import { describeBandwidth } from './bandwidth.ts'

/** What a job is to be: paused, or running with the rates that are named. */
export type State = { name: 'pause' } | Run

export interface Run {
  name: 'run'
  /** In bit/s; undefined when the line names none. */
  maxBandwidth: bigint | undefined
  /** Files per second; undefined when the line names none. */
  maxQps: bigint | undefined
}

/** Whether two states ask for the same, by value. */
export function isSame(a: State, b: State): boolean {
  if (a.name === 'pause' || b.name === 'pause') return a.name === b.name
  return a.maxBandwidth === b.maxBandwidth && a.maxQps === b.maxQps
}

/** For people, as in `run, 2 Gbit/s (250 MB/s), 2,000 files/s`. */
export function describeTarget(state: State): string {
  if (state.name === 'pause') return 'pause'
  const { maxBandwidth, maxQps } = state
  return [
    'run',
    maxBandwidth !== undefined && describeBandwidth(maxBandwidth),
    maxQps !== undefined && `${grouped(maxQps)} files/s`
  ]
    .filter(Boolean)
    .join(', ')
}
