import { authenticateAcs3 } from '../auth/acs3.ts'
import type { Credential } from '../auth/credentials.ts'
import { type JsonRequest, type JsonResponse, type JsonServer, startJsonServer } from '../http/json-server.ts'
import { uuidOf } from '../protocol/ids.ts'
import { StsError } from '../protocol/sts-errors.ts'
import { assumedRoleArn, assumeRoleWithOidc, type Parameters } from './assume-role.ts'
import { API_VERSION, createState, type StsOptions, type StsState, useNonce } from './sts-state.ts'

/** A running STS. */
export interface Sts extends JsonServer {
  /** All valid credentials. Each session is added, so an emulator that shares this array accepts it. */
  readonly credentials: Credential[]
  readonly roleArn: string
  readonly oidcProviderArn: string
}

function parametersOf({ path, body, headers }: JsonRequest): Parameters {
  const { searchParams } = new URL(path, 'http://127.0.0.1')
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return new Map([...searchParams, ...(isForm ? new URLSearchParams(body) : [])])
}

function callerIdentity(state: StsState, request: JsonRequest): object {
  const { headers } = request
  if (headers['x-acs-version'] !== API_VERSION) throw new StsError('InvalidVersion')
  const authority = { credentials: state.credentials, now: state.now() }
  const { accessKeyId } = authenticateAcs3({ ...request, target: request.path }, authority)
  useNonce(state, headers['x-acs-signature-nonce'] ?? '')
  const sessionName = state.sessions.get(accessKeyId)
  const { accountId } = state
  if (sessionName !== undefined) {
    return { AccountId: accountId, IdentityType: 'AssumedRoleUser', Arn: assumedRoleArn(state, sessionName) }
  }
  return { AccountId: accountId, IdentityType: 'RAMUser', Arn: `acs:ram::${accountId}:user/example` }
}

function dispatch(state: StsState, request: JsonRequest): object {
  if (request.method !== 'POST') throw new StsError('UnsupportedHTTPMethod')
  const parameters = parametersOf(request)
  const action = request.headers['x-acs-action'] ?? parameters.get('Action')
  if (action === 'AssumeRoleWithOIDC') return assumeRoleWithOidc(state, parameters)
  if (action === 'GetCallerIdentity') return callerIdentity(state, request)
  throw new StsError('InvalidAction.NotFound')
}

function respond(state: StsState, request: JsonRequest, requestId: string): JsonResponse {
  try {
    return { status: 200, body: { ...dispatch(state, request), RequestId: requestId } }
  } catch (error) {
    if (!(error instanceof StsError)) throw error
    const { code, message, status } = error
    const body = { Code: code, Message: message, RequestId: requestId, HostId: 'sts.aliyuncs.com' }
    return { status, body: { ...body, Recommend: `https://api.aliyun.com/troubleshoot?q=${code}` } }
  }
}

/** Starts a Security Token Service with one role. It implements AssumeRoleWithOIDC and GetCallerIdentity. */
export async function startSts(options: StsOptions = {}): Promise<Sts> {
  const state = createState(options)
  let number = 0
  const server = await startJsonServer({
    port: options.port ?? 0,
    tls: options.tls,
    now: state.now,
    respond(request) {
      number += 1
      return respond(state, request, uuidOf('sts', number).toUpperCase())
    }
  })
  const { credentials, roleArn, oidcProviderArn } = state
  return { ...server, credentials, roleArn, oidcProviderArn }
}
