/**
 * `npm run bench`: measures how long a step takes, from process start to exit, and how many round trips to the server it
 * waits for. Writes the figures to docs/performance.md. Exits with 1 if a goal is missed.
 *
 * `npm run bench -- --before COMMIT` only compares pause-job with the dist of a commit, and writes nothing.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  createCertificateAuthority,
  EXAMPLE_CREDENTIALS,
  type JobStatus,
  STILL,
  startEmulator,
  startGithubTokens,
  startSts
} from 'mgw-emulator'
import { root } from './action-yml.ts'
import { table } from './generated.ts'
import { type Relay, startRelay } from './relay.ts'
import { inputVariables, WORKFLOW } from './runner.ts'

/** A program to measure. */
interface Program {
  name: string
  /** Default: the built action. */
  file?: string
  inputs: Record<string, string>
  /** The job's status before each run. Default: IMPORT_JOB_DOING. */
  status?: JobStatus
  /** The expected exit code. Default: 0. */
  exitCode?: number
  /** The port of the server. Default: the emulator's. */
  port?: number
  /** Default: true. */
  tls?: boolean
  /** Additional environment variables. */
  env?: Record<string, string>
}

/** Wall time in ms, CPU time in ms and peak memory in MiB: one value per iteration. */
type Samples = Record<'wall' | 'cpu' | 'memory', number[]>
type Measured = Map<Program, Samples>

const ITERATIONS = 60
/** For the comparison with a commit: on a busy machine, the ratio of 60 pairs varies by 2 %. */
const COMPARED_ITERATIONS = 200
const DELAYED_ITERATIONS = 5
const ROUND_TRIP_MS = 200
/** GitHub's token endpoint is near the runner. */
const GITHUB_ROUND_TRIP_MS = 20
const JOB = 'nightly-sync'
/** The jobs of a batch. */
const JOBS = Array.from({ length: 100 }, (_, index) => `job-${index + 100}`)
const MAX_PARALLEL = 10
/** pause-job of several jobs reads each job first, because some have usually finished. */
const REQUESTS_PER_JOB = 2
const BATCH_ITERATIONS = 3

/** Writes a command's CPU time, from its start to its end, to a file: user and system, in s. */
const TIME = `TIMEFORMAT='%3U %3S'; { time "$0" "$@" 2>&3; } 3>&2 2>"$CPU_FILE"`

const folder = mkdtempSync(join(tmpdir(), 'mgw-bench-'))
const files = {
  authority: join(folder, 'ca.pem'),
  output: join(folder, 'output'),
  summary: join(folder, 'summary'),
  cpu: join(folder, 'cpu'),
  memory: join(folder, 'memory')
}
const authority = createCertificateAuthority()
writeFileSync(files.authority, authority.cert)
const tls = authority.issue('127.0.0.1')
const jobs = [JOB, ...JOBS].map((name) => ({ name }))
const sts = await startSts({ tls })
const github = await startGithubTokens({ tls })
const { credentials } = sts
const service = { durations: STILL, jobs, maxRunningJobs: Number.POSITIVE_INFINITY, credentials }
const emulator = await startEmulator({ ...service, tls })
const relay = await startRelay(emulator.port, ROUND_TRIP_MS)
const plainEmulator = await startEmulator(service)
const shortRelay = await startRelay(plainEmulator.port, ROUND_TRIP_MS / 2)
const stsRelay = await startRelay(sts.port, ROUND_TRIP_MS)
const githubRelay = await startRelay(github.port, GITHUB_ROUND_TRIP_MS)
// @alicloud/openapi-core can't sign requests for MGW, so it calls a server that accepts everything.
const acceptAllServer = createServer(tls, (request, response) => {
  request.resume().on('end', () => response.end())
}).listen(0, '127.0.0.1')
await once(acceptAllServer, 'listening')

