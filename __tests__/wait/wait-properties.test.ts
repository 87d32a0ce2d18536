import { expect, test } from '@jest/globals'
import type { Behavior, JobOptions, Plan } from 'mgw-emulator'
import { fc } from '../fast-check.ts'
import { JOB, type JobRun, runOnJob } from '../support/run-job.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const NOW = Date.parse('2026-11-25T12:00:00Z')

/** The counters of the previous round. No other round has the same. */
const PREVIOUS = { totalCount: 777, failedCount: 7, totalSize: 2 ** 30 }
const PREVIOUS_COUNTERS = /of 777 files/

const lag = (maxSeconds: number) =>
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: maxSeconds }).map((seconds) => seconds * SECOND)
  )

const behavior = fc.record<Partial<Behavior>>({
  jobLagMs: lag(40),
  historyLagMs: lag(50),
  notFoundMs: lag(20),
  modifyTime: fc.constantFrom('status', 'settings', 'absent'),
  historyEntries: fc.constantFrom('status', 'round', 'none'),
  historyOrder: fc.constantFrom('newest', 'oldest', 'shuffled'),
  launchingEntry: fc.boolean(),
  copiedSizeWithSkipped: fc.boolean(),
  dateHeader: fc.boolean(),
  requestIdOnSuccess: fc.boolean()
})

const plan = fc
  .record({
    totalCount: fc.integer({ min: 0, max: 500 }),
    failed: fc.boolean(),
    skippedCount: fc.constantFrom(0, 5),
    copyMs: fc.constantFrom(5, 3 * SECOND, 50 * SECOND, 10 * MINUTE),
    listingMs: fc.constantFrom(0, 30 * SECOND),
    endsAs: fc.constantFrom<('finished' | 'interrupted')[]>('finished', 'finished', 'interrupted'),
    emptyHistoryForMs: fc.constantFrom(0, 40 * SECOND),
    countersMinusOneForMs: fc.constantFrom(0, MINUTE, Number.POSITIVE_INFINITY),
    someoneElse: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      fc
        .tuple(
          fc.constantFrom<('pause' | 'close' | 'delete')[]>('pause', 'close', 'delete'),
          fc.integer({ min: 1, max: 400 })
        )
        .map(([does, seconds]) => [{ does, afterMs: seconds * SECOND }])
    )
  })
  .map(({ failed, ...plan }): Plan => ({ ...plan, failedCount: failed ? Math.min(3, plan.totalCount) : 0 }))

/** A job before the start: never started, finished, or interrupted. */
const jobs = fc.constantFrom<Omit<JobOptions, 'name' | 'plan'>[]>(
  {},
  { rounds: [{ startedAt: NOW - 600 * MINUTE, endedAt: NOW - 500 * MINUTE, plan: PREVIOUS }] },
  {
    rounds: [
      {
        startedAt: NOW - 600 * MINUTE,
        endedAt: NOW - 500 * MINUTE,
        plan: { ...PREVIOUS, endsAs: 'interrupted' }
      }
    ]
  }
)

/** What a report gets wrong, compared with the emulator's own state. */
function falseStatements({ code, result, logger, emulator, message }: JobRun): string[] {
  const truth = emulator.job(JOB)
  // The emulator has no deleted jobs.
  const status = truth?.status ?? 'IMPORT_JOB_DELETING'
  const newest = Math.max(0, ...(truth?.history ?? []).map(({ runtimeId }) => runtimeId))
  const round = (truth?.history ?? []).filter(({ runtimeId }) => runtimeId === newest)
  /** Whether the round was in this state, whatever happened to the job after it. */
  const was = (state: string): boolean => status === state || round.some((entry) => entry.status === state)
  const isDone = was('IMPORT_JOB_FINISHED')
  const failedFiles = Math.max(0, ...round.map(({ failedCount = 0 }) => failedCount))
  const shown = [...logger.lines, message, ...logger.warnings].join('\n')
  const wasClosed = round.some(
    ({ status, operator, runtimeId }) => status === 'IMPORT_JOB_CLOSING' && operator === 'user' && runtimeId > 0
  )
  return [
    result.changed !== true && `changed is ${result.changed}`,
    (truth?.starts ?? 0) > 1 && 'started twice',
    code === '' && !isDone && `success at ${status}`,
    code === '' &&
      failedFiles > 0 &&
      !/isn't known whether|couldn't be copied/.test(shown) &&
      'failed files are not reported',
    code === 'FilesFailed' && !(isDone && failedFiles > 0) && 'files have not failed',
    code === 'JobInterrupted' && !was('IMPORT_JOB_INTERRUPTED') && `interrupted at ${status}`,
    code === 'JobPaused' && !was('IMPORT_JOB_SUSPEND') && `paused at ${status}`,
    code === 'JobClosed' && !wasClosed && `closed at ${status}`,
    code === 'NoSuchImportJob' && status !== 'IMPORT_JOB_DELETING' && `gone at ${status}`,
    code === 'ImportJobInDeleting' && status !== 'IMPORT_JOB_DELETING' && `deleted at ${status}`,
    /The migration continues/.test(message) && !/LAUNCHING|PREPARING|DOING/.test(status) && `goes on at ${status}`,
    PREVIOUS_COUNTERS.test(shown) && 'counters of the previous round in the text',
    result.counters?.totalCount === 777n && 'counters of the previous round',
    ![
      '',
      'FilesFailed',
      'JobInterrupted',
      'JobPaused',
      'JobClosed',
      'NoSuchImportJob',
      'ImportJobInDeleting',
      'WaitTimeout'
    ].includes(code) && `ended with ${code}: ${message}`
  ].filter((text) => typeof text === 'string')
}

test('reports a start with a wait truthfully, whatever the service and the job do', async () => {
  await fc.assert(
    fc.asyncProperty(jobs, plan, behavior, async (job, plan, behavior) => {
      const run = await runOnJob({
        job: { ...job, plan },
        emulator: { behavior },
        wait: { timeoutSeconds: 1800, intervalSeconds: 30 }
      })
      expect(falseStatements(run)).toEqual([])
    }),
    { numRuns: 100 }
  )
}, 120_000)
