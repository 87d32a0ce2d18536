import { type HistoryEntry, historyOf } from '../jobs/history.ts'
import type { Job, ScheduleRule } from '../jobs/job.ts'
import { type Changing, isHidden, shownAt } from '../jobs/shown.ts'
import { type Behavior, DEFAULT_BEHAVIOR } from '../protocol/behavior.ts'
import { refusal } from '../protocol/errors.ts'
import type { XmlContent, XmlElements } from '../protocol/xml.ts'
import { type Answer, type Call, type Service, xml } from './operations.ts'
import { HISTORY_ORDERS, JOB_ORDERS } from './order.ts'
import { page } from './page.ts'

function scheduleRuleXml(rule: ScheduleRule | undefined): XmlContent {
  if (rule === undefined) return undefined
  return {
    StartCronExpression: rule.startCronExpression,
    SuspendCronExpression: rule.suspendCronExpression,
    MaxScheduleCount: rule.maxScheduleCount
  }
}

/** A value (decimal digits) with each of its factors of 1000 as one of 1024. */
function in1024s(value: string): string {
  let [rest, factor] = [BigInt(value), 1n]
  while (rest > 0n && rest % 1000n === 0n) [rest, factor] = [rest / 1000n, factor * 1024n]
  return String(rest * factor)
}

function throttlingXml(job: Changing, { throttlingShown, bandWidthBase }: Behavior): XmlContent {
  if (throttlingShown === 'none') return undefined
  const bandWidth = bandWidthBase === 1024 ? in1024s(job.maxBandWidth) : job.maxBandWidth
  return {
    MaxBandWidth: throttlingShown === 'qps' ? undefined : bandWidth,
    MaxImportTaskQps: throttlingShown === 'bandwidth' ? undefined : job.maxImportTaskQps
  }
}

function modifyTimeOf(job: Changing, { modifyTime }: Behavior): number | undefined {
  if (modifyTime === 'absent') return undefined
  return modifyTime === 'settings' ? job.settingsTime : job.modifyTime
}

function jobXml(job: Job, { owner, formatTime, now, behavior }: Service): XmlElements {
  const { options } = job
  const shown = shownAt(job, now(), behavior)
  const modifyTime = modifyTimeOf(shown, behavior)
  return {
    Name: job.name,
    Status: shown.status,
    SrcAddress: options.srcAddress ?? 'source',
    DestAddress: options.destAddress ?? 'destination',
    EnableMultiVersioning: false,
    CreateTime: formatTime(job.createTime),
    ModifyTime: modifyTime === undefined ? undefined : formatTime(modifyTime),
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
    ImportQos: throttlingXml(shown, behavior),
    ScheduleRule: scheduleRuleXml(options.scheduleRule)
  }
}

function foundJob({ service, name, query }: Call): Job {
  const byVersion = query.get('byVersion') === 'true'
  const job = byVersion ? service.jobs.findByVersion(name) : service.jobs.find(name)
  if (job === undefined || isHidden(job, service.now(), service.behavior)) throw refusal('NoSuchImportJob')
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

/** What ListJob tells of a job that there is not. */
function strangerXml(name: string): XmlElements {
  return { Name: name, Status: 'IMPORT_JOB_DOING' }
}

/** What tells where a list goes on that has no end. */
function endlessXml(query: Map<string, string>, listPages: Behavior['listPages']): XmlElements {
  const marker = listPages === 'circular' ? '' : (query.get('marker') ?? '')
  return { Truncated: true, NextMarker: `${marker}+` }
}

/** ListJob, page by page. @throws ServiceError */
export function listJob({ service, query }: Call): Answer {
  const { listOrder, listPages, listPageSize, listedBesides } = service.behavior
  const jobs = service.jobs.list().filter((job) => isListed(job, query))
  const isProper = listPages === 'proper'
  const asked = isProper ? query : new Map(query).set('marker', '')
  const { items, elements } = page(asked, jobs, (job) => job.name, JOB_ORDERS[listOrder], listPageSize)
  const told = [...items.map((job) => jobXml(job, service)), ...listedBesides.map(strangerXml)]
  return xml('ImportJobList', { ...(isProper ? elements : endlessXml(query, listPages)), ImportJob: told })
}

function entriesOf(call: Call, behavior: Behavior): HistoryEntry[] {
  const entries = historyOf(foundJob({ ...call, query: new Map() }), call.service.now(), behavior)
  const runtimeId = call.query.get('runtimeId') ?? ''
  return runtimeId === '' ? entries : entries.filter((entry) => String(entry.runtimeId) === runtimeId)
}

/** ListJobHistory, page by page. @throws ServiceError */
export function listJobHistory(call: Call): Answer {
  const { formatTime, behavior } = call.service
  const { items, elements } = page(
    call.query,
    entriesOf(call, behavior),
    (entry) => String(entry.commitId),
    HISTORY_ORDERS[behavior.historyOrder]
  )
  return xml('JobHistoryList', {
    ...elements,
    JobHistory: items.map((entry) => historyXml(entry, formatTime))
  })
}

function getJobResult(call: Call): Answer {
  if ((call.query.get('runtimeId') ?? '') === '') throw refusal('MissingArgument', 'runtimeId is missing.')
  const [entry] = entriesOf(call, DEFAULT_BEHAVIOR)
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
