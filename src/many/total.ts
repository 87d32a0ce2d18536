import { ClientError } from '@alicloud/hcs-mgw20240626'
import type { Counters } from '../job/counters.ts'
import type { OperationResult } from '../job/result.ts'

/** What came of one job of several. */
export interface JobResult {
  name: string
  result: OperationResult
}

/** What came of several jobs together. */
export interface Total {
  succeeded: number
  failed: number
  /** Of how many a change is known to have been accepted. */
  changed: number
  /** Whether one was changed; undefined when that is not known of one, and none is known to have been. */
  isChanged: boolean | undefined
  /** The sums of what all of them count. */
  counters: Counters
  /** Whose error is that of the step: the first that failed, else the last job. */
  decisive: JobResult
}

/** A job was not begun, since another had failed or the workflow was cancelled. */
export class NotBegun extends ClientError {}

/** @param jobs in the order of the text, one at least */
export function totalOf(jobs: readonly JobResult[]): Total {
  const failed = jobs.filter(({ result }) => result.error !== undefined)
  const changes = jobs.map(({ result }) => result.changed)
  // What was not begun because another had failed is not why.
  const first = failed.find(({ result }) => !(result.error instanceof NotBegun)) ?? failed[0]
  return {
    succeeded: jobs.length - failed.length,
    failed: failed.length,
    changed: changes.filter((changed) => changed).length,
    isChanged: changes.includes(true) ? true : changes.includes(undefined) ? undefined : false,
    counters: sumOf(jobs.map(({ result }) => result.counters)),
    decisive: first ?? (jobs.at(-1) as JobResult)
  }
}

const COUNTS = [
  'totalCount',
  'copiedCount',
  'failedCount',
  'skippedCount',
  'totalBytes',
  'copiedBytes'
] as const

/** The sums; undefined where one is. */
function sumOf(all: readonly (Counters | undefined)[]): Counters {
  const sum = (name: (typeof COUNTS)[number]): bigint | undefined =>
    all.reduce<bigint | undefined>((total, counters) => {
      const value = counters?.[name]
      return total === undefined || value === undefined ? undefined : total + value
    }, 0n)
  const sums = Object.fromEntries(COUNTS.map((name) => [name, sum(name)])) as Omit<Counters, 'percent'>
  return { ...sums, percent: percentOf(all, sums) }
}

function percentOf(
  all: readonly (Counters | undefined)[],
  { totalBytes, copiedBytes, totalCount, copiedCount }: Omit<Counters, 'percent'>
): number | undefined {
  const percents = all.map((counters) => counters?.percent)
  if (percents.includes(undefined)) return undefined
  if (percents.every((percent) => percent === 100)) return 100
  return ratio(copiedBytes, totalBytes) ?? ratio(copiedCount, totalCount)
}

function ratio(part: bigint | undefined, total: bigint | undefined): number | undefined {
  if (part === undefined || total === undefined || total === 0n) return undefined
  return Math.min(100, Number((part * 1000n) / total) / 10)
}
