import { expect, test } from '@jest/globals'
import { writeInstant } from '../../src/timetable/describe.ts'
import { inForceAt } from '../../src/timetable/in-force.ts'
import { parseTimetable } from '../../src/timetable/text.ts'
import { daysFrom } from '../../src/timetable/week.ts'
import { refusalOf, zone } from './support.ts'

const MONDAY = Date.parse('2026-11-23T00:00:00Z')
const MINUTE = 60_000

test('a line is in force since its own beginning, whatever it covers has ended meanwhile', () => {
  const text = '00:00 run\n2026-11-23 10:00..2026-11-23 20:00 pause\n2026-11-23 12:00..2026-11-23 15:00 run'
  const { line, since } = inForceAt(parseTimetable(text), zone('UTC'), MONDAY + 16 * 60 * MINUTE)
  expect([line.number, since]).toEqual([2, MONDAY / MINUTE + 10 * 60])
})

test('a switch that is hidden when clocks go forward is looked for a week later', () => {
  const timetable = parseTimetable('Sun 02:30 run\nSun 03:00 pause')
  const berlin = zone('Europe/Berlin')
  const { next } = inForceAt(timetable, berlin, Date.parse('2026-03-28T11:00:00Z'))
  expect(next && writeInstant(berlin, next.instant)).toBe('2026-04-05 02:30 (Sun), UTC+02:00')
})

test('millennia that are like a day without a switch take no time', () => {
  const begun = performance.now()
  const dated = Array.from({ length: 80 }, (_, index) => {
    const hour = `2026-12-${10 + Math.floor(index / 10)} 1${index % 10}`
    return `${hour}:00..${hour}:30 pause`
  })
  const text = ['Mon 08:00 pause', '0001-01-08..9999-12-31 as Tue', ...dated].join('\n')
  expect(inForceAt(parseTimetable(text), zone('UTC'), MONDAY).line.number).toBe(1)
  expect(performance.now() - begun).toBeLessThan(1000)
})

test('of a day only what changes the line is told, and what is so when it begins once', () => {
  const text = '00:00 run\n08:00 pause\n2026-11-23 07:00..2026-11-23 09:00 pause'
  const [monday, tuesday] = daysFrom(parseTimetable(text), MONDAY / MINUTE)
  const told = (day: typeof monday) => day?.switches.map(({ moment, line }) => [moment % 1440, line.number])
  expect(told(monday)).toEqual([
    [420, 3],
    [540, 2]
  ])
  expect(told(tuesday)).toEqual([[480, 2]])
})

test.each([
  '08:00 pause\n2026-10-01 run 1Mbit/s\n2026-10-02 run 2Mbit/s',
  '08:00 pause\n2026-10-02 run 2Mbit/s\n2026-10-01 run 1Mbit/s',
  `08:00 run${' '.repeat(485)}5bit/s`
])('case %# is taken', (text) => {
  expect(refusalOf(text)).toBe('')
})
