import { inspect, isDeepStrictEqual } from 'node:util'
import {
  type Emulator,
  EXAMPLE_CREDENTIALS,
  type Failure,
  type ReceivedRecord,
  STILL,
  startEmulator
} from '../src/index.ts'
import { expectedOutcomes, LAST_ROUND_END, type Outcome } from './expected.ts'
import { installSdk, runPython } from './python.ts'

const TEMPORARY_CREDENTIALS = {
  accessKeyId: 'STS.ExampleKeyId',
  accessKeySecret: 'ExampleSecret0000000000000002',
  securityToken: 'CAIS-example/token+with=chars'
}

function failing({ path }: ReceivedRecord): Failure | undefined {
  if (path === '/job/empty-error') return { fault: '503-empty' }
  if (path !== '/job/detailed-error') return undefined
  return {
    code: 'AccessDenied',
    message: 'You have no right <to> "this" & that.',
    details: { EC: '0003-00000001', RecommendDoc: 'https://example.com/q?EC=1', AccessDeniedDetail: 'policy' }
  }
}

/** Freezes the clock so that every time in a response is known. The SDK's clock differs by less than 15 minutes. */
function startForConformance(now: number): Promise<Emulator> {
  return startEmulator({
    now: () => now,
    credentials: [EXAMPLE_CREDENTIALS, TEMPORARY_CREDENTIALS],
    durations: STILL,
    jobs: [
      { name: 'nightly-sync', status: 'IMPORT_JOB_FINISHED', since: LAST_ROUND_END },
      { name: 'another-job', createTime: LAST_ROUND_END }
    ],
    failing
  })
}

async function runSdk(emulator: Emulator, python: string): Promise<Record<string, Outcome>> {
  const settings = {
    endpoint: new URL(emulator.url).host,
    userId: '1234567890123456',
    region: 'cn-hangzhou',
    jobVersion: emulator.job('nightly-sync')?.version,
    credentials: EXAMPLE_CREDENTIALS,
    temporaryCredentials: TEMPORARY_CREDENTIALS
  }
  return JSON.parse(await runPython(python, JSON.stringify(settings)))
}

function show(value: unknown): string {
  return inspect(value, { depth: null })
}

/** Prints the result of a check and returns whether it passed. */
function report(name: string, actual: unknown, expected: unknown): boolean {
  const passed = isDeepStrictEqual(actual, expected)
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name}`)
  if (!passed) console.log(`expected ${show(expected)}\nthe SDK decoded ${show(actual)}`)
  return passed
}

function checkAll(emulator: Emulator, now: number, outcomes: Record<string, Outcome>): boolean[] {
  const expected = expectedOutcomes(emulator, now)
  const steps = Object.keys(expected)
  return [
    report('every step sends one request', emulator.requests.length, steps.length),
    report('the names of the steps', Object.keys(outcomes), steps),
    ...steps.map((step) => report(step, outcomes[step], expected[step]))
  ]
}

async function main(): Promise<void> {
  const python = await installSdk()
  const now = Date.now()
  const emulator = await startForConformance(now)
  try {
    const results = checkAll(emulator, now, await runSdk(emulator, python))
    const passed = results.filter(Boolean).length
    console.log(`conformance: ${passed} passed, ${results.length - passed} failed`)
    if (passed < results.length) process.exitCode = 1
  } finally {
    await emulator.close()
  }
}

main().catch((error: unknown) => {
  console.error(`conformance: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
})
