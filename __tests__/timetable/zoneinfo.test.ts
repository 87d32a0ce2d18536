import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { offsetInFile, warnAboutZoneData } from '../../src/timetable/zoneinfo.ts'
import { withStep } from '../support/environment.ts'
import { compileZone, zone } from './support.ts'

test.each<[rule: string, instant: string, offset: number | undefined]>([
  ['CST-8', '2026-11-25T12:00Z', 480],
  ['<+0545>-5:45', '2026-11-25T12:00Z', 345],
  ['<-0330>+3:30', '2026-11-25T12:00Z', -210],
  // The last Sundays of March and October, at 02:00 and at 03:00 of summer time.
  ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-03-29T00:59:59Z', 60],
  ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-03-29T01:00Z', 120],
  ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-10-25T00:59:59Z', 120],
  ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-10-25T01:00Z', 60],
  // The second Sunday of March and the first one of November.
  ['EST5EDT,M3.2.0,M11.1.0', '2026-03-08T06:59:59Z', -300],
  ['EST5EDT,M3.2.0,M11.1.0', '2026-03-08T07:00Z', -240],
  ['EST5EDT,M3.2.0,M11.1.0', '2026-11-01T05:59:59Z', -240],
  ['EST5EDT,M3.2.0,M11.1.0', '2026-11-01T06:00Z', -300],
  // In the south, summer time goes over the end of the year.
  ['AEST-10AEDT,M10.1.0,M4.1.0/3', '2026-12-31T23:59Z', 660],
  ['AEST-10AEDT,M10.1.0,M4.1.0/3', '2027-01-01T00:00Z', 660],
  ['AEST-10AEDT,M10.1.0,M4.1.0/3', '2026-04-04T15:59:59Z', 660],
  ['AEST-10AEDT,M10.1.0,M4.1.0/3', '2026-04-04T16:00Z', 600],
  // In Ireland, winter time is the exception.
  ['IST-1GMT0,M10.5.0,M3.5.0/1', '2026-11-25T12:00Z', 0],
  ['IST-1GMT0,M10.5.0,M3.5.0/1', '2026-07-01T12:00Z', 60],
  ['<+1030>-10:30<+11>-11,M10.1.0,M4.1.0', '2026-12-01T00:00Z', 660],
  ['<-02>2<-01>,M3.5.0/-1,M10.5.0/0', '2026-03-29T00:59:59Z', -120],
  ['<-02>2<-01>,M3.5.0/-1,M10.5.0/0', '2026-03-29T01:00Z', -60],
  ['EET-2EEST,M3.4.4/50,M10.4.4/50', '2026-03-28T00:00Z', 180],
  ['EET-2EEST,J60,J300', '2026-11-25T12:00Z', undefined],
  ['a rule', '2026-11-25T12:00Z', undefined]
])('%s at %s gives %p minutes', (rule, instant, offset) => {
  expect(offsetInFile(compileZone(rule), Date.parse(instant))).toBe(offset)
})

test.each<[instant: string, offset: number]>([
  ['2019-12-31T23:59:59Z', 480],
  ['2020-01-01T00:00Z', 540],
  ['2029-12-31T23:59:59Z', 540],
  // After the last transition, the rule applies.
  ['2030-01-01T00:00Z', 420]
])('the transitions of a file at %s give %d minutes', (instant, offset) => {
  const transitions = [
    { at: '2020-01-01T00:00Z', offset: 540 },
    { at: '2030-01-01T00:00Z', offset: 420 }
  ]
  expect(offsetInFile(compileZone('WIB-7', transitions), Date.parse(instant))).toBe(offset)
})

test('the last transition applies for good in a file without a rule', () => {
  const file = compileZone('', [{ at: '2020-01-01T00:00Z', offset: 540 }])
  expect(offsetInFile(file, Date.parse('2026-11-25T12:00Z'))).toBe(540)
})

test('a file of version 1, and any other file, is not read', () => {
  const first = compileZone('CST-8')
  first[4] = 0
  expect(offsetInFile(first, 0)).toBeUndefined()
  expect(offsetInFile(Buffer.from('no zone'), 0)).toBeUndefined()
})

const MACHINE = '/usr/share/zoneinfo'
const ifInstalled = existsSync(join(MACHINE, 'Asia/Shanghai')) ? test : test.skip

ifInstalled.each(['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Sydney'])(
  "this machine's file of %s agrees with Node on 2015 and 2016",
  (name) => {
    const file = readFileSync(join(MACHINE, name))
    const months = Array.from({ length: 24 }, (_, month) => Date.UTC(2015, month, 1))
    expect(months.map((month) => offsetInFile(file, month))).toEqual(months.map((month) => zone(name).offsetAt(month)))
  }
)

const directory = mkdtempSync(join(tmpdir(), 'zoneinfo-'))
afterAll(() => rmSync(directory, { recursive: true }))
mkdirSync(join(directory, 'Asia'))
writeFileSync(join(directory, 'Asia/Shanghai'), compileZone('CST-8'))
writeFileSync(join(directory, 'Asia/Kolkata'), compileZone('IST-6'))
writeFileSync(join(directory, 'Asia/Tokyo'), 'no zone')

const NOW = Date.parse('2026-11-25T12:00Z')
const warningsFor = (name: string, TZDIR = directory): string[] =>
  withStep({}, { TZDIR }, () => warnAboutZoneData(zone(name), [name, zone(name).name], NOW))

test("a warning says which data is used if the machine's own differs", () => {
  expect(warningsFor('Asia/Kolkata')).toEqual([
    `The timetable takes Asia/Calcutta to be at UTC+05:30 now, from Node's time zone data (${process.versions.tz}), but this machine's (${directory}) has UTC+06:00. If Node's is wrong, see "Time zone and clock" in docs/timetable.md.`
  ])
})

test.each([
  ['Asia/Shanghai', 'the same offset'],
  ['asia/shanghai', 'the same offset for a name that the user wrote in lower case'],
  ['Asia/Tokyo', 'a file that is no zone'],
  ['Europe/Berlin', 'no file']
])('there is no warning for %s: %s', (name) => {
  expect(warningsFor(name)).toEqual([])
})

test('there is no warning on a machine without zones', () => {
  expect(warningsFor('Asia/Shanghai', join(directory, 'none'))).toEqual([])
})
