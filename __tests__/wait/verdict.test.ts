import { type GetJobResp, type JobHistory, MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, test } from '@jest/globals'
import type { Change, Wait } from '../../src/inputs/operation.ts'
import {
  type Baseline,
  type Checked,
  checkApplied,
  checkFinished,
  checkThrottling,
  NOT_TRACKED,
  type Poll,
  type Verdict
} from '../../src/wait/verdict.ts'
import { entry, GET_JOB, iso, job, known, pollAt } from './support.ts'

const WAIT: Wait = { until: 'finished', timeoutSeconds: 3600, intervalSeconds: 15, failOnFailedFiles: true }
const COUNTERS = { totalCount: 10, copiedCount: 10, failedCount: 0, totalSize: 5, copiedSize: 5 }
const UNKNOWN = { totalCount: -1, copiedCount: -1, failedCount: -1, totalSize: -1, copiedSize: -1 }
const LAST = { isLast: true }

const PENDING = { verdict: 'pending' }
const SOON = { verdict: 'pending', soon: true }
const NOT_KNOWN = { verdict: 'done', warning: expect.stringContaining("isn't known whether files failed") }

/** The conclusions from these polls, each with what those before it have shown. */
function checkPolls(baseline: Baseline, polls: Poll[], wait = WAIT): Checked[] {
  let tracking = NOT_TRACKED
  return polls.map((poll) => {
    const checked = checkFinished(baseline, wait, tracking, poll)
    tracking = checked.tracking
    return checked
  })
}
const verdicts = (baseline: Baseline, polls: Poll[], wait?: Wait): Verdict[] =>
  checkPolls(baseline, polls, wait).map(({ result }) => result)
const lastVerdict = (baseline: Baseline, polls: Poll[], wait?: Wait): Verdict | undefined =>
  verdicts(baseline, polls, wait).at(-1)

/** The previous round, which ended an hour before. */
const PREVIOUS = entry('1', 'FINISHED', -60, {
  ...COUNTERS,
  totalCount: 777,
  copiedCount: 770,
  failedCount: 7
})
/** A started round. */
const running = entry('2', 'DOING', 1, { ...COUNTERS, copiedCount: 5, copiedSize: 2 })
const finished = entry('2', 'FINISHED', 2, COUNTERS)
const STARTED = known('FINISHED', [PREVIOUS, entry('1', 'DOING', -90)])

