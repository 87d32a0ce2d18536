/**
 * `npm run examples [-- keyless.yml …]`: runs the workflows in examples (default: all) with act, against emulators of MGW,
 * STS, GitHub's OIDC endpoint and a chat webhook, and compares the results with scripts/examples/runs.ts.
 * scripts/examples/workflow.ts makes the few changes that act needs. No account is needed, but Go, to build act. Exits with
 * 1 if anything is missing or a result is unexpected.
 */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { json } from 'node:stream/consumers'
import { isDeepStrictEqual } from 'node:util'
import {
  type Emulator,
  EXAMPLE_CREDENTIALS,
  type GithubTokens,
  STILL,
  type Sts,
  startEmulator,
  startGithubTokens,
  startSts
} from 'mgw-emulator'
import { root } from './action-yml.ts'
import { type ActOptions, type ActResult, installAct, missingPrograms, runAct } from './examples/act.ts'
import { RUNS, type Run } from './examples/runs.ts'
import { ACTION, CREDENTIALS_ACTION, otherActions, prepare } from './examples/workflow.ts'
import { WORKFLOW } from './runner.ts'

const REGION = 'cn-hangzhou'

/** The result of a run, and its effects on the service and the webhook. */
interface Outcome extends ActResult {
  jobs: Record<string, object>
  changes: number
  posted: string[]
}

const selectedNames = process.argv.slice(2)
const examples = globSync('examples/*.yml', { cwd: root })
  .map((file) => basename(file))
  .sort()
const unknown = [
  ...examples
    .filter((name) => !Object.hasOwn(RUNS, name))
    .map((name) => `${name} has no entry in scripts/examples/runs.ts.`),
  ...[...Object.keys(RUNS), ...selectedNames]
    .filter((name) => !examples.includes(name))
    .map((name) => `There is no examples/${name}.`)
]
const setupProblems = [...unknown, ...missingPrograms()]
if (setupProblems.length > 0) {
  console.error(`No example was run:\n${setupProblems.map((problem) => `- ${problem}`).join('\n')}`)
  process.exitCode = 1
} else {
  process.exitCode = (await runAll(selectedNames.length > 0 ? selectedNames : examples)) ? 0 : 1
}

/** Runs examples, prints their results, and returns whether all were as expected. */
async function runAll(names: string[]): Promise<boolean> {
  const act = installAct()
  const runs = names.flatMap((name) => (RUNS[name] ?? []).map((run) => ({ name, run })))
  let failed = 0
  for (const { name, run } of runs) {
    const startTime = performance.now()
    const outcome = await runExample(act, name, run)
    const problems = problemsOf(run, outcome)
    const seconds = ((performance.now() - startTime) / 1000).toFixed(1)
    console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${run.title} (${seconds} s)`)
    if (problems.length === 0) continue
    failed += 1
    console.log(`${problems.join('\n')}\n${outcome.log}`)
  }
  console.log(`examples: ${runs.length - failed} passed, ${failed} failed`)
  return failed === 0
}

/** The servers that a run uses. */
interface Servers {
  sts: Sts
  github: GithubTokens
  webhook: WebhookServer
  /** By region. */
  emulators: Map<string, Emulator>
}

/** Starts the servers of a run. Their clocks are `skewMs` ahead. */
async function startServers(run: Run, skewMs: number): Promise<Servers> {
  const now = () => Date.now() + skewMs
  const sub = `repo:${WORKFLOW.GITHUB_REPOSITORY}`
  const sts = await startSts({ now, roleName: 'mgw-operator', trust: { sub: `${sub}:*` } })
  const github = await startGithubTokens({ now, sub: `${sub}:ref:refs/heads/main` })
  const webhook = await startWebhookServer()
  const emulators = await startEmulators(run, { now, credentials: sts.credentials })
  return { sts, github, webhook, emulators }
}

/** The environment variables of the workflow. Its steps' clocks are `skewMs` ahead if the run has a time. */
function environmentOf(run: Run, { sts, emulators }: Servers, skewMs: number): Record<string, string> {
  const endpoints = Object.fromEntries([...emulators].map(([region, { url }]) => [region, url]))
  return {
    GITHUB_RUN_ID: WORKFLOW.GITHUB_RUN_ID,
    STS_ENDPOINT: sts.url,
    MGW_ENDPOINTS: JSON.stringify(endpoints),
    ...(run.at !== undefined && {
      CLOCK_AHEAD_MS: String(skewMs),
      NODE_OPTIONS: `--import=file://${join(root, 'scripts/examples/clock.mjs')}`
    })
  }
}

async function runExample(act: string, name: string, run: Run): Promise<Outcome> {
  const skewMs = run.at === undefined ? 0 : Date.parse(run.at) - Date.now()
  const servers = await startServers(run, skewMs)
  const { sts, github, webhook, emulators } = servers
  const folder = mkdtempSync(join(tmpdir(), 'mgw-example-'))
  try {
    const text = readFileSync(join(root, 'examples', name), 'utf8')
    const token = {
      ACTIONS_ID_TOKEN_REQUEST_URL: github.url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken
    }
    const result = await runAct(act, {
      folder: makeRepository(folder, name, prepare(text, token)),
      workflow: `.github/workflows/${name}`,
      ...eventOf(run),
      secrets: {
        ALIBABA_CLOUD_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: EXAMPLE_CREDENTIALS.accessKeySecret,
        CHAT_WEBHOOK_URL: webhook.url,
        SLACK_WEBHOOK_URL: webhook.url,
        DINGTALK_WEBHOOK_URL: webhook.url,
        FEISHU_WEBHOOK_URL: webhook.url
      },
      env: environmentOf(run, servers, skewMs),
      actions: makeActions(folder, text),
      home: join(folder, 'home'),
      cancelAt: run.cancelAt
    })
    return { ...result, ...effectsOn(emulators, run), posted: webhook.posted }
  } finally {
    rmSync(folder, { recursive: true })
    await Promise.all([...emulators.values(), sts, github, webhook].map((server) => server.close()))
  }
}

