import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MgwError } from '@alicloud/hcs-mgw20240626'
import { describe, expect, jest, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'
import { ActionError } from '../../src/action-error.ts'
import type { BatchResult, JobResult } from '../../src/batch/batch.ts'
import { TransportError } from '../../src/http/transport-error.ts'
import type { Target } from '../../src/inputs/inputs.ts'
import { printJob, report } from '../../src/report/report.ts'
import { activeEntryAt } from '../../src/timetable/active-entry.ts'
import { errors, notices, warnings } from '../dist/support.ts'
import { applyTimetable } from '../operations/support.ts'
import { headingAnchors } from '../repository/links.ts'
import { createInputs } from '../support/create-inputs.ts'
import { withStep } from '../support/environment.ts'
import { createResult, type FlatResult } from '../support/results.ts'

/** What a runner sees of a report. */
interface Reported {
  log: string
  outputs: Record<string, string>
  summary: string
  exitCode: typeof process.exitCode
}

function capture(call: () => void, isWritable = true, env: Record<string, string> = {}): Reported {
  const folder = mkdtempSync(join(tmpdir(), 'mgw-report-'))
  const [outputs, summary] = ['outputs', 'summary'].map((name) => join(folder, name)) as [string, string]
  writeFileSync(outputs, '')
  writeFileSync(summary, '')
  const written: string[] = []
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
  const { exitCode } = process
  try {
    withStep({}, { GITHUB_OUTPUT: isWritable ? outputs : '', GITHUB_STEP_SUMMARY: summary, ...env }, call)
    const values = readFileSync(outputs, 'utf8').matchAll(/^(.*?)<<(.*)\n([\s\S]*?)\n\2$/gm)
    return {
      log: written.join(''),
      outputs: Object.fromEntries([...values].map(([, name = '', , value = '']) => [name, value])),
      summary: readFileSync(summary, 'utf8'),
      exitCode: process.exitCode
    }
  } finally {
    process.exitCode = exitCode
    stdout.mockRestore()
    rmSync(folder, { recursive: true })
  }
}

interface ReportOptions extends Partial<Omit<BatchResult, 'jobs'>> {
  operation?: string
  jobName?: string
  env?: Record<string, string>
  isWritable?: boolean
}

interface TestResult extends FlatResult {
  isSkipped?: boolean
}

function targetOf(operation: string): Target {
  const { target } = createInputs({ name: 'get-job' })
  return { ...target, operation, jobName: 'job-*', isSingle: false }
}

function jobResult({ isSkipped = false, ...result }: TestResult, index = 0): JobResult {
  return { name: `job-${index}`, result: createResult(result), isSkipped }
}

/** Reports these results of jobs that are named job-0, job-1, … */
function reportBatch(
  results: TestResult[],
  { operation = 'pause-job', jobName = 'job-*', isWritable, env, ...rest }: ReportOptions = {}
): Reported {
  const result = { jobs: results.map(jobResult), warnings: new Map(), samples: [], activeEntry: undefined, ...rest }
  return capture(() => report(result, { ...targetOf(operation), jobName }), isWritable, env)
}

const at = (status: string, changed = false): FlatResult => ({ changed, job: { status } })
const refused = (code: string): FlatResult => ({
  changed: false,
  error: new MgwError(code, 'It says no.', { statusCode: 400 })
})
const failed = (text: string): FlatResult => ({
  changed: false,
  error: new ActionError('JobEnded', text)
})

test('reports how many jobs were changed, without states from before the change', () => {
  const { log, outputs, exitCode, summary } = reportBatch([at('A', true), at('B')])
  expect(notices(log)).toEqual(['pause-job changed 1 of 2 jobs.'])
  expect(log).toContain('::notice title=pause-job%3A success::')
  expect(exitCode).toBe(0)
  expect(outputs).toMatchObject({ changed: 'true', 'jobs-total': '2', 'jobs-changed': '1', results: /./ })
  expect(summary).toContain('✅ pause-job changed 1 of 2 jobs.')
})

test('reports the valid states by name if they are newer than all changes', () => {
  const samples = [{ at: 0, percent: 0, bytes: 0 }]
  const results = [at('B', true), at('A'), at('B'), { changed: false }, at('\n::error::x')]
  expect(notices(reportBatch(results, { samples }).log)).toEqual([
    'pause-job changed 1 of 5 jobs. Now: 2 at B, 1 at A, 1 in an unknown state.'
  ])
  expect(notices(reportBatch([at('A')]).log)).toEqual(['pause-job changed 0 of 1 job. Now: 1 at A.'])
  expect(notices(reportBatch([at('A')], { operation: 'get-job' }).log)).toEqual(['1 job: 1 at A.'])
})

test('reports the most common error code of several failures with its most common text', () => {
  const results = [
    refused('NoSuchImportJob'),
    failed('One way.'),
    failed('Another way.'),
    failed('Another way.'),
    at('A')
  ]
  const { log, exitCode } = reportBatch(results)
  expect(errors(log)).toEqual([
    {
      title: 'pause-job: failed',
      text: '4 of 5 jobs failed: job-0, job-1, job-2 and job-3. Most common error (3): JobEnded: Another way.'
    }
  ])
  expect(exitCode).toBe(1)
})

test("reports a single failure with its cause and the service's message", () => {
  const { log } = reportBatch([at('A'), refused('NoSuchImportJob')])
  expect(errors(log)[0]?.text).toMatch(/^1 of 2 jobs failed: job-1\. NoSuchImportJob: .* \(It says no\)$/)
})

test('reports a skipped job as the cause only if no other job failed', () => {
  const error = new ActionError('CancelOperation', 'Nothing was sent.')
  const skipped = { changed: false, error, isSkipped: true }
  expect(errors(reportBatch([failed('Why.'), skipped, skipped]).log)[0]?.text).toBe(
    '3 of 3 jobs failed: job-0, job-1 and job-2. Most common error (1): JobEnded: Why.'
  )
  expect(errors(reportBatch([skipped, skipped]).log)[0]?.text).toBe(
    '2 of 2 jobs failed: job-0 and job-1. Most common error (2): CancelOperation: Nothing was sent.'
  )
})

test('combines all jobs in the outputs: changes, counters and the timetable', () => {
  const counters = {
    totalCount: 10n,
    copiedCount: 5n,
    failedCount: 0n,
    skippedCount: 0n,
    totalBytes: 8n,
    copiedBytes: 4n,
    percent: 50
  }
  const { timetable, zone } = applyTimetable('00:00 run')
  const activeEntry = activeEntryAt(timetable, zone, Date.parse('2026-11-25T12:00:00Z'))
  const { outputs, summary } = reportBatch(
    [
      { changed: true, counters },
      { changed: false, counters }
    ],
    {
      activeEntry,
      samples: [
        { at: 0, percent: 0, bytes: 0 },
        { at: 60_000, percent: 50, bytes: 8 }
      ]
    }
  )
  expect(outputs).toMatchObject({
    changed: 'true',
    'total-count': '20',
    'copied-bytes': '8',
    progress: '50.0',
    'timetable-line': '00:00 run'
  })
  expect(summary).toContain('<b>run</b>')
  expect(summary).toContain('```mermaid')
  expect(summary).toContain('<th align="left">Progress</th>')
})

test('leaves out Data that is too long', () => {
  const data = { much: 'x'.repeat(200_000) }
  const { log, outputs } = reportBatch([at('A'), { ...at('A'), data }])
  expect(JSON.parse(outputs.result ?? '')).toMatchObject({ Code: 'success', Data: {} })
  expect(log.length).toBeLessThan(2000)
  const job = jobResult({ ...at('A'), data })
  const printed = capture(() => printJob(targetOf('get-job'), job, ['a line']))
  expect(printed.log).toMatch(/^::group::job-0: success A\na line\n/)
  expect(printed.log.length).toBeLessThan(2000)
})

test("prints a failed job with its cause and the service's message", () => {
  const job = jobResult(refused('NoSuchImportJob'))
  const { log } = capture(() => printJob(targetOf('get-job'), job, []))
  expect(log).toMatch(/^::group::job-0: fail NoSuchImportJob\n/)
  expect(log).toMatch(/\nIt says no\.\n::endgroup::\n$/)
})

test('logs what was left out of results that are too long', () => {
  const requestId = 'R'.repeat(1000)
  const { log, outputs } = reportBatch(Array.from({ length: 400 }, () => ({ changed: true, requestId })))
  expect(log).toContain('Left out of the output results, which is too long: requestId.')
  expect(JSON.parse(outputs.results ?? '')).toHaveLength(400)
  expect(reportBatch([at('A')]).log).not.toContain('too long')
})

test('combines all warnings into a single one of limited length, with the jobs of each', () => {
  const more = Array.from({ length: 12 }, (_, index): [string, string[]] => [`Warning ${index}.`, ['job-0']])
  const { log } = reportBatch([at('A'), at('A')], {
    warnings: new Map([['x'.repeat(600), ['job-0', 'job-1']], ...more])
  })
  const lines = warnings(log)[0]?.split('\n') ?? []
  expect(warnings(log)).toHaveLength(1)
  expect(lines[0]).toBe(`job-0 and job-1: ${'x'.repeat(500)}… (600 characters in all)`)
  expect(lines.slice(1)).toEqual([...more.slice(0, 9).map(([text]) => `job-0: ${text}`), 'and 3 more, in the log'])
})

test('fails if the outputs cannot be written', () => {
  const { exitCode, log } = reportBatch([at('A')], { isWritable: false })
  expect(exitCode).toBe(1)
  expect(errors(log)[0]?.title).toBe('Outputs not written')
})

describe('a dry run', () => {
  const would = { changed: false, wouldChange: true, job: { status: 'IMPORT_JOB_DOING' } }
  const not = (reason: string): TestResult => ({ changed: false, wouldChange: false, reason })

  test('says how many jobs would be changed, which, and why others not', () => {
    const finished = not('already finished')
    const results = [would, finished, would, finished, would, not('already paused')]
    const { log, outputs, summary } = reportBatch(results, { operation: 'close-job' })
    expect(notices(log)).toEqual([
      'Dry run: 3 of 6 jobs would be closed: job-0, job-2 and job-4. 2 already finished, 1 already paused. Nothing was changed. To close them, remove dry-run and set max-jobs to 6.'
    ])
    expect(JSON.parse(outputs.results ?? '').map((row: { wouldChange: boolean }) => row.wouldChange)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false
    ])
    expect(summary).toContain('<th align="left">Result</th>')
    expect(summary).toContain('<td><code>would be closed</code></td>')
    expect(summary).toContain('<td><code>already finished</code></td>')
  })

  test('says so if nothing would be changed, or a job fails', () => {
    expect(notices(reportBatch([not('never started')], { jobName: 'a,b' }).log)).toEqual([
      'Dry run: 0 of 1 job would be paused. 1 never started. Nothing was changed.'
    ])
    const { log } = reportBatch([would, refused('NoSuchImportJob')], { operation: 'close-job', jobName: 'a,b' })
    expect(errors(log)[0]?.text).toMatch(
      /^Dry run: 1 of 2 jobs would be closed: job-0\. Nothing was changed\. 1 of 2 jobs failed: job-1\. NoSuchImportJob: /
    )
  })

  test('is not what other steps are', () => {
    const { outputs } = reportBatch([at('A', true)])
    expect(JSON.parse(outputs.results ?? '')[0]).not.toHaveProperty('wouldChange')
  })
})

