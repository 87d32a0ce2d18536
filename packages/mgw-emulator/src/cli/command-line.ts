import { parseArgs } from 'node:util'
import type { Failure } from '../faults/failures.ts'
import { FAULTS, isFaultName } from '../faults/faults.ts'
import { isJobName, type JobOptions } from '../jobs/job.ts'
import { isJobStatus, JOB_STATUSES } from '../protocol/statuses.ts'

/** What the command line asks for. */
export interface CommandLine {
  help: boolean
  port: number
  jobs: JobOptions[]
  failures: Failure[]
  still: boolean
}

/** A command line that cannot be followed; the message says why and what to write instead. */
export class UsageError extends Error {}

const FAULT_LINES = Object.entries(FAULTS).map(([name, { sentence }]) => `  ${name.padEnd(26)}${sentence}`)

/** The text of `--help`. */
export const HELP = `Starts an MGW server on 127.0.0.1 to try a client against, and runs until Ctrl-C.

  npm run emulator -- [--port 8080] [--job NAME[:STATUS]] … [--fault NAME[:TIMES]] … [--still]

  --port   The port; 0 for any free one. 8080 unless you say otherwise.
  --job    A job to begin with; nightly-sync:IMPORT_JOB_BEGIN unless you name others.
  --fault  What the next TIMES requests meet, 1 unless you say otherwise. Several line up.
  --still  Jobs stay in their status. Otherwise a whole round takes a little more than a minute.

Statuses:
  ${JOB_STATUSES.join('\n  ')}

Faults:
${FAULT_LINES.join('\n')}
`

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`--port ${text} is not a port. Write a number from 0 to 65535.`)
  }
  return port
}

function parseJob(text: string): JobOptions {
  const [name = '', status = 'IMPORT_JOB_BEGIN'] = text.split(/:(.*)/s)
  if (!isJobName(name)) {
    throw new UsageError(
      `--job ${text} has no valid job name. A name has 3 to 63 letters, digits, "-" and "_", a letter or digit first.`
    )
  }
  if (!isJobStatus(status)) {
    throw new UsageError(`--job ${text} has no status that a job can have.`)
  }
  return { name, status }
}

function parseFault(text: string): Failure {
  const [fault = '', times] = text.split(/:(.*)/s)
  if (!isFaultName(fault)) {
    throw new UsageError(`--fault ${text} is not the name of a fault.`)
  }
  if (times === undefined) return { fault }
  if (!/^[1-9]\d{0,8}$/.test(times)) {
    throw new UsageError(`--fault ${text} has no valid number of times. Write it as ${fault}:3.`)
  }
  return { fault, times: Number(times) }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      help: { type: 'boolean', default: false },
      port: { type: 'string', default: '8080' },
      job: { type: 'string', multiple: true, default: ['nightly-sync'] },
      fault: { type: 'string', multiple: true, default: [] },
      still: { type: 'boolean', default: false }
    }
  }).values
}

/** Understands a command line. @throws UsageError when it can't be followed */
export function parseCommandLine(args: string[]): CommandLine {
  try {
    const { help, port, job, fault, still } = parse(args)
    return { help, still, port: parsePort(port), jobs: job.map(parseJob), failures: fault.map(parseFault) }
  } catch (error) {
    // parseArgs says in its message which flag is wrong, as a TypeError.
    throw error instanceof TypeError ? new UsageError(error.message) : error
  }
}
