import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { mask, redact } from '../../src/runner/secrets.ts'

// Masking is a command on standard output.
let said: string[]
beforeEach(() => {
  said = []
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
})
afterEach(() => void jest.restoreAllMocks())

test('a secret is masked once, and an empty one never', () => {
  for (const secret of ['first-secret', 'first-secret', '']) mask(secret)
  expect(said.join('')).toBe('::add-mask::first-secret\n')
})

test('it is taken out as it is, URL-encoded, and in base64', () => {
  const secret = 'p@ss/w:rd+1'
  mask(secret)
  const text = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')].join(' | ')
  expect(redact(`a ${text} b`)).toBe('a *** | *** | *** b')
})

test('a secret that is part of another leaves nothing of it behind', () => {
  mask('nested-key')
  mask('the-nested-key-2')
  expect(redact('the-nested-key-2 and nested-key')).toBe('*** and ***')
})

test('a short one is masked by the runner, and is no reason to change words', () => {
  mask('job')
  expect(redact('the job')).toBe('the job')
})

test('in another form, as in hex or in part, it is not found', () => {
  mask('secret-in-hex')
  const text = `${Buffer.from('secret-in-hex').toString('hex')} ${'secret-in-hex'.slice(1)}`
  expect(redact(text)).toBe(text)
})

test('half of a character is no reason to break', () => {
  mask('lone-\ud800-surrogate')
  expect(redact('fine')).toBe('fine')
})