describe('get-job of several jobs', () => {
  const counters = {
    totalCount: 10n,
    copiedCount: 8n,
    failedCount: 2n,
    skippedCount: 0n,
    totalBytes: 8n,
    copiedBytes: 8n
  }
  const broken = { changed: false, job: { status: 'IMPORT_JOB_FINISHED' }, counters: { ...counters, percent: 100 } }

  test('shows which migrations are in trouble, and puts them first', () => {
    const results = [at('IMPORT_JOB_DOING'), at('IMPORT_JOB_INTERRUPTED'), at('IMPORT_JOB_DOING'), broken]
    const { log, summary, exitCode } = reportBatch(results, { operation: 'get-job' })
    const text = '4 jobs: 2 running, 1 finished, 1 interrupted; 1 with failed files.'
    expect(warnings(log)).toEqual([text])
    expect(log).toContain('::warning title=get-job%3A jobs in trouble::')
    expect(notices(log)).toEqual([])
    expect(exitCode).toBe(0)
    expect(summary).toContain(`<p>⚠️ ${text}</p>`)
    const rows = [...summary.matchAll(/<tr><td><code>(.*?)<\/code><\/td><td>(.*?)<\/td>/g)].map(([, ...cells]) => cells)
    expect(rows).toEqual([
      ['job-1', '⚠️'],
      ['job-3', '⚠️'],
      ['job-0', '✅'],
      ['job-2', '✅']
    ])
  })

  test('is a notice if all is well', () => {
    const { log, summary } = reportBatch([at('IMPORT_JOB_DOING')], { operation: 'get-job' })
    expect(notices(log)).toEqual(['1 job: 1 running.'])
    expect(summary).toContain('<p>✅ 1 job: 1 running.</p>')
  })
})

