import { expect, test } from '@jest/globals'
import { activeEntryAt, daysFrom, hasSwitched } from '../../src/timetable/active-entry.ts'
import { formatInstant } from '../../src/timetable/format-timetable.ts'
import { parseTimetable } from '../../src/timetable/parse-timetable.ts'
import { zone } from './support.ts'

const MONDAY = Date.parse('2026-11-23T00:00:00Z')
const MINUTE = 60_000

test('an entry is active since its own start, even if entries that it overrides have ended since', () => {
  const text = '00:00 run\n2026-11-23 10:00..2026-11-23 20:00 pause\n2026-11-23 12:00..2026-11-23 15:00 run'
  const { entry, since } = activeEntryAt(parseTimetable(text), zone('UTC'), MONDAY + 16 * 60 * MINUTE)
  expect([entry.number, since]).toEqual([2, MONDAY / MINUTE + 10 * 60])
})

test('an entry is not active since the end of a later dated entry', () => {
  const timetable = parseTimetable('00:00 run\n2026-11-24 10:00..2026-11-24 20:00 pause')
  expect(activeEntryAt(timetable, zone('UTC'), MONDAY + 60 * MINUTE).since).toBe(MONDAY / MINUTE)
})

test('another entry with the same state is not a switch', () => {
  const timetable = parseTimetable('Mon 00:00 pause\nTue 00:00 pause\nWed 00:00 run')
  const active = activeEntryAt(timetable, zone('UTC'), MONDAY + MINUTE)
  const day = 24 * 60 * MINUTE
  expect([1, 1.5, 2].map((days) => hasSwitched(active, MONDAY + days * day))).toEqual([false, false, true])
})

test('finds a switch one week later if clocks go forward over it', () => {
  const timetable = parseTimetable('Sun 02:30 run\nSun 03:00 pause')
  const berlin = zone('Europe/Berlin')
  const { next } = activeEntryAt(timetable, berlin, Date.parse('2026-03-28T11:00:00Z'))
  expect(next && formatInstant(berlin, next.instant)).toBe('2026-04-05 02:30 (Sun), UTC+02:00')
})

test('evaluates an override of millennia without a switch in under a second', () => {
  const start = performance.now()
  const dated = Array.from({ length: 80 }, (_, index) => {
    const hour = `2026-12-${10 + Math.floor(index / 10)} 1${index % 10}`
    return `${hour}:00..${hour}:30 pause`
  })
  const text = ['Mon 08:00 pause', '0001-01-08..9999-12-31 as Tue', ...dated].join('\n')
  expect(activeEntryAt(parseTimetable(text), zone('UTC'), MONDAY).entry.number).toBe(1)
  expect(performance.now() - start).toBeLessThan(1000)
})

test('a day has only the switches that change the active entry', () => {
  const text = '00:00 run\n08:00 pause\n2026-11-23 07:00..2026-11-23 09:00 pause'
  const [monday, tuesday] = daysFrom(parseTimetable(text), MONDAY / MINUTE)
  const switchesOf = (day: typeof monday) => day?.switches.map(({ moment, entry }) => [moment % 1440, entry.number])
  expect(switchesOf(monday)).toEqual([
    [420, 3],
    [540, 2]
  ])
  expect(switchesOf(tuesday)).toEqual([[480, 2]])
})
