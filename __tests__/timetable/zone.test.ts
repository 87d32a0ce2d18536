import { expect, test } from '@jest/globals'
import { zoneOf } from '../../src/timetable/zone.ts'

test.each([
  ['UTC', 'UTC'],
  ['utc', 'UTC'],
  ['Asia/Shanghai', 'Asia/Shanghai'],
  ['asia/SHANGHAI', 'Asia/Shanghai'],
  ['Etc/UTC', 'UTC'],
  ['US/Pacific', 'America/Los_Angeles'],
  ['America/Argentina/Buenos_Aires', 'America/Buenos_Aires']
])('accepts %s as %s', (name, known) => {
  expect(zoneOf(name).name).toBe(known)
})

test.each([
  ['Asia/Shangai', 'Did you mean Asia/Shanghai?'],
  ['Berlin', 'Did you mean Europe/Berlin?'],
  ['CST', 'Did you mean Asia/Shanghai?'],
  ['PRC', 'Did you mean Asia/Shanghai?'],
  ['China', 'Did you mean Asia/Shanghai?'],
  ['beijing', 'Did you mean Asia/Shanghai?'],
  ['Asia/Beijing', 'Did you mean Asia/Shanghai?'],
  ['UTC+8', 'Did you mean Asia/Shanghai?'],
  ['GMT+8', 'Did you mean Asia/Shanghai?'],
  ['+08:00', 'Did you mean Asia/Shanghai?'],
  ['Singapore', 'Did you mean Asia/Singapore?'],
  ['EST', 'three letters'],
  ['GMT', 'three letters'],
  ['-05:00', 'an offset knows no summer time'],
  ['Etc/GMT+8', 'Etc/GMT+8 is UTC-8'],
  ['etc/gmt-8', 'the other way round'],
  ['Mars/Olympus_Mons', 'as in Asia/Shanghai'],
  ['Asia/Shanghai\n', 'Did you mean Asia/Shanghai?'],
  ['__proto__', 'as in Asia/Shanghai']
])('rejects %j', (name, hint) => {
  expect(() => zoneOf(name)).toThrow(
    expect.objectContaining({ code: 'InvalidArgument', message: expect.stringMatching(/^timezone is "/) })
  )
  expect(() => zoneOf(name)).toThrow(hint)
})

test('offsets are in minutes ahead of UTC', () => {
  const at = Date.parse('2026-11-25T12:00:00.789Z')
  expect(zoneOf('Asia/Kolkata').offsetAt(at)).toBe(330)
  expect(zoneOf('America/New_York').offsetAt(at)).toBe(-300)
})
