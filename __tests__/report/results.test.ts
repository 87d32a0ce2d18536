import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import type { OperationResult } from '../../src/job/result.ts'
import { summaryOfJobs } from '../../src/report/jobs-summary.ts'
import { type Outcome, outcomeOf } from '../../src/report/outcome.ts'
import { resultsOf } from '../../src/report/results.ts'
import { mask } from '../../src/runner/secrets.ts'

const subject = { operation: 'start-job', region: 'cn-hangzhou' }
const outcome = (jobName: string, result: OperationResult): Outcome =>
  outcomeOf(result, { ...subject, jobName }, new Date(0))

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

test('each job is an object, with what is not known left empty, null or out', () => {
  const { json, leftOut } = resultsOf([
    outcome('good', { changed: true, requestId: 'R1', job: { status: 'IMPORT_JOB_DOING' }, counters }),
    outcome('bad', { changed: false, error: refused() }),
    outcome('doubt', { changed: undefined, error: refused() })
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
    { job: 'doubt', code: 'fail', errorCode: 'NoSuchImportJob', requestId: 'R2', changed: null, status: '' }
  ])
})

test('too long, they are without what is longest, and say so', () => {
  const error = refused('R'.repeat(120))
  const outcomes = [outcome('aaa', { changed: false, error }), outcome('bbb', { changed: true, counters })]
  const { json, leftOut } = resultsOf(outcomes, 380)
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
  expect(JSON.parse(resultsOf(outcomes, 10).json)).toMatchObject([
    { job: 'aaa', code: 'fail' },
    { job: 'bbb', code: 'success' }
  ])
})

/** 500 jobs that each say as much as an answer can hold. */
function hostile(what: string): Outcome[] {
  const text = what.repeat(20_000)
  const error = new MgwError(text, text, { statusCode: 500, requestId: text })
  return Array.from({ length: 500 }, (_, index) =>
    outcome(`job-${index}`, {
      changed: false,
      error,
      job: { status: text, name: text },
      before: { status: `${text}.` },
      counters
    })
  )
}

test.each(['<&">\n::error::', '中'])(
  '500 jobs with hostile answers (%j) stay within what GitHub takes',
  (what) => {
    const outcomes = hostile(what)
    const { json } = resultsOf(outcomes)
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(256 * 1024)
    expect(JSON.parse(json)).toHaveLength(500)
    const summary = summaryOfJobs({ ...(outcomes[0] as Outcome), text: '<'.repeat(1_000_000) }, outcomes, '')
    // The head of the table and its last row come on top.
    expect(Buffer.byteLength(summary)).toBeLessThan(1000 * 1024 + 500)
    expect(summary).toMatch(/<tr><td>\d+ more jobs, for which there is no room here<\/td><\/tr><\/table>/)
    expect(summary).not.toContain('\n::error')
    expect(summary).not.toContain('<&')
  }
)

test('the table has the failed jobs first, then goes by name, and no column that is empty', () => {
  const outcomes = [
    outcome('ccc', { changed: true, job: { status: 'IMPORT_JOB_DOING' } }),
    outcome('bbb', { changed: false, error: refused() }),
    outcome('aaa', { changed: true, before: { status: 'A' }, job: { status: 'B' } })
  ]
  const summary = summaryOfJobs(
    { ...(outcomes[1] as Outcome), text: '1 of 3 failed: bbb.' },
    outcomes,
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
    '<p>❌ 1 of 3 failed: bbb.</p><p><code>start-job</code> of 3 jobs in <code>cn-hangzhou</code> by run <a href="https://github.com/o/r/actions/runs/7">7</a></p><table>'
  )
})

test('a secret is none of them, also where a job has it for its name', () => {
  mask('a-secret-for-a-name')
  const outcomes = [outcome('a-secret-for-a-name', { changed: true })]
  expect(JSON.parse(resultsOf(outcomes).json)).toMatchObject([{ job: '***' }])
  for (const text of ['a-secret-for-a-name', `${'x'.repeat(3990)}a-secret-for-a-name`])
    expect(summaryOfJobs({ ...(outcomes[0] as Outcome), text }, outcomes)).not.toContain('a-secret')
})

test('what else the service wrote is no command, no secret and no word that it is not', () => {
  mask('a-secret-for-an-id')
  const { json } = resultsOf([
    outcome('aaa', {
      changed: true,
      requestId: '##[error]a-secret-for-an-id',
      job: { status: 'A\n::error::x' }
    })
  ])
  expect(json).not.toContain('##[')
  expect(JSON.parse(json)).toMatchObject([{ requestId: '##[error]***', status: '' }])
})

test('its length is counted in bytes, and no field is left out that is not there', () => {
  const outcomes = [outcome('aaa', { changed: true, requestId: '中'.repeat(100) })]
  const whole = resultsOf(outcomes)
  expect(resultsOf(outcomes, whole.json.length)).toMatchObject({ leftOut: ['requestId'] })
  expect(resultsOf(outcomes, Buffer.byteLength(whole.json))).toEqual(whole)
  expect(resultsOf(outcomes, 10).leftOut.sort()).toEqual(['changed', 'errorCode', 'requestId', 'status'])
})

test('a region that is not known is not told', () => {
  const [one] = [outcome('aaa', { changed: true })]
  const nowhere = { ...one, subject: { ...one.subject, region: '' } }
  expect(summaryOfJobs(nowhere, [nowhere], '')).not.toContain(' in ')
})
