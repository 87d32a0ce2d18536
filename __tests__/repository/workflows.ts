import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Action, root } from '../../scripts/action-yml.ts'
import { readInputs } from '../../src/inputs.ts'
import type { Request, YamlDocument } from './github-parser.ts'
import { possibleValues } from './values.ts'

/** A workflow file, as far as the rules of this project look at it. */
export interface Workflow {
  on?: {
    workflow_dispatch?: { inputs?: Record<string, { type?: string; options?: string[] } | undefined> } | null
  }
  permissions?: unknown
  concurrency?: unknown
  env?: Record<string, unknown>
  jobs?: Record<string, Job>
}

export interface Job {
  permissions?: unknown
  concurrency?: unknown
  'timeout-minutes'?: unknown
  env?: Record<string, unknown>
  strategy?: { matrix?: { include?: Record<string, unknown>[] } & Record<string, unknown[]> }
  steps?: Step[]
}

interface Step {
  id?: string
  uses?: string
  run?: string
  env?: Record<string, unknown>
  with?: Record<string, unknown>
}

/** What the documentation calls this action in `uses:`. */
const ACTION = 'owner/mgw-job-action'

/** What GitHub's parser finds in each document, with the uses of this action checked against what it declares. */
export function askGitHub(documents: YamlDocument[], { inputs, outputs }: Action): string[][] {
  const request: Request = {
    documents: documents.map(({ path, text }) => ({
      path,
      // The parser looks up an action by owner and name only.
      text: text.replace(/(\buses: +)\.\/(?=\s)/g, `$1${ACTION}@v1`)
    })),
    uses: ACTION,
    inputs,
    outputs
  }
  return JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, 'github-parser.ts')], {
      cwd: root,
      encoding: 'utf8',
      input: JSON.stringify(request)
    })
  )
}

/** What the rules of this project find in a whole workflow. */
export async function checkWorkflow(text: string): Promise<string[]> {
  const workflow = parse(text) as Workflow
  const jobs = Object.entries(workflow.jobs ?? {})
  return [
    ...(workflow.permissions === undefined ? ['The workflow has no permissions.'] : []),
    ...(workflow.concurrency === undefined && jobs.some(([, job]) => job.concurrency === undefined)
      ? ['Neither the workflow nor each of its jobs has concurrency.']
      : []),
    ...jobs.flatMap(([id, job]) =>
      job['timeout-minutes'] === undefined ? [`The job ${id} has no timeout-minutes.`] : []
    ),
    ...(await checkSteps(text))
  ]
}

/** What the rules of this project find in the steps of a workflow. */
export async function checkSteps(text: string): Promise<string[]> {
  const workflow = parse(text) as Workflow
  const problems = unpinned(text)
  for (const job of Object.values(workflow.jobs ?? {})) {
    for (const step of job.steps ?? []) {
      // https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks
      if (step.run?.includes('${{')) problems.push('A script holds an expression: read it through env.')
      problems.push(...longNumbers(step))
      if (isOurs(step)) problems.push(...(await refusedInputs(step, workflow, job)))
    }
  }
  return problems
}

/** Every action of others must be named by its commit, with the version that this is in a comment. */
function unpinned(text: string): string[] {
  return [...text.matchAll(/^[\s-]*uses: +(?<uses>\S+)(?<comment>.*)$/gm)].flatMap(({ groups }) => {
    const { uses = '', comment = '' } = groups ?? {}
    if (uses.startsWith('./') || uses.startsWith(`${ACTION}@`)) return []
    const pinned = /@[0-9a-f]{40}$/.test(uses) && /^ # v\d+\.\d+\.\d+$/.test(comment)
    return pinned ? [] : [`${uses} is not pinned by commit with its version in a comment.`]
  })
}

/** GitHub writes a number of more than 15 digits as 1.23456789012346E+15. */
function longNumbers(step: Step): string[] {
  return Object.entries(step.with ?? {}).flatMap(([name, value]) =>
    typeof value === 'number' && String(value).length > 15 ? [`${name} must be quoted: it is too long.`] : []
  )
}

function isOurs({ uses = '' }: Step): boolean {
  return uses === './' || uses.startsWith(`${ACTION}@`)
}

/** For what only a run tells: any value that is possible. */
const SAMPLES: Record<string, string> = {
  'job-name': 'nightly-sync',
  'max-bandwidth': '100000000',
  'max-qps': '500',
  region: 'cn-hangzhou',
  'user-id': '1234567890123456'
}

/** What the action itself refuses of the inputs of a step, with each value that they can have. */
async function refusedInputs(step: Step, workflow: Workflow, job: Job): Promise<string[]> {
  const inputs = step.with ?? {}
  let runs: Record<string, string>[] = [{}]
  for (const [name, value] of Object.entries(inputs)) {
    const values = possibleValues(value, workflow, job) ?? [SAMPLES[name] ?? '']
    runs = runs.flatMap((run) => values.map((one) => ({ ...run, [name]: one })))
  }
  const environment = { ...workflow.env, ...job.env, ...step.env }
  const problems = new Set<string>()
  for (const run of runs) for (const problem of await refusal(run, environment)) problems.add(problem)
  return [...problems]
}

async function refusal(
  inputs: Record<string, string>,
  environment: Record<string, unknown>
): Promise<string[]> {
  const before = process.env
  process.env = {
    ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
    )
  }
  try {
    await readInputs()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  } finally {
    process.env = before
  }
}