describe('a migration has ended', () => {
  describe("if the history shows its round's end, and", () => {
    test('GetJob shows the same kind of end', () => {
      const [checked] = checkPolls(STARTED, [pollAt('FINISHED', 3, [finished, running, PREVIOUS])])
      expect(checked?.result).toEqual({ verdict: 'done' })
      expect(checked?.counters).toMatchObject({ totalCount: 10n, copiedCount: 10n, percent: 100 })
    })

    test('there is a later round', () => {
      const history = [entry('3', 'DOING', 4), { ...finished, failedCount: 2, copiedCount: 8 }, PREVIOUS]
      const [checked] = checkPolls(STARTED, [pollAt('DOING', 5, history)])
      expect(checked?.result).toMatchObject({ code: 'FilesFailed' })
      expect(checked?.counters).toMatchObject({ totalCount: 10n, failedCount: 2n })
    })

    test('a minute has passed since it was first seen', () => {
      const history = [finished, running, PREVIOUS]
      const polls = [3, 3.9, 4].map((minutes) => pollAt('DOING', minutes, history))
      expect(verdicts(STARTED, polls)).toEqual([SOON, SOON, { verdict: 'done' }])
    })

    test('a minute has passed, and the history shows no numbers, but can be read', () => {
      const at = (minute: number, more: Partial<Poll> = {}): Poll =>
        pollAt('FINISHED', minute, [{ ...finished, ...UNKNOWN }, PREVIOUS], more)
      const unreadable = { history: { error: new Error('unreadable') } }
      const polls = [at(3), at(3.9), at(4.1, unreadable), at(4.5, unreadable)]
      expect(verdicts(STARTED, [...polls, at(4.6)])).toEqual([SOON, SOON, SOON, SOON, NOT_KNOWN])
      expect(lastVerdict(STARTED, [...polls, at(6, unreadable)])).toEqual(NOT_KNOWN)
    })

    test('it is the deadline', () => {
      expect(lastVerdict(STARTED, [pollAt('DOING', 3, [finished, PREVIOUS], LAST)])).toEqual({
        verdict: 'done'
      })
    })
  })

  describe('if the history shows nothing, and GetJob shows the same end for a minute, and', () => {
    const at = (status: string, ...minutes: number[]): Poll[] => minutes.map((minute) => pollAt(status, minute))

    test.each<[condition: string, baseline: Baseline, polls: Poll[]]>([
      ['the job was seen running', STARTED, at('DOING', 1)],
      [
        'the job was seen running a minute after the first poll, and the history before is unknown',
        known('FINISHED', [], { isHistoryKnown: false }),
        at('DOING', 0.5, 1.5)
      ],
      [
        'the job was seen running a minute after the first poll, and the previous round had just ended',
        known('FINISHED', [entry('1', 'FINISHED', -0.5), entry('1', 'DOING', -90)]),
        at('DOING', 0.5, 1.5)
      ],
      ['the job had never been started', known('BEGIN'), []],
      ['the job was interrupted before', known('INTERRUPTED', [entry('1', 'INTERRUPTED', -5)]), []],
      ['nothing was started', known('DOING', [], GET_JOB), at('DOING', 1)]
    ])('%s', (_, baseline, polls) => {
      const ends = verdicts(baseline, [...polls, ...at('FINISHED', 2, 2.9, 3)]).slice(-3)
      expect(ends).toEqual([SOON, SOON, NOT_KNOWN])
    })

    test('reports failed files that the history showed before the owner of the job confirmed the round', () => {
      const shown = (status: string, minute: number, counters: object): Poll =>
        pollAt(status, minute, [entry('1', status, -60, counters)])
      const ends = [1.1, 1.6, 2.2].map((minute) => shown('CONFIRMED', minute, UNKNOWN))
      const polls = [shown('FINISHED', 0, { ...COUNTERS, failedCount: 3 }), shown('FINISHED', 0.5, UNKNOWN), ...ends]
      expect(lastVerdict(known('FINISHED', [], GET_JOB), polls)).toMatchObject({ code: 'FilesFailed' })
    })

    test('but nothing could be read in between, it keeps polling', () => {
      const polls = [...at('FINISHED', 1), pollAt('FINISHED', 3, [], { history: { error: new Error('unreadable') } })]
      expect(lastVerdict(known('DOING', [], GET_JOB), polls)).toEqual(SOON)
    })

    test('but two rounds can be the one that was started, it keeps polling', () => {
      const paused = entry('1', 'SUSPEND', -5)
      const closed = [entry('1', 'FINISHED', 1.1), entry('1', 'CLOSING', 1), paused]
      const later = [entry('2', 'FINISHED', 2, COUNTERS), entry('2', 'DOING', 1.5)]
      const polls = [1.6, 2.8, 4, 5].map((minute) =>
        pollAt(minute < 3 ? 'DOING' : 'FINISHED', minute, [...later, ...closed])
      )
      expect(verdicts(known('SUSPEND', [paused]), polls).slice(-2)).toEqual([PENDING, PENDING])
    })

    test('reports a running job that was interrupted', () => {
      expect(lastVerdict(STARTED, [...at('DOING', 1), ...at('INTERRUPTED', 2, 3)])).toMatchObject({
        code: 'JobInterrupted'
      })
    })

    test('reports a running job that was paused', () => {
      expect(lastVerdict(STARTED, [...at('DOING', 1), ...at('SUSPEND', 2, 3)])).toMatchObject({
        code: 'JobPaused'
      })
    })

    test('reports failed files that an earlier poll has shown', () => {
      const polls = [pollAt('DOING', 1, [{ ...running, failedCount: 2 }]), ...at('FINISHED', 2, 3)]
      expect(lastVerdict(STARTED, polls)).toMatchObject({
        code: 'FilesFailed',
        message: expect.stringContaining('at least 2 files')
      })
    })
  })

  test.each<[evidence: string, baseline: Baseline, polls: Poll[]]>([
    ["GetJob shows the previous round's end for an hour", STARTED, [pollAt('FINISHED', 1), pollAt('FINISHED', 61)]],
    ['GetJob shows the previous pause for an hour', known('SUSPEND'), [pollAt('SUSPEND', 1), pollAt('SUSPEND', 61)]],
    [
      'the previous round was closing, and finishes',
      known('CLOSING', [entry('1', 'CLOSING', -1, COUNTERS)]),
      [
        pollAt('CLOSING', 0.1, [entry('1', 'CLOSING', -1, COUNTERS)]),
        pollAt('FINISHED', 1, [{ ...PREVIOUS, startTime: iso(0.5) }]),
        pollAt('FINISHED', 5, [{ ...PREVIOUS, startTime: iso(0.5) }], LAST)
      ]
    ],
    [
      'the job was seen running, and GetJob shows an end for less than a minute',
      STARTED,
      [pollAt('DOING', 1), pollAt('INTERRUPTED', 2), pollAt('INTERRUPTED', 2.9)]
    ],
    [
      'the job was seen running for less than a minute, and the history before is unknown',
      known('FINISHED', [], { isHistoryKnown: false }),
      [pollAt('DOING', 0.5), pollAt('DOING', 1.4), pollAt('FINISHED', 1.5), pollAt('FINISHED', 61)]
    ],
    [
      'the job was seen running for less than a minute, and the previous round had just ended',
      known('FINISHED', [entry('1', 'FINISHED', -0.5), entry('1', 'DOING', -90)]),
      [pollAt('DOING', 0.5), pollAt('DOING', 1.4), pollAt('FINISHED', 1.5), pollAt('FINISHED', 61)]
    ],
    [
      'the history shows that its round has finished, and GetJob that it was interrupted',
      STARTED,
      [pollAt('INTERRUPTED', 3, [finished, PREVIOUS]), pollAt('INTERRUPTED', 3.9, [finished, PREVIOUS])]
    ],
    [
      'one poll between others shows another state',
      STARTED,
      [pollAt('DOING', 1), pollAt('SUSPEND', 2), pollAt('DOING', 2.5), pollAt('SUSPEND', 3)]
    ],
    [
      'the history shows that its round was interrupted, and GetJob that it runs',
      STARTED,
      [pollAt('DOING', 3, [entry('2', 'INTERRUPTED', 2), running, PREVIOUS])]
    ],
    ['the job is closing', STARTED, [pollAt('DOING', 1), pollAt('CLOSING', 2), pollAt('CLOSING', 5)]]
  ])("isn't concluded if %s", (_, baseline, polls) => {
    for (const verdict of verdicts(baseline, polls)) expect(verdict).toMatchObject(PENDING)
  })

  test("isn't concluded at the deadline before the evidence is there", () => {
    expect(verdicts(STARTED, [pollAt('DOING', 1), pollAt('FINISHED', 2, [], LAST)])).toEqual([PENDING, SOON])
  })
})

