import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, jest, test } from '@jest/globals'
import { createJobReport } from '../../src/report/job-report.ts'
import { jobSummary } from '../../src/report/summary.ts'
import { mask } from '../../src/runner/secrets.ts'
import { activeEntryAt } from '../../src/timetable/active-entry.ts'
import { parseTimetable } from '../../src/timetable/parse-timetable.ts'
import { zoneOf } from '../../src/timetable/zone.ts'
import { createInputs } from '../support/create-inputs.ts'
import { createResult, type FlatResult } from '../support/results.ts'

const { target: TARGET } = createInputs({ name: 'start-job' })
const summary = (result: FlatResult, target = TARGET, url?: string): string =>
  jobSummary(createJobReport(createResult(result), target, new Date()), url)

test('has a row for each known value', () => {
  const text = summary(
    {
      changed: true,
      statusCode: 200,
      requestId: 'R1',
      before: { status: 'IMPORT_JOB_BEGIN', importQos: { maxBandWidth: 1, maxImportTaskQps: 2 } },
      job: { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 1, maxImportTaskQps: 2 } },
      counters: {
        totalCount: 10n,
        copiedCount: 5n,
        failedCount: 0n,
        skippedCount: undefined,
        totalBytes: 2048n,
        copiedBytes: 1024n,
        percent: 50
      }
    },
    TARGET,
    'https://github.com/o/r/actions/runs/7'
  )
  for (const row of [
    '<th align="left">Operation</th><td><code>start-job</code></td>',
    '<th align="left">State</th><td><code>IMPORT_JOB_BEGIN</code> → <code>IMPORT_JOB_DOING</code></td>',
    '<th align="left">Throttling</th><td><code>1 bit/s (0.125 B/s) and 2 files per second</code></td>',
    '<th align="left">Files</th><td><code>5 of 10 (0 failed)</code></td>',
    '<th align="left">Size</th><td><code>1.0 KiB of 2.0 KiB</code></td>',
    '<th align="left">Progress</th><td><code>50.0 %</code></td>',
    '<th align="left">Run</th><td><a href="https://github.com/o/r/actions/runs/7">7</a></td>'
  ])
    expect(text).toContain(row)
  expect(text).not.toContain('mermaid')
})

test('leaves out unknown values', () => {
  const text = summary({ changed: true })
  expect(text).not.toMatch(/State|Files|Request ID|HTTP status|Run|undefined|unknown/)
})

test('has a chart after a wait', () => {
  const samples = [
    { at: 0, percent: 0, bytes: 0 },
    { at: 60_000, percent: 100, bytes: 5 }
  ]
  expect(summary({ changed: true, samples })).toMatch(/<\/table>\n\n```mermaid\n[\s\S]*\n```\n$/)
})

test('explains a failure and escapes hostile text', () => {
  const hostile = '</td></tr></table>\n\n# heading\n\n[link](https://evil.example) <script>x</script> ![x](y)'
  const error = new MgwError('InvalidArgument', hostile, { statusCode: 400, requestId: hostile })
  const text = summary(
    { changed: false, error, job: { status: hostile } },
    { ...TARGET, operation: hostile, jobName: hostile }
  )
  expect(text).toContain('❌ <code>InvalidArgument</code>: A value')
  const bare = text.replace(/<\/?(table|tr|td|code|p|pre)>|<th align="left">|<\/th>/g, '')
  expect(bare).not.toMatch(/[<>]/)
  // GitHub reads no Markdown in a line of HTML.
  expect(text.trimEnd()).not.toMatch(/[\r\n]/)
})

test.each([
  [{ maxBandWidth: 7 }, '7 bit/s (0.875 B/s) and unknown files per second'],
  [{ maxImportTaskQps: 8 }, 'an unknown bandwidth and 8 files per second']
])('shows a partly known throttling: %j', (importQos, cell) => {
  const text = summary({ changed: false, job: { importQos } })
  expect(text).toContain(`<th align="left">Throttling</th><td><code>${cell}</code></td>`)
})

test('never redacts a known code, even if it equals a secret', () => {
  // Masking is a command on standard output.
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  for (const secret of ['AccessDenied', 'nightly-sync']) mask(secret)
  stdout.mockRestore()
  const text = summary({ changed: false, error: new MgwError('AccessDenied', 'No.', { statusCode: 403 }) })
  expect(text).toContain('❌ <code>AccessDenied</code>: ')
  expect(text).toContain('<th align="left">Job</th><td><code>***</code></td>')
  expect(summary({ changed: false, note: 'It is nightly-sync.' })).toContain('<p>✅ It is ***.</p>')
})

test('starts with a sentence about the result', () => {
  expect(summary({ changed: false, note: 'Dry run: nothing.' })).toMatch(/^<p>✅ Dry run: nothing\.<\/p><table>/)
  expect(summary({ changed: true })).toMatch(/^<p>✅ start-job was accepted for /)
})

test('separates thousands', () => {
  const counts = { totalCount: 48_210n, copiedCount: 12_345n, failedCount: 1_000n, skippedCount: 999n }
  const counters = { ...counts, totalBytes: undefined, copiedBytes: undefined, percent: undefined }
  expect(summary({ changed: false, counters })).toContain('12,345 of 48,210 (1,000 failed, 999 skipped)')
})

test('shows a size without a total, and a text of several lines', () => {
  const counts = {
    totalCount: undefined,
    copiedCount: undefined,
    failedCount: undefined,
    skippedCount: undefined
  }
  const counters = { ...counts, totalBytes: undefined, copiedBytes: 1024n, percent: undefined }
  const text = summary({ changed: false, counters, note: 'One.\nTwo.' })
  expect(text).toContain('<th align="left">Size</th><td><code>1.0 KiB</code></td>')
  expect(text).toContain('<p>✅ One.<br>Two.</p>')
})

test('truncates cells and escapes the URL', () => {
  const text = summary({ changed: false, requestId: 'R'.repeat(5000) }, TARGET, 'https://x/"><b>/7')
  expect(text).toContain(`<code>${'R'.repeat(1000)}… (5000 characters in all)</code>`)
  expect(text).toContain('<a href="https://x/&#34;&#62;&#60;b&#62;/7">7</a>')
})

test("redacts secrets in the timetable's week", () => {
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  mask('Asia/Tokyo')
  stdout.mockRestore()
  const activeEntry = activeEntryAt(parseTimetable('00:00 run'), zoneOf('Asia/Tokyo'), 0)
  const text = summary({ changed: false, activeEntry })
  expect(text).toContain('The timetable in ***.')
  expect(text).not.toContain('Tokyo')
})

test('labels what was read before a change, and never shows it as the present state', () => {
  const before = { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 1, maxImportTaskQps: 2 } }
  const text = summary({ changed: true, before })
  expect(text).toContain('<th align="left">State</th><td><code>IMPORT_JOB_DOING</code> before</td>')
  expect(text).toContain('<code>1 bit/s (0.125 B/s) and 2 files per second</code> before</td>')
  expect(summary({ changed: false, before, job: before })).toContain('<td><code>IMPORT_JOB_DOING</code></td>')
})
