import { expect, test } from '@jest/globals'
import { zoneOf } from '../../src/timetable/zone.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z')

function errorOf(name: string): Error {
  try {
    zoneOf(name, NOW)
  } catch (error) {
    return error as Error
  }
  throw new Error(`${name} is a zone`)
}

function isZone(name: string): boolean {
  try {
    return zoneOf(name, NOW) !== undefined
  } catch {
    return false
  }
}

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
  ['Asia/Shangai', 'Did you mean Asia/Shanghai? It is at UTC+08:00 now.'],
  ['Asia/Shhanghai', 'Did you mean Asia/Shanghai?'],
  ['Asia/Shangahi', 'Did you mean Asia/Shanghai?'],
  ['Asia/Shamghai', 'Did you mean Asia/Shanghai?'],
  ['Aisa/Shanghai', 'Did you mean Asia/Shanghai?'],
  ['Asia/Shnaghia', 'Did you mean Asia/Shanghai?'],
  ['Europe/Roma', 'Did you mean Europe/Rome? It is at UTC+01:00 now.'],
  ['Asia/Kolkatta', 'Did you mean Asia/Kolkata? It is at UTC+05:30 now.'],
  ['Europe/Kyev', 'Did you mean Europe/Kyiv?'],
  ['America/Sao Paulo', 'Did you mean America/Sao_Paulo? It is at UTC-03:00 now.'],
  ['Berlin', 'Did you mean Europe/Berlin?'],
  ['CST', 'Did you mean Asia/Shanghai?'],
  ['PRC', 'Did you mean Asia/Shanghai?'],
  ['China', 'Did you mean Asia/Shanghai?'],
  ['beijing', 'Did you mean Asia/Shanghai?'],
  ['Asia/Beijing', 'Did you mean Asia/Shanghai?'],
  ['Asia/China', 'Did you mean Asia/Shanghai?'],
  ['Asia/Lhasa', 'Did you mean Asia/Shanghai?'],
  ['Asia/Kunming', 'Did you mean Asia/Shanghai?'],
  ['asia/guangzhou', 'Did you mean Asia/Shanghai?'],
  ['Shenzhen', 'Did you mean Asia/Shanghai?'],
  ["Asia/Xi'an", 'Did you mean Asia/Shanghai?'],
  ['Asia/Dali', 'Did you mean Asia/Shanghai?'],
  ['China Standard Time', 'Did you mean Asia/Shanghai?'],
  ['北京', 'Did you mean Asia/Shanghai?'],
  ['UTC+8', 'Did you mean Asia/Shanghai?'],
  ['UTC8', 'Did you mean Asia/Shanghai?'],
  ['GMT+8', 'Did you mean Asia/Shanghai?'],
  ['+08:00', 'Did you mean Asia/Shanghai?'],
  ['Singapore', 'Did you mean Asia/Singapore?'],
  ['EST', 'three letters'],
  ['GMT', 'three letters'],
  ['-05:00', 'an offset has no summer time'],
  ['Etc/GMT+8', 'Etc/GMT+8 is UTC-8'],
  ['etc/gmt-8', 'whose sign is reversed'],
  ['Mars/Olympus_Mons', 'as in Asia/Shanghai'],
  ['Asia/Shanghai\n', 'Did you mean Asia/Shanghai?'],
  ['__proto__', 'as in Asia/Shanghai']
])('rejects %j', (name, hint) => {
  const error = errorOf(name)
  expect(error).toMatchObject({ code: 'InvalidArgument', message: expect.stringMatching(/^timezone is "/) })
  expect(error.message).toContain(hint)
})

test.each([
  'Asia/Mumbai',
  'Asia/Chiba',
  'Asia/Dilli',
  'America/Chile',
  'America/San_Pablo',
  'America/San_Francisco',
  'Europe/Lublin',
  'Europe/Kiel',
  'Europe/Bern',
  'Asia/Aden/Shanghai',
  'San_Juan',
  'UTC9',
  // Both Kirov and Kiev are one letter away.
  'Europe/Kiov'
])('suggests nothing for %s, which is another place or could be two', (name) => {
  expect(errorOf(name).message).toBe(
    `timezone is "${name}", which isn't a time zone in the data of this runner's Node (${process.versions.tz}). Write the name of a large city in the zone, as in Asia/Shanghai for all of China.`
  )
})

test('the hint for an unknown name comes with the version of the zone data', () => {
  expect(errorOf('Europe/Berlni').message).toBe(
    `timezone is "Europe/Berlni", which isn't a time zone in the data of this runner's Node (${process.versions.tz}). Did you mean Europe/Berlin? It is at UTC+01:00 now.`
  )
})

test('suggests a zone for its name with a letter missing or doubled, unless two are as close', () => {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone, index) => zone.includes('/') && index % 40 === 7)
  const typos = zones.flatMap((zone) => {
    const at = zone.length - 3
    return [`${zone.slice(0, at)}${zone.slice(at + 1)}`, `${zone.slice(0, at)}${zone.charAt(at)}${zone.slice(at)}`]
      .filter((name) => !isZone(name))
      .map((name) => [name, zone])
  })
  const wrong = typos.filter(([name = '', zone = '']) => !errorOf(name).message.includes(`Did you mean ${zone}?`))
  expect(wrong).toEqual([])
})

test('offsets are in minutes ahead of UTC', () => {
  const at = Date.parse('2026-11-25T12:00:00.789Z')
  expect(zoneOf('Asia/Kolkata').offsetAt(at)).toBe(330)
  expect(zoneOf('America/New_York').offsetAt(at)).toBe(-300)
})
