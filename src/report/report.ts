import { ExitCode } from '@actions/core'
import { ActionError } from '../action-error.ts'
import type { BatchResult, JobResult } from '../batch/batch.ts'
import type { Target } from '../inputs/inputs.ts'
import { isJobName } from '../inputs/job-selection.ts'
import { type Counters, percentage } from '../job/history.ts'
import { changedOf, combineChanged, errorOf, failure, type OperationResult, success } from '../job/result.ts'
import { countStates, PARTICIPLES, shownStatus } from '../job/states.ts'
import { MAX_CAUSE, MAX_NAMES, MAX_WARNING } from '../limits.ts'
import type { OutputName } from '../runner/contract.ts'
import { error, info, notice, printGroup, warning } from '../runner/logger.ts'
import { actionFileUrl } from '../runner/workflow-run.ts'
import { joinParts, joinWithAnd, plural, prefixed, truncate, truncateList } from '../text.ts'
import { boundEnvelope, createJobReport, describeFiles, isInTrouble, type JobReport, toJson } from './job-report.ts'
import { jobOutputs, resultsJson, writeOutputs } from './outputs.ts'
import { batchSummary, jobSummary, writeSummary } from './summary.ts'

/** How a step ended: with a result for each job, or before its jobs were known. */
export type StepResult = BatchResult | OperationResult

/** Reports how the step ended, in the log, annotations, outputs, summary and exit code. It never throws. */
export function report(result: StepResult, target: Target): void {
  try {
    if ('outcome' in result) reportJob(result, target)
    else if (result.jobs[0] === undefined)
      reportJob({ outcome: failure(new ActionError('NoSuchImportJob', ALL_GONE), false) }, target)
    else if (target.isSingle) reportJob(result.jobs[0].result, target)
    else reportBatch(result, target)
  } catch (error) {
    reportJob({ outcome: failure(error, undefined) }, target)
  }
}

const ALL_GONE = 'Nothing was changed: all jobs that job-name matched were deleted before their turn.'

function reportJob(result: OperationResult, target: Target): void {
  const jobReport = createJobReport(result, target, new Date())
  info(toJson(jobReport.envelope, 2))
  annotateJob(jobReport)
  finish(jobReport.envelope.Code === 'success', jobOutputs(jobReport), () => jobSummary(jobReport))
}

function finish(isSuccess: boolean, outputs: Record<OutputName, string>, summary: () => string): void {
  const isWritten = writeOutputs(outputs)
  writeSummary(summary)
  process.exitCode = isWritten && isSuccess ? ExitCode.Success : ExitCode.Failure
}

function annotateJob(report: JobReport): void {
  const { envelope, requestId, target, text, serviceMessage, section } = report
  if (envelope.Code === 'success') {
    notice(text, `${target.operation}: success`)
    return
  }
  const isNamed = requestId !== undefined && text.includes(requestId)
  const details = [serviceMessage, requestId && !isNamed && `request ID ${requestId}`]
  error(joinParts([headline(report), text, inParentheses(details), linkTo(section)]), envelope.ErrorCode)
}

function headline({ target, result }: JobReport): string {
  const { operation, jobName } = target
  const changed = changedOf(result)
  if (errorOf(result) instanceof ActionError || changed === undefined) return ''
  const what = isJobName(jobName) ? `${operation} of ${jobName}` : operation
  return changed && result.samples !== undefined ? `${what} was accepted, but its wait failed.` : `${what} failed.`
}

function inParentheses(details: readonly unknown[]): string {
  const known = details.filter(Boolean).map((text) => String(text).replace(/[.;\s]+$/, ''))
  return known.length === 0 ? '' : `(${known.join('; ')})`
}

function linkTo(section: string | undefined): string {
  const page = actionFileUrl('docs/troubleshooting.md')
  return section === undefined || page === undefined ? '' : `See ${page}#${section}`
}

/** Prints the log of one of several jobs and its result as a group. */
export function printJob(target: Target, { name, result }: JobResult, lines: readonly string[]): void {
  const jobTarget = { ...target, jobName: name }
  const { envelope, text, serviceMessage } = createJobReport(result, jobTarget, new Date())
  const detail = envelope.Code === 'fail' ? envelope.ErrorCode : (result.reason ?? shownStatus(result.job?.status))
  const json = toJson(boundEnvelope(envelope), 2).split('\n')
  const message = serviceMessage ? [serviceMessage] : []
  printGroup(joinParts([`${name}: ${envelope.Code}`, detail]), [...lines, ...json, text, ...message])
}

