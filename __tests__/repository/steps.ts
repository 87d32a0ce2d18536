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

/** A step that uses this action, and where. */
export interface Use {
  workflow: Workflow
  job: Job
  step: Step
}

const { inputs, outputs } = readAction()

export function usesOf(text: string): Use[] {
  const workflow: Workflow = parse(text)
  return Object.values(workflow.jobs).flatMap((job) =>
    job.steps
      .filter(({ uses }) => uses?.startsWith('owner/mgw-job-action@'))
      .map((step) => ({ workflow, job, step }))
  )
}

/** The inputs that a workflow gives to this action, and the outputs that it reads from it, which action.yml does not have. */
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

/** What the action refuses of a step, with each value that its inputs can have. */
export async function refusals({ workflow, job, step }: Use): Promise<string[]> {
  let runs: Record<string, string>[] = [{}]
  for (const [name, value] of Object.entries(step.with ?? {})) {
    const values = possibleValues(value, workflow, job)
    runs = runs.flatMap((run) => values.map((one) => ({ ...run, [name]: one })))
  }
  const env = { ...NOWHERE, ...workflow.env, ...job.env, ...step.env }
  const problems: string[] = []
  for (const run of runs) {
    const { outputs } = await runStep({ inputs: { ...run, 'max-attempts': '1' }, env })
    if (outputs['error-code'] !== 'ECONNREFUSED') problems.push(outputs['error-message'] ?? '')
  }
  return problems
}

/** Every way out of the machine is closed: what the action does not refuse, the proxy does. */
const NOWHERE = {
  HTTPS_PROXY: 'http://127.0.0.1:1',
  NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/no-such-host.mjs')}`,
  // For steps that sign in as a role, and for those that find the keys of an earlier step.
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example.com/',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI5tExampleKeyId000001',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'ExampleSecret0000000000000001'
}

/**
 * The values that an input can have when the workflow runs: a literal, a choice of a manual run, an entry of the
 * matrix, a switch of the repository, either side of `… && 'a' || 'b'`, or any secret.
 *
 * @throws Error for an expression of another form, which this does not know
 */
function possibleValues(value: unknown, { on }: Workflow, { strategy }: Job): string[] {
  // GitHub writes a number of more than 15 digits as 1.23456789012346E+15.
  if (typeof value === 'number' && value >= 1e15) return [value.toExponential(14)]
  const [, expression] = /^\$\{\{ (.*) \}\}$/.exec(String(value)) ?? []
  if (expression === undefined) return [String(value)]
  const [, left, right] = /&& '([^']*)' \|\| '([^']*)'$/.exec(expression) ?? []
  if (left !== undefined && right !== undefined) return [left, right]
  const [, context, name = ''] = /^(\w+)\.([\w-]+)$/.exec(expression) ?? []
  if (context === 'secrets') return ['a-secret']
  // A switch in the settings of a repository, which is off or on.
  if (context === 'vars') return ['', 'true']
  if (context === 'matrix' && strategy) {
    const { include = [], ...axes } = strategy.matrix
    return axes[name] ?? include.flatMap((entry) => entry[name] ?? [])
  }
  const input = on?.workflow_dispatch?.inputs?.[name]
  if (context !== 'inputs' || input === undefined) throw new Error(`What can ${expression} be?`)
  // What can be anything is a number here, which is right for each of them.
  return input.type === 'boolean' ? ['true', 'false'] : (input.options ?? [input.default ?? '100'])
}
