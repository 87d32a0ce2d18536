import type { Counters } from '../job/counters.ts'
import type { Sample } from '../job/result.ts'
import type { Clock } from '../runner/clock.ts'
import { size } from '../text/units.ts'
import { HEARTBEAT, keep } from '../wait/progress.ts'

/** Where a job of several is: not begun or in the queue, under way, or at its end. */
type Stage = 'waits' | 'runs' | 'ended' | 'failed'

interface Seen {
  stage: Stage
  /** In percent; 0 while it is unknown. */
  percent: number
  copiedBytes: bigint
}

/** How all jobs of a step are, while they are waited for. */
export interface Overview {
  /** Takes down where a job is. */
  move(name: string, stage: Stage): void
  /** Takes down what a look at a job has told. */
  record(name: string, counters: Counters | undefined): void
  /** Says how all jobs are, if that is new or was last said a minute ago. */
  tell(): void
  /** How far all jobs were, each counting alike. */
  samples(): Sample[]
}

export function createOverview(
  names: readonly string[],
  say: (line: string) => void,
  clock: Clock
): Overview {
  const begun = clock.now()
  const jobs = new Map<string, Seen>(
    names.map((name) => [name, { stage: 'waits', percent: 0, copiedBytes: 0n }])
  )
  const samples: Sample[] = []
  let interval = 0
  let last = { line: '', at: Number.NEGATIVE_INFINITY }
  const of = (name: string): Seen => jobs.get(name) ?? { stage: 'waits', percent: 0, copiedBytes: 0n }
  return {
    samples: () => samples,
    move(name, stage) {
      jobs.set(name, { ...of(name), stage, ...(stage === 'ended' && { percent: 100 }) })
    },
    record(name, counters) {
      const { stage, percent, copiedBytes } = of(name)
      jobs.set(name, {
        stage,
        percent: counters?.percent ?? percent,
        copiedBytes: counters?.copiedBytes ?? copiedBytes
      })
    },
    tell() {
      const all = [...jobs.values()]
      const percent = all.reduce((sum, job) => sum + job.percent, 0) / all.length
      const bytes = all.reduce((sum, job) => sum + job.copiedBytes, 0n)
      interval = keep(samples, { at: clock.now() - begun, percent, bytes: Number(bytes) }, interval)
      const line = lineOf(all, percent, bytes)
      if (line === last.line && clock.now() - last.at < HEARTBEAT) return
      last = { line, at: clock.now() }
      say(line)
    }
  }
}

/** `5 run, 30 wait, 5 have ended (1 failed), 12.5 % on average, 1.2 GiB copied` */
function lineOf(jobs: readonly Seen[], percent: number, bytes: bigint): string {
  const count = (...stages: Stage[]): number => jobs.filter(({ stage }) => stages.includes(stage)).length
  const failed = count('failed')
  return [
    `${count('runs')} run`,
    `${count('waits')} wait`,
    `${count('ended', 'failed')} have ended${failed === 0 ? '' : ` (${failed} failed)`}`,
    `${percent.toFixed(1)} % on average`,
    `${size(bytes)} copied`
  ].join(', ')
}
