import type { Clock } from './clock.ts'
import { refusal } from './errors.ts'
import { type HistoryEntry, historyOf } from './history.ts'
import type { Job, JobOptions, Jobs, ScheduleRule, Throttling } from './jobs.ts'
import { splitTarget } from './signature.ts'
import { isRequestedStatus } from './statuses.ts'
import { elementsOf, parseRequestXml, renderXml, textOf, type XmlContent, type XmlElements } from './xml.ts'

const MAX_INT64 = 2n ** 63n - 1n
const MAX_COUNT = 1000
const NAME_RULE = /^[A-Za-z0-9][A-Za-z0-9_-]{2,62}$/

/** What the operations work on. `formatTime` writes a time (ms since 1970) as the answers have it. */
export interface Service {
  jobs: Jobs
  now: Clock
  owner: string
  formatTime: (ms: number) => string
}

/** A request that has been authenticated. `target` is its raw path and query. */
export interface OperationRequest {
  method: string
  target: string
  body: string
}

/** What the service says when nothing is wrong. */
export interface Answer {
  status: number
  /** XML, or nothing. */
  body: string
}

interface Call {
  service: Service
  name: string
  query: Map<string, string>
  body: string
}

const ACCEPTED: Answer = { status: 200, body: '' }

function xml(root: string, content: XmlElements): Answer {
  return { status: 200, body: renderXml(root, content) }
}

function int64(content: XmlContent, element: string): string | undefined {
  if (content === undefined) return undefined
  const text = textOf(content) ?? ''
  if (!/^\d+$/.test(text) || BigInt(text) > MAX_INT64) {
    throw refusal('InvalidArgument', `${element} is not a whole number from 0 to ${MAX_INT64}.`)
  }
  return BigInt(text).toString()
}

function throttlingOf(content: XmlContent): Throttling {
  const { MaxBandWidth, MaxImportTaskQps } = elementsOf(content)
  return {
    maxBandWidth: int64(MaxBandWidth, 'MaxBandWidth'),
    maxImportTaskQps: int64(MaxImportTaskQps, 'MaxImportTaskQps')
  }
}

function scheduleRuleOf(content: XmlContent): ScheduleRule | undefined {
  if (content === undefined) return undefined
  const rule = elementsOf(content)
  const [start, suspend] = [textOf(rule.StartCronExpression), textOf(rule.SuspendCronExpression)]
  const count = int64(rule.MaxScheduleCount, 'MaxScheduleCount')
  return {
    ...(start === undefined ? {} : { startCronExpression: start }),
    ...(suspend === undefined ? {} : { suspendCronExpression: suspend }),
    ...(count === undefined ? {} : { maxScheduleCount: Number(count) })
  }
}

function updateStatus({ service, name }: Call, status: string): Answer {
  if (!isRequestedStatus(status)) throw refusal('InvalidArgument', `Status cannot be set to ${status}.`)
  service.jobs.update(name, status)
  return ACCEPTED
}

function updateThrottling({ service, name }: Call, content: XmlContent): Answer {
  const throttling = throttlingOf(content)
  if (throttling.maxBandWidth === undefined && throttling.maxImportTaskQps === undefined) {
    throw refusal('MissingArgument', 'ImportQos holds neither MaxBandWidth nor MaxImportTaskQps.')
  }
  service.jobs.throttle(name, throttling)
  return ACCEPTED
}

function updateJob(call: Call): Answer {
  const { Status, ImportQos, ...others } = parseRequestXml(call.body, 'ImportJob')
  const [unknown] = Object.keys(others).filter((name) => name !== '#text')
  if (unknown !== undefined) throw refusal('InvalidArgument', `An update has no element ${unknown}.`)
  if (Status !== undefined && ImportQos !== undefined) {
    throw refusal('InvalidArgument', 'One update changes Status or ImportQos, not both.')
  }
  if (ImportQos !== undefined) return updateThrottling(call, ImportQos)
  if (Status !== undefined) return updateStatus(call, textOf(Status) ?? '')
  throw refusal('MissingArgument', 'An update needs Status or ImportQos.')
}

