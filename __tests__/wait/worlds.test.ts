import type { Client, JobHistory } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { TransportError } from '../../src/http/transport-error.ts'
import type { Wait } from '../../src/inputs/operation.ts'
import { changeJob } from '../../src/job/change.ts'
import { JobClient } from '../../src/job/job-client.ts'
import { type Baseline, checkFinished, NOT_TRACKED } from '../../src/wait/verdict.ts'
import { flatten } from '../support/results.ts'
import { testRun } from '../support/test-run.ts'
import { entry, GET_JOB, iso, job, known, pollAt, T } from './support.ts'

const WAIT: Wait = { until: 'finished', timeoutSeconds: 3600, intervalSeconds: 15, failOnFailedFiles: true }

/** The seconds since T, what GetJob and the history show then (undefined: it can't be read), and the expected report. */
type Step = [seconds: number, status: string, history: JobHistory[] | undefined, report: string]

/** The reports of a wait with these polls. The last poll is at the deadline if its report is WaitTimeout. */
function expectReports(baseline: Baseline, steps: Step[]): void {
  let tracking = NOT_TRACKED
  const reports = steps.map(([seconds, status, entries, expected]) => {
    const history = entries === undefined ? { error: new Error('unreadable') } : { entries }
    const isLast = expected === 'WaitTimeout'
    const checked = checkFinished(baseline, WAIT, tracking, pollAt(status, seconds / 60, [], { history, isLast }))
    tracking = checked.tracking
    const { result, counters } = checked
    if (result.verdict === 'failed') return result.code
    if (result.verdict === 'pending') return isLast ? 'WaitTimeout' : 'poll'
    return result.warning === undefined ? `success, ${counters?.percent} %` : 'warning'
  })
  expect(reports).toEqual(steps.map(([, , , report]) => report))
}

/** An entry that starts some seconds after T. */
const at = (id: string, status: string, seconds: number, more: Partial<JobHistory> = {}): JobHistory =>
  entry(id, status, seconds / 60, more)
/** For a history with one entry per round. */
const until = (seconds: number): Partial<JobHistory> => ({ endTime: iso(seconds / 60) })
const counts = (totalCount: number, copiedCount: number, failedCount: number): Partial<JobHistory> => {
  return { totalCount, copiedCount, failedCount }
}

const OLD = at('5', 'FINISHED', -3600, until(-1800))
const OPEN = at('6', 'DOING', 5)
const STARTED = known('FINISHED', [OLD])

/** Polls that don't end the wait, each with its time in seconds since T, and the job's state in GetJob. */
const pending = (history: JobHistory[] | undefined, polls: string): Step[] =>
  polls.split(', ').map((poll) => [Number(poll.split(' ')[0]), poll.split(' ')[1] ?? '', history, 'poll'])

test('someone restarts the job before the history shows the end: it counts if it appears within a minute', () => {
  const open = [at('7', 'DOING', 60), OPEN, OLD]
  const ended = [at('7', 'DOING', 60), at('6', 'FINISHED', 5, { ...until(35), ...counts(10, 10, 0) }), OLD]
  const [before, after] = [pending([OLD], '2 FINISHED, 12 DOING'), pending(open, '70 DOING')]
  // At 100 s, the responses come from replicas that lag.
  const steps = [...before, ...pending([OPEN, OLD], '40 FINISHED'), ...after, ...pending([OPEN, OLD], '100 FINISHED')]
  expectReports(STARTED, [...steps, [125, 'DOING', ended, 'success, 100 %']])
  expectReports(STARTED, [...steps, ...pending(open, '125 DOING'), [131, 'DOING', open, 'JobRestarted']])
})

test('the history shows the round, but not its end: the end that GetJob shows counts after a minute', () => {
  const steps = [...pending([OLD], '20 DOING'), ...pending([OPEN, OLD], '60 FINISHED, 90 FINISHED, 119 FINISHED')]
  expectReports(STARTED, [...steps, [120, 'FINISHED', [OPEN, OLD], 'warning']])
})

test("a history that first shows only someone else's later round doesn't hide an interruption", () => {
  const later = at('7', 'FINISHED', 30, { ...until(40), ...counts(10, 10, 0) })
  const steps = [...pending([OLD], '20 DOING'), ...pending([later, OLD], '45 FINISHED, 75 FINISHED, 104 FINISHED')]
  const history = [later, at('6', 'INTERRUPTED', 3, until(20)), OLD]
  expectReports(STARTED, [...steps, [120, 'FINISHED', history, 'JobInterrupted']])
})

