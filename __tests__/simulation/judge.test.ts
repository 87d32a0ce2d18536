import { describe, expect, test } from '@jest/globals'
import {
  changeAt,
  exchangeAt,
  type Fabrication,
  fabricate,
  historyAt,
  JOB,
  LOST,
  makeRound,
  momentAt,
  outputText,
  readAt,
  updateAt
} from './fabricate.ts'
import type { Finding } from './judge/evidence.ts'
import { judge } from './judge/judge.ts'
import { KINDS, type Kind } from './judge/kinds.ts'
import { activeLine, nextChange, type Timetable } from './timetable.ts'

const [OLD, OWN, NEXT] = [makeRound(1), makeRound(2), makeRound(3)]
const BEFORE = momentAt(-90_000, 'FINISHED', OLD, { done: 10_000 })
const LAUNCH = momentAt(100, 'LAUNCHING', OWN, { by: 'run', why: 'start' })
const DOING = momentAt(2_000, 'DOING', OWN)
const CLOSING = momentAt(12_000, 'CLOSING', OWN, { done: 10_000 })
const END = momentAt(13_000, 'FINISHED', OWN, { done: 10_000 })
const ROUND = [BEFORE, LAUNCH, DOING, CLOSING, END]
const START = changeAt(90, 'start', BEFORE, LAUNCH)

/** An honest report of a round with ten files. */
const FINISHED = {
  code: 'success',
  changed: 'true',
  'request-id': 'ID-90',
  'job-status': 'IMPORT_JOB_FINISHED',
  'total-count': '10',
  'copied-count': '10',
  'failed-count': '0',
  progress: '100.0'
}

const HONEST_EXCHANGES = [updateAt(START), readAt(3_000, DOING), readAt(20_000, END), historyAt(20_100, END)]

/** An honest run: it starts a job and waits until the round finishes. */
const HONEST: Fabrication = {
  moments: ROUND,
  changes: [START],
  exchanges: HONEST_EXCHANGES,
  outputs: FINISHED
}

/** The honest run with some outputs replaced. */
const reporting = (outputs: Record<string, string>): Fabrication => ({
  ...HONEST,
  outputs: { ...FINISHED, ...outputs }
})
/** The honest run, but reporting a failure without figures. */
const failing = (code: string, more: Partial<Fabrication> = {}): Fabrication => ({
  ...HONEST,
  ...more,
  outputs: { code: 'fail', changed: 'true', 'request-id': 'ID-90', 'error-code': code, ...more.outputs }
})
/** A get-job run. */
const looking = (more: Partial<Fabrication>): Fabrication => ({
  moments: ROUND.slice(1),
  step: { operation: 'get-job' },
  exchanges: [readAt(1_000, LAUNCH), readAt(20_000, END)],
  ...more
})

function found(fabrication: Fabrication): Finding[] {
  return judge(fabricate(fabrication)).findings
}

const kindsOf = (fabrication: Fabrication): Kind[] => found(fabrication).map(({ kind }) => kind)

/** The kinds that have at least one test case. */
const covered = new Set<Kind>()

function tells(severity: Finding['severity'], cases: [Kind, Fabrication][]): void {
  for (const [kind] of cases) covered.add(kind)
  test.each(cases)(`${severity}: %s`, (kind, fabrication) => {
    expect(found(fabrication)).toContainEqual(expect.objectContaining({ severity, kind }))
  })
}

