import type { JobHistory } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import { roundsOf } from '../../src/job/history.ts'
import {
  type FoundRounds,
  findRounds,
  firstRunSince,
  isTimeSince,
  laterHistory,
  mayHaveRunBefore,
  type Origin
} from '../../src/job/rounds.ts'
import { entry, GET_JOB, iso, known, MINUTE, plain, T } from '../wait/support.ts'

type Case = [
  situation: string,
  origin: Origin,
  history: JobHistory[],
  mine: string | undefined,
  next?: string | undefined
]

/** What a history shows 10 minutes after the start. */
const find = (origin: Origin, history: JobHistory[], id?: bigint, isLate = false): FoundRounds =>
  findRounds(origin, roundsOf(history), { now: T + 10 * MINUTE, isLate }, id)

/** The IDs of this run's round and of the one after it. */
function idsOf(...of: Parameters<typeof find>): (string | undefined)[] {
  const { mine, next } = find(...of)
  return [mine?.id.toString(), next?.id.toString()]
}

function checkCases(cases: Case[]): void {
  test.each(cases)('%s', (_, origin, history, mine, ...[next]) => {
    expect(idsOf(origin, history)).toEqual([mine, next])
  })
}

const FINISHED = entry('1', 'FINISHED', -60)
const DOING = entry('1', 'DOING', -90, { endTime: iso(-60) })
/** The same round in a history with one entry per round. */
const WHOLE = entry('1', 'FINISHED', -90, { endTime: iso(-60) })
const SUSPEND = entry('1', 'SUSPEND', -5)
/** A second before or after T, in minutes. */
const ONE_SECOND = 1 / 60

describe('a start of a job that was finished', () => {
  checkCases([
    ['matches no round while the history shows the previous one', known('FINISHED', [FINISHED]), [FINISHED], undefined],
    ['matches the next round', known('FINISHED', [FINISHED]), [entry('2', 'DOING', 1), FINISHED], '2'],
    [
      'matches the next round, with one entry per round',
      known('FINISHED', [WHOLE]),
      [entry('2', 'FINISHED', 1, { endTime: iso(2) }), WHOLE],
      '2'
    ],
    [
      'matches the first of two later rounds',
      known('FINISHED', [FINISHED]),
      [entry('3', 'DOING', 5), entry('2', 'FINISHED', 1), FINISHED],
      '2',
      '3'
    ],
    [
      'matches the round that began within the same second',
      known('FINISHED', [FINISHED]),
      [entry('2', 'PREPARING', 0), FINISHED],
      '2'
    ],
    [
      "doesn't match the previous round, whose end appears late",
      known('FINISHED', [DOING]),
      [FINISHED, DOING],
      undefined
    ],
    [
      "doesn't match the previous round, which ended just before the start and appears late",
      known('FINISHED', [DOING]),
      [entry('1', 'FINISHED', -ONE_SECOND / 2), DOING],
      undefined
    ],
    [
      "doesn't match a round that its owner has confirmed since",
      known('FINISHED', [FINISHED]),
      [entry('1', 'CONFIRMED', 1), { ...FINISHED, endTime: iso(1) }],
      undefined
    ],
    [
      "doesn't match a round that its owner has confirmed since, with one entry per round",
      known('FINISHED', [WHOLE]),
      [{ ...WHOLE, status: 'IMPORT_JOB_CONFIRMED', endTime: iso(1) }],
      undefined
    ],
    [
      "doesn't match a later round that ended before the start and appears late",
      known('FINISHED', [FINISHED]),
      [entry('2', 'FINISHED', -10), FINISHED],
      undefined
    ]
  ])
})

test('a confirmation is no activity, even if the rounds before the start are unknown and the history is late', () => {
  const history = [entry('1', 'CONFIRMED', 1), FINISHED]
  expect(idsOf(known('FINISHED', [], { isHistoryKnown: false }), history, undefined, true)).toEqual([
    undefined,
    undefined
  ])
})