test('a job paused just before its start may have been closed before it ran, but not interrupted', () => {
  const origin = known('SUSPEND', [at('8', 'SUSPEND', -30), at('8', 'DOING', -3600)])
  const steps = pending(undefined, '2 DOING, 30 SUSPEND, 61 DOING, 64 CLOSING')
  const finished = pending(undefined, '66 FINISHED, 126 FINISHED, 186 FINISHED')
  expectReports(origin, [...steps, ...finished, [240, 'FINISHED', undefined, 'WaitTimeout']])
  const interrupted = pending(undefined, '66 INTERRUPTED, 125 INTERRUPTED')
  expectReports(origin, [...steps, ...interrupted, [126, 'INTERRUPTED', undefined, 'JobInterrupted']])
})

test('get-job follows a paused job into its next round, although GetJob and the history go back', () => {
  const before = [at('3', 'SUSPEND', -3600), at('3', 'DOING', -7200)]
  const resumed = [at('3', 'DOING', 25), ...before]
  const failed = [at('3', 'FINISHED', 128, counts(10, 8, 2)), ...resumed]
  const again = [at('4', 'DOING', 145), ...failed]
  expectReports(known('SUSPEND', before, GET_JOB), [
    ...pending(before, '0 SUSPEND, 30 DOING, 61 SUSPEND'),
    ...pending(resumed, '80 DOING, 100 SUSPEND'),
    ...pending(failed, '130 CLOSING, 150 LAUNCHING'),
    ...pending(again, '170 DOING'),
    ...pending(failed, '200 FINISHED'),
    [230, 'FINISHED', [at('4', 'FINISHED', 190, counts(12, 12, 0)), ...again], 'success, 100 %']
  ])
})

const PAUSED = [at('4', 'SUSPEND', -40), at('4', 'DOING', -3600)]
const ranAt = (seconds: number): JobHistory[] => [at('4', 'DOING', seconds), ...PAUSED]

test.each([
  ['shows nothing since', pending(PAUSED, '4 DOING'), 69.5],
  ['shows that it ran 2 s before', pending(ranAt(-2), '4 DOING'), 69.5],
  ['shows that it ran in the second before', pending(ranAt(-1), '4 DOING'), 4.5],
  ['shows that it ran since, while GetJob shows the pause', pending(ranAt(2), '9 SUSPEND, 39 DOING'), 39.5]
])('a lost start of a job paused 40 s before, whose history %s', async (_, shown, continued) => {
  const { policy, limits, clock } = testRun()
  const now = () => shown.findLast(([from]) => from * 1000 <= clock.now()) ?? [0, 'SUSPEND', PAUSED]
  const dated = () => ({ statusCode: 200, headers: { date: new Date(T + clock.now()).toUTCString() } })
  const client = {
    updateJob: () => Promise.reject(new TransportError('ECONNRESET', 'reset', 'waiting for the response')),
    getJob: async () => ({ ...dated(), body: { importJob: job(now()[1]) } }),
    listJobHistory: async () => ({ ...dated(), body: { jobHistoryList: { jobHistory: now()[2] } } })
  } as unknown as Client
  const credentials = { getCredential: () => Promise.reject(), renew: async () => false, isTemporary: false }
  const jobClient = new JobClient({ client, credentials, userId: '1' }, 'a', policy)
  const result = flatten(await changeJob(jobClient, { change: { name: 'start-job' }, before: job('SUSPEND') }, limits))
  expect([result.changed, result.error, clock.now() / 1000]).toEqual([undefined, undefined, continued])
})

test('start-job: a state that a later round can have is not a result', () => {
  const next = [at('7', 'DOING', 45), OPEN, OLD]
  expectReports(STARTED, [
    ...pending([OLD], '2 FINISHED'),
    ...pending([OPEN, OLD], '20 DOING, 60 FINISHED'),
    ...pending(next, '75 FINISHED'),
    ...pending(undefined, '119 FINISHED, 121 FINISHED'),
    [136, 'FINISHED', undefined, 'JobRestarted']
  ])
})

test('start-job: a round that the history leaves out can be the one', () => {
  const later = at('7', 'FINISHED', 30, { ...until(40), ...counts(10, 10, 0) })
  expectReports(STARTED, [
    ...pending([OLD], '2 FINISHED, 20 DOING'),
    ...pending([later, OLD], '45 FINISHED'),
    ...pending(undefined, '75 FINISHED, 104 FINISHED, 106 FINISHED'),
    [120, 'FINISHED', [later, at('6', 'INTERRUPTED', 3, until(20)), OLD], 'JobInterrupted']
  ])
})
