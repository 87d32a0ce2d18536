import { describe, expect, test } from '@jest/globals'
import type { JobOptions } from 'mgw-emulator'
import { describeRoundStatuses } from '../../src/report/report.ts'
import { runBatch } from '../support/run-batch.ts'
import { type JobRun, type JobRunOptions, runOnJob } from '../support/run-job.ts'

const START = Date.parse('2026-11-25T12:00:00Z')
const ended = (plan: object): Omit<JobOptions, 'name'> => ({
  rounds: [{ startedAt: START - 7_200_000, endedAt: START - 3_600_000, plan: { totalCount: 10, ...plan } }]
})
const FAILED = ended({ failedCount: 3 })
const ACTIONS = ['mgw:GetImportJob', 'mgw:ListImportJobHistory', 'mgw:GetImportJobResult']

function status(options: JobRunOptions = {}): Promise<JobRun> {
  return runOnJob({ operation: { name: 'get-job-status' }, wait: { until: 'accepted' }, ...options })
}

const calls = ({ emulator }: JobRun): string[] => emulator.requests.map(({ operation }) => operation ?? '')

test.each<[title: string, job: Omit<JobOptions, 'name'>, expected: object, requests: number]>([
  ['a round without failed files', ended({}), { roundStatus: 'succeed', retryable: false }, 2],
  ['a round with failed files', FAILED, { roundStatus: 'failed', retryable: true }, 3],
  ['an interrupted round', ended({ endsAs: 'interrupted' }), { roundStatus: 'failed', retryable: undefined }, 2],
  ['a job that never ran', {}, { roundStatus: 'created', retryable: undefined }, 2]
])('%s', async (_, job, expected, requests) => {
  const run = await status({ job })
  expect(run.result).toMatchObject({ changed: false, ...expected })
  expect(calls(run)).toEqual(['GetJob', 'ListJobHistory', 'GetJobResult'].slice(0, requests))
})

test('the list of failed files is still being made', async () => {
  const run = await status({ job: FAILED, emulator: { behavior: { readyRetry: 'NotReady' } } })
  expect(run.result.retryable).toBe(false)
  expect(run.logger.notices).toEqual([expect.stringContaining('still being made')])
})

test.each<[missing: string, expected: object, notice: string]>([
  [
    'mgw:GetImportJobResult',
    { roundStatus: 'failed', retryable: undefined },
    'Allow the RAM user or role mgw:GetImportJobResult.'
  ],
  ['mgw:ListImportJobHistory', { roundStatus: 'unknown', retryable: undefined }, "the history couldn't be read"]
])('without %s, the step succeeds', async (missing, expected, notice) => {
  const allowedActions = ACTIONS.filter((action) => action !== missing)
  const run = await status({ job: FAILED, emulator: { behavior: { allowedActions } } })
  expect(run.code).toBe('')
  expect(run.result).toMatchObject(expected)
  expect(run.logger.notices.join()).toContain(notice)
})

describe('wait-for: finished', () => {
  const running = (plan: object): Omit<JobOptions, 'name'> => ({
    status: 'IMPORT_JOB_DOING',
    plan: { totalCount: 10, copyMs: 60_000, ...plan }
  })
  const wait = { until: 'finished' } as const

  test("waits for the end, and has mgwutil's Data", async () => {
    const run = await status({ job: running({}), wait })
    expect(run.result).toMatchObject({
      roundStatus: 'succeed',
      data: { Status: 'succeed', Retryable: false, TotalCount: 10n, CountProgress: '100.00%' }
    })
  })

  test.each([
    [{ failedCount: 3 }, 'FilesFailed', 'failed'],
    [{ endsAs: 'interrupted' }, 'JobInterrupted', 'failed'],
    [{ closedBySomeoneElseAfterMs: 1000 }, 'JobClosed', 'failed'],
    [{ pausedBySomeoneElseAfterMs: 1000 }, 'JobPaused', 'paused']
  ])('%j fails with %s, and the status is %s', async (plan, code, roundStatus) => {
    const run = await status({ job: running(plan), wait })
    expect(run.code).toBe(code)
    expect(run.result.roundStatus).toBe(roundStatus)
  })

  test('with fail-on-failed-files: false, failed files are a success', async () => {
    const run = await status({ job: running({ failedCount: 3 }), wait: { ...wait, failOnFailedFiles: false } })
    expect(run.code).toBe('')
    expect(run.result).toMatchObject({ roundStatus: 'failed', retryable: true, data: { Status: 'failed' } })
  })

  test('FilesFailed names the way out', async () => {
    const run = await status({ job: running({ failedCount: 3 }), wait })
    expect(run.message).toContain('operation: retry-job (or mgwutil retry-job nightly-sync)')
    expect(run.message).toContain('operation: create-report, with wait-for: finished')
    const elements = { CreateReport: 'true' }
    const reported = await status({ job: { ...running({ failedCount: 3 }), elements }, wait })
    expect(reported.message).toContain('operation: get-report.')
  })
})

test('several jobs: a word for each, and the counts', async () => {
  const jobs = [
    { name: 'aaa', ...FAILED },
    { name: 'bbb', destAddress: 'b', ...ended({ endsAs: 'interrupted' }) },
    { name: 'ccc', destAddress: 'c', ...ended({}) }
  ]
  const run = await runBatch({ operation: { name: 'get-job-status' }, jobs })
  expect(run.jobs.map(({ result }) => result.roundStatus)).toEqual(['failed', 'failed', 'succeed'])
  const reports = run.jobs.map(({ name, result }) => ({ target: { jobName: name }, result }))
  expect(describeRoundStatuses(reports as unknown as Parameters<typeof describeRoundStatuses>[0])).toBe(
    '2 of 3 failed (aaa: 3 files, bbb: interrupted), 1 succeeded'
  )
})

test('the counts name ten failed jobs at most, and jobs that could not be read', () => {
  const job = (jobName: string, result: object) => ({ target: { jobName }, result })
  const failed = Array.from({ length: 12 }, (_, index) =>
    job(`j${index}`, { roundStatus: 'failed', roundReason: '1 files' })
  )
  const others = [job('r', { roundStatus: 'running' }), job('x', {})]
  const text = describeRoundStatuses([...failed, ...others] as unknown as Parameters<typeof describeRoundStatuses>[0])
  expect(text).toMatch(/^12 of 14 failed \(j0: 1 files, .*, j9: 1 files, and 2 more\), 1 running, 1 not read$/)
})
