import { info, notice, warning } from '@actions/core'

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