function reportBatch({ jobs, warnings, samples, activeEntry }: BatchResult, target: Target): void {
  const time = new Date()
  const totals = summarize(jobs)
  const reports = jobs.map(({ name, result, isSkipped }) => ({
    ...createJobReport(result, { ...target, jobName: name }, time),
    isSkipped
  }))
  const primary = reports[totals.primary] as JobReport
  const outcome = success(totals.isChanged)
  // A list of one job has the outputs of that job.
  const only = jobs.length === 1 ? primary.result : {}
  const overall: JobReport = {
    ...primary,
    target,
    envelope: boundEnvelope(primary.envelope),
    result: { ...only, outcome, counters: totals.counters, samples, ...(activeEntry && { activeEntry }) },
    text: describeBatch(reports, totals, target, samples.length > 0)
  }
  const { json, leftOut } = resultsJson(reports)
  info(`The output result, from ${primary.target.jobName}:`)
  info(toJson(overall.envelope, 2))
  if (leftOut.length > 0) info(`Left out of the output results, which is too long: ${joinWithAnd(leftOut)}.`)
  annotateWarnings(warnings, target)
  const { operation } = target
  const { text } = overall
  if (totals.failed > 0)
    error(joinParts([text, linkTo(commonFailure(reports).example.section)]), `${operation}: failed`)
  else if (reports.some(isInTrouble)) warning(text, `${operation}: jobs in trouble`)
  else notice(text, `${operation}: success`)
  const outputs = {
    ...jobOutputs(overall),
    results: json,
    'jobs-total': String(jobs.length),
    'jobs-succeeded': String(totals.succeeded),
    'jobs-failed': String(totals.failed),
    'jobs-changed': String(totals.changed)
  }
  finish(totals.failed === 0, outputs, () => batchSummary(overall, reports))
}

export type Totals = ReturnType<typeof summarize>

/** @param jobs at least one */
export function summarize(jobs: readonly JobResult[]) {
  const failures = jobs.filter(({ result }) => errorOf(result) !== undefined)
  const changes = jobs.map(({ result }) => changedOf(result))
  // A skipped job isn't the cause.
  const primary = failures.find(({ isSkipped }) => !isSkipped) ?? failures[0] ?? jobs.at(-1)
  return {
    succeeded: jobs.length - failures.length,
    failed: failures.length,
    /** How many jobs are known to have been changed. */
    changed: changes.filter((changed) => changed).length,
    /** Whether any job was changed; undefined if that is unknown for one, and none is known to have been. */
    isChanged: combineChanged(changes),
    counters: sumCounters(jobs.map(({ result }) => result.counters)),
    /** The index of the job whose result is the step's: the first that failed, or the last one. */
    primary: jobs.indexOf(primary as JobResult)
  }
}

const SUMMED = ['totalCount', 'copiedCount', 'failedCount', 'skippedCount', 'totalBytes', 'copiedBytes'] as const

/** A sum is undefined if any of its values is. */
function sumCounters(all: readonly (Counters | undefined)[]): Counters {
  const add = (a: bigint | undefined, b: bigint | undefined) => (a === undefined || b === undefined ? undefined : a + b)
  const sums = Object.fromEntries(
    SUMMED.map((name) => [name, all.map((counters) => counters?.[name]).reduce(add, 0n)])
  ) as Record<(typeof SUMMED)[number], bigint | undefined>
  const percents = all.map((counters) => counters?.percent)
  const ratio = percentage(sums.copiedBytes, sums.totalBytes) ?? percentage(sums.copiedCount, sums.totalCount)
  const isComplete = percents.every((percent) => percent === 100)
  return { ...sums, percent: percents.includes(undefined) ? undefined : isComplete ? 100 : ratio }
}

function describeBatch(reports: JobReport[], totals: Totals, target: Target, hasWaited: boolean): string {
  const prediction = describePrediction(reports, target)
  if (totals.failed === 0) return prediction ?? describeSuccesses(reports, totals, target, hasWaited)
  const { failed, same, example } = commonFailure(reports)
  const names = truncateList(failed.map((one) => one.target.jobName))
  const code = errorCodeOf(example)
  const title = failed.length === 1 ? code : `Most common error (${same.length}): ${code}`
  const text = truncate(joinParts([example.text, inParentheses([example.serviceMessage])]), MAX_CAUSE)
  const start =
    target.operation === 'get-job-status'
      ? `${describeRoundStatuses(reports)}. The step failed for`
      : `${totals.failed} of ${plural(reports.length, 'job')} failed:`
  return joinParts([prediction, `${start} ${names}. ${title}: ${text}`])
}

