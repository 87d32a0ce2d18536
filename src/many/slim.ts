import { type GetJobResp, MgwError } from '@alicloud/hcs-mgw20240626'
import type { OperationResult } from '../job/result.ts'

/** How much of each text of an error is kept, in characters. */
const MAX_TEXT = 8_192

/**
 * A result with what the report of several jobs is made of: what else the service wrote may be a megabyte for each.
 *
 * @param keepsData whether the envelope may be shown once more
 */
export function slim(result: OperationResult, keepsData: boolean): OperationResult {
  const { before, job, error, data, samples: _, ...rest } = result
  return {
    ...rest,
    before: before && slimJob(before),
    job: job && slimJob(job),
    ...(error !== undefined && { error: error instanceof MgwError ? slimError(error) : error }),
    ...(keepsData && data !== undefined && { data })
  }
}

function slimJob({ status, importQos }: GetJobResp): GetJobResp {
  return {
    ...(status !== undefined && { status: status.slice(0, MAX_TEXT) }),
    ...(importQos && { importQos })
  }
}

function slimError(error: MgwError): MgwError {
  const short = (text: unknown): unknown => (typeof text === 'string' ? text.slice(0, MAX_TEXT) : text)
  const detail = JSON.stringify(error.data.AccessDeniedDetail ?? null)
  const data = Object.fromEntries(Object.entries(error.data).map(([name, value]) => [name, short(value)]))
  if (detail.length > MAX_TEXT) data.AccessDeniedDetail = short(detail)
  const requestId = error.requestId
  const headers = requestId === undefined ? {} : { 'x-oss-request-id': requestId }
  return new MgwError(error.code.slice(0, MAX_TEXT), error.message.slice(0, MAX_TEXT), data, headers)
}
