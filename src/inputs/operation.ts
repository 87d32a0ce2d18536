import { getInput } from '@actions/core'
import { ActionError, invalid } from '../action-error.ts'
import type { InputName } from '../runner/contract.ts'
import { environment, input } from '../runner/environment.ts'
import { closestMatch, didYouMean, joinWithAnd, quote } from '../text.ts'
import { parseTimetable, warnAboutRates, warnIfFolded } from '../timetable/parse-timetable.ts'
import type { Timetable } from '../timetable/timetable.ts'
import { type Zone, zoneOf } from '../timetable/zone.ts'
import { warnAboutZoneData } from '../timetable/zoneinfo.ts'
import { MAX_INT64, parseBandwidth, warnAboutPlainDigits } from '../units.ts'
import { readBoolean, readMatching, readNumber, roundingHint } from './values.ts'

export type Operation = SingleOperation | ApplyTimetable | { name: 'get-job-status' } | ReportOperation | RetryJob

export type OperationName = Operation['name']

/** An operation that changes the job with a single UpdateJob request. `resume-job` starts a job that is paused. */
export type Change =
  | { name: 'start-job' | 'resume-job' | 'pause-job' | 'close-job' }
  | ({ name: 'update-qos' } & Throttling)

export function isStart({ name }: Pick<Operation, 'name'>): boolean {
  return name === 'start-job' || name === 'resume-job'
}

/** The most bandwidth and files per second that a job can use. */
export interface Throttling {
  /** In bit/s. */
  maxBandwidth: bigint
  /** In files per second. */
  maxQps: bigint
}

/** Brings the job into the state that its timetable requests now, with as many changes as that takes. */
export interface ApplyTimetable {
  name: 'apply-timetable'
  timetable: Timetable
  zone: Zone
}

/** The operations that consist of at most one UpdateJob request. */
export type SingleOperation = { name: 'get-job' } | Change

export interface ReportOperation {
  name: 'create-report' | 'get-report'
  /** The runtime ID of the round; undefined for the latest one. */
  round: bigint | undefined
}

/** Creates a sub-job for the failed files of the latest round. */
export interface RetryJob {
  name: 'retry-job'
  /** The access key secret of the job's source; empty if it isn't set. */
  sourceAccessSecret: string
}

/** The operations, and what each can wait for in addition to `accepted`. */
const WAITS: Record<OperationName, Wait['until'][]> = {
  'start-job': ['applied', 'finished'],
  'resume-job': ['applied', 'finished'],
  'pause-job': ['applied'],
  'close-job': ['applied'],
  'update-qos': ['applied'],
  'apply-timetable': ['applied'],
  'get-job': ['finished'],
  'get-job-status': ['finished'],
  'create-report': ['finished'],
  'get-report': [],
  'retry-job': ['applied', 'finished']
}
const OPERATIONS = Object.keys(WAITS) as OperationName[]

/** @throws ActionError `InvalidCommand` (mgwutil's code) if `operation` isn't one of the known names */
export function readOperationName(): OperationName {
  const name = input('operation')
  const known = OPERATIONS.find((one) => one === name)
  if (known !== undefined) return known
  const guess = name.toLowerCase() === 'unpause-job' ? 'resume-job' : closestMatch(name, OPERATIONS)
  throw new ActionError(
    'InvalidCommand',
    `operation is ${name === '' ? 'not set' : quote(name)}. ${didYouMean(guess) || `Set it to one of ${joinWithAnd(OPERATIONS)}.`}`
  )
}

interface ReadOperation {
  operation: Operation
  warnings: string[]
}

/** Reads an operation's parameters. Parameters of other operations are ignored, with a warning for each. */
export function readOperation(name: OperationName, isSingle: boolean): ReadOperation {
  const { operation, warnings } = readParameters(name, isSingle)
  const unused = PARAMETERS.filter(([parameter, users]) => input(parameter) !== '' && !users.includes(name))
  const ignored = unused.map(([parameter, users]) => `${parameter} was ignored: it is only for ${joinWithAnd(users)}.`)
  return { operation, warnings: [...warnings, ...ignored] }
}

/** The inputs that only some operations use. */
const PARAMETERS: [name: InputName, users: OperationName[]][] = [
  ['max-bandwidth', ['update-qos']],
  ['max-qps', ['update-qos']],
  ['timetable', ['apply-timetable']],
  ['timezone', ['apply-timetable']],
  ['round', ['create-report', 'get-report']],
  ['source-access-secret', ['retry-job']]
]

function readParameters(name: OperationName, isSingle: boolean): ReadOperation {
  switch (name) {
    case 'apply-timetable':
      return readTimetable()
    case 'update-qos':
      return readThrottling()
    case 'create-report':
    case 'get-report':
      return { operation: { name, round: readRound(isSingle) }, warnings: [] }
    case 'retry-job':
      return { operation: { name, sourceAccessSecret: input('source-access-secret') }, warnings: [] }
    default:
      return { operation: { name }, warnings: [] }
  }
}

