import { type HistoryEntry, historyOf } from '../jobs/history.ts'
import type { Job, ScheduleRule } from '../jobs/job.ts'
import { refusal } from '../protocol/errors.ts'
import type { XmlContent, XmlElements } from '../protocol/xml.ts'
import { type Answer, type Call, type Service, xml } from './operations.ts'
import { page } from './page.ts'

function scheduleRuleXml(rule: ScheduleRule | undefined): XmlContent {
  if (rule === undefined) return undefined
  return {
    StartCronExpression: rule.startCronExpression,
    SuspendCronExpression: rule.suspendCronExpression,
    MaxScheduleCount: rule.maxScheduleCount
  }
}

function jobXml(job: Job, { owner, formatTime }: Service): XmlElements {
  const { options } = job
  return {
    Name: job.name,
    Status: job.status,
    SrcAddress: options.srcAddress ?? 'source',
    DestAddress: options.destAddress ?? 'destination',
    EnableMultiVersioning: false,
    CreateTime: formatTime(job.createTime),
    ModifyTime: formatTime(job.modifyTime),
    Version: job.version,
    Audit: { LogMode: 'off' },
    OverwriteMode: options.overwriteMode ?? 'never',
    TransferMode: options.transferMode ?? 'all',
    Tags: options.tags ?? '',
    ParentName: options.parentName ?? '',
    ParentVersion: '',
    ConvertSymlinkTarget: false,
    CreateReport: false,
    Owner: owner,
    ImportQos: { MaxBandWidth: job.maxBandWidth, MaxImportTaskQps: job.maxImportTaskQps },
    ScheduleRule: scheduleRuleXml(options.scheduleRule)
  }
}

function foundJob({ service, name, query }: Call): Job {
  const byVersion = query.get('byVersion') === 'true'
  const job = byVersion ? service.jobs.findByVersion(name) : service.jobs.find(name)
  if (job === undefined) throw refusal('NoSuchImportJob')
  return job
}

/** GetJob, and GetJobResult, which is a query of the same path. @throws ServiceError */
export function getJob(call: Call): Answer {
  if (call.query.has('jobResult')) return getJobResult(call)
  return xml('ImportJob', jobXml(foundJob(call), call.service))
}

function historyXml(entry: HistoryEntry, formatTime: Service['formatTime']): XmlElements {
  return {
    Name: entry.name,
    JobVersion: entry.jobVersion,
    RuntimeId: entry.runtimeId,
    CommitId: entry.commitId,
    StartTime: formatTime(entry.startTime),
    EndTime: entry.endTime === null ? '' : formatTime(entry.endTime),
    Status: entry.status,
    TotalCount: entry.totalCount,
    CopiedCount: entry.copiedCount,
    FailedCount: entry.failedCount,
    SkippedCount: entry.skippedCount,
    TotalSize: entry.totalSize,
    CopiedSize: entry.copiedSize,
    SkippedSize: entry.skippedSize,
    RuntimeState: entry.runtimeState,
    Message: entry.message,
    Operator: entry.operator,
    ListStatus: entry.listStatus
  }
}

/** Only the parts of a family of jobs that were asked for: children of one, all, or those without a parent. */
function isListed({ options: { parentName = '' } }: Job, query: Map<string, string>): boolean {
  const parent = query.get('parentName') ?? ''
  if (parent !== '') return parentName === parent
  return parentName === '' || query.get('all') === 'true'
}

/** ListJob: the jobs by name, page by page. @throws ServiceError */
export function listJob({ service, query }: Call): Answer {
  const jobs = service.jobs.list().filter((job) => isListed(job, query))
  const { items, elements } = page(
    query,
    jobs,
    (job, marker) => job.name > marker,
    (job) => job.name
  )
  return xml('ImportJobList', { ...elements, ImportJob: items.map((job) => jobXml(job, service)) })
}

function entriesOf(call: Call): HistoryEntry[] {
  const entries = historyOf(foundJob({ ...call, query: new Map() }), call.service.now())
  const runtimeId = call.query.get('runtimeId') ?? ''
  return runtimeId === '' ? entries : entries.filter((entry) => String(entry.runtimeId) === runtimeId)
}

/** ListJobHistory: the newest entries first, page by page. @throws ServiceError */
export function listJobHistory(call: Call): Answer {
  const { items, elements } = page(
    call.query,
    entriesOf(call),
    (entry, marker) => entry.commitId < Number(marker),
    (entry) => String(entry.commitId)
  )
  const { formatTime } = call.service
  return xml('JobHistoryList', {
    ...elements,
    JobHistory: items.map((entry) => historyXml(entry, formatTime))
  })
}

function getJobResult(call: Call): Answer {
  if ((call.query.get('runtimeId') ?? '') === '') throw refusal('MissingArgument', 'runtimeId is missing.')
  const [entry] = entriesOf(call)
  if (entry === undefined) throw refusal('NoSuchImportJobRunTimeId')
  return xml('ImportJobResult', {
    ReadyRetry: (entry.failedCount ?? 0) > 0 ? 'NotReady' : 'NoNeed',
    Version: entry.jobVersion,
    TotalObjectCount: entry.totalCount,
    CopiedObjectCount: entry.copiedCount,
    FailedObjectCount: entry.failedCount,
    SkippedObjectCount: entry.skippedCount,
    TotalObjectSize: entry.totalSize,
    CopiedObjectSize: entry.copiedSize,
    SkippedObjectSize: entry.skippedSize
  })
}
