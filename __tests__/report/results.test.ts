import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { createJobReport, type JobReport } from '../../src/report/job-report.ts'
import { resultsJson } from '../../src/report/outputs.ts'
import { batchSummary } from '../../src/report/summary.ts'
import { mask } from '../../src/runner/secrets.ts'
import { createInputs } from '../support/create-inputs.ts'
import { createResult, type FlatResult } from '../support/results.ts'

const { target } = createInputs({ name: 'start-job' })
const reportOf = (jobName: string, result: FlatResult): JobReport =>
  createJobReport(createResult(result), { ...target, jobName }, new Date(0))

const counters = {
  totalCount: 10n,
  copiedCount: 5n,
  failedCount: 0n,
  skippedCount: undefined,
  totalBytes: 9007199254740993n,
  copiedBytes: 1n,
  percent: 12.5
}
const refused = (requestId = 'R2') => new MgwError('NoSuchImportJob', 'no', { statusCode: 404, requestId })

test('results have an object for each job, without unknown values', () => {
  const { json, leftOut } = resultsJson([
    reportOf('good', { changed: true, requestId: 'R1', job: { status: 'IMPORT_JOB_DOING' }, counters }),
    reportOf('bad', { changed: false, error: refused() }),
    reportOf('unknown', { changed: undefined, error: refused() })
  ])
  expect(leftOut).toEqual([])
  expect(json).toContain('"totalBytes":9007199254740993,')
  expect(JSON.parse(json)).toEqual([
    {
      job: 'good',
      code: 'success',
      errorCode: '',
      requestId: 'R1',
      changed: true,
      status: 'IMPORT_JOB_DOING',
      totalCount: 10,
      copiedCount: 5,
      failedCount: 0,
      totalBytes: expect.any(Number),
      copiedBytes: 1,
      progress: 12.5
    },
    { job: 'bad', code: 'fail', errorCode: 'NoSuchImportJob', requestId: 'R2', changed: false, status: '' },
    { job: 'unknown', code: 'fail', errorCode: 'NoSuchImportJob', requestId: 'R2', changed: null, status: '' }
  ])
})

test('results that are too long leave out the longest field, and name it', () => {
  const error = refused('R'.repeat(120))
  const reports = [reportOf('aaa', { changed: false, error }), reportOf('bbb', { changed: true, counters })]
  const { json, leftOut } = resultsJson(reports, 380)
  expect(leftOut).toEqual(['requestId'])
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(380)
  expect(JSON.parse(json)[0]).toEqual({
    job: 'aaa',
    code: 'fail',
    errorCode: 'NoSuchImportJob',
    changed: false,
    status: '',
    leftOut: ['requestId']
  })
  expect(JSON.parse(resultsJson(reports, 10).json)).toMatchObject([
    { job: 'aaa', code: 'fail' },
    { job: 'bbb', code: 'success' }
  ])
})

/** 500 jobs whose results contain this text as often as a response can. */
function hostileReports(repeated: string): JobReport[] {
  const text = repeated.repeat(20_000 / repeated.length)
  const error = new MgwError(text, text, { statusCode: 500, requestId: text })
  return Array.from({ length: 500 }, (_, index) =>
    reportOf(`job-${index}`, {
      changed: false,
      error,
      job: { status: text, name: text },
      before: { status: `${text}.` },
      counters
    })
  )
}

test.each(['<&">\n::error::', '中'])(
  "the results and the summary of 500 jobs full of %j stay below GitHub's limits",
  (text) => {
    const reports = hostileReports(text)
    const { json } = resultsJson(reports)
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(96 * 1024)
    expect(JSON.parse(json)).toHaveLength(500)
    const summary = batchSummary({ ...(reports[0] as JobReport), text: '<'.repeat(1_000_000) }, reports, '')
    // Plus the table's header and its last row.
    expect(Buffer.byteLength(summary)).toBeLessThan(1000 * 1024 + 500)
    expect(summary).toMatch(/<tr><td>\d+ more jobs, over the limit of 1 MiB<\/td><\/tr><\/table>/)
    expect(summary).not.toContain('\n::error')
    expect(summary).not.toContain('<&')
  }
)

