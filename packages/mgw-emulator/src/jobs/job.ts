import { uuidOf } from '../protocol/ids.ts'
import { type JobStatus, RUNNING } from '../protocol/statuses.ts'
import { enter, type Living, type Operator, type Round } from './lifecycle.ts'
import { completePlan, type Plan, type SomeoneElse } from './migration.ts'

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
  /** What somebody else does at a time, in ms since 1970. As with a plan's `someoneElse` it may come to nothing. */
  someoneElse?: readonly { does: SomeoneElse; at: number }[]
}

/** A job as the emulator keeps it. Times in ms since 1970. */
export interface Job extends Living {
  readonly name: string
  /** The job's ID. */
  readonly version: string
  readonly createTime: number
  readonly options: JobOptions
  /** How many updates were accepted, of the status and of the throttling. */
  updates: number
}

const TO_THE_END: readonly JobStatus[] = [...RUNNING, 'IMPORT_JOB_CLOSING', 'IMPORT_JOB_FINISHED']

/** The way to each status from the start of a round: the past of a job that begins in it. */
const WAY_TO: Record<JobStatus, readonly JobStatus[]> = {
  IMPORT_JOB_BEGIN: [],
  IMPORT_JOB_LAUNCHING: ['IMPORT_JOB_LAUNCHING'],
  IMPORT_JOB_PREPARING: ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_PREPARING'],
  IMPORT_JOB_DOING: RUNNING,
  IMPORT_JOB_SUSPEND: [...RUNNING, 'IMPORT_JOB_SUSPEND'],
  IMPORT_JOB_CLOSING: [...RUNNING, 'IMPORT_JOB_CLOSING'],
  IMPORT_JOB_FINISHED: TO_THE_END,
  IMPORT_JOB_INTERRUPTED: [...RUNNING, 'IMPORT_JOB_INTERRUPTED'],
  IMPORT_JOB_CONFIRMED: [...TO_THE_END, 'IMPORT_JOB_CONFIRMED'],
  IMPORT_JOB_DELETING: ['IMPORT_JOB_DELETING']
}

const BY_USER: readonly JobStatus[] = ['IMPORT_JOB_LAUNCHING', 'IMPORT_JOB_SUSPEND', 'IMPORT_JOB_CONFIRMED']

function operatorOf(status: JobStatus): Operator {
  return BY_USER.includes(status) ? 'user' : 'system'
}

/** The runtime ID of the round that a job begins next. */
export function nextRuntimeId(job: Job): number {
  return (job.changes.at(-1)?.round.runtimeId ?? 0) + 1
}

/** The plan of the round that a job begins next. */
export function nextPlan({ options, changes }: Job): Plan {
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
  const plan = { ...completePlan(past.plan ?? {}, past.endedAt - past.startedAt), someoneElse: [] }
  const round = { runtimeId: nextRuntimeId(job), startedAt: past.startedAt, plan }
  const end = plan.endsAs === 'finished' ? 'IMPORT_JOB_FINISHED' : 'IMPORT_JOB_INTERRUPTED'
  playRound(job, round, end, past.endedAt)
}

/** A job with its past. `number` tells jobs of one name apart; `doing` is how long copying takes by itself, in ms. */
export function createJob(options: JobOptions, number: number, now: number, doing: number): Job {
  const since = options.since ?? now
  const createTime = options.createTime ?? options.rounds?.[0]?.startedAt ?? since
  const job: Job = {
    name: options.name,
    version: uuidOf(options.name, number),
    createTime,
    modifyTime: createTime,
    settingsTime: createTime,
    before: [],
    options,
    status: 'IMPORT_JOB_BEGIN',
    maxBandWidth: String(options.maxBandWidth ?? 0),
    maxImportTaskQps: String(options.maxImportTaskQps ?? 0),
    starts: 0,
    updates: 0,
    changes: [],
    deeds: (options.someoneElse ?? []).filter(({ at }) => at >= since),
    pending: undefined
  }
  for (const past of options.rounds ?? []) playPast(job, past)
  if (options.status !== undefined) {
    const plan = completePlan(nextPlan(job), doing)
    playRound(job, { runtimeId: nextRuntimeId(job), startedAt: since, plan }, options.status, since)
  }
  return job
}