describe('an honest report', () => {
  test('of start-job', () => expect(found(HONEST)).toEqual([]))
  test('of get-job', () => {
    const outputs = { code: 'success', changed: 'false', 'job-status': 'IMPORT_JOB_FINISHED' }
    expect(found(looking({ outputs }))).toEqual([])
  })
  test.each(['accepted', 'applied', 'finished'] as const)('of resume-job after the end, %s', (waitFor) => {
    const outputs = { code: 'success', changed: 'false', 'job-status': 'IMPORT_JOB_FINISHED' }
    expect(found(looking({ outputs, step: { operation: 'resume-job', waitFor } }))).toEqual([])
  })
  test('of pause-job after the end, of one of several jobs', () => {
    const results = JSON.stringify([{ job: JOB, code: 'success', changed: false, status: 'IMPORT_JOB_FINISHED' }])
    const sums = { results, 'jobs-total': '1', 'jobs-succeeded': '1', 'jobs-failed': '0', 'jobs-changed': '0' }
    const step = { operation: 'pause-job', waitFor: 'applied', names: 'list' } as const
    expect(found(looking({ outputs: { code: 'success', changed: 'false', ...sums }, step }))).toEqual([])
  })
  test('of an unknown outcome', () => {
    expect(
      kindsOf({
        ...HONEST,
        exchanges: [updateAt(START, LOST)],
        outputs: { code: 'fail', changed: '', 'error-code': 'WaitTimeout' },
        more: late()
      })
    ).toEqual([])
  })
})

/** A run that ends at its deadline. */
function late(at = 301_000): NonNullable<Fabrication['more']> {
  return { lines: [{ at, text: 'Done.' }], ending: { how: 'ended', exitCode: 1, endedAt: at } }
}

describe('changes', () => {
  const again = { ...changeAt(20_000, 'start', END, momentAt(20_010, 'LAUNCHING', NEXT)), at: 20_000 }
  const refused = { ...changeAt(20_000, 'start', DOING), code: 'InvalidImportJobStatus' }
  const pause = { ...changeAt(5_000, 'pause', DOING, momentAt(5_000, 'SUSPEND', OWN)), by: 'other' as const }
  const blind = [updateAt(START, LOST), updateAt(again)]
  const knowing = [updateAt(START, LOST), readAt(3_000, DOING), updateAt(again)]
  const twice = { ...HONEST, changes: [START, again], exchanges: knowing }
  const timetable: Timetable = {
    zone: 'UTC',
    lines: [{ text: '00:00 run', days: [0, 1, 2, 3, 4, 5, 6], minute: 0, run: { throttling: undefined } }]
  }
  tells('lie', [
    ['changed-true', { ...HONEST, changes: [], exchanges: [readAt(20_000, END)] }],
    ['changed-false', reporting({ changed: 'false' })],
    ['changed-unknown', reporting({ changed: '' })],
    ['second-start', twice],
    ['second-start-blind', { ...twice, exchanges: blind }],
    [
      'second-start-known',
      {
        ...HONEST,
        changes: [START, refused],
        exchanges: [updateAt(START, LOST), readAt(3_000, DOING), updateAt(refused)]
      }
    ],
    ['start-against-pause', { ...twice, changes: [START, pause, again] }],
    ['change-when-reading', { ...HONEST, step: { dryRun: true } }],
    [
      'change-of-what-is-so',
      { ...HONEST, step: { idempotent: true }, exchanges: [readAt(10, DOING), updateAt(START)] }
    ],
    [
      'change-of-what-is-so',
      {
        ...reporting({ results: JSON.stringify([{ job: JOB, code: 'success', changed: true }]) }),
        step: { operation: 'pause-job', names: 'list' },
        exchanges: [readAt(10, END), updateAt(START)]
      }
    ],
    [
      'resume-not-paused',
      { ...HONEST, step: { operation: 'resume-job' }, exchanges: [readAt(10, BEFORE), updateAt(START)] }
    ],
    ['request-id', reporting({ 'request-id': 'ID-20000' })]
  ])
  tells('doubt', [
    [
      'second-start-harmless',
      { ...HONEST, changes: [START, refused], exchanges: [updateAt(START, LOST), updateAt(refused)] }
    ],
    ['start-against-pause', { ...twice, changes: [START, pause, again], exchanges: blind }],
    [
      'timetable-against-pause',
      {
        ...twice,
        changes: [START, pause, again],
        step: { operation: 'apply-timetable', waitFor: 'accepted', timetable }
      }
    ]
  ])
})

