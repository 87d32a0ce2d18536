import { parse, stringify } from 'yaml'

/** This action, as referenced by the examples. */
export const ACTION = 'owner/mgw-job-action@v1'

/** The other action that is replaced, in any version. */
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

/** The environment variables that GitHub sets for jobs with `id-token: write`. */
export interface TokenEndpoint {
  ACTIONS_ID_TOKEN_REQUEST_URL: string
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: string
}

/**
 * Changes an example so that act can run it against local servers: removes `queue`, which act doesn't support, adds the
 * endpoint inputs of the action, and sets the token endpoint for jobs with `id-token: write`. The workflow reads the
 * environment variables MGW_ENDPOINTS (JSON, URLs by region) and STS_ENDPOINT.
 */
export function prepare(text: string, token: TokenEndpoint): string {
  const workflow: Workflow = parse(text)
  delete workflow.concurrency?.queue
  for (const job of Object.values(workflow.jobs)) {
    delete job.concurrency?.queue
    if (hasIdToken(job.permissions ?? workflow.permissions)) job.env = { ...job.env, ...token }
    for (const step of job.steps) if (isAction(step)) step.with = { ...step.with, ...endpoints(step.with ?? {}) }
  }
  return stringify(workflow)
}

/** The other actions that an example uses, as `owner/name@version`. */
export function otherActions(text: string): string[] {
  const workflow: Workflow = parse(text)
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
  return steps.flatMap((step) => (step.uses === undefined || isAction(step) ? [] : step.uses))
}

function isAction({ uses }: Step): boolean {
  return uses === ACTION
}

function hasIdToken(permissions: Permissions | undefined): boolean {
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
