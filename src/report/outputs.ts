import { error, setOutput } from '@actions/core'
import { OUTPUTS, type OutputName } from '../runner/contract.ts'
import { redact } from '../runner/secrets.ts'
import { toJson } from './envelope.ts'
import type { Outcome } from './outcome.ts'
import { plain } from './text.ts'

/** @returns whether the outputs could be written */
export function writeOutputs(values: Record<OutputName, string>): boolean {
  try {
    // The toolkit would fall back to a command that runners obey no more.
    if (!process.env.GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT is not set')
    for (const name of OUTPUTS) setOutput(name, values[name])
    return true
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    error(
      `The outputs of this step could not be written, so later steps do not see how it ended: ${reason}. See that the disk is not full and that GITHUB_OUTPUT names a file that can be written.`,
      { title: 'Outputs not written' }
    )
    return false
  }
}

/** The outputs of a step, all of them, whatever came of it. */
export function outputsOf({ envelope, requestId, result }: Outcome): Record<OutputName, string> {
  const failed = envelope.Code === 'fail' ? envelope : undefined
  const { changed, job, counters, inForce } = result
  return {
    code: envelope.Code,
    'status-code': show(envelope.StatusCode),
    'request-id': redact(requestId ?? ''),
    'error-code': failed?.ErrorCode ?? '',
    'error-message': redact(failed?.ErrorMsg ?? ''),
    result: toJson(envelope, 0),
    changed: show(changed),
    'job-status': plain(job?.status),
    'max-bandwidth': show(job?.importQos?.maxBandWidth),
    'max-qps': show(job?.importQos?.maxImportTaskQps),
    'total-count': show(counters?.totalCount),
    'copied-count': show(counters?.copiedCount),
    'failed-count': show(counters?.failedCount),
    'skipped-count': show(counters?.skippedCount),
    'total-bytes': show(counters?.totalBytes),
    'copied-bytes': show(counters?.copiedBytes),
    progress: counters?.percent?.toFixed(1) ?? '',
    'timetable-line': redact(inForce?.line.text ?? ''),
    'next-change': inForce?.next === undefined ? '' : isoOf(inForce.next.instant),
    results: '',
    'jobs-total': '',
    'jobs-succeeded': '',
    'jobs-failed': '',
    'jobs-changed': ''
  }
}

/** As in `2026-11-23T12:00:00Z`. */
function isoOf(instant: number): string {
  return new Date(instant).toISOString().replace('.000', '')
}

function show(value: number | bigint | boolean | undefined): string {
  return value === undefined ? '' : String(value)
}
