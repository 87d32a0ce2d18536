import { expect, test } from '@jest/globals'
import { errorOf, type InvalidInputs, QOS, ROLE, read, testRejected } from './support.ts'

testRejected([
  ['InvalidArgument', ['idempotent is "yes"', 'true or false'], { idempotent: 'yes' }],
  ['InvalidArgument', ['dry-run is "1"', 'true or false'], { 'dry-run': '1' }],
  ['InvalidArgument', ['fail-on-failed-files is "no"', 'true or false'], { 'fail-on-failed-files': 'no' }],
  ['InvalidArgument', ['fail-fast is "yes"', 'true or false'], { 'fail-fast': 'yes' }],
  ['InvalidArgument', ['max-jobs is "501"', 'from 1 to 500'], { 'max-jobs': '501' }],
  ['InvalidArgument', ['max-jobs is "0"', 'from 1 to 500'], { 'max-jobs': '0' }],
  ['InvalidArgument', ['max-parallel is "21"', 'from 1 to 20'], { 'max-parallel': '21' }],
  ['InvalidArgument', ['max-parallel is "0"', 'from 1 to 20'], { 'max-parallel': '0' }],
  ['InvalidArgument', ['wait-timeout-seconds is "0"'], { 'wait-timeout-seconds': '0' }],
  ['InvalidArgument', ['poll-interval-seconds is "4"', 'from 5'], { 'poll-interval-seconds': '4' }],
  ['InvalidArgument', ['role-session-expiration is "899"', '900'], { ...ROLE, 'role-session-expiration': '899' }],
  ['InvalidArgument', ['max-qps is "1e3"', 'files per second in plain digits'], { ...QOS, 'max-qps': '1e3' }],
  ...['1e6', '1_000', '0x10', '-1', '+1', '1.5', '10Mbit', '1 000', '١٢', '9223372036854775808', '9'.repeat(5000)].map(
    (value): InvalidInputs => [
      'InvalidArgument',
      ['max-bandwidth is ', JSON.stringify(value).slice(0, 20), '/s'],
      { ...QOS, 'max-bandwidth': value }
    ]
  )
])

test.each([
  ['job-name', { 'job-name': '1.23456789012346E+15' }],
  ['user-id', { 'user-id': '1.23456789012346E+15' }],
  ['allowed-account-ids', { 'allowed-account-ids': '1.23456789012346E+15' }],
  ['max-bandwidth', { ...QOS, 'max-bandwidth': '1.23456789012346E+18' }],
  ['max-qps', { ...QOS, 'max-qps': '1E+21' }],
  ['timeout-seconds', { 'timeout-seconds': '1.2E+3' }]
])('explains that YAML rounded the number in %s', (_, inputs) => {
  expect(errorOf(() => read(inputs)).message).toContain('YAML seems to have rounded a long number: put it in quotes')
})

test('makes invisible characters visible in messages', () => {
  const messageOf = (inputs: Record<string, string>) => errorOf(() => read(inputs)).message
  expect(messageOf({ 'job-name': 'night\u200bly' })).toContain('"night\\u200bly"')
  expect(messageOf({ 'job-name': 'night\u00adly' })).toContain('"night\\u00adly"')
  expect(messageOf({ operation: 'pause\u2028job' })).toContain('"pause\\u2028job"')
})

test.each([
  ['100Mbit/s', 100_000_000n],
  ['12.5 MB/s', 100_000_000n],
  ['1MiB/s', 8_388_608n]
])('reads max-bandwidth %s', (text, maxBandwidth) => {
  expect(read({ ...QOS, 'max-bandwidth': text }).operation).toMatchObject({ maxBandwidth })
})

test('reads 64-bit integers without rounding', () => {
  expect(read({ ...QOS, 'max-bandwidth': '9223372036854775807' }).operation).toEqual({
    name: 'update-qos',
    maxBandwidth: 2n ** 63n - 1n,
    maxQps: 1n
  })
})

test.each([
  [{ dry_run: 'true' }, 'dry_run', 'dry-run', 'INPUT_DRY_RUN'],
  [{ dry_run: 'true', 'dry-run': 'false' }, 'dry_run', 'dry-run', 'INPUT_DRY_RUN'],
  [{ job_name: 'x', 'job-name': '' }, 'job_name', 'job-name', 'INPUT_JOB_NAME'],
  [{ wait_for: 'applied' }, 'wait_for', 'wait-for', 'INPUT_WAIT_FOR']
])('rejects %j, which the runner only warns about', (inputs, wrong, name, variable) => {
  const { code, message } = errorOf(() => read(inputs))
  expect(code).toBe('InvalidArgument')
  expect(message).toContain(`${wrong} is not an input. Did you mean ${name}?`)
  expect(message).toContain(`the environment variable ${variable} for another purpose`)
})

test("accepts a workflow's own variable with the name of an input that is set", () => {
  const inputs = read(
    { ...QOS, 'wait-for': 'applied' },
    { INPUT_JOB_NAME: 'x', INPUT_MAX_QPS: '9', INPUT_WAIT_FOR: 'y' }
  )
  expect(inputs.jobs.include).toEqual(['nightly-sync'])
  expect(inputs.operation).toMatchObject({ maxQps: 1n })
  expect(inputs.wait.until).toBe('applied')
})

test('ignores a misspelled input that is empty, and one that resembles no input', () => {
  expect(read({ dry_run: '', something_else: '1' }).dryRun).toBe(false)
})
