import { describe, expect, test } from '@jest/globals'
import type { EmulatorOptions, JobOptions } from 'mgw-emulator'
import type { RetryJob } from '../../src/inputs/operation.ts'
import { runBatch } from '../support/run-batch.ts'
import { type JobRun, type JobRunOptions, runOnJob } from '../support/run-job.ts'

const RETRY: RetryJob = { name: 'retry-job', sourceAccessSecret: '' }
const START = Date.parse('2026-11-25T12:00:00Z')
const HOUR = 3_600_000
const ended = (plan: object, hoursAgo = 2): NonNullable<JobOptions['rounds']>[number] => ({
  startedAt: START - hoursAgo * HOUR,
  endedAt: START - (hoursAgo - 1) * HOUR,
  plan: { totalCount: 10, ...plan }
})
const FAILED: Omit<JobOptions, 'name'> = { rounds: [ended({ failedCount: 3 })] }
const JOB = { name: 'nightly-sync', createTime: START - 9 * HOUR, ...FAILED }
const NAME = 'nightly-sync_retry_20261125120000'

function retry(options: JobRunOptions = {}): Promise<JobRun> {
  return runOnJob({ operation: RETRY, job: FAILED, wait: { until: 'accepted' }, ...options })
}

/** Other destinations than that of nightly-sync. */
const addDestinations: Parameters<typeof runBatch>[0]['prepare'] = (emulator) => {
  for (const name of ['dst-a', 'dst-b']) emulator.addAddress({ name, detail: { AddressType: 'oss' } })
}

const calls = ({ emulator }: JobRun): string[] => emulator.requests.map(({ operation }) => operation ?? '')

function expectUnchanged(run: JobRun): void {
  expect(run.result.changed).toBe(false)
  expect(calls(run).filter((call) => /^(Create|Delete|Update)/.test(call))).toEqual([])
}

test('creates a sub-job, and does not start it', async () => {
  const run = await retry()
  expect(run.result).toMatchObject({
    changed: true,
    retryJob: NAME,
    data: { WaitRetryJob: 'nightly-sync', RetryJob: NAME, RootJob: 'nightly-sync' },
    note: expect.stringContaining('not started')
  })
  expect(calls(run)).not.toContain('UpdateJob')
  expect(run.emulator.job(NAME)).toMatchObject({ status: 'IMPORT_JOB_BEGIN' })
  const created = run.emulator.requests.find(({ operation }) => operation === 'CreateJob')
  expect(run.result.requestId).toBe(created?.requestId)
})

test('applied starts it, finished waits for it', async () => {
  const applied = await retry({ wait: { until: 'applied' } })
  const update = applied.emulator.requests.find(({ operation }) => operation === 'UpdateJob')
  expect(applied.result).toMatchObject({ changed: true, retryJob: NAME, requestId: update?.requestId })
  const finished = await retry({ wait: { until: 'finished' } })
  expect(finished.result).toMatchObject({
    changed: true,
    retryJob: NAME,
    counters: { totalCount: 3n, copiedCount: 3n, failedCount: 0n },
    data: { RetryJob: NAME }
  })
})

test('files that fail again fail the step', async () => {
  const job = { ...FAILED, retryPlan: { totalCount: 3, failedCount: 1 } }
  const run = await retry({ job, wait: { until: 'finished' } })
  expect(run.code).toBe('FilesFailed')
  expect(run.result).toMatchObject({ changed: true, retryJob: NAME })
  expect(run.message).toContain(`mgwutil retry-job ${NAME}`)
})

describe('what cannot be retried', () => {
  test.each<[title: string, job: Omit<JobOptions, 'name'>, code: string]>([
    ['an interrupted round', { rounds: [ended({ endsAs: 'interrupted', failedCount: 3 })] }, 'JobIsInterrupted'],
    ['a job that never ran', {}, 'JobIsNotFinished'],
    ['a paused round', { status: 'IMPORT_JOB_SUSPEND' }, 'JobIsNotFinished'],
    ['a round without failed files', { rounds: [ended({})] }, 'HistoryNoNeedRetry'],
    [
      'a finished job without history',
      { status: 'IMPORT_JOB_FINISHED', plan: { emptyHistoryForMs: 1e12 } },
      'HistoryIsEmpty'
    ]
  ])('%s: %s', async (_, job, code) => {
    const run = await retry({ job })
    expect(run.code).toBe(code)
    expectUnchanged(run)
  })

  test.each([
    ['NoNeed', 'ResultNoNeedRetry'],
    ['NotReady', 'ResultNotReadyRetry']
  ] as const)('a result that is %s: %s', async (readyRetry, code) => {
    const run = await retry({
      emulator: { behavior: { readyRetry } },
      wait: { until: 'accepted', timeoutSeconds: 120 }
    })
    expect(run.code).toBe(code)
    expectUnchanged(run)
  })

  test('with idempotent, no need is a success', async () => {
    const inputs = { idempotent: true }
    for (const options of [
      { job: { rounds: [ended({})] } },
      { emulator: { behavior: { readyRetry: 'NoNeed' as const } } }
    ]) {
      const run = await retry({ inputs, ...options })
      expect(run.code).toBe('')
      expect(run.result.data).toEqual({})
      expectUnchanged(run)
    }
  })
})

