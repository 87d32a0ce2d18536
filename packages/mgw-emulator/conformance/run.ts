import { inspect, isDeepStrictEqual } from 'node:util'
import {
  type Emulator,
  type EmulatorOptions,
  EXAMPLE_CREDENTIALS,
  type Failure,
  STILL,
  startEmulator
} from '../src/index.ts'
import { actionOperations } from './action.ts'
import type { Call, Outcome, SdkClient } from './call.ts'
import { availableClients, type Candidate } from './clients.ts'
import { jobSteps, SIZE_OF_ROUND, TEMPORARY_CREDENTIALS } from './job-steps.ts'
import { asGoDecodes, type Step, withoutEmpty, withoutEmptyLists } from './outcome.ts'
import { RETRY_OPTIONS, retrySteps, timeOfStep } from './retry-steps.ts'
import { LAST_ROUND_END } from './sample-job.ts'
import { type SentRequest, sentRequest } from './sent-request.ts'

/** What a client sent in a step, what it decoded, and what it should have decoded. */
interface Exchange {
  requestId: string
  sent: SentRequest
  outcome: Outcome
  expected: Outcome
}

/** Steps that a client makes, each against an emulator of its own. */
interface Scenario {
  options: EmulatorOptions
  /** The time of a step, for the jobs. */
  timeOf: (index: number) => number
  steps: Step[]
}

function failing({ path }: { path: string }): Failure | undefined {
  if (path === '/job/empty-error') return { fault: '503-empty' }
  if (path !== '/job/detailed-error') return undefined
  return {
    code: 'AccessDenied',
    message: 'You have no right <to> "this" & that.',
    details: { EC: '0003-00000001', RecommendDoc: 'https://example.com/q?EC=1', AccessDeniedDetail: 'policy' }
  }
}

/** The clocks of the jobs are set, so that every time in a response is known. Signatures use the real time. */
const NOW = LAST_ROUND_END + 3_600_000
const PLAN = { totalSize: SIZE_OF_ROUND }

const SCENARIOS: Scenario[] = [
  {
    options: {
      credentials: [EXAMPLE_CREDENTIALS, TEMPORARY_CREDENTIALS],
      jobs: [
        { name: 'nightly-sync', status: 'IMPORT_JOB_FINISHED', since: LAST_ROUND_END, plan: PLAN },
        { name: 'another-job', createTime: LAST_ROUND_END }
      ],
      failing
    },
    timeOf: () => NOW,
    steps: jobSteps(NOW)
  },
  {
    options: { ...RETRY_OPTIONS, behavior: { reportMs: 2000 } },
    timeOf: timeOfStep,
    steps: retrySteps()
  }
]

/** Makes one step, which must send one request. */
async function exchange(client: SdkClient, emulator: Emulator, call: Call, step: Step): Promise<Exchange> {
  const before = emulator.requests.length
  const outcome = await client.call(call)
  const [request, ...others] = emulator.requests.slice(before)
  if (request === undefined || others.length > 0) throw new Error(`Not one request, but more or none: ${step.name}`)
  const { requestId } = request
  return { requestId, sent: sentRequest(request), outcome, expected: step.expected(requestId) }
}

/** Makes the steps of a scenario with one client, except those that it doesn't have. */
async function exchangesOf({ name, start }: Candidate, scenario: Scenario): Promise<Map<string, Exchange>> {
  let index = 0
  const { options, timeOf, steps } = scenario
  const emulator = await startEmulator({ ...options, durations: STILL, jobClock: () => timeOf(index) })
  const client = start({ endpoint: new URL(emulator.url).host, userId: '1234567890123456', region: 'cn-hangzhou' })
  const exchanges = new Map<string, Exchange>()
  try {
    for (const step of steps) {
      const known = Object.fromEntries([...exchanges].map(([earlier, { outcome }]) => [earlier, outcome]))
      const call = { credentials: EXAMPLE_CREDENTIALS, ...step.call(known) }
      const isMade = !step.notFor?.includes(name) && (name !== 'action' || actionOperations().includes(call.operation))
      if (isMade) exchanges.set(step.name, await exchange(client, emulator, call, step))
      index += 1
    }
  } finally {
    client.close()
    await emulator.close()
  }
  return exchanges
}

function show(value: unknown): string {
  return inspect(value, { depth: null })
}

/** Prints the result of a check and returns whether it passed. */
function report(name: string, actual: unknown, expected: unknown): boolean {
  const passed = isDeepStrictEqual(actual, expected)
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name}`)
  if (!passed) console.log(`expected ${show(expected)}\nfound ${show(actual)}`)
  return passed
}

/** Whether a client decoded what it should. */
function checkOutcomes(client: string, exchanges: Map<string, Exchange>): boolean[] {
  const knownTo = client === 'go' ? asGoDecodes : (value: unknown) => value
  return [...exchanges].map(([step, { outcome, expected }]) =>
    report(`${client}: ${step}`, withoutEmpty(outcome), withoutEmpty(knownTo(expected)))
  )
}

/** What must be the same for two clients. Each request has its own ID. */
function comparable({ requestId, sent, outcome }: Exchange): unknown {
  const withoutId = JSON.parse(JSON.stringify(outcome).replaceAll(requestId, 'the request ID'))
  return { sent, outcome: withoutEmptyLists(withoutId) }
}

/** Whether the action's client sends what the Go SDK sends, and decodes alike, down to empty texts and groups. */
function checkAlike(action: Map<string, Exchange>, go: Map<string, Exchange>): boolean[] {
  return [...action].flatMap(([step, exchange]) => {
    const other = go.get(step)
    if (other === undefined) return []
    return report(`action and go alike: ${step}`, asGoDecodes(comparable(exchange)), comparable(other))
  })
}

async function checkScenario(scenario: Scenario, clients: Candidate[]): Promise<boolean[]> {
  const results: boolean[] = []
  const byClient = new Map<string, Map<string, Exchange>>()
  for (const client of clients) {
    const exchanges = await exchangesOf(client, scenario)
    byClient.set(client.name, exchanges)
    results.push(...checkOutcomes(client.name, exchanges))
  }
  const [action, go] = [byClient.get('action'), byClient.get('go')]
  if (action !== undefined && go !== undefined) results.push(...checkAlike(action, go))
  return results
}

async function main(): Promise<void> {
  const clients = await availableClients()
  const called = new Set(SCENARIOS.flatMap(({ steps }) => steps.map(({ call }) => call({}).operation)))
  const missing = actionOperations().filter((operation) => !called.has(operation))
  const results = [report('the steps have every call of the action', missing, [])]
  for (const scenario of SCENARIOS) results.push(...(await checkScenario(scenario, clients)))
  const passed = results.filter(Boolean).length
  if (clients.every(({ name }) => name !== 'go')) console.log("skipped the Go SDK: Go isn't installed")
  console.log(`conformance: ${passed} passed, ${results.length - passed} failed`)
  if (passed < results.length) process.exitCode = 1
}

main().catch((error: unknown) => {
  console.error(`conformance: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
})