test.each<[what: string, polls: Poll[], code: string]>([
  ['a job that is being deleted', [pollAt('DELETING', 1), pollAt('DELETING', 2)], 'ImportJobInDeleting'],
  ['an interruption', [pollAt('INTERRUPTED', 3, [entry('2', 'INTERRUPTED', 2), PREVIOUS])], 'JobInterrupted'],
  ['a pause that both show', [pollAt('SUSPEND', 3, [entry('2', 'SUSPEND', 2), PREVIOUS])], 'JobPaused'],
  [
    'an interruption before a later round',
    [pollAt('DOING', 6, [entry('3', 'DOING', 5), entry('2', 'INTERRUPTED', 2)])],
    'JobInterrupted'
  ]
])('reports %s', (_, polls, code) => {
  expect(lastVerdict(STARTED, polls)).toMatchObject({ verdict: 'failed', code })
})

test("quotes the service's message about an interruption", () => {
  const history = [entry('2', 'INTERRUPTED', 2, { message: 'No.' })]
  expect(lastVerdict(STARTED, [pollAt('INTERRUPTED', 3, history)])).toMatchObject({
    message: expect.stringContaining('The service says: "No."')
  })
})

test.each<[reason: string, poll: Poll]>([
  ['only GetJob shows it', pollAt('SUSPEND', 3, [entry('1', 'DOING', 1), entry('1', 'SUSPEND', -5)])],
  ['only the history shows it', pollAt('DOING', 3, [entry('1', 'SUSPEND', 2), entry('1', 'SUSPEND', -5)])],
  ['the pause is older than the start', pollAt('SUSPEND', 3, [entry('1', 'SUSPEND', -5)])],
  ['the pause is in the same second as the start', pollAt('SUSPEND', 3, [entry('1', 'SUSPEND', 0)])]
])("doesn't report a pause if %s", (_, poll) => {
  expect(lastVerdict(known('SUSPEND', [entry('1', 'SUSPEND', -5)]), [poll])).toMatchObject(PENDING)
})

