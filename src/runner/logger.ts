import * as core from '@actions/core'
import { escapeControls } from '../text.ts'

/** Where messages to the user go. Notices and warnings are annotations. */
export interface Logger {
  info(line: string): void
  notice(text: string): void
  warning(text: string): void
}

export const runnerLogger: Logger = { info, notice, warning }

// All of the log goes through these functions: it can contain untrusted text. In JSON, the escapes mean the same characters.

export function info(text: string): void {
  core.info(escapeControls(text))
}

export function notice(text: string, title?: string): void {
  core.notice(escapeControls(text), annotation(title))
}

export function warning(text: string, title?: string): void {
  core.warning(escapeControls(text), annotation(title))
}

export function error(text: string, title: string): void {
  core.error(escapeControls(text), annotation(title))
}

function annotation(title = ''): core.AnnotationProperties {
  return title === '' ? {} : { title: escapeControls(title) }
}

/** Logs a collapsed group. Escapes untrusted lines that the runner would interpret as workflow commands. */
export function printGroup(title: string, lines: readonly string[]): void {
  core.startGroup(escapeControls(title))
  for (const text of lines) {
    const line = text.replace(/[\t\r\n]+/g, ' ')
    const isCommand = /^\s*::|##\[/.test(line)
    info(isCommand ? JSON.stringify(line).replaceAll('##[', '##\\u005b') : line)
  }
  core.endGroup()
}
