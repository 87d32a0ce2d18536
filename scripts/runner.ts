import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAction, root } from './action-yml.ts'

/** What a step is given. */
export interface Step {
  /** The `with:` of the step. */
  inputs: Readonly<Record<string, string>>
  /** Environment variables beyond those that every step has. */
  env?: Readonly<Record<string, string | undefined>>
  /** Called with the process at its start, to cancel it as a runner does. */
  during?: (child: ChildProcess) => void
}

/** What a step leaves behind. */
export interface Outcome {
  /** All that it wrote to its standard output, which the runner reads commands from. */
  log: string
  /** All that it wrote to its standard error. */
  stderr: string
  outputs: Record<string, string>
  summary: string
  /** What it wrote to the files that set environment variables and state for later. */
  env: string
  state: string
  /** Null when it was killed. */
  exitCode: number | null
}

/** A workflow run for steps to run in. */
export const WORKFLOW = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'octo-org/migrations',
  GITHUB_RUN_ID: '1234567890',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_SERVER_URL: 'https://github.com'
}

/**
 * Runs the built action in a process of its own, as a GitHub runner does: inputs as `INPUT_…` with action.yml's
 * defaults, files for outputs and summary, and nothing of this process's environment.
 */
export async function runStep({ inputs, env = {}, during }: Step): Promise<Outcome> {
  const action = readAction()
  const folder = await mkdtemp(join(tmpdir(), 'mgw-step-'))
  const files = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_ENV: join(folder, 'env'),
    GITHUB_STATE: join(folder, 'state')
  }
  try {
    for (const file of Object.values(files)) await writeFile(file, '')
    const variables = {
      ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }),
      ...WORKFLOW,
      ...files,
      ...inputVariables({ ...defaults(action.inputs), ...inputs }),
      ...env
    }
    return {
      ...(await runProcess(join(root, action.runs.main), variables, during)),
      outputs: parseOutputs(await readFile(files.GITHUB_OUTPUT, 'utf8')),
      summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
      env: await readFile(files.GITHUB_ENV, 'utf8'),
      state: await readFile(files.GITHUB_STATE, 'utf8')
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function runProcess(
  file: string,
  env: Record<string, string | undefined>,
  during: Step['during']
): Promise<Pick<Outcome, 'log' | 'stderr' | 'exitCode'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const text = { log: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text.log += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      text.stderr += chunk
    })
    child.on('error', reject)
    during?.(child)
    child.on('close', (exitCode) => resolve({ ...text, exitCode }))
  })
}

function defaults(inputs: ReturnType<typeof readAction>['inputs']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { default: value = '' }]) => [name, String(value)])
  )
}

export function inputVariables(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])
  )
}

/** Reads the file that GITHUB_OUTPUT names: `name<<delimiter`, the value's lines, `delimiter`. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  const lines = text.split(/\r?\n/)
  for (let i = 0; i < lines.length; i++) {
    const [, name, delimiter] = /^([^<]+)<<(.+)$/.exec(lines[i] ?? '') ?? []
    if (name === undefined || delimiter === undefined) continue
    const end = lines.indexOf(delimiter, i + 1)
    outputs[name] = lines.slice(i + 1, end).join('\n')
    i = end
  }
  return outputs
}
