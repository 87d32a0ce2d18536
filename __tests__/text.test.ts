import { expect, test } from '@jest/globals'
import { closestMatch, editDistance, escapeControls } from '../src/text.ts'

const NAMES = ['start-job', 'resume-job', 'pause-job', 'close-job', 'update-qos', 'get-job']

test.each([
  ['puse-job', 'pause-job'],
  ['Start-Job', 'start-job'],
  ['pause', 'pause-job'],
  ['qos', 'update-qos'],
  ['close_job', 'close-job'],
  ['job', undefined],
  ['delete everything', undefined],
  ['', undefined],
  ['x'.repeat(5000), undefined]
])('the closest match of %j is %j', (word, candidate) => {
  expect(closestMatch(word, NAMES)).toBe(candidate)
})

test('a word of two letters matches no candidate that only contains it or is as short', () => {
  expect(closestMatch('ai', ['Asia/Shanghai'])).toBeUndefined()
  expect(closestMatch('xy', ['ab'])).toBeUndefined()
})

test.each<[a: string, b: string, edits: number]>([
  ['', 'ab', 2],
  ['pause', 'pause', 0],
  ['pasue', 'pause', 1],
  ['pue', 'pause', 2],
  ['paause', 'pause', 1],
  ['pouse', 'pause', 1],
  ['apsue', 'pause', 2],
  ['ab', 'ba', 1]
])('from %j to %j it takes %d edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits)
  expect(editDistance(b, a)).toBe(edits)
})

test('control characters are escaped, except tabs and line feeds', () => {
  const controls = '\u202ea\u2066b\u007fc\u009bd\u0085e\rf\u2028g\u200bh\u{e0001}i'
  expect(escapeControls(controls)).toBe(
    '\\u202ea\\u2066b\\u007fc\\u009bd\\u0085e\\u000df\\u2028g\\u200bh\\udb40\\udc01i'
  )
  expect(escapeControls('a\rb')).toBe('a\\u000db')
  expect(escapeControls('a\tb\nc — ü 中文 ✅ ⚠️')).toBe('a\tb\nc — ü 中文 ✅ ⚠️')
})