const pause = { operation: 'pause-job', 'job-name': JOB }
const throttle = { ...pause, operation: 'update-qos', 'max-bandwidth': '100000000', 'max-qps': '500' }
const BASELINE: Program = { name: 'baseline: one signed PUT', file: 'bench/floor.cjs', inputs: pause }
const PAUSE: Program = { name: 'pause-job', inputs: pause }
const IDEMPOTENT: Program = { name: 'pause-job, idempotent', inputs: { ...pause, idempotent: 'true' } }
const GET: Program = { name: 'get-job', inputs: { ...pause, operation: 'get-job' } }
const PROGRAMS: Program[] = [
  { name: 'empty script', file: 'bench/empty.cjs', inputs: {} },
  BASELINE,
  PAUSE,
  { name: 'start-job', inputs: { ...pause, operation: 'start-job' }, status: 'IMPORT_JOB_SUSPEND' },
  { name: 'close-job', inputs: { ...pause, operation: 'close-job' } },
  { name: 'update-qos', inputs: throttle },
  GET,
  { name: 'NoSuchImportJob', inputs: { ...pause, 'job-name': 'missing' }, exitCode: 1 },
  { name: 'bad input', inputs: { ...pause, operation: 'pause' }, exitCode: 1 },
  {
    name: '@alicloud/openapi-core: one PUT',
    file: 'bench/openapi-core.cjs',
    inputs: pause,
    port: (acceptAllServer.address() as AddressInfo).port
  }
]
/** The programs to measure with network latency, and their maximum number of round trips. */
const DELAYED_PROGRAMS: [program: Program, maxRoundTrips: number][] = [
  [PAUSE, 3],
  [IDEMPOTENT, 4],
  [GET, 4]
]

/** The same with `role-to-assume`, and the maximum of their whole time, in round trips to Alibaba Cloud. */
const ROLE_PROGRAMS: [program: Program, maxRoundTrips: number][] = [
  [PAUSE, 4.9],
  [IDEMPOTENT, 5.9],
  [GET, 5.9]
]

interface DelayedBatch {
  title: string
  roundTripMs: number
  tls: boolean
  /** The round trips that a new connection takes. */
  handshakes: number
  relay: Relay
}

/** Steps with many jobs, with network latency. */
const DELAYED_BATCHES: DelayedBatch[] = [
  {
    title: '100 ms, without TLS',
    roundTripMs: ROUND_TRIP_MS / 2,
    tls: false,
    handshakes: 1,
    relay: shortRelay
  },
  { title: '200 ms, over TLS', roundTripMs: ROUND_TRIP_MS, tls: true, handshakes: 2, relay }
]

const goals: [name: string, value: number, max: number][] = []
const { before } = parseArgs({ options: { before: { type: 'string' } } }).values
try {
  if (before === undefined) {
    installComparisonSdk()
    const tables = [await measureLocal(), await measureDelayed(), await measureRole(), await measureBatches()]
    writeFigures([conditions(), ...tables].join('\n\n'))
    console.log(`\n${goalsTable()}`)
  } else console.log(await compareWith(before))
} finally {
  acceptAllServer.close()
  for (const one of [relay, shortRelay, stsRelay, githubRelay]) one.close()
  for (const server of [emulator, plainEmulator, sts, github]) await server.close()
  rmSync(folder, { recursive: true })
}
if (goals.some(([, value, max]) => value > max)) {
  console.error('A goal was missed.')
  process.exitCode = 1
}

/** Measures every program against a server on this machine. */
async function measureLocal(): Promise<string> {
  const measured = await measure(PROGRAMS)
  goals.push(
    ['pause-job: wall time vs. baseline', ratio(measured, 'wall', PAUSE, BASELINE), 1.22],
    ['pause-job: CPU time vs. baseline', ratio(measured, 'cpu', PAUSE, BASELINE), 1.25],
    ['pause-job: memory vs. baseline', ratio(measured, 'memory', PAUSE, BASELINE), 1.1]
  )
  return localTable(measured, BASELINE)
}

/** Measures pause-job side by side with the dist of another commit. */
async function compareWith(commit: string): Promise<string> {
  const file = join(folder, 'before.cjs')
  const dist = execFileSync('git', ['show', `${commit}:dist/index.js`], { cwd: root, maxBuffer: 10 * 1024 * 1024 })
  writeFileSync(file, dist)
  const old: Program = { ...PAUSE, name: `pause-job at ${commit}`, file }
  return localTable(await measure([old, PAUSE], COMPARED_ITERATIONS), old)
}

