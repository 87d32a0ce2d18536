import type { Clock } from '../protocol/clock.ts'
import { refusal } from '../protocol/errors.ts'
import { uuidOf } from '../protocol/ids.ts'
import {
  isAllowed,
  type JobStatus,
  type RequestedStatus,
  RUNNING,
  THROTTLING_FIXED,
  UNDELETABLE,
  WAY_TO
} from '../protocol/statuses.ts'
import { advance, apply, type Durations, enter, type Living, type Operator, type Round } from './lifecycle.ts'
import { completePlan, type Plan } from './migration.ts'

/** Whether a text can be a job's name: 3 to 63 letters, digits, `-` and `_`, a letter or digit first. */
export function isJobName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{2,62}$/.test(text)
}

/** The service's own schedule for a job. The emulator shows it and doesn't follow it. */
export interface ScheduleRule {
  startCronExpression?: string
  suspendCronExpression?: string
  maxScheduleCount?: number
}

/** A round that was over before the emulator began. Times in ms since 1970. */
export interface PastRound {
  startedAt: number
  endedAt: number
  plan?: Plan
}

/** A job to begin with. Only its name is needed. */
export interface JobOptions {
  name: string
  /** When absent: what the last of `rounds` ended as, and IMPORT_JOB_BEGIN without any. */
  status?: JobStatus
  /** When the job came into `status`, in ms since 1970. Now, when absent. */
  since?: number
  /** In ms since 1970. The first of the other times, when absent. */
  createTime?: number
  /** bit/s. A string or a bigint where the value doesn't fit a number. */
  maxBandWidth?: number | bigint | string
  /** Files per second. */
  maxImportTaskQps?: number | bigint | string
  srcAddress?: string
  destAddress?: string
  overwriteMode?: string
  transferMode?: string
  tags?: string
  parentName?: string
  scheduleRule?: ScheduleRule
  /** Rounds of the past, oldest first. */
  rounds?: PastRound[]
  /** What the next round will be. Of several, each is for one round, and the last for all that follow. */
  plan?: Plan | Plan[]
}

/** A job as the emulator keeps it. Times in ms since 1970. */
export interface Job extends Living {
  readonly name: string
  /** The job's ID. */
  readonly version: string
  readonly createTime: number
  readonly options: JobOptions
  /** bit/s, in decimal digits: a number would lose some of 64 bits. */
  maxBandWidth: string
  /** Files per second, in decimal digits. */
  maxImportTaskQps: string
  /** How many updates were accepted, of the status and of the throttling. */
  updates: number
}

/** A job's throttling; what is absent stays as it is. Decimal digits. */
export interface Throttling {
  maxBandWidth?: string | undefined
  maxImportTaskQps?: string | undefined
}

/** What `createJobs` goes by. `maxRunningJobs` is how many may run at once. */
export interface JobRules {
  now: Clock
  durations: Durations
  maxRunningJobs: number
}

/** The jobs of one account in one region. Each call first lets happen what the clock has brought. */
export interface Jobs {
  /** Does only that. */
  catchUp(): void
  add(options: JobOptions): Job
  find(name: string): Job | undefined
  findByVersion(version: string): Job | undefined
  /** All of them, by name. */
  list(): Job[]
  /** Starts, pauses or closes a job. @throws ServiceError */
  update(name: string, status: RequestedStatus): void
  /** @throws ServiceError */
  throttle(name: string, throttling: Throttling): void
  /** @throws ServiceError */
  remove(name: string): void
  /** Puts a job into a status, whatever the rules say. */
  force(name: string, status: JobStatus, operator: Operator): void
}

const BY_USER: readonly JobStatus[] = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_CONFIRMED']

function operatorOf(status: JobStatus): Operator {
  return BY_USER.includes(status) ? 'user' : 'system'
}

function nextRuntimeId(job: Job): number {
  return (job.changes.at(-1)?.round.runtimeId ?? 0) + 1
}

/** The plan of the round that a job begins next. */
function nextPlan({ options, changes }: Job): Plan {
  const plans = [options.plan ?? {}].flat()
  const begun = new Set(changes.map((change) => change.round.runtimeId)).size - (options.rounds?.length ?? 0)
  return plans[Math.min(begun, plans.length - 1)] ?? {}
}

/** Whether copying is over in a status, so that all of a round played to it has been copied. */
function isOver(status: JobStatus): boolean {
  return !RUNNING.includes(status) && status !== 'IMPORT_JOB_SUSPEND'
}

/** Puts a job through a round up to `status`, which begins at `endedAt`. A round without a length copies at once. */
function playRound(job: Job, round: Round, status: JobStatus, endedAt: number): void {
  const copiesAtOnce = isOver(status) && endedAt === round.startedAt
  for (const step of WAY_TO[status]) {
    const at = RUNNING.includes(step) ? round.startedAt : endedAt
    const isFirst = job.changes.at(-1)?.round !== round
    enter(job, { status: step, at, operator: operatorOf(step) }, isFirst ? round : undefined)
    const change = job.changes.at(-1)
    const isCopied = isOver(step) || (copiesAtOnce && step === 'IMPORT_JOB_DOING')
    if (change !== undefined && isCopied) change.workedMs = round.plan.endsAfterMs
  }
}

