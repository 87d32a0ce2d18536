import { type Endpoint, hostFor } from './endpoint.ts'
import type * as models from './models.ts'
import { type HttpResponse, toMap } from './models.ts'
import {
  isSuccess,
  readAddress,
  readError,
  readHistory,
  readJob,
  readJobList,
  readJobResult,
  readReport,
  readVerification
} from './responses.ts'
import { secretsIn } from './secrets.ts'
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
  /** Called with each secret in a response, before the response is parsed. */
  maskSecret?: (secret: string) => void
  /** Removes secrets from a response's body before an error's message shows the start of it. */
  redact?: (text: string) => string
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
    return this.#change(
      userid,
      { method: 'PUT', path: `/job/${jobName}`, body: { importJob: request.importJob } },
      options
    )
  }

  /** Creates a job, which isn't started. */
  async createJob(
    userid: string,
    request: models.CreateJobRequest,
    options: RequestOptions = {}
  ): Promise<models.CreateJobResponse> {
    return this.#change(userid, { method: 'POST', path: '/job', body: { importJob: request.importJob } }, options)
  }

  /** Has the report of a round created. Only the first call for a round has an effect. */
  async createReport(
    userid: string,
    request: models.CreateReportRequest,
    options: RequestOptions = {}
  ): Promise<models.CreateReportResponse> {
    const body = { createReport: request.createReport }
    return this.#change(userid, { method: 'POST', path: '/report', body }, options)
  }

  async createAddress(
    userid: string,
    request: models.CreateAddressRequest,
    options: RequestOptions = {}
  ): Promise<models.CreateAddressResponse> {
    const body = { importAddress: request.importAddress }
    return this.#change(userid, { method: 'POST', path: '/address', body }, options)
  }

  async deleteAddress(
    userid: string,
    addressName: string,
    options: RequestOptions = {}
  ): Promise<models.DeleteAddressResponse> {
    return this.#change(userid, { method: 'DELETE', path: `/address/${addressName}` }, options)
  }

  async getAddress(
    userid: string,
    addressName: string,
    options: RequestOptions = {}
  ): Promise<models.GetAddressResponse> {
    const response = await this.#call(userid, { method: 'GET', path: `/address/${addressName}` }, options)
    return { ...response, body: { importAddress: readAddress(response) } }
  }

  /** Starts the verification of an address, which takes a while, and returns its result so far. */
  async verifyAddress(
    userid: string,
    addressName: string,
    options: RequestOptions = {}
  ): Promise<models.VerifyAddressResponse> {
    const unsigned = { method: 'GET', path: `/address/${addressName}`, query: { verify: '' } }
    const response = await this.#call(userid, unsigned, options)
    return { ...response, body: { verifyAddressResponse: readVerification(response) } }
  }

  /**
   * Returns whether the failed files of a round can be retried, and where the list of them is, with **keys to read it**. No
   * error quotes the response.
   */
  async getJobResult(
    userid: string,
    jobName: string,
    request: models.GetJobResultRequest,
    options: RequestOptions = {}
  ): Promise<models.GetJobResultResponse> {
    const query = { jobResult: '', ...queryOf({ runtimeId: request.runtimeId }) }
    const response = await this.#call(userid, { method: 'GET', path: `/job/${jobName}`, query }, options, true)
    return { ...response, body: { importJobResult: readJobResult(response) } }
  }

  async getReport(
    userid: string,
    request: models.GetReportRequest,
    options: RequestOptions = {}
  ): Promise<models.GetReportResponse> {
    const query = queryOf({ version: request.version, runtimeId: request.runtimeId })
    const response = await this.#call(userid, { method: 'GET', path: '/report', query }, options)
    return { ...response, body: { getReportResponse: readReport(response) } }
  }

  async getJob(
    userid: string,
    jobName: string,
    request: models.GetJobRequest,
    options: RequestOptions = {}
  ): Promise<models.GetJobResponse> {
    const query = queryOf({ byVersion: request.byVersion })
    const response = await this.#call(userid, { method: 'GET', path: `/job/${jobName}`, query }, options)
    return { ...response, body: { importJob: readJob(response) } }
  }

  /** Lists the history of a job's rounds, newest first. A round is one execution of a job. */
  async listJobHistory(
    userid: string,
    jobName: string,
    request: models.ListJobHistoryRequest,
    options: RequestOptions = {}
  ): Promise<models.ListJobHistoryResponse> {
    const { count, marker, runtimeId } = request
    const unsigned = { method: 'GET', path: `/jobhistory/${jobName}`, query: queryOf({ count, marker, runtimeId }) }
    const response = await this.#call(userid, unsigned, options)
    return { ...response, body: { jobHistoryList: readHistory(response) } }
  }

  /** Lists one page of the account's jobs in the region. */
  async listJob(
    userid: string,
    request: models.ListJobRequest,
    options: RequestOptions = {}
  ): Promise<models.ListJobResponse> {
    const { count, marker, parentName, all } = request
    const unsigned = { method: 'GET', path: '/joblist', query: queryOf({ count, marker, parentName, all }) }
    const response = await this.#call(userid, unsigned, options)
    return { ...response, body: { importJobList: readJobList(response) } }
  }

  /** Sends a change. Its response has no content. */
  async #change(
    userid: string,
    { method, path, body }: { method: string; path: string; body?: object },
    options: RequestOptions
  ): Promise<models.Response<undefined>> {
    const xml = body && { body: `<?xml version="1.0" encoding="UTF-8"?>${writeXml(toMap(body))}` }
    const response = await this.#call(userid, { method, path, ...xml }, options)
    return { ...response, body: undefined }
  }

  async #call(
    userid: string,
    unsigned: UnsignedRequest,
    options: RequestOptions,
    hasSecrets = false
  ): Promise<HttpResponse> {
    const { credential, endpoint, httpClient, userAgent, maskSecret, redact } = this.#config
    const { protocol, port, region } = endpoint
    const { method, body } = unsigned
    const credentials = await credential.getCredential()
    const { target, headers } = sign(unsigned, credentials, region, new Date(options.time ?? Date.now()))
    if (userAgent) headers['user-agent'] = userAgent
    const hostname = hostFor(endpoint, userid)
    const service = 'the migration service'
    const request = { method, protocol, hostname, port, target, headers, body, service }
    const response = await httpClient(request, options)
    const secrets = hasSecrets ? secretsIn(response.body) : []
    for (const secret of secrets) maskSecret?.(secret)
    const isAccepted = isSuccess(response)
    // A server that echoes its request must not put secrets into messages.
    const { accessKeySecret, securityToken = '' } = credentials
    const hidden = [accessKeySecret, securityToken, ...(isAccepted ? [] : secrets)]
    const clean = { ...response, body: withoutSecrets(response.body, hidden), isSecret: hasSecrets, redact }
    if (isAccepted) return clean
    throw readError(clean)
  }
}

function withoutSecrets(body: Buffer, secrets: readonly string[]): Buffer {
  const text = body.toString('latin1')
  const clean = secrets
    .filter((secret) => secret.length >= 6)
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  return clean === text ? body : Buffer.from(clean, 'latin1')
}

/** Values that aren't set aren't sent: an empty marker means the first page. */
function queryOf(values: Record<string, models.Int64 | boolean | string | undefined>): Record<string, string> {
  const pairs = Object.entries(values).map(([name, value]) => [name, String(value ?? '')])
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''))
}
