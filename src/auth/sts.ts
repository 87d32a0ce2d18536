import { createHmac, hash } from 'node:crypto'
import {
  type Credentials,
  type HttpRequest,
  identifier,
  invalidResponse,
  MgwError,
  type RequestOptions
} from '@alicloud/hcs-mgw20240626'
import { send } from '../http/send.ts'
import { userAgent } from '../runner/workflow-run.ts'

/** https://api.aliyun.com/document/Sts/2015-04-01/overview */
export const STS_VERSION = '2015-04-01'

/**
 * Posts to STS and parses its JSON. `date` is the server's time of day, in ms since 1970; NaN without a Date header. Throws
 * MgwError with STS's code, or `InvalidResponse`.
 */
export async function callSts(request: Omit<HttpRequest, 'method' | 'service'>, options: RequestOptions) {
  const headers = { ...request.headers, 'user-agent': userAgent() }
  const response = await send({ ...request, method: 'POST', headers, service: 'STS (sts-endpoint)' }, options)
  const fields = parseFields(response.body.toString('utf8'))
  const { statusCode } = response
  if (fields === undefined) throw invalidResponse(`STS's response (HTTP ${statusCode}) isn't JSON.`, response)
  if (statusCode >= 200 && statusCode < 300) return { fields, date: Date.parse(response.headers.date ?? '') }
  const code = identifier(fields.Code)
  if (code === undefined)
    throw invalidResponse(`STS's response (HTTP ${statusCode}) contains no error code.`, { statusCode })
  const data = {
    statusCode,
    requestId: identifier(fields.RequestId) ?? null,
    hostId: text(fields.HostId) || null,
    Recommend: text(fields.Recommend) || null
  }
  throw new MgwError(code, text(fields.Message), data, { headers: response.headers })
}

/** The fields of a JSON object; undefined if the text isn't one. */
export function parseFields(json: string): Record<string, unknown> | undefined {
  try {
    const fields: unknown = JSON.parse(json)
    return typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** A string field of JSON; empty if it isn't a string. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/**
 * The headers of an RPC call without query and body, signed with ACS3-HMAC-SHA256
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature). Each call needs a new nonce.
 */
export function signAcs3(
  { action, host, time, nonce }: { action: string; host: string; time: Date; nonce: string },
  { accessKeyId, accessKeySecret, securityToken }: Credentials
): Record<string, string> {
  const bodyHash = hash('sha256', '')
  const headers: Record<string, string> = {
    host,
    ...(securityToken && { 'x-acs-accesskey-id': accessKeyId }),
    'x-acs-action': action,
    'x-acs-content-sha256': bodyHash,
    'x-acs-date': `${time.toISOString().slice(0, 19)}Z`,
    ...(securityToken && { 'x-acs-security-token': securityToken }),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': STS_VERSION
  }
  const names = Object.keys(headers).sort()
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('')
  const canonicalRequest = ['POST', '/', '', canonicalHeaders, names.join(';'), bodyHash].join('\n')
  const stringToSign = `ACS3-HMAC-SHA256\n${hash('sha256', canonicalRequest)}`
  const signature = createHmac('sha256', accessKeySecret).update(stringToSign).digest('hex')
  return {
    ...headers,
    authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  }
}
