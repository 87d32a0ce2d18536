import { type HistoryEntry, historyOf } from '../jobs/history.ts'
import type { Job, ScheduleRule } from '../jobs/job.ts'
import { isHidden, isUnseen, type JobState, visibleState } from '../jobs/visible-state.ts'
import type { Behavior } from '../protocol/behavior.ts'
import { serviceError } from '../protocol/errors.ts'
import type { XmlContent, XmlElements } from '../protocol/xml.ts'
import { type Call, type OperationResult, type Service, xmlResult } from './operations.ts'
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

/** Replaces every factor of 1000 in a value (decimal digits) with 1024. */
function toPowersOf1024(value: string): string {
  let [rest, factor] = [BigInt(value), 1n]
  while (rest > 0n && rest % 1000n === 0n) [rest, factor] = [rest / 1000n, factor * 1024n]
  return String(rest * factor)
}

function throttlingXml(state: JobState, { throttlingShown, bandWidthBase }: Behavior): XmlContent {
  if (throttlingShown === 'none') return undefined
  const bandWidth = bandWidthBase === 1024 ? toPowersOf1024(state.maxBandWidth) : state.maxBandWidth
  return {
    MaxBandWidth: throttlingShown === 'qps' ? undefined : bandWidth,
    MaxImportTaskQps: throttlingShown === 'bandwidth' ? undefined : state.maxImportTaskQps
  }
}

function modifyTimeOf(state: JobState, { modifyTime }: Behavior): number | undefined {
  if (modifyTime === 'absent') return undefined
  return modifyTime === 'settings' ? state.settingsTime : state.modifyTime
}

/** Of a job that sets none of them. */
const DEFAULT_ELEMENTS: XmlElements = {
  Audit: { LogMode: 'off' },
  ConvertSymlinkTarget: false,
  CreateReport: false,
  EnableMultiVersioning: false
}

/** The groups of a job without filters and schedule, as mgwutil prints them. */
function emptyGroups({ scheduleRule }: Job['options']): XmlElements {
  return {
    FilterRule: {
      KeyFilters: { Includes: '', Excludes: '' },
      LastModifiedFilters: { Includes: '', Excludes: '' },
      FileTypeFilters: { ExcludeSymlink: false, ExcludeDir: false }
    },
    ...(scheduleRule === undefined ? { ScheduleRule: '' } : {})
  }
}

function jobXml(job: Job, { owner, formatTime, now, behavior }: Service): XmlElements {
  const { options } = job
  const state = visibleState(job, now(), behavior)
  const modifyTime = modifyTimeOf(state, behavior)
  return {
    Name: job.name,
    Status: state.status,
    SrcAddress: options.srcAddress,
    DestAddress: options.destAddress,
    CreateTime: formatTime(job.createTime),
    ModifyTime: modifyTime === undefined ? undefined : formatTime(modifyTime),
    Version: job.version,
    OverwriteMode: options.overwriteMode ?? 'never',
    TransferMode: options.transferMode ?? 'all',
    Tags: options.tags ?? '',
    ParentName: options.parentName ?? '',
    ParentVersion: options.parentVersion ?? '',
    Owner: owner,
    ImportQos: throttlingXml(state, behavior),
    ScheduleRule: scheduleRuleXml(options.scheduleRule),
    ...DEFAULT_ELEMENTS,
    ...(behavior.emptyGroups === 'shown' ? emptyGroups(options) : {}),
    ...options.elements
  }
}

/** The job that a request names. @throws ServiceError */
export function findJob({ service, name, query }: Call): Job {
  const byVersion = query.get('byVersion') === 'true'
  const job = byVersion ? service.jobs.findByVersion(name) : service.jobs.find(name)
  if (job === undefined || isHidden(job, service.now(), service.behavior)) throw serviceError('NoSuchImportJob')
  return job
}

/** GetJob. @throws ServiceError */
export function getJob(call: Call): OperationResult {
  return xmlResult('ImportJob', jobXml(findJob(call), call.service))
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

/** Whether ListJob includes a job: children of `parentName`, all jobs with `all`, otherwise those without a parent. */
function isListed({ options: { parentName = '' } }: Job, query: Map<string, string>): boolean {
  const parent = query.get('parentName') ?? ''
  if (parent !== '') return parentName === parent
  return parentName === '' || /^true$/i.test(query.get('all') ?? '')
}

/** The entry of a job that doesn't exist. */
function extraJobXml(name: string): XmlElements {
  return { Name: name, Status: 'IMPORT_JOB_DOING' }
}

/** The page elements of a list that never ends. */
function endlessPageXml(query: Map<string, string>, listPages: Behavior['listPages']): XmlElements {
  const marker = listPages === 'circular' ? '' : (query.get('marker') ?? '')
  return { Truncated: true, NextMarker: `${marker}+` }
}

/** ListJob. @throws ServiceError */
export function listJob({ service, query }: Call): OperationResult {
  const { listOrder, listPages, listPageSize, extraListedJobs } = service.behavior
  const jobs = service.jobs
    .list()
    .filter((job) => isListed(job, query) && !isUnseen(job, service.now(), service.behavior))
  const isProper = listPages === 'proper'
  const pageQuery = isProper ? query : new Map(query).set('marker', '')
  const { items, elements } = page(pageQuery, jobs, {
    keyOf: (job) => job.name,
    compare: JOB_ORDERS[listOrder],
    maxPageSize: listPageSize
  })
  return xmlResult('ImportJobList', {
    ...(isProper ? elements : endlessPageXml(query, listPages)),
    ImportJob: [...items.map((job) => jobXml(job, service)), ...extraListedJobs.map(extraJobXml)]
  })
}

function entriesOf(call: Call): HistoryEntry[] {
  const { now, behavior } = call.service
  const entries = historyOf(findJob({ ...call, query: new Map() }), now(), behavior)
  const runtimeId = call.query.get('runtimeId') ?? ''
  return runtimeId === '' ? entries : entries.filter((entry) => String(entry.runtimeId) === runtimeId)
}

/** ListJobHistory. @throws ServiceError */
export function listJobHistory(call: Call): OperationResult {
  const { formatTime, behavior } = call.service
  const { items, elements } = page(call.query, entriesOf(call), {
    keyOf: (entry) => String(entry.commitId),
    compare: HISTORY_ORDERS[behavior.historyOrder]
  })
  return xmlResult('JobHistoryList', {
    ...elements,
    JobHistory: items.map((entry) => historyXml(entry, formatTime))
  })
}
