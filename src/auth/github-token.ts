import {
  ClientError,
  type HttpResponse,
  invalidResponse,
  parseAddress,
  type SendOptions,
  send
} from '@alicloud/hcs-mgw20240626'
import { environment } from '../runner/environment.ts'
import { mask } from '../runner/secrets.ts'
import { userAgent } from '../runner/workflow-run.ts'
import { readJson, text } from './sts.ts'

/**
 * GitHub's token for this run (https://docs.github.com/en/actions/reference/security/oidc). It is good for some minutes
 * only.
 *
 * @throws ClientError `InvalidArgument` when this job may not have one; MgwError `InvalidResponse` when GitHub gives none
 */
export async function getGitHubToken(audience: string, options: SendOptions): Promise<string> {
  const url = environment('ACTIONS_ID_TOKEN_REQUEST_URL')
  const bearer = environment('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
  if (url === '' || bearer === '') {
    throw new ClientError(
      'InvalidArgument',
      'role-to-assume needs a token of GitHub for this run, which this job is not allowed to get (a run for a pull request from a fork never is). Add to the job, beside the permissions that it needs for other things:\npermissions:\n  id-token: write'
    )
  }
  mask(bearer)
  const { protocol = '', host = '', pathname, search = '' } = URL.parse(url) ?? {}
  const address = parseAddress('ACTIONS_ID_TOKEN_REQUEST_URL', `${protocol}//${host}`)
  const response = await send(
    {
      method: 'GET',
      endpoint: address,
      hostname: address.hostname,
      target: `${pathname}${search}${search === '' ? '?' : '&'}audience=${encodeURIComponent(audience)}`,
      headers: { authorization: `Bearer ${bearer}`, accept: 'application/json', 'user-agent': userAgent() },
      owner: 'GitHub'
    },
    options
  )
  const { statusCode, headers } = response
  if (statusCode >= 400 && statusCode <= 404) throw refused(response)
  if (statusCode < 200 || statusCode >= 300)
    throw invalidResponse(`GitHub gave out no token for this run (HTTP ${statusCode}).`, statusCode, headers)
  const value = text(readJson('GitHub', response).value)
  if (value === '') throw invalidResponse("GitHub's answer holds no token.", statusCode)
  mask(value)
  return value
}

/** How much of GitHub's reason a message shows, in characters. */
const MAX_REASON = 300

/** GitHub's refusal, which no further attempt changes, in its own words. */
function refused({ statusCode, body }: HttpResponse): ClientError {
  const reason = JSON.stringify(body.toString('utf8').slice(0, MAX_REASON))
  return new ClientError(
    'InvalidResponse',
    `GitHub refused a token for this run (HTTP ${statusCode}): ${reason}. Check that the job has permissions with id-token: write, and that this is no re-run of an old job, whose permission to ask has run out.`
  )
}
