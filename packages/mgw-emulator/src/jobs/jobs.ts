import type { Clock } from '../protocol/clock.ts'
import { refusal } from '../protocol/errors.ts'
import { actionOf, type JobStatus, type RequestedStatus, RUNNING } from '../protocol/statuses.ts'
import { createJob, type Job, type JobOptions, nextPlan, nextRuntimeId } from './job.ts'
import { advance, apply, type Durations, enter, type Operator, type Round } from './lifecycle.ts'
import { completePlan } from './migration.ts'
import { isPossible } from './rules.ts'

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
      return [...jobs.values()].sort((left, right) => (left.name < right.name ? -1 : 1))
    },
    update(name, status) {
      const job = findForUpdate(name)
      if (!isPossible(actionOf(status), job.status)) {
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
      if (!isPossible('throttle', job.status)) {
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
      if (!isPossible('delete', job.status)) {
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
