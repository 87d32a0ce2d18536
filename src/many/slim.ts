import { type GetJobResp, MgwError } from '@alicloud/hcs-mgw20240626'
import { JobFailed, type OperationResult } from '../job/result.ts'
import { redact } from '../runner/secrets.ts'
import { beginningOf } from '../text/words.ts'

/** How much of each text of an error is kept, in characters. */
const MAX_TEXT = 8_192

/**
 * A result with what the report of several jobs is made of: what else the service wrote may be a megabyte for each.
 *
 * @param keepsData whether the envelope may be shown once more
 */
export function slim(result: OperationResult, keepsData: boolean): OperationResult {
  const { before, job, error, note, requestId, data, samples: _, ...rest } = result
  return {
    ...rest,
    requestId: requestId && short(requestId),
    before: before && slimJob(before),
    job: job && slimJob(job),
    ...(error !== undefined && { error: slimError(error) }),
    ...(note !== undefined && { note: short(note) }),
    ...(keepsData && data !== undefined && { data })
  }
}

function slimJob({ status, importQos }: GetJobResp): GetJobResp {
  return {
    ...(status !== undefined && { status: short(status) }),
    ...(importQos && { importQos })
  }
}

function slimError(error: unknown): unknown {
  if (error instanceof JobFailed) return new JobFailed(error.code, short(error.message))
  if (!(error instanceof MgwError)) return error
  const detail = JSON.stringify(error.data.AccessDeniedDetail ?? null)
  const data = Object.fromEntries(
    Object.entries(error.data).map(([name, value]) => [
      name,
      typeof value === 'string' ? short(value) : value
    ])
  )
  if (detail.length > MAX_TEXT) data.AccessDeniedDetail = short(detail)
  const requestId = error.requestId
  const headers = requestId === undefined ? {} : { 'x-oss-request-id': short(requestId) }
  return new MgwError(short(error.code), short(error.message), data, headers)
}

/** Redacted before it is cut: what is left of a secret would not be found any more. */
function short(text: string): string {
  return beginningOf(redact(text), MAX_TEXT)
}
