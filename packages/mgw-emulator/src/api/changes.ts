import { isJobName, type JobOptions, type ScheduleRule } from '../jobs/job.ts'
import type { Throttling } from '../jobs/jobs.ts'
import { serviceError } from '../protocol/errors.ts'
import { isRequestedStatus } from '../protocol/statuses.ts'
import { elementsOf, parseRequestXml, textOf, type XmlContent, type XmlElements } from '../protocol/xml.ts'
import { ACCEPTED, type Call, type OperationResult } from './operations.ts'

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
  if (!isRequestedStatus(status)) throw serviceError('InvalidArgument', `Status cannot be set to ${status}.`)
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
  if (Status !== undefined) return updateStatus(call, textOf(Status) ?? '')
  throw serviceError('MissingArgument', 'An update needs Status or ImportQos.')
}

function requiredText(elements: XmlElements, name: string): string {
  const text = textOf(elements[name])
  if (text === undefined || text === '') throw serviceError('MissingArgument', `${name} is missing.`)
  return text
}

function jobOptionsOf(elements: XmlElements): JobOptions {
  const name = requiredText(elements, 'Name')
  if (!isJobName(name)) throw serviceError('InvalidArgument', `The job name ${name} is invalid.`)
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

/** CreateJob. @throws ServiceError */
export function createJob({ service, body }: Call): OperationResult {
  const options = jobOptionsOf(parseRequestXml(body, 'ImportJob'))
  if (service.jobs.find(options.name) !== undefined) throw serviceError('ImportJobAlreadyExist')
  service.jobs.add(options)
  return ACCEPTED
}

/** DeleteJob. @throws ServiceError */
export function deleteJob({ service, name }: Call): OperationResult {
  service.jobs.remove(name)
  return ACCEPTED
}
