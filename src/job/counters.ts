import type { JobHistory } from '@alicloud/hcs-mgw20240626'

/** The counters of a history entry. What the service does not know yet (-1) or leaves out is undefined. */
export interface Counters {
  totalCount: bigint | undefined
  /** Copied and skipped files together. */
  copiedCount: bigint | undefined
  failedCount: bigint | undefined
  skippedCount: bigint | undefined
  totalBytes: bigint | undefined
  copiedBytes: bigint | undefined
  /** In percent; undefined while the total is unknown or still grows. */
  percent: number | undefined
}

/** @param hasEnded whether the migration is known to have finished: then nothing is left to do */
export function countersOf(entry: JobHistory, hasEnded = false): Counters {
  const [totalBytes, copiedBytes, skippedBytes] = [entry.totalSize, entry.copiedSize, entry.skippedSize].map(
    known
  )
  const [totalCount, copiedCount] = [entry.totalCount, entry.copiedCount].map(known)
  // While the source is still being listed, the total grows. Whether CopiedSize counts skipped files is documented
  // nowhere.
  // Files without a byte are counted by their number.
  const isComplete = hasEnded || (Boolean(totalBytes) && sum(copiedBytes, skippedBytes) === totalBytes)
  const ratio = percentOf(copiedBytes, totalBytes) ?? percentOf(copiedCount, totalCount)
  const percent =
    entry.listStatus === 'Listing' && !hasEnded
      ? undefined
      : isComplete && totalCount !== undefined
        ? 100
        : ratio
  return {
    totalCount,
    copiedCount,
    failedCount: known(entry.failedCount),
    skippedCount: known(entry.skippedCount),
    totalBytes,
    copiedBytes,
    percent
  }
}

function known(value: number | bigint | undefined): bigint | undefined {
  return value === undefined || value < 0 ? undefined : BigInt(value)
}

function sum(a: bigint | undefined, b: bigint | undefined): bigint {
  return (a ?? 0n) + (b ?? 0n)
}

function percentOf(part: bigint | undefined, total: bigint | undefined): number | undefined {
  if (part === undefined || total === undefined || total === 0n) return undefined
  return Math.min(100, Number((part * 1000n) / total) / 10)
}