describe('successes', () => {
  const closed = momentAt(6_000, 'FINISHED', OWN, { done: 4_000 })
  const failed = makeRound(2, { failing: 2 })
  const failedEnd = momentAt(13_000, 'FINISHED', failed, { done: 10_000 })
  const failedLaunch = momentAt(100, 'LAUNCHING', failed)
  const failedStart = changeAt(90, 'start', BEFORE, failedLaunch)
  const shut = {
    ...HONEST,
    moments: [BEFORE, LAUNCH, DOING, closed],
    outputs: { code: 'success', changed: 'true' }
  }
  const lossy = {
    moments: [BEFORE, failedLaunch, failedEnd],
    changes: [failedStart],
    outputs: { code: 'success', changed: 'true' }
  }
  const early = { lines: [{ at: 25_000, text: 'Done.' }] }
  const next = momentAt(20_000, 'FINISHED', NEXT, { done: 10_000 })
  const interrupted = momentAt(5_000, 'INTERRUPTED', OWN)
  const asked = { ...changeAt(90, 'pause', DOING), at: 90 }
  const paused = {
    moments: [BEFORE, DOING],
    step: { operation: 'pause-job', waitFor: 'applied' } as const,
    changes: [asked],
    exchanges: [updateAt(asked)],
    outputs: { code: 'success', changed: 'true' }
  }
  const refused = { ...asked, code: 'InvalidImportJobStatus' }
  tells('lie', [
    ['finished-false', { ...HONEST, moments: [BEFORE, LAUNCH, DOING] }],
    ['closed-unnoticed', { ...shut, exchanges: [updateAt(START), readAt(20_000, closed), historyAt(20_100, closed)] }],
    ['closed-unnoticed-early', { ...shut, exchanges: [updateAt(START), readAt(20_000, closed)], more: early }],
    [
      'failed-files-unnoticed',
      {
        ...lossy,
        exchanges: [updateAt(failedStart), readAt(20_000, failedEnd), historyAt(20_100, failedEnd)]
      }
    ],
    [
      'failed-files-unnoticed-early',
      { ...lossy, exchanges: [updateAt(failedStart), readAt(20_000, failedEnd)], more: early }
    ],
    ['applied-false', paused],
    [
      'accepted-false',
      {
        ...paused,
        step: { operation: 'pause-job', waitFor: 'accepted' },
        changes: [refused],
        exchanges: [updateAt(refused)],
        outputs: { code: 'success', changed: 'false' }
      }
    ],
    [
      'success-without-job',
      looking({
        moments: [momentAt(-1, 'GONE')],
        step: { operation: 'get-job', waitFor: 'accepted' },
        exchanges: []
      })
    ]
  ])
  tells('doubt', [
    ['finished-next-round', { ...HONEST, moments: [BEFORE, LAUNCH, DOING, interrupted, next] }],
    ['void-start', { ...HONEST, moments: [BEFORE], changes: [changeAt(90, 'start', BEFORE)] }],
    ['applied-early', { ...paused, moments: [BEFORE, DOING, momentAt(55_000, 'SUSPEND', OWN)] }],
    [
      'applied-before',
      {
        ...paused,
        moments: [momentAt(-5_000, 'SUSPEND', OWN), DOING],
        changes: [{ ...asked, at: 3_000 }],
        behavior: { getLag: { kind: 'steady', maxMs: 9_000 } }
      }
    ],
    ['closed-unnoticed', { ...shut, exchanges: [updateAt(START), readAt(20_000, closed)], more: late() }]
  ])
})