describe('a start of a job that was never started, interrupted, confirmed, or closing', () => {
  checkCases([
    ['matches the first round after BEGIN', known('BEGIN'), [entry('1', 'DOING', 1)], '1'],
    [
      'matches the round that began within the same second after BEGIN',
      known('BEGIN'),
      [entry('1', 'PREPARING', 0)],
      '1'
    ],
    [
      'matches no round that began and ended within the same second: BEGIN may have been stale',
      known('BEGIN'),
      [entry('1', 'INTERRUPTED', ONE_SECOND / 2), entry('1', 'PREPARING', 0)],
      undefined
    ],
    [
      'matches the next round after an interruption',
      known('INTERRUPTED', [entry('1', 'INTERRUPTED', -5)]),
      [entry('2', 'DOING', 1), entry('1', 'INTERRUPTED', -5)],
      '2'
    ],
    [
      'matches the next round after a confirmation',
      known('CONFIRMED', [entry('1', 'CONFIRMED', -5), FINISHED]),
      [entry('2', 'DOING', 1), entry('1', 'CONFIRMED', -5), FINISHED],
      '2'
    ],
    [
      "doesn't match the round that was closing and has ended since",
      known('CLOSING', [entry('1', 'CLOSING', -1)]),
      [entry('1', 'FINISHED', 1), entry('1', 'CLOSING', -1)],
      undefined
    ],
    [
      "doesn't match the round that was closing, with one entry per round",
      known('CLOSING', [entry('1', 'DOING', -90)]),
      [entry('1', 'FINISHED', -90, { endTime: iso(1) })],
      undefined
    ],
    [
      'matches the round after the one that was closing',
      known('CLOSING', [entry('1', 'CLOSING', -1)]),
      [entry('2', 'DOING', 1), entry('1', 'FINISHED', 0.5), entry('1', 'CLOSING', -1)],
      '2'
    ]
  ])
})

describe('a start without a known round before it', () => {
  checkCases([
    [
      'matches the first round with an entry since',
      known('FINISHED'),
      [entry('3', 'DOING', 5), entry('2', 'DOING', 1), FINISHED],
      '2',
      '3'
    ],
    ["doesn't match an earlier round", known('FINISHED'), [FINISHED, DOING], undefined],
    [
      "doesn't match an earlier round that its owner has confirmed since",
      known('FINISHED'),
      [entry('1', 'CONFIRMED', 1), FINISHED, DOING],
      undefined
    ],
    [
      "doesn't match an earlier round whose last entry ended when the next round began",
      known('FINISHED'),
      [{ ...FINISHED, endTime: iso(1) }, DOING],
      undefined
    ],
    [
      "doesn't match a round that ended within the same second",
      known('FINISHED'),
      [entry('1', 'FINISHED', 0)],
      undefined
    ],
    [
      "doesn't match a round without a time",
      known('FINISHED'),
      [{ runtimeId: '2', status: 'IMPORT_JOB_DOING' }],
      undefined
    ],
    [
      'continues the round that was paused',
      known('SUSPEND'),
      [entry('2', 'DOING', 1), entry('2', 'SUSPEND', -5, { endTime: iso(1) }), FINISHED],
      '2'
    ],
    [
      "doesn't match the round that was paused, with one entry per round: it may have been closed without running",
      known('SUSPEND'),
      [entry('2', 'FINISHED', -50, { endTime: iso(5) }), WHOLE],
      undefined
    ],
    ...(['CLOSING', undefined] as const).flatMap((status): Case[] => {
      const origin = { ...known('CLOSING'), status: status && `IMPORT_JOB_${status}` }
      return [
        [
          `hasn't the round that has ended by itself since (${status ?? 'unknown'})`,
          origin,
          [
            entry('1', 'FINISHED', 1),
            entry('1', 'CLOSING', 0.5, { endTime: iso(1) }),
            entry('1', 'DOING', -90, { endTime: iso(0.5) })
          ],
          undefined
        ],
        [
          `hasn't the round that has ended by itself since, with one entry per round (${status ?? 'unknown'})`,
          origin,
          [entry('1', 'FINISHED', -90, { endTime: iso(1) })],
          undefined
        ],
        [
          `has the round that began since (${status ?? 'unknown'})`,
          origin,
          [entry('2', 'FINISHED', 2), entry('2', 'DOING', 1), FINISHED],
          '2'
        ],
        [
          `has the round after the one that has ended by itself since (${status ?? 'unknown'})`,
          origin,
          [entry('2', 'DOING', 1), entry('1', 'FINISHED', 0.5), entry('1', 'DOING', -90, { endTime: iso(0.5) })],
          '2'
        ],
        [
          `has the round that began since, with one entry per round (${status ?? 'unknown'})`,
          origin,
          [entry('2', 'FINISHED', 1, { endTime: iso(2) }), WHOLE],
          '2'
        ]
      ]
    })
  ])
})

