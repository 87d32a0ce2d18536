import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, jest, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import type { BatchResult, JobResult } from '../../src/batch/batch.ts'
import type { Target } from '../../src/inputs/inputs.ts'
import { printJob, report } from '../../src/report/report.ts'
import { activeEntryAt } from '../../src/timetable/active-entry.ts'
import { errors, notices, warnings } from '../dist/support.ts'
import { applyTimetable } from '../operations/support.ts'
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

function capture(call: () => void, isWritable = true): Reported {
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
    withStep({}, { GITHUB_OUTPUT: isWritable ? outputs : '', GITHUB_STEP_SUMMARY: summary }, call)
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
  { operation = 'pause-job', isWritable, ...rest }: ReportOptions = {}
): Reported {
  const result = { jobs: results.map(jobResult), warnings: new Map(), samples: [], ...rest }
  return capture(() => report(result, targetOf(operation)), isWritable)
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
      text: '4 of 5 failed: job-0, job-1, job-2 and job-3. The most common error is JobEnded (3): Another way.'
    }
  ])
  expect(exitCode).toBe(1)
})

test("reports a single failure with its cause and the service's message", () => {
  const { log } = reportBatch([at('A'), refused('NoSuchImportJob')])
  expect(errors(log)[0]?.text).toMatch(/^1 of 2 failed: job-1\. NoSuchImportJob: .* \(It says no\)$/)
})

test('reports a skipped job as the cause only if no other job failed', () => {
  const error = new ActionError('CancelOperation', 'Nothing was sent.')
  const skipped = { changed: false, error, isSkipped: true }
  expect(errors(reportBatch([failed('Why.'), skipped, skipped]).log)[0]?.text).toBe(
    '3 of 3 failed: job-0, job-1 and job-2. The most common error is JobEnded (1): Why.'
  )
  expect(errors(reportBatch([skipped, skipped]).log)[0]?.text).toBe(
    '2 of 2 failed: job-0 and job-1. The most common error is CancelOperation (2): Nothing was sent.'
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
      { changed: true, counters, activeEntry },
      { changed: false, counters, activeEntry }
    ],
    {
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

test("the timetable's outputs are those of the last moment, even if they are not those of the primary job", () => {
  const { timetable, zone } = applyTimetable('12:00 run\n18:00 pause')
  const at = (time: string) => activeEntryAt(timetable, zone, Date.parse(`2026-11-25T${time}Z`))
  const { outputs } = reportBatch([
    { changed: true, activeEntry: at('12:00:01') },
    { changed: true },
    { changed: true, activeEntry: at('11:59:59') }
  ])
  expect(outputs).toMatchObject({ 'timetable-line': '12:00 run', 'next-change': '2026-11-25T18:00:00Z' })
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
  expect(log).toContain("The output results would be too long, so it doesn't contain requestId.")
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
