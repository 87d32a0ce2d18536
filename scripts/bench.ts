/**
 * `npm run bench`: how long a step takes, from the start of its process to its end, and how many round trips to the
 * server it waits for. Writes the figures into docs/performance.md. Exits with 1 when a goal is missed.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createCertificateAuthority,
  EXAMPLE_CREDENTIALS,
  type JobStatus,
  STILL,
  startEmulator
} from 'mgw-emulator'
import { root } from './action-yml.ts'
import { table } from './generated.ts'
import { startRelay } from './relay.ts'
import { inputVariables, WORKFLOW } from './runner.ts'

/** A program that is measured. */
interface Program {
  name: string
  /** The built action, when absent. */
  file?: string
  inputs: Record<string, string>
  /** What the job is before each run. Running, when absent. */
  status?: JobStatus
  /** What it must end with. 0, when absent. */
  exitCode?: number
  /** Where it sends to. The emulator, when absent. */
  port?: number
  /** Without TLS, when false. */
  tls?: boolean
}

/** Wall time and CPU time in ms, memory at its peak in MiB: one of each a round. */
type Samples = Record<'wall' | 'cpu' | 'memory', number[]>

const ROUNDS = 60
const ROUNDS_ON_THE_ROAD = 5
/** In ms. */
const ROUND_TRIP = 200
const JOB = 'nightly-sync'
/** For the step with several jobs. */
const JOBS = Array.from({ length: 100 }, (_, index) => `job-${index + 100}`)
const MAX_PARALLEL = 10
const ROUNDS_OF_MANY = 3

const folder = mkdtempSync(join(tmpdir(), 'mgw-bench-'))
const files = {
  authority: join(folder, 'ca.pem'),
  output: join(folder, 'output'),
  summary: join(folder, 'summary'),
  usage: join(folder, 'usage')
}
const authority = createCertificateAuthority()
writeFileSync(files.authority, authority.cert)
const tls = authority.issue('127.0.0.1')
const jobs = [JOB, ...JOBS].map((name) => ({ name }))
const service = { durations: STILL, jobs, maxRunningJobs: Number.POSITIVE_INFINITY }
const emulator = await startEmulator({ ...service, tls })
const relay = await startRelay(emulator.port, ROUND_TRIP)
const plainEmulator = await startEmulator(service)
const nearRelay = await startRelay(plainEmulator.port, ROUND_TRIP / 2)
// The peer cannot sign for MGW: it is sent to a server that accepts every signature.
const accepting = createServer(tls, (request, response) => {
  request.resume().on('end', () => response.end())
}).listen(0, '127.0.0.1')
await once(accepting, 'listening')

const pause = { operation: 'pause-job', 'job-name': JOB }
const throttle = { ...pause, operation: 'update-qos', 'max-bandwidth': '100000000', 'max-qps': '500' }
const FLOOR: Program = { name: 'floor: one signed PUT', file: 'bench/floor.cjs', inputs: pause }
const PAUSE: Program = { name: 'pause-job', inputs: pause }
const IDEMPOTENT: Program = { name: 'pause-job, idempotent', inputs: { ...pause, idempotent: 'true' } }
const GET: Program = { name: 'get-job', inputs: { ...pause, operation: 'get-job' } }
const PROGRAMS: Program[] = [
  { name: 'empty script', file: 'bench/empty.cjs', inputs: {} },
  FLOOR,
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
    port: (accepting.address() as AddressInfo).port
  }
]
/** What goes on the road, and the round trips that it may wait for. */
const ROAD: [program: Program, most: number][] = [
  [PAUSE, 3],
  [IDEMPOTENT, 4],
  [GET, 4]
]

/** Many jobs in one step on the road: how far the server is in ms, and the round trips of each connection before its requests. */
const MANY_ON_THE_ROAD = [
  { what: '100 ms, without TLS', roundTrip: ROUND_TRIP / 2, tls: false, handshakes: 1, relay: nearRelay },
  { what: '200 ms, over TLS', roundTrip: ROUND_TRIP, tls: true, handshakes: 2, relay }
]

const goals: [what: string, value: number, most: number][] = []
try {
  installPeer()
  const tables = [await measureStart(), await measureRoad(), await measureMany(), goalsTable()]
  writeFigures([conditions(), ...tables].join('\n\n'))
} finally {
  accepting.close()
  relay.close()
  nearRelay.close()
  await emulator.close()
  await plainEmulator.close()
  rmSync(folder, { recursive: true })
}
if (goals.some(([, value, most]) => value > most)) {
  console.error('A goal was missed.')
  process.exitCode = 1
}

/** Every program, against a server on this machine. */
async function measureStart(): Promise<string> {
  const samples = new Map(PROGRAMS.map((program) => [program, { wall: [], cpu: [], memory: [] } as Samples]))
  // Each round runs every program, so that what disturbs the machine disturbs all of them. The first two warm it up.
  for (let round = -2; round < ROUNDS; round++) {
    for (const [program, { wall, cpu, memory }] of samples) {
      const time = await run(program)
      await run(program, ['--require', join(root, 'bench/usage.cjs')])
      if (round < 0) continue
      const usage = JSON.parse(readFileSync(files.usage, 'utf8'))
      wall.push(time)
      cpu.push(usage.cpu / 1000)
      memory.push(usage.memory / 1024)
    }
  }
  const of = (program: Program, kind: keyof Samples): number[] => samples.get(program)?.[kind] ?? []
  const ratio = (program: Program, kind: keyof Samples): number =>
    median(of(program, kind).map((value, round) => value / (of(FLOOR, kind)[round] ?? 0)))
  goals.push(
    ['pause-job: wall time to the floor', ratio(PAUSE, 'wall'), 1.22],
    ['pause-job: CPU time to the floor', ratio(PAUSE, 'cpu'), 1.25],
    ['pause-job: memory to the floor', ratio(PAUSE, 'memory'), 1.1]
  )
  const kinds = ['wall', 'cpu', 'memory'] as const
  const rows = PROGRAMS.map((program) => [
    program.name,
    ...kinds.flatMap((kind) => [median(of(program, kind)).toFixed(1), `${ratio(program, kind).toFixed(2)} ×`])
  ])
  const head = ['wall, ms', 'to the floor', 'CPU, ms', 'to the floor', 'memory, MiB', 'to the floor']
  return table([['on this machine', ...head], ...rows])
}

