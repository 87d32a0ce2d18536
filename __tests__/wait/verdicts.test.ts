import type { GetJobResp, JobHistory } from '@alicloud/hcs-mgw20240626'
import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import type { Change } from '../../src/inputs/inputs.ts'
import { lookForChange } from '../../src/wait/applied.ts'
import { evidenceOf } from '../../src/wait/evidence.ts'
import { type Finding, lookForEnd, type Tracking, UNSEEN } from '../../src/wait/finished.ts'
import { type Baseline, describeAccepted, describeOutlook, type Look } from '../../src/wait/look.ts'
import { findRounds } from '../../src/wait/round.ts'

const SINCE = Date.parse('2026-11-25T12:00:00Z')
const MINUTE = 60_000
const WAIT = {
  until: 'finished',
  timeoutSeconds: 3600,
  intervalSeconds: 15,
  failOnFailedFiles: true
} as const
const iso = (minutes: number): string => new Date(SINCE + minutes * MINUTE).toISOString()
const job = (status: string, modified = 0): GetJobResp => ({
  status: `IMPORT_JOB_${status}`,
  modifyTime: iso(modified)
})
const entry = (
  runtimeId: string,
  status: string,
  minutes: number,
  more: Partial<JobHistory> = {}
): JobHistory => ({
  runtimeId,
  status: `IMPORT_JOB_${status}`,
  startTime: iso(minutes),
  ...more
})
const COUNTS = { totalCount: 10, copiedCount: 10, failedCount: 0, totalSize: 5, copiedSize: 5 }

/** What was known before a start. */
const known = (status: string, entries: JobHistory[] = [], changed = true): Baseline => ({
  changed,
  before: job(status, -60),
  history: { entries },
  since: SINCE
})

/** A look some minutes after the start. */
const look = (
  status: string,
  minutes: number,
  entries: JobHistory[] = [],
  more: Partial<Look> = {}
): Look => ({
  job: job(status, -60),
  status: `IMPORT_JOB_${status}`,
  history: { entries },
  at: minutes * MINUTE,
  date: SINCE + minutes * MINUTE,
  isLast: false,
  ...more
})

const end = (baseline: Baseline, at: Look, tracking: Partial<Tracking> = {}): Finding =>
  lookForEnd(baseline, WAIT, { ...UNSEEN, ...tracking }, at)

describe('evidence that a state is one of since the change', () => {
  test.each<[what: string, baseline: Baseline, at: Look, ran: boolean, evidence: string]>([
    ['nothing was changed', known('FINISHED', [], false), look('FINISHED', 1), false, 'sure'],
    ['it runs', known('FINISHED'), look('DOING', 1), false, 'sure'],
    ['it ran', known('FINISHED'), look('FINISHED', 1), true, 'sure'],
    ['the same state', known('FINISHED'), look('FINISHED', 1), false, 'none'],
    [
      'another ModifyTime',
      known('FINISHED'),
      look('FINISHED', 1, [], { job: job('FINISHED', 1) }),
      false,
      'likely'
    ],
    [
      'no ModifyTime',
      known('FINISHED'),
      look('FINISHED', 1, [], { job: { status: 'IMPORT_JOB_FINISHED' } }),
      false,
      'none'
    ],
    [
      'another state than one that it could not leave by itself',
      known('BEGIN'),
      look('FINISHED', 1),
      false,
      'sure'
    ],
    ['a pause is over', known('SUSPEND'), look('FINISHED', 1), false, 'sure'],
    ['an interruption is over', known('INTERRUPTED'), look('FINISHED', 1), false, 'sure'],
    ['the owner confirms last night', known('FINISHED'), look('CONFIRMED', 1), false, 'none'],
    ['last night closes', known('CLOSING'), look('FINISHED', 1), false, 'none'],
    ['nobody looked before', { ...known('FINISHED'), before: undefined }, look('FINISHED', 1), false, 'none']
  ])('%s', (_, baseline, at, ran, evidence) => {
    expect(evidenceOf(baseline, at, ran)).toBe(evidence)
  })
})

