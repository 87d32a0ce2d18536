import { ExitCode } from '@actions/core'
import type { BatchResult, JobResult } from '../batch/batch.ts'
import type { Target } from '../inputs/inputs.ts'
import { type Counters, percentage } from '../job/history.ts'
import { changedOf, combineChanged, errorOf, failure, type OperationResult, success } from '../job/result.ts'
import { shownStatus } from '../job/states.ts'
import { MAX_CAUSE, MAX_WARNING, MAX_WARNINGS } from '../limits.ts'
import type { OutputName } from '../runner/contract.ts'
import { error, info, notice, printGroup, warning } from '../runner/logger.ts'
import { joinWithAnd, plural, truncate, truncateList } from '../text.ts'
import { boundEnvelope, createJobReport, type JobReport, toJson } from './job-report.ts'
import { jobOutputs, resultsJson, writeOutputs } from './outputs.ts'
import { describeRoundStatuses } from './round-statuses.ts'
import { batchSummary, jobSummary, writeSummary } from './summary.ts'

/** How a step ended: with a result for each job, or before its jobs were known. */
export type StepResult = BatchResult | StepError

interface StepError {
  error: unknown
  /** Whether a change may have been sent. */
  mayHaveChanged?: boolean
  statusCode?: number | undefined
  note?: string | undefined
}

/** Reports how the step ended, in the log, annotations, outputs, summary and exit code. It never throws. */
export function report(result: StepResult, target: Target): void {
  try {
    reportResult(result, target)
  } catch (error) {
    reportResult({ error, mayHaveChanged: true }, target)
  }
}

function reportResult(result: StepResult, target: Target): void {
  if ('error' in result) {
    const { error, mayHaveChanged, ...observed } = result
    reportJob({ ...observed, outcome: failure(error, mayHaveChanged ? undefined : false) }, target)
    return
  }
  const [job] = result.jobs
  if (target.isSingle && job !== undefined) reportJob(job.result, target)
  else reportBatch(result, target)
}

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

function annotateJob({ envelope, requestId, target, text, serviceMessage }: JobReport): void {
  if (envelope.Code === 'success') {
    notice(text, `${target.operation}: success`)
    return
  }
  const isNamed = requestId !== undefined && text.includes(requestId)
  const details = [serviceMessage, requestId && !isNamed && `request ID ${requestId}`].filter(Boolean)
  const suffix = details.length === 0 ? '' : ` (${details.join('; ')})`
  error(`${text}${suffix}`, envelope.ErrorCode)
}

/** Prints the log of one of several jobs and its result as a group. */
export function printJob(target: Target, { name, result }: JobResult, lines: readonly string[]): void {
  const jobTarget = { ...target, jobName: name }
  const { envelope, text, serviceMessage } = createJobReport(result, jobTarget, new Date())
  const state = shownStatus(result.job?.status) ?? ''
  const title = envelope.Code === 'fail' ? `fail ${envelope.ErrorCode}` : `success ${state}`
  const json = toJson(boundEnvelope(envelope), 2).split('\n')
  const message = serviceMessage === '' ? [] : [serviceMessage]
  printGroup(`${name}: ${title.trim()}`, [...lines, ...json, text, ...message])
}

