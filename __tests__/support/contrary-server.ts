import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** The requests of a retry, by what they do. */
export const STEPS = [
  'GetJob',
  'ListJobHistory',
  'GetJobResult',
  'ListJob',
  'GetAddress',
  'CreateAddress',
  'VerifyAddress',
  'CreateJob',
  'UpdateJob'
] as const
export type StepName = (typeof STEPS)[number] | 'DeleteAddress'

/**
 * What happens to the first request of a step, or to all of them:
 *
 * - `lose`: it takes effect, and the connection breaks. `drop`: the same, without an effect.
 * - `refuse`: HTTP 503. `fail`: HTTP 500. `deny`: HTTP 403 AccessDenied.
 * - `lose late`: like `lose`, and what it has created is missing from reads until there is a job.
 * - `repeat`: it is carried out twice, and the second answer is sent.
 * - `lag`: what it has created is missing from reads for a while.
 * - `early`: it takes effect at once, and is answered later.
 * - `error in 200`: HTTP 200 with an error, after it took effect.
 * - `refuse late`: HTTP 503, after it took effect. `exists`: HTTP 409 that it exists already, after it took effect.
 */
type Trick =
  | ('lose' | 'lose late' | 'drop' | 'refuse' | 'fail' | 'deny' | 'repeat' | 'lag' | 'early' | 'error in 200')
  | ('refuse late' | 'exists')

export interface ContraryOptions {
  step?: StepName
  trick?: Trick
  /** Whether each request of the step is affected, not only the first one. */
  always?: boolean
  /** Whether each step but VerifyAddress is affected once. */
  everyStep?: boolean
  /** Called before a request is handled. */
  onRequest?: (step: StepName) => void
  /** How long an answer takes, in ms. */
  delay?: (step: StepName) => number
  /** What the source's address contains besides its type. */
  source?: string
  /** The status of the first verification after the pending one. */
  verification?: string
  /** The answer to GetJobResult. */
  result?: [status: number, body: string]
  /** How often GetJobResult says NotReady. */
  notReady?: number
  parent?: string
  /** Changes what GetJob and GetAddress show of what was created; undefined if reading it is denied. */
  show?: (xml: string) => string | undefined
  /** What ListJob answers, by its number. */
  page?: (number: number) => string
}

/** The keys to the list of failed files. */
export const KEY_ID = 'LTAI5tContraryInventory1'
export const KEY_SECRET = 'contrary+inventory/secret=1&<2>'
export const PATH = 'aliyun_import_retry/1/v1/2/manifest.json'

/**
 * An MGW server that shares no code with the emulator, and makes a retry as hard as it can. It has one job, nightly-sync,
 * whose second round has finished with 3 failed files of 10.
 */
