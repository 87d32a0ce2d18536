import { FAULTS } from './faults/faults.ts'
import { ERRORS } from './protocol/errors.ts'
import {
  isAllowed,
  JOB_STATUSES,
  type JobStatus,
  THROTTLING_FIXED,
  UNDELETABLE
} from './protocol/statuses.ts'

function table(heads: string[], rows: string[][]): string {
  const lines = [heads, heads.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function outcome(isPossible: boolean, what: string): string {
  return isPossible ? what : '–'
}

function startOf(status: JobStatus): string {
  const what = status === 'IMPORT_JOB_SUSPEND' ? 'goes on with the round' : 'begins a round'
  return outcome(isAllowed('IMPORT_JOB_LAUNCHING', status), what)
}

function rulesOf(status: JobStatus): string[] {
  const head = `\`${status}\``
  if (status === 'IMPORT_JOB_DELETING')
    return [head, ...Array.from({ length: 5 }, () => 'ImportJobInDeleting')]
  return [
    head,
    startOf(status),
    outcome(isAllowed('IMPORT_JOB_SUSPEND', status), 'yes'),
    outcome(isAllowed('IMPORT_JOB_CLOSING', status), 'yes'),
    outcome(!THROTTLING_FIXED.includes(status), 'yes'),
    outcome(!UNDELETABLE.includes(status), 'yes')
  ]
}

/** What each request does in each status of a job, as a table in Markdown. */
export function rulesTable(): string {
  return table(['status', 'start', 'pause', 'close', 'throttle', 'delete'], JOB_STATUSES.map(rulesOf))
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
