import * as core from '@actions/core'
import { redact } from '../redact.ts'
import { escapeControls, escapeOldCommands } from '../text.ts'

/** Where messages to the user go. Notices and warnings are annotations. */
export interface Logger {
  info(line: string): void
  notice(text: string): void
  warning(text: string): void
}

export const runnerLogger: Logger = { info, notice, warning }

// All of the log goes through these functions: it can contain untrusted text. In JSON, the escapes mean the same characters.
// The runner masks secrets in the log, but not all of their encoded forms.

/** Lines that the runner would take for workflow commands are escaped. */
export function info(text: string): void {
  core.info(safe(text).split('\n').map(escapeCommand).join('\n'))
}

function escapeCommand(line: string): string {
  return /^\s*::|##\[/.test(line) ? escapeOldCommands(JSON.stringify(line)) : line
}

export function notice(text: string, title?: string): void {
  core.notice(safe(text), annotation(title))
}

export function warning(text: string, title?: string): void {
  core.warning(safe(text), annotation(title))
}

export function error(text: string, title: string): void {
  core.error(safe(text), annotation(title))
}

function safe(text: string): string {
  return escapeControls(redact(text))
}

function annotation(title = ''): core.AnnotationProperties {
  return title === '' ? {} : { title: escapeControls(title) }
}

/** Logs a collapsed group. */
export function printGroup(title: string, lines: readonly string[]): void {
  core.startGroup(safe(title))
  for (const line of lines) info(line.replace(/[\t\r\n]+/g, ' '))
  core.endGroup()
}
