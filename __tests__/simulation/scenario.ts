import { createRandom, type Random } from './random.ts'
import { drawTimetable, type Timetable } from './timetable.ts'
import { type Behavior, drawBehavior, type Level } from './world/behavior.ts'
import type { Outage } from './world/faults.ts'
import type { State, Throttling } from './world/job.ts'
import type { RoundProfile } from './world/past.ts'
import type { ChangeType } from './world/region.ts'
import type { Keys } from './world/sts.ts'

export type Operation =
  | 'start-job'
  | 'resume-job'
  | 'pause-job'
  | 'close-job'
  | 'update-qos'
  | 'apply-timetable'
  | 'get-job'
export type WaitFor = 'accepted' | 'applied' | 'finished'

/** The inputs of the workflow step. */
export interface Step {
  operation: Operation
  waitFor: WaitFor
  waitSeconds: number
  timeoutSeconds: number
  pollSeconds: number
  maxParallel: number
  idempotent: boolean
  dryRun: boolean
  failOnFailedFiles: boolean
  failFast: boolean
  /** How `job-name` is given: `one` name, a `list` of names, or a `pattern`. */
  names: 'one' | 'list' | 'pattern'
  throttling: Throttling
  timetable: Timetable | undefined
}

/** A job as it is before the run. */
interface JobPlan {
  name: string
  state: State
  profile: RoundProfile
  throttling: Throttling
}

/** A change by someone else, some time after the run starts or after its first change takes effect. */
export interface Intervention {
  job: string
  type: ChangeType
  after: 'the start' | 'the first change'
  delayMs: number
}

/** The runner's clock relative to the service's. */
interface ClockPlan {
  offsetMs: number
  /** Steps of the wall clock at virtual times. */
  jumps: { at: number; byMs: number }[]
}

export interface Scenario {
  seed: number
  level: Level
  step: Step
  jobs: JobPlan[]
  /** The jobs that `job-name` selects. */
  targets: string[]
  behavior: Behavior
  interventions: Intervention[]
  outages: Outage[]
  roundTripMs: number
  /** The service's wall clock at the start, in ms since 1970. */
  startsAt: number
  clock: ClockPlan
  cancelAt: number | undefined
  /** The stored access key, or undefined to sign in with a role. */
  keys: Keys | undefined
  hasUserId: boolean
  proxyPassword: string | undefined
  pendingTokens: number
  /** Text in all server messages; it can be hostile. */
  text: string
}

export const OPERATIONS: Readonly<Record<Operation, number>> = {
  'start-job': 34,
  'resume-job': 3,
  'pause-job': 12,
  'close-job': 12,
  'update-qos': 8,
  'apply-timetable': 15,
  'get-job': 16
}
const LEVELS: Readonly<Record<Level, number>> = { calm: 2, usual: 4, hard: 4 }
const NAMES = { one: 7, list: 2, pattern: 1 } as const

/** The usual states of a job before each operation. */
const EXPECTED: Readonly<Record<Operation, readonly State[]>> = {
  'start-job': ['BEGIN', 'SUSPEND', 'FINISHED', 'FINISHED', 'INTERRUPTED', 'CONFIRMED'],
  'resume-job': ['SUSPEND', 'SUSPEND', 'DOING', 'FINISHED', 'BEGIN', 'CLOSING'],
  'pause-job': ['DOING', 'DOING', 'PREPARING', 'LAUNCHING', 'SUSPEND'],
  'close-job': ['DOING', 'DOING', 'SUSPEND', 'FINISHED', 'CLOSING'],
  'update-qos': ['DOING', 'SUSPEND', 'BEGIN', 'FINISHED'],
  'apply-timetable': ['DOING', 'SUSPEND', 'BEGIN', 'PREPARING'],
  'get-job': ['DOING', 'DOING', 'LAUNCHING', 'FINISHED', 'CLOSING', 'SUSPEND']
}
const ALL_STATES: readonly State[] = [
  'BEGIN',
  'LAUNCHING',
  'PREPARING',
  'DOING',
  'SUSPEND',
  'CLOSING',
  'FINISHED',
  'INTERRUPTED',
  'CONFIRMED',
  'DELETING',
  'GONE'
]

/** Draws the scenario of a seed. */
export function drawScenario(seed: number, only?: Operation): Scenario {
  const random = createRandom(seed, 'scenario')
  const level = random.weighted(LEVELS)
  const startsAt = Date.UTC(2026, 8, 14) + random.int(0, 400 * 86_400_000)
  const clock = drawClock(random, level)
  const step = drawTask(random, only ?? random.weighted(OPERATIONS), startsAt + clock.offsetMs)
  const jobs = drawJobs(random, step)
  const targets = targetsOf(step, jobs)
  const isKeyless = random.chance(0.15)
  return {
    seed,
    level,
    step,
    jobs,
    targets,
    behavior: drawBehavior(createRandom(seed, 'behavior'), level),
    interventions: level === 'calm' ? [] : drawInterventions(random, targets),
    outages: level === 'hard' && random.chance(0.2) ? [drawOutage(random)] : [],
    roundTripMs: random.int(2, random.pick([30, 300])),
    startsAt,
    clock,
    cancelAt: random.chance(0.07) ? random.int(0, random.pick([2_000, 30_000, 300_000])) : undefined,
    keys: isKeyless ? undefined : drawKeys(random),
    hasUserId: random.chance(0.85),
    proxyPassword: random.chance(0.1) ? 'pr0xy-Passw0rd' : undefined,
    pendingTokens: random.chance(0.05) ? 1 : 0,
    text: random.chance(0.15) ? '\n::error::INJECTED\n##[error]INJECTED' : 'Details.'
  }
}