async function measure(programs: readonly Program[], iterations = ITERATIONS): Promise<Measured> {
  const measured: Measured = new Map(programs.map((program) => [program, { wall: [], cpu: [], memory: [] }]))
  // Each iteration runs every program, so that background load affects all of them. The first two are a warm-up.
  for (let iteration = -2; iteration < iterations; iteration++) {
    for (const [program, { wall, cpu, memory }] of measured) {
      const time = await run(program)
      await run(program, true)
      if (iteration < 0) continue
      const [user = Number.NaN, system = Number.NaN] = readFileSync(files.cpu, 'utf8').split(' ').map(Number)
      wall.push(time)
      cpu.push((user + system) * 1000)
      memory.push(Number(readFileSync(files.memory, 'utf8')) / 1024)
    }
  }
  return measured
}

/** The median of the ratios to another program, iteration by iteration. */
function ratio(measured: Measured, kind: keyof Samples, program: Program, other: Program): number {
  const [values, others] = [program, other].map((one) => measured.get(one)?.[kind] ?? [])
  return median((values ?? []).map((value, index) => value / (others?.[index] ?? Number.NaN)))
}

function localTable(measured: Measured, other: Program): string {
  const kinds = ['wall', 'cpu', 'memory'] as const
  const rows = [...measured].map(([program, samples]) => [
    program.name,
    ...kinds.flatMap((kind) => [
      median(samples[kind]).toFixed(1),
      `${ratio(measured, kind, program, other).toFixed(other === BASELINE ? 2 : 3)} ×`
    ])
  ])
  const versus = other === BASELINE ? 'vs. baseline' : 'vs. before'
  const head = ['wall, ms', versus, 'CPU, ms', versus, 'memory, MiB', versus]
  return table([['on this machine', ...head], ...rows])
}

/** Measures the action with network latency. */
async function measureDelayed(): Promise<string> {
  const rows: string[][] = []
  for (const [program, maxRoundTrips] of DELAYED_PROGRAMS) {
    const [local, delayed, connections]: [number[], number[], number[]] = [[], [], []]
    for (let iteration = 0; iteration < DELAYED_ITERATIONS; iteration++) {
      local.push(await run(program))
      delayed.push(await run({ ...program, port: relay.port }))
      connections.push(relay.takeConnections())
    }
    const trips = (median(delayed) - median(local)) / ROUND_TRIP_MS
    goals.push(
      [`${program.name}: round trips`, Math.round(trips), maxRoundTrips],
      [`${program.name}: connections`, median(connections), 1]
    )
    rows.push([program.name, median(delayed).toFixed(0), trips.toFixed(1), median(connections).toFixed(0)])
  }
  return table([[`with ${ROUND_TRIP_MS} ms per round trip`, 'wall, ms', 'round trips', 'connections'], ...rows])
}

/** Measures whole steps that sign in as a role, from process start to exit. */
async function measureRole(): Promise<string> {
  const rows: string[][] = []
  const [tokenUrl, url] = [new URL(github.url), (port: number) => `https://127.0.0.1:${port}`]
  tokenUrl.port = String(githubRelay.port)
  const role = {
    'role-to-assume': sts.roleArn,
    'oidc-provider-arn': sts.oidcProviderArn,
    'sts-endpoint': url(stsRelay.port),
    'access-key-id': '',
    'access-key-secret': ''
  }
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: tokenUrl.href, ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken }
  for (const [{ name, inputs }, maxRoundTrips] of ROLE_PROGRAMS) {
    const [delayed, connections]: [number[], number[]] = [[], []]
    for (let iteration = 0; iteration < DELAYED_ITERATIONS; iteration++) {
      delayed.push(await run({ name, inputs: { ...inputs, ...role }, env, port: relay.port }))
      connections.push(relay.takeConnections() + stsRelay.takeConnections() + githubRelay.takeConnections())
    }
    const trips = median(delayed) / ROUND_TRIP_MS
    goals.push(
      [`${name} with a role: time in round trips`, trips, maxRoundTrips],
      [`${name} with a role: connections`, median(connections), 3]
    )
    rows.push([name, median(delayed).toFixed(0), trips.toFixed(2), median(connections).toFixed(0)])
  }
  const title = `with a role, ${GITHUB_ROUND_TRIP_MS} ms to GitHub and ${ROUND_TRIP_MS} ms to Alibaba Cloud`
  return table([[title, 'wall, ms', `in round trips of ${ROUND_TRIP_MS} ms`, 'connections'], ...rows])
}

/**
 * Measures steps with 100 jobs, ten at a time. The minimum is the process start, plus the handshakes of a connection, plus
 * twenty requests.
 */
