import { parseArgs } from 'node:util'
import type { Failure } from '../faults/failures.ts'
import { FAULTS, isFaultName } from '../faults/faults.ts'
import { isJobName, type JobOptions } from '../jobs/job.ts'
import { isJobStatus, JOB_STATUSES } from '../protocol/statuses.ts'

export interface CommandLine {
  help: boolean
  port: number
  jobs: JobOptions[]
  failures: Failure[]
  still: boolean
}

/** An invalid command line. The message is for the user. */
export class UsageError extends Error {}

const FAULT_LINES = Object.entries(FAULTS).map(([name, { description }]) => `  ${name.padEnd(26)}${description}`)

export const HELP = `Starts an MGW emulator on 127.0.0.1 for testing clients, and prints a command that runs the action with it.
Press Ctrl-C to stop it.

  npm run emulator -- [--port 8080] [--job NAME[:STATUS]] … [--failed-files N] [--fault NAME[:TIMES]] … [--still]

  --port          The port; 0 picks a free one. Default: 8080.
  --job           A job to create. Default: nightly-sync:IMPORT_JOB_BEGIN.
  --failed-files  How many of the 1000 files of each round can't be copied. Default: 0.
  --fault         A fault for the next TIMES requests (default: 1). Several faults queue up.
  --still         Jobs keep their status. Without this, a round takes a little more than a minute.

Statuses:
  ${JOB_STATUSES.join('\n  ')}

Faults:
${FAULT_LINES.join('\n')}
`

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`--port ${text} is not a port. Use a number from 0 to 65535.`)
  }
  return port
}

function parseFailedFiles(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) > 1000) {
    throw new UsageError(`--failed-files ${text} is not a number from 0 to 1000.`)
  }
  return Number(text)
}

function parseJob(text: string, failedCount: number): JobOptions {
  const [name = '', status = 'IMPORT_JOB_BEGIN'] = text.split(/:(.*)/s)
  if (!isJobName(name)) {
    throw new UsageError(
      `--job ${text} has no valid job name. A name has 3 to 63 letters, digits, "-" and "_", and starts with a letter or digit.`
    )
  }
  if (!isJobStatus(status)) {
    throw new UsageError(`--job ${text} has an unknown status.`)
  }
  return { name, status, plan: { failedCount } }
}

function parseFault(text: string): Failure {
  const [fault = '', times] = text.split(/:(.*)/s)
  if (!isFaultName(fault)) {
    throw new UsageError(`--fault ${text} is not a known fault.`)
  }
  if (times === undefined) return { fault }
  if (!/^[1-9]\d{0,8}$/.test(times)) {
    throw new UsageError(`--fault ${text} has an invalid number of times. Write it like ${fault}:3.`)
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
      'failed-files': { type: 'string', default: '0' },
      fault: { type: 'string', multiple: true, default: [] },
      still: { type: 'boolean', default: false }
    }
  }).values
}

/** Parses the command line. @throws UsageError if it is invalid */
export function parseCommandLine(args: string[]): CommandLine {
  try {
    const { help, port, job, fault, still, 'failed-files': failedFiles } = parse(args)
    const failedCount = parseFailedFiles(failedFiles)
    const jobs = job.map((text) => parseJob(text, failedCount))
    return { help, still, port: parsePort(port), jobs, failures: fault.map(parseFault) }
  } catch (error) {
    // parseArgs throws a TypeError whose message names the invalid flag.
    throw error instanceof TypeError ? new UsageError(error.message) : error
  }
}
