import { type HttpResponse, invalidResponse, MgwError, type RequestOptions } from '@alicloud/hcs-mgw20240626'
import { ActionError, invalid } from '../action-error.ts'
import { send } from '../http/send.ts'
import { parseAddress } from '../inputs/address.ts'
import { environment } from '../runner/environment.ts'
import { mask } from '../runner/secrets.ts'
import { userAgent } from '../runner/workflow-run.ts'
import { quote } from '../text.ts'
import { parseFields, text } from './sts.ts'

/** Where this job gets its tokens. @throws ActionError if it isn't allowed to get any */
export function readTokenEndpoint() {
  const url = environment('ACTIONS_ID_TOKEN_REQUEST_URL')
  const bearer = environment('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
  if (url !== '' && bearer !== '') return { url, bearer }
  throw invalid(
    "role-to-assume needs a GitHub OIDC token, which this job isn't allowed to get (for a pull request from a fork, none is). Add to the job's permissions:\npermissions:\n  id-token: write"
  )
}

/** GitHub's tokens have about 2,000 characters. */
const MAX_TOKEN = 16_384

/**
 * Gets a GitHub OIDC token for this run (https://docs.github.com/en/actions/reference/security/oidc).
 *
 * @throws ActionError if this job isn't allowed to get one; MgwError `InvalidResponse` if GitHub doesn't issue one
 */
export async function getGitHubToken(audience: string, options: RequestOptions): Promise<string> {
  const { url, bearer } = readTokenEndpoint()
  const { protocol = '', host = '', pathname, search = '' } = URL.parse(url) ?? {}
  const response = await send(
    {
      ...parseAddress('ACTIONS_ID_TOKEN_REQUEST_URL', `${protocol}//${host}`),
      method: 'GET',
      target: `${pathname}${search}${search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`,
      headers: { authorization: `Bearer ${bearer}`, accept: 'application/json', 'user-agent': userAgent() },
      service: 'GitHub'
    },
    options
  )
  const { statusCode } = response
  const body = response.body.toString('utf8')
  const given = text(parseFields(body)?.value)
  const value = given.length > MAX_TOKEN ? '' : given
  // A message could show the start of any response.
  mask(value)
  // GitHub issues no token yet if it hasn't noticed that this job is running. It does within seconds.
  const isPending = statusCode === 403 && /\bpending\b/i.test(body)
  if (statusCode >= 400 && statusCode <= 404 && !isPending) {
    const message = `GitHub refused a token for this run (HTTP ${statusCode}): ${quote(body, 300)}. Check that the job has id-token: write, and that this isn't a re-run of an old job whose permission has expired.`
    throw new ActionError('InvalidResponse', message)
  }
  if (statusCode < 200 || statusCode >= 300)
    throw noToken(`GitHub responded with HTTP ${statusCode}: ${quote(body, 300)}.`, response)
  if (value === '') throw noToken(`GitHub's response contains no token (HTTP ${statusCode}).`, response)
  return value
}

/** Responses after which GitHub usually issues a token within seconds: one without a token, Pending, and a timeout of its own. */
const TEMPORARY_STATUS = /^(2..|403|408)$/

function noToken(message: string, { statusCode, headers }: HttpResponse): MgwError {
  const isTemporary = TEMPORARY_STATUS.test(String(statusCode))
  return invalidResponse(message, { statusCode, headers: isTemporary ? { 'retry-after': '1', ...headers } : headers })
}

/** Whether an error of `getGitHubToken` is temporary, although it usually wouldn't be. */
export function isTemporary(error: unknown): boolean {
  if (!(error instanceof MgwError) || error.code !== 'InvalidResponse') return false
  return TEMPORARY_STATUS.test(String(error.statusCode)) && error.headers['retry-after'] !== undefined
}
