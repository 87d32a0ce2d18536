import { type Endpoint, hostFor } from './endpoint.ts'
import type * as models from './models.ts'
import { type HttpResponse, toMap } from './models.ts'
import { isSuccess, readError, readHistory, readJob, readJobList } from './responses.ts'
import { type Credentials, sign, type UnsignedRequest } from './signer.ts'
import { writeXml } from './xml.ts'

export interface RequestOptions {
  /** The longest that connecting, waiting and reading can take together, in ms. */
  timeout?: number | undefined
  /** Aborts the request at once. */
  signal?: AbortSignal | undefined
  /** Opens a new connection instead of reusing an idle one. */
  newConnection?: boolean | undefined
  /** The time to sign the request with, in ms since 1970. Defaults to this machine's. */
  time?: number | undefined
}

/** One HTTP request, ready to be sent. */
export interface HttpRequest extends Pick<Endpoint, 'protocol' | 'hostname' | 'port'> {
  method: string
  /** Path and query, percent-encoded. */
  target: string
  headers: Readonly<Record<string, string>>
  body?: string | undefined
  /** The name of the server for error messages, as in `the migration service`. */
  service: string
}

/** Sends one request and reads the whole response. It throws if there is no response. */
export type HttpClient = (request: HttpRequest, options: RequestOptions) => Promise<HttpResponse>

/** Provides credentials that may change between requests. */
export interface CredentialProvider {
  getCredential(): Promise<Credentials>
}

export interface Config {
  credential: CredentialProvider
  endpoint: Endpoint
  httpClient: HttpClient
  /** The value of the `user-agent` header. */
  userAgent?: string
}

/**
 * A client for Alibaba Cloud Data Online Migration (MGW), API 2024-06-26. Each method sends one request. `userid` is the
 * main account's ID, even if a RAM user or role makes the call.
 *
 * All methods throw MgwError if the service refuses the request or if the response isn't MGW's (`InvalidResponse`), and
 * whatever `httpClient` throws if there is no response.
 */
export class Client {
  readonly #config: Config

  constructor(config: Config) {
    this.#config = config
  }

  /** Changes a job's status or its throttling. Success means "accepted": the state changes later. */
  async updateJob(
    userid: string,
    jobName: string,
    request: models.UpdateJobRequest,
    options: RequestOptions = {}
  ): Promise<models.UpdateJobResponse> {
    const xml = writeXml(toMap({ importJob: request.importJob ?? {} }))
    const body = `<?xml version="1.0" encoding="UTF-8"?>${xml}`
    const response = await this.#call(userid, { method: 'PUT', path: `/job/${jobName}`, body }, options)
    return { ...response, body: undefined }
  }

  async getJob(
    userid: string,
    jobName: string,
    _request: models.GetJobRequest,
    options: RequestOptions = {}
  ): Promise<models.GetJobResponse> {
    const response = await this.#call(userid, { method: 'GET', path: `/job/${jobName}` }, options)
    return { ...response, body: { importJob: readJob(response) } }
  }

  /** Lists the history of a job's rounds, newest first. A round is one execution of a job. */
  async listJobHistory(
    userid: string,
    jobName: string,
    request: models.ListJobHistoryRequest,
    options: RequestOptions = {}
  ): Promise<models.ListJobHistoryResponse> {
    const unsigned = { method: 'GET', path: `/jobhistory/${jobName}`, query: pageQuery(request) }
    const response = await this.#call(userid, unsigned, options)
    return { ...response, body: { jobHistoryList: readHistory(response) } }
  }

  /** Lists one page of the account's jobs in the region. */
  async listJob(
    userid: string,
    request: models.ListJobRequest,
    options: RequestOptions = {}
  ): Promise<models.ListJobResponse> {
    const unsigned = { method: 'GET', path: '/joblist', query: pageQuery(request) }
    const response = await this.#call(userid, unsigned, options)
    return { ...response, body: { importJobList: readJobList(response) } }
  }

  async #call(userid: string, unsigned: UnsignedRequest, options: RequestOptions): Promise<HttpResponse> {
    const { credential, endpoint, httpClient, userAgent } = this.#config
    const { protocol, port, region } = endpoint
    const { method, body } = unsigned
    const credentials = await credential.getCredential()
    const { target, headers } = sign(unsigned, credentials, region, new Date(options.time ?? Date.now()))
    if (userAgent) headers['user-agent'] = userAgent
    const hostname = hostFor(endpoint, userid)
    const service = 'the migration service'
    const request = { method, protocol, hostname, port, target, headers, body, service }
    const response = await httpClient(request, options)
    response.body = withoutSecrets(response.body, credentials)
    if (isSuccess(response)) return response
    throw readError(response)
  }
}

/** A server that echoes its request must not put secrets into messages. */
function withoutSecrets(body: Buffer, { accessKeySecret, securityToken }: Credentials): Buffer {
  const text = body.toString('latin1')
  const clean = [accessKeySecret, securityToken ?? '']
    .filter((secret) => secret.length >= 6)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  return clean === text ? body : Buffer.from(clean, 'latin1')
}

/** An empty marker means the first page, so it isn't sent. */
function pageQuery({ count, marker }: models.ListJobRequest): Record<string, string> {
  return { ...(count && { count: String(count) }), ...(marker && { marker }) }
}
