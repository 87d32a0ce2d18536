import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { redact } from '../../src/redact.ts'
import { info, printGroup } from '../../src/runner/logger.ts'
import { mask } from '../../src/runner/secrets.ts'

// A secret is masked by a workflow command on standard output.
let printed: string[]
beforeEach(() => {
  printed = []
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0)
})
afterEach(() => void jest.restoreAllMocks())

test('masks a secret once, and never an empty one', () => {
  for (const secret of ['first-secret', 'first-secret', '']) mask(secret)
  expect(printed.join('')).toBe('::add-mask::first-secret\n')
})

test('redacts what it has masked', () => {
  mask('masked-secret')
  expect(redact('the masked-secret')).toBe('the ***')
})

test("redacts the title of a group, too: the service chooses jobs' names", () => {
  mask('secret-of-the-group')
  const form = Buffer.from('secret-of-the-group').toString('base64url')
  printGroup(`${form}: success`, [`GetJob of ${form}`])
  expect(printed.join('').split('\n').slice(1, 4)).toEqual(['::group::***: success', 'GetJob of ***', '::endgroup::'])
})

test('the log has no line that the runner would take for a command', () => {
  info('a\n ::error::x\n##[group]y\nfine')
  printGroup('job', ['::error::z', 'fine'])
  expect(printed.join('').split('\n')).toEqual([
    'a',
    '" ::error::x"',
    '"##\\u005b' + 'group]y"',
    'fine',
    '::group::job',
    '"::error::z"',
    'fine',
    '::endgroup::',
    ''
  ])
})
