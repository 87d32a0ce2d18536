import { endGroup, info, notice, startGroup, warning } from '@actions/core'

/** Where a run says what happens on the way. */
export interface Logger {
  /** A line in the log. */
  info(line: string): void
  /** An annotation of the run. */
  notice(text: string): void
  warning(text: string): void
}

/** The log and the annotations of a workflow run. */
export const runnerLogger: Logger = { info, notice, warning }

/** Prints lines under a title that a reader opens. None of them is a command to the runner, whoever wrote it. */
export function printGroup(title: string, lines: readonly string[]): void {
  startGroup(title)
  for (const line of lines) info(harmless(line))
  endGroup()
}

function harmless(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  return /^\s*::|##\[/.test(line) ? JSON.stringify(line).replaceAll('##[', '##\\u005b') : line
}
