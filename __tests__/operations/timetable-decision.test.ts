import { describe, expect, test } from '@jest/globals'
import { decide, isCapped, isTooFast, type Refusals } from '../../src/operations/timetable-decision.ts'
import { entryAt } from '../../src/timetable/active-entry.ts'
import { parseTimetable } from '../../src/timetable/parse-timetable.ts'

const entryOf = (state: string) => entryAt(parseTimetable(`00:00 ${state}`), 0)
const jobAt = (status: string, maxBandWidth = 9, maxImportTaskQps = 9) => ({
  status: `IMPORT_JOB_${status}`,
  importQos: { maxBandWidth, maxImportTaskQps }
})
const REFUSED = new Error('refused')

/** The decision in a word: the change to send, `nothing`, or `fail`. */
function decideFor(state: string, job: ReturnType<typeof jobAt>, refusals: Refusals = {}): string {
  const decision = decide(entryOf(state), job, refusals)
  return decision.name === 'send' ? decision.change.name : decision.name
}

describe('decide', () => {
  test.each<[state: string, status: string, decision: string]>([
    ['pause', 'DOING', 'pause-job'],
    ['pause', 'SUSPEND', 'nothing'],
    ['pause', 'BEGIN', 'nothing'],
    ['pause', 'INTERRUPTED', 'nothing'],
    ['pause', 'CLOSING', 'nothing'],
    ['pause', 'DELETING', 'nothing'],
    ['pause', 'NEW_STATE', 'fail'],
    ['run', 'SUSPEND', 'start-job'],
    ['run', 'BEGIN', 'start-job'],
    ['run', 'DOING', 'nothing'],
    ['run', 'FINISHED', 'nothing'],
    ['run', 'CONFIRMED', 'nothing'],
    ['run', 'CLOSING', 'nothing'],
    ['run', 'INTERRUPTED', 'fail'],
    ['run', 'DELETING', 'fail'],
    ['run', 'NEW_STATE', 'fail']
  ])('%s, %s: %s', (state, status, decision) => {
    expect(decideFor(state, jobAt(status))).toBe(decision)
  })

  test.each<[status: string, refusals: Refusals, rates: string, decision: string]>([
    ['SUSPEND', {}, '5bit/s 5files/s', 'update-qos'],
    ['SUSPEND', { waiting: REFUSED }, '5bit/s 5files/s', 'start-job'],
    ['SUSPEND', { running: REFUSED }, '5bit/s 5files/s', 'update-qos'],
    ['SUSPEND', { running: REFUSED, waiting: REFUSED }, '5bit/s 5files/s', 'fail'],
    ['DOING', {}, '5bit/s 5files/s', 'update-qos'],
    ['DOING', { waiting: REFUSED }, '5bit/s 5files/s', 'update-qos'],
    ['DOING', { running: REFUSED }, '5bit/s 5files/s', 'pause-job'],
    // It is slower than it may be, so it isn't paused.
    ['DOING', { running: REFUSED }, '50bit/s 50files/s', 'nothing'],
    ['DOING', { running: REFUSED }, '50bit/s 5files/s', 'pause-job'],
    ['DOING', {}, '50bit/s 50files/s', 'update-qos']
  ])('throttles a job at %s with %j to %s: %s', (status, refusals, rates, decision) => {
    expect(decideFor(`run ${rates}`, jobAt(status), refusals)).toBe(decision)
  })

  test.each(['run 5bit/s', 'run 5files/s'])('%s needs the other value from the job', (state) => {
    expect(decide(entryOf(state), jobAt('DOING', 0, 0), {})).toMatchObject({ error: { code: 'InvalidArgument' } })
    expect(decideFor(state, jobAt('DOING'))).toBe('update-qos')
  })

  test.each<[requested: string, shown: [bandwidth: number, files: number], decision: string]>([
    ['2Gbit/s 2000files/s', [2_147_483_648, 2000], 'nothing'],
    ['1Gbit/s 2000files/s', [1_073_741_824, 2000], 'nothing'],
    ['3Gbit/s 5000files/s', [2_000_000_000, 2000], 'nothing'],
    ['3Gbit/s 5000files/s', [2_147_483_648, 2000], 'nothing'],
    ['2Gbit/s 2000files/s', [1_000_000_000, 200], 'nothing'],
    // A cap is never more than was requested, and never another kind of value.
    ['1.5Gbit/s 2000files/s', [2_000_000_000, 2000], 'update-qos'],
    ['3Gbit/s 2000files/s', [1_999_999_999, 2000], 'update-qos'],
    ['3Gbit/s 2000files/s', [3_000_000_000, 1999], 'update-qos'],
    ['3kbit/s 2000files/s', [2000, 2000], 'update-qos']
  ])('run %s with %j shown: %s', (requested, [bandwidth, files], decision) => {
    expect(decideFor(`run ${requested}`, jobAt('DOING', bandwidth, files))).toBe(decision)
  })
})

test.each<[bandwidth: number, files: number, expected: boolean]>([
  [5, 7, false],
  [4, 6, false],
  [6, 7, true],
  [5, 8, true],
  // The meaning of 0 is unknown.
  [0, 7, true],
  [5, 0, true]
])('isTooFast: %d bit/s and %d files/s against 5 and 7: %s', (bandwidth, files, expected) => {
  const entry = entryOf('run 5bit/s 7files/s')
  expect(isTooFast(entry, jobAt('DOING', bandwidth, files))).toBe(expected)
  expect(isTooFast(entry, jobAt('SUSPEND', bandwidth, files))).toBe(false)
  expect(isTooFast(entryOf('pause'), jobAt('DOING', bandwidth, files))).toBe(false)
})

test('isTooFast: a value that the service counts in 1024s is not faster than requested', () => {
  expect(isTooFast(entryOf('run 2Gbit/s 2000files/s'), jobAt('DOING', 2_147_483_648, 1999))).toBe(false)
})

test.each<[bandwidth: number, files: number, expected: boolean]>([
  [40, 40, true],
  // What another line sets isn't a cap, and neither is a value that isn't lower.
  [5, 7, false],
  [60, 40, false]
])('isCapped: %d bit/s and %d files/s: %s', (bandwidth, files, expected) => {
  const timetable = parseTimetable('08:00 run 5bit/s 7files/s\n20:00 run 50bit/s 50files/s')
  expect(isCapped(timetable, jobAt('DOING', bandwidth, files), { maxBandwidth: 50n, maxQps: 50n })).toBe(expected)
})
