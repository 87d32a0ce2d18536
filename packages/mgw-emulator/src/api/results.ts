import { inventoryKey } from '../addresses/inventory.ts'
import { type RoundResult, roundResults } from '../jobs/round-result.ts'
import type { Behavior } from '../protocol/behavior.ts'
import { serviceError } from '../protocol/errors.ts'
import type { XmlElements } from '../protocol/xml.ts'
import { type Call, type OperationResult, type Service, xmlResult } from './operations.ts'
import { findJob } from './queries.ts'

/** NoNeed, NotReady while the list of failed files is being made, or Ready. */
function readyRetryOf({ endTime, entry }: RoundResult, now: number, { readyRetry, retryListMs }: Behavior): string {
  if (readyRetry !== 'computed') return readyRetry
  if (endTime === undefined) return 'NotReady'
  if (entry.failedCount === 0) return 'NoNeed'
  return now < endTime + retryListMs ? 'NotReady' : 'Ready'
}

/** The list of a round's failed files, with the key pair that can read it; empty while there is none. */
function inventoryXml({ entry }: RoundResult, isReady: boolean, { owner, region }: Service): XmlElements {
  const path = `aliyun_import_retry/${owner}/${entry.jobVersion}/${entry.runtimeId}/manifest.json`
  const { bucket, accessId, accessSecret } = inventoryKey(path)
  const elements = {
    AddressType: 'ossinv',
    InvAccessId: accessId,
    InvAccessSecret: accessSecret,
    InvBucket: bucket,
    InvDomain: `oss-${region}-internal.aliyuncs.com`,
    InvLocation: 'oss',
    InvPath: path,
    InvRegionId: `oss-${region}`
  }
  return isReady ? elements : Object.fromEntries(Object.keys(elements).map((name) => [name, '']))
}

/** GetJobResult. @throws ServiceError */
export function getJobResult(call: Call): OperationResult {
  const { service, query } = call
  const runtimeId = query.get('runtimeId') ?? ''
  if (runtimeId === '') throw serviceError('MissingArgument', 'runtimeId is missing.')
  const rounds = roundResults(findJob({ ...call, query: new Map() }), service.now())
  const round = rounds.find(({ entry }) => String(entry.runtimeId) === runtimeId)
  if (round === undefined) throw serviceError('NoSuchImportJobRunTimeId')
  const readyRetry = readyRetryOf(round, service.now(), service.behavior)
  const { entry } = round
  return xmlResult('ImportJobResult', {
    ReadyRetry: readyRetry,
    ...inventoryXml(round, readyRetry === 'Ready', service),
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