describe('a history that differs from GetJob', () => {
  /** The answer to each ListJobHistory of nightly-sync. */
  const showing = (status: string, copied: number, failed: number): NonNullable<JobRunOptions['prepare']> => {
    const counts = `<TotalCount>10</TotalCount><CopiedCount>${copied}</CopiedCount><FailedCount>${failed}</FailedCount>`
    const entry = `<JobHistory><RuntimeId>1</RuntimeId><Status>IMPORT_JOB_${status}</Status><StartTime>2026-11-25T10:00:00.000Z</StartTime>${counts}</JobHistory>`
    const raw = Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<JobHistoryList>${entry}</JobHistoryList>`)
    return (emulator) => emulator.fail({ raw, operation: 'ListJobHistory', times: Number.POSITIVE_INFINITY })
  }
  const reads = (run: JobRun): number => calls(run).filter((call) => call === 'ListJobHistory').length

  test.each([
    ['the end of another round', showing('INTERRUPTED', 7, 3), 'HistoryIsEmpty', true],
    ['the end of the round as running: the result decides', showing('DOING', 7, 3), '', true],
    ['a closing round whose files are all accounted for', showing('CLOSING', 7, 3), '', false],
    ['a closing round with files left', showing('CLOSING', 5, 3), 'JobClosed', true],
    ['unknown counts: the result decides', showing('FINISHED', -1, -1), '', false]
  ])('it shows %s', async (_, prepare, code, isReadAgain) => {
    const run = await retry({ prepare })
    expect(run.code).toBe(code)
    expect(reads(run) > 1).toBe(isReadAgain)
    expect(run.times.at(-1)).toBeLessThan(80_000)
  })
})

test('a list that takes 20 minutes is waited for, and the change has time of its own after that', async () => {
  const rounds = [{ ...ended({ failedCount: 3 }), startedAt: START - HOUR, endedAt: START }]
  const behavior = { retryListMs: 20 * 60_000 }
  const run = await retry({ job: { rounds }, emulator: { behavior }, wait: { until: 'finished', intervalSeconds: 30 } })
  expect(run.result).toMatchObject({ changed: true, retryJob: expect.stringMatching(/^nightly-sync_retry_/) })
  const polls = run.times.filter((_, index) => calls(run)[index] === 'GetJobResult')
  expect((polls[1] ?? 0) - (polls[0] ?? 0)).toBe(30_000)
})

test('one wait-timeout-seconds is for the list and the sub-job together', async () => {
  const rounds = [{ ...ended({ failedCount: 3 }), startedAt: START - HOUR, endedAt: START }]
  const job = { rounds, retryPlan: { totalCount: 3, copyMs: 20 * 60_000 } }
  const run = await retry({
    job,
    emulator: { behavior: { retryListMs: 10 * 60_000 } },
    wait: { until: 'finished', timeoutSeconds: 1200 }
  })
  expect(run.code).toBe('WaitTimeout')
  expect(run.times.at(-1)).toBeLessThan(1_260_000)
})

test('a job that is closing is waited for', async () => {
  const job = { ...FAILED, status: 'IMPORT_JOB_CLOSING' as const, plan: { totalCount: 10, failedCount: 3 } }
  const run = await retry({ job: { ...job, rounds: [] } })
  expect(calls(run).slice(0, 2)).toEqual(['GetJob', 'GetJob'])
  expect(run.code).not.toBe('JobIsNotFinished')
})

test('a dry run says how many files would be retried, and under which name', async () => {
  const run = await retry({ inputs: { dryRun: true } })
  expectUnchanged(run)
  expect(run.result.note).toBe(
    `Dry run: ${NAME} would be created for the 3 failed files of round 1 of nightly-sync. Nothing was changed.`
  )
  const notReady = await retry({ inputs: { dryRun: true }, emulator: { behavior: { readyRetry: 'NotReady' } } })
  expect(notReady.code).toBe('ResultNotReadyRetry')
  expect(calls(notReady).filter((call) => call === 'GetJobResult')).toHaveLength(1)
})

describe('an existing sub-job', () => {
  const SUB = { name: 'sub-of-nightly', parentName: 'nightly-sync', srcAddress: 'sub-of-nightly' }
  const subRound = (plan: object): NonNullable<JobOptions['rounds']> => [
    { startedAt: START - 1000_000, endedAt: START - 900_000, plan: { totalCount: 3, ...plan } }
  ]
  const existing = (sub: Omit<JobOptions, 'name'>, options: JobRunOptions = {}): Promise<JobRun> =>
    retry({ ...options, emulator: { jobs: [JOB, { ...SUB, createTime: START - HOUR / 2, ...sub }] } })

  test.each<[title: string, sub: Omit<JobOptions, 'name'>, idempotent: boolean, expected: object]>([
    ['not started: used', {}, false, { changed: false, retryJob: SUB.name }],
    ['paused: used', { status: 'IMPORT_JOB_SUSPEND' }, false, { changed: false, retryJob: SUB.name }],
    ['succeeded: another one', { rounds: subRound({}) }, false, { changed: true, retryJob: NAME }],
    [
      'succeeded, idempotent: nothing',
      { rounds: subRound({}) },
      true,
      { changed: false, retryJob: SUB.name, data: {} }
    ],
    [
      'interrupted: another one',
      { rounds: subRound({ endsAs: 'interrupted' }) },
      false,
      { changed: true, retryJob: NAME }
    ],
    ['being deleted: another one', { status: 'IMPORT_JOB_DELETING' }, false, { changed: true, retryJob: NAME }],
    ['of an earlier round: another one', { createTime: START - 3 * HOUR }, false, { changed: true, retryJob: NAME }],
    ['of a job with another ID: another one', { parentVersion: 'other' }, false, { changed: true, retryJob: NAME }]
  ])('%s', async (_, sub, idempotent, expected) => {
    const run = await existing(sub, { inputs: { idempotent } })
    expect(run.code).toBe('')
    expect(run.result).toMatchObject(expected)
  })

  test('with failed files: the step names it', async () => {
    const run = await existing({ rounds: subRound({ failedCount: 1 }) })
    expect(run.code).toBe('RetryJobExists')
    expect(run.message).toContain(`Set job-name to ${SUB.name}`)
    expectUnchanged(run)
  })

  test('closed with files left: the step says to start it again', async () => {
    const run = await existing({ rounds: subRound({ copyMs: 90_000, endsAfterMs: 10_000 }) })
    expect(run.code).toBe('RetryJobExists')
    expect(run.message).toContain('start it again if files are left')
    expectUnchanged(run)
  })

  test.each(['applied', 'finished'] as const)('%s starts one that was not started', async (until) => {
    const run = await existing({}, { wait: { until } })
    expect(run.result).toMatchObject({ changed: true, retryJob: SUB.name })
    expect(calls(run).filter((call) => call === 'UpdateJob')).toHaveLength(1)
    expect(calls(run)).not.toContain('CreateJob')
  })

  test('finished waits for one that runs, and starts nothing', async () => {
    const run = await existing(
      { status: 'IMPORT_JOB_DOING', plan: { totalCount: 3, copyMs: 60_000 } },
      { wait: { until: 'finished' } }
    )
    expect(run.result).toMatchObject({ changed: false, retryJob: SUB.name, counters: { copiedCount: 3n } })
    expect(calls(run)).not.toContain('UpdateJob')
  })
})

test('a retry of a retry has the first job as its root', async () => {
  const jobs = [
    { name: 'root-job', destAddress: 'dst-a', ...FAILED },
    { name: 'root-job_retry_1', parentName: 'root-job', srcAddress: 'source', destAddress: 'dst-b', ...FAILED }
  ]
  const run = await runBatch({ operation: RETRY, jobs, names: ['root-job_retry_1'], prepare: addDestinations })
  expect(run.jobs[0]?.result.data).toMatchObject({ WaitRetryJob: 'root-job_retry_1', RootJob: 'root-job' })
  expect(run.jobs[0]?.result.retryJob).toBe('root-job_retry_1_retry_20261125120000')
  const gone = await runBatch({
    operation: RETRY,
    jobs: [{ ...JOB, parentName: 'gone-job', parentVersion: 'v' }],
    names: ['nightly-sync']
  })
  expect(gone.jobs[0]?.result.data).toMatchObject({ WaitRetryJob: 'nightly-sync', RootJob: 'gone-job' })
})

test('several jobs each get a sub-job', async () => {
  const jobs = ['a', 'b'].map((end) => ({ name: `job-${end}`, destAddress: `dst-${end}`, ...FAILED }))
  const run = await runBatch({ operation: RETRY, jobs, prepare: addDestinations })
  expect(run.jobs.map(({ result }) => result.retryJob)).toEqual([
    'job-a_retry_20261125120000',
    'job-b_retry_20261125120000'
  ])
})

test('a name that is taken is replaced by that of the next second', async () => {
  const jobs = [JOB, { name: NAME, srcAddress: 'x', destAddress: 'y' }]
  const taken = await retry({ emulator: { jobs } })
  expect(taken.result.retryJob).toBe('nightly-sync_retry_20261125120001')
  const address = await retry({
    prepare: (emulator) => emulator.addAddress({ name: NAME, detail: { AddressType: 'oss' } })
  })
  expect(address.result.retryJob).toBe('nightly-sync_retry_20261125120001')
  expect(address.emulator.address(NAME)).toEqual({ AddressType: 'oss' })
})

test("after a lost answer, someone else's address or job of that name is neither used nor deleted", async () => {
  const theirs = { AddressType: 'oss', InvPath: 'another list' }
  const address = await retry({
    prepare(emulator) {
      emulator.addAddress({ name: NAME, detail: theirs })
      emulator.fail({ fault: 'reset-before-headers', operation: 'CreateAddress', applied: false })
    }
  })
  expect(address.result.retryJob).toBe('nightly-sync_retry_20261125120001')
  expect(address.emulator.address(NAME)).toEqual(theirs)
  const job = await retry({
    emulator: { jobs: [JOB, { name: NAME, srcAddress: 'x', destAddress: 'y' }] },
    prepare: (emulator) => emulator.fail({ fault: 'reset-before-headers', operation: 'CreateJob', applied: false })
  })
  expect(job.result.retryJob).toBe('nightly-sync_retry_20261125120001')
  const earlier = { name: NAME, parentName: JOB.name, createTime: START - 8 * HOUR, srcAddress: 'x', destAddress: 'y' }
  const subJob = await retry({
    emulator: { jobs: [JOB, earlier] },
    prepare: (emulator) => emulator.fail({ fault: 'reset-before-headers', operation: 'CreateJob', applied: false })
  })
  expect(subJob.result.retryJob).toBe('nightly-sync_retry_20261125120001')
})

test('after a lost answer, a creation that shows late is found', async () => {
  let reads = 0
  const failing: EmulatorOptions['failing'] = ({ operation, path }) => {
    if (operation === 'CreateJob') return { fault: 'answer-lost' }
    if (operation !== 'GetJob' || !path.includes(NAME)) return undefined
    reads += 1
    return reads <= 3 ? { code: 'NoSuchImportJob', status: 404 } : undefined
  }
  const run = await retry({ emulator: { failing } })
  expect(run.result).toMatchObject({ changed: true, retryJob: NAME })
  expect(reads).toBe(4)
})

test('a creation is not sent again after an unclear answer, and the log does not say so either', async () => {
  const run = await retry({
    prepare: (emulator) => emulator.fail({ code: 'InternalError', operation: 'CreateJob', applied: true })
  })
  expect(run.result).toMatchObject({ changed: true, retryJob: NAME })
  expect(calls(run).filter((call) => call === 'CreateJob')).toHaveLength(1)
  expect(run.logger.lines.join()).not.toContain('Retrying')
})

test('a creation that was refused for a moment is not sent again after a cancellation', async () => {
  const run = await retry({
    prepare: (emulator, { clock, cancel }) => {
      emulator.fail({ code: 'ServiceUnavailable', status: 429, operation: 'CreateJob' })
      const { sleep } = clock
      clock.sleep = async (ms, signal) => {
        // The time that a request under way has after a cancellation doesn't end.
        if (signal.aborted || ms === 5000) await new Promise(() => {})
        if (emulator.requests.at(-1)?.operation === 'CreateJob') cancel()
        return sleep(ms, signal)
      }
    }
  })
  expect(calls(run).filter((call) => call === 'CreateJob')).toHaveLength(1)
  expect(run).toMatchObject({ code: 'CancelOperation', result: { changed: false } })
})

test('a list with more sub-jobs than a region can have is refused', async () => {
  const list = `<ImportJobList>${'<ImportJob><Name>a</Name></ImportJob>'.repeat(1001)}</ImportJobList>`
  const raw = Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${list}`)
  const run = await retry({ emulator: { failing: ({ operation }) => (operation === 'ListJob' ? { raw } : undefined) } })
  expect(run).toMatchObject({ code: 'InvalidResponse', message: expect.stringContaining('is too long') })
  expectUnchanged(run)
})