describe('a start of a paused job', () => {
  checkCases([
    ['continues its round', known('SUSPEND', [SUSPEND]), [entry('1', 'DOING', 1), SUSPEND], '1'],
    ['matches no round while no time shows that it continued', known('SUSPEND', [SUSPEND]), [DOING], undefined],
    ['matches no round while the history shows only the pause', known('SUSPEND', [SUSPEND]), [SUSPEND], undefined],
    [
      'matches its round if it has ended since',
      known('SUSPEND', [SUSPEND]),
      [entry('1', 'FINISHED', 2), entry('1', 'DOING', 1), SUSPEND],
      '1'
    ],
    [
      "doesn't match its round if it has ended since, with one entry per round: it may have been closed without running",
      known('SUSPEND', [SUSPEND]),
      [entry('1', 'FINISHED', -5, { endTime: iso(2) })],
      undefined
    ],
    [
      'matches no round if its own was closed since without running, and there is a later one',
      known('SUSPEND', [SUSPEND]),
      [entry('2', 'DOING', 2), entry('1', 'FINISHED', 1), entry('1', 'CLOSING', 0.9), SUSPEND],
      undefined
    ],
    [
      'matches its round if it was paused again and a later round runs',
      known('SUSPEND', [SUSPEND]),
      [entry('2', 'DOING', 5), entry('1', 'SUSPEND', 2), entry('1', 'DOING', 1), SUSPEND],
      '1',
      '2'
    ],
    [
      'matches a new round if that has an entry since and its own has none',
      known('SUSPEND', [SUSPEND]),
      [entry('2', 'DOING', 1), SUSPEND],
      '2'
    ],
    [
      'matches a new round if its own was closed before the start',
      known('SUSPEND', [SUSPEND]),
      [entry('2', 'DOING', 1), entry('1', 'FINISHED', -1), SUSPEND],
      '2'
    ],
    [
      "doesn't match its round if that ended before the start, and there is no other one yet",
      known('SUSPEND', [SUSPEND]),
      [entry('1', 'FINISHED', -1), SUSPEND],
      undefined
    ]
  ])
})

describe('a start of a running job', () => {
  const before = entry('1', 'DOING', -5)
  checkCases([
    ['matches no round while the history shows nothing since', known('DOING', [before]), [before], undefined],
    ['matches its round if it has ended since', known('DOING', [before]), [entry('1', 'FINISHED', 1), before], '1'],
    [
      'matches its round if it has ended since, with one entry per round',
      known('DOING', [before]),
      [entry('1', 'FINISHED', -5, { endTime: iso(1) })],
      '1'
    ],
    [
      'matches its round if it has ended since, before another one',
      known('DOING', [before]),
      [entry('2', 'DOING', 5), entry('1', 'FINISHED', 1), before],
      '1',
      '2'
    ],
    [
      'matches the next round if its own ended before the start',
      known('DOING', [before]),
      [entry('2', 'DOING', 1), entry('1', 'FINISHED', -1), before],
      '2'
    ],
    [
      'matches no round if its own ended within the same second: it may have been running when the start was accepted',
      known('DOING', [before]),
      [entry('2', 'DOING', 1), entry('1', 'FINISHED', 0), before],
      undefined
    ],
    [
      'matches the next round if that began within the same second: its own had ended by then',
      known('DOING', [before]),
      [entry('2', 'DOING', 1), entry('2', 'LAUNCHING', ONE_SECOND / 2), entry('1', 'FINISHED', 0), before],
      '2'
    ],
    [
      'matches the next round if its own ended before the start, with one entry per round',
      known('DOING', [before]),
      [entry('2', 'DOING', 1), entry('1', 'FINISHED', -5, { endTime: iso(-1) })],
      '2'
    ],
    [
      'matches no round if its own ended before the start, and there is no other one yet',
      known('DOING', [before]),
      [entry('1', 'FINISHED', -1), before],
      undefined
    ],
    [
      "matches no round if there is a later one, and the end of its own isn't shown",
      known('DOING', [before]),
      [entry('2', 'DOING', 1), before],
      undefined
    ]
  ])
})

