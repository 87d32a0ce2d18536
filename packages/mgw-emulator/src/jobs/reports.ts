import type { Behavior } from '../protocol/behavior.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Job } from './job.ts'
import { type RoundResult, roundResults } from './round-result.ts'

/** The report of a round. It contains the figures of the moment when it was created. */
export interface Report {
  /** In ms since 1970. */
  createdAt: number
  result: RoundResult
}

/** The reports of all rounds. A job with CreateReport gets one whenever a round ends. */
export interface Reports {
  /** Creates the report of a round, unless it has one. Returns false if there is no such round. */
  create(job: Job, runtimeId: string): boolean
  /** The report of a round, by default of the newest. */
  find(job: Job, runtimeId: string): Report | undefined
}

/** Creates an empty set of reports. */
export function createReports(now: Clock): Reports {
  const requested = new Map<string, Report>()
  const keyOf = (job: Job, { entry }: RoundResult): string => `${job.version} ${entry.runtimeId}`

  function roundOf(job: Job, runtimeId: string): RoundResult | undefined {
    return roundResults(job, now()).find(({ entry }) => runtimeId === '' || String(entry.runtimeId) === runtimeId)
  }

  function reportOf(job: Job, result: RoundResult): Report | undefined {
    const { endTime } = result
    const isAutomatic = String(job.options.elements?.CreateReport) === 'true' && endTime !== undefined
    return requested.get(keyOf(job, result)) ?? (isAutomatic ? { createdAt: endTime, result } : undefined)
  }

  return {
    create(job, runtimeId) {
      const result = roundOf(job, runtimeId)
      if (result === undefined) return false
      const isNew = reportOf(job, result) === undefined
      if (isNew) requested.set(keyOf(job, result), { createdAt: now(), result })
      return true
    },
    find(job, runtimeId) {
      const result = roundOf(job, runtimeId)
      return result && reportOf(job, result)
    }
  }
}

/** The status of a report at `now` (ms since 1970). */
export function reportStatus(
  report: Report | undefined,
  now: number,
  { reportLagMs, reportMs, reportResult }: Behavior
): 'NotExist' | 'Running' | 'Finished' | 'Failed' {
  if (report === undefined || now < report.createdAt + reportLagMs) return 'NotExist'
  return now < report.createdAt + reportLagMs + reportMs ? 'Running' : reportResult
}
