import type { Counters } from '../job/history.ts'
import type { Sample } from '../job/result.ts'
import type { Clock } from '../runner/clock.ts'
import { formatBytes, formatPercent } from '../units.ts'
import { addSample, HEARTBEAT } from '../wait/progress.ts'

interface JobProgress {
  stage: 'waiting' | 'running' | 'done' | 'failed'
  /** 0 while it is unknown. */
  percent: number
  copiedBytes: bigint
}

export type BatchProgress = ReturnType<typeof createBatchProgress>

/** The combined progress of all jobs of a step. */
export function createBatchProgress(names: readonly string[], log: (line: string) => void, clock: Clock) {
  const startedAt = clock.now()
  const jobs = new Map<string, JobProgress>()
  for (const name of names) jobs.set(name, { stage: 'waiting', percent: 0, copiedBytes: 0n })
  const jobOf = (name: string): JobProgress => jobs.get(name) as JobProgress
  const samples: Sample[] = []
  let interval = 0
  let last = { line: '', at: Number.NEGATIVE_INFINITY }
  return {
    samples: () => samples,
    move(name: string, stage: JobProgress['stage']): void {
      const job = jobOf(name)
      job.stage = stage
      if (stage === 'done') job.percent = 100
    },
    remove(name: string): void {
      jobs.delete(name)
    },
    record(name: string, counters: Counters | undefined): void {
      const job = jobOf(name)
      job.percent = counters?.percent ?? job.percent
      job.copiedBytes = counters?.copiedBytes ?? job.copiedBytes
    },
    /** Logs a line, if it is new or the last one is a minute old. */
    log(): void {
      const all = [...jobs.values()]
      const percent = all.reduce((sum, job) => sum + job.percent, 0) / Math.max(1, all.length)
      const bytes = all.reduce((sum, job) => sum + job.copiedBytes, 0n)
      interval = addSample(samples, { at: clock.now() - startedAt, percent, bytes: Number(bytes) }, interval)
      const line = formatLine(all, percent, bytes)
      if (line === last.line && clock.now() - last.at < HEARTBEAT) return
      last = { line, at: clock.now() }
      log(line)
    }
  }
}

/** Example: `5 running, 30 waiting, 5 done (1 failed); 12.5 %, 1.2 GiB copied`. The percentage is the average of all jobs. */
function formatLine(all: readonly JobProgress[], percent: number, bytes: bigint): string {
  const { running = [], waiting = [], done = [], failed = [] } = Object.groupBy(all, ({ stage }) => stage)
  const failures = failed.length === 0 ? '' : ` (${failed.length} failed)`
  const counts = `${running.length} running, ${waiting.length} waiting, ${done.length + failed.length} done${failures}`
  return `${counts}; ${formatPercent(percent)}, ${formatBytes(bytes)} copied`
}
