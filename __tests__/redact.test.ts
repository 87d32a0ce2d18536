import { expect, test } from '@jest/globals'
import { addSecret, redact, safeIdentifier } from '../src/redact.ts'
import { copyOfStart, quote, truncate } from '../src/text.ts'
import { fc } from './fast-check.ts'
import { expectCpuTime } from './support/cpu-time.ts'

const SECRET = 'p@ss/w:rd+"1\\&<>\'%end'
addSecret(SECRET)

const hex = (character: string, digits: number): string => character.charCodeAt(0).toString(16).padStart(digits, '0')

test.each([
  ['plain text', SECRET],
  ['URL-encoded', encodeURIComponent(SECRET)],
  ['URL-encoded in lower case', encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())],
  ['URL-encoded character by character', SECRET.replace(/./gs, (character) => `%${hex(character, 2)}`)],
  ['URL-encoded twice', encodeURIComponent(encodeURIComponent(SECRET))],
  ['JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['JSON with \\/', JSON.stringify(SECRET).slice(1, -1).replaceAll('/', '\\/')],
  ['JSON with \\u', SECRET.replace(/./gs, (character) => `\\u${hex(character, 4)}`)],
  ['JSON in JSON', JSON.stringify(JSON.stringify(SECRET).slice(1, -1)).slice(1, -1)],
  ['XML, with names', 'p@ss/w:rd+&quot;1\\&amp;&lt;&gt;&apos;%end'],
  ['XML, in decimal', SECRET.replace(/./gs, (character) => `&#${character.charCodeAt(0)};`)],
  ['XML, in hexadecimal', SECRET.replace(/./gs, (character) => `&#x00${hex(character, 2).toUpperCase()};`)],
  ['XML in JSON', JSON.stringify('p@ss/w:rd+&quot;1\\&amp;&lt;&gt;&apos;%end').slice(1, -1)],
  ['base64', Buffer.from(SECRET).toString('base64')],
  ['base64 without padding', Buffer.from(SECRET).toString('base64').replaceAll('=', '')],
  ['URL-safe base64', Buffer.from(SECRET).toString('base64url')],
  ['URL-encoded base64', encodeURIComponent(Buffer.from(SECRET).toString('base64'))]
])('redacts a secret in %s', (_, form) => {
  expect(redact(`a ${form} b`)).toBe('a *** b')
  expect(redact(form)).toBe('***')
})

test('redacts a secret at any place of a longer text in base64, but for the bits that it shares with its neighbors', () => {
  const core = (encoding: 'base64' | 'base64url', before: string, after: string): string =>
    redact(Buffer.from(before + SECRET + after).toString(encoding))
  for (const encoding of ['base64', 'base64url'] as const)
    for (const before of ['', 'm', 'me', 'me:', 'user:'])
      for (const after of ['', '.', '..', '...'])
        expect(core(encoding, before, after)).toMatch(/^[\w+/-]{0,7}\*{3}[\w+/=-]{0,7}$/)
})

/** The ways in which a character can be written. */
const escapes: ((character: string) => string)[] = [
  (character) => character,
  (character) => `%${hex(character, 2)}`,
  (character) => `%${hex(character, 2).toUpperCase()}`,
  (character) => `\\u${hex(character, 4)}`,
  (character) => `&#${character.charCodeAt(0)};`,
  (character) => `&#x${hex(character, 2)};`
]

test('redacts a secret in which every character is escaped in a way of its own, and nothing around it', () => {
  const ways = fc.array(fc.constantFrom(...escapes), { minLength: SECRET.length, maxLength: SECRET.length })
  const around = fc.string({ unit: fc.constantFrom(...'xyz &;%\\#u/"0') })
  // Without the characters that begin an escape, which mean something else before one.
  const secret = 'Kp@ss/w:rd+"1<>end'
  addSecret(secret)
  fc.assert(
    fc.property(ways, around, around, (all, before, after) => {
      const form = [...secret].map((character, index) => all[index]?.(character) ?? character).join('')
      expect(redact(`${before} ${form} ${after}`)).toBe(`${before} *** ${after}`)
    })
  )
})

test('redacts repetitions and overlaps completely', () => {
  addSecret('abcabc')
  expect(redact('abcabcabc')).toBe('***')
  addSecret('nested-key')
  addSecret('the-nested-key-2')
  expect(redact('the-nested-key-2 and nested-key')).toBe('*** and ***')
})

test('redacts a secret that a host name repeats in lower case, and a password with a space in a form', () => {
  addSecret('LTAI5tMixedCase')
  addSecret('two words')
  expect(redact('ltai5tmixedcase.example.com two+words')).toBe('***.example.com ***')
})

