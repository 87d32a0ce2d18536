import { environmentOf, OUTPUT_FILE, SUMMARY_FILE } from './inputs.ts'
import { createRandom } from './random.ts'
import type { Exchange } from './runner/exchange.ts'
import { createNetwork } from './runner/network.ts'
import { type Ending, type Line, SimulatedProcess } from './runner/process.ts'
import { type Files, startAction } from './runner/sandbox.ts'
import { VirtualTime } from './runner/time.ts'
import type { Intervention, Scenario } from './scenario.ts'
import { Faults } from './world/faults.ts'
import { drawRound, makeJob } from './world/past.ts'
import { Region } from './world/region.ts'
import { Service } from './world/service.ts'
import { Sts } from './world/sts.ts'

/** A run of the action: its report, and the truth. */
export interface Run {
  scenario: Scenario
  region: Region
  exchanges: Exchange[]
  lines: Line[]
  ending: Ending
  outputs: string
  summary: string
  /** Values that mustn't appear in the log, the outputs, or the summary. */
  secrets: string[]
  /** The runner's wall clock at a virtual time, in ms since 1970. */
  wallOf: (time: number) => number
  cancelledAt: number | undefined
}

/** How long the world continues after the run, so that pending changes take effect, in ms. */
const AFTERMATH_MS = 120_000
/** A run longer than the maximum wait of a week counts as stuck. */
const NEVER_MS = 8 * 86_400_000
/** When the runner sends SIGTERM and SIGKILL after SIGINT, in ms. */
const TERM_MS = 7_500
const KILL_MS = 10_000

/** Runs the built action in a simulated world. */
export async function simulate(scenario: Scenario): Promise<Run> {
  const time = new VirtualTime()
  const { startsAt } = scenario
  const world = createWorld(scenario, time)
  const wallOf = (at: number): number => startsAt + at + clockError(scenario, at)
  const process = new SimulatedProcess(time, environmentOf(scenario))
  const network = createNetwork(time, world.servers)
  const files: Files = new Map([
    [OUTPUT_FILE, ''],
    [SUMMARY_FILE, '']
  ])
  const cancel = planCancel(scenario, time, process)
  await execute(process, time, () =>
    startAction({
      time,
      wall: () => wallOf(time.now),
      random: createRandom(scenario.seed, 'runner'),
      process,
      network,
      files
    })
  )
  const ending = process.ending as Ending
  time.settle(ending.endedAt + AFTERMATH_MS)
  return {
    scenario,
    region: world.region,
    exchanges: network.exchanges,
    lines: process.lines,
    ending,
    outputs: files.get(OUTPUT_FILE) ?? '',
    summary: files.get(SUMMARY_FILE) ?? '',
    secrets: world.secrets(),
    wallOf,
    cancelledAt: cancel.at
  }
}

/** Runs the process until it ends or crashes. */
async function execute(process: SimulatedProcess, time: VirtualTime, start: () => void): Promise<void> {
  const crash = (error: unknown): void => process.end('crashed', error)
  globalThis.process.on('unhandledRejection', crash)
  try {
    start()
    await time.run(() => process.ending !== undefined || time.now > NEVER_MS, crash)
    process.end(time.isAlive ? 'stuck' : 'ended')
  } finally {
    globalThis.process.off('unhandledRejection', crash)
  }
}

function clockError({ clock: { offsetMs, jumps } }: Scenario, time: number): number {
  return jumps.reduce((sum, { at, byMs }) => sum + (time >= at ? byMs : 0), offsetMs)
}

function planCancel({ cancelAt }: Scenario, time: VirtualTime, process: SimulatedProcess) {
  const cancel: { at: number | undefined } = { at: undefined }
  if (cancelAt === undefined) return cancel
  const signal = (at: number, name: 'SIGINT' | 'SIGTERM'): void => {
    time.call(
      at,
      () => {
        cancel.at ??= time.now
        process.signal(name)
      },
      false
    )
  }
  signal(cancelAt, 'SIGINT')
  signal(cancelAt + TERM_MS, 'SIGTERM')
  time.call(cancelAt + KILL_MS, () => process.end('killed'), false)
  return cancel
}

function createWorld(scenario: Scenario, time: VirtualTime) {
  const { seed, behavior, level, outages, roundTripMs, keys, pendingTokens, proxyPassword, text } = scenario
  const random = (label: string) => createRandom(seed, label)
  const wallOf = (at: number): number => scenario.startsAt + at
  const region = createRegion(scenario, time)
  const sts = new Sts({ random: random('sts'), wall: () => wallOf(time.now), stored: keys, pendingTokens })
  const service = new Service({
    region,
    behavior,
    sts,
    random: random('service'),
    now: () => time.now,
    wallOf,
    text
  })
  const hasProxy = proxyPassword !== undefined
  const faults = new Faults({ random: random('faults'), level, outages, roundTripMs, hasProxy, text })
  const isMgw = ({ host }: Exchange): boolean => host.endsWith('.mgw.aliyuncs.com')
  const servers = {
    route: (exchange: Exchange) => faults.route(exchange),
    handle: (exchange: Exchange) => (isMgw(exchange) ? service : sts).handle(exchange)
  }
  const secrets = (): string[] => [...sts.secrets, ...(proxyPassword === undefined ? [] : [proxyPassword])]
  return { region, servers, secrets }
}

function createRegion({ seed, behavior, jobs, interventions }: Scenario, time: VirtualTime): Region {
  const profiles = new Map(jobs.map(({ name, profile }) => [name, profile]))
  const rounds = createRandom(seed, 'rounds')
  const region = new Region({
    time,
    behavior,
    nextRound: ({ name }, id) => drawRound(rounds, id, profiles.get(name) as never)
  })
  for (const { name, state, profile, throttling } of jobs) {
    const random = createRandom(seed, `job ${name}`)
    region.add(makeJob(name, state, { random, profile, version: region.makeVersion(), throttling }))
  }
  for (const intervention of interventions) intervene(region, time, intervention)
  return region
}

function intervene(region: Region, time: VirtualTime, { job, type, after, delayMs }: Intervention): void {
  const act = (): void => {
    region.request(job, type, 'other', { bandwidth: 300_000_000, qps: 300 })
  }
  if (after === 'the start') {
    time.at(delayMs, act)
    return
  }
  let isPlanned = false
  region.onEffect((change) => {
    if (isPlanned || change.by !== 'run' || change.job !== job) return
    isPlanned = true
    time.at(time.now + delayMs, act)
  })
}
