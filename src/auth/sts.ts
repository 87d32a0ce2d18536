import { randomUUID } from 'node:crypto'
import {
  type Address,
  type CredentialProvider,
  type HttpResponse,
  identifier,
  invalidResponse,
  MgwError,
  type SendOptions,
  send
} from '@alicloud/hcs-mgw20240626'
import { type RetryOptions, retry } from '../retry/retry.ts'
import { userAgent } from '../runner/workflow-run.ts'
import { signAcs3 } from './acs3.ts'

/** STS's API version (https://api.aliyun.com/document/Sts/2015-04-01/overview). */
export const STS_VERSION = '2015-04-01'

/** An answer of STS, and the time of day by its clock, in ms since 1970, where it tells. */
export interface StsAnswer {
  fields: Record<string, unknown>
  date: number | undefined
}

/**
 * Asks STS which account the keys belong to. Needs no permission.
 *
 * @throws MgwError with STS's code; what `retry` throws
 */
export async function getCallerIdentity(
  sts: Address,
  credential: CredentialProvider,
  options: RetryOptions
): Promise<string> {
  const { clock } = options
  const { fields } = await retry(options, {
    name: 'GetCallerIdentity',
    attempt: (sendOptions) =>
      options.signed(async (clockOffset = 0) => {
        const credentials = await credential.getCredential()
        const host = sts.port === undefined ? sts.hostname : `${sts.hostname}:${sts.port}`
        const time = new Date(clock.date() + clockOffset)
        const headers = signAcs3(host, 'GetCallerIdentity', STS_VERSION, credentials, time, randomUUID())
        return callSts(sts, '/', { ...headers, accept: 'application/json' }, '', sendOptions)
      })
  })
  const { AccountId } = fields
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
  options: SendOptions
): Promise<StsAnswer> {
  const response = await send(
    {
      method: 'POST',
      endpoint: sts,
      hostname: sts.hostname,
      target,
      headers: { ...headers, 'user-agent': userAgent() },
      body,
      owner: 'STS (sts-endpoint)'
    },
    options
  )
  const answer = readJson('STS', response)
  const { statusCode } = response
  if (statusCode >= 200 && statusCode < 300) {
    return { fields: answer, date: Date.parse(response.headers.date ?? '') || undefined }
  }
  const code = identifier(text(answer.Code))
  if (code === undefined)
    throw invalidResponse(`The answer of STS (HTTP ${statusCode}) holds no error code.`, statusCode)
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

/** A field of JSON that should be a text: empty where it is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