test('the summary sorts failed jobs first, then by name, and has no empty columns', () => {
  const reports = [
    reportOf('ccc', { changed: true, job: { status: 'IMPORT_JOB_DOING' } }),
    reportOf('bbb', { changed: false, error: refused() }),
    reportOf('aaa', { changed: true, before: { status: 'A' }, job: { status: 'B' } })
  ]
  const summary = batchSummary(
    { ...(reports[1] as JobReport), text: '1 of 3 jobs failed: bbb.' },
    reports,
    'https://github.com/o/r/actions/runs/7'
  )
  const rows = summary
    .split('<tr>')
    .slice(1)
    .map((row) => row.replace(/<[^>]*>/g, '|').replace(/\|+/g, '|'))
  expect(rows).toEqual([
    '|Job|Code|State|Request ID|',
    '|bbb|❌ |NoSuchImportJob|R2|',
    '|aaa|✅|A| → |B|',
    '|ccc|✅|IMPORT_JOB_DOING|\n'
  ])
  expect(summary).toContain(
    '<p>❌ 1 of 3 jobs failed: bbb.</p><p><code>start-job</code> of 3 jobs in <code>cn-hangzhou</code> by run <a href="https://github.com/o/r/actions/runs/7">7</a></p><table>'
  )
})

test('results and summary redact a secret, even in a job name', () => {
  mask('a-secret-for-a-name')
  const reports = [reportOf('a-secret-for-a-name', { changed: true })]
  expect(JSON.parse(resultsJson(reports).json)).toMatchObject([{ job: '***' }])
  for (const text of ['a-secret-for-a-name', `${'x'.repeat(3990)}a-secret-for-a-name`])
    expect(batchSummary({ ...(reports[0] as JobReport), text }, reports)).not.toContain('a-secret')
})

test('results contain no runner commands, secrets or malformed states from the service', () => {
  mask('a-secret-for-an-id')
  const { json } = resultsJson([
    reportOf('aaa', {
      changed: true,
      requestId: '##[error]a-secret-for-an-id',
      job: { status: 'A\n::error::x' }
    })
  ])
  expect(json).not.toContain('##[')
  expect(JSON.parse(json)).toMatchObject([{ requestId: '##[error]***', status: '' }])
})

test('the length of results is counted in bytes, and only existing fields are left out', () => {
  const reports = [reportOf('aaa', { changed: true, requestId: '中'.repeat(100) })]
  const whole = resultsJson(reports)
  expect(resultsJson(reports, whole.json.length)).toMatchObject({ leftOut: ['requestId'] })
  expect(resultsJson(reports, Buffer.byteLength(whole.json))).toEqual(whole)
  expect(resultsJson(reports, 10).leftOut.sort()).toEqual(['changed', 'errorCode', 'requestId', 'status'])
})

test('the summary leaves out an unknown region', () => {
  const report = reportOf('aaa', { changed: true })
  const nowhere = { ...report, target: { ...target, region: '' } }
  expect(batchSummary(nowhere, [nowhere], '')).not.toContain(' in ')
})

test('results fit into an environment variable with its name: at most 96 KiB', () => {
  const reports = Array.from({ length: 400 }, (_, index) =>
    reportOf(`job-${index}`, { changed: true, requestId: 'R'.repeat(160) })
  )
  const whole = resultsJson(reports, Number.POSITIVE_INFINITY).json
  expect(Buffer.byteLength(whole)).toBeGreaterThan(96 * 1024)
  expect(Buffer.byteLength(whole)).toBeLessThan(128 * 1024)
  const { json, leftOut } = resultsJson(reports)
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(96 * 1024)
  expect(leftOut).toEqual(['requestId'])
  // Only the first one says what is missing.
  expect(JSON.parse(json).filter((row: object) => 'leftOut' in row)).toHaveLength(1)
})