test.each(['get-job', 'start-job'])('%s reports a pause from before if both show it for a minute', (operation) => {
  const history = [entry('1', 'SUSPEND', -5)]
  const baseline = known('SUSPEND', history, operation === 'get-job' ? GET_JOB : undefined)
  const polls = [1, 1.5, 2].map((minutes) => pollAt('SUSPEND', minutes, history))
  expect(verdicts(baseline, polls)).toMatchObject([PENDING, PENDING, { code: 'JobPaused' }])
})

test("reports another round a minute after it is known, if the round's end isn't shown", () => {
  const history = [entry('3', 'DOING', 5), running, PREVIOUS]
  const polls = [6, 6.9, 7].map((minutes) => pollAt('DOING', minutes, history))
  expect(verdicts(STARTED, polls)).toEqual([
    PENDING,
    PENDING,
    expect.objectContaining({ verdict: 'failed', code: 'JobRestarted' })
  ])
})

test('reports its own end if that is shown within a minute after the other round', () => {
  const next = entry('3', 'DOING', 5)
  const polls = [pollAt('DOING', 6, [next, running]), pollAt('DOING', 6.5, [next, finished, running])]
  expect(verdicts(STARTED, polls)).toEqual([PENDING, { verdict: 'done' }])
})

test("ignores a paused round's numbers until it is known that the start hasn't begun another one", () => {
  const before = entry('1', 'SUSPEND', -5, { ...COUNTERS, copiedCount: 5, failedCount: 3 })
  const [first, second] = checkPolls(known('SUSPEND', [before]), [
    pollAt('SUSPEND', 1, [before]),
    pollAt('FINISHED', 5, [entry('2', 'FINISHED', 4, COUNTERS), entry('2', 'DOING', 1), before])
  ])
  expect([first?.result, first?.tracking.failed, first?.counters]).toEqual([SOON, 0n, undefined])
  expect(second?.result).toEqual({ verdict: 'done' })
  expect(second?.tracking).toMatchObject({ round: 2n, failed: 0n })
})

