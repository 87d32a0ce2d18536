/**
 * `npm run bench`: how long a step takes, from the start of its process to its end, against bare Node and against a
 * peer, all in one run and in turn. Writes the figures into docs/performance.md. Exits with 1 when a goal is missed.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXAMPLE_CREDENTIALS, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import { Bench } from 'tinybench'
import { root } from './action-yml.ts'
import { memoryOfWaiting } from './polls.ts'
import { inputVariables, WORKFLOW } from './runner.ts'

/** A program that is measured. */
interface Program {
  name: string
  file: string
  inputs: Record<string, string>
  /** What the job is before each run. */
  status?: JobStatus
  exitCode: number
  /** Where it sends to, if not to the emulator. */
  endpoint?: string
}

/** The samples of a program, one a round: wall time and CPU time in ms, memory at its peak in MiB. */
interface Samples {
  wall: number[]
  cpu: number[]
  memory: number[]
}

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[]
  samples: number[]
  timeDeltas: number[]
}

/** What part a stack belongs to: the first of these that one of its functions matches. */
const PARTS: [part: string, isPart: (functionName: string, url: string) => boolean][] = [
  [
    "the request: Node's http, and what it loads",
    (name, url) => url.endsWith('dist/index.js') && name === 'send'
  ],
  ['the outputs and the summary', (name, url) => url.endsWith('dist/index.js') && name === 'report'],
  [
    'the rest of the run: inputs, keys, signature (node:crypto), the way back of the answer',
    (name, url) => url.endsWith('dist/index.js') && name !== '' && !/^\d+$|_require__$/.test(name)
  ],
  [
    "evaluating the bundle, and Node's modules that it loads at once",
    (_, url) => url.endsWith('dist/index.js')
  ],
  [
    'finding, reading and compiling the bundle',
    (_, url) => /modules\/(esm|run_main|cjs|package_json)/.test(url)
  ]
]

const ROUNDS = 60
const PAUSE = 'action: pause-job'
const JOB = 'nightly-sync'
const ACTION = join(root, 'dist/index.js')
const folder = mkdtempSync(join(tmpdir(), 'mgw-bench-'))
const files = {
  output: join(folder, 'output'),
  summary: join(folder, 'summary'),
  usage: join(folder, 'usage')
}

const emulator = await startEmulator({ durations: STILL, jobs: [{ name: JOB, status: 'IMPORT_JOB_DOING' }] })
const accepting = createServer((request, response) =>
  request.resume().on('end', () => response.end())
).listen(0, '127.0.0.1')
await once(accepting, 'listening')
const peerEndpoint = `http://127.0.0.1:${(accepting.address() as AddressInfo).port}`
if (!existsSync(join(root, 'bench/node_modules'))) {
  execFileSync('npm', ['ci', '--ignore-scripts'], {
    cwd: join(root, 'bench'),
    stdio: 'inherit',
    shell: process.platform === 'win32'
  })
}

const qos = { 'max-bandwidth': '100000000', 'max-qps': '500' }
const pause = { operation: 'pause-job', 'job-name': JOB }
const PROGRAMS: Program[] = [
  { name: 'empty script', file: join(root, 'bench/empty.cjs'), inputs: {}, exitCode: 0 },
  {
    name: 'floor: one signed PUT',
    file: join(root, 'bench/floor.cjs'),
    inputs: pause,
    status: 'IMPORT_JOB_DOING',
    exitCode: 0
  },
  { name: PAUSE, file: ACTION, inputs: pause, status: 'IMPORT_JOB_DOING', exitCode: 0 },
  {
    name: 'action: start-job',
    file: ACTION,
    inputs: { ...pause, operation: 'start-job' },
    status: 'IMPORT_JOB_SUSPEND',
    exitCode: 0
  },
  {
    name: 'action: close-job',
    file: ACTION,
    inputs: { ...pause, operation: 'close-job' },
    status: 'IMPORT_JOB_DOING',
    exitCode: 0
  },
  {
    name: 'action: update-qos',
    file: ACTION,
    inputs: { ...pause, ...qos, operation: 'update-qos' },
    status: 'IMPORT_JOB_DOING',
    exitCode: 0
  },
  {
    name: 'action: get-job (two requests)',
    file: ACTION,
    inputs: { ...pause, operation: 'get-job' },
    status: 'IMPORT_JOB_DOING',
    exitCode: 0
  },
  { name: 'action: NoSuchImportJob', file: ACTION, inputs: { ...pause, 'job-name': 'missing' }, exitCode: 1 },
  { name: 'action: bad input', file: ACTION, inputs: { ...pause, operation: 'pause' }, exitCode: 1 },
  {
    name: '@alicloud/openapi-core: one PUT',
    file: join(root, 'bench/openapi-core.cjs'),
    inputs: pause,
    exitCode: 0,
    endpoint: peerEndpoint
  }
]