describe('failures', () => {
  tells('lie', [
    ['paused-false', failing('JobPaused')],
    ['interrupted-false', failing('JobInterrupted')],
    ['ended-false', failing('JobEnded', { moments: [BEFORE, LAUNCH, DOING] })],
    ['deleting-false', failing('ImportJobInDeleting')],
    ['closed-false', failing('JobClosed')],
    ['restarted-false', failing('JobRestarted', { moments: ROUND.slice(1) })],
    ['files-failed-false', failing('FilesFailed')],
    ['files-failed-unwanted', failing('FilesFailed', { step: { failOnFailedFiles: false } })],
    ['denied-false', failing('HistoryDenied')],
    ['no-such-job-false', failing('NoSuchImportJob')],
    ['timeout-early', failing('WaitTimeout')],
    [
      'timeout-despite-end',
      failing('WaitTimeout', { more: late(), exchanges: [...HONEST_EXCHANGES, readAt(300_000, END)] })
    ],
    ['cancelled-false', failing('CancelOperation')],
    ['timed-out-false', failing('ETIMEDOUT')],
    ['defect', failing('UnexpectedError')],
    ['code-from-nowhere', failing('AccessDenied')]
  ])
  test('accepts a timeout if the last poll failed, or a round that ended in the second of the start can be the one', () => {
    const lost = { answer: { status: 429, headers: {}, body: '', afterMs: 0 } }
    const exchanges = [...HONEST_EXCHANGES, readAt(300_000, END), { ...historyAt(300_100, END), ...lost }]
    expect(kindsOf(failing('WaitTimeout', { more: late(), exchanges }))).toEqual([])
    const moments = [momentAt(50, 'FINISHED', OLD, { done: 10_000 }), ...ROUND.slice(1)]
    const polled = [...HONEST_EXCHANGES, readAt(300_000, END)]
    expect(kindsOf(failing('WaitTimeout', { more: late(), exchanges: polled, moments }))).toEqual([])
  })
  test("accepts the end of someone else's round before the start took effect", () => {
    const launch = momentAt(6_000, 'LAUNCHING', NEXT, { by: 'run', why: 'start' })
    const moments = [BEFORE, momentAt(95, 'LAUNCHING', OWN), momentAt(300, 'INTERRUPTED', OWN), launch]
    const changes = [changeAt(90, 'start', BEFORE, launch)]
    expect(kindsOf(failing('JobInterrupted', { moments, changes }))).not.toContain('interrupted-false')
    const before = momentAt(-90_000, 'INTERRUPTED', OLD)
    expect(kindsOf(failing('JobInterrupted', { moments: [before, launch], changes }))).toContain('interrupted-false')
  })
  const gone = exchangeAt(10, 'GET', `/job/${JOB}`, {
    note: { call: 'GetJob', job: JOB, requestId: 'ID-10', code: 'NoSuchImportJob' }
  })
  tells('doubt', [
    [
      'no-such-job',
      failing('NoSuchImportJob', {
        step: { operation: 'get-job', waitFor: 'accepted' },
        changes: [],
        exchanges: [gone],
        outputs: { changed: 'false', 'request-id': '' }
      })
    ]
  ])
})

