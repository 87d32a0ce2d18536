import type { Random } from '../random.ts'

/** The lag of an API call. */
export interface Lag {
  /** `steady`: always the same lag. `replicas`: one of three lags. `stuck`: repeats an answer, then catches up. */
  kind: 'none' | 'steady' | 'replicas' | 'stuck'
  /** The maximum lag, in ms. */
  maxMs: number
}

/** The answer to a request for the state that a job already has. */
export type IdleAnswer = 'accepted' | 'InvalidImportJobStatus' | 'ImportJobConflictOnUpdateStatus'

/** The undocumented behavior of the service, drawn once for each run. Any combination is possible. */
export interface Behavior {
  getLag: Lag
  listLag: Lag
  historyLag: Lag
  /** The time between accepting and applying a change, in ms. */
  applyMs: number
  startWhileRunning: IdleAnswer
  pauseWhilePaused: IdleAnswer
  closeWhileEnded: IdleAnswer
  /** The code for a change that the state doesn't allow. */
  refusal: Exclude<IdleAnswer, 'accepted'>
  /** The answer to a change while another one is being applied. */
  whileApplying: 'accepted' | 'ImportJobUpdateConcurrently' | 'ImportJobConflictOnUpdateStatus'
  pausedStart: 'continues' | 'new round'
  modifyTime: 'absent' | 'settings' | 'state'
  timeFormat: 'iso' | 'utc' | 'utc+8'
  historyEntries: 'round' | 'state'
  historyOrder: 'newest' | 'oldest' | 'shuffled'
  /** How the history shows unknown counters. */
  missingCounters: 'absent' | 'minus one'
  /** The time until the entry of a state has counters, in ms. */
  countersAfterMs: number
  /** Whether a round has no entry while it is launching. */
  isEntryLate: boolean
  hasEndTime: boolean
  hasListStatus: boolean
  isHistoryDenied: boolean
  copiedSizeWithSkipped: boolean
  pageSize: number
  /** Whether the identity lacks a permission. */
  isGetDenied: boolean
  isListDenied: boolean
  /** The time after a change in which GetJob sometimes doesn't find the job, in ms. */
  notFoundMs: number
  maxBandwidth: number
  countsIn1024: boolean
  throttleWhileRunning: boolean
  throttleWhilePaused: boolean
  /** The limit of running jobs. */
  maxRunning: number
  acceptedBody: '' | '<root/>'
}

/** How adverse a world is. `calm` follows the documentation and has no faults. */
export type Level = 'calm' | 'usual' | 'hard'

/** The maximum lag by level, in ms. */
const MAX_LAG: Readonly<Record<Level, number>> = { calm: 0, usual: 4_000, hard: 45_000 }

export function drawBehavior(random: Random, level: Level): Behavior {
  return { ...drawAnswers(random, level), ...drawHistory(random, level), ...drawThrottling(random) }
}

function drawLag(random: Random, level: Level): Lag {
  const kind = random.weighted({ none: level === 'hard' ? 2 : 4, steady: 2, replicas: 3, stuck: 1 })
  const maxMs = level === 'calm' || kind === 'none' ? 0 : random.int(200, MAX_LAG[level])
  return { kind: maxMs === 0 ? 'none' : kind, maxMs }
}

const idleAnswer = (random: Random): IdleAnswer =>
  random.weighted({ accepted: 3, InvalidImportJobStatus: 3, ImportJobConflictOnUpdateStatus: 2 })

function drawAnswers(random: Random, level: Level) {
  const isCalm = level === 'calm'
  return {
    getLag: drawLag(random, level),
    listLag: drawLag(random, level),
    applyMs: isCalm || random.chance(0.6) ? 0 : random.int(50, level === 'hard' ? 8_000 : 2_000),
    startWhileRunning: idleAnswer(random),
    pauseWhilePaused: idleAnswer(random),
    closeWhileEnded: idleAnswer(random),
    refusal: random.weighted({ InvalidImportJobStatus: 3, ImportJobConflictOnUpdateStatus: 1 }),
    whileApplying: random.pick(['accepted', 'ImportJobUpdateConcurrently', 'ImportJobConflictOnUpdateStatus'] as const),
    pausedStart: random.weighted({ continues: 9, 'new round': 1 }),
    modifyTime: random.weighted({ absent: 1, settings: 1, state: 2 }),
    timeFormat: random.weighted({ iso: 3, utc: 1, 'utc+8': 1 }),
    notFoundMs: isCalm || random.chance(0.8) ? 0 : random.int(500, 20_000),
    isGetDenied: !isCalm && random.chance(0.03),
    isListDenied: !isCalm && random.chance(0.03),
    maxRunning: random.pick([5, 10]),
    acceptedBody: random.pick(['', '<root/>'] as const)
  } satisfies Partial<Behavior>
}

function drawHistory(random: Random, level: Level) {
  const [isCalm, isHard] = [level === 'calm', level === 'hard']
  return {
    historyLag: drawLag(random, level),
    historyEntries: random.pick(['round', 'state'] as const),
    historyOrder: random.weighted({ newest: 8, oldest: isCalm ? 0 : 1, shuffled: isHard ? 2 : 0 }),
    missingCounters: random.pick(['absent', 'minus one'] as const),
    countersAfterMs: random.chance(0.6) ? 0 : random.int(500, isHard ? 90_000 : 10_000),
    isEntryLate: random.chance(0.5),
    hasEndTime: isCalm || random.chance(0.8),
    hasListStatus: isCalm || random.chance(0.85),
    isHistoryDenied: random.chance(0.06),
    copiedSizeWithSkipped: random.chance(0.7),
    pageSize: isHard && random.chance(0.1) ? 3 : 1000
  } satisfies Partial<Behavior>
}

function drawThrottling(random: Random) {
  return {
    maxBandwidth: random.pick([2_000_000_000, 1_000_000_000]),
    countsIn1024: random.chance(0.2),
    throttleWhileRunning: random.chance(0.8),
    throttleWhilePaused: random.chance(0.9)
  } satisfies Partial<Behavior>
}
