import { type GetReportResp, toMap } from '@alicloud/hcs-mgw20240626'
import { formatDuration } from '../units.ts'
import { type Counters, known } from './history.ts'
import type { ReportSummary } from './result.ts'

/** The Data of get-report, as mgwutil prints it: sorted, with the values that were sent. */
export function reportData(report: GetReportResp): object {
  return Object.fromEntries(Object.entries(toMap(report) as object).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The counters of a finished report. */
export function reportCounters({ totalCount, copiedCount, failedCount, skippedCount }: GetReportResp): Counters {
  return {
    totalCount: known(totalCount),
    copiedCount: known(copiedCount),
    failedCount: known(failedCount),
    skippedCount: known(skippedCount),
    totalBytes: undefined,
    copiedBytes: undefined,
    percent: undefined
  }
}

/** @param bucket the destination's bucket; undefined if it isn't known */
export function summarizeReport(report: GetReportResp, bucket: string | undefined): ReportSummary {
  const { status = '', failedListPrefix, skippedListPrefix, totalListPrefix } = report
  const place = (prefix = ''): string => {
    // The value is for commands, so it has no character that a shell could interpret.
    const path = /^[\w./@%+=:,~-]+$/.test(prefix) ? prefix.replace(/^\/+/, '') : ''
    return path === '' || bucket === undefined ? path : `oss://${bucket}/${path}`
  }
  return {
    status,
    failedList: place(failedListPrefix),
    skippedList: place(skippedListPrefix),
    totalList: place(totalListPrefix),
    times: {
      'Job created': readableTime(report.jobCreateTime),
      'Round ended': readableTime(report.jobEndTime),
      'Round took': readableTime(report.jobExecuteTime, true),
      'Report created': readableTime(report.reportCreateTime),
      'Report ended': readableTime(report.reportEndTime)
    }
  }
}

/** A time or a duration for people. The service writes `2024-05-01T12:00:00.000Z`, `1000s`, or Unix seconds. */
export function readableTime(text = '', isDuration = false): string {
  const [, digits, unit] = /^(\d{1,12})(s?)$/.exec(text) ?? []
  if (digits !== undefined && (isDuration || unit === 's')) return formatDuration(Number(digits) * 1000)
  const instant = digits === undefined ? Date.parse(text) : Number(digits) * 1000
  const isTime = digits !== undefined || /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text)
  if (!isTime || Number.isNaN(instant) || instant === 0) return text === '0' ? '' : text
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
