import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from '../action-yml.ts'

/** The version of https://github.com/nektos/act, which runs workflows locally. */
const VERSION = '0.2.89'
const FOLDER = join(root, 'node_modules/.cache', `act-${VERSION}`)

/** Programs on GitHub's Ubuntu runners that the examples use. */
const REQUIRED_PROGRAMS = ['git', 'bash', 'curl', 'jq']

/** A run that takes longer is stuck. */
const TIMEOUT_MS = 2 * 60_000

/** A message for each missing program. */
export function missingPrograms(): string[] {
  return [
    ...(isInstalled('go', 'version')
      ? []
      : [`Go is missing. It is needed to build act ${VERSION}: https://go.dev/doc/install.`]),
    ...REQUIRED_PROGRAMS.filter((program) => !isInstalled(program, '--version')).map(
      (program) => `${program} is missing.`
    )
  ]
}

/** Builds act, unless it is already built, and returns its path. @throws Error with Go's stderr */
export function installAct(): string {
  const act = join(FOLDER, 'act')
  if (existsSync(act)) return act
  console.log(`Building act ${VERSION}. This takes a few minutes.`)
  const { status, stderr } = run('go', ['install', `github.com/nektos/act@v${VERSION}`], { GOBIN: FOLDER })
  if (status !== 0) throw new Error(`act could not be built:\n${stderr}`)
  return act
}

/** A workflow for act to run. */
export interface ActOptions {
  /** A git repository with the workflow in it. */
  folder: string
  workflow: string
  event: string
  /** The value of `github.event`, with `inputs` for workflow_dispatch or `schedule` for schedule. */
  payload: object
  secrets: Record<string, string>
  env: Record<string, string>
  /** The folder of each action, by its name and version in `uses:`. */
  actions: Record<string, string>
  /** The folder for act's files. */
  home: string
  /** act is interrupted once this is in its log. */
  cancelAt: string | undefined
}

/** A line of act's JSON log: output of a step, a workflow command, or the result of a job. */
interface Line {
  msg?: string
  raw_output?: boolean
  command?: string
  arg?: string
  name?: string
  content?: string
  jobID?: string
  jobResult?: string
}

/** The result of a run. */
export interface ActResult {
  /** The result of each job that ran, by job ID. A matrix job has one result, because act doesn't report more. */
  results: Record<string, string>
  /** The output, annotations and summaries of all steps. */
  text: string
  warnings: string[]
  /** The error-code outputs of all steps. */
  errorCodes: string[]
  /** The complete output of act. */
  log: string
}

/** Runs a workflow without containers. */
export async function runAct(act: string, options: ActOptions): Promise<ActResult> {
  const { folder, workflow, event, payload, secrets, env, actions, home, cancelAt } = options
  const payloadFile = join(home, 'event.json')
  mkdirSync(home, { recursive: true })
  writeFileSync(payloadFile, JSON.stringify(payload))
  const flags = [
    ...[event, '--workflows', workflow, '--platform', 'ubuntu-latest=-self-hosted', '--json'],
    ...['--eventpath', payloadFile],
    ...pairs('--secret', secrets),
    ...pairs('--env', env),
    ...pairs('--local-repository', actions)
  ]
  // Steps use the current version of Node. The other variables keep act from reading the user's settings.
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  const child = spawn(act, flags, {
    cwd: folder,
    env: { PATH: path, HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS
  })
  if (cancelAt !== undefined)
    child.stdout.on('data', function cancel(chunk: Buffer) {
      if (!chunk.includes(cancelAt)) return
      child.stdout.off('data', cancel)
      child.kill('SIGINT')
    })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return parseLog(stdout + stderr)
}

function parseLog(log: string): ActResult {
  const lines = log.split('\n').flatMap(parseLine)
  // A matrix job reports several results, and failure from the first failed one on. So the last result is right.
  const ended = lines.filter(({ jobResult }) => jobResult !== undefined)
  return {
    results: Object.fromEntries(ended.map(({ jobID = '', jobResult = '' }) => [jobID, jobResult])),
    text: lines.map(textOf).join(''),
    warnings: lines.filter(({ command }) => command === 'warning').map(({ arg = '' }) => arg),
    errorCodes: lines
      .filter(({ command, name, arg }) => command === 'set-output' && name === 'error-code' && arg !== '')
      .map(({ arg = '' }) => arg),
    log
  }
}

function parseLine(line: string): Line[] {
  return line.startsWith('{') ? [JSON.parse(line)] : []
}

function textOf({ raw_output, msg = '', command = '', arg = '', content = '' }: Line): string {
  if (raw_output) return msg
  if (['notice', 'warning', 'error'].includes(command)) return `${command}: ${arg}\n`
  return command === 'summary' ? content : ''
}

function pairs(flag: string, values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`])
}

function isInstalled(program: string, argument: string): boolean {
  return run(program, [argument]).status === 0
}

function run(program: string, args: string[], env: Record<string, string> = {}): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } })
}
