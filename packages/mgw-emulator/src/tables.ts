import { FAULTS } from './faults/faults.ts'
import { isAllowed } from './jobs/rules.ts'
import { ERRORS } from './protocol/errors.ts'
import { type Action, JOB_STATUSES, type JobStatus } from './protocol/statuses.ts'

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const ACTIONS: readonly Action[] = ['start', 'pause', 'close', 'throttle', 'delete']

function outcomeOf(action: Action, status: JobStatus): string {
  if (status === 'IMPORT_JOB_DELETING') return 'ImportJobInDeleting'
  if (!isAllowed(action, status)) return '–'
  if (action !== 'start') return 'yes'
  return status === 'IMPORT_JOB_SUSPEND' ? 'resumes the round' : 'starts a round'
}

function rowOf(status: JobStatus): string[] {
  return [`\`${status}\``, ...ACTIONS.map((action) => outcomeOf(action, status))]
}

/** The outcome of each action in each job status, as a Markdown table. */
export function rulesTable(): string {
  return table(['status', ...ACTIONS], JOB_STATUSES.map(rowOf))
}

/** The faults, as a Markdown table. */
export function faultsTable(): string {
  const rows = Object.entries(FAULTS).map(([name, { description, applied, status }]) => [
    `\`${name}\``,
    description,
    applied ? 'yes' : 'no',
    status === null ? '–' : String(status)
  ])
  return table(['name', 'what happens', 'takes effect', 'HTTP'], rows)
}

/** The service's error codes, as a Markdown table. */
export function errorsTable(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, message }]) => [`\`${code}\``, String(status), message])
  return table(['code', 'HTTP', 'default message'], rows)
}
