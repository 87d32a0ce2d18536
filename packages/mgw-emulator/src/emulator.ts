import { type AddressDetail, type AddressOptions, EXAMPLE_ADDRESSES } from './addresses/address.ts'
import { type Addresses, createAddresses } from './addresses/addresses.ts'
import type { Service } from './api/operations.ts'
import { createRequestHandler } from './api/request-handler.ts'
import { type Credential, EXAMPLE_CREDENTIALS } from './auth/credentials.ts'
import { createFailureQueue, type Failure, type FailureQueue } from './faults/failures.ts'
import type { ConnectionRules } from './http/connections.ts'
import { type Listener, listen, type TlsOptions } from './http/listener.ts'
import type { JobOptions } from './jobs/job.ts'
import { type JobView, viewOf } from './jobs/job-view.ts'
import { createJobs, type Jobs } from './jobs/jobs.ts'
import { DEFAULT_DURATIONS, type Durations } from './jobs/lifecycle.ts'
import { createReports } from './jobs/reports.ts'
import { type Behavior, DEFAULT_BEHAVIOR } from './protocol/behavior.ts'
import { type Clock, isoTime, plainTime } from './protocol/clock.ts'
import type { ReceivedRecord } from './protocol/records.ts'
import type { JobStatus } from './protocol/statuses.ts'

const DEFAULT_REFUSE_MS = 1000

export interface EmulatorOptions {
  /** The port on 127.0.0.1. Default: 0, a free port. */
  port?: number
  /** The clock that signatures are checked against. Default: Date.now. */
  now?: Clock
  /** The clock of the jobs and of the times in responses. Default: `now`. */
  jobClock?: Clock
  /** Serves https with this certificate. */
  tls?: TlsOptions
  /** When the server closes keep-alive connections. Default: never. */
  connections?: ConnectionRules
  /** The accepted credentials, read at each request: the array can grow later. Default: `EXAMPLE_CREDENTIALS`. */
  credentials?: readonly Credential[]
  jobs?: JobOptions[]
  /** The data addresses. Default: `EXAMPLE_ADDRESSES`. */
  addresses?: readonly AddressOptions[]
  /** The account ID. */
  userId?: string
  /** The only region that is accepted in a credential scope. */
  region?: string
  /** Overrides of `DEFAULT_DURATIONS`. With `STILL`, jobs keep their status. */
  durations?: Partial<Durations>
  /** Overrides of `DEFAULT_BEHAVIOR`: how the service behaves where its documentation is silent. */
  behavior?: Partial<Behavior>
  /** How many jobs can run at the same time. Default: 10. */
  maxRunningJobs?: number
  /** `iso`: 2026-01-16T05:59:25.000Z, `plain`: 2026-01-16 05:59:25. The service's docs show both. Default: `iso`. */
  timeFormat?: 'iso' | 'plain'
  /** Called for each request that no queued failure applies to. Returns its failure, for example a random one. */
  failing?: (request: ReceivedRecord) => Failure | undefined
  /** Called once a complete request was handled, with or without a response. */
  onRequest?: (request: ReceivedRecord) => void
}

/** A running emulator. */
export interface Emulator {
  /** Without a trailing slash. */
  readonly url: string
  readonly port: number
  /** Changes take effect with the next request. */
  readonly behavior: Behavior
  /** The received requests, oldest first. */
  readonly requests: ReceivedRecord[]
  /** A live view of a job, or undefined if there is no such job. The view of a deleted job keeps its last state. */
  job(name: string): JobView | undefined
  addJob(options: JobOptions): void
  /** The names of all jobs, including those that are being deleted. */
  jobNames(): string[]
  /** The detail of an address with its secrets, or undefined if there is no such address. */
  address(name: string): AddressDetail | undefined
  addAddress(options: AddressOptions): void
  addressNames(): string[]
  /** Sets the status of a job, like someone else would. @throws Error if there is no such job */
  setStatus(name: string, status: JobStatus): void
  /** Queues a failure. Each request takes the first failure that applies to its method. */
  fail(failure: Failure): void
  /** Removes all queued failures and reopens the port. */
  heal(): Promise<void>
  /** Closes the port and all idle connections, so that new connections are refused. */
  refuseConnections(): void
  /** Reopens the port. */
  acceptConnections(): Promise<void>
  /** Closes the port and all connections immediately. */
  close(): Promise<void>
}