export async function startContraryServer(options: ContraryOptions = {}) {
  const jobs = new Map<string, { xml: string; status: string; polls: number; hidden: number }>()
  const addresses = new Map<string, { xml: string; verified: number; hidden: number }>()
  const seen = new Map<StepName, number>()
  const log: string[] = []
  let notReady = options.notReady ?? 0

  const escaped = KEY_SECRET.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  const parent = () =>
    `<ImportJob><Name>nightly-sync</Name><Version>v1</Version><Status>IMPORT_JOB_FINISHED</Status><SrcAddress>src</SrcAddress><DestAddress>dst</DestAddress><OverwriteMode>always</OverwriteMode><TransferMode>all</TransferMode><ImportQos><MaxBandWidth>100</MaxBandWidth><MaxImportTaskQps>7</MaxImportTaskQps></ImportQos><Audit/><FilterRule><KeyFilters><Includes/></KeyFilters></FilterRule>${options.parent ?? ''}</ImportJob>`
  const history = (round: number, status: string, counts: string, from: string, to: string) =>
    `<JobHistory><Name>n</Name><RuntimeId>${round}</RuntimeId><Status>${status}</Status><StartTime>${from}</StartTime><EndTime>${to}</EndTime>${counts}</JobHistory>`
  const counts = (total: number, copied: number, failed: number) =>
    `<ListStatus>Finished</ListStatus><TotalCount>${total}</TotalCount><CopiedCount>${copied}</CopiedCount><FailedCount>${failed}</FailedCount>`
  const find = (body: string, name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1] ?? ''

  /** Carries a request out. @returns the status and the body of the answer */
  function handle(step: StepName, name: string, body: string): [number, string] {
    const missing = (code: string): [number, string] => [404, error(code, 'Not found.')]
    if (step === 'ListJob' && options.page)
      return [200, `<ImportJobList>${options.page(seen.get(step) ?? 1)}</ImportJobList>`]
    if (step === 'ListJob') {
      const list = [...jobs.values()].filter((job) => job.hidden === 0)
      return [
        200,
        `<ImportJobList><Truncated>false</Truncated>${list.map(({ xml, status }) => `<ImportJob>${xml}<Status>${status}</Status></ImportJob>`).join('')}</ImportJobList>`
      ]
    }
    if (step === 'GetAddress' && name === 'src') {
      const detail =
        options.source ?? '<AddressType>oss</AddressType><Role>mgw</Role><RegionId>oss-cn-hangzhou</RegionId>'
      return [
        200,
        `<ImportAddress><Name>src</Name><AddressDetail><Bucket>b</Bucket>${detail}<InvPath/></AddressDetail></ImportAddress>`
      ]
    }
    if (step === 'CreateAddress') {
      const created = find(body, 'Name')
      if (addresses.has(created)) return [409, error('ImportAddressAlreadyExist', 'It exists.')]
      addresses.set(created, { xml: body.replace(/^<\?.*?\?>/, ''), verified: 0, hidden: lagOf('CreateAddress') })
      return [200, '']
    }
    if (step === 'CreateJob') {
      const created = find(body, 'Name')
      const source = find(body, 'SrcAddress')
      if (!addresses.has(source)) return [404, error('NoSuchImportAddress', 'No such address.')]
      if ([...jobs.values()].some(({ xml }) => xml.includes(`<SrcAddress>${source}<`)))
        return [409, error('ImportJobRepeatedOnSameAddress', 'The addresses are in use.')]
      if (jobs.has(created)) return [409, error('ImportJobAlreadyExist', 'It exists.')]
      const xml = `${find(body, 'ImportJob')}<ParentName>nightly-sync</ParentName><Version>v-${created}</Version><CreateTime>${new Date().toISOString()}</CreateTime>`
      jobs.set(created, { xml, status: 'IMPORT_JOB_BEGIN', polls: 0, hidden: lagOf('CreateJob') })
      return [200, '']
    }
    const address = addresses.get(name)
    if (step === 'GetAddress' || step === 'VerifyAddress' || step === 'DeleteAddress') {
      if (address === undefined) return missing('NoSuchImportAddress')
      if (step === 'DeleteAddress') {
        if ([...jobs.values()].some(({ xml }) => xml.includes(`<SrcAddress>${name}<`)))
          return [409, error('ImportAddressIsOccupied', 'It is in use.')]
        addresses.delete(name)
        return [204, '']
      }
      if (jobs.size === 0 && address.hidden-- > 0) return missing('NoSuchImportAddress')
      address.hidden = 0
      if (step === 'GetAddress') return shown(address.xml.replace(/<\w*Secret>.*?<\/\w*Secret>/g, ''))
      address.verified += 1
      const status = address.verified < 2 ? '' : (options.verification ?? 'available')
      return [
        200,
        `<VerifyAddressResponse><Status>${status}</Status><ErrorMessage>${status === 'failed' ? 'no access' : ''}</ErrorMessage></VerifyAddressResponse>`
      ]
    }
    if (name === 'nightly-sync') {
      if (step === 'GetJob') return [200, parent()]
      if (step === 'ListJobHistory')
        return [
          200,
          `<JobHistoryList>${history(2, 'IMPORT_JOB_FINISHED', counts(10, 7, 3), '2026-11-20T00:00:00.000Z', '2026-11-20T01:00:00.000Z')}${history(1, 'IMPORT_JOB_FINISHED', counts(10, 10, 0), '2026-11-19T00:00:00.000Z', '2026-11-19T01:00:00.000Z')}</JobHistoryList>`
        ]
      if (options.result !== undefined) return options.result
      const isReady = notReady-- <= 0
      return [
        200,
        `<ImportJobResult><ReadyRetry>${isReady ? 'Ready' : 'NotReady'}</ReadyRetry><AddressType>ossinv</AddressType><InvLocation>oss</InvLocation><InvBucket>inv</InvBucket><InvDomain>d</InvDomain><InvRegionId>r</InvRegionId><InvPath>${PATH}</InvPath><InvAccessId>${KEY_ID}</InvAccessId><InvAccessSecret>${escaped}</InvAccessSecret><FailedObjectCount>3</FailedObjectCount></ImportJobResult>`
      ]
    }
    const job = jobs.get(name)
    if (job === undefined || job.hidden-- > 0) return missing('NoSuchImportJob')
    job.hidden = 0
    if (step === 'UpdateJob') {
      if (job.status !== 'IMPORT_JOB_BEGIN') return [409, error('InvalidImportJobStatus', 'It runs.')]
      job.status = 'IMPORT_JOB_DOING'
      return [200, '<root/>']
    }
    if (job.status === 'IMPORT_JOB_DOING' && ++job.polls > 2) job.status = 'IMPORT_JOB_FINISHED'
    if (step === 'GetJob') return shown(`<ImportJob>${job.xml}<Status>${job.status}</Status></ImportJob>`)
    const now = new Date().toISOString()
    const isDone = job.status === 'IMPORT_JOB_FINISHED'
    const entry = history(1, job.status, counts(3, isDone ? 3 : 0, 0), now, isDone ? now : '')
    return [200, `<JobHistoryList>${job.status === 'IMPORT_JOB_BEGIN' ? '' : entry}</JobHistoryList>`]
  }

  function shown(xml: string): [number, string] {
    const changed = options.show ? options.show(xml) : xml
    return changed === undefined ? [403, error('AccessDenied', 'No.')] : [200, changed]
  }

  /** For how many reads something new is missing. */
  const lagOf = (step: StepName): number => {
    if (options.step !== step || seen.get(step) !== 1) return 0
    return options.trick === 'lag' ? 2 : options.trick === 'lose late' ? Number.POSITIVE_INFINITY : 0
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const url = new URL(request.url ?? '', 'http://server')
    const [, kind = '', name = ''] = url.pathname.split('/')
    const step = stepOf(request.method ?? '', kind, url)
    log.push(`${step} ${name || find(body, 'Name')}`)
    options.onRequest?.(step)
    const number = (seen.get(step) ?? 0) + 1
    seen.set(step, number)
    const isMine = options.everyStep ? step !== 'VerifyAddress' : step === options.step
    const trick = isMine && (number === 1 || options.always) ? options.trick : undefined
    const date = new Date().toUTCString()
    const reply = ([status, xml]: [number, string]) =>
      response.writeHead(status, { date, 'x-oss-request-id': `ID${log.length}` }).end(xml)
    const early = trick === 'early' ? handle(step, name, body) : undefined
    const ms = options.delay?.(step) ?? 0
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    if (early !== undefined) return void reply(early)
    switch (trick) {
      case 'drop':
        return void request.socket.destroy()
      case 'refuse':
        return void reply([503, error('ServiceUnavailable', 'Try again.')])
      case 'fail':
        return void reply([500, error('InternalError', `Failed on ${KEY_SECRET.slice(0, 4)}.`)])
      case 'deny':
        return void reply([403, error('AccessDenied', 'No.')])
      case 'lose':
      case 'lose late':
        handle(step, name, body)
        return void request.socket.destroy()
      case 'error in 200':
        handle(step, name, body)
        return void reply([200, error('InternalError', 'Failed.')])
      case 'refuse late':
        handle(step, name, body)
        return void reply([503, error('ServiceUnavailable', 'Try again.')])
      case 'exists':
        handle(step, name, body)
        return void reply([409, error(`${step.replace('Create', '')}AlreadyExist`, 'It exists.')])
      case 'repeat':
        handle(step, name, body)
        return void reply(handle(step, name, body))
      default:
        return void reply(handle(step, name, body))
    }
  }

  const server = createServer((request, response) => void respond(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    jobs,
    addresses,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
}

export type ContraryServer = Awaited<ReturnType<typeof startContraryServer>>

function stepOf(method: string, kind: string, { searchParams }: URL): StepName {
  if (kind === 'joblist') return 'ListJob'
  if (kind === 'jobhistory') return 'ListJobHistory'
  if (kind === 'address') {
    if (method === 'POST') return 'CreateAddress'
    if (method === 'DELETE') return 'DeleteAddress'
    return searchParams.has('verify') ? 'VerifyAddress' : 'GetAddress'
  }
  if (method === 'POST') return 'CreateJob'
  if (method === 'PUT') return 'UpdateJob'
  return searchParams.has('jobResult') ? 'GetJobResult' : 'GetJob'
}

function error(code: string, message: string): string {
  return `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>E1</RequestId></Error>`
}
