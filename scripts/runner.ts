import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAction, root } from './action-yml.ts'

/** A step to run. */
export interface Step {
  /** The `with:` of the step. */
  inputs: Readonly<Record<string, string>>
  /** Additional environment variables. */
  env?: Readonly<Record<string, string | undefined>>
  /** The Node to run it with, if it isn't this one. */
  node?: string
  /** Called with the started process, for example to cancel it. */
  during?: (child: ChildProcess) => unknown
}

/** The result of a step. */
export interface Outcome {
  /** Standard output, including workflow commands. */
  log: string
  /** Standard error. */
  stderr: string
  outputs: Record<string, string>
  summary: string
  /** The contents of GITHUB_ENV and GITHUB_STATE. */
  env: string
  state: string
  /** null if the process was killed. */
  exitCode: number | null
}

/** The workflow run that steps belong to. */
export const WORKFLOW = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'octo-org/migrations',
  GITHUB_RUN_ID: '1234567890',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_SERVER_URL: 'https://github.com'
}

/**
 * Runs the built action in a new process like a GitHub runner: with inputs as `INPUT_…` variables, the defaults of
 * action.yml, and files for outputs and summary. The process doesn't inherit this process's environment.
 */
export async function runStep({ inputs, env = {}, node = process.execPath, during }: Step): Promise<Outcome> {
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
      ...(await runProcess([node, join(root, action.runs.main)], variables, during)),
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
  [node, file]: [node: string, file: string],
  env: Record<string, string | undefined>,
  during: Step['during']
): Promise<Pick<Outcome, 'log' | 'stderr' | 'exitCode'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
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
  return Object.fromEntries(Object.entries(inputs).map(([name, { default: value = '' }]) => [name, String(value)]))
}

/** The environment variables that pass inputs to an action. */
export function inputVariables(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])
  )
}

/** Parses the GITHUB_OUTPUT file: `name<<delimiter`, the lines of the value, `delimiter`. */
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