function eventOf({ schedule, inputs = {} }: Run): Pick<ActOptions, 'event' | 'payload'> {
  return schedule === undefined
    ? { event: 'workflow_dispatch', payload: { inputs } }
    : { event: 'schedule', payload: { schedule } }
}

/** Starts an emulator for each region that has jobs. */
async function startEmulators(
  { jobs, durations = STILL, behavior = {} }: Run,
  options: Pick<Parameters<typeof startEmulator>[0] & {}, 'now' | 'credentials'>
): Promise<Map<string, Emulator>> {
  const emulators = new Map<string, Emulator>()
  for (const [key, job] of Object.entries(jobs)) {
    const { region, name } = locationOf(key)
    const emulator = emulators.get(region) ?? (await startEmulator({ ...options, region, durations, behavior }))
    emulators.set(region, emulator)
    emulator.addJob({ ...job, name })
  }
  return emulators
}

function locationOf(key: string): { region: string; name: string } {
  const [name = '', region = REGION] = key.split('/').reverse()
  return { region, name }
}

function effectsOn(emulators: Map<string, Emulator>, { expected }: Run): Pick<Outcome, 'jobs' | 'changes'> {
  const jobs = Object.entries(expected.jobs).map(([key, fields]) => {
    const { region, name } = locationOf(key)
    const job: object = emulators.get(region)?.job(name) ?? {}
    return [key, Object.fromEntries(Object.keys(fields).map((field) => [field, Reflect.get(job, field)]))]
  })
  const requests = [...emulators.values()].flatMap((emulator) => emulator.requests)
  return { jobs: Object.fromEntries(jobs), changes: requests.filter(({ method }) => method === 'PUT').length }
}

interface WebhookServer {
  url: string
  /** The received messages: the text for Slack, otherwise the JSON. */
  posted: string[]
  close: () => void
}

/** Starts a server that records the messages posted to it, like a chat webhook. */
async function startWebhookServer(): Promise<WebhookServer> {
  const posted: string[] = []
  const server = createServer(async (request, response) => {
    const message = (await json(request)) as { text?: unknown }
    posted.push(typeof message.text === 'string' ? message.text : JSON.stringify(message))
    // DingTalk's and Feishu's answers to an accepted message.
    response.end('{ "errcode": 0, "code": 0 }')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { url, posted, close: () => server.close() }
}

/** Creates a repository that only contains the workflow, because act copies the whole repository for each job. */
function makeRepository(folder: string, name: string, workflow: string): string {
  const repository = join(folder, 'repository')
  mkdirSync(join(repository, '.github/workflows'), { recursive: true })
  writeFileSync(join(repository, '.github/workflows', name), workflow)
  const git = (...args: string[]) => spawnSync('git', args, { cwd: repository })
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', `${WORKFLOW.GITHUB_SERVER_URL}/${WORKFLOW.GITHUB_REPOSITORY}.git`)
  git('add', '--all')
  git('-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com', 'commit', '--quiet', '--message', name)
  return repository
}

/** Creates a folder for each action that the workflow uses: a copy of this one, and a replacement of the other. */
function makeActions(folder: string, workflow: string): Record<string, string> {
  const action = join(folder, 'action')
  cpSync(join(root, 'action.yml'), join(action, 'action.yml'))
  cpSync(join(root, 'dist'), join(action, 'dist'), { recursive: true })
  const credentials = join(folder, 'credentials')
  cpSync(join(root, 'scripts/examples/credentials'), credentials, { recursive: true })
  return Object.fromEntries([
    [ACTION, action],
    ...otherActions(workflow)
      .filter((uses) => uses.startsWith(CREDENTIALS_ACTION))
      .map((uses) => [uses, credentials])
  ])
}

function problemsOf({ expected }: Run, outcome: Outcome): string[] {
  const { results, jobs, changes, logContains = [], warnings = [], errorCodes = [], posted = [] } = expected
  const differences = Object.entries({ results, jobs, changes, errorCodes, posted })
    .map(([name, value]) => ({ name, value, actual: outcome[name as keyof Outcome] }))
    .filter(({ value, actual }) => !isDeepStrictEqual(actual, value))
  return [
    ...differences.map(
      ({ name, value, actual }) => `${name}: expected ${JSON.stringify(value)}, got ${JSON.stringify(actual)}`
    ),
    ...logContains
      .filter((text) => !outcome.text.includes(text))
      .map((text) => `The log does not contain ${JSON.stringify(text)}.`),
    ...(warnings.length === outcome.warnings.length && warnings.every((text, i) => outcome.warnings[i]?.includes(text))
      ? []
      : [`warnings: expected ${JSON.stringify(warnings)}, got ${JSON.stringify(outcome.warnings)}`])
  ]
}
