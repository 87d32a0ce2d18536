import { FAULTS } from './faults/faults.ts'
import { isPossible } from './jobs/rules.ts'
import { ERRORS } from './protocol/errors.ts'
import { type Action, JOB_STATUSES, type JobStatus } from './protocol/statuses.ts'

function table(heads: string[], rows: string[][]): string {
  const lines = [heads, heads.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const ACTIONS: readonly Action[] = ['start', 'pause', 'close', 'throttle', 'delete']

function outcomeOf(action: Action, status: JobStatus): string {
  if (status === 'IMPORT_JOB_DELETING') return 'ImportJobInDeleting'
  if (!isPossible(action, status)) return '–'
  if (action !== 'start') return 'yes'
  return status === 'IMPORT_JOB_SUSPEND' ? 'goes on with the round' : 'begins a round'
}

function rulesOf(status: JobStatus): string[] {
  return [`\`${status}\``, ...ACTIONS.map((action) => outcomeOf(action, status))]
}

/** What each request does in each status of a job, as a table in Markdown. */
export function rulesTable(): string {
  return table(['status', ...ACTIONS], JOB_STATUSES.map(rulesOf))
}

/** The faults, as a table in Markdown. */
export function faultsTable(): string {
  const rows = Object.entries(FAULTS).map(([name, { sentence, applied, status }]) => [
    `\`${name}\``,
    sentence,
    applied ? 'yes' : 'no',
    status === null ? '–' : String(status)
  ])
  return table(['name', 'what happens', 'takes effect', 'HTTP'], rows)
}

/** The error codes of the service that the emulator knows, as a table in Markdown. */
export function errorsTable(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, message }]) => [
    `\`${code}\``,
    String(status),
    message
  ])
  return table(['code', 'HTTP', 'message, unless there is a better one'], rows)
}
