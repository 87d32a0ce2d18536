import type { Random } from '../random.ts'
import type { Exchange, Note, Reply } from '../runner/exchange.ts'
import type { Behavior } from './behavior.ts'
import type { Job, Moment } from './job.ts'
import type { Change, ChangeType, Region } from './region.ts'
import type { Sts } from './sts.ts'
import { historyAt, Replicas } from './views.ts'
import { type Clock, errorXml, historyEntryXml, jobXml, listXml } from './xml.ts'

export interface ServiceOptions {
  region: Region
  behavior: Behavior
  sts: Sts
  random: Random
  /** Returns the virtual time. */
  now: () => number
  wallOf: Clock['wallOf']
  /** Text in error messages. */
  text: string
}

/** An answer without the common headers. */
interface Answer {
  status: number
  body: string
  note: Omit<Note, 'requestId' | 'call'>
  headers?: Record<string, string>
}

const STATUS_OF: Readonly<Record<string, number>> = {
  NoSuchImportJob: 404,
  InvalidImportJobStatus: 400,
  ImportJobConcurrencyExceed: 400,
  ImportJobConflictOnUpdateStatus: 409,
  ImportJobUpdateConcurrently: 409,
  ImportJobInDeleting: 409,
  InvalidArgument: 400
}
const MAX_SKEW_MS = 15 * 60_000

/** The MGW service. */
export class Service {
  readonly #options: ServiceOptions
  readonly #get: Replicas
  readonly #list: Replicas
  readonly #history: Replicas
  readonly #clock: Clock
  /** The time of each job's last change. */
  readonly #changedAt = new Map<string, number>()

  constructor(options: ServiceOptions) {
    this.#options = options
    const { behavior, random, region } = options
    this.#get = new Replicas(behavior.getLag, random)
    this.#list = new Replicas(behavior.listLag, random)
    this.#history = new Replicas(behavior.historyLag, random)
    this.#clock = { wallOf: options.wallOf, behavior }
    region.onEffect(({ job }) => this.#changedAt.set(job, options.now()))
  }

  handle(exchange: Exchange): Reply {
    const call = callOf(exchange)
    const { status, body, note, headers } = this.#flaw(exchange) ?? this.#answer(call, exchange)
    const requestId = requestIdOf(exchange)
    exchange.note = { ...note, call: call.name, requestId }
    const { random } = this.#options
    return {
      status,
      body: body.replace('</Error>', `<RequestId>${requestId}</RequestId></Error>`),
      headers: { ...this.#headers(requestId), ...headers },
      afterMs: random.chance(0.01) ? random.int(500, 45_000) : random.int(2, 60)
    }
  }

  #headers(requestId: string): Record<string, string> {
    const { wallOf, now } = this.#options
    return {
      date: new Date(wallOf(now())).toUTCString(),
      'content-type': 'application/xml',
      'x-oss-request-id': requestId
    }
  }

  /** Checks the signature headers, the clock, and the credentials. */
  #flaw({ headers }: Exchange): Answer | undefined {
    const { sts, wallOf, now } = this.#options
    const { authorization = '', 'x-oss-date': date = '' } = headers
    const id = /^OSS4-HMAC-SHA256 Credential=([^/]+)\//.exec(authorization)?.[1]
    if (id === undefined || date === '') return this.#refuse('AccessDenied', 403)
    const wall = wallOf(now())
    if (!(Math.abs(timeOf(date) - wall) <= MAX_SKEW_MS)) {
      const ServerTime = new Date(wall).toISOString()
      return this.#refuse('RequestTimeTooSkewed', 403, { ServerTime })
    }
    const code = sts.refusalOf(id, headers['x-oss-security-token'], wall)
    return code === undefined ? undefined : this.#refuse(code, 403)
  }

