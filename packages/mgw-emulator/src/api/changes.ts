import { problemOf } from '../addresses/address.ts'
import { isJobName, type JobOptions, type ScheduleRule } from '../jobs/job.ts'
import type { Throttling } from '../jobs/jobs.ts'
import type { Behavior } from '../protocol/behavior.ts'
import { serviceError } from '../protocol/errors.ts'
import { isRequestedStatus } from '../protocol/statuses.ts'
import {
  elementsOf,
  parseRequestXml,
  requiredText,
  textOf,
  type XmlContent,
  type XmlElements
} from '../protocol/xml.ts'
import { ACCEPTED, type Call, type OperationResult, type Service } from './operations.ts'

const MAX_INT64 = 2n ** 63n - 1n

function int64(content: XmlContent, element: string): string | undefined {
  if (content === undefined) return undefined
  const text = textOf(content) ?? ''
  if (!/^\d+$/.test(text) || BigInt(text) > MAX_INT64) {
    throw serviceError('InvalidArgument', `${element} is not a whole number from 0 to ${MAX_INT64}.`)
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

function updateStatus({ service, name }: Call, status: string): OperationResult {
  if (!isRequestedStatus(status)) throw serviceError('InvalidImportJobStatus', `Status cannot be set to ${status}.`)
  service.jobs.update(name, status)
  return ACCEPTED
}

function updateThrottling({ service, name }: Call, content: XmlContent): OperationResult {
  const throttling = throttlingOf(content)
  if (throttling.maxBandWidth === undefined && throttling.maxImportTaskQps === undefined) {
    throw serviceError('MissingArgument', 'ImportQos contains neither MaxBandWidth nor MaxImportTaskQps.')
  }
  service.jobs.throttle(name, throttling)
  return ACCEPTED
}

/** UpdateJob: changes the status or the throttling of a job. @throws ServiceError */
export function updateJob(call: Call): OperationResult {
  const { Status, ImportQos, ...others } = parseRequestXml(call.body, 'ImportJob')
  const [unknown] = Object.keys(others).filter((name) => name !== '#text')
  if (unknown !== undefined) throw serviceError('InvalidArgument', `An update has no element ${unknown}.`)
  if (Status !== undefined && ImportQos !== undefined) {
    throw serviceError('InvalidArgument', 'One update changes Status or ImportQos, not both.')
  }
  if (ImportQos !== undefined) return updateThrottling(call, ImportQos)
  const status = textOf(Status)
  if (status !== undefined) return updateStatus(call, status)
  if (Status !== undefined) throw serviceError('InvalidArgument', 'Status is not one text.')
  throw serviceError('MissingArgument', 'An update needs Status or ImportQos.')
}

/** What CreateJob keeps as it is, and GetJob shows. */
const KEPT = {
  groups: ['Audit', 'FilterRule'],
  booleans: [
    'AppendableToNormal',
    'ConvertSymlinkTarget',
    'CreateReport',
    'EnableMultiVersioning',
    'WithLastModifyTime',
    'WithStorageClass'
  ],
  texts: ['TargetStorageClass']
}

function keptElements(elements: XmlElements): XmlElements {
  for (const name of KEPT.booleans) {
    if (elements[name] !== undefined && !/^(true|false)$/.test(textOf(elements[name]) ?? '')) {
      throw serviceError('InvalidArgument', `${name} is not true or false.`)
    }
  }
  const names = Object.values(KEPT).flat()
  return Object.fromEntries(Object.entries(elements).filter(([name]) => names.includes(name)))
}

function jobOptionsOf(elements: XmlElements, { overwriteModes }: Behavior): JobOptions {
  const name = requiredText(elements, 'Name')
  if (!isJobName(name)) throw serviceError('InvalidArgument', `The job name ${name} is invalid.`)
  const overwriteMode = requiredText(elements, 'OverwriteMode')
  if (!overwriteModes.includes(overwriteMode)) {
    throw serviceError('InvalidArgument', `OverwriteMode cannot be ${overwriteMode}.`)
  }
  const { maxBandWidth = '0', maxImportTaskQps = '0' } = throttlingOf(elements.ImportQos)
  const scheduleRule = scheduleRuleOf(elements.ScheduleRule)
  return {
    name,
    maxBandWidth,
    maxImportTaskQps,
    srcAddress: requiredText(elements, 'SrcAddress'),
    destAddress: requiredText(elements, 'DestAddress'),
    overwriteMode,
    transferMode: textOf(elements.TransferMode) ?? '',
    tags: textOf(elements.Tags) ?? '',
    parentVersion: textOf(elements.ParentVersion) ?? '',
    elements: keptElements(elements),
    ...(scheduleRule === undefined ? {} : { scheduleRule })
  }
}

/** Whether a job can use an address: CreateJob verifies it again. @throws ServiceError */
function checkAddress(name: string, { addresses, behavior }: Service): void {
  const address = addresses.find(name)
  if (address === undefined) throw serviceError('NoSuchImportAddress')
  const problem = problemOf(address, behavior)
  if (problem !== undefined) throw serviceError('InvalidArgument', `The address ${name} is not available.`)
}

/** CreateJob. @throws ServiceError */
export function createJob({ service, body }: Call): OperationResult {
  const options = jobOptionsOf(parseRequestXml(body, 'ImportJob'), service.behavior)
  checkAddress(options.srcAddress ?? '', service)
  checkAddress(options.destAddress ?? '', service)
  service.jobs.create(options)
  return ACCEPTED
}

/** DeleteJob. @throws ServiceError */
export function deleteJob({ service, name, query }: Call): OperationResult {
  service.jobs.remove(name, query.get('forceDelete') === 'true')
  return ACCEPTED
}
