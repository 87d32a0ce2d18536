import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readAction, root } from '../../scripts/action-yml.ts'
import { readInputs } from '../../src/inputs/inputs.ts'
import { withStep } from '../support/environment.ts'

const page = readFileSync(join(root, 'docs/inputs.md'), 'utf8')
const { inputs } = readAction()
const names = Object.keys(inputs)
/** The section of each input. */
const entries = Object.fromEntries(
  page
    .split(/^### `/m)
    .slice(1)
    .map((entry) => [entry.slice(0, entry.indexOf('`')), entry.split(/^## /m)[0] ?? ''])
)

/** The inputs that an input requires. */
const REQUIRED: Record<string, Record<string, string>> = {
  'max-bandwidth': { operation: 'update-qos', 'max-qps': '1' },
  'max-qps': { operation: 'update-qos', 'max-bandwidth': '1' },
  round: { operation: 'get-report' },
  'source-access-secret': { operation: 'retry-job' },
  timetable: { operation: 'apply-timetable', timezone: 'UTC' },
  timezone: { operation: 'apply-timetable', timetable: '08:00 pause' },
  'oidc-provider-arn': { 'role-to-assume': 'acs:ram::1234567890123456:role/a' },
  ...Object.fromEntries(
    ['role-to-assume', 'audience', 'role-session-name', 'role-session-expiration'].map((name) => [
      name,
      {
        'role-to-assume': 'acs:ram::1234567890123456:role/a',
        'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/a'
      }
    ])
  )
}

/** Reads the inputs of a step that sets this one. */
function readStep(name: string, value: string): unknown {
  const step = {
    operation: 'start-job',
    'job-name': 'nightly-sync',
    region: 'cn-hangzhou',
    ...REQUIRED[name]
  }
  return withStep({ ...step, [name]: value }, {}, readInputs)
}

test('the page has one entry for each input, and no other', () => {
  expect(Object.keys(entries).sort()).toEqual([...names].sort())
})

describe.each(names)('%s', (name) => {
  const entry = entries[name] ?? ''

  test('the entry states the default, and whether the input is required', () => {
    const declared = inputs[name]
    expect(/^Required\./m.test(entry)).toBe(declared?.required)
    const [, value] = /Default: `([^`]+)`\./.exec(entry) ?? []
    expect(value).toBe(declared?.default)
  })

  test('the example is valid', () => {
    const [, line, block = ''] = /^Example:(?: `(.+)`$|\n\n((?: {4}.*\n)+))/m.exec(entry) ?? []
    const example = parse(line ?? block)
    expect(Object.keys(example)).toEqual([name])
    expect(() => readStep(name, String(example[name]))).not.toThrow()
  })
})

const ranges = names.flatMap((name) => {
  const [, min, max] = /\bfrom (\d+) to (\d+)\b/.exec(entries[name] ?? '') ?? []
  return min === undefined || max === undefined ? [] : [{ name, min: BigInt(min), max: BigInt(max) }]
})

test('the page states the range of each number', () => {
  expect(ranges).toHaveLength(9)
})

test.each(ranges)('$name accepts $min to $max, and rejects the numbers beside', ({ name, min, max }) => {
  for (const value of [min, max]) expect(() => readStep(name, String(value))).not.toThrow()
  for (const value of [min - 1n, max + 1n]) expect(() => readStep(name, String(value))).toThrow(`${name} is "${value}"`)
})