describe('get-job', () => {
  const getJob = (status: string, history: JobHistory[]): Origin => known(status, history, GET_JOB)
  checkCases([
    [
      'matches the running round',
      getJob('DOING', [entry('2', 'DOING', -5), WHOLE]),
      [entry('2', 'DOING', -5), WHOLE],
      '2'
    ],
    ['matches no round that ended before the first poll', getJob('FINISHED', [WHOLE]), [WHOLE], undefined],
    ['matches a round that has ended since', getJob('DOING', [DOING]), [entry('1', 'FINISHED', 1), DOING], '1'],
    ['matches the round that is paused', getJob('SUSPEND', [SUSPEND]), [SUSPEND], '1'],
    ...['DOING', 'CLOSING', 'SUSPEND'].flatMap((status): Case[] => [
      [
        `matches no previous round while the history lags (${status})`,
        getJob(status, [FINISHED]),
        [FINISHED],
        undefined
      ],
      [
        `has the next round once the history shows it (${status})`,
        getJob(status, [FINISHED]),
        [entry('2', status, -1), FINISHED],
        '2'
      ]
    ]),
    ['matches the round that the history shows before GetJob does', getJob('BEGIN', [SUSPEND]), [SUSPEND], '1'],
    [
      'matches the running round if the first history was missing',
      getJob('DOING', []),
      [entry('2', 'DOING', -5), FINISHED, DOING],
      '2'
    ],
    [
      'matches the newest round if the first history was missing',
      getJob('DOING', []),
      [entry('3', 'DOING', 5), entry('2', 'FINISHED', 1), entry('2', 'DOING', -5), FINISHED],
      '3'
    ]
  ])

  test('matches that round after a minute', () => {
    expect(idsOf(getJob('DOING', [FINISHED]), [FINISHED], undefined, true)).toEqual(['1', undefined])
  })
})

test.each<[what: string, before: JobHistory[] | undefined, now: JobHistory[] | undefined, isLater: boolean]>([
  ['the first one', undefined, [FINISHED], true],
  ['an empty one', [FINISHED], [], false],
  ['one that could not be read', [FINISHED], undefined, false],
  ['one from before the newest round', [entry('2', 'DOING', 1), FINISHED], [FINISHED], false],
  ['one from before the end of the newest round', [FINISHED], [DOING], false],
  ['one with a later round', [FINISHED], [entry('2', 'DOING', 1), FINISHED], true],
  ['one with another entry of the newest round', [SUSPEND], [entry('1', 'DOING', 1), SUSPEND], true]
])('a history replaces the one before if it shows more: %s', (_, before, now, isLater) => {
  expect(laterHistory(before, now)).toBe(isLater ? now : before)
})

describe('a start whose first history lagged behind GetJob', () => {
  const recent = [entry('1', 'FINISHED', -ONE_SECOND / 10), entry('1', 'PREPARING', -ONE_SECOND / 2)]
  checkCases([
    [
      "doesn't match the previous round, which ran within the second before the start",
      known('FINISHED'),
      recent,
      undefined
    ],
    ['matches the round after that', known('FINISHED'), [entry('2', 'PREPARING', 0.1), ...recent], '2'],
    [
      "doesn't match a round that began within the same second, if GetJob showed another kind of end than the history",
      known('INTERRUPTED', [FINISHED]),
      [entry('2', 'PREPARING', 0), FINISHED],
      undefined
    ],
    [
      'matches no round while an earlier one may have been running when the start was accepted',
      known('DOING', [entry('1', 'DOING', -90)]),
      [entry('2', 'DOING', 1), entry('1', 'SUSPEND', -90)],
      undefined
    ],
    [
      'matches a round by its end, though an earlier one has no time',
      known('DOING'),
      [entry('2', 'FINISHED', -50, { endTime: iso(5) }), entry('1', 'FINISHED', -90)],
      '2'
    ]
  ])

  test.each([
    [true, '2'],
    [false, undefined]
  ])('matches the round that runs, if a minute has passed (%s)', (isLate, mine) => {
    const before = entry('2', 'LAUNCHING', -ONE_SECOND)
    const origin = known('CLOSING', [before])
    expect(idsOf(origin, [{ ...before, status: 'IMPORT_JOB_DOING' }], undefined, isLate)).toEqual([mine, undefined])
  })
})