function playPast(job: Job, past: PastRound): void {
  const plan = completePlan(past.plan ?? {}, past.endedAt - past.startedAt)
  const round = { runtimeId: nextRuntimeId(job), startedAt: past.startedAt, plan }
  const end = plan.endsAs === 'finished' ? 'IMPORT_JOB_FINISHED' : 'IMPORT_JOB_INTERRUPTED'
  playRound(job, round, end, past.endedAt)
}

function createJob(options: JobOptions, number: number, rules: JobRules): Job {
  const since = options.since ?? rules.now()
  const createTime = options.createTime ?? options.rounds?.[0]?.startedAt ?? since
  const job: Job = {
    name: options.name,
    version: uuidOf(options.name, number),
    createTime,
    modifyTime: createTime,
    options,
    status: 'IMPORT_JOB_BEGIN',
    maxBandWidth: String(options.maxBandWidth ?? 0),
    maxImportTaskQps: String(options.maxImportTaskQps ?? 0),
    starts: 0,
    updates: 0,
    changes: [],
    pending: undefined
  }
  for (const past of options.rounds ?? []) playPast(job, past)
  if (options.status !== undefined) {
    const plan = completePlan(nextPlan(job), rules.durations.doing)
    playRound(job, { runtimeId: nextRuntimeId(job), startedAt: since, plan }, options.status, since)
  }
  return job
}

/** The jobs of one account in one region. */
export function createJobs(rules: JobRules): Jobs {
  const jobs = new Map<string, Job>()
  let created = 0

  function beginRound(job: Job, at: number): Round | undefined {
    if (job.status === 'IMPORT_JOB_SUSPEND') return undefined
    return {
      runtimeId: nextRuntimeId(job),
      startedAt: at,
      plan: completePlan(nextPlan(job), rules.durations.doing)
    }
  }

  function isGone(job: Job): boolean {
    return job.status === 'IMPORT_JOB_DELETING' && job.modifyTime + rules.durations.deleting <= rules.now()
  }

  function catchUp(): void {
    for (const job of jobs.values()) {
      advance(job, rules.now(), rules.durations, (at) => beginRound(job, at))
      if (isGone(job)) jobs.delete(job.name)
    }
  }

  function find(name: string): Job | undefined {
    catchUp()
    return jobs.get(name)
  }

  function findForUpdate(name: string): Job {
    const job = find(name)
    if (job === undefined) throw refusal('NoSuchImportJob')
    if (job.status === 'IMPORT_JOB_DELETING') throw refusal('ImportJobInDeleting')
    if (job.pending !== undefined) throw refusal('ImportJobUpdateConcurrently')
    return job
  }

  function checkConcurrency(): void {
    const running = [...jobs.values()].filter((job) => RUNNING.includes(job.status)).length
    if (running >= rules.maxRunningJobs) {
      throw refusal('ImportJobConcurrencyExceed', `${running} import jobs are running, and no more may.`)
    }
  }

  return {
    catchUp,
    find,
    add(options) {
      created += 1
      const job = createJob(options, created, rules)
      jobs.set(job.name, job)
      return job
    },
    findByVersion(version) {
      catchUp()
      return [...jobs.values()].find((job) => job.version === version)
    },
    list() {
      catchUp()
      return [...jobs.values()].sort((left, right) => (left.name < right.name ? -1 : 1))
    },
    update(name, status) {
      const job = findForUpdate(name)
      if (!isAllowed(status, job.status)) {
        throw refusal(
          'InvalidImportJobStatus',
          `The import job is ${job.status} and cannot become ${status}.`
        )
      }
      if (status === 'IMPORT_JOB_LAUNCHING') checkConcurrency()
      job.updates += 1
      const { accepting } = rules.durations
      const step = { status, at: rules.now() + accepting, operator: 'user' as const }
      if (accepting > 0) job.pending = step
      else apply(job, step, (at) => beginRound(job, at))
    },
    throttle(name, { maxBandWidth, maxImportTaskQps }) {
      const job = findForUpdate(name)
      if (THROTTLING_FIXED.includes(job.status)) {
        throw refusal(
          'InvalidImportJobStatus',
          `The import job is ${job.status}: its throttling stays as it is.`
        )
      }
      job.maxBandWidth = maxBandWidth ?? job.maxBandWidth
      job.maxImportTaskQps = maxImportTaskQps ?? job.maxImportTaskQps
      job.updates += 1
      job.modifyTime = rules.now()
    },
    remove(name) {
      const job = findForUpdate(name)
      if (UNDELETABLE.includes(job.status)) {
        throw refusal('InvalidImportJobStatus', `The import job is ${job.status} and cannot be deleted.`)
      }
      enter(job, { status: 'IMPORT_JOB_DELETING', at: rules.now(), operator: 'user' })
    },
    force(name, status, operator) {
      const job = find(name)
      if (job === undefined) throw new Error(`The emulator has no job named ${name}.`)
      const step = { status, at: rules.now(), operator }
      job.pending = undefined
      enter(job, step, status === 'IMPORT_JOB_LAUNCHING' ? beginRound(job, step.at) : undefined)
    }
  }
}
