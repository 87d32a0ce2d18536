import { ActionError, invalid } from '../action-error.ts'
import { environment, input, rawInput } from '../runner/environment.ts'
import { closestMatch, joinWithAnd, quote } from '../text.ts'
import { parseTimetable, warnIfFolded } from '../timetable/parse-timetable.ts'
import type { Timetable } from '../timetable/timetable.ts'
import { type Zone, zoneOf } from '../timetable/zone.ts'
import { readBoolean, readMaxBandwidth, readMaxQps, readNumber } from './values.ts'

/** The values that `operation` accepts. */
const OPERATIONS = [
  'start-job',
  'resume-job',
  'pause-job',
  'close-job',
  'update-qos',
  'apply-timetable',
  'get-job'
] as const

export type Operation = { name: 'get-job' } | Change | ApplyTimetable

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

/** Every operation except apply-timetable: at most one change. */
export type SingleOperation = Exclude<Operation, ApplyTimetable>

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
export function readOperation(name: OperationName): { operation: Operation; warnings: string[] } {
  if (name === 'apply-timetable') {
    const warnings = [...warnIfFolded(rawInput('timetable')), ...warnAboutUnusedThrottling()]
    return { operation: { name, ...readTimetable() }, warnings }
  }
  if (name === 'update-qos') {
    const throttling = readThrottling()
    const warnings = [...warnAboutZeros(throttling), ...warnAboutUnusedTimetable()]
    return { operation: { name, ...throttling }, warnings }
  }
  return { operation: { name }, warnings: [...warnAboutUnusedThrottling(), ...warnAboutUnusedTimetable()] }
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

export function readWait(operation: OperationName): Wait {
  const until = input('wait-for')
  if (until !== 'accepted' && until !== 'applied' && until !== 'finished') {
    throw invalid(`wait-for is ${quote(until)}, but it must be one of accepted, applied and finished.`)
  }
  if (until === 'finished' && !isStart({ name: operation }) && operation !== 'get-job') {
    throw invalid(`wait-for is finished, which is for start-job, resume-job and get-job only, not for ${operation}.`)
  }
  if (until === 'applied' && operation === 'get-job') {
    throw invalid('wait-for is applied, but get-job changes nothing that could be applied.')
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