function readRound(isSingle: boolean): bigint | undefined {
  const text = readMatching('round', /^[0-9]{0,19}$/, "be a round's runtime ID, as in 2")
  if (text === '') return undefined
  if (!isSingle) {
    throw invalid(`round is ${text}, but job-name selects several jobs, each with its own rounds. Name one job.`)
  }
  return BigInt(text)
}

function readThrottling(): ReadOperation {
  const missing = (['max-bandwidth', 'max-qps'] as const).filter((name) => input(name) === '')
  if (missing.length > 0) {
    throw invalid(
      `update-qos needs both max-bandwidth (as in 100Mbit/s) and max-qps (files per second). Not set: ${missing.join(', ')}.`
    )
  }
  const bandwidth = input('max-bandwidth')
  const hint = roundingHint(bandwidth)
  if (hint !== '') throw invalid(`max-bandwidth is ${quote(bandwidth)}, which isn't a bandwidth.${hint}`)
  const maxBandwidth = parseBandwidth('max-bandwidth', bandwidth)
  const maxQps = BigInt(readMatching('max-qps', /^[0-9]{1,40}$/, 'be files per second in plain digits, as in 500'))
  if (maxQps > MAX_INT64) throw invalid(`max-qps is "${maxQps}", but it must be at most ${MAX_INT64}.`)
  const zeros = Object.entries({ 'max-bandwidth': maxBandwidth, 'max-qps': maxQps }).flatMap(([name, value]) =>
    value === 0n ? `${name} is 0 and is sent as it is, but the service doesn't document what 0 means.` : []
  )
  const digits = warnAboutPlainDigits('max-bandwidth', bandwidth)
  return { operation: { name: 'update-qos', maxBandwidth, maxQps }, warnings: [...zeros, ...digits] }
}

function readTimetable(): ReadOperation {
  const text = getInput('timetable', { trimWhitespace: false })
  const timezone = input('timezone')
  if (text.trim() === '') {
    throw invalid('apply-timetable needs timetable: one entry per line, as in "Mon-Fri 08:00 pause".')
  }
  if (timezone === '') {
    throw invalid("apply-timetable needs timezone: the timetable's time zone, as in Asia/Shanghai.")
  }
  const [timetable, zone] = [parseTimetable(text), zoneOf(timezone)]
  const zoneWarnings = warnAboutZoneData(zone, [timezone, zone.name], Date.now())
  const warnings = [...warnIfFolded(text), ...warnAboutRates(timetable), ...zoneWarnings]
  return { operation: { name: 'apply-timetable', timetable, zone }, warnings }
}

/** What a step waits for, and for how long. */
export interface Wait {
  /** `accepted`: no wait. `applied`: GetJob shows the change. `finished`: the migration has finished. */
  until: 'accepted' | 'applied' | 'finished'
  timeoutSeconds: number
  intervalSeconds: number
  failOnFailedFiles: boolean
}

export function readWait(operation: OperationName): Wait {
  const pattern = /^(accepted|applied|finished)$/
  const until = readMatching('wait-for', pattern, 'be accepted, applied or finished') as Wait['until']
  if (until !== 'accepted' && !WAITS[operation].includes(until)) {
    const others = OPERATIONS.filter((name) => WAITS[name].includes(until))
    throw invalid(`wait-for is ${until}, which is for ${joinWithAnd(others)} only, not for ${operation}.`)
  }
  return {
    until,
    timeoutSeconds: readNumber('wait-timeout-seconds', 1, 604_800),
    intervalSeconds: readNumber('poll-interval-seconds', 5, 3600),
    failOnFailedFiles: readBoolean('fail-on-failed-files')
  }
}

/** GitHub's own runners stop a job after this time, in seconds. */
const MAX_GITHUB_HOSTED = 6 * 3600

/** Warnings about a wait that is skipped, or can't be as long as it is set. */
export function warnAboutWait(operation: OperationName, { until, timeoutSeconds }: Wait, dryRun: boolean): string[] {
  if (until === 'accepted') return []
  if (dryRun)
    return isStart({ name: operation }) || until === 'applied'
      ? []
      : [`dry-run is true, so ${operation} doesn't wait for the migration to finish (wait-for: ${until}).`]
  if (timeoutSeconds <= MAX_GITHUB_HOSTED || environment('RUNNER_ENVIRONMENT') !== 'github-hosted') return []
  return [
    `wait-timeout-seconds is ${timeoutSeconds}, but GitHub-hosted runners stop a job after 6 hours (21600 s). Wait for up to 20000 s, and again with get-job in another job, or use a self-hosted runner.`
  ]
}
