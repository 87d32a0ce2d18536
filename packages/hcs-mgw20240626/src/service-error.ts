import { notMgw, parse } from './answers.ts'
import { invalidResponse, MgwError } from './errors.ts'
import type { HttpResponse } from './transport.ts'
import type { XmlValue } from './xml.ts'

/**
 * The error that an answer other than 2xx stands for: the service's own, or `InvalidResponse` where the body is not
 * one that MGW gives. Code, message and data are those of the official Go SDK
 * (github.com/alibabacloud-go/hcs-mgw-20240626 v1.0.1).
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
    // The official SDKs take the status for the code, and the rest from two headers.
    const data = {
      statusCode,
      requestId: headers['x-oss-request-id'] ?? '',
      ecCode: headers['x-oss-ec-code'] ?? ''
    }
    return new MgwError(String(statusCode), '', data, headers)
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
  return new MgwError(code, text(error.Message) ?? '', data, headers, text(error.ServerTime) ?? undefined)
}

/** The longest text of an error that is kept, in characters. */
const MAX_TEXT = 131_072

/** The text of an element: null where there is no such element. Of several, and of markup, no text is lost. */
function text(value: XmlValue | undefined): string | null {
  if (value === undefined) return null
  const string = typeof value === 'string' ? value : JSON.stringify(value)
  return string.slice(0, MAX_TEXT)
}
