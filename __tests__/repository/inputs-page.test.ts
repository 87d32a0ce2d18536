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
/** The text of each input's entry. */
const entries = Object.fromEntries(
  page
    .split(/^### `/m)
    .slice(1)
    .map((entry) => [entry.slice(0, entry.indexOf('`')), entry.split(/^## /m)[0] ?? ''])
)

/** What an input needs beside it. */
const BESIDE: Record<string, Record<string, string>> = {
  'max-bandwidth': { operation: 'update-qos', 'max-qps': '1' },
  'max-qps': { operation: 'update-qos', 'max-bandwidth': '1' },
  timetable: { operation: 'apply-timetable', timezone: 'UTC' },
  timezone: { operation: 'apply-timetable', timetable: '08:00 pause' },
  'oidc-provider-arn': { 'role-to-assume': 'acs:ram::1:role/a' },
  ...Object.fromEntries(
    ['role-to-assume', 'audience', 'role-session-name', 'role-session-expiration'].map((name) => [
      name,
      { 'role-to-assume': 'acs:ram::1:role/a', 'oidc-provider-arn': 'acs:ram::1:oidc-provider/a' }
    ])
  )
}

/** Reads the inputs of a step that sets one of them. */
function read(name: string, value: string): unknown {
  const step = { operation: 'start-job', 'job-name': 'nightly-sync', region: 'cn-hangzhou', ...BESIDE[name] }
  return withStep({ ...step, [name]: value }, {}, readInputs)
}

test('each input has one entry, and nothing else has', () => {
  expect(Object.keys(entries).sort()).toEqual([...names].sort())
})

describe.each(names)('%s', (name) => {
  const entry = entries[name] ?? ''

  test('its entry says whether it is required, and its default', () => {
    const declared = inputs[name]
    expect(/^Required\./m.test(entry)).toBe(declared?.required)
    const [, value] = /Default: `([^`]+)`\./.exec(entry) ?? []
    expect(value).toBe(declared?.default)
  })

  test('its example is accepted', () => {
    const [, line = ''] = /^Example: `(.+)`$/m.exec(entry) ?? []
    const example = parse(line)
    expect(Object.keys(example)).toEqual([name])
    expect(() => read(name, String(example[name]))).not.toThrow()
  })
})

const ranges = names.flatMap((name) => {
  const [, least, most] = /\bfrom (\d+) to (\d+)\b/.exec(entries[name] ?? '') ?? []
  return least === undefined || most === undefined ? [] : [{ name, least: BigInt(least), most: BigInt(most) }]
})

test('the inputs that are numbers have their least and their most', () => {
  expect(ranges).toHaveLength(9)
})

test.each(ranges)('$name is accepted from $least to $most, and not beyond', ({ name, least, most }) => {
  for (const value of [least, most]) expect(() => read(name, String(value))).not.toThrow()
  for (const value of [least - 1n, most + 1n])
    expect(() => read(name, String(value))).toThrow(`${name} is "${value}"`)
})
