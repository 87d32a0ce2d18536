import {
  type GetJobResp,
  ImportQos,
  type JobHistory,
  MgwError,
  TransportError
} from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import type { Change } from '../../src/inputs/inputs.ts'
import { type LostResponse, type Outcome, resolveLostResponse } from '../../src/job/lost-response.ts'

const NOON = Date.parse('2026-11-25T12:00:00Z')
const SECOND = 1000
const HOUR = 3600 * SECOND
const LOST = new TransportError('ECONNRESET', '', 'waiting for the answer')
const REFUSED = new MgwError('InvalidImportJobStatus', '', { statusCode: 400 })
const THROTTLED = new MgwError('QpsLimitExceeded', '', { statusCode: 503 })

const START: Change = { name: 'start-job' }
const PAUSE: Change = { name: 'pause-job' }
const CLOSE: Change = { name: 'close-job' }
const QOS: Change = { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n }

/** As the service writes times: `iso`, or `plain` in UTC. */
const iso = (ms: number): string => `${new Date(NOON + ms).toISOString().slice(0, 19)}.000Z`
const plain = (ms: number): string => iso(ms).slice(0, 19).replace('T', ' ')
/** `plain`, in China's time zone. */
const china = (ms: number): string => plain(ms + 8 * HOUR)

const job = (status: string, modifyTime?: string) => ({
  status: `IMPORT_JOB_${status}`,
  ...(modifyTime && { modifyTime })
})

/** A look, by a service whose clock is `skew` ms ahead of this machine's. */
function look(found: GetJobResp, now: number, skew = 0): LostResponse['seen'] {
  const earliest = Math.floor((now + skew) / SECOND) * SECOND
  return { job: found, statusCode: 200, requestId: 'A', time: { earliest, latest: earliest + SECOND } }
}

/** What became of a change that was sent at noon and looked at 10 s later. */
function outcomeOf(
  change: Change,
  seen: GetJobResp | undefined,
  { skew = 0, ...rest }: Partial<LostResponse> & { skew?: number } = {}
): Outcome {
  const now = NOON + 10 * SECOND
  return resolveLostResponse({
    change,
    error: LOST,
    sentAt: NOON,
    mayBeApplied: true,
    before: undefined,
    seen: seen && look(seen, now, skew),
    now,
    ...rest
  })
}

const entry = (startTime?: string, runtimeId = '1', status = 'IMPORT_JOB_DOING') => ({
  runtimeId,
  status,
  ...(startTime && { startTime })
})

