import { expect, test } from '@jest/globals'
import { nearest } from '../../src/text/nearest.ts'

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
])('%j is nearest to %j', (word, candidate) => {
  expect(nearest(word, NAMES)).toBe(candidate)
})

test('what is short is nothing for being a part of it, nor for being as short', () => {
  expect(nearest('ai', ['Asia/Shanghai'])).toBeUndefined()
  expect(nearest('xy', ['ab'])).toBeUndefined()
})
