import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type Emulator, FAULTS, type FaultName, type JobStatus } from 'mgw-emulator'
import type { Change } from '../../src/inputs/inputs.ts'
import { makeChange } from '../../src/job/change.ts'
import type { OperationResult } from '../../src/job/result.ts'
import { codeOf } from '../../src/retry/transient.ts'
import { fc } from '../fast-check.ts'
import { fakeTimeouts, startFaulty } from '../support/faulty-emulator.ts'
import { JOB } from '../support/inputs.ts'
import { reachEmulator } from '../support/reach.ts'
import { testRetries } from '../support/retry-options.ts'

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

/** Makes a change whose requests meet these faults in turn. */
async function meet(next: () => FaultName | undefined, key: OperationKey, isLookedAt = false) {
  const { change, before }: Operation = OPERATIONS[key]
  const options = testRetries()
  const emulator: Emulator = await startFaulty(options, next, { jobs: [{ name: JOB, status: before }] })
  try {
    const starts = emulator.job(JOB)?.starts ?? 0
    const result = await makeChange(
      reachEmulator(emulator, JOB),
      change,
      isLookedAt ? { status: before } : undefined,
      options
    )
    const { status, maxBandWidth, starts: startsAfter = 0 } = emulator.job(JOB) ?? {}
    return {
      result,
      requests: emulator.requests.map(({ method }) => method).join(' '),
      status,
      isThrottled: maxBandWidth === '7',
      begunRounds: startsAfter - starts,
      seconds: options.clock.now() / 1000,
      logger: options.logger
    }
  } finally {
    await emulator.close()
  }
}

const inDoubt = ({ note = '' }: OperationResult): boolean => note.includes('may or may not')
const inTurn = (names: readonly FaultName[]) => {
  const left = [...names]
  return () => left.shift()
}

/** What is expected of a fault that hits the first request, when all is well afterwards. */
interface Expected {
  /** The requests that arrive for a start, in order. */
  start: string
  /** The requests that arrive for everything else. */
  other: string
  /** The requests that arrive for update-qos, where they differ. */
  qos?: string
  errorCode?: string
}

const LOOKS = 'GET GET GET GET'
/** Before a start is made again it is looked into for 30 s; what may simply be repeated is. */
const LOST: Expected = { start: `PUT ${LOOKS} PUT`, other: 'PUT PUT' }
const REFUSED: Expected = { start: 'PUT PUT', other: 'PUT PUT' }
/** The change was made and the answer lost: the look, or the refusal of the second attempt, tells. */
const MADE: Expected = { start: 'PUT GET', other: 'PUT PUT GET', qos: 'PUT PUT' }
/** The same, where no second attempt may follow. */
const MADE_FINAL: Expected = { start: 'PUT GET', other: 'PUT GET' }
const ACCEPTED: Expected = { start: 'PUT', other: 'PUT' }
const FINAL: Expected = { start: `PUT ${LOOKS}`, other: 'PUT GET', errorCode: 'InvalidResponse' }

function expectedOf(name: FaultName): Expected {
  const { status } = FAULTS[name]
  const special: Partial<Record<FaultName, Expected>> = {
    refuse: ACCEPTED,
    'reset-before-headers': LOST,
    'reset-mid-body': MADE,
    'answer-lost': MADE,
    silence: LOST,
    'one-byte-a-second': MADE,
    'endless-headers': MADE_FINAL,
    'content-length-too-large': MADE,
    // What comes after a complete answer does not change it.
    'content-length-too-small': ACCEPTED,
    redirect: FINAL,
    'skewed-clock': REFUSED,
    '200-huge-body': MADE_FINAL
  }
  if (special[name] !== undefined) return special[name]
  if (status === 200) return ACCEPTED
  if (status === 429) return REFUSED
  return status === 503 && !/html|empty/.test(name) ? REFUSED : LOST
}