test('names stay within 63 characters', async () => {
  const name = `a${'b'.repeat(62)}`
  const run = await runBatch({ operation: RETRY, jobs: [{ name, ...FAILED }] })
  expect(run.jobs[0]?.result.retryJob).toBe(`${name.slice(0, 42)}_retry_20261125120000`)
})

test('a refused overwrite mode is explained, and the address is deleted again', async () => {
  const run = await retry({
    job: { ...FAILED, overwriteMode: 'never' },
    emulator: { behavior: { overwriteModes: ['always'] } }
  })
  expect(run.code).toBe('InvalidArgument')
  expect(run.message).toContain('reported to accept only "always"')
  expect(run.emulator.addressNames()).toEqual(['source', 'destination'])
})

test('an address that cannot be deleted is named', async () => {
  const run = await retry({
    emulator: { behavior: { verificationError: 'NoSuchBucket' } },
    prepare: (emulator) => emulator.fail({ code: 'AccessDenied', operation: 'DeleteAddress' })
  })
  expect(run.code).toBe('VerifyAddressFailed')
  expect(run.message).toContain(`The address ${NAME} could not be deleted`)
  expect(run.result.changed).toBe(true)
})

test('a verification without a result is not waited for more than a minute', async () => {
  const run = await retry({ emulator: { behavior: { verifyMs: Number.POSITIVE_INFINITY } } })
  expect(run.result).toMatchObject({ changed: true })
  expect(run.times.at(-1)).toBeLessThan(75_000)
})

