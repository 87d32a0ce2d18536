import { appendFileSync } from 'node:fs'
import * as core from '@actions/core'
import type { OutputName } from './contract.ts'
import { redact } from './credentials.ts'
import { explain } from './explain.ts'
import type { Envelope, Result } from './result.ts'
import { runUrl } from './workflow-run.ts'

/** What was asked for, as far as it is known: for the summary, and for the line that tells of success. */
export interface Subject {
  operation: string
  jobName: string
  region: string
}

/** How much of the service's own text an annotation shows, in characters. */
const MAX_QUOTE = 1_000

/**
 * Tells how the run ended: the envelope in the log, one annotation, the outputs, the job summary, and the exit code.
 * Never throws.
 */
export function report(result: Result, subject: Subject): void {
  core.info(json(result.envelope, 2))
  const story = tell(result, subject)
  annotate(result, subject, story)
  const written = writeOutputs(result)
  writeSummary(result, subject, story)
  const ok = written && result.envelope.Code === 'success'
  process.exitCode = ok ? core.ExitCode.Success : core.ExitCode.Failure
}

/** What happened in words: ours, and those of whoever else had something to say. */
interface Story {
  text: string
  said: string
}

function tell({ envelope, requestId, message, doubt }: Result, { operation, jobName }: Subject): Story {
  const id = requestId === undefined ? '' : ` (request ID ${requestId})`
  if (envelope.Code === 'success') {
    const what = operation === 'update-qos' ? 'throttling' : 'state'
    return {
      text: `The service accepted ${operation} for the job ${jobName}${id}. The job's ${what} changes shortly.`,
      said: ''
    }
  }
  // What this action refuses itself is fully explained by its own message.
  if (envelope.StatusCode === undefined && OWN_REFUSALS.has(envelope.ErrorCode))
    return { text: message, said: '' }
  const { meaning, advice } = explain(envelope.ErrorCode, envelope.StatusCode)
  return {
    text: [meaning, doubt || advice].join(' '),
    said: redact(shorten(message).replace(/\s+/g, ' ').trim())
  }
}

function annotate({ envelope, requestId }: Result, { operation }: Subject, { text, said }: Story): void {
  if (envelope.Code === 'success') {
    core.notice(text, { title: `${operation}: success` })
    return
  }
  const details = [said, requestId && `request ID ${requestId}`].filter(Boolean).join('; ')
  core.error(details === '' ? text : `${text} (${details})`, { title: envelope.ErrorCode })
}

const OWN_REFUSALS = new Set([
  'InvalidCommand',
  'InvalidArgument',
  'EmptyAccessId',
  'EmptyAccessSecret',
  'EmptyDomain',
  'CancelOperation',
  'AccountNotAllowed'
])

/** @returns whether the outputs could be written */
function writeOutputs({ envelope, requestId }: Result): boolean {
  const failed = envelope.Code === 'fail' ? envelope : undefined
  const outputs: Record<OutputName, string> = {
    code: envelope.Code,
    'status-code': envelope.StatusCode?.toString() ?? '',
    'request-id': requestId ?? '',
    'error-code': failed?.ErrorCode ?? '',
    'error-message': redact(failed?.ErrorMsg ?? ''),
    result: json(envelope, 0)
  }
  try {
    // Without that file, the toolkit would fall back to a command that runners no longer obey.
    if (!process.env.GITHUB_OUTPUT) throw new Error('GITHUB_OUTPUT is not set')
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value)
    return true
  } catch (error) {
    core.error(
      `The outputs of this step could not be written, so later steps do not see how it ended: ${reason(error)}. See that the disk is not full and that GITHUB_OUTPUT names a file that can be written.`,
      { title: 'Outputs not written' }
    )
    return false
  }
}

/** Best effort: a run is not worse for a summary that could not be written. */
function writeSummary({ envelope, requestId }: Result, subject: Subject, { text, said }: Story): void {
  const failed = envelope.Code === 'fail'
  const url = runUrl()
  const rows = {
    Operation: code(subject.operation),
    Job: code(subject.jobName),
    Region: code(subject.region),
    Code: failed ? `❌ ${code('fail')} ${code(envelope.ErrorCode)}` : `✅ ${code('success')}`,
    'HTTP status': code(envelope.StatusCode?.toString() ?? ''),
    'Request ID': code(requestId ?? ''),
    Run:
      url === undefined ? '' : `<a href="${escapeHtml(url)}">${escapeHtml(url.split('/').at(-1) ?? '')}</a>`
  }
  const table = Object.entries(rows)
    .filter(([, cell]) => cell !== '')
    .map(([name, cell]) => `<tr><th align="left">${name}</th><td>${cell}</td></tr>`)
  const explanation = failed ? `<p>${escapeHtml(redact(text))}</p>` : ''
  const quotation = said === '' ? '' : `<pre>${escapeHtml(said)}</pre>`
  try {
    // All in one line of HTML, in which GitHub reads no Markdown. (The toolkit's builder would only add to dist.)
    appendFileSync(
      process.env.GITHUB_STEP_SUMMARY ?? '',
      `<table>${table.join('')}</table>${explanation}${quotation}\n`
    )
  } catch (error) {
    core.debug(`The job summary was not written: ${reason(error)}`)
  }
}

function code(text: string): string {
  return text === '' ? '' : `<code>${escapeHtml(redact(shorten(text)))}</code>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/**
 * JSON without keys, and that the runner cannot take for a command. No line of it begins with `::`, but a runner also
 * obeys the older form `##[name]`, anywhere in a line. The escape means the same to whoever parses the JSON.
 */
function json(envelope: Envelope, indent: number): string {
  const redacted = (_: string, value: unknown): unknown => (typeof value === 'string' ? redact(value) : value)
  return JSON.stringify(envelope, redacted, indent).replaceAll('##[', '##\\u005b')
}

function shorten(text: string): string {
  return text.length <= MAX_QUOTE ? text : `${text.slice(0, MAX_QUOTE)}… (${text.length} characters in all)`
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