/** The action, against the same server far away. */
async function measureRoad(): Promise<string> {
  const rows: string[][] = []
  for (const [program, most] of ROAD) {
    const [near, far, connections]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < ROUNDS_ON_THE_ROAD; round++) {
      near.push(await run(program))
      far.push(await run({ ...program, port: relay.port }))
      connections.push(relay.takeConnections())
    }
    const trips = (median(far) - median(near)) / ROUND_TRIP
    goals.push(
      [`${program.name}: round trips`, Math.round(trips), most],
      [`${program.name}: connections`, median(connections), 1]
    )
    rows.push([program.name, median(far).toFixed(0), trips.toFixed(1), median(connections).toFixed(0)])
  }
  return table([[`the road: ${ROUND_TRIP} ms`, 'wall, ms', 'round trips', 'connections'], ...rows])
}

/** 100 jobs in one step, ten at a time, against the time that the road alone takes: connections, ten requests on each, one start. */
async function measureMany(): Promise<string> {
  const rows: string[][] = []
  const many = { ...pause, 'job-name': JOBS.join(), 'max-jobs': '100', 'max-parallel': String(MAX_PARALLEL) }
  for (const { what, roundTrip, tls, handshakes, relay } of MANY_ON_THE_ROAD) {
    const [far, start, connections]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < ROUNDS_OF_MANY; round++) {
      start.push(await run(PAUSE))
      relay.takeConnections()
      far.push(await run({ name: what, inputs: many, port: relay.port, tls }))
      connections.push(relay.takeConnections())
    }
    const least = (handshakes + JOBS.length / MAX_PARALLEL) * roundTrip + median(start)
    const ratio = median(far) / least
    goals.push(
      [`100 jobs, ${what}: time to the round trips`, ratio, 1.25],
      [`100 jobs, ${what}: connections`, median(connections), MAX_PARALLEL]
    )
    const figures = [median(far), least].map((time) => time.toFixed(0))
    rows.push([what, ...figures, `${ratio.toFixed(2)} ×`, median(connections).toFixed(0)])
  }
  const head = ['wall, ms', 'round trips and start, ms', 'to these', 'connections']
  return table([['100 jobs, 10 at a time', ...head], ...rows])
}

function goalsTable(): string {
  const rows = goals.map(([what, value, most]) => [
    what,
    String(Number(value.toFixed(2))),
    String(most),
    value <= most ? 'met' : 'missed'
  ])
  return table([['goal', 'measured', 'at most', ''], ...rows])
}

function conditions(): string {
  const machine = `Node ${process.version}, ${process.platform}, ${cpus().length} cores (${cpus()[0]?.model.trim()})`
  return `Medians of ${ROUNDS} runs each, on the road of ${ROUNDS_ON_THE_ROAD}, of 100 jobs of ${ROUNDS_OF_MANY}. ${machine}.`
}

function writeFigures(figures: string): void {
  console.log(figures)
  const page = join(root, 'docs/performance.md')
  const place = /(<!-- figures -->\n).*(<!-- \/figures -->)/s
  const text = readFileSync(page, 'utf8')
  writeFileSync(
    page,
    text.replace(place, (_, begin, end) => `${begin}\n${figures}\n\n${end}`)
  )
}

/** Runs a program once. Throws when it does not end as it should. @returns its wall time in ms */
async function run(program: Program, options: string[] = []): Promise<number> {
  const { name, file = 'dist/index.js', inputs, exitCode = 0, port = emulator.port, tls = true } = program
  for (const server of [emulator, plainEmulator]) {
    server.setStatus(JOB, program.status ?? 'IMPORT_JOB_DOING')
    if (inputs['job-name'] === JOBS.join()) for (const job of JOBS) server.setStatus(job, 'IMPORT_JOB_DOING')
    server.requests.length = 0
  }
  for (const file of [files.output, files.summary]) writeFileSync(file, '')
  const reach = {
    endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    region: 'cn-hangzhou',
    'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
    'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
  }
  const env = {
    ...WORKFLOW,
    ...inputVariables({ ...inputs, ...reach }),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    NODE_EXTRA_CA_CERTS: files.authority,
    USAGE_FILE: files.usage
  }
  const begun = performance.now()
  const child = spawn(process.execPath, [...options, join(root, file)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  child.stdout.resume()
  const [code] = await once(child, 'exit')
  const time = performance.now() - begun
  if (code !== exitCode) throw new Error(`${name} ended with ${code}.`)
  return time
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (index: number): number => sorted[index] ?? Number.NaN
  return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2
}

function installPeer(): void {
  if (existsSync(join(root, 'bench/node_modules'))) return
  const options = { cwd: join(root, 'bench'), stdio: 'inherit', shell: process.platform === 'win32' } as const
  execFileSync('npm', ['ci'], options)
}
