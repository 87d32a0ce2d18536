import { endGroup, info, notice, startGroup, warning } from '@actions/core'

/** Where messages to the user go. Notices and warnings are annotations. */
export interface Logger {
  info(line: string): void
  notice(text: string): void
  warning(text: string): void
}

export const runnerLogger: Logger = { info, notice, warning }

/** Logs a collapsed group. Escapes untrusted lines that the runner would interpret as workflow commands. */
export function printGroup(title: string, lines: readonly string[]): void {
  startGroup(title)
  for (const text of lines) {
    const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    const isCommand = /^\s*::|##\[/.test(line)
    info(isCommand ? JSON.stringify(line).replaceAll('##[', '##\\u005b') : line)
  }
  endGroup()
}
