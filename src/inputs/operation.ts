import { ActionError, invalid } from '../action-error.ts'
import { environment, input, rawInput } from '../runner/environment.ts'
import { closestMatch, joinWithAnd, quote } from '../text.ts'
import { parseTimetable, warnAboutRates, warnIfFolded } from '../timetable/parse-timetable.ts'
import type { Timetable } from '../timetable/timetable.ts'
import { type Zone, zoneOf } from '../timetable/zone.ts'
import { warnAboutZoneData } from '../timetable/zoneinfo.ts'
import { warnAboutPlainDigits } from '../units.ts'
import { readBoolean, readMaxBandwidth, readMaxQps, readNumber, roundingHint } from './values.ts'

/** The values that `operation` accepts. */
const OPERATIONS = [
  'start-job',
  'resume-job',
  'pause-job',
  'close-job',
  'update-qos',
  'apply-timetable',
  'get-job',
  'get-job-status',
  'create-report',
  'get-report',
  'retry-job'
] as const

export type Operation = SingleOperation | ApplyTimetable | AfterMigration

export type OperationName = Operation['name']

/** An operation that changes the job with a single UpdateJob request. `resume-job` starts a job that is paused. */
export type Change =
  | { name: 'start-job' | 'resume-job' | 'pause-job' | 'close-job' }
  | ({ name: 'update-qos' } & Throttling)

/** Whether an operation sends a start. */
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

/** What can be done once a round has ended. */
export type AfterMigration = { name: 'get-job-status' } | ReportOperation | RetryJob

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

/** @throws ActionError `InvalidCommand` (mgwutil's code) if `operation` isn't one of the known names */
export function readOperationName(): OperationName {
  const name = input('operation')
  const known = OPERATIONS.find((one) => one === name)
  if (known !== undefined) return known
  const problem = name === '' ? 'operation is not set.' : `operation is ${quote(name)}, which is not an operation.`
  const guess = name.toLowerCase() === 'unpause-job' ? 'resume-job' : closestMatch(name, OPERATIONS)
  throw new ActionError(
    'InvalidCommand',
    `${problem}${guess === undefined ? '' : ` Did you mean ${guess}?`} Set operation to one of ${joinWithAnd(OPERATIONS)}.`
  )
}

/** Reads an operation's parameters. Parameters of other operations are ignored, with a warning for each. */
export function readOperation(name: OperationName, isSingle: boolean): { operation: Operation; warnings: string[] } {
  const { operation, warnings } = readParameters(name, isSingle)
  return { operation, warnings: [...warnings, ...warnAboutUnusedAfterMigration(name)] }
}

function readParameters(name: OperationName, isSingle: boolean): { operation: Operation; warnings: string[] } {
  if (name === 'apply-timetable') {
    const { timetable, zone } = readTimetable()
    const warnings = [
      ...warnIfFolded(rawInput('timetable')),
      ...warnAboutRates(timetable),
      ...warnAboutZoneData(zone, [input('timezone'), zone.name], Date.now()),
      ...warnAboutUnusedThrottling()
    ]
    return { operation: { name, timetable, zone }, warnings }
  }
  if (name === 'update-qos') {
    const throttling = readThrottling()
    const warnings = [
      ...warnAboutZeros(throttling),
      ...warnAboutPlainDigits('max-bandwidth', input('max-bandwidth')),
      ...warnAboutUnusedTimetable()
    ]
    return { operation: { name, ...throttling }, warnings }
  }
  const warnings = [...warnAboutUnusedThrottling(), ...warnAboutUnusedTimetable()]
  if (name === 'create-report' || name === 'get-report')
    return { operation: { name, round: readRound(isSingle) }, warnings }
  if (name === 'retry-job') return { operation: { name, sourceAccessSecret: input('source-access-secret') }, warnings }
  return { operation: { name }, warnings }
}

/** @returns a round's runtime ID; undefined for the latest one */
function readRound(isSingle: boolean): bigint | undefined {
  const text = input('round')
  if (text === '') return undefined
  if (!/^[0-9]{1,19}$/.test(text)) {
    throw invalid(
      `round is ${quote(text)}, but it must be the runtime ID of a round in plain digits, as in 2.${roundingHint(text)}`
    )
  }
  if (!isSingle) {
    throw invalid(`round is ${text}, but job-name selects several jobs, and each has its own rounds. Name one job.`)
  }
  return BigInt(text)
}

