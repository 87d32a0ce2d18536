import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MgwError } from '@alicloud/hcs-mgw20240626'
import { beforeAll, expect, jest, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import { addSecret } from '../../src/redact.ts'
import { createJobReport } from '../../src/report/job-report.ts'
import { jobOutputs, writeOutputs } from '../../src/report/outputs.ts'
import { mask } from '../../src/runner/secrets.ts'
import { createInputs } from '../support/create-inputs.ts'
import { withStep } from '../support/environment.ts'
import { createResult, type FlatResult } from '../support/results.ts'

const KEY = 'Secret/of+the=job'
/** Could be an ID. */
const WORD = 'CAISwordkey0001'

// Masking is a command on standard output.
beforeAll(() => {
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  for (const secret of [KEY, WORD, 'success']) mask(secret)
  stdout.mockRestore()
})

const { target } = createInputs({ name: 'pause-job' })
const outputs = (result: FlatResult) => jobOutputs(createJobReport(createResult(result), target, new Date(2026, 0, 16)))

test('each fits into an environment variable on Linux (128 KiB)', () => {
  const long = '中"\\<'.repeat(30_000)
  const data = {
    statusCode: 400,
    requestId: long,
    hostId: long,
    ecCode: long,
    AccessDeniedDetail: { A: [long] }
  }
  const written = outputs({ changed: false, error: new MgwError(long, long, data) })
  for (const [name, value] of Object.entries(written))
    expect(Buffer.byteLength(`${name}=${value}`)).toBeLessThan(131_072)
})

test('result says what it leaves out: Data of a success, and the end of a failure', () => {
  const data = { Name: 'nightly-sync', Tags: 'x'.repeat(140_000) }
  const success = outputs({ changed: false, statusCode: 200, data }).result ?? ''
  expect(JSON.parse(success)).toMatchObject({
    Code: 'success',
    StatusCode: 200,
    Data: { Omitted: 'Data is longer than 128 KiB.' }
  })
  const hostile = new MgwError('A', '\u0001'.repeat(20_000), { hostId: '\\'.repeat(20_000) })
  const failure = outputs({ changed: false, error: hostile }).result ?? ''
  expect(failure.length).toBeLessThan(131_072)
  expect(JSON.parse(failure).ErrorMsg).toMatch(/… \(\d+ characters in all\)$/)
})

test('a result of up to 128 KiB is complete', () => {
  const data = { Tags: 'x'.repeat(130_000) }
  expect(JSON.parse(outputs({ changed: false, statusCode: 200, data }).result ?? '').Data).toEqual(data)
})

test('every output that is written is bounded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mgw-outputs-'))
  const file = join(folder, 'output')
  writeFileSync(file, '')
  const values = { ...outputs({ changed: false }), 'timetable-line': '中'.repeat(100_000) }
  withStep({}, { GITHUB_OUTPUT: file }, () => writeOutputs(values))
  const text = readFileSync(file, 'utf8')
  rmSync(folder, { recursive: true })
  expect(Buffer.byteLength(text)).toBeLessThan(128 * 1024)
  expect(text).toContain('… (100000 characters in all)')
})

test.each(['IMPORT_JOB_DOING', 'IMPORT_JOB_SUSPEND'])(
  'never redact a state that is known, even if it equals a secret: %s',
  (status) => {
    addSecret(status)
    const written = outputs({ changed: false, statusCode: 200, job: { status }, data: { Status: status } })
    expect(written['job-status']).toBe(status)
    expect(JSON.parse(written.result ?? '').Data.Status).toBe(status)
  }
)

test('never redact a code that is known, and always one that is not', () => {
  addSecret('AccessDenied')
  const denied = (code: string) => outputs({ changed: false, error: new MgwError(code, 'No.', { statusCode: 403 }) })
  expect(denied('AccessDenied')['error-code']).toBe('AccessDenied')
  expect(denied(WORD)['error-code']).toBe('***')
  expect(denied(`No.${WORD}`)['error-code']).toBe('No.***')
})

test('redact the names of elements that the service chose', () => {
  const { result } = outputs({ changed: false, statusCode: 200, data: { [WORD]: { [KEY]: 'x' } } })
  expect(JSON.parse(result ?? '').Data).toEqual({ '***': { '***': 'x' } })
})

const TEXT = `You sent ${[WORD, KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')].join(' and ')}.`

test.each<[place: string, error: Error]>([
  ['a message', new MgwError('A', TEXT, { statusCode: 400 })],
  ['a code', new MgwError(TEXT, 'm', { statusCode: 400 })],
  ['Data', new MgwError('A', 'm', { hostId: TEXT, AccessDeniedDetail: { A: [TEXT] } })],
  ['a request ID', new MgwError('A', 'm', { requestId: TEXT })],
  ['a request ID in a header', new MgwError('A', 'm', {}, { headers: { 'x-oss-request-id': WORD } })],
  ["one of the action's own messages", new ActionError('A', TEXT)],
  ['a bug', new TypeError(TEXT)]
])('redact secrets in %s', (_, error) => {
  const written = Object.values(outputs({ changed: false, error })).join('\n')
  expect(written).toContain('***')
  for (const form of [WORD, KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')])
    expect(written).not.toContain(form)
})

test('keep no part of a secret where a long message is truncated', () => {
  const error = new MgwError('A', `${'x'.repeat(16_380)}${KEY}`, { statusCode: 400 })
  expect(outputs({ changed: false, error })['error-message']).not.toContain('xSec')
})

test('leave out a state that is not an identifier', () => {
  const job = { status: 'IMPORT_JOB_DOING\n::error::x' }
  expect(outputs({ changed: false, job, statusCode: 200 })['job-status']).toBe('')
})

test('never redact the code, even if it equals a secret', () => {
  expect(outputs({ changed: true, statusCode: 200 })).toMatchObject({ code: 'success', changed: 'true' })
})

test('contain a partly known throttling', () => {
  const job = { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 7n } }
  expect(outputs({ changed: false, job, statusCode: 200 })).toMatchObject({
    'max-bandwidth': '7',
    'max-qps': ''
  })
})