function drawTask(random: Random, operation: Operation, wall: number): Step {
  const names = random.weighted(NAMES)
  return {
    operation,
    waitFor: drawWaitFor(random, operation),
    waitSeconds: random.pick([5, 20, 45, 90, 90, 300, 300, 900, 3000]),
    timeoutSeconds: random.pick([120, 120, 120, 5, 20, 60]),
    pollSeconds: random.pick([5, 5, 10, 15, 15, 60]),
    maxParallel: random.pick([1, 2, 5]),
    idempotent: random.chance(0.35),
    dryRun: random.chance(0.05),
    failOnFailedFiles: random.chance(0.8),
    failFast: random.chance(0.15),
    names,
    throttling: {
      bandwidth: random.pick([100_000_000, 500_000_000, 2_000_000_000]),
      qps: random.pick([100, 2000])
    },
    timetable: operation === 'apply-timetable' ? drawTimetable(random, wall) : undefined
  }
}

function drawWaitFor(random: Random, operation: Operation): WaitFor {
  if (operation === 'get-job') return random.weighted({ accepted: 3, finished: 7 })
  if (operation === 'start-job' || operation === 'resume-job') {
    return random.weighted({ accepted: 2, applied: 2, finished: 6 })
  }
  return random.weighted({ accepted: 1, applied: 1 })
}

const MATCHING = ['backup-1', 'backup-2', 'backup-3', 'backup-4', 'backup-5', 'backup-6', 'backup-7', 'backup-8']

function drawJobs(random: Random, step: Step): JobPlan[] {
  const names =
    step.names === 'one' ? ['nightly-sync'] : MATCHING.slice(0, random.int(2, random.pick([3, MATCHING.length])))
  const speed = random.weighted({ instant: 3, quick: 5, long: 2 })
  const profile = {
    speed,
    breaking: random.pick([0, 0, 0.2, 1]),
    failing: random.pick([0, 0, 0.5, 1])
  }
  const own = names.map((name) => drawJob(random, name, drawState(random, step.operation), profile))
  const others = Array.from({ length: random.int(0, random.pick([1, 9])) }, (_, index) =>
    drawJob(random, `other-${index}`, random.pick(['DOING', 'SUSPEND', 'FINISHED']), profile)
  )
  return [...own, ...others]
}

function drawState(random: Random, operation: Operation): State {
  return random.pick(random.chance(0.8) ? EXPECTED[operation] : ALL_STATES)
}

function drawJob(random: Random, name: string, state: State, profile: RoundProfile): JobPlan {
  const throttling = { bandwidth: random.pick([100_000_000, 2_000_000_000]), qps: random.pick([100, 2000]) }
  return { name, state, profile, throttling }
}

function targetsOf({ names }: Step, jobs: JobPlan[]): string[] {
  const own = jobs.map(({ name }) => name).filter((name) => !name.startsWith('other-'))
  if (names !== 'pattern') return own
  return own.filter((name) => name !== 'backup-2')
}

/** The changes that others make, by weight. */
const CHANGE_TYPES: Readonly<Record<Exclude<ChangeType, 'recreate'>, number>> = {
  start: 4,
  pause: 4,
  close: 3,
  throttle: 1,
  confirm: 1,
  delete: 1
}

function drawInterventions(random: Random, targets: string[]): Intervention[] {
  const count = random.pick([0, 0, 0, 1, 1, 2, 3])
  return Array.from({ length: count }, () => {
    const type = random.weighted(CHANGE_TYPES)
    const after = random.pick(['the start', 'the first change'] as const)
    const delayMs = random.int(0, random.pick([500, 5_000, 40_000, 300_000]))
    const done = { job: random.pick(targets), type, after, delayMs }
    const isFollowed = type === 'delete' && random.chance(0.6)
    if (!isFollowed) return [done]
    const again = { ...done, type: 'recreate' as const, delayMs: delayMs + random.int(3_100, 30_000) }
    return [done, again, { ...again, type: 'start' as const, delayMs: again.delayMs + random.int(10, 20_000) }]
  }).flat()
}

function drawOutage(random: Random): Outage {
  const from = random.int(0, random.pick([5_000, 120_000]))
  return { from, to: from + random.int(1_000, 200_000) }
}

function drawClock(random: Random, level: Level): ClockPlan {
  const sign = random.pick([1, -1])
  const isOff = level !== 'calm' && random.chance(0.15)
  const isSet = level !== 'calm' && random.chance(0.08)
  return {
    offsetMs: sign * (isOff ? random.int(10_000, 3_600_000) : random.int(0, 900)),
    jumps: isSet ? [{ at: random.int(0, 60_000), byMs: random.pick([1, -1]) * random.int(1_000, 4_000_000) }] : []
  }
}

function drawKeys(random: Random): Keys {
  const isTemporary = random.chance(0.3)
  return {
    id: isTemporary ? 'STS.NUstoredExampleKey000000' : 'LTAI5tStoredExampleKey00',
    secret: 'StoredS3cretStoredS3cretStored',
    ...(isTemporary && { token: 'CAISStoredT0kenStoredT0kenStoredT0kenStoredT0ken' }),
    ...(isTemporary && random.chance(0.3) && { lastMs: random.int(0, 300_000) })
  }
}
