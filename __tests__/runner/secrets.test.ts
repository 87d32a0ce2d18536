import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { redact } from '../../src/redact.ts'
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