describe('the round that is waited for', () => {
  const last = entry('1', 'FINISHED', -60)
  const ids = (baseline: Baseline, entries: JobHistory[]): (string | undefined)[] => {
    const { mine, next } = findRounds(baseline, entries, SINCE + 10 * MINUTE)
    return [mine?.runtimeId, next?.runtimeId]
  }

  test.each<
    [what: string, baseline: Baseline, entries: JobHistory[], mine: string | undefined, next?: string]
  >([
    ['is not last night', known('FINISHED', [last]), [last], undefined],
    ['is the new one', known('FINISHED', [last]), [entry('2', 'DOING', 1), last], '2'],
    [
      'is the first of two new ones',
      known('FINISHED', [last]),
      [entry('3', 'DOING', 5), entry('2', 'FINISHED', 1), last],
      '2',
      '3'
    ],
    ['is not an old one that comes late', known('FINISHED', []), [entry('2', 'DOING', 1), last], '2'],
    [
      'goes on after a pause',
      known('SUSPEND', [entry('1', 'SUSPEND', -5)]),
      [entry('1', 'DOING', 1), entry('1', 'SUSPEND', -5)],
      '1'
    ],
    [
      'is not known while the pause is all there is',
      known('SUSPEND', [entry('1', 'SUSPEND', -5)]),
      [entry('1', 'SUSPEND', -5)],
      undefined
    ],
    [
      'is not the pause that comes late',
      known('SUSPEND', [entry('1', 'DOING', -9)]),
      [entry('1', 'SUSPEND', -5), entry('1', 'DOING', -9)],
      undefined
    ],
    [
      'is not the pause of just before the start that comes late',
      known('SUSPEND', [entry('1', 'DOING', -9)]),
      [entry('1', 'SUSPEND', -0.02), entry('1', 'DOING', -9)],
      undefined
    ],
    [
      'is not a later pause of before the start',
      known('SUSPEND', [entry('1', 'SUSPEND', -60)]),
      [entry('1', 'SUSPEND', -5), entry('1', 'SUSPEND', -60)],
      undefined
    ],
    [
      'is the one that has gone on, and was paused again',
      known('SUSPEND', [entry('1', 'SUSPEND', -5)]),
      [entry('1', 'SUSPEND', 1), entry('1', 'SUSPEND', -5)],
      '1'
    ],
    [
      'is not one that ran, and ended by itself before the start',
      known('DOING', [entry('1', 'DOING', -5)]),
      [entry('1', 'FINISHED', -1, { endTime: iso(0) }), entry('1', 'DOING', -5)],
      undefined
    ],
    [
      'is the one that ran, and has ended since',
      known('DOING', [entry('1', 'DOING', -5)]),
      [entry('1', 'FINISHED', 1), entry('1', 'DOING', -5)],
      '1'
    ],
    [
      'is the one that ran, and has ended since, in one entry',
      known('DOING', [entry('1', 'DOING', -5)]),
      [entry('1', 'FINISHED', -5, { endTime: iso(1) })],
      '1'
    ],
    [
      'goes on after a pause, in one entry',
      known('SUSPEND', [entry('1', 'SUSPEND', -5)]),
      [entry('1', 'DOING', -5)],
      '1'
    ],
    [
      'has gone on after a pause that the history did not show, in one entry',
      known('SUSPEND', [entry('1', 'DOING', -5)]),
      [entry('1', 'FINISHED', -5)],
      '1'
    ],
    [
      'begins anew after a pause',
      known('SUSPEND', [entry('1', 'SUSPEND', -5)]),
      [entry('2', 'DOING', 1), entry('1', 'SUSPEND', -5)],
      '2'
    ],
    [
      'goes on after an interruption',
      known('INTERRUPTED', [entry('1', 'INTERRUPTED', -5)]),
      [entry('1', 'DOING', 1)],
      '1'
    ],
    [
      'is not one that its owner confirms',
      known('FINISHED', [last]),
      [entry('1', 'CONFIRMED', 1), last],
      undefined
    ],
    [
      'of get-job is the one that runs',
      known('DOING', [entry('2', 'DOING', -5), last], false),
      [entry('2', 'DOING', -5), last],
      '2'
    ],
    [
      'of get-job is not last night, while the history lags',
      known('DOING', [last], false),
      [last],
      undefined
    ],
    [
      'is not last night, which ended just before the start and comes late',
      known('FINISHED', [entry('1', 'DOING', -90)]),
      [entry('1', 'FINISHED', -0.02), entry('1', 'DOING', -90)],
      undefined
    ],
    [
      'of get-job is the one that has ended, whose end comes into the history late',
      known('FINISHED', [entry('1', 'DOING', -90)], false),
      [last, entry('1', 'DOING', -90)],
      '1'
    ],
    [
      'of get-job is not last night, while the history of a pause lags',
      known('SUSPEND', [last], false),
      [last],
      undefined
    ],
    [
      'of get-job is none of an earlier job of that name',
      known('BEGIN', [entry('1', 'SUSPEND', -60)], false),
      [entry('1', 'SUSPEND', -60)],
      undefined
    ],
    [
      'of get-job is not last night, whose end comes into the history late',
      known('DOING', [entry('1', 'DOING', -90)], false),
      [last, entry('1', 'DOING', -90)],
      undefined
    ],
    [
      'of get-job is not known while the pause before is all there is',
      known('DOING', [entry('1', 'SUSPEND', -5)], false),
      [entry('1', 'SUSPEND', -5)],
      undefined
    ],
    [
      'of get-job is the one that was paused since',
      known('DOING', [entry('1', 'SUSPEND', -5)], false),
      [entry('1', 'SUSPEND', 1), entry('1', 'SUSPEND', -5)],
      '1'
    ],
    ['of get-job is the one that has ended', known('FINISHED', [last], false), [last], '1'],
    [
      'without a time of its own is none',
      known('FINISHED', []),
      [{ runtimeId: '2', status: 'IMPORT_JOB_DOING' }],
      undefined
    ]
  ])('%s', (_, baseline, entries, mine, ...[next]) => {
    expect(ids(baseline, entries)).toEqual([mine, next])
  })

  test('a time without a zone is of since when one of its meanings is, and the other is not in the future', () => {
    const plain = (minutes: number): string => iso(minutes).slice(0, 19).replace('T', ' ')
    const at = (startTime: string) =>
      ids(known('FINISHED', []), [{ runtimeId: '2', status: 'IMPORT_JOB_DOING', startTime }])[0]
    expect(at(plain(1))).toBe('2')
    expect(at(plain(1 + 8 * 60))).toBe('2')
    expect(at(plain(-60))).toBeUndefined()
    expect(at(plain(-60 + 8 * 60))).toBeUndefined()
  })
})