function reportBatch({ jobs, warnings, samples }: BatchResult, target: Target): void {
  const time = new Date()
  const totals = summarize(jobs)
  const reports = jobs.map(({ name, result, isSkipped }) => ({
    ...createJobReport(result, { ...target, jobName: name }, time),
    isSkipped
  }))
  const primary = reports[totals.primary] as JobReport
  // Another entry can become active while the jobs run, so the last one is reported.
  const entries = jobs.flatMap(({ result }) => result.activeEntry ?? [])
  const activeEntry = entries.sort((a, b) => a.instant - b.instant).at(-1)
  const outcome = success(totals.isChanged)
  const overall: JobReport = {
    ...primary,
    target,
    envelope: boundEnvelope(primary.envelope),
    result: { outcome, counters: totals.counters, samples, ...(activeEntry && { activeEntry }) },
    text: describeBatch(reports, totals, target.operation, samples.length > 0)
  }
  const { json, leftOut } = resultsJson(reports)
  info(toJson(overall.envelope, 2))
  if (leftOut.length > 0) info(`The output results would be too long, so it is without ${joinWithAnd(leftOut)}.`)
  annotateWarnings(warnings, target)
  if (totals.failed === 0) notice(overall.text, `${target.operation}: success`)
  else error(overall.text, `${target.operation}: ${totals.failed} of ${jobs.length} failed`)
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

/** A sum is undefined if any of its values is. */
function sumCounters(all: readonly (Counters | undefined)[]): Counters {
  const add = (a: bigint | undefined, b: bigint | undefined) => (a === undefined || b === undefined ? undefined : a + b)
  const sum = (name: Exclude<keyof Counters, 'percent'>) => all.map((counters) => counters?.[name]).reduce(add, 0n)
  const sums = {
    totalCount: sum('totalCount'),
    copiedCount: sum('copiedCount'),
    failedCount: sum('failedCount'),
    skippedCount: sum('skippedCount'),
    totalBytes: sum('totalBytes'),
    copiedBytes: sum('copiedBytes')
  }
  const percents = all.map((counters) => counters?.percent)
  const ratio = percentage(sums.copiedBytes, sums.totalBytes) ?? percentage(sums.copiedCount, sums.totalCount)
  const isComplete = percents.every((percent) => percent === 100)
  return { ...sums, percent: percents.includes(undefined) ? undefined : isComplete ? 100 : ratio }
}

function describeBatch(reports: JobReport[], totals: Totals, operation: string, hasWaited: boolean): string {
  const statuses = operation === 'get-job-status' ? `${describeRoundStatuses(reports)}.` : ''
  if (totals.failed === 0) {
    if (statuses !== '') return statuses
    const changed = operation === 'get-job' ? '' : ` ${plural(totals.changed, 'job')} changed.`
    // Right after a change, the states are those from before it.
    const states = totals.changed > 0 && !hasWaited ? '' : describeStates(reports)
    return `${operation}: ${plural(reports.length, 'job')}, none failed.${changed}${states}`
  }
  const failed = reports.filter(({ envelope }) => envelope.Code === 'fail')
  const names = truncateList(failed.map(({ target }) => target.jobName))
  const sent = failed.filter(({ isSkipped }) => !isSkipped)
  const same = mostCommon(sent.length > 0 ? sent : failed, errorCodeOf)
  const example = mostCommon(same, ({ text }) => text)[0] as JobReport
  const code = errorCodeOf(example)
  const message = example.serviceMessage === '' ? '' : ` (${example.serviceMessage})`
  const title = failed.length === 1 ? `${code}:` : `The commonest cause is ${code} (${same.length}):`
  const text = truncate(`${example.text}${message}`, MAX_CAUSE)
  const problem = `${totals.failed} of ${reports.length} failed: ${names}. ${title} ${text}`
  return statuses === '' ? problem : `${statuses} The step failed for ${problem}`
}

/** Example: ` 2 at IMPORT_JOB_DOING, 5 at IMPORT_JOB_SUSPEND.` */
function describeStates(reports: readonly JobReport[]): string {
  const states = Map.groupBy(reports, ({ result }) => shownStatus(result.job?.status) ?? '')
  states.delete('')
  if (states.size === 0) return ''
  const parts = [...states].sort().map(([state, of]) => `${of.length} at ${state}`)
  return ` ${parts.slice(0, 12).join(', ')}.`
}

function errorCodeOf({ envelope }: JobReport): string {
  return envelope.Code === 'fail' ? envelope.ErrorCode : ''
}

/** The reports with the most common key. */
function mostCommon(reports: readonly JobReport[], keyOf: (report: JobReport) => string): JobReport[] {
  const groups = [...Map.groupBy(reports, keyOf).values()]
  return groups.sort((a, b) => b.length - a.length)[0] ?? []
}

function annotateWarnings(warnings: BatchResult['warnings'], { operation }: Target): void {
  if (warnings.size === 0) return
  const texts = [...warnings].map(([text, names]) => `${truncateList(names)}: ${truncate(text, MAX_WARNING)}`)
  const more = texts.length > MAX_WARNINGS ? [`and ${texts.length - MAX_WARNINGS} more, in the log`] : []
  warning([...texts.slice(0, MAX_WARNINGS), ...more].join('\n'), `${operation}: warnings`)
}
