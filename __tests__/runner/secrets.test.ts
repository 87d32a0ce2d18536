import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { mask, redact } from '../../src/runner/secrets.ts'

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

test('redacts a secret in plain text, URL-encoded, and in base64', () => {
  const secret = 'p@ss/w:rd+1'
  mask(secret)
  const text = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')].join(' | ')
  expect(redact(`a ${text} b`)).toBe('a *** | *** | *** b')
})

test('redacts a secret completely if it contains another one', () => {
  mask('nested-key')
  mask('the-nested-key-2')
  expect(redact('the-nested-key-2 and nested-key')).toBe('*** and ***')
})

test('does not redact a short secret, which could be part of a word', () => {
  mask('job')
  expect(redact('the job')).toBe('the job')
})

test('does not recognize a secret in hex, or a part of one', () => {
  mask('secret-in-hex')
  const text = `${Buffer.from('secret-in-hex').toString('hex')} ${'secret-in-hex'.slice(1)}`
  expect(redact(text)).toBe(text)
})

test('accepts a secret with a lone surrogate', () => {
  mask('lone-\ud800-surrogate')
  expect(redact('fine')).toBe('fine')
})
