import { expect, test } from '@jest/globals'
import { readableTime, reportData, summarizeReport } from '../../src/job/report-fields.ts'

test.each([
  ['1728964941', false, '2024-10-15 04:02:21 UTC'],
  ['2024-05-01T12:00:00.000Z', false, '2024-05-01 12:00:00 UTC'],
  ['2024-05-01T12:00:00+08:00', false, '2024-05-01 04:00:00 UTC'],
  ['1000s', false, '16 min 40 s'],
  ['1000s', true, '16 min 40 s'],
  ['190', true, '3 min 10 s'],
  ['0', false, ''],
  ['', false, ''],
  [undefined, false, ''],
  ['2024-05-01 12:00:00', false, '2024-05-01 12:00:00'],
  ['soon', true, 'soon']
])('reads the time %j (duration: %s) as %j', (text, isDuration, readable) => {
  expect(readableTime(text, isDuration)).toBe(readable)
})

const REPORT = { status: 'Finished', failedListPrefix: 'a/1/failed_list/', jobEndTime: '1728972612' }

test('the lists are in the bucket, if it is known', () => {
  expect(summarizeReport(REPORT, 'backups')).toMatchObject({
    failedList: 'oss://backups/a/1/failed_list/',
    totalList: ''
  })
  expect(summarizeReport(REPORT, undefined).failedList).toBe('a/1/failed_list/')
})

test.each(['a b/', 'a;rm/', '$(a)/', 'a\nb/', "a'/"])('%j is not put into a command', (failedListPrefix) => {
  expect(summarizeReport({ ...REPORT, failedListPrefix }, 'backups').failedList).toBe('')
})

test('the Data is sorted, and has the times that were sent', () => {
  const data = reportData({ ...REPORT, totalCount: 9, copiedCount: 9, newField: 'x' })
  expect(JSON.stringify(data)).toBe(
    '{"CopiedCount":9,"FailedListPrefix":"a/1/failed_list/","JobEndTime":"1728972612","NewField":"x","Status":"Finished","TotalCount":9}'
  )
})
