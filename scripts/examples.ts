/**
 * `npm run examples`: runs every workflow of examples with act, as it stands but for what scripts/examples/workflow.ts
 * changes, against servers on this machine that stand in for MGW, STS, GitHub's tokens and a chat room, and compares what
 * comes of it with scripts/examples/runs.ts. No account is needed. With names of examples after it (`-- keyless.yml`),
 * only those. Needs Go, which builds act. Exits with 1 when anything is missing or not as it should be.
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
  STILL,
  startEmulator,
  startGithubTokens,
  startSts
} from 'mgw-emulator'
import { root } from './action-yml.ts'
import { type ActOptions, installAct, missing, runAct, type Shown } from './examples/act.ts'
import { RUNS, type Run } from './examples/runs.ts'
import { ACTION, CREDENTIALS_ACTION, otherActions, prepare } from './examples/workflow.ts'
import { WORKFLOW } from './runner.ts'

const REGION = 'cn-hangzhou'

/** What a run showed, and what it did to the service and to the chat room. */
interface Outcome extends Shown {
  jobs: Record<string, object>
  changes: number
  posted: string[]
}

const chosen = process.argv.slice(2)
const examples = globSync('examples/*.yml', { cwd: root })
  .map((file) => basename(file))
  .sort()
const unknown = [
  ...examples
    .filter((name) => !Object.hasOwn(RUNS, name))
    .map((name) => `${name} has no entry in scripts/examples/runs.ts.`),
  ...[...Object.keys(RUNS), ...chosen]
    .filter((name) => !examples.includes(name))
    .map((name) => `There is no examples/${name}.`)
]
const obstacles = [...unknown, ...missing()]
if (obstacles.length > 0) {
  console.error(`No example was run:\n${obstacles.map((obstacle) => `- ${obstacle}`).join('\n')}`)
  process.exitCode = 1
} else {
  process.exitCode = (await runAll(chosen.length > 0 ? chosen : examples)) ? 0 : 1
}

/** Runs examples, says what came of them, and whether all was as it should be. */
async function runAll(names: string[]): Promise<boolean> {
  const act = installAct()
  const runs = names.flatMap((name) => (RUNS[name] ?? []).map((run) => ({ name, run })))
  let failed = 0
  for (const { name, run } of runs) {
    const begun = performance.now()
    const outcome = await play(act, name, run)
    const problems = problemsOf(run, outcome)
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${run.title} (${seconds} s)`)
    if (problems.length === 0) continue
    failed += 1
    console.log(`${problems.join('\n')}\n${outcome.log}`)
  }
  console.log(`examples: ${runs.length - failed} passed, ${failed} failed`)
  return failed === 0
}

async function play(act: string, name: string, run: Run): Promise<Outcome> {
  const ahead = run.at === undefined ? 0 : Date.parse(run.at) - Date.now()
  const now = () => Date.now() + ahead
  const sub = `repo:${WORKFLOW.GITHUB_REPOSITORY}`
  const sts = await startSts({ now, roleName: 'mgw-operator', trust: { sub: `${sub}:*` } })
  const github = await startGithubTokens({ now, sub: `${sub}:ref:refs/heads/main` })
  const chat = await startChat()
  const emulators = await startEmulators(run, { now, credentials: sts.credentials })
  const folder = mkdtempSync(join(tmpdir(), 'mgw-example-'))
  try {
    const text = readFileSync(join(root, 'examples', name), 'utf8')
    const token = {
      ACTIONS_ID_TOKEN_REQUEST_URL: github.url,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken
    }
    const shown = await runAct(act, {
      folder: makeRepository(folder, name, prepare(text, token)),
      workflow: `.github/workflows/${name}`,
      ...eventOf(run),
      secrets: {
        ALIBABA_CLOUD_ACCESS_KEY_ID: EXAMPLE_CREDENTIALS.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: EXAMPLE_CREDENTIALS.accessKeySecret,
        CHAT_WEBHOOK_URL: chat.url
      },
      env: {
        GITHUB_RUN_ID: WORKFLOW.GITHUB_RUN_ID,
        STS_ENDPOINT: sts.url,
        MGW_ENDPOINTS: JSON.stringify(
          Object.fromEntries([...emulators].map(([region, { url }]) => [region, url]))
        ),
        ...(run.at !== undefined && {
          CLOCK_AHEAD_MS: String(ahead),
          NODE_OPTIONS: `--import=file://${join(root, 'scripts/examples/clock.mjs')}`
        })
      },
      actions: makeActions(folder, text),
      home: join(folder, 'home')
    })
    return { ...shown, ...doneTo(emulators, run), posted: chat.posted }
  } finally {
    rmSync(folder, { recursive: true })
    await Promise.all([...emulators.values(), sts, github, chat].map((server) => server.close()))
  }
}

