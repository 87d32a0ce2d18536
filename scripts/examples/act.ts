import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from '../action-yml.ts'

/** https://github.com/nektos/act, which runs workflows on this machine. */
const VERSION = '0.2.89'
const FOLDER = join(root, 'node_modules/.cache', `act-${VERSION}`)

/** What examples use beside Node, as GitHub's Ubuntu runners have it. */
const PROGRAMS = ['git', 'bash', 'curl', 'jq']

/** What takes longer waits for something that does not come. */
const LONGEST_RUN_MS = 2 * 60_000

/** What is needed and is not here, as sentences. */
export function missing(): string[] {
  return [
    ...(starts('go', 'version')
      ? []
      : [`Go is missing, which builds act ${VERSION}: https://go.dev/doc/install.`]),
    ...PROGRAMS.filter((program) => !starts(program, '--version')).map((program) => `${program} is missing.`)
  ]
}

/** Builds act, or finds it from last time. @returns its path @throws Error with what Go complained of */
export function installAct(): string {
  const act = join(FOLDER, 'act')
  if (existsSync(act)) return act
  console.log(`Building act ${VERSION}, which takes some minutes the first time …`)
  const { status, stderr } = run('go', ['install', `github.com/nektos/act@v${VERSION}`], { GOBIN: FOLDER })
  if (status !== 0) throw new Error(`act could not be built:\n${stderr}`)
  return act
}

/** How act is asked to run a workflow. */
export interface ActOptions {
  /** A git repository with the workflow in it. */
  folder: string
  workflow: string
  event: string
  /** Its payload, which is `github.event`: `inputs` of a run by hand, `schedule` of one by the clock. */
  payload: object
  secrets: Record<string, string>
  env: Record<string, string>
  /** A folder for each action, by the name and version after `uses:`. */
  actions: Record<string, string>
  /** Where act keeps what it writes. */
  home: string
}

/** A line of act's log: what a step wrote, a command to the runner, or the end of a job. */
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

/** What a run showed. */
export interface Shown {
  /** How each job that ran ended, by its ID: one with a matrix as a whole, since act tells no more. */
  results: Record<string, string>
  /** What steps wrote, and their annotations and summaries. */
  text: string
  warnings: string[]
  /** The error codes that steps gave out. */
  errorCodes: string[]
  /** All that act wrote. */
  log: string
}

/** Runs a workflow on this machine, without a container. */
export async function runAct(act: string, options: ActOptions): Promise<Shown> {
  const { folder, workflow, event, payload, secrets, env, actions, home } = options
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
  // The steps' Node is the one that runs this. Nothing of the user's own settings of act is read.
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  const child = spawn(act, flags, {
    cwd: folder,
    env: { PATH: path, HOME: home, XDG_CACHE_HOME: home, XDG_CONFIG_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_RUN_MS
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return shownBy(stdout + stderr)
}

function shownBy(log: string): Shown {
  const lines = log.split('\n').flatMap(lineOf)
  // A job with a matrix ends several times, and as a failure once one of it has failed: the last word counts.
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

function lineOf(line: string): Line[] {
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

function starts(program: string, argument: string): boolean {
  return run(program, [argument]).status === 0
}

function run(program: string, args: string[], env: Record<string, string> = {}): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } })
}
