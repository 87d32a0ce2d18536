import { createAnswering } from './api/answering.ts'
import { type Credential, EXAMPLE_CREDENTIALS } from './auth/credentials.ts'
import { createFailureQueue, type Failure } from './faults/failures.ts'
import type { ConnectionRules } from './http/connections.ts'
import { listen, type TlsOptions } from './http/listener.ts'
import type { JobOptions } from './jobs/job.ts'
import { type JobView, viewOf } from './jobs/job-view.ts'
import { createJobs } from './jobs/jobs.ts'
import { DEFAULT_DURATIONS, type Durations } from './jobs/lifecycle.ts'
import { type Behavior, DEFAULT_BEHAVIOR } from './protocol/behavior.ts'
import { type Clock, isoTime, plainTime } from './protocol/clock.ts'
import type { ReceivedRecord } from './protocol/records.ts'
import type { JobStatus } from './protocol/statuses.ts'

/** How an emulator is started. Everything has a default. */
export interface EmulatorOptions {
  /** 0 for any free port of 127.0.0.1. */
  port?: number
  /** The clock by which signatures are judged, in ms since 1970. The machine's, when absent. */
  now?: Clock
  /** The clock by which jobs live and times are told, in ms since 1970. `now`, when absent. */
  jobClock?: Clock
  /** Serves https with this certificate. */
  tls?: TlsOptions
  /** How connections that are kept alive end: never by the server, unless told otherwise. */
  connections?: ConnectionRules
  /** The keys that are accepted. Read at each request: a list that grows later is followed. */
  credentials?: readonly Credential[]
  jobs?: JobOptions[]
  /** The account's ID. */
  userId?: string
  /** The only region whose credential scope is accepted. */
  region?: string
  /** What differs from `DEFAULT_DURATIONS`; `STILL` for jobs that stay as they are. */
  durations?: Partial<Durations>
  /** How the service behaves where its documentation leaves it open: what differs from `DEFAULT_BEHAVIOR`. */
  behavior?: Partial<Behavior>
  /** How many jobs may run at once. */
  maxRunningJobs?: number
  /** `iso`: 2026-01-16T05:59:25.000Z, `plain`: 2026-01-16 05:59:25. The service's pages show both. */
  timeFormat?: 'iso' | 'plain'
  /** Asked at each request that no `fail` waits for; for faults at random. */
  failing?: (request: ReceivedRecord) => Failure | undefined
  /** Called when a request that arrived in full has been answered, or left without an answer for good. */
  onRequest?: (request: ReceivedRecord) => void
}

/** A running emulator. */
export interface Emulator {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  /** How the service behaves. What is set here holds from the next request on. */
  readonly behavior: Behavior
  /** What arrived, in order. */
  readonly requests: ReceivedRecord[]
  /** undefined when there is no such job. A job that is deleted later keeps its last state. */
  job(name: string): JobView | undefined
  addJob(options: JobOptions): void
  /** Puts a job into a status at once, as if somebody else had. */
  setStatus(name: string, status: JobStatus): void
  /** Makes requests fail. Several calls line up: each request takes the first failure that is meant for it. */
  fail(failure: Failure): void
  /** Forgets all failures that wait, and opens the port if it is closed. */
  heal(): Promise<void>
  /** Closes the port, and every connection without a request under way: who connects is refused. */
  refuseConnections(): void
  /** Opens the port again. */
  acceptConnections(): Promise<void>
  /** Closes the port and all connections, whatever is under way. */
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

/**
 * Starts an MGW server on 127.0.0.1 that accepts requests until it is closed.
 * @throws Error from the operating system when the port is taken
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = settingsOf(options)
  const { jobClock, userId, region } = settings
  const jobs = createJobs({ ...settings, now: jobClock })
  for (const job of settings.jobs) jobs.add(job)
  const failures = createFailureQueue()
  const requests: ReceivedRecord[] = []

  const answering = createAnswering({
    service: {
      jobs,
      behavior: settings.behavior,
      now: jobClock,
      owner: userId,
      formatTime: settings.timeFormat === 'iso' ? isoTime : plainTime
    },
    now: settings.now,
    credentials: settings.credentials,
    region,
    hostId: `${userId}.${region}.mgw.aliyuncs.com`,
    requests,
    connections: settings.connections,
    failureOf(request) {
      const failure = failures.take(request.method) ?? settings.failing(request)
      beginRefusal()
      return failure
    },
    onRequest: settings.onRequest
  })
  const listener = await listen(answering, settings)

  /** Closes the port when a `refuse` is what comes next, before the answer to the request that came before it. */
  function beginRefusal(): void {
    const refusal = failures.takeRefusal()
    if (refusal !== undefined) listener.closePort(refusal.forMs ?? 1000)
  }

  return {
    url: listener.url,
    port: listener.port,
    behavior: settings.behavior,
    requests,
    job(name) {
      const job = jobs.find(name)
      return job && viewOf(job, jobs, jobClock)
    },
    addJob(job) {
      jobs.add(job)
    },
    setStatus(name, status) {
      jobs.force(name, status, 'user')
    },
    fail(failure) {
      failures.add(failure)
      beginRefusal()
    },
    async heal() {
      failures.clear()
      await listener.openPort()
    },
    refuseConnections() {
      listener.closePort(Number.POSITIVE_INFINITY)
    },
    acceptConnections: listener.openPort,
    close: listener.close
  }
}
