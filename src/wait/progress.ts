import type { Counters } from '../job/history.ts'
import type { Sample } from '../job/result.ts'
import { shownStatus } from '../job/states.ts'
import type { Clock } from '../runner/clock.ts'
import { joinParts } from '../text.ts'
import { formatBytes, formatCount, formatDuration, formatNumber, formatPercent, partOf } from '../units.ts'

/** A line is logged at least this often, in ms. */
export const HEARTBEAT = 60_000
const MAX_SAMPLES = 120
/** The lowest rate that an estimate can be based on, in bytes per second. */
const MIN_RATE = 1024
/** The longest estimate that is shown, in ms. */
const MAX_TIME_LEFT = 365 * 86_400_000

/** Logs the progress of a migration: a line for each change, and one a minute. */
export interface Progress {
  record(status: string, counters: Counters | undefined): void
  /** Repeats the last line if nothing was logged for a minute. */
  heartbeat(): void
  samples(): Sample[]
}

export function createProgress(log: (line: string) => void, clock: Clock): Progress {
  const startedAt = clock.now()
  const samples: Sample[] = []
  let recent: Sample[] = []
  let interval = 0
  let last = { loggedAt: Number.NEGATIVE_INFINITY, line: '', state: '' }
  const logLine = (line: string): void => {
    last = { ...last, loggedAt: clock.now(), line }
    log(line)
  }
  return {
    samples: () => samples,
    record(status, counters) {
      const bytes = counters?.copiedBytes === undefined ? undefined : Number(counters.copiedBytes)
      const sample = { at: clock.now() - startedAt, percent: counters?.percent, bytes }
      recent = keepMinute(recent, sample)
      interval = addSample(samples, sample, interval)
      const state = [status, ...Object.values(counters ?? {})].join()
      const isNew = state !== last.state
      last.state = state
      if (isNew) logLine(formatProgress(status, counters, rateOf(recent)))
      else this.heartbeat()
    },
    heartbeat() {
      if (clock.now() - last.loggedAt >= HEARTBEAT && last.line !== '') logLine(last.line)
    }
  }
}

/**
 * Adds a sample. If there are too many, it drops every second one, so that memory stays flat.
 *
 * @param interval the shortest time between two samples, in ms
 * @returns the interval from now on
 */
export function addSample(samples: Sample[], sample: Sample, interval: number): number {
  const previous = samples.at(-1)
  if (previous !== undefined && sample.at - previous.at < interval) {
    samples[samples.length - 1] = { ...sample, at: previous.at }
    return interval
  }
  samples.push(sample)
  if (samples.length <= MAX_SAMPLES) return interval
  const kept = samples.filter((_, index) => index % 2 === 0)
  samples.splice(0, samples.length, ...kept)
  return Math.max(interval * 2, (sample.at - (samples[0]?.at ?? 0)) / (MAX_SAMPLES / 2))
}

/** The samples of the last minute, and the one before, so that there are two to compare. */
function keepMinute(recent: Sample[], sample: Sample): Sample[] {
  if (sample.bytes === undefined) return []
  const first = recent.findLastIndex((earlier) => sample.at - earlier.at >= HEARTBEAT)
  return [...recent.slice(Math.max(0, first)), sample]
}

/** In bytes per second over the last minute; undefined if it can't be known yet. */
function rateOf(recent: Sample[]): number | undefined {
  const [first, last] = [recent[0], recent.at(-1)]
  if (first?.bytes === undefined || last?.bytes === undefined || last.at === first.at) return undefined
  return (Math.max(0, last.bytes - first.bytes) / (last.at - first.at)) * 1000
}

/** Example: `IMPORT_JOB_DOING, 52.1 %, 521 of 1,000 files, 1.2 GiB of 2.3 GiB, 3.1 MiB/s, about 6 min left`. */
export function formatProgress(status: string, counters: Counters | undefined, rate: number | undefined): string {
  const { percent, totalCount, copiedCount, failedCount, totalBytes, copiedBytes } = counters ?? {}
  const failed = failedCount ? ` (${formatCount(failedCount, 'failed')})` : ''
  const isComplete = percent === 100
  const parts = [
    shownStatus(status) ?? 'unknown state',
    formatPercent(percent),
    copiedCount !== undefined && `${partOf(copiedCount, totalCount, formatNumber)} files${failed}`,
    partOf(copiedBytes, totalBytes, formatBytes),
    !isComplete && rate !== undefined && `${formatBytes(BigInt(Math.round(rate)))}/s`,
    !isComplete && timeLeft(totalBytes, copiedBytes, rate)
  ]
  return joinParts(parts, ', ')
}

function timeLeft(total: bigint | undefined, copied: bigint | undefined, rate: number | undefined): string {
  if (total === undefined || copied === undefined || !rate || copied > total) return ''
  const ms = (Number(total - copied) / rate) * 1000
  return rate < MIN_RATE || ms > MAX_TIME_LEFT ? '' : `about ${formatDuration(ms)} left`
}
