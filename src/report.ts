import { appendFileSync, existsSync } from 'node:fs'
import * as core from '@actions/core'
import type { GetJobResp } from '@alicloud/hcs-mgw20240626'
import type { OutputName } from './contract.ts'
import { redact } from './credentials.ts'
import { type Envelope, plain, type Result, type Subject, shorten } from './result.ts'
import type { Seen } from './service.ts'
import { runUrl } from './workflow-run.ts'

declare global {
  interface JSON {
    /** A piece of JSON as it is: for integers that a number would change (ES2026; TypeScript does not know it yet). */
    rawJSON(text: string): object
  }
}

/** How much of a value the summary shows, in characters. */
const MAX_CELL = 1_000

/**
 * Tells how the run ended: the envelope in the log, one annotation, the outputs, the job summary, and the exit code.
 * Never throws.
 */
export function report(result: Result, subject: Subject, seen: Seen): void {
  core.info(json(result.envelope, 2))
  annotate(result, subject)
  const written = writeOutputs(result, seen)
  writeSummary(result, subject, seen)
  const ok = written && result.envelope.Code === 'success'
  process.exitCode = ok ? core.ExitCode.Success : core.ExitCode.Failure
}

function annotate({ envelope, requestId, text, said }: Result, { operation }: Subject): void {
  if (envelope.Code === 'success') {
    core.notice(text, { title: `${operation}: success` })
    return
  }
  const details = [said, requestId && `request ID ${requestId}`].filter(Boolean).join('; ')
  core.error(details === '' ? text : `${text} (${details})`, { title: envelope.ErrorCode })
}

/** @returns whether the outputs could be written */
function writeOutputs({ envelope, requestId }: Result, { job, counters, changed }: Seen): boolean {
  const failed = envelope.Code === 'fail' ? envelope : undefined
  const outputs: Record<OutputName, string> = {
    code: envelope.Code,
    'status-code': envelope.StatusCode?.toString() ?? '',
    'request-id': requestId ?? '',
    'error-code': failed?.ErrorCode ?? '',
    'error-message': failed?.ErrorMsg ?? '',
    result: json(envelope, 0),
    changed: show(changed),
    'job-status': plain(job?.status ?? ''),
    'max-bandwidth': show(job?.importQos?.maxBandWidth),
    'max-qps': show(job?.importQos?.maxImportTaskQps),
    'total-count': show(counters?.totalCount),
    'copied-count': show(counters?.copiedCount),
    'failed-count': show(counters?.failedCount),
    'skipped-count': show(counters?.skippedCount),
    'total-bytes': show(counters?.totalBytes),
    'copied-bytes': show(counters?.copiedBytes),
    progress: counters?.percent?.toFixed(1) ?? ''
  }
  try {
    // Written at once: the toolkit's setOutput opens the file for each of them, and loads node:crypto for its delimiter.
    if (!process.env.GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT is not set')
    // A file that is not there would be made, and read by nobody.
    if (!existsSync(process.env.GITHUB_OUTPUT)) throw new Error('GITHUB_OUTPUT names no file')
    appendFileSync(process.env.GITHUB_OUTPUT, fileCommand(outputs))
    return true
  } catch (error) {
    core.error(
      `The outputs of this step could not be written, so later steps do not see how it ended: ${reason(error)}. See that the disk is not full and that GITHUB_OUTPUT names a file that can be written.`,
      { title: 'Outputs not written' }
    )
    return false
  }
}

/**
 * Values as the runner reads them from a file: `name<<delimiter`, the value, and the delimiter, each on its own line
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings).
 */
function fileCommand(values: Record<string, string>): string {
  let delimiter: string
  do delimiter = `ghadelimiter_${Math.random().toString(36).slice(2)}`
  while (Object.values(values).some((value) => value.includes(delimiter)))
  return Object.entries(values)
    .map(([name, value]) => `${name}<<${delimiter}\n${redact(value)}\n${delimiter}\n`)
    .join('')
}

function show(value: number | bigint | boolean | undefined): string {
  return value === undefined ? '' : String(value)
}

/** Best effort: a run is not worse for a summary that could not be written. */
function writeSummary({ envelope, requestId, text, said }: Result, subject: Subject, seen: Seen): void {
  const failed = envelope.Code === 'fail'
  const url = runUrl()
  const rows = {
    Operation: code(subject.operation),
    Job: code(subject.jobName),
    Region: code(subject.region),
    ...rowsOf(seen),
    Code: failed ? `❌ ${code('fail')} ${code(envelope.ErrorCode)}` : `✅ ${code('success')}`,
    'HTTP status': code(envelope.StatusCode?.toString() ?? ''),
    'Request ID': code(requestId ?? ''),
    Run:
      url === undefined ? '' : `<a href="${escapeHtml(url)}">${escapeHtml(url.split('/').at(-1) ?? '')}</a>`
  }
  const table = Object.entries(rows)
    .filter(([, cell]) => cell !== '')
    .map(([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`)
  const chart = seen.course?.chart() ?? ''
  const explanation =
    failed || seen.note !== undefined ? `<p>${escapeHtml(redact(text)).replaceAll('&#10;', '<br>')}</p>` : ''
  const quotation = said === '' ? '' : `<pre>${escapeHtml(said)}</pre>`
  try {
    // All in one line of HTML, in which GitHub reads no Markdown. (The toolkit's builder would only add to dist.)
    appendFileSync(
      process.env.GITHUB_STEP_SUMMARY ?? '',
      `<table>${table.join('')}</table>${explanation}${quotation}\n${chart === '' ? '' : `\n${chart}\n`}`
    )
  } catch (error) {
    core.debug(`The job summary was not written: ${reason(error)}`)
  }
}

/** What was seen of the job, before and after, as rows of the summary. */
function rowsOf({ before, job, counters }: Seen): Record<string, string> {
  const change = (of: (job: GetJobResp) => string): string => {
    const [first, last] = [before, job].map((seen) => (seen === undefined ? '' : code(of(seen))))
    return first === '' || first === last ? (last ?? '') : `${first} → ${last}`
  }
  const rate = ({ importQos }: GetJobResp): string =>
    importQos === undefined ? '' : `${importQos.maxBandWidth} bit/s, ${importQos.maxImportTaskQps} files/s`
  const files =
    counters?.copiedCount === undefined
      ? ''
      : `${counters.copiedCount} of ${counters.totalCount ?? '?'} (${counters.failedCount ?? '?'} failed, ${counters.skippedCount ?? '?'} skipped)`
  return {
    State: change(({ status }) => status ?? ''),
    Throttling: change(rate),
    Files: code(files),
    Size: code(counters?.copiedBytes === undefined ? '' : counters.bytes),
    Progress: code(counters?.percent === undefined ? '' : `${counters.percent.toFixed(1)} %`)
  }
}

function code(text: string): string {
  return text === '' ? '' : `<code>${escapeHtml(shorten(redact(text), MAX_CELL))}</code>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * JSON without keys, and that the runner cannot take for a command. No line of it begins with `::`, but a runner also
 * obeys the older form `##[name]`, anywhere in a line. The escape means the same to whoever parses the JSON.
 */
function json(envelope: Envelope, indent: number): string {
  const redacted = (_: string, value: unknown): unknown =>
    typeof value === 'string'
      ? redact(value)
      : typeof value === 'bigint'
        ? JSON.rawJSON(String(value))
        : value
  return JSON.stringify(envelope, redacted, indent).replaceAll('##[', '##\\u005b')
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
