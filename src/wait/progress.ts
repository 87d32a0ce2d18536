import { identifier } from '@alicloud/hcs-mgw20240626'
import type { Counters } from '../job/counters.ts'
import type { Sample } from '../job/result.ts'
import type { Clock } from '../runner/clock.ts'
import { duration, grouped, size } from '../text/units.ts'

/** There is a line at least this often, in ms. */
export const HEARTBEAT = 60_000
const MAX_SAMPLES = 120

/** Tells how a migration goes: a line at each change, and one a minute. */
export interface Progress {
  /** Takes down what was seen. Returns whether it differs from what was seen before. */
  record(status: string, counters: Counters | undefined): boolean
  /** Says again what was last seen, if nothing was said for a minute. */
  heartbeat(): void
  /** How the migration went so far. */
  samples(): Sample[]
}

export function createProgress(say: (line: string) => void, clock: Clock): Progress {
  const begun = clock.now()
  const samples: Sample[] = []
  let recent: Sample[] = []
  let interval = 0
  let last = { said: Number.NEGATIVE_INFINITY, line: '', seen: '' }

  const speak = (line: string): void => {
    last = { ...last, said: clock.now(), line }
    say(line)
  }
  return {
    samples: () => samples,
    record(status, counters) {
      const bytes = counters?.copiedBytes === undefined ? undefined : Number(counters.copiedBytes)
      const sample = { at: clock.now() - begun, percent: counters?.percent, bytes }
      recent = keepMinute(recent, sample)
      interval = keep(samples, sample, interval)
      const seen = [status, ...Object.values(counters ?? {})].join()
      const changed = seen !== last.seen
      last.seen = seen
      if (changed) speak(lineOf(status, counters, rateOf(recent)))
      else this.heartbeat()
      return changed
    },
    heartbeat() {
      if (clock.now() - last.said >= HEARTBEAT && last.line !== '') speak(last.line)
    }
  }
}

/** Adds a sample, and halves their number when there are too many: however long a wait, memory stays flat. */
export function keep(samples: Sample[], sample: Sample, interval: number): number {
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

/** The samples with bytes of the last minute, and the one before, so that there always are two to compare. */
function keepMinute(recent: Sample[], sample: Sample): Sample[] {
  if (sample.bytes === undefined) return []
  const first = recent.findLastIndex((earlier) => sample.at - earlier.at >= HEARTBEAT)
  return [...recent.slice(Math.max(0, first)), sample]
}

/** In bytes a second, over the last minute; undefined while there is nothing to go by. */
function rateOf(recent: Sample[]): number | undefined {
  const [first, last] = [recent[0], recent.at(-1)]
  if (first?.bytes === undefined || last?.bytes === undefined || last.at === first.at) return undefined
  return (Math.max(0, last.bytes - first.bytes) / (last.at - first.at)) * 1000
}

/** `IMPORT_JOB_DOING, 52.1 %, 521 of 1000 files, 1.2 GiB of 2.3 GiB, 3.1 MiB/s, about 6 min left`, as far as it is known. */
export function lineOf(status: string, counters: Counters | undefined, rate: number | undefined): string {
  const { percent, totalCount, copiedCount, failedCount, totalBytes, copiedBytes } = counters ?? {}
  const failed = failedCount === undefined || failedCount === 0n ? '' : ` (${grouped(failedCount)} failed)`
  const isOver = percent === 100
  return [
    identifier(status) ?? 'unknown state',
    percent !== undefined && `${percent.toFixed(1)} %`,
    copiedCount !== undefined && `${grouped(copiedCount)}${ofTotal(totalCount)} files${failed}`,
    copiedBytes !== undefined &&
      `${size(copiedBytes)}${totalBytes === undefined ? '' : ` of ${size(totalBytes)}`}`,
    !isOver && rate !== undefined && `${size(BigInt(Math.round(rate)))}/s`,
    isOver ? 'nothing left' : timeLeft(totalBytes, copiedBytes, rate)
  ]
    .filter(Boolean)
    .join(', ')
}

function ofTotal(total: bigint | undefined): string {
  return total === undefined ? '' : ` of ${grouped(total)}`
}

function timeLeft(total: bigint | undefined, copied: bigint | undefined, rate: number | undefined): string {
  if (total === undefined || copied === undefined || !rate || copied > total) return ''
  return `about ${duration((Number(total - copied) / rate) * 1000)} left`
}
