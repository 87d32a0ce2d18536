import { type Report, reportStatus } from '../jobs/reports.ts'
import { serviceError } from '../protocol/errors.ts'
import { parseRequestXml, requiredText, textOf, type XmlElements } from '../protocol/xml.ts'
import { ACCEPTED, type Call, type OperationResult, type Service, xmlResult } from './operations.ts'

/** CreateReport. Only the first call for a round counts. @throws ServiceError */
export function createReport({ service, body }: Call): OperationResult {
  const elements = parseRequestXml(body, 'CreateReport')
  const job = service.jobs.find(requiredText(elements, 'JobName'))
  if (job === undefined || job.version !== requiredText(elements, 'Version')) throw serviceError('NoSuchImportJob')
  if (!service.reports.create(job, textOf(elements.RuntimeId) ?? '')) throw serviceError('NoSuchImportJobRunTimeId')
  return ACCEPTED
}

/** A time in a report, or an empty string. */
function timeText(ms: number | undefined, { behavior, formatTime }: Service): string {
  if (ms === undefined) return ''
  return behavior.reportTimes === 'unix' ? String(Math.floor(ms / 1000)) : formatTime(ms)
}

function durationText({ result: { startTime, endTime } }: Report, { behavior }: Service): string {
  if (endTime === undefined) return ''
  const seconds = String(Math.floor((endTime - startTime) / 1000))
  return behavior.reportTimes === 'unix' ? seconds : `${seconds}s`
}

/** The folders of the lists, at the root of the destination bucket. Empty until the report is finished. */
function prefixesXml(prefix: string): XmlElements {
  const prefixOf = (list: string): string => (prefix === '' ? '' : `${prefix}${list}_list/`)
  return {
    TotalListPrefix: prefixOf('total'),
    SkippedListPrefix: prefixOf('skipped'),
    FailedListPrefix: prefixOf('failed')
  }
}

function reportXml(report: Report, status: string, createTime: number, service: Service): XmlElements {
  const { createdAt, result } = report
  const { entry } = result
  const { reportLagMs, reportMs } = service.behavior
  const isFinished = status === 'Finished'
  const prefix = `aliyun_import_report/${service.owner}/${entry.jobVersion}/${entry.runtimeId}/`
  return {
    Status: status,
    ReportCreateTime: timeText(createdAt, service),
    ReportEndTime: timeText(status === 'Running' ? undefined : createdAt + reportLagMs + reportMs, service),
    TotalCount: entry.totalCount,
    CopiedCount: entry.copiedCount,
    SkippedCount: entry.skippedCount,
    FailedCount: entry.failedCount,
    JobCreateTime: timeText(createTime, service),
    JobEndTime: timeText(result.endTime, service),
    JobExecuteTime: durationText(report, service),
    ...prefixesXml(isFinished ? prefix : ''),
    ErrorMessage: status === 'Failed' ? 'The lists cannot be written to the destination bucket.' : ''
  }
}

/** GetReport. Without a runtime ID, it shows the report of the newest round. @throws ServiceError */
export function getReport({ service, query }: Call): OperationResult {
  const version = query.get('version') ?? ''
  if (version === '') throw serviceError('MissingArgument', 'version is missing.')
  const job = service.jobs.findByVersion(version)
  if (job === undefined) throw serviceError('NoSuchImportJob')
  const report = service.reports.find(job, query.get('runtimeId') ?? '')
  const status = reportStatus(report, service.now(), service.behavior)
  if (report !== undefined && status !== 'NotExist') {
    return xmlResult('GetReportResponse', reportXml(report, status, job.createTime, service))
  }
  if (service.behavior.missingReport === 'NoSuchImportReport') throw serviceError('NoSuchImportReport')
  return xmlResult('GetReportResponse', { Status: 'NotExist' })
}