test('too many running jobs: the sub-job stays, and is named', async () => {
  const run = await retry({
    wait: { until: 'finished' },
    prepare: (emulator) => emulator.fail({ code: 'ImportJobConcurrencyExceed', operation: 'UpdateJob' })
  })
  expect(run.code).toBe('ImportJobConcurrencyExceed')
  expect(run.result).toMatchObject({ changed: true, retryJob: NAME })
})

describe('whether the secret of the source is needed', () => {
  const from = (detail: object, sourceAccessSecret = ''): Promise<JobRun> =>
    retry({
      operation: { ...RETRY, sourceAccessSecret },
      prepare: (emulator) => emulator.addAddress({ name: 'source', detail: { Role: 'mgw', ...detail } })
    })

  test.each([
    { AddressType: 'oss' },
    { AddressType: 'local' },
    { AddressType: 'ossinv' },
    { AddressType: 'OSS' },
    { AddressType: 'inv', DataType: 'oss' },
    { AddressType: 's3inv', DataType: 'local' },
    { AddressType: 'inv' }
  ])('not for %j', async (detail) => {
    expect((await from(detail)).result.retryJob).toBe(NAME)
  })

  test.each([
    { AddressType: 's3' },
    { AddressType: 's3inv' },
    { AddressType: 'inv', DataType: 's3' },
    { AddressType: 'ossinv', DataType: 'cos' }
  ])('for %j', async (detail) => {
    const run = await from(detail)
    expect(run.code).toBe('InvalidArgument')
    expect(run.message).toMatch(/^source-access-secret is not set/)
    expectUnchanged(run)
    const withSecret = await from(detail, 'a-secret')
    expect(withSecret.emulator.address(NAME)).toMatchObject({ AccessSecret: 'a-secret', AddressType: 'ossinv' })
  })

  test('the keys of another list are not part of the address', async () => {
    const run = await from({ AddressType: 'inv', DataType: 'oss', InvRole: 'old', InvBucket: 'old', InvPath: 'old' })
    const address = run.emulator.address(NAME)
    expect(address).toMatchObject({ AddressType: 'ossinv', DataType: 'oss' })
    expect(JSON.stringify(address)).not.toContain('old')
  })
})
