import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { FAULTS, type FaultName, type JobStatus, STILL, startEmulator } from 'mgw-emulator'
import { root } from '../../scripts/action-yml.ts'
import { runStep } from '../../scripts/runner.ts'
import { errors, JOB, OUTPUTS, reach } from './support.ts'

/** How much faster than real the action's time runs: its 30 s for an attempt are 600 ms here. */
const TIME_FACTOR = 50
const FAST = {
  NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/fast-time.mjs')}`,
  TIME_FACTOR: String(TIME_FACTOR)
}

const OPERATIONS: Record<string, { inputs?: Record<string, string>; before: JobStatus; after: JobStatus }> = {
  'start-job': { before: 'IMPORT_JOB_BEGIN', after: 'IMPORT_JOB_LAUNCHING' },
  'resume-job': { before: 'IMPORT_JOB_SUSPEND', after: 'IMPORT_JOB_LAUNCHING' },
  'pause-job': { before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_SUSPEND' },
  'close-job': { before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_CLOSING' },
  'update-qos': {
    inputs: { 'max-bandwidth': '7', 'max-qps': '8' },
    before: 'IMPORT_JOB_DOING',
    after: 'IMPORT_JOB_DOING'
  }
}

/** What is expected of a fault that hits the first request, when all is well afterwards. */
interface Expected {
  /** The requests that arrive for a start, in order. */
  start: string
  /** The requests that arrive for everything else. */
  other: string
  /** The requests that arrive for update-qos, where they differ. */
  qos?: string
  /** Whether the run succeeds. */
  ok: boolean
  errorCode?: string
}

const AGAIN = { other: 'PUT PUT', ok: true }
/** A start is looked into before it is made again; what may simply be repeated is. */
const LOST: Expected = { start: 'PUT GET PUT', ...AGAIN }
const REFUSED: Expected = { start: 'PUT PUT', ...AGAIN }
/** The change was made and the answer lost: the look, or the refusal of the second attempt, tells. */
const MADE: Expected = { start: 'PUT GET', other: 'PUT PUT GET', qos: 'PUT PUT', ok: true }
/** The same, where no second attempt may follow. */
const MADE_FINAL: Expected = { start: 'PUT GET', other: 'PUT GET', ok: true }
const ACCEPTED: Expected = { start: 'PUT', other: 'PUT', ok: true }
const FINAL: Expected = { start: 'PUT GET', other: 'PUT GET', ok: false, errorCode: 'InvalidResponse' }

function expectedOf(name: FaultName): Expected {
  const { status } = FAULTS[name]
  const special: Partial<Record<FaultName, Expected>> = {
    refuse: { start: 'PUT', other: 'PUT', ok: true },
    'reset-before-headers': LOST,
    'reset-mid-body': MADE,
    'answer-lost': MADE,
    silence: LOST,
    'one-byte-a-second': MADE,
    'endless-headers': MADE_FINAL,
    'content-length-too-large': MADE,
    'content-length-too-small': ACCEPTED,
    redirect: FINAL,
    'skewed-clock': { start: 'PUT PUT', other: 'PUT PUT', ok: true },
    '200-huge-body': MADE_FINAL
  }
  if (special[name] !== undefined) return special[name]
  if (status === 200) return ACCEPTED
  if (status === 429) return REFUSED
  return status === 503 && !/html|empty/.test(name) ? REFUSED : LOST
}

/** Runs one step whose first request meets a fault. */
async function meet(name: FaultName, operation: string, inputs: Record<string, string> = {}, times?: number) {
  const { before, inputs: own = {} } = OPERATIONS[operation] ?? { before: 'IMPORT_JOB_BEGIN' }
  const emulator = await startEmulator({ jobs: [{ name: JOB, status: before }], durations: STILL })
  try {
    const starts = emulator.job(JOB)?.starts ?? 0
    emulator.fail({
      fault: name,
      ...(times !== undefined && { times }),
      intervalMs: 10,
      forMs: 30,
      retryAfterSeconds: 2,
      location: emulator.url
    })
    const begun = performance.now()
    const outcome = await runStep({
      inputs: { operation, 'job-name': JOB, ...own, ...reach(emulator), ...inputs },
      env: FAST
    })
    return {
      ...outcome,
      requests: emulator.requests.map(({ method }) => method).join(' '),
      job: emulator.job(JOB),
      begunRounds: (emulator.job(JOB)?.starts ?? 0) - starts,
      seconds: ((performance.now() - begun) * TIME_FACTOR) / 1000
    }
  } finally {
    await emulator.close()
  }
}

describe.each(Object.keys(FAULTS) as FaultName[])('%s', (name) => {
  test.concurrent.each(Object.keys(OPERATIONS))('%s', async (operation) => {
    const expected = expectedOf(name)
    const { exitCode, stderr, outputs, requests, job, begunRounds, log, seconds } = await meet(
      name,
      operation
    )
    const { after, before } = OPERATIONS[operation] ?? {}
    const isQos = operation === 'update-qos'
    const isStart = operation === 'start-job' || operation === 'resume-job'

    const arrived = isStart ? expected.start : isQos ? (expected.qos ?? expected.other) : expected.other
    expect({ stderr, requests }).toEqual({ stderr: '', requests: arrived })
    expect(outputs.code).toBe(expected.ok ? 'success' : 'fail')
    expect(outputs['error-code']).toBe(expected.errorCode ?? '')
    expect(exitCode).toBe(expected.ok ? 0 : 1)
    // What was reported and what is the case agree.
    expect(job?.status).toBe(expected.ok ? after : before)
    if (isQos) expect(job?.maxBandWidth).toBe(expected.ok ? '7' : '0')
    if (isStart) expect(begunRounds).toBe(expected.ok ? 1 : 0)
    expect(Object.keys(outputs)).toEqual(OUTPUTS)
    // In the action's own time; what its start takes is multiplied too.
    expect(seconds).toBeLessThan(120)
    expect(errors(log)).toHaveLength(expected.ok ? 0 : 1)
  })
})

/** A fault that does not pass: which requests are made until the run gives up, and with what. */
const PUT_4 = 'PUT PUT PUT PUT'
const LOOK_4 = 'GET GET GET GET'
describe.each<[name: FaultName, operation: string, requests: string, errorCode: string]>([
  ['reset-before-headers', 'start-job', `PUT ${LOOK_4}`, 'ECONNRESET'],
  ['reset-before-headers', 'close-job', `${PUT_4} ${LOOK_4}`, 'ECONNRESET'],
  ['answer-lost', 'start-job', `PUT ${LOOK_4}`, 'ECONNRESET'],
  ['answer-lost', 'close-job', `${PUT_4} ${LOOK_4}`, 'ECONNRESET'],
  ['answer-lost', 'update-qos', `${PUT_4} ${LOOK_4}`, 'ECONNRESET'],
  ['500-xml', 'start-job', `PUT ${LOOK_4}`, 'InternalError'],
  ['500-xml', 'close-job', `${PUT_4} ${LOOK_4}`, 'InternalError'],
  ['502-html', 'start-job', `PUT ${LOOK_4}`, 'InvalidResponse'],
  ['504-empty', 'close-job', `${PUT_4} ${LOOK_4}`, '504'],
  ['503-xml', 'start-job', PUT_4, 'ServiceUnavailable'],
  ['503-xml', 'close-job', PUT_4, 'ServiceUnavailable'],
  ['429-retry-after-date', 'start-job', PUT_4, 'QpsLimitExceeded']
])('%s for good', (name, operation, requests, errorCode) => {
  test.concurrent(operation, async () => {
    const outcome = await meet(name, operation, {}, Number.POSITIVE_INFINITY)
    expect(outcome.requests).toBe(requests)
    expect(outcome.exitCode).toBe(1)
    expect(outcome.outputs).toMatchObject({ code: 'fail', 'error-code': errorCode })
    expect(outcome.begunRounds).toBeLessThanOrEqual(1)
    // Whoever may have acted is said to.
    const [error] = errors(outcome.log)
    expect(error?.text.includes('may or may not')).toBe(requests.includes('GET'))
  })
})
