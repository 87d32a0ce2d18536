import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, jest, test } from '@jest/globals'
import { JobFailed, type OperationResult } from '../../src/job/result.ts'
import type { Worked } from '../../src/many/many.ts'
import { type JobResult, NotBegun } from '../../src/many/total.ts'
import { reportJobs, tellJob } from '../../src/report/jobs.ts'
import { inForceAt } from '../../src/timetable/in-force.ts'
import { errors, notices, warnings } from '../dist/support.ts'
import { asksFor } from '../operations/support.ts'
import { withStep } from '../support/environment.ts'

interface Reported {
  log: string
  outputs: Record<string, string>
  summary: string
  exitCode: typeof process.exitCode
}

/** What a runner gets to see. */
function seen(call: () => void, isWritable = true): Reported {
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

interface Asked extends Partial<Worked> {
  operation?: string
  isWritable?: boolean
}

/** What is reported of jobs that are named job-0, job-1, … */
function reported(results: OperationResult[], { operation = 'pause-job', isWritable, ...rest }: Asked = {}) {
  const jobs = results.map((result, index): JobResult => ({ name: `job-${index}`, result }))
  const subject = { operation, jobName: 'job-*', region: 'cn-hangzhou' }
  return seen(() => reportJobs({ jobs, warnings: new Map(), samples: [], ...rest }, subject), isWritable)
}

const at = (status: string, changed = false): OperationResult => ({ changed, job: { status } })
const failed = (code: string, note?: string): OperationResult => ({
  changed: false,
  error: new MgwError(code, 'It says no.', { statusCode: 400 }),
  ...(note !== undefined && { note })
})
const failing = (text: string): OperationResult => ({
  changed: false,
  error: new JobFailed('JobEnded', text)
})

test('all went well: how many were changed, and no state that is from before the change', () => {
  const { log, outputs, exitCode, summary } = reported([at('A', true), at('B')])
  expect(notices(log)).toEqual(['pause-job: 2 jobs, none failed. 1 job changed.'])
  expect(log).toContain('::notice title=pause-job%3A success::')
  expect(exitCode).toBe(0)
  expect(outputs).toMatchObject({ changed: 'true', 'jobs-total': '2', 'jobs-changed': '1', results: /./ })
  expect(summary).toContain('✅ pause-job: 2 jobs')
})

test('states are told where they were seen after all changes, by name, and none that is no word', () => {
  const samples = [{ at: 0, percent: 0, bytes: 0 }]
  const results = [at('B', true), at('A'), at('B'), { changed: false }, at('\n::error::x')]
  expect(notices(reported(results, { samples }).log)).toEqual([
    'pause-job: 5 jobs, none failed. 1 job changed. 1 at A, 2 at B.'
  ])
  expect(notices(reported([at('A')]).log)).toEqual(['pause-job: 1 job, none failed. 0 jobs changed. 1 at A.'])
  expect(notices(reported([at('A')], { operation: 'get-job' }).log)).toEqual([
    'get-job: 1 job, none failed. 1 at A.'
  ])
})

test('of several failures the commonest is told, with the commonest of its texts', () => {
  const results = [
    failed('NoSuchImportJob'),
    failing('One way.'),
    failing('Another way.'),
    failing('Another way.'),
    at('A')
  ]
  const { log, exitCode } = reported(results)
  expect(errors(log)).toEqual([
    {
      title: 'pause-job: 4 of 5 failed',
      text: '4 of 5 failed: job-0, job-1, job-2 and job-3. The commonest cause is JobEnded (3): Another way.'
    }
  ])
  expect(exitCode).toBe(1)
})

test('one failure has its cause, and what the service said of it', () => {
  const { log } = reported([at('A'), failed('NoSuchImportJob')])
  expect(errors(log)[0]?.text).toMatch(/^1 of 2 failed: job-1\. NoSuchImportJob: .* \(It says no\.\)$/)
})

test('what was not begun is the cause only where nothing else failed', () => {
  const notBegun = { changed: false, error: new NotBegun('CancelOperation', 'Nothing was sent.') }
  expect(errors(reported([failing('Why.'), notBegun, notBegun]).log)[0]?.text).toBe(
    '3 of 3 failed: job-0, job-1 and job-2. The commonest cause is JobEnded (1): Why.'
  )
  expect(errors(reported([notBegun, notBegun]).log)[0]?.text).toBe(
    '2 of 2 failed: job-0 and job-1. The commonest cause is CancelOperation (2): Nothing was sent.'
  )
})

test('outputs are of all jobs together: changes, counts, and the timetable', () => {
  const counters = {
    totalCount: 10n,
    copiedCount: 5n,
    failedCount: 0n,
    skippedCount: 0n,
    totalBytes: 8n,
    copiedBytes: 4n,
    percent: 50
  }
  const { timetable, zone } = asksFor('00:00 run')
  const inForce = inForceAt(timetable, zone, Date.parse('2026-11-25T12:00:00Z'))
  const { outputs, summary } = reported(
    [
      { changed: true, counters, inForce },
      { changed: false, counters, inForce }
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

test('what the service says of a job is left out where it is too long', () => {
  const data = { much: 'x'.repeat(200_000) }
  const { log, outputs } = reported([at('A'), { ...at('A'), data }])
  expect(JSON.parse(outputs.result ?? '')).toMatchObject({ Code: 'success', Data: {} })
  expect(log.length).toBeLessThan(2000)
  const job = { name: 'job-0', result: { ...at('A'), data } }
  const told = seen(() => tellJob(job, ['a line'], { operation: 'get-job', jobName: 'job-*', region: '' }))
  expect(told.log).toMatch(/^::group::job-0: success A\na line\n/)
  expect(told.log.length).toBeLessThan(2000)
})

test('a job that failed is told with the cause, and what the service said', () => {
  const job = { name: 'job-0', result: failed('NoSuchImportJob') }
  const { log } = seen(() => tellJob(job, [], { operation: 'get-job', jobName: 'job-*', region: '' }))
  expect(log).toMatch(/^::group::job-0: fail NoSuchImportJob\n/)
  expect(log).toMatch(/\nIt says no\.\n::endgroup::\n$/)
})

test('a long list of results says in the log what it is without', () => {
  const requestId = 'R'.repeat(1000)
  const { log, outputs } = reported(Array.from({ length: 400 }, () => ({ changed: true, requestId })))
  expect(log).toContain('The output results would be too long, so it is without requestId.')
  expect(JSON.parse(outputs.results ?? '')).toHaveLength(400)
  expect(reported([at('A')]).log).not.toContain('too long')
})

test('warnings are one, with the jobs that each is about, and bounded', () => {
  const many = Array.from({ length: 12 }, (_, index): [string, string[]] => [`Warning ${index}.`, ['job-0']])
  const { log } = reported([at('A'), at('A')], {
    warnings: new Map([['x'.repeat(600), ['job-0', 'job-1']], ...many])
  })
  const lines = warnings(log)[0]?.split('\n') ?? []
  expect(warnings(log)).toHaveLength(1)
  expect(lines[0]).toBe(`job-0 and job-1: ${'x'.repeat(500)}… (600 characters in all)`)
  expect(lines.slice(1)).toEqual([
    ...many.slice(0, 9).map(([text]) => `job-0: ${text}`),
    'and 3 more, in the log'
  ])
})

test('outputs that could not be written are a failure', () => {
  const { exitCode, log } = reported([at('A')], { isWritable: false })
  expect(exitCode).toBe(1)
  expect(errors(log)[0]?.title).toBe('Outputs not written')
})