function requiredText(elements: XmlElements, name: string): string {
  const text = textOf(elements[name])
  if (text === undefined || text === '') throw refusal('MissingArgument', `${name} is missing.`)
  return text
}

function jobOptionsOf(elements: XmlElements): JobOptions {
  const name = requiredText(elements, 'Name')
  if (!NAME_RULE.test(name)) throw refusal('InvalidArgument', `The job name ${name} is invalid.`)
  const { maxBandWidth = '0', maxImportTaskQps = '0' } = throttlingOf(elements.ImportQos)
  const scheduleRule = scheduleRuleOf(elements.ScheduleRule)
  return {
    name,
    maxBandWidth,
    maxImportTaskQps,
    srcAddress: requiredText(elements, 'SrcAddress'),
    destAddress: requiredText(elements, 'DestAddress'),
    overwriteMode: textOf(elements.OverwriteMode) ?? 'never',
    transferMode: textOf(elements.TransferMode) ?? 'all',
    tags: textOf(elements.Tags) ?? '',
    ...(scheduleRule === undefined ? {} : { scheduleRule })
  }
}

function createJob({ service, body }: Call): Answer {
  const options = jobOptionsOf(parseRequestXml(body, 'ImportJob'))
  if (service.jobs.find(options.name) !== undefined) throw refusal('ImportJobAlreadyExist')
  service.jobs.add(options)
  return ACCEPTED
}

function deleteJob({ service, name }: Call): Answer {
  service.jobs.remove(name)
  return ACCEPTED
}

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

function getJob(call: Call): Answer {
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

function countOf(query: Map<string, string>): number {
  const text = query.get('count') ?? String(MAX_COUNT)
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > MAX_COUNT) {
    throw refusal('InvalidArgument', `count is not a whole number from 1 to ${MAX_COUNT}.`)
  }
  return count
}

/** One page of a list: `isAfter` says which items lie behind the marker, `markerOf` what the marker of an item is. */
function page<Item>(
  query: Map<string, string>,
  items: Item[],
  isAfter: (item: Item, marker: string) => boolean,
  markerOf: (item: Item) => string
): { items: Item[]; elements: XmlElements } {
  const count = countOf(query)
  const marker = query.get('marker') ?? ''
  const rest = marker === '' ? items : items.filter((item) => isAfter(item, marker))
  const shown = rest.slice(0, count)
  const last = shown.at(-1)
  const truncated = rest.length > count && last !== undefined
  return { items: shown, elements: { Truncated: truncated, NextMarker: truncated ? markerOf(last) : '' } }
}

/** Only the parts of a family of jobs that were asked for: children of one, all, or those without a parent. */
function isListed({ options: { parentName = '' } }: Job, query: Map<string, string>): boolean {
  const parent = query.get('parentName') ?? ''
  if (parent !== '') return parentName === parent
  return parentName === '' || query.get('all') === 'true'
}

function listJob({ service, query }: Call): Answer {
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

function listJobHistory(call: Call): Answer {
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

type Operation = (call: Call) => Answer

const ONE_JOB: Record<string, Operation> = { PUT: updateJob, GET: getJob, DELETE: deleteJob }

/** The operations by the shape of their path, then by their method. */
const ROUTES: [RegExp, Record<string, Operation>][] = [
  [/^\/job$/, { POST: createJob }],
  [/^\/job\/([^/]+)$/, ONE_JOB],
  [/^\/joblist$/, { GET: listJob }],
  [/^\/jobhistory\/([^/]+)$/, { GET: listJobHistory }]
]

/** Does what a request asks for. @throws ServiceError */
export function perform(service: Service, { method, target, body }: OperationRequest): Answer {
  const { path, query } = splitTarget(target)
  for (const [pattern, operations] of ROUTES) {
    const match = pattern.exec(path)
    if (match === null) continue
    const operation = operations[method]
    if (operation === undefined) throw refusal('MethodNotAllowed')
    return operation({ service, name: decodeURIComponent(match[1] ?? ''), query: new Map(query), body })
  }
  throw refusal('NoSuchResource')
}