describe('the counters at the end', () => {
  const verdictOf = (end: Partial<JobHistory>, wait?: Wait, ...earlier: JobHistory[]): Verdict | undefined =>
    lastVerdict(STARTED, [pollAt('FINISHED', 3, [{ ...finished, ...end }, ...earlier, PREVIOUS])], wait)

  test.each<[situation: string, counters: Partial<JobHistory>, verdict: object]>([
    ['no files are left, and none failed', {}, { verdict: 'done' }],
    [
      'files are left',
      { copiedCount: 3, failedCount: 1 },
      { verdict: 'failed', code: 'JobClosed', message: expect.stringContaining('3 of 10 files were copied') }
    ],
    [
      'no files are left, and some failed',
      { copiedCount: 7, failedCount: 3 },
      { verdict: 'failed', code: 'FilesFailed', message: expect.stringContaining('3 of 10 files') }
    ],
    [
      'there were no files',
      { totalCount: 0, copiedCount: 0 },
      { verdict: 'done', warning: expect.stringContaining('0 files') }
    ],
    ["they aren't shown yet", UNKNOWN, SOON]
  ])('%s', (_, counters, verdict) => {
    expect(verdictOf(counters)).toMatchObject(verdict)
  })

  test('failed files are a warning if they are accepted', () => {
    const wait = { ...WAIT, failOnFailedFiles: false }
    expect(verdictOf({ copiedCount: 7, failedCount: 3 }, wait)).toEqual({
      verdict: 'done',
      warning: expect.stringContaining("3 of 10 files couldn't be copied")
    })
  })

  test('are final at once if an earlier entry accounts for every file', () => {
    const closing = entry('2', 'CLOSING', 1.5, { ...COUNTERS, copiedCount: 8, failedCount: 2 })
    expect(verdictOf(UNKNOWN, WAIT, closing)).toMatchObject({
      code: 'FilesFailed',
      message: expect.stringContaining('2 of 10 files')
    })
  })

  test("aren't final if an earlier entry shows no files", () => {
    const none = { totalCount: 0, copiedCount: 0, failedCount: 0, listStatus: 'Finished' }
    expect(verdictOf(UNKNOWN, WAIT, { ...running, ...none })).toEqual(SOON)
  })

  test("aren't final if an earlier entry doesn't account for every file", () => {
    expect(verdictOf(UNKNOWN, WAIT, running)).toEqual(SOON)
  })

  test.each<[entries: string, more: Partial<JobHistory>, verdict: object]>([
    ['shows no failed files', {}, NOT_KNOWN],
    [
      'shows failed files',
      { failedCount: 2 },
      { code: 'FilesFailed', message: expect.stringContaining('at least 2 files') }
    ]
  ])('are unknown after a minute, or at the deadline: the round %s', (_, more, verdict) => {
    const history = [{ ...finished, ...UNKNOWN }, { ...running, ...more }, PREVIOUS]
    const polls = [3, 3.9, 4].map((minutes) => pollAt('FINISHED', minutes, history))
    const checked = checkPolls(STARTED, polls)
    expect(checked.map(({ result }) => result)).toEqual([SOON, SOON, expect.objectContaining(verdict)])
    expect(checked.at(-1)?.counters?.percent).not.toBe(100)
    expect(lastVerdict(STARTED, [pollAt('FINISHED', 3, history, LAST)])).toMatchObject(verdict)
  })

  test.each([
    [true, 'HistoryDenied'],
    [false, '']
  ])("if the history can't be read, fail-on-failed-files: %s", (failOnFailedFiles, code) => {
    const history = { error: new MgwError('AccessDenied', '', { statusCode: 403 }) }
    const polls = [pollAt('DOING', 1, [], { history }), ...[2, 3].map((at) => pollAt('FINISHED', at, [], { history }))]
    const verdict = lastVerdict(STARTED, polls, { ...WAIT, failOnFailedFiles })
    expect(verdict && 'code' in verdict ? verdict.code : '').toBe(code)
    if (code === '') expect(verdict).toEqual(NOT_KNOWN)
  })
})

