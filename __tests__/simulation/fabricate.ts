import { readAction } from '../../scripts/action-yml.ts'
import type { Run } from './run.ts'
import type { Exchange, Note } from './runner/exchange.ts'
import { VirtualTime } from './runner/time.ts'
import { drawScenario, type Scenario, type Step } from './scenario.ts'
import type { Behavior } from './world/behavior.ts'
import { countersAfter, Job, type Moment, type Round, type State } from './world/job.ts'
import { type Change, type ChangeType, Region } from './world/region.ts'

/** A made-up run for tests of the judge. */
export interface Fabrication {
  step?: Partial<Step>
  behavior?: Partial<Behavior>
  moments: Moment[]
  exchanges?: Exchange[]
  changes?: Change[]
  outputs?: Record<string, string>
  more?: Partial<Run>
}

export const JOB = 'nightly-sync'

const TASK: Step = {
  operation: 'start-job',
  waitFor: 'finished',
  waitSeconds: 300,
  timeoutSeconds: 120,
  pollSeconds: 15,
  maxParallel: 1,
  idempotent: false,
  dryRun: false,
  failOnFailedFiles: true,
  failFast: false,
  names: 'one',
  throttling: { bandwidth: 100, qps: 10 },
  timetable: undefined
}

/** A service that follows its documentation. */
export const BEHAVIOR: Behavior = {
  getLag: { kind: 'none', maxMs: 0 },
  listLag: { kind: 'none', maxMs: 0 },
  historyLag: { kind: 'none', maxMs: 0 },
  applyMs: 0,
  startWhileRunning: 'InvalidImportJobStatus',
  pauseWhilePaused: 'InvalidImportJobStatus',
  closeWhileEnded: 'InvalidImportJobStatus',
  refusal: 'InvalidImportJobStatus',
  whileApplying: 'ImportJobUpdateConcurrently',
  pausedStart: 'continues',
  modifyTime: 'state',
  timeFormat: 'iso',
  historyEntries: 'round',
  historyOrder: 'newest',
  missingCounters: 'absent',
  countersAfterMs: 0,
  isEntryLate: false,
  hasEndTime: true,
  hasListStatus: true,
  isHistoryDenied: false,
  copiedSizeWithSkipped: true,
  pageSize: 1000,
  notFoundMs: 0,
  isGetDenied: false,
  isListDenied: false,
  maxBandwidth: 2_000_000_000,
  countsIn1024: false,
  throttleWhileRunning: true,
  throttleWhilePaused: true,
  maxRunning: 10,
  acceptedBody: ''
}

/** A round that copies ten files in ten seconds and lists them during the first five. */
export function makeRound(id: number, more: Partial<Round> = {}): Round {
  return {
    id,
    files: 10,
    bytesPerFile: 100,
    failing: 0,
    skipping: 0,
    workMs: 10_000,
    listMs: 5_000,
    breaksAtMs: undefined,
    launchMs: 1_000,
    prepareMs: 1_000,
    closeMs: 1_000,
    ...more
  }
}

export function momentAt(at: number, state: State, round?: Round, more: Partial<Moment> = {}): Moment {
  return {
    at,
    state,
    since: at,
    round,
    done: 0,
    version: 'v1',
    throttling: { bandwidth: 1000, qps: 100 },
    settingsAt: 0,
    by: 'itself',
    why: state,
    ...more
  }
}

/** A request with an answer. */
export function exchangeAt(at: number, method: string, path: string, more: Partial<Exchange> = {}): Exchange {
  const reply = { status: 200, headers: {}, body: '', afterMs: 0 }
  return {
    id: at,
    at,
    method,
    host: 'mgw',
    path,
    headers: {},
    body: '',
    isReused: false,
    isProxied: false,
    sentAt: at,
    deliveredAt: at,
    reply,
    answer: reply,
    answeredAt: at + 10,
    ...more
  }
}

const note = (at: number, call: string, more: Partial<Note>): Note => ({
  call,
  requestId: `ID-${at}`,
  job: JOB,
  ...more
})

/** A GetJob request whose answer shows a moment. */
export function readAt(at: number, moment: Moment): Exchange {
  return exchangeAt(at, 'GET', `/job/${JOB}`, { note: note(at, 'GetJob', { moment }) })
}

/** A ListJobHistory request whose answer shows the round of a moment. */
export function historyAt(at: number, moment: Moment): Exchange {
  const counters = countersAfter(moment.round as Round, moment.done)
  const entry = { moment, startedAt: 0, endedAt: undefined, counters, isListing: counters.isListing }
  return exchangeAt(at, 'GET', `/jobhistory/${JOB}`, {
    note: note(at, 'ListJobHistory', { entries: [entry] })
  })
}

/** An UpdateJob request for a change. */
export function updateAt(change: Change, more: Partial<Exchange> = {}): Exchange {
  const code = change.code === undefined ? {} : { code: change.code }
  return exchangeAt(change.at, 'PUT', `/job/${JOB}`, {
    note: note(change.at, 'UpdateJob', { change, ...code }),
    ...more
  })
}

/** Overrides for a request whose answer is lost. */
export const LOST: Partial<Exchange> = {
  fault: { kind: 'silent', isDelivered: true },
  answer: undefined as never,
  answeredAt: undefined as never
}

/** A change by this run. It takes effect if `after` is given. */
export function changeAt(at: number, type: ChangeType, before: Moment, after?: Moment): Change {
  const effect = after === undefined ? {} : { effectAt: after.at, after }
  return { job: JOB, type, by: 'run', at, before, ...effect }
}

const OUTPUTS = Object.keys(readAction().outputs)

/** The output file with all outputs; missing ones are empty. */
export function outputText(outputs: Record<string, string>): string {
  const result = JSON.stringify({ Code: outputs.code })
  const all = { ...Object.fromEntries(OUTPUTS.map((name) => [name, ''])), result, ...outputs }
  return Object.entries(all)
    .map(([name, value]) => `${name}<<END\n${value}\nEND\n`)
    .join('')
}

export function fabricate({
  step,
  behavior,
  moments,
  exchanges = [],
  changes = [],
  outputs = {},
  more
}: Fabrication): Run {
  const scenario: Scenario = {
    ...drawScenario(0),
    step: { ...TASK, ...step },
    behavior: { ...BEHAVIOR, ...behavior },
    targets: [JOB],
    startsAt: 0
  }
  const region = new Region({
    time: new VirtualTime(),
    behavior: scenario.behavior,
    nextRound: (_, id) => makeRound(id)
  })
  const job = new Job(JOB)
  job.moments.push(...moments)
  region.jobs.set(JOB, job)
  region.changes.push(...changes)
  const code = outputs.code ?? 'success'
  return {
    scenario,
    region,
    exchanges,
    lines: [{ at: 50_000, text: 'Done.' }],
    ending: { how: 'ended', exitCode: code === 'success' ? 0 : 1, endedAt: 50_000 },
    outputs: outputText({ code, changed: 'false', ...outputs }),
    summary: '',
    secrets: ['S3cret'],
    wallOf: (time) => time,
    cancelledAt: undefined,
    ...more
  }
}