describe('an end', () => {
  const finished = entry('2', 'FINISHED', 2, COUNTS)

  test.each<[what: string, finding: Finding, verdict: object]>([
    ['of last night', end(known('FINISHED'), look('FINISHED', 1)), { verdict: 'pending' }],
    [
      'of this round, with its counts',
      end(known('BEGIN'), look('FINISHED', 3, [finished])),
      { verdict: 'done' }
    ],
    [
      'that the history shows in a new round',
      end(known('FINISHED'), look('FINISHED', 3, [finished])),
      { verdict: 'done' }
    ],
    [
      'that the history contradicts',
      end(known('FINISHED'), look('FINISHED', 3, [entry('2', 'DOING', 1)])),
      { verdict: 'pending' }
    ],
    [
      'that the history shows otherwise',
      end(known('FINISHED'), look('FINISHED', 3, [entry('2', 'INTERRUPTED', 1)])),
      { verdict: 'pending' }
    ],
    [
      'of last night, while the history shows this round close',
      end(known('FINISHED'), look('FINISHED', 3, [entry('2', 'CLOSING', 2, COUNTS)], { isLast: true })),
      { verdict: 'pending' }
    ],
    [
      'that the history shows by a closing that is over',
      end(
        known('FINISHED'),
        look('FINISHED', 3, [entry('2', 'CLOSING', 2, { ...COUNTS, endTime: iso(2.5) })])
      ),
      { verdict: 'done' }
    ],
    [
      'that GetJob does not show',
      end(known('FINISHED'), look('DOING', 3, [finished])),
      { verdict: 'pending' }
    ],
    [
      'by an interruption',
      end(known('BEGIN'), look('INTERRUPTED', 3, [entry('2', 'INTERRUPTED', 2, { message: 'No.' })])),
      {
        verdict: 'failed',
        code: 'JobInterrupted',
        message: expect.stringContaining('The service says: "No."')
      }
    ],
    [
      'by an interruption, perhaps of what ran until just before the start',
      end(known('DOING'), look('INTERRUPTED', 3)),
      { verdict: 'pending', soon: true }
    ],
    [
      'by a pause',
      end(known('BEGIN'), look('SUSPEND', 3), { ran: true }),
      { verdict: 'failed', code: 'JobPaused' }
    ],
    ['by the pause of before', end(known('SUSPEND'), look('SUSPEND', 3)), { verdict: 'pending' }],
    [
      'by the pause of before, of another ModifyTime',
      end(known('SUSPEND'), look('SUSPEND', 3, [], { job: job('SUSPEND', 1) })),
      { verdict: 'pending' }
    ],
    [
      'by the pause of before, of another ModifyTime, at the deadline',
      end(known('SUSPEND'), look('SUSPEND', 3, [], { job: job('SUSPEND', 1), isLast: true })),
      { verdict: 'pending' }
    ],
    [
      'by a pause that the history shows',
      end(known('SUSPEND', [entry('1', 'SUSPEND', -5)]), look('SUSPEND', 3, [entry('2', 'SUSPEND', 2)])),
      { verdict: 'failed', code: 'JobPaused' }
    ],
    [
      'by another pause between two looks',
      end(
        known('SUSPEND', [entry('1', 'SUSPEND', -5)]),
        look('SUSPEND', 3, [entry('1', 'SUSPEND', 2), entry('1', 'SUSPEND', -5)])
      ),
      { verdict: 'failed', code: 'JobPaused' }
    ],
    [
      'by closing',
      end(known('BEGIN'), look('CLOSING', 3, [entry('2', 'CLOSING', 2, { operator: 'user' })])),
      { verdict: 'failed', code: 'JobClosed' }
    ],
    [
      'by closing, when all is done',
      end(known('BEGIN'), look('CLOSING', 3, [entry('2', 'CLOSING', 2, { ...COUNTS, operator: 'user' })])),
      { verdict: 'pending' }
    ],
    [
      'by the last step of a run',
      end(known('BEGIN'), look('CLOSING', 3, [entry('2', 'CLOSING', 2, { operator: 'system' })])),
      { verdict: 'pending' }
    ],
    [
      'by closing, seen late',
      end(known('BEGIN'), look('FINISHED', 3, [finished, entry('2', 'CLOSING', 2, { operator: 'user' })])),
      { verdict: 'failed', code: 'JobClosed' }
    ],
    [
      'by closing when nothing was left but what could not be copied',
      end(
        known('BEGIN'),
        look('FINISHED', 3, [
          { ...finished, copiedCount: 7, failedCount: 3 },
          entry('2', 'CLOSING', 2, { ...COUNTS, copiedCount: 7, failedCount: 3, operator: 'user' })
        ])
      ),
      { verdict: 'failed', code: 'FilesFailed' }
    ],
    [
      'by a deletion',
      end(known('BEGIN'), look('DELETING', 3)),
      { verdict: 'failed', code: 'ImportJobInDeleting' }
    ],
    [
      'with failed files',
      end(known('BEGIN'), look('FINISHED', 3, [{ ...finished, failedCount: 3 }])),
      { verdict: 'failed', code: 'FilesFailed', message: expect.stringContaining('3 of 10 files') }
    ],
    [
      'with failed files that only an earlier look has shown',
      end(
        known('BEGIN'),
        look('FINISHED', 3, [], { isLast: true }),
        end(known('BEGIN'), look('DOING', 2, [entry('2', 'DOING', 1, { failedCount: 2 })])).tracking
      ),
      { verdict: 'failed', code: 'FilesFailed', message: expect.stringContaining('at least 2 files') }
    ],
    [
      'with nothing to copy',
      end(known('BEGIN'), look('FINISHED', 3, [{ ...finished, totalCount: 0, copiedCount: 0 }])),
      { verdict: 'done', warning: expect.stringContaining('0 files') }
    ]
  ])('%s', (_, { result }, verdict) => {
    expect(result).toMatchObject(verdict)
  })

  test('of another ModifyTime alone is believed when it stands for half a minute, or at the deadline', () => {
    const at = (minutes: number, more: Partial<Look> = {}): Look =>
      look('FINISHED', minutes, [], { job: job('FINISHED', 1), history: { entries: [] }, ...more })
    const first = end(known('FINISHED'), at(1))
    expect(first.result).toEqual({ verdict: 'pending', soon: true })
    const second = end(known('FINISHED'), at(1.4), first.tracking)
    expect(second.tracking.endedAt).toBeUndefined()
    const third = end(known('FINISHED'), at(1.5), second.tracking)
    expect(third.tracking.endedAt).toBe(1.5 * MINUTE)
    expect(end(known('FINISHED'), at(2.5), third.tracking).result.verdict).toBe('done')
    expect(end(known('FINISHED'), at(1, { isLast: true })).result.verdict).toBe('done')
  })

  test('of a job that an earlier look saw run is one of since, whatever the history tells', () => {
    const { tracking } = end(known('FINISHED'), look('DOING', 1))
    expect(end(known('FINISHED'), look('INTERRUPTED', 2), tracking).result).toMatchObject({
      code: 'JobInterrupted'
    })
    expect(end(known('DOING'), look('INTERRUPTED', 2), tracking).result).toMatchObject({
      code: 'JobInterrupted'
    })
  })

  test('without counts is waited out for a minute, and then warned of', () => {
    const at = (minutes: number, more: Partial<Look> = {}): Finding =>
      end(
        known('BEGIN'),
        look('FINISHED', minutes, [entry('2', 'DOING', 1, { ...COUNTS, copiedCount: 5 })], more),
        { ran: true, endedAt: 3 * MINUTE }
      )
    expect(at(3.9).result).toEqual({ verdict: 'pending', soon: true })
    for (const finding of [at(4), at(3.1, { isLast: true })]) {
      expect(finding.result).toEqual({
        verdict: 'done',
        warning: expect.stringContaining('not known whether files failed')
      })
      // What is counted of a part is not shown as the whole.
      expect(finding.counters).toBeUndefined()
    }
  })

  test.each([
    [true, 'HistoryDenied'],
    [false, '']
  ])('whose history may not be read: fail-on-failed-files %s', (failOnFailedFiles, code) => {
    const denied = { error: new MgwError('AccessDenied', '', { statusCode: 403 }) }
    const { result } = lookForEnd(
      known('BEGIN'),
      { ...WAIT, failOnFailedFiles },
      { ...UNSEEN, ran: true },
      look('FINISHED', 3, [], { history: denied })
    )
    expect('code' in result ? result.code : '').toBe(code)
  })

  describe('of the round before the one that now runs', () => {
    const next = entry('3', 'DOING', 5)

    test('is its own, with its own figures', () => {
      const { result, counters } = end(
        known('FINISHED'),
        look('DOING', 6, [next, { ...finished, failedCount: 1 }]),
        { ran: true }
      )
      expect(result).toMatchObject({ code: 'FilesFailed' })
      expect(counters).toMatchObject({ totalCount: 10n, failedCount: 1n })
    })

    test.each<[what: string, end: JobHistory[], code: string]>([
      [
        'after somebody had closed it',
        [
          { ...finished, copiedCount: 5 },
          entry('2', 'CLOSING', 2, { ...COUNTS, copiedCount: 5, operator: 'user' })
        ],
        'JobClosed'
      ],
      ['by an interruption', [entry('2', 'INTERRUPTED', 2)], 'JobInterrupted']
    ])('%s', (_, entries, code) => {
      expect(end(known('FINISHED'), look('DOING', 6, [next, ...entries])).result).toMatchObject({ code })
    })

    test.each(['INTERRUPTED', 'SUSPEND', 'CLOSING'])(
      'is its own, where the other one is at %s by now',
      (status) => {
        const entries = [entry('3', status, 5), { ...finished, failedCount: 1 }]
        const { result } = end(known('FINISHED'), look(status, 6, entries), { ran: true })
        expect(result).toMatchObject({ code: 'FilesFailed' })
      }
    )

    test('of which the history shows the closing only is an end all the same', () => {
      const entries = [entry('3', 'FINISHED', 5), entry('2', 'CLOSING', 2)]
      const { result } = end(known('BEGIN'), look('FINISHED', 6, entries, { isLast: true }))
      expect(result).toMatchObject({ verdict: 'done', warning: expect.stringContaining('not known') })
    })

    test('that the history shows without counts is waited for, and then warned of', () => {
      const at = (minutes: number, tracking: Partial<Tracking>, more: Partial<Look> = {}): Finding =>
        end(known('FINISHED'), look('DOING', minutes, [next, entry('2', 'FINISHED', 2)], more), tracking)
      const { result, tracking } = at(6, { ran: true })
      expect(result).toEqual({ verdict: 'pending', soon: true })
      expect(at(6.9, tracking).result).toEqual({ verdict: 'pending', soon: true })
      for (const finding of [at(7, tracking), at(6.1, tracking, { isLast: true })])
        expect(finding.result).toEqual({
          verdict: 'done',
          warning: expect.stringContaining('not known whether files failed')
        })
    })

    test('that the history does not show is waited for, and then the other round is told of', () => {
      const at = (minutes: number): Finding =>
        end(known('FINISHED'), look('DOING', minutes, [next, entry('2', 'DOING', 1)]), {
          ran: true,
          nextSince: 6 * MINUTE
        })
      expect(at(6.5).result).toEqual({ verdict: 'pending', soon: true })
      expect(at(7).result).toMatchObject({
        code: 'JobRestarted',
        message: expect.stringContaining('was last seen at IMPORT_JOB_DOING')
      })
    })
  })
})

