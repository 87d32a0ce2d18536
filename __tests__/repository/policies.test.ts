import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startEmulator, startGithubTokens, startSts } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { runStep } from '../../scripts/runner.ts'
import { completeWorkflow } from './documents.ts'
import { usesOf } from './steps.ts'

/** The inputs of each step in README. */
const steps = [...read('README.md').matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(([, block = '']) =>
  usesOf(completeWorkflow(block)).map(({ step }) => withoutExpressions(step.with as Record<string, string>))
)

/** Removes inputs such as `${{ vars.HOLD_MIGRATION }}`, which is empty unless it is set. */
function withoutExpressions(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !String(value).startsWith('${')))
}

/** The rows of the table of permissions: what a step has, and the RAM actions that it needs then. */
const permissions = [...read('docs/sign-in.md').matchAll(/^\| (.*) \| (.*`mgw:.*) \|$/gm)].map(
  ([, step = '', needs = '']) => ({
    step,
    actions: [...needs.matchAll(/`(mgw:\w+)`/g)].map(([, action = '']) => action)
  })
)

/** Returns the RAM actions that docs/sign-in.md lists for a step. */
function requiredActions({ operation, 'job-name': jobName, 'wait-for': waitFor }: Record<string, string>): string[] {
  return permissions
    .filter(
      ({ step }) =>
        step.includes(`\`${operation}\``) ||
        (waitFor === 'finished' && step === '`wait-for: finished`') ||
        (jobName?.includes('*') && step.startsWith('a pattern'))
    )
    .flatMap(({ actions }) => actions)
}

/** Runs a step of README with credentials that allow only some actions. */
async function runWith(
  inputs: Record<string, string>,
  allowedActions: readonly string[]
): Promise<{ code: string | undefined; warnings: string[] }> {
  const sub = 'repo:octo-org/migrations:ref:refs/heads/main'
  const [sts, github] = await Promise.all([startSts({ trust: { sub } }), startGithubTokens({ sub })])
  const past = { startedAt: Date.now() - 2000, endedAt: Date.now() - 1000, plan: { totalCount: 9, failedCount: 3 } }
  const emulator = await startEmulator({
    credentials: sts.credentials,
    jobs: [
      {
        name: 'nightly-sync',
        plan: { copyMs: 500 },
        retryPlan: { copyMs: 500 },
        ...(inputs.operation === 'retry-job' && { rounds: [past] })
      }
    ],
    durations: { launching: 100, preparing: 600, closing: 100 },
    behavior: { allowedActions }
  })
  try {
    const { outputs, log } = await runStep({
      inputs: {
        ...inputs,
        'role-to-assume': sts.roleArn,
        'oidc-provider-arn': sts.oidcProviderArn,
        endpoint: emulator.url,
        'sts-endpoint': sts.url
      },
      env: { ACTIONS_ID_TOKEN_REQUEST_URL: github.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken }
    })
    return { code: outputs.code, warnings: log.match(/^::(warning|error).*/gm) ?? [] }
  } finally {
    await Promise.all([emulator.close(), sts.close(), github.close()])
  }
}

test('README has a step for each task', () => {
  expect(steps.map(({ operation }) => operation)).toEqual([
    'apply-timetable',
    'start-job',
    'update-qos',
    'get-job-status',
    'retry-job'
  ])
})

test('the role policy to copy allows what the steps of README and reports need, and nothing else', () => {
  const { Statement: statements } = JSON.parse(read('examples/sign-in/role-policy.json'))
  const allowed = statements.flatMap(({ Action: actions }: { Action: string[] }) => actions)
  const needed = [...steps, { operation: 'create-report', 'wait-for': 'finished' }].flatMap(requiredActions)
  expect([...new Set(allowed)].sort()).toEqual([...new Set(needed)].sort())
})

test('lists the permissions of each operation', () => {
  const [, operations = ''] = /^### `operation`$(.*?)^### /ms.exec(read('docs/inputs.md')) ?? []
  const names = [...operations.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name = '']) => name)
  expect(names.length).toBeGreaterThanOrEqual(7)
  for (const operation of names) expect(requiredActions({ operation }).length).toBeGreaterThanOrEqual(2)
})

test.each(steps.map((inputs, index) => ({ inputs, index })))(
  "README's step $index, $inputs.operation, runs without a warning under the permissions of docs/sign-in.md",
  async ({ inputs }) => {
    expect(await runWith(inputs, requiredActions(inputs))).toEqual({ code: 'success', warnings: [] })
  }
)

test('fails without a required action', async () => {
  const { code, warnings } = await runWith(steps[0] ?? {}, ['mgw:UpdateImportJob'])
  expect(code).toBe('fail')
  expect(warnings).toHaveLength(1)
})

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