try {
  const samples = new Map(
    PROGRAMS.map((program) => [program.name, { wall: [], cpu: [], memory: [] } as Samples])
  )
  // Pair by pair: each round runs every program once, so that what disturbs the machine disturbs all of them.
  for (let round = -2; round < ROUNDS; round++) {
    const bench = new Bench({ iterations: 1, time: 0, warmup: false, retainSamples: true, throws: true })
    for (const program of PROGRAMS) {
      bench.add(program.name, () => run(program), { async: true, beforeEach: () => reset(program) })
    }
    const tasks = await bench.run()
    // The first rounds warm the machine's caches.
    if (round < 0) continue
    for (const task of tasks) {
      const { result } = task
      if (result.state !== 'completed') throw new Error(`${task.name} ended as ${result.state}`)
      samples.get(task.name)?.wall.push(result.latency.p50)
    }
    for (const program of PROGRAMS) {
      reset(program)
      await run(program, ['--require', join(root, 'bench/usage.cjs')])
      const { cpu, memory } = JSON.parse(readFileSync(files.usage, 'utf8')) as { cpu: number; memory: number }
      samples.get(program.name)?.cpu.push(cpu / 1000)
      samples.get(program.name)?.memory.push(memory / 1024)
    }
  }
  await report(samples)
} finally {
  accepting.close()
  await emulator.close()
  rmSync(folder, { recursive: true })
}

function reset({ status }: Program): void {
  if (status !== undefined) emulator.setStatus(JOB, status)
  emulator.requests.length = 0
  for (const file of [files.output, files.summary]) writeFileSync(file, '')
}

/** Runs a program once. Throws when it does not end as it should. */
function run(
  { name, file, inputs, exitCode, endpoint = emulator.url }: Program,
  options: string[] = []
): Promise<void> {
  const keys = {
    'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
    'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
  }
  const env = {
    ...WORKFLOW,
    ...inputVariables({ ...inputs, ...keys, endpoint, region: 'cn-hangzhou' }),
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    USAGE_FILE: files.usage
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...options, file], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.resume()
    child.on('error', reject)
    child.on('exit', (code) =>
      code === exitCode ? resolve() : reject(new Error(`${name} ended with ${code}`))
    )
  })
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The first and the third quarter: half of all samples are between them. */
function spread(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number): string => (sorted[Math.round((sorted.length - 1) * part)] ?? 0).toFixed(1)
  return `${at(0.25)}–${at(0.75)}`
}