describe('a change is applied', () => {
  const QOS: Change = { name: 'update-qos', maxBandwidth: 7n, maxQps: 8n }
  const change = (name: Exclude<Change['name'], 'update-qos'>): Change => ({ name })
  const applied = (of: Change, baseline: Baseline, at: Look, tracking: Partial<Tracking> = {}): object =>
    lookForChange(baseline, of, { ...UNSEEN, ...tracking }, at).result

  test.each<[what: string, result: object, expected: object]>([
    [
      'a start that runs',
      applied(change('start-job'), known('FINISHED'), look('LAUNCHING', 1)),
      { verdict: 'done' }
    ],
    [
      'a start that has ended since',
      applied(change('start-job'), known('BEGIN'), look('FINISHED', 1)),
      { verdict: 'done' }
    ],
    [
      'a start of which the end of before is shown',
      applied(change('start-job'), known('FINISHED'), look('FINISHED', 1)),
      { verdict: 'pending', soon: false }
    ],
    [
      'a start that seems to have ended since, at the deadline',
      applied(
        change('start-job'),
        known('FINISHED'),
        look('FINISHED', 1, [], { job: job('FINISHED', 1), isLast: true })
      ),
      { verdict: 'done' }
    ],
    [
      'a start that is interrupted',
      applied(change('start-job'), known('BEGIN'), look('INTERRUPTED', 1)),
      { verdict: 'failed', code: 'JobEnded' }
    ],
    [
      'a start that closes',
      applied(change('start-job'), known('BEGIN'), look('CLOSING', 1)),
      { verdict: 'pending' }
    ],
    ['a pause', applied(change('pause-job'), known('DOING'), look('SUSPEND', 1)), { verdict: 'done' }],
    [
      'a pause of what has ended',
      applied(change('pause-job'), known('DOING'), look('FINISHED', 1)),
      { verdict: 'failed', code: 'JobEnded' }
    ],
    [
      'a pause of what seems to have ended',
      applied(change('pause-job'), { ...known('DOING'), before: undefined }, look('FINISHED', 1)),
      { verdict: 'pending', soon: true }
    ],
    [
      'a pause of what an earlier look saw run',
      applied(
        change('pause-job'),
        { ...known('DOING'), before: undefined },
        look('FINISHED', 1),
        lookForChange(
          { ...known('DOING'), before: undefined },
          change('pause-job'),
          UNSEEN,
          look('DOING', 0.5)
        ).tracking
      ),
      { verdict: 'failed', code: 'JobEnded' }
    ],
    [
      'a pause of what seems to have ended, half a minute later',
      applied(change('pause-job'), { ...known('DOING'), before: undefined }, look('FINISHED', 1), {
        likelySince: 0.5 * MINUTE
      }),
      { verdict: 'failed', code: 'JobEnded' }
    ],
    [
      'a close that is under way',
      applied(change('close-job'), known('DOING'), look('CLOSING', 1)),
      { verdict: 'done' }
    ],
    [
      'a close that is not',
      applied(change('close-job'), known('DOING'), look('DOING', 1)),
      { verdict: 'pending' }
    ],
    [
      'anything of a job that is being deleted',
      applied(change('close-job'), known('DOING'), look('DELETING', 1)),
      { verdict: 'failed', code: 'ImportJobInDeleting' }
    ],
    [
      'throttling',
      applied(
        QOS,
        known('DOING'),
        look('DOING', 1, [], { job: { importQos: { maxBandWidth: 7, maxImportTaskQps: 8n } } })
      ),
      { verdict: 'done' }
    ],
    [
      'half of it',
      applied(QOS, known('DOING'), look('DOING', 1, [], { job: { importQos: { maxBandWidth: 7 } } })),
      { verdict: 'pending' }
    ],
    [
      'throttling of a job that has ended',
      applied(QOS, known('DOING'), look('FINISHED', 1)),
      { verdict: 'pending' }
    ]
  ])('%s', (_, result, expected) => {
    expect(result).toMatchObject(expected)
  })
})

test.each([
  ['IMPORT_JOB_DOING', 'goes on'],
  ['IMPORT_JOB_BEGIN', 'has not been started'],
  ['IMPORT_JOB_SUSPEND', 'is paused'],
  ['IMPORT_JOB_FINISHED', 'does not run'],
  ['IMPORT_JOB_NEW', 'not known'],
  ['toString', 'not known']
])('who stops waiting at %s is told that it %s', (status, text) => {
  expect(describeOutlook(status)).toContain(text)
  expect(describeOutlook(status).includes('goes on.')).toBe(status === 'IMPORT_JOB_DOING')
})

test('after an accepted start, nobody is told to start again', () => {
  expect(describeAccepted({ name: 'start-job' }, 'R1')).toBe(
    'The service had accepted start-job (request ID R1): look at the job with get-job; do not start it again.'
  )
  expect(describeAccepted({ name: 'pause-job' }, undefined)).toContain(
    'accepted pause-job: look at the job with get-job; look before'
  )
})
