import type { Outcome } from './call.ts'

/** When the first round of the sample jobs ended, in ms since 1970. */
export const LAST_ROUND_END = Date.UTC(2026, 0, 16, 5, 59, 25)

export const LAST_ROUND_END_TEXT = '2026-01-16T05:59:25.000Z'

/** A job in a GetJob response. */
export function job(name: string, version: string, fields: Outcome): Outcome {
  return {
    Name: name,
    Version: version,
    Owner: '1234567890123456',
    SrcAddress: 'source',
    DestAddress: 'destination',
    OverwriteMode: 'never',
    TransferMode: 'all',
    EnableMultiVersioning: false,
    ConvertSymlinkTarget: false,
    CreateReport: false,
    Audit: { LogMode: 'off' },
    FilterRule: { FileTypeFilters: { ExcludeDir: false, ExcludeSymlink: false } },
    ImportQos: { MaxBandWidth: 0, MaxImportTaskQps: 0 },
    ...fields
  }
}

/** The numbers of a round in its history. Files of the samples have 1000 bytes. */
export function counts(total: number, copied: number, failed: number, skipped: number): Outcome {
  const sizes = { TotalSize: total * 1000, CopiedSize: copied * 1000, SkippedSize: skipped * 1000 }
  return { TotalCount: total, CopiedCount: copied, FailedCount: failed, SkippedCount: skipped, ...sizes }
}
