import type { Behavior } from '../protocol/behavior.ts'
import type { Clock } from '../protocol/clock.ts'
import { ServiceError, serviceError } from '../protocol/errors.ts'
import {
  type Action,
  actionOf,
  COUNTS_TOWARD_LIMIT,
  type JobStatus,
  type RequestedStatus
} from '../protocol/statuses.ts'
import { createJob, type Job, type JobOptions, nextPlan, nextRuntimeId } from './job.ts'
import {
  advance,
  applyUpdate,
  type Durations,
  enterStatus,
  type LifecycleRules,
  type Operator,
  type Round
} from './lifecycle.ts'
import { completePlan } from './plan.ts'
import { rulingFor } from './rules.ts'
import { recordState } from './visible-state.ts'

/** A change of a job's throttling, as decimal digits. undefined leaves a value unchanged. */
export interface Throttling {
  /** In bit/s. */
  maxBandWidth?: string | undefined
  /** In files per second. */
  maxImportTaskQps?: string | undefined
}

export interface JobRules {
  now: Clock
  durations: Durations
  behavior: Behavior
  /** How many jobs can run at the same time. */
  maxRunningJobs: number
}

/** The jobs of one account in one region. Every method except `add` first advances all jobs to the current time. */
export interface Jobs {
  /** Advances all jobs to the current time and removes deleted ones. */
  catchUp(): void
  add(options: JobOptions): Job
  find(name: string): Job | undefined
  findByVersion(version: string): Job | undefined
  /** All jobs, in no particular order. */
  list(): Job[]
  /** Starts, pauses or closes a job. @throws ServiceError */
  update(name: string, status: RequestedStatus): void
  /** @throws ServiceError */
  throttle(name: string, throttling: Throttling): void
  /** @throws ServiceError */
  remove(name: string): void
  /** Sets a job's status, even if the rules don't allow it. @throws Error if there is no such job */
  force(name: string, status: JobStatus, operator: Operator): void
}

interface JobStore {
  rules: JobRules
  byName: Map<string, Job>
  /** The number of jobs ever created. */
  created: number
}

/** Returns a value in decimal digits, at most `cap`. */
function capped(value: string | undefined, cap: number | bigint | undefined): string | undefined {
  return value !== undefined && cap !== undefined && BigInt(value) > BigInt(cap) ? String(cap) : value
}

/** The round that a start at `at` (ms since 1970) creates, or undefined if it resumes the current one. */
function roundForStart(job: Job, at: number, { behavior, durations }: JobRules): Round | undefined {
  const isPaused = job.status === 'IMPORT_JOB_SUSPEND' && job.changes.length > 0
  if (isPaused && behavior.resume === 'same-round') return undefined
  return { runtimeId: nextRuntimeId(job), startedAt: at, plan: completePlan(nextPlan(job), durations.doing) }
}

function lifecycleRules(job: Job, rules: JobRules): LifecycleRules {
  return { ...rules, roundForStart: (at) => roundForStart(job, at, rules) }
}

function isGone(job: Job, { durations, now }: JobRules): boolean {
  return job.status === 'IMPORT_JOB_DELETING' && job.modifyTime + durations.deleting <= now()
}

function catchUp({ rules, byName }: JobStore): void {
  for (const job of byName.values()) {
    advance(job, rules.now(), lifecycleRules(job, rules))
    if (isGone(job, rules)) byName.delete(job.name)
  }
}

function find(store: JobStore, name: string): Job | undefined {
  catchUp(store)
  return store.byName.get(name)
}

function findForUpdate(store: JobStore, name: string): Job {
  const job = find(store, name)
  if (job === undefined) throw serviceError('NoSuchImportJob')
  if (job.status === 'IMPORT_JOB_DELETING') throw serviceError('ImportJobInDeleting')
  if (job.pending !== undefined) throw serviceError('ImportJobUpdateConcurrently')
  return job
}

