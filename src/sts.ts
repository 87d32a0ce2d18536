import { createHash, createHmac, randomUUID } from 'node:crypto'
import {
  type Address,
  type CredentialProvider,
  type Credentials,
  type HttpResponse,
  identifier,
  invalidResponse,
  MgwError,
  send
} from '@alicloud/hcs-mgw20240626'
import { type Limits, persist } from './persist.ts'
import type { Teller } from './service.ts'
import { userAgent } from './workflow-run.ts'

/** STS's API version (https://api.aliyun.com/document/Sts/2015-04-01/overview). */
export const STS_VERSION = '2015-04-01'

/**
 * Asks STS which account the keys belong to. Needs no permission.
 *
 * @throws MgwError with STS's code; what `persist` throws
 */
export async function getCallerIdentity(
  sts: Address,
  credential: CredentialProvider,
  limits: Limits,
  tell: Teller
): Promise<string> {
  const { AccountId } = await persist(limits, {
    what: 'GetCallerIdentity',
    attempt: async () => {
      const credentials = await credential.getCredential()
      const host = sts.port === undefined ? sts.hostname : `${sts.hostname}:${sts.port}`
      const headers = signAcs3(host, 'GetCallerIdentity', credentials, new Date(), randomUUID())
      return callSts(sts, '/', { ...headers, accept: 'application/json' }, '', limits)
    },
    say: tell.info
  })
  if (typeof AccountId === 'string' && /^[0-9]{1,63}$/.test(AccountId)) return AccountId
  throw invalidResponse('The answer of STS holds no account ID.')
}

/**
 * Posts to STS and reads its JSON.
 *
 * @throws MgwError with STS's code, or `InvalidResponse`
 */
export async function callSts(
  sts: Address,
  target: string,
  headers: Record<string, string>,
  body: string,
  limits: Limits
): Promise<Record<string, unknown>> {
  const response = await send(
    {
      method: 'POST',
      endpoint: sts,
      hostname: sts.hostname,
      target,
      headers: { ...headers, 'user-agent': userAgent() },
      body
    },
    limits.forAttempt()
  )
  const answer = readJson('STS', response)
  if (response.statusCode >= 200 && response.statusCode < 300) return answer
  const code = identifier(text(answer.Code))
  if (code === undefined)
    throw invalidResponse(
      `The answer of STS (HTTP ${response.statusCode}) holds no error code.`,
      response.statusCode
    )
  const { statusCode } = response
  throw new MgwError(
    code,
    text(answer.Message),
    {
      statusCode,
      requestId: identifier(text(answer.RequestId)) ?? null,
      hostId: text(answer.HostId) || null,
      Recommend: text(answer.Recommend) || null
    },
    response.headers
  )
}

/** @throws MgwError `InvalidResponse` when an answer is not a JSON object */
export function readJson(who: string, { statusCode, headers, body }: HttpResponse): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(body.toString('utf8'))
    if (typeof answer === 'object' && answer !== null) return answer as Record<string, unknown>
  } catch {}
  throw invalidResponse(`The answer of ${who} (HTTP ${statusCode}) is not JSON.`, statusCode, headers)
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/**
 * The headers of an RPC call without body or query, signed with ACS3-HMAC-SHA256
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature).
 */
export function signAcs3(
  host: string,
  action: string,
  { accessKeyId, accessKeySecret, securityToken }: Credentials,
  time: Date,
  nonce: string
): Record<string, string> {
  const hash = createHash('sha256').update('').digest('hex')
  const headers: Record<string, string> = {
    host,
    ...(securityToken && { 'x-acs-accesskey-id': accessKeyId }),
    'x-acs-action': action,
    'x-acs-content-sha256': hash,
    'x-acs-date': `${time.toISOString().slice(0, 19)}Z`,
    ...(securityToken && { 'x-acs-security-token': securityToken }),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': STS_VERSION
  }
  const names = Object.keys(headers).sort()
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]?.trim()}\n`).join('')
  const canonicalRequest = ['POST', '/', '', canonicalHeaders, names.join(';'), hash].join('\n')
  const stringToSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonicalRequest).digest('hex')}`
  const signature = createHmac('sha256', accessKeySecret).update(stringToSign).digest('hex')
  return {
    ...headers,
    authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  }
}
