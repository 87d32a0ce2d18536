import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { startEmulator, startGithubTokens, startSts } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { runStep } from '../../scripts/runner.ts'
import { completeWorkflow } from './documents.ts'
import { usesOf } from './steps.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')

/** The inputs of each step in README. */
const steps = [...readme.matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(([, block = '']) =>
  usesOf(completeWorkflow(block)).map(({ step }) => step.with as Record<string, string>)
)

/** Returns the RAM actions in a row of README's table. */
function actionsOf(row: string): string[] {
  const [, cell = ''] = new RegExp(`^\\| ${row}[^|]*\\| (.*) \\|$`, 'm').exec(readme) ?? []
  return [...cell.matchAll(/`(mgw:\w+)`/g)].map(([, action = '']) => action)
}

/** Returns the RAM actions that README lists for a step. */
function requiredActions({ operation, 'job-name': jobName, 'wait-for': waitFor }: Record<string, string>): string[] {
  if (operation === 'retry-job') return actionsOf('retry failed files')
  return [
    ...actionsOf(operation === 'get-job' ? 'look' : 'start, pause'),
    ...(waitFor === 'finished' ? actionsOf('wait for the end') : []),
    ...(jobName?.includes('*') ? actionsOf('any of these with a pattern') : [])
  ]
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
    durations: { launching: 100, preparing: 100, closing: 100 },
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

test('README has steps, and lists the actions that each needs', () => {
  expect(steps.map(({ operation }) => operation)).toEqual([
    'get-job',
    'apply-timetable',
    'start-job',
    'update-qos',
    'get-job',
    'retry-job'
  ])
  for (const step of steps) expect(requiredActions(step).length).toBeGreaterThanOrEqual(2)
})

test.each(steps.map((inputs, index) => ({ inputs, index })))(
  "README's step $index, $inputs.operation, runs without a warning under README's policy",
  async ({ inputs }) => {
    expect(await runWith(inputs, requiredActions(inputs))).toEqual({ code: 'success', warnings: [] })
  }
)

test('fails without a required action', async () => {
  const { code, warnings } = await runWith(steps[0] ?? {}, ['mgw:UpdateImportJob'])
  expect(code).toBe('fail')
  expect(warnings).toHaveLength(1)
})
