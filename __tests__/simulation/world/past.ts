import type { Random } from '../random.ts'
import { Job, type Round, type State, type Throttling } from './job.ts'

/** The durations of a job's rounds. */
type Speed = 'instant' | 'quick' | 'long'

/** The parameters of a job's rounds. */
export interface RoundProfile {
  speed: Speed
  /** The probabilities of an interruption and of failed files. */
  breaking: number
  failing: number
}

const WORK_MS: Readonly<Record<Speed, readonly [number, number]>> = {
  instant: [50, 3_000],
  quick: [5_000, 150_000],
  long: [600_000, 20_000_000]
}
const PHASE_MS: Readonly<Record<Speed, readonly [number, number]>> = {
  instant: [10, 700],
  quick: [100, 20_000],
  long: [1_000, 60_000]
}

export function drawRound(random: Random, id: number, profile: RoundProfile): Round {
  const files = random.chance(0.04) ? 0 : random.int(1, random.pick([20, 5_000, 900_000]))
  const workMs = random.int(...WORK_MS[profile.speed])
  const phase = (): number => random.int(...PHASE_MS[profile.speed])
  return {
    id,
    files,
    bytesPerFile: random.pick([0, 1, 1024, 250_000, 7_000_001]),
    failing: random.chance(profile.failing) ? random.int(0, Math.ceil(files / 50)) : 0,
    skipping: random.chance(0.4) ? random.int(0, Math.floor(files / 3)) : 0,
    workMs,
    listMs: random.chance(0.3) ? 0 : random.int(0, workMs),
    breaksAtMs: random.chance(profile.breaking) ? random.int(0, workMs - 1) : undefined,
    launchMs: phase(),
    prepareMs: phase(),
    closeMs: phase()
  }
}

/** A part of a job's past. */
interface Phase {
  state: State
  round?: Round
  done: number
  /** The duration in ms; the last phase lasts until the run starts. */
  lasts: number
}

export interface PastOptions {
  random: Random
  profile: RoundProfile
  version: string
  throttling: Throttling
}

/** Creates a job in a given state at time 0, with a matching past. */
export function makeJob(name: string, state: State, options: PastOptions): Job {
  const { random } = options
  const earlier = state === 'BEGIN' || random.chance(0.5) ? 0 : random.int(1, 2)
  const past: Phase[] = [{ state: 'BEGIN', done: 0, lasts: drawAge(random) }]
  for (let id = 1; id <= earlier; id += 1) {
    const round = wholeRound(options, id)
    past.push(...migrated(round, round.workMs), ...finished(round, round.workMs, drawAge(random)))
  }
  if (state !== 'BEGIN') past.push(...LATEST[state](options, earlier + 1))
  const job = new Job(name)
  let at = -past.reduce((sum, { lasts }) => sum + lasts, 0)
  const createdAt = at
  for (const { lasts, ...stretch } of past) {
    job.moments.push({ round: undefined, ...stretch, ...common(options, createdAt), at, since: at })
    at += lasts
  }
  return job
}

function common({ version, throttling }: PastOptions, createdAt: number) {
  return { version, throttling, settingsAt: createdAt, by: 'other' as const, why: 'before the run' }
}

/** Up to 2 s, a minute, an hour, or a day, in ms. */
function drawAge(random: Random): number {
  return random.int(1, random.pick([2_000, 60_000, 60_000, 3_600_000, 3_600_000, 86_400_000]))
}

function wholeRound({ random, profile }: PastOptions, id: number): Round {
  return { ...drawRound(random, id, profile), breaksAtMs: undefined }
}

/** The phases of a round until it has migrated for `done` ms. */
function migrated(round: Round, done: number): Phase[] {
  return [
    { state: 'LAUNCHING', round, done: 0, lasts: round.launchMs },
    { state: 'PREPARING', round, done: 0, lasts: round.prepareMs },
    { state: 'DOING', round, done: 0, lasts: done }
  ]
}

function finished(round: Round, done: number, lasts: number): Phase[] {
  return [
    { state: 'CLOSING', round, done, lasts: round.closeMs },
    { state: 'FINISHED', round, done, lasts }
  ]
}

type Latest = (options: PastOptions, id: number) => Phase[]

/** The phases of the latest round until each state. */
const LATEST: Record<Exclude<State, 'BEGIN'>, Latest> = {
  LAUNCHING({ random, profile }, id) {
    const round = drawRound(random, id, profile)
    return [{ state: 'LAUNCHING', round, done: 0, lasts: random.int(0, round.launchMs) }]
  },
  PREPARING({ random, profile }, id) {
    const round = drawRound(random, id, profile)
    const [launch] = migrated(round, 0) as [Phase]
    return [launch, { state: 'PREPARING', round, done: 0, lasts: random.int(0, round.prepareMs) }]
  },
  DOING({ random, profile }, id) {
    const round = drawRound(random, id, profile)
    return migrated(round, drawPart(random, round))
  },
  SUSPEND({ random, profile }, id) {
    const round = drawRound(random, id, profile)
    const done = drawPart(random, round)
    return [...migrated(round, done), { state: 'SUSPEND', round, done, lasts: drawAge(random) }]
  },
  CLOSING(options, id) {
    const round = wholeRound(options, id)
    const done = drawEnd(options.random, round)
    const lasts = options.random.int(0, round.closeMs)
    return [...migrated(round, done), { state: 'CLOSING', round, done, lasts }]
  },
  FINISHED(options, id) {
    const round = wholeRound(options, id)
    const done = drawEnd(options.random, round)
    return [...migrated(round, done), ...finished(round, done, drawAge(options.random))]
  },
  CONFIRMED(options, id) {
    return followed('CONFIRMED', drawAge(options.random), LATEST.FINISHED(options, id))
  },
  INTERRUPTED({ random, profile }, id) {
    const drawnRound = drawRound(random, id, profile)
    const done = random.int(0, drawnRound.workMs - 1)
    const round = { ...drawnRound, breaksAtMs: done }
    return [...migrated(round, done), { state: 'INTERRUPTED', round, done, lasts: drawAge(random) }]
  },
  DELETING(options, id) {
    return followed('DELETING', options.random.int(0, 2_000), LATEST.FINISHED(options, id))
  },
  GONE(options, id) {
    return followed('GONE', drawAge(options.random), LATEST.DELETING(options, id))
  }
}

function followed(state: State, lasts: number, before: Phase[]): Phase[] {
  const { round, done } = before.at(-1) as Phase
  return [...before, { state, ...(round !== undefined && { round }), done, lasts }]
}

function drawPart(random: Random, { workMs, breaksAtMs }: Round): number {
  return random.int(0, (breaksAtMs ?? workMs) - 1)
}

/** Most rounds finish on their own. The others were closed early. */
function drawEnd(random: Random, round: Round): number {
  return random.chance(0.75) ? round.workMs : drawPart(random, round)
}
