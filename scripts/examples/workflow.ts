import { parse, stringify } from 'yaml'

/** This action, as the examples use it. */
export const ACTION = 'owner/mgw-job-action@v1'

/** The one other action for which there is a stand-in, at whatever version. */
export const CREDENTIALS_ACTION = 'aliyun/configure-aliyun-credentials-action@'

type Permissions = Record<string, string> | string

interface Step {
  uses?: string
  with?: Record<string, unknown>
}

interface Job {
  permissions?: Permissions
  concurrency?: { queue?: string }
  env?: Record<string, string>
  steps: Step[]
}

interface Workflow {
  permissions?: Permissions
  concurrency?: { queue?: string }
  jobs: Record<string, Job>
}

/** What a job finds in its environment when it may sign in, as GitHub gives it to such a job and to no other. */
export interface TokenEndpoint {
  ACTIONS_ID_TOKEN_REQUEST_URL: string
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: string
}

/**
 * An example as act can run it against servers on this machine: without `queue`, which act does not know, with the
 * endpoint of its region and of STS as further inputs of the action, and with a token endpoint for the jobs that may have
 * one. MGW_ENDPOINTS (an object of URLs by region, as JSON) and STS_ENDPOINT are read when it runs.
 */
export function prepare(text: string, token: TokenEndpoint): string {
  const workflow: Workflow = parse(text)
  delete workflow.concurrency?.queue
  for (const job of Object.values(workflow.jobs)) {
    delete job.concurrency?.queue
    if (mayGetToken(job.permissions ?? workflow.permissions)) job.env = { ...job.env, ...token }
    for (const step of job.steps)
      if (isAction(step)) step.with = { ...step.with, ...endpoints(step.with ?? {}) }
  }
  return stringify(workflow)
}

/** What an example uses beside this action, each as `owner/name@version`. */
export function otherActions(text: string): string[] {
  const workflow: Workflow = parse(text)
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
  return steps.flatMap((step) => (step.uses === undefined || isAction(step) ? [] : step.uses))
}

function isAction({ uses }: Step): boolean {
  return uses === ACTION
}

function mayGetToken(permissions: Permissions | undefined): boolean {
  return typeof permissions === 'object' && permissions['id-token'] === 'write'
}

function endpoints({ region }: Record<string, unknown>): Record<string, string> {
  return {
    endpoint: `\${{ fromJSON(env.MGW_ENDPOINTS)[${region === undefined ? 'env.ALIBABA_CLOUD_REGION_ID' : asExpression(region)}] }}`,
    'sts-endpoint': `\${{ env.STS_ENDPOINT }}`
  }
}

function asExpression(value: unknown): string {
  const [, expression] = /^\$\{\{ (.*) \}\}$/.exec(String(value)) ?? []
  return expression ?? `'${value}'`
}