function warnAboutUnusedAfterMigration(name: OperationName): string[] {
  const isReport = name === 'create-report' || name === 'get-report'
  return [
    ...(!isReport && input('round') !== '' ? ['round was ignored: only create-report and get-report use it.'] : []),
    ...(name !== 'retry-job' && input('source-access-secret') !== ''
      ? ['source-access-secret was ignored: only retry-job uses it.']
      : [])
  ]
}

const THROTTLING_INPUTS = ['max-bandwidth', 'max-qps'] as const

function readThrottling(): Throttling {
  const missing = THROTTLING_INPUTS.filter((name) => input(name) === '')
  if (missing.length > 0) {
    throw invalid(
      `update-qos needs both max-bandwidth (as in 100Mbit/s) and max-qps (files per second), but ${joinWithAnd(missing)} ${missing.length === 1 ? 'is' : 'are'} not set.`
    )
  }
  return { maxBandwidth: readMaxBandwidth(), maxQps: readMaxQps() }
}

function warnAboutZeros({ maxBandwidth, maxQps }: Throttling): string[] {
  const zeros = [...(maxBandwidth === 0n ? ['max-bandwidth'] : []), ...(maxQps === 0n ? ['max-qps'] : [])]
  return zeros.map((name) => `${name} is 0 and is sent as it is, but the service documents no meaning for 0.`)
}

function warnAboutUnusedThrottling(): string[] {
  const operation = input('operation')
  const advice =
    operation === 'apply-timetable'
      ? 'the timetable says what the job may use. Write it into its lines.'
      : `${operation} does not change the throttling. Use operation update-qos for that.`
  return THROTTLING_INPUTS.filter((name) => input(name) !== '').map(
    (name) => `${name} is ${quote(input(name))}, which was ignored: ${advice}`
  )
}

function readTimetable(): { timetable: Timetable; zone: Zone } {
  const text = rawInput('timetable')
  const timezone = input('timezone')
  if (text.trim() === '') {
    throw invalid('apply-timetable needs timetable, which is not set: one switch a line, as in "Mon-Fri 08:00 pause".')
  }
  if (timezone === '') {
    throw invalid(
      "apply-timetable needs timezone, which is not set: the zone that the timetable's hours are meant in, as in Asia/Shanghai."
    )
  }
  return { timetable: parseTimetable(text), zone: zoneOf(timezone) }
}

function warnAboutUnusedTimetable(): string[] {
  const reason = `${quote(input('operation'))} does not look at the hour. Use operation apply-timetable for that.`
  const unused = (['timetable', 'timezone'] as const).filter((name) => input(name) !== '')
  return unused.map((name) => `${name} was ignored: ${reason}`)
}

/** What a step waits for, and for how long. */
export interface Wait {
  /** `accepted`: no wait. `applied`: GetJob shows the change. `finished`: the migration has finished. */
  until: 'accepted' | 'applied' | 'finished'
  timeoutSeconds: number
  /** The time between two polls. */
  intervalSeconds: number
  /** Whether the step fails if files couldn't be copied. */
  failOnFailedFiles: boolean
}

/** What else than `accepted` operations can wait for, if it isn't just `applied`. */
const WAITS: Partial<Record<OperationName, string[]>> = {
  'start-job': ['applied', 'finished'],
  'resume-job': ['applied', 'finished'],
  'retry-job': ['applied', 'finished'],
  'get-job': ['finished'],
  'get-job-status': ['finished'],
  'create-report': ['finished'],
  'get-report': []
}

export function readWait(operation: OperationName): Wait {
  const until = input('wait-for')
  if (until !== 'accepted' && until !== 'applied' && until !== 'finished') {
    throw invalid(`wait-for is ${quote(until)}, but it must be one of accepted, applied and finished.`)
  }
  const isPossible = until === 'accepted' || (WAITS[operation] ?? ['applied']).includes(until)
  if (!isPossible) {
    const others = OPERATIONS.filter((name) => (WAITS[name] ?? ['applied']).includes(until))
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
    `wait-timeout-seconds is ${timeoutSeconds}, but a job on a GitHub-hosted runner is stopped after 6 hours (21600 s), before this wait ends. Wait for up to 20000 s, and again in another job with get-job, or use a self-hosted runner.`
  ]
}
