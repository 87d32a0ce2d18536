import { expect, test } from '@jest/globals'
import { closestMatch } from '../src/text.ts'

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