test('a gap in the RuntimeIds hides the round: the history may not show all rounds', () => {
  const origin = known('FINISHED', [FINISHED])
  const hidden = [entry('3', 'FINISHED', 2), entry('3', 'DOING', 1)]
  expect(idsOf(origin, hidden)).toEqual([undefined, undefined])
  expect(idsOf(origin, [...hidden, entry('2', 'FINISHED', 0.5)])).toEqual(['2', '3'])
})

test('a round that was paused before the start is not the one that runs, even if GetJob showed that it ran', () => {
  const before = [entry('1', 'SUSPEND', -1), entry('1', 'DOING', -5)]
  expect(idsOf(known('DOING', before), [entry('2', 'DOING', 1), ...before])).toEqual(['2', undefined])
})

describe('a minute after the first poll, a start', () => {
  const before = entry('1', 'DOING', -5)
  const ended = [entry('1', 'FINISHED', -1), before]
  const WHOLE_ENDED = [entry('1', 'FINISHED', -5)]
  test.each<[what: string, origin: Origin, history: JobHistory[], mine: string | undefined]>([
    [
      'of a paused job matches no round if the history shows only the pause',
      known('SUSPEND', [SUSPEND]),
      [SUSPEND],
      undefined
    ],
    ['of a running job matches the same round if there is no other', known('DOING', [before]), [before], '1'],
    ['matches the same round if it has ended, and no time shows when', known('DOING', [before]), WHOLE_ENDED, '1'],
    [
      'matches no round if no time shows when the same round ended, and there is a later one',
      known('DOING', [before]),
      [entry('2', 'DOING', 1), ...WHOLE_ENDED],
      undefined
    ],
    ["doesn't match the same round if it had ended before", known('DOING', [before]), ended, undefined],
    [
      'of a paused job matches its round if it has ended since, and there is no other',
      known('SUSPEND', [SUSPEND]),
      [entry('1', 'FINISHED', -5, { endTime: iso(2) })],
      '1'
    ],
    [
      'matches a round that was paused if GetJob still showed that the job had never been started',
      known('BEGIN', [entry('1', 'SUSPEND', 0)]),
      [entry('1', 'FINISHED', ONE_SECOND / 2), entry('1', 'SUSPEND', 0)],
      '1'
    ],
    [
      'of a job that had never been started, according to GetJob, matches an earlier round if there is no other',
      known('BEGIN'),
      [entry('1', 'FINISHED', -ONE_SECOND * 2)],
      '1'
    ],
    [
      'of a job that had never been started, according to GetJob, prefers the later round',
      known('BEGIN'),
      [entry('2', 'FINISHED', 1), entry('1', 'FINISHED', -ONE_SECOND * 2)],
      '2'
    ],
    [
      'of a job that had never been started, according to GetJob, matches no ended round',
      known('BEGIN'),
      ended,
      undefined
    ],
    ['of a finished job matches no earlier round', known('FINISHED'), WHOLE_ENDED, undefined],
    ['matches the later round', known('DOING', [before]), [entry('2', 'DOING', 1), ...ended], '2'],
    ["doesn't match the same round if its end was known before", known('SUSPEND', ended), ended, undefined],
    ["doesn't match the same round if the job was finished", known('FINISHED', [before]), ended, undefined]
  ])('%s', (_, origin, history, mine) => {
    expect(idsOf(origin, history, undefined, true)).toEqual([mine, undefined])
  })
})

test('may continue a round that only the history shows as paused, so a later round is not the one', () => {
  const origin = known('FINISHED', [entry('1', 'SUSPEND', -1)])
  const closed = entry('1', 'FINISHED', -5, { endTime: iso(1) })
  expect(idsOf(origin, [entry('2', 'FINISHED', 2, { endTime: iso(3) }), closed])).toEqual([undefined, undefined])
})

test('prefers a later round to one from before that another start can have ended', () => {
  const origin = known('INTERRUPTED', [])
  // With one entry per round, the service can fill in the end when the next round starts.
  const previous = entry('1', 'INTERRUPTED', -60, { endTime: iso(0.1) })
  expect(idsOf(origin, [entry('2', 'DOING', 0.1), previous])).toEqual(['2', undefined])
})