type Settings = Required<Omit<EmulatorOptions, 'tls' | 'durations' | 'behavior'>> & {
  tls: TlsOptions | undefined
  durations: Durations
  behavior: Behavior
}

function settingsOf(options: EmulatorOptions): Settings {
  const { now = Date.now } = options
  return {
    port: 0,
    connections: {},
    now,
    jobClock: now,
    credentials: [EXAMPLE_CREDENTIALS],
    jobs: [],
    addresses: EXAMPLE_ADDRESSES,
    userId: '1234567890123456',
    region: 'cn-hangzhou',
    maxRunningJobs: 10,
    timeFormat: 'iso',
    failing: () => undefined,
    onRequest: () => {},
    tls: undefined,
    ...options,
    durations: { ...DEFAULT_DURATIONS, ...options.durations },
    behavior: { ...DEFAULT_BEHAVIOR, ...options.behavior }
  }
}

function serviceOf({ behavior, jobClock, userId, region, timeFormat, ...settings }: Settings): Service {
  const formatTime = timeFormat === 'iso' ? isoTime : plainTime
  const jobs = createJobs({ ...settings, behavior, now: jobClock })
  const addresses = createAddresses({ now: jobClock, behavior })
  for (const job of settings.jobs) jobs.add(job)
  for (const address of settings.addresses) addresses.add(address)
  const reports = createReports(jobClock)
  return { jobs, addresses, reports, behavior, now: jobClock, owner: userId, region, formatTime }
}

/** Closes the port if the next queued failure is `refuse`, which isn't tied to a request. */
function applyNextRefuse(failures: FailureQueue, listener: Listener): void {
  const refuse = failures.takeRefuse()
  if (refuse !== undefined) listener.closePort(refuse.forMs ?? DEFAULT_REFUSE_MS)
}

function addressControls(addresses: Addresses): Pick<Emulator, 'address' | 'addAddress' | 'addressNames'> {
  return {
    address: (name) => addresses.find(name)?.detail,
    addAddress(address) {
      addresses.add(address)
    },
    addressNames: addresses.names
  }
}

function jobControls(jobs: Jobs, jobClock: Clock): Pick<Emulator, 'job' | 'jobNames' | 'addJob' | 'setStatus'> {
  return {
    job(name) {
      const job = jobs.find(name)
      return job && viewOf(job, jobs, jobClock)
    },
    jobNames: () => jobs.list().map(({ name }) => name),
    addJob(job) {
      jobs.add(job)
    },
    setStatus(name, status) {
      jobs.force(name, status, 'user')
    }
  }
}

function failureControls(
  failures: FailureQueue,
  listener: Listener
): Pick<Emulator, 'fail' | 'heal' | 'refuseConnections' | 'acceptConnections'> {
  return {
    fail(failure) {
      failures.add(failure)
      applyNextRefuse(failures, listener)
    },
    async heal() {
      failures.clear()
      await listener.openPort()
    },
    refuseConnections() {
      listener.closePort(Number.POSITIVE_INFINITY)
    },
    acceptConnections: listener.openPort
  }
}

/** Starts an MGW server on 127.0.0.1. @throws Error (EADDRINUSE) if the port is taken */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = settingsOf(options)
  const { jobClock, userId, region } = settings
  const service = serviceOf(settings)
  const failures = createFailureQueue()
  const requests: ReceivedRecord[] = []

  const handler = createRequestHandler({
    ...settings,
    service,
    hostId: `${userId}.${region}.mgw.aliyuncs.com`,
    requests,
    failureOf(request) {
      const failure = failures.take(request) ?? settings.failing(request)
      // Close the port before responding, so that the response has `connection: close`.
      applyNextRefuse(failures, listener)
      return failure
    }
  })
  const listener = await listen(handler, settings)

  return {
    url: listener.url,
    port: listener.port,
    behavior: settings.behavior,
    requests,
    ...jobControls(service.jobs, jobClock),
    ...addressControls(service.addresses),
    ...failureControls(failures, listener),
    close: listener.close
  }
}
