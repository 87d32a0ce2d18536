import type { Scenario } from './scenario.ts'
import { ACCOUNT } from './world/sts.ts'

export const OUTPUT_FILE = '/runner/output'
export const SUMMARY_FILE = '/runner/summary'
/** The token that GitHub puts into the environment. */
export const BEARER = 'GitHubBearerT0kenGitHubBearerT0ken'

/** The environment of the action's process. */
export function environmentOf(scenario: Scenario): Record<string, string> {
  const inputs = Object.entries(inputsOf(scenario)).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  return {
    GITHUB_OUTPUT: OUTPUT_FILE,
    GITHUB_STEP_SUMMARY: SUMMARY_FILE,
    GITHUB_REPOSITORY: 'octo-org/migrations',
    GITHUB_RUN_ID: '1234567890',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    ...(scenario.keys === undefined && {
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.actions.githubusercontent.com/abc/token?api-version=2.0',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: BEARER
    }),
    ...(scenario.proxyPassword !== undefined && {
      HTTPS_PROXY: `http://user:${scenario.proxyPassword}@proxy.example.com:3128`
    }),
    ...Object.fromEntries(inputs)
  }
}

function inputsOf(scenario: Scenario): Record<string, string> {
  const { step, keys, hasUserId } = scenario
  return {
    operation: step.operation,
    'job-name': jobNameOf(scenario),
    region: 'cn-hangzhou',
    ...(hasUserId && { 'user-id': ACCOUNT }),
    ...(keys === undefined ? ROLE : keyInputs(keys)),
    'wait-for': step.waitFor,
    'wait-timeout-seconds': String(step.waitSeconds),
    'timeout-seconds': String(step.timeoutSeconds),
    'poll-interval-seconds': String(step.pollSeconds),
    'max-parallel': String(step.maxParallel),
    idempotent: String(step.idempotent),
    'dry-run': String(step.dryRun),
    'fail-on-failed-files': String(step.failOnFailedFiles),
    'fail-fast': String(step.failFast),
    ...(step.names !== 'one' && { 'max-jobs': '50' }),
    ...operationInputs(scenario)
  }
}

const ROLE = {
  'role-to-assume': `acs:ram::${ACCOUNT}:role/mgw-operator`,
  'oidc-provider-arn': `acs:ram::${ACCOUNT}:oidc-provider/github`,
  'role-session-expiration': '900'
}

function keyInputs({ id, secret, token }: NonNullable<Scenario['keys']>): Record<string, string> {
  return {
    'access-key-id': id,
    'access-key-secret': secret,
    ...(token !== undefined && { 'security-token': token })
  }
}

function jobNameOf({ step, targets }: Scenario): string {
  return step.names === 'pattern' ? 'backup-*\n!backup-2' : targets.join('\n')
}

function operationInputs({ step }: Scenario): Record<string, string> {
  const { operation, throttling, timetable } = step
  if (operation === 'update-qos') {
    return { 'max-bandwidth': String(throttling.bandwidth), 'max-qps': String(throttling.qps) }
  }
  if (timetable === undefined) return {}
  return { timetable: timetable.lines.map(({ text }) => text).join('\n'), timezone: timetable.zone }
}