  #refuse(code: string, status = STATUS_OF[code] ?? 400, more: Record<string, string> = {}): Answer {
    const Message = `${code}. ${this.#options.text}`
    return { status, body: errorXml({ Code: code, Message, ...more }), note: { code } }
  }

  #answer(call: Call, exchange: Exchange): Answer {
    if (call.name === 'UpdateJob') return this.#update(call, exchange)
    if (call.name === 'GetJob') return this.#getJob(call)
    if (call.name === 'ListJob') return this.#listJob(call)
    if (call.name === 'ListJobHistory') return this.#listHistory(call)
    return this.#refuse('InvalidArgument')
  }

  #update({ job }: Call, { body }: Exchange): Answer {
    const { region, behavior } = this.#options
    const asked = readUpdate(body)
    if (asked === undefined) return this.#refuse('InvalidArgument')
    const change = region.request(job, asked.type, 'run', asked.throttling)
    const answer =
      change.code === undefined ? { status: 200, body: behavior.acceptedBody, note: {} } : this.#refuse(change.code)
    return { ...answer, note: { ...answer.note, job, change } }
  }

  #getJob({ job: name }: Call): Answer {
    const { region, now, behavior } = this.#options
    if (behavior.isGetDenied) return this.#refuse('AccessDenied', 403)
    const job = region.jobs.get(name)
    const moment = job?.at(this.#get.timeOf(now()))
    if (job === undefined || moment === undefined || moment.state === 'GONE' || this.#isHidden(name)) {
      const answer = this.#refuse('NoSuchImportJob')
      return { ...answer, note: { ...answer.note, job: name } }
    }
    const body = jobXml(name, moment, createdAt(job, moment), this.#clock)
    return { status: 200, body, note: { job: name, moment } }
  }

  #isHidden(name: string): boolean {
    const { behavior, random, now } = this.#options
    const changedAt = this.#changedAt.get(name) ?? Number.NEGATIVE_INFINITY
    return now() - changedAt < behavior.notFoundMs && random.chance(0.5)
  }

  #listJob({ query }: Call): Answer {
    const { region, now, behavior } = this.#options
    if (behavior.isListDenied) return this.#refuse('AccessDenied', 403)
    const time = this.#list.timeOf(now())
    const shown = [...region.jobs.values()]
      .map((job) => ({ job, moment: job.at(time) }))
      .filter(({ moment }) => moment.state !== 'GONE')
      .reverse()
    const { items, next } = this.#page(shown, query)
    const body = listXml(
      'ImportJobList',
      items.map(({ job, moment }) => jobXml(job.name, moment, createdAt(job, moment), this.#clock)),
      next
    )
    return {
      status: 200,
      body,
      note: { listed: items.map(({ job, moment }) => ({ name: job.name, moment })) }
    }
  }

  #listHistory({ job: name, query }: Call): Answer {
    const { region, now, behavior, text } = this.#options
    const job = region.jobs.get(name)
    if (behavior.isHistoryDenied) return this.#refuse('AccessDenied', 403)
    const time = this.#history.timeOf(now())
    if (job === undefined || job.at(time).state === 'GONE') return this.#refuse('NoSuchImportJob')
    const wanted = query.get('runtimeId') ?? ''
    const entries = historyAt(job, time, behavior).filter(
      ({ moment }) => wanted === '' || String(moment.round?.id) === wanted
    )
    // The newest entries are on the first page, as documented.
    const { items: newest, next } = this.#page(entries.reverse(), query)
    const items = this.#ordered(newest)
    const body = listXml(
      'JobHistoryList',
      items.map((entry) => historyEntryXml(name, entry, this.#clock, `It broke off. ${text}`)),
      next
    )
    return { status: 200, body, note: { job: name, entries: items } }
  }

  /** @param entries newest first */
  #ordered<Item>(entries: Item[]): Item[] {
    const { behavior, random } = this.#options
    if (behavior.historyOrder === 'newest') return entries
    return behavior.historyOrder === 'oldest' ? entries.toReversed() : random.shuffled(entries)
  }

  /** One page of a list. The marker is the index of the next item. */
  #page<Item>(items: Item[], query: URLSearchParams): { items: Item[]; next: string | undefined } {
    const size = Math.min(Number(query.get('count') ?? 1000), this.#options.behavior.pageSize)
    const from = Number(query.get('marker') ?? 0)
    const next = from + size < items.length ? String(from + size) : undefined
    return { items: items.slice(from, from + size), next }
  }
}

interface Call {
  name: string
  job: string
  query: URLSearchParams
}

const CALLS: Readonly<Record<string, string>> = {
  'PUT job': 'UpdateJob',
  'GET job': 'GetJob',
  'GET joblist': 'ListJob',
  'GET jobhistory': 'ListJobHistory'
}

function callOf({ method, path }: Exchange): Call {
  const [resource = '', search = ''] = path.split('?')
  const [, kind = '', job = ''] = resource.split('/')
  const query = new URLSearchParams(search)
  const route = `${method} ${kind}`
  return { name: CALLS[route] ?? route, job, query }
}

const CHANGE_TYPES: Readonly<Record<string, ChangeType>> = {
  IMPORT_JOB_LAUNCHING: 'start',
  IMPORT_JOB_SUSPEND: 'pause',
  IMPORT_JOB_CLOSING: 'close'
}

function readUpdate(body: string): Pick<Change, 'type' | 'throttling'> | undefined {
  const value = (name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1]
  const type = CHANGE_TYPES[value('Status') ?? '']
  if (type !== undefined) return { type }
  const [bandwidth, qps] = [value('MaxBandWidth'), value('MaxImportTaskQps')]
  if (bandwidth === undefined || qps === undefined) return undefined
  return { type: 'throttle', throttling: { bandwidth: Number(bandwidth), qps: Number(qps) } }
}

/** Parses `20260116T055925Z` to ms since 1970. */
function timeOf(date: string): number {
  const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(date) ?? []
  const parts = `${day}${time}`.match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/)?.slice(1)
  if (parts === undefined) return Number.NaN
  const [year, month, ...rest] = parts.map(Number) as [number, number, number, number, number, number]
  return Date.UTC(year, month - 1, ...rest)
}

export function requestIdOf({ id }: Pick<Exchange, 'id'>): string {
  return `6969D3BD5CCFC93330${String(id).padStart(6, '0')}`
}

function createdAt(job: Job, { version }: Moment): number {
  return (job.moments.find((moment) => moment.version === version) as Moment).at
}