async function report(samples: Map<string, Samples>): Promise<void> {
  const of = (name: string): Samples => samples.get(name) ?? { wall: [], cpu: [], memory: [] }
  const floor = of('floor: one signed PUT')
  const ratio = (name: string, kind: keyof Samples, to = floor): number =>
    median(of(name)[kind].map((value, round) => value / (to[kind][round] ?? 1)))
  const rows = PROGRAMS.map(({ name }) => {
    const { wall, cpu, memory } = of(name)
    const ratios = (['wall', 'cpu', 'memory'] as const).map((kind) => `${ratio(name, kind).toFixed(2)} ×`)
    return [
      name,
      median(wall).toFixed(1),
      spread(wall),
      ratios[0],
      median(cpu).toFixed(1),
      ratios[1],
      median(memory).toFixed(1),
      ratios[2]
    ]
  })
  const head = [
    'program',
    'wall, ms',
    'half of them',
    'to the floor',
    'CPU, ms',
    'to the floor',
    'memory, MiB',
    'to the floor'
  ]
  const goals: [what: string, value: number, most: number][] = [
    ['pause-job, wall time to the floor', ratio(PAUSE, 'wall'), 1.15],
    ['pause-job, CPU time to the floor', ratio(PAUSE, 'cpu'), 1.25],
    ['pause-job, peak memory to the floor', ratio(PAUSE, 'memory'), 1.15],
    ['NoSuchImportJob, wall time to the floor', ratio('action: NoSuchImportJob', 'wall'), 1.25],
    ['bad input, wall time to an empty script', ratio('action: bad input', 'wall', of('empty script')), 1.3],
    ['memory of a wait after 10,000 polls to that after 100', await memoryOfWaiting(), 1.1]
  ]
  const figures = [
    `Medians of ${ROUNDS} rounds, in each of which every program ran once; a ratio is the median of those of each round. ${machine()}`,
    '',
    table(head, rows),
    '',
    table(
      ['goal', 'measured', 'at most', ''],
      goals.map(([what, value, most]) => [
        what,
        value.toFixed(2),
        most.toFixed(2),
        value <= most ? 'met' : 'missed'
      ])
    ),
    '',
    'Where the time of pause-job goes, from a CPU profile of one run:',
    '',
    table(['part', 'ms'], await profile()),
    '',
    table(
      ['file of dist', 'bytes'],
      readdirSync(join(root, 'dist')).map((name) => [name, String(statSync(join(root, 'dist', name)).size)])
    )
  ].join('\n')
  console.log(figures)
  const page = join(root, 'docs/performance.md')
  const text = readFileSync(page, 'utf8')
  writeFileSync(
    page,
    text.replace(
      /(<!-- figures -->\n).*(<!-- \/figures -->)/s,
      (_, begin, end) => `${begin}\n${figures}\n\n${end}`
    )
  )
  if (goals.some(([, value, most]) => value > most)) {
    console.error('A goal was missed.')
    process.exitCode = 1
  }
}

function machine(): string {
  return `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${process.platform}.`
}

function table(head: string[], rows: (string | undefined)[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

async function profile(): Promise<string[][]> {
  const program = PROGRAMS.find(({ name }) => name === PAUSE)
  if (program === undefined) throw new Error(`${PAUSE} is not measured.`)
  reset(program)
  const file = 'run.cpuprofile'
  await run(program, [
    '--cpu-prof',
    '--cpu-prof-interval',
    '50',
    '--cpu-prof-dir',
    folder,
    '--cpu-prof-name',
    file
  ])
  return summarize(JSON.parse(readFileSync(join(folder, file), 'utf8')))
}

function summarize({ nodes, samples, timeDeltas }: Profile): string[][] {
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const))
  )
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const partOf = (id: number): string => {
    const stack: (Profile['nodes'][number]['callFrame'] | undefined)[] = []
    for (let node: number | undefined = id; node !== undefined; node = parents.get(node))
      stack.push(frames.get(node))
    return (
      PARTS.find(([, isPart]) =>
        stack.some((frame) => frame && isPart(frame.functionName, frame.url))
      )?.[0] ?? "Node's own start and end, and waiting"
    )
  }
  const times = new Map<string, number>()
  samples.forEach((id, index) => {
    times.set(partOf(id), (times.get(partOf(id)) ?? 0) + (timeDeltas[index] ?? 0) / 1000)
  })
  return [...times].sort(([, a], [, b]) => b - a).map(([part, ms]) => [part, ms.toFixed(1)])
}