/** The failed jobs, those with the most common error code, and one with the most common text. */
function commonFailure(reports: readonly JobReport[]) {
  const failed = reports.filter(({ envelope }) => envelope.Code === 'fail')
  const sent = failed.filter(({ isSkipped }) => !isSkipped)
  const same = mostCommon(sent.length > 0 ? sent : failed, errorCodeOf)
  return { failed, same, example: mostCommon(same, ({ text }) => text)[0] as JobReport }
}

function describeSuccesses(reports: JobReport[], totals: Totals, { operation }: Target, hasWaited: boolean): string {
  if (operation === 'get-job-status') return `${describeRoundStatuses(reports)}.`
  const states = countStates(reports.flatMap(({ result }) => result.job?.status ?? []))
  const troubled = reports.filter(({ result }) => result.counters?.failedCount).length
  const trouble = troubled === 0 ? '' : `; ${troubled} with failed files`
  const end = `${trouble}${prefixed('. In total: ', hasWaited ? describeFiles(totals.counters) : '')}.`
  const jobs = plural(reports.length, 'job')
  if (operation === 'get-job') return `${jobs}: ${states || 'states unknown'}${end}`
  // Right after a change, the states are those from before it.
  const now = states === '' || (totals.changed > 0 && !hasWaited) ? '' : `Now: ${states}${end}`
  return joinParts([`${operation} changed ${totals.changed} of ${jobs}.`, describeReasons(reports), now])
}

/** How many rounds have which status. Example: `2 of 40 failed (a: 3 files, b: interrupted), 5 running, 33 succeeded`. */
export function describeRoundStatuses(reports: readonly JobReport[]): string {
  const { failed = [], ...others } = Object.groupBy(reports, ({ result }) => result.roundStatus ?? 'unread')
  const names = failed.map(({ target, result }) => `${target.jobName}: ${result.roundReason}`)
  const left = names.splice(MAX_NAMES).length
  if (left > 0) names.push(`and ${left} more`)
  const list = names.length === 0 ? '' : ` (${names.join(', ')})`
  const rest = Object.entries(ROUND_WORDS).map(([status, word]) => {
    const count = others[status as keyof typeof others]?.length
    return count && `${count} ${word}`
  })
  return joinParts([`${failed.length} of ${reports.length} failed${list}`, ...rest], ', ')
}

/** In the order in which they are listed. */
const ROUND_WORDS = {
  running: 'running',
  paused: 'paused',
  closing: 'closing',
  deleting: 'being deleted',
  created: 'never started',
  unknown: 'unknown',
  unread: 'not read',
  succeed: 'succeeded'
}

/** What a dry run would change; undefined if it isn't one. */
function describePrediction(reports: readonly JobReport[], { operation, jobName }: Target): string | undefined {
  if (reports.every(({ result }) => result.wouldChange === undefined)) return undefined
  const names = reports.flatMap(({ target, result }) => (result.wouldChange ? [target.jobName] : []))
  // Without max-jobs, close-job refuses a pattern.
  const isClose = operation === 'close-job' && /[*?]/.test(jobName) && names.length > 0
  const jobs = plural(reports.length, 'job')
  return joinParts([
    `Dry run: ${names.length} of ${jobs} would be ${PARTICIPLES[operation]}${prefixed(': ', truncateList(names))}.`,
    describeReasons(reports),
    'Nothing was changed.',
    isClose && `To close them, remove dry-run and set max-jobs to ${reports.length}.`
  ])
}

/** Why jobs aren't changed; empty if no reason is known. Example: `2 already finished, 1 already paused.` */
function describeReasons(reports: readonly JobReport[]): string {
  const groups = Map.groupBy(reports, ({ result }) => result.reason)
  const counts = [...groups].flatMap(([reason, { length }]) => (reason === undefined ? [] : `${length} ${reason}`))
  return counts.length === 0 ? '' : `${counts.join(', ')}.`
}

function errorCodeOf({ envelope }: JobReport): string {
  return envelope.Code === 'fail' ? envelope.ErrorCode : ''
}

function mostCommon(reports: readonly JobReport[], keyOf: (report: JobReport) => string): JobReport[] {
  const groups = [...Map.groupBy(reports, keyOf).values()]
  return groups.sort((a, b) => b.length - a.length)[0] ?? []
}

function annotateWarnings(warnings: BatchResult['warnings'], { operation }: Target): void {
  if (warnings.size === 0) return
  const texts = [...warnings].map(([text, names]) => `${truncateList(names)}: ${truncate(text, MAX_WARNING)}`)
  const left = texts.splice(MAX_NAMES).length
  if (left > 0) texts.push(`and ${left} more, in the log`)
  warning(texts.join('\n'), `${operation}: warnings`)
}
