import { type Endpoint, hostFor } from './endpoint.ts'
import type * as models from './models.ts'
import { type HttpResponse, toMap } from './models.ts'
import { isSuccess, readBody, readError, secretFields, secretsIn } from './responses.ts'
import { type Credentials, sign } from './signer.ts'
import { writeXml } from './xml.ts'

export interface RequestOptions {
  /** The longest that connecting, waiting and reading can take together, in ms. */
  timeout?: number | undefined
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
  userAgent?: string
  /** Called with each secret in a response, before the response is parsed. */
  maskSecret?: (secret: string) => void
  /** Removes secrets from a response's body before an error's message shows the start of it. */
  redact?: (text: string) => string
}

interface Call {
  path: string
  method?: string
  /** Values that aren't set aren't sent: an empty marker means the first page. null sends the name alone. */
  query?: object
  content?: object
  /** The root element of the response; undefined if the response has no content. */
  root?: string
  /** How many jobs the response can contain. */
  jobs?: number | undefined
  /** Whether the response can contain secrets, so that no error quotes it. */
  isSecret?: boolean
}

/**
 * A client for Alibaba Cloud Data Online Migration (MGW), API 2024-06-26. Each method sends one request. `userid` is the
 * main account's ID, even if a RAM user or role makes the call.
 *
 * All methods throw MgwError if the service refuses the request or if the response isn't MGW's (`InvalidResponse`), and
 * the error of `httpClient` if there is no response.
 */
export class Client {
  readonly #config: Config

  constructor(config: Config) {
    this.#config = config
  }

  /** Changes a job's status or its throttling. Success means "accepted": the state changes later. */
  updateJob(
    userid: string,
    jobName: string,
    request: models.UpdateJobRequest,
    options?: RequestOptions
  ): Promise<models.UpdateJobResponse> {
    return this.#call(userid, { method: 'PUT', path: `/job/${jobName}`, content: request }, options)
  }

  /** Creates a job, which isn't started. */
  createJob(
    userid: string,
    request: models.CreateJobRequest,
    options?: RequestOptions
  ): Promise<models.CreateJobResponse> {
    return this.#call(userid, { method: 'POST', path: '/job', content: request }, options)
  }

  /** Has the report of a round created. Only the first call for a round has an effect. */
  createReport(
    userid: string,
    request: models.CreateReportRequest,
    options?: RequestOptions
  ): Promise<models.CreateReportResponse> {
    return this.#call(userid, { method: 'POST', path: '/report', content: request }, options)
  }

  createAddress(
    userid: string,
    request: models.CreateAddressRequest,
    options?: RequestOptions
  ): Promise<models.CreateAddressResponse> {
    return this.#call(userid, { method: 'POST', path: '/address', content: request }, options)
  }

  deleteAddress(userid: string, name: string, options?: RequestOptions): Promise<models.DeleteAddressResponse> {
    return this.#call(userid, { method: 'DELETE', path: `/address/${name}` }, options)
  }

  getAddress(userid: string, name: string, options?: RequestOptions): Promise<models.GetAddressResponse> {
    return this.#call(userid, { path: `/address/${name}`, root: 'ImportAddress', isSecret: true }, options)
  }

  /** Starts the verification of an address, which takes a while, and returns its result so far. */
  verifyAddress(userid: string, name: string, options?: RequestOptions): Promise<models.VerifyAddressResponse> {
    const query = { verify: null }
    return this.#call(
      userid,
      { path: `/address/${name}`, query, root: 'VerifyAddressResponse', isSecret: true },
      options
    )
  }

  /** Returns whether a round's failed files can be retried, and where the list of them is, with **keys to read it**. */
  getJobResult(
    userid: string,
    jobName: string,
    request: models.GetJobResultRequest,
    options?: RequestOptions
  ): Promise<models.GetJobResultResponse> {
    const query = { jobResult: null, ...request }
    return this.#call(userid, { path: `/job/${jobName}`, query, root: 'ImportJobResult', isSecret: true }, options)
  }

  getReport(
    userid: string,
    request: models.GetReportRequest,
    options?: RequestOptions
  ): Promise<models.GetReportResponse> {
    return this.#call(userid, { path: '/report', query: request, root: 'GetReportResponse' }, options)
  }

  getJob(
    userid: string,
    jobName: string,
    request: models.GetJobRequest,
    options?: RequestOptions
  ): Promise<models.GetJobResponse> {
    return this.#call(userid, { path: `/job/${jobName}`, query: request, root: 'ImportJob' }, options)
  }

  /** Lists the history of a job's rounds, newest first. A round is one execution of a job. */
  listJobHistory(
    userid: string,
    jobName: string,
    request: models.ListJobHistoryRequest,
    options?: RequestOptions
  ): Promise<models.ListJobHistoryResponse> {
    return this.#call(userid, { path: `/jobhistory/${jobName}`, query: request, root: 'JobHistoryList' }, options)
  }

  /** Lists one page of the account's jobs in the region. */
  listJob(userid: string, request: models.ListJobRequest, options?: RequestOptions): Promise<models.ListJobResponse> {
    return this.#call(userid, { path: '/joblist', query: request, root: 'ImportJobList', jobs: request.count }, options)
  }

  async #call<Body>(
    userid: string,
    { method = 'GET', path, query = {}, content, root, jobs, isSecret = false }: Call,
    options: RequestOptions = {}
  ): Promise<models.Response<Body>> {
    const { credential, endpoint, httpClient, userAgent, maskSecret, redact } = this.#config
    const { protocol, port, region } = endpoint
    const body = content && `<?xml version="1.0" encoding="UTF-8"?>${writeXml(toMap(content))}`
    const credentials = await credential.getCredential()
    const unsigned = { method, path, query: queryOf(query), body }
    const { target, headers } = sign(unsigned, credentials, region, new Date(options.time ?? Date.now()))
    if (userAgent) headers['user-agent'] = userAgent
    const hostname = hostFor(endpoint, userid)
    const service = 'the migration service'
    const response = await httpClient({ method, protocol, hostname, port, target, headers, body, service }, options)
    const secrets = isSecret ? secretsIn(response, maskSecret) : []
    const isAccepted = isSuccess(response)
    // A server that echoes its request must not put secrets into messages.
    const { accessKeySecret, securityToken = '' } = credentials
    const hidden = [accessKeySecret, securityToken, ...(isAccepted ? [] : secrets)]
    const clean = { ...response, body: withoutSecrets(response.body, hidden), isSecret, redact }
    if (!isAccepted) throw readError(clean)
    const model = root && readBody(clean, root, jobs)
    if (isSecret) for (const secret of secretFields(model)) maskSecret?.(secret)
    return { ...response, body: model as Body }
  }
}

function withoutSecrets(body: Buffer, secrets: readonly string[]): Buffer {
  const found = secrets.filter((secret) => secret.length >= 6 && body.includes(secret))
  if (found.length === 0) return body
  return Buffer.from(found.reduce(withoutSecret, body.toString('latin1')), 'latin1')
}

/** Occurrences of a secret can overlap. */
function withoutSecret(text: string, secret: string): string {
  let [clean, end] = ['', 0]
  for (let i = text.indexOf(secret); i !== -1; i = text.indexOf(secret, i + 1)) {
    if (i >= end) clean += `${text.slice(end, i)}***`
    end = i + secret.length
  }
  return clean + text.slice(end)
}

function queryOf(values: object): Record<string, string> {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(set.map(([name, value]) => [name, String(value ?? '')]))
}