describe('figures', () => {
  const half = momentAt(8_000, 'DOING', OWN, { done: 6_000 })
  const listing = momentAt(4_000, 'DOING', OWN, { done: 2_000 })
  const failed = makeRound(2, { failing: 2 })
  const failedEnd = momentAt(13_000, 'FINISHED', failed, { done: 10_000 })
  const old = { 'total-count': '10', 'copied-count': '6', 'failed-count': '0', progress: '' }
  const seen = (moment: typeof END): NonNullable<Fabrication['exchanges']> => [
    updateAt(START),
    readAt(20_000, END),
    historyAt(20_100, moment)
  ]
  tells('lie', [
    ['figures-false', reporting({ 'copied-count': '9' })],
    ['figures-of-other-round', { ...HONEST, exchanges: seen(BEFORE) }],
    ['figures-old', { ...reporting(old), exchanges: seen(half) }],
    ['progress-false', reporting({ progress: '61.0' })],
    [
      'progress-100-false',
      { ...reporting({ progress: '100.0' }), moments: [BEFORE, LAUNCH, DOING], exchanges: seen(half) }
    ],
    [
      'progress-of-a-part',
      {
        ...failing('WaitTimeout', { moments: [BEFORE, LAUNCH, DOING], exchanges: seen(listing) }),
        outputs: { code: 'fail', 'error-code': 'WaitTimeout', progress: '50.0' }
      }
    ],
    [
      'progress-100-before-end',
      { ...reporting({}), moments: [BEFORE, LAUNCH, DOING, CLOSING], exchanges: seen(CLOSING) }
    ],
    ['status-old', reporting({ 'job-status': 'IMPORT_JOB_DOING' })],
    ['status-false', reporting({ 'job-status': 'IMPORT_JOB_SUSPEND' })],
    ['throttling-false', reporting({ 'max-bandwidth': '5', 'max-qps': '5' })]
  ])
  describe('of get-job', () => {
    const earlier = momentAt(-90_000, 'FINISHED', makeRound(1, { files: 7 }), { done: 10_000 })
    const report = (waitFor: 'accepted' | 'finished', ...answers: ReturnType<typeof historyAt>[]): Kind[] =>
      kindsOf({
        moments: [earlier, ...ROUND.slice(1)],
        step: { operation: 'get-job', waitFor },
        exchanges: [readAt(14_000, END), ...answers],
        outputs: {
          code: 'success',
          changed: 'false',
          'job-status': 'IMPORT_JOB_FINISHED',
          'total-count': '7',
          'copied-count': '7',
          'failed-count': '0'
        }
      })
    test("can be the previous round's while the history shows no later one", () => {
      expect(report('accepted', historyAt(14_100, earlier))).toEqual([])
    })
    test("can't be the previous round's once the history has shown a later one, or at the end of a wait", () => {
      expect(report('accepted', historyAt(14_100, earlier), historyAt(14_200, END))).toContain('figures-of-other-round')
      expect(report('finished', historyAt(14_100, earlier))).toContain('figures-of-other-round')
    })
  })
  tells('doubt', [
    [
      'progress-100-with-failures',
      {
        moments: [failedEnd],
        step: { operation: 'get-job' },
        outputs: { code: 'success', progress: '100.0' }
      }
    ]
  ])
})

describe('timetables', () => {
  const timetable: Timetable = {
    zone: 'UTC',
    lines: [
      {
        text: '00:00 run 500bit/s 5files/s',
        days: [0, 1, 2, 3, 4, 5, 6],
        minute: 0,
        run: { throttling: { bandwidth: 500, qps: 5 } }
      }
    ]
  }
  const step = { operation: 'apply-timetable', waitFor: 'applied', timetable } as const
  const outputs = { code: 'success', changed: 'false', 'timetable-line': '00:00 run 500bit/s 5files/s' }
  const running = { step, moments: [DOING], exchanges: [readAt(3_000, DOING)], outputs }
  tells('lie', [
    ['timetable-line', { ...running, outputs: { ...outputs, 'timetable-line': '08:00 pause' } }],
    ['timetable-state', { ...running, moments: [momentAt(0, 'SUSPEND', OWN)] }],
    ['timetable-speed', running],
    ['timetable-left-fast', { ...failing('WaitTimeout', { step, moments: [BEFORE, LAUNCH, DOING] }) }],
    ['timetable-without-one', reporting({ 'timetable-line': '08:00 pause' })]
  ])

  test('a run that fails answers only for the speed of the round that it started', () => {
    const moments = [BEFORE, LAUNCH, DOING, momentAt(9_000, 'INTERRUPTED', OWN), momentAt(40_000, 'DOING', NEXT)]
    expect(kindsOf(failing('JobInterrupted', { step, moments }))).not.toContain('timetable-left-fast')
  })

  test("the hour is the runner's, unless the service has refused the runner's time", () => {
    const text = '08:00 pause'
    const lines = [...timetable.lines, { text, days: timetable.lines[0]?.days ?? [], minute: 480, run: undefined }]
    const note = { call: 'GetJob', requestId: 'ID', job: JOB, code: 'RequestTimeTooSkewed' }
    const isFalse = (line: string, ...before: ReturnType<typeof exchangeAt>[]): boolean =>
      kindsOf({
        moments: [DOING],
        step: { ...step, timetable: { ...timetable, lines } },
        exchanges: [...before, readAt(3_000, DOING)],
        outputs: { code: 'success', 'timetable-line': line, 'next-change': line === text ? MIDNIGHT : EIGHT },
        more: { wallOf: (time) => time + 9 * 3_600_000 }
      }).includes('timetable-line')
    const [MIDNIGHT, EIGHT] = ['1970-01-02T00:00:00Z', '1970-01-01T08:00:00Z']
    const refused = exchangeAt(1_000, 'GET', `/job/${JOB}`, { note })
    expect([isFalse(text), isFalse(outputs['timetable-line'])]).toEqual([false, true])
    expect([isFalse(text, refused), isFalse(outputs['timetable-line'], refused)]).toEqual([true, false])
  })
})

