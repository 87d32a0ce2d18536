import { identifier, invalidResponse, MgwError, requestIdFrom } from './errors.ts'
import type { GetJobResp, JobHistory, ListJobHistoryResp } from './models.ts'
import type { HttpResponse } from './transport.ts'
import { readXml, toModel, type XmlMap } from './xml.ts'

/**
 * The error that an answer of 300 and up stands for: the service's own, or `InvalidResponse` where the body is not
 * one that MGW gives.
 */
export function readError(response: HttpResponse): MgwError {
  const { statusCode, headers, body } = response
  if (statusCode < 200) {
    return invalidResponse(
      `The answer has the HTTP status ${statusCode}, which ends no request.`,
      statusCode,
      headers
    )
  }
  if (statusCode < 400) {
    return invalidResponse(
      `The answer is a redirect (HTTP ${statusCode}), which MGW never gives. It was not followed.`,
      statusCode,
      headers
    )
  }
  if (body.length === 0) {
    // The official SDKs take the status for the code and the headers for the rest.
    const ecCode = headers['x-oss-ec-code'] ?? headers['x-oss-ec'] ?? null
    return new MgwError(
      String(statusCode),
      '',
      { statusCode, requestId: requestIdFrom(headers) ?? null, ecCode },
      headers
    )
  }
  const error = parse(response, 'Error')
  if (error instanceof MgwError) return error
  const code = identifier(text(error.Code))
  if (code === undefined) return notMgw(response, 'it holds no error code')
  return new MgwError(
    code,
    text(error.Message) ?? '',
    {
      statusCode,
      requestId: identifier(text(error.RequestId)) ?? requestIdFrom(headers) ?? null,
      hostId: text(error.HostId) ?? null,
      ecCode: text(error.EC) ?? null,
      Recommend: text(error.RecommendDoc) ?? null,
      AccessDeniedDetail: error.AccessDeniedDetail ?? null
    },
    headers
  )
}

/** @throws MgwError `InvalidResponse` when the body is not a job */
export function readJob(response: HttpResponse): GetJobResp {
  return toModel(parseOrThrow(response, 'ImportJob')) as GetJobResp
}

/** @throws MgwError `InvalidResponse` when the body is not a list of history entries */
export function readHistory(response: HttpResponse): ListJobHistoryResp {
  const list = toModel(parseOrThrow(response, 'JobHistoryList')) as Partial<ListJobHistoryResp>
  const entries: (JobHistory | string)[] = list.jobHistory ?? []
  return { ...list, jobHistory: entries.filter((entry) => typeof entry === 'object') }
}

function parseOrThrow(response: HttpResponse, root: string): XmlMap {
  const content = parse(response, root)
  if (content instanceof MgwError) throw content
  return content
}

function parse(response: HttpResponse, root: string): XmlMap | MgwError {
  try {
    return readXml(response.body, root)
  } catch (error) {
    return notMgw(response, error instanceof Error ? error.message : String(error))
  }
}

/** How much of a foreign body a message shows, in characters: enough to see whose it is. */
const EXCERPT = 200

function notMgw({ statusCode, headers, body }: HttpResponse, reason: string): MgwError {
  const type = headers['content-type'] ?? 'no content type'
  const firstLine = reason.split('\n', 1)[0]
  const excerpt = JSON.stringify(body.subarray(0, EXCERPT).toString('utf8'))
  return invalidResponse(
    `The answer is not MGW's XML (HTTP ${statusCode}, ${type}, ${body.length} bytes; ${firstLine}). It begins ${excerpt}.`,
    statusCode,
    headers
  )
}

/** The longest text of an error that is kept, in characters. */
const MAX_TEXT = 131_072

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined
}