/**
 * Whether an action takes effect, or is accepted without an effect. `consequence` completes the error message.
 * @throws ServiceError if the action is rejected
 */
function isEffective(job: Job, action: Action, consequence: string, { behavior }: JobRules): boolean {
  const ruling = rulingFor(action, job.status, behavior)
  if (ruling === 'accept' || ruling === 'ignore') return ruling === 'accept'
  throw new ServiceError(ruling, { message: `The import job is ${job.status}${consequence}.` })
}

function checkConcurrency({ rules, byName }: JobStore): void {
  const isStarting = (job: Job): boolean => job.pending?.status === 'IMPORT_JOB_LAUNCHING'
  const running = [...byName.values()].filter(
    (job) => COUNTS_TOWARD_LIMIT.includes(job.status) || isStarting(job)
  ).length
  if (running >= rules.maxRunningJobs) {
    throw serviceError('ImportJobConcurrencyExceed', `${running} import jobs are running, which is the limit.`)
  }
}

function update(store: JobStore, name: string, status: RequestedStatus): void {
  const { rules } = store
  const job = findForUpdate(store, name)
  const effective = isEffective(job, actionOf(status), ` and cannot become ${status}`, rules)
  if (effective && status === 'IMPORT_JOB_LAUNCHING') checkConcurrency(store)
  job.updates += 1
  recordState(job, rules.now())
  if (!effective) return
  const { accepting } = rules.durations
  const transition = { status, at: rules.now() + accepting, operator: 'user' as const }
  if (accepting > 0) job.pending = transition
  else applyUpdate(job, transition, lifecycleRules(job, rules))
}

function throttle(store: JobStore, name: string, { maxBandWidth, maxImportTaskQps }: Throttling): void {
  const { rules } = store
  const job = findForUpdate(store, name)
  const effective = isEffective(job, 'throttle', ' and its throttling cannot be changed', rules)
  job.updates += 1
  recordState(job, rules.now())
  if (!effective) return
  const { throttlingCap: cap } = rules.behavior
  job.maxBandWidth = capped(maxBandWidth, cap.maxBandWidth) ?? job.maxBandWidth
  job.maxImportTaskQps = capped(maxImportTaskQps, cap.maxImportTaskQps) ?? job.maxImportTaskQps
  job.modifyTime = rules.now()
  job.settingsTime = rules.now()
}

function remove(store: JobStore, name: string): void {
  const { rules } = store
  const job = findForUpdate(store, name)
  const effective = isEffective(job, 'delete', ' and cannot be deleted', rules)
  recordState(job, rules.now())
  if (effective) enterStatus(job, { status: 'IMPORT_JOB_DELETING', at: rules.now(), operator: 'user' })
}

function force(store: JobStore, name: string, status: JobStatus, operator: Operator): void {
  const job = find(store, name)
  if (job === undefined) throw new Error(`The emulator has no job named ${name}.`)
  const at = store.rules.now()
  job.pending = undefined
  const round = status === 'IMPORT_JOB_LAUNCHING' ? roundForStart(job, at, store.rules) : undefined
  enterStatus(job, { status, at, operator }, round)
}

/** Creates an empty set of jobs. */
export function createJobs(rules: JobRules): Jobs {
  const store: JobStore = { rules, byName: new Map(), created: 0 }
  const { byName } = store
  return {
    catchUp: () => catchUp(store),
    find: (name) => find(store, name),
    add(options) {
      store.created += 1
      const job = createJob(options, store.created, rules.now(), rules.durations.doing)
      byName.set(job.name, job)
      return job
    },
    findByVersion(version) {
      catchUp(store)
      return [...byName.values()].find((job) => job.version === version)
    },
    list() {
      catchUp(store)
      return [...byName.values()]
    },
    update: (name, status) => update(store, name, status),
    throttle: (name, throttling) => throttle(store, name, throttling),
    remove: (name) => remove(store, name),
    force: (name, status, operator) => force(store, name, status, operator)
  }
}
