import { invalidResponse, MgwError } from './errors.ts'
import type {
  GetAddressResp,
  GetJobResp,
  GetJobResultResp,
  GetReportResp,
  HttpResponse,
  JobHistory,
  ListJobHistoryResp,
  ListJobResp,
  VerifyAddressResp
} from './models.ts'
import { readXml, toModel, type XmlMap, type XmlValue } from './xml.ts'

/** @throws MgwError `InvalidResponse` if the body isn't a job */
export function readJob(response: HttpResponse): GetJobResp {
  return readModel(response, 'ImportJob')
}

/** @throws MgwError `InvalidResponse` if the body isn't a round's result */
export function readJobResult(response: HttpResponse): GetJobResultResp {
  return readModel(response, 'ImportJobResult')
}

/** @throws MgwError `InvalidResponse` if the body isn't a report */
export function readReport(response: HttpResponse): GetReportResp {
  return readModel(response, 'GetReportResponse')
}

/** @throws MgwError `InvalidResponse` if the body isn't an address */
export function readAddress(response: HttpResponse): GetAddressResp {
  return readModel(response, 'ImportAddress')
}

/** @throws MgwError `InvalidResponse` if the body isn't the result of a verification */
export function readVerification(response: HttpResponse): VerifyAddressResp {
  return readModel(response, 'VerifyAddressResponse')
}

/** @throws MgwError `InvalidResponse` if the body isn't a list of history entries */
export function readHistory(response: HttpResponse): ListJobHistoryResp {
  const list = readModel(response, 'JobHistoryList')
  return { ...list, jobHistory: modelsIn<JobHistory>(list.jobHistory) }
}

/** @throws MgwError `InvalidResponse` if the body isn't a list of jobs */
export function readJobList(response: HttpResponse): ListJobResp {
  const { truncated, nextMarker, importJob, ...rest } = readModel(response, 'ImportJobList')
  return {
    ...rest,
    ...(truncated !== undefined && { truncated: /^true$/i.test(String(truncated)) }),
    ...(typeof nextMarker === 'string' && { nextMarker }),
    importJob: modelsIn<GetJobResp>(importJob)
  }
}

function readModel(response: HttpResponse, root: string): Record<string, unknown> {
  const content = parse(response, root)
  if (content instanceof MgwError) throw content
  return toModel(content)
}

/** The items of a list that are elements with content. */
function modelsIn<Item extends object>(list: unknown): Item[] {
  return ((list ?? []) as (Item | string)[]).filter((item) => typeof item === 'object')
}

/** Whether the service did what was requested. An error can come with HTTP 2xx too: then it is the root of the body. */
export function isSuccess({ statusCode, body }: HttpResponse): boolean {
  return statusCode >= 200 && statusCode < 300 && !ERROR_ROOT.test(body.toString('utf8', 0, 4096))
}

const ERROR_ROOT = /^(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->)*<Error[\s/>]/s

/**
 * The error for a response that is no success: the service's own, or `InvalidResponse` if the body isn't MGW's. Code,
 * message and data are those of the official Go SDK (github.com/alibabacloud-go/hcs-mgw-20240626 v1.0.1).
 */
export function readError(response: HttpResponse): MgwError {
  const { statusCode, headers, body } = response
  if (statusCode < 200)
    return invalidResponse(`The answer has the HTTP status ${statusCode}, which ends no request.`, response)
  if (statusCode >= 300 && statusCode < 400) {
    const message = `The answer is a redirect (HTTP ${statusCode}), which MGW never gives. It was not followed.`
    return invalidResponse(message, response)
  }
  if (body.length === 0) {
    // Like the official SDKs, use the status as the code, and read the rest from two headers.
    const [requestId, ecCode] = [headers['x-oss-request-id'] ?? '', headers['x-oss-ec-code'] ?? '']
    return new MgwError(String(statusCode), '', { statusCode, requestId, ecCode }, { headers })
  }
  const error = parse(response, 'Error')
  if (error instanceof MgwError) return error
  const code = text(error.Code)
  if (!code) return notMgw(response, 'it holds no error code')
  const data = {
    statusCode,
    requestId: text(error.RequestId),
    hostId: text(error.HostId),
    ecCode: text(error.EC),
    Recommend: text(error.RecommendDoc),
    AccessDeniedDetail: error.AccessDeniedDetail ?? null
  }
  const serverTime = text(error.ServerTime) || undefined
  return new MgwError(code, text(error.Message) ?? '', data, { headers, serverTime })
}

function parse(response: HttpResponse, root: string): XmlMap | MgwError {
  try {
    return readXml(response.body, root)
  } catch (error) {
    return notMgw(response, error instanceof Error ? error.message : String(error))
  }
}

/** How much of a body that isn't MGW's a message shows, in characters: enough to recognize the sender. */
const EXCERPT = 200

function notMgw(response: HttpResponse, reason: string): MgwError {
  const { statusCode, headers, body, isSecret, redact = (text) => text } = response
  const type = headers['content-type'] ?? 'no content type'
  const known = `HTTP ${statusCode}, ${type}, ${body.length} bytes`
  if (isSecret)
    return invalidResponse(
      `The answer is not MGW's XML (${known}). It can contain a secret, so it isn't shown.`,
      response
    )
  const firstLine = reason.split('\n', 1)[0]
  const excerpt = JSON.stringify(redact(body.toString('utf8')).slice(0, EXCERPT))
  return invalidResponse(`The answer is not MGW's XML (${known}; ${firstLine}). It begins ${excerpt}.`, response)
}

/** The text of an element; null if there is none. A repeated or nested element is kept as JSON. */
function text(value: XmlValue | undefined): string | null {
  if (value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}