test('says why jobs were not changed, in the annotation and in the table', () => {
  const skipped = { changed: false, reason: 'already finished', job: { status: 'IMPORT_JOB_FINISHED' } }
  const { log, summary } = reportBatch([at('IMPORT_JOB_DOING', true), skipped])
  expect(notices(log)).toEqual(['pause-job changed 1 of 2 jobs. 1 already finished.'])
  expect(summary).toContain('<td><code>already finished</code></td>')
})

test('a list of one job also sets the outputs with a single value', () => {
  const importQos = { maxBandWidth: 7n, maxImportTaskQps: 8n }
  const job = { status: 'IMPORT_JOB_DOING', importQos }
  const { outputs } = reportBatch([{ changed: false, job }], { operation: 'get-job' })
  expect(outputs).toMatchObject({
    'job-status': 'IMPORT_JOB_DOING',
    'max-bandwidth': '7',
    'max-qps': '8',
    'jobs-total': '1'
  })
  expect(reportBatch([{ changed: false, job }, at('A')]).outputs).toMatchObject({ 'job-status': '', 'max-qps': '' })
})

test('fails if all jobs were deleted before their turn', () => {
  const { log, outputs, exitCode } = reportBatch([])
  expect(exitCode).toBe(1)
  expect(errors(log)).toEqual([
    {
      title: 'NoSuchImportJob',
      text: expect.stringMatching(/^Nothing was changed: all jobs that job-name matched were deleted/)
    }
  ])
  expect(outputs).toMatchObject({ code: 'fail', changed: 'false', results: '' })
})

