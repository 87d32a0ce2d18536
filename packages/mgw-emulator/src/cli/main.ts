import { EXAMPLE_CREDENTIALS } from '../auth/credentials.ts'
import { type Emulator, startEmulator } from '../emulator.ts'
import { DEFAULT_DURATIONS, STILL } from '../jobs/lifecycle.ts'
import type { ReceivedRecord } from '../protocol/records.ts'
import { type CommandLine, HELP, parseCommandLine, UsageError } from './command-line.ts'

function logRequest({ method, path, statusCode, errorCode, requestId }: ReceivedRecord): void {
  console.log([method, path, statusCode ?? 'no response', errorCode ?? '', requestId].filter(Boolean).join(' '))
}

/** The action inputs for using the emulator. */
function inputsFor(emulator: Emulator, { jobs }: CommandLine): [name: string, value: string][] {
  const { accessKeyId, accessKeySecret } = EXAMPLE_CREDENTIALS
  return [
    ['operation', 'get-job'],
    ['job-name', jobs[0]?.name ?? ''],
    ['endpoint', emulator.url],
    ['region', 'cn-hangzhou'],
    ['access-key-id', accessKeyId],
    ['access-key-secret', accessKeySecret]
  ]
}

/** How to use the emulator in a workflow step, and in a shell as a runner would. */
function usageOf(inputs: [name: string, value: string][]): string {
  const variables = inputs.map(([name, value]) => `  'INPUT_${name.toUpperCase()}=${value}' \\`)
  return [
    'In a workflow step:',
    '',
    'with:',
    ...inputs.map(([name, value]) => `  ${name}: ${value}`),
    '',
    'In another terminal, in this folder, to try other inputs (the emulator only accepts this access key, not role-to-assume):',
    '',
    'env GITHUB_OUTPUT=/dev/stdout GITHUB_STEP_SUMMARY=/dev/null \\',
    ...variables,
    '  node scripts/node24.js dist/index.js'
  ].join('\n')
}

function describe(emulator: Emulator, commandLine: CommandLine): string {
  const jobs = commandLine.jobs.map(({ name }) => `${name} (${emulator.job(name)?.status})`)
  return `The MGW emulator is listening on ${emulator.url}. Press Ctrl-C to stop it.\nJobs: ${jobs.join(', ')}\n`
}

async function serve(commandLine: CommandLine): Promise<void> {
  const emulator = await startEmulator({
    port: commandLine.port,
    jobs: commandLine.jobs,
    durations: commandLine.still ? STILL : DEFAULT_DURATIONS,
    onRequest: logRequest
  })
  for (const failure of commandLine.failures) emulator.fail(failure)
  console.log(`${describe(emulator, commandLine)}\n${usageOf(inputsFor(emulator, commandLine))}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => emulator.close())
}

async function main(): Promise<void> {
  const commandLine = parseCommandLine(process.argv.slice(2))
  if (commandLine.help) console.log(HELP)
  else await serve(commandLine)
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error)
  console.error(error instanceof UsageError ? `${message}\nRun with --help for usage.` : message)
  process.exitCode = error instanceof UsageError ? 2 : 1
})
