import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type Emulator, FAULTS, type FaultName, type JobStatus } from 'mgw-emulator'
import type { Change } from '../../src/inputs/operation.ts'
import { changeJob } from '../../src/job/change.ts'
import { errorCode } from '../../src/retry/transient.ts'
import { fc } from '../fast-check.ts'
import { JOB } from '../support/create-inputs.ts'
import { fakeTimeouts, startFaulty } from '../support/faulty-emulator.ts'
import { jobClient } from '../support/job-client.ts'
import { type FlatResult, flatten } from '../support/results.ts'
import { testRun } from '../support/test-run.ts'

interface Operation {
  change: Change
  before: JobStatus
  after: JobStatus
}

const OPERATIONS = {
  start: { change: { name: 'start-job' }, before: 'IMPORT_JOB_BEGIN', after: 'IMPORT_JOB_LAUNCHING' },
  resume: { change: { name: 'start-job' }, before: 'IMPORT_JOB_SUSPEND', after: 'IMPORT_JOB_LAUNCHING' },
  pause: { change: { name: 'pause-job' }, before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_SUSPEND' },
  close: { change: { name: 'close-job' }, before: 'IMPORT_JOB_DOING', after: 'IMPORT_JOB_CLOSING' },
  qos: {
    change: { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n },
    before: 'IMPORT_JOB_DOING',
    after: 'IMPORT_JOB_DOING'
  }
} satisfies Record<string, Operation>
type OperationKey = keyof typeof OPERATIONS
const KEYS = Object.keys(OPERATIONS) as OperationKey[]
const NAMES = Object.keys(FAULTS) as FaultName[]

beforeEach(fakeTimeouts)
afterEach(() => {
  jest.useRealTimers()
})

/**
 * Makes a change whose requests meet these faults in turn.
 *
 * @param isKnown whether the job was read before the change
 */
async function changeWithFaults(next: () => FaultName | undefined, key: OperationKey, isKnown = false) {
  const { change, before }: Operation = OPERATIONS[key]
  const run = testRun()
  const emulator: Emulator = await startFaulty(run, next, { jobs: [{ name: JOB, status: before }] })
  try {
    const starts = emulator.job(JOB)?.starts ?? 0
    const job = jobClient(emulator, JOB, run.policy)
    const request = { change, before: isKnown ? { status: before } : undefined }
    const result = flatten(await changeJob(job, request, run.limits))
    const { status, maxBandWidth, starts: startsAfter = 0 } = emulator.job(JOB) ?? {}
    return {
      result,
      requests: emulator.requests.map(({ method }) => method).join(' '),
      status,
      isThrottled: maxBandWidth === '7',
      startedRounds: startsAfter - starts,
      seconds: run.clock.now() / 1000,
      logger: run.logger
    }
  } finally {
    await emulator.close()
  }
}

const isInDoubt = ({ note = '' }: FlatResult): boolean => note.includes('may or may not')
const inTurn = (names: readonly FaultName[]) => {
  const left = [...names]
  return () => left.shift()
}

/** What is expected if a fault hits the first request, and no other request fails. */
interface Expected {
  /** The requests of a start, in order. */
  start: string
  /** The requests of any other change. */
  other: string
  /** The requests of update-qos, if they differ. */
  qos?: string
  /** Whether any other change than a start fails. */
  isFinal?: boolean
}

/** A start that may have been applied is polled until the deadline, and never sent again. */
const POLLED = 'PUT GET …'
/** The change wasn't made: a start fails, any other change is sent again at once. */
const LOST: Expected = { start: POLLED, other: 'PUT PUT' }
const REJECTED: Expected = { start: 'PUT PUT', other: 'PUT PUT' }
/** The change was made, but its response was lost: the job and its history show it, or the rejection of the second attempt. */
const APPLIED: Expected = { start: 'PUT GET GET', other: 'PUT PUT GET', qos: 'PUT PUT' }
/** The same, but the error isn't transient. */
const APPLIED_FINAL: Expected = { start: 'PUT GET GET', other: 'PUT GET' }
const ACCEPTED: Expected = { start: 'PUT', other: 'PUT' }
const FINAL: Expected = { start: POLLED, other: 'PUT GET', isFinal: true }

/** Shortens the polls after a lost start. */
const shorten = (requests: string): string => requests.replace(/GET( GET){3,}$/, 'GET …')

/** The error code of a fault that hides whether the change was made. */
function lostCode(name: FaultName): string {
  if (name === 'silence') return 'ETIMEDOUT'
  if (name === 'reset-before-headers') return 'ECONNRESET'
  const { status } = FAULTS[name]
  const codes: Record<number, string> = { 500: 'InternalError', 502: 'BadGateway', 504: 'GatewayTimeout' }
  if (/^\d+-(xml|retry-after)/.test(name)) return codes[status ?? 0] ?? ''
  return name.endsWith('-empty') ? String(status) : 'InvalidResponse'
}

function expectedOf(name: FaultName): Expected {
  const { status } = FAULTS[name]
  const special: Partial<Record<FaultName, Expected>> = {
    refuse: ACCEPTED,
    'reset-before-headers': LOST,
    'reset-mid-body': APPLIED,
    'answer-lost': APPLIED,
    silence: LOST,
    'one-byte-a-second': APPLIED,
    'endless-headers': APPLIED_FINAL,
    'content-length-too-large': APPLIED,
    // Bytes after a complete response don't matter.
    'content-length-too-small': ACCEPTED,
    redirect: FINAL,
    'skewed-clock': REJECTED,
    '200-huge-body': APPLIED_FINAL
  }
  if (special[name] !== undefined) return special[name]
  if (status === 200) return ACCEPTED
  if (status === 429) return REJECTED
  return status === 503 && !/html|empty/.test(name) ? REJECTED : LOST
}

describe.each(NAMES)('%s', (name) => {
  test.each(KEYS)('%s', async (key) => {
    const { start, other, qos = other, isFinal = false } = expectedOf(name)
    const { before, after } = OPERATIONS[key]
    const isStart = key === 'start' || key === 'resume'
    const isForAll = name === 'skewed-clock'
    for (const isKnown of [false, true]) {
      const { result, requests, status, isThrottled, startedRounds, seconds, logger } = await changeWithFaults(
        isForAll ? () => name : inTurn([name]),
        key,
        isKnown
      )
      const expected = isStart ? start : key === 'qos' ? qos : other
      const isLost = expected === POLLED || (!isStart && isFinal)
      const code = isLost ? lostCode(name) : undefined
      expect({ requests: shorten(requests), code: errorCode(result.error) }).toEqual({
        requests: expected,
        code
      })
      // If a poll showed the change, someone else may have made it.
      expect(result.changed).toBe(expected.includes('GET') ? undefined : true)
      expect(isInDoubt(result)).toBe(isLost)
      // The report and the job's real state agree.
      expect(status).toBe(isLost ? before : after)
      if (key === 'qos') expect(isThrottled).toBe(!isLost)
      expect(startedRounds).toBe(isStart && !isLost ? 1 : 0)
      expect(seconds).toBeLessThanOrEqual(120)
      expect(logger.warnings).toHaveLength(isForAll ? 1 : 0)
    }
  })
})

const PUT_4 = 'PUT PUT PUT PUT'
describe.each<[name: FaultName, key: OperationKey, requests: string, code: string]>([
  ['reset-before-headers', 'start', POLLED, 'ECONNRESET'],
  ['reset-before-headers', 'close', `${PUT_4} GET …`, 'ECONNRESET'],
  ['answer-lost', 'start', POLLED, 'ECONNRESET'],
  ['answer-lost', 'close', `${PUT_4} GET …`, 'ECONNRESET'],
  ['answer-lost', 'qos', `${PUT_4} GET …`, 'ECONNRESET'],
  ['500-xml', 'start', POLLED, 'InternalError'],
  ['500-xml', 'close', `${PUT_4} GET …`, 'InternalError'],
  ['502-html', 'start', POLLED, 'InvalidResponse'],
  ['504-empty', 'close', `${PUT_4} GET …`, '504'],
  ['503-xml', 'start', PUT_4, 'ServiceUnavailable'],
  ['503-xml', 'close', PUT_4, 'ServiceUnavailable'],
  ['429-retry-after-date', 'start', PUT_4, 'QpsLimitExceeded']
])('a persistent %s', (name, key, requests, code) => {
  test(key, async () => {
    const outcome = await changeWithFaults(() => name, key)
    expect(shorten(outcome.requests)).toBe(requests)
    expect(errorCode(outcome.result.error)).toBe(code)
    expect(outcome.startedRounds).toBeLessThanOrEqual(1)
    // If the change may have been made, the result says so.
    expect(outcome.result.changed).toBe(requests.includes('GET') ? undefined : false)
    expect(isInDoubt(outcome.result)).toBe(requests.includes('GET'))
  })
})

describe('after up to six faults, the reported result is true', () => {
  const faults = fc.array(fc.constantFrom(...NAMES), { maxLength: 6 })
  test.each(KEYS)('%s', async (key) => {
    const { before, after } = OPERATIONS[key]
    await fc.assert(
      fc.asyncProperty(faults, fc.boolean(), async (faults, isKnown) => {
        const { result, status, isThrottled, startedRounds, seconds } = await changeWithFaults(
          inTurn(faults),
          key,
          isKnown
        )
        const { error, changed } = result
        const isDone = key === 'qos' ? isThrottled : status === after
        expect(startedRounds).toBeLessThanOrEqual(1)
        expect(seconds).toBeLessThanOrEqual(120)
        expect(isInDoubt(result)).toBe(error !== undefined && changed === undefined)
        if (error === undefined || changed) expect(isDone).toBe(true)
        else if (changed === false) expect({ status, isThrottled }).toEqual({ status: before, isThrottled: false })
      }),
      { numRuns: 60 }
    )
  })
})
