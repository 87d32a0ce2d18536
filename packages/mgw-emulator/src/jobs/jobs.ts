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
import { completePlan, type Plan } from './plan.ts'
import { roundResults } from './round-result.ts'
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
  /** Creates the job of a request, as a sub-job if it has a `parentVersion`. @throws ServiceError */
  create(options: JobOptions): Job
  find(name: string): Job | undefined
  findByVersion(version: string): Job | undefined
  /** All jobs, in no particular order. */
  list(): Job[]
  /** Starts, pauses or closes a job. @throws ServiceError */
  update(name: string, status: RequestedStatus): void
  /** @throws ServiceError */
  throttle(name: string, throttling: Throttling): void
  /** `force` also removes the sub-jobs. @throws ServiceError */
  remove(name: string, force: boolean): void
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

/** The files that a sub-job copies: those that failed in the newest ended round of its parent. */
function retryPlanOf(job: Job, now: number): Plan {
  const ended = roundResults(job, now).find(({ endTime }) => endTime !== undefined)
  const { totalCount = 0, totalSize = 0, failedCount = 0 } = ended?.entry ?? {}
  const size = totalCount === 0 ? 0 : Math.floor((totalSize * failedCount) / totalCount)
  return { totalCount: failedCount, totalSize: size, ...job.options.retryPlan }
}

function isRepeated(job: Job, { srcAddress, destAddress }: JobOptions): boolean {
  return job.options.srcAddress === srcAddress && job.options.destAddress === destAddress
}

/** @throws ServiceError if there is a job with this name or with these addresses */
function checkNew({ byName, rules }: JobStore, options: JobOptions): void {
  const repeated = [...byName.values()].filter((job) => isRepeated(job, options))
  const existing = byName.get(options.name)
  if (existing !== undefined) {
    throw serviceError(repeated.includes(existing) ? rules.behavior.repeatedJobCode : 'ImportJobAlreadyExist')
  }
  if (repeated.length > 0) throw serviceError('ImportJobRepeatedOnSameAddress')
}

function create(store: JobStore, options: JobOptions): Job {
  catchUp(store)
  checkNew(store, options)
  const now = store.rules.now()
  const { parentVersion = '' } = options
  const parent = parentVersion === '' ? undefined : findByVersion(store, parentVersion)
  if (parentVersion !== '' && parent === undefined) throw serviceError('NoSuchImportJobParent')
  const inherited = parent === undefined ? {} : { parentName: parent.name, plan: retryPlanOf(parent, now) }
  const job = add(store, { ...inherited, ...options })
  job.requestedAt = now
  return job
}

function add(store: JobStore, options: JobOptions): Job {
  const { byName, rules } = store
  const { parentName = '' } = options
  const parentVersion = options.parentVersion ?? byName.get(parentName)?.version ?? ''
  store.created += 1
  const complete = { srcAddress: 'source', destAddress: 'destination', ...options, parentVersion }
  const job = createJob(complete, store.created, rules.now(), rules.durations.doing)
  byName.set(job.name, job)
  return job
}

function findByVersion(store: JobStore, version: string): Job | undefined {
  catchUp(store)
  return [...store.byName.values()].find((job) => job.version === version)
}

function remove(store: JobStore, name: string, force: boolean): void {
  const { rules, byName } = store
  const job = findForUpdate(store, name)
  const subJobs = [...byName.values()].filter(({ options }) => options.parentName === name)
  if (subJobs.length > 0 && !force) throw serviceError('ImportJobHasDescendants')
  for (const subJob of subJobs) remove(store, subJob.name, force)
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
    add: (options) => add(store, options),
    create: (options) => create(store, options),
    findByVersion: (version) => findByVersion(store, version),
    list() {
      catchUp(store)
      return [...byName.values()]
    },
    update: (name, status) => update(store, name, status),
    throttle: (name, throttling) => throttle(store, name, throttling),
    remove: (name, force) => remove(store, name, force),
    force: (name, status, operator) => force(store, name, status, operator)
  }
}
