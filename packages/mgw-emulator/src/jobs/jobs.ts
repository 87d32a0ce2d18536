import type { Behavior } from '../protocol/behavior.ts'
import type { Clock } from '../protocol/clock.ts'
import { refusal, ServiceError } from '../protocol/errors.ts'
import {
  type Action,
  actionOf,
  type JobStatus,
  type RequestedStatus,
  TAKES_A_PLACE
} from '../protocol/statuses.ts'
import { createJob, type Job, type JobOptions, nextPlan, nextRuntimeId } from './job.ts'
import {
  advance,
  apply,
  type Durations,
  enter,
  type LifeRules,
  type Operator,
  type Round
} from './lifecycle.ts'
import { completePlan } from './migration.ts'
import { rulingOf } from './rules.ts'
import { remember } from './shown.ts'

/** A job's throttling; what is absent stays as it is. Decimal digits. */
export interface Throttling {
  maxBandWidth?: string | undefined
  maxImportTaskQps?: string | undefined
}

/** What `createJobs` goes by. `maxRunningJobs` is how many may run at once. */
export interface JobRules {
  now: Clock
  durations: Durations
  behavior: Behavior
  maxRunningJobs: number
}

/** The jobs of one account in one region. Each call first lets happen what the clock has brought. */
export interface Jobs {
  /** Does only that. */
  catchUp(): void
  add(options: JobOptions): Job
  find(name: string): Job | undefined
  findByVersion(version: string): Job | undefined
  /** All of them, in no particular order. */
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

/** A value in decimal digits, or the highest that is allowed. */
function capped(value: string | undefined, cap: number | bigint | undefined): string | undefined {
  return value !== undefined && cap !== undefined && BigInt(value) > BigInt(cap) ? String(cap) : value
}

/** The jobs of one account in one region. */
export function createJobs(rules: JobRules): Jobs {
  const jobs = new Map<string, Job>()
  let created = 0

  function beginRound(job: Job, at: number): Round | undefined {
    const isPaused = job.status === 'IMPORT_JOB_SUSPEND' && job.changes.length > 0
    if (isPaused && rules.behavior.resume === 'same-round') return undefined
    return {
      runtimeId: nextRuntimeId(job),
      startedAt: at,
      plan: completePlan(nextPlan(job), rules.durations.doing)
    }
  }

  function lifeRulesOf(job: Job): LifeRules {
    return { ...rules, begin: (at) => beginRound(job, at) }
  }

  function isGone(job: Job): boolean {
    return job.status === 'IMPORT_JOB_DELETING' && job.modifyTime + rules.durations.deleting <= rules.now()
  }

  function catchUp(): void {
    for (const job of jobs.values()) {
      advance(job, rules.now(), lifeRulesOf(job))
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

  /**
   * Whether an action is to take effect, which it isn't when it is accepted without one. `reason` is why it may be
   * refused, as the end of a sentence.
   * @throws ServiceError
   */
  function isEffective(job: Job, action: Action, reason: string): boolean {
    const ruling = rulingOf(action, job.status, rules.behavior)
    if (ruling === 'accept' || ruling === 'ignore') return ruling === 'accept'
    throw new ServiceError(ruling, { message: `The import job is ${job.status}${reason}.` })
  }

  function checkConcurrency(): void {
    const isStarting = (job: Job): boolean => job.pending?.status === 'IMPORT_JOB_LAUNCHING'
    const running = [...jobs.values()].filter(
      (job) => TAKES_A_PLACE.includes(job.status) || isStarting(job)
    ).length
    if (running >= rules.maxRunningJobs) {
      throw refusal('ImportJobConcurrencyExceed', `${running} import jobs are running, and no more may.`)
    }
  }

  return {
    catchUp,
    find,
    add(options) {
      created += 1
      const job = createJob(options, created, rules.now(), rules.durations.doing)
      jobs.set(job.name, job)
      return job
    },
    findByVersion(version) {
      catchUp()
      return [...jobs.values()].find((job) => job.version === version)
    },
    list() {
      catchUp()
      return [...jobs.values()]
    },
    update(name, status) {
      const job = findForUpdate(name)
      const effective = isEffective(job, actionOf(status), ` and cannot become ${status}`)
      if (effective && status === 'IMPORT_JOB_LAUNCHING') checkConcurrency()
      job.updates += 1
      remember(job, rules.now())
      if (!effective) return
      const { accepting } = rules.durations
      const step = { status, at: rules.now() + accepting, operator: 'user' as const }
      if (accepting > 0) job.pending = step
      else apply(job, step, lifeRulesOf(job))
    },
    throttle(name, { maxBandWidth, maxImportTaskQps }) {
      const job = findForUpdate(name)
      const effective = isEffective(job, 'throttle', ': its throttling stays as it is')
      job.updates += 1
      remember(job, rules.now())
      if (!effective) return
      const { throttlingCap: cap } = rules.behavior
      job.maxBandWidth = capped(maxBandWidth, cap.maxBandWidth) ?? job.maxBandWidth
      job.maxImportTaskQps = capped(maxImportTaskQps, cap.maxImportTaskQps) ?? job.maxImportTaskQps
      job.modifyTime = rules.now()
      job.settingsTime = rules.now()
    },
    remove(name) {
      const job = findForUpdate(name)
      const effective = isEffective(job, 'delete', ' and cannot be deleted')
      remember(job, rules.now())
      if (effective) enter(job, { status: 'IMPORT_JOB_DELETING', at: rules.now(), operator: 'user' })
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
