import { uuidOf } from '../protocol/ids.ts'
import { type JobStatus, RUNNING } from '../protocol/statuses.ts'
import type { XmlElements } from '../protocol/xml.ts'
import { enterStatus, type Lifecycle, type Operator, type Round } from './lifecycle.ts'
import { completePlan, type ExternalAction, type Plan } from './plan.ts'

/** Whether a string is a valid job name: 3 to 63 letters, digits, `-` and `_`, starting with a letter or digit. */
export function isJobName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{2,62}$/.test(text)
}

/** The job's schedule in the service. The emulator returns it but doesn't run it. */
export interface ScheduleRule {
  startCronExpression?: string
  suspendCronExpression?: string
  maxScheduleCount?: number
}

/** A round that ended before the emulator started. Times are in ms since 1970. */
export interface PastRound {
  startedAt: number
  endedAt: number
  plan?: Plan
}

/** A job to create. Only its name is required. */
export interface JobOptions {
  name: string
  /** Default: the final status of the last of `rounds`, or IMPORT_JOB_BEGIN without rounds. */
  status?: JobStatus
  /** When the job entered `status`, in ms since 1970. Default: now. */
  since?: number
  /** In ms since 1970. Default: the start of the first round, otherwise `since`. */
  createTime?: number
  /** In bit/s. Use a string or a bigint for values that a number can't represent. */
  maxBandWidth?: number | bigint | string
  /** In files per second. */
  maxImportTaskQps?: number | bigint | string
  srcAddress?: string
  destAddress?: string
  overwriteMode?: string
  transferMode?: string
  tags?: string
  parentName?: string
  /** Default: the ID of the job `parentName`, if it exists. */
  parentVersion?: string
  /** More of what GetJob shows, by the API's names: Audit, CreateReport, FilterRule, TargetStorageClass, … */
  elements?: XmlElements
  scheduleRule?: ScheduleRule
  /** Past rounds, oldest first. */
  rounds?: PastRound[]
  /** The plan of the next round. In an array, one per round; the last one also applies to all later rounds. */
  plan?: Plan | Plan[]
  /** The plan of sub-jobs that retry this job's failed files. Default: they copy all of them. */
  retryPlan?: Plan
  /** What someone else does, and when (ms since 1970). As in a plan, an action that isn't allowed is skipped. */
  someoneElse?: readonly { does: ExternalAction; at: number }[]
}

/** A job. Times are in ms since 1970. */
export interface Job extends Lifecycle {
  readonly name: string
  /** The job's ID. */
  readonly version: string
  readonly createTime: number
  readonly options: JobOptions
  /** The number of accepted updates of the status or the throttling. */
  updates: number
}

const PATH_TO_FINISHED: readonly JobStatus[] = [...RUNNING, 'IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED']

/** The statuses that a round goes through to reach each status. */
const PATH_TO: Record<JobStatus, readonly JobStatus[]> = {
  IMPORT_JOB_BEGIN: [],
  IMPORT_JOB_LAUNCHING: ['IMPORT_JOB_LAUNCHING'],
  IMPORT_JOB_PREPARING: ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING'],
  IMPORT_JOB_DOING: RUNNING,
  IMPORT_JOB_SUSPEND: [...RUNNING, 'IMPORT_JOB_SUSPEND'],
  IMPORT_JOB_CLOSING: [...RUNNING, 'IMPORT_JOB_CLOSING'],
  IMPORT_JOB_FINISHED: PATH_TO_FINISHED,
  IMPORT_JOB_INTERRUPTED: [...RUNNING, 'IMPORT_JOB_INTERRUPTED'],
  IMPORT_JOB_CONFIRMED: [...PATH_TO_FINISHED, 'IMPORT_JOB_CONFIRMED'],
  IMPORT_JOB_DELETING: ['IMPORT_JOB_DELETING']
}

const USER_STATUSES: readonly JobStatus[] = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_CONFIRMED']

function operatorOf(status: JobStatus): Operator {
  return USER_STATUSES.includes(status) ? 'user' : 'system'
}

/** The runtime ID of a job's next round. */
export function nextRuntimeId(job: Job): number {
  return (job.changes.at(-1)?.round.runtimeId ?? 0) + 1
}

/** The plan of a job's next round. */
export function nextPlan({ options, changes }: Job): Plan {
  const plans = [options.plan ?? {}].flat()
  const rounds = new Set(changes.map((change) => change.round.runtimeId)).size - (options.rounds?.length ?? 0)
  return plans[Math.min(rounds, plans.length - 1)] ?? {}
}

/** Whether nothing more is copied in this status. */
function isCopyingDone(status: JobStatus): boolean {
  return !RUNNING.includes(status) && status !== 'IMPORT_JOB_SUSPEND'
}

/** Adds a round to a job that reached `status` at `endedAt`. A round of zero length is already copied while DOING. */
function addRound(job: Job, round: Round, status: JobStatus, endedAt: number): void {
  const isInstant = isCopyingDone(status) && endedAt === round.startedAt
  for (const step of PATH_TO[status]) {
    const at = RUNNING.includes(step) ? round.startedAt : endedAt
    const isFirst = job.changes.at(-1)?.round !== round
    enterStatus(job, { status: step, at, operator: operatorOf(step) }, isFirst ? round : undefined)
    const change = job.changes.at(-1)
    const isCopied = isCopyingDone(step) || (isInstant && step === 'IMPORT_JOB_DOING')
    if (change !== undefined && isCopied) change.copyingMs = round.plan.endsAfterMs
  }
}

function addPastRound(job: Job, past: PastRound): void {
  const plan = { ...completePlan(past.plan ?? {}, past.endedAt - past.startedAt), someoneElse: [] }
  const round = { runtimeId: nextRuntimeId(job), startedAt: past.startedAt, plan }
  const end = plan.endsAs === 'finished' ? 'IMPORT_JOB_FINISHED' : 'IMPORT_JOB_INTERRUPTED'
  addRound(job, round, end, past.endedAt)
}

/**
 * Creates a job with its past rounds. `number` makes the ID unique among jobs of the same name, `now` is in ms since
 * 1970, `copyMs` is the default copying time of a round.
 */
export function createJob(options: JobOptions, number: number, now: number, copyMs: number): Job {
  const since = options.since ?? now
  const createTime = options.createTime ?? options.rounds?.[0]?.startedAt ?? since
  const job: Job = {
    name: options.name,
    version: uuidOf(options.name, number),
    createTime,
    modifyTime: createTime,
    settingsTime: createTime,
    previousStates: [],
    options,
    status: 'IMPORT_JOB_BEGIN',
    maxBandWidth: String(options.maxBandWidth ?? 0),
    maxImportTaskQps: String(options.maxImportTaskQps ?? 0),
    starts: 0,
    updates: 0,
    requestedAt: undefined,
    changes: [],
    externalEvents: (options.someoneElse ?? [])
      .filter(({ at }) => at >= since)
      .map(({ does, at }) => ({ action: does, at })),
    pending: undefined
  }
  for (const past of options.rounds ?? []) addPastRound(job, past)
  if (options.status !== undefined) {
    const plan = completePlan(nextPlan(job), copyMs)
    addRound(job, { runtimeId: nextRuntimeId(job), startedAt: since, plan }, options.status, since)
  }
  return job
}
