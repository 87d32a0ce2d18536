import { ExitCode, error, info, notice, warning } from '@actions/core'
import type { OperationResult } from '../job/result.ts'
import type { Worked } from '../many/many.ts'
import { type JobResult, NotBegun, type Total, totalOf } from '../many/total.ts'
import type { OutputName } from '../runner/contract.ts'
import { printGroup } from '../runner/logger.ts'
import { count, list, some } from '../text/words.ts'
import { type Envelope, toJson } from './envelope.ts'
import { summaryOfJobs } from './jobs-summary.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { outputsOf, writeOutputs } from './outputs.ts'
import { resultsOf } from './results.ts'
import type { Subject } from './subject.ts'
import { writeSummary } from './summary.ts'
import { plain, shorten } from './text.ts'

/** The longest `result` of a step with several jobs, in bytes: all outputs together must stay below GitHub's 1 MiB. */
const MAX_RESULT = 128 * 1024
/** How much one warning says of each text, in characters, and how many texts it holds. */
const MAX_WARNING = 500
const MAX_WARNINGS = 10

/** Prints what was said of a job that has ended, and how it ended, as a group of its own. */
export function tellJob({ name, result }: JobResult, lines: readonly string[], subject: Subject): void {
  const { envelope, text, said } = outcomeOf(result, { ...subject, jobName: name }, new Date())
  const state = plain(result.job?.status)
  const title = envelope.Code === 'fail' ? `fail ${envelope.ErrorCode}` : `success ${state}`
  const json = toJson(bounded(envelope), 2).split('\n')
  printGroup(`${name}: ${title.trim()}`, [...lines, ...json, text, ...(said === '' ? [] : [said])])
}

/** Tells how a step with several jobs ended: as `report` does, with one annotation, one table and the jobs in outputs. */
export function reportJobs({ jobs, warnings, samples }: Worked, subject: Subject): void {
  const time = new Date()
  const total = totalOf(jobs)
  const outcomes = jobs.map(({ name, result }) => outcomeOf(result, { ...subject, jobName: name }, time))
  const decisive = outcomes[jobs.indexOf(total.decisive)] as Outcome
  const overall: Outcome = {
    ...decisive,
    subject,
    envelope: bounded(decisive.envelope),
    result: { changed: total.isChanged, counters: total.counters, samples, ...inForceOf(total.decisive) },
    text: describe(outcomes, total, subject, samples.length > 0)
  }
  const { json, leftOut } = resultsOf(outcomes)
  info(toJson(overall.envelope, 2))
  if (leftOut.length > 0) info(`The output results would be too long, so it is without ${list(leftOut)}.`)
  annotate(overall, warnings, outcomes.length, total)
  const isWritten = writeOutputs({ ...outputsOf(overall), ...outputsOfJobs(json, jobs.length, total) })
  writeSummary(() => summaryOfJobs(overall, outcomes))
  const isGood = isWritten && total.failed === 0
  process.exitCode = isGood ? ExitCode.Success : ExitCode.Failure
}

/** What the timetable asks of all of them. */
function inForceOf({ result: { inForce } }: JobResult): Pick<OperationResult, 'inForce'> {
  return inForce === undefined ? {} : { inForce }
}

function outputsOfJobs(results: string, jobs: number, total: Total): Partial<Record<OutputName, string>> {
  return {
    results,
    'jobs-total': String(jobs),
    'jobs-succeeded': String(total.succeeded),
    'jobs-failed': String(total.failed),
    'jobs-changed': String(total.changed)
  }
}

/** Without what the service says of the job, where that is too long. */
function bounded(envelope: Envelope): Envelope {
  if (envelope.Code === 'fail' || Buffer.byteLength(toJson(envelope, 0)) <= MAX_RESULT) return envelope
  return { ...envelope, Data: {} }
}

/** What came of all jobs, in a few sentences. */
function describe(
  outcomes: readonly Outcome[],
  total: Total,
  { operation }: Subject,
  wasWaitedFor: boolean
): string {
  const all = outcomes.length
  if (total.failed === 0) {
    const changed = operation === 'get-job' ? '' : ` ${count(total.changed, 'job')} changed.`
    // Right after a change, the states that were seen are those from before it.
    const states = total.changed > 0 && !wasWaitedFor ? '' : describeStates(outcomes)
    return `${operation}: ${count(all, 'job')}, none failed.${changed}${states}`
  }
  const failed = outcomes.filter(({ envelope }) => envelope.Code === 'fail')
  const names = some(failed.map(({ subject }) => subject.jobName))
  const begun = failed.filter(({ result }) => !(result.error instanceof NotBegun))
  const [[code, first, times] = []] = causesOf(begun.length > 0 ? begun : failed)
  const said = first?.said ? ` (${first.said})` : ''
  const cause = failed.length === 1 ? `${code}:` : `The commonest cause is ${code} (${times}):`
  return `${total.failed} of ${all} failed: ${names}. ${cause} ${shorten(`${first?.text}${said}`, 2000)}`
}

/** ` 2 are at IMPORT_JOB_DOING, 5 at IMPORT_JOB_SUSPEND.` */
function describeStates(outcomes: readonly Outcome[]): string {
  const states = Map.groupBy(outcomes, ({ result }) => plain(result.job?.status))
  states.delete('')
  if (states.size === 0) return ''
  const parts = [...states].sort().map(([state, of]) => `${of.length} at ${state}`)
  return ` ${parts.slice(0, 12).join(', ')}.`
}

/** The error codes, the commonest first, each with a job that shows what it mostly means, and how many have it. */
function causesOf(failed: readonly Outcome[]): [code: string, first: Outcome, times: number][] {
  const byCode = Map.groupBy(failed, ({ envelope }) => (envelope.Code === 'fail' ? envelope.ErrorCode : ''))
  return [...byCode]
    .map(([code, of]): [string, Outcome, number] => [code, typical(of), of.length])
    .sort(([, , a], [, , b]) => b - a)
}

/** The first of those that have the commonest text. */
function typical(outcomes: readonly Outcome[]): Outcome {
  const [first = []] = [...Map.groupBy(outcomes, ({ text }) => text).values()].sort(
    (a, b) => b.length - a.length
  )
  return first[0] as Outcome
}

function annotate({ subject, text }: Outcome, warnings: Worked['warnings'], all: number, total: Total): void {
  if (warnings.size > 0) {
    const texts = [...warnings].map(([what, names]) => `${some(names)}: ${shorten(what, MAX_WARNING)}`)
    const more = texts.length > MAX_WARNINGS ? [`and ${texts.length - MAX_WARNINGS} more, in the log`] : []
    warning([...texts.slice(0, MAX_WARNINGS), ...more].join('\n'), {
      title: `${subject.operation}: warnings`
    })
  }
  if (total.failed === 0) notice(text, { title: `${subject.operation}: success` })
  else error(text, { title: `${subject.operation}: ${total.failed} of ${all} failed` })
}
