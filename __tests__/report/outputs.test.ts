import { ClientError, MgwError } from '@alicloud/hcs-mgw20240626'
import { beforeAll, expect, jest, test } from '@jest/globals'
import type { OperationResult } from '../../src/job/result.ts'
import { outcomeOf } from '../../src/report/outcome.ts'
import { outputsOf } from '../../src/report/outputs.ts'
import { mask } from '../../src/runner/secrets.ts'

const KEY = 'Secret/of+the=job'
/** A key that could be an ID. */
const WORD = 'CAISwordkey0001'

// Masking is a command on standard output.
beforeAll(() => {
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
  for (const secret of [KEY, WORD, 'success']) mask(secret)
  stdout.mockRestore()
})

const outputs = (result: OperationResult) =>
  outputsOf(
    outcomeOf(
      result,
      { operation: 'pause-job', jobName: 'nightly-sync', region: 'cn-hangzhou' },
      new Date(2026, 0, 16)
    )
  )

test('each fits into an environment variable of Linux (128 KiB), whatever the service says', () => {
  const much = '中"\\<'.repeat(30_000)
  const data = {
    statusCode: 400,
    requestId: much,
    hostId: much,
    ecCode: much,
    AccessDeniedDetail: { A: [much] }
  }
  const written = outputs({ changed: false, error: new MgwError(much, much, data) })
  for (const [name, value] of Object.entries(written))
    expect(Buffer.byteLength(`${name}=${value}`)).toBeLessThan(131_072)
})

const SAID = `You sent ${[WORD, KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')].join(' and ')}.`

test.each<[where: string, error: Error]>([
  ['a message', new MgwError('A', SAID, { statusCode: 400 })],
  ['a code', new MgwError(SAID, 'm', { statusCode: 400 })],
  ['Data', new MgwError('A', 'm', { hostId: SAID, AccessDeniedDetail: { A: [SAID] } })],
  ['a request ID', new MgwError('A', 'm', { requestId: SAID })],
  ['the request ID of a header', new MgwError('A', 'm', {}, { 'x-oss-request-id': WORD })],
  ["a text of the action's own", new ClientError('A', SAID)],
  ['a defect', new TypeError(SAID)]
])('no key in %s', (_, error) => {
  const written = Object.values(outputs({ changed: false, error })).join('\n')
  expect(written).toContain('***')
  for (const form of [WORD, KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')])
    expect(written).not.toContain(form)
})

test('no part of a key is left where a long message is cut', () => {
  const error = new MgwError('A', `${'x'.repeat(16_380)}${KEY}`, { statusCode: 400 })
  expect(outputs({ changed: false, error })['error-message']).not.toContain('xSec')
})

test('a state that is no word is no output', () => {
  const job = { status: 'IMPORT_JOB_DOING\n::error::x' }
  expect(outputs({ changed: false, job, statusCode: 200 })['job-status']).toBe('')
})

test('a word that is a secret too stays where this action says how a run ended', () => {
  expect(outputs({ changed: true, statusCode: 200 })).toMatchObject({ code: 'success', changed: 'true' })
})

test('a throttling that is known in part', () => {
  const job = { status: 'IMPORT_JOB_DOING', importQos: { maxBandWidth: 7n } }
  expect(outputs({ changed: false, job, statusCode: 200 })).toMatchObject({
    'max-bandwidth': '7',
    'max-qps': ''
  })
})