describe('a start whose answer was lost', () => {
  test.each<[status: string, outcome: Outcome]>([
    ['BEGIN', 'not-applied'],
    ['LAUNCHING', 'applied'],
    ['PREPARING', 'applied'],
    ['DOING', 'applied'],
    ['SUSPEND', 'not-applied'],
    ['DELETING', 'not-applied']
  ])('a job at %s: %s', (status, outcome) => {
    expect(outcomeOf(START, job(status, iso(5 * SECOND)))).toBe(outcome)
  })

  test('a job that cannot be looked at: unknown', () => {
    expect(outcomeOf(START, undefined)).toBe('unknown')
  })

  const before = job('FINISHED', iso(-HOUR))
  test.each<
    [status: string, modifyTime: string | undefined, before: GetJobResp | undefined, outcome: Outcome]
  >([
    // Nobody had looked at it.
    ['FINISHED', iso(-HOUR), undefined, 'not-applied'],
    ['FINISHED', iso(-SECOND), undefined, 'not-applied'],
    ['FINISHED', iso(5 * SECOND), undefined, 'applied'],
    ['CONFIRMED', iso(5 * SECOND), undefined, 'applied'],
    ['INTERRUPTED', iso(-HOUR), undefined, 'not-applied'],
    ['INTERRUPTED', iso(5 * SECOND), undefined, 'unknown'],
    ['CLOSING', iso(5 * SECOND), undefined, 'unknown'],
    ['FINISHED', plain(-168 * HOUR), undefined, 'not-applied'],
    // In China's time zone it is 9 hours ago, in UTC 1.
    ['FINISHED', plain(-HOUR), undefined, 'not-applied'],
    // In UTC it is after the start, in China's time zone before.
    ['FINISHED', plain(5 * SECOND), undefined, 'unknown'],
    // In either it is after.
    ['FINISHED', china(5 * SECOND), undefined, 'applied'],
    // In China's time zone it is before; in UTC it would be in the future.
    ['FINISHED', china(-HOUR), undefined, 'unknown'],
    ['FINISHED', undefined, undefined, 'unknown'],
    ['FINISHED', 'this morning', undefined, 'unknown'],
    // Somebody had: what has not changed is not applied, whatever its time means.
    ['FINISHED', iso(-HOUR), before, 'not-applied'],
    ['FINISHED', iso(5 * SECOND), before, 'applied'],
    ['CONFIRMED', iso(-HOUR), before, 'applied'],
    ['INTERRUPTED', iso(5 * SECOND), before, 'unknown'],
    ['FINISHED', plain(5 * SECOND), job('FINISHED', plain(5 * SECOND)), 'not-applied'],
    // It may be another round's.
    ['FINISHED', undefined, job('FINISHED'), 'unknown'],
    ['FINISHED', undefined, job('BEGIN'), 'applied'],
    ['INTERRUPTED', undefined, job('INTERRUPTED'), 'unknown']
  ])('a job at %s since %s, before %o: %s', (status, modifyTime, before, outcome) => {
    expect(outcomeOf(START, job(status, modifyTime), { before })).toBe(outcome)
  })

  test.each<[what: string, history: JobHistory[], outcome: Outcome]>([
    ['a round of since', [entry(iso(2 * SECOND))], 'applied'],
    ['a round of since, in another time zone', [entry(china(2 * SECOND))], 'applied'],
    ['a round of since, behind an older one', [entry(iso(-HOUR)), entry(iso(2 * SECOND), '2')], 'applied'],
    ['a round that began within the second of the start', [entry(iso(-SECOND))], 'applied'],
    ['an older round', [entry(iso(-3 * SECOND))], 'not-applied'],
    [
      'an older round that has gone on since',
      [entry(iso(-HOUR)), entry(iso(3 * SECOND), '1', 'IMPORT_JOB_FINISHED')],
      'unknown'
    ],
    // Nothing can have begun in the future: it was meant in another time zone.
    ['a round of later', [entry(iso(4 * HOUR))], 'not-applied'],
    ['a round without a time', [entry()], 'not-applied'],
    ['no round', [], 'not-applied']
  ])('%s tells, where the time of the state does not: %o', (_, history, outcome) => {
    expect(outcomeOf(START, job('INTERRUPTED', iso(-HOUR)), { history })).toBe(outcome)
  })

  test.each([-20, 20])('a clock that is %i minutes off changes nothing', (minutes) => {
    const skew = minutes * 60 * SECOND
    expect(outcomeOf(START, job('FINISHED', iso(skew + 5 * SECOND)), { skew })).toBe('applied')
    expect(outcomeOf(START, job('FINISHED', iso(skew - 5 * SECOND)), { skew })).toBe('not-applied')
    const history = [entry(iso(skew + 2 * SECOND))]
    expect(outcomeOf(START, job('INTERRUPTED', iso(skew)), { skew, history })).toBe('applied')
  })
})

describe('everything else', () => {
  const throttled = (maxBandWidth: number, maxImportTaskQps: number) => ({
    status: 'IMPORT_JOB_DOING',
    importQos: new ImportQos({ maxBandWidth, maxImportTaskQps })
  })
  test.each<
    [
      what: string,
      change: Change,
      error: unknown,
      seen: GetJobResp | undefined,
      mayBeApplied: boolean,
      outcome: Outcome
    ]
  >([
    ['paused', PAUSE, LOST, job('SUSPEND'), true, 'applied'],
    ['not paused', PAUSE, LOST, job('DOING'), true, 'repeatable'],
    ['out of sight', PAUSE, LOST, undefined, true, 'repeatable'],
    ['refused, as asked all the same', PAUSE, REFUSED, job('SUSPEND'), false, 'applied'],
    ['refused in its state', PAUSE, REFUSED, job('FINISHED'), false, 'not-applied'],
    ['refused after a lost answer', PAUSE, REFUSED, job('DOING'), true, 'repeatable'],
    ['refused, and out of sight', PAUSE, REFUSED, undefined, false, 'not-applied'],
    ['closing', CLOSE, LOST, job('CLOSING'), true, 'applied'],
    ['closed', CLOSE, LOST, job('FINISHED'), true, 'applied'],
    ['interrupted', CLOSE, LOST, job('INTERRUPTED'), true, 'applied'],
    ['not closed', CLOSE, LOST, job('SUSPEND'), true, 'repeatable'],
    ['throttled', QOS, LOST, throttled(7, 8), true, 'applied'],
    ['throttled otherwise', QOS, LOST, throttled(7, 9), true, 'repeatable'],
    ['a start that was refused: it runs', START, REFUSED, job('DOING'), false, 'applied'],
    ['a start that was refused: it does not', START, REFUSED, job('CONFIRMED'), false, 'not-applied'],
    ['a start that was refused after a lost answer', START, REFUSED, job('CONFIRMED'), true, 'repeatable'],
    ['a start that was throttled', START, THROTTLED, job('BEGIN'), false, 'not-applied']
  ])('%s', (_, change, error, seen, mayBeApplied, outcome) => {
    expect(outcomeOf(change, seen, { error, mayBeApplied })).toBe(outcome)
  })
})
