import { join } from 'node:path'
import { parse } from 'yaml'
import { readAction, root } from '../../scripts/action-yml.ts'
import { runStep } from '../../scripts/runner.ts'

interface Workflow {
  on?: { workflow_dispatch?: { inputs?: Record<string, Choice> } | null }
  env?: Record<string, string>
  jobs: Record<string, Job>
}

interface Choice {
  type: string
  options?: string[]
  default?: string
}

interface Job {
  env?: Record<string, string>
  strategy?: { matrix: { include?: Record<string, string>[] } & Record<string, string[]> }
  steps: Step[]
}

interface Step {
  id?: string
  uses?: string
  env?: Record<string, string>
  with?: Record<string, unknown>
}

/** A step that uses this action, with its job and workflow. */
export interface Use {
  workflow: Workflow
  job: Job
  step: Step
}

const { inputs, outputs } = readAction()

export function usesOf(text: string): Use[] {
  const workflow: Workflow = parse(text)
  return Object.values(workflow.jobs).flatMap((job) =>
    job.steps.filter(({ uses }) => uses?.startsWith('owner/mgw-job-action@')).map((step) => ({ workflow, job, step }))
  )
}

/** Returns the inputs and outputs of this action that a workflow uses and that action.yml doesn't declare. */
export function unknownNames(text: string): string[] {
  const steps = usesOf(text).map(({ step }) => step)
  const read = [...text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)]
    .filter(([, id]) => steps.some((step) => step.id === id))
    .map(([, , name = '']) => name)
  return [
    ...steps.flatMap((step) => Object.keys(step.with ?? {})).filter((name) => !Object.hasOwn(inputs, name)),
    ...read.filter((name) => !Object.hasOwn(outputs, name))
  ]
}

/** Runs a step with each value that its inputs can have, and returns the errors about inputs. */
export async function inputErrors({ workflow, job, step }: Use): Promise<string[]> {
  let runs: Record<string, string>[] = [{}]
  for (const [name, value] of Object.entries(step.with ?? {})) {
    const values = possibleValues(value, workflow, job)
    runs = runs.flatMap((run) => values.map((one) => ({ ...run, [name]: one })))
  }
  const env = { ...OFFLINE, ...workflow.env, ...job.env, ...step.env }
  const problems: string[] = []
  for (const run of runs) {
    const { outputs } = await runStep({ inputs: { ...run, 'max-attempts': '1' }, env })
    if (outputs['error-code'] !== 'ECONNREFUSED') problems.push(outputs['error-message'] ?? '')
  }
  return problems
}

/** Blocks all connections: a step whose inputs are valid fails at the proxy, with ECONNREFUSED. */
const OFFLINE = {
  HTTPS_PROXY: 'http://127.0.0.1:1',
  NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/no-such-host.mjs')}`,
  // For steps that sign in as a role, and for steps with credentials from the environment.
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example.com/',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI5tExampleKeyId000001',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'ExampleSecret0000000000000001'
}

/**
 * Returns the values that an input can have in a run: a literal, a choice of a manual run, an entry of the matrix, a
 * repository variable, either side of `… && 'a' || 'b'`, a secret, or the name of a sub-job.
 *
 * @throws Error for any other expression
 */
function possibleValues(value: unknown, workflow: Workflow, job: Job): string[] {
  // GitHub writes a number of more than 15 digits as 1.23456789012346E+15.
  if (typeof value === 'number' && value >= 1e15) return [value.toExponential(14)]
  const [, expression] = /^\$\{\{ (.*) \}\}$/.exec(String(value)) ?? []
  if (expression === undefined) return [String(value)]
  const [, left, right] = /&& '([^']*)' \|\| '([^']*)'$/.exec(expression) ?? []
  if (left !== undefined && right !== undefined) return [left, right]
  const [, context, name = ''] = /^(\w+)\.([\w-]+)$/.exec(expression) ?? []
  if (context === 'secrets') return ['a-secret']
  // The examples use repository variables as switches.
  if (context === 'vars') return ['', 'true']
  // The examples use only one output of an earlier step as an input: the name of a sub-job.
  if (/^steps\.\w+\.outputs\.retry-job$/.test(expression)) return ['nightly-sync_retry_20260102030405']
  const values =
    context === 'matrix' ? matrixValues(job, name) : context === 'inputs' ? inputValues(workflow, name) : []
  if (values.length === 0) throw new Error(`Cannot evaluate ${expression}.`)
  return values
}

function matrixValues({ strategy }: Job, name: string): string[] {
  const { include = [], ...axes } = strategy?.matrix ?? {}
  return axes[name] ?? include.flatMap((entry) => entry[name] ?? [])
}

function inputValues({ on }: Workflow, name: string): string[] {
  const input = on?.workflow_dispatch?.inputs?.[name]
  if (input === undefined) return []
  // The examples' free inputs are all numbers.
  return input.type === 'boolean' ? ['true', 'false'] : (input.options ?? [input.default ?? '100'])
}