test('the JSON that is printed again has a heading', () => {
  expect(reportBatch([at('A'), failed('Why.')]).log).toMatch(/^The output result, from job-1:\n\{\n/m)
})

describe('an error annotation', () => {
  const REF = { GITHUB_ACTION_REPOSITORY: 'acme/mgw-job-action', GITHUB_ACTION_REF: 'releases/v1#x' }
  const PAGE = 'https://ghe.example.com/acme/mgw-job-action/blob/releases/v1%23x/docs/troubleshooting.md'
  const env = { ...REF, GITHUB_SERVER_URL: 'https://ghe.example.com' }
  const single = (error: unknown, variables: Record<string, string> = env): string => {
    const { target } = createInputs({ name: 'pause-job' })
    const result = {
      jobs: [jobResult({ changed: false, error })],
      warnings: new Map(),
      samples: [],
      activeEntry: undefined
    }
    return errors(capture(() => report(result, target), true, variables).log)[0]?.text ?? ''
  }

  test.each<[error: Error, anchor: string]>([
    [new ActionError('WaitTimeout', 'Over.'), 'waittimeout'],
    [new MgwError('NoSuchImportJob', 'No.', { statusCode: 404 }), 'nosuchimportjob'],
    [new MgwError('AuthenticationFail.NoPermission', 'No.', { statusCode: 403 }), 'authenticationfailnopermission'],
    [new MgwError('RequestThrottled.QpsLimitExceeded', 'No.', { statusCode: 503 }), 'serviceunavailable'],
    [new MgwError('InvalidAccessKeyId.NotFound', 'No.', { statusCode: 404 }), 'invalidaccesskeyid'],
    [new MgwError('toString', 'No.', { statusCode: 400 }), 'other-codes-of-the-service'],
    [new MgwError('Whatever', 'No.', { statusCode: 500 }), 'internalerror'],
    [new TransportError('EAI_AGAIN', 'No.', 'connecting'), 'eai_again'],
    [new TransportError('ENOBUFS', 'No.', 'connecting'), 'other-codes-of-nodejs'],
    [new TransportError('ERR_SSL_X', 'No.', 'connecting'), 'tls'],
    [new TransportError('ECONNREFUSED', 'No.', 'connecting', { isProxyError: true }), 'proxies'],
    [new TypeError('x'), 'unexpectederror']
  ])('links to the section about its code: %s', (error, anchor) => {
    expect(single(error)).toMatch(new RegExp(` See ${PAGE}#${anchor}$`))
    expect(headingAnchors(readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8'))).toContain(anchor)
  })

  test('has a link for several jobs, too', () => {
    expect(errors(reportBatch([failed('Why.')], { env }).log)[0]?.text).toBe(
      `1 of 1 job failed: job-0. JobEnded: Why. See ${PAGE}#jobended`
    )
  })

  test.each(['GITHUB_SERVER_URL', 'GITHUB_ACTION_REPOSITORY', 'GITHUB_ACTION_REF'])(
    'has no link without %s',
    (name) => {
      expect(single(new ActionError('WaitTimeout', 'Over.'), { ...env, [name]: '' })).toBe('Over.')
    }
  )

  test.each(['GITEA_ACTIONS', 'FORGEJO_ACTIONS'])('has no link with %s: the page would have another URL', (name) => {
    expect(single(new ActionError('WaitTimeout', 'Over.'), { ...env, [name]: 'true' })).toBe('Over.')
  })

  test("has a link without // if the server's URL ends in a slash", () => {
    const text = single(new ActionError('WaitTimeout', 'Over.'), {
      ...env,
      GITHUB_SERVER_URL: 'https://ghe.example.com/'
    })
    expect(text).toBe(`Over. See ${PAGE}#waittimeout`)
  })

  test("names the job, and has no stray punctuation after the service's message", () => {
    const error = new MgwError('NoSuchImportJob', 'It does not exist. ', { statusCode: 404, requestId: 'R1' })
    expect(single(error, {})).toMatch(
      /^pause-job of nightly-sync failed\. There .* \(It does not exist; request ID R1\)$/
    )
  })
})