describe.each(NAMES)('%s', (name) => {
  test.each(KEYS)('%s', async (key) => {
    const { start, other, qos = other, errorCode } = expectedOf(name)
    const { before, after } = OPERATIONS[key]
    const isStart = key === 'start' || key === 'resume'
    const isForAll = name === 'skewed-clock'
    for (const isLookedAt of [false, true]) {
      const { result, requests, status, isThrottled, begunRounds, seconds, logger } = await meet(
        isForAll ? () => name : inTurn([name]),
        key,
        isLookedAt
      )
      const arrived = isStart ? start : key === 'qos' ? qos : other
      expect({ requests, code: codeOf(result.error) }).toEqual({ requests: arrived, code: errorCode })
      // Whether the look, and not an answer, told that the change was made. Then it is nobody else's only where the
      // job was known to be otherwise before.
      const isFound = errorCode === undefined && arrived.endsWith('GET')
      // A job that runs comes to its end by itself, too.
      const isOpen = isFound && (!isLookedAt || key === 'close')
      expect(result.changed).toBe(
        errorCode === undefined ? (isOpen ? undefined : true) : isStart ? false : undefined
      )
      // What was reported and what is the case agree.
      const isDone = errorCode === undefined
      expect(status).toBe(isDone ? after : before)
      if (key === 'qos') expect(isThrottled).toBe(isDone)
      expect(begunRounds).toBe(isStart && isDone ? 1 : 0)
      expect(seconds).toBeLessThan(120)
      expect(logger.warnings).toHaveLength(isForAll ? 1 : 0)
    }
  })
})

/** A fault that does not pass: which requests are made until the change is given up, and with what. */
const PUT_4 = 'PUT PUT PUT PUT'
describe.each<[name: FaultName, key: OperationKey, requests: string, errorCode: string]>([
  ['reset-before-headers', 'start', `PUT ${LOOKS}`, 'ECONNRESET'],
  ['reset-before-headers', 'close', `${PUT_4} ${LOOKS}`, 'ECONNRESET'],
  ['answer-lost', 'start', `PUT ${LOOKS}`, 'ECONNRESET'],
  ['answer-lost', 'close', `${PUT_4} ${LOOKS}`, 'ECONNRESET'],
  ['answer-lost', 'qos', `${PUT_4} ${LOOKS}`, 'ECONNRESET'],
  ['500-xml', 'start', `PUT ${LOOKS}`, 'InternalError'],
  ['500-xml', 'close', `${PUT_4} ${LOOKS}`, 'InternalError'],
  ['502-html', 'start', `PUT ${LOOKS}`, 'InvalidResponse'],
  ['504-empty', 'close', `${PUT_4} ${LOOKS}`, '504'],
  ['503-xml', 'start', PUT_4, 'ServiceUnavailable'],
  ['503-xml', 'close', PUT_4, 'ServiceUnavailable'],
  ['429-retry-after-date', 'start', PUT_4, 'QpsLimitExceeded']
])('%s for good', (name, key, requests, errorCode) => {
  test(key, async () => {
    const outcome = await meet(() => name, key)
    expect(outcome.requests).toBe(requests)
    expect(codeOf(outcome.result.error)).toBe(errorCode)
    expect(outcome.begunRounds).toBeLessThanOrEqual(1)
    // Whoever may have acted is said to.
    expect(outcome.result.changed).toBe(requests.includes('GET') ? undefined : false)
    expect(inDoubt(outcome.result)).toBe(requests.includes('GET'))
  })
})

describe('any sequence of up to six faults and then health ends in the right state, or in an honest failure', () => {
  const faults = fc.array(fc.constantFrom(...NAMES), { maxLength: 6 })
  test.each(KEYS)('%s', async (key) => {
    const { before, after } = OPERATIONS[key]
    await fc.assert(
      fc.asyncProperty(faults, fc.boolean(), async (faults, isLookedAt) => {
        const { result, status, isThrottled, begunRounds, seconds } = await meet(
          inTurn(faults),
          key,
          isLookedAt
        )
        const { error, changed } = result
        const isDone = key === 'qos' ? isThrottled : status === after
        expect(begunRounds).toBeLessThanOrEqual(1)
        expect(seconds).toBeLessThanOrEqual(120)
        expect(inDoubt(result)).toBe(error !== undefined && changed === undefined)
        if (error === undefined || changed) expect(isDone).toBe(true)
        else if (changed === false)
          expect({ status, isThrottled }).toEqual({ status: before, isThrottled: false })
      }),
      { numRuns: 60 }
    )
  })
})