describe('checkApplied', () => {
  type ChangeName = Exclude<Change['name'], 'update-qos'>
  /** The last conclusion from these polls. */
  function applied(name: ChangeName, baseline: Baseline, ...polls: Poll[]): Verdict | undefined {
    let tracking = NOT_TRACKED
    let result: Verdict | undefined
    for (const poll of polls) ({ tracking, result } = checkApplied(baseline, { name }, tracking, poll))
    return result
  }
  const end = (name: ChangeName, status: string, baseline: Baseline, ...polls: Poll[]): Verdict | undefined =>
    applied(name, baseline, ...polls, pollAt(status, 2))

  test.each<[situation: string, verdict: Verdict | undefined, expected: object]>([
    ['runs', end('start-job', 'LAUNCHING', STARTED), { verdict: 'done' }],
    ['has run', end('start-job', 'FINISHED', STARTED, pollAt('DOING', 1)), { verdict: 'done' }],
    ['had never run before and has finished', end('start-job', 'FINISHED', known('BEGIN')), { verdict: 'done' }],
    [
      'shows the whole round in its history',
      applied('start-job', STARTED, pollAt('FINISHED', 3, [finished, running, PREVIOUS])),
      { verdict: 'done' }
    ],
    ["still shows the previous round's end", end('start-job', 'FINISHED', STARTED), PENDING],
    ['was confirmed by its owner', end('start-job', 'CONFIRMED', STARTED), PENDING],
    ['is closing', end('start-job', 'CLOSING', known('BEGIN')), PENDING],
    [
      'has perhaps run: the history before is unknown',
      end('start-job', 'FINISHED', known('FINISHED', [], { isHistoryKnown: false }), pollAt('DOING', 1.5)),
      PENDING
    ],
    ['has perhaps been interrupted', end('start-job', 'INTERRUPTED', STARTED, pollAt('DOING', 1)), PENDING],
    [
      'has been interrupted, as the history shows',
      applied('start-job', STARTED, pollAt('INTERRUPTED', 3, [entry('2', 'INTERRUPTED', 2), running, PREVIOUS])),
      { verdict: 'failed', code: 'JobEnded' }
    ],
    [
      'runs, as the history shows, and whose interruption it does not show',
      applied('start-job', STARTED, pollAt('INTERRUPTED', 3, [running, PREVIOUS])),
      SOON
    ],
    [
      'has been interrupted in a round that began in the second before',
      applied('start-job', known('BEGIN'), pollAt('INTERRUPTED', 1, [entry('1', 'INTERRUPTED', -0.5 / 60)])),
      PENDING
    ],
    [
      'has been interrupted in a round that began in the same second',
      applied('start-job', STARTED, pollAt('INTERRUPTED', 1, [entry('2', 'INTERRUPTED', 0.5 / 60)])),
      PENDING
    ],
    [
      'has finished, as the history shows, and is interrupted, as GetJob shows',
      applied('start-job', STARTED, pollAt('INTERRUPTED', 3, [finished, running, PREVIOUS])),
      SOON
    ]
  ])('judges a start of a job that %s', (_, verdict, expected) => {
    expect(verdict).toMatchObject(expected)
  })

  const DOING = known('DOING', [], { isStart: false })
  test.each<[situation: string, verdict: Verdict | undefined, expected: object]>([
    ['a pause that shows', end('pause-job', 'SUSPEND', DOING), { verdict: 'done' }],
    ["a pause that doesn't show", end('pause-job', 'DOING', DOING), PENDING],
    ['a pause of a job that has perhaps finished', end('pause-job', 'FINISHED', DOING), SOON],
    [
      'a pause of a job that has finished for less than a minute',
      applied('pause-job', DOING, pollAt('FINISHED', 1), pollAt('FINISHED', 1.9)),
      SOON
    ],
    [
      'a pause of a job that has finished for a minute',
      applied('pause-job', DOING, pollAt('FINISHED', 1), pollAt('FINISHED', 2)),
      { verdict: 'failed', code: 'JobEnded' }
    ],
    [
      'a pause of a job that has finished, at the deadline',
      applied('pause-job', DOING, pollAt('FINISHED', 1, [], LAST)),
      SOON
    ],
    ['a close that is under way', end('close-job', 'CLOSING', DOING), { verdict: 'done' }],
    ["a close that doesn't show", end('close-job', 'DOING', DOING), PENDING],
    ['a job that is being deleted, as one poll shows', end('close-job', 'DELETING', DOING), SOON],
    [
      'a job that is being deleted, as polls show for a minute',
      applied('close-job', DOING, pollAt('DELETING', 1), pollAt('DELETING', 2)),
      { verdict: 'failed', code: 'ImportJobInDeleting' }
    ]
  ])('judges %s', (_, verdict, expected) => {
    expect(verdict).toMatchObject(expected)
  })
})

describe('checkThrottling', () => {
  const QOS = { maxBandwidth: 7n, maxQps: 8n }
  const shows = (maxBandWidth: number | undefined, maxImportTaskQps?: number): GetJobResp => ({
    ...job('DOING'),
    importQos: { maxBandWidth, maxImportTaskQps } as object
  })
  const verdictsOf = (...polls: Poll[]): Verdict[] => verdictsAfter(shows(1, 2), ...polls)
  function verdictsAfter(before: GetJobResp, ...polls: Poll[]): Verdict[] {
    let tracking = NOT_TRACKED
    return polls.map((poll) => {
      const checked = checkThrottling(before, QOS, tracking, poll)
      tracking = checked.tracking
      return checked.result
    })
  }
  const pollOf = (minutes: number, job: GetJobResp, more: Partial<Poll> = {}): Poll =>
    pollAt('DOING', minutes, [], { job, ...more })

  test('succeeds if the job has both values', () => {
    expect(verdictsOf(pollOf(1, shows(7, 8)))).toEqual([{ verdict: 'done' }])
  })

  test.each([[shows(1, 2)], [shows(7, 2)], [shows(1, 8)]])('waits while a value is as before: %j', (job) => {
    expect(verdictsOf(pollOf(1, job), pollOf(9, job, LAST))).toEqual([PENDING, PENDING])
  })

  test('succeeds with a warning if other values are shown for half a minute, or at the deadline', () => {
    const warned = { verdict: 'done', warning: expect.stringContaining('it can cap a value') }
    expect(verdictsOf(pollOf(1, shows(5, 8)), pollOf(1.4, shows(5, 8)), pollOf(1.5, shows(5, 8)))).toEqual([
      SOON,
      SOON,
      warned
    ])
    expect(verdictsOf(pollOf(1, shows(7)), pollOf(1.1, shows(7), LAST))).toEqual([SOON, warned])
  })

  test('waits while a higher value is shown: someone else has set it', () => {
    const polls = [1, 9].map((minutes) => pollOf(minutes, shows(9, 8)))
    expect(verdictsOf(...polls)).toEqual([{ verdict: 'pending' }, { verdict: 'pending' }])
  })

  test('succeeds with a warning if the job has never shown its throttling', () => {
    const polls = [1, 1.5].map((minutes) => pollOf(minutes, job('DOING')))
    expect(verdictsAfter(job('DOING'), ...polls)).toMatchObject([SOON, { verdict: 'done' }])
  })

  test('fails if polls show for a minute that the job is being deleted', () => {
    expect(verdictsOf(pollAt('DELETING', 1), pollAt('DELETING', 2))).toMatchObject([
      SOON,
      { code: 'ImportJobInDeleting' }
    ])
  })
})