describe('the contract', () => {
  const list = JSON.stringify([{ job: JOB, code: 'success', changed: true }])
  const two = [updateAt(START), exchangeAt(95, 'PUT', '/job/other')]
  const log = (text: string): Fabrication => ({ ...HONEST, more: { lines: [{ at: 1, text }] } })
  tells('lie', [
    ['crash', { ...HONEST, more: { ending: { how: 'crashed', exitCode: 1, endedAt: 1 } } }],
    ['outputs-broken', { ...HONEST, more: { outputs: 'code<<END\nsuccess\n' } }],
    ['outputs-missing', { ...HONEST, more: { outputs: 'code<<END\nsuccess\nEND\n' } }],
    ['exit-code', { ...HONEST, more: { ending: { how: 'ended', exitCode: 1, endedAt: 50_000 } } }],
    ['error-code', reporting({ 'error-code': 'JobPaused' })],
    ['result', reporting({ result: '{"Code":"fail"}' })],
    ['sums', { ...reporting({ results: list, 'jobs-total': '2' }), step: { names: 'list' } }],
    ['left-out', { ...reporting({ results: list.replace(JOB, 'other') }), step: { names: 'pattern' } }],
    ['secret', log('The key is S3cret.')],
    ['command', log('::set-output name=code::success')],
    ['late', { ...HONEST, more: late(900_000) }],
    ['cancel-late', { ...HONEST, more: { cancelledAt: 10_000 } }],
    ['parallel', { ...HONEST, exchanges: two }]
  ])
  tells('lie', [
    ['log-figures', log('9 of 10 files')],
    ['log-state', log('The job is at IMPORT_JOB_SUSPEND.')]
  ])
  test("accepts the action's own commands", () => {
    expect(found(log('::notice title=done::It says ##[error]')).filter(({ kind }) => kind === 'command')).toEqual([])
  })
  test('parses outputs like a runner', () => {
    expect(kindsOf({ ...HONEST, more: { outputs: `${outputText({ ...FINISHED })}rest` } })).toEqual([])
  })
})

test('every kind has a test case', () => {
  expect(Object.keys(KINDS).filter((kind) => !covered.has(kind as Kind))).toEqual([])
})

describe('the active line', () => {
  const daily = [0, 1, 2, 3, 4, 5, 6]
  const lines = [
    { text: '08:00 pause', days: daily, minute: 480, run: undefined },
    { text: 'Mon-Fri 20:00 run', days: [1, 2, 3, 4, 5], minute: 1200, run: { throttling: undefined } }
  ]
  const timetable: Timetable = { zone: 'Asia/Shanghai', lines }
  // 2026-09-14 is a Monday.
  test.each([
    ['2026-09-14T00:00:00Z', '08:00 pause', '2026-09-14T12:00:00.000Z'],
    ['2026-09-14T11:59:59Z', '08:00 pause', '2026-09-14T12:00:00.000Z'],
    ['2026-09-14T12:00:00Z', 'Mon-Fri 20:00 run', '2026-09-15T00:00:00.000Z'],
    ['2026-09-19T12:00:00Z', '08:00 pause', '2026-09-21T12:00:00.000Z']
  ])('at %s', (text, line, next) => {
    const instant = Date.parse(text)
    expect(activeLine(timetable, instant).text).toBe(line)
    expect(new Date(nextChange(timetable, instant) ?? 0).toISOString()).toBe(next)
  })
})