test('keeps its round once found, whatever the history shows later', () => {
  const origin = known('FINISHED', [FINISHED])
  const history = [entry('4', 'DOING', 5), entry('3', 'FINISHED', 3), entry('2', 'FINISHED', 1), FINISHED]
  expect(idsOf(origin, history, 3n)).toEqual(['3', '4'])
  expect(idsOf(origin, [entry('4', 'DOING', 5)], 3n)).toEqual([undefined, '4'])
})

test('compares RuntimeIds as numbers', () => {
  const last = entry('9', 'FINISHED', -60)
  expect(idsOf(known('FINISHED', [last]), [last, entry('10', 'DOING', 1)])).toEqual(['10', undefined])
})

describe('a time without a zone', () => {
  const idAt = (startTime: string): string | undefined =>
    idsOf(known('FINISHED'), [{ runtimeId: '2', status: 'IMPORT_JOB_DOING', startTime }])[0]

  test.each([
    ['since the start, in UTC', plain(1), '2'],
    ["since the start, in China's time zone", plain(1 + 8 * 60), '2'],
    ['before the start, in UTC', plain(-60), undefined],
    ["before the start, in China's time zone", plain(-60 + 8 * 60), undefined],
    ['in the future in both', plain(20 + 8 * 60), undefined]
  ])('%s', (_, startTime, id) => {
    expect(idAt(startTime)).toBe(id)
  })
})

test('a time in whole seconds is not before a start in the same second', () => {
  const origin = known('FINISHED', [FINISHED], { at: T + 590 })
  expect(idsOf(origin, [entry('2', 'DOING', 0), FINISHED])).toEqual(['2', undefined])
  expect(find(origin, [entry('2', 'DOING', 0), FINISHED]).isCertain).toBe(false)
})

test('a round that had ended before the start is not its own, however late and whatever GetJob showed', () => {
  const justEnded = entry('1', 'FINISHED', 0)
  expect(idsOf(known('SUSPEND', [justEnded]), [justEnded], undefined, true)).toEqual([undefined, undefined])
})

describe("if the service doesn't show its time", () => {
  const withoutTime = { at: undefined }
  checkCases([
    [
      'the round after a finished one is found by its number',
      known('FINISHED', [FINISHED], withoutTime),
      [entry('2', 'FINISHED', 1), FINISHED],
      '2'
    ],
    ['the first round of a job is found by its number', known('BEGIN', [], withoutTime), [entry('1', 'DOING', 1)], '1'],
    ['a start of a paused job matches no round yet', known('SUSPEND', [SUSPEND], withoutTime), [SUSPEND], undefined],
    [
      'no round is found if the previous one is unknown',
      known('FINISHED', [], withoutTime),
      [entry('2', 'FINISHED', 1), FINISHED],
      undefined
    ],
    [
      'no round is found if the previous one may have been followed by another one',
      known('FINISHED', [DOING], withoutTime),
      [entry('2', 'FINISHED', 1), FINISHED],
      undefined
    ]
  ])
})

test.each<[status: string, seconds: number, hasRun: boolean]>([
  ['DOING', 60, true],
  ['LAUNCHING', -1, true],
  ['DOING', -2, false],
  ['CLOSING', 60, false],
  ['CONFIRMED', 60, false],
  // With one entry per round, the start of an ended round.
  ['FINISHED', 60, true]
])('an entry %s %i s after T shows that the job has run since T: %s', (status, seconds, hasRun) => {
  const rounds = roundsOf([entry('1', status, seconds / 60)])
  expect(firstRunSince(rounds, T, T + 10 * MINUTE) !== undefined).toBe(hasRun)
})

test.each<[status: string, minutes: number, mayHaveRun: boolean]>([
  ['DOING', -90, true],
  ['CLOSING', -90, true],
  ['FINISHED', -0.5, true],
  ['FINISHED', -90, false],
  ['SUSPEND', -90, false]
])('a running job can be in a round that is %s since %d min after T: %s', (status, minutes, mayHaveRun) => {
  const [newest] = roundsOf([entry('1', status, minutes), entry('1', 'DOING', -100)])
  expect(mayHaveRunBefore(newest, T)).toBe(mayHaveRun)
})

test('a time in the same second as the start is not after it', () => {
  const isSince = (minutes: number): boolean => isTimeSince(known('FINISHED'), iso(minutes), T + MINUTE)
  expect([isSince(0), isSince(ONE_SECOND / 2), isSince(ONE_SECOND)]).toEqual([false, false, true])
})