describe('a job with another Version', () => {
  const before: GetJobResp = { ...job('FINISHED'), version: 'a' }
  const gone = { verdict: 'failed', code: 'NoSuchImportJob' }
  const pollOf = (version: string | undefined): Poll =>
    pollAt('FINISHED', 3, [finished, PREVIOUS], { job: { ...job('FINISHED'), version } as GetJobResp })

  test.each([
    ['b', gone],
    ['a', { verdict: 'done' }],
    [undefined, { verdict: 'done' }]
  ])('%j after "a"', (version, verdict) => {
    const baseline = { ...STARTED, before }
    const [checked] = checkPolls(baseline, [pollOf(version)])
    expect(checked?.result).toMatchObject(verdict)
    // Counters of another job don't count.
    expect(checked?.counters === undefined).toBe(verdict === gone)
    const tracking = { ...NOT_TRACKED, ran: true }
    expect(checkApplied(baseline, { name: 'start-job' }, tracking, pollOf(version)).result).toMatchObject(verdict)
  })
})

test("a history that was read early doesn't show a minute later that its round still runs", () => {
  const before = [entry('1', 'DOING', -5)]
  const origin = known('DOING', before)
  const early = checkFinished(origin, WAIT, NOT_TRACKED, pollAt('DOING', 0.5, before))
  const error = { history: { error: new Error('Throttled.') } }
  const unread = checkFinished(origin, WAIT, early.tracking, pollAt('DOING', 2, [], error))
  expect(unread).toMatchObject({ result: PENDING, counters: undefined, tracking: { round: undefined } })
  const late = checkFinished(origin, WAIT, unread.tracking, pollAt('DOING', 3, before))
  expect(late.tracking.round).toBe(1n)
})

describe('the counters of a poll', () => {
  const countersAt = (status: string, ...history: JobHistory[]) =>
    checkPolls(STARTED, [pollAt(status, 3, [...history, PREVIOUS])])[0]?.counters

  test('are those of the ended round, even if GetJob still shows that it runs', () => {
    expect(countersAt('DOING', finished, running)).toMatchObject({ copiedCount: 10n, percent: 100 })
  })

  test("are unknown while GetJob shows an end and the history doesn't", () => {
    expect(countersAt('FINISHED', running)).toBeUndefined()
  })

  test.each<[what: string, counters: Partial<JobHistory>, percent: number | undefined]>([
    ['files are left', { copiedCount: 5, copiedSize: 2 }, 40],
    ['there were none', { totalCount: 0, copiedCount: 0, totalSize: 0, copiedSize: 0 }, undefined]
  ])("aren't 100 % if %s", (_, counters, percent) => {
    expect(countersAt('FINISHED', { ...finished, ...counters })?.percent).toBe(percent)
  })
})

test('a round that ended while its source was listed was closed, even without numbers', () => {
  const end = entry('2', 'FINISHED', 2, { ...UNKNOWN, listStatus: 'Listing' })
  expect(lastVerdict(STARTED, [pollAt('FINISHED', 3, [end, entry('2', 'DOING', 1)])])).toMatchObject({
    code: 'JobClosed',
    message: expect.stringMatching(/^was closed before its migration finished\. To copy the rest/)
  })
})