test('redacts a secret with letters beyond ASCII, and one with a lone surrogate', () => {
  addSecret('pässwörd')
  expect(redact(`pässwörd ${encodeURIComponent('pässwörd')}`)).toBe('*** ***')
  addSecret('lone-\ud800-surrogate')
  expect(redact('lone-\ud800-surrogate fine')).toBe('*** fine')
})

test('redacts a secret with control characters in JSON', () => {
  const secret = 'a\nb\rc\td\be\ff'
  addSecret(secret)
  expect(redact(`${JSON.stringify(secret)} ${JSON.stringify(JSON.stringify(secret))}`)).toBe('"***" "\\"***\\""')
})

test.each(['pa%41ss"word-long', 'pa&#x41;ss\\word-long', 'pa%252541ss"word-long', 'pa%41ss\\nword"long'])(
  'redacts a secret that looks escaped itself, in JSON: %s',
  (secret) => {
    addSecret(secret)
    expect(redact(JSON.stringify({ secret }))).toBe('{"secret":"***"}')
  }
)

test('does not redact a short word that a secret decodes to', () => {
  addSecret('%6a%6f%62')
  expect(redact('the job and %6a%6f%62')).toBe('the job and ***')
})

test.each([
  ['ab8hT2v/w5Kd9+xB3mLc7Yp', '100%'],
  ['ab8hT2v/w5Kd9+xB3mLc7Yp', '%4'],
  ['nB8hT2v/w5Kd9+xB3mLc7Yp', '\\'],
  ['c0ffee/w5Kd9+xB3mLc7YpJ', '\\u']
])('redacts all but the start of %s after %s, which makes an escape of its first characters', (secret, before) => {
  addSecret(secret)
  // The rest is escaped, so it isn't found as it is.
  const shown = redact(before + secret.replaceAll('/', '%2F'))
  expect(shown).toMatch(/^.{1,6}\*{3}$/)
})

test('does not redact a short secret, which could be part of a word', () => {
  addSecret('job')
  expect(redact('the job')).toBe('the job')
})

test('does not recognize a secret in hex, or a part of one', () => {
  addSecret('secret-in-hex')
  const text = `${Buffer.from('secret-in-hex').toString('hex')} ${'secret-in-hex'.slice(1)}`
  expect(redact(text)).toBe(text)
})

test.each(['%', '%2', '\\', '\\u00', '&#;', '&#x;', '&nbsp;', '%zz', '\\u00zz', '&amp', '%25%', '&#99999;'])(
  'keeps text that looks like an escape: %s',
  (text) => {
    expect(redact(text)).toBe(text)
    expect(redact(`${text}${SECRET}${text}`)).toBe(`${text}***${text}`)
  }
)

test('no function that cuts a text leaves a part of a secret', () => {
  const long = `key-${'0123456789'.repeat(40)}`
  addSecret(long)
  const text = `x ${long} ${'y'.repeat(500)}`
  for (const cut of [truncate(text, 20), copyOfStart(text, 20), quote(text, 20), quote(long)])
    expect(cut).not.toContain('key')
  expect(truncate(text, 20)).toMatch(/^x \*{3} y{14}… /)
})

test('an identifier that contains a secret is none', () => {
  addSecret('LTAI5tIdentifier')
  expect(safeIdentifier('LTAI5tIdentifier')).toBeUndefined()
  expect(safeIdentifier('code.LTAI5tIdentifier-1')).toBeUndefined()
  expect(safeIdentifier(Buffer.from('LTAI5tIdentifier').toString('base64url'))).toBeUndefined()
  expect(safeIdentifier('AccessDenied')).toBe('AccessDenied')
})

test('redacts a MiB of escapes and of secrets in a moment', () => {
  const texts = ['&amp;'.repeat(2 ** 18), '%25'.repeat(2 ** 18), 'abcabc'.repeat(2 ** 17)]
  expectCpuTime(() => texts.forEach((text) => void redact(text)), 5)
})

test('secrets of one letter in a text of that letter take neither much time nor much memory', () => {
  const text = `%252541${'q'.repeat(129_000)}`
  for (let length = 16; length < 29; length++) addSecret('q'.repeat(length))
  expectCpuTime(() => expect(redact(text)).toBe('%252541***'), 3)
  const before = process.memoryUsage().heapUsed
  redact(text)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60 * 2 ** 20)
})

test('redacts any number of secrets in one text', () => {
  addSecret('a secret value')
  expect(redact('a secret value, '.repeat(150_000))).toBe('***, '.repeat(150_000))
})

test('redacts a secret whose base64 has + and /, without padding too', () => {
  addSecret('>>>???>>>?')
  expect(redact('a Pj4+Pz8/Pj4+Pw b Pj4-Pz8_Pj4-Pw c')).toBe('a *** b *** c')
})
