import { countersOf } from '../job/counters.ts'
import { instantsOf, newestEntry, readHistory, roundsOf } from '../job/history.ts'
import type { Job, JobSnapshot } from '../job/job.ts'
import { NEW_ROUND, warnOfSchedule } from '../job/precheck.ts'
import { describeRates, describeThrottling, isFinished } from '../job/states.ts'
import type { RetryOptions } from '../retry/retry.ts'
import { duration } from '../text/units.ts'
import { list } from '../text/words.ts'
import { describeLateness, describeNext, writeInstant } from '../timetable/describe.ts'
import { describeTarget } from '../timetable/state.ts'
import type { Zone } from '../timetable/zone.ts'
import type { Changes, Course } from './course.ts'
import type { Decision, Nothing } from './decide.ts'

/** How far the clocks of this machine and of the service may be apart before it is worth a warning, in ms. */
const MAX_APART = 5 * 60_000

/** When the last round ended, how many files failed, if the history tells, and how to have a new one. */
export async function describeEnd(job: Job, zone: Zone, options: RetryOptions): Promise<string[]> {
  const { entries = [] } = await readHistory(job, { ...options, maxAttempts: 1 })
  const [round] = roundsOf(entries)
  const entry = round && newestEntry(round).entry
  const [end, ...others] = instantsOf(entry?.endTime || entry?.startTime || '')
  const failed = entry && countersOf(entry).failedCount
  const when = end !== undefined && others.length === 0 ? ` ended ${writeInstant(zone, end)}` : ' has ended'
  const files = failed === undefined ? '' : `, with ${failed} files that could not be copied`
  return [
    ...(isFinished(entry?.status) ? [`Its last round${when}${files}.`] : []),
    `If it should migrate once more, use start-job: ${NEW_ROUND}`
  ]
}

/** What a dry run says. */
export function foresee({ inForce, before }: Course, decision: Exclude<Decision, Nothing>): string {
  const { line } = inForce
  const verb = { pause: 'be paused', start: 'be started', throttle: 'be throttled' }[decision.name]
  const throttling = decision.name === 'pause' ? undefined : decision.throttling
  const rates =
    throttling === undefined
      ? ''
      : `, with ${describeRates(throttling)} in place of ${describeThrottling(before.job.importQos)}`
  return `Dry run: line ${line.number} asks for ${describeTarget(line.state)}. The job is at ${before.job.status} and would ${verb}${rates}. Nothing was changed. ${describeNext(inForce)}`
}

/** What was done, how late, and what comes next. Of what failed, where that leaves the job. */
export function noteOf(course: Course, { error, note, accepted, changed }: Changes): string {
  const { inForce, options, before, inputs } = course
  const { line } = inForce
  const late = describeLateness(inForce, options.clock.date())
  if (error !== undefined) return [note, accepted.length > 0 && late].filter(Boolean).join(' ')
  const changes = accepted.map(({ change, requestId }) =>
    requestId === undefined ? change.name : `${change.name} (request ID ${requestId})`
  )
  const isFirst = before.job.status === 'IMPORT_JOB_BEGIN' && line.state.name === 'run'
  return [
    `Line ${line.number} of the timetable asks for ${describeTarget(line.state)}.`,
    changed && `The service accepted ${list(changes)} for the job ${inputs.jobName}.`,
    isFirst && "It is the job's first start.",
    note,
    changed && late,
    describeNext(inForce)
  ]
    .filter(Boolean)
    .join(' ')
}

/** What there is to know of a job beside what is done to it. */
export function warnOf({ job, date }: JobSnapshot, { clock, logger }: RetryOptions): void {
  warnOfSchedule(job, logger)
  const apart = date === undefined ? 0 : date - clock.date()
  if (Math.abs(apart) <= MAX_APART) return
  logger.warning(
    `The clock of this machine is ${duration(Math.abs(apart))} ${apart > 0 ? 'behind' : 'ahead of'} the service's. The hour is taken from this machine: correct its clock (NTP).`
  )
}