async function measureBatches(): Promise<string> {
  const rows: string[][] = []
  const inputs = {
    ...pause,
    'job-name': JOBS.join(),
    'max-jobs': '100',
    'max-parallel': String(MAX_PARALLEL)
  }
  for (const { title, roundTripMs, tls, handshakes, relay } of DELAYED_BATCHES) {
    const [delayed, start, connections]: [number[], number[], number[]] = [[], [], []]
    for (let iteration = 0; iteration < BATCH_ITERATIONS; iteration++) {
      start.push(await run(PAUSE))
      relay.takeConnections()
      delayed.push(await run({ name: title, inputs, port: relay.port, tls }))
      connections.push(relay.takeConnections())
    }
    const minimum = (handshakes + (REQUESTS_PER_JOB * JOBS.length) / MAX_PARALLEL) * roundTripMs + median(start)
    const ratio = median(delayed) / minimum
    goals.push(
      [`100 jobs, ${title}: time vs. minimum`, ratio, 1.25],
      [`100 jobs, ${title}: connections`, median(connections), MAX_PARALLEL]
    )
    const figures = [median(delayed), minimum].map((time) => time.toFixed(0))
    rows.push([title, ...figures, `${ratio.toFixed(2)} ×`, median(connections).toFixed(0)])
  }
  const head = ['wall, ms', 'minimum, ms', 'vs. minimum', 'connections']
  return table([['100 jobs, 10 at a time', ...head], ...rows])
}

function goalsTable(): string {
  const rows = goals.map(([name, value, max]) => [
    name,
    String(Number(value.toFixed(2))),
    String(max),
    value <= max ? 'met' : 'missed'
  ])
  return table([['goal', 'measured', 'at most', ''], ...rows])
}

function conditions(): string {
  const machine = `Node ${process.version}, ${process.platform}, ${cpus().length} cores (${cpus()[0]?.model.trim()})`
  return `Medians of ${ITERATIONS} runs, or ${DELAYED_ITERATIONS} with network latency, or ${BATCH_ITERATIONS} with 100 jobs. ${machine}.`
}

function writeFigures(figures: string): void {
  console.log(figures)
  const page = join(root, 'docs/performance.md')
  const figuresSection = /(<!-- figures -->\n).*(<!-- \/figures -->)/s
  const text = readFileSync(page, 'utf8')
  writeFileSync(
    page,
    text.replace(figuresSection, (_, start, end) => `${start}\n${figures}\n\n${end}`)
  )
}

/**
 * Runs a program once and returns its wall time in ms.
 *
 * @param withUsage whether to measure CPU time and memory instead, which takes longer
 * @throws Error if it exits with an unexpected code
 */
async function run(program: Program, withUsage = false): Promise<number> {
  const { name, file = 'dist/index.js', inputs, exitCode = 0, port = emulator.port, tls = true } = program
  for (const server of [emulator, plainEmulator]) {
    server.setStatus(JOB, program.status ?? 'IMPORT_JOB_DOING')
    if (inputs['job-name'] === JOBS.join()) for (const job of JOBS) server.setStatus(job, 'IMPORT_JOB_DOING')
    server.requests.length = 0
  }
  for (const file of [files.output, files.summary]) writeFileSync(file, '')
  const serverInputs = {
    endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    region: 'cn-hangzhou',
    'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
    'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
  }
  const env = {
    ...WORKFLOW,
    ...program.env,
    ...inputVariables({ ...serverInputs, ...inputs }),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    NODE_EXTRA_CA_CERTS: files.authority,
    CPU_FILE: files.cpu,
    MEMORY_FILE: files.memory
  }
  const node = [process.execPath, ...(withUsage ? ['--require', join(root, 'bench/memory.cjs')] : [])]
  const [command = '', ...args] = [...(withUsage ? ['bash', '-c', TIME] : []), ...node, resolve(root, file)]
  const start = performance.now()
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.resume()
  const [code] = await once(child, 'exit')
  const time = performance.now() - start
  if (code !== exitCode) throw new Error(`${name} exited with ${code}.`)
  return time
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number): number => sorted[index] ?? Number.NaN
  return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2
}

function installComparisonSdk(): void {
  if (existsSync(join(root, 'bench/node_modules'))) return
  const options = { cwd: join(root, 'bench'), stdio: 'inherit', shell: process.platform === 'win32' } as const
  execFileSync('npm', ['ci'], options)
}