function eventOf({ schedule, inputs = {} }: Run): Pick<ActOptions, 'event' | 'payload'> {
  return schedule === undefined
    ? { event: 'workflow_dispatch', payload: { inputs } }
    : { event: 'schedule', payload: { schedule } }
}

/** A server for each region in which the run has jobs. */
async function startEmulators(
  { jobs, durations = STILL, behavior = {} }: Run,
  options: Pick<Parameters<typeof startEmulator>[0] & {}, 'now' | 'credentials'>
): Promise<Map<string, Emulator>> {
  const emulators = new Map<string, Emulator>()
  for (const [key, job] of Object.entries(jobs)) {
    const { region, name } = placeOf(key)
    const emulator =
      emulators.get(region) ?? (await startEmulator({ ...options, region, durations, behavior }))
    emulators.set(region, emulator)
    emulator.addJob({ ...job, name })
  }
  return emulators
}

function placeOf(key: string): { region: string; name: string } {
  const [name = '', region = REGION] = key.split('/').reverse()
  return { region, name }
}

function doneTo(emulators: Map<string, Emulator>, { expected }: Run): Pick<Outcome, 'jobs' | 'changes'> {
  const jobs = Object.entries(expected.jobs).map(([key, fields]) => {
    const { region, name } = placeOf(key)
    const job: object = emulators.get(region)?.job(name) ?? {}
    return [key, Object.fromEntries(Object.keys(fields).map((field) => [field, Reflect.get(job, field)]))]
  })
  const requests = [...emulators.values()].flatMap((emulator) => emulator.requests)
  return { jobs: Object.fromEntries(jobs), changes: requests.filter(({ method }) => method === 'PUT').length }
}

/** A chat room: keeps what is posted to it. */
async function startChat() {
  const posted: string[] = []
  const server = createServer(async (request, response) => {
    posted.push(((await json(request)) as { text: string }).text)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { url, posted, close: () => server.close() }
}

/** A repository with the workflow and nothing else: act copies all of it for each job. */
function makeRepository(folder: string, name: string, workflow: string): string {
  const repository = join(folder, 'repository')
  mkdirSync(join(repository, '.github/workflows'), { recursive: true })
  writeFileSync(join(repository, '.github/workflows', name), workflow)
  const git = (...args: string[]) => spawnSync('git', args, { cwd: repository })
  git('init', '--quiet', '--initial-branch=main')
  git('remote', 'add', 'origin', `${WORKFLOW.GITHUB_SERVER_URL}/${WORKFLOW.GITHUB_REPOSITORY}.git`)
  git('add', '--all')
  git(
    '-c',
    'user.name=octocat',
    '-c',
    'user.email=octocat@example.com',
    'commit',
    '--quiet',
    '--message',
    name
  )
  return repository
}

/** A folder for each action that the workflow uses: this one's files that a runner reads, and a stand-in. */
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
  const { results, jobs, changes, says = [], warnings = [], errorCodes = [], posted = [] } = expected
  const unlike = Object.entries({ results, jobs, changes, errorCodes, posted })
    .map(([what, value]) => ({ what, value, found: outcome[what as keyof Outcome] }))
    .filter(({ value, found }) => !isDeepStrictEqual(found, value))
  return [
    ...unlike.map(
      ({ what, value, found }) => `${what}: expected ${JSON.stringify(value)}, found ${JSON.stringify(found)}`
    ),
    ...says
      .filter((text) => !outcome.text.includes(text))
      .map((text) => `The log does not say ${JSON.stringify(text)}.`),
    ...(warnings.length === outcome.warnings.length &&
    warnings.every((text, i) => outcome.warnings[i]?.includes(text))
      ? []
      : [`warnings: expected ${JSON.stringify(warnings)}, found ${JSON.stringify(outcome.warnings)}`])
  ]
}
