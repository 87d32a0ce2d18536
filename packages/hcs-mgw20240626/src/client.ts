import { readHistory, readJob, readJobList } from './answers.ts'
import { type Endpoint, hostFor, resolveEndpoint } from './endpoint.ts'
import type {
  GetJobRequest,
  GetJobResponse,
  ListJobHistoryRequest,
  ListJobHistoryResponse,
  ListJobRequest,
  ListJobResponse,
  UpdateJobInfo,
  UpdateJobRequest,
  UpdateJobResponse
} from './models.ts'
import { withRegionHint } from './region-hint.ts'
import { readError } from './service-error.ts'
import { type Credentials, sign, type UnsignedRequest } from './signer.ts'
import { type HttpResponse, type SendOptions, send } from './transport.ts'

/** What one call is given beyond its request. */
export interface AttemptOptions extends SendOptions {
  /** The time that the call is signed with, in ms since 1970. This machine's, when absent. */
  time?: number | undefined
}

/** Where keys come from that may change between calls. */
export interface CredentialProvider {
  getCredential(): Promise<Credentials>
}

/** How to reach the service, and as whom: with fixed keys, or with those that `credential` has at each call. */
export interface Config extends Partial<Credentials> {
  credential?: CredentialProvider
  /** As in `cn-hangzhou`. Needed unless `endpoint` is given. */
  regionId?: string
  /** A host name, a URL of one, or what `resolveEndpoint` made of them. */
  endpoint?: string | Endpoint
  /** The value of the `user-agent` header. */
  userAgent?: string
}

/**
 * A client for Alibaba Cloud Data Online Migration (MGW), API 2024-06-26. Each method makes one request.
 *
 * All methods throw MgwError when the service refuses, or when its answer is not MGW's (`InvalidResponse`), and
 * TransportError when no answer came.
 */
export class Client {
  readonly endpoint: Endpoint
  readonly #config: Config

  /** @throws ClientError when the endpoint or the region is missing or malformed */
  constructor(config: Config) {
    this.#config = config
    const { endpoint = '', regionId = '' } = config
    this.endpoint = typeof endpoint === 'string' ? resolveEndpoint(endpoint, regionId) : endpoint
  }

  /**
   * Changes a job's status or its throttling. Success means "accepted": the state changes later.
   *
   * @param userid the main account's ID, also when a RAM user or a role makes the call
   */
  async updateJob(
    userid: string,
    jobName: string,
    request: UpdateJobRequest,
    options: AttemptOptions = {}
  ): Promise<UpdateJobResponse> {
    const body = jobXml(request.importJob ?? {})
    const { statusCode, headers } = await this.#call(
      userid,
      { method: 'PUT', path: `/job/${jobName}`, query: {}, body },
      options
    )
    return { statusCode, headers, body: undefined }
  }

  /** Asks for one job. */
  async getJob(
    userid: string,
    jobName: string,
    request: GetJobRequest,
    options: AttemptOptions = {}
  ): Promise<GetJobResponse> {
    const query = stringified({ byVersion: request.byVersion })
    const response = await this.#call(userid, { method: 'GET', path: `/job/${jobName}`, query }, options)
    return { ...response, body: { importJob: readJob(response) } }
  }

  /** Asks for the runs of a job, newest first. */
  async listJobHistory(
    userid: string,
    jobName: string,
    request: ListJobHistoryRequest,
    options: AttemptOptions = {}
  ): Promise<ListJobHistoryResponse> {
    const query = stringified({ count: request.count, marker: request.marker, runtimeId: request.runtimeId })
    const response = await this.#call(
      userid,
      { method: 'GET', path: `/jobhistory/${jobName}`, query },
      options
    )
    return { ...response, body: { jobHistoryList: readHistory(response) } }
  }

  /** Asks for the jobs of the account in the region, one page of them. */
  async listJob(
    userid: string,
    request: ListJobRequest,
    options: AttemptOptions = {}
  ): Promise<ListJobResponse> {
    const { all, count, marker, parentName } = request
    const query = stringified({ all, count, marker, parentName })
    const response = await this.#call(userid, { method: 'GET', path: '/joblist', query }, options)
    return { ...response, body: { importJobList: readJobList(response) } }
  }

  async #call(userid: string, request: UnsignedRequest, options: AttemptOptions): Promise<HttpResponse> {
    const { accessKeyId = '', accessKeySecret = '', securityToken } = this.#config
    const credentials = (await this.#config.credential?.getCredential()) ?? {
      accessKeyId,
      accessKeySecret,
      securityToken
    }
    const { target, headers } = sign(
      request,
      credentials,
      this.endpoint.region,
      new Date(options.time ?? Date.now())
    )
    const { userAgent } = this.#config
    const response = await send(
      {
        method: request.method,
        endpoint: this.endpoint,
        hostname: hostFor(this.endpoint, userid),
        target,
        headers: { ...headers, ...(userAgent && { 'user-agent': userAgent }) },
        body: request.body,
        owner: 'the migration service'
      },
      options
    ).catch((error) => {
      throw withRegionHint(error, this.endpoint)
    })
    response.body = withoutKeys(response.body, credentials)
    if (response.statusCode >= 200 && response.statusCode < 300) return response
    throw readError(response)
  }
}

/** A server that sends back what it was sent must not bring keys into messages. */
function withoutKeys(body: Buffer, { accessKeySecret, securityToken }: Credentials): Buffer {
  if (body.length === 0) return body
  const text = body.toString('latin1')
  const clean = [accessKeySecret, securityToken ?? '']
    .filter((key) => key.length >= 6)
    .reduce((rest, key) => rest.replaceAll(key, '***'), text)
  return clean === text ? body : Buffer.from(clean, 'latin1')
}

function jobXml({ status, importQos }: UpdateJobInfo): string {
  const throttling =
    importQos &&
    element('MaxBandWidth', importQos.maxBandWidth) + element('MaxImportTaskQps', importQos.maxImportTaskQps)
  return `<?xml version="1.0" encoding="UTF-8"?><ImportJob>${element('Status', status)}${throttling === undefined ? '' : `<ImportQos>${throttling}</ImportQos>`}</ImportJob>`
}

function element(name: string, value: string | number | bigint | undefined): string {
  if (value === undefined) return ''
  const text = String(value).replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<${name}>${text}</${name}>`
}

function stringified(query: Record<string, string | number | boolean | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)]]
    )
  )
}