test('a warning about unknown numbers shows how many files were copied when last counted', () => {
  const history = [entry('2', 'FINISHED', 2, UNKNOWN), entry('2', 'DOING', 1, { ...COUNTERS, copiedCount: 4 })]
  const polls = [pollAt('FINISHED', 3, history), pollAt('FINISHED', 4, history)]
  expect(lastVerdict(STARTED, polls)).toMatchObject({
    verdict: 'done',
    warning: expect.stringContaining('When last counted, 4 of 10 files were copied.')
  })
})

describe('failed files that only an earlier history showed, with one entry per round,', () => {
  const failed = { ...COUNTERS, copiedCount: 5, failedCount: 3 }
  const endWith = (counters: Partial<JobHistory>, minutes = 3) =>
    pollAt('FINISHED', minutes, [entry('2', 'FINISHED', 1, { ...counters, endTime: iso(2.5) })])

  test('count if the end has no numbers', () => {
    const polls = [pollAt('DOING', 2, [entry('2', 'DOING', 1, failed)]), endWith(UNKNOWN), endWith(UNKNOWN, 5)]
    expect(lastVerdict(STARTED, polls)).toMatchObject({
      code: 'FilesFailed',
      message: expect.stringContaining('at least 3 files')
    })
  })

  test("don't count if the end shows that all files were copied: those were copied again after a pause", () => {
    const polls = [pollAt('DOING', 2, [entry('2', 'DOING', 1, failed)]), endWith(COUNTERS)]
    expect(verdicts(STARTED, polls)).toEqual([PENDING, { verdict: 'done' }])
  })

  test("don't count if the round was paused then: they are copied again", () => {
    const polls = [pollAt('DOING', 2, [entry('2', 'SUSPEND', 1, failed)]), endWith(UNKNOWN), endWith(UNKNOWN, 5)]
    expect(lastVerdict(STARTED, polls)).toEqual(NOT_KNOWN)
  })
})

describe('get-job', () => {
  const before = entry('1', 'DOING', -5)
  const getJob = known('DOING', [before], GET_JOB)

  test('reports no end while GetJob shows that the job runs: it may be in another round', () => {
    const history = [entry('1', 'FINISHED', 0.5, COUNTERS), before]
    const polls = [1, 3].map((minutes) => pollAt('DOING', minutes, history))
    expect(verdicts(getJob, polls)).toEqual([SOON, SOON])
  })

  test('waits up to a minute for the counters of each round', () => {
    const first = [entry('1', 'FINISHED', 0.5, UNKNOWN), before]
    const second = [entry('2', 'FINISHED', 2.5, UNKNOWN), entry('2', 'DOING', 1.5), ...first]
    const polls = [pollAt('DOING', 1, first), ...[3, 4].map((minutes) => pollAt('FINISHED', minutes, second))]
    expect(verdicts(getJob, polls)).toEqual([SOON, SOON, NOT_KNOWN])
  })

  test("continues if the history can't be read after it has shown only an earlier round", () => {
    const unread = { history: { error: new Error('Throttled.') } }
    const polls = [1, 2, 3].map((minutes) => pollAt('FINISHED', minutes, [], unread))
    const [, ...after] = verdicts(known('DOING', [PREVIOUS], GET_JOB), [pollAt('DOING', 0.5, [PREVIOUS]), ...polls])
    expect(after).toEqual([{ verdict: 'pending' }, { verdict: 'pending' }, { verdict: 'pending' }])
  })

  test("reports an end at once if it isn't allowed to read the history", () => {
    const error = new MgwError('AccessDenied', '', { statusCode: 403 })
    const poll = pollAt('FINISHED', 1, [], { history: { error } })
    expect(lastVerdict(known('FINISHED', [], GET_JOB), [poll])).toMatchObject({ code: 'HistoryDenied' })
  })
})

test('a stale poll does not show a pause from before the start again', () => {
  const paused = [entry('1', 'SUSPEND', -5)]
  const polls = [pollAt('DOING', 2, [entry('1', 'DOING', 1), ...paused]), pollAt('SUSPEND', 2.5, paused)]
  expect(verdicts(known('SUSPEND', paused), polls)).toEqual([PENDING, SOON])
})

test('a paused job that is interrupted has run since its start', () => {
  const polls = [1, 2].map((minutes) => pollAt('INTERRUPTED', minutes))
  expect(lastVerdict(known('SUSPEND'), polls)).toMatchObject({ code: 'JobInterrupted' })
})
