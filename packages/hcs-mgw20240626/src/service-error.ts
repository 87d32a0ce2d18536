import { identifier, invalidResponse, MgwError, requestIdFrom } from './errors.ts'
import { readFlat } from './flat-error.ts'
import type { HttpResponse } from './transport.ts'

/**
 * The error that an answer of 300 and up stands for: the service's own, or `InvalidResponse` where the body is not
 * one that MGW gives.
 */
export async function readError(response: HttpResponse): Promise<MgwError> {
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
  const error = readFlat(body) ?? (await import('./answers.ts')).parse(response, 'Error')
  if (error instanceof MgwError) return error
  const code = identifier(text(error.Code))
  if (code === undefined) return (await import('./answers.ts')).notMgw(response, 'it holds no error code')
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

/** The longest text of an error that is kept, in characters. */
const MAX_TEXT = 131_072

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined
}
